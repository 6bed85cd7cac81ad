"""Batches after the pengesahan as they are read: the queue, the rekap of one, and the rows that leave as files."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import REKAP_SURAT_COUNTS, batch, pengguna, rekap_kab, snapshot_desa, unduhan, wilayah
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.batch import StateBatch
from domain.kalender import Program
from domain.kode import Level
from domain.penetapan import BarisAntrean, Keadaan, Unduhan
from domain.rekap_surat import JENIS_DIHITUNG
from domain.status import NONAKTIF
from domain.usulan import JenisUsulan

_STREAMED = 2_000

Baris = Mapping[str, Any]
_RECENT = 10


def list_antrean(connection: Connection, scope: Scope, program: int, periode: int) -> list[BarisAntrean]:
    """Every kab inside a scope that has the periode, by code; at most 514."""
    above = wilayah.alias("atas")
    of_batch = sa.and_(batch.c.kab == wilayah.c.kab, batch.c.periode == periode, batch.c.program == program)
    has_rows = sa.exists().where(
        rekap_kab.c.periode == periode, rekap_kab.c.program == program, rekap_kab.c.kab == wilayah.c.kab
    )
    query = (
        sa.select(
            wilayah.c.kab,
            wilayah.c.nama,
            above.c.nama.label("provinsi"),
            sa.func.coalesce(batch.c.state, str(StateBatch.TERBUKA)).label("state"),
            sa.func.coalesce(batch.c.versi, 0).label("versi"),
            batch.c.diubah,
            batch.c.ringkasan,
        )
        .select_from(wilayah.join(above, above.c.kode == wilayah.c.prov).outerjoin(batch, of_batch))
        .where(wilayah.c.level == int(Level.KAB), sa.or_(batch.c.kab.is_not(None), has_rows))
        .order_by(wilayah.c.kode)
    )
    if scope.level is Level.PROVINSI:
        query = query.where(wilayah.c.prov == scope.kode)
    elif scope.level >= Level.KAB:
        query = query.where(wilayah.c.kode == (scope.kode if scope.level is Level.KAB else -1))
    return [
        BarisAntrean(row.kab, row.nama, row.provinsi, StateBatch(row.state), row.versi, row.diubah, row.ringkasan)
        for row in connection.execute(query)
    ]


_COUNTS = (*REKAP_SURAT_COUNTS, *(f"art_{name}" for name in REKAP_SURAT_COUNTS), "kuota")


def read_rekap(connection: Connection, key: BatchKey, versi: int) -> list[dict[str, Any]]:
    """Lines of a snapshot summed by kecamatan: ``kode``, ``nama``, and every count of ``domain.rekap_surat``, of rumah
    tangga and, with ``art_`` before it, of members; ``kuota`` in KPM.
    """
    s = snapshot_desa
    kecamatan = (s.c.desa // sa.literal_column("10000")).label("kode")
    summed = (
        sa.select(kecamatan, *(sa.func.sum(s.c[name]).label(name) for name in _COUNTS))
        .where(s.c.kab == key.kab, s.c.periode == key.periode, s.c.program == key.program, s.c.versi == versi)
        .group_by(kecamatan)
        .subquery()
    )
    query = sa.select(summed, wilayah.c.nama).outerjoin(wilayah, wilayah.c.kode == summed.c.kode)
    return [
        {"kode": int(row["kode"]), "nama": row["nama"] or str(row["kode"])} | {name: int(row[name]) for name in _COUNTS}
        for row in connection.execute(query.order_by(summed.c.kode)).mappings()
    ]


def read_unduhan(connection: Connection, key: BatchKey) -> tuple[dict[str, int], list[Unduhan]]:
    """How often files of a batch were taken away, by kind, and the newest of them."""
    own = (unduhan.c.kab == key.kab, unduhan.c.periode == key.periode, unduhan.c.program == key.program)
    counts = connection.execute(sa.select(unduhan.c.jenis, sa.func.count()).where(*own).group_by(unduhan.c.jenis))
    newest = (
        sa.select(unduhan.c.jenis, unduhan.c.nama, sa.func.coalesce(pengguna.c.nama, ""), unduhan.c.waktu)
        .outerjoin(pengguna, pengguna.c.id == unduhan.c.pengguna)
        .where(*own)
        .order_by(unduhan.c.id.desc())
        .limit(_RECENT)
    )
    return {row[0]: row[1] for row in counts}, [Unduhan(*row) for row in connection.execute(newest)]


# Rows that leave.

_OF = "kab = :kab AND periode = :periode AND program = :program AND versi = :versi"
_GONE = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))


def _hasil_sql(program: Program) -> str:
    """Every row of a snapshot with what the batch makes of it; ``ditetapkan`` null before the decree."""
    first = "s.kpm" if program is Program.BSP else "true"
    decreed = "CASE WHEN CAST(:sk AS bigint) IS NOT NULL THEN EXISTS (SELECT FROM sk_baris AS b WHERE b.kab = s.kab "
    decreed += "AND b.sk = :sk AND b.idbdt = s.idbdt) END AS ditetapkan"
    return f"""
    SELECT s.idbdt, s.desa, w.nama AS nama_desa, c.nama AS nama_kecamatan, k.nama AS nama_kab, s.no_kk, s.nama_krt,
        s.alamat, s.art, s.pengurus_nama, s.pengurus_nik, s.sta_keberadaan, s.keadaan, s.mengganti, {decreed}
    FROM (
        SELECT s.kab, s.desa, s.idbdt, s.no_kk, s.nama_krt, s.alamat, s.art, s.pengurus_nama, s.pengurus_nik,
            s.sta_keberadaan, CAST(NULL AS varchar) AS mengganti, s.ruta AS urut,
            CASE WHEN NOT ({first}) THEN '{Keadaan.BUKAN}' WHEN s.sta_keberadaan IN ({_GONE}) THEN '{Keadaan.KELUAR}'
                ELSE '{Keadaan.TETAP}' END AS keadaan
        FROM snapshot_ruta AS s WHERE {_OF}
        UNION ALL
        SELECT u.kab, u.desa, u.idbdt, u.no_kk, u.nama_krt, u.alamat, u.art, u.pengurus_nama, u.pengurus_nik, NULL,
            r.idbdt, u.usulan, CASE WHEN u.jenis = {JENIS_DIHITUNG[program]:d} AND u.jenis = {JenisUsulan.BSP:d}
                THEN '{Keadaan.BARU}' ELSE '{Keadaan.TERDAFTAR}' END
        FROM (SELECT * FROM snapshot_usulan WHERE {_OF}) AS u
        LEFT JOIN rumah_tangga AS r ON r.kab = u.kab AND r.id = u.mengganti
    ) AS s
    LEFT JOIN wilayah AS w ON w.kode = s.desa
    LEFT JOIN wilayah AS c ON c.kode = s.desa / 10000
    LEFT JOIN wilayah AS k ON k.kode = s.kab
    """


_HASIL = {program: sa.text(f"{_hasil_sql(program)} ORDER BY s.desa, s.keadaan, s.idbdt") for program in Program}
# Who is paid: those who stay and those who are new; once there is a decree, of them those it lists.
_BANK = {
    program: sa.text(
        f"SELECT * FROM ({_hasil_sql(program)}) AS q WHERE q.keadaan IN ('{Keadaan.TETAP}', '{Keadaan.BARU}') "
        "AND q.ditetapkan IS NOT FALSE ORDER BY q.desa, q.idbdt"
    )
    for program in Program
}


def stream_hasil(connection: Connection, key: BatchKey, versi: int, nomor_sk: int | None) -> Iterator[Baris]:
    """Every row of a snapshot by desa; fields are those of ``domain.penetapan.KOLOM_HASIL``."""
    return _stream(connection, _HASIL[Program(key.program)], key, versi, nomor_sk)


def stream_bank(connection: Connection, key: BatchKey, versi: int, nomor_sk: int | None) -> Iterator[Baris]:
    """The KPM of a snapshot that are to be paid, by desa; fields are those of ``domain.penetapan.KOLOM_BANK``."""
    return _stream(connection, _BANK[Program(key.program)], key, versi, nomor_sk)


def _stream(
    connection: Connection, query: sa.TextClause, key: BatchKey, versi: int, nomor_sk: int | None
) -> Iterator[Baris]:
    params = key.params() | {"versi": versi, "sk": nomor_sk}
    streamed = connection.execution_options(stream_results=True, yield_per=_STREAMED).execute(query, params)
    yield from cast(Iterator[Baris], streamed.mappings())
