"""Roots of the audit: one digest a day over the newest row of every chain, each chained to the root before it.

A chain cannot show that its newest rows were cut off, nor that it was rewritten as a whole; a root that left the
database (printed in a letter, written to a second place) can.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import audit
from data_access.audit import Head
from data_access.schema import akar_audit

_FIRST = bytes(32)
# Among the locks of the chains, which are numbered by kab.
_LOCK = (0x5143, -1)


@dataclass(frozen=True, slots=True)
class Akar:
    """The root of one day in Jakarta: over ``isi``, the heads of all chains by kab when it was made."""

    hari: date
    sidik: bytes
    sidik_sebelum: bytes
    isi: Mapping[int, Head]
    dibuat: datetime


def sidik_akar(hari: date, sebelum: bytes, isi: Mapping[int, Head]) -> bytes:
    """SHA-256 over the root before, the day and the heads in the order of their kab."""
    heads = [[kab, head.urut, head.sidik.hex()] for kab, head in sorted(isi.items())]
    return hashlib.sha256(sebelum + json.dumps([hari.isoformat(), heads], separators=(",", ":")).encode()).digest()


def read_akar(connection: Connection) -> Akar | None:
    """The newest root; None before the first."""
    return next(iter(list_akar(connection, 1)), None)


def list_akar(connection: Connection, at_most: int | None = None) -> list[Akar]:
    """Roots, newest first; all of them without ``at_most``."""
    query = sa.select(akar_audit).order_by(akar_audit.c.hari.desc()).limit(at_most)
    return [_as_akar(row) for row in connection.execute(query)]


def _as_akar(row: sa.Row[tuple[object, ...]]) -> Akar:
    isi = {int(kab): Head(urut, bytes.fromhex(sidik)) for kab, (urut, sidik) in row.isi.items()}
    return Akar(row.hari, bytes(row.sidik), bytes(row.sidik_sebelum), isi, row.dibuat)


def store_akar(connection: Connection, hari: date, now: datetime) -> Akar | None:
    """Make the root of a day and keep it; None where that day, or a later one, has its root already."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*_LOCK)))
    before = read_akar(connection)
    if before is not None and before.hari >= hari:
        return None
    isi = audit.heads(connection)
    previous = before.sidik if before is not None else _FIRST
    made = Akar(hari, sidik_akar(hari, previous, isi), previous, isi, now)
    connection.execute(
        sa.insert(akar_audit).values(
            hari=hari,
            sidik=made.sidik,
            sidik_sebelum=previous,
            isi={str(kab): [head.urut, head.sidik.hex()] for kab, head in isi.items()},
            dibuat=now,
        )
    )
    return made
