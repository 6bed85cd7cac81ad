/* The public page of a letter: SHA-256 of a file, computed here. crypto.subtle is missing on plain http, where an
   intranet may serve the portal, and takes whole files only; this reads a file in pieces. */
(() => {
  "use strict";

  const K = new Uint32Array(64);
  const START = new Uint32Array(8);
  // Fractions of the roots of the first primes (FIPS 180-4).
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const part = (root) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
    if (found < 8) START[found] = part(n ** (1 / 2));
    K[found++] = part(n ** (1 / 3));
  }

  class Sha256 {
    constructor() {
      this.h = START.slice();
      this.w = new Uint32Array(64);
      this.rest = new Uint8Array(64);
      this.kept = 0;
      this.length = 0;
    }

    add(data) {
      this.length += data.length;
      let at = 0;
      if (this.kept) {
        at = Math.min(64 - this.kept, data.length);
        this.rest.set(data.subarray(0, at), this.kept);
        this.kept += at;
        if (this.kept < 64) return;
        this.block(this.rest, 0);
      }
      for (; at + 64 <= data.length; at += 64) this.block(data, at);
      this.rest.set(data.subarray(at));
      this.kept = data.length - at;
    }

    block(data, at) {
      const { w, h } = this;
      for (let i = 0; i < 16; i++, at += 4) w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (k + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        k = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      [a, b, c, d, e, f, g, k].forEach((value, i) => { h[i] += value; });
    }

    hex() {
      const bits = this.length * 8;
      const tail = new Uint8Array(this.kept < 56 ? 64 - this.kept : 128 - this.kept);
      tail[0] = 0x80;
      const view = new DataView(tail.buffer);
      view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
      view.setUint32(tail.length - 4, bits >>> 0);
      this.add(tail);
      return Array.from(this.h, (value) => value.toString(16).padStart(8, "0")).join("");
    }
  }

  const PIECE = 1 << 20;

  async function digest(file, progress) {
    const sha = new Sha256();
    for (let at = 0; at < file.size; at += PIECE) {
      sha.add(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
      progress(at / file.size);
    }
    return sha.hex();
  }

  function start() {
    const place = document.getElementById("verifikasi-taruh");
    if (!place) return;
    const said = document.getElementById("verifikasi-hasil");
    const { sidik, sidikPdf, sidikTtd } = place.dataset;
    const names = new Map([
      [sidik, "Cocok: berkas ini berkas data yang disahkan surat ini, tanpa perubahan."],
      [sidikPdf, "Cocok: berkas ini PDF surat seperti dibuat portal, tanpa perubahan."],
      [sidikTtd, "Cocok: berkas ini surat bertanda tangan yang diterima portal, tanpa perubahan."],
    ]);
    names.delete("");
    const tell = (kind, text) => {
      said.dataset.hasil = kind;
      said.textContent = text;
    };
    let turn = 0;
    async function check(file) {
      if (!file) return;
      const own = ++turn;
      tell("hitung", "Menghitung…");
      try {
        const found = await digest(file, (share) => {
          if (own === turn) said.textContent = `Menghitung… ${Math.round(share * 100)} %`;
        });
        if (own !== turn) return;
        const match = names.get(found);
        tell(match ? "sama" : "beda", match || `Tidak cocok dengan berkas mana pun dari surat ini. Sidik berkas: ${found}`);
      } catch {
        if (own === turn) tell("beda", "Berkas tidak dapat dibaca. Pilih lagi berkasnya.");
      }
    }
    place.hidden = false;
    place.querySelector("input").addEventListener("change", (event) => check(event.target.files[0]));
    for (const kind of ["dragenter", "dragover"])
      place.addEventListener(kind, (event) => { event.preventDefault(); place.classList.add("di-atas"); });
    for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.classList.remove("di-atas"));
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      check(event.dataTransfer.files[0]);
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
