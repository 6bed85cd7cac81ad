"""The finalisasi page as its readers use it: the board in four views, a rule opened, the act with its dialog."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.workflow.finalisasi_alur import as_owner, make_ready, stored

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


def test_the_board_shows_the_same_states_as_table_map_kartogram_and_matrix(visit: Visit) -> None:
    page = visit("/finalisasi?wilayah=32", "dinsos.jabar")
    expect(page.locator("#finalisasi-atas")).to_contain_text("sudah difinalisasi", timeout=20_000)
    expect(page.locator("#finalisasi-tabel .siks-tanda").first).to_contain_text("Terbuka")
    page.get_by_role("link", name="Matriks periode").click()
    expect(page.locator("td a[title='Kota Cimahi, November 2026: Terbuka']")).to_be_visible()
    page.get_by_role("link", name="Kartogram").click()
    expect(page.locator("[data-kode='3277']")).to_have_attribute("aria-label", re.compile("Kota Cimahi: Terbuka"))
    page.get_by_role("link", name="Peta", exact=True).last.click()
    expect(page.locator("#finalisasi[data-digambar=peta]")).to_be_visible(timeout=20_000)
    expect(page.locator("#finalisasi-peta-legenda")).to_contain_text("Siap difinalisasi")
    page.get_by_role("link", name="Tabel", exact=True).click()
    page.locator("#finalisasi-tabel").get_by_text("Kota Cimahi").click()
    expect(page.get_by_role("heading", name="Apa yang masih menahan finalisasi?")).to_be_visible()


def test_a_rule_opens_onto_its_desa_and_rows_and_stays_in_the_address(visit: Visit) -> None:
    page = visit("/finalisasi?wilayah=3277", "supervisor.cimahi")
    page.get_by_role("link", name="Dikembalikan dan belum diperbaiki").click()
    page.wait_for_url(re.compile("aturan=dikembalikan"))
    lists = page.locator(".fin-rincian .fin-tabel")
    expect(lists).to_have_count(2)
    page.locator(".fin-rincian .fin-tabel").first.locator("td.fin-angka a").first.click()
    page.wait_for_url(re.compile(r"desa=3277\d+"))
    page.go_back()
    expect(lists).to_have_count(2)
    expect(page.get_by_role("button", name="Finalisasi Kota Cimahi")).to_be_disabled()


def test_the_dialog_sends_a_session_without_a_code_to_the_profile(own_database: str, settled: Visit) -> None:
    make_ready(own_database)
    page = settled("/finalisasi?wilayah=3277", "supervisor.cimahi")
    page.get_by_role("button", name="Finalisasi Kota Cimahi").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("kode autentikator")
    expect(dialog.get_by_role("link", name="Buka Profil")).to_have_attribute("href", "/profil")


def test_a_supervisor_types_the_name_and_closes_the_month(own_database: str, settled: Visit) -> None:
    make_ready(own_database)
    page = settled("/finalisasi?wilayah=3277", "supervisor.cimahi")
    button = page.get_by_role("button", name="Finalisasi Kota Cimahi")
    expect(button).to_be_enabled()
    # As if the code had been given at the login.
    as_owner(own_database, "UPDATE sesi SET totp = true")
    button.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Menjadi final dan terkunci")
    dialog.get_by_role("textbox").fill("Kota Bandung")
    dialog.get_by_role("button", name="Finalisasi").click()
    assert stored().versi == 0
    dialog.get_by_role("textbox").fill("Kota Cimahi")
    dialog.get_by_role("button", name="Finalisasi").click()
    expect(page.locator("#finalisasi-kabar")).to_contain_text("Kota Cimahi difinalisasi", timeout=20_000)
    expect(page.locator("#fin-tertutup")).to_contain_text("Sidik berkas data")
    sidik = stored().sidik
    assert sidik is not None
    expect(page.locator(".fin-sidik")).to_have_text(sidik.hex())
    page.get_by_role("link", name=re.compile("Versi 1:")).click()
    expect(page.locator("#fin-beda")).to_contain_text("Data sekarang sama dengan salinan versi 1.")


@pytest.mark.parametrize(
    "path", ["/finalisasi?wilayah=32&tampil=matriks", "/finalisasi?wilayah=3277&aturan=dikembalikan"]
)
def test_no_serious_barrier_and_nothing_wider_than_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, "dinsos.jabar", viewport=PHONE)
    page.wait_for_selector(".fin-matriks-tabel, .fin-rincian")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []
