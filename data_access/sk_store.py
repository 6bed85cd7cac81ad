"""Writes of a decree: its list copied in, what is wrong with it as a whole, and the register that follows it.

A list may hold the country: it is copied beside the tables, judged there by set, and taken over or not in one
transaction. What a decree does is done kab by kab, each in a transaction of its own.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.copy import raw_connection
from data_access.schema import sk, sk_kab
from data_access.verivali_store import BatchKey
from domain.kode import Level
from domain.siks import StaArt
from domain.sk import MOST_FINDINGS, SK_HIDUP, BarisSk, HasilKab, KepalaSk, SalahBaris, StateSk, TemuanSk
from domain.usulan import JenisUsulan

# First key of the advisory locks taken here, so that they meet no other use.
_LOCK_SPACE = 0x5148
# A list of the country is copied, sorted and written in one statement each.
_TIMEOUT_MS = 3 * 3600 * 1000

_OF = "kab = :kab AND periode = :periode AND program = :program AND versi = :versi"


# The decree.


def lock_slot(connection: Connection, program: int, periode: int) -> int | None:
    """Number of the decree that a programme and periode have, if any; two who enter one meet here."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, program * 1_000_000 + periode)))
    query = sa.select(sk.c.id).where(
        sk.c.program == program, sk.c.periode == periode, sk.c.state.in_([str(state) for state in SK_HIDUP])
    )
    return connection.execute(query).scalar_one_or_none()


def add_sk(
    connection: Connection,
    program: int,
    periode: int,
    kepala: KepalaSk,
    *,
    nama_berkas: str,
    ukuran: int,
    sidik: bytes,
    oleh: int,
    dibuat: datetime,
) -> int:
    """Store a decree whose list is to be read, and return its number."""
    values = {
        "program": program,
        "periode": periode,
        "nomor": kepala.nomor,
        "tanggal": kepala.tanggal,
        "nama_berkas": nama_berkas,
        "ukuran": ukuran,
        "sidik": sidik,
        "oleh": oleh,
        "dibuat": dibuat,
    }
    return int(connection.execute(sa.insert(sk).values(**values).returning(sk.c.id)).scalar_one())


def lock_sk(connection: Connection, nomor: int) -> StateSk | None:
    """State of a decree, held alone; None where there is none."""
    found = connection.execute(sa.select(sk.c.state).where(sk.c.id == nomor).with_for_update()).scalar_one_or_none()
    return None if found is None else StateSk(found)


def change_sk(connection: Connection, nomor: int, **values: Any) -> None:
    """Change columns of a decree."""
    connection.execute(sa.update(sk).where(sk.c.id == nomor).values(**values))


# Its list.

_BESIDE = """
CREATE TEMPORARY TABLE muat_sk (baris integer, idbdt varchar(23), desa bigint, nama text, art smallint) ON COMMIT DROP
"""
_COPY = "COPY muat_sk (baris, idbdt, desa, nama, art) FROM STDIN"
_DOUBLE = """
SELECT baris, idbdt, count(*) OVER () AS semua FROM (
    SELECT baris, idbdt, row_number() OVER (PARTITION BY idbdt ORDER BY baris) AS ke FROM muat_sk
) AS d WHERE ke > 1 ORDER BY baris LIMIT :batas
"""
_UNKNOWN = f"""
SELECT m.baris, m.desa, count(*) OVER () AS semua FROM muat_sk AS m
LEFT JOIN wilayah AS w ON w.kode = m.desa AND w.level = {Level.DESA:d}
WHERE w.kode IS NULL ORDER BY m.baris LIMIT :batas
"""
_TAKE_ROWS = """
INSERT INTO sk_baris (kab, sk, idbdt, baris, desa, nama, art)
SELECT desa / 1000000, :sk, idbdt, baris, desa, nama, art FROM muat_sk ORDER BY 1, idbdt
"""
_TAKE_KAB = """
INSERT INTO sk_kab (kab, sk, ruta, art)
SELECT desa / 1000000, :sk, count(*), sum(art) FROM muat_sk GROUP BY 1 ORDER BY 1
"""


def copy_daftar(connection: Connection, rows: Iterable[BarisSk]) -> None:
    """Copy the lines of a list beside the tables, where they stay until the transaction ends."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_TIMEOUT_MS}")
    connection.execute(sa.text(_BESIDE))
    with raw_connection(connection).cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row((row.baris, row.idbdt, row.desa, row.nama, row.art))
    connection.execute(sa.text("ANALYZE muat_sk"))


def check_daftar(connection: Connection) -> tuple[dict[SalahBaris, int], list[TemuanSk]]:
    """What is wrong with the copied lines among each other and against the regions: counts, and the first of them."""
    counts: dict[SalahBaris, int] = {}
    found: list[TemuanSk] = []
    for salah, query in ((SalahBaris.DESA_TAK_DIKENAL, _UNKNOWN), (SalahBaris.GANDA, _DOUBLE)):
        rows = connection.execute(sa.text(query), {"batas": MOST_FINDINGS}).all()
        if rows:
            counts[salah] = rows[0].semua
            found += [TemuanSk(row[0], salah, str(row[1])) for row in rows]
    return counts, found


def take_daftar(connection: Connection, nomor: int) -> tuple[int, int]:
    """Take the copied lines over as the list of a decree: rumah tangga and members of it."""
    connection.execute(sa.text(_TAKE_ROWS), {"sk": nomor})
    connection.execute(sa.text(_TAKE_KAB), {"sk": nomor})
    query = sa.select(sa.func.sum(sk_kab.c.ruta), sa.func.sum(sk_kab.c.art)).where(sk_kab.c.sk == nomor)
    ruta, art = connection.execute(query).one()
    return int(ruta), int(art)


def drop_daftar(connection: Connection, nomor: int) -> None:
    """Forget the list of a decree."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_TIMEOUT_MS}")
    connection.execute(
        sa.text("DELETE FROM sk_baris AS b USING sk_kab AS k WHERE k.sk = :sk AND b.kab = k.kab AND b.sk = k.sk"),
        {"sk": nomor},
    )
    connection.execute(sa.delete(sk_kab).where(sk_kab.c.sk == nomor))


