"""The audit and the data requests as people use them: filter, open, narrow to one object; ask, upload, send."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from data_access import audit
from data_access.session import unit_of_work

expect.set_options(timeout=20_000)

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def written(own_database: str) -> None:
    """Enough acts for two pages, one of them with a value before and after."""
    for number in range(60):
        with unit_of_work() as work:
            audit.record(
                work, actor_name="supervisor.cimahi", kab=3277, aksi="usulan.setujui", objek=f"usulan/3277/{number}",
                sebelum={"state": "draft", "alamat": "Jl. Lama 1"}, sesudah={"state": "draft", "alamat": "Jl. Baru 2"},
            )  # fmt: skip


@pytest.mark.usefixtures("written")
def test_an_act_is_opened_and_its_object_followed(settled: Visit) -> None:
    page = settled("/riwayat", "supervisor.cimahi")
    row = page.locator(".riwayat-isi li", has_text="Kasus 59")
    expect(row).to_be_visible()
    row.locator("summary").click()
    expect(row.get_by_role("row", name="Alamat Jl. Lama 1 Jl. Baru 2")).to_be_visible()
    row.get_by_role("button", name="Riwayat objek ini").click()
    expect(page.locator(".riwayat-isi li")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"objek=usulan%2F3277%2F59"))
    page.get_by_role("button", name="Hapus saringan").click()
    expect(page.locator(".riwayat-isi li")).to_have_count(50)
    page.get_by_role("button", name="Muat 50 sebelumnya").click()
    expect(page.locator(".riwayat-isi li", has_text="Kasus 0")).to_be_visible()
    # Who is signed in did so with a device whose clock is told.
    login = page.locator(".riwayat-isi li", has_text="Masuk ke portal").first
    expect(login).to_contain_text("Chrome")


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("path", ["/riwayat", "/permohonan-data"])
def test_pages_are_accessible_and_fit_a_phone(settled: Visit, path: str) -> None:
    page = settled(path, "supervisor.cimahi", viewport=PHONE)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.usefixtures("own_database")
def test_a_request_is_written_filled_and_sent(settled: Visit, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (310, 438), "white").save(out, "JPEG")
    scan = tmp_path / "pindai.jpg"
    scan.write_bytes(out.getvalue())
    page = settled("/permohonan-data", "supervisor.cimahi")
    page.get_by_role("button", name="Buat permohonan").click()
    page.get_by_label("Keperluan data").fill("Verifikasi dan validasi BSP")
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_role("heading", name="Permohonan 1")).to_be_visible()
    for name in ("Surat permohonan", "MoU"):
        paper = page.locator(".mohon-satu", has=page.get_by_text(name, exact=True))
        paper.locator("input[type=file]").set_input_files(scan)
        paper.get_by_role("button", name="Unggah").click()
        expect(paper.locator("img")).to_be_visible()
    page.get_by_role("button", name="Kirim untuk diperiksa").click()
    expect(page.get_by_text("Berkas sedang diperiksa Ditjen PFM")).to_be_visible()
