"""How the database goes about a check: by kab, whatever the rest of the country holds."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from impor_bantu import KAB, Berkas

from data_access.session import make_engine, unit_of_work

# Kab that nobody has, filled like one that is there.
_OTHERS = range(1101, 1126)
_GROW = (
    """INSERT INTO rumah_tangga (kab, id, desa, idbdt, no_kk, alamat, nama_krt, jumlah_art, sumber_data, diubah)
    SELECT k, id, CAST(k AS bigint) * 1000000 + desa % 1000000, idbdt, no_kk + k, alamat, nama_krt, jumlah_art,
        sumber_data, diubah
    FROM rumah_tangga, unnest(CAST(:kab AS smallint[])) AS k WHERE kab = 3204""",
    """INSERT INTO individu (kab, id, ruta, idartbdt, nama, nik, no_urut)
    SELECT k, id, ruta, idartbdt, nama, nik + k, no_urut
    FROM individu, unnest(CAST(:kab AS smallint[])) AS k WHERE kab = 3204""",
    """INSERT INTO verivali (kab, periode, program, ruta, desa)
    SELECT k, periode, program, ruta, CAST(k AS bigint) * 1000000 + desa % 1000000
    FROM verivali, unnest(CAST(:kab AS smallint[])) AS k WHERE kab = 3204 AND periode = 202611 AND program = 1""",
    "ANALYZE rumah_tangga",
    "ANALYZE individu",
    "ANALYZE verivali",
)
_WHOLE = re.compile(r"Seq Scan on (?:rumah_tangga|individu|verivali|usulan|pemadanan).*")


def _explained(work: sa.Connection) -> list[str]:
    """Plans of every statement that the connection runs from now on."""
    plans: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if re.match(r"\s*(INSERT|CREATE TEMPORARY TABLE \w+ ON COMMIT DROP AS|DELETE|SELECT|WITH)", statement):
            cursor.execute(f"EXPLAIN {statement}", parameters)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    sa.event.listen(work, "before_cursor_execute", explain)
    return plans


def test_nothing_is_read_from_end_to_end_but_the_file(own_database: str) -> None:
    owner = make_engine(own_database, owner=True)
    with owner.begin() as connection:
        for query in _GROW:
            connection.execute(sa.text(query), {"kab": list(_OTHERS)})
    owner.dispose()
    with unit_of_work() as work:
        berkas = Berkas(work)
        ids = "SELECT idbdt FROM rumah_tangga WHERE kab = :kab AND kpm_bsp ORDER BY id"
        for (idbdt,) in work.execute(sa.text(ids), {"kab": KAB}).all():
            berkas.rumah(idbdt, 2)["luas_lantai"] = 77
        berkas.musdes(3277011001)
        for line in berkas.bagian["verivali"][:50]:
            berkas.bagian["perbaikan"].append(line | {"kolom": "luas_lantai", "lama": "1", "baru": "77"})
        plans = _explained(work)
        found = berkas.periksa()
    assert sum(found.angka["verivali"].values()) > 300
    assert len(plans) > 60
    assert [scan for plan in plans for scan in _WHOLE.findall(plan)] == []


@pytest.mark.parametrize("bagian", ["individu", "rumah_tangga", "verivali"])
def test_the_portal_may_tell_the_planner_about_the_rows_of_a_file(connection: sa.Connection, bagian: str) -> None:
    may = sa.text("SELECT has_table_privilege(:table, 'MAINTAIN')")
    assert connection.execute(may, {"table": f"impor_{bagian}"}).scalar_one()
