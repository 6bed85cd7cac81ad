"""Writes of notes on a desa."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import catatan


@dataclass(frozen=True, slots=True)
class Tersimpan:
    """A stored note as the rules need it."""

    desa: int
    pengguna: int
    waktu: datetime
    isi: str


def insert_catatan(connection: Connection, *, kab: int, desa: int, pengguna: int, isi: str, waktu: datetime) -> int:
    """Keep a note and return its number within the kab."""
    query = sa.insert(catatan).values(kab=kab, desa=desa, pengguna=pengguna, isi=isi, waktu=waktu)
    return int(connection.execute(query.returning(catatan.c.id)).scalar_one())


def lock_catatan(connection: Connection, kab: int, nomor: int) -> Tersimpan | None:
    """One note, held until the transaction ends; None when there is none of that number."""
    query = sa.select(catatan).where(catatan.c.kab == kab, catatan.c.id == nomor).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Tersimpan(row.desa, row.pengguna, row.waktu, row.isi)


def delete_catatan(connection: Connection, kab: int, nomor: int) -> None:
    """Take a note away."""
    connection.execute(sa.delete(catatan).where(catatan.c.kab == kab, catatan.c.id == nomor))
