"""Acts on many: the cases or visits they are about, the order they have their turn in, and what became of each."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from data_access import kesos
from data_access.antrean import standing_query
from data_access.schema import rumah_tangga, tindakan, tindakan_kasus, tindakan_verivali, usulan, wilayah
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.antrean import SaringanAntrean
from domain.kode import Level, ancestor
from domain.status import StaKeberadaan, StatusUsulan, StatusVerivali
from domain.tindakan import BERHASIL, HasilKasus, StateTindakan
from domain.usulan import JENIS_OF_TAB, Tab

# Whom a visit found; a nonaktif household is decided on as a case.
FOUND = (int(StaKeberadaan.DITEMUKAN_TETAP), int(StaKeberadaan.DITEMUKAN_BERUBAH))
# What became of an item when its act was undone.
DIURUNGKAN, BERUBAH = "diurungkan", "berubah"

_UNCHANGED = f"""
    v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.desa >= :low AND v.desa < :high
    AND v.status = {StatusVerivali.TERIMPOR:d} AND v.sta_keberadaan IN {FOUND}
    AND NOT EXISTS (SELECT FROM usulan AS u WHERE u.kab = v.kab AND u.ruta = v.ruta AND u.periode = v.periode
        AND u.program = v.program AND u.status = {StatusUsulan.BELUM_DIPERIKSA:d}
        AND u.jenis IN ({", ".join(f"{jenis:d}" for jenis in JENIS_OF_TAB[Tab.PERBAIKAN])}))
