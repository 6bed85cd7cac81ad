"""Writes on attention items and on the settings of their rules."""

# ruff: noqa: S608 - the text is put together from parts written here; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import aturan, perhatian
from domain.perhatian import Keadaan, Kunci, Setelan

# First key of the advisory locks taken here, so that they meet no other use.
_LOCK_SPACE = 0x5145
_EVALUATION_TIMEOUT_MS = 300_000

_OF = "p.aturan = :aturan AND p.periode = :periode AND p.program = :program"
_FOUND = "unnest(CAST(:kab AS integer[]), CAST(:nilai AS integer[]), CAST(:dari AS integer[])) AS f (kab, nilai, dari)"

# What ended on its own has figure 0, as has what was closed by hand once its cause is gone: whatever comes back after
# that is bigger.
_END = sa.text(
    "UPDATE perhatian AS p SET nilai = 0, "
    "diselesaikan_oleh = CASE WHEN p.state = 'selesai' THEN p.diselesaikan_oleh END, "
    "selesai = CASE WHEN p.state = 'selesai' THEN p.selesai ELSE :clock END, state = 'selesai', terakhir = :clock "
    f"WHERE {_OF} AND (p.state <> 'selesai' OR p.nilai > 0) AND p.wilayah <> ALL(CAST(:kab AS bigint[])) "
    "RETURNING p.kab"
)
_PUT = sa.text(
    "INSERT INTO perhatian AS p (kab, aturan, wilayah, periode, program, state, nilai, dari, sejak, terakhir) "
    f"SELECT f.kab, :aturan, f.kab, :periode, :program, 'terbuka', f.nilai, f.dari, :clock, :clock FROM {_FOUND} "
    "ORDER BY f.kab ON CONFLICT (kab, aturan, wilayah, periode, program) DO UPDATE SET nilai = excluded.nilai, "
    "dari = excluded.dari, terakhir = :clock, "
    "state = CASE WHEN p.state = 'selesai' THEN 'terbuka' ELSE p.state END, "
    "sejak = CASE WHEN p.state = 'selesai' THEN :clock ELSE p.sejak END, "
    "diakui_oleh = CASE WHEN p.state = 'selesai' THEN NULL ELSE p.diakui_oleh END, "
    "diakui = CASE WHEN p.state = 'selesai' THEN NULL ELSE p.diakui END, "
    "catatan = CASE WHEN p.state = 'selesai' THEN NULL ELSE p.catatan END, diselesaikan_oleh = NULL, selesai = NULL "
    "WHERE CASE WHEN p.state = 'selesai' THEN excluded.nilai > p.nilai "
    "ELSE (p.nilai, p.dari) IS DISTINCT FROM (excluded.nilai, excluded.dari) END "
    "RETURNING p.kab, OLD.state AS dulu, OLD.catatan, OLD.diakui_oleh, OLD.diselesaikan_oleh, NEW.nilai"
)
_END_OTHERS = sa.text(
    "UPDATE perhatian SET state = 'selesai', nilai = 0, diselesaikan_oleh = NULL, selesai = :clock, terakhir = :clock "
    "WHERE state <> 'selesai' AND periode <> 0 "
    "AND (periode, program) NOT IN (SELECT * FROM unnest(CAST(:periode AS integer[]), CAST(:program AS smallint[]))) "
    "RETURNING kab"
)


@dataclass(frozen=True, slots=True)
class Kembali:
    """An item that somebody had dealt with and that came back: what was said of it then."""

    kab: int
    nilai: int
    catatan: str | None
    diakui_oleh: int | None
    diselesaikan_oleh: int | None


@dataclass(frozen=True, slots=True)
class Perubahan:
    """What storing a finding changed: the kab concerned, and the items that came back after people's acts."""

    kab: frozenset[int]
    kembali: tuple[Kembali, ...]


@dataclass(frozen=True, slots=True)
class Tersimpan:
    """State of one item as held by ``lock_item``."""

    state: Keadaan
    catatan: str | None
    nilai: int


