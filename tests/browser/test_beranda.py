"""Beranda as its readers use it: an item is taken up with a note, a threshold is set, on a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from data_access.session import unit_of_work
from workflow.perhatian import evaluate

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def evaluated(own_database: str) -> None:
    """Items as the background work leaves them, in a database of the test's own that the portal reads too."""
    evaluate()
    with unit_of_work() as work:
        work.exec_driver_sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def _leave(page: Page) -> None:
    """Let no request be under way when the database of the test goes."""
    page.goto("about:blank")
    page.wait_for_timeout(500)


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, context={"include": [["#isi"]]}, options={"resultTypes": ["violations"]})
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.usefixtures("evaluated")
def test_the_supervisor_takes_an_item_up_with_a_note_and_finds_it_again(visit: Visit) -> None:
    page = visit("/", "supervisor.cimahi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Apa yang perlu saya kerjakan hari ini?")
    item = page.get_by_role("button", name="Tangani: Menunggu pemeriksaan Anda")
    item.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Desa (")
    assert "butir=antrean_periksa.3277" in page.url
    assert _violations(page) == []
    dialog.get_by_label("Catatan").fill("dibagi ke tiga petugas")
    dialog.get_by_role("button", name="Akui, sedang ditangani").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#pemberitahuan")).to_contain_text("Butir diakui")
    expect(item).to_have_count(0)
    page.get_by_role("button", name="Diakui").click()
    expect(page.locator("#beranda-perhatian")).to_contain_text("dibagi ke tiga petugas")
    assert "keadaan=diakui" in page.url
    page.go_back()
    expect(page.get_by_role("button", name="Terbuka")).to_have_attribute("aria-pressed", "true")
    _leave(page)


@pytest.mark.usefixtures("evaluated")
def test_the_centre_sets_a_threshold(visit: Visit) -> None:
    page = visit("/", "pusdatin")
    page.get_by_role("button", name="Atur aturan").click()
    page.get_by_role("button", name="Ubah aturan Desa berhenti bergerak").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Desa berhenti bergerak")
    dialog.locator("#beranda-ambang").fill("12")
    dialog.get_by_role("button", name="Simpan aturan").click()
    expect(page.locator("#pemberitahuan")).to_contain_text("Aturan disimpan")
    page.get_by_role("button", name="Atur aturan").click()
    expect(page.get_by_role("dialog")).to_contain_text("12 hari")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("panel"))
    _leave(page)


@pytest.mark.usefixtures("evaluated")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_used_by_everyone_and_fits_a_phone(visit: Visit, scheme: str) -> None:
    page = visit("/", "supervisor.cimahi", viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme)
    expect(page.locator("#beranda-perhatian")).to_contain_text("Perlu perhatian")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert _violations(page) == []
    _leave(page)
