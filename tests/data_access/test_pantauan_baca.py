"""Figures beyond the rekap: inclusion and exclusion error agree with the rows at every level."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from data_access.pantauan import Rawan, read_gugus, with_figures
from data_access.progres import read_rekap
from domain.access import Scope
from domain.indikator import INDIKATOR
from domain.kalender import Program
from domain.kode import Level

PERIODE, DAY = 202611, date(2026, 11, 21)
UNIT = {Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}


def figures(connection: sa.Connection, kode: str, scope: Scope, level: Level, program: Program) -> pd.DataFrame:
    frame = read_rekap(connection, scope, level, program, PERIODE, DAY)
    return with_figures(connection, frame, INDIKATOR[kode], scope, level, program, PERIODE).set_index("kode")


@pytest.mark.parametrize(
    ("scope", "level"), [(0, Level.PROVINSI), (32, Level.KAB), (3277, Level.KECAMATAN), (3277, Level.DESA)]
)
def test_inclusion_error_is_that_of_the_rows(connection: sa.Connection, scope: int, level: Level) -> None:
    frame = figures(connection, "inklusi", Scope(scope), level, Program.BSP)
    counted = connection.execute(
        sa.text(
            "SELECT v.desa / :unit AS area, count(*) FILTER (WHERE v.sta_keberadaan >= 3 OR r.desil > 4) AS salah, "
            "count(*) AS semua FROM verivali v JOIN rumah_tangga r ON r.kab = v.kab AND r.id = v.ruta "
            "WHERE v.periode = :periode AND v.program = 1 AND v.status > 0 GROUP BY 1"
        ),
        {"unit": UNIT[level], "periode": PERIODE},
    ).all()
    inside = [row for row in counted if row.area in frame.index]
    assert inside
    for row in inside:
        assert tuple(frame.loc[row.area, ["inklusi", "kpm_dikunjungi"]]) == (row.salah, row.semua)


@pytest.mark.parametrize("level", [Level.PROVINSI, Level.KAB])
def test_exclusion_error_is_that_of_the_register(connection: sa.Connection, level: Level) -> None:
    frame = figures(connection, "eksklusi", Scope(0), level, Program.BSP)
    counted = connection.execute(
        sa.text(
            "SELECT desa / :unit AS area, count(*) FILTER (WHERE NOT kpm_bsp) AS luput, count(*) AS semua "
            "FROM rumah_tangga WHERE desil <= 4 GROUP BY 1"
        ),
        {"unit": UNIT[level]},
    ).all()
    for row in counted:
        assert tuple(frame.loc[row.area, ["bukan_kpm_miskin", "ruta_miskin"]]) == (row.luput, row.semua)
    assert not frame.loc[~frame.index.isin([row.area for row in counted]), "ruta_miskin"].any()


def test_where_rows_are_not_only_kpm_there_is_no_inclusion_error(connection: sa.Connection) -> None:
    frame = figures(connection, "inklusi", Scope(3277), Level.DESA, Program.DTKS)
    assert not frame[["inklusi", "kpm_dikunjungi"]].any().any()


def test_before_the_first_search_there_are_no_hot_spots_and_nothing_was_judged(connection: sa.Connection) -> None:
    assert read_gugus(connection, Scope(0), Rawan.PROGRES, Program.BSP, PERIODE) == []
    assert not figures(connection, "rawan", Scope(3277), Level.DESA, Program.BSP)["dinilai_progres"].any()
