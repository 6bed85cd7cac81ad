"""Decrees as they are read, and how the list of one differs from the rekap of a kab: in totals and row by row.

The rekap is the newest snapshot: KPM that stay and usulan that entered (``domain.rekap_surat``). Totals and rows come
from the same comparison, so that they agree.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import sk, sk_kab, wilayah
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.kalender import Program
from domain.kode import Level
from domain.rekap_surat import JENIS_DIHITUNG
from domain.sk import (
    SEBAB_PADAN,
    BarisRekon,
    Beda,
    HasilKab,
    KabSk,
    SaringanRekon,
    SebabBeda,
    Sk,
    StateSk,
    TotalRekon,
)
from domain.status import NONAKTIF
from domain.usulan import JenisUsulan

_STREAMED = 2_000


_SK = sa.select(
    sk.c.id, sk.c.program, sk.c.periode, sk.c.nomor, sk.c.tanggal, sk.c.state, sk.c.nama_berkas, sk.c.ukuran,
    sk.c.terbaca, sk.c.laporan, sk.c.ruta, sk.c.art, sk.c.oleh, sk.c.dibuat, sk.c.penetap, sk.c.ditetapkan,
)  # fmt: skip


def _sk(row: Sequence[Any]) -> Sk:
    number, program, periode, nomor, tanggal, state, *rest = row
    return Sk(number, program, periode, nomor, tanggal, StateSk(state), *rest)


def list_sk(connection: Connection, program: int, periode: int) -> list[Sk]:
    """Decrees of a programme and periode, newest first; those that were discarded are left out."""
    query = _SK.where(sk.c.program == program, sk.c.periode == periode, sk.c.state != str(StateSk.DIBATALKAN))
    return [_sk(row) for row in connection.execute(query.order_by(sk.c.id.desc()))]


def read_sk(connection: Connection, nomor: int) -> Sk | None:
    """One decree, or None."""
    row = connection.execute(_SK.where(sk.c.id == nomor)).one_or_none()
    return None if row is None else _sk(row)


def read_berlaku(connection: Connection, key: BatchKey) -> Sk | None:
    """The decree whose list was read and that speaks of a kab; None before that."""
    query = _SK.join(sk_kab, sa.and_(sk_kab.c.sk == sk.c.id, sk_kab.c.kab == key.kab)).where(
        sk.c.program == key.program,
        sk.c.periode == key.periode,
        sk.c.state.in_([str(StateSk.SIAP), str(StateSk.DIPROSES), str(StateSk.DITETAPKAN)]),
    )
    row = connection.execute(query.order_by(sk.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _sk(row)


def list_kab(connection: Connection, nomor: int, scope: Scope) -> list[KabSk]:
    """Kab of a decree inside a scope, what was held up first."""
    rank = sa.case(
        (sk_kab.c.hasil == str(HasilKab.TERTUNDA), 0), (sk_kab.c.hasil == str(HasilKab.MENUNGGU), 1), else_=2
    )
    query = (
        sa.select(sk_kab.c.kab, wilayah.c.nama, sk_kab.c.ruta, sk_kab.c.art, sk_kab.c.hasil, sk_kab.c.pesan,
                  sk_kab.c.waktu)
        .join(wilayah, wilayah.c.kode == sk_kab.c.kab)
        .where(sk_kab.c.sk == nomor)
        .order_by(rank, sk_kab.c.kab)
    )  # fmt: skip
    if scope.level is Level.PROVINSI:
        query = query.where(sk_kab.c.kab.between(scope.kode * 100, scope.kode * 100 + 99))
    elif scope.level > Level.PROVINSI:
        query = query.where(sk_kab.c.kab == scope.kode)
    return [
        KabSk(row.kab, row.nama, row.ruta, row.art, HasilKab(row.hasil), row.pesan, row.waktu)
        for row in connection.execute(query)
    ]


def count_hasil(connection: Connection, nomor: int) -> dict[HasilKab, int]:
    """Kab of a decree by what became of it there."""
    query = sa.select(sk_kab.c.hasil, sa.func.count()).where(sk_kab.c.sk == nomor).group_by(sk_kab.c.hasil)
    return {HasilKab(hasil): count for hasil, count in connection.execute(query)}


# Reconciliation of one kab.

_OF = "kab = :kab AND periode = :periode AND program = :program AND versi = :versi"
_GONE = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))


def _compared(program: Program) -> str:
    """Every line of either side: ``beda`` null where they agree."""
    first = "kpm" if program is Program.BSP else "true"
    return f"""
    rekap AS (
        SELECT idbdt, desa, nama_krt AS nama, art, ruta, pengurus_nik FROM snapshot_ruta
        WHERE {_OF} AND {first} AND coalesce(sta_keberadaan, 0) NOT IN ({_GONE})
        UNION ALL
        SELECT idbdt, desa, nama_krt, art, ruta, pengurus_nik FROM snapshot_usulan
        WHERE {_OF} AND jenis = {JENIS_DIHITUNG[program]:d} AND idbdt IS NOT NULL
    ), banding AS (
        SELECT coalesce(r.idbdt, b.idbdt) AS idbdt, coalesce(r.nama, b.nama) AS nama, r.desa AS desa_rekap,
            b.desa AS desa_sk, r.art AS art_rekap, b.art AS art_sk, r.ruta, r.pengurus_nik,
            CASE WHEN b.idbdt IS NULL THEN '{Beda.TIDAK_DITETAPKAN}' WHEN r.idbdt IS NULL THEN '{Beda.TAMBAHAN}'
                WHEN r.desa <> b.desa THEN '{Beda.DESA}' WHEN r.art <> b.art THEN '{Beda.ART}' END AS beda
        FROM rekap AS r FULL JOIN (SELECT idbdt, desa, nama, art FROM sk_baris WHERE kab = :kab AND sk = :sk) AS b
            ON b.idbdt = r.idbdt
    )
    """


_OF_PADAN = " ".join(f"WHEN {int(kode)} THEN '{sebab}'" for kode, sebab in SEBAB_PADAN.items())
# What Dukcapil said of the account holder; what was asked last counts before what the register keeps.
_ASKED = (
    "coalesce((SELECT nullif(d.hasil, 0) FROM pemadanan AS d WHERE d.kab = :kab AND d.nik = q.pengurus_nik), "
    "(SELECT i.padan FROM individu AS i WHERE i.kab = :kab AND i.ruta = q.ruta AND i.nik = q.pengurus_nik LIMIT 1))"
)
_SEBAB = f"""
    CASE q.beda
        WHEN '{Beda.TIDAK_DITETAPKAN}' THEN CASE {_ASKED} {_OF_PADAN} ELSE '{SebabBeda.CLEANSING}' END
        WHEN '{Beda.DESA}' THEN '{SebabBeda.PINDAH}'
        WHEN '{Beda.ART}' THEN '{SebabBeda.ANGGOTA}'
        ELSE CASE
            WHEN EXISTS (SELECT FROM snapshot_usulan WHERE {_OF} AND idbdt = q.idbdt
                AND jenis = {JenisUsulan.DTKS_BARU:d}) THEN '{SebabBeda.USULAN_DTKS}'
            WHEN EXISTS (SELECT FROM rumah_tangga AS h JOIN snapshot_ruta AS s ON s.kab = h.kab AND s.periode = :periode
                AND s.program = :program AND s.versi = :versi AND s.ruta = h.id
                WHERE h.kab = :kab AND h.idbdt = q.idbdt AND s.sta_keberadaan IN ({_GONE})) THEN '{SebabBeda.NONAKTIF}'
            WHEN EXISTS (SELECT FROM rumah_tangga AS h WHERE h.kab = :kab AND h.idbdt = q.idbdt)
                THEN '{SebabBeda.TERDAFTAR}'
            ELSE '{SebabBeda.TIDAK_DIKENAL}' END
    END
