/* The import page in the browser: files dropped or picked and sent piece by piece, questions before an action, links. */
(() => {
  "use strict";

  const LARGEST = 500_000_000;
  const AT_ONCE = 2;
  // A piece takes about a second, so that progress moves on a slow line and is not chatter on a fast one.
  const SMALLEST_PIECE = 131_072, LARGEST_PIECE = 4_000_000, PIECE_MS = 1200;
  const WAIT_S = [1, 2, 4, 8, 15, 30];

  const byId = (id) => document.getElementById(id);
  const dash = () => window.dash_clientside;
  const go = (changes) => dash().siks.go(changes);
  const store = (name, data) => dash().set_props(`impor-${name}`, { data });
  const number = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 0 });

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const icon = (name) => el("span", { class: `ikon ikon-${name}`, "aria-hidden": "true" });
  const size = (bytes) => (bytes < 1e6 ? `${whole.format(Math.max(bytes / 1e3, 1))} KB` : `${number.format(bytes / 1e6)} MB`);
  const time = (seconds) => (seconds < 60 ? `${Math.max(Math.round(seconds), 1)} detik` : `${Math.round(seconds / 60)} menit`);
  const token = () => document.querySelector("input[name=csrf_token]")?.value || "";
  const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  /* ---- Which part of the page shows ---- */

  const siap = (pilihan) => (pilihan?.berkas ? "impor impor-satu" : "impor");
  const lanjut = (after) => !after;

  /* ---- Uploads of this browser ---- */

  // tunggu, kirim, putus, jeda, tolak
  const uploads = [];
  let sent = "";

  class Refused extends Error {}
  class Signed extends Error {}

  async function ask(method, path, body, headers, signal) {
    const answer = await fetch(path, { method, body, signal, headers: { "X-CSRFToken": token(), Accept: "application/json", ...headers } });
    if (answer.ok) return answer.json();
    if (answer.status === 401) throw new Signed();
    const found = await answer.json().catch(() => ({}));
    if (answer.status >= 500 || answer.status === 429) throw new Error("server");
    throw new Refused(found.pesan || "Berkas ini tidak dapat diunggah. Coba lagi.");
  }

  const begin = (item) => ask("POST", "/api/impor", JSON.stringify({ nama: item.file.name, ukuran: item.file.size }), { "Content-Type": "application/json" }, item.stop.signal);

  async function send(item) {
    let told = await begin(item);
    let piece = SMALLEST_PIECE * 2, still = 0;
    item.nomor = told.nomor;
    item.mulai = { saat: performance.now(), bita: told.diterima };
    while (told.state === "mengunggah") {
      item.diterima = told.diterima;
      item.gagal = 0;
      draw();
      const blob = item.file.slice(told.diterima, told.diterima + piece);
      const before = performance.now();
      // Read first: a file that was changed or moved meanwhile is said to be so, not a lost connection.
      const bytes = await blob.arrayBuffer().catch(() => { throw new Refused("Berkas berubah atau dipindahkan selama diunggah. Pilih lagi berkasnya."); });
      const next = await ask("PUT", `/api/impor/${told.nomor}/${told.diterima}`, bytes, { "Content-Type": "application/octet-stream" }, item.stop.signal);
      const took = Math.max(performance.now() - before, 1);
      piece = Math.round(Math.min(LARGEST_PIECE, Math.max(SMALLEST_PIECE, (piece * PIECE_MS) / took, piece / 2)));
      still = next.diterima > told.diterima || next.state !== "mengunggah" ? 0 : still + 1;
      if (still > 5) throw new Refused("Unggahan tidak maju. Batalkan, lalu unggah lagi.");
      told = next;
    }
    return told;
  }

  async function run(item) {
    item.state = "kirim";
    item.stop = new AbortController();
    draw();
    try {
      const told = await send(item);
      remove(item);
      tell(told.state === "gagal" ? `${item.file.name}: ditolak, sebabnya ada pada daftar.` : `${item.file.name}: sudah tiba, sedang diperiksa.`, told.state === "gagal" ? "gagal" : "baik");
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error instanceof Refused) stop(item, "tolak", error.message);
      else if (error instanceof Signed) stop(item, "jeda", "Sesi berakhir. Masuk lagi di jendela lain, lalu lanjutkan.");
      else { retry(item); return; }
    } finally {
      draw();
      pump();
    }
  }

  async function retry(item) {
    const seconds = WAIT_S[Math.min(item.gagal, WAIT_S.length - 1)];
    item.gagal += 1;
    item.state = "putus";
    item.kata = `Sambungan terputus. Mencoba lagi dalam ${seconds} detik.`;
    draw();
    await Promise.race([sleep(seconds * 1000), new Promise((resolve) => { addEventListener("online", resolve, { once: true }); })]);
    if (item.state !== "putus") return;
    item.state = "tunggu";
    pump();
  }

  function stop(item, state, text) {
    item.stop?.abort();
    item.state = state;
    item.kata = text;
    draw();
  }

  function remove(item) {
    const at = uploads.indexOf(item);
    if (at >= 0) uploads.splice(at, 1);
    draw();
  }

  function pump() {
    for (const item of uploads) {
      if (uploads.filter(({ state }) => state === "kirim").length >= AT_ONCE) break;
      if (item.state === "tunggu") run(item);
    }
    draw();
  }

  const wrong = (file) => {
    if (!file.name.toLowerCase().endsWith(".siks")) return "Bukan berkas .siks. Nama berkas boleh diubah, akhiran .siks tidak. Unggah berkas hasil ekspor aplikasi SIKS-NG Offline.";
    if (file.size === 0) return "Berkas ini kosong. Minta operator mengekspor ulang dari aplikasi, lalu unggah berkas yang baru.";
    if (file.size > LARGEST) return `Berkas ini ${size(file.size)}, lebih besar dari 500 MB. Ekspor per kecamatan atau per desa, lalu unggah satu per satu.`;
    return "";
  };

  function add(files) {
    for (const file of files) {
      const same = uploads.find((item) => item.file.name === file.name && item.file.size === file.size);
      if (same && same.state !== "tolak") { if (same.state === "jeda") same.state = "tunggu"; continue; }
      if (same) remove(same);
      const text = wrong(file);
      uploads.push({ file, nomor: null, diterima: 0, gagal: 0, kata: text, state: text ? "tolak" : "tunggu", stop: null });
    }
    if (uploads.length) go({ berkas: null, tab: null, hasil: null, untuk: null, desa: null, aturan: null, tingkat: null });
    pump();
  }

  function words(item) {
    const share = item.file.size ? item.diterima / item.file.size : 0;
    const done = `${size(item.diterima)} dari ${size(item.file.size)} (${whole.format(Math.floor(100 * share))} %)`;
    if (item.state === "tunggu") return "Menunggu giliran diunggah.";
    if (item.state !== "kirim") return item.diterima && item.state !== "tolak" ? `${item.kata} ${done} sudah tiba.` : item.kata;
    const seconds = (performance.now() - (item.mulai?.saat ?? 0)) / 1000;
    const speed = item.mulai ? (item.diterima - item.mulai.bita) / Math.max(seconds, 0.1) : 0;
    if (!speed || seconds < 0.7) return `Mengunggah: ${done}.`;
    return `Mengunggah: ${done}, ${number.format(speed / 1e6)} MB/detik, sekitar ${time((item.file.size - item.diterima) / speed)} lagi.`;
  }

  /* Rows are kept and only their words change, so that a button stays under the finger. */
  function draw() {
    const box = byId("impor-unggah");
    if (!box) return;
    for (const item of uploads) {
      if (!item.row) item.row = makeRow(item);
      const { bar, fill, text, pause, cancel, root } = item.row;
      const share = item.file.size ? (100 * item.diterima) / item.file.size : 0;
      root.className = `impor-berkas impor-kirim-${item.state}`;
      bar.hidden = item.state === "tolak";
      bar.setAttribute("aria-valuenow", String(Math.floor(share)));
      fill.style.width = `${share.toFixed(1)}%`;
      const said = words(item);
      if (text.textContent !== said) text.textContent = said;
      const held = item.state === "jeda";
      pause.hidden = item.state === "tolak";
      pause.lastChild.textContent = held ? "Lanjutkan" : "Jeda";
      pause.firstChild.className = `ikon ikon-${held ? "play-fill" : "pause-fill"}`;
      cancel.lastChild.textContent = item.state === "tolak" ? "Hapus dari daftar" : "Batalkan";
      if (root.parentNode !== box) box.append(root);
    }
    for (const row of [...box.children]) if (!uploads.some((item) => item.row?.root === row)) row.remove();
    const own = JSON.stringify(uploads.map((item) => item.nomor).filter((nomor) => nomor !== null));
    if (own !== sent) {
      sent = own;
      store("sedang", JSON.parse(own));
    }
  }

  function makeRow(item) {
    const fill = el("span", { class: "impor-bilah-isi" });
    const bar = el("div", { class: "impor-bilah", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100", "aria-label": `Kemajuan unggah ${item.file.name}` }, fill);
    const text = el("p", {});
    const pause = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, icon("pause-fill"), el("span", {}, "Jeda"));
    const cancel = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, icon("trash"), el("span", {}, "Batalkan"));
    pause.addEventListener("click", () => {
      if (item.state === "jeda") { item.state = "tunggu"; pump(); }
      else { stop(item, "jeda", "Dijeda."); pump(); }
    });
    cancel.addEventListener("click", () => {
      item.stop?.abort();
      if (item.nomor !== null && item.state !== "tolak") store("aksi", { aksi: "batalkan", nomor: item.nomor, saat: Date.now() });
      remove(item);
      pump();
      document.querySelector("[data-impor-pilih]")?.focus();
    });
    const root = el("div", {}, el("div", { class: "impor-berkas-atas" }, el("b", {}, item.file.name), el("span", { class: "impor-samar" }, size(item.file.size))), el("div", { class: "impor-kemajuan" }, bar, text), el("div", { class: "impor-tombol" }, pause, cancel));
    return { root, bar, fill, text, pause, cancel };
  }

  addEventListener("beforeunload", (event) => {
    if (uploads.some(({ state }) => state !== "tolak")) event.preventDefault();
  });

  /* ---- Drop zone and file picker ---- */

  function choose() {
    const input = el("input", { type: "file", accept: ".siks", multiple: "" });
    input.addEventListener("change", () => add(input.files));
    input.click();
  }

  const carries = (event) => byId("impor") && [...(event.dataTransfer?.types || [])].includes("Files");
  let leaving = 0;
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    // Dropped anywhere on the page: a near miss must not replace the page by the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    byId("impor").classList.add("impor-di-atas");
    clearTimeout(leaving);
    leaving = setTimeout(() => byId("impor")?.classList.remove("impor-di-atas"), 300);
  });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });

  /* ---- Questions before an action, and what it answered ---- */

  function confirmFirst(spec) {
    const cancel = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "Tidak jadi");
    const form = el("form", { method: "dialog" },
      el("h2", { id: "impor-dialog-judul" }, spec.judul),
      el("p", {}, spec.kalimat),
      el("div", { class: "impor-tombol" }, el("button", { type: "submit", class: "btn btn-sm btn-primary" }, spec.ya), cancel));
    const dialog = el("dialog", { class: "impor-dialog", "aria-labelledby": "impor-dialog-judul" }, form);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    form.addEventListener("submit", () => act(spec));
    byId("impor").append(dialog);
    dialog.showModal();
  }

  const act = (spec) => store("aksi", { aksi: spec.aksi, nomor: spec.nomor, saat: Date.now() });

  function tell(text, kind) {
    const box = byId("impor-kabar");
    if (!box) return;
    const close = el("button", { type: "button", class: "btn btn-sm siks-tutup", "aria-label": "Tutup" }, icon("x-lg"));
    close.addEventListener("click", () => box.replaceChildren());
    const look = kind === "gagal" ? " siks-notis-gagal" : "";
    const told = el("div", { class: `siks-notis${look}` }, icon(kind === "gagal" ? "x-circle" : "check-circle"), el("span", { class: "flex-grow-1" }, text), close);
    box.replaceChildren(told);
    // What went well need not be put away by hand; the list says the rest.
    if (kind === "baik") setTimeout(() => told.remove(), 8000);
  }

  function jawab(answer) {
    if (!answer) return dash().no_update;
    tell(answer.pesan, "baik");
    // The file that was discarded has no page any more.
    if (answer.aksi === "batalkan") go({ berkas: null, tab: null, hasil: null, untuk: null, desa: null, aturan: null, tingkat: null });
    return Date.now();
  }

  /* ---- One listener ---- */

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#impor")) return;
    if (event.target.closest("[data-impor-pilih]")) { choose(); return; }
    const link = event.target.closest("a[data-ke]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const changes = Object.fromEntries([...new URLSearchParams(link.dataset.ke)].map(([key, value]) => [key, value || null]));
      go(changes);
      if ("berkas" in changes) scrollTo(0, 0);
      return;
    }
    const button = event.target.closest("button[data-impor]");
    if (!button) return;
    const spec = JSON.parse(button.dataset.impor);
    if (spec.judul) confirmFirst(spec);
    else { button.disabled = true; act(spec); setTimeout(() => { button.disabled = false; }, 3000); }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { impor: { siap, lanjut, jawab } });
})();
