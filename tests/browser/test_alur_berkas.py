"""A desa's month played through: prelist out, file back, one row returned and mended, the last place given once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from data_access.session import current_engine, unit_of_work
from settings import Settings
from workflow.impor_kerja import periksa, proses

Visit = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
KAB, DESA, PERIODE = 3277, 3277011001, 202611
SLOW = 20_000


@pytest.fixture
def supervisor(settled: Visit) -> Page:
    """The supervisor of the kab over a copy of the database."""
    return settled("/impor", "supervisor.cimahi")


@pytest.fixture
def cli(own_database: str, settings: Settings, tmp_path: Path) -> Callable[..., str]:
    """Runs a command of the installation, as people do."""
    environ = os.environ | {
        "DATABASE_URL": own_database,
        "SECRET_KEY": settings.secret_key,
        "SKALA": "demo",
        "VAR_DIR": str(tmp_path / "var"),
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "cli.py", *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def _write(text: str, **values: object) -> None:
    with unit_of_work() as work:
        work.execute(sa.text(text), {"kab": KAB, "desa": DESA, "periode": PERIODE} | values)


def _field_work(cli: Callable[..., str], folder: Path, name: str, *more: str) -> Path:
    prelist, filled = folder / f"prelist {name}.siks", folder / f"{name}.siks"
    cli(
        "export-siks", "--wilayah", "32.77.01.1001", "--periode", str(PERIODE), "--keluar", str(prelist),
        "--pengguna", "supervisor.cimahi",
    )  # fmt: skip
    cli("isi-siks", str(prelist), "--keluar", str(filled), "--operator", "operator.melong", "--galat", "0", *more)
    return filled


def _hand_in(page: Page, file: Path) -> int:
    """Upload, wait for the check, agree, wait for the writing: the number of the import."""
    page.goto("/impor")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Pilih berkas").click(timeout=SLOW)
    chooser.value.set_files(file)
    entry = page.locator(".impor-daftar > li").filter(has_text=file.name)
    link = entry.locator("h2 a")
    expect(entry).to_contain_text("Menunggu giliran diperiksa", timeout=SLOW)
    found = re.search(r"berkas=(\d+)", link.get_attribute("href") or "")
    assert found
    nomor = int(found[1])
    periksa(KAB, nomor)
    entry.get_by_role("button", name=re.compile("^Proses ")).click(timeout=SLOW)
    expect(entry).to_contain_text("Menunggu giliran diproses", timeout=SLOW)
    proses(KAB, nomor)
    expect(entry.get_by_role("link", name="Periksa isinya")).to_be_visible(timeout=SLOW)
    return nomor


def _open_first(page: Page, address: str) -> Locator:
    page.goto(address)
    page.locator("#usulan-baris > li").first.click(timeout=SLOW)
    case = page.locator(".usulan-isi-kasus")
    expect(case.locator("#usulan-judul")).to_be_visible(timeout=SLOW)
    return case


def _approve(page: Page) -> None:
    expect(page.locator(".usulan-rintangan")).to_contain_text("Tidak ada yang menghalangi", timeout=SLOW)
    page.keyboard.press("s")
    expect(page.locator("#usulan-kabar")).to_contain_text("Disetujui", timeout=SLOW)


def test_a_desa_is_played_through_from_the_prelist_to_the_last_place(
    supervisor: Page, cli: Callable[..., str], tmp_path: Path
) -> None:
    page = supervisor
    _write(
        "UPDATE verivali SET status = 0, sta_keberadaan = NULL, kyc_lengkap = false, tgl_diisi = NULL, "
        "tgl_terimpor = NULL, tgl_diperiksa = NULL WHERE kab = :kab AND desa = :desa AND periode = :periode"
    )
    first = _hand_in(page, _field_work(cli, tmp_path, "pekan 3", "--porsi", "1"))

    case = _open_first(page, f"/usulan?tab=perbaikan&impor={first}")
    name = case.locator("#usulan-judul").inner_text()
    page.keyboard.press("b")
    form = page.get_by_role("dialog")
    form.get_by_label("Isian rumah atau anggota tidak sesuai").check()
    form.locator("input[name=kolom]").first.check()
    form.get_by_label("Keterangan").fill("Lantai pada foto berbeda dari isian.")
    form.get_by_role("button", name="Kembalikan").click()
    expect(page.locator("#usulan-kabar")).to_contain_text(f"Dikembalikan: {name}", timeout=SLOW)

    second = _hand_in(page, _field_work(cli, tmp_path, "perbaikan", "--porsi", "0", "--usulan", "0", "--benih", "5"))
    case = _open_first(page, f"/usulan?tab=perbaikan&impor={second}")
    expect(case.locator("#usulan-judul")).to_have_text(name)
    _approve(page)

    # One place is left in the desa, and room enough in the kab.
    of_desa = "k.kab = :kab AND k.periode = :periode AND k.program = 1"
    _write(
        "UPDATE kuota k SET kuota = k.awal - (SELECT r.n3 + r.n4 + r.n5 FROM rekap_desa r WHERE r.desa = k.desa "
        f"AND r.periode = k.periode AND r.program = k.program) + k.disetujui + 1 WHERE {of_desa} AND k.desa = :desa"
    )
    _write(f"UPDATE kuota k SET kuota = kuota + 1000 WHERE {of_desa} AND k.desa = 0")
    _open_first(page, f"/usulan?impor={first}&jenis=1")
    _approve(page)
    page.goto(f"/usulan?impor={first}&jenis=1")
    page.locator("#usulan-baris > li").first.click(timeout=SLOW)
    expect(page.locator(".usulan-rintangan")).to_contain_text(re.compile("kuota", re.IGNORECASE), timeout=SLOW)
    page.keyboard.press("s")
    expect(page.locator("#usulan-kabar")).to_contain_text("Belum dapat disetujui", timeout=SLOW)
    with current_engine().connect() as connection:
        sql = "SELECT count(*) FROM usulan WHERE kab = :kab AND impor = :impor AND jenis = 1 AND status = 2"
        assert connection.execute(sa.text(sql), {"kab": KAB, "impor": first}).scalar_one() == 1
