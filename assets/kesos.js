/* Page of the register: what is typed stays out of the address; filters and the open card are in it. */
(() => {
  "use strict";

  const SARINGAN = ["bantuan", "desil", "status", "keberadaan", "koordinat"];
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const go = (changes) => window.dash_clientside.siks.go(changes);
  let opener = null;

  /* Question to the server: address and, once it was sent off, what is in the box. */
  function tanya(pilihan, _enter, _click, teks, lama) {
    const still = window.dash_clientside.no_update;
    if (!pilihan || location.pathname.replace(/\/$/, "") !== "/data-kesos") return still;
    const asked = window.dash_clientside.callback_context.triggered.some((item) => !item.prop_id.startsWith("pilihan"));
    const query = { wilayah: pilihan.wilayah, program: pilihan.program, periode: pilihan.periode };
    for (const key of SARINGAN) if (pilihan[key]) query[key] = pilihan[key];
    if (pilihan.semua) query.semua = "1";
    query.teks = asked ? (teks || "").trim() : lama?.teks || "";
    // Asked again on purpose, the same question is answered again.
    query.kali = (lama?.kali || 0) + (asked ? 1 : 0);
    drawFilters(pilihan);
    return same(query, lama) ? still : query;
  }

  function drawFilters(pilihan) {
    for (const select of document.querySelectorAll("[data-saring]")) select.value = pilihan[select.dataset.saring] || "";
    const clear = document.querySelector("[data-kesos=kosongkan]");
    if (clear) clear.hidden = !SARINGAN.some((key) => pilihan[key]);
  }

  function buka(pilihan, lama) {
    const still = window.dash_clientside.no_update;
    if (!pilihan || location.pathname.replace(/\/$/, "") !== "/data-kesos") return still;
    const query = { wilayah: pilihan.wilayah, ruta: pilihan.ruta || null };
    if (lama && lama.ruta === query.ruta) return still;
    if (!lama && !query.ruta) return still;
    return query;
  }

  const lanjut = (berikut) => !berikut;

  function kartu(children) {
    document.getElementById("kesos")?.classList.toggle("kesos-terbuka", Boolean(children));
    for (const row of document.querySelectorAll("[data-ruta]")) {
      const here = Boolean(children) && row.dataset.ruta === new URLSearchParams(location.search).get("ruta");
      if (here) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
    }
    // A reason was given for one household; the next one asks anew.
    const form = document.querySelector(".kesos-buka");
    if (form) {
      form.open = false;
      window.dash_clientside.set_props("kesos-alasan", { value: null });
      window.dash_clientside.set_props("kesos-keterangan", { value: "" });
    }
    if (children) requestAnimationFrame(() => document.getElementById("kesos-kartu-judul")?.focus({ preventScroll: false }));
    else if (opener?.isConnected) opener.focus();
    return "kesos-kartu-isi";
  }

  document.addEventListener("change", (event) => {
    const key = event.target.dataset?.saring;
    if (key) go({ [key]: event.target.value || null, ruta: null });
    if (event.target.dataset?.kesos === "lengkap") {
      event.target.closest("form").querySelector(".kesos-alasan").hidden = !event.target.value;
    }
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-ruta]");
    if (row) {
      opener = row;
      go({ ruta: row.dataset.ruta });
      return;
    }
    const what = event.target.closest("[data-kesos]")?.dataset.kesos;
    if (what === "tutup") go({ ruta: null });
    else if (what === "semua") go({ semua: "1" });
    else if (what === "kosongkan") go(Object.fromEntries([...SARINGAN, "ruta"].map((key) => [key, null])));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.querySelector(".kesos-terbuka")) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    go({ ruta: null });
  });

  /* The form carries the question of the list beside it, and the token of the session, in its body. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-kesos=unduh]");
    if (!form) return;
    form.elements.csrf_token.value = document.querySelector("form[action='/keluar'] [name=csrf_token]").value;
    form.elements.tanya.value = JSON.stringify(terakhir);
  });

  let terakhir = {};
  const remember = (...inputs) => {
    const query = tanya(...inputs);
    if (query !== window.dash_clientside.no_update) terakhir = query;
    return query;
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, { kesos: { tanya: remember, buka, lanjut, kartu } });
})();
