"""The board of finalisasi: every kab in scope with the state of its batch, and its last periode; counts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.kesiapan import kesiapan_per_kab
from data_access.progres import areas, inside
from data_access.schema import batch, pengecualian, rekap_kab, wilayah
from domain.access import Scope
from domain.batch import StateBatch
from domain.kalender import Kegiatan, Periode
from domain.kesiapan import BarisPapan, Kesiapan, keadaan_of
from domain.kode import Level


def read_papan(connection: Connection, scope: Scope, periode: Periode) -> list[BarisPapan]:
    """Every kab of ``scope`` (a kab or more) for one periode of a programme, by code."""
    program, kode = int(periode.program), periode.kode
    ready = kesiapan_per_kab(connection, scope, program, kode)
    closes = _exceptions(connection, scope, program, kode)
    up = wilayah.alias("atas")
    query = (
        sa.select(wilayah.c.kode, wilayah.c.nama, up.c.nama, batch.c.state, batch.c.versi, batch.c.difinalisasi)
        .select_from(
            wilayah.join(up, up.c.kode == wilayah.c.induk).outerjoin(
                batch,
                sa.and_(batch.c.kab == wilayah.c.kode, batch.c.periode == kode, batch.c.program == program),
            )
        )
        .where(areas(scope, Level.KAB))
        .order_by(wilayah.c.kode)
    )
    rows = []
    for kab, nama, provinsi, state, versi, closed in connection.execute(query):
        own = ready.get(kab, Kesiapan())
        known = own.total > 0 or state is not None
        last = max(periode.tutup_pengesahan, closes.get(kab, periode.tutup_pengesahan))
        shown = keadaan_of(StateBatch(state or StateBatch.TERBUKA), siap=own.siap) if known else None
        rows.append(
            BarisPapan(kab, nama, provinsi, shown, versi or 0, closed, last, last > periode.tutup_pengesahan, own)
        )
    return rows


def _exceptions(connection: Connection, scope: Scope, program: int, periode: int) -> dict[int, datetime]:
    """The last moment of the pengesahan that kab were given."""
    p = pengecualian
    query = (
        sa.select(p.c.kab, sa.func.max(p.c.sampai).label("sampai"))
        .where(
            p.c.program == program,
            p.c.periode == periode,
            p.c.kegiatan == str(Kegiatan.PENGESAHAN),
            p.c.dicabut.is_(None),
            inside(p, scope),
        )
        .group_by(p.c.kab)
    )
    return {row.kab: row.sampai for row in connection.execute(query)}


def read_matriks(
    connection: Connection, scope: Scope, program: int, periode: Sequence[int]
) -> Mapping[tuple[int, int], StateBatch]:
    """State of the batches of ``scope`` in some periode, by (kab, periode); those without a prelist are left out."""
    having = (
        sa.select(rekap_kab.c.kab, rekap_kab.c.periode)
        .where(
            rekap_kab.c.program == program,
            rekap_kab.c.periode.in_(periode),
            rekap_kab.c.total > 0,
            inside(rekap_kab, scope),
        )
        .union(
            sa.select(batch.c.kab, batch.c.periode).where(
                batch.c.program == program, batch.c.periode.in_(periode), inside(batch, scope)
            )
        )
        .subquery("ada")
    )
    query = sa.select(
        having.c.kab, having.c.periode, sa.func.coalesce(batch.c.state, str(StateBatch.TERBUKA))
    ).select_from(
        having.outerjoin(
            batch,
            sa.and_(batch.c.kab == having.c.kab, batch.c.periode == having.c.periode, batch.c.program == program),
        )
    )
    return {(row[0], row[1]): StateBatch(row[2]) for row in connection.execute(query)}
