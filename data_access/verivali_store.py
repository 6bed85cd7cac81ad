"""Writes of verivali rows: many at once, with the rekap and the daily history of their desa in the same transaction.

Order of locks, the same for every writer: the batch row (shared; a finaliser takes it alone), the verivali rows by
ruta, the rekap rows by desa. The rekap comes last, so that a busy desa is held only for the time of a commit.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import REKAP_COUNTS, RIWAYAT_COUNTS
from domain.indikator import STA_COLUMNS, STATUS_COLUMNS
from domain.kode import DesaRange
from domain.status import NONAKTIF, StatusVerivali


@dataclass(frozen=True, slots=True)
class BatchKey:
    """What is finalised together: one kab, one programme, one periode (yyyymm)."""

    kab: int
    periode: int
    program: int

    def params(self) -> dict[str, int]:
        """As bound parameters of a statement."""
        return {"kab": self.kab, "periode": self.periode, "program": self.program}


@dataclass(frozen=True, slots=True)
class Changed:
    """What a write did, summed by desa: one row a desa, first its code, then the delta of every count (rumah
    tangga; rekap counts without ``total``, then the history's). ``count`` is how many rows were written.
    """

    count: int
    by_desa: Sequence[Sequence[int]]


_OF_BATCH = "kab = :kab AND periode = :periode AND program = :program"

_ENSURE_BATCH = sa.text(
    "INSERT INTO batch (kab, periode, program) VALUES (:kab, :periode, :program) ON CONFLICT DO NOTHING"
)
_SHARE_BATCH = sa.text(f"SELECT state FROM batch WHERE {_OF_BATCH} FOR SHARE")
_LOCK_BATCH = sa.text(f"SELECT state FROM batch WHERE {_OF_BATCH} FOR UPDATE")

_LOCK_ROWS = sa.text(
    f"WITH locked AS (SELECT status FROM verivali WHERE {_OF_BATCH} AND ruta = ANY(CAST(:ruta AS bigint[])) "
    "AND desa >= :low AND desa < :high ORDER BY ruta FOR UPDATE) "
    "SELECT status, count(*) FROM locked GROUP BY status ORDER BY status"
)

_PENGISIAN = (
    f"status = {StatusVerivali.DIISI:d}, sta_keberadaan = m.sta, kyc_lengkap = m.kyc, "
    "tgl_diisi = coalesce(v.tgl_diisi, :day), tgl_terimpor = NULL, tgl_diperiksa = NULL"
)
_PENGISIAN_FROM = (
    "unnest(CAST(:ruta AS bigint[]), CAST(:sta AS smallint[]), CAST(:kyc AS boolean[])) AS m (ruta, sta, kyc)"
)
_IMPOR = f"status = {StatusVerivali.TERIMPOR:d}, tgl_terimpor = :day"
_PEMERIKSAAN = "status = :status, tgl_diperiksa = :day"
_RUTA_FROM = "unnest(CAST(:ruta AS bigint[])) AS m (ruta)"

# Stages are cumulative: a row that is returned and filled in again leaves "terimpor" and "diperiksa".
_STAGE_REACHED = {
    "diisi": "status >= 1",
    "terimpor": "status >= 2",
    "diperiksa": "status >= 3",
    "final": "status = 5",
}
_DELTA_OF = (
    {name: f"status = {i}" for i, name in enumerate(STATUS_COLUMNS)}
    | {name: f"sta_keberadaan = {i}" for i, name in enumerate(STA_COLUMNS, 1)}
    # Asked of active households only: a nonaktif one that has it would make more than all of them complete.
    | {"kyc_lengkap": "kyc_lengkap AND sta_keberadaan <= 2"}
    | _STAGE_REACHED
    | {"nonaktif": f"sta_keberadaan IN ({', '.join(str(int(sta)) for sta in sorted(NONAKTIF))})"}
)
REKAP_DELTAS = tuple(name for name in REKAP_COUNTS if name in _DELTA_OF)
RIWAYAT_DELTAS = RIWAYAT_COUNTS
# Over rows of (status, sta_keberadaan, kyc_lengkap), each once as it was (``lama``) and once as it is.
DELTA_SQL = ", ".join(
    f"count(*) FILTER (WHERE NOT lama AND {_DELTA_OF[name]}) - count(*) FILTER (WHERE lama AND {_DELTA_OF[name]})"
    for name in (*REKAP_DELTAS, *RIWAYAT_DELTAS)
)


def _update(assignments: str, source: str, condition: str) -> sa.TextClause:
    return sa.text(
        f"WITH changed AS (UPDATE verivali AS v SET {assignments}, petugas = :petugas, diubah = :moment "
        f"FROM {source} WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND {condition} "
        "RETURNING v.desa, OLD.status AS s0, OLD.sta_keberadaan AS n0, OLD.kyc_lengkap AS k0, "
        "NEW.status AS s1, NEW.sta_keberadaan AS n1, NEW.kyc_lengkap AS k1), "
        "sides AS (SELECT desa, true AS lama, s0 AS status, n0 AS sta_keberadaan, k0 AS kyc_lengkap FROM changed "
        "UNION ALL SELECT desa, false, s1, n1, k1 FROM changed) "
        f"SELECT desa, count(*) / 2, {DELTA_SQL} FROM sides GROUP BY desa ORDER BY desa"
    )


_UPDATE_PENGISIAN = _update(_PENGISIAN, _PENGISIAN_FROM, "v.ruta = m.ruta")
_UPDATE_IMPOR = _update(_IMPOR, _RUTA_FROM, "v.ruta = m.ruta")
_UPDATE_PEMERIKSAAN = _update(_PEMERIKSAAN, _RUTA_FROM, "v.ruta = m.ruta")


def _unnested(names: Sequence[str], *, with_day: bool = False) -> str:
    keys = {"desa": "bigint"} | ({"tanggal": "date"} if with_day else {})
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in (keys | dict.fromkeys(names, "integer")).items())
    return f"unnest({arrays}) AS d ({', '.join((*keys, *names))})"


# ON CONFLICT takes the row locks in the order of the SELECT; UPDATE ... FROM would take them in the plan's.
_APPLY_REKAP = sa.text(
    f"INSERT INTO rekap_desa AS r (periode, program, desa, kab, {', '.join(REKAP_DELTAS)}, terakhir) "
    f"SELECT :periode, :program, desa, :kab, {', '.join(REKAP_DELTAS)}, CAST(:moment AS timestamptz) "
    f"FROM {_unnested(REKAP_DELTAS)} ORDER BY desa ON CONFLICT (periode, program, desa, kab) DO UPDATE SET "
    + ", ".join(f"{name} = r.{name} + excluded.{name}" for name in REKAP_DELTAS)
    + ", terakhir = greatest(r.terakhir, excluded.terakhir)"
)
_APPLY_RIWAYAT = sa.text(
    f"INSERT INTO riwayat_desa AS r (periode, program, desa, tanggal, kab, {', '.join(RIWAYAT_DELTAS)}) "
    f"SELECT :periode, :program, desa, tanggal, :kab, {', '.join(RIWAYAT_DELTAS)} "
    f"FROM {_unnested(RIWAYAT_DELTAS, with_day=True)} "
    f"WHERE ({', '.join(RIWAYAT_DELTAS)}) <> ({', '.join('0' for _ in RIWAYAT_DELTAS)}) ORDER BY desa, tanggal "
    "ON CONFLICT (periode, program, desa, tanggal, kab) DO UPDATE SET "
    + ", ".join(f"{name} = r.{name} + excluded.{name}" for name in RIWAYAT_DELTAS)
)


def share_batch(connection: Connection, key: BatchKey) -> str:
    """State of the batch, held shared: no finaliser comes in between, other writers do."""
    connection.execute(_ENSURE_BATCH, key.params())
    return str(connection.execute(_SHARE_BATCH, key.params()).scalar_one())


def lock_batch(connection: Connection, key: BatchKey) -> str:
    """State of the batch, held alone: every other writer of this kab and periode waits."""
    connection.execute(_ENSURE_BATCH, key.params())
    return str(connection.execute(_LOCK_BATCH, key.params()).scalar_one())


def lock_rows(
    connection: Connection, key: BatchKey, ruta: Sequence[int], within: DesaRange
) -> dict[StatusVerivali, int]:
    """Lock the rows of these ruta that lie in ``within`` and count them by status."""
    params = key.params() | {"ruta": list(ruta), "low": within.low, "high": within.high}
    return {StatusVerivali(status): count for status, count in connection.execute(_LOCK_ROWS, params)}


def _run(connection: Connection, statement: sa.TextClause, params: dict[str, Any]) -> Changed:
    rows = connection.execute(statement, params).all()
    return Changed(sum(row[1] for row in rows), [(row[0], *row[2:]) for row in rows])


def write_pengisian(
    connection: Connection,
    key: BatchKey,
    ruta: Sequence[int],
    sta: Sequence[int],
    kyc: Sequence[bool],
    *,
    petugas: int,
    day: date,
    moment: datetime,
) -> Changed:
    """Store findings (parallel sequences). The first day a row was filled in stays its ``tgl_diisi``."""
    params = {"ruta": list(ruta), "sta": [int(code) for code in sta], "kyc": list(kyc)}
    return _run(
        connection,
        _UPDATE_PENGISIAN,
        key.params() | params | {"petugas": petugas, "day": day, "moment": moment},
    )


def write_impor(
    connection: Connection, key: BatchKey, ruta: Sequence[int], *, petugas: int, day: date, moment: datetime
) -> Changed:
    """Mark filled rows as arrived in the portal."""
    params = {"ruta": list(ruta), "petugas": petugas, "day": day, "moment": moment}
    return _run(connection, _UPDATE_IMPOR, key.params() | params)


def write_pemeriksaan(
    connection: Connection,
    key: BatchKey,
    ruta: Sequence[int],
    status: StatusVerivali,
    *,
    petugas: int,
    day: date,
    moment: datetime,
) -> Changed:
    """Store the supervisor's verdict: ``status`` is DISETUJUI or DIKEMBALIKAN."""
    params = {"ruta": list(ruta), "status": int(status), "petugas": petugas, "day": day, "moment": moment}
    return _run(connection, _UPDATE_PEMERIKSAAN, key.params() | params)


def apply_deltas(connection: Connection, key: BatchKey, changed: Changed, *, day: date, moment: datetime) -> None:
    """Add what a write changed to ``rekap_desa`` and to ``riwayat_desa`` of ``day``; the last act before commit."""
    cut = 1 + len(REKAP_DELTAS)
    apply_rekap(connection, key, [row[:cut] for row in changed.by_desa], moment)
    apply_riwayat(connection, key, [(row[0], day, *row[cut:]) for row in changed.by_desa])


def apply_rekap(connection: Connection, key: BatchKey, rows: Sequence[Sequence[Any]], moment: datetime) -> None:
    """Add to ``rekap_desa``: desa, then a delta for each of ``REKAP_DELTAS``. Each desa once."""
    _apply(connection, _APPLY_REKAP, ("desa", *REKAP_DELTAS), rows, key.params() | {"moment": moment})


def apply_riwayat(connection: Connection, key: BatchKey, rows: Sequence[Sequence[Any]]) -> None:
    """Add to ``riwayat_desa``: desa, day, then a delta for each of ``RIWAYAT_DELTAS``. Each desa and day once."""
    _apply(connection, _APPLY_RIWAYAT, ("desa", "tanggal", *RIWAYAT_DELTAS), rows, key.params())


def _apply(
    connection: Connection,
    statement: sa.TextClause,
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    params: dict[str, Any],
) -> None:
    if rows:
        columns = map(list, zip(*rows, strict=True))
        connection.execute(statement, params | dict(zip(names, columns, strict=True)))
