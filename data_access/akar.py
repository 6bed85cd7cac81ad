"""Roots of the audit: a digest a day over the newest row of every chain of audit and seals, each chained to
the root before it.

A chain cannot show that its newest rows were cut off, nor that it was rewritten as a whole; a root that left the
database (printed in a letter, written to a second place) can.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import audit, segel
from data_access.audit import Head
from data_access.schema import akar_audit

_FIRST = bytes(32)
# Among the locks of the chains, which are numbered by kab.
_LOCK = (0x5143, -1)


@dataclass(frozen=True, slots=True)
class Akar:
    """The root of one day in Jakarta, over the heads by kab when it was made: ``isi`` of the chains of the audit,
    ``segel`` of those of the seals.
    """

    hari: date
    sidik: bytes
    sidik_sebelum: bytes
    isi: Mapping[int, Head]
    segel: Mapping[int, Head]
    dibuat: datetime


def sidik_akar(hari: date, sebelum: bytes, isi: Mapping[int, Head], segel: Mapping[int, Head]) -> bytes:
    """SHA-256 over the root before, the day and the heads in the order of their kab."""
    heads = [[[kab, head.urut, head.sidik.hex()] for kab, head in sorted(of.items())] for of in (isi, segel)]
    return hashlib.sha256(sebelum + json.dumps([hari.isoformat(), *heads], separators=(",", ":")).encode()).digest()


def read_akar(connection: Connection) -> Akar | None:
    """The newest root; None before the first."""
    return next(iter(list_akar(connection, 1)), None)


def list_akar(connection: Connection, at_most: int | None = None) -> list[Akar]:
    """Roots, newest first; all of them without ``at_most``."""
    query = sa.select(akar_audit).order_by(akar_audit.c.hari.desc()).limit(at_most)
    return [_as_akar(row) for row in connection.execute(query)]


def _as_akar(row: sa.Row[Any]) -> Akar:
    return Akar(
        row.hari,
        bytes(row.sidik),
        bytes(row.sidik_sebelum),
        heads_of(row.isi["audit"]),
        heads_of(row.isi["segel"]),
        row.dibuat,
    )


def heads_of(stored: Mapping[str, Any]) -> dict[int, Head]:
    """Heads as ``akar_audit.isi`` and the files of the second place hold them."""
    return {int(kab): Head(int(urut), bytes.fromhex(sidik)) for kab, (urut, sidik) in stored.items()}


def as_stored(akar: Akar) -> dict[str, dict[str, list[Any]]]:
    """The heads of a root as text and numbers; ``heads_of`` reads them back."""
    return {
        name: {str(kab): [head.urut, head.sidik.hex()] for kab, head in sorted(of.items())}
        for name, of in (("audit", akar.isi), ("segel", akar.segel))
    }


def store_akar(connection: Connection, hari: date, now: datetime) -> Akar | None:
    """Make the root of a day and keep it; None where that day, or a later one, has its root already."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*_LOCK)))
    before = read_akar(connection)
    if before is not None and before.hari >= hari:
        return None
    previous = before.sidik if before is not None else _FIRST
    isi, sealed = audit.heads(connection), segel.heads(connection)
    made = Akar(hari, sidik_akar(hari, previous, isi, sealed), previous, isi, sealed, now)
    connection.execute(
        sa.insert(akar_audit).values(
            hari=hari, sidik=made.sidik, sidik_sebelum=previous, isi=as_stored(made), dibuat=now
        )
    )
    return made
