"""Periode made ahead, and the opening of one: the prelist, kuota and rekap of a kab, set-based.

A kab is one transaction that begins with its row of ``persiapan``: whoever comes second finds it and does nothing.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access import rekap
from data_access.periode import ensure_partition
from data_access.schema import periode, persiapan
from data_access.verivali_store import BatchKey, lock_batch
from domain.batch import StateBatch
from domain.kalender import Jadwal, Program
from domain.status import NONAKTIF, StatusVerivali

# A kab of 250,000 households takes seconds; nobody waits for it.
_LONGEST_MS = 600_000
# The lock that a new partition takes for a moment: whoever reads meanwhile is not to queue behind it.
_PARTITION_LOCK_MS = 2_000
_NONAKTIF = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))

# What was decreed last of a household: who was nonaktif then is on no list any more.
_KELUAR = f"""
    NOT EXISTS (SELECT FROM verivali AS v
        JOIN batch AS b ON b.kab = v.kab AND b.periode = v.periode AND b.program = v.program
            AND b.state = '{StateBatch.DITETAPKAN}'
        WHERE v.kab = r.kab AND v.program = :program AND v.periode < :periode AND v.ruta = r.id
            AND v.status = {StatusVerivali.FINAL:d} AND v.sta_keberadaan IN ({_NONAKTIF})
            AND NOT EXISTS (SELECT FROM verivali AS n WHERE n.kab = v.kab AND n.program = v.program
                AND n.ruta = v.ruta AND n.periode > v.periode AND n.periode < :periode))
"""
_ANGGOTA = {Program.BSP: "r.kpm_bsp", Program.DTKS: _KELUAR}
_PRELIST = {
    program: sa.text(
        "INSERT INTO verivali (kab, periode, program, ruta, desa) "
        "SELECT r.kab, :periode, :program, r.id, r.desa FROM rumah_tangga AS r "
        f"WHERE r.kab = :kab AND {condition} ORDER BY r.id ON CONFLICT DO NOTHING"
    )
    for program, condition in _ANGGOTA.items()
}
# Places stay as they were divided; how many KPM there are is counted anew. A desa that has KPM and had no row gets one
# without places, so that the sum of the desa is that of the kab. Where a smaller kuota was decreed ahead for the new
# periode, the old division no longer fits into it and is made anew.
_KUOTA = sa.text(
    """
    WITH lama AS (
        SELECT k.desa, k.kuota, k.dasar_sk, k.tanggal_sk, k.tahap FROM kuota AS k
        WHERE k.kab = :kab AND k.program = :program AND k.periode = (
            SELECT max(s.periode) FROM kuota AS s
            WHERE s.program = :program AND s.periode < :periode AND s.kab = :kab AND s.desa = 0)
    ), kpm AS (
        SELECT v.desa, count(*) AS awal FROM verivali AS v
        WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program GROUP BY v.desa
        UNION ALL
        SELECT 0, count(*) FROM verivali AS v WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program
    ), muat AS (
        SELECT coalesce((SELECT k.kuota FROM kuota AS k WHERE k.kab = :kab AND k.periode = :periode
            AND k.program = :program AND k.desa = 0), sum(lama.kuota) FILTER (WHERE lama.desa = 0))
            >= sum(lama.kuota) FILTER (WHERE lama.desa <> 0) AS semua FROM lama
    )
    INSERT INTO kuota (periode, program, desa, kab, kuota, awal, disetujui, dasar_sk, tanggal_sk, tahap)
    SELECT :periode, :program, desa, :kab, CASE WHEN desa = 0 OR muat.semua THEN coalesce(lama.kuota, 0) ELSE 0 END,
        coalesce(kpm.awal, 0), 0, lama.dasar_sk, lama.tanggal_sk, lama.tahap
    FROM lama FULL JOIN kpm USING (desa) CROSS JOIN muat ORDER BY desa
    ON CONFLICT (periode, program, desa, kab) DO UPDATE SET awal = excluded.awal
    """
)
# Kab with a register, whatever its size: one step of the index each.
_KAB_LEFT = sa.text(
    """
    SELECT w.kode FROM wilayah AS w
    WHERE w.level = 2 AND EXISTS (SELECT FROM rumah_tangga AS r WHERE r.kab = w.kode)
        AND NOT EXISTS (SELECT FROM persiapan AS p
            WHERE p.kab = w.kode AND p.periode = :periode AND p.program = :program)
    ORDER BY w.kode
    """
)


def store_jadwal(connection: Connection, items: Iterable[Jadwal]) -> int:
    """Insert periode of any programme that are not there yet, without rows; how many were new."""
    rows = [
        {
            "program": item.program,
            "kode": item.kode,
            "buka": item.buka,
            "buka_usulan": item.buka_usulan,
            "tutup_verivali": item.tutup_verivali,
            "tutup_pengesahan": item.tutup_pengesahan,
        }
        for item in items
    ]
    known = insert(periode).on_conflict_do_nothing().returning(periode.c.kode)
    return len(connection.execute(known, rows).all()) if rows else 0


def newest(connection: Connection, program: int) -> int | None:
    """Code of the newest periode of a programme."""
    return connection.execute(sa.select(sa.func.max(periode.c.kode)).where(periode.c.program == program)).scalar()


def forget_ahead(connection: Connection, program: int, now: datetime) -> None:
    """Take back periode that lie ahead and for which nothing was made."""
    begun = sa.exists().where(persiapan.c.program == periode.c.program, persiapan.c.periode == periode.c.kode)
    connection.execute(
        sa.delete(periode).where(
            periode.c.program == program, periode.c.buka > now, periode.c.disiapkan.is_(None), ~begun
        )
    )


def without_partition(connection: Connection) -> list[int]:
    """Codes of periode to be verified whose rows have no place yet."""
    query = sa.text(
        "SELECT DISTINCT p.kode FROM periode AS p WHERE p.program = ANY(:program) AND p.disiapkan IS NULL "
        "AND to_regclass('public.verivali_' || p.kode) IS NULL ORDER BY p.kode"
    )
    return list(connection.execute(query, {"program": [int(item) for item in Program]}).scalars())


def make_partition(connection: Connection, kode: int) -> None:
    """Create the partitions of a periode; gives up soon where others hold the tables."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PARTITION_LOCK_MS}")
    ensure_partition(connection, kode)


