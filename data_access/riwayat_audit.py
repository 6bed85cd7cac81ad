"""The audit as a reader may see it: rows of the chains inside a wilayah, or of one person, newest first.

Chains are kept by kab, and so are the indexes: of many kab the newest rows of each are taken and merged, which costs
one probe a kab however long the chains are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import audit, pengguna, wilayah
from domain.access import Scope
from domain.kode import Level
from domain.riwayat import Baris, Kursor

_BATCH = 2_000
# Chains of acts that belong to no kab.
NASIONAL = 0


@dataclass(frozen=True, slots=True)
class Tanya:
    """What is asked for. ``milik``: only rows of this username, whose chain may then be that of no kab.

    ``desa_saja``: rows that name a desa name one inside the scope (a reader of a desa or kecamatan);
    ``bernama_desa``: only rows that name a desa inside it (a wilayah below the kab was chosen).
    """

    scope: Scope
    milik: str | None = None
    orang: str | None = None
    aksi: str | None = None
    objek: str | None = None
    dari: datetime | None = None
    # Half-open.
    sampai: datetime | None = None
    desa_saja: bool = False
    bernama_desa: bool = False


_DESA = sa.func.siks_desa(audit.c.objek, type_=sa.BigInteger)


def list_riwayat(connection: Connection, tanya: Tanya, sebelum: Kursor | None, batas: int) -> list[Baris]:
    """At most ``batas`` rows, newest first, that come after the cursor."""
    keys = _of_person(tanya, sebelum, batas) if tanya.milik or tanya.orang else _of_chains(tanya, sebelum, batas)
    found = keys.subquery("kunci")
    query = _rows().join(found, sa.and_(found.c.kab == audit.c.kab, found.c.urut == audit.c.urut))
    rows = connection.execute(query.order_by(*_newest(found.c)))
    return [Baris(**row) for row in rows.mappings()]


def stream_riwayat(connection: Connection, tanya: Tanya) -> Iterator[Baris]:
    """Every row, kab by kab and newest first in each, through a cursor of the server: memory stays the same."""
    chains = connection.execute(sa.select(_kab_of(tanya).c.kab).order_by("kab")).scalars().all()
    for kab in chains:
        query = _rows().where(audit.c.kab == kab, *_narrowed(tanya), *_desa(tanya))
        ordered = query.order_by(audit.c.waktu.desc(), audit.c.urut.desc())
        rows = connection.execute(ordered, execution_options={"yield_per": _BATCH})
        for row in rows.mappings():
            yield Baris(**row)


def _kab_of(tanya: Tanya) -> sa.Subquery:
    """The chains that are looked at: those of the kab inside, that of no kab for the whole country and one's own."""
    rng = tanya.scope.desa
    inside = sa.select(wilayah.c.kode.label("kab")).where(
        wilayah.c.level == int(Level.KAB),
        wilayah.c.kode.between(rng.low // 10**6, (rng.high - 1) // 10**6),
    )
    if tanya.milik is None and tanya.scope.level is not Level.NASIONAL:
        return inside.subquery("rantai")
    nobody = sa.select(sa.literal(NASIONAL, sa.BigInteger).label("kab"))
    return sa.union_all(inside, nobody).subquery("rantai")


def _narrowed(tanya: Tanya) -> list[sa.ColumnElement[bool]]:
    found = []
    for column, value in (
        (audit.c.pengguna, tanya.milik),
        (audit.c.pengguna, tanya.orang),
        (audit.c.aksi, tanya.aksi),
        (audit.c.objek, tanya.objek),
    ):
        if value is not None:
            found.append(column == value)
    if tanya.dari is not None:
        found.append(audit.c.waktu >= tanya.dari)
    if tanya.sampai is not None:
        found.append(audit.c.waktu < tanya.sampai)
    return found


def _desa(tanya: Tanya) -> list[sa.ColumnElement[bool]]:
    rng = tanya.scope.desa
    named, last = _DESA.is_not(None), rng.high - 1
    if tanya.bernama_desa:
        # Equality keeps the order of the index.
        return [named, _DESA == rng.low] if rng.low == last else [named, _DESA.between(rng.low, last)]  # noqa: SIM300
    return [sa.or_(_DESA.is_(None), _DESA.between(rng.low, last))] if tanya.desa_saja else []


def _after(sebelum: Kursor | None) -> list[sa.ColumnElement[bool]]:
    if sebelum is None:
        return []
    at = sa.tuple_(audit.c.waktu, audit.c.kab, audit.c.urut) < sa.tuple_(
        sa.literal(sebelum.waktu), sa.literal(sebelum.kab), sa.literal(sebelum.urut)
    )
    # The first alone would not be looked up in an index that begins with the kab.
    return [audit.c.waktu <= sebelum.waktu, at]


def _newest(columns: Any) -> list[sa.ColumnElement[Any]]:
    return [columns.waktu.desc(), columns.kab.desc(), columns.urut.desc()]


def _of_person(tanya: Tanya, sebelum: Kursor | None, batas: int) -> sa.Select[Any]:
    kab = sa.select(_kab_of(tanya).c.kab)
    return (
        sa.select(audit.c.kab, audit.c.urut, audit.c.waktu)
        .where(audit.c.kab.in_(kab), *_narrowed(tanya), *_desa(tanya), *_after(sebelum))
        .order_by(*_newest(audit.c))
        .limit(batas)
    )


def _of_chains(tanya: Tanya, sebelum: Kursor | None, batas: int) -> sa.Select[Any]:
    chain = _kab_of(tanya)
    newest = (
        sa.select(audit.c.kab, audit.c.urut, audit.c.waktu)
        .where(audit.c.kab == chain.c.kab, *_narrowed(tanya), *_desa(tanya), *_after(sebelum))
        .order_by(audit.c.waktu.desc(), audit.c.urut.desc())
        .limit(batas)
        .lateral("terbaru")
    )
    joined = sa.select(newest.c.kab, newest.c.urut, newest.c.waktu).join_from(chain, newest, sa.true())
    return joined.order_by(*_newest(newest.c)).limit(batas)


def _rows() -> sa.Select[Any]:
    desa, kab = wilayah.alias("desa_"), wilayah.alias("kab_")
    own = [audit.c[name] for name in Baris.__dataclass_fields__ if name in audit.c]
    return sa.select(*own, pengguna.c.nama, sa.func.coalesce(desa.c.nama, kab.c.nama).label("tempat")).select_from(
        audit.outerjoin(desa, desa.c.kode == _DESA)
        .outerjoin(kab, kab.c.kode == audit.c.kab)
        .outerjoin(pengguna, pengguna.c.username == audit.c.pengguna)
    )
