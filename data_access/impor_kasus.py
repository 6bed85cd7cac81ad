"""Cases that an import brings: proposals, and what verivali would change; older open ones of the same are replaced."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.impor import Hasil
from domain.status import NONAKTIF, StatusUsulan
from domain.usulan import JENIS_OF_TAB, JenisUsulan, Tab
from domain.validasi import Tingkat


def _account(name: str, username: str) -> str:
    """The account of that username, where it is one of the household's desa, its kecamatan or its kab."""
    return (
        f"LEFT JOIN pengguna AS {name} ON {name}.username = lower({username}) "
        f"AND {name}.wilayah IN (h.desa, h.desa / 10000, h.kab) "
    )


# Who did the work in the field.
PETUGAS = _account("p", "h.isi -> 'kunjungan' ->> 'petugas'")

# Numbers of the cases of an import: its own number and a place in it. Far above those that the sample gives out
# (periode times a million), and the same again when a killed import is done anew.
_BASE, _PER_IMPOR = 10**13, 10**7
_OPEN = f"({StatusUsulan.BELUM_DIPERIKSA:d}, {StatusUsulan.DIKEMBALIKAN:d})"
_OF_VERIVALI = f"({', '.join(str(int(jenis)) for jenis in JENIS_OF_TAB[Tab.PERBAIKAN])})"
_NONAKTIF = f"({', '.join(str(int(sta)) for sta in sorted(NONAKTIF))})"
# Asked as IN, which is hashed whatever the planner believes of rows that were written a moment ago.
_MARKED = (
    "h.idbdt IN (SELECT idbdt FROM impor_galat "
    f"WHERE kab = :kab AND impor = :impor AND tingkat = '{Tingkat.W}' AND idbdt IS NOT NULL)"
)
_CHANGES = "h.isi ?| ARRAY['ruta', 'anggota', 'anggota_baru']"

_WRITE = sa.text(
    "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, idbdt, mengganti, status, diajukan, pengusul, "
    "impor, isi, aturan, risiko, diubah) "
    f"SELECT :kab, {_BASE} + {_PER_IMPOR} * CAST(:impor AS bigint) + "
    "row_number() OVER (ORDER BY h.desa, h.idbdt, h.untuk), "
    f"CASE h.untuk WHEN 'BSP' THEN {JenisUsulan.BSP:d} WHEN 'DTKS' THEN {JenisUsulan.DTKS_BARU:d} ELSE "
    f"CASE WHEN h.sta_keberadaan IN {_NONAKTIF} THEN {JenisUsulan.KETIDAKLAYAKAN:d} ELSE {JenisUsulan.PERBAIKAN:d} "
    "END END, :periode, :program, h.desa, h.ruta, h.idbdt, h.mengganti, "
    f"{StatusUsulan.BELUM_DIPERIKSA:d}, :day, coalesce(p.id, o.id, :pengunggah), :impor, h.isi, h.aturan, h.risiko, "
    ":moment FROM impor_hasil AS h "
    f"{PETUGAS} {_account('o', ':operator')} "
    f"WHERE h.kab = :kab AND h.impor = :impor AND h.hasil IN ('{Hasil.BARU}', '{Hasil.BERUBAH}') "
    f"AND (h.untuk <> 'verivali' OR h.sta_keberadaan IN {_NONAKTIF} OR {_CHANGES} OR {_MARKED})"
)
_COUNT = sa.text(
    f"SELECT count(*) FILTER (WHERE jenis IN {_OF_VERIVALI}) AS perbaikan, "
    f"count(*) FILTER (WHERE jenis NOT IN {_OF_VERIVALI}) AS usulan FROM usulan WHERE kab = :kab AND impor = :impor"
)

