/* The finalisasi page in the browser: links that change the address, the map of states, the dialog before an act. */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const dash = () => window.dash_clientside;
  const peta = (window.siksPeta = window.siksPeta || {});

  /* ---- Map, kartogram and matrix of the board ---- */

  let view = null;

  /* What lives as long as the box of the map does. */
  class View {
    constructor(box) {
      this.box = box;
      this.kanvas = peta.el("div", { class: "peta-kanvas" });
      this.kotak = peta.el("div", { class: "peta-kartogram", hidden: true });
      box.replaceChildren(this.kanvas, this.kotak);
      this.events = {
        sorot: (kode, event) => this.sorot(kode, event), lepas: () => this.lepas(),
        klik: (kode) => dash().siks.go({ wilayah: String(kode) }), nama: (kode) => this.nama(kode),
        keterangan: (kode) => `${this.nama(kode)}: ${this.teks(kode)}`,
        kenal: () => false, tampak: () => {}, rincian: () => {},
      };
      this.observer = new MutationObserver(() => this.warnai());
      this.observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    }

    nama(kode) { return this.spec.nama[this.letak.get(kode)]; }
    teks(kode) { return this.spec.teks[this.letak.get(kode)]; }

    async gambar(spec, tampil, pilihan) {
      this.alamat = Object.fromEntries(Object.entries(pilihan).filter(([, value]) => typeof value === "string" && value));
      this.spec = spec;
      this.letak = new Map(spec.kolom.kode.map((kode, i) => [kode, i]));
      const onMap = tampil === "peta" && Boolean(spec.geo.lembar) && peta.adaWebgl();
      this.kanvas.hidden = !onMap;
      this.kotak.hidden = onMap;
      const ready = Boolean(spec.geo.kartogram);
      this.catat(!ready ? "Batas wilayah sedang disiapkan. Keadaannya ada di tabel." : tampil === "peta" && !onMap ? "Peramban ini tidak menyediakan WebGL, jadi wilayah digambar sebagai kartogram." : "");
      this.legenda();
      window.siksUnduh.arahkan(byId("finalisasi-peta-unduh"), this.alamat);
      if (!ready) return;
      if (onMap) {
        this.mulai = this.mulai || new peta.PetaGL(this.kanvas, this.events).mulai(spec);
        this.gl = await this.mulai;
        if (this.spec !== spec) return;
        this.gl.gambar(spec);
        this.gl.map.getCanvas().setAttribute("aria-label", `${spec.judul}. Semua keadaan ada di tabel.`);
      } else {
        this.karto = this.karto || new peta.Kartogram(this.kotak, this.events);
        await this.karto.gambar(spec);
      }
      if (this.spec === spec) this.warnai();
      byId("finalisasi").dataset.digambar = tampil;
    }

    warnai() {
      const { kode, kelas } = this.spec.kolom;
      if (!this.kanvas.hidden && this.gl?.spec) { this.gl.cat(); this.gl.warnai(kode, kelas); }
      if (!this.kotak.hidden) this.karto?.warnai(kode, kelas, this.spec.legenda.ramp);
    }

    legenda() {
      const { butir, ramp, tanpa } = this.spec.legenda;
      const line = (name, count, style) => peta.el("li", style.kelas ? { class: style.kelas } : {}, peta.el("span", { class: "peta-contoh", style: style.isi }), peta.el("span", {}, name), peta.el("span", { class: "peta-banyak" }, peta.angka(count)));
      const items = butir.map(([name, count], i) => line(name, count, { isi: `background: var(--siks-${ramp[i]})` }));
      if (tanpa) items.push(line("Tanpa prelist", tanpa, { kelas: "peta-nodata" }));
      byId("finalisasi-peta-legenda").replaceChildren(peta.el("h2", {}, "Keadaan batch (kab/kota)"), peta.el("ul", {}, ...items));
    }

    catat(text) {
      const note = byId("finalisasi-peta-catatan");
      note.textContent = text;
      note.hidden = !text;
    }

    sorot(kode, event) {
      const tip = byId("finalisasi-peta-tip");
      if (!this.letak.has(kode)) { this.lepas(); return; }
      this.gl?.tandai("sorot", kode);
      this.karto?.tandai("sorot", kode);
      tip.replaceChildren(peta.el("strong", {}, this.nama(kode)), peta.el("span", {}, this.teks(kode)));
      tip.hidden = false;
      const box = this.box.getBoundingClientRect();
      const at = event?.clientX ? { x: event.clientX - box.left, y: event.clientY - box.top } : this.kotak.hidden ? this.gl?.titik(kode) : this.karto?.titik(kode);
      if (!at) return;
      tip.style.left = `${Math.max(4, Math.min(at.x + 14, box.width - tip.offsetWidth - 4))}px`;
      tip.style.top = `${Math.max(4, Math.min(at.y + 14, box.height - tip.offsetHeight - 4))}px`;
    }

    lepas() {
      byId("finalisasi-peta-tip").hidden = true;
      this.gl?.tandai("sorot", null);
      this.karto?.tandai("sorot", null);
    }

    bongkar() {
      this.observer.disconnect();
      this.gl?.hapus();
    }
  }

  function gambar(data, pilihan) {
    const root = byId("finalisasi"), box = byId("finalisasi-peta");
    if (!data || !root || !pilihan) return dash().no_update;
    root.className = `fin fin-tampil-${data.tampil === "peta" || data.tampil === "kartogram" ? "peta" : data.tampil}`;
    byId("finalisasi-matriks").innerHTML = data.matriks || "";
    if (view && view.box !== box) { view.bongkar(); view = null; }
    if (data.peta) {
      view = view || new View(box);
      view.gambar(data.peta, data.tampil, pilihan);
    }
    return Date.now();
  }

  /* ---- The dialog before an act ---- */

  const FIELD = {
    teks: (item) => peta.el("input", { type: "text", class: "form-control", maxlength: item.maks, autocomplete: "off" }),
    tanggal: () => peta.el("input", { type: "date", class: "form-control" }),
    panjang: (item) => peta.el("textarea", { class: "form-control", rows: "3", maxlength: item.maks }),
  };
  const same = (a, b) => a.trim().toLocaleLowerCase("id") === b.trim().toLocaleLowerCase("id");

  let asked = null;
  function tanya(spec) {
    if (!spec || spec.saat === asked) return dash().no_update;
    asked = spec.saat;
    const fields = spec.isian.map((item) => {
      const input = FIELD[item.jenis](item);
      Object.assign(input, { id: `finalisasi-isian-${item.nama}`, name: item.nama, required: Boolean(item.wajib) });
      if (item.sama) input.addEventListener("input", () => input.setCustomValidity(same(input.value, item.sama) ? "" : `Ketik “${item.sama}”.`));
      return { item, input, box: peta.el("div", { class: "fin-isian" }, peta.el("label", { for: input.id }, item.label), input) };
    });
    const cancel = peta.el("button", { type: "button", class: "btn btn-outline-secondary" }, spec.aksi ? "Batal" : "Tutup");
    const go = spec.aksi ? peta.el("button", { type: "submit", class: "btn btn-primary" }, spec.tombol) : peta.el("a", { href: spec.tautan.href, class: "btn btn-primary" }, spec.tautan.nama);
    const list = peta.el("dl", { class: "fin-butir-dialog" }, ...spec.butir.map(([name, value]) => peta.el("div", {}, peta.el("dt", {}, name), peta.el("dd", {}, value))));
    const form = peta.el("form", { method: "dialog" }, peta.el("h2", { id: "finalisasi-dialog-judul" }, spec.judul), peta.el("p", {}, spec.kalimat), ...(spec.butir.length ? [list] : []), ...fields.map(({ box }) => box), peta.el("div", { class: "fin-tombol" }, go, cancel));
    const dialog = peta.el("dialog", { class: "fin-dialog", "aria-labelledby": "finalisasi-dialog-judul" }, form);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wish = Object.fromEntries(fields.map(({ item, input }) => [item.nama, input.value]));
      dash().set_props(`finalisasi-niat-${spec.aksi}`, { data: { ...spec.tetap, ...wish, saat: Date.now() } });
      dialog.close();
    });
    byId("finalisasi").append(dialog);
    dialog.showModal();
    return Date.now();
  }

  const heard = new Set();
  function jawab(...answers) {
    const fresh = answers.filter((item) => item && !heard.has(item.saat));
    if (!fresh.length) return dash().no_update;
    for (const item of fresh) {
      heard.add(item.saat);
      const close = peta.el("button", { type: "button", class: "btn btn-sm siks-tutup", "aria-label": "Tutup", onclick: () => byId("finalisasi-kabar").replaceChildren() }, peta.el("span", { class: "ikon ikon-x-lg", "aria-hidden": "true" }));
      const link = item.tautan ? peta.el("a", { href: item.tautan.href, class: "btn btn-sm btn-primary" }, item.tautan.nama) : null;
      byId("finalisasi-kabar").replaceChildren(peta.el("div", { class: "siks-notis" }, peta.el("span", { class: "ikon ikon-check-circle", "aria-hidden": "true" }), peta.el("span", { class: "flex-grow-1" }, item.pesan), link, close));
    }
    return Date.now();
  }

  /* ---- One listener ---- */

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#finalisasi")) return;
    const link = event.target.closest("a[href^='?']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented) {
      event.preventDefault();
      dash().siks.go(Object.fromEntries([...new URLSearchParams(link.getAttribute("href"))].map(([key, value]) => [key, value || null])));
      return;
    }
    const button = event.target.closest("button[data-fin]");
    if (button) dash().set_props("finalisasi-buka", { data: { aksi: button.dataset.fin, saat: Date.now() } });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { finalisasi: { gambar, tanya, jawab } });
})();
