"""The page of one desa in a browser: sections, a note and its undo, hostile text, clicks that filter, phone, axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
MELONG = "/desa/3277011001"
# Milliseconds for an answer of the server; the machine may be busy.
PATIENCE = 15_000


@pytest.fixture
def desa(visit: Visit) -> Callable[..., Page]:
    def _open(username: str, path: str = MELONG, **options: object) -> Page:
        page = visit(path, username, **options)
        page.wait_for_selector("#desa-titik svg[role=img]")
        page.wait_for_selector("#desa-garis svg[role=img]")
        return page

    return _open


def violations(page: Page) -> list[str]:
    found = Axe().run(page, context={"include": [["#halaman"]]}, options={"resultTypes": ["violations"]})
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


def test_a_supervisor_reads_what_happens_and_what_blocks(desa: Callable[..., Page]) -> None:
    page = desa("supervisor.cimahi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Apa yang terjadi di kelurahan Melong?")
    expect(page.locator("#remah")).to_contain_text("Melong")
    for name in ("Apa yang menghalangi finalisasi?", "Kemajuan harian", "Desa sekitar", "Petugas", "Catatan"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Ganti tampilan").click()
    assert violations(page) == []


def test_a_status_is_shown_alone_on_the_map_and_back_returns(desa: Callable[..., Page]) -> None:
    page = desa("supervisor.cimahi")
    page.locator("#desa-susunan").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=*")
    expect(page.locator("#desa-peta")).to_contain_text("Hanya status", timeout=PATIENCE)
    page.go_back()
    expect(page.locator("#desa-peta")).not_to_contain_text("Hanya status", timeout=PATIENCE)


def test_a_click_on_a_past_periode_goes_there(desa: Callable[..., Page]) -> None:
    page = desa("supervisor.cimahi")
    page.locator("#desa-lalu-progres .g-data").first.click()
    page.wait_for_url("**periode=*")
    expect(page.locator("#desa-ukuran")).to_contain_text("Target akhir", timeout=PATIENCE)


def test_a_note_is_text_whatever_it_holds_and_can_be_taken_back(own_database: str, desa: Callable[..., Page]) -> None:
    page = desa("supervisor.cimahi")
    hostile = "<img src=x onerror=document.title='rusak'> **tebal** [tautan](javascript:alert(1))"
    page.get_by_label("Tulis catatan").fill(hostile)
    page.get_by_role("button", name="Simpan catatan").click()
    note = page.locator(".desa-catatan li")
    expect(note).to_contain_text(hostile, timeout=PATIENCE)
    expect(note).to_contain_text("Asep Hidayat")
    assert note.locator("img, a, strong").count() == 0
    assert "rusak" not in page.title()
    expect(page.get_by_label("Tulis catatan")).to_have_value("")
    page.get_by_role("button", name="Urungkan").click()
    expect(page.locator("#desa-kabar")).to_contain_text("Catatan diurungkan.", timeout=PATIENCE)
    expect(page.locator("#desa-catatan")).to_contain_text("Belum ada catatan.", timeout=PATIENCE)


def test_an_empty_note_is_refused_in_words_and_what_is_typed_stays(
    own_database: str, desa: Callable[..., Page]
) -> None:
    page = desa("supervisor.cimahi")
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.locator("#pemberitahuan")).to_contain_text("Catatan masih kosong", timeout=PATIENCE)
    other = desa("dinsos.jabar")
    other.get_by_label("Tulis catatan").fill("Sudah saya telepon")
    page.get_by_label("Tulis catatan").fill("Sedang mengetik")
    other.get_by_role("button", name="Simpan catatan").click()
    # The note of the other one arrives by itself, without touching what is being typed.
    expect(page.locator("#desa-catatan")).to_contain_text("Sudah saya telepon", timeout=PATIENCE)
    expect(page.get_by_label("Tulis catatan")).to_have_value("Sedang mengetik")


def test_leadership_sees_the_outline_and_no_household(desa: Callable[..., Page]) -> None:
    page = desa("pimpinan.cimahi")
    expect(page.locator("#desa-peta")).to_contain_text("hanya tampil bagi peran")
    assert page.locator("#desa-titik .g-titik, #desa-titik .g-titik-cincin").count() == 0
    expect(page.get_by_label("Tulis catatan")).to_have_count(0)


def test_a_phone_reads_it_in_one_column(desa: Callable[..., Page]) -> None:
    page = desa("pimpinan.cimahi", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []


def test_a_wrong_address_says_so(visit: Visit) -> None:
    page = visit("/desa/3277019999", "supervisor.cimahi")
    expect(page.get_by_role("heading", name="Halaman desa tidak dapat dibuka")).to_be_visible()
