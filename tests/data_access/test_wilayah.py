"""All regions of Indonesia, and finding one."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_access import wilayah_store
from data_access.schema import wilayah as table
from data_access.session import make_engine
from data_access.wilayah import Wilayah, in_scope, read_lineage, read_wilayah, search
from domain.access import Scope
from domain.errors import InvalidInput

NATIONAL = Scope(0)
BATAS = Path(__file__).resolve().parents[3] / "shared" / "batas" / "wilayah.csv"


def _names(found: list[Wilayah]) -> list[str]:
    return [item.nama_lengkap for item in found]


def test_every_level_has_the_decreed_number_of_regions(connection: sa.Connection) -> None:
    counts = dict(connection.execute(sa.select(table.c.level, sa.func.count()).group_by(table.c.level)).all())
    assert counts == {1: 38, 2: 514, 3: 7285, 4: 83762}


def test_codes_that_end_in_zero_and_villages_of_three_kinds_are_there(connection: sa.Connection) -> None:
    def count(*where: sa.ColumnElement[bool]) -> int:
        return connection.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()

    assert count(table.c.level == 2, table.c.kode % 10 == 0) == 23
    assert count(table.c.level == 3, table.c.kode % 10 == 0) == 518
    kinds = dict(
        connection.execute(
            sa.select(table.c.jenis, sa.func.count()).where(table.c.level == 4).group_by(table.c.jenis)
        ).all()
    )
    assert kinds == {"kelurahan": 8496, "desa": 75252, "desa adat": 14}
    assert {row.kode // 10**6 for row in connection.execute(sa.select(table).where(table.c.jenis == "desa adat"))} == {
        9103
    }


def test_every_region_lies_under_its_parent(connection: sa.Connection) -> None:
    up = table.alias()
    orphans = connection.execute(
        sa.select(sa.func.count())
        .select_from(table.outerjoin(up, up.c.kode == table.c.induk))
        .where(table.c.level > 1, up.c.level.is_distinct_from(table.c.level - 1))
    ).scalar_one()
    assert orphans == 0


def test_six_provinsi_in_papua(connection: sa.Connection) -> None:
    found = connection.execute(sa.select(table.c.kode).where(table.c.level == 1, table.c.kode >= 91)).scalars().all()
    assert found == [91, 92, 93, 94, 95, 96]


def test_lists_that_disagree_stop_the_load() -> None:
    frame = wilayah_store.read_packaged()
    wilayah_store.check_against_lokal(frame)
    with pytest.raises(wilayah_store.WilayahMismatch, match=r"differ in 1 codes, first 11\.01"):
        wilayah_store.check_against_lokal(frame[frame["kode"] != 1101])


def test_bps_codes_come_from_the_bridge_and_differ_from_kemendagri(migrated_url: str, tmp_path: Path) -> None:
    bridge = tmp_path / "bridge.csv"
    with bridge.open("w", newline="") as out:
        csv.writer(out).writerows([("kode_bps", "code_2025"), ("1101", "11.09"), ("1102", "11.10")])
    engine = make_engine(migrated_url, owner=True)
    with engine.connect() as connection, connection.begin() as transaction:
        wilayah_store.load(connection, bridge)
        codes = dict(
            connection.execute(sa.select(table.c.kode, table.c.kode_bps).where(table.c.kode_bps.is_not(None))).all()
        )
        transaction.rollback()
    engine.dispose()
    assert codes == {1109: "1101", 1110: "1102"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kota bandung", "Kota Bandung, Jawa Barat"),
        ("Bandung kota", "Kota Bandung, Jawa Barat"),
        ("kab. bandung", "Kabupaten Bandung, Jawa Barat"),
        ("KAB BANDUNG", "Kabupaten Bandung, Jawa Barat"),
        ("cimahi", "Kota Cimahi, Jawa Barat"),
        ("bandung", "Kabupaten Bandung, Jawa Barat"),
        ("32.77", "Kota Cimahi, Jawa Barat"),
        ("3277", "Kota Cimahi, Jawa Barat"),
        ("11.10", "Kabupaten Aceh Singkil, Aceh"),
        ("32.77.01.1001", "Melong, Kec. Cimahi Selatan, Kota Cimahi, Jawa Barat"),
        ("jawa barat", "Jawa Barat"),
        ("melong cimahi", "Melong, Kec. Cimahi Selatan, Kota Cimahi, Jawa Barat"),
    ],
)
def test_what_people_type_finds_what_they_mean(connection: sa.Connection, typed: str, first: str) -> None:
    assert _names(search(connection, typed, NATIONAL))[0] == first


@pytest.mark.parametrize("typed", ["ma’rang", "ma'rang", "MARANG", "marang pangkajene"])
def test_apostrophes_may_be_typed_or_left_out(connection: sa.Connection, typed: str) -> None:
    wanted = "Ma'rang, Kec. Marang, Kab. Pangkajene dan Kepulauan, Sulawesi Selatan"
    assert wanted in _names(search(connection, typed, NATIONAL))


def test_namesakes_are_told_apart_by_their_parents(connection: sa.Connection) -> None:
    found = _names(search(connection, "sidomulyo", NATIONAL, limit=200))
    exact = [name for name in found if name.startswith("Sidomulyo, Kec.")]
    assert len(exact) == 98
    assert len(set(exact)) == len(exact)


def test_search_never_leaves_the_scope(connection: sa.Connection) -> None:
    assert search(connection, "cibeber", Scope(3218)) == []
    assert search(connection, "3277", Scope(3218)) == []
    assert {item.kode // 10**6 for item in search(connection, "cibeber", Scope(3277))} == {3277}


@pytest.mark.parametrize("typed", ["", " ", "a", "'", "!!", "& |", "<->", "a:*", "32777777777777", "%"])
def test_odd_input_finds_nothing_and_breaks_nothing(connection: sa.Connection, typed: str) -> None:
    assert search(connection, typed, NATIONAL) == []


@pytest.mark.parametrize("typed", ["de", "sido", "kab", "kota bandung", "32", "melong cimahi jawa"])
def test_a_search_costs_little_more_than_reading_every_name_once(connection: sa.Connection, typed: str) -> None:
    def best_of(statement: object) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            statement()  # type: ignore[operator]
            times.append(time.perf_counter() - start)
        return min(times)

    floor = best_of(lambda: connection.execute(sa.text("SELECT count(*) FROM wilayah WHERE nama ILIKE '%zzz%'")))
    assert best_of(lambda: search(connection, typed, NATIONAL)) < 3 * floor


def test_scope_as_a_condition_counts_the_subtree(connection: sa.Connection) -> None:
    def count(kode: int) -> int:
        query = sa.select(sa.func.count()).select_from(table).where(in_scope(Scope(kode)))
        return connection.execute(query).scalar_one()

    assert count(3277) == 1 + 3 + 15
    assert count(3277011001) == 1
    assert count(0) == 91599


def test_the_breadcrumb_runs_from_indonesia_to_the_desa(connection: sa.Connection) -> None:
    assert [item.nama for item in read_lineage(connection, 3277011001)] == [
        "Indonesia", "Jawa Barat", "Kota Cimahi", "Cimahi Selatan", "Melong",
    ]  # fmt: skip
    assert [item.nama for item in read_lineage(connection, 0)] == ["Indonesia"]


def test_a_code_no_region_has_is_said_to_be_missing(connection: sa.Connection) -> None:
    with pytest.raises(InvalidInput, match=r"32\.99"):
        read_wilayah(connection, 3299)


@pytest.mark.skipif(not BATAS.is_file(), reason="the list the borders use is not on this machine")
def test_codes_and_names_equal_the_list_the_borders_use(connection: sa.Connection) -> None:
    with BATAS.open(encoding="utf-8", newline="") as text:
        other = {int(row["code_plain"]): row["name"] for row in csv.DictReader(text)}
    own = dict(connection.execute(sa.select(table.c.kode, table.c.nama)).all())
    assert own.keys() == other.keys()
    assert sum(own[kode] != other[kode] for kode in own) < 20
