/* The kartogram: one square button per area, so that it needs no WebGL and the smallest kota is as large as any. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});

  const layouts = new Map();
  const muat = (url) => {
    if (!layouts.has(url)) {
      layouts.set(url, fetch(url).then((answer) => {
        if (!answer.ok) throw new Error(`kartogram ${answer.status}`);
        return answer.json();
      }));
      layouts.get(url).catch(() => layouts.delete(url));
    }
    return layouts.get(url);
  };

  /* Nearest square in the direction of an arrow: along the arrow first, then as straight as possible. */
  const tetangga = (cells, from, [dx, dy]) => {
    let best = null, least = Infinity;
    for (const cell of cells) {
      const along = (cell.x - from.x) * dx + (cell.y - from.y) * dy;
      if (along <= 0) continue;
      const across = Math.abs((cell.x - from.x) * dy) + Math.abs((cell.y - from.y) * dx);
      const far = along + across * 2.5;
      if (far < least) { least = far; best = cell; }
    }
    return best;
  };
  const ARROW = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  peta.Kartogram = class {
    /* `events`: sorot(kode, event|null), lepas(), klik(kode, event), keterangan(kode). */
    constructor(container, events) {
      this.container = container;
      this.events = events;
      this.url = null;
      container.addEventListener("keydown", (event) => this.tekan(event));
    }

    async gambar(spec) {
      const layout = await muat(spec.geo.kartogram);
      const key = `${spec.geo.kartogram} ${spec.geo.saring} ${spec.kolom.kode.length}`;
      if (key !== this.url) this.susun(spec, layout);
      this.url = key;
    }

    susun(spec, layout) {
      const shown = new Set(spec.kolom.kode);
      const own = layout.sel.filter(([kode]) => shown.has(kode));
      const left = Math.min(...own.map((c) => c[1])), top = Math.min(...own.map((c) => c[2]));
      const columns = Math.max(...own.map((c) => c[1])) - left + 1, rows = Math.max(...own.map((c) => c[2])) - top + 1;
      this.cells = own.map(([kode, x, y]) => ({ kode, x: x - left, y: y - top }));
      this.by = new Map(this.cells.map((cell) => [cell.kode, cell]));
      const few = columns <= 14;
      const grid = peta.el("div", { class: `peta-kotak${few ? " peta-kotak-bernama" : ""}`, role: "group", "aria-label": spec.judul });
      this.container.classList.toggle("peta-negeri", spec.wilayah.kode === 0);
      grid.style.setProperty("--kolom", columns);
      grid.style.setProperty("--baris", rows);
      for (const group of layout.kelompok || []) {
        const [kode, x, y, w, h] = group;
        const name = spec.nama_induk[kode];
        if (!name || !own.some((c) => c[1] >= x && c[1] < x + w && c[2] >= y && c[2] < y + h)) continue;
        const box = peta.el("div", { class: "peta-kelompok", "aria-hidden": "true" }, peta.el("span", {}, name));
        box.style.gridArea = `${y - top + 1} / ${x - left + 1} / span ${h} / span ${w}`;
        grid.append(box);
      }
      // Reading order of the squares is that of the page: from west to east, row by row.
      this.cells.sort((a, b) => a.y - b.y || a.x - b.x);
      for (const cell of this.cells) {
        const button = peta.el("button", {
          type: "button", class: "peta-sel", tabindex: "-1", "data-kode": cell.kode,
          onclick: (event) => this.events.klik(cell.kode, event),
          onmouseenter: (event) => this.events.sorot(cell.kode, event),
          onmouseleave: () => this.events.lepas(),
          onfocus: () => { this.fokus(cell, false); this.events.sorot(cell.kode, null); },
          onblur: () => this.events.lepas(),
        });
        button.style.gridArea = `${cell.y + 1} / ${cell.x + 1}`;
        if (few) button.append(peta.el("span", {}, this.events.nama(cell.kode).replace(/^(Kabupaten|Kab\.?) /, "")));
        cell.button = button;
        grid.append(button);
      }
      this.container.replaceChildren(grid);
      this.active = null;
      if (this.cells.length) this.fokus(this.cells[0], false);
    }

    fokus(cell, move = true) {
      this.active?.button.setAttribute("tabindex", "-1");
      this.active = cell;
      cell.button.setAttribute("tabindex", "0");
      if (move) cell.button.focus();
    }

    tekan(event) {
      const arrow = ARROW[event.key];
      if (!arrow || !this.active || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = tetangga(this.cells, this.active, arrow);
      if (next) this.fokus(next);
    }

    warnai(kode, kelas, ramp) {
      for (let i = 0; i < kode.length; i += 1) {
        const cell = this.by?.get(kode[i]);
        if (!cell) continue;
        const number = kelas[i];
        cell.button.dataset.kelas = number;
        cell.button.style.setProperty("--isi", number > 0 ? `var(--siks-${ramp[number - 1]})` : "");
        cell.button.style.setProperty("--tulisan", number > 0 ? peta.tulisan(ramp[number - 1]) : "");
        cell.button.setAttribute("aria-label", this.events.keterangan(kode[i]));
      }
    }

    tandai(kind, kode) {
      const name = `peta-${kind}`;
      this.container.querySelector(`.${name}`)?.classList.remove(name);
      const cell = kode === null ? null : this.by?.get(kode);
      cell?.button.classList.add(name);
      if (kind === "pilih" && cell && !this.container.contains(document.activeElement)) this.fokus(cell, false);
    }

    titik(kode) {
      const cell = this.by?.get(kode);
      if (!cell) return null;
      const box = cell.button.getBoundingClientRect(), own = this.container.getBoundingClientRect();
      return { x: box.left - own.left + box.width / 2, y: box.top - own.top + box.height / 2 };
    }
  };

  /* Ink that can be read on a colour of the ramp: black or white, whichever contrasts more. */
  const inks = new Map();
  peta.tulisan = (name) => {
    const color = peta.warna(name);
    if (!inks.has(color)) {
      const pen = document.createElement("canvas").getContext("2d");
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      inks.set(color, 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#10191c" : "#ffffff");
    }
    return inks.get(color);
  };
})();
