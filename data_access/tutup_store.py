"""What the clock does to acts and cases: acts that can no longer be undone, cases that nobody reviewed in time."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import tindakan, tindakan_kasus, tindakan_verivali
from data_access.verivali_store import BatchKey
from domain.siks import JenisLampiran
from domain.status import StatusUsulan
from domain.tindakan import BERHASIL, StateTindakan
from domain.usulan import JenisUsulan

# Photos of a household as the register keeps them: the household card knows no others.
FOTO = (
    JenisLampiran.FOTO_RUMAH,
    JenisLampiran.FOTO_LANTAI,
    JenisLampiran.FOTO_DINDING,
    JenisLampiran.FOTO_ATAP,
    JenisLampiran.FOTO_KTP,
    JenisLampiran.FOTO_KRT,
)
_COPY_TIMEOUT_MS = 600_000
_OF_ACT = f"t.kab = :kab AND t.tindakan = :tindakan AND t.hasil = '{BERHASIL}'"
_COPY_PHOTOS = sa.text(
    f"""
    WITH kunjungan AS (
        SELECT u.kab, u.ruta, u.idbdt, u.impor FROM tindakan_kasus AS t
        JOIN usulan AS u ON u.kab = t.kab AND u.id = t.usulan
        WHERE {_OF_ACT} AND u.jenis = {JenisUsulan.PERBAIKAN:d} AND u.status = {StatusUsulan.DISETUJUI:d}
        UNION ALL
        SELECT v.kab, v.ruta, r.idbdt, v.impor FROM tindakan_verivali AS t
        JOIN verivali AS v ON v.kab = t.kab AND v.periode = t.periode AND v.program = t.program AND v.ruta = t.ruta
        JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta
        WHERE {_OF_ACT}
    )
    INSERT INTO foto (kab, ruta, jenis, diambil, mime, isi)
    SELECT DISTINCT ON (k.ruta, p.jenis) k.kab, k.ruta, p.jenis, p.diambil, p.mime, p.isi
    FROM kunjungan AS k JOIN lampiran AS p ON p.kab = k.kab AND p.idbdt = k.idbdt AND p.impor = k.impor
    WHERE p.jenis = ANY(CAST(:jenis AS text[])) AND p.mime IN ('image/jpeg', 'image/png')
    ORDER BY k.ruta, p.jenis, p.id DESC
    ON CONFLICT (kab, ruta, jenis) DO UPDATE SET diambil = excluded.diambil, mime = excluded.mime, isi = excluded.isi
    """
)
_UNPLACED = sa.text(
    f"""
    SELECT DISTINCT r.id, r.desa, r.lat, r.lon FROM tindakan_kasus AS t
    JOIN usulan AS u ON u.kab = t.kab AND u.id = t.usulan
    JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.ruta
    WHERE {_OF_ACT} AND r.di_luar_desa IS NULL AND r.lat IS NOT NULL AND r.lon IS NOT NULL ORDER BY r.id
    """
)
_PLACE = sa.text(
    "UPDATE rumah_tangga AS r SET di_luar_desa = m.luar "
    "FROM unnest(CAST(:id AS bigint[]), CAST(:luar AS boolean[])) AS m (id, luar) WHERE r.kab = :kab AND r.id = m.id"
)

_WAITING = (
    f"u.kab = :kab AND u.periode = :periode AND u.program = :program AND u.status = {StatusUsulan.BELUM_DIPERIKSA:d}"
)
_KAB_WAITING = sa.text(
    "SELECT DISTINCT kab FROM usulan WHERE periode = :periode AND program = :program AND jenis = ANY("
    f"CAST(:jenis AS smallint[])) AND status = {StatusUsulan.BELUM_DIPERIKSA:d} ORDER BY kab"
)
_LOCK_WAITING = sa.text(f"SELECT u.id FROM usulan AS u WHERE {_WAITING} ORDER BY u.id FOR UPDATE")
# A newer case of the same household is there already: it is the one to decide on.
_REPLACED = sa.text(
    f"""
    UPDATE usulan AS u
    SET status = {StatusUsulan.DIGANTIKAN:d}, status_lama = u.status, pengganti = b.id, diubah = :saat
    FROM usulan AS b
    WHERE {_WAITING} AND u.jenis = ANY(CAST(:jenis AS smallint[])) AND b.kab = u.kab AND b.program = u.program
        AND b.periode = :berikut AND b.jenis = u.jenis AND b.idbdt = u.idbdt
        AND b.status NOT IN ({StatusUsulan.DIGANTIKAN:d}, {StatusUsulan.KEDALUWARSA:d})
    RETURNING u.id
    """
)
_CARRIED = sa.text(
    f"UPDATE usulan AS u SET periode = :berikut, tunda_sampai = NULL, diubah = :saat WHERE {_WAITING} "
    "AND u.jenis = ANY(CAST(:jenis AS smallint[])) AND u.diajukan >= CAST(:sejak AS date) RETURNING u.id"
)
_EXPIRED = sa.text(
    f"UPDATE usulan AS u SET status = {StatusUsulan.KEDALUWARSA:d}, tunda_sampai = NULL, diubah = :saat "
    f"WHERE {_WAITING} AND u.jenis = ANY(CAST(:jenis AS smallint[])) RETURNING u.id"
)


# Acts.


def settled_acts(connection: Connection, before: datetime, limit: int) -> list[tuple[int, int]]:
    """(kab, number) of acts that ended before a moment and were not undone."""
    t = tindakan
    query = (
        sa.select(t.c.kab, t.c.id)
        .where(t.c.state == sa.literal_column(f"'{StateTindakan.SELESAI}'"), t.c.diselesaikan < before)
        .order_by(t.c.diselesaikan)
        .limit(limit)
    )
    return [(row.kab, row.id) for row in connection.execute(query)]


def copy_photos(connection: Connection, kab: int, number: int) -> int:
    """Photos that approved visits brought become the register's; how many."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_COPY_TIMEOUT_MS}")
    params = {"kab": kab, "tindakan": number, "jenis": [str(jenis) for jenis in FOTO]}
    return connection.execute(_COPY_PHOTOS, params).rowcount


