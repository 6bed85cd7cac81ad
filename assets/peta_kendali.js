/* The controls above the map. They hold no state: each one writes the address and is redrawn from it. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});
  const el = peta.el;

  const pilihan = (id, label, options, value, change) => {
    const select = el("select", { id, class: "form-select form-select-sm", onchange: () => change(select.value) });
    for (const [kode, nama] of options) select.append(el("option", { value: kode, selected: String(kode) === String(value) }, nama));
    return el("div", { class: "peta-isian" }, el("label", { for: id }, label), select);
  };

  const tombol = (label, options, value, change) => el("div", { class: "peta-isian" },
    el("span", { id: `peta-label-${label.replace(/\W/g, "-")}` }, label),
    el("div", { class: "peta-pilah", role: "group", "aria-label": label },
      ...options.map(([kode, nama]) => el("button", {
        type: "button", "aria-pressed": String(String(kode) === String(value)), "data-nilai": kode, onclick: () => change(kode),
      }, nama))));

  peta.gambarKendali = (container, spec, tampil) => {
    // A control that has the focus keeps it when the page redraws after its own change.
    const focused = container.contains(document.activeElement) && document.activeElement;
    const focus = focused && (focused.id ? `#${focused.id}` : `[data-nilai="${focused.dataset.nilai}"]`);
    const { kendali, metrik, banding } = spec;
    const or = (value, standard) => (String(value) === String(standard) ? null : value);
    container.replaceChildren(
      pilihan("peta-metrik", "Ukuran", kendali.metrik, metrik.kode, (v) => peta.pergi({ metrik: or(v, "progres") })),
      kendali.level.length > 1 ? tombol("Tingkat", kendali.level, spec.level, (v) => peta.pergi({ level: or(v, kendali.level_bawaan), pilih: null })) : "",
      pilihan("peta-kelas", "Kelas warna", kendali.kelas, kendali.kelas_kini, (v) => peta.pergi({ kelas: or(v, "pita") })),
      tombol("Tampilan", [["peta", "Peta"], ["kartogram", "Kartogram"]], tampil, (v) => peta.pergi({ tampil: or(v, "peta") })),
      kendali.periode.length ? pilihan("peta-banding", "Bandingkan", [["", "tidak"], ...kendali.periode], banding?.kode ?? "",
        (v) => peta.pergi({ banding: v || null, banding_cara: v ? banding?.cara ?? "sisi" : null })) : "",
      banding ? tombol("Cara", [["sisi", "Dua peta"], ["selisih", "Selisih"]], banding.cara, (v) => peta.pergi({ banding_cara: v })) : "");
    if (focus) container.querySelector(focus)?.focus();
  };
})();
