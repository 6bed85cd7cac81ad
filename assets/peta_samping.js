/* Beside the map: the headline of the chosen area, the five worst and best; under it, desa without a polygon. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const el = peta.el;

  const buka = (spec, kode) => (spec.level === 4 ? { pilih: kode } : { wilayah: kode, pilih: null, level: null });

  peta.gambarPuncak = (container, spec, events) => {
    const { kolom: k, metrik: m } = spec;
    const known = [...k.kode.keys()].filter((i) => k.nilai[i] !== null);
    const bad = m.arah === "naik" ? 1 : -1;
    known.sort((a, b) => bad * (k.nilai[a] - k.nilai[b]) || k.kode[a] - k.kode[b]);
    // With few areas the two lists would name the same ones twice.
    const size = Math.min(5, Math.floor(known.length / 2));
    // What stands still has no forecast, and is worse than every forecast.
    const still = [...k.kode.keys()].filter((i) => k.kelas[i] === -1);
    const worst = [...still, ...known].slice(0, Math.max(size, Math.min(still.length, 5)));
    const list = (judul, indices) => el("section", {},
      el("h3", {}, judul),
      el("ol", {}, ...indices.map((i) => el("li", { "data-kode": k.kode[i] },
        peta.tautan(buka(spec, k.kode[i]), { onmouseenter: () => events.sorot(k.kode[i]), onmouseleave: events.lepas, onfocus: () => events.sorot(k.kode[i]), onblur: events.lepas },
          k.nama[i], spec.banyak_induk ? el("small", {}, ` ${spec.nama_induk[k.induk[i]]}`) : null),
        el("span", { class: "peta-angka" }, k.nilai[i] === null ? "tidak bergerak" : peta.nilai(k.nilai[i], m))))));
    container.replaceChildren(
      ...(worst.length ? [list("Perlu perhatian", worst)] : []),
      ...(size ? [list("Terbaik", known.slice(-size).reverse())] : []));
  };

  peta.gambarRinci = (container, rinci) => {
    if (!rinci) return;
    const cards = rinci.kartu.map(([label, value, note]) => el("div", {}, el("dt", {}, label), el("dd", {}, value, note ? el("small", {}, note) : null)));
    container.replaceChildren(
      el("h2", {}, rinci.nama, rinci.di ? el("small", {}, rinci.di) : null),
      el("p", { class: "peta-besar" }, rinci.besar, el("span", {}, rinci.ukuran)),
      el("p", { class: "peta-pecahan" }, rinci.pecahan),
      el("dl", { class: "peta-kartu" }, ...cards),
      ...(rinci.dipilih ? [peta.tautan({ pilih: null }, { class: "peta-lepas" }, `Kembali ke ${rinci.nama_wilayah}`)] : []));
  };

  peta.gambarTanpaPoligon = (container, spec) => {
    const { tanpa_poligon: t } = spec;
    container.replaceChildren();
    container.hidden = !t.jumlah;
    if (!t.jumlah) return;
    const index = new Map(spec.kolom.kode.map((kode, i) => [kode, i]));
    const text = (kode, count) => {
      const i = index.get(kode);
      if (i === undefined) return null;
      const value = spec.kolom.nilai[i];
      const figure = spec.level === 4 ? (value === null ? peta.tanpaNilai(spec.kolom.kelas[i]) : peta.nilai(value, spec.metrik)) : `${peta.angka(count)} desa`;
      return el("li", {}, peta.tautan(buka(spec, kode), {}, spec.kolom.nama[i]), " ", el("span", { class: "peta-angka" }, figure));
    };
    container.append(el("summary", {}, `${peta.angka(t.jumlah)} desa tanpa poligon: tidak tampak di peta, tetap dihitung`),
      el("ul", {}, ...t.daftar.map(([kode, count]) => text(kode, count)).filter(Boolean)));
  };
})();
