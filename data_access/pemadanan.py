"""What Dukcapil said of the NIK of a kab: rows that wait for an answer, and answers carried to register and cases.

A row of ``pemadanan`` speaks of one NIK with the name and date of birth it was asked with: an answer holds for a
person only while these are still theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.kasus_tanda import mark_padan
from domain.padan import Catatan, Jawaban, Padan, Tanya
from domain.siks import StaArt
from domain.usulan import JenisUsulan

_ADA = int(StaArt.ADA)
# A row that nobody could answer is asked again after a minute, two, four, up to so many hours.
_LONGEST_WAIT_S = 6 * 3600
_MOST_DOUBLINGS = 9

# Rows of a file that was just loaded have no statistics; with an index on the cases even the plan of somebody who
# expects a handful of them ends in time.
_CASES = (
    "DROP TABLE IF EXISTS nik_kasus",
    f"""
    CREATE TEMPORARY TABLE nik_kasus ON COMMIT DROP AS
    SELECT idbdt, max(ruta) AS ruta, bool_or(jenis IN ({JenisUsulan.BSP:d}, {JenisUsulan.DTKS_BARU:d})) AS usulan
    FROM usulan WHERE kab = :kab AND impor = :impor GROUP BY idbdt
    """,  # noqa: S608 - our own codes
    "CREATE INDEX ON nik_kasus (idbdt)",
    "ANALYZE nik_kasus",
)

# Persons that the cases of an import bring: everybody of a household that is proposed, otherwise who is new, has
# another number, name or date than the register, or was never asked about; and the one who holds the account.
_ENQUEUE = sa.text(
    f"""
    WITH orang AS (
        SELECT a.nik, a.nama, a.tgl_lahir, 1 AS urut
        FROM nik_kasus AS k
        JOIN impor_individu AS a ON a.kab = :kab AND a.impor = :impor AND a.idbdt = k.idbdt
        LEFT JOIN individu AS i ON i.kab = a.kab AND i.idartbdt = a.idartbdt
        WHERE coalesce(a.sta_art, {_ADA}) = {_ADA} AND (k.usulan OR i.id IS NULL OR i.padan = 0
            OR (CAST(i.nik AS text), i.nama, i.tgl_lahir) IS DISTINCT FROM (a.nik, a.nama, a.tgl_lahir))
        UNION ALL
        SELECT r.pengurus_nik, r.pengurus_nama, r.pengurus_tgl_lahir, 2
        FROM nik_kasus AS k
        JOIN impor_rumah_tangga AS r ON r.kab = :kab AND r.impor = :impor AND r.idbdt = k.idbdt
        LEFT JOIN rumah_tangga AS lama ON lama.kab = r.kab AND lama.idbdt = r.idbdt
        WHERE k.usulan OR (CAST(lama.pengurus_nik AS text), lama.pengurus_nama, lama.pengurus_tgl_lahir)
            IS DISTINCT FROM (r.pengurus_nik, r.pengurus_nama, r.pengurus_tgl_lahir)
        UNION ALL
        SELECT CAST(i.nik AS text), i.nama, i.tgl_lahir, 3
        FROM nik_kasus AS k JOIN individu AS i ON i.kab = :kab AND i.ruta = k.ruta
        WHERE k.usulan AND i.sta_art = {_ADA} AND k.idbdt NOT IN (
            SELECT idbdt FROM impor_rumah_tangga WHERE kab = :kab AND impor = :impor AND idbdt IS NOT NULL)
    ), sekali AS (
        SELECT DISTINCT ON (CAST(nik AS bigint)) CAST(nik AS bigint) AS nik, nama, tgl_lahir
        FROM orang WHERE nik ~ '^[0-9]{{1,18}}$' AND nama IS NOT NULL
        ORDER BY CAST(nik AS bigint), urut
    )
    INSERT INTO pemadanan AS lama (kab, nik, nama, tgl_lahir, coba_lagi, diubah)
    SELECT :kab, nik, nama, tgl_lahir, :now, :now FROM sekali ORDER BY nik
    ON CONFLICT (kab, nik) DO UPDATE SET nama = excluded.nama, tgl_lahir = excluded.tgl_lahir, hasil = 0,
        nama_dukcapil = NULL, sumber = NULL, percobaan = 0, coba_lagi = excluded.coba_lagi, diubah = excluded.diubah
    WHERE (lama.nama, lama.tgl_lahir) IS DISTINCT FROM (excluded.nama, excluded.tgl_lahir)
    """  # noqa: S608 - our own codes
)


_TAKE = sa.text(
    """
    UPDATE pemadanan AS p SET coba_lagi = :sampai
    FROM (SELECT kab, nik FROM pemadanan WHERE coba_lagi <= :now ORDER BY coba_lagi, kab, nik LIMIT :limit
        FOR UPDATE SKIP LOCKED) AS q
    WHERE p.kab = q.kab AND p.nik = q.nik
    RETURNING p.kab, p.nik, p.nama, p.tgl_lahir
    """
)

_POSTPONE = sa.text(
    f"""
    UPDATE pemadanan AS p SET percobaan = least(percobaan + 1, 10000), coba_lagi = :now + make_interval(secs =>
        least({_LONGEST_WAIT_S}, 60 * power(2, least(percobaan, {_MOST_DOUBLINGS}))) * (0.75 + random() / 2))
    FROM unnest(CAST(:nik AS bigint[]), CAST(:nama AS text[]), CAST(:tgl_lahir AS date[])) AS d (nik, nama, tgl_lahir)
    WHERE p.kab = :kab AND p.nik = d.nik AND p.nama = d.nama AND p.tgl_lahir IS NOT DISTINCT FROM d.tgl_lahir
    """  # noqa: S608 - our own numbers
)
# Asked meanwhile with another name or date: the answer is to an old question, the new one still waits.
_STORE = sa.text(
    """
    UPDATE pemadanan AS p SET hasil = d.hasil, nama_dukcapil = d.nama_dukcapil, sumber = :sumber, coba_lagi = NULL,
        diubah = :now
    FROM unnest(CAST(:nik AS bigint[]), CAST(:nama AS text[]), CAST(:tgl_lahir AS date[]), CAST(:hasil AS smallint[]),
        CAST(:nama_dukcapil AS text[])) AS d (nik, nama, tgl_lahir, hasil, nama_dukcapil)
    WHERE p.kab = :kab AND p.nik = d.nik AND p.nama = d.nama AND p.tgl_lahir IS NOT DISTINCT FROM d.tgl_lahir
    """
)
_TO_REGISTER = sa.text(
    f"""
    UPDATE individu AS i SET padan = p.hasil FROM pemadanan AS p
    WHERE p.kab = :kab AND p.nik = ANY(CAST(:nik AS bigint[])) AND i.kab = p.kab AND i.nik = p.nik
        AND i.sta_art = {_ADA} AND p.hasil > 0 AND i.padan <> p.hasil
        AND i.nama = p.nama AND i.tgl_lahir IS NOT DISTINCT FROM p.tgl_lahir
    """  # noqa: S608 - our own codes
)

_RUJUKAN = sa.text(
    "SELECT r.nik, r.nama, r.tgl_lahir, r.keadaan FROM unnest(CAST(:nik AS bigint[])) AS d (nik) "
    "JOIN rujukan_dukcapil AS r ON r.nik = d.nik"
)
_OF_IMPOR = sa.text("SELECT id FROM usulan WHERE kab = :kab AND impor = :impor ORDER BY id")


def enqueue_nik(connection: Connection, kab: int, impor: int, now: datetime | None = None) -> int:
    """Let the NIK that the cases of an import bring wait for an answer, and mark the cases by what is known already.

    To be called in the transaction that writes the cases, after them. A NIK that was asked with the same name and
    date keeps its answer. Returns how many NIK wait anew. ``now``: the real clock.
    """
    moment = now or connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    for statement in _CASES:
        connection.execute(sa.text(statement), {"kab": kab, "impor": impor})
    waiting = connection.execute(_ENQUEUE, {"kab": kab, "impor": impor, "now": moment}).rowcount
    cases = connection.execute(_OF_IMPOR, {"kab": kab, "impor": impor}).scalars().all()
    mark_padan(connection, kab, cases, moment)
    return waiting


def take_due(connection: Connection, now: datetime, limit: int, lease: timedelta) -> list[Tanya]:
    """Rows whose time has come, the longest waiting first; others leave them alone for ``lease``.

    Whoever took them commits before it asks anybody: no row stays locked while an answer is on its way, and rows of
    a worker that died are due again after the lease.
    """
    values = {"now": now, "sampai": now + lease, "limit": limit}
    rows = connection.execute(_TAKE, values)
    return sorted((Tanya(*row) for row in rows), key=lambda item: (item.kab, item.nik))


def postpone(connection: Connection, kab: int, asked: Sequence[Tanya], now: datetime) -> None:
    """Nobody could answer for these rows of one kab: they go on waiting, longer each time."""
    connection.execute(_POSTPONE, {"kab": kab, "now": now, **_columns(asked)})


def store_answers(connection: Connection, kab: int, answers: Sequence[Jawaban], sumber: str, now: datetime) -> int:
    """Write the answers for rows of one kab; how many questions still stood as they were asked."""
    values = {
        "kab": kab,
        "sumber": sumber,
        "now": now,
        **_columns([item.tanya for item in answers]),
        "hasil": [int(item.padan) for item in answers],
        "nama_dukcapil": [item.nama_dukcapil for item in answers],
    }
    return connection.execute(_STORE, values).rowcount


def carry_to_register(connection: Connection, kab: int, nik: Sequence[int]) -> int:
    """Give active members of the register who bear these NIK, by the name and date asked, their result; how many."""
    return connection.execute(_TO_REGISTER, {"kab": kab, "nik": list(nik)}).rowcount


def read_rujukan(connection: Connection, nik: Sequence[int]) -> dict[int, Catatan]:
    """What the reference file says, by NIK; NIK that it does not have are absent."""
    rows = connection.execute(_RUJUKAN, {"nik": list(nik)})
    return {row.nik: Catatan(row.nik, row.nama, row.tgl_lahir, Padan(row.keadaan)) for row in rows}


def _columns(asked: Sequence[Tanya]) -> dict[str, list[Any]]:
    return {
        "nik": [item.nik for item in asked],
        "nama": [item.nama for item in asked],
        "tgl_lahir": [item.tgl_lahir for item in asked],
    }
