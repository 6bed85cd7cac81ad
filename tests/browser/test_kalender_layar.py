"""The calendar as people use it: from month to month by keyboard, on a phone, and more time for a kab."""

from __future__ import annotations

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


def test_months_are_turned_by_keyboard_and_stand_in_the_address(settled: Visit) -> None:
    page = settled("/kalender", "supervisor.cimahi")
    expect(page.get_by_role("heading", name="November 2026", exact=True)).to_be_visible(timeout=20_000)
    page.locator("#kalender-sesudah").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Desember 2026", exact=True)).to_be_visible()
    page.wait_for_url(re.compile("bulan=202612"))
    expect(page.locator("#kalender-isi")).to_contain_text("Kelahiran Yesus Kristus")
    # The next press turns on: focus stays where it was.
    expect(page.locator("#kalender-sesudah")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="November 2026", exact=True)).to_be_visible()
    expect(page.locator("#kalender-daftar")).to_contain_text(re.compile(r"tutup \d+ hari \d+ jam lagi"))


def test_a_phone_reads_the_days_below_each_other(settled: Visit) -> None:
    page = settled("/kalender", "supervisor.cimahi", viewport=PHONE)
    expect(page.locator("#kalender-isi")).to_contain_text("verivali & usulan tutup 23.59", timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator(".kalender-kosong").first).to_be_hidden()


def test_pusdatin_gives_a_kab_more_time_and_takes_it_back(settled: Visit) -> None:
    page = settled("/kalender?wilayah=3218", "pusdatin")
    page.get_by_text("Beri Kabupaten Pangandaran").click(timeout=20_000)
    page.get_by_label("Kegiatan").select_option("usulan")
    page.get_by_label("Sampai hari").fill("2026-11-27")
    page.get_by_label("Alasan").fill("Jaringan putus selama tiga hari.")
    page.get_by_role("button", name="Beri waktu").click()
    notice = page.locator("#kalender-diberi")
    expect(notice).to_contain_text("Usulan BSP/Sembako November 2026 dibuka sampai 27 Nov 23.59 WIB.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=re.compile("Cabut pengecualian")).click()
    expect(notice).to_contain_text("Dicabut")


def test_nothing_on_the_page_is_out_of_reach(settled: Visit) -> None:
    page = settled("/kalender", "pusdatin")
    expect(page.locator(".kalender-bulan")).to_be_visible(timeout=20_000)
    page.get_by_text("Setelan pusat").click()
    expect(page.get_by_role("button", name="Simpan setelan")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []
