"""``make pictures``: takes the pictures of the documents from the running portal, never from a mock-up."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from demo.akun import PASSWORD
from settings import Settings
from tests.browser.chromium import FLAGS, find_chromium

FOLDER = Path(__file__).parent / "pictures"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# file, account, address, viewport, colours
PICTURES = (
    ("beranda", "dinsos.jabar", "/", DESKTOP, "light"),
    ("peta-nasional", "pusdatin", "/peta", DESKTOP, "light"),
    ("peta-desa", "supervisor.pangandaran", "/peta?wilayah=3218", DESKTOP, "light"),
    ("kartogram", "pusdatin", "/peta?tampil=kartogram", DESKTOP, "light"),
    ("peta-gelap", "dinsos.jabar", "/peta", DESKTOP, "dark"),
    ("peta-ponsel", "pusdatin", "/peta", PHONE, "light"),
    ("verivali", "pusdatin", "/verivali", DESKTOP, "light"),
    ("desa", "supervisor.cimahi", "/desa/3277011001", DESKTOP, "light"),
    ("impor", "supervisor.cimahi", "/impor", DESKTOP, "light"),
    ("usulan", "supervisor.cimahi", "/usulan?tab=perbaikan&urut=risiko", DESKTOP, "light"),
    ("kuota", "supervisor.cimahi", "/kuota", DESKTOP, "light"),
    ("finalisasi", "dinsos.jabar", "/finalisasi?periode=202610", DESKTOP, "light"),
    ("pengesahan", "supervisor.cimahi", "/pengesahan?wilayah=3277&program=1&periode=202610", DESKTOP, "light"),
    ("kalender", "supervisor.cimahi", "/kalender", DESKTOP, "light"),
    ("briefing", "dinsos.jabar", "/briefing", DESKTOP, "light"),
    ("tayangan", "dinsos.jabar", "/briefing/tayang?slide=5", DESKTOP, "light"),
    ("data-kesos", "supervisor.cimahi", "/data-kesos?bantuan=tanpa", DESKTOP, "light"),
)


def _sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/masuk")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#halaman > *")


def main() -> int:
    """Take every picture; the portal must be running."""
    settings = Settings.from_environment()
    base = f"http://127.0.0.1:{settings.port}"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, username, address, viewport, colours in PICTURES:
            context = browser.new_context(
                viewport=viewport, color_scheme=colours, locale="id-ID", timezone_id="Asia/Jakarta"
            )
            page = context.new_page()
            _sign_in(page, base, username)
            page.goto(f"{base}{address}")
            page.wait_for_load_state("networkidle")
            if name == "usulan":
                # The queue shows its case once one is opened.
                page.keyboard.press("j")
            page.wait_for_timeout(2000)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
