/* Every table of the portal: AG Grid dressed in our tokens, its state kept in the address, its rows fetched here. */
(() => {
  "use strict";

  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const NONE = "–";
  const byId = (id) => document.getElementById(id);
  const h = (...rest) => window.React.createElement(...rest);
  const go = (changes) => window.dash_clientside.siks.go(changes);

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value === true ? "" : value);
    element.append(...children);
    return element;
  };
  const icon = (name) => el("span", { class: `ikon ikon-${name}`, "aria-hidden": "true" });

  /* ---- Numbers and dates ---- */

  const formats = {};
  /* A word stands where a number is not told to this reader. */
  const untold = (value) => value === "disamarkan";
  /* `fixed`: as many decimals in every row, so that the digits stand under each other. */
  const number = (value, digits = 0, fixed = false) => {
    if (value === null || value === undefined || value === "") return NONE;
    if (untold(value)) return value;
    const key = `${digits}${fixed}`;
    formats[key] = formats[key] || new Intl.NumberFormat("id-ID", { maximumFractionDigits: digits, minimumFractionDigits: fixed ? digits : 0 });
    return formats[key].format(value);
  };
  const date = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

  functions.siksAngka = (params, digits) => (params.data ? number(params.value, digits, true) : "");
  functions.siksPeluang = (params) => {
    if (untold(params.value)) return params.value;
    if (params.value === null || params.value === undefined) return params.data ? NONE : "";
    const tenths = Math.round(params.value / 10);
    if (tenths === 0 && params.value > 0) return "< 1 dari 10";
    if (tenths === 10 && params.value < 100) return "> 9 dari 10";
    return `${tenths} dari 10`;
  };
  functions.siksTanggal = (params) => (untold(params.value) ? params.value : params.value ? date.format(new Date(`${params.value.slice(0, 10)}T00:00:00Z`)) : params.data ? NONE : "");
  functions.siksTeks = (params) => params.value ?? (params.data ? NONE : "");
  functions.siksBaca = (text) => {
    if (text === null || text.trim() === "") return null;
    const value = Number(text.includes(",") ? text.replaceAll(".", "").replace(",", ".") : text);
    return Number.isFinite(value) ? value : null;
  };
  functions.siksTulis = (value) => (value === null || value === undefined ? null : String(value).replace(".", ","));
  functions.siksInduk = () => document.body;
  functions.siksBolehIsi = (params) => Boolean(params.data?.isian);
  functions.siksKelasIsian = (params) => (params.data?.isian ? "siks-angka siks-isian" : "siks-angka");

  /* ---- The look ---- */

  let theme = null;
  functions.siksTema = (agGrid) => {
    theme = theme || agGrid.themeQuartz.withParams({
      accentColor: "var(--siks-brand)",
      backgroundColor: "var(--siks-surface)",
      foregroundColor: "var(--siks-ink)",
      textColor: "var(--siks-ink)",
      borderColor: "var(--siks-line)",
      chromeBackgroundColor: "var(--siks-ground)",
      headerBackgroundColor: "var(--siks-ground)",
      headerTextColor: "var(--siks-ink)",
      menuBackgroundColor: "var(--siks-surface)",
      menuTextColor: "var(--siks-ink)",
      inputBackgroundColor: "var(--siks-surface)",
      inputTextColor: "var(--siks-ink)",
      inputBorder: { color: "var(--siks-control)" },
      tooltipBackgroundColor: "var(--siks-surface)",
      tooltipTextColor: "var(--siks-ink)",
      rowHoverColor: "var(--siks-brand-soft)",
      selectedRowBackgroundColor: "var(--siks-brand-soft)",
      oddRowBackgroundColor: "var(--siks-surface)",
      focusShadow: "0 0 0 2px var(--siks-focus)",
      browserColorScheme: "inherit",
      fontFamily: "inherit",
      fontSize: 14,
      headerFontSize: 13,
      headerFontWeight: 600,
      cellHorizontalPadding: 10,
      spacing: 6,
      borderRadius: 6,
      wrapperBorderRadius: 6,
      columnBorder: false,
      headerColumnResizeHandleColor: "var(--siks-line)",
    });
    return theme;
  };

  /* ---- Cells ---- */

  const none = () => h("span", { className: "siks-tiada", title: "tidak ada data" }, NONE);
  const badge = (item, key) => h("span", { key, className: `siks-tanda siks-tanda-${item.warna}` },
    h("span", { className: `ikon ikon-${item.ikon}`, "aria-hidden": "true" }), item.kata);

  cells.SiksBatang = (props) => {
    if (!props.data) return null;
    if (props.value === null || props.value === undefined) return none();
    if (untold(props.value)) return h("span", { className: "siks-tiada" }, props.value);
    const text = number(props.value, 1, true);
    return h("span", { className: "siks-batang" },
      h("span", { className: "siks-batang-isi", style: { width: `${Math.max(0, Math.min(100, props.value))}%` } }),
      h("span", { className: "siks-batang-angka" }, text));
  };
  cells.SiksStatus = (props) => {
    if (!props.data) return null;
    const item = props.pilihan?.[props.value];
    return item ? badge(item) : none();
  };
  cells.SiksTanda = (props) => {
    const known = (props.value || []).filter((key) => props.pilihan?.[key]);
    return h("span", { className: "siks-tanda-daftar", title: known.map((key) => props.pilihan[key].kata).join(", ") },
      ...known.map((key) => badge(props.pilihan[key], key)));
  };
  cells.SiksTelepon = (props) => {
    if (!props.data) return null;
    return props.value ? h("a", { href: `tel:${props.value.replace(/[^+\d]/g, "")}` }, props.value) : none();
  };
  cells.SiksNama = (props) => {
    if (!props.data) return h("span", { className: "siks-samar" }, "Memuat…");
    const link = props.data.tautan;
    if (!link) return props.value ?? NONE;
    return h("a", { href: link, tabIndex: -1, onClick: (event) => { if (isPlain(event) && open(link)) event.preventDefault(); } }, props.value);
  };

  /* Choice of values of a column with words; the model is the list of keys. */
  cells.SiksPilih = (props) => {
    const chosen = props.model || [];
    window.dash_ag_grid.useGridFilter({
      doesFilterPass: ({ node }) => {
        const value = props.getValue(node);
        return (Array.isArray(value) ? value : [value]).some((key) => chosen.includes(String(key)));
      },
    });
    const pilihan = props.colDef.filterParams?.pilihan || {};
    const flip = (key) => {
      const next = chosen.includes(key) ? chosen.filter((item) => item !== key) : [...chosen, key];
      props.onModelChange(next.length ? next : null);
    };
    return h("div", { className: "siks-tabel-pilih" }, ...Object.entries(pilihan).map(([key, item]) =>
      h("label", { key }, h("input", { type: "checkbox", className: "form-check-input", checked: chosen.includes(key), onChange: () => flip(key) }), item.kata)));
  };

  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && (event.button ?? 0) === 0;

  /* True when the address only changes its query: the page stays. */
  function open(link) {
    if (!link.startsWith("?")) return false;
    const changes = Object.fromEntries(new URLSearchParams(link));
    for (const key of Object.keys(changes)) if (changes[key] === "") changes[key] = null;
    go(changes);
    return true;
  }

  /* ---- What the address says of a table ---- */

  const SIGN = { lessThan: "<", lessThanOrEqual: "<=", equals: "=", notEqual: "!=", greaterThanOrEqual: ">=", greaterThan: ">", contains: "~" };
  const TYPE = Object.fromEntries(Object.entries(SIGN).map(([type, sign]) => [sign, type]));
  const WORD = { "<": "kurang dari", "<=": "paling banyak", "=": "", "!=": "bukan", ">=": "paling sedikit", ">": "lebih dari", "~": "berisi" };

  const split = (text) => (text || "").split(";").filter(Boolean).map((part) => {
    const found = /^([a-z0-9_]+)(<=|>=|!=|<|>|=|~|:)(.*)$/s.exec(part);
    if (!found) return { asli: part };
    let value = found[3];
    try { value = decodeURIComponent(value); } catch { /* the server says what is wrong with it */ }
    return { asli: part, kode: found[1], tanda: found[2], nilai: value };
  });
  const write = (kode, sign, value) => `${kode}${sign}${encodeURIComponent(value)}`;

  function conditionOf(kode, model) {
    if (Array.isArray(model)) return write(kode, "=", model.join("|"));
    if (model.type === "blank" || model.type === "notBlank") return `${kode}:${model.type === "blank" ? "kosong" : "terisi"}`;
    return write(kode, SIGN[model.type], model.filter);
  }

  function modelOf(condition, column) {
    if (condition.tanda === ":") return { filterType: isNumber(column) ? "number" : "text", type: condition.nilai === "kosong" ? "blank" : "notBlank" };
    if (Object.keys(column.pilihan).length) return condition.tanda === "=" ? condition.nilai.split("|") : null;
    if (isNumber(column)) return Number.isFinite(Number(condition.nilai)) ? { filterType: "number", type: TYPE[condition.tanda], filter: Number(condition.nilai) } : null;
    return ["~", "="].includes(condition.tanda) ? { filterType: "text", type: TYPE[condition.tanda], filter: condition.nilai } : null;
  }

  const isNumber = (column) => ["angka", "persen", "batang", "peluang"].includes(column.jenis);

  /* ---- One table ---- */

  const phone = matchMedia("(max-width: 575px)");

  const tables = new Map();

  class Tabel {
    constructor(id, spec, api) {
      Object.assign(this, { id, spec, api, lain: [], alamat: {}, kunci: null, jumlah: null, generasi: 0 });
      this.columns = new Map(spec.kolom.map((item) => [item.kode, item]));
      this.bawaan = spec.kolom.filter((item) => item.tampil && (item.sempit || !phone.matches)).map((item) => item.kode);
      this.cari = el("input", { type: "search", class: "form-control form-control-sm", placeholder: spec.cari, "aria-label": spec.cari, autocomplete: "off", spellcheck: "false" });
      this.part("cari").append(this.cari);
      this.cari.addEventListener("input", (event) => {
        clearTimeout(this.menunggu);
        this.menunggu = setTimeout(() => this.go({ cari: event.target.value.trim() }), 300);
      });
      api.addEventListener("sortChanged", (event) => { if (event.source !== "api") this.go({ urut: this.sortText() }); });
      api.addEventListener("filterChanged", (event) => { if (event.source !== "api") this.go({ saring: this.filterText() }); });
      for (const name of ["columnVisible", "columnMoved"]) api.addEventListener(name, (event) => { if (event.source !== "api" && event.finished !== false) this.go({ kolom: this.columnText() }); });
      api.addEventListener("cellKeyDown", ({ event, data }) => { if (event.key === "Enter" && !event.target.closest("input, button")) this.enter(data, event); });
      api.addEventListener("rowDoubleClicked", ({ event, data }) => { if (!event.target.closest("a, input")) this.enter(data, event); });
      api.addEventListener("modelUpdated", () => this.count());
      this.chooser();
    }

    part(name) { return byId(`${this.id}-${name}`); }
    get remote() { return this.spec.dipimpin === "infinite"; }
    go(changes) {
      go(Object.fromEntries(Object.entries(changes).map(([key, value]) => [this.spec.awalan + key, value || null])));
    }
    ask(key) { return this.alamat[this.spec.awalan + key] || ""; }

    enter(data, event) {
      if (!data?.tautan) return;
      if (event.ctrlKey || event.metaKey) window.open(data.tautan, "_blank", "noopener");
      else if (!open(data.tautan)) location.assign(data.tautan);
    }

    /* The grid's own state as the address writes it. */
    sortText() {
      const sorted = this.api.getColumnState().filter((item) => item.sort).sort((a, b) => a.sortIndex - b.sortIndex);
      const text = sorted.map((item) => (item.sort === "desc" ? "-" : "") + item.colId).join(",");
      return text === this.spec.urut ? "" : text || (this.spec.urut ? "kode" : "");
    }
    filterText() {
      const own = Object.entries(this.api.getFilterModel()).map(([kode, model]) => conditionOf(kode, model));
      return [...own, ...this.lain.map((item) => item.asli)].join(";");
    }
    columnText() {
      const shown = this.api.getAllDisplayedColumns().map((column) => column.getColId()).filter((kode) => this.columns.has(kode));
      return shown.join() === this.bawaan.join() ? "" : shown.join(",");
    }

    /* The address as the grid's state. Rows are asked again only when the question changed. */
    tampilkan(pilihan) {
      if (Object.entries(this.spec.untuk).some(([name, values]) => !values.includes(pilihan[name] || ""))) return;
      this.alamat = pilihan;
      if (document.activeElement !== this.cari) this.cari.value = this.ask("cari");
      const order = (this.ask("urut") || this.spec.urut).split(",").filter(Boolean);
      const chosen = this.ask("kolom") ? this.ask("kolom").split(",").filter((kode) => this.columns.has(kode)) : this.bawaan;
      const first = this.spec.kolom[0].kode;
      const shown = [first, ...chosen.filter((kode) => kode !== first)];
      const rest = [...this.columns.keys()].filter((kode) => !shown.includes(kode));
      this.api.applyColumnState({
        applyOrder: true,
        defaultState: { sort: null },
        state: [...shown, ...rest].map((colId) => {
          const at = order.findIndex((item) => item.replace(/^-/, "") === colId);
          return { colId, hide: !shown.includes(colId), sort: at < 0 ? null : order[at].startsWith("-") ? "desc" : "asc", sortIndex: at < 0 ? null : at };
        }),
      });
      const conditions = split(this.ask("saring"));
      const model = {};
      this.lain = [];
      for (const condition of conditions) {
        const column = this.columns.get(condition.kode);
        const own = column && !(condition.kode in model) && conditions.filter((item) => item.kode === condition.kode).length === 1 && this.api.getColumn(condition.kode)?.getColDef().filter;
        const value = own ? modelOf(condition, column) : null;
        if (value) model[condition.kode] = value;
        else this.lain.push(condition);
      }
      if (JSON.stringify(model) !== JSON.stringify(this.api.getFilterModel())) this.api.setFilterModel(Object.keys(model).length ? model : null);
      if (!this.remote) this.api.setGridOption("quickFilterText", this.ask("cari"));
      this.chips(conditions);
      this.ticks();
      this.links();
      const key = this.question();
      if (key !== this.kunci) this.muat(key);
    }

    /* Everything of the address that decides which rows there are. */
    question() {
      const own = ["kolom", ...(this.remote ? [] : ["urut", "saring", "cari"])].map((key) => this.spec.awalan + key);
      return new URLSearchParams(Object.entries(this.alamat).filter(([key, value]) => value && !own.includes(key)).sort()).toString();
    }

    muat(key) {
      this.kunci = key;
      this.generasi += 1;
      this.jumlah = null;
      this.baru = null;
      this.batal?.abort();
      this.batal = new AbortController();
      if (this.remote) {
        this.kabar("muat");
        this.api.setGridOption("datasource", { getRows: (params) => this.baris(params, this.generasi, key) });
        this.api.ensureIndexVisible?.(0);
      } else if (this.spec.sumber) {
        this.kabar("muat");
        this.semua(key, this.generasi);
      }
    }

    async baris(params, generation, key) {
      // A click on a header reaches the grid before the address; the next answer is for the new one.
      const question = new URLSearchParams(key);
      const set = (name, value) => (value ? question.set(this.spec.awalan + name, value) : question.delete(this.spec.awalan + name));
      set("urut", this.sortText());
      set("saring", this.filterText());
      question.set("dari", params.startRow);
      question.set("sampai", params.endRow);
      const answer = await this.sekali(question, generation);
      if (!answer) { params.failCallback(); return; }
      if (params.startRow === 0 || this.jumlah === null) this.jumlah = answer.jumlah ?? this.jumlah;
      params.successCallback(answer.baris, this.jumlah);
      this.count();
    }

    /* A filter set from the address makes the grid ask twice; the second takes the answer of the first. */
    sekali(question, generation) {
      const text = `${generation} ${question}`;
      if (this.baru?.text !== text || performance.now() - this.baru.at > 1000) this.baru = { text, at: performance.now(), answer: this.minta(question, generation) };
      return this.baru.answer;
    }

    async semua(key, generation) {
      const answer = await this.minta(new URLSearchParams(key), generation);
      if (answer) this.api.setGridOption("rowData", answer.baris);
    }

    async minta(question, generation) {
      try {
        const answer = await fetch(`${this.spec.sumber}?${question}`, { headers: { Accept: "application/json" }, signal: this.batal.signal });
        const body = await answer.json().catch(() => ({}));
        if (generation !== this.generasi) return null;
        if (answer.ok) return body;
        this.kabar("gagal", body.pesan || "Tabel gagal dimuat.", answer.status >= 500);
      } catch (error) {
        if (error.name !== "AbortError" && generation === this.generasi) this.kabar("gagal", "Sambungan terputus. Periksa jaringan, lalu coba lagi.", true);
      }
      return null;
    }

    /* Figures changed somewhere: the rows in view are asked again; scroll, focus and selection stay. */
    segarkan() {
      if (this.kunci === null) return;
      this.baru = null;
      if (this.remote) this.api.refreshInfiniteCache();
      else if (this.spec.sumber) this.semua(this.kunci, this.generasi);
    }

    count() {
      const shown = this.remote ? this.jumlah : this.api.getDisplayedRowCount();
      if (shown === null || (!this.remote && this.api.getGridOption("rowData") === undefined)) return;
      const narrowed = this.ask("saring") || this.ask("cari");
      this.part("jumlah").textContent = `${number(shown)} ${this.spec.benda}${narrowed ? " sesuai" : ""}`;
      if (shown === 0) this.kabar(narrowed ? "nihil" : "kosong");
      else this.kabar(null);
    }

    /* Empty, no result, loading and failed must never look alike. */
    kabar(kind, text, again) {
      const box = this.part("kabar");
      box.className = `siks-tabel-kabar${kind ? ` siks-tabel-${kind}` : ""}`;
      if (!kind) { box.replaceChildren(); return; }
      const said = { muat: `Memuat ${this.spec.benda}…`, kosong: this.spec.kosong, nihil: `Tidak ada ${this.spec.benda} yang sesuai dengan saringan.`, gagal: text }[kind];
      const parts = [icon({ muat: "hourglass-split", kosong: "inbox", nihil: "search", gagal: "exclamation-octagon" }[kind]), el("p", {}, said)];
      const button = (label, action) => {
        const made = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, label);
        made.addEventListener("click", action);
        return made;
      };
      if (kind === "nihil" || (kind === "gagal" && (this.ask("saring") || this.ask("urut") || this.ask("cari")))) {
        parts.push(button("Hapus saringan", () => { this.cari.value = ""; this.go({ saring: "", cari: "", urut: "" }); }));
      }
      if (again) parts.push(button("Coba lagi", () => this.muat(this.kunci)));
      if (kind === "gagal") this.part("jumlah").textContent = "Tidak dimuat";
      box.replaceChildren(...parts);
    }

    chips(conditions) {
      const bar = this.part("saringan");
      const chip = (label, action) => {
        const made = el("button", { type: "button", class: "siks-chip", "aria-label": `Hapus saringan ${label}` }, label, icon("x-lg"));
        made.addEventListener("click", action);
        return made;
      };
      const made = conditions.map((condition) => chip(this.words(condition), () => this.go({ saring: conditions.filter((item) => item !== condition).map((item) => item.asli).join(";") })));
      if (this.ask("cari")) made.push(chip(`Cari “${this.ask("cari")}”`, () => { this.cari.value = ""; this.go({ cari: "" }); }));
      bar.hidden = made.length === 0;
      bar.replaceChildren(...made);
    }

    words({ kode, tanda, nilai, asli }) {
      const column = this.columns.get(kode);
      if (!column) return asli;
      if (tanda === ":") return `${column.judul}: ${nilai}`;
      const value = isNumber(column) ? number(Number(nilai), 2) : nilai.split("|").map((key) => column.pilihan[key] ?? key).join(" atau ");
      const word = WORD[tanda] ? `${WORD[tanda]} ` : "";
      return `${column.judul}${word ? "" : ":"} ${word}${value}${isNumber(column) && column.satuan ? ` ${column.satuan}` : ""}`;
    }

    chooser() {
      const groups = new Map();
      for (const item of this.spec.kolom.slice(1)) {
        if (!groups.has(item.kelompok)) groups.set(item.kelompok, []);
        groups.get(item.kelompok).push(item);
      }
      const box = this.part("kolom");
      box.replaceChildren();
      for (const [name, items] of groups) {
        const set = el("fieldset", {}, ...(name ? [el("legend", {}, name)] : []));
        for (const item of items) {
          const tick = el("input", { type: "checkbox", class: "form-check-input", value: item.kode });
          tick.addEventListener("change", () => { this.api.setColumnsVisible([item.kode], tick.checked); this.go({ kolom: this.columnText() }); });
          set.append(el("label", {}, tick, item.kepala));
        }
        box.append(set);
      }
      const reset = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "Kolom semula");
      reset.addEventListener("click", () => this.go({ kolom: "" }));
      box.append(reset);
    }
    ticks() {
      for (const tick of this.part("kolom").querySelectorAll("input")) tick.checked = Boolean(this.api.getColumn(tick.value)?.isVisible());
    }

    links() {
      for (const format of ["csv", "xlsx"]) {
        const link = this.part(`unduh-${format}`);
        if (link) link.href = `${this.spec.unduh}?${new URLSearchParams([...Object.entries(this.alamat).filter(([, value]) => value), ["format", format]])}`;
      }
    }

    /* On paper: the rows at hand as a plain table, and where the rest is. */
    cetak() {
      const shown = this.api.getAllDisplayedColumns().filter((column) => this.columns.has(column.getColId()));
      // As many as a landscape A4 holds; the reader chooses which by their order.
      const columns = shown.slice(0, 15);
      const rows = [];
      this.api.forEachNode((node) => { if (node.data && rows.length < 300) rows.push(node); });
      const cell = (column, node) => {
        const kind = this.columns.get(column.getColId());
        const value = node.data[kind.kode];
        if (kind.jenis === "tanda" || kind.jenis === "status") return [value ?? []].flat().map((key) => kind.pilihan[key] ?? key).join(", ");
        if (kind.jenis === "batang") return number(value, 1, true);
        return this.api.getCellValue({ rowNode: node, colKey: column, useFormatter: true }) ?? NONE;
      };
      const side = (column) => ({ class: isNumber(this.columns.get(column.getColId())) ? "siks-angka" : "" });
      const total = this.remote ? this.jumlah : this.api.getDisplayedRowCount();
      this.part("cetak").replaceChildren(
        el("table", { class: "table table-sm" },
          el("caption", {}, rows.length < total || columns.length < shown.length ? `${number(rows.length)} dari ${number(total)} ${this.spec.benda}. Baris dan kolom selengkapnya ada pada unduhan CSV dan XLSX.` : `${number(total)} ${this.spec.benda}`),
          el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", side(column), this.columns.get(column.getColId()).kepala)))),
          el("tbody", {}, ...rows.map((node) => el("tr", {}, ...columns.map((column) => el("td", side(column), cell(column, node))))))));
    }
  }

  window.addEventListener("beforeprint", () => { for (const table of tables.values()) if (table.part("cetak")) table.cetak(); });

  /* Anything of a page that sets a filter: its address in data-tabel-ke; pressed while the address says so. */
  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-tabel-ke]");
    if (control) {
      const pressed = control.getAttribute("aria-pressed") === "true" && new URLSearchParams(control.dataset.tabelKe).get("saring");
      if (pressed) go({ saring: null });
      else open(control.dataset.tabelKe);
    }
    for (const menu of document.querySelectorAll("details.siks-tabel-kolom[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  const press = () => {
    const now = new URLSearchParams(location.search);
    for (const control of document.querySelectorAll("[data-tabel-ke]")) {
      const wanted = [...new URLSearchParams(control.dataset.tabelKe)].filter(([key]) => ["saring", "level"].includes(key));
      const said = String(wanted.every(([key, value]) => (now.get(key) || "") === value || (key === "saring" && value === "")));
      if (control.getAttribute("aria-pressed") !== said) control.setAttribute("aria-pressed", said);
    }
  };
  // They come with an answer of the server, often after the table.
  new MutationObserver((changes) => { if (changes.some((change) => [...change.addedNodes].some((node) => node.querySelector?.("[data-tabel-ke]") || node.matches?.("[data-tabel-ke]")))) press(); })
    .observe(document.documentElement, { childList: true, subtree: true });

  /* ---- Connected by the page's callback ---- */

  async function ready(id, spec) {
    const api = await window.dash_ag_grid.getApiAsync(id);
    // Dash sets a source of its own once the grid is ready; ours comes after it.
    while (spec.dipimpin === "infinite" && !api.isDestroyed() && !api.getGridOption("datasource")) await new Promise((done) => setTimeout(done, 5));
    return api;
  }

  async function sambung(pilihan, versi, spec, specId) {
    const still = window.dash_clientside.no_update;
    if (!spec || !pilihan) return still;
    const id = specId.replace(/-spec$/, "");
    const changed = window.dash_clientside.callback_context?.triggered.some((item) => item.prop_id === "versi.data");
    let table = tables.get(id);
    if (!table || table.api.isDestroyed() || !byId(id)?.contains(table.sel)) {
      const api = await ready(id, spec);
      table = new Tabel(id, spec, api);
      table.sel = byId(id).firstElementChild;
      tables.set(id, table);
      byId(id).setAttribute("aria-label", spec.nama);
    }
    table.tampilkan(pilihan);
    press();
    if (changed) table.segarkan();
    return still;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { tabel: { sambung } });
})();
