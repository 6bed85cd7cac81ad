"""The briefing as people use it: chapters chosen, looked at, made, taken away; the slideshow by keys and finger."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.workflow.briefing_alur import ask, rows
from tests.workflow.finalisasi_alur import as_owner
from workflow.briefing_kerja import kerjakan
from workflow.impor_gudang import use_gudang

Visit = Callable[..., Page]
HERE = "wilayah=3277&program=1&periode=202611"
PHONE = {"width": 390, "height": 844}
# Pixels by which the slide shown is larger than its place.
_OVER = """() => {
  const box = document.querySelector(".tayang-slide:not([hidden])");
  const frame = box.querySelector(".tayang-figur"), inner = box.querySelector(".tayang-pas");
  const wide = document.documentElement.scrollWidth - innerWidth;
  const high = inner ? inner.getBoundingClientRect().height - frame.clientHeight : 0;
  return Math.max(box.scrollHeight - box.clientHeight, wide, high);
}"""
_SWIPE = """() => {
  const target = document.querySelector("#tayang-layar");
  const at = (clientX) => [new Touch({ identifier: 1, target, clientX, clientY: 300 })];
  const tell = (name, touches, changedTouches) =>
    target.dispatchEvent(new TouchEvent(name, { bubbles: true, touches, changedTouches }));
  tell("touchstart", at(300), at(300));
  tell("touchend", [], at(80));
}"""
# More than five minutes later it looks whether there is something new.
_LATER = """() => {
  const then = Date.now();
  Date.now = () => then + 400000;
  dash_clientside.set_props("tayang-detak", { n_intervals: 9 });
}"""
DRAWN = "#brief-pratinjau[aria-busy=false] .brief-bab"


@pytest.fixture
def tempat(own_database: str, geo_dir: Path, tmp_path: Path) -> str:
    """A database of the test's own, with the places of a worker."""
    use_gudang(tmp_path / "impor", geo_dir)
    return own_database


def _no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []


def _number(page: Page) -> int:
    return int(page.locator("#tayang-nomor").inner_text().split("/")[0])


@pytest.mark.usefixtures("tempat")
def test_chapters_are_chosen_looked_at_made_and_taken_away(settled: Visit) -> None:
    page = settled(f"/briefing?{HERE}", "supervisor.cimahi")
    expect(page.locator(DRAWN)).to_have_count(9, timeout=60_000)
    _no_violations(page)
    for name in ("Kuota", "Titik rawan", "Usulan dan alasan penolakan"):
        page.locator("#brief-form").get_by_label(name, exact=True).uncheck()
    expect(page.locator(DRAWN)).to_have_count(6, timeout=60_000)
    assert "rawan" not in page.url
    # The address is the state.
    page.reload()
    expect(page.locator("#brief-form").get_by_label("Kuota", exact=True)).not_to_be_checked()
    expect(page.locator(DRAWN)).to_have_count(6, timeout=60_000)
    page.get_by_role("button", name="Buat paket").click()
    expect(page.locator(".brief-rinci")).to_contain_text("Menunggu giliran")
    expect(page.get_by_role("button", name="Batalkan")).to_be_visible()
    nomor = int(str(rows("SELECT max(id) FROM briefing")[0][0]))
    # Left and returned to.
    page.goto(f"/briefing?paket={nomor}")
    expect(page.locator(".brief-rinci")).to_contain_text("Menunggu giliran")
    kerjakan(nomor)
    expect(page.locator(".brief-rinci")).to_contain_text("siap diunduh")
    _no_violations(page)
    for name, ending in (("PowerPoint", "pptx"), ("PDF", "pdf"), ("Excel", "xlsx")):
        with page.expect_download() as taken:
            page.locator(".brief-rinci").get_by_role("link", name=name).click()
        assert taken.value.suggested_filename == f"briefing-kota-cimahi-bsp-202611-{nomor}.{ending}"
    page.keyboard.press("Escape")
    expect(page.locator(".brief-rinci")).to_have_count(0)


@pytest.mark.usefixtures("tempat")
def test_a_pack_that_waits_is_cancelled_and_asked_for_again(settled: Visit) -> None:
    nomor = ask()
    page = settled(f"/briefing?{HERE}&panel=paket&paket={nomor}", "supervisor.cimahi")
    page.get_by_role("button", name="Batalkan").click()
    expect(page.locator(".brief-rinci")).to_contain_text("dibatalkan")
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.locator(".brief-rinci")).to_contain_text("Menunggu giliran")


