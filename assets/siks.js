/* The shell in the browser: the address as state, the pickers, theme, notices, the end of a session. */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const clientside = () => window.dash_clientside;
  let pilihan = {};
  let bawaan = {};
  let kini = {};

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* ---- The address is the state ---- */

  /* Merge into the query; null removes. The same address again does nothing. */
  function go(changes) {
    const params = Object.fromEntries(new URLSearchParams(location.search));
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === undefined || value === "") delete params[key];
      else params[key] = String(value);
    }
    const text = new URLSearchParams(params).toString();
    const search = text ? `?${text}` : "";
    if (search !== location.search) clientside().set_props("url", { search });
  }

  /* Parameters as they stand in the address, the shell's own always present. */
  function fromAddress(search, defaults) {
    bawaan = defaults;
    const data = Object.fromEntries(new URLSearchParams(search || ""));
    // A page of one desa has its wilayah in the path.
    data.wilayah = ownDesa() || data.wilayah || bawaan.wilayah;
    if (!bawaan.periode[data.program]) data.program = bawaan.program[0]?.kode || "1";
    const known = (bawaan.periode[data.program] || []).map((item) => item.kode);
    if (!known.includes(data.periode)) data.periode = bawaan.periode_awal[data.program] || "";
    const still = clientside().no_update;
    if (JSON.stringify(data) === JSON.stringify(pilihan)) return [still, still];
    const moved = ["wilayah", "program", "periode"].some((key) => data[key] !== pilihan[key]);
    if (Object.keys(pilihan).length) clientside().set_props("pemberitahuan", { children: null });
    pilihan = data;
    drawBar();
    // The server names the place again only when it changed: every other change would wait behind that answer.
    return [data, moved ? { wilayah: data.wilayah, program: data.program, periode: data.periode } : still];
  }

  const ownDesa = () => location.pathname.match(/^\/desa\/(\d{10})$/)?.[1];

  /* Another wilayah, from the picker or the breadcrumb; the page of a desa is left for the table of a wider one. */
  function goTo(kode) {
    const wilayah = kode === bawaan.wilayah ? null : kode;
    if (!ownDesa()) go({ wilayah, pilih: null, level: null });
    else if (kode.length === 10) location.assign(`/desa/${kode}${location.search}`);
    else location.assign(`/verivali?${new URLSearchParams({ wilayah: kode, program: pilihan.program, periode: pilihan.periode })}`);
  }

  /* Where the reader is now, as the server calls it: names for the picker and the printed header. */
  function whereAmI(data) {
    if (data) {
      kini = data;
      const input = byId("cari-wilayah");
      if (input && document.activeElement !== input) input.value = kini.nama;
      drawPrintHeader();
    }
    return clientside().no_update;
  }

  /* ---- Pickers ---- */

  const select = (id, label, key, extra) => {
    const element = el("select", { id, class: "form-select", "aria-label": label });
    element.addEventListener("change", () => go({ [key]: element.value, ...extra }));
    return element;
  };

  const fill = (element, options, value) => {
    element.replaceChildren(...options.map((item) => el("option", { value: item.kode }, item.nama)));
    element.value = value;
    element.hidden = options.length === 0;
  };

  function drawBar() {
    const bar = byId("bilah");
    if (!bar) return;
    if (!bar.firstChild) {
      bar.append(makeSearch(), select("pilih-program", "Program", "program", { periode: null }), select("pilih-periode", "Periode", "periode", {}));
      for (const link of document.querySelectorAll("[data-siks=nav]")) {
        if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      }
    }
    fill(byId("pilih-program"), bawaan.program, pilihan.program);
    fill(byId("pilih-periode"), bawaan.periode[pilihan.program] || [], pilihan.periode);
    drawPrintHeader();
    drawTake();
  }

  /* The menu of the page as a slide or sheet leads to the address shown. */
  function drawTake() {
    const menu = byId("unduh-halaman"), name = location.pathname.split("/")[1] || "beranda";
    if (!menu) return;
    menu.hidden = !menu.dataset.halaman.split(" ").includes(name);
    for (const link of menu.querySelectorAll("a")) link.href = `/lembar/${name}.${link.dataset.bentuk}?${new URLSearchParams(pilihan)}`;
  }

  /* A combobox after the ARIA pattern: the list belongs to the input, focus stays in the input. */
  function makeSearch() {
    const input = el("input", {
      id: "cari-wilayah", class: "form-control", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-label": "Pilih wilayah: ketik nama atau kode", "aria-expanded": "false", "aria-autocomplete": "list",
      "aria-controls": "daftar-wilayah", "aria-keyshortcuts": "/", placeholder: "Ketik nama atau kode wilayah",
    });
    const list = el("ul", { id: "daftar-wilayah", class: "siks-cari-daftar", role: "listbox", "aria-label": "Wilayah" });
    list.hidden = true;
    let options = [], at = -1, waiting = 0, asked = 0;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (position) => {
      const items = [...list.querySelectorAll("[role=option]")];
      at = items.length ? (position + items.length) % items.length : -1;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
      if (at < 0) return;
      input.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => {
      close();
      input.blur();
      goTo(option.kode);
    };
    const open = (found, message) => {
      options = found;
      list.replaceChildren(...found.map((item, index) => {
        const row = el("li", { id: `wilayah-${index}`, role: "option", "aria-selected": "false" }, el("span", {}, ...bold(item.nama)), el("code", {}, titik(item.kode)));
        const parents = item.lengkap.startsWith(item.nama) ? item.lengkap.slice(item.nama.length).replace(/^,\s*/, "") : item.lengkap;
        if (parents) row.append(el("span", { class: "siks-cari-di" }, item.kode.length > 4 ? `${kind(item.jenis)} di ${parents}` : parents));
        row.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(item); });
        return row;
      }));
      if (message) list.append(el("li", { class: "siks-cari-kabar", role: "presentation" }, message));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(found.length ? 0 : -1);
    };
    // 18.01.07 and 18.01.07.2014 are both called Sidomulyo.
    const kind = (jenis) => jenis.charAt(0).toUpperCase() + jenis.slice(1);
    const bold = (name) => {
      const words = input.value.trim().toLowerCase().split(/[\s.]+/).filter((word) => word.length > 1);
      const first = words.find((word) => name.toLowerCase().includes(word));
      if (!first) return [name];
      const from = name.toLowerCase().indexOf(first);
      return [name.slice(0, from), el("mark", {}, name.slice(from, from + first.length)), name.slice(from + first.length)];
    };
    const home = () => open([{ kode: bawaan.wilayah, nama: bawaan.nama_wilayah, lengkap: "Seluruh wilayah Anda" }], "Ketik nama atau kode, misalnya sidomulyo jateng atau 32.77.");
    const ask = async () => {
      const text = input.value.trim();
      if (text.length < 2) { home(); return; }
      const number = ++asked;
      try {
        const answer = await fetch(`/api/wilayah?${new URLSearchParams({ cari: text })}`, { headers: { Accept: "application/json" } });
        if (number !== asked || document.activeElement !== input) return;
        const found = answer.ok ? await answer.json() : [];
        open(found, answer.ok ? (found.length ? "" : `Tidak ada wilayah bernama “${text}” di wilayah Anda.`) : "Pencarian gagal. Coba lagi.");
      } catch {
        if (number === asked) open([], "Sambungan terputus. Periksa jaringan, lalu coba lagi.");
      }
    };

    input.addEventListener("focus", () => { input.select(); home(); });
    input.addEventListener("blur", () => { asked += 1; close(); input.value = kini.nama || ""; });
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else mark(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter" && !list.hidden && options[at]) {
        event.preventDefault();
        choose(options[at]);
      } else if (event.key === "Escape") {
        if (list.hidden) input.blur();
        else close();
      }
    });
    return el("div", { class: "siks-cari" }, el("span", { class: "ikon ikon-geo-alt", "aria-hidden": "true" }), input, list);
  }

  /* 3277011001 as the regulation writes it: 32.77.01.1001. */
  const titik = (kode) => [kode.slice(0, 2), kode.slice(2, 4), kode.slice(4, 6), kode.slice(6)].filter(Boolean).join(".").replace(/^0$/, "");

  /* ---- Print ---- */

  function drawPrintHeader() {
    const header = byId("kepala-cetak");
    if (!header || !kini.nama) return;
    const name = (options, kode) => (options || []).find((item) => item.kode === kode)?.nama || "";
    const about = [name(bawaan.program, pilihan.program), name(bawaan.periode[pilihan.program], pilihan.periode)].filter(Boolean).join(" · ");
    header.replaceChildren(el("strong", {}, kini.lengkap), el("span", {}, about), el("span", {}, byId("per-tanggal")?.textContent || ""));
  }

  /* ---- Theme: follows the system until the reader chooses ---- */

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = (theme) => document.documentElement.setAttribute("data-bs-theme", theme);
  dark.addEventListener("change", () => { if (!localStorage.getItem("siks-tema")) paint(dark.matches ? "dark" : "light"); });

  function toggleTheme() {
    const theme = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    // The choice of the system is not remembered as a choice of the reader.
    if (theme === (dark.matches ? "dark" : "light")) localStorage.removeItem("siks-tema");
    else localStorage.setItem("siks-tema", theme);
    paint(theme);
  }

  /* ---- Notices and the end of a session ---- */

  const html = (type, props) => ({ namespace: "dash_html_components", type, props });

  function tell(text, kind, icon) {
    const children = [html("Span", { className: `ikon ikon-${icon}` }), html("Span", { className: "flex-grow-1", children: text })];
    if (kind === "sesi") children.push(html("A", { className: "btn btn-sm btn-primary", href: signInAddress(), children: "Masuk lagi" }));
    else children.push(html("Button", { className: "btn btn-sm siks-tutup", "data-siks": "tutup", "aria-label": "Tutup", children: html("Span", { className: "ikon ikon-x-lg" }) }));
    clientside().set_props("pemberitahuan", { children: html("Div", { className: `siks-notis siks-notis-${kind}`, children }) });
  }

  const signInAddress = () => `/masuk?${new URLSearchParams({ next: location.pathname + location.search })}`;

  /* Dash drops answers other than 200 without a word; here each of them is said. */
  const plainFetch = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const address = new URL(request[0]?.url || request[0], location.href);
    try {
      const answer = await plainFetch(...request);
      if (answer.status === 401) tell("Sesi berakhir, masuk lagi untuk melanjutkan.", "sesi", "clock-history");
      else if (answer.status >= 400 && address.pathname.startsWith("/_dash")) tell("Bagian halaman ini gagal dimuat. Muat ulang halaman.", "gagal", "exclamation-octagon");
      return answer;
    } catch (error) {
      if (error.name !== "AbortError" && address.pathname.startsWith("/_dash")) tell("Sambungan ke server terputus. Periksa jaringan, lalu muat ulang halaman.", "gagal", "exclamation-octagon");
      throw error;
    }
  };

  /* ---- Live: a number that rises when something in the reader's scope changed ---- */

  const ASK_EVERY_MS = 4500;
  let newest = null;
  let asking = 0;

  async function askVersion() {
    clearTimeout(asking);
    // A page nobody sees asks nothing; it asks at once when it is seen again.
    if (document.hidden || !byId("akar")) return;
    try {
      const answer = await plainFetch("/api/versi", { cache: "no-store" });
      if (answer.status === 401) { tell("Sesi berakhir, masuk lagi untuk melanjutkan.", "sesi", "clock-history"); return; }
      if (answer.ok) {
        const number = Number(await answer.text());
        if (newest !== null && number > newest) clientside().set_props("versi", { data: number });
        newest = Math.max(number, newest ?? 0);
      }
    } catch { /* The next question finds the line again; what the reader asks for says so by itself. */ }
    asking = setTimeout(askVersion, ASK_EVERY_MS);
  }
  document.addEventListener("visibilitychange", askVersion);
  asking = setTimeout(askVersion, 1000);

  /* ---- One listener for all ---- */

  document.addEventListener("click", (event) => {
    const menu = document.querySelector("details:is(.siks-akun, .siks-nav-lain)[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
    const link = event.target.closest("[data-wilayah]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      goTo(link.dataset.wilayah);
      return;
    }
    const control = event.target.closest("[data-siks]");
    if (!control) return;
    if (control.dataset.siks === "tema") toggleTheme();
    else if (control.dataset.siks === "tutup") clientside().set_props("pemberitahuan", { children: null });
    else if (control.dataset.siks === "masuk") control.href = signInAddress();
  });

  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("details:is(.siks-akun, .siks-nav-lain)[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    const typing = event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && byId("cari-wilayah")) {
      event.preventDefault();
      byId("cari-wilayah").focus();
    }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { siks: { go, pilihan: fromAddress, kini: whereAmI } });
})();
