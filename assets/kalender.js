/* The calendar in the browser: months by address, countdowns, the forms of the centre. */
(() => {
  "use strict";

  const siks = () => window.dash_clientside.siks;
  const props = (id, data) => window.dash_clientside.set_props(id, { data: { ...data, saat: Date.now() } });
  let focus = null;

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* ---- Countdown: from the portal's own moment, which a sample sets to its day ---- */

  const number = new Intl.NumberFormat("id-ID");
  function span(ms) {
    const minutes = Math.floor(ms / 60000);
    const units = [[Math.floor(minutes / 1440), "hari"], [Math.floor(minutes / 60) % 24, "jam"], [minutes % 60, "menit"]];
    const first = units.findIndex(([count]) => count);
    if (first < 0) return "kurang dari semenit";
    return units.slice(first, first + 2).filter(([count]) => count).map(([count, name]) => `${number.format(count)} ${name}`).join(" ");
  }

  function count() {
    const at = document.querySelector(".kalender [data-kini]");
    if (!at) return;
    const now = Date.now() + Date.parse(at.dataset.kini) - Date.parse(at.dataset.nyata);
    for (const item of document.querySelectorAll(".kalender [data-menuju]")) {
      const left = Date.parse(item.dataset.menuju) + 999 - now;
      item.textContent = left > 0 ? `${item.dataset.kata} ${span(left)} lagi` : "baru saja berganti; muat ulang halaman";
    }
  }
  setInterval(count, 15000);

  /* ---- Forms ---- */

  const INPUT = {
    pilih: (field) => el("select", { class: "form-select" }, ...field.pilihan.map(([value, text]) => {
      const option = el("option", { value }, text);
      option.selected = value === field.nilai;
      return option;
    })),
    tanggal: (field) => el("input", { type: "date", class: "form-control", min: field.min, max: field.max, required: "" }),
    angka: (field) => el("input", { type: "number", class: "form-control", min: field.min, max: field.max, value: field.nilai, required: "" }),
    teks: (field) => el("textarea", { class: "form-control", rows: 3, maxlength: field.paling, minlength: 10, required: "" }),
  };

  function field(item, form) {
    if (item.jenis === "centang") {
      const boxes = item.pilihan.map(([value, text]) => {
        const box = el("input", { type: "checkbox", name: item.nama, value });
        box.checked = item.nilai.includes(value);
        return el("label", {}, box, ` ${text}`);
      });
      return el("fieldset", { class: "kalender-centang" }, el("legend", { class: "form-label" }, item.label), ...boxes);
    }
    const input = INPUT[item.jenis](item);
    input.name = item.nama;
    input.id = `kalender-${form}-${item.nama}`;
    return el("div", {}, el("label", { class: "form-label", for: input.id }, item.label), input);
  }

  function draw(place) {
    const { aksi, tombol, bidang } = JSON.parse(place.dataset.formulir);
    const form = el("form", {}, ...bidang.map((item) => field(item, aksi)), el("button", { class: "btn btn-primary", type: "submit" }, tombol));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const data = new FormData(form);
      props(`kalender-${aksi}`, Object.fromEntries(bidang.map((item) => [item.nama, item.jenis === "centang" ? data.getAll(item.nama) : data.get(item.nama)])));
    });
    place.replaceChildren(form);
  }

  /* ---- What the answers of the server ask for ---- */

  let told = "";
  function ready(_centre, _list, ...answers) {
    const newest = answers.filter(Boolean).sort((a, b) => (a.saat < b.saat ? -1 : 1)).pop();
    if (newest && newest.saat !== told) {
      told = newest.saat;
      const html = (type, content) => ({ namespace: "dash_html_components", type, props: content });
      const parts = [html("Span", { className: "ikon ikon-info-circle" }), html("Span", { className: "flex-grow-1", children: newest.kata })];
      window.dash_clientside.set_props("pemberitahuan", { children: html("Div", { className: "siks-notis siks-notis-info", children: parts }) });
    }
    setTimeout(() => {
      for (const place of document.querySelectorAll("[data-formulir]")) if (!place.firstChild) draw(place);
      count();
      if (focus) document.getElementById(focus)?.focus();
      focus = null;
    });
    return window.dash_clientside.no_update;
  }

  document.addEventListener("click", (event) => {
    const at = event.target.closest?.(".kalender [data-bulan], .kalender [data-cabut], .kalender [data-buka], .kalender [data-langganan], .kalender [data-salin]");
    if (!at || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { bulan, cabut, buka, langganan, salin, tanya } = at.dataset;
    if (bulan !== undefined) {
      focus = at.id;
      siks().go({ bulan: bulan || null });
    } else if (cabut) {
      if (window.confirm(tanya)) props("kalender-cabut", JSON.parse(cabut));
    } else if (buka) props("kalender-buka", JSON.parse(buka));
    else if (langganan) props("kalender-langganan", { lakukan: langganan });
    else if (salin) navigator.clipboard?.writeText(document.getElementById("kalender-alamat").textContent).then(() => { at.textContent = "Tersalin"; });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { kalender: { siap: ready } });
})();
