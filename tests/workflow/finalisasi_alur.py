"""What tests of finalisasi and pengesahan share: a batch of the sample that nothing holds, and people who act on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data_access import rekap
from data_access.batch import Batch, read_batch
from data_access.pengguna import find_by_username
from data_access.session import current_engine, make_engine
from data_access.verivali_store import BatchKey
from domain.access import Actor
from domain.kalender import JAKARTA, Program

KAB, PERIODE = 3277, 202611
KEY = BatchKey(KAB, PERIODE, int(Program.BSP))
KEY_DTKS = BatchKey(KAB, PERIODE, int(Program.DTKS))
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=JAKARTA)

_READY = (
    "UPDATE verivali SET status = 2, tgl_terimpor = coalesce(tgl_terimpor, tgl_diisi), tgl_diperiksa = NULL "
    "WHERE {of} AND status = 4",
    "UPDATE verivali SET kyc_lengkap = true WHERE {of} AND sta_keberadaan <= 2",
    "UPDATE kuota SET kuota = kuota + 100000 WHERE {of}",
    "INSERT INTO musdes (periode, program, desa, kab, tanggal, nomor, berita_acara, bnba) "
    "SELECT :periode, :program, kode, kab, :day, 'BA', true, true FROM wilayah WHERE level = 4 AND kab = :kab "
    "ON CONFLICT (periode, program, desa, kab) DO UPDATE SET berita_acara = true, bnba = true",
    "INSERT INTO batch (kab, periode, program) VALUES (:kab, :periode, :program) ON CONFLICT DO NOTHING",
)
_OF = "kab = :kab AND periode = :periode AND program = :program"


def as_owner(url: str, *statements: str, params: Mapping[str, Any] | None = None) -> None:
    """Statements as the owner of the database, whom no guard of the portal's role concerns."""
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        for statement in statements:
            work.execute(sa.text(statement), dict(params or {}))
    owner.dispose()


def make_ready(url: str, key: BatchKey = KEY) -> None:
    """Mend everything that holds a batch of the sample; approved rows and usulan, and others, are there."""
    params = key.params() | {"day": date(2026, 11, 10)}
    as_owner(url, *(statement.format(of=_OF) for statement in _READY), params=params)
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        rekap.recompute_rekap(work, key.periode, key.program, key.kab)
        rekap.rebuild_riwayat(work, key.periode, key.program, key.kab)
    owner.dispose()


def set_state(url: str, state: str, key: BatchKey = KEY) -> None:
    """Put the batch where it could only come by steps."""
    as_owner(url, f"UPDATE batch SET state = '{state}' WHERE {_OF}", params=key.params())


def actor(username: str = "supervisor.cimahi", *, totp: bool = True) -> Actor:
    """A person of the sample, with a confirmed session."""
    with current_engine().connect() as read:
        found = find_by_username(read, username)
    assert found is not None
    return replace(found.actor, totp=totp)


def stored(key: BatchKey = KEY) -> Batch:
    """The batch as it stands."""
    with current_engine().connect() as read:
        return read_batch(read, key)


def rows(statement: str, key: BatchKey = KEY, **params: Any) -> list[Any]:
    """What a query about the batch gives."""
    with current_engine().connect() as read:
        return list(read.execute(sa.text(statement.format(of=_OF)), key.params() | params).all())
