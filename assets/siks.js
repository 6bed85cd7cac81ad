/* The shell in the browser: the address as state, the pickers, theme, notices, the end of a session. */
(() => {
  "use strict";

  const dc = (window.dash_clientside = window.dash_clientside || {});
  const byId = (id) => document.getElementById(id);
  let pilihan = {};
  let bawaan = {};

  const toSearch = (params) => {
    const text = new URLSearchParams(params).toString();
    return text ? `?${text}` : "";
  };

  /* Merge into the query; null removes. The same address again does nothing. */
  function go(changes) {
    const params = Object.fromEntries(new URLSearchParams(location.search));
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === undefined || value === "") delete params[key];
      else params[key] = String(value);
    }
    const search = toSearch(params);
    if (search !== location.search) dc.set_props("url", { search });
  }

  /* The one way from the address to the state: parameters as they stand, the shell's own always present. */
  function fromAddress(search, defaults) {
    bawaan = defaults || {};
    const data = Object.fromEntries(new URLSearchParams(search || ""));
    data.wilayah = data.wilayah || bawaan.wilayah;
    data.program = data.program || (bawaan.program[0] || { kode: "1" }).kode;
    const known = (bawaan.periode[data.program] || []).map((item) => item.kode);
    if (!known.includes(data.periode)) data.periode = bawaan.periode_awal[data.program] || "";
    const same = JSON.stringify(data) === JSON.stringify(pilihan);
    pilihan = data;
    return same ? dc.no_update : data;
  }

  dc.siks = { go, pilihan: fromAddress };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-wilayah]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      go({ wilayah: link.dataset.wilayah === bawaan.wilayah ? null : link.dataset.wilayah, pilih: null });
    }
  });
})();