def read_unplaced(connection: Connection, kab: int, number: int) -> Sequence[sa.Row[tuple[int, int, float, float]]]:
    """id, desa, lat, lon of households of an act whose point nobody has held against the borders."""
    return connection.execute(_UNPLACED, {"kab": kab, "tindakan": number}).all()


def write_placed(connection: Connection, kab: int, luar: dict[int, bool]) -> None:
    """Store whether households lie outside their desa."""
    connection.execute(_PLACE, {"kab": kab, "id": list(luar), "luar": list(luar.values())})


def forget(connection: Connection, kab: int, number: int) -> None:
    """Forget what an act could have been undone to: it names people."""
    for table in (tindakan_kasus, tindakan_verivali):
        connection.execute(
            sa.update(table)
            .where(table.c.kab == kab, table.c.tindakan == number, table.c.sebelum.is_not(None))
            .values(sebelum=sa.null())
        )


# Cases.


@dataclass(frozen=True, slots=True)
class Tutup:
    """What the end of a periode did to the unreviewed cases of a kab."""

    dibawa: int
    digantikan: int
    kedaluwarsa: int


def kab_with_waiting(connection: Connection, periode: int, program: int) -> list[int]:
    """Kab that have unreviewed cases of a periode."""
    params = {"periode": periode, "program": program, "jenis": [int(jenis) for jenis in JenisUsulan]}
    return list(connection.execute(_KAB_WAITING, params).scalars())


def close_cases(
    connection: Connection,
    key: BatchKey,
    *,
    dibawa: Sequence[JenisUsulan],
    berikut: int | None,
    sejak: date,
    saat: datetime,
) -> Tutup:
    """Carry unreviewed cases of a batch over to the periode ``berikut``, and end the rest.

    Kinds ``dibawa`` go on when they were handed in on or after ``sejak``; without a periode to go to they wait for
    one. Cases are held by their numbers first.
    """
    params = key.params() | {"saat": saat, "berikut": berikut, "sejak": sejak}
    connection.execute(_LOCK_WAITING, key.params())
    carry = [int(jenis) for jenis in dibawa]
    ends = [int(jenis) for jenis in JenisUsulan if jenis not in dibawa]
    replaced = carried = 0
    if berikut is not None:
        replaced = len(connection.execute(_REPLACED, params | {"jenis": carry}).all())
        carried = len(connection.execute(_CARRIED, params | {"jenis": carry}).all())
        ends = [int(jenis) for jenis in JenisUsulan]
    expired = len(connection.execute(_EXPIRED, params | {"jenis": ends}).all())
    return Tutup(carried, replaced, expired)