@pytest.mark.usefixtures("tempat")
def test_recipients_of_a_schedule_are_found_by_typing_and_what_was_typed_stays(settled: Visit) -> None:
    page = settled(f"/briefing?{HERE}&panel=jadwal&jadwal=baru", "supervisor.cimahi")
    form = page.locator(".brief-form")
    form.get_by_label("Jam (WIB)").fill("13:30")
    form.get_by_label("Cari akun").fill("kepaladinas")
    form.get_by_role("button", name="Tambah").first.click()
    expect(page.locator("#brief-penerima li")).to_have_count(1)
    expect(form.get_by_label("Jam (WIB)")).to_have_value("13:30")
    _no_violations(page)
    form.get_by_role("button", name="Simpan jadwal").click()
    expect(page.locator(".brief-daftar")).to_contain_text("Setiap Senin 13.30 WIB")
    page.get_by_text("Hapus", exact=True).click()
    page.get_by_role("button", name="Ya, hapus jadwal").click()
    expect(page.locator(".brief-panel")).to_contain_text("Belum ada jadwal")


def test_the_slideshow_is_walked_by_keys_and_its_address_keeps_the_slide(visit: Visit) -> None:
    page = visit(f"/briefing/tayang?{HERE}&bab=ringkasan,tren", "supervisor.cimahi")
    expect(page.locator(".tayang-slide:not([hidden]) h2")).to_have_text("Kota Cimahi, Jawa Barat", timeout=60_000)
    expect(page.locator(".siks-kepala")).to_be_hidden()
    for key, slide in (("ArrowRight", 2), ("Space", 3), ("PageDown", 4), ("ArrowLeft", 3), ("PageUp", 2), ("Home", 1)):
        page.keyboard.press(key)
        expect(page.locator("#tayang-nomor")).to_contain_text(re.compile(rf"^{slide} / "))
    page.keyboard.press("End")
    count = page.locator(".tayang-slide").count()
    expect(page.locator("#tayang-nomor")).to_contain_text(f"{count} / {count}")
    page.keyboard.press("ArrowRight")
    assert f"slide={count}" in page.url
    page.reload()
    expect(page.locator("#tayang-nomor")).to_contain_text(f"{count} / {count}", timeout=60_000)
    page.go_back()
    expect(page.locator("#tayang-nomor")).to_contain_text(re.compile("^1 / "))
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/briefing\?(?!.*slide)"))
    expect(page.locator("h1")).to_have_text("Apa yang dibawa ke rapat?")


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 1024, "height": 768}},
                                     {"viewport": {"width": 1920, "height": 1080}}])  # fmt: skip
def test_every_slide_fits_its_screen_in_large_type(visit: Visit, options: dict[str, Any]) -> None:
    page = visit(f"/briefing/tayang?{HERE}", "supervisor.cimahi", **options)
    expect(page.locator(".tayang-slide").first).to_be_visible(timeout=60_000)
    for slide in range(1, page.locator(".tayang-slide").count() + 1):
        expect(page.locator("#tayang-nomor")).to_contain_text(re.compile(rf"^{slide} / "))
        # A chart is drawn a moment after its slide is shown.
        for _ in range(40):
            page.wait_for_timeout(150)
            if (over := page.evaluate(_OVER)) <= 1:
                break
        assert over <= 1, (slide, over)
        if slide in (2, 4, 8):
            _no_violations(page)
        page.keyboard.press("ArrowRight")


def test_on_a_phone_a_slide_scrolls_and_a_finger_turns_it(visit: Visit) -> None:
    page = visit(
        f"/briefing/tayang?{HERE}&bab=ringkasan,kuota&slide=2", "supervisor.cimahi", viewport=PHONE, has_touch=True
    )
    expect(page.locator("#tayang-nomor")).to_contain_text(re.compile("^2 / "), timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(_SWIPE)
    expect(page.locator("#tayang-nomor")).to_contain_text(re.compile("^3 / "))


@pytest.mark.usefixtures("tempat")
def test_slides_take_new_figures_without_leaving_the_slide_that_is_shown(settled: Visit, tempat: str) -> None:
    page = settled(f"/briefing/tayang?{HERE}&bab=kuota&slide=2", "supervisor.cimahi")
    tile = page.locator(".tayang-slide:not([hidden])")
    expect(tile).to_be_visible(timeout=60_000)
    expect(page.locator("#tayang-nomor")).to_contain_text(re.compile("^2 / "))
    before = tile.inner_text()
    page.evaluate("window.penanda = document.querySelector('.tayang-slide:not([hidden])')")
    as_owner(tempat, "UPDATE kuota SET kuota = kuota + 100 WHERE kab = 3277 AND desa = 0 AND periode = 202611")
    page.evaluate(_LATER)
    expect(tile).not_to_have_text(before, timeout=60_000)
    assert _number(page) == 2
    assert page.evaluate("window.penanda === document.querySelector('.tayang-slide:not([hidden])')")
