"""Facts about this installation, one row each: the sample data and the day it speaks of, progress of a long task."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import keterangan
from domain.kalender import JAKARTA

# Present where the figures are sample data: scale, seed and the day they speak of.
SAMPLE = "contoh"


def read(connection: Connection, kunci: str) -> dict[str, object] | None:
    """The facts stored under ``kunci``, or None."""
    query = sa.select(keterangan.c.nilai).where(keterangan.c.kunci == kunci)
    return connection.execute(query).scalar_one_or_none()


def store(connection: Connection, kunci: str, nilai: dict[str, object]) -> None:
    """Put facts under ``kunci`` in place of what was there."""
    row = insert(keterangan).values(kunci=kunci, nilai=nilai)
    connection.execute(
        row.on_conflict_do_update(index_elements=[keterangan.c.kunci], set_={"nilai": row.excluded.nilai})
    )


def remove(connection: Connection, kunci: str) -> None:
    """Forget what is under ``kunci``."""
    connection.execute(sa.delete(keterangan).where(keterangan.c.kunci == kunci))


def read_now(connection: Connection) -> datetime:
    """The moment figures, deadlines and guards of a periode go by.

    It is now. Where the register holds sample data it is this time of day on the day the sample was made for, so
    that the sample's open periode stays open and the portal can be tried on any day of the month.
    """
    now = datetime.now(JAKARTA)
    sample = read(connection, SAMPLE)
    return now if sample is None else datetime.combine(date.fromisoformat(str(sample["tanggal"])), now.timetz())
