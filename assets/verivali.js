/* The verivali page: which of its questions an address changes. */
(() => {
  "use strict";
  const still = () => window.dash_clientside.no_update;

  /* The figures around the table: place, periode, level, and the version of the data. */
  function tanya(pilihan, versi, asked) {
    if (!pilihan) return still();
    const { wilayah, program, periode, level } = pilihan;
    const next = { wilayah, program, periode, level: level || "", versi: versi ?? null };
    return JSON.stringify(next) === JSON.stringify(asked) ? still() : next;
  }

  /* Another level has another table; what no level is, the server says with the rows. */
  function tingkat(pilihan, shown) {
    if (!pilihan) return still();
    const level = pilihan.level || "4";
    return level === shown.level || !["1", "2", "3", "4"].includes(level) ? still() : { wilayah: pilihan.wilayah, level };
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { verivali: { tanya, tingkat } });
})();