def due(connection: Connection, now: datetime) -> list[tuple[Program, int]]:
    """Periode that have begun, are not over and are not prepared in every kab."""
    query = (
        sa.select(periode.c.program, periode.c.kode)
        .where(
            periode.c.program.in_([int(item) for item in Program]),
            periode.c.disiapkan.is_(None),
            periode.c.buka <= now,
            periode.c.tutup_pengesahan >= now,
        )
        .order_by(periode.c.program, periode.c.kode)
    )
    return [(Program(row.program), row.kode) for row in connection.execute(query)]


def kab_left(connection: Connection, program: int, kode: int) -> list[int]:
    """Kab with a register that have no prelist of a periode yet."""
    return list(connection.execute(_KAB_LEFT, {"program": program, "periode": kode}).scalars())


def count_prepared(connection: Connection, program: int, kode: int) -> int:
    """Kab that have a prelist of a periode that was opened here."""
    query = sa.select(sa.func.count()).where(persiapan.c.program == program, persiapan.c.periode == kode)
    return int(connection.execute(query).scalar_one())


def prepare_kab(connection: Connection, key: BatchKey, moment: datetime) -> int | None:
    """Make prelist, kuota and rekap of a kab and return the households; None where it was done before."""
    params = key.params()
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {_LONGEST_MS}")
    first = insert(persiapan).values(**params, ruta=0, disiapkan=moment).on_conflict_do_nothing()
    if not connection.execute(first).rowcount:
        return None
    lock_batch(connection, key)
    count = connection.execute(_PRELIST[Program(key.program)], params).rowcount
    if key.program == Program.BSP:
        connection.execute(_KUOTA, params)
    rekap.recompute_rekap(connection, key.periode, key.program, key.kab)
    rekap.refresh_kab(connection, key.periode, key.program, key.kab)
    own = (persiapan.c.kab == key.kab, persiapan.c.periode == key.periode, persiapan.c.program == key.program)
    connection.execute(sa.update(persiapan).where(*own).values(ruta=count))
    return count


def finish(connection: Connection, program: int, kode: int, moment: datetime) -> None:
    """Mark a periode as prepared in every kab."""
    connection.execute(
        sa.update(periode)
        .where(periode.c.program == program, periode.c.kode == kode, periode.c.disiapkan.is_(None))
        .values(disiapkan=moment)
    )
