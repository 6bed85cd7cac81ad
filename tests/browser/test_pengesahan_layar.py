"""The letter as people use it: made, turned over, signed by scan, confirmed; a file checked on the public page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
import finalisasi_alur as alur
import surat_alur as s

Visit = Callable[..., Page]
HERE = "/pengesahan?wilayah=3277&program=1&periode=202611"
PHONE = {"width": 390, "height": 844}


def _no_violations(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [item["id"] for item in found if item["impact"] in ("serious", "critical")] == []


def test_a_supervisor_makes_the_letter_uploads_the_scan_and_confirms(
    own_database: str, settled: Visit, tmp_path: Path
) -> None:
    s.finalise(own_database)
    page = settled(HERE, "supervisor.cimahi")
    make = page.get_by_role("button", name="Buat surat")
    expect(make).to_be_visible(timeout=20_000)
    expect(page.locator("#sah-nomor")).to_have_value("400.9/001/Dinsos/XI/2026")
    make.click()
    sheet = page.get_by_role("img", name="Surat yang dibuat, halaman 1")
    expect(sheet).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Halaman berikutnya").click()
    expect(page.locator(".sah-nomor-halaman")).to_contain_text("Halaman 2 dari", timeout=20_000)
    scan = tmp_path / "surat.jpg"
    scan.write_bytes(s.scan())
    page.locator("#sah-berkas input").set_input_files(scan)
    page.get_by_role("button", name="Unggah", exact=True).click()
    confirm = page.get_by_role("button", name="Nyatakan disahkan")
    expect(confirm).to_be_visible(timeout=20_000)
    _no_violations(page)
    confirm.click()
    expect(page.locator("#sah-tanya")).to_contain_text("bertanda tangan Wali Kota Cimahi")
    page.get_by_role("button", name="Batal").click()
    assert alur.stored().state == "surat_ditandatangani"
    confirm.click()
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.locator(".sah-kalimat")).to_contain_text("Sudah disahkan", timeout=20_000)
    assert alur.stored().state == "disahkan"


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}])
def test_anybody_checks_a_file_in_the_browser(
    own_database: str, settled: Visit, tmp_path: Path, options: dict[str, object]
) -> None:
    s.finalise(own_database)
    s.make()
    surat = s.letters()[0]
    page = settled(f"/verifikasi/{surat.kode}", **options)
    expect(page.get_by_text("Berlaku", exact=True)).to_be_visible()
    right, wrong = tmp_path / "surat.pdf", tmp_path / "lain.pdf"
    right.write_bytes(s.pdf_of(surat))
    wrong.write_bytes(s.pdf_of(surat) + b" ")
    page.set_input_files("#verifikasi-berkas", right)
    expect(page.locator("#verifikasi-hasil")).to_contain_text("Cocok", timeout=20_000)
    page.set_input_files("#verifikasi-berkas", wrong)
    expect(page.locator("#verifikasi-hasil")).to_contain_text("Tidak cocok", timeout=20_000)
    _no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
