/* The page of one desa: the offer to take a note back ends after 30 s; lists stay open when figures are redrawn. */
(() => {
  "use strict";
  let ends = 0;
  const open = new Map();

  function batasUrung(number) {
    clearTimeout(ends);
    if (number) ends = setTimeout(() => window.dash_clientside.set_props("desa-kabar", { hidden: true }), 30000);
    return number ? String(number) : null;
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.dataset?.buka) open.set(event.target.dataset.buka, event.target.open);
  }, true);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        for (const list of node.querySelectorAll("details[data-buka]")) if (open.has(list.dataset.buka)) list.open = open.get(list.dataset.buka);
      }
    }
  }).observe(document.documentElement, { subtree: true, childList: true });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { desa: { batasUrung } });
})();
