/* Charts as SVG, drawn from the JSON in `data-grafik` (components/grafik.py) whenever it appears, changes or gets
   another width. One tab stop a chart: arrow keys walk its data, Enter opens the one that can be opened. */
(() => {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";
  const drawn = new WeakMap(), watched = new WeakSet();
  // Where the focus was in a chart that a redraw of the page takes away.
  let focused = null;

  const add = (element, attributes, children) => {
    for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const svg = (tag, attributes = {}, ...children) => add(document.createElementNS(NS, tag), attributes, children);
  const el = (tag, attributes = {}, ...children) => add(document.createElement(tag), attributes, children);
  const warna = (name) => `--warna: var(--siks-${name})`;

  const formats = {};
  const angka = (value, digits = 0) => {
    if (value === null || value === undefined) return "tidak ada data";
    formats[digits] ||= new Intl.NumberFormat("id-ID", { maximumFractionDigits: digits });
    return formats[digits].format(value).replace("-", "−");
  };
  const satuan = (value, spec) => `${angka(value, spec.desimal)}${value === null || !spec.satuan ? "" : ` ${spec.satuan}`}`;
  const short = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat("id-ID", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const hari = (iso, format) => format.format(new Date(`${iso}T00:00:00Z`));

  let pen = null;
  const wide = (text, bold) => {
    pen ||= document.createElement("canvas").getContext("2d");
    pen.font = `${bold ? "600 " : ""}12px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(text).width;
  };
  const fit = (text, width, bold) => {
    if (wide(text, bold) <= width) return text;
    let cut = text;
    while (cut.length > 1 && wide(`${cut}…`, bold) > width) cut = cut.slice(0, -1);
    return `${cut.trimEnd()}…`;
  };
  const text = (x, y, words, cls = "", anchor = "start") => svg("text", { x, y, class: cls, "text-anchor": anchor }, words);

  /* Round steps from zero, at most five of them. */
  const steps = (low, high) => {
    const span = Math.max(high - low, 1e-9), raw = span / 4, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw - 1e-12);
    const ticks = [];
    for (let v = Math.floor(low / step) * step; v < high + step * 0.999; v += step) ticks.push(Math.abs(v) < step / 1e6 ? 0 : v);
    return ticks;
  };
  const finite = (values) => values.filter((v) => v !== null && v !== undefined);
  const tickText = (value, ticks) => angka(value, Math.abs(ticks[1] - ticks[0]) < 1 ? 2 : Math.abs(ticks[1] - ticks[0]) < 5 ? 1 : 0);

  /* Labels on one edge, each as near to its place as the others let it be. */
  const spread = (labels, gap, low, high) => {
    labels.sort((a, b) => a.y - b.y);
    for (let k = 0; k < labels.length; k += 1) labels[k].y = Math.max(labels[k].y, k ? labels[k - 1].y + gap : low);
    for (let k = labels.length - 1; k >= 0; k -= 1) labels[k].y = Math.min(labels[k].y, k < labels.length - 1 ? labels[k + 1].y - gap : high);
  };

  /* Faint lines of the scale with their numbers; returns the scale. Its ends are its outer ticks. */
  const scaleY = (g, ticks, left, W, top, bottom) => {
    const low = ticks[0], high = ticks[ticks.length - 1];
    const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
    for (const tick of ticks) {
      g.append(svg("line", { x1: left, x2: W, y1: y(tick), y2: y(tick), class: tick === 0 ? "g-sumbu" : "g-kisi" }), text(left - 6, y(tick) + 4, tickText(tick, ticks), "", "end"));
    }
    return y;
  };

  /* Marks across the drawing; a label that would cover the one before goes one line lower. */
  const marks = (g, tanda, x, left, W, top, bottom) => {
    const rows = [];
    for (const item of tanda) {
      const at = x(item.di), width = wide(item.nama), end = at + width + 4 > W;
      const from = end ? at - width - 4 : at + 4, row = rows.findIndex((last) => from > last);
      const line = row < 0 ? rows.length : row;
      rows[line] = from + width + 8;
      g.append(svg("line", { x1: at, x2: at, y1: top - 14, y2: bottom, class: `g-tanda g-tanda-${item.gaya}` }), text(end ? at - 4 : at + 4, top - 5 + line * 14, item.nama, "g-halo", end ? "end" : "start"));
    }
    return rows.length;
  };

  const lambang = (shape, x, y, r, cls, style) => {
    const path = { kotak: `M${-r} ${-r}H${r}V${r}H${-r}Z`, segitiga: `M0 ${-r * 1.2}L${r * 1.15} ${r}H${-r * 1.15}Z`, wajik: `M0 ${-r * 1.3}L${r * 1.3} 0L0 ${r * 1.3}L${-r * 1.3} 0Z`, silang: `M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}` }[shape];
    const place = { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, style };
    if (path) return svg("path", { d: path, class: shape === "silang" ? "g-titik-cincin" : cls, ...place });
    return svg("circle", { r, class: shape === "cincin" ? "g-titik-cincin" : cls, ...place });
  };

  const kinds = {};

  /* Every kind returns its drawing, a key if it needs one, and its data: a box or place, words, and where it leads. */
  kinds.garis = (spec, W) => {
    const n = spec.x.length, series = spec.seri, H = spec.tinggi;
    const values = finite([...series.flatMap((s) => s.nilai), ...(spec.pita ? spec.pita.atas : []), ...(spec.pita ? spec.pita.bawah : [])]);
    if (!values.length) return null;
    const ticks = steps(Math.min(0, ...values), Math.max(1e-9, ...values));
    const left = Math.max(...ticks.map((t) => wide(tickText(t, ticks)))) + 10, top = 20, bottom = H - 24;
    const last = (s) => s.nilai.reduce((found, v, k) => (v === null ? found : k), -1);
    const right = series.filter((s) => last(s) === n - 1);
    const room = Math.max(0, ...right.map((s) => wide(s.nama))) + 10;
    const beside = W >= 480 && room < W * 0.3, R = beside ? W - room : W - 8;
    const g = svg("g"), y = scaleY(g, ticks, left, R, top, bottom);
    const x = (k) => left + (n > 1 ? k / (n - 1) : 0.5) * (R - left);
    const names = spec.x.map((item) => (spec.hari ? hari(item, short) : item));
    const every = Math.max(1, Math.ceil((Math.max(...names.map((name) => wide(name))) + 14) / ((R - left) / Math.max(n - 1, 1))));
    // Counted from the end: the newest place is always named.
    for (let k = n - 1, free = Infinity; k >= 0; k -= every) {
      const width = wide(names[k]), from = Math.min(Math.max(x(k) - width / 2, left - 8), R - width);
      if (from + width + 8 > free) continue;
      g.append(text(from, H - 7, names[k]));
      free = from;
    }
    const path = (list) => list.reduce((d, v, k) => (v === null ? d : `${d}${d === "" || list[k - 1] === null ? "M" : "L"}${x(k).toFixed(1)} ${y(v).toFixed(1)}`), "");
    if (spec.pita) {
      const at = spec.x.map((_, k) => k).filter((k) => spec.pita.atas[k] !== null && spec.pita.bawah[k] !== null);
      const edge = [...at.map((k) => [x(k), y(spec.pita.atas[k])]), ...at.reverse().map((k) => [x(k), y(spec.pita.bawah[k])])];
      const style = warna((series.find((s) => s.gaya === "perkiraan") || series[0]).warna);
      if (edge.length) g.append(svg("path", { d: `M${edge.map((p) => p.map((v) => v.toFixed(1)).join(" ")).join("L")}Z`, class: "g-pita", style }));
    }
    const marked = marks(g, spec.tanda, x, left, R, top, bottom);
    const edgeLabels = [], ownLabels = [];
    for (const s of series.slice().sort((a, b) => (a.gaya === "nyata") - (b.gaya === "nyata"))) {
      const k = last(s);
      if (k < 0) continue;
      g.append(svg("path", { d: path(s.nilai), class: `g-garis g-${s.gaya}`, style: warna(s.warna) }));
      if (s.gaya === "nyata") g.append(svg("circle", { cx: x(k), cy: y(s.nilai[k]), r: 3.5, class: "g-isi", style: warna(s.warna) }));
      if (k === n - 1) edgeLabels.push({ nama: s.nama, y: y(s.nilai[k]) + (beside ? 4 : -7), kuat: s.gaya === "nyata" });
      else {
        const target = series.find((other) => other.gaya === "target"), behind = target && target.nilai[k] !== null && s.nilai[k] < target.nilai[k];
        const width = wide(s.nama, true), fits = x(k) + 8 + width < R;
        if (behind && fits) g.append(text(x(k) + 8, Math.min(y(s.nilai[k]) + 15, bottom - 4), s.nama, "g-kuat g-halo"));
        else ownLabels.push({ nama: s.nama, x: Math.max(x(k) - 7, left + width), y: y(s.nilai[k]) });
      }
    }
    spread(edgeLabels, 14, beside ? top : top + 14 * marked - 4, bottom);
    for (const label of edgeLabels) g.append(beside ? text(R + 8, label.y, label.nama, label.kuat ? "g-kuat" : "g-tegas") : text(R - 2, label.y, label.nama, `g-halo ${label.kuat ? "g-kuat" : "g-tegas"}`, "end"));
    // Above the line, unless that is the chart's edge or the name of another line.
    const taken = (label) => !beside && edgeLabels.some((other) => Math.abs(other.y - (label.y - 9)) < 14 && label.x > R - 2 - wide(other.nama));
    for (const label of ownLabels) g.append(text(label.x, label.y < top + 18 || taken(label) ? Math.min(label.y + 18, bottom - 4) : label.y - 9, label.nama, "g-kuat g-halo", "end"));
    const ruler = svg("line", { y1: top, y2: bottom, class: "g-mistar", visibility: "hidden" });
    const dots = svg("g");
    g.append(ruler, dots);
    const data = spec.x.map((item, k) => ({
      x: x(k), y: top + 24, judul: spec.hari ? hari(item, long) : item,
      baris: [...series.filter((s) => s.nilai[k] !== null).map((s) => [s.nama, satuan(s.nilai[k], spec)]), ...(spec.pita && spec.pita.atas[k] !== null ? [[spec.pita.nama, `${angka(spec.pita.bawah[k], spec.desimal)}–${angka(spec.pita.atas[k], spec.desimal)}`]] : [])],
      pilih: (on) => {
        for (const name of ["x1", "x2"]) ruler.setAttribute(name, x(k));
        ruler.setAttribute("visibility", on ? "visible" : "hidden");
        dots.replaceChildren(...(on ? series.filter((s) => s.nilai[k] !== null).map((s) => svg("circle", { cx: x(k), cy: y(s.nilai[k]), r: 3.5, class: "g-isi", style: warna(s.warna) })) : []));
      },
    })).filter((item) => item.baris.length);
    return { g, W, H, data, jarak: (d, px) => Math.abs(d.x - px), terjauh: Infinity };
  };

  const box = (d, px, py) => Math.hypot(Math.max(d.kotak.x - px, 0, px - d.kotak.x - d.kotak.w), Math.max(d.kotak.y - py, 0, py - d.kotak.y - d.kotak.h));
  const mark = (element) => (on) => element.classList.toggle("g-kini", on);
  const group = (item, ...children) => svg("g", { class: "g-data", "data-bisa": item.ke || item.href ? "1" : null, style: warna(item.warna) }, ...children);
  const words = (item, spec, extra = []) => ({ judul: item.nama, baris: [[spec.satuan || "Nilai", angka(item.nilai, spec.desimal)], ...extra], catatan: item.catatan, ke: item.ke, href: item.href });

  kinds.batang = (spec, W) => {
    const values = finite(spec.data.map((d) => d.nilai));
    if (!values.length) return null;
    return spec.mendatar ? lying(spec, W, values) : standing(spec, W, values);
  };

  const lying = (spec, W, values) => {
    const row = 28, H = spec.data.length * row + 2;
    const low = Math.min(0, ...values), high = Math.max(spec.maks ?? 0, ...values, low + 1e-9);
    const name = Math.min(Math.max(...spec.data.map((d) => wide(d.nama, d.utama))), W * 0.42) + 10;
    const label = Math.max(...spec.data.map((d) => wide(angka(d.nilai, spec.desimal), true))) + 12;
    const x = (v) => name + (low < 0 ? label : 0) + ((v - low) / (high - low)) * (W - name - label * (low < 0 ? 2 : 1));
    const g = svg("g"), data = [];
    spec.data.forEach((d, k) => {
      const y = k * row, from = x(Math.min(d.nilai ?? 0, 0)), to = x(Math.max(d.nilai ?? 0, 0));
      const bar = group(d, svg("rect", { x: from, y: y + 5, width: Math.max(to - from, d.nilai ? 1.5 : 0), height: row - 10, rx: 2, class: "g-isi" }));
      bar.append(text(name - 8, y + row / 2 + 4, fit(d.nama, name - 10, d.utama), d.utama ? "g-kuat" : "g-tegas", "end"));
      bar.append(text(d.nilai < 0 ? from - 6 : to + 6, y + row / 2 + 4, angka(d.nilai, spec.desimal), d.utama ? "g-kuat" : "g-tegas", d.nilai < 0 ? "end" : "start"));
      g.append(bar);
      data.push({ kotak: { x: 0, y, w: W, h: row }, x: (from + to) / 2, y: y + row / 2, pilih: mark(bar), ...words(d, spec) });
    });
    g.append(svg("line", { x1: x(0), x2: x(0), y1: 0, y2: H, class: "g-sumbu" }));
    return { g, W, H, data, jarak: box, terjauh: 0 };
  };

  const standing = (spec, W, values) => {
    const H = spec.tinggi, top = 16, bottom = H - 24;
    const ticks = steps(Math.min(0, ...values), Math.max(spec.maks ?? 1e-9, ...values));
    const left = Math.max(...ticks.map((t) => wide(tickText(t, ticks)))) + 10;
    const g = svg("g"), y = scaleY(g, ticks, left, W, top, bottom), slot = (W - left) / spec.data.length, data = [];
    const every = Math.ceil((Math.max(...spec.data.map((d) => wide(d.nama))) + 10) / slot);
    const numbered = spec.data.every((d) => wide(angka(d.nilai, spec.desimal)) + 4 < slot);
    spec.data.forEach((d, k) => {
      const middle = left + slot * (k + 0.5), width = Math.min(slot * 0.72, 56), from = y(Math.max(d.nilai ?? 0, 0)), to = y(Math.min(d.nilai ?? 0, 0));
      const bar = group(d, svg("rect", { x: middle - width / 2, y: from, width, height: Math.max(to - from, d.nilai ? 1.5 : 0), rx: 2, class: "g-isi" }));
      if (numbered && d.nilai !== null) bar.append(text(middle, d.nilai < 0 ? to + 13 : from - 5, angka(d.nilai, spec.desimal), d.utama ? "g-kuat" : "g-tegas", "middle"));
      if ((spec.data.length - 1 - k) % every === 0) g.append(text(Math.min(middle, W - wide(d.nama, d.utama) / 2), H - 7, d.nama, d.utama ? "g-kuat" : "", "middle"));
      g.append(bar);
      data.push({ kotak: { x: left + slot * k, y: 0, w: slot, h: H }, x: middle, y: from, pilih: mark(bar), ...words(d, spec) });
    });
    return { g, W, H, data, jarak: box, terjauh: 0 };
  };

  kinds.tumpuk = (spec, W) => {
    const rows = spec.baris.filter((row) => row.bagian.some((d) => d.nilai));
    if (!rows.length) return null;
    const height = 30, H = rows.length * height, one = rows.length === 1;
    const name = one ? 0 : Math.min(Math.max(...rows.map((row) => wide(row.nama))), W * 0.36) + 10;
    const sum = (row) => row.bagian.reduce((total, d) => total + (d.nilai || 0), 0);
    const label = one ? 0 : Math.max(...rows.map((row) => wide(angka(sum(row))))) + 10;
    const g = svg("g"), data = [];
    rows.forEach((row, k) => {
      const total = sum(row);
      let x = name;
      if (!one) g.append(text(name - 8, k * height + 19, fit(row.nama, name - 10), "g-tegas", "end"), text(W, k * height + 19, angka(total), "", "end"));
      for (const d of row.bagian.filter((part) => part.nilai)) {
        const width = (d.nilai / total) * (W - name - label);
        const part = group(d, svg("rect", { x, y: k * height + 4, width: Math.max(width - 1.5, 1), height: height - 8, rx: 1.5, class: "g-isi" }));
        g.append(part);
        const share = `${angka((100 * d.nilai) / total, 1)} %`;
        data.push({ kotak: { x, y: k * height, w: width, h: height }, x: x + width / 2, y: k * height + height / 2, pilih: mark(part), ...words(d, spec, [["bagian", share]]), judul: one ? d.nama : `${row.nama}: ${d.nama}` });
        x += width;
      }
    });
    const parts = rows[0].bagian.map((d, k) => ({ ...d, nilai: rows.reduce((total, row) => total + (row.bagian[k]?.nilai || 0), 0) })).filter((d) => d.nilai);
    const total = parts.reduce((all, d) => all + d.nilai, 0);
    const key = parts.map((d) => [svg("svg", { viewBox: "0 0 14 14", style: warna(d.warna) }, svg("rect", { x: 1, y: 1, width: 12, height: 12, rx: 2, class: "g-isi" })), d.nama, el("b", {}, angka(d.nilai)), `${angka((100 * d.nilai) / total, 1)} %`]);
    return { g, W, H, data, jarak: box, terjauh: 0, key };
  };

  kinds.corong = (spec, W) => {
    const first = spec.data[0]?.nilai;
    if (!first) return null;
    const row = 36, H = spec.data.length * row, name = Math.min(Math.max(...spec.data.map((d) => wide(d.nama))), W * 0.34) + 12;
    const label = Math.max(...spec.data.map((d) => wide(`${angka(d.nilai)} · ${angka((100 * d.nilai) / first, 1)} %`, true))) + 12;
    const g = svg("g"), data = [], middle = name + (W - name - label) / 2;
    spec.data.forEach((d, k) => {
      const width = Math.max(((d.nilai || 0) / first) * (W - name - label), d.nilai ? 2 : 0), share = `${angka((100 * (d.nilai || 0)) / first, 1)} %`;
      const bar = group(d, svg("rect", { x: middle - width / 2, y: k * row + 4, width, height: row - 10, rx: 2, class: "g-isi" }));
      const next = spec.data[k + 1];
      if (next) {
        const below = Math.max(((next.nilai || 0) / first) * (W - name - label), 0);
        g.append(svg("path", { d: `M${middle - width / 2} ${(k + 1) * row - 6}L${middle - below / 2} ${(k + 1) * row + 4}H${middle + below / 2}L${middle + width / 2} ${(k + 1) * row - 6}Z`, class: "g-pita", style: warna(d.warna) }));
      }
      bar.append(text(name - 10, k * row + row / 2 + 3, fit(d.nama, name - 12), "g-tegas", "end"), text(W, k * row + row / 2 + 3, `${angka(d.nilai)} · ${share}`, "g-tegas", "end"));
      g.append(bar);
      data.push({ kotak: { x: 0, y: k * row, w: W, h: row }, x: middle, y: k * row + row / 2, pilih: mark(bar), ...words(d, spec, [[`dari ${spec.data[0].nama.toLowerCase()}`, share]]) });
    });
    return { g, W, H, data, jarak: box, terjauh: 0 };
  };

  kinds.sebaran = (spec, W) => {
    if (!spec.banyak.some(Boolean)) return null;
    const H = spec.tinggi, top = 20, bottom = H - 24, low = spec.batas[0], high = spec.batas[spec.batas.length - 1];
    const ticks = steps(0, Math.max(...spec.banyak)), left = Math.max(...ticks.map((t) => wide(tickText(t, ticks)))) + 10;
    const g = svg("g"), y = scaleY(g, ticks, left, W, top, bottom), R = W - 12, x = (v) => left + ((v - low) / (high - low)) * (R - left), data = [];
    const edge = (v) => angka(v, spec.desimal), gap = Math.max(...spec.batas.map((v) => wide(edge(v)))) + 12;
    let free = -Infinity;
    for (const v of spec.batas) {
      if (x(v) < free) continue;
      free = x(v) + gap;
      g.append(text(x(v), H - 7, edge(v), "", "middle"));
    }
    spec.banyak.forEach((count, k) => {
      const item = { warna: spec.warna, ke: spec.ke[k], nilai: count, nama: `${edge(spec.batas[k])}–${edge(spec.batas[k + 1])} ${spec.satuan_batas}`.trim() };
      const from = x(spec.batas[k]), to = x(spec.batas[k + 1]);
      const bar = group(item, svg("rect", { x: from + 0.75, y: y(count), width: Math.max(to - from - 1.5, 1), height: bottom - y(count), class: "g-isi" }));
      g.append(bar);
      data.push({ kotak: { x: from, y: 0, w: to - from, h: H }, x: (from + to) / 2, y: y(count), pilih: mark(bar), judul: item.nama, baris: [[spec.satuan, angka(count)]], ke: item.ke });
    });
    marks(g, spec.tanda, x, left, R, top, bottom);
    return { g, W, H, data, jarak: box, terjauh: 0 };
  };

  kinds.titik = (spec, W) => {
    const own = spec.garis.flat(), all = own.length ? own : spec.data;
    if (!all.length) return null;
    const H = Math.min(spec.tinggi, Math.max(240, W)), pad = 18;
    let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [lon, lat] of all) { west = Math.min(west, lon); east = Math.max(east, lon); south = Math.min(south, lat); north = Math.max(north, lat); }
    const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180), km = 110.57;
    const tall = Math.max(north - south, 0.0008), width = Math.max((east - west) * shrink, 0.0008);
    const scale = Math.min((W - 2 * pad) / width, (H - 2 * pad) / tall) * (own.length ? 0.84 : 0.9);
    const x = (lon) => W / 2 + (lon - (west + east) / 2) * shrink * scale, y = (lat) => H / 2 - (lat - (south + north) / 2) * scale;
    const ring = (points) => `M${points.map(([lon, lat]) => `${x(lon).toFixed(1)} ${y(lat).toFixed(1)}`).join("L")}Z`;
    const id = `potong-${Math.random().toString(36).slice(2)}`;
    const g = svg("g", {}, svg("clipPath", { id }, svg("rect", { width: W, height: H })));
    const land = svg("g", { "clip-path": `url(#${id})` });
    for (const area of spec.tetangga) land.append(svg("path", { d: area.garis.map(ring).join(""), class: "g-tetangga" }));
    if (own.length) land.append(svg("path", { d: spec.garis.map(ring).join(""), class: "g-desa", "fill-rule": "evenodd" }));
    const r = spec.data.length > 1500 ? 2.4 : spec.data.length > 400 ? 3.2 : 4.5;
    const inside = (v, low, high) => Math.min(Math.max(v, low), high), dots = svg("g"), pick = svg("circle", { r: r + 4, class: "g-pilih", visibility: "hidden" });
    const data = spec.data.map(([lon, lat, of, luar, judul, catatan, href]) => {
      const kind = spec.kelompok[of], px = inside(x(lon), 8, W - 8), py = inside(y(lat), 8, H - 8);
      dots.append(lambang(kind.bentuk, px, py, r, "g-titik", warna(kind.warna)));
      if (luar) dots.append(svg("circle", { cx: px, cy: py, r: r + (r > 4 ? 2.5 : 1.5), class: "g-luar" }));
      const pilih = (on) => { pick.setAttribute("cx", px); pick.setAttribute("cy", py); pick.setAttribute("visibility", on ? "visible" : "hidden"); };
      return { x: px, y: py, judul, baris: [["Status", kind.nama]], catatan, href: href ? spec.awalan + href : null, pilih };
    });
    g.append(land, dots, pick);
    for (const area of spec.tetangga.map((item) => ({ nama: item.nama, at: item.garis.flat().filter(([lon, lat]) => x(lon) > 4 && x(lon) < W - 4 && y(lat) > 4 && y(lat) < H - 4) })).filter((item) => item.at.length > 2)) {
      const mx = area.at.reduce((t, p) => t + x(p[0]), 0) / area.at.length, my = area.at.reduce((t, p) => t + y(p[1]), 0) / area.at.length, half = wide(area.nama) / 2;
      if (mx - half > 2 && mx + half < W - 2) g.append(text(mx + (mx > W / 2 ? 1 : -1) * Math.min(half, 28), my, area.nama, "g-halo", "middle"));
    }
    const metres = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000].find((m) => (m / 1000 / km) * scale > 56) || 100000, bar = (metres / 1000 / km) * scale;
    g.append(svg("path", { d: `M10 ${H - 14}v5h${bar.toFixed(1)}v-5`, class: "g-garis", style: warna("muted") }), text(14, H - 15, metres < 1000 ? `${metres} m` : `${angka(metres / 1000)} km`, "g-halo"));
    const key = spec.kelompok.filter((item) => item.n).map((item) => [svg("svg", { viewBox: "0 0 14 14" }, lambang(item.bentuk, 7, 7, 4.5, "g-titik", warna(item.warna))), item.nama, el("b", {}, angka(item.n))]);
    if (spec.data.some((d) => d[3])) key.push([svg("svg", { viewBox: "0 0 14 14" }, svg("circle", { cx: 7, cy: 7, r: 5.5, class: "g-luar" })), "di luar batas desa", el("b", {}, angka(spec.data.filter((d) => d[3]).length))]);
    return { g, W, H, data, jarak: (d, px, py) => Math.hypot(d.x - px, d.y - py), terjauh: 14, key };
  };

  function draw(host) {
    if (!watched.has(host)) { watched.add(host); sizes.observe(host); }
    const raw = host.dataset.grafik, width = Math.floor(host.clientWidth), before = drawn.get(host);
    if (!raw || width < 40 || (before && before.raw === raw && before.width === width)) return;
    const spec = JSON.parse(raw), picture = kinds[spec.jenis](spec, width);
    if (!picture) {
      host.removeAttribute("tabindex");
      for (const name of ["role", "aria-label", "aria-roledescription"]) host.removeAttribute(name);
      host.replaceChildren(el("p", { class: "grafik-kosong" }, "Belum ada data untuk digambar."));
      drawn.set(host, { raw, width, data: [] });
      return;
    }
    const { g, W, H, data, key } = picture;
    const image = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": spec.kata }, g);
    const tip = el("div", { class: "grafik-tip", role: "status" });
    tip.hidden = true;
    host.replaceChildren(image, ...(key ? [el("ul", { class: "grafik-kunci" }, ...key.map((parts) => el("li", {}, ...parts)))] : []), tip);
    // "application" hands the arrow keys to us instead of to the reader's own cursor.
    add(host, { tabindex: "0", role: "application", "aria-roledescription": "grafik", "aria-label": `${spec.judul}. Tombol panah membaca data satu per satu.` }, []);
    drawn.set(host, { raw, width, data, tip, W, H, at: -1, image, jarak: picture.jarak, terjauh: picture.terjauh });
    if (!before) listen(host);
    if (host.id && focused && focused.id === host.id && (document.activeElement === host || document.activeElement === document.body)) {
      if (document.activeElement !== host) host.focus({ preventScroll: true });
      show(host, focused.at);
    }
  }

  function show(host, at) {
    const state = drawn.get(host);
    if (!state.data.length) return;
    if (state.data[state.at]) state.data[state.at].pilih(false);
    const item = state.data[at];
    state.at = item ? at : -1;
    state.tip.hidden = !item;
    state.image.style.cursor = item && (item.ke || item.href) ? "pointer" : "";
    if (!item) return;
    item.pilih(true);
    const action = item.ke || item.href ? el("p", {}, item.href ? "Enter atau klik membuka" : "Enter atau klik menyaring") : null;
    state.tip.replaceChildren(el("strong", {}, item.judul), ...item.baris.map(([label, value]) => el("div", {}, el("span", {}, label), el("b", {}, value))), ...(item.catatan ? [el("p", {}, item.catatan)] : []), ...(action ? [action] : []));
    const ratio = host.clientWidth / state.W, x = item.x * ratio, y = item.y * ratio;
    const left = x + 14 + state.tip.offsetWidth > host.clientWidth ? Math.max(x - 14 - state.tip.offsetWidth, 0) : x + 14;
    state.tip.style.left = `${left}px`;
    state.tip.style.top = `${Math.min(Math.max(y - state.tip.offsetHeight / 2, -8), Math.max(state.H * ratio - state.tip.offsetHeight, 0))}px`;
  }

  function open(item, event) {
    if (!item) return;
    if (item.ke) window.dash_clientside.siks.go(item.ke);
    else if (item.href && event && (event.ctrlKey || event.metaKey)) window.open(item.href, "_blank", "noopener");
    else if (item.href) location.assign(item.href);
  }

  function listen(host) {
    const state = () => drawn.get(host);
    const under = (event) => {
      const { image, W, data, jarak, terjauh } = state();
      if (!image) return -1;
      const frame = image.getBoundingClientRect(), ratio = W / frame.width, px = (event.clientX - frame.left) * ratio, py = (event.clientY - frame.top) * ratio;
      if (event.clientY > frame.bottom) return -1;
      let best = -1, least = terjauh;
      data.forEach((item, k) => {
        const far = jarak(item, px, py);
        if (far <= least && (best < 0 || far < least)) { best = k; least = far; }
      });
      return best;
    };
    host.addEventListener("pointermove", (event) => { const at = under(event); if (at !== state().at) show(host, at); });
    host.addEventListener("pointerleave", () => show(host, document.activeElement === host && focused ? focused.at : -1));
    host.addEventListener("click", (event) => {
      const at = under(event), item = state().data[at];
      // A finger has no hover: its first touch shows, the second opens.
      if (event.pointerType === "touch" && state().sentuh !== at) { state().sentuh = at; show(host, at); return; }
      open(item, event);
    });
    host.addEventListener("keydown", (event) => {
      const { data, at } = state(), last = data.length - 1, far = Math.max(10, Math.round(data.length / 10));
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, PageDown: at + far, PageUp: at - far, Home: 0, End: last }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        focused = { id: host.id, at: Math.min(Math.max(to, 0), last) };
        show(host, focused.at);
      } else if (event.key === "Enter") open(data[at]);
      else if (event.key === "Escape" && at >= 0) { focused = { id: host.id, at: -1 }; show(host, -1); }
    });
    host.addEventListener("focus", () => { if (!host.matches(":focus-visible") || (focused && focused.id === host.id)) return; focused = { id: host.id, at: -1 }; });
    host.addEventListener("blur", () => {
      // A redraw of the page takes the chart away with the focus in it; the new one takes that over (draw).
      setTimeout(() => { if (focused?.id === host.id && document.activeElement?.id !== host.id) focused = null; });
      show(host, -1);
    });
  }

  const sizes = new ResizeObserver((entries) => { for (const entry of entries) draw(entry.target); });
  const find = (root) => {
    if (root.nodeType !== 1) return;
    if (root.dataset && root.dataset.grafik !== undefined) draw(root);
    else for (const host of root.querySelectorAll("[data-grafik]")) draw(host);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") draw(change.target);
      else change.addedNodes.forEach(find);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-grafik"] });
  addEventListener("DOMContentLoaded", () => find(document.body));
})();
