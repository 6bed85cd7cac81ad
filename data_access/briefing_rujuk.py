"""The second path of a pack's numbers: counted again from where they came from, to hold against what was read.

Of a provinsi and below from the verivali rows themselves, kab by kab, so that every statement has equality on kab,
periode and programme; of the country from the desa. Nothing here shares a statement with what it checks.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.rekap import COUNTED_SQL
from data_access.schema import REKAP_COUNTS, RIWAYAT_COUNTS
from domain.access import Scope
from domain.kode import Level
from domain.status import USULAN_TERHITUNG
from domain.usulan import JenisUsulan

Hitungan = dict[int, dict[str, int]]

_OF_KAB = "kab = :kab AND periode = :periode AND program = :program"
_RANGE = "desa >= :low AND desa < :high"
_KAB = sa.text(f"SELECT {COUNTED_SQL} FROM verivali WHERE {_OF_KAB}")
_DESA = sa.text(f"SELECT desa, {COUNTED_SQL} FROM verivali WHERE {_OF_KAB} AND {_RANGE} GROUP BY desa")
_UNIT = {Level.KAB: 10**6, Level.DESA: 1}
_OF = "periode = :periode AND program = :program"
_APPROVED = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))


def _by_area(text: str) -> sa.TextClause:
    return sa.text(text.replace("AREA", "desa / CAST(:unit AS bigint)"))


_HISTORY = _by_area(
    f"SELECT AREA AS area, {', '.join(f'sum({name}) AS {name}' for name in RIWAYAT_COUNTS)} FROM riwayat_desa "
    f"WHERE {_OF} AND {_RANGE} GROUP BY 1"
)
_PLACES = _by_area(
    "SELECT AREA AS area, sum(kuota) AS kuota, sum(awal) AS awal, sum(disetujui) AS disetujui FROM kuota "
    f"WHERE {_OF} AND {_RANGE} AND desa > 0 GROUP BY 1"
)
_CASES = _by_area(
    f"SELECT AREA AS area, count(*) AS disetujui FROM usulan WHERE {_OF} AND {_RANGE} "
    f"AND jenis = {JenisUsulan.BSP:d} AND status IN ({_APPROVED}) GROUP BY 1"
)


def hitung_baris(
    connection: Connection, scope: Scope, level: Level, kab: Sequence[int], program: int, periode: int
) -> Hitungan:
    """Every count of a rekap row (rumah tangga) from the verivali rows, by kab (of a provinsi) or by desa."""
    found: Hitungan = {}
    for kode in kab:
        params = {"kab": kode, "periode": periode, "program": program}
        if level is Level.KAB:
            row = connection.execute(_KAB, params).mappings().one()
            found[kode] = {name: int(row[name]) for name in REKAP_COUNTS}
        else:
            params |= {"low": scope.desa.low, "high": scope.desa.high}
            for row in connection.execute(_DESA, params).mappings():
                found[row["desa"]] = {name: int(row[name]) for name in REKAP_COUNTS}
    return found


def hitung_riwayat(connection: Connection, scope: Scope, level: Level, program: int, periode: int) -> Hitungan:
    """Rumah tangga that ever entered a stage, less those that left it again, by area, from ``riwayat_desa``."""
    return _areas(connection, _HISTORY, scope, level, program, periode)


def hitung_tempat(connection: Connection, scope: Scope, level: Level, program: int, periode: int) -> Hitungan:
    """kuota, awal and disetujui (KPM) as divided among the desa, by area; areas that divided nothing are left out."""
    return _areas(connection, _PLACES, scope, level, program, periode)


def hitung_disetujui(connection: Connection, scope: Scope, level: Level, program: int, periode: int) -> Hitungan:
    """Usulan that hold a place, by area, from the cases themselves."""
    return _areas(connection, _CASES, scope, level, program, periode)


def _areas(
    connection: Connection, statement: sa.TextClause, scope: Scope, level: Level, program: int, periode: int
) -> Hitungan:
    params = {"periode": periode, "program": program, "low": scope.desa.low, "high": scope.desa.high}
    rows = connection.execute(statement, params | {"unit": _UNIT[level]}).mappings()
    return {row["area"]: {name: int(value) for name, value in row.items() if name != "area"} for row in rows}