# ``diubah`` stays: the case is what it was once the import is taken back.
_REPLACE = (
    f"UPDATE usulan AS u SET status_lama = u.status, status = {StatusUsulan.DIGANTIKAN:d}, pengganti = n.id "
    "FROM usulan AS n WHERE n.kab = :kab AND n.impor = :impor AND u.kab = :kab AND u.periode = :periode "
    f"AND u.program = :program AND u.status IN {_OPEN} AND u.impor IS DISTINCT FROM :impor AND "
)
_REPLACE_BY_RUTA = sa.text(
    f"{_REPLACE} u.ruta = n.ruta AND (u.jenis = n.jenis OR (u.jenis IN {_OF_VERIVALI} AND n.jenis IN {_OF_VERIVALI}))"
)
_REPLACE_BY_IDBDT = sa.text(f"{_REPLACE} u.ruta IS NULL AND u.idbdt = n.idbdt AND u.jenis = n.jenis")
# A newer file found the household as the register has it: what an older one would change is no longer wanted.
_WITHDRAW = sa.text(
    f"WITH usang AS (UPDATE usulan AS u SET status_lama = u.status, status = {StatusUsulan.DIGANTIKAN:d} "
    "FROM impor_jejak AS j WHERE j.kab = :kab AND j.impor = :impor AND u.kab = :kab AND u.ruta = j.ruta "
    f"AND u.periode = :periode AND u.program = :program AND u.jenis IN {_OF_VERIVALI} AND u.status IN {_OPEN} "
    "AND u.impor IS DISTINCT FROM :impor RETURNING u.ruta, u.id) "
    "UPDATE impor_jejak AS j SET sebelum = j.sebelum || jsonb_build_object('kasus', n.nomor) "
    "FROM (SELECT ruta, jsonb_agg(id) AS nomor FROM usang GROUP BY ruta) AS n "
    "WHERE j.kab = :kab AND j.impor = :impor AND j.ruta = n.ruta"
)

_RESTORE = sa.text(
    "UPDATE usulan AS u SET status = u.status_lama, status_lama = NULL, pengganti = NULL WHERE u.kab = :kab "
    f"AND u.status = {StatusUsulan.DIGANTIKAN:d} AND (u.pengganti IN (SELECT id FROM usulan WHERE kab = :kab "
    "AND impor = :impor) OR u.id IN (SELECT CAST(jsonb_array_elements(sebelum -> 'kasus') AS bigint) "
    "FROM impor_jejak WHERE kab = :kab AND impor = :impor AND sebelum ? 'kasus'))"
)
_DELETE = [
    sa.text(
        f"DELETE FROM {table} AS x USING usulan AS u "
        "WHERE u.kab = :kab AND u.impor = :impor AND x.kab = :kab AND x.usulan = u.id"
    )
    for table in ("klaim", "komentar")
] + [
    sa.text("DELETE FROM calon_ganda WHERE kab = :kab AND impor = :impor AND state = 'terbuka'"),
    sa.text("DELETE FROM usulan WHERE kab = :kab AND impor = :impor"),
]
_DECIDED = sa.text(
    f"SELECT count(*) FILTER (WHERE u.status = {StatusUsulan.DIGANTIKAN:d}) AS diganti, "
    f"count(*) FILTER (WHERE u.status NOT IN ({StatusUsulan.BELUM_DIPERIKSA:d}, {StatusUsulan.DIGANTIKAN:d}) "
    "OR EXISTS (SELECT FROM tindakan_kasus AS t WHERE t.kab = u.kab AND t.usulan = u.id AND t.hasil IS NULL)) "
    "AS diputuskan FROM usulan AS u WHERE u.kab = :kab AND u.impor = :impor"
)


class Diputuskan(NamedTuple):
    """Cases of an import that moved on: replaced by a newer file, and decided or waiting for a decision on many."""

    diganti: int
    diputuskan: int


def write(connection: Connection, params: Mapping[str, Any]) -> dict[str, int]:
    """Make the cases of an import and set the older open ones of the same households aside; how many of each."""
    connection.execute(_WRITE, params)
    replaced = sum(connection.execute(query, params).rowcount for query in (_REPLACE_BY_RUTA, _REPLACE_BY_IDBDT))
    replaced += connection.execute(_WITHDRAW, params).rowcount
    made = connection.execute(_COUNT, params).one()
    return {"perbaikan": made.perbaikan, "usulan": made.usulan, "digantikan": replaced}


def take_back(connection: Connection, params: Mapping[str, Any]) -> dict[str, int]:
    """Delete the cases of an import with what was said about them, and bring back those that it had set aside."""
    restored = connection.execute(_RESTORE, params).rowcount
    deleted = [connection.execute(query, params).rowcount for query in _DELETE][-1]
    return {"kasus": deleted, "dipulihkan": restored}


def count_decided(connection: Connection, params: Mapping[str, Any]) -> Diputuskan:
    """Cases of an import that stand in the way of taking it back."""
    return Diputuskan(*connection.execute(_DECIDED, params).one())
