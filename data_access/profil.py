"""Profil of a kab: read and written."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import profil
from domain.profil import PROFIL_TEKS, Profil


def read_profil(connection: Connection, kab: int) -> Profil | None:
    """The profil of a kab, with its logo; None when it was never filled in."""
    row = connection.execute(sa.select(profil).where(profil.c.kab == kab)).one_or_none()
    if row is None:
        return None
    return Profil(
        kab=row.kab,
        **{name: getattr(row, name) for name in PROFIL_TEKS},
        logo=None if row.logo is None else bytes(row.logo),
        oleh=row.oleh,
        diubah=row.diubah,
    )


def store_profil(connection: Connection, kab: int, values: Mapping[str, str | bytes | None], oleh: int | None) -> None:
    """Write these fields of the profil (``PROFIL_TEKS`` and ``logo``) and leave the others as they are."""
    stored = {**values, "oleh": oleh, "diubah": sa.func.now()}
    new = insert(profil).values(kab=kab, **stored)
    connection.execute(new.on_conflict_do_update(index_elements=[profil.c.kab], set_=stored))
