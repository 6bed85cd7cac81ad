"""Kuota as the page reads it: the same as the map and as the rows, level by level, and never of another kab."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data_access.kuota import (
    HITUNGAN,
    count_pengganti_salah,
    list_usul,
    read_calon,
    read_di_antara,
    read_kuota,
    read_rumah,
    read_satu,
    read_tren,
)
from data_access.progres import read_rekap
from domain.access import Scope
from domain.errors import InvalidInput
from domain.indikator import terpakai
from domain.kode import Level, contains
from domain.kuota import Posisi
from domain.status import USULAN_TERHITUNG, StatusUsulan
from tests.conftest import TODAY

BSP, PERIODE = 1, 202611
COUNTED = [int(status) for status in USULAN_TERHITUNG]


@pytest.mark.parametrize(
    ("kode", "level"),
    [
        (0, Level.PROVINSI),
        (0, Level.KAB),
        (32, Level.KAB),
        (32, Level.KECAMATAN),
        (3277, Level.KECAMATAN),
        (3277, Level.DESA),
        (327701, Level.DESA),
    ],
)
def test_what_is_used_of_the_kuota_is_what_the_map_says(connection: sa.Connection, kode: int, level: Level) -> None:
    own = read_kuota(connection, Scope(kode), level, BSP, PERIODE, TODAY)
    drawn = read_rekap(connection, Scope(kode), level, BSP, PERIODE, TODAY)
    assert own["kode"].tolist() == drawn["kode"].tolist()
    for column in ("kuota", "awal", "disetujui", "terpakai"):
        assert own[column].tolist() == drawn[column].tolist(), column
    assert (own["kuota"] - own["terpakai"]).tolist() == own["sisa"].tolist()


@pytest.mark.parametrize("kode", [3277, 3218, 8101])
def test_usulan_rows_make_the_counts_of_the_kuota(connection: sa.Connection, kode: int) -> None:
    rows = connection.execute(
        sa.text(
            "SELECT desa, count(*) FILTER (WHERE status = ANY(:counted)) AS disetujui, "
            "count(*) FILTER (WHERE status = :waiting) AS menunggu FROM usulan "
            "WHERE kab = :kab AND periode = :periode AND program = 1 GROUP BY desa"
        ),
        {"counted": COUNTED, "waiting": int(StatusUsulan.BELUM_DIPERIKSA), "kab": kode, "periode": PERIODE},
    )
    by_desa = {row.desa: row for row in rows}
    assert by_desa
    frame = read_kuota(connection, Scope(kode), Level.DESA, BSP, PERIODE, TODAY)
    for row in frame.itertuples():
        found = by_desa.get(row.kode)
        assert (row.disetujui, row.menunggu) == ((found.disetujui, found.menunggu) if found else (0, 0)), row.nama
        position = Posisi(row.kuota, row.awal, row.nonaktif, row.disetujui, row.menunggu)
        assert (position.terpakai, position.sisa, position.lebih) == (row.terpakai, row.sisa, row.lebih)
        assert position.harus_menunggu == row.harus_menunggu
    own = read_satu(connection, Scope(kode), BSP, PERIODE, TODAY)
    for column in ("kuota", "awal", "nonaktif", "disetujui", "terpakai", "menunggu", "kandidat"):
        assert own[column] == frame[column].sum(), column
    assert own["dibagi"] == frame["kuota"].sum() == own["kuota"]


def test_indonesia_and_a_provinsi_are_the_sums_of_their_kab(connection: sa.Connection) -> None:
    kab = read_kuota(connection, Scope(0), Level.KAB, BSP, PERIODE, TODAY)
    prov = read_kuota(connection, Scope(0), Level.PROVINSI, BSP, PERIODE, TODAY)
    own = read_satu(connection, Scope(0), BSP, PERIODE, TODAY)
    assert (len(kab), len(prov)) == (514, 38)
    for column in HITUNGAN:
        assert kab[column].sum() == prov[column].sum() == own[column], column
    west_java = read_satu(connection, Scope(32), BSP, PERIODE, TODAY)
    assert west_java["lebih"] == kab[kab["induk"] == 32]["lebih"].sum()


def test_an_area_without_a_kuota_has_none_instead_of_zero_used(connection: sa.Connection) -> None:
    frame = read_kuota(connection, Scope(0), Level.KAB, BSP, PERIODE, TODAY).set_index("kode")
    assert not frame.loc[1101, "ada"]
    assert frame.loc[1101, "terpakai"] == 0
    assert frame.loc[3277, "ada"]
    assert frame.loc[3277, "dasar_sk"]
    assert frame.loc[3277, "tahap"] in (1, 2)


def test_candidates_grow_with_the_desil_limit_and_kpm_above_it_shrink(connection: sa.Connection) -> None:
    found = [read_satu(connection, Scope(3277), BSP, PERIODE, TODAY, batas) for batas in range(1, 11)]
    assert [row["kandidat"] for row in found] == sorted(row["kandidat"] for row in found)
    assert [row["kpm_atas"] for row in found] == sorted((row["kpm_atas"] for row in found), reverse=True)
    assert found[9]["kpm_atas"] == 0
    rows = connection.execute(
        sa.text("SELECT count(*) FROM rumah_tangga WHERE kab = 3277 AND desil <= 4 AND NOT kpm_bsp")
    ).scalar_one()
    assert found[3]["kandidat"] in (0, rows), "counted by background work, or not yet"


def test_the_trend_ends_with_the_periode_shown(connection: sa.Connection) -> None:
    for kode in (0, 32, 3277, 327701, 3277011001):
        trend = read_tren(connection, Scope(kode), BSP).set_index("periode")
        own = read_satu(connection, Scope(kode), BSP, PERIODE, TODAY)
        assert trend.index.is_monotonic_increasing
        for column in ("kuota", "terpakai", "nonaktif", "disetujui"):
            assert trend.loc[PERIODE, column] == own[column], (kode, column)
    assert (trend["terpakai"] == terpakai(trend["awal"], trend["nonaktif"], trend["disetujui"])).all()


def test_no_row_of_another_kab_appears_anywhere(connection: sa.Connection) -> None:
    for level in (Level.KECAMATAN, Level.DESA):
        frame = read_kuota(connection, Scope(3218), level, BSP, PERIODE, TODAY)
        assert all(contains(3218, int(kode)) for kode in frame["kode"])
    claims = read_calon(connection, 3218, BSP, PERIODE)
    assert claims
    assert all(contains(3218, desa) for desa in claims)
    foreign = [claim.id for rows in read_calon(connection, 3277, BSP, PERIODE).values() for claim, _ in rows]
    own = {claim.id for rows in claims.values() for claim, _ in rows}
    assert {row.desa // 10**6 for row in read_rumah(connection, 3218, foreign[:5])} <= {3218}
    assert {row.desa // 10**6 for row in read_rumah(connection, 3218, sorted(own)[:5])} == {3218}
    with pytest.raises(InvalidInput):
        read_kuota(connection, Scope(3218), Level.PROVINSI, BSP, PERIODE, TODAY)
    assert list_usul(connection, Scope(321801), BSP, PERIODE) == []


def test_households_between_two_limits_come_poorest_first_and_hold_no_place(connection: sa.Connection) -> None:
    found = read_di_antara(connection, 3277, 4, 6, 10)
    assert len(found) == 10
    assert {row.desil for row in found} <= {5, 6}
    assert [row.percentile for row in found] == sorted(row.percentile or 0 for row in found)
    assert read_di_antara(connection, 3277, 4, 4, 10) == []


def test_a_replaced_kpm_frees_exactly_one_place(own_database: str) -> None:
    owner = sa.create_engine(own_database.replace("postgresql://", "postgresql+psycopg://", 1))
    with owner.begin() as work:
        assert count_pengganti_salah(work, Scope(3277), BSP, PERIODE) == 0
        one, other = work.execute(
            sa.text(
                "SELECT id, mengganti FROM usulan WHERE kab = 3277 AND periode = :p AND status = ANY(:c) "
                "AND mengganti IS NOT NULL ORDER BY id LIMIT 2"
            ),
            {"p": PERIODE, "c": COUNTED},
        ).all()
        work.execute(
            sa.text("UPDATE usulan SET mengganti = :same WHERE kab = 3277 AND id = :id"),
            {"same": one.mengganti, "id": other.id},
        )
        assert count_pengganti_salah(work, Scope(3277), BSP, PERIODE) == 1
        assert count_pengganti_salah(work, Scope(3218), BSP, PERIODE) == 0
        active = work.execute(
            sa.text("SELECT ruta FROM verivali WHERE kab = 3277 AND periode = :p AND sta_keberadaan = 1 LIMIT 1"),
            {"p": PERIODE},
        ).scalar_one()
        work.execute(
            sa.text("UPDATE usulan SET mengganti = :active WHERE kab = 3277 AND id = :id"),
            {"active": active, "id": one.id},
        )
        assert count_pengganti_salah(work, Scope(3277), BSP, PERIODE) == 1
    owner.dispose()
