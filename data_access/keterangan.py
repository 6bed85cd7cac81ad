"""Facts about this installation, one row each: the sample data and its scale, the day it speaks of."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import keterangan


def read_keterangan(connection: Connection, kunci: str) -> object | None:
    """The value stored under ``kunci`` (plain JSON), or None."""
    return connection.execute(sa.select(keterangan.c.nilai).where(keterangan.c.kunci == kunci)).scalar_one_or_none()
