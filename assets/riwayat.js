/* The audit page: filters in the address, rows as HTML. And, on every page, the clock of this device. */
(() => {
  "use strict";

  /* The time by the device's own clock, beside what the reader asks for; forgotten after a minute, when it is old. */
  const stamp = () => { document.cookie = `siks_jam=${Date.now()};path=/;max-age=60;samesite=strict`; };
  for (const kind of ["pointerdown", "keydown", "change", "submit"]) document.addEventListener(kind, stamp, { capture: true, passive: true });
  stamp();

  const NAMES = ["milik", "orang", "aksi", "objek", "dari", "sampai"];
  const byId = (id) => document.getElementById(id);
  const go = (changes) => window.dash_clientside.siks.go(changes);

  /* What stands in the address, in the form and on the links that take the rows away. */
  function isian(pilihan) {
    const form = byId("riwayat-saring");
    const data = pilihan || {};
    for (const room of form?.querySelectorAll("[data-riwayat-isian]:empty") || []) {
      const { riwayatIsian: name, jenis: type, contoh: placeholder } = room.dataset;
      room.append(Object.assign(document.createElement("input"), { name, type, placeholder, className: "form-control", maxLength: 200, autocomplete: "off" }));
    }
    for (const name of NAMES) {
      const field = form?.elements[name];
      if (field && field !== document.activeElement) field.value = data[name] || "";
    }
    const reset = form?.querySelector("[type=reset]");
    if (reset) reset.hidden = !NAMES.some((name) => data[name]);
    for (const link of form?.querySelectorAll("[data-riwayat-unduh]") || []) {
      const query = new URLSearchParams({ format: link.dataset.riwayatUnduh, wilayah: data.wilayah || "" });
      for (const name of NAMES) if (data[name]) query.set(name, data[name]);
      link.href = `/riwayat/unduh?${query}`;
    }
    return "riwayat-saring";
  }

  document.addEventListener("change", (event) => {
    const field = event.target.closest("#riwayat-saring [name]");
    if (field) go({ [field.name]: field.value.trim() || null });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "riwayat-saring") event.preventDefault();
  });
  document.addEventListener("reset", (event) => {
    if (event.target.id === "riwayat-saring") go(Object.fromEntries(NAMES.map((name) => [name, null])));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-riwayat-objek], [data-riwayat-aksi]");
    if (!button) return;
    const { riwayatObjek, riwayatAksi } = button.dataset;
    go(riwayatObjek ? { objek: riwayatObjek, aksi: null } : { aksi: riwayatAksi, objek: null });
    scrollTo({ top: 0 });
  });

  /* Every text in it was escaped where it was made (components/markup.py). */
  function tampil(data) {
    const box = byId("riwayat-isi");
    if (!data || !box) return;
    const template = document.createElement("template");
    template.innerHTML = data.isi || "";
    if (!data.tambah) { box.replaceChildren(template.content); return; }
    // The first day of the next rows may be the last one that stands there.
    const [last, first] = [box.lastElementChild, template.content.firstElementChild];
    if (last && first && last.dataset.kunci === first.dataset.kunci) {
      last.querySelector("ol").append(...first.querySelectorAll("ol > li"));
      first.remove();
    }
    box.append(template.content);
  }

  const lanjut = (after) => !after;

  window.dash_clientside = Object.assign({}, window.dash_clientside, { riwayat: { isian, tampil, lanjut } });
})();
