/* The viewer of papers and photos beside a case: zoom by wheel, buttons or keys, drag, turn, leaf through. */
(() => {
  "use strict";

  const u = (window.usulan = window.usulan || {});
  const byId = (id) => document.getElementById(id);
  const MOST = 8, STEP = 1.25;
  let kini = null;

  const items = () => [...document.querySelectorAll("#usulan-kasus [data-usulan-lampiran]")];
  const terlihat = () => Boolean(byId("usulan-penampil") && !byId("usulan-penampil").hidden);

  function buka(button) {
    const list = items();
    const found = button || list[0];
    if (!found) { u.kabar("Kasus ini tidak memiliki dokumen atau foto."); return; }
    kini = { at: list.indexOf(found), halaman: 1, banyak: 1, asal: found };
    byId("usulan-penampil").hidden = false;
    byId("usulan").classList.add("usulan-melihat");
    draw();
  }

  function tutup() {
    if (!terlihat()) return;
    byId("usulan-penampil").hidden = true;
    byId("usulan-penampil").replaceChildren();
    byId("usulan").classList.remove("usulan-melihat");
    if (kini?.asal?.isConnected) kini.asal.focus();
    kini = null;
  }

  /* Another case is shown: the viewer stays and shows its first paper. */
  function ganti() {
    if (!terlihat()) return;
    if (items().length) buka();
    else tutup();
  }

  const tool = (name, icon, act) => {
    const button = u.el("button", { type: "button", class: "siks-tombol", title: name, "aria-label": name }, u.icon(icon));
    button.addEventListener("click", act);
    return button;
  };

  function draw() {
    const list = items(), spec = JSON.parse(list[kini.at].dataset.usulanLampiran);
    const image = u.el("img", { alt: `${spec.nama}${spec.pdf ? `, halaman ${kini.halaman}` : ""}`, draggable: "false" });
    const stage = u.el("div", { class: "usulan-panggung", tabindex: "0", role: "group", "aria-label": `${spec.nama}: roda tetikus atau tombol + dan − memperbesar, seret untuk menggeser` }, image);
    const status = u.el("span", { class: "usulan-skala", role: "status" });
    kini = { ...kini, image, stage, status, skala: 1, putar: 0, x: 0, y: 0, spec };
    byId("usulan-penampil").replaceChildren(
      u.el("div", { class: "usulan-alat", role: "toolbar", "aria-label": "Penampil dokumen" },
        u.el("span", { class: "usulan-alat-nama" }, u.el("b", {}, spec.nama), u.el("span", { class: "siks-samar" }, `${kini.at + 1} dari ${list.length}${spec.tentang ? ` · ${spec.tentang}` : ""}`)),
        tool("Perkecil (−)", "zoom-out", () => zoom(1 / STEP)), status, tool("Perbesar (+)", "zoom-in", () => zoom(STEP)),
        tool("Putar (R)", "arrow-clockwise", turn), tool("Sebelumnya (←)", "arrow-left", () => leaf(-1)), tool("Berikutnya (→)", "arrow-right", () => leaf(1)),
        ...(spec.pdf ? [u.el("a", { class: "siks-tombol", href: `${spec.url}?asli=1`, download: "", title: "Unduh berkas asli", "aria-label": "Unduh berkas asli" }, u.icon("download"))] : []),
        tool("Tutup (Esc)", "x-lg", tutup)),
      stage);
    watch(stage);
    load(spec, image);
    place();
  }

  async function load(spec, image) {
    const stage = kini.stage;
    try {
      const answer = await fetch(`${spec.url}${spec.pdf ? `/${kini.halaman}` : ""}${spec.izin ? `?${spec.izin}` : ""}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const pages = Number(answer.headers.get("X-Jumlah-Halaman") || 1);
      const url = URL.createObjectURL(await answer.blob());
      image.addEventListener("load", () => URL.revokeObjectURL(url), { once: true });
      image.src = url;
      if (kini?.image === image) { kini.banyak = pages; place(); }
    } catch (error) {
      const text = error.message === "403" ? "Foto ini menunjukkan nomor identitas. Buka identitas dengan alasan lebih dahulu." : "Dokumen ini tidak dapat ditampilkan. Unduh berkas aslinya, atau minta desa mengirim ulang.";
      stage.replaceChildren(u.el("p", { class: "usulan-gagal" }, text));
    }
  }

  function place() {
    const { image, skala, putar, x, y, status, banyak, halaman, spec } = kini;
    image.style.transform = `translate(${x}px, ${y}px) scale(${skala}) rotate(${putar}deg)`;
    status.textContent = `${Math.round(skala * 100)} %${spec.pdf && banyak > 1 ? ` · hlm. ${halaman}/${banyak}` : ""}`;
    kini.stage.classList.toggle("usulan-geser", skala > 1);
  }

  function zoom(by, px = 0, py = 0) {
    const next = Math.min(MOST, Math.max(1, kini.skala * by));
    const ratio = next / kini.skala;
    kini.x = next === 1 ? 0 : px - (px - kini.x) * ratio;
    kini.y = next === 1 ? 0 : py - (py - kini.y) * ratio;
    kini.skala = next;
    place();
  }

  function turn() { kini.putar = (kini.putar + 90) % 360; place(); }

  function leaf(by) {
    if (kini.spec.pdf && kini.halaman + by >= 1 && kini.halaman + by <= kini.banyak) { kini.halaman += by; draw(); return; }
    const list = items(), next = kini.at + by;
    if (next < 0 || next >= list.length) return;
    kini = { ...kini, at: next, halaman: 1, banyak: 1 };
    draw();
  }

  function watch(stage) {
    stage.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = stage.getBoundingClientRect();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2);
    }, { passive: false });
    stage.addEventListener("dblclick", () => zoom(kini.skala > 1 ? 1 / kini.skala : 2.5));
    stage.addEventListener("pointerdown", (event) => {
      if (kini.skala <= 1) return;
      stage.setPointerCapture(event.pointerId);
      const from = { x: event.clientX - kini.x, y: event.clientY - kini.y };
      const move = (at) => { kini.x = at.clientX - from.x; kini.y = at.clientY - from.y; place(); };
      stage.addEventListener("pointermove", move);
      stage.addEventListener("pointerup", () => stage.removeEventListener("pointermove", move), { once: true });
    });
  }

  const KEYS = { "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), 0: () => zoom(1 / kini.skala), r: turn, arrowleft: () => leaf(-1), arrowright: () => leaf(1) };

  /* Whether a key was the viewer's; it has only those that decide nothing. */
  function tombol(event) {
    const act = terlihat() && KEYS[event.key.toLowerCase()];
    if (!act) return false;
    event.preventDefault();
    act();
    return true;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#usulan [data-usulan-lampiran]");
    if (button) buka(button);
  });

  u.penampil = { buka: () => buka(), tutup, ganti, tombol, terlihat };
})();
