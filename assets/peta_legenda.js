/* The legend: limits of the classes, how many areas are in each, and what has no figure. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const el = peta.el;

  const batas = (value, m) => peta.angka(value, Number.isInteger(value) ? 0 : m.desimal);

  /* "≤ 20", "20–40", "> 80": an upper limit is inside its class. */
  peta.teksKelas = (number, limits, m) => {
    if (!limits.length) return "semua nilai";
    if (number === 1) return `≤ ${batas(limits[0], m)}`;
    if (number > limits.length) return `> ${batas(limits[limits.length - 1], m)}`;
const low = limits[number - 2], high = limits[number - 1];
    return low < 0 ? `${batas(low, m)} s.d. ${batas(high, m)}` : `${batas(low, m)}–${batas(high, m)}`;
  };

  /* Areas per class on the day being played. */
  peta.hitungLegenda = (container, kelas) => {
    for (const item of container.querySelectorAll("li")) {
      const own = Number(item.dataset.kelas);
      item.querySelector(".peta-banyak").textContent = peta.angka(kelas.filter((number) => number === own).length);
    }
  };

  peta.gambarLegenda = (container, spec) => {
    const { legenda: l, metrik: m, kolom } = spec;
    const item = (number, style, text, count, extra) => el("li", { class: extra, "data-kelas": number },
      Object.assign(el("span", { class: "peta-contoh", "aria-hidden": "true" }), { style: style }),
      el("span", {}, text), el("span", { class: "peta-banyak" }, peta.angka(count)));
    const rows = l.banyak.map((count, index) => item(index + 1, `background:var(--siks-${l.ramp[index]})`, peta.teksKelas(index + 1, l.batas, m), count));
    rows.push(item(0, "", "tidak ada data", l.tidak_ada_data, "peta-nodata"));
    if (l.berhenti || m.kode === "terlambat") rows.push(item(-1, "", "tidak bergerak", l.berhenti, "peta-berhenti"));
    if (l.disamarkan || spec.samar) rows.push(item(-2, "", "disamarkan", l.disamarkan, "peta-tertutup"));
    const judul = spec.banding?.cara === "selisih" ? `Selisih dengan ${spec.banding.label}` : m.nama;
    container.replaceChildren(
      el("h2", {}, `${judul} (${m.satuan})`),
      el("ul", {}, ...rows),
      el("p", {}, `${peta.angka(kolom.kode.length)} ${spec.nama_level} · ${l.cara}${spec.samar ? `; angka di bawah ${peta.angka(spec.samar)} disamarkan` : ""}`),
      el("p", { class: "peta-rincian", hidden: true }));
    container.hidden = false;
  };
})();
