"""Two persons where there should be one: the same NIK (V06), found exactly and against the whole country."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.siks import StaArt
from domain.status import NONAKTIF

_NONAKTIF = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))

# Where the other bearer of a NIK is.
BERKAS, REGISTER, LUAR = "berkas", "register", "luar"

# Everybody in the file; ``nik`` is null of those who do not count: gone, in a household that the same file gives up, or
# with a number that V01 refuses. A copy, because rows that were loaded a moment ago have no statistics, without which
# the planner would read the register from end to end. In order of NIK, so that the index is walked once.
_PERSONS = sa.text(
    f"""
    CREATE TEMPORARY TABLE nik_berkas ON COMMIT DROP AS
    SELECT a.baris, a.idbdt, a.idartbdt,
        CASE WHEN coalesce(a.sta_art, {StaArt.ADA:d}) = {StaArt.ADA:d} AND a.nik ~ '^[0-9]{{16}}$'
            AND a.nik <> repeat(left(a.nik, 1), 16) AND right(a.nik, 4) <> '0000'
            AND a.idbdt NOT IN (
                SELECT v.idbdt FROM impor_verivali AS v
                WHERE v.kab = :kab AND v.impor = :impor AND v.sta_keberadaan IN ({_NONAKTIF}))
        THEN CAST(a.nik AS bigint) END AS nik
    FROM impor_individu AS a
    WHERE a.kab = :kab AND a.impor = :impor
    ORDER BY nik
    """  # noqa: S608 - our own codes
)

# Who stands in the file is judged by the file; the others by the register, where the newest finding of their
# household must not say that it is gone.
_FOUND = sa.text(
    f"""
    CREATE TEMPORARY TABLE nik_ganda ON COMMIT DROP AS
    WITH orang_lain AS MATERIALIZED (
        SELECT b.baris, b.idbdt, b.idartbdt, b.nik, i.kab, i.ruta, i.idartbdt AS lain
        FROM nik_berkas AS b
        JOIN individu AS i ON i.nik = b.nik
        WHERE i.sta_art = {StaArt.ADA:d}
            AND NOT EXISTS (SELECT FROM nik_berkas AS f WHERE i.kab = :kab AND f.idartbdt = i.idartbdt)
    ), register AS (
        SELECT * FROM orang_lain AS o
        WHERE NOT coalesce((
            SELECT v.sta_keberadaan IN ({_NONAKTIF}) FROM verivali AS v
            WHERE v.kab = o.kab AND v.ruta = o.ruta AND v.status > 0
            ORDER BY v.periode DESC, v.diubah DESC NULLS LAST LIMIT 1), false)
    ), berkas AS (
        SELECT baris, idbdt, idartbdt, nik, count(*) OVER bearers AS jumlah,
            lag(idartbdt) OVER (bearers ORDER BY baris) AS sebelum,
            lead(idartbdt) OVER (bearers ORDER BY baris) AS sesudah
        FROM nik_berkas WHERE nik IS NOT NULL WINDOW bearers AS (PARTITION BY nik)
    )
    SELECT baris, idbdt, idartbdt, nik, '{BERKAS}' AS letak, coalesce(sebelum, sesudah) AS lain
    FROM berkas WHERE jumlah > 1
    UNION ALL
    SELECT baris, idbdt, idartbdt, nik, CASE WHEN kab = :kab THEN '{REGISTER}' ELSE '{LUAR}' END,
        min(lain) FILTER (WHERE kab = :kab)
    FROM register GROUP BY baris, idbdt, idartbdt, nik, kab = :kab
    """  # noqa: S608 - our own codes
)


def duplicate_nik(connection: Connection, kab: int, impor: int) -> int:
    """Fill the temporary table ``nik_ganda`` with the lines of ``impor_individu`` whose NIK somebody else bears too.

    Columns: baris, idbdt, idartbdt, nik (bigint), letak (``BERKAS``: another line of the file, ``REGISTER``: somebody
    of this kab, ``LUAR``: of another kab), lain (IDARTBDT of the other; null for ``LUAR``, who is not this kab's to
    see). At most one row a line and letak. It lives until the transaction ends; returns how many rows it has.
    """
    connection.execute(sa.text("DROP TABLE IF EXISTS nik_berkas, nik_ganda"))
    parameters = {"kab": kab, "impor": impor}
    connection.execute(_PERSONS, parameters)
    connection.execute(sa.text("ANALYZE nik_berkas"))
    connection.execute(_FOUND, parameters)
    return int(connection.execute(sa.text("SELECT count(*) FROM nik_ganda")).scalar_one())
