"""The review as supervisors use it: by keyboard, with time to think again, two of them at once, and on many cases."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from data_access.schema import usulan
from data_access.session import current_engine, unit_of_work
from domain.usulan import JenisUsulan
from tests import factories as f
from workflow import massal_kerja

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
QUEUE = "/usulan?tab=perbaikan"


@pytest.fixture(autouse=True)
def _six_corrections(own_database: str) -> None:
    """Six corrections wait, and nothing else."""
    with unit_of_work() as work:
        f.clear(work)
        for n, home in enumerate(f.homes(work, 6)):
            f.imported(work, home, 2)
            isi = {"ruta": {"luas_lantai": [home.luas_lantai, 77], "alamat": [home.alamat, "Jl. Baru 1"]}}
            f.add_case(work, n, home, JenisUsulan.PERBAIKAN, isi=isi, aturan=["V16"] if n else [], risiko=20 * n)


# What was finalised before the test has its usulan too.
_MADE = usulan.c.periode == f.PERIODE


def _statuses() -> list[int]:
    with current_engine().connect() as connection:
        return list(connection.execute(sa.select(usulan.c.status).where(_MADE).order_by(usulan.c.id)).scalars())


def _open_first(page: Page) -> str:
    """Open the first case by key; its name."""
    expect(page.locator(".usulan-butir")).to_have_count(6, timeout=20_000)
    page.keyboard.press("j")
    first = page.locator(".usulan-butir .usulan-nama").first.text_content()
    assert first
    expect(page.locator("#usulan-judul")).to_have_text(first)
    return first


def test_a_supervisor_decides_by_keyboard_and_takes_it_back(settled: Visit) -> None:
    page = settled(QUEUE, "supervisor.cimahi")
    first = _open_first(page)
    title = page.locator("#usulan-judul")
    expect(title).to_be_focused()
    expect(page.locator(".usulan-banding").first).to_contain_text("77 m²")
    page.keyboard.press("s")
    told = page.locator("#usulan-kabar")
    expect(told).to_contain_text(f"Disetujui: {first}.")
    expect(title).not_to_have_text(first)
    assert _statuses().count(2) == 1
    page.keyboard.press("u")
    expect(told).to_contain_text("Keputusan diurungkan")
    expect(title).to_have_text(first)
    assert _statuses().count(2) == 0


def test_j_and_k_walk_the_queue_and_back_works(settled: Visit) -> None:
    page = settled(QUEUE, "supervisor.cimahi")
    first = _open_first(page)
    address = page.url
    page.keyboard.press("j")
    title = page.locator("#usulan-judul")
    expect(title).not_to_have_text(first)
    # The case is painted before the address follows.
    expect(page).not_to_have_url(address)
    page.keyboard.press("k")
    expect(title).to_have_text(first)
    expect(page).to_have_url(address)
    page.go_back()
    expect(title).not_to_have_text(first)
    page.keyboard.press("Escape")
    expect(title).to_have_count(0)
    page.reload()
    expect(page.locator(".usulan-butir")).to_have_count(6)


def test_no_key_decides_while_somebody_types(settled: Visit) -> None:
    page = settled(QUEUE, "supervisor.cimahi")
    _open_first(page)
    page.locator("#usulan-teks").click()
    page.keyboard.type("stbjx")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert set(_statuses()) == {1}
    page.keyboard.press("Enter")
    expect(page.locator("#usulan-kepala")).to_contain_text("“stbjx”")
    assert "stbjx" not in page.url


def test_a_return_names_its_reason_and_what_to_mend(settled: Visit) -> None:
    page = settled(QUEUE, "supervisor.cimahi")
    first = _open_first(page)
    page.keyboard.press("b")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Foto tidak jelas atau bukan rumah ini").check()
    dialog.get_by_label("Luas lantai").check()
    dialog.get_by_label("Keterangan").fill("Atap tidak tampak")
    dialog.get_by_role("button", name="Kembalikan").click()
    expect(page.locator("#usulan-kabar")).to_contain_text(f"Dikembalikan: {first}.")
    with current_engine().connect() as connection:
        row = connection.execute(sa.select(usulan.c.alasan, usulan.c.kolom).where(_MADE, usulan.c.status == 3)).one()
    assert row.kolom == ["luas_lantai"]
    assert "Atap tidak tampak" in row.alasan


def test_the_late_one_sees_who_has_the_case_and_who_decided(settled: Visit) -> None:
    first, second = settled(QUEUE, "supervisor.cimahi"), settled(QUEUE, "supervisor2.cimahi")
    name = _open_first(first)
    expect(first.locator("[data-usulan-putus=setujui]")).to_be_visible()
    expect(second.locator(".usulan-butir")).to_have_count(6, timeout=20_000)
    second.locator(".usulan-butir a").first.click()
    expect(second.locator(".usulan-klaim")).to_contain_text("sedang diperiksa Asep Hidayat")
    expect(second.locator("[data-usulan-putus=setujui]")).to_be_hidden()
    second.keyboard.press("s")
    expect(second.locator("#usulan-kabar")).to_contain_text("Asep Hidayat")
    first.keyboard.press("s")
    expect(first.locator("#usulan-kabar")).to_contain_text(f"Disetujui: {name}.")
    expect(second.locator(".usulan-putus")).to_contain_text("oleh Asep Hidayat", timeout=15_000)


def test_an_act_on_all_that_matches_is_told_before_run_told_after_and_undone(settled: Visit) -> None:
    page = settled(f"{QUEUE}&aturan=V16", "supervisor.cimahi")
    expect(page.locator(".usulan-butir")).to_have_count(5, timeout=20_000)
    page.locator(".usulan-centang").first.click()
    page.get_by_role("button", name="Pilih semua 5 yang cocok").click()
    page.get_by_role("button", name="Setujui…").click()
    dialog = page.locator("#usulan-layar")
    expect(dialog).to_contain_text("5 dari 5 kasus akan disetujui.")
    assert set(_statuses()) == {1}
    dialog.get_by_role("button", name="Setujui 5").click()
    strip = page.locator("#usulan-pita-isi")
    expect(strip).to_contain_text("0 dari 5 selesai")
    massal_kerja.kerjakan(f.KAB, 1)
    expect(strip).to_contain_text("5 dari 5 kasus disetujui oleh Asep Hidayat.", timeout=15_000)
    assert _statuses().count(2) == 5
    strip.get_by_role("button", name="Lihat hasil").click()
    expect(dialog).to_contain_text("Berhasil (5)")
    dialog.get_by_role("button", name="Tutup").click()
    strip.get_by_role("button", name="Urungkan").click()
    expect(strip).to_contain_text("Mengurungkan")
    massal_kerja.kerjakan(f.KAB, 1)
    expect(strip).to_contain_text("diurungkan", timeout=15_000)
    assert set(_statuses()) == {1}


def test_on_a_phone_queue_and_case_are_two_screens(settled: Visit) -> None:
    page = settled(QUEUE, "supervisor.cimahi", viewport=PHONE, has_touch=True)
    expect(page.locator(".usulan-butir")).to_have_count(6, timeout=20_000)
    page.locator(".usulan-butir a").first.tap()
    expect(page.locator("#usulan-judul")).to_be_visible()
    expect(page.locator(".usulan-antre")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Kembali ke antrean").tap()
    expect(page.locator(".usulan-antre")).to_be_visible()
    expect(page.locator("#usulan-judul")).to_have_count(0)


def test_help_and_dialogs_close_and_the_page_has_no_barriers(settled: Visit) -> None:
    page = settled(QUEUE, "supervisor.cimahi")
    _open_first(page)
    expect(page.locator("#usulan-kartu-tempat")).to_contain_text("Kartu rumah tangga")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Tombol tidak bekerja selama Anda mengetik")
    found = Axe().run(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("x")
    expect(page.locator("#usulan-massal")).to_contain_text("1 dipilih")
    serious = [
        item["id"]
        for result in (found, Axe().run(page))
        for item in result.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]
    assert serious == []
    page.get_by_role("link", name="Kinerja").click()
    expect(page.locator("#usulan-kinerja-isi")).to_contain_text("6 kasus menunggu")
    assert re.search(r"tab=kinerja", page.url)
    again = Axe().run(page).response["violations"]
    assert [item["id"] for item in again if item["impact"] in ("serious", "critical")] == []
