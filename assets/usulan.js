/* The review in the browser: which case is open and whose it is, what is ready to come next, what is chosen. */
window.usulan = window.usulan || {};
(() => {
  "use strict";

  const u = window.usulan;
  const byId = (id) => document.getElementById(id);
  const dash = () => window.dash_clientside;
  const go = (changes) => dash().siks.go(changes);
  const SARINGAN = ["jenis", "desa", "aturan", "umur", "petugas", "risiko", "impor", "urut"];
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const here = () => location.pathname.replace(/\/$/, "") === "/usulan" && byId("usulan");
  const RENEW_MS = 120_000;
  // Once what is on the screen has been painted: every word to the server first runs through the whole of Dash.
  const later = (act) => requestAnimationFrame(() => setTimeout(act));

  u.store = (name, data) => dash().set_props(`usulan-${name}`, { data: { ...data, saat: Date.now() } });
  u.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
    element.append(...children);
    return element;
  };
  u.icon = (name) => u.el("span", { class: `ikon ikon-${name}`, "aria-hidden": "true" });
  u.token = () => document.querySelector("form[action='/keluar'] [name=csrf_token]")?.value || "";
  u.boleh = () => byId("usulan")?.dataset.boleh === "1";
  u.number = new Intl.NumberFormat("id-ID");

  /* ---- The address, and the question of the list ---- */

  let terakhir = null;
  let bagian = null;
  let terbuka = null;
  // Set by an action of the reader: only then does the focus follow.
  let ikut = false;

  function tanya(pilihan, _enter, _click, teks) {
    const still = dash().no_update;
    if (!pilihan || !here()) return still;
    const asked = dash().callback_context.triggered.some((item) => !item.prop_id.startsWith("pilihan"));
    const query = { wilayah: pilihan.wilayah, program: pilihan.program, periode: pilihan.periode, tab: pilihan.tab || "usulan" };
    for (const key of [...SARINGAN, "antre"]) if (pilihan[key]) query[key] = pilihan[key];
    query.cari = asked ? (teks || "").trim() : terakhir?.cari || "";
    const page = byId("usulan");
    page.dataset.tab = query.tab;
    const part = pilihan.bagian || null;
    const moved = !same(query, terakhir);
    if (query.tab === "kinerja" && (moved || part !== bagian)) u.store("kinerja-minta", { ...query, bagian: part });
    bagian = part;
    if (!asked && !moved) return still;
    terakhir = query;
    u.pilih.kosong();
    u.sudah.clear();
    return { ...query, saat: Date.now() };
  }
  u.pertanyaan = () => terakhir || {};

  function clear() {
    const input = byId("usulan-teks");
    if (input?.value) {
      dash().set_props("usulan-teks", { value: "" });
      requestAnimationFrame(() => byId("usulan-cari").click());
    }
    go(Object.fromEntries([...SARINGAN, "kasus"].map((key) => [key, null])));
  }

  /* ---- The case: shown, claimed, given back; the next one made ready ---- */

  const siapan = new Map();
  let diminta = null;

  function buka(pilihan) {
    if (!pilihan || !here()) return dash().no_update;
    return (pilihan.kasus || null) === terbuka ? dash().no_update : open(pilihan.kasus || null);
  }

  /* Show a case, at once when it lies ready; else what to ask the server for. */
  function open(kunci) {
    lepas();
    terbuka = kunci;
    byId("usulan").classList.toggle("usulan-terbuka", Boolean(kunci));
    mark();
    if (!kunci) {
      byId("usulan-kasus").replaceChildren();
      u.penampil.tutup();
    } else if (siapan.has(kunci)) show(siapan.get(kunci));
    else {
      byId("usulan-kasus").classList.add("usulan-memuat");
      return { kunci, saat: Date.now() };
    }
    return dash().no_update;
  }

  const facts = () => {
    const article = document.querySelector("#usulan-kasus [data-usulan-isi]");
    return article ? JSON.parse(article.dataset.usulanIsi) : null;
  };
  u.fakta = facts;
  u.terbuka = () => terbuka;

  function muatan(data) {
    if (data && data.kunci === terbuka) {
      siapan.delete(data.kunci);
      show(data.isi);
    }
    return dash().no_update;
  }

  /* "2 dari 33", once the numbers are known. */
  function where() {
    const box = byId("usulan-kasus").querySelector(".usulan-letak");
    const place = urutan().indexOf(terbuka);
    if (box) box.textContent = place >= 0 && jumlah() ? `${u.number.format(place + 1)} dari ${u.number.format(jumlah())}` : "";
  }

  function show(html) {
    const box = byId("usulan-kasus");
    // Read again, the same case stays where it was read.
    const before = box.querySelector(".usulan-badan");
    const again = facts()?.kunci === terbuka ? before?.scrollTop : 0;
    box.innerHTML = html;
    box.classList.remove("usulan-memuat", "usulan-terkunci");
    if (again) box.querySelector(".usulan-badan").scrollTop = again;
    where();
    if (ikut || innerWidth < 900) byId("usulan-judul")?.focus({ preventScroll: true });
    ikut = false;
    u.penampil.ganti();
    later(() => {
      if (terbuka && facts()) u.store("dibuka", { kunci: terbuka, kartu: true });
      ready();
    });
  }

  function ready() {
    const next = tetangga(1);
    if (!next || siapan.has(next) || diminta === next) return;
    diminta = next;
    u.store("siap", { kunci: next });
  }

  function siap(data) {
    diminta = null;
    if (data?.kunci && data.isi) siapan.set(data.kunci, data.isi);
    return dash().no_update;
  }

  /* Whose the case is now, and whether it is still what is shown. */
  let milik = null;
  function pemegang(data) {
    if (!data || data.kunci !== terbuka) return dash().no_update;
    const now = facts();
    if (now && data.versi && data.versi !== now.versi) {
      reload();
      return dash().no_update;
    }
    milik = data.milik ? data.kunci : null;
    const box = byId("usulan-kasus");
    box.classList.toggle("usulan-terkunci", Boolean(data.pesan));
    const said = box.querySelector(".usulan-klaim");
    if (said) {
      said.hidden = !data.pesan;
      said.replaceChildren(...(data.pesan ? [u.icon("lock-fill"), u.el("span", {}, data.pesan)] : []));
    }
    if (data.kartu) byId("usulan-kartu-tempat").innerHTML = data.kartu;
    return dash().no_update;
  }

  function reload() {
    if (!terbuka) return;
    siapan.delete(terbuka);
    u.store("buka", { kunci: terbuka });
  }
  u.muat_ulang = reload;

  /* What others did may have changed what lies ready. */
  function segar(versi) {
    if (!here() || versi === null || versi === undefined) return dash().no_update;
    siapan.clear();
    diminta = null;
    if (terakhir?.tab === "kinerja") u.store("kinerja-minta", { ...terakhir, bagian });
    if (terakhir) u.store("tanya", { ...terakhir, dimuat: rows().length });
    if (terbuka && facts()) u.store("dibuka", { kunci: terbuka });
    return dash().no_update;
  }

  function lepas() {
    if (!milik) return;
    const kunci = milik;
    milik = null;
    fetch("/usulan/lepas", { method: "POST", keepalive: true, headers: { "X-CSRFToken": u.token(), "Content-Type": "application/json" }, body: JSON.stringify({ kunci }) }).catch(() => {});
  }
  u.selesai = (kunci) => { if (milik === kunci) milik = null; };
  window.addEventListener("pagehide", lepas);
  setInterval(() => { if (milik && !document.hidden) u.store("dibuka", { kunci: milik }); }, RENEW_MS);

  /* ---- The queue ---- */

  const rows = () => [...document.querySelectorAll("#usulan-baris > li.usulan-butir")];
  const keyOf = (row) => row.querySelector("[data-usulan-kasus]").dataset.usulanKasus;
  const urutan = () => rows().map(keyOf);
  let isi = { jumlah: 0, berikut: null };
  const jumlah = () => isi.jumlah;
  u.jumlah = jumlah;
  u.urutan = urutan;

  function tetangga(step) {
    const keys = urutan().filter((kunci) => kunci === terbuka || !u.sudah.has(kunci));
    const at = keys.indexOf(terbuka);
    const found = at < 0 ? (step > 0 ? keys[0] : keys.at(-1)) : keys[at + step];
    if (step > 0 && at >= keys.length - 3) more();
    return found || null;
  }
  u.tetangga = tetangga;
  // Decided here a moment ago; the list drops them when it is read again.
  u.sudah = new Map();

  u.ke = (kunci) => {
    ikut = true;
    // Before the address has followed: that takes a moment, and the case lies ready.
    if (kunci !== terbuka && (!kunci || siapan.has(kunci))) {
      open(kunci);
      later(() => go({ kasus: terbuka }));
    } else go({ kasus: kunci });
    document.querySelector("#usulan-baris [aria-current]")?.scrollIntoView({ block: "nearest" });
  };

  function mark() {
    for (const row of rows()) {
      const kunci = keyOf(row);
      const link = row.querySelector("[data-usulan-kasus]");
      if (kunci === terbuka) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      row.querySelector(".usulan-centang")?.setAttribute("aria-checked", String(u.pilih.ada(kunci)));
      row.classList.toggle("usulan-sudah", u.sudah.has(kunci));
      if (u.sudah.has(kunci)) row.dataset.sudah = u.sudah.get(kunci); else delete row.dataset.sudah;
    }
  }
  u.tandai = mark;

  function daftar(data) {
    if (!data || !here()) return dash().no_update;
    isi.berikut = data.berikut;
    const held = document.activeElement?.closest?.("#usulan-baris [data-usulan-kasus]")?.dataset.usulanKasus;
    put("usulan-baris", data.baris);
    if (held) document.querySelector(`#usulan-baris [data-usulan-kasus="${held}"]`)?.focus({ preventScroll: true });
    // The server says now what became of them.
    for (const kunci of u.sudah.keys()) if (!urutan().includes(kunci)) u.sudah.delete(kunci);
    drawn();
    return dash().no_update;
  }

  /* Tabs, filters and numbers: they may come after the rows. */
  function hitungan(data) {
    if (!data || !here()) return dash().no_update;
    isi.jumlah = data.jumlah;
    put("usulan-tab", data.tab);
    // A choice that is being made is not taken from under the hand.
    if (!byId("usulan-saringan").contains(document.activeElement)) put("usulan-saringan", data.saringan);
    put("usulan-kepala", data.kepala);
    for (const select of document.querySelectorAll("[data-usulan-saring]")) select.value = terakhir?.[select.dataset.usulanSaring] || "";
    where();
    drawChosen();
    return dash().no_update;
  }

  const shownAs = new Map();
  function put(id, html) {
    const box = byId(id);
    if (shownAs.get(id) === html && box.firstChild) return;
    shownAs.set(id, html);
    box.innerHTML = html;
  }

  function lanjutan(data) {
    if (data && data.sesudah === isi.berikut) {
      byId("usulan-baris").insertAdjacentHTML("beforeend", data.baris);
      shownAs.delete("usulan-baris");
      isi.berikut = data.berikut;
      drawn();
    }
    return dash().no_update;
  }

  function drawn() {
    byId("usulan-lagi").hidden = !isi.berikut;
    drawChosen();
    watchEnd();
    if (!diminta) ready();
    u.detak();
  }

  let dimintaLanjut = null;
  function more() {
    if (!isi.berikut || dimintaLanjut === isi.berikut) return;
    dimintaLanjut = isi.berikut;
    u.store("lanjut", { ...terakhir, sesudah: isi.berikut });
  }

  let watcher = null;
  function watchEnd() {
    watcher?.disconnect();
    watcher = new IntersectionObserver((seen) => { if (seen.some((item) => item.isIntersecting)) more(); }, { rootMargin: "300px" });
    watcher.observe(byId("usulan-lagi"));
  }

  function kinerja(data) {
    if (data && here()) put("usulan-kinerja-isi", data.isi);
    return dash().no_update;
  }

  /* ---- Chosen cases ---- */

  const dipilih = new Set();
  let semua = false;
  u.pilih = {
    ada: (kunci) => semua || dipilih.has(kunci),
    kosong: () => { dipilih.clear(); semua = false; drawChosen(); },
    balik: (kunci) => {
      if (semua) { semua = false; for (const other of urutan()) dipilih.add(other); }
      if (!dipilih.delete(kunci)) dipilih.add(kunci);
      drawChosen();
    },
    semua: () => { semua = true; dipilih.clear(); drawChosen(); },
    wish: () => (semua ? { semua: true, tanya: terakhir } : { kunci: [...dipilih], tanya: terakhir }),
    banyak: () => (semua ? jumlah() : dipilih.size),
  };

  function drawChosen() {
    mark();
    const bar = byId("usulan-massal");
    if (!bar) return;
    const count = u.pilih.banyak(), all = jumlah();
    bar.hidden = !count;
    if (!count) return;
    const act = (what, name) => u.el("button", { class: "btn btn-sm btn-outline-secondary", "data-usulan-massal": what }, name);
    bar.replaceChildren(
      u.el("span", { class: "usulan-dipilih" }, semua ? `Semua ${u.number.format(count)} dipilih` : `${u.number.format(count)} dipilih`),
      u.el("button", { class: "siks-tombol", "data-usulan": "batal-pilih", "aria-label": "Batal memilih", title: "Batal memilih" }, u.icon("x-lg")),
      ...(!semua && count < all ? [u.el("button", { class: "usulan-tautan", "data-usulan": "semua" }, `Pilih semua ${u.number.format(all)} yang cocok`)] : []),
      u.el("span", { class: "usulan-massal-tombol" }, act("setujui", "Setujui…"), act("kembalikan", "Kembalikan…"), act("tolak", "Tolak…"), act("tunda", "Tunda…")));
  }

  /* ---- One listener for clicks, one for keys ---- */

  document.addEventListener("change", (event) => {
    const key = event.target.dataset?.usulanSaring;
    if (key) go({ [key]: event.target.value || null, kasus: null });
  });

  /* The form carries the question of the list beside it, and the token of the session, in its body. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-usulan=unduh]");
    if (!form) return;
    form.elements.csrf_token.value = u.token();
    form.elements.tanya.value = JSON.stringify(terakhir || {});
    form.querySelector("details").open = false;
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#usulan")) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    const tick = event.target.closest("[data-usulan-centang]");
    if (tick) { u.pilih.balik(tick.dataset.usulanCentang); return; }
    const link = event.target.closest("a[data-usulan-kasus], a[data-usulan-tab], a[data-usulan-antre], a[data-usulan-bagian]");
    if (link && plain) {
      event.preventDefault();
      if (link.dataset.usulanKasus) u.ke(link.dataset.usulanKasus);
      else if (link.dataset.usulanTab) {
        const tab = link.dataset.usulanTab;
        // The numbers are of the half that was looked at.
        const part = tab === "kinerja" && terakhir?.tab === "perbaikan" ? "perbaikan" : null;
        go({ tab: tab === "usulan" ? null : tab, jenis: null, antre: null, aturan: null, bagian: part, kasus: null });
      }
      else if (link.dataset.usulanBagian) go({ bagian: link.dataset.usulanBagian === "usulan" ? null : link.dataset.usulanBagian });
      else go({ antre: link.dataset.usulanAntre === "menunggu" ? null : link.dataset.usulanAntre, kasus: null });
      return;
    }
    const control = event.target.closest("[data-usulan]");
    if (!control) return;
    const what = control.dataset.usulan;
    if (what === "tutup") u.ke(null);
    else if (what === "sesudah") step(1);
    else if (what === "sebelum") step(-1);
    else if (what === "kosongkan") clear();
    else if (what === "saringan") control.setAttribute("aria-expanded", String(byId("usulan").classList.toggle("usulan-menyaring")));
    else if (what === "lanjut") { dimintaLanjut = null; more(); }
    else if (what === "semua") u.pilih.semua();
    else if (what === "batal-pilih") u.pilih.kosong();
    else if (what === "bantuan") u.bantuan();
    else if (what === "identitas") u.identitas();
    else if (what === "komentar") u.komentar(control.dataset.kolom || "");
  });

  function step(by) {
    const next = tetangga(by);
    if (next) u.ke(next);
    else if (by > 0 && terbuka) u.kabar("Ini kasus terakhir pada antrean.");
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    x: () => terbuka && u.boleh() && u.pilih.balik(terbuka),
    s: () => u.putus("setujui"),
    b: () => u.putus("kembalikan"),
    t: () => u.putus("tolak"),
    p: () => u.putus("tunda"),
    u: () => u.urung(),
    i: () => u.identitas(),
    c: () => u.boleh() && terbuka && u.komentar(""),
    l: () => u.penampil.buka(),
    "?": () => u.bantuan(),
    escape: () => { if (u.penampil.terlihat()) u.penampil.tutup(); else if (terbuka) u.ke(null); },
  };

  document.addEventListener("keydown", (event) => {
    if (!here() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (document.querySelector("dialog[open]") || byId("usulan").dataset.tab === "kinerja") return;
    if (u.penampil.tombol(event)) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { usulan: { tanya, buka, daftar, hitungan, lanjutan, muatan, siap, pemegang, segar, kinerja } });
})();
