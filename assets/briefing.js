/* The page of briefing packs and the slideshow: what is asked, choices kept in the address, slides and their keys. */
(() => {
  "use strict";

  const dash = () => window.dash_clientside;
  const go = (changes) => dash().siks.go(changes);
  const byId = (id) => document.getElementById(id);
  const address = () => new URLSearchParams(location.search);
  const still = () => dash().no_update;
  const TAYANG = "/briefing/tayang";

  // Before the first paint: the slideshow has no frame around it.
  document.documentElement.classList.toggle("siks-tayang", location.pathname === TAYANG);

  /* ---- What is asked of the server: once for each choice, and again where the data moved on, but not at every stir ---- */

  // A letter names a pack alone.
  const panel = (pilihan) => pilihan?.panel || (pilihan?.paket ? "paket" : "");
  const OFTEN_MS = 50_000, LATEST_MS = 300_000;

  function tanya(pilihan, _detak, versi, before) {
    if (!pilihan || panel(pilihan) || document.hidden) return still();
    const { wilayah, program, periode, bab = "" } = pilihan;
    const kunci = [wilayah, program, periode, bab].join("|"), now = Date.now();
    if (before && before.kunci === kunci) {
      const age = now - before.saat;
      if (age < LATEST_MS && !((versi || 0) > before.versi && age >= OFTEN_MS)) return still();
    }
    return { wilayah, program, periode, bab, kunci, versi: versi || 0, saat: now };
  }

  /* ---- The form: its choices stand in the address ---- */

  function isian(html, pilihan) {
    const form = byId("brief-form");
    if (!form) return still();
    byId("briefing").dataset.panel = panel(pilihan) || "siapkan";
    dash().ajuan.pasang(html, "brief-form");
    const chosen = pilihan?.bab ? pilihan.bab.split(",") : null;
    for (const box of form.querySelectorAll("[name=bab]")) box.checked = !chosen || chosen.includes(box.value);
    for (const select of form.querySelectorAll("[data-ajuan-alamat]")) select.value = pilihan?.[select.dataset.ajuanAlamat] || "";
    for (const box of form.querySelectorAll("[name=bentuk_peta]")) box.checked = pilihan?.bentuk_peta === "1";
    const show = form.querySelector("[data-brief-tayang]");
    if (show) show.href = `${TAYANG}${location.search}`;
    waits();
    return still();
  }

  /* The preview says that it is being made anew, and keeps what it showed. */
  function pratinjau(html, ask) {
    const box = byId("brief-pratinjau");
    if (!box) return still();
    if (html) dash().ajuan.pasang(html.isi, "brief-pratinjau");
    box.setAttribute("aria-busy", String(Boolean(ask) && html?.kunci !== ask.kunci));
    return still();
  }

  function waits() {
    const boxes = [...document.querySelectorAll("#brief-form [name=bab]")];
    const last = boxes.filter((box) => box.checked);
    // One chapter at least: the last one stays.
    for (const box of boxes) box.disabled = last.length === 1 && box.checked;
  }

  document.addEventListener("change", (event) => {
    if (!event.target.closest("#brief-form")) return;
    if (event.target.name === "bab") {
      const boxes = [...document.querySelectorAll("#brief-form [name=bab]")], on = boxes.filter((box) => box.checked);
      waits();
      go({ bab: on.length === boxes.length ? null : on.map((box) => box.value).join(",") });
    }
    if (event.target.name === "bentuk_peta") go({ bentuk_peta: event.target.checked ? "1" : null });
  });

  /* ---- Recipients found by typing ---- */

  function hasil(html) {
    const box = byId("brief-hasil");
    if (box) box.innerHTML = html || "";
    return still();
  }

  let searching = 0;
  document.addEventListener("input", (event) => {
    if (event.target.name !== "cari_penerima") return;
    clearTimeout(searching);
    const text = event.target.value.trim();
    searching = setTimeout(() => dash().set_props("brief-cari", { data: { cari: text, saat: Date.now() } }), 250);
  });
  /* Those chosen are names in a list; a hidden field carries their numbers with the form. */
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-brief-tambah]"), drop = event.target.closest("[data-brief-buang]");
    const list = (add || drop) && byId("brief-penerima");
    if (!list) return;
    if (drop) drop.closest("li").remove();
    else if (!list.querySelector(`[data-nomor="${add.dataset.briefTambah}"]`)) {
      const chip = document.createElement("li");
      chip.dataset.nomor = add.dataset.briefTambah;
      chip.append(add.dataset.nama);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "siks-tombol";
      button.dataset.briefBuang = "";
      button.setAttribute("aria-label", `Hapus ${add.dataset.nama} dari penerima`);
      button.innerHTML = '<span class="ikon ikon-x-lg" aria-hidden="true"></span>';
      chip.append(button);
      list.append(chip);
    }
    list.closest("form").elements.penerima.value = [...list.children].map((item) => item.dataset.nomor).join(",");
  });

  /* ---- Slides ---- */

  const layar = () => byId("tayang-layar");
  let at = 0;

  function tayangkan(data, pilihan) {
    const box = layar();
    if (!box || !data) return still();
    const slides = data.slide, n = slides.length;
    while (box.children.length > n) box.lastChild.remove();
    slides.forEach((slide, k) => {
      let section = box.children[k];
      if (!section) {
        section = document.createElement("section");
        section.className = "tayang-slide";
        section.hidden = true;
        section.setAttribute("aria-roledescription", "slide");
        box.append(section);
      }
      section.setAttribute("aria-label", `${k + 1} dari ${n}: ${slide.judul}`);
      // Only what changed is drawn anew.
      if (section.isi !== slide.isi) { section.isi = slide.isi; section.innerHTML = slide.isi; }
    });
    byId("tayang-tempat").textContent = data.tempat && `${data.tempat} · `;
    byId("tayang-per").textContent = data.per;
    at = Math.min(Math.max(Number.parseInt(pilihan?.slide, 10) || 1, 1), n) - 1;
    [...box.children].forEach((section, k) => { section.hidden = k !== at; });
    const said = `${at + 1} / ${n}`, place = byId("tayang-nomor");
    if (place.dataset.isi !== said) {
      place.dataset.isi = said;
      const title = document.createElement("span");
      title.className = "visually-hidden";
      title.textContent = `: ${slides[at].judul}`;
      place.replaceChildren(said, title);
    }
    for (const [name, end] of [["mundur", 0], ["maju", n - 1]]) document.querySelector(`[data-tayang=${name}]`).disabled = at === end;
    refits = 0;
    fit();
    sizes.disconnect();
    const inner = box.children[at].querySelector(".tayang-pas");
    if (inner) sizes.observe(inner);
    return still();
  }

  /* As large as the slide allows; a chart keeps the width its labels need. */
  function fit() {
    const section = layar()?.children[at], frame = section?.querySelector(".tayang-figur"), inner = section?.querySelector(".tayang-pas");
    if (!inner || inner.querySelector(".brief-peta")) return;
    inner.style.zoom = 1;
    if (innerWidth < 768) return;
    // A chart is drawn anew for another width; until then its drawing says nothing of the height it will have.
    inner.classList.add("tayang-ukur");
    const wide = frame.clientWidth, high = frame.clientHeight;
    const fits = (zoom) => {
      inner.style.zoom = zoom;
      const scroll = inner.querySelector(".brief-gulung");
      // A drawing may be a pixel higher than its place.
      return inner.getBoundingClientRect().height <= high - 4 && (!scroll || scroll.scrollWidth <= scroll.clientWidth + 1);
    };
    let low = 0.5, top = inner.querySelector(".grafik") ? Math.min(3.2, wide / 540) : 3.2;
    for (let k = 0; k < 9; k += 1) {
      const middle = (low + top) / 2;
      if (fits(middle)) low = middle;
      else top = middle;
    }
    inner.style.zoom = Math.floor(low * 100) / 100;
    inner.classList.remove("tayang-ukur");
  }

  // The key of a chart comes with its drawing; a few times are enough, so that two sizes never take turns.
  let refits = 0;
  const sizes = new ResizeObserver(() => { if ((refits += 1) < 5) fit(); });
  addEventListener("resize", () => { refits = 0; fit(); });

  const count = () => layar()?.children.length || 0;
  const show = (k) => { if (count()) go({ slide: Math.min(Math.max(k, 0), count() - 1) + 1 }); };
  const leave = () => { const where = address(); where.delete("slide"); location.assign(`/briefing?${where}`); };
  const whole = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());

  document.addEventListener("click", (event) => {
    const name = event.target.closest("[data-tayang]")?.dataset.tayang;
    if (name === "maju") show(at + 1);
    else if (name === "mundur") show(at - 1);
    else if (name === "penuh") whole();
    else if (name === "tutup") leave();
  });

  document.addEventListener("keydown", (event) => {
    if (!byId("tayang") || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key, target } = event;
    // What has the focus and uses the key itself keeps it.
    if (key === " " && target.closest("button, a, summary")) return;
    if (key.startsWith("Arrow") && target.closest(".grafik-gambar, .brief-gulung")) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": event.shiftKey ? -1 : 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };
    if (key in steps) show(at + steps[key]);
    else if (key === "Home") show(0);
    else if (key === "End") show(count() - 1);
    else if (key === "f" || key === "F") whole();
    else if (key === "Escape" && !document.fullscreenElement) leave();
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !byId("briefing") || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (document.querySelector("#briefing .ajuan-rinci")) go({ paket: null, jadwal: null });
  });

  let touched = null;
  document.addEventListener("touchstart", (event) => { touched = event.touches.length === 1 && event.target.closest("#tayang-layar") ? event.touches[0] : null; }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!touched) return;
    const end = event.changedTouches[0], dx = end.clientX - touched.clientX, dy = end.clientY - touched.clientY;
    touched = null;
    if (Math.abs(dx) > 60 && Math.abs(dx) > 1.5 * Math.abs(dy)) show(at + (dx < 0 ? 1 : -1));
  }, { passive: true });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { briefing: { tanya, isian, pratinjau, hasil, tayangkan } });
})();
