/* The kuota page in the browser: links that change the address, forms before an action, what an action answered. */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const dash = () => window.dash_clientside;
  const go = (changes) => dash().siks.go(changes);
  const store = (name, data) => dash().set_props(`kuota-${name}`, { data: { ...data, saat: Date.now() } });
  const number = new Intl.NumberFormat("id-ID");
  let alamat = {};

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
    element.append(...children);
    return element;
  };
  const icon = (name) => el("span", { class: `ikon ikon-${name}`, "aria-hidden": "true" });

  /* ---- Which part of the page shows ---- */

  function siap(pilihan) {
    alamat = pilihan || {};
    return alamat.simulasi === "1" && /^\d{4}$/.test(alamat.wilayah) ? "kuota kuota-simulasi" : "kuota";
  }

  /* ---- A number written into the table becomes part of the address ---- */

  function ubah(changes, pilihan) {
    const found = new Map((pilihan.ubah || "").split("_").filter(Boolean).map((part) => part.split(".")));
    for (const { data, value } of [changes].flat().filter(Boolean)) {
      const places = Number(value);
      const key = String(data.kode).slice(4);
      if (Number.isInteger(places) && places >= 0) found.set(key, String(places));
      else found.delete(key);
    }
    go({ ubah: [...found].map((pair) => pair.join(".")).join("_") || null });
    return dash().no_update;
  }

  /* ---- Forms before an action ---- */

  const FIELD = {
    angka: (item) => el("input", { type: "number", class: "form-control", min: "0", step: "1", inputmode: "numeric", value: item.nilai ?? "" }),
    teks: (item) => el("input", { type: "text", class: "form-control", maxlength: item.maks, value: item.nilai ?? "", autocomplete: "off" }),
    tanggal: (item) => el("input", { type: "date", class: "form-control", value: item.nilai ?? "" }),
    panjang: (item) => { const area = el("textarea", { class: "form-control", rows: "3", maxlength: item.maks }); area.value = item.nilai ?? ""; return area; },
    centang: () => el("input", { type: "checkbox", class: "form-check-input" }),
  };

  function ask(spec) {
    const fields = (spec.isian || []).map((item) => {
      const input = FIELD[item.jenis](item);
      input.name = item.nama;
      input.id = `kuota-isian-${item.nama}`;
      input.required = Boolean(item.wajib);
      const label = el("label", { for: input.id }, item.label);
      return { item, input, box: el("div", { class: `kuota-isian kuota-isian-${item.jenis}` }, ...(item.jenis === "centang" ? [input, label] : [label, input])) };
    });
    const cancel = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "Batal");
    const form = el("form", { method: "dialog" },
      el("h2", { id: "kuota-dialog-judul" }, spec.judul),
      el("p", {}, spec.kalimat),
      ...fields.map(({ box }) => box),
      el("div", { class: "kuota-tombol" }, el("button", { type: "submit", class: "btn btn-sm btn-primary" }, spec.tombol), cancel));
    const dialog = el("dialog", { class: "kuota-dialog", "aria-labelledby": "kuota-dialog-judul" }, form);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      store(spec.aksi, { ...spec.tetap, ...Object.fromEntries(fields.map(({ item, input }) => [item.nama, item.jenis === "centang" ? input.checked : item.jenis === "angka" && input.value !== "" ? Number(input.value) : input.value])) });
      dialog.close();
    });
    byId("kuota").append(dialog);
    dialog.showModal();
  }

  /* ---- What an action answered ---- */

  function tell(text, undo) {
    const box = byId("kuota-kabar");
    if (!box) return;
    const close = el("button", { type: "button", class: "btn btn-sm siks-tutup", "aria-label": "Tutup" }, icon("x-lg"));
    const parts = [icon("check-circle"), el("span", { class: "flex-grow-1" }, text)];
    let clock = 0;
    if (undo) {
      const button = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" });
      const end = Date.now() + undo.detik * 1000;
      const tick = () => {
        const left = Math.ceil((end - Date.now()) / 1000);
        if (left <= 0) { button.remove(); clearInterval(clock); } else button.textContent = `Urungkan (${left})`;
      };
      // Only the number on the button changes: the live region would say every second.
      button.setAttribute("aria-label", "Urungkan pembagian ini");
      tick();
      clock = setInterval(tick, 1000);
      button.addEventListener("click", () => { button.disabled = true; clearInterval(clock); store("urungkan", { urut: undo.urut }); });
      parts.push(button);
    }
    close.addEventListener("click", () => { clearInterval(clock); box.replaceChildren(); });
    box.replaceChildren(el("div", { class: "siks-notis" }, ...parts, close));
  }

  const heard = new Set();
  function jawab(...answers) {
    const fresh = answers.filter((item) => item && !heard.has(`${item.aksi}${item.saat}`));
    if (!fresh.length) return dash().no_update;
    for (const item of fresh) {
      heard.add(`${item.aksi}${item.saat}`);
      tell(item.pesan, item.urut ? item : null);
      if (item.selesai) go({ cara: null, ubah: null, simulasi: null, batas: null });
    }
    return Date.now();
  }

  /* ---- A file of the division ---- */

  function choose() {
    const input = el("input", { type: "file", accept: ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" });
    input.addEventListener("change", () => input.files[0] && send(input.files[0]));
    input.click();
  }

  async function send(file) {
    const box = byId("kuota-berkas-galat");
    box.replaceChildren(el("p", {}, `Memeriksa ${file.name}…`));
    const where = new URLSearchParams({ wilayah: alamat.wilayah, program: alamat.program, periode: alamat.periode });
    const token = document.querySelector("input[name=csrf_token]")?.value || "";
    try {
      const answer = await fetch(`/kuota/impor?${where}`, { method: "POST", headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream", Accept: "application/json" }, body: file });
      const body = await answer.json().catch(() => ({}));
      if (!answer.ok) { refuse(box, body.pesan || "Berkas tidak dapat diperiksa. Coba lagi.", body.galat || [], body.lainnya); return; }
      box.replaceChildren(el("p", { class: "kuota-aman" }, icon("check-circle"), `${file.name}: ${number.format(body.baris)} desa terbaca, ${number.format(body.beda)} berubah. Periksa rancangan di bawah, lalu terapkan.`));
      dash().set_props("kuota-berkas", { data: { wilayah: alamat.wilayah, tempat: body.tempat, saat: Date.now() } });
      go({ simulasi: "1", cara: "impor", ubah: null });
    } catch {
      refuse(box, "Sambungan terputus. Periksa jaringan, lalu coba lagi.", []);
    }
  }

  function refuse(box, text, errors, more) {
    const list = el("ul", {}, ...errors.map((item) => el("li", {}, `${item.baris ? `Baris ${item.baris}: ` : ""}${item.pesan}`)));
    box.replaceChildren(el("div", { class: "siks-notis siks-notis-gagal" }, icon("exclamation-octagon"), el("div", {}, el("p", {}, text), ...(errors.length ? [list] : []), ...(more ? [el("p", {}, `Dan ${number.format(more)} kesalahan lain.`)] : []))));
  }

  /* ---- One listener ---- */

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#kuota")) return;
    const link = event.target.closest("a[data-ke]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(Object.fromEntries([...new URLSearchParams(link.dataset.ke)].map(([key, value]) => [key, value || null])));
      return;
    }
    const button = event.target.closest("button[data-kuota]");
    if (!button) return;
    const spec = JSON.parse(button.dataset.kuota);
    if (spec.aksi === "impor") choose();
    else if (spec.judul) ask(spec);
    else store(spec.aksi, spec.tetap || {});
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { kuota: { siap, ubah, jawab } });
})();
