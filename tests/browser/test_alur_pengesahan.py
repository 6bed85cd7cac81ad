"""A kab's month played to its end by hand: a returned row, the finalisasi, the letter, provinsi and centre, the SK."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Page, expect
from totp_layar import confirm_in_browser

sys.path.append(str(Path(__file__).parents[1] / "workflow"))
from finalisasi_alur import KEY, NOW, actor, make_ready, stored
from penetapan_alur import rekap_rows, write_list

from data_access.schema import rumah_tangga, surat
from data_access.session import current_engine, unit_of_work
from domain.batch import StateBatch
from domain.status import StaKeberadaan
from domain.usulan import JenisUsulan
from tests import factories as f
from workflow import sk
from workflow.verivali import Pengisian, record_impor, record_pengisian

Visit = Callable[..., Page]
SLOW = 30_000
OF_BATCH = "wilayah=3277&program=1&periode=202611"


def _return_first(page: Page) -> None:
    page.goto("/usulan?tab=perbaikan")
    page.locator("#usulan-baris > li").first.click(timeout=SLOW)
    expect(page.locator(".usulan-isi-kasus #usulan-judul")).to_be_visible(timeout=SLOW)
    page.keyboard.press("b")
    form = page.get_by_role("dialog")
    form.get_by_label("Isian rumah atau anggota tidak sesuai").check()
    form.locator("input[name=kolom]").first.check()
    form.get_by_label("Keterangan").fill("Lantai pada foto berbeda dari isian.")
    form.get_by_role("button", name="Kembalikan").click()
    expect(page.locator("#usulan-kabar")).to_contain_text("Dikembalikan", timeout=SLOW)


def _mend(ruta: int) -> None:
    """The desa mends what came back, and the supervisor takes it in."""
    found = [Pengisian(ruta, StaKeberadaan.DITEMUKAN_TETAP, kyc_lengkap=True)]
    record_pengisian(actor("operator.melong"), KEY, found, now=NOW)
    record_impor(actor(), KEY, [ruta], now=NOW)


def _finalise(page: Page) -> None:
    page.goto(f"/finalisasi?{OF_BATCH}")
    page.get_by_role("button", name="Finalisasi Kota Cimahi").click(timeout=SLOW)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Ketik “Kota Cimahi” untuk melanjutkan").fill("Kota Cimahi")
    dialog.get_by_role("button", name="Finalisasi", exact=True).click()
    expect(page.locator(".fin-sidik")).to_be_visible(timeout=SLOW)
    sidik = stored().sidik
    assert sidik is not None
    expect(page.locator(".fin-sidik")).to_have_text(sidik.hex())


def _sign(page: Page, folder: Path) -> str:
    """Letter made, its signed scan uploaded and confirmed; the code of the letter."""
    page.goto(f"/pengesahan?{OF_BATCH}")
    page.get_by_role("button", name="Buat surat").click(timeout=SLOW)
    expect(page.locator(".sah-gambar").first).to_be_visible(timeout=SLOW)
    scan = folder / "pindai.png"
    scan.write_bytes(page.locator(".sah-gambar").first.screenshot())
    page.get_by_label("Berkas surat bertanda tangan").set_input_files(scan)
    page.get_by_role("button", name="Unggah").click()
    page.get_by_role("button", name="Nyatakan disahkan").click(timeout=SLOW)
    dialog = page.locator("#sah-dialog")
    if dialog.is_visible():
        dialog.locator("[data-jawab='1'], .btn-primary").first.click()
    expect(page.get_by_role("main")).to_contain_text("Sudah disahkan", timeout=SLOW)
    with current_engine().connect() as connection:
        return str(connection.execute(sa.select(surat.c.kode).where(surat.c.kab == KEY.kab)).scalar_one())


def _step(page: Page, name: str) -> None:
    page.goto(f"/penetapan?{OF_BATCH}")
    page.get_by_role("button", name=name).first.click(timeout=SLOW)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile(name.split(maxsplit=1)[0], re.IGNORECASE)).click()
    expect(dialog).to_be_hidden(timeout=SLOW)


def _decree(page: Page, folder: Path) -> None:
    """The decree of the Menteri is entered with its list, read, and applied by the worker."""
    first, *rest = rekap_rows()
    page.goto("/penetapan?program=1&periode=202611")
    page.get_by_role("button", name="Catat SK").click(timeout=SLOW)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nomor SK").fill("164/HUK/2026")
    dialog.get_by_label("Tanggal SK").fill("2026-11-20")
    dialog.get_by_label(re.compile("Daftar penetapan")).set_input_files(write_list(folder / "sk.csv", rest))
    dialog.get_by_role("button", name="Unggah dan periksa").click()
    expect(dialog).to_be_hidden(timeout=SLOW)
    sk.baca(1)
    page.goto("/penetapan?program=1&periode=202611")
    page.get_by_role("button", name=re.compile("Tetapkan")).first.click(timeout=SLOW)
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Tetapkan")).click()
    expect(page.get_by_role("main")).to_contain_text("Sedang ditetapkan", timeout=SLOW)
    sk.kerjakan(1)
    page.goto(f"/penetapan?{OF_BATCH}")
    # Who is in the rekap and not decreed is named.
    expect(page.get_by_role("main")).to_contain_text(first.idbdt, timeout=SLOW)


def test_a_month_is_played_from_a_returned_row_to_the_decree(settled: Visit, own_database: str, tmp_path: Path) -> None:
    make_ready(own_database)
    with unit_of_work() as work:
        f.clear(work)
        at_melong = sa.select(rumah_tangga).where(rumah_tangga.c.desa == 3277011001, rumah_tangga.c.kpm_bsp).limit(1)
        home = work.execute(at_melong).one()
        f.imported(work, home, 2)
        f.add_case(work, 1, home, JenisUsulan.PERBAIKAN, isi={"ruta": {"luas_lantai": [home.luas_lantai, 77]}})
    supervisor = settled("/", "supervisor.cimahi")
    _return_first(supervisor)
    supervisor.goto(f"/finalisasi?{OF_BATCH}")
    expect(supervisor.get_by_role("main")).to_contain_text("Dikembalikan dan belum diperbaiki", timeout=SLOW)
    expect(supervisor.get_by_role("button", name="Finalisasi Kota Cimahi")).to_be_disabled()
    _mend(home.id)
    confirm_in_browser(supervisor)
    _finalise(supervisor)
    kode = _sign(supervisor, tmp_path)

    stranger = settled(f"/verifikasi/{kode}")
    expect(stranger.locator("body")).to_contain_text("Kota Cimahi")
    expect(stranger.locator("body")).to_contain_text(stored().sidik.hex())

    _step(settled("/", "dinsos.jabar"), "Terima hasil verifikasi")
    pusdatin = settled("/", "pusdatin")
    _step(pusdatin, "Terima di Pusdatin")
    _step(settled("/", "pfm"), "Setujui KPM")
    confirm_in_browser(pusdatin)
    _decree(pusdatin, tmp_path)
    assert stored().state is StateBatch.DITETAPKAN
    supervisor.goto(f"/finalisasi?{OF_BATCH}")
    expect(supervisor.get_by_role("main")).to_contain_text("Ditetapkan SK", timeout=SLOW)
