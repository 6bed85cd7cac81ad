/* Numbers, dates and colours of the map page, in one place so that every part writes them alike. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});

  const formats = new Map();
  const format = (decimals) => {
    if (!formats.has(decimals)) {
      formats.set(decimals, new Intl.NumberFormat("id-ID", {
        minimumFractionDigits: decimals, maximumFractionDigits: decimals,
      }));
    }
    return formats.get(decimals);
  };
  const dayLong = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const dayShort = new Intl.DateTimeFormat("id-ID", { day: "numeric", month: "short", timeZone: "UTC" });

  peta.angka = (value, decimals = 0) => {
    const text = format(decimals).format(value);
    // A difference that rounds to nothing is nothing, not "minus nothing".
    return (/[1-9]/.test(text) ? text : text.replace("-", "")).replace("-", "−");
  };
  peta.tanggal = (iso) => dayLong.format(new Date(`${iso}T00:00:00Z`));
  peta.tanggalPendek = (iso) => dayShort.format(new Date(`${iso}T00:00:00Z`));

  /* A figure with its unit; `signed` writes the plus of a change or of a delay. */
  peta.nilai = (value, metrik) => {
    const text = peta.angka(value, metrik.desimal);
    const plus = metrik.bertanda && value > 0 && /[1-9]/.test(text) ? "+" : "";
    return `${plus}${text} ${metrik.satuan}`;
  };

  /* What stands where a figure would: the reason there is none. */
  peta.tanpaNilai = (kelas) => (kelas === -1 ? "tidak bergerak" : kelas === -2 ? "disamarkan" : "tidak ada data");

  peta.warna = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--siks-${name}`).trim();

  /* Class number for a value under upper limits: the same rule as components/klasifikasi.py. */
  peta.kelas = (value, batas) => {
    let number = 1;
    while (number <= batas.length && value > batas[number - 1]) number += 1;
    return number;
  };

  peta.tenang = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* Element with attributes and children; text is always text, never markup. */
  peta.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };

  /* The address of this page with some keys changed, for real links that open in a new tab. */
  peta.alamat = (changes) => {
    const query = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) query.delete(key);
      else query.set(key, value);
    }
    return `${location.pathname}?${query}`;
  };

  peta.pergi = (changes) => window.dash_clientside.siks.go(changes);

  /* A link that changes the address in place, and still opens in a new tab when asked to. */
  peta.tautan = (changes, attributes, ...children) => {
    const link = peta.el("a", { href: peta.alamat(changes), ...attributes }, ...children);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      peta.pergi(changes);
    });
    return link;
  };
})();
