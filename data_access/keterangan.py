"""Facts about this installation, one JSON value a key: the sample data, the borders, progress of tiles."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import keterangan
from domain.kalender import JAKARTA


# The row the seed leaves: {"benih", "skala", "tanggal"}.
SAMPLE = "contoh"


def read(connection: Connection, key: str) -> Any:
    """The value of a key, None when it was never stored."""
    return connection.execute(sa.select(keterangan.c.nilai).where(keterangan.c.kunci == key)).scalar()


def store(connection: Connection, key: str, value: Any) -> None:
    """Set a key to a value that JSON can hold."""
    statement = insert(keterangan).values(kunci=key, nilai=value)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["kunci"], set_={"nilai": statement.excluded.nilai})
    )


def remove(connection: Connection, key: str) -> None:
    """Forget a key."""
    connection.execute(sa.delete(keterangan).where(keterangan.c.kunci == key))


def read_now(connection: Connection) -> datetime:
    """The moment figures, deadlines and guards of a periode go by.

    It is now. Where the register holds sample data it is this time of day on the day the sample was made for, so
    that the sample's open periode stays open and the portal can be tried on any day of the month.
    """
    now = datetime.now(JAKARTA)
    sample = read(connection, SAMPLE)
    return now if sample is None else datetime.combine(date.fromisoformat(sample["tanggal"]), now.timetz())
