"""Somebody works, and the pages of others show it without a reload."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from data_access.keterangan import read_now
from data_access.pengguna import find_by_username
from data_access.schema import verivali
from data_access.session import read_session
from domain.status import StaKeberadaan
from workflow.verivali import BatchKey, Pengisian, record_pengisian

Visit = Callable[..., Page]


def fill_in_one() -> None:
    """What the operator of Melong does in the field."""
    with read_session() as connection:
        akun = find_by_username(connection, "operator.melong")
        now = read_now(connection)
        key = BatchKey(kab=3277, periode=202611, program=1)
        open_row = (
            sa.select(verivali.c.ruta)
            .where(
                verivali.c.kab == 3277,
                verivali.c.periode == key.periode,
                verivali.c.program == key.program,
                verivali.c.status == 0,
                verivali.c.desa == 3277011001,
            )
            .limit(1)
        )
        ruta = connection.execute(open_row).scalar_one()
    assert akun is not None
    assert record_pengisian(akun.actor, key, [Pengisian(ruta, StaKeberadaan.DITEMUKAN_TETAP, True)], now=now) == 1


def test_an_open_map_shows_a_visit_within_five_seconds(own_database: str, visit: Visit) -> None:
    page = visit("/peta?wilayah=3277011001", "supervisor.cimahi")
    figure = page.locator("#peta-utama")
    expect(figure).to_contain_text("rumah tangga")
    before = figure.inner_text()
    # The page's first question makes the server listen.
    page.wait_for_timeout(2500)
    fill_in_one()
    expect(figure).not_to_have_text(before, use_inner_text=True, timeout=5000)