"""


def _rows_sql(program: Program) -> str:
    return (
        f"WITH {_compared(program)}, "
        f"beda AS (SELECT q.*, {_SEBAB} AS sebab FROM banding AS q WHERE q.beda IS NOT NULL) "
        "SELECT q.idbdt, q.nama, q.desa_rekap, q.desa_sk, q.art_rekap, q.art_sk, q.beda, q.sebab, "
        "a.nama AS nama_rekap, b.nama AS nama_sk "
        "FROM beda AS q LEFT JOIN wilayah AS a ON a.kode = q.desa_rekap LEFT JOIN wilayah AS b ON b.kode = q.desa_sk"
    )


_ROWS = {program: _rows_sql(program) for program in Program}
_TOTALS = {
    program: sa.text(
        f"""
        WITH {_compared(program)}, sisi AS (
            SELECT desa_rekap AS desa, 1 AS rekap, 0 AS sk, art_rekap, 0 AS art_sk, beda FROM banding
            WHERE desa_rekap IS NOT NULL
            UNION ALL
            SELECT desa_sk, 0, 1, 0, art_sk, beda FROM banding WHERE desa_sk IS NOT NULL
        )
        SELECT s.desa, w.nama, c.nama AS kecamatan, sum(rekap) AS rekap, sum(sk) AS sk,
            sum(art_rekap) AS art_rekap, sum(art_sk) AS art_sk,
            count(*) FILTER (WHERE beda = '{Beda.TIDAK_DITETAPKAN}') AS tidak_ditetapkan,
            count(*) FILTER (WHERE beda = '{Beda.TAMBAHAN}') AS tambahan,
            count(*) FILTER (WHERE beda = '{Beda.DESA}' AND rekap = 1) AS keluar,
            count(*) FILTER (WHERE beda = '{Beda.DESA}' AND sk = 1) AS masuk,
            count(*) FILTER (WHERE beda = '{Beda.ART}' AND rekap = 1) AS beda_art
        FROM sisi AS s LEFT JOIN wilayah AS w ON w.kode = s.desa
        LEFT JOIN wilayah AS c ON c.kode = s.desa / 10000 GROUP BY s.desa, w.nama, c.nama ORDER BY s.desa
        """
    )
    for program in Program
}
_COUNTS = {
    program: sa.text(
        f"WITH {_compared(program)} SELECT q.beda, {_SEBAB} AS sebab, count(*) AS jumlah FROM banding AS q "
        "WHERE q.beda IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"
    )
    for program in Program
}


def read_total(connection: Connection, key: BatchKey, versi: int, nomor: int) -> list[TotalRekon]:
    """Totals of each desa of a kab that either side names."""
    rows = connection.execute(_TOTALS[Program(key.program)], key.params() | {"versi": versi, "sk": nomor})
    return [TotalRekon(row.desa, row.nama or str(row.desa), row.kecamatan or "", *map(int, row[3:])) for row in rows]


def count_beda(connection: Connection, key: BatchKey, versi: int, nomor: int) -> list[tuple[Beda, SebabBeda, int]]:
    """Rows that differ, by how and why."""
    rows = connection.execute(_COUNTS[Program(key.program)], key.params() | {"versi": versi, "sk": nomor})
    return [(Beda(row.beda), SebabBeda(row.sebab), row.jumlah) for row in rows]


def read_beda(
    connection: Connection,
    key: BatchKey,
    versi: int,
    nomor: int,
    saringan: SaringanRekon,
    *,
    sesudah: str = "",
    batas: int,
) -> list[BarisRekon]:
    """Rows that differ, by IDBDT, from the one after ``sesudah``."""
    query, params = _narrowed(key, versi, nomor, saringan)
    rows = connection.execute(
        sa.text(f"{query} AND q.idbdt > :sesudah ORDER BY q.idbdt LIMIT :batas"),
        params | {"sesudah": sesudah, "batas": batas},
    )
    return [_baris(row) for row in rows]


def stream_beda(
    connection: Connection, key: BatchKey, versi: int, nomor: int, saringan: SaringanRekon
) -> Iterator[BarisRekon]:
    """All rows that differ, by IDBDT, a few thousand in memory at a time."""
    query, params = _narrowed(key, versi, nomor, saringan)
    streamed = connection.execution_options(stream_results=True, yield_per=_STREAMED)
    for batch in streamed.execute(sa.text(f"{query} ORDER BY q.idbdt"), params).partitions():
        yield from map(_baris, batch)


def _narrowed(key: BatchKey, versi: int, nomor: int, saringan: SaringanRekon) -> tuple[str, dict[str, Any]]:
    where, params = ["true"], key.params() | {"versi": versi, "sk": nomor}
    extra: dict[str, Any] = {}
    if saringan.beda is not None:
        where.append("q.beda = :beda")
        extra["beda"] = str(saringan.beda)
    if saringan.sebab is not None:
        where.append("q.sebab = :sebab")
        extra["sebab"] = str(saringan.sebab)
    if saringan.wilayah is not None:
        unit = 1 if saringan.wilayah > 10**9 else 10**4
        where.append("(q.desa_rekap BETWEEN :low AND :high OR q.desa_sk BETWEEN :low AND :high)")
        extra |= {"low": saringan.wilayah * unit, "high": saringan.wilayah * unit + unit - 1}
    if saringan.cari:
        where.append("(q.idbdt = :cari OR strpos(lower(q.nama), lower(:cari)) > 0)")
        extra["cari"] = saringan.cari
    return f"{_ROWS[Program(key.program)]} WHERE {' AND '.join(where)}", params | extra


def _baris(row: Any) -> BarisRekon:
    return BarisRekon(
        row.idbdt, row.nama, row.desa_rekap, row.desa_sk, row.art_rekap, row.art_sk, Beda(row.beda),
        SebabBeda(row.sebab), row.nama_rekap, row.nama_sk,
    )  # fmt: skip