"""
_ADD_VISITS = sa.text(
    "INSERT INTO tindakan_verivali (kab, tindakan, urut, ruta, desa, periode, program) "
    "SELECT v.kab, :tindakan, row_number() OVER (ORDER BY v.desa, v.ruta), v.ruta, v.desa, v.periode, v.program "
    f"FROM verivali AS v WHERE {_UNCHANGED}"
)
_COUNT_VISITS = sa.text(
    f"SELECT v.desa, w.nama, count(*) AS jumlah FROM verivali AS v JOIN wilayah AS w ON w.kode = v.desa "
    f"WHERE {_UNCHANGED} GROUP BY v.desa, w.nama ORDER BY v.desa"
)
# Rows that still are what they were when the act was planned, held in the order every writer takes.
_LOCK_VISITS = sa.text(
    "SELECT v.ruta, jsonb_build_object('ruta', v.ruta, 'status', v.status, 'tgl_diperiksa', v.tgl_diperiksa, "
    "'petugas', v.petugas, 'diubah', v.diubah) AS sebelum FROM verivali AS v "
    f"WHERE {_UNCHANGED} AND v.ruta = ANY(CAST(:ruta AS bigint[])) ORDER BY v.ruta FOR UPDATE"
)
# Rows that are what the act made of them.
_LOCK_APPROVED = sa.text(
    "SELECT v.ruta FROM verivali AS v WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program "
    f"AND v.status = {StatusVerivali.DISETUJUI:d} AND v.diubah = ANY(CAST(:diubah AS timestamptz[])) "
    "AND v.ruta = ANY(CAST(:ruta AS bigint[])) ORDER BY v.ruta FOR UPDATE"
)
_RECORD_VISITS = sa.text(
    "UPDATE tindakan_verivali AS t SET hasil = m.hasil, sebelum = m.sebelum "
    "FROM jsonb_to_recordset(:isi) AS m (urut integer, hasil text, sebelum jsonb) "
    "WHERE t.kab = :kab AND t.tindakan = :tindakan AND t.urut = m.urut"
).bindparams(sa.bindparam("isi", type_=JSONB))


def read_nomor(connection: Connection, scope: Scope, saringan: SaringanAntrean, hari_ini: date) -> list[int]:
    """Numbers of every case of one kab that a filter matches."""
    query = standing_query(connection, scope, saringan, hari_ini).with_only_columns(usulan.c.id)
    return list(connection.execute(query.order_by(usulan.c.id)).scalars())


def next_items(connection: Connection, kab: int, number: int, count: int, hasil: str | None = None) -> list[int]:
    """Cases whose turn is next (``hasil`` None), or that an undo has still to take back."""
    k = tindakan_kasus
    same = k.c.hasil.is_(None) if hasil is None else k.c.hasil == hasil
    query = sa.select(k.c.usulan).where(k.c.kab == kab, k.c.tindakan == number, same).order_by(k.c.urut).limit(count)
    return list(connection.execute(query).scalars())


def mark_items(connection: Connection, kab: int, number: int, nomor: Sequence[int], hasil: str) -> None:
    """Write down what an undo did to cases."""
    k = tindakan_kasus
    connection.execute(
        sa.update(k).where(k.c.kab == kab, k.c.tindakan == number, k.c.usulan.in_(nomor)).values(hasil=hasil)
    )


@dataclass(frozen=True, slots=True)
class Kunjungan:
    """One visit of an act."""

    urut: int
    ruta: int
    desa: int
    key: BatchKey
    sebelum: dict[str, Any] | None


def _within(key: BatchKey, scope: Scope) -> dict[str, int]:
    return key.params() | {"low": scope.desa.low, "high": scope.desa.high}


def count_visits(connection: Connection, key: BatchKey, scope: Scope) -> list[tuple[int, str, int]]:
    """Visits that brought no case and wait, by desa: code, name, number."""
    return [(row.desa, row.nama, row.jumlah) for row in connection.execute(_COUNT_VISITS, _within(key, scope))]


def add_visits(connection: Connection, key: BatchKey, scope: Scope, number: int) -> int:
    """Name the visits of an act; how many."""
    return connection.execute(_ADD_VISITS, _within(key, scope) | {"tindakan": number}).rowcount


def next_visits(connection: Connection, kab: int, number: int, count: int, hasil: str | None = None) -> list[Kunjungan]:
    """Visits whose turn is next (``hasil`` None), or that an undo has still to take back."""
    t = tindakan_verivali
    same = t.c.hasil.is_(None) if hasil is None else t.c.hasil == hasil
    query = sa.select(t).where(t.c.kab == kab, t.c.tindakan == number, same).order_by(t.c.urut).limit(count)
    return [
        Kunjungan(row.urut, row.ruta, row.desa, BatchKey(kab, row.periode, row.program), row.sebelum)
        for row in connection.execute(query)
    ]


def lock_visits(connection: Connection, key: BatchKey, ruta: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Visits that still wait, held, with what an undo restores."""
    rows = connection.execute(_LOCK_VISITS, _within(key, Scope(key.kab)) | {"ruta": list(ruta)})
    return {row.ruta: row.sebelum for row in rows}


def lock_approved(connection: Connection, key: BatchKey, ruta: Sequence[int], diubah: Sequence[str]) -> set[int]:
    """Visits that nobody wrote since the act did (at one of the moments ``diubah``), held."""
    params = key.params() | {"ruta": list(ruta), "diubah": list(diubah)}
    return set(connection.execute(_LOCK_APPROVED, params).scalars())


def record_visits(connection: Connection, kab: int, number: int, rows: Sequence[dict[str, Any]]) -> None:
    """Store what an act, or its undo, did to visits: ``urut``, ``hasil``, ``sebelum``."""
    connection.execute(_RECORD_VISITS, {"kab": kab, "tindakan": number, "isi": list(rows)})


_MOVED = sa.text(
    f"SELECT (SELECT count(*) FROM tindakan_kasus AS k JOIN usulan AS u ON u.kab = k.kab AND u.id = k.usulan "
    f"WHERE k.kab = :kab AND k.tindakan = :tindakan AND k.hasil = '{BERHASIL}' "
    "AND u.diubah <> CAST(k.sebelum ->> 'versi' AS timestamptz)) + "
    "(SELECT count(*) FROM tindakan_verivali AS t JOIN verivali AS v ON v.kab = t.kab AND v.periode = t.periode "
    f"AND v.program = t.program AND v.ruta = t.ruta WHERE t.kab = :kab AND t.tindakan = :tindakan "
    f"AND t.hasil = '{BERHASIL}' AND v.diubah <> CAST(t.sebelum ->> 'ditulis' AS timestamptz))"
)


