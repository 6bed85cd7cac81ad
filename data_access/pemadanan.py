"""What Dukcapil said of the NIK of a kab: rows that wait for an answer, and answers carried to register and cases.

A row of ``pemadanan`` speaks of one NIK with the name and date of birth it was asked with: an answer holds for a
person only while these are still theirs.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.siks import StaArt
from domain.usulan import JenisUsulan

_ADA = int(StaArt.ADA)

# Persons that the cases of an import bring: everybody of a household that is proposed, otherwise who is new, has
# another number, name or date than the register, or was never asked about; and the one who holds the account.
_ENQUEUE = sa.text(
    f"""
    WITH kasus AS (
        SELECT idbdt, ruta, bool_or(jenis IN ({JenisUsulan.BSP:d}, {JenisUsulan.DTKS_BARU:d})) AS usulan
        FROM usulan WHERE kab = :kab AND impor = :impor GROUP BY idbdt, ruta
    ), orang AS (
        SELECT a.nik, a.nama, a.tgl_lahir, 1 AS urut
        FROM kasus AS k
        JOIN impor_individu AS a ON a.kab = :kab AND a.impor = :impor AND a.idbdt = k.idbdt
        LEFT JOIN individu AS i ON i.kab = a.kab AND i.idartbdt = a.idartbdt
        WHERE coalesce(a.sta_art, {_ADA}) = {_ADA} AND (k.usulan OR i.id IS NULL OR i.padan = 0
            OR (CAST(i.nik AS text), i.nama, i.tgl_lahir) IS DISTINCT FROM (a.nik, a.nama, a.tgl_lahir))
        UNION ALL
        SELECT r.pengurus_nik, r.pengurus_nama, r.pengurus_tgl_lahir, 2
        FROM kasus AS k
        JOIN impor_rumah_tangga AS r ON r.kab = :kab AND r.impor = :impor AND r.idbdt = k.idbdt
        LEFT JOIN rumah_tangga AS lama ON lama.kab = r.kab AND lama.idbdt = r.idbdt
        WHERE k.usulan OR (CAST(lama.pengurus_nik AS text), lama.pengurus_nama, lama.pengurus_tgl_lahir)
            IS DISTINCT FROM (r.pengurus_nik, r.pengurus_nama, r.pengurus_tgl_lahir)
        UNION ALL
        SELECT CAST(i.nik AS text), i.nama, i.tgl_lahir, 3
        FROM kasus AS k JOIN individu AS i ON i.kab = :kab AND i.ruta = k.ruta
        WHERE k.usulan AND i.sta_art = {_ADA} AND NOT EXISTS (
            SELECT FROM impor_rumah_tangga AS r WHERE r.kab = :kab AND r.impor = :impor AND r.idbdt = k.idbdt)
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


def enqueue_nik(connection: Connection, kab: int, impor: int, now: datetime | None = None) -> int:
    """Let the NIK that the cases of an import bring wait for an answer, and mark the cases by what is known already.

    To be called in the transaction that writes the cases, after them. A NIK that was asked with the same name and
    date keeps its answer. Returns how many NIK wait anew. ``now``: the real clock.
    """
    moment = now or connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return connection.execute(_ENQUEUE, {"kab": kab, "impor": impor, "now": moment}).rowcount
