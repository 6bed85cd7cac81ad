"""What tests of the briefing share: people, the periode of the sample, a worker that works until nothing is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from data_access import briefing as read
from data_access.keterangan import read_now
from data_access.session import current_engine, read_session
from domain.briefing_tampil import Paket
from domain.kalender import Program
from tests.workflow.finalisasi_alur import actor
from workflow.briefing import minta
from workflow.tasks import open_queue

PROGRAM, PERIODE = int(Program.BSP), 202611
KAB, TETANGGA, PROVINSI = 3277, 3218, 32
SAAT = datetime(2026, 11, 23, 0, 0, 30, tzinfo=UTC)
BAB = ("ringkasan", "peta", "kuota")


class Jam:
    """A clock that moves on by a second each time somebody looks."""

    def __init__(self) -> None:
        self.saat = SAAT

    def __call__(self) -> datetime:
        self.saat += timedelta(seconds=1)
        return self.saat


def now() -> datetime:
    """The moment that periode go by."""
    with read_session() as connection:
        return read_now(connection)


def ask(
    username: str = "supervisor.cimahi", wilayah: int = KAB, bab: Sequence[str] = BAB, *, peta_bentuk: bool = False
) -> int:
    """A pack asked for by a person of the sample."""
    return minta(actor(username), wilayah, PROGRAM, PERIODE, bab, peta_bentuk=peta_bentuk, now=now(), saat=SAAT)


def look(nomor: int, username: str = "supervisor.cimahi") -> Paket:
    """A pack as a person of the sample sees it."""
    with read_session() as connection:
        return read.read_briefing(connection, actor(username), nomor)


def work(url: str) -> None:
    """Run the queue of packs until nothing is left."""
    with open_queue(url, worker=True) as app:
        app.run_worker(queues=["paket"], wait=False, install_signal_handlers=False)


def rows(statement: str, **params: object) -> list[sa.Row[tuple[object, ...]]]:
    """What a query gives."""
    with current_engine().connect() as connection:
        return list(connection.execute(sa.text(statement), params).all())
