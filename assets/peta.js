/* The map page in the browser: takes what the server computed and keeps map, kartogram, table and lists one selection. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const NOTHING = () => window.dash_clientside.no_update;
  const byId = (id) => document.getElementById(id);

  let page = null;

  /* Everything that lives as long as the page's elements do. */
  class Page {
    constructor(root) {
      this.root = root;
      this.spec = null;
      this.panels = [new Panel(this, byId("peta-a"))];
      this.tabel = new peta.Tabel(byId("peta-tabel"), this.peristiwa());
      this.putar = new peta.Putar(byId("peta-putar"), {
        minta: () => this.mintaBingkai(),
        warnai: (nilai, kelas) => {
          this.panels[0].warnai(this.spec.kolom.kode, kelas, nilai);
          peta.hitungLegenda(byId("peta-legenda"), kelas);
        },
        selesai: (hari) => peta.pergi({ hari }),
      });
      this.tip = byId("peta-tip");
      this.ubin = { kunci: null, nilai: new Map(), diminta: new Set() };
      this.disorot = null;
      this.slow = setTimeout(() => this.kabari("Data belum datang. Periksa sambungan, lalu muat ulang halaman."), 20000);
      root.addEventListener("keydown", (event) => this.tekan(event));
      this.observer = new MutationObserver(() => this.panels.forEach((panel) => panel.tema()));
      this.observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
      for (const tab of root.querySelectorAll("[role=tab]")) tab.addEventListener("click", () => this.bukaTab(tab.id));
    }

    peristiwa() {
      return {
        sorot: (kode, event) => this.sorot(kode, event), lepas: () => this.lepas(),
        klik: (kode, event) => this.klik(kode, event), nama: (kode) => this.nama(kode),
        kenal: (kode) => this.ubin.nilai.has(kode), keterangan: (kode) => this.kalimat(kode),
        tampak: (layer, induk) => this.mintaUbin(layer, induk), rincian: (layer) => this.rincian(layer),
      };
    }

    bongkar() {
      clearTimeout(this.slow);
      this.observer.disconnect();
      this.putar.berhenti();
      this.panels.forEach((panel) => panel.hapus());
    }

    bukaTab(id) {
      for (const tab of this.root.querySelectorAll("[role=tab]")) {
        const open = tab.id === id;
        tab.setAttribute("aria-selected", String(open));
        tab.tabIndex = open ? 0 : -1;
        byId(tab.getAttribute("aria-controls")).classList.toggle("peta-tertutup", !open);
      }
    }

    async gambar(spec, pilihan) {
      clearTimeout(this.slow);
      if (spec.galat) { this.gambarGalat(spec.galat); return; }
      this.root.classList.remove("peta-gagal");
      const fresh = spec !== this.spec;
      // Colours first: lists and a table of 500 rows would hold them up by a frame or more.
      const later = fresh && Boolean(this.panels[0].gl);
      if (fresh) this.terimaSpec(spec);
      if (fresh && !later) {
        this.gambarSisi(spec);
        peta.gambarKendali(byId("peta-kendali"), spec, wantedView(pilihan));
      }
      this.dipilih = pilihan.pilih ? Number(pilihan.pilih) : null;
      const wanted = wantedView(pilihan);
      this.catatan = "";
      let tampil = wanted;
      if (wanted === "peta" && !this.bisaGl()) {
        tampil = "kartogram";
        this.catatan = "Peramban ini tidak menyediakan WebGL, jadi wilayah digambar sebagai kartogram.";
      }
      if (fresh || tampil !== this.tampil) {
        this.tampil = tampil;
        await this.gambarPanel();
      }
      if (later) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      if (this.spec !== spec) return;
      if (later) this.gambarSisi(spec);
      peta.gambarKendali(byId("peta-kendali"), spec, wanted);
      this.tandai("pilih", this.dipilih);
      this.kabari(this.catatan);
    }

    bisaGl() {
      if (this.webgl === undefined) this.webgl = peta.adaWebgl();
      return this.webgl;
    }

    terimaSpec(spec) {
      this.spec = spec;
      this.lepas();
      this.letak = new Map(spec.kolom.kode.map((kode, i) => [kode, i]));
      if (this.ubin.kunci !== spec.kunci) {
        this.ubin = { kunci: spec.kunci, nilai: new Map(), diminta: new Set() };
        this.panels.forEach((panel) => panel.gl?.lupakanUbin());
      }
    }

    /* Everything of an answer that is not the map itself. */
    gambarSisi(spec) {
      byId("peta-judul").textContent = spec.pertanyaan;
      byId("peta-kalimat").textContent = spec.kalimat;
      byId("peta-sumber").textContent = spec.geo.label;
      byId("peta-ubin").textContent = spec.geo.ubin_catatan || "";
      byId("peta-perkiraan").hidden = !spec.geo.perkiraan;
      byId("peta-jumlah").textContent = `${peta.angka(spec.kolom.kode.length)} ${spec.nama_level}`;
      byId("tab-tabel").textContent = `Tabel (${peta.angka(spec.kolom.kode.length)})`;
      for (const format of ["csv", "xlsx"]) byId(`peta-unduh-${format}`).href = `/peta/unduh?${new URLSearchParams({ ...pick(spec.tanya, ASK), format })}`;
      peta.gambarLegenda(byId("peta-legenda"), spec);
      peta.gambarPuncak(byId("peta-puncak"), spec, this.peristiwa());
      peta.gambarTanpaPoligon(byId("peta-tanpa-poligon"), spec);
      this.tabel.gambar(spec);
      this.putar.gambar(spec);
    }

    /* The menu of the map takes away what is shown: also as a kartogram. */
    arahkanUnduh() {
      const alamat = pick(this.spec.tanya, ASK);
      if (this.tampil === "kartogram") alamat.tampil = "kartogram";
      window.siksUnduh.arahkan(byId("peta-unduh-gambar"), alamat);
    }

    arahkanTren(ada) {
      const menu = byId("peta-unduh-tren");
      menu.hidden = !ada || !this.spec;
      if (this.spec) window.siksUnduh.arahkan(menu, { ...pick(this.spec.tanya, ASK), ...(this.dipilih ? { pilih: this.dipilih } : {}) });
    }

    /* One panel, or two side by side for two periode. */
    async gambarPanel() {
      const { spec } = this, two = spec.banding?.cara === "sisi";
      this.arahkanUnduh();
      this.root.classList.toggle("peta-dua", two);
      byId("peta-b").hidden = !two;
      if (two && this.panels.length === 1) this.panels.push(new Panel(this, byId("peta-b")));
      if (!two && this.panels.length === 2) this.panels.pop().hapus();
      const { kolom, banding } = spec;
      this.panels[0].label(two ? spec.label_periode : banding ? `${spec.label_periode} dikurangi ${banding.label}` : "");
      this.panels[1]?.label(banding.label);
      const drawn = [this.panels[0].gambar(spec, this.tampil, kolom.kelas, kolom.nilai)];
      if (two) drawn.push(this.panels[1].gambar(spec, this.tampil, banding.kelas, banding.nilai));
      await Promise.all(drawn);
      if (two && this.tampil === "peta") samakan(this.panels[0].gl, this.panels[1].gl);
    }

    gambarGalat(galat) {
      this.root.classList.add("peta-gagal");
      byId("peta-galat").replaceChildren(
        peta.el("h2", {}, galat.judul), peta.el("p", {}, galat.pesan),
        peta.tautan(galat.kembali, { class: "btn btn-primary" }, galat.tombol));
      byId("peta-kalimat").textContent = "";
      this.spec = null;
    }

    kabari(text) {
      const note = byId("peta-catatan");
      note.textContent = text;
      note.hidden = !text;
    }

    nama(kode) {
      const i = this.letak?.get(kode);
      return i === undefined ? this.ubin.nilai.get(kode)?.nama : this.spec.kolom.nama[i];
    }

    /* What is known of one area, wherever it came from: the sheet's values or those of the tiles. */
    data(kode, panel = this.panels[0]) {
      const i = this.letak.get(kode), { kolom: k, banding: b } = this.spec;
      if (i === undefined) return this.ubin.nilai.get(kode) || null;
      const second = panel === this.panels[1];
      const from = second ? b : k;
      return {
        nama: k.nama[i], di: this.spec.nama_induk[k.induk[i]], nilai: panel.nilai ? panel.nilai[i] : from.nilai[i],
        kelas: panel.kelas ? panel.kelas[i] : from.kelas[i], pembilang: from.pembilang[i], penyebut: from.penyebut[i],
        peringkat: second ? null : k.peringkat[i], dari: k.dari[i], lalu: b && !second ? b.nilai[i] : null,
        diputar: panel.nilai && panel.nilai !== from.nilai,
      };
    }

    /* Lines of the tooltip, also read out to a keyboard reader. */
    baris(kode, panel) {
      const d = this.data(kode, panel), { metrik: m, banding } = this.spec;
      if (!d) return [];
      const lines = [d.nilai === null ? peta.tanpaNilai(d.kelas) : peta.nilai(d.nilai, m)];
      if (d.penyebut && !d.diputar) lines.push(`${peta.angka(d.pembilang)} dari ${peta.angka(d.penyebut)} ${m.satuan_pembilang}`);
      if (banding && d.lalu !== null && d.lalu !== undefined) lines.push(`${banding.label}: ${peta.angka(d.lalu, banding.desimal)} ${banding.satuan}`);
      if (d.peringkat && d.dari > 1 && !d.diputar) lines.push(`peringkat ${peta.angka(d.peringkat)} dari ${peta.angka(d.dari)}${d.di ? ` di ${d.di}` : ""}`);
      else if (d.di) lines.push(d.di);
      return lines;
    }

    kalimat(kode) { return `${this.nama(kode)}: ${this.baris(kode).join(", ")}`; }

    sorot(kode, event = null, panel = null) {
      if (!this.spec) return;
      this.disorot = kode;
      this.tandai("sorot", kode);
      const lines = this.baris(kode, panel || this.panels[0]);
      if (!lines.length) return;
      this.tip.replaceChildren(peta.el("strong", {}, this.nama(kode)), peta.el("b", {}, lines[0]), ...lines.slice(1).map((line) => peta.el("span", {}, line)));
      const box = byId("peta-bidang").getBoundingClientRect();
      const own = (panel || this.panels[0]);
      let point = event && event.clientX ? { x: event.clientX - box.left, y: event.clientY - box.top } : own.titik(kode);
      if (point && !(event && event.clientX)) {
        const at = own.element.getBoundingClientRect();
        point = { x: point.x + at.left - box.left, y: point.y + at.top - box.top };
      }
      this.tip.hidden = !point || point.x < 0 || point.y < 0 || point.x > box.width || point.y > box.height;
      if (this.tip.hidden) return;
      const wide = this.tip.offsetWidth, high = this.tip.offsetHeight;
      this.tip.style.left = `${Math.min(Math.max(point.x + 14, 6), box.width - wide - 6)}px`;
      this.tip.style.top = `${point.y + 18 + high > box.height ? Math.max(point.y - high - 12, 6) : point.y + 18}px`;
    }

    lepas() {
      if (this.disorot === null || this.disorot === undefined) return;
      this.disorot = null;
      this.tip.hidden = true;
      this.tandai("sorot", null);
    }

    tandai(kind, kode) {
      for (const panel of this.panels) panel.tandai(kind, kode);
      this.tabel.tandai(kind, kode);
      for (const item of this.root.querySelectorAll(`#peta-puncak .peta-${kind}`)) item.classList.remove(`peta-${kind}`);
      if (kode !== null) for (const item of this.root.querySelectorAll(`#peta-puncak [data-kode="${kode}"]`)) item.classList.add(`peta-${kind}`);
    }

    /* A desa is chosen, anything above is opened; with a finger the first touch only chooses. */
    klik(kode, event) {
      if (!this.letak.has(kode)) {
        if (kode > 1e9) peta.pergi({ wilayah: Math.floor(kode / 1e6), level: null, pilih: kode });
        else peta.pergi({ wilayah: kode, level: null, pilih: null });
        return;
      }
      const touch = event && (event.pointerType === "touch" || matchMedia("(hover: none)").matches);
      if (this.spec.level === 4 || (touch && this.dipilih !== kode)) peta.pergi({ pilih: kode });
      else peta.pergi({ wilayah: kode, level: null, pilih: null });
    }

    tekan(event) {
      if (!this.spec || !event.target.classList.contains("maplibregl-canvas")) return;
      const order = this.tabel.order.map((i) => this.spec.kolom.kode[i]);
      const at = order.indexOf(this.disorot ?? this.dipilih ?? -1);
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      let kode = this.disorot ?? this.dipilih;
      if (step) kode = order[(at + step + order.length) % order.length];
      else if (event.key === "Home") kode = order[0];
      else if (event.key === "End") kode = order[order.length - 1];
      else if (event.key === "Escape") { this.lepas(); peta.pergi({ pilih: null }); return; }
      else if (event.key === "+" || event.key === "=") { this.panels[0].gl.map.zoomIn(); return; }
      else if (event.key === "-") { this.panels[0].gl.map.zoomOut(); return; }
      else if ((event.key === "Enter" || event.key === " ") && kode !== null) {
        event.preventDefault();
        if (event.key === " ") peta.pergi({ pilih: kode }); else this.klik(kode);
        return;
      } else return;
      event.preventDefault();
      this.sorot(kode);
      byId("peta-siar").textContent = this.kalimat(kode);
    }

    naik() {
      const { wilayah } = this.spec || {};
      if (!wilayah || wilayah.induk === null) return false;
      peta.pergi({ wilayah: wilayah.induk === wilayah.akar ? null : wilayah.induk, pilih: null, level: null });
      return true;
    }

    mintaBingkai() {
      if (this.spec) window.dash_clientside.set_props("peta-bingkai-tanya", { data: { ...this.spec.tanya, kunci: this.spec.kunci_bingkai, saat: Date.now() } });
    }

    mintaUbin(layer, parents) {
      const { spec, ubin } = this, inside = peta.didalam(spec.wilayah.akar, layer === "desa" ? 4 : 2);
      const fresh = parents.filter((kode) => inside(kode) && !ubin.diminta.has(`${layer}${kode}`)).slice(0, spec.geo.ubin.banyak_induk);
      if (!fresh.length) return;
      fresh.forEach((kode) => ubin.diminta.add(`${layer}${kode}`));
      window.dash_clientside.set_props("peta-ubin-tanya", { data: { ...spec.tanya, kunci: spec.kunci, lapis: layer, induk: fresh } });
    }

    terimaUbin(answer) {
      if (!this.spec || answer.kunci !== this.spec.kunci) return;
      const { metrik } = this.spec, entries = [];
      answer.kode.forEach((kode, i) => {
        const nilai = answer.nilai[i];
        const kelas = nilai === null ? answer.tanpa[i] : peta.kelas(nilai, this.spec.legenda.batas);
        this.ubin.nilai.set(kode, { nama: answer.nama[i], di: answer.nama_induk[answer.induk[i]], nilai, kelas, pembilang: answer.pembilang[i], penyebut: answer.penyebut[i], metrik });
        entries.push([kode, kelas]);
      });
      this.panels.slice(0, 1).forEach((panel) => panel.gl?.warnaiUbin(answer.lapis, entries));
    }

    rincian(layer) {
      const note = this.root.querySelector(".peta-rincian");
      if (!note) return;
      note.hidden = layer === null;
      note.textContent = layer === "desa" ? "Rincian desa, kelas yang sama" : "Rincian kecamatan, kelas yang sama";
    }
  }

  const wantedView = (pilihan) => (pilihan.tampil === "kartogram" ? "kartogram" : "peta");

  /* One drawing: a map or a kartogram of the same areas. */
  class Panel {
    constructor(page, element) {
      this.page = page;
      this.element = element;
      const own = page.peristiwa();
      this.events = { ...own, sorot: (kode, event) => page.sorot(kode, event, this) };
      this.kanvas = peta.el("div", { class: "peta-kanvas" });
      this.kotak = peta.el("div", { class: "peta-kartogram", hidden: true });
      this.judul = peta.el("p", { class: "peta-panel-judul", hidden: true });
      element.replaceChildren(this.kanvas, this.kotak, this.judul);
    }

    label(text) {
      this.judul.textContent = text;
      this.judul.hidden = !text;
    }

    async gambar(spec, tampil, kelas, nilai) {
      this.kelas = kelas;
      this.nilai = nilai;
      this.spec = spec;
      this.kanvas.hidden = tampil !== "peta";
      this.kotak.hidden = tampil === "peta";
      this.page.root.removeAttribute("data-digambar");
      if (tampil === "peta") await this.gambarGl(spec);
      else await this.gambarKotak(spec);
    }

    async gambarGl(spec) {
      if (!spec.geo.lembar) {
        this.page.catatan = "Batas wilayah ini sedang disiapkan. Angkanya ada di tabel.";
        return;
      }
      try {
        this.mulai = this.mulai || new peta.PetaGL(this.kanvas, this.events).mulai(spec);
        this.gl = await this.mulai;
      } catch {
        this.mulai = null;
        this.page.webgl = false;
        this.page.catatan = "Peta tidak dapat digambar di peramban ini, jadi wilayah digambar sebagai kartogram.";
        this.page.tampil = "kartogram";
        await this.gambar(spec, "kartogram", this.kelas, this.nilai);
        return;
      }
      if (spec.geo.saring) spec.geo.bbox = await kotakDari(spec);
      // A later answer may have overtaken this one while the library or the sheet loaded.
      if (this.spec !== spec) return;
      this.gl.gambar(spec);
      this.gl.map.getCanvas().setAttribute("aria-label", `${spec.judul}. Panah berpindah wilayah, Enter membuka, Backspace kembali ke atas. Semua angka ada di tabel.`);
      this.warnai(spec.kolom.kode, this.kelas, this.nilai);
      this.gl.map.once("render", () => this.page.root.setAttribute("data-digambar", spec.kunci));
    }

    async gambarKotak(spec) {
      this.karto = this.karto || new peta.Kartogram(this.kotak, this.events);
      if (!spec.geo.kartogram) {
        this.page.catatan = "Kartogram wilayah ini sedang disiapkan. Angkanya ada di tabel.";
        return;
      }
      try {
        await this.karto.gambar(spec);
      } catch {
        this.page.catatan = "Kartogram gagal dimuat. Muat ulang halaman; angkanya ada di tabel.";
        return;
      }
      if (this.spec !== spec) return;
      this.warnai(spec.kolom.kode, this.kelas, this.nilai);
      this.page.root.setAttribute("data-digambar", spec.kunci);
    }

    warnai(kode, kelas, nilai) {
      this.kelas = kelas;
      this.nilai = nilai;
      if (!this.kanvas.hidden) this.gl?.warnai(kode, kelas);
      if (!this.kotak.hidden) this.karto?.warnai(kode, kelas, this.spec.legenda.ramp);
    }

    tandai(kind, kode) {
      this.gl?.tandai(kind, kode);
      this.karto?.tandai(kind, kode);
    }

    titik(kode) { return this.kotak.hidden ? this.gl?.titik(kode) : this.karto?.titik(kode); }

    tema() {
      if (this.gl?.spec) this.gl.cat();
      if (!this.kotak.hidden && this.spec) this.karto?.warnai(this.spec.kolom.kode, this.kelas, this.spec.legenda.ramp);
    }

    hapus() {
      this.gl?.hapus();
      this.element.replaceChildren();
    }
  }

  /* Bounding box of the areas shown, where their sheet holds others too. */
  const kotakDari = async (spec) => {
    const sheet = await (await fetch(spec.geo.lembar)).json(), shown = new Set(spec.kolom.kode);
    const box = [180, 90, -180, -90];
    const walk = (part) => {
      if (typeof part[0] !== "number") { part.forEach(walk); return; }
      box[0] = Math.min(box[0], part[0]); box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]); box[3] = Math.max(box[3], part[1]);
    };
    for (const feature of sheet.features) if (shown.has(feature.id)) walk(feature.geometry.coordinates);
    return box[0] <= box[2] ? box : spec.geo.bbox;
  };

  /* Two maps that show the same piece of the country. */
  const samakan = (one, two) => {
    if (!one || !two || one.pasangan === two) return;
    let moving = false;
    for (const [from, to] of [[one, two], [two, one]]) {
      from.pasangan = to;
      from.map.on("move", () => {
        if (moving || !to.map) return;
        moving = true;
        to.map.jumpTo({ center: from.map.getCenter(), zoom: from.map.getZoom() });
        moving = false;
      });
    }
  };

  /* Whether an area of a code length lies inside the reader's wilayah: others are never asked for. */
  peta.didalam = (akar, digits) => (kode) => {
    if (!akar) return true;
    const text = String(akar);
    return text.length <= digits ? String(kode).slice(0, text.length) === text : text.slice(0, digits) === String(kode);
  };

  const current = () => {
    const root = byId("peta");
    if (!root) return null;
    if (page?.root !== root) {
      page?.bongkar();
      page = new Page(root);
    }
    return page;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Backspace" || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!byId("peta") || event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (current().naik()) event.preventDefault();
  });

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const pick = (from, keys) => Object.fromEntries(keys.filter((key) => from[key] !== undefined && from[key] !== "").map((key) => [key, from[key]]));
  const ASK = ["wilayah", "program", "periode", "metrik", "level", "kelas", "banding", "banding_cara", "hari"];

  // The same object as before: the shell and Dash hold on to it.
  (window.dash_clientside = window.dash_clientside || {}).peta = {
    /* What the server must compute for an address; unchanged questions are not asked again. */
    tanya: (pilihan, versi, before) => {
      if (!pilihan) return NOTHING();
      const ask = { ...pick(pilihan, ASK), versi };
      return same(ask, before) ? NOTHING() : ask;
    },
    tanyaRinci: (drawn, pilihan, versi, before) => {
      if (!drawn || !pilihan) return NOTHING();
      const ask = { ...pick(pilihan, ["wilayah", "pilih", "program", "periode", "metrik", "hari"]), versi };
      return same(ask, before) ? NOTHING() : ask;
    },
    gambar: (spec, pilihan) => {
      const page = current();
      if (!page || !spec || !pilihan) return NOTHING();
      page.gambar(spec, pilihan);
      // Details are asked for once the map has its answer, so that they do not hold it up.
      return spec.galat || same(pick(spec.tanya, ASK), pick(pilihan, ASK)) ? Date.now() : NOTHING();
    },
    gambarRinci: (rinci) => {
      if (rinci && current()) {
        peta.gambarRinci(byId("peta-utama"), rinci);
        byId("peta-tren-judul").textContent = `${rinci.tren.judul} hari demi hari`;
        peta.gambarTren(byId("peta-tren"), rinci.tren);
        current().arahkanTren(rinci.tren.ada);
      }
      return NOTHING();
    },
    bingkai: (frames) => {
      if (frames) current()?.putar.terima(frames);
      return NOTHING();
    },
    ubin: (answer) => {
      if (answer) current()?.terimaUbin(answer);
      return NOTHING();
    },
  };
  peta.halaman = () => page;
})();