def claim(connection: Connection, rule: str, periode: int, program: int) -> bool:
    """Whether this transaction evaluates the rule; another that does so at the same time makes it False.

    Lifts the time limit of pages for the rest of the transaction.
    """
    connection.execute(sa.text(f"SET LOCAL statement_timeout = {_EVALUATION_TIMEOUT_MS}"))
    key = sa.func.hashtext(f"{rule}.{periode}.{program}")
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK_SPACE, key))).scalar())


def store_found(
    connection: Connection,
    rule: str,
    periode: int,
    program: int,
    found: Sequence[tuple[int, int, int]],
    clock: datetime,
) -> Perubahan:
    """Bring the items of a rule to what was found (kab, nilai, dari): open, grow, end, and open again.

    An item closed by hand stays closed until its figure passes the one it was closed at. The same finding again
    writes nothing.
    """
    columns = [list(column) for column in zip(*found, strict=True)] or [[], [], []]
    key = {"aturan": rule, "periode": periode, "program": program, "clock": clock}
    ended = connection.execute(_END, key | {"kab": columns[0]}).scalars().all()
    put = connection.execute(_PUT, key | dict(zip(("kab", "nilai", "dari"), columns, strict=True))).all()
    back = [
        Kembali(row.kab, row.nilai, row.catatan, row.diakui_oleh, row.diselesaikan_oleh)
        for row in put
        if row.dulu == Keadaan.SELESAI and (row.diakui_oleh or row.diselesaikan_oleh)
    ]
    return Perubahan(frozenset(ended) | {row.kab for row in put}, tuple(back))


def end_other_periode(connection: Connection, running: Sequence[tuple[int, int]], clock: datetime) -> set[int]:
    """End the items of periode that no longer run (``running`` are (periode, program)); the kab concerned."""
    params = {"periode": [item[0] for item in running], "program": [item[1] for item in running], "clock": clock}
    return set(connection.execute(_END_OTHERS, params).scalars())


def _is(kunci: Kunci) -> sa.ColumnElement[bool]:
    return sa.and_(
        perhatian.c.kab == kunci.kab,
        perhatian.c.aturan == kunci.aturan,
        perhatian.c.wilayah == kunci.wilayah,
        perhatian.c.periode == kunci.periode,
        perhatian.c.program == kunci.program,
    )


def lock_item(connection: Connection, kunci: Kunci) -> Tersimpan | None:
    """The item, held until the transaction ends; None when there is none."""
    query = sa.select(perhatian.c.state, perhatian.c.catatan, perhatian.c.nilai).where(_is(kunci)).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Tersimpan(Keadaan(row.state), row.catatan, row.nilai)


def write_diakui(connection: Connection, kunci: Kunci, pengguna: int, catatan: str | None, clock: datetime) -> None:
    """Somebody took the item up."""
    connection.execute(
        sa.update(perhatian)
        .where(_is(kunci))
        .values(state=Keadaan.DIAKUI, diakui_oleh=pengguna, diakui=clock, catatan=catatan)
    )


def write_selesai(connection: Connection, kunci: Kunci, pengguna: int, catatan: str, clock: datetime) -> None:
    """Somebody closed the item although its cause is still there."""
    connection.execute(
        sa.update(perhatian)
        .where(_is(kunci))
        .values(state=Keadaan.SELESAI, diselesaikan_oleh=pengguna, selesai=clock, catatan=catatan)
    )


def write_terbuka(connection: Connection, kunci: Kunci) -> None:
    """Take back that somebody took the item up or closed it; it is open as long as before."""
    connection.execute(
        sa.update(perhatian)
        .where(_is(kunci))
        .values(
            state=Keadaan.TERBUKA,
            diakui_oleh=None,
            diakui=None,
            catatan=None,
            diselesaikan_oleh=None,
            selesai=None,
        )
    )


def write_aturan(connection: Connection, rule: str, setelan: Setelan, clock: datetime) -> None:
    """Store how a rule is applied from now on."""
    values = {
        "aktif": setelan.aktif,
        "ambang": setelan.ambang,
        "tingkat": int(setelan.tingkat),
        "diubah": clock,
        "oleh": setelan.oleh,
    }
    new = insert(aturan).values(kode=rule, **values)
    connection.execute(new.on_conflict_do_update(index_elements=[aturan.c.kode], set_=values))
