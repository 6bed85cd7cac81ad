/* Day by day: the periode's history comes once, then every day is only a change of colours in the browser. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const el = peta.el;
  const STEP_MS = 450;

  peta.Putar = class {
    /* `events`: minta() asks for the frames, warnai(day index), selesai(iso|null) writes the day to the address. */
    constructor(container, events) {
      this.container = container;
      this.events = events;
      this.timer = null;
    }

    gambar(spec) {
      this.berhenti();
      const { awal, akhir, kini } = spec.hari;
      this.spec = spec;
      if (this.bingkai?.kunci !== spec.kunci_bingkai) this.bingkai = null;
      this.container.hidden = !spec.metrik.riwayat || Boolean(spec.banding) || awal === akhir;
      if (this.container.hidden) { this.container.replaceChildren(); return; }
      this.days = [];
      for (let t = Date.parse(awal); t <= Date.parse(akhir); t += 86400000) this.days.push(new Date(t).toISOString().slice(0, 10));
      if (!this.slider?.isConnected) this.susun();
      this.slider.max = this.days.length - 1;
      this.slider.value = Math.max(this.days.indexOf(kini), 0);
      this.tulis();
    }

    susun() {
      this.button = el("button", { type: "button", class: "peta-main", onclick: () => (this.timer ? this.jeda() : this.mulai()) });
      this.slider = el("input", { type: "range", min: 0, step: 1, id: "peta-hari", "aria-label": "Keadaan pada hari",
        onfocus: () => this.siapkan(), onpointerdown: () => { this.berhenti(); this.siapkan(); },
        oninput: () => this.pindah(), onchange: () => this.simpan() });
      this.label = el("output", { for: "peta-hari" });
      this.container.replaceChildren(this.button, this.slider, this.label);
    }

    tulis() {
      const day = this.days[Number(this.slider.value)];
      this.label.textContent = peta.tanggalPendek(day);
      this.slider.setAttribute("aria-valuetext", peta.tanggal(day));
      this.button.setAttribute("aria-label", this.timer ? "Jeda" : "Putar periode hari demi hari");
      this.button.title = this.timer ? "Jeda" : "Putar hari demi hari";
      this.button.classList.toggle("peta-jeda", Boolean(this.timer));
    }

    siapkan() { if (!this.bingkai) this.events.minta(); }

    terima(bingkai) {
      if (bingkai.kunci !== this.spec?.kunci_bingkai) return;
      this.bingkai = bingkai;
      bingkai.letak = new Map(bingkai.kode.map((kode, i) => [kode, i]));
      if (this.menunggu) { this.menunggu = false; this.mulai(); } else this.warnai();
    }

    mulai() {
      if (!this.bingkai) { this.menunggu = true; this.events.minta(); return; }
      // At the end the button plays from the first day again.
      if (Number(this.slider.value) >= this.days.length - 1) this.slider.value = 0;
      this.timer = setInterval(() => this.langkah(), peta.tenang() ? STEP_MS * 3 : STEP_MS);
      this.pindah();
    }

    langkah() {
      if (!this.container.isConnected) { this.berhenti(); return; }
      this.slider.value = Number(this.slider.value) + 1;
      this.pindah();
      if (Number(this.slider.value) >= this.days.length - 1) this.jeda();
    }

    pindah() { this.tulis(); this.warnai(); }

    /* Figures of the day on the slider, in the order of the areas shown. */
    warnai() {
      if (!this.bingkai || this.slider.value === "") return;
      const row = this.bingkai.kumulatif[Number(this.slider.value)];
      if (!row) return;
      const { kolom, legenda, metrik } = this.spec, size = 10 ** metrik.desimal;
      const nilai = kolom.kode.map((kode) => {
        const at = this.bingkai.letak.get(kode), total = at === undefined ? 0 : this.bingkai.total[at];
        return total && row[at] !== null ? Math.round((100 * row[at] / total) * size) / size : null;
      });
      const untold = (kode) => row[this.bingkai.letak.get(kode)] === null;
      this.events.warnai(nilai, nilai.map((v, i) => (v !== null ? peta.kelas(v, legenda.batas) : untold(kolom.kode[i]) ? -2 : 0)));
    }

    berhenti() { clearInterval(this.timer); this.timer = null; this.menunggu = false; }

    jeda() { this.berhenti(); this.tulis(); this.simpan(); }

    simpan() {
      const day = this.days[Number(this.slider.value)];
      this.events.selesai(day === this.days[this.days.length - 1] ? null : day);
    }
  };
})();
