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

KEY = BatchKey(kab=3277, periode=202611, program=1)


def an_open_row() -> tuple[int, int]:
    """A desa of Cimahi that is not finished, and a household nobody has been to."""
    with read_session() as connection:
        query = (
            sa.select(verivali.c.desa, verivali.c.ruta)
            .where(
                verivali.c.kab == KEY.kab,
                verivali.c.periode == KEY.periode,
                verivali.c.program == KEY.program,
                verivali.c.status == 0,
            )
            .limit(1)
        )
        return tuple(connection.execute(query).one())


def fill_in(desa: int, ruta: int) -> None:
    """What the operator of the desa does in the field."""
    with read_session() as connection:
        akun = find_by_username(connection, f"op.{desa}")
        now = read_now(connection)
    assert akun is not None
    assert record_pengisian(akun.actor, KEY, [Pengisian(ruta, StaKeberadaan.DITEMUKAN_TETAP, True)], now=now) == 1


def test_an_open_map_shows_a_visit_within_five_seconds(own_database: str, visit: Visit) -> None:
    desa, ruta = an_open_row()
    page = visit(f"/peta?wilayah={desa}", "supervisor.cimahi")
    figure = page.locator("#peta-utama")
    expect(figure).to_contain_text("rumah tangga")
    before = figure.inner_text()
    # The page's first question makes the server listen.
    page.wait_for_timeout(2500)
    fill_in(desa, ruta)
    expect(figure).not_to_have_text(before, use_inner_text=True, timeout=5000)
