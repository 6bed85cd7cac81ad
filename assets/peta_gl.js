/* One MapLibre map: a sheet of areas coloured by feature-state, grey neighbours, desa tiles when close. */
(() => {
  "use strict";
  const peta = (window.siksPeta = window.siksPeta || {});

  const LOCALE = {
    "Map.Title": "Peta wilayah",
    "NavigationControl.ZoomIn": "Perbesar",
    "NavigationControl.ZoomOut": "Perkecil",
    "ScaleControl.Feet": "kaki", "ScaleControl.Kilometers": "km", "ScaleControl.Meters": "m",
    "ScaleControl.Miles": "mil", "ScaleControl.NauticalMiles": "mil laut",
    "CooperativeGesturesHandler.WindowsHelpText": "Tahan Ctrl sambil menggulir untuk memperbesar peta",
    "CooperativeGesturesHandler.MacHelpText": "Tahan ⌘ sambil menggulir untuk memperbesar peta",
    "CooperativeGesturesHandler.MobileHelpText": "Gunakan dua jari untuk menggeser peta",
  };
  // Below these zooms desa (kecamatan) are dots; a sheet that already fits closer pushes its tiles further in.
  const ZOOM_KEC = 6, ZOOM_DESA = 8, BEYOND_FIT = 1.5;

  let library = null;
  /* Load MapLibre once, from our own server, when the first map is needed. */
  peta.muatMaplibre = (js, css) => {
    library = library || new Promise((resolve, reject) => {
      document.head.append(peta.el("link", { rel: "stylesheet", href: css }));
      const script = peta.el("script", { src: js, onload: () => resolve(window.maplibregl) });
      script.addEventListener("error", () => { library = null; reject(new Error("maplibre")); });
      document.head.append(script);
    });
    return library;
  };

  peta.adaWebgl = () => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2") || canvas.getContext("webgl");
    // A context that is only being probed is given back: browsers allow few at a time.
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  };

  // The state of an area is the place of its colour in one palette, so that a change of measure or of the direction
  // of the ramp changes states only: a new paint expression would make the map evaluate every vertex again.
  const PALETTE = ["seq-1", "seq-2", "seq-3", "seq-4", "seq-5", "div-1", "div-2", "div-3", "div-4", "div-5",
    "fin-terbuka", "fin-siap", "fin-difinalisasi", "fin-disahkan", "fin-pusat", "fin-ditetapkan", "fin-dikembalikan", "nodata", "berhenti", "samar"];
  const NODATA = PALETTE.indexOf("nodata"), BERHENTI = PALETTE.indexOf("berhenti"), SAMAR = PALETTE.indexOf("samar");
  const STATE = ["coalesce", ["feature-state", "k"], -9];
  const fillColor = () => ["match", STATE, ...PALETTE.flatMap((name, index) => [index, peta.warna(name)]), peta.warna("latar")];
  // Patterns over areas without a figure: lines where there is none, dots where it is not told.
  const PATTERN = { arsir: ["case", ["all", [">=", STATE, NODATA], ["<", STATE, SAMAR]], 1, 0], bintik: ["case", ["==", STATE, SAMAR], 1, 0] };
  const patterned = { arsir: (kelas) => kelas === 0 || kelas === -1, bintik: (kelas) => kelas === -2 };
  /* Place in the palette of a class: 1 and up along the ramp, 0 no data, -1 stands still, -2 not told. */
  const place = (kelas, ramp) => (kelas > 0 ? PALETTE.indexOf(ramp[kelas - 1]) : [NODATA, BERHENTI, SAMAR][-kelas]);
  const width = (plain) => ["case",
    ["boolean", ["feature-state", "pilih"], false], 3,
    ["boolean", ["feature-state", "sorot"], false], 2.2, plain];
  const line = (plain) => ["case",
    ["boolean", ["feature-state", "pilih"], false], peta.warna("ink"),
    ["boolean", ["feature-state", "sorot"], false], peta.warna("ink"), plain];

  const hatchImage = (color) => {
    const size = 16;
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const pen = canvas.getContext("2d");
    pen.strokeStyle = color;
    pen.lineWidth = 2;
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift - 2, size + 2);
      pen.lineTo(shift + size + 2, -2);
    }
    pen.stroke();
    return pen.getImageData(0, 0, size, size);
  };

  const dotImage = (color) => {
    const size = 12;
    const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const pen = canvas.getContext("2d");
    pen.fillStyle = color;
    for (const at of [size / 4, (3 * size) / 4]) { pen.beginPath(); pen.arc(at, at, 1.6, 0, 2 * Math.PI); pen.fill(); }
    return pen.getImageData(0, 0, size, size);
  };

  peta.PetaGL = class {
    /* `events`: sorot(kode, point), lepas(), klik(kode, point, touch), tampak({level, induk}). */
    constructor(container, events) {
      this.container = container;
      this.events = events;
      this.colored = new Set();
      this.tileColored = { kec: new Set(), desa: new Set() };
      this.marks = { sorot: null, pilih: null };
      this.spec = null;
    }

    async mulai(spec) {
      const maplibregl = await peta.muatMaplibre(spec.pustaka.js, spec.pustaka.css);
      const touch = matchMedia("(pointer: coarse)").matches;
      this.map = new maplibregl.Map({
        container: this.container, style: { version: 8, sources: {}, layers: [] },
        bounds: spec.geo.bbox, fitBoundsOptions: { padding: this.padding(spec) },
        attributionControl: false, keyboard: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
        maxPitch: 0, maxZoom: 14, minZoom: 1.5, renderWorldCopies: false, fadeDuration: 0,
        cooperativeGestures: touch, locale: LOCALE,
      });
      this.map.touchZoomRotate.disableRotation();
      this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
      this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-left");
      const canvas = this.map.getCanvas();
      canvas.setAttribute("role", "application");
      canvas.setAttribute("aria-roledescription", "peta");
      this.bind();
      await new Promise((resolve) => this.map.once("load", resolve));
      this.map.addImage("arsir", hatchImage(peta.warna("arsir")), { pixelRatio: 2 });
      this.map.addImage("bintik", dotImage(peta.warna("arsir")), { pixelRatio: 2 });
      this.map.addLayer({ id: "laut", type: "background", paint: { "background-color": peta.warna("laut") } });
      return this;
    }

    /* Room for what lies on the map; Indonesia itself leaves the corner of the legend empty. */
    padding(spec = this.spec) {
      const box = this.container.getBoundingClientRect(), whole = spec.wilayah.kode === 0;
      if (innerWidth < 576) return 14;
      if (spec.banding?.cara === "sisi") return { top: 48, bottom: 212, left: 16, right: 16 };
      return { top: 24, bottom: whole ? 30 : 64, left: whole ? 16 : 236, right: whole ? 16 : 48 };
    }

    bind() {
      const map = this.map;
      map.on("mousemove", (event) => {
        const kode = this.at(event.point);
        map.getCanvas().style.cursor = kode === null ? "" : "pointer";
        if (kode === null) this.events.lepas();
        else this.events.sorot(kode, event.originalEvent);
      });
      map.on("mouseout", () => this.events.lepas());
      map.on("click", (event) => {
        const kode = this.at(event.point);
        if (kode !== null) this.events.klik(kode, event.originalEvent);
      });
      map.on("moveend", () => this.lapor());
      map.on("sourcedata", (event) => {
        if (event.sourceId === "ubin" && event.isSourceLoaded) this.lapor();
      });
    }

    /* Code of the coloured area under a point; grey neighbours have none. */
    at(point) {
      const layers = ["ubin-desa", "ubin-kec", "isi"].filter((id) => this.map.getLayer(id));
      for (const feature of this.map.queryRenderedFeatures(point, { layers })) {
        if (feature.layer.id !== "isi") {
          if (this.events.kenal(feature.id)) return feature.id;
        } else if (this.colored.has(feature.id)) return feature.id;
      }
      return null;
    }

    /* Put the areas of a spec on the map; same sheet, same neighbours: only colours move. */
    gambar(spec) {
      const before = this.spec;
      this.spec = spec;
      const key = (s) => s && [s.geo.lembar, JSON.stringify(s.geo.latar), s.geo.saring, s.geo.ubin?.url].join(" ");
      const fresh = key(before) !== key(spec);
      if (fresh) this.susun(spec);
      else this.cat();
      if (fresh) {
        this.map.fitBounds(spec.geo.bbox, { padding: this.padding(), animate: Boolean(before) && !peta.tenang(), duration: 500 });
      }
      return fresh;
    }

    susun(spec) {
      const map = this.map;
      for (const layer of map.getStyle().layers) if (layer.id !== "laut") map.removeLayer(layer.id);
      for (const source of Object.keys(map.getStyle().sources)) map.removeSource(source);
      this.colored.clear();
      this.tileColored = { kec: new Set(), desa: new Set() };
      this.marks = { sorot: null, pilih: null };
      this.reported = null;
      spec.geo.latar.forEach(({ url, tanpa }, index) => {
        const filter = tanpa === null ? true : ["!=", ["floor", ["/", ["id"], 100]], tanpa];
        const id = `latar-${index}`;
        map.addSource(id, { type: "geojson", data: url, tolerance: 0.4 });
        map.addLayer({ id, type: "fill", source: id, filter, paint: {} });
        map.addLayer({ id: `${id}-garis`, type: "line", source: id, filter, paint: {} });
      });
      map.addSource("lembar", { type: "geojson", data: spec.geo.lembar, tolerance: 0.25, maxzoom: 12 });
      map.addLayer({ id: "isi", type: "fill", source: "lembar", paint: {} });
      for (const [id, opacity] of Object.entries(PATTERN)) {
        map.addLayer({ id, type: "fill", source: "lembar", paint: { "fill-pattern": id, "fill-opacity": opacity }, layout: { visibility: "none" } });
      }
      map.addLayer({ id: "garis", type: "line", source: "lembar", paint: {}, layout: { "line-join": "round" } });
      if (spec.geo.ubin) this.susunUbin(spec);
      this.cat();
    }

    susunUbin(spec) {
      const map = this.map, { url, minzoom, maxzoom } = spec.geo.ubin;
      map.addSource("ubin", { type: "vector", tiles: [location.origin + url], minzoom, maxzoom });
      const fit = map.cameraForBounds(spec.geo.bbox, { padding: this.padding() })?.zoom ?? ZOOM_KEC;
      const kecFrom = Math.max(ZOOM_KEC, fit + BEYOND_FIT);
      const desaFrom = Math.max(ZOOM_DESA, fit + BEYOND_FIT + (spec.level < 3 ? 1 : 0));
      this.tileZoom = { kec: spec.level < 3 ? kecFrom : Infinity, desa: desaFrom };
      // Below the tiles the sheet is only a hint, or its coarser coast would show as land in the sea.
      const from = Math.min(this.tileZoom.kec, desaFrom);
      map.setPaintProperty("isi", "fill-opacity", ["step", ["zoom"], 1, from, 0.2]);
      map.setPaintProperty("garis", "line-opacity", ["step", ["zoom"], 1, from, 0]);
      if (spec.level < 3 && kecFrom < desaFrom) this.lapisUbin("kec", kecFrom, desaFrom);
      this.lapisUbin("desa", desaFrom, 24);
    }

    lapisUbin(layer, minzoom, maxzoom) {
      const common = { source: "ubin", "source-layer": layer, minzoom, maxzoom };
      this.map.addLayer({ id: `ubin-${layer}`, type: "fill", ...common, paint: {} });
      this.map.addLayer({ id: `ubin-${layer}-garis`, type: "line", ...common, paint: {}, layout: { "line-join": "round" } });
    }

    /* Colours from the theme; called again when the reader changes it. */
    cat() {
      const map = this.map;
      const seam = peta.warna("batas");
      const thin = this.spec.kolom.kode.length > 200 ? 0.4 : 0.8;
      const set = (id, paint) => {
        if (map.getLayer(id)) for (const [name, value] of Object.entries(paint)) map.setPaintProperty(id, name, value);
      };
      const paintKey = [thin, ...["latar", "laut", "ink", "batas", "berhenti", "samar"].map(peta.warna)].join();
      if (this.painted !== paintKey || map.getPaintProperty("isi", "fill-color") === undefined) {
        this.painted = paintKey;
        set("laut", { "background-color": peta.warna("laut") });
        this.spec.geo.latar.forEach((_, index) => {
          set(`latar-${index}`, { "fill-color": peta.warna("latar") });
          set(`latar-${index}-garis`, { "line-color": seam, "line-width": 0.4 });
        });
        map.updateImage("arsir", hatchImage(peta.warna("arsir")));
        map.updateImage("bintik", dotImage(peta.warna("arsir")));
        for (const id of ["isi", "ubin-kec", "ubin-desa"]) set(id, { "fill-color": fillColor(), "fill-antialias": false });
        set("garis", { "line-color": line(seam), "line-width": width(thin) });
        for (const id of ["ubin-kec-garis", "ubin-desa-garis"]) set(id, { "line-color": line(seam), "line-width": width(0.5) });
      }
    }

    /* Class of every area shown, by code. */
    warnai(kode, kelas) {
      const map = this.map, { ramp } = this.spec.legenda;
      // A pattern costs a second pass over every area; it is there only where something carries it.
      for (const [id, carries] of Object.entries(patterned)) {
        const seen = kelas.some(carries) ? "visible" : "none";
        if (map.getLayoutProperty(id, "visibility") !== seen) map.setLayoutProperty(id, "visibility", seen);
      }
      for (let i = 0; i < kode.length; i += 1) {
        map.setFeatureState({ source: "lembar", id: kode[i] }, { k: place(kelas[i], ramp) });
        this.colored.add(kode[i]);
      }
      if (this.colored.size > kode.length) {
        const shown = new Set(kode);
        for (const old of this.colored) {
          if (!shown.has(old)) { map.removeFeatureState({ source: "lembar", id: old }, "k"); this.colored.delete(old); }
        }
      }
    }

    warnaiUbin(layer, entries) {
      if (!this.map.getSource("ubin")) return;
      for (const [kode, kelas] of entries) {
        this.map.setFeatureState({ source: "ubin", sourceLayer: layer, id: kode }, { k: place(kelas, this.spec.legenda.ramp) });
        this.tileColored[layer].add(kode);
      }
    }

    lupakanUbin() {
      if (this.map.getSource("ubin")) {
        for (const layer of ["kec", "desa"]) this.map.removeFeatureState({ source: "ubin", sourceLayer: layer });
      }
      this.tileColored = { kec: new Set(), desa: new Set() };
      this.reported = null;
    }

    /* Mark one area as hovered or selected, and unmark the one before. */
    tandai(kind, kode) {
      if (this.marks[kind] === kode || !this.map.getSource("lembar")) return;
      for (const [target, value] of [[this.marks[kind], false], [kode, true]]) {
        if (target === null) continue;
        this.map.setFeatureState({ source: "lembar", id: target }, { [kind]: value });
        const layer = target > 1e6 ? "desa" : "kec";
        if (this.map.getSource("ubin")) this.map.setFeatureState({ source: "ubin", sourceLayer: layer, id: target }, { [kind]: value });
      }
      this.marks[kind] = kode;
    }

    /* Which tile layer is on show and over which parents: asks the page for their figures. */
    lapor() {
      if (!this.map.getSource("ubin") || !this.tileZoom) return;
      const zoom = this.map.getZoom();
      const layer = zoom >= this.tileZoom.desa ? "desa" : zoom >= this.tileZoom.kec ? "kec" : null;
      this.events.rincian(layer);
      if (layer === null) { this.reported = null; return; }
      const divisor = layer === "desa" ? 1e6 : 1e4;
      const parents = new Set();
      for (const feature of this.map.queryRenderedFeatures({ layers: [`ubin-${layer}`] })) {
        parents.add(Math.floor(feature.id / divisor));
      }
      const induk = [...parents].sort((a, b) => a - b);
      const key = `${layer}:${induk.join()}`;
      if (key !== this.reported) { this.reported = key; this.events.tampak(layer, induk); }
    }

    /* Where an area is on screen, for the tooltip of a keyboard reader. */
    titik(kode) {
      const parts = this.map.getSource("lembar") ? this.map.querySourceFeatures("lembar", { filter: ["==", ["id"], kode] }) : [];
      let box = null;
      for (const part of parts) {
        const walk = (c) => {
          if (typeof c[0] === "number") {
            box = box ? [Math.min(box[0], c[0]), Math.min(box[1], c[1]), Math.max(box[2], c[0]), Math.max(box[3], c[1])] : [c[0], c[1], c[0], c[1]];
          } else c.forEach(walk);
        };
        walk(part.geometry.coordinates);
      }
      return box && this.map.project([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    }

    hapus() { this.map?.remove(); this.map = null; }
  };
})();
