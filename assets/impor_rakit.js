/* Lists of the import page, built here: Dash would take many seconds for the thousand elements of one difference. */
(() => {
  "use strict";

  const NAMES = { className: "class", htmlFor: "for", key: "data-kunci" };

  /* Elements of a tree of html components as the server sends it. */
  function build(part) {
    if (part === null || part === undefined || part === false) return [];
    if (Array.isArray(part)) return part.flatMap(build);
    if (typeof part !== "object") return [document.createTextNode(String(part))];
    const { children, style, ...attributes } = part.props;
    const node = document.createElement(part.type.toLowerCase());
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(NAMES[name] || name, String(value));
    Object.assign(node.style, style);
    node.append(...build(children));
    return [node];
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

  const put = (id, tree) => { const box = document.getElementById(id); if (box) change(box, build(tree)); };

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
