/* Forms of /pengguna and /profil: HTML from the server put in place, sent without leaving the page, answered in words. */
(() => {
  "use strict";

  const siks = () => window.dash_clientside.siks;
  const byId = (id) => document.getElementById(id);
  const params = () => new URLSearchParams(location.search);

  /* Fills each place with the HTML that its store holds; what stayed the same is left alone, with what was typed. */
  const drawn = new WeakMap();
  function draw(...parts) {
    // Each input is named after its place: "<id>-html".
    const inputs = window.dash_clientside.callback_context.inputs_list;
    setTimeout(() => inputs.forEach((input, at) => {
      const place = byId(input.id.replace(/-html$/, ""));
      const html = parts[at];
      if (!place || html === null || html === undefined || drawn.get(place) === html) return;
      drawn.set(place, html);
      place.innerHTML = html;
      for (const form of place.querySelectorAll("[data-saring]")) {
        for (const field of form.elements) if (field.name) field.value = params().get(field.name) || "";
      }
    }));
    return window.dash_clientside.no_update;
  }

  function say(text) {
    const html = (type, props) => ({ namespace: "dash_html_components", type, props });
    const parts = [html("Span", { className: "ikon ikon-check-circle" }), html("Span", { className: "flex-grow-1", children: text }),
      html("Button", { className: "btn btn-sm siks-tutup", "data-siks": "tutup", "aria-label": "Tutup", children: html("Span", { className: "ikon ikon-x-lg" }) })];
    window.dash_clientside.set_props("pemberitahuan", { children: html("Div", { className: "siks-notis siks-notis-info", children: parts }) });
  }

  /* The page asks again; a place that was changed by hand is drawn anew even when its HTML is the same. */
  function again() {
    for (const [place, store] of [["pengguna-samping", "pengguna-ulang"], ["profil-isi", "profil-ulang"]]) {
      if (byId(place)) window.dash_clientside.set_props(store, { data: Date.now() });
    }
  }

  async function send(form) {
    const said = form.querySelector("[role=alert]");
    const button = form.querySelector("[type=submit]");
    if (form.dataset.tanya && !window.confirm(form.dataset.tanya)) return;
    button.disabled = true;
    if (said) said.textContent = "";
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form),
        headers: { Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrf_token]")?.value || "" },
      });
      const data = await answer.json().catch(() => ({}));
      if (!answer.ok) {
        const text = answer.status === 413 ? "Berkas terlalu besar. Paling besar 5 MB." : data.pesan || "Gagal. Muat ulang halaman, lalu ulangi.";
        if (said) said.textContent = text;
        if (data.kode === "SIKS-403-TOTP" && said) said.append(" ", link("/autentikator?" + new URLSearchParams({ next: location.pathname + location.search }), "Isi kode sekarang"));
        return;
      }
      const place = form.closest("#pengguna-samping");
      if (data.html && place) {
        // Until it is handed over, whatever the page draws meanwhile: the form below it is still what was drawn.
        place.innerHTML = data.html;
        place.querySelector("button")?.focus();
        return;
      }
      drawn.delete(form.closest("[id$=-samping], [id$=-isi]") || form);
      say(data.kata);
      again();
    } catch {
      if (said) said.textContent = "Sambungan ke server terputus. Periksa jaringan, lalu ulangi.";
    } finally {
      button.disabled = false;
    }
  }

  function link(href, text) {
    const element = document.createElement("a");
    element.href = href;
    element.textContent = text;
    return element;
  }

  /* ---- A wilayah by name or code, from the list of the reader's own ---- */

  let waiting = 0;
  async function suggest(input) {
    if (input.value.trim().length < 2 || input.value.includes("·")) return;
    const answer = await fetch(`/api/wilayah?${new URLSearchParams({ cari: input.value.trim() })}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    input.list.replaceChildren(...(await answer.json()).map((item) => {
      const option = document.createElement("option");
      option.value = `${item.kode} · ${item.lengkap}`;
      return option;
    }));
  }

  /* ---- One listener for all ---- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-formulir]")) {
      event.preventDefault();
      send(form);
    } else if (form.matches("[data-saring]")) event.preventDefault();
    else if (form.matches("[data-alamat]")) {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form));
      if (fields.di) fields.di = fields.di.split("·")[0].trim();
      siks().go(fields);
    }
  });

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (input.matches("[data-cari-wilayah]")) {
      clearTimeout(waiting);
      waiting = setTimeout(() => suggest(input).catch(() => {}), 150);
    } else if (input.closest("[data-saring]")) {
      clearTimeout(waiting);
      waiting = setTimeout(() => siks().go({ [input.name]: input.value.trim() || null, sesudah: null }), input.matches("select") ? 0 : 250);
    } else if (input.matches("[data-pratinjau]") && input.files[0]) {
      const picture = byId(input.dataset.pratinjau);
      URL.revokeObjectURL(picture.src);
      picture.src = URL.createObjectURL(input.files[0]);
      picture.hidden = false;
    }
  });

  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-salin]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.salin).then(() => { copy.textContent = "Tersalin"; }, () => {});
    const to = event.target.closest("[data-go]");
    if (!to) return;
    if (to.hasAttribute("data-selesai")) {
      const place = to.closest("#pengguna-samping");
      place.innerHTML = drawn.get(place) || "";
      again();
    }
    siks().go(JSON.parse(to.dataset.go));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { formulir: { gambar: draw } });
})();
