/* Deciding in the review: reasons, what was done and how to take it back, acts on many, comments, help. */
(() => {
  "use strict";

  const u = (window.usulan = window.usulan || {});
  const byId = (id) => document.getElementById(id);
  const { el } = u;
  const words = () => JSON.parse(byId("usulan").dataset.kata);
  const NAMA = { setujui: "Setujui", kembalikan: "Kembalikan", tolak: "Tolak", tunda: "Tunda" };
  const SUDAH = { setujui: "disetujui", kembalikan: "dikembalikan", tolak: "ditolak", tunda: "ditunda" };

  /* ---- Notices, with half a minute to think again ---- */

  let terakhir = null;
  let jam = 0;

  function kabar(text, undo, bad) {
    const box = byId("usulan-kabar");
    clearInterval(jam);
    terakhir = undo || null;
    const parts = [u.icon(bad ? "exclamation-octagon" : "check-circle"), el("span", { class: "flex-grow-1" }, text)];
    if (undo) {
      const button = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary", "aria-label": `Urungkan: ${text}` });
      const end = Date.now() + undo.detik * 1000;
      const tick = () => {
        const left = Math.ceil((end - Date.now()) / 1000);
        // Only the number on the button changes: the live region would say every second.
        if (left > 0) button.textContent = `Urungkan (${left} d)`;
        else { clearInterval(jam); button.remove(); if (terakhir === undo) terakhir = null; }
      };
      tick();
      jam = setInterval(tick, 1000);
      button.addEventListener("click", urung);
      parts.push(button);
    } else jam = setTimeout(() => box.replaceChildren(), 6000);
    const close = el("button", { type: "button", class: "btn btn-sm siks-tutup", "aria-label": "Tutup" }, u.icon("x-lg"));
    close.addEventListener("click", () => box.replaceChildren());
    box.replaceChildren(el("div", { class: `siks-notis${bad ? " siks-notis-gagal" : ""}` }, ...parts, close));
  }
  u.kabar = kabar;

  function urung() {
    if (!terakhir) return;
    const act = terakhir;
    terakhir = null;
    clearInterval(jam);
    byId("usulan-kabar").querySelector("button")?.setAttribute("disabled", "");
    u.store("urungkan", { kab: act.kab, tindakan: act.tindakan, kunci: act.kunci || null });
  }
  u.urung = urung;

  /* ---- A dialog: a form that is made, asked once, and gone ---- */

  function dialog(title, fields, submit, done, note) {
    const cancel = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "Batal");
    const form = el("form", { method: "dialog" },
      el("h2", { id: "usulan-dialog-judul" }, title),
      ...(note ? [el("p", { class: "siks-samar" }, note)] : []),
      ...fields,
      el("div", { class: "usulan-dialog-tombol" }, ...(submit ? [el("button", { type: "submit", class: "btn btn-sm btn-primary" }, submit)] : []), cancel));
    const box = el("dialog", { class: "usulan-dialog", "aria-labelledby": "usulan-dialog-judul" }, form);
    if (!submit) cancel.textContent = "Tutup";
    cancel.addEventListener("click", () => box.close());
    box.addEventListener("close", () => box.remove());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (done(form) !== false) box.close();
    });
    byId("usulan").append(box);
    box.showModal();
    return box;
  }

  const labelled = (text, input) => el("div", { class: "usulan-isian" }, el("label", { for: input.id }, text), input);
  const area = (id, required) => el("textarea", { id, name: "keterangan", class: "form-control", rows: "3", maxlength: words().paling_panjang, required });

  function reasons(list) {
    return el("fieldset", { class: "usulan-alasan-pilih" }, el("legend", {}, "Alasan"), ...Object.entries(list).map(([kode, text], index) => {
      const input = el("input", { type: "radio", class: "form-check-input", name: "alasan", value: kode, id: `usulan-alasan-${kode}`, required: true });
      if (!index) input.autofocus = true;
      return el("div", {}, input, el("label", { for: input.id }, text));
    }));
  }

  function mend(fields) {
    return el("fieldset", { class: "usulan-perbaiki" }, el("legend", {}, "Isian yang perlu diperbaiki"), ...fields.map(([kolom, text]) => {
      const input = el("input", { type: "checkbox", class: "form-check-input", name: "kolom", value: kolom, id: `usulan-kolom-${kolom}` });
      return el("div", {}, input, el("label", { for: input.id }, text));
    }));
  }

  /* The reason of a decision, asked for; then ``send`` gets what was said. */
  function ask(what, title, fields, send) {
    if (what === "setujui") { send({}); return; }
    if (what === "tunda") { askDay(title, send); return; }
    const list = words()[what];
    const text = area("usulan-keterangan");
    const box = dialog(title, [reasons(list), ...(what === "kembalikan" && fields ? [mend(fields)] : []), labelled("Keterangan", text)], NAMA[what], (form) => {
      const data = new FormData(form);
      send({ alasan: data.get("alasan"), keterangan: data.get("keterangan"), kolom: data.getAll("kolom") });
    }, what === "kembalikan" ? "Alasan dan isian ini masuk ke prelist berikutnya, sehingga operator tahu apa yang diperbaiki." : "Alasan ini tersimpan pada kasus dan dapat dibaca desa.");
    box.addEventListener("change", () => { text.required = new FormData(box.querySelector("form")).get("alasan") === "lainnya"; });
  }

  function askDay(title, send) {
    const today = new Date(`${u.fakta()?.hari || new Date().toISOString().slice(0, 10)}T00:00:00Z`);
    const shift = (days) => new Date(today.getTime() + days * 86400000).toISOString().slice(0, 10);
    const day = el("input", { id: "usulan-hari", name: "hari", type: "date", class: "form-control", min: shift(1), max: shift(60), value: shift(3), required: true });
    dialog(title, [labelled("Tawarkan lagi mulai", day), labelled("Keterangan", area("usulan-keterangan"))], "Tunda", (form) => {
      const data = new FormData(form);
      send({ tunda_sampai: data.get("hari"), keterangan: data.get("keterangan") });
    }, "Kasus ini tidak ditawarkan sebelum hari itu, tetapi tetap dapat dibuka dari “Ditunda”.");
  }

  /* ---- One case ---- */

  let sibuk = false;
  let dijawab = 0;

  function putus(what) {
    const now = u.fakta();
    if (!now || !now.boleh.includes(what) || sibuk || now.kunci !== u.terbuka()) return;
    if (byId("usulan-kasus").classList.contains("usulan-terkunci")) { kabar(byId("usulan-kasus").querySelector(".usulan-klaim").textContent, null, true); return; }
    if (what === "setujui" && now.rintangan.length) { kabar(`Belum dapat disetujui. ${now.rintangan[0]}`, null, true); return; }
    ask(what, `${NAMA[what]}: ${now.nama}`, now.kolom, (said) => {
      sibuk = true;
      u.store("putuskan", { kasus: now.kunci, nama: now.nama, keputusan: what, versi: now.versi, ...said });
    });
  }
  u.putus = putus;

  function jawab(answer) {
    if (!answer) return;
    dijawab = Date.now();
    u.sudah.set(answer.kunci, SUDAH[answer.keputusan]);
    u.selesai(answer.kunci);
    if (u.terbuka() === answer.kunci) {
      const next = u.tetangga(1) || u.tetangga(-1);
      u.ke(next);
    }
    u.tandai();
    kabar(answer.pesan, answer.tindakan ? answer : null);
  }

  /* The server has finished with a wish; refused, the case is looked at anew: somebody else may have been faster. */
  function bebas(busy) {
    if (busy || !sibuk) return;
    sibuk = false;
    setTimeout(() => { if (Date.now() - dijawab > 2000) u.muat_ulang(); }, 50);
  }

  function diurungkan(answer) {
    if (!answer) return;
    kabar(answer.pesan);
    if (!answer.kunci) return;
    u.sudah.delete(answer.kunci);
    u.tandai();
    if (u.terbuka() === answer.kunci) u.muat_ulang();
    else u.ke(answer.kunci);
  }

  /* ---- Many cases: what would happen, what did; drawn by the server into the one dialog of the page ---- */

  function massal(what) {
    const wish = u.pilih.wish(), count = u.number.format(u.pilih.banyak());
    ask(what, `${NAMA[what]} ${count} kasus`, null, (said) => open("rencanakan", { ...wish, keputusan: what, ...said }));
  }

  function open(name, wish) {
    const box = byId("usulan-layar");
    if (!box.open) {
      byId("usulan-layar-isi").textContent = "Menghitung akibatnya…";
      box.showModal();
    }
    u.store(name, wish);
  }

  function layar(answer) {
    if (!answer || !byId("usulan-layar").open) return;
    byId("usulan-layar-isi").innerHTML = answer.isi;
    byId("usulan-layar-isi").querySelector(".btn-primary, .btn")?.focus();
  }

  function dijalankan(answer) {
    if (!answer) return;
    byId("usulan-layar").close();
    u.pilih.kosong();
    kabar(answer.pesan);
    u.detak();
  }

  /* The strip of acts: drawn anew while one runs, its undo gone when its half minute is over. */
  let detakan = 0;
  let tergambar = "";
  u.detak = () => u.store("detak", u.pertanyaan());
  function pita(data) {
    if (!data) return;
    const box = byId("usulan-pita-isi");
    if (tergambar !== data.isi || !box.firstChild) { tergambar = data.isi; box.innerHTML = data.isi; }
    clearTimeout(detakan);
    const ends = [...box.querySelectorAll("[data-usulan-sampai]")].map((item) => Number(item.dataset.usulanSampai) - Date.now());
    if (data.jalan) detakan = setTimeout(u.detak, 1200);
    else if (ends.length) detakan = setTimeout(u.detak, Math.max(500, Math.min(...ends) + 300));
  }

  /* ---- Comments, doubles, numbers in full, help ---- */

  function komentar(kolom) {
    const now = u.fakta();
    if (!now || !u.boleh()) return;
    const choice = el("select", { id: "usulan-komentar-kolom", name: "kolom", class: "form-select" }, el("option", { value: "" }, "Seluruh kasus"), ...now.kolom.map(([value, text]) => el("option", { value }, text)));
    choice.value = kolom;
    const text = area("usulan-komentar-isi", true);
    text.autofocus = true;
    dialog(`Komentar: ${now.nama}`, [labelled("Tentang", choice), labelled("Komentar", text)], "Simpan", (form) => {
      const data = new FormData(form);
      u.store("komentari", { kasus: now.kunci, kolom: data.get("kolom") || null, isi: data.get("keterangan") });
    });
  }
  u.komentar = komentar;

  /* Why numbers are shown in full is written down; most often it is said already by what the reviewer does. */
  function identitas() {
    const now = u.fakta();
    if (!now || !document.querySelector("#usulan-kasus [data-usulan=identitas]")) return;
    const choice = el("select", { id: "usulan-identitas-alasan", name: "alasan", class: "form-select" }, ...Object.entries(words().identitas).map(([value, text]) => el("option", { value }, text)));
    const text = el("input", { id: "usulan-identitas-keterangan", name: "keterangan", class: "form-control", maxlength: "300", required: true, value: "Memeriksa kasus pada antrean usulan", autocomplete: "off" });
    dialog(`Buka identitas: ${now.nama}`, [labelled("Alasan", choice), labelled("Keterangan", text)], "Tampilkan", (form) => {
      const data = new FormData(form);
      u.store("identitas", { kunci: now.kunci, alasan: data.get("alasan"), keterangan: data.get("keterangan") });
    }, "Alasan dicatat bersama nama Anda dan kasus ini.").querySelector("[type=submit]").focus();
  }
  u.identitas = identitas;

  function bantuan() {
    const list = el("dl", { class: "usulan-tombol" }, ...words().tombol.map(([key, text]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, text))));
    dialog("Tombol", [list], "", () => {}, "Tombol tidak bekerja selama Anda mengetik.");
  }
  u.bantuan = bantuan;

  function tersimpan(answer) {
    if (!answer) return;
    kabar(answer.pesan);
    u.muat_ulang();
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("#usulan")) return;
    const decide = event.target.closest("[data-usulan-putus]");
    if (decide) { putus(decide.dataset.usulanPutus); return; }
    const many = event.target.closest("[data-usulan-massal]");
    if (many) { massal(many.dataset.usulanMassal); return; }
    const act = event.target.closest("[data-usulan-aksi]");
    if (!act) return;
    const spec = JSON.parse(act.dataset.usulanAksi);
    if (spec.aksi === "rencanakan" || spec.aksi === "rincian") open(spec.aksi, spec.isi);
    else if (spec.aksi === "tutup") byId("usulan-layar").close();
    else {
      act.disabled = true;
      // Refused, it may be pressed again.
      setTimeout(() => { act.disabled = false; }, 3000);
      u.store(spec.aksi, spec.isi);
    }
  });

  Object.assign((window.dash_clientside.usulan ||= {}), { jawab, bebas, diurungkan, dijalankan, tersimpan, layar, pita });
})();
