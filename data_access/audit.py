"""Append-only audit, chained per kab so that a changed, removed or moved row shows.

Each row carries the digest of the row before it in its kab's chain and the digest of itself over that and over its
own content. The application role can neither change nor delete rows; the chain shows when somebody with more
rights did. A chain cannot show that its newest rows were cut off, so ``heads`` is kept elsewhere and handed to
``verify``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import audit

_FIRST = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# First key of the advisory locks taken here, so that they meet no other use.
_LOCK_SPACE = 0x5143


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a chain: where, and what it means."""

    kab: int
    urut: int
    masalah: str


@dataclass(frozen=True, slots=True)
class Head:
    """Newest row of one chain."""

    urut: int
    sidik: bytes


@dataclass(frozen=True, slots=True)
class Perangkat:
    """What an act was asked with: what it calls itself, and the time by its own clock."""

    nama: str
    waktu: datetime | None = None


_perangkat: ContextVar[Perangkat | None] = ContextVar("perangkat", default=None)


def use_perangkat(perangkat: Perangkat | None) -> None:
    """Set what the acts of this request, task or command are asked with, from here on."""
    _perangkat.set(perangkat)


def record(
    connection: Connection,
    *,
    actor_name: str,
    kab: int,
    aksi: str,
    objek: str,
    sebelum: dict[str, object] | None = None,
    sesudah: dict[str, object] | None = None,
    alamat_ip: str | None = None,
) -> int:
    """Append one row to the chain of ``kab`` (0: belongs to no kab) and return its number in that chain.

    It holds the chain's lock until the transaction ends, so it comes last in a unit of work. Values are text,
    whole numbers, booleans and None, or lists and dicts of them; a float raises TypeError, because the database
    does not keep how it was written and its digest would not be found again.
    """
    _refuse_float(sebelum)
    _refuse_float(sesudah)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, kab)))
    last = connection.execute(
        sa.select(audit.c.urut, audit.c.sidik).where(audit.c.kab == kab).order_by(audit.c.urut.desc()).limit(1)
    ).one_or_none()
    asked_with = _perangkat.get()
    row: dict[str, object] = {
        "kab": kab,
        "urut": last.urut + 1 if last else 1,
        # The clock of the one database, so that rows written by several servers are in order.
        "waktu": connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one(),
        "pengguna": actor_name,
        "alamat_ip": alamat_ip,
        "aksi": aksi,
        "objek": objek,
        "sebelum": sebelum,
        "sesudah": sesudah,
        "waktu_perangkat": asked_with.waktu if asked_with else None,
        "perangkat": asked_with.nama if asked_with else None,
        "sidik_sebelum": bytes(last.sidik) if last else _FIRST,
    }
    row["sidik"] = _digest(row)
    connection.execute(
        sa.insert(audit),
        {
            **row,
            "sebelum": sa.null() if sebelum is None else sebelum,
            "sesudah": sa.null() if sesudah is None else sesudah,
        },
    )
    return cast(int, row["urut"])


def _refuse_float(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("audit values hold no floats: write the number as text")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_float(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_float(item)


def _digest(row: Mapping[str, object]) -> bytes:
    content = [
        row["kab"],
        row["urut"],
        _microseconds(row["waktu"]),
        row["pengguna"],
        row["alamat_ip"],
        row["aksi"],
        row["objek"],
        row["sebelum"],
        row["sesudah"],
    ]
    # Rows of earlier releases carry no device, and their digest knows none.
    if row["perangkat"] is not None or row["waktu_perangkat"] is not None:
        content += [row["perangkat"], _microseconds(row["waktu_perangkat"])]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(cast(bytes, row["sidik_sebelum"]) + text.encode()).digest()


def _microseconds(moment: object) -> int | None:
    return None if moment is None else (cast(datetime, moment) - _EPOCH) // timedelta(microseconds=1)


def heads(connection: Connection) -> dict[int, Head]:
    """The newest row of every chain by kab: to be kept outside the database and given to ``verify``.

    Steps from chain to chain through the primary key: a few index probes each, however long the chains are.
    """
    at = sa.select(sa.func.min(audit.c.kab).label("kab")).cte("rantai", recursive=True)
    following = sa.select(sa.func.min(audit.c.kab)).where(audit.c.kab > at.c.kab).scalar_subquery()
    at = at.union_all(sa.select(following).where(at.c.kab.is_not(None)))
    newest = (
        sa.select(audit.c.urut, audit.c.sidik)
        .where(audit.c.kab == at.c.kab)
        .order_by(audit.c.urut.desc())
        .limit(1)
        .lateral()
    )
    rows = connection.execute(sa.select(at.c.kab, newest.c.urut, newest.c.sidik).join_from(at, newest, sa.true()))
    return {row.kab: Head(row.urut, bytes(row.sidik)) for row in rows}


def verify(connection: Connection, *known: Mapping[int, Head]) -> list[Finding]:
    """Walk every chain and say what is wrong with it; an empty list means all is as it was written.

    ``known`` are heads kept at earlier times: with them rows cut off the end, and a chain rewritten as a whole, are
    found too.
    """
    kept: dict[tuple[int, int], set[bytes]] = {}
    for heads_then in known:
        for kab, head in heads_then.items():
            kept.setdefault((kab, head.urut), set()).add(head.sidik)
    return list(_walk(connection, kept))


def _walk(connection: Connection, kept: dict[tuple[int, int], set[bytes]]) -> Iterator[Finding]:
    previous: Mapping[str, object] = {"kab": None}
    for row in _rows(connection):
        kab, urut = cast(int, row["kab"]), cast(int, row["urut"])
        first = previous["kab"] != kab
        expected = 1 if first else cast(int, previous["urut"]) + 1
        if urut != expected:
            yield Finding(kab, urut, f"baris {expected} sampai {urut - 1} tidak ada")
        if row["sidik_sebelum"] != (_FIRST if first else previous["sidik"]):
            yield Finding(kab, urut, "tidak tersambung dengan baris sebelumnya")
        if _digest(row) != row["sidik"]:
            yield Finding(kab, urut, "isi baris tidak sesuai sidiknya")
        if kept.pop((kab, urut), {row["sidik"]}) != {row["sidik"]}:
            yield Finding(kab, urut, "sidik berbeda dengan catatan sebelumnya")
        previous = row
    for kab, urut in sorted(kept):
        yield Finding(kab, urut, "baris terakhir yang pernah dicatat tidak ada lagi")


def _rows(connection: Connection) -> Iterator[Mapping[str, object]]:
    query = sa.select(audit).order_by(audit.c.kab, audit.c.urut)
    result = connection.execute(query, execution_options={"yield_per": 5000})
    for row in result.mappings():
        yield {
            **row,
            "sidik": bytes(row["sidik"]),
            "sidik_sebelum": bytes(row["sidik_sebelum"]),
        }
