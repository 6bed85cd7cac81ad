/* The penetapan page in the browser: boxes filled with what the server drew, ticks, dialogs, the list of a decree. */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const dash = () => window.dash_clientside;
  const go = (changes) => dash().siks.go(changes);
  const number = new Intl.NumberFormat("id-ID");
  const chosen = new Set();

  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
    element.append(...children);
    return element;
  };
  const icon = (name) => el("span", { class: `ikon ikon-${name}`, "aria-hidden": "true" });

  /* ---- Boxes: only what changed is drawn anew, so that a live update moves nothing under the finger ---- */

  function tampil(parts) {
    for (const [name, html] of Object.entries(parts || {})) {
      const box = byId(`penetapan-${name}`);
      if (!box || box.dataset.isi === html) continue;
      const open = [...box.querySelectorAll("details")].map((item) => item.open);
      const scrolled = [...box.querySelectorAll(".pen-gulir")].map((item) => [item.scrollLeft, item.scrollTop]);
      const searching = document.activeElement?.closest?.(".pen-cari") ? document.activeElement.selectionStart : null;
      box.innerHTML = html;
      box.dataset.isi = html;
      box.querySelectorAll("details").forEach((item, at) => { if (open[at]) item.open = true; });
      box.querySelectorAll(".pen-gulir").forEach((item, at) => { if (scrolled[at]) [item.scrollLeft, item.scrollTop] = scrolled[at]; });
      for (const place of box.querySelectorAll("[data-cari]")) search(place, searching);
    }
    ticks();
    return dash().no_update;
  }

  function search(place, at) {
    const input = el("input", { type: "search", class: "form-control form-control-sm", placeholder: "Cari nama atau IDBDT", "aria-label": "Cari nama atau IDBDT", maxlength: "100" });
    input.value = place.dataset.cari || "";
    let waiting = 0;
    input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => go({ cari: input.value.trim() || null, sesudah: null }), 400); });
    place.replaceChildren(input);
    if (at !== null) { input.focus(); input.setSelectionRange(at, at); }
  }

  /* ---- Ticks ---- */

  function ticks() {
    const boxes = [...document.querySelectorAll("#penetapan [data-kab]")];
    const here = new Set(boxes.map((box) => box.dataset.kab));
    for (const kab of chosen) if (!here.has(kab)) chosen.delete(kab);
    for (const box of boxes) box.setAttribute("aria-checked", String(chosen.has(box.dataset.kab)));
    const all = document.querySelector("#penetapan [data-semua]");
    if (all) all.setAttribute("aria-checked", String(boxes.length > 0 && chosen.size === boxes.length));
    for (const button of document.querySelectorAll("#penetapan [data-banyak]")) {
      button.disabled = chosen.size === 0;
      button.querySelector("span:last-child").textContent = chosen.size ? `${button.dataset.banyak} (${number.format(chosen.size)})` : button.dataset.banyak;
    }
    const told = document.querySelector("#penetapan [data-kunci=dipilih]");
    if (told) told.textContent = chosen.size ? `${number.format(chosen.size)} kab/kota dipilih` : "Belum ada yang dipilih";
  }

  function tick(box) {
    if (box.dataset.semua) {
      const boxes = [...document.querySelectorAll("#penetapan [data-kab]")];
      const full = chosen.size === boxes.length;
      chosen.clear();
      if (!full) for (const item of boxes) chosen.add(item.dataset.kab);
    } else if (!chosen.delete(box.dataset.kab)) chosen.add(box.dataset.kab);
    ticks();
  }

  /* ---- Dialogs ---- */

  const FIELD = {
    teks: (item) => el("input", { type: "text", class: "form-control", maxlength: item.maks, required: true, autocomplete: "off" }),
    tanggal: () => el("input", { type: "date", class: "form-control", required: true }),
    panjang: (item) => el("textarea", { class: "form-control", rows: "3", maxlength: item.maks, required: true }),
    berkas: () => el("input", { type: "file", class: "form-control", required: true, accept: ".csv,.xlsx" }),
  };

  /* Findings of a return: one line each, at least one. */
  function findings(item) {
    const lines = el("div", { class: "pen-temuan" });
    const add = () => {
      const kind = el("select", { class: "form-select", "aria-label": "Temuan" }, ...item.pilihan.map((group) => el("optgroup", { label: group.nama }, ...group.butir.map(([kode, nama]) => el("option", { value: `${group.jenis}/${kode}` }, nama)))));
      const count = el("input", { type: "number", class: "form-control", min: "1", max: "1000000", step: "1", inputmode: "numeric", required: true, placeholder: "Jumlah", "aria-label": "Jumlah rumah tangga" });
      const note = el("input", { type: "text", class: "form-control", maxlength: "500", placeholder: "Di mana, apa (boleh kosong)", "aria-label": "Keterangan temuan" });
      const drop = el("button", { type: "button", class: "btn btn-sm", "aria-label": "Hapus temuan" }, icon("x-lg"));
      const line = el("div", { class: "pen-temuan-baris" }, kind, count, note, drop);
      drop.addEventListener("click", () => { if (lines.children.length > 1) line.remove(); });
      lines.append(line);
    };
    add();
    const more = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, icon("plus-lg"), "Tambah temuan");
    more.addEventListener("click", add);
    const value = () => [...lines.children].map((line) => {
      const [kind, count, note] = line.querySelectorAll("select, input");
      const [jenis, kode] = kind.value.split("/");
      return { jenis, kode, jumlah: Number(count.value), keterangan: note.value };
    });
    return { box: el("fieldset", { class: "pen-isian" }, el("legend", {}, item.label), lines, more), value };
  }

  function field(item) {
    if (item.jenis === "temuan") return { item, ...findings(item) };
    const input = FIELD[item.jenis](item);
    input.id = `penetapan-isian-${item.nama}`;
    const value = () => (item.jenis === "berkas" ? input.files[0] : input.value);
    return { item, value, box: el("div", { class: "pen-isian" }, el("label", { for: input.id }, item.label), input) };
  }

  function ask(spec) {
    const fields = spec.isian.map(field);
    const cancel = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "Batal");
    const submit = el("button", { type: "submit", class: "btn btn-sm btn-primary" }, spec.tombol);
    const told = el("p", { class: "pen-kabar-unggah", role: "status" });
    const kab = spec.tetap.kab && !spec.tetap.kab.length ? [...chosen].map(Number) : spec.tetap.kab;
    const sum = spec.angka || (kab ? `${number.format(kab.length)} kab/kota dipilih.` : "");
    const form = el("form", { method: "dialog" }, el("h2", { id: "penetapan-dialog-judul" }, spec.judul), el("p", {}, spec.kalimat), ...(sum ? [el("p", {}, el("strong", {}, sum))] : []), ...fields.map(({ box }) => box), told, el("div", { class: "pen-tombol" }, submit, cancel));
    const dialog = el("dialog", { class: "pen-dialog", "aria-labelledby": "penetapan-dialog-judul" }, form);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(fields.map(({ item, value }) => [item.nama, value()]));
      if (spec.aksi === "unggah") {
        submit.disabled = true;
        if (await send(values, told)) dialog.close();
        submit.disabled = false;
        return;
      }
      dash().set_props(`penetapan-${spec.aksi}`, { data: { ...spec.tetap, ...(kab ? { kab } : {}), ...values, saat: Date.now() } });
      dialog.close();
    });
    byId("penetapan").append(dialog);
    dialog.showModal();
  }

  /* The list of a decree: one request, with its progress. */
  function send(values, told) {
    const where = new URLSearchParams(location.search);
    const query = new URLSearchParams({ program: where.get("program") || byId("pilih-program")?.value || "1", periode: where.get("periode") || byId("pilih-periode")?.value || "", nomor: values.nomor, tanggal: values.tanggal, nama: values.berkas.name });
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("PUT", `/api/sk?${query}`);
      request.setRequestHeader("X-CSRFToken", document.querySelector("input[name=csrf_token]")?.value || "");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => { told.textContent = event.lengthComputable ? `Mengirim: ${number.format(Math.floor((100 * event.loaded) / event.total))} %` : "Mengirim…"; });
      request.addEventListener("load", () => {
        let body = {};
        try { body = JSON.parse(request.responseText); } catch { /* said below */ }
        if (request.status === 200) {
          tell("Daftar SK diterima dan sedang dibaca.", []);
          dash().set_props("penetapan-segar", { data: Date.now() });
          done(true);
        } else { told.textContent = body.pesan || "Berkas tidak dapat diterima. Coba lagi."; done(false); }
      });
      request.addEventListener("error", () => { told.textContent = "Sambungan terputus. Periksa jaringan, lalu coba lagi."; done(false); });
      request.send(values.berkas);
    });
  }

  /* ---- What an act answered ---- */

  function tell(text, details) {
    const close = el("button", { type: "button", class: "btn btn-sm siks-tutup", "aria-label": "Tutup" }, icon("x-lg"));
    const list = details.length ? [el("ul", {}, ...details.map(([name, why]) => el("li", {}, `${name}: ${why}`)))] : [];
    byId("penetapan-kabar").replaceChildren(el("div", { class: "siks-notis" }, icon(details.length ? "exclamation-triangle" : "check-circle"), el("div", { class: "flex-grow-1" }, el("div", {}, text), ...list), close));
    close.addEventListener("click", () => byId("penetapan-kabar").replaceChildren());
  }

  const heard = new Set();
  function jawab(...answers) {
    const fresh = answers.filter((item) => item && !heard.has(`${item.aksi}${item.saat}`));
    if (!fresh.length) return dash().no_update;
    for (const item of fresh) {
      heard.add(`${item.aksi}${item.saat}`);
      tell(item.pesan, item.rincian || []);
      chosen.clear();
    }
    return Date.now();
  }

  /* ---- One listener ---- */

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#penetapan")) return;
    const link = event.target.closest("a[data-ke]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(Object.fromEntries([...new URLSearchParams(link.dataset.ke)].map(([key, value]) => [key, value || null])));
      return;
    }
    const box = event.target.closest(".pen-pilih");
    if (box) { tick(box); return; }
    const button = event.target.closest("button[data-pen]");
    if (button) ask(JSON.parse(button.dataset.pen));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { penetapan: { tampil, jawab } });
})();
