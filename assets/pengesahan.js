/* The pengesahan page in the browser: pages of a letter turned, acts asked once and sent, the signed file. */
(() => {
  "use strict";

  const $ = (id) => document.getElementById(id);
  const token = () => document.querySelector("form[action='/keluar'] [name=csrf_token]")?.value || "";
  let wish = null;

  const el = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  function store() {
    // The key of what is shown, as the server wrote it beside the content.
    return JSON.parse($("sah-isi")?.querySelector("[data-kunci]")?.dataset.kunci || "{}");
  }

  function tell(text) {
    const html = (type, props) => ({ namespace: "dash_html_components", type, props });
    const parts = [html("Span", { className: "ikon ikon-info-circle" }), html("Span", { className: "flex-grow-1", children: text })];
    window.dash_clientside.set_props("pemberitahuan", { children: html("Div", { className: "siks-notis siks-notis-info", children: parts }) });
  }

  async function send(aksi, body) {
    for (const [name, value] of Object.entries(store())) body.set(name, value);
    const said = $("sah-galat");
    said.textContent = "";
    document.querySelectorAll("[data-aksi]").forEach((button) => { button.disabled = true; });
    let text = "Gagal. Muat ulang halaman, lalu ulangi.";
    let ok = false;
    try {
      const answer = await fetch(`/pengesahan/${aksi}`, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
      ok = answer.ok;
      text = answer.status === 413 ? "Berkas terlalu besar. Paling besar 10 MB." : (await answer.json()).pesan || text;
    } catch { /* said below */ }
    document.querySelectorAll("[data-aksi]").forEach((button) => { button.disabled = false; });
    if (!ok) {
      said.textContent = text;
      said.scrollIntoView({ block: "nearest" });
      return;
    }
    tell(text);
    window.dash_clientside.set_props("sah-segar", { data: Date.now() });
  }

  function act(aksi) {
    const body = new FormData();
    if (aksi === "buat") {
      body.set("nomor", $("sah-nomor")?.value || "");
      body.set("tanggal", $("sah-tempat-tanggal")?.querySelector("input")?.value || "");
    }
    if (aksi === "unggah") {
      const file = $("sah-berkas")?.querySelector("input")?.files[0];
      if (!file) {
        $("sah-galat").textContent = "Pilih berkas surat yang sudah ditandatangani.";
        return;
      }
      body.set("berkas", file);
    }
    send(aksi, body);
  }

  function turn(button) {
    const place = button.closest(".sah-lembar");
    const count = Number(place.dataset.jumlah) || Infinity;
    const next = Math.min(Math.max((Number(place.dataset.kini) || 1) + Number(button.dataset.arah), 1), count);
    if (next !== (Number(place.dataset.kini) || 1)) draw(place, next);
  }

  async function draw(place, page) {
    place.dataset.kini = page;
    const paper = place.querySelector(".sah-kertas");
    paper.classList.add("sah-memuat");
    const image = place.querySelector("img");
    try {
      const answer = await fetch(`${place.dataset.dasar}${page}?${place.dataset.tanda || ""}`);
      if (Number(place.dataset.kini) !== page) return;
      if (!answer.ok) throw new Error(String(answer.status));
      place.dataset.jumlah = answer.headers.get("X-Jumlah-Halaman") || place.dataset.jumlah;
      if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(await answer.blob());
      image.alt = `${place.dataset.nama}, halaman ${page}`;
      place.querySelector(".sah-nomor-halaman").textContent = `Halaman ${page} dari ${place.dataset.jumlah}`;
      place.querySelector(".sah-balik").hidden = place.dataset.jumlah === "1";
    } catch {
      if (Number(place.dataset.kini) === page) place.querySelector(".sah-nomor-halaman").textContent = `Halaman ${page} tidak dapat ditampilkan`;
    }
    paper.classList.remove("sah-memuat");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".sah button");
    if (!button) return;
    const dialog = $("sah-dialog");
    if (button.dataset.arah) return turn(button);
    if (button.dataset.jawab !== undefined) {
      dialog.close();
      if (button.dataset.jawab && wish) act(wish);
      wish = null;
      return;
    }
    if (!button.dataset.aksi) return;
    if (!button.dataset.tanya) return act(button.dataset.aksi);
    wish = button.dataset.aksi;
    $("sah-tanya").textContent = button.dataset.tanya;
    dialog.showModal();
  });

  /* Fields that Dash has no component for. */
  function fill() {
    const day = $("sah-tempat-tanggal");
    if (day && !day.firstChild) {
      day.append(el("input", { type: "date", class: "form-control", value: day.dataset.nilai, min: day.dataset.awal, max: day.dataset.akhir }));
    }
    const file = $("sah-berkas");
    if (file && !file.firstChild) {
      const again = Boolean(file.dataset.lagi);
      file.append(
        el("input", { type: "file", class: "form-control", accept: ".pdf,.jpg,.jpeg,.png", "aria-label": "Berkas surat bertanda tangan" }),
        el("button", { type: "button", class: `btn ${again ? "btn-outline-secondary" : "btn-primary"}`, "data-aksi": "unggah", "data-tanya": again ? "Ganti surat bertanda tangan yang sudah ada?" : "" }, again ? "Ganti" : "Unggah"),
      );
    }
    // How many pages a signed file has is known once one was drawn.
    for (const place of document.querySelectorAll('.sah-lembar[data-jumlah=""]')) if (!place.dataset.kini) draw(place, 1);
  }
  new MutationObserver(fill).observe(document.documentElement, { childList: true, subtree: true });
})();
