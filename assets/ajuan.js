/* Pages of proposals (pemindahan, pendaftaran): areas drawn from text, forms handed to stores or posted with files. */
(() => {
  "use strict";

  const dash = () => window.dash_clientside;
  const go = (changes) => dash().siks.go(changes);
  const byId = (id) => document.getElementById(id);
  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== "" || name === "value") element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const drawn = {};

  /* What a reader is typing stays while the text of the area stays the same. */
  function pasang(html, ident) {
    const box = byId(ident);
    if (!box || (drawn[ident] === html && box.firstChild)) return dash().no_update;
    drawn[ident] = html;
    box.innerHTML = html || "";
    for (const place of box.querySelectorAll("[data-ajuan-kotak]")) {
      const fields = JSON.parse(place.dataset.ajuanKotak);
      place.replaceWith(el("input", { class: fields.type === "checkbox" ? "form-check-input" : "form-control", autocomplete: "off", ...fields }));
    }
    const address = new URLSearchParams(location.search);
    for (const select of box.querySelectorAll("[data-ajuan-alamat]")) select.value = address.get(select.dataset.ajuanAlamat) || "";
    box.querySelector("[data-ajuan-fokus]")?.focus({ preventScroll: innerWidth > 900 });
    count(box);
    chosen();
    const open = byId("pindah-pilih");
    if (open) open.hidden = !address.get("ajukan");
    return dash().no_update;
  }

  const basket = () => (new URLSearchParams(location.search).get("keranjang") || "").split(",").filter(Boolean);

  /* Buttons of found households say which are chosen already. */
  function chosen() {
    const has = new Set(basket());
    for (const button of document.querySelectorAll("[data-ajuan-tambah]")) {
      const inside = has.has(button.dataset.ajuanTambah);
      button.disabled = inside;
      button.textContent = inside ? "Dipilih" : "Pilih";
    }
  }

  function count(box) {
    for (const form of box.querySelectorAll("form[data-ajuan-massal]")) {
      const some = form.querySelectorAll("input[type=checkbox][name=nomor]:checked").length;
      form.querySelector("[data-ajuan-jumlah]").textContent = some ? `${some} dipilih` : "Centang yang akan diputuskan";
      for (const button of form.querySelectorAll("button[name=aksi]")) button.disabled = !some;
    }
  }

  const values = (form, submitter) => {
    const data = {};
    for (const [name, value] of new FormData(form, submitter)) {
      if (name === "nomor") (data.nomor ||= []).push(value);
      else data[name] = value;
    }
    if (form.dataset.ajuanNomor) data.nomor = [form.dataset.ajuanNomor];
    return { ...data, saat: Date.now() };
  };

  function tell(text, kind = "info", icon = "check-circle") {
    const html = (type, props) => ({ namespace: "dash_html_components", type, props });
    const close = html("Button", { className: "btn btn-sm siks-tutup", "data-siks": "tutup", "aria-label": "Tutup", children: html("Span", { className: "ikon ikon-x-lg" }) });
    const parts = [html("Span", { className: `ikon ikon-${icon}` }), html("Span", { className: "flex-grow-1", children: text }), close];
    dash().set_props("pemberitahuan", { children: html("Div", { className: `siks-notis siks-notis-${kind}`, children: parts }) });
  }

  const heard = new Set();
  function jawab(answer) {
    if (!answer || heard.has(answer.saat)) return dash().no_update;
    heard.add(answer.saat);
    if (answer.ke) go(answer.ke);
    // After the address: a change of wilayah takes the notice away.
    setTimeout(() => tell(answer.pesan), 50);
    return Date.now();
  }

  function withBasket(form) {
    const data = new FormData(form);
    data.set("keranjang", basket().join(","));
    return data;
  }

  async function kirim(form) {
    const button = form.querySelector("[type=submit]");
    const token = document.querySelector("form[action='/keluar'] [name=csrf_token]").value;
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.ajuanKirim, { method: "POST", body: form.matches("[data-ajuan-keranjang]") ? withBasket(form) : new FormData(form), headers: { "X-CSRFToken": token, Accept: "application/json" } });
      const body = await answer.json().catch(() => ({}));
      if (answer.ok) jawab({ ...body, saat: Date.now() });
      else if (answer.status !== 401) tell(body.pesan || "Ajuan belum terkirim. Coba lagi.", "tolak", "exclamation-triangle");
    } catch {
      tell("Sambungan terputus, ajuan belum terkirim. Periksa jaringan, lalu kirim lagi.", "gagal", "exclamation-octagon");
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-ajuan-go], [data-ajuan-tambah], [data-ajuan-buang]");
    if (!control) return;
    const { ajuanGo, ajuanTambah, ajuanBuang } = control.dataset;
    if (ajuanGo) go(JSON.parse(ajuanGo));
    if (ajuanTambah) go({ keranjang: [...new Set([...basket(), ajuanTambah])].join(",") });
    if (ajuanBuang) go({ keranjang: basket().filter((item) => item !== ajuanBuang).join(",") || null });
    setTimeout(chosen, 0);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-ajuan-tanya], [data-ajuan-kirim]");
    if (!form) return;
    event.preventDefault();
    if (form.dataset.ajuanKirim) kirim(form);
    else dash().set_props(form.dataset.ajuanTanya, { data: values(form, event.submitter) });
  });

  document.addEventListener("change", (event) => {
    const key = event.target.closest("[data-ajuan-alamat]")?.dataset.ajuanAlamat;
    if (key) go({ [key]: event.target.value || null });
    const all = event.target.matches("[name=semua]") && event.target.closest("form");
    if (all) for (const box of all.querySelectorAll("[name=nomor]")) box.checked = event.target.checked;
    const form = event.target.closest("form[data-ajuan-massal]");
    if (form) count(form.parentElement);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.querySelector(".ajuan-rinci") || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    go({ buka: null });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { ajuan: { pasang, jawab } });
})();
