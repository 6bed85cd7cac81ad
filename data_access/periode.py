"""Periode of every programme, as stored."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import periode
from domain.errors import InvalidInput
from domain.kalender import Periode, Program


def _as_periode(row: sa.Row[tuple[object, ...]]) -> Periode:
    return Periode(Program(row.program), row.kode, row.buka, row.tutup_verivali, row.tutup_pengesahan)


def list_periode(connection: Connection) -> list[Periode]:
    """Every periode, by programme and newest first."""
    query = sa.select(periode).order_by(periode.c.program, periode.c.kode.desc())
    return [_as_periode(row) for row in connection.execute(query)]


def read_periode(connection: Connection, program: int, kode: int) -> Periode:
    """One periode. Raises InvalidInput when the programme has none of that code."""
    query = sa.select(periode).where(periode.c.program == program, periode.c.kode == kode)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise InvalidInput("Periode itu tidak ada pada program ini. Pilih periode dari daftar di atas halaman.")
    return _as_periode(row)


def store_periode(connection: Connection, items: Iterable[Periode]) -> None:
    """Insert periode that are not there yet; one that exists keeps its moments."""
    rows = [
        {
            "program": int(item.program),
            "kode": item.kode,
            "buka": item.buka,
            "tutup_verivali": item.tutup_verivali,
            "tutup_pengesahan": item.tutup_pengesahan,
        }
        for item in items
    ]
    if rows:
        connection.execute(insert(periode).on_conflict_do_nothing(), rows)


def ensure_partition(connection: Connection, kode: int) -> None:
    """Create the partition of ``verivali`` for a periode, as the owner; does nothing when it is there."""
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS verivali_{kode:06d} PARTITION OF verivali FOR VALUES FROM ({kode}) TO ({kode + 1})"
    )
