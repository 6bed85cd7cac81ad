"""Periode of every programme, as stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import pengecualian, periode
from domain.errors import InvalidInput
from domain.kalender import Kegiatan, Periode, Program

# PBI-JK has periode of its own and no rows to verify.
_VERIFIED = periode.c.program.in_([int(item) for item in Program])


def _as_periode(row: sa.Row[Any], pengecualian: Mapping[Kegiatan, datetime] | None = None) -> Periode:
    return Periode(
        Program(row.program),
        row.kode,
        row.buka,
        row.tutup_verivali,
        row.tutup_pengesahan,
        row.buka_usulan,
        pengecualian or {},
    )


def list_periode(connection: Connection) -> list[Periode]:
    """Every periode, by programme and newest first."""
    query = sa.select(periode).where(_VERIFIED).order_by(periode.c.program, periode.c.kode.desc())
    return [_as_periode(row) for row in connection.execute(query)]


def read_periode(connection: Connection, program: int, kode: int, kab: int | None = None) -> Periode:
    """One periode; for a ``kab`` with the exceptions it was given, which is what every guard asks.

    Raises InvalidInput when the programme has none of that code.
    """
    query = sa.select(periode).where(_VERIFIED, periode.c.program == program, periode.c.kode == kode)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise InvalidInput("Periode itu tidak ada pada program ini. Pilih periode dari daftar di atas halaman.")
    return _as_periode(row, read_pengecualian(connection, kab, program, kode) if kab is not None else None)


def read_pengecualian(connection: Connection, kab: int, program: int, kode: int) -> dict[Kegiatan, datetime]:
    """The last moment that a kab was given for each activity of a periode, where it was given more time."""
    p = pengecualian
    query = (
        sa.select(p.c.kegiatan, sa.func.max(p.c.sampai))
        .where(p.c.kab == kab, p.c.program == program, p.c.periode == kode, p.c.dicabut.is_(None))
        .group_by(p.c.kegiatan)
    )
    return {Kegiatan(row[0]): row[1] for row in connection.execute(query)}


def store_periode(connection: Connection, items: Iterable[Periode]) -> None:
    """Insert periode that are not there yet; one that exists keeps its moments."""
    rows = [
        {
            "program": int(item.program),
            "kode": item.kode,
            "buka": item.buka,
            "buka_usulan": item.buka_usulan,
            "tutup_verivali": item.tutup_verivali,
            "tutup_pengesahan": item.tutup_pengesahan,
        }
        for item in items
    ]
    if rows:
        connection.execute(insert(periode).on_conflict_do_nothing(), rows)


def ensure_partition(connection: Connection, kode: int) -> None:
    """Create the partitions for a periode; does nothing when they are there."""
    connection.execute(sa.select(sa.func.siks_siapkan_periode(kode)))
