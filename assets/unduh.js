/* Menus from which charts and maps are taken away. A chart is sent back as the server wrote it, with its signature;
   maps are plain links to the address shown. */
(() => {
  "use strict";
  const token = () => document.querySelector("form[action='/keluar'] [name=csrf_token]")?.value || "";
  const menus = () => document.querySelectorAll("details.unduh[open]");

  const say = (menu, text) => {
    let note = menu.querySelector(".unduh-kabar");
    if (!note) {
      note = Object.assign(document.createElement("p"), { className: "unduh-kabar" });
      note.setAttribute("role", "status");
      menu.querySelector(".unduh-isi").append(note);
    }
    note.textContent = text;
  };

  async function take(button) {
    const menu = button.closest(".unduh"), { grafik: spek, asal, tanda } = button.closest(".grafik").querySelector("[data-tanda]").dataset;
    button.disabled = true;
    say(menu, "Menyiapkan berkas…");
    try {
      const answer = await fetch(`/grafik/unduh?format=${button.dataset.unduh}`, {
        method: "POST", body: JSON.stringify({ spek, asal, tanda }),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      });
      if (!answer.ok) {
        const told = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).pesan : "";
        say(menu, told || "Grafik ini tidak dapat diunduh. Muat ulang halaman, lalu unduh lagi.");
        return;
      }
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"))?.[1] || "grafik";
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await answer.blob()), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      say(menu, "");
      menu.open = false;
      menu.querySelector("summary").focus();
    } catch {
      say(menu, "Sambungan terputus. Coba lagi.");
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
    const button = event.target.closest(".unduh [data-unduh]");
    if (button) take(button);
    else if (event.target.closest(".unduh a")) event.target.closest(".unduh").open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    }
  });

  /* Links of a menu follow the address that is shown: `alamat` holds its parts. */
  window.siksUnduh = {
    arahkan: (menu, alamat) => {
      for (const link of menu.querySelectorAll("a[data-format]")) {
        link.search = new URLSearchParams({ ...alamat, format: link.dataset.format });
      }
    },
  };
})();
