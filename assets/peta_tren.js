/* The trend of one area against its parent and the target: a small line chart as SVG, with a readout by day. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const NS = "http://www.w3.org/2000/svg";
  const W = 368, H = 190, LEFT = 42, RIGHT = 12, TOP = 12, BOTTOM = 24;

  const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  peta.gambarTren = (container, tren) => {
    if (!tren.ada) {
      container.replaceChildren(peta.el("p", { class: "peta-samar" }, "Belum ada riwayat harian pada periode ini."));
      return;
    }
    const days = tren.hari.length, series = [
      ...(tren.target.length ? [{ id: "target", nama: "Target", nilai: tren.target }] : []),
      ...(tren.induk ? [{ id: "induk", nama: tren.nama_induk, nilai: tren.induk }] : []),
      { id: "sendiri", nama: tren.nama, nilai: tren.sendiri },
    ];
    const top = 100;
    const x = (i) => LEFT + (i / Math.max(days - 1, 1)) * (W - LEFT - RIGHT);
    const y = (v) => H - BOTTOM - (v / top) * (H - TOP - BOTTOM);
    const drawing = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": tren.keterangan, class: "peta-tren-gambar" });
    for (const tick of [0, 25, 50, 75, 100]) {
      drawing.append(svg("line", { x1: LEFT, x2: W - RIGHT, y1: y(tick), y2: y(tick), class: tick ? "peta-kisi" : "peta-sumbu" }));
      const label = svg("text", { x: LEFT - 5, y: y(tick) + 4, class: "peta-teks peta-akhir" });
      label.textContent = tick === 100 ? "100 %" : String(tick);
      drawing.append(label);
    }
    const marks = [0, Math.floor((days - 1) / 2), days - 1].filter((v, i, all) => all.indexOf(v) === i);
    marks.forEach((at, i) => {
      const label = svg("text", { x: x(at), y: H - 7, class: `peta-teks ${i === 0 ? "" : i === marks.length - 1 ? "peta-akhir" : "peta-tengah"}` });
      label.textContent = peta.tanggalPendek(tren.hari[at]);
      drawing.append(label);
    });
    const labels = [];
    for (const s of series) {
      const last = s.nilai.findLastIndex((v) => v !== null);
      if (last < 0) continue;
      // A line ends where a day is not told, and begins again after it; a day alone is a short stroke.
      const path = s.nilai.map((v, i) => (v === null ? "" : `${i && s.nilai[i - 1] !== null ? "L" : "M"}${x(i).toFixed(1)},${y(v).toFixed(1)}h.1`)).join("");
      drawing.append(svg("path", { d: path, fill: "none", class: `peta-garis peta-garis-${s.id}` }));
      if (s.id === "sendiri") drawing.append(svg("circle", { cx: x(last), cy: y(s.nilai[last]), r: 3.2, class: "peta-ujung" }));
      labels.push({ id: s.id, nama: s.nama, x: x(last), y: y(s.nilai[last]), bawah: s.nilai[last] < (tren.target[last] ?? 0) });
    }
    const key = peta.el("ul", { class: "peta-tren-kunci" }, ...series.slice().reverse().map((s) =>
      peta.el("li", { class: `peta-kunci-${s.id}` }, peta.el("span", { "aria-hidden": "true" }), s.nama, " ", peta.el("b", { "data-seri": s.id }))));
    const ruler = svg("line", { y1: TOP, y2: H - BOTTOM, class: "peta-mistar", visibility: "hidden" });
    drawing.append(ruler);
    const when = peta.el("p", { class: "peta-tren-hari" });
    const tunjuk = (i) => {
      for (const s of series) {
        const value = s.nilai[i];
        key.querySelector(`[data-seri="${s.id}"]`).textContent = value === undefined || value === null ? "–" : `${peta.angka(value, 1)} %`;
      }
      when.textContent = peta.tanggal(tren.hari[i]);
    };
    const latest = Math.max(tren.sendiri.length - 1, 0);
    tunjuk(latest);
    drawing.addEventListener("pointermove", (event) => {
      const box = drawing.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * W;
      const i = Math.min(Math.max(Math.round(((at - LEFT) / (W - LEFT - RIGHT)) * (days - 1)), 0), days - 1);
      ruler.setAttribute("x1", x(i));
      ruler.setAttribute("x2", x(i));
      ruler.setAttribute("visibility", "visible");
      tunjuk(i);
    });
    drawing.addEventListener("pointerleave", () => { ruler.setAttribute("visibility", "hidden"); tunjuk(latest); });
    labelAkhir(drawing, labels);
    container.replaceChildren(when, drawing, key);
  };

  /* Area and target are named in the drawing; all lines in the key below, which also reads out the day. */
  const labelAkhir = (drawing, labels) => {
    const tulis = (x, y, label) => {
      const text = svg("text", { x, y, class: `peta-teks peta-akhir peta-nama-${label.id}` });
      text.textContent = label.nama;
      drawing.append(text);
    };
    for (const label of labels) {
      if (label.id === "target") {
        const own = labels.find((l) => l.id === "sendiri");
        if (own && !own.bawah) tulis(W - RIGHT, TOP + 27, label);
        else tulis(LEFT + (W - LEFT - RIGHT) * 0.8, TOP + (H - TOP - BOTTOM) * 0.2 - 8, label);
      }
      // Clear of its own line, which comes from the lower left: the longer the name, the lower.
      if (label.id === "sendiri") tulis(W - RIGHT, label.bawah ? Math.min(label.y + 20 + 2.4 * label.nama.length, H - BOTTOM - 5) : Math.max(label.y - 10, TOP), label);
    }
  };
})();
