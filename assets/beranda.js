/* Beranda in the browser: buttons that change the address, the dialog that the address opens, the upload. */
(() => {
  "use strict";

  const siks = () => window.dash_clientside.siks;
  const dialog = () => document.getElementById("beranda-dialog");
  const CLOSED = { butir: null, atur: null, panel: null };
  let opener = null;
  // What was done, said once the dialog is closed: a change of address takes the notice away.
  let done = null;
  // What the address asked for when the dialog was filled: closing takes back that, and nothing asked for since.
  let shown = "";
  const asked = () => ["butir", "atur", "panel"].map((key) => new URLSearchParams(location.search).get(key) || "").join("|");

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* Opens when the address asks for something and the answer is there; closes when it no longer does. */
  function open(content, pilihan) {
    const box = dialog();
    const wanted = content && pilihan && (pilihan.butir || pilihan.atur || pilihan.panel);
    // The new content is in place after this turn.
    setTimeout(() => {
      if (!box) return;
      if (wanted) shown = asked();
      if (wanted && !box.open) {
        opener = document.activeElement === document.body ? opener : document.activeElement;
        box.showModal();
      } else if (!wanted && box.open) box.close();
      if (!wanted && done) say();
      const place = box.querySelector("#beranda-unggah");
      if (place && !place.firstChild) drawUpload(place);
    });
    return window.dash_clientside.no_update;
  }

  function close(...written) {
    const newest = written.filter(Boolean).sort((a, b) => (a.saat < b.saat ? -1 : 1)).pop();
    if (newest) {
      done = newest.kata;
      if (dialog()?.open) siks().go(CLOSED);
      else say();
    }
    return window.dash_clientside.no_update;
  }

  function say() {
    const html = (type, props) => ({ namespace: "dash_html_components", type, props });
    const parts = [html("Span", { className: "ikon ikon-info-circle" }), html("Span", { className: "flex-grow-1", children: done })];
    window.dash_clientside.set_props("pemberitahuan", { children: html("Div", { className: "siks-notis siks-notis-info", children: parts }) });
    done = null;
  }

  /* ---- Upload: a file does not travel through a callback ---- */

  const token = () => document.querySelector("[name=csrf_token]")?.value || "";

  async function send(path, body) {
    const answer = await fetch(path, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
    if (answer.ok) return "";
    if (answer.status === 413) return "Berkas terlalu besar. Paling besar 10 MB.";
    try {
      return (await answer.json()).pesan || "Gagal. Muat ulang halaman, lalu ulangi.";
    } catch {
      return "Gagal. Muat ulang halaman, lalu ulangi.";
    }
  }

  const field = (label, input) => el("label", { class: "beranda-isian" }, el("span", {}, label), input);

  function drawUpload(place) {
    const kinds = Object.entries(JSON.parse(place.dataset.jenis));
    const said = el("p", { class: "beranda-gagal", role: "alert" });
    const button = el("button", { class: "btn btn-primary", type: "submit" }, "Unggah");
    const form = el("form", {},
      field("Jenis", el("select", { name: "jenis", class: "form-select" }, ...kinds.map(([key, name]) => el("option", { value: key }, name)))),
      field("Judul", el("input", { name: "judul", class: "form-control", required: "", minlength: 3, maxlength: 150 })),
      field("Nomor surat (bila ada)", el("input", { name: "nomor", class: "form-control", maxlength: 80 })),
      field("Tanggal", el("input", { name: "tanggal", class: "form-control", type: "date", required: "", value: place.dataset.tanggal })),
      field("Berkas", el("input", { name: "berkas", class: "form-control", type: "file", required: "", accept: ".pdf,.xlsx,.docx,.png,.jpg,.jpeg" })),
      said, el("div", { class: "beranda-tombol" }, button));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      said.textContent = "";
      try {
        said.textContent = await send("/api/dokumen", new FormData(form));
        if (!said.textContent) finish("Dokumen diunggah. Semua pengguna dapat mengunduhnya.");
      } catch {
        said.textContent = "Sambungan ke server terputus. Periksa jaringan, lalu ulangi.";
      }
      button.disabled = false;
    });
    place.append(form);
  }

  /* The list follows at once, as after an act of the server. */
  const finish = (text) => window.dash_clientside.set_props("beranda-tertulis", { data: { kata: text, saat: new Date().toISOString() } });

  async function remove(button) {
    if (!window.confirm(`Hapus “${button.dataset.judul}” untuk semua pengguna?`)) return;
    const problem = await send(`/api/dokumen/${button.dataset.hapus}/hapus`, new FormData());
    finish(problem || "Dokumen dihapus.");
  }

  document.addEventListener("click", (event) => {
    const box = dialog();
    if (!box) return;
    const to = event.target.closest("[data-ke]");
    if (to) siks().go(JSON.parse(to.dataset.ke));
    else if (event.target.closest("[data-tutup]") || event.target === box) siks().go(CLOSED);
    else if (event.target.closest("[data-hapus]")) remove(event.target.closest("[data-hapus]"));
  });
  // Escape closes at once; the address follows.
  document.addEventListener("close", (event) => {
    if (event.target !== dialog()) return;
    if (asked() === shown) siks().go(CLOSED);
    if (opener && document.contains(opener)) opener.focus();
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { beranda: { buka: open, tutup: close } });
})();
