/* Lists of the import page, sent as HTML: what is there is changed into it, nothing is drawn twice. */
(() => {
  "use strict";

  /* Elements of what the server sends (components/markup.py, every text in it escaped). */
  function build(html) {
    const template = document.createElement("template");
    template.innerHTML = html || "";
    return [...template.content.childNodes];
  }

  const alike = (old, node) => old.nodeType === node.nodeType && old.nodeName === node.nodeName && old.dataset?.kunci === node.dataset?.kunci;

  function update(old, node) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (old.data !== node.data) old.data = node.data;
      return;
    }
    for (const { name } of [...old.attributes]) if (!node.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    change(old, [...node.childNodes]);
  }

  /* What a box holds becomes what it should hold. What stays is kept, so that a button stays under the finger, the
     focus where it is, and a file its own entry when another one comes before it. */
  function change(box, wanted) {
    const keyed = new Map([...box.children].filter(({ dataset }) => dataset.kunci).map((node) => [node.dataset.kunci, node]));
    let at = box.firstChild;
    for (const node of wanted) {
      const key = node.dataset?.kunci;
      const old = key ? keyed.get(key) : at;
      if (!old || !alike(old, node)) { box.insertBefore(node, at); continue; }
      if (old === at) at = at.nextSibling;
      else box.insertBefore(old, at);
      update(old, node);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  const put = (id, html) => { const box = document.getElementById(id); if (box) change(box, build(html)); };

  /* The list and the head of one file. */
  function tampil(data) {
    if (!data) return;
    put("impor-daftar", data.daftar);
    put("impor-kepala", data.kepala);
  }

  /* Filters and rows of a tab; more rows go below those that are there. */
  function rakit(data) {
    if (!data) return;
    if (!data.tambah) {
      put("impor-saring", data.saring);
      put("impor-isi", data.isi);
      return;
    }
    const box = document.getElementById("impor-isi");
    (box?.querySelector("tbody#impor-temuan-baris") || box)?.append(...build(data.isi));
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { impor_rakit: { tampil, rakit } });
})();
