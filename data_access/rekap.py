"""Rekap and daily history from the verivali rows: the bulk statements, the comparison, and the sums per kab.

The write path keeps ``rekap_desa`` and ``riwayat_desa`` by deltas (``verivali_store``); what is here counts the rows
again. Both must agree, and a test plays events through the workflow to prove it.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import REKAP_COUNTS, RIWAYAT_COUNTS, RIWAYAT_STAGES, rekap_desa, rekap_kab
from domain.indikator import STA_COLUMNS, STATUS_COLUMNS
from domain.status import NONAKTIF

_OF_KEY = "periode = :periode AND program = :program AND (CAST(:kab AS smallint) IS NULL OR kab = :kab)"

# Over the verivali rows of one desa: every count of a rekap row.
COUNTED_SQL = ", ".join(
    [
        "count(*) AS total",
        *(f"count(*) FILTER (WHERE status = {i}) AS {name}" for i, name in enumerate(STATUS_COLUMNS)),
        *(f"count(*) FILTER (WHERE sta_keberadaan = {i}) AS {name}" for i, name in enumerate(STA_COLUMNS, 1)),
        "count(*) FILTER (WHERE kyc_lengkap AND sta_keberadaan <= 2) AS kyc_lengkap",
    ]
)
_NAMES = ", ".join(REKAP_COUNTS)
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in REKAP_COUNTS)
_NONAKTIF = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))
_STAGES = ", ".join(RIWAYAT_COUNTS)
_STAGE_SUMS = ", ".join(f"sum({name}) AS {name}" for name in RIWAYAT_COUNTS)

_LOCK_BATCH = sa.text(f"SELECT FROM batch WHERE {_OF_KEY} ORDER BY kab FOR UPDATE")

_DELETE = {
    table: sa.text(f"DELETE FROM {table} WHERE {_OF_KEY}")
    for table in ("rekap_desa", "riwayat_desa", "rekap_kab", "riwayat_kab")
}

_INSERT_REKAP_DESA = sa.text(
    f"INSERT INTO rekap_desa (periode, program, desa, kab, {_NAMES}, terakhir) "
    f"SELECT periode, program, desa, kab, {COUNTED_SQL}, max(diubah) "
    f"FROM verivali WHERE {_OF_KEY} GROUP BY periode, program, desa, kab ORDER BY desa"
)


def _counted_on(stage: str, name: str) -> str:
    if name == stage:
        return f"CAST(count(*) AS integer) AS {name}"
    # A finding belongs to the day the row was filled in.
    if (stage, name) == ("diisi", "nonaktif"):
        return f"CAST(count(*) FILTER (WHERE sta_keberadaan IN ({_NONAKTIF})) AS integer) AS {name}"
    return f"0 AS {name}"


# Counted as integer, because sums of bigint are numeric and three times as slow.
_STAGE_DAYS = " UNION ALL ".join(
    "SELECT periode, program, desa, tgl_{0} AS tanggal, kab, {1} FROM verivali WHERE tgl_{0} IS NOT NULL AND {2} "
    "GROUP BY periode, program, desa, tgl_{0}, kab".format(
        stage,
        ", ".join(_counted_on(stage, name) for name in RIWAYAT_COUNTS),
        _OF_KEY,
    )
    for stage in RIWAYAT_STAGES
)
_INSERT_RIWAYAT_DESA = sa.text(
    f"INSERT INTO riwayat_desa (periode, program, desa, tanggal, kab, {_STAGES}) "
    f"SELECT periode, program, desa, tanggal, kab, {_STAGE_SUMS} FROM ({_STAGE_DAYS}) AS hari "
    "GROUP BY periode, program, desa, tanggal, kab ORDER BY desa, tanggal"
)

# Two refreshes of one kab at once: the later waits on the key and then overwrites with the newer sums.
_INSERT_REKAP_KAB = sa.text(
    f"INSERT INTO rekap_kab (periode, program, kab, {_NAMES}, terakhir) "
    f"SELECT periode, program, kab, {_SUMS}, max(terakhir) FROM rekap_desa WHERE {_OF_KEY} "
    "GROUP BY periode, program, kab ORDER BY kab ON CONFLICT (periode, program, kab) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in (*REKAP_COUNTS, "terakhir", "disegarkan"))
)
_INSERT_RIWAYAT_KAB = sa.text(
    f"INSERT INTO riwayat_kab (periode, program, kab, tanggal, {_STAGES}) "
    f"SELECT periode, program, kab, tanggal, {_STAGE_SUMS} FROM riwayat_desa WHERE {_OF_KEY} "
    "GROUP BY periode, program, kab, tanggal ORDER BY kab, tanggal "
    "ON CONFLICT (periode, program, kab, tanggal) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in RIWAYAT_COUNTS)
)

_COMPARE = sa.text(
    f"WITH stored AS (SELECT desa, {_NAMES} FROM rekap_desa WHERE {_OF_KEY}), "
    f"counted AS (SELECT desa, {COUNTED_SQL} FROM verivali WHERE {_OF_KEY} GROUP BY desa) "
    "SELECT coalesce(s.desa, c.desa) AS desa, "
    + ", ".join(f"coalesce(s.{name}, 0) AS stored_{name}, coalesce(c.{name}, 0) AS {name}" for name in REKAP_COUNTS)
    + " FROM stored s FULL JOIN counted c ON c.desa = s.desa WHERE "
    + " OR ".join(f"coalesce(s.{name}, 0) <> coalesce(c.{name}, 0)" for name in REKAP_COUNTS)
    + " ORDER BY 1"
)


def _key(periode: int, program: int, kab: int | None) -> dict[str, int | None]:
    return {"periode": periode, "program": program, "kab": kab}


def recompute_rekap(connection: Connection, periode: int, program: int, kab: int | None = None) -> None:
    """Count ``rekap_desa`` of one periode again from its rows (rumah tangga a desa); all kab when ``kab`` is None.

    Writers of those kab wait until the transaction ends, because a delta applied between counting and storing
    would be lost.
    """
    key = _key(periode, program, kab)
    connection.execute(_LOCK_BATCH, key)
    connection.execute(_DELETE["rekap_desa"], key)
    connection.execute(_INSERT_REKAP_DESA, key)


def rebuild_riwayat(connection: Connection, periode: int, program: int, kab: int | None = None) -> None:
    """Write ``riwayat_desa`` (rumah tangga that entered a stage, by day) again from the tgl_* columns.

    The days on which rows were returned and filled in again are not in the rows and are lost; the sums up to the
    last day stay the same. Writers wait as in ``recompute_rekap``.
    """
    key = _key(periode, program, kab)
    connection.execute(_LOCK_BATCH, key)
    connection.execute(_DELETE["riwayat_desa"], key)
    connection.execute(_INSERT_RIWAYAT_DESA, key)


def fill_empty(connection: Connection, periode: int, program: int) -> None:
    """``rekap_desa`` and ``riwayat_desa`` of a periode that has no row in either yet, by the same statements as
    ``recompute_rekap`` and ``rebuild_riwayat``; needs no index, so that a bulk load can make those afterwards.
    """
    key = _key(periode, program, None)
    connection.execute(_INSERT_REKAP_DESA, key)
    connection.execute(_INSERT_RIWAYAT_DESA, key)


def refresh_kab(connection: Connection, periode: int, program: int, kab: int | None = None) -> None:
    """Sum ``rekap_kab`` and ``riwayat_kab`` from the desa; all kab when ``kab`` is None.

    Background work calls it: a row that every writer of a kab updates would make them queue.
    """
    key = _key(periode, program, kab)
    connection.execute(_DELETE["rekap_kab"], key)
    connection.execute(_INSERT_REKAP_KAB, key)
    connection.execute(_DELETE["riwayat_kab"], key)
    connection.execute(_INSERT_RIWAYAT_KAB, key)


@dataclass(frozen=True, slots=True)
class Drift:
    """A desa whose rekap differs from its rows. Both map count name to rumah tangga, only where they differ."""

    desa: int
    stored: dict[str, int]
    counted: dict[str, int]


def stale_kab(connection: Connection, periode: int, program: int) -> list[int]:
    """Kab whose sum no longer equals their desa rows: something was written since it was last refreshed."""
    names = (*REKAP_COUNTS, "terakhir")
    now = (
        sa.select(
            rekap_desa.c.kab,
            *(sa.func.sum(rekap_desa.c[name]).label(name) for name in REKAP_COUNTS),
            sa.func.max(rekap_desa.c.terakhir).label("terakhir"),
        )
        .where(rekap_desa.c.periode == periode, rekap_desa.c.program == program)
        .group_by(rekap_desa.c.kab)
        .subquery()
    )
    query = (
        sa.select(now.c.kab)
        .outerjoin(
            rekap_kab,
            sa.and_(rekap_kab.c.kab == now.c.kab, rekap_kab.c.periode == periode, rekap_kab.c.program == program),
        )
        .where(sa.or_(*(now.c[name].is_distinct_from(rekap_kab.c[name]) for name in names)))
        .order_by(now.c.kab)
    )
    return list(connection.execute(query).scalars())


def compare_rekap(connection: Connection, periode: int, program: int, kab: int | None = None) -> list[Drift]:
    """Desa of which ``rekap_desa`` is not what the rows say; empty when all is well. Locks nothing."""
    found = []
    for row in connection.execute(_COMPARE, _key(periode, program, kab)).mappings():
        names = [name for name in REKAP_COUNTS if row[f"stored_{name}"] != row[name]]
        found.append(
            Drift(row["desa"], {name: row[f"stored_{name}"] for name in names}, {name: row[name] for name in names})
        )
    return found
