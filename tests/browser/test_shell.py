"""The shell as its readers use it: signing in, finding a wilayah, dark mode, the end of a session, phone, print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


def _violations(page: Page) -> list[str]:
    """Serious and critical findings outside the page's own content, which its own tests look at."""
    found = Axe().run(page, context={"exclude": [["#halaman"]]}, options={"resultTypes": ["violations"]})
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


def _choose(page: Page, text: str) -> None:
    picker = page.get_by_role("combobox", name="Pilih wilayah")
    picker.click()
    picker.fill(text)
    page.get_by_role("option").nth(0).wait_for()


def test_a_reader_signs_in_and_reaches_the_page_that_was_asked_for(visit: Visit) -> None:
    page = visit("/peta?wilayah=3277", "supervisor.cimahi")
    assert page.url.endswith("/peta?wilayah=3277")
    expect(page.locator("#remah")).to_contain_text("Kota Cimahi")
    expect(page.get_by_role("contentinfo")).to_contain_text("Angka per")
    expect(page.get_by_role("navigation", name="Menu utama").get_by_text("Peta")).to_have_attribute(
        "aria-current", "page"
    )


def test_levels_above_the_reader_are_words_and_not_links(visit: Visit) -> None:
    page = visit("/peta?wilayah=327701", "supervisor.cimahi")
    trail = page.locator("#remah")
    expect(trail).to_contain_text("Cimahi Selatan")
    assert trail.get_by_role("link").all_inner_texts() == ["Kota Cimahi"]


def test_a_wilayah_is_found_by_keyboard_and_back_returns(visit: Visit) -> None:
    page = visit("/peta", "pusdatin")
    page.locator("#remah").get_by_text("Indonesia").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("kab pangandaran")
    first = page.get_by_role("option").nth(0)
    expect(first).to_contain_text("Pangandaran")
    page.keyboard.press("Enter")
    page.wait_for_url("**/peta?wilayah=3218")
    expect(page.locator("#remah")).to_contain_text("Pangandaran")
    expect(page.get_by_role("combobox", name="Pilih wilayah")).to_have_value("Kabupaten Pangandaran")
    page.locator("#remah").get_by_role("link", name="Jawa Barat").click()
    page.wait_for_url("**/peta?wilayah=32")
    page.go_back()
    page.wait_for_url("**/peta?wilayah=3218")
    expect(page.locator("#remah")).to_contain_text("Pangandaran")


def test_the_picker_shows_parents_and_says_when_nothing_is_found(visit: Visit) -> None:
    page = visit("/peta", "pusdatin")
    _choose(page, "sidomulyo")
    expect(page.get_by_role("option").nth(0)).to_contain_text("Kecamatan di Kab. Lampung Selatan, Lampung")
    expect(page.get_by_role("option").nth(1)).to_contain_text("di Kec.")
    page.get_by_role("combobox", name="Pilih wilayah").fill("zzzzqqq")
    expect(page.locator(".siks-cari-kabar")).to_contain_text("Tidak ada wilayah")
    page.keyboard.press("Escape")
    expect(page.locator("#daftar-wilayah")).to_be_hidden()


def test_programme_and_periode_are_in_the_address(visit: Visit) -> None:
    page = visit("/peta", "pusdatin")
    page.get_by_label("Periode", exact=True).select_option("202610")
    page.wait_for_url("**periode=202610**")
    page.get_by_label("Program", exact=True).select_option("2")
    page.wait_for_url("**program=2**")
    assert "periode" not in page.url


def test_dark_mode_follows_the_system_and_a_choice_is_remembered(visit: Visit) -> None:
    page = visit("/peta", "pusdatin", color_scheme="dark")
    root = page.locator("html")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.locator("#tema").click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.locator("#tema").click()
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_page_and_the_shell_can_be_used_by_everyone(visit: Visit, scheme: str) -> None:
    page = visit("/masuk", color_scheme=scheme)
    assert _violations(page) == []
    page = visit("/peta?wilayah=3277", "supervisor.cimahi", color_scheme=scheme)
    expect(page.locator("#remah")).to_contain_text("Kota Cimahi")
    page.locator("details.siks-akun summary").click()
    assert _violations(page) == []
    _choose(page, "cimahi")
    assert _violations(page) == []


def test_on_a_phone_nothing_is_wider_than_the_screen(visit: Visit) -> None:
    for path, username in (("/masuk", None), ("/peta?wilayah=3277", "supervisor.cimahi")):
        page = visit(path, username, viewport=PHONE, has_touch=True, is_mobile=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_keyboard_reaches_the_content_first_when_asked(visit: Visit) -> None:
    page = visit("/peta", "pusdatin")
    page.locator("#remah").get_by_text("Indonesia").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Langsung ke isi halaman")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()


def test_the_reader_signs_out_from_the_menu(visit: Visit) -> None:
    page = visit("/peta", "supervisor.cimahi")
    page.locator("details.siks-akun summary").click()
    expect(page.locator(".siks-akun-isi")).to_contain_text("Supervisor kab/kota")
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk")
    page.goto("/peta")
    assert "/masuk?next=" in page.url


def test_print_has_its_own_header(visit: Visit, tmp_path: Path) -> None:
    page = visit("/peta?wilayah=3277", "supervisor.cimahi")
    expect(page.locator("#remah")).to_contain_text("Kota Cimahi")
    page.emulate_media(media="print")
    header = page.locator("#kepala-cetak")
    expect(header).to_be_visible()
    for text in ("Kota Cimahi", "November 2026", "Angka per"):
        expect(header).to_contain_text(text)
    expect(page.locator(".siks-kepala")).to_be_hidden()
    page.pdf(path=tmp_path / "cetak.pdf", prefer_css_page_size=True)
    assert (tmp_path / "cetak.pdf").stat().st_size > 1000


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/tidak-ada", "tidak ditemukan"),
        ("/peta?wilayah=3218", "di luar kewenangan"),
        ("/peta?wilayah=9", "tidak ditemukan"),
    ],
)
def test_what_cannot_be_shown_is_said_in_its_own_way(visit: Visit, path: str, title: str) -> None:
    page = visit("/peta", "supervisor.cimahi")
    # A page of its own: the browser logs the status of the address as an error.
    quiet = page.context.new_page()
    quiet.goto(path)
    expect(quiet.get_by_role("heading", level=1)).to_contain_text(title)
    expect(quiet.get_by_role("main").get_by_role("link")).to_be_visible()


def test_the_end_of_a_session_is_said_and_leads_back_to_where_one_was(visit: Visit) -> None:
    page = visit("/peta", "pusdatin")
    # A page of its own: the browser logs the refused request as an error, and here it is what is asked for.
    other = page.context.new_page()
    other.goto("/peta")
    other.locator("#remah").get_by_text("Indonesia").wait_for()
    page.goto("about:blank")
    page.context.clear_cookies()
    other.get_by_label("Periode", exact=True).select_option("202610")
    expect(other.locator("#pemberitahuan")).to_contain_text("Sesi berakhir")
    other.get_by_role("link", name="Masuk lagi").click()
    other.wait_for_url("**/masuk?next=*202610*")