# What it does, kab by kab.


def next_kab(connection: Connection, nomor: int) -> int | None:
    """The first kab that still waits."""
    query = sa.select(sa.func.min(sk_kab.c.kab)).where(
        sk_kab.c.sk == nomor, sk_kab.c.hasil == sa.literal_column(f"'{HasilKab.MENUNGGU}'")
    )
    return connection.execute(query).scalar_one_or_none()


def wait_again(connection: Connection, nomor: int) -> int:
    """Kab that something stood in the way of wait again; how many."""
    where = (sk_kab.c.sk == nomor, sk_kab.c.hasil == str(HasilKab.TERTUNDA))
    return connection.execute(sa.update(sk_kab).where(*where).values(hasil=str(HasilKab.MENUNGGU), pesan=None)).rowcount


def record_kab(
    connection: Connection, nomor: int, kab: int, hasil: HasilKab, pesan: str | None, waktu: datetime
) -> None:
    """Store what became of a decree in a kab."""
    connection.execute(
        sa.update(sk_kab)
        .where(sk_kab.c.kab == kab, sk_kab.c.sk == nomor)
        .values(hasil=str(hasil), pesan=pesan, waktu=waktu)
    )


def decreed_usulan(connection: Connection, key: BatchKey, versi: int, nomor: int) -> dict[int, JenisUsulan]:
    """Usulan of the newest snapshot whose household the decree lists, with their kind."""
    query = sa.text(
        f"SELECT u.usulan, u.jenis FROM (SELECT * FROM snapshot_usulan WHERE {_OF}) AS u "
        "JOIN sk_baris AS b ON b.kab = u.kab AND b.sk = :sk AND b.idbdt = u.idbdt ORDER BY u.usulan"
    )
    rows = connection.execute(query, key.params() | {"versi": versi, "sk": nomor})
    return {row.usulan: JenisUsulan(row.jenis) for row in rows}


_PENGURUS = (
    "SELECT p.id FROM individu AS p WHERE p.kab = r.kab AND p.ruta = r.id "
    f"AND p.sta_art = {StaArt.ADA:d} ORDER BY (p.nik = r.pengurus_nik) IS TRUE DESC, (p.hub_krt = 1) IS TRUE DESC, "
    "p.no_urut, p.id LIMIT 1"
)
_ENTER_KPM = sa.text(
    "UPDATE rumah_tangga AS r SET kpm_bsp = true, diubah = :saat FROM sk_baris AS b "
    "WHERE b.kab = :kab AND b.sk = :sk AND r.kab = b.kab AND r.idbdt = b.idbdt AND NOT r.kpm_bsp "
    "AND NOT r.id = ANY(CAST(:bukan AS bigint[])) RETURNING r.id"
)
_LEAVE_KPM = sa.text(
    "UPDATE rumah_tangga AS r SET kpm_bsp = false, diubah = :saat "
    f"FROM (SELECT kab, ruta FROM snapshot_ruta WHERE {_OF} AND kpm) AS s "
    "WHERE r.kab = s.kab AND r.id = s.ruta AND r.kpm_bsp AND NOT EXISTS "
    "(SELECT FROM sk_baris AS b WHERE b.kab = r.kab AND b.sk = :sk AND b.idbdt = r.idbdt) RETURNING r.id"
)
_FOLLOW_MEMBERS = sa.text(
    "UPDATE individu AS i SET masuk_kuota = NOT i.masuk_kuota FROM rumah_tangga AS r "
    "WHERE r.kab = :kab AND r.id = ANY(CAST(:ruta AS bigint[])) AND i.kab = r.kab AND i.ruta = r.id "
    f"AND i.masuk_kuota <> (r.kpm_bsp AND i.id = ({_PENGURUS}))"
)


def follow_kpm(
    connection: Connection, key: BatchKey, versi: int, nomor: int, *, bukan: Collection[int], saat: datetime
) -> tuple[int, int]:
    """Make the KPM of the register those of the decree: how many came in, how many left.

    A household of the register that is listed holds a place, but for those of ``bukan``; a KPM of the snapshot that
    is not listed, nonaktif or left out, holds none any more. The pengurus' flag follows.
    """
    params = key.params() | {"versi": versi, "sk": nomor, "saat": saat}
    came = list(connection.execute(_ENTER_KPM, params | {"bukan": list(bukan)}).scalars())
    left = list(connection.execute(_LEAVE_KPM, params).scalars())
    connection.execute(_FOLLOW_MEMBERS, {"kab": key.kab, "ruta": [*came, *left]})
    return len(came), len(left)
