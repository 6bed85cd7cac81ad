"""Photos of households, written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.copy import copy_rows
from data_access.schema import foto, rumah_tangga

# kab, household, kind, day it was taken, MIME type, bytes
Foto = tuple[int, int, str, date, str, bytes]


def first_households(connection: Connection, kab: int, count: int) -> list[int]:
    """Ids of the first households of a kab."""
    r = rumah_tangga
    return list(connection.execute(sa.select(r.c.id).where(r.c.kab == kab).order_by(r.c.id).limit(count)).scalars())


def clear(connection: Connection, kab: Sequence[int]) -> None:
    """Remove every photo of these kab."""
    connection.execute(sa.delete(foto).where(foto.c.kab.in_(kab)))


def write(connection: Connection, rows: Iterable[Foto]) -> None:
    """Append photos."""
    copy_rows(connection, foto, ("kab", "ruta", "jenis", "diambil", "mime", "isi"), rows)
