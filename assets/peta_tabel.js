/* The areas shown, as a table: everything the map says, sortable, by keyboard, linked with the map by hover. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const el = peta.el;
  const collator = new Intl.Collator("id", { numeric: true, sensitivity: "base" });

  peta.Tabel = class {
    /* `events`: sorot(kode), lepas(), klik(kode, event). */
    constructor(container, events) {
      this.container = container;
      this.events = events;
      this.urut = { kolom: "nilai", naik: null };
    }

    gambar(spec) {
      if (spec.metrik.kode !== this.spec?.metrik.kode) this.urut = { kolom: "nilai", naik: null };
      this.spec = spec;
      const worstFirst = spec.metrik.arah === "naik";
      if (this.urut.naik === null) this.urut.naik = worstFirst;
      this.kolom = this.daftarKolom(spec);
      this.body = el("tbody");
      this.rows = new Map();
      const table = el("table", { class: "peta-tabel" },
        el("caption", { class: "visually-hidden" }, `${spec.judul}, ${spec.kolom.kode.length} ${spec.nama_level}`),
        el("thead", {}, el("tr", {}, ...this.kolom.map((column) => this.kepala(column)))), this.body);
      table.addEventListener("mouseover", (event) => {
        const row = event.target.closest("tr[data-kode]");
        if (row) this.events.sorot(Number(row.dataset.kode));
      });
      table.addEventListener("mouseleave", () => this.events.lepas());
      table.addEventListener("focusin", (event) => {
        const row = event.target.closest("tr[data-kode]");
        if (row) this.events.sorot(Number(row.dataset.kode));
      });
      table.addEventListener("keydown", (event) => this.tekan(event));
      table.addEventListener("click", (event) => {
        const row = event.target.closest("tr[data-kode]");
        if (row && !event.target.closest("a")) this.events.klik(Number(row.dataset.kode), event);
      });
      this.container.replaceChildren(table);
      this.isi();
    }

    daftarKolom(spec) {
      const k = spec.kolom, m = spec.metrik, columns = [
        { id: "nama", judul: "Wilayah", nilai: (i) => k.nama[i] },
        { id: "nilai", judul: `${spec.banding?.cara === "selisih" ? "Selisih" : m.nama_pendek} (${m.satuan})`, angka: true, nilai: (i) => k.nilai[i] },
      ];
      if (spec.banding) {
        const b = spec.banding;
        columns.push({ id: "lalu", judul: `${b.label_pendek} (${b.satuan})`, angka: true, nilai: (i) => b.nilai[i], desimal: b.desimal });
      }
      columns.push({ id: "pembilang", judul: m.judul_pembilang, angka: true, nilai: (i) => k.pembilang[i], desimal: 0 });
      columns.push({ id: "penyebut", judul: m.judul_penyebut, angka: true, nilai: (i) => k.penyebut[i], desimal: 0 });
      return columns;
    }

    kepala(column) {
      const active = this.urut.kolom === column.id;
      const button = el("button", { type: "button", onclick: () => this.urutkan(column.id) }, column.judul,
        el("span", { class: "peta-panah", "aria-hidden": "true" }, active ? (this.urut.naik ? "▲" : "▼") : ""));
      return el("th", {
        scope: "col", class: column.angka ? "peta-kanan" : null,
        "aria-sort": active ? (this.urut.naik ? "ascending" : "descending") : "none",
      }, button);
    }

    urutkan(id) {
      this.urut = { kolom: id, naik: this.urut.kolom === id ? !this.urut.naik : id === "nama" };
      const index = this.kolom.findIndex((column) => column.id === id);
      this.container.querySelector("thead tr").replaceChildren(...this.kolom.map((column) => this.kepala(column)));
      this.container.querySelectorAll("thead button")[index].focus();
      this.isi();
    }

    /* Order of the rows; areas without a figure always come last. */
    urutan() {
      const { kolom } = this.spec, column = this.kolom.find((c) => c.id === this.urut.kolom) || this.kolom[1];
      const sign = this.urut.naik ? 1 : -1;
      // Standing still is worse than any figure that can be given for a delay.
      const missing = (i) => (kolom.nilai[i] !== null ? 0 : kolom.kelas[i] === -1 ? 1 : kolom.kelas[i] === -2 ? 2 : 3);
      return [...kolom.kode.keys()].sort((a, b) => {
        const x = column.nilai(a), y = column.nilai(b);
        if (x === null || y === null) return (x === null) - (y === null) || missing(a) - missing(b) || collator.compare(kolom.nama[a], kolom.nama[b]);
        return (column.angka ? (x - y) * sign : collator.compare(x, y) * sign) || collator.compare(kolom.nama[a], kolom.nama[b]);
      });
    }

    isi() {
      const fragment = document.createDocumentFragment();
      this.order = this.urutan();
      const banyak = new Set(this.spec.kolom.induk).size > 1;
      for (const i of this.order) fragment.append(this.baris(i, banyak));
      this.body.replaceChildren(fragment);
      this.tandai("pilih", this.dipilih ?? null);
    }

    baris(i, withParent) {
      const { kolom: k, metrik: m } = this.spec, kode = k.kode[i];
      const name = this.spec.level === 4
        ? peta.tautan({ pilih: kode }, {}, k.nama[i]) : peta.tautan({ wilayah: kode, pilih: null, level: null }, {}, k.nama[i]);
      const row = el("tr", { "data-kode": kode },
        el("th", { scope: "row" }, name, withParent ? el("small", {}, this.spec.nama_induk[k.induk[i]] || "") : null));
      for (const column of this.kolom.slice(1)) {
        const value = column.nilai(i);
        if (column.id === "nilai") row.append(this.selNilai(i));
        else row.append(el("td", { class: "peta-kanan" }, value === null ? (k.kelas[i] === -2 ? "" : "–") : peta.angka(value, column.desimal ?? m.desimal)));
      }
      this.rows.set(kode, row);
      return row;
    }

    selNilai(i) {
      const { kolom: k, metrik: m, legenda } = this.spec, value = k.nilai[i];
      if (value === null) return el("td", { class: "peta-kanan peta-kosong" }, peta.tanpaNilai(k.kelas[i]));
      const cell = el("td", { class: "peta-kanan peta-batang" }, el("span", {}, peta.nilai(value, { ...m, satuan: "" }).trim()));
      if (m.satuan === "%" && !m.bertanda) {
        cell.style.setProperty("--panjang", `${Math.min(Math.max(value, 0), 100)}%`);
        cell.style.setProperty("--isi", `var(--siks-${legenda.ramp[k.kelas[i] - 1]})`);
      } else {
        cell.classList.add("peta-titik");
        cell.style.setProperty("--isi", `var(--siks-${legenda.ramp[k.kelas[i] - 1]})`);
      }
      return cell;
    }

    tekan(event) {
      const row = event.target.closest("tr[data-kode]");
      if (!row || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
      next?.querySelector("a").focus();
    }

    tandai(kind, kode) {
      const name = `peta-${kind}`;
      if (kind === "pilih") this.dipilih = kode;
      this.body?.querySelector(`.${name}`)?.classList.remove(name);
      const row = kode === null ? null : this.rows?.get(kode);
      row?.classList.add(name);
      if (kind === "pilih" && row && this.container.offsetParent) row.scrollIntoView({ block: "nearest" });
    }
  };
})();
