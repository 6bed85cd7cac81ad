"""What a prelist holds, read through cursors of the server a few thousand rows at a time, and the key it is given.

First the households to visit, then the candidates, each in order of desa and number, and their members in the same
order. Memory stays the same however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import individu, kunci_siks, rumah_tangga, usulan, verivali
from data_access.verivali_store import BatchKey
from domain.indikator import BATAS_DESIL
from domain.instrumen import PADAN
from domain.kalender import Program
from domain.kode import DesaRange
from domain.siks import KOLOM, Bagian, StaArt
from domain.status import DAPAT_TERIMPOR, StatusUsulan, StatusVerivali
from domain.usulan import JENIS_OF_TAB, JenisUsulan, Tab

_BATCH = 2_000
# Households offered as candidates of one desa.
_CANDIDATES = 50
_PADAN_CODE = next(kode for kode, name in PADAN.items() if name == "padan")
_ENDED = (
    StatusUsulan.DITOLAK,
    StatusUsulan.TIDAK_DITETAPKAN,
    StatusUsulan.KEDALUWARSA,
    StatusUsulan.DIGANTIKAN,
)
# Waiting or holding a place: not to be proposed again.
_PROPOSED = tuple(int(status) for status in StatusUsulan if status not in (*_ENDED, StatusUsulan.DIKEMBALIKAN))

r, p, v, u = rumah_tangga, individu, verivali, usulan
Baris = Iterator[Sequence[object]]
_Query = sa.Select[Any] | sa.CompoundSelect[Any]


def is_empty(connection: Connection, key: BatchKey, within: DesaRange) -> bool:
    """Whether there is nobody to visit."""
    return not connection.execute(sa.select(sa.exists().where(_on_prelist(key, within)))).scalar_one()


def count_homes(connection: Connection, key: BatchKey, within: DesaRange) -> int:
    """Households to visit, candidates not among them."""
    return int(connection.execute(sa.select(sa.func.count()).where(_on_prelist(key, within))).scalar_one())


def read_parts(connection: Connection, key: BatchKey, within: DesaRange) -> dict[Bagian, Baris]:
    """The rows of every part of a prelist, in the order of ``KOLOM``; each is read when it is iterated, once."""
    listed = _on_prelist(key, within)
    parts: dict[Bagian, tuple[_Query, ...]] = {
        Bagian.RUMAH_TANGGA: (_households(_RUTA, listed),),
        Bagian.INDIVIDU: (_members(_RUTA, listed),),
        Bagian.PENGEMBALIAN: (_returned(key, within),),
        Bagian.TEMUAN: (_findings(_RUTA, listed), _taken(key, within)),
    }
    if key.program == Program.BSP:
        chosen = _candidates(key, within)
        homes, all_of_them = chosen.join(r, sa.and_(r.c.kab == chosen.c.kab, r.c.id == chosen.c.id)), sa.true()
        parts[Bagian.RUMAH_TANGGA] += (_households(homes, all_of_them),)
        parts[Bagian.INDIVIDU] += (_members(homes, all_of_them),)
        parts[Bagian.TEMUAN] += (_findings(homes, all_of_them),)
        parts[Bagian.CALON] = (_named(chosen, homes),)
    return {
        part: chain.from_iterable(_stream(connection, query) for query in queries) for part, queries in parts.items()
    }


def _stream(connection: Connection, query: _Query) -> Baris:
    rows = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(query)
    for batch in rows.partitions():
        yield from batch


def _on_prelist(key: BatchKey, within: DesaRange) -> sa.ColumnElement[bool]:
    """What a file may still bring: neither approved nor final."""
    return sa.and_(
        v.c.kab == key.kab,
        v.c.periode == key.periode,
        v.c.program == key.program,
        v.c.desa >= within.low,
        v.c.desa < within.high,
        v.c.status.in_([int(status) for status in sorted(DAPAT_TERIMPOR)]),
    )


_RUTA = v.join(r, sa.and_(r.c.kab == v.c.kab, r.c.id == v.c.ruta))
_OF_RUTA = sa.and_(p.c.kab == r.c.kab, p.c.ruta == r.c.id)


def _households(homes: sa.Join, condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    columns = [r.c[column.nama] for column in KOLOM[Bagian.RUMAH_TANGGA]]
    return sa.select(*columns).select_from(homes).where(condition).order_by(r.c.desa, r.c.id)


def _members(homes: sa.Join, condition: sa.ColumnElement[bool]) -> sa.Select[Any]:
    columns = [r.c.idbdt if column.nama == "idbdt" else p.c[column.nama] for column in KOLOM[Bagian.INDIVIDU]]
    return (
        sa.select(*columns)
        .select_from(homes.join(p, _OF_RUTA))
        .where(condition)
        .order_by(r.c.desa, r.c.id, p.c.no_urut, p.c.id)
    )


def _returned(key: BatchKey, within: DesaRange) -> sa.CompoundSelect[Any]:
    """Cases that were returned, with what to mend; and findings returned without a case."""
    kolom = sa.func.array_to_string(u.c.kolom, " ")
    of_case = sa.and_(u.c.kab == r.c.kab, u.c.ruta == r.c.id, u.c.periode == key.periode, u.c.program == key.program)
    returned = u.c.status == int(StatusUsulan.DIKEMBALIKAN)
    jenis = sa.case(
        *((u.c.jenis == int(item), item.name.lower()) for item in JenisUsulan if item in JENIS_OF_TAB[Tab.USULAN]),
        else_="verivali",
    )
    cases = (
        sa.select(sa.func.coalesce(u.c.idbdt, r.c.idbdt), jenis, u.c.alasan, kolom, u.c.diubah)
        .select_from(u.outerjoin(r, sa.and_(r.c.kab == u.c.kab, r.c.id == u.c.ruta)))
        .where(
            u.c.kab == key.kab,
            u.c.periode == key.periode,
            u.c.program == key.program,
            u.c.desa >= within.low,
            u.c.desa < within.high,
            returned,
        )
    )
    alone = (
        sa.select(r.c.idbdt, sa.literal("verivali"), sa.null(), sa.null(), v.c.diubah)
        .select_from(_RUTA)
        .where(
            _on_prelist(key, within),
            v.c.status == int(StatusVerivali.DIKEMBALIKAN),
            ~sa.exists().where(of_case, returned, u.c.jenis.in_([int(item) for item in JENIS_OF_TAB[Tab.PERBAIKAN]])),
        )
    )
    return sa.union_all(cases, alone).order_by(sa.literal_column("1"), sa.literal_column("2"))


def _findings(homes: sa.Join, condition: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    """NIK that somebody else of the register bears too (V06), and what Dukcapil did not confirm (V04)."""
    members = homes.join(p, _OF_RUTA)
    here = sa.and_(condition, p.c.sta_art == int(StaArt.ADA))
    shared = _found(p.c.idartbdt, "nik", "V06").select_from(members).where(here, _borne_twice())
    unknown = _found(p.c.idartbdt, "nik", "V04").select_from(members).where(here, p.c.padan > _PADAN_CODE)
    return sa.union_all(shared, unknown)


def _taken(key: BatchKey, within: DesaRange) -> sa.Select[Any]:
    """KPM whose place is already asked for (U03)."""
    asked_for = sa.exists().where(
        u.c.kab == v.c.kab,
        u.c.periode == key.periode,
        u.c.program == key.program,
        u.c.jenis == int(JenisUsulan.BSP),
        u.c.desa >= within.low,
        u.c.desa < within.high,
        u.c.mengganti == v.c.ruta,
        u.c.status.not_in([int(status) for status in _ENDED]),
    )
    return _found(sa.null(), "mengganti", "U03").select_from(_RUTA).where(_on_prelist(key, within), asked_for)


def _found(person: sa.ColumnElement[Any], kolom: str, aturan: str) -> sa.Select[Any]:
    return sa.select(r.c.idbdt, person, sa.literal(kolom), sa.literal(aturan))


def _borne_twice() -> sa.ColumnElement[bool]:
    other = p.alias("lain")
    return sa.exists().where(
        other.c.nik == p.c.nik,
        other.c.sta_art == int(StaArt.ADA),
        sa.or_(other.c.kab != p.c.kab, other.c.id != p.c.id),
    )


def _candidates(key: BatchKey, within: DesaRange) -> sa.Subquery:
    """The poorest of each desa that hold no place, receive no PKH and are not proposed; returned proposals first."""
    of_case = (
        u.c.kab == r.c.kab,
        u.c.ruta == r.c.id,
        u.c.periode == key.periode,
        u.c.program == key.program,
        u.c.jenis == int(JenisUsulan.BSP),
    )
    returned = sa.exists().where(*of_case, u.c.status == int(StatusUsulan.DIKEMBALIKAN))
    order = (sa.case((returned, 0), else_=1), r.c.percentile, r.c.id)
    place = sa.func.row_number().over(partition_by=r.c.desa, order_by=order).label("urut")
    poorest = (
        sa.select(r.c.kab, r.c.id, place)
        .where(
            r.c.kab == key.kab,
            r.c.desa >= within.low,
            r.c.desa < within.high,
            r.c.desil <= BATAS_DESIL,
            ~r.c.kpm_bsp,
            r.c.ada_pkh.is_not(True),
            ~sa.exists().where(*of_case, u.c.status.in_(_PROPOSED)),
        )
        .subquery()
    )
    return sa.select(poorest).where(poorest.c.urut <= _CANDIDATES).subquery("calon")


def _named(chosen: sa.Subquery, homes: sa.Join) -> sa.Select[Any]:
    doubtful = sa.exists().where(_OF_RUTA, sa.or_(p.c.padan != _PADAN_CODE, _borne_twice()))
    return sa.select(r.c.idbdt, r.c.percentile, ~doubtful).select_from(homes).order_by(r.c.desa, chosen.c.urut)


def store_key(
    connection: Connection,
    key: BatchKey,
    kunci: str,
    publik: bytes,
    *,
    wilayah: int,
    oleh: str,
    dibuat: datetime,
    dicabut: datetime | None = None,
) -> None:
    """Keep the half of a key that checks signatures; with ``dicabut`` it lets no file in."""
    row = key.params() | {"id": kunci, "kunci_publik": publik, "wilayah": wilayah, "oleh": oleh, "dibuat": dibuat}
    connection.execute(sa.insert(kunci_siks), row | {"dicabut": dicabut})
