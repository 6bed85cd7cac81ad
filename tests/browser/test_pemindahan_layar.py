"""A household is chosen, proposed with its paper, approved by another person and taken back, on the screen."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from conftest import PHONE
from PIL import Image
from playwright.sync_api import Page, expect
from test_shell import _violations

from data_access.schema import batch, individu, rumah_tangga
from data_access.session import make_engine

Visit = Callable[..., Page]
KAB, DESA, TUJUAN = 3277, 3277011001, 3277011002


@pytest.fixture
def home(own_database: str) -> Any:
    """A household of Melong that nothing keeps from moving."""
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        # What was finalised before has its SK.
        work.exec_driver_sql("SET LOCAL session_replication_role = replica")
        of = sa.and_(batch.c.kab == KAB, batch.c.state != "terbuka")
        work.execute(sa.update(batch).where(of).values(state="ditetapkan"))
        work.execute(sa.update(individu).where(individu.c.kab == KAB).values(nik=None))
        r = rumah_tangga
        work.execute(sa.update(r).where(r.c.kab == KAB).values(no_kk=None))
        found = work.execute(sa.select(r).where(r.c.kab == KAB, r.c.desa == DESA).order_by(r.c.id).limit(1)).one()
    owner.dispose()
    return found


def _paper() -> dict[str, Any]:
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "PNG")
    return {"name": "surat.png", "mimeType": "image/png", "buffer": picture.getvalue()}


def test_a_move_goes_from_the_desa_to_the_kab_and_back(home: Any, settled: Visit) -> None:
    operator = settled("/pemindahan", "operator.melong")
    operator.get_by_role("button", name="Ajukan pemindahan").click()
    operator.fill("#pindah-hasil [name=teks]", home.idbdt)
    operator.keyboard.press("Enter")
    operator.get_by_role("button", name="Pilih", exact=True).first.click()
    expect(operator.locator("#pindah-keranjang")).to_contain_text(home.nama_krt)
    operator.select_option("#pindah-form [name=tujuan]", str(TUJUAN))
    operator.select_option("#pindah-form [name=alasan]", "domisili")
    operator.set_input_files("#pindah-form [name=dokumen]", _paper())
    assert _violations(operator) == []
    operator.get_by_role("button", name="Ajukan yang dipilih").click()
    expect(operator.locator("#pemberitahuan")).to_contain_text("1 pemindahan diajukan")
    expect(operator.locator("#pindah-daftar")).to_contain_text(home.nama_krt)

    supervisor = settled("/pemindahan", "supervisor.cimahi")
    supervisor.get_by_role("button", name=home.nama_krt).click()
    expect(supervisor.locator(".ajuan-rinci")).to_contain_text("Yang ikut pindah")
    assert _violations(supervisor) == []
    supervisor.locator(".ajuan-rinci").get_by_role("button", name="Setujui dan pindahkan").click()
    expect(supervisor.locator("#pemberitahuan")).to_contain_text("1 rumah tangga dipindahkan")
    expect(supervisor.locator(".ajuan-rinci .ajuan-selesai")).to_contain_text("Dipindah")

    supervisor.fill(".ajuan-rinci [name=catatan]", "Salah memilih desa")
    supervisor.get_by_role("button", name="Batalkan pemindahan").click()
    expect(supervisor.locator("#pemberitahuan")).to_contain_text("kembali seperti semula")


def test_on_a_phone_the_form_fits(settled: Visit) -> None:
    page = settled("/pemindahan?ajukan=1", "operator.melong", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.locator("#pindah-form form")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
