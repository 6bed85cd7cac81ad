"""What a prelist holds, read through cursors of the server a few thousand rows at a time, and the key it is given.

Households come in order of desa and number. Memory stays the same however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
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
from domain.status import StatusUsulan, StatusVerivali
from domain.usulan import JENIS_OF_TAB, JenisUsulan, Tab

_BATCH = 2_000
# Households offered as candidates of one desa.
_CANDIDATES = 50
_PADAN_CODE = next(kode for kode, name in PADAN.items() if name == "padan")
# Waiting or holding a place: not to be proposed again.
_PROPOSED = tuple(
    int(status)
    for status in StatusUsulan
    if status
    not in (
        StatusUsulan.DITOLAK,
        StatusUsulan.TIDAK_DITETAPKAN,
        StatusUsulan.KEDALUWARSA,
        StatusUsulan.DIGANTIKAN,
    )
)

r, p, v, u = rumah_tangga, individu, verivali, usulan
Baris = Iterator[Sequence[object]]
_Query = sa.Select[Any] | sa.CompoundSelect[Any]


def read_parts(connection: Connection, key: BatchKey, within: DesaRange) -> dict[Bagian, Baris]:
    """The rows of every part of a prelist, in the order of ``KOLOM``; each is read when it is iterated, once."""
    parts: dict[Bagian, _Query] = {
        Bagian.RUMAH_TANGGA: _households(key, within),
        Bagian.INDIVIDU: _members(key, within),
        Bagian.PENGEMBALIAN: _returned(key, within),
        Bagian.TEMUAN: _findings(key, within),
    }
    if key.program == Program.BSP:
        parts[Bagian.CALON] = _candidates(key, within)
    return {part: _stream(connection, query) for part, query in parts.items()}


def _stream(connection: Connection, query: _Query) -> Baris:
    rows = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(query)
    for batch in rows.partitions():
        yield from batch


def _on_prelist(key: BatchKey, within: DesaRange) -> sa.ColumnElement[bool]:
    return sa.and_(
        v.c.kab == key.kab,
        v.c.periode == key.periode,
        v.c.program == key.program,
        v.c.desa >= within.low,
        v.c.desa < within.high,
        v.c.status != int(StatusVerivali.FINAL),
    )


_RUTA = v.join(r, sa.and_(r.c.kab == v.c.kab, r.c.id == v.c.ruta))
_ART = _RUTA.join(p, sa.and_(p.c.kab == r.c.kab, p.c.ruta == r.c.id))


def _households(key: BatchKey, within: DesaRange) -> sa.Select[Any]:
    columns = [r.c[column.nama] for column in KOLOM[Bagian.RUMAH_TANGGA]]
    return sa.select(*columns).select_from(_RUTA).where(_on_prelist(key, within)).order_by(r.c.desa, r.c.id)


def _members(key: BatchKey, within: DesaRange) -> sa.Select[Any]:
    columns = [r.c.idbdt if column.nama == "idbdt" else p.c[column.nama] for column in KOLOM[Bagian.INDIVIDU]]
    return (
        sa.select(*columns)
        .select_from(_ART)
        .where(_on_prelist(key, within))
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


def _findings(key: BatchKey, within: DesaRange) -> sa.CompoundSelect[Any]:
    """NIK that somebody else of the register bears too (V06), and what Dukcapil did not confirm (V04)."""
    here = sa.and_(_on_prelist(key, within), p.c.sta_art == int(StaArt.ADA))
    other = p.alias("lain")
    shared = (
        sa.select(r.c.idbdt, p.c.idartbdt, sa.literal("nik"), sa.literal("V06"))
        .select_from(_ART)
        .where(
            here,
            sa.exists().where(
                other.c.nik == p.c.nik,
                other.c.sta_art == int(StaArt.ADA),
                sa.or_(other.c.kab != p.c.kab, other.c.id != p.c.id),
            ),
        )
    )
    unknown = (
        sa.select(r.c.idbdt, p.c.idartbdt, sa.literal("nik"), sa.literal("V04"))
        .select_from(_ART)
        .where(here, p.c.padan > _PADAN_CODE)
    )
    return sa.union_all(shared, unknown).order_by(*(sa.literal_column(place) for place in ("1", "2", "4")))


def _candidates(key: BatchKey, within: DesaRange) -> sa.Select[Any]:
    """The poorest of each desa that hold no place, receive no PKH and are not proposed."""
    matched = ~sa.exists().where(p.c.kab == r.c.kab, p.c.ruta == r.c.id, p.c.padan != _PADAN_CODE)
    proposed = sa.exists().where(
        u.c.kab == r.c.kab,
        u.c.ruta == r.c.id,
        u.c.periode == key.periode,
        u.c.program == key.program,
        u.c.status.in_(_PROPOSED),
    )
    place = sa.func.row_number().over(partition_by=r.c.desa, order_by=(r.c.percentile, r.c.id)).label("urut")
    poorest = (
        sa.select(r.c.kab, r.c.id, place)
        .where(
            r.c.kab == key.kab,
            r.c.desa >= within.low,
            r.c.desa < within.high,
            r.c.desil <= BATAS_DESIL,
            ~r.c.kpm_bsp,
            r.c.ada_pkh.is_not(True),
            ~proposed,
        )
        .subquery()
    )
    columns = [matched if column.nama == "padan" else r.c[column.nama] for column in KOLOM[Bagian.CALON]]
    return (
        sa.select(*columns)
        .select_from(poorest.join(r, sa.and_(r.c.kab == poorest.c.kab, r.c.id == poorest.c.id)))
        .where(poorest.c.urut <= _CANDIDATES)
        .order_by(r.c.desa, poorest.c.urut)
    )


def store_key(
    connection: Connection, key: BatchKey, kunci: str, publik: bytes, *, wilayah: int, oleh: str, dibuat: datetime
) -> None:
    """Keep the half of a key that checks signatures."""
    row = key.params() | {"id": kunci, "kunci_publik": publik, "wilayah": wilayah, "oleh": oleh, "dibuat": dibuat}
    connection.execute(sa.insert(kunci_siks), row)