def count_moved(connection: Connection, kab: int, number: int) -> int:
    """Cases and visits of an act that were written after it."""
    return int(connection.execute(_MOVED, {"kab": kab, "tindakan": number}).scalar_one())


def list_batch(connection: Connection, kab: int, number: int) -> list[BatchKey]:
    """Batches that the cases and visits of an act belong to."""
    k, v = tindakan_kasus, tindakan_verivali
    cases = (
        sa.select(usulan.c.periode, usulan.c.program)
        .join(k, sa.and_(k.c.kab == usulan.c.kab, k.c.usulan == usulan.c.id))
        .where(k.c.kab == kab, k.c.tindakan == number)
    )
    visits = sa.select(v.c.periode, v.c.program).where(v.c.kab == kab, v.c.tindakan == number)
    return [BatchKey(kab, row[0], row[1]) for row in connection.execute(cases.union(visits))]


# What the page shows.


def count_hasil(connection: Connection, kab: int, number: int) -> dict[str, int]:
    """Items of an act by what became of them; those whose turn has not come are left out."""
    found: dict[str, int] = {}
    for table in (tindakan_kasus, tindakan_verivali):
        query = (
            sa.select(table.c.hasil, sa.func.count())
            .where(table.c.kab == kab, table.c.tindakan == number, table.c.hasil.is_not(None))
            .group_by(table.c.hasil)
        )
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def read_hasil(
    connection: Connection, kab: int, number: int, hasil: str | None = None, *, sesudah: int = 0, batas: int = 100
) -> list[HasilKasus]:
    """What an act did to its cases, in their order, beginning after the ``sesudah``-th; ``hasil`` narrows."""
    k, r = tindakan_kasus, rumah_tangga
    name = sa.func.coalesce(r.c.nama_krt, usulan.c.isi[("rumah", "nama_krt")].astext, "")
    query = (
        sa.select(k.c.usulan, name, usulan.c.desa, wilayah.c.nama, k.c.hasil, k.c.pesan)
        .select_from(
            k.join(usulan, sa.and_(usulan.c.kab == k.c.kab, usulan.c.id == k.c.usulan))
            .join(wilayah, wilayah.c.kode == usulan.c.desa)
            .outerjoin(r, sa.and_(r.c.kab == usulan.c.kab, r.c.id == usulan.c.ruta))
        )
        .where(k.c.kab == kab, k.c.tindakan == number, k.c.urut > sesudah)
        .order_by(k.c.urut)
        .limit(batas)
    )
    if hasil is not None:
        query = query.where(k.c.hasil == hasil)
    return [HasilKasus(*row) for row in connection.execute(query)]


def count_hasil_desa(connection: Connection, kab: int, number: int) -> list[tuple[str, int, int]]:
    """Visits of an act by desa: name, number, approved."""
    t = tindakan_verivali
    done = sa.func.count().filter(t.c.hasil == BERHASIL)
    query = (
        sa.select(wilayah.c.nama, sa.func.count(), done)
        .join(wilayah, wilayah.c.kode == t.c.desa)
        .where(t.c.kab == kab, t.c.tindakan == number)
        .group_by(t.c.desa, wilayah.c.nama)
        .order_by(t.c.desa)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def read_massal(connection: Connection, scope: Scope, batas: int = 20) -> list[tuple[int, int]]:
    """(kab, number) of the newest acts on many, those that wait for a second person first.

    An act belongs to its kab, also where it was about one desa.
    """
    t = tindakan
    of = scope if scope.level <= Level.KAB else Scope(ancestor(scope.kode, Level.KAB))
    waits = t.c.state == str(StateTindakan.MENUNGGU)
    query = (
        sa.select(t.c.kab, t.c.id)
        .where(*kesos.inside(t, of), t.c.saringan.is_not(None))
        .order_by(waits.desc(), t.c.dibuat.desc())
        .limit(batas)
    )
    return [(row.kab, row.id) for row in connection.execute(query)]
