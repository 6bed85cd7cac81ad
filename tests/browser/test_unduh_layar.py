"""A chart and a map are taken away from the screen with the mouse and with the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_a_chart_is_downloaded_from_its_own_menu(visit: Visit, tmp_path: Path) -> None:
    page = visit("/verivali", "supervisor.cimahi")
    chart = page.locator(".grafik").filter(has=page.locator("#verivali-corong"))
    menu = chart.locator("summary", has_text="Unduh")
    expect(menu).to_be_visible()
    menu.click()
    with page.expect_download() as waiting:
        chart.get_by_role("button", name="PNG").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.suffix == ".png"
    assert file.read_bytes().startswith(b"\x89PNG")
    # Done: the menu is closed, and the keyboard is where it was.
    expect(chart.get_by_role("button", name="PNG")).to_be_hidden()
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    expect(chart.get_by_role("button", name="CSV")).to_be_visible()
    page.keyboard.press("Escape")
    expect(chart.get_by_role("button", name="CSV")).to_be_hidden()


def test_the_map_that_is_shown_is_downloaded(visit: Visit) -> None:
    page = visit("/peta?tampil=kartogram", "supervisor.cimahi")
    page.locator("#peta[data-digambar]").wait_for()
    page.locator("#peta-unduh-gambar summary").click()
    link = page.locator("#peta-unduh-gambar").get_by_role("link", name="SVG")
    href = link.get_attribute("href") or ""
    assert "tampil=kartogram" in href
    assert "periode=202611" in href
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename.startswith("siks-progres-verivali-menurut-desa-kota-cimahi")
