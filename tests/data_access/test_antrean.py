"""The review queue: total order through every page, filters, search, exact counts, and nothing of the next kab."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access.antrean import count_antrean, page_query, read_antrean, read_pilihan
from data_access.schema import individu, rumah_tangga, usulan
from data_access.session import make_engine, unit_of_work
from domain.access import Scope
from domain.antrean import Antre, SaringanAntrean, Urut, baca_cari, baca_saringan
from domain.errors import InvalidInput
from domain.kalender import Program
from domain.usulan import JenisUsulan, Tab

KAB, HARI = 3277, date(2026, 11, 21)
SAAT = datetime(2026, 11, 21, 9, tzinfo=UTC)
NEW_NIK = "3277014501900007"


@pytest.fixture
def queue(own_database: str) -> list[dict[str, object]]:
    """300 waiting cases in three kab, many on the same day, and one new household."""
    with unit_of_work() as work:
        work.execute(sa.text("SET LOCAL ROLE NONE"))
        work.execute(sa.delete(usulan))
        rows: list[dict[str, object]] = []
        for kab in (3204, 3218, KAB):
            homes = work.execute(
                sa.select(rumah_tangga.c.id, rumah_tangga.c.desa, rumah_tangga.c.idbdt)
                .where(rumah_tangga.c.kab == kab)
                .order_by(rumah_tangga.c.id)
                .limit(100)
            ).all()
            rows += [
                {
                    "kab": kab, "id": n + 1, "jenis": 3 if n % 4 == 0 else 1, "periode": 202611, "program": 1,
                    "desa": home.desa, "ruta": home.id, "idbdt": home.idbdt, "status": 1,
                    "diajukan": HARI - timedelta(days=n % 5), "risiko": n % 3 * 10,
                    "aturan": ["V07"] if n % 10 == 0 else [], "diubah": SAAT, "isi": None,
                }
                for n, home in enumerate(homes)
            ]  # fmt: skip
        rows.append(
            rows[-1]
            | {
                "id": 900, "jenis": 2, "ruta": None, "idbdt": "32770100000000000000999",
                "isi": {"rumah": {"nama_krt": "ZULAIKHA PERMATA", "pengurus_nik": NEW_NIK}},
            }
        )  # fmt: skip
        work.execute(sa.insert(usulan), rows)
    return rows


def every_page(scope: Scope, saringan: SaringanAntrean) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    after = None
    while True:
        with unit_of_work() as work:
            page = read_antrean(work, scope, saringan, after, 7, hari_ini=HARI, saat=SAAT)
        found += [(row.kab, row.nomor) for row in page.baris]
        after = page.berikut
        if after is None:
            return found


@pytest.mark.parametrize("urut", list(Urut))
@pytest.mark.parametrize("kode", [0, 32, KAB])
def test_pages_show_every_case_once_and_in_order(queue: list[dict[str, object]], kode: int, urut: Urut) -> None:
    def place(row: dict[str, object]) -> tuple[object, ...]:
        day = row["diajukan"]
        assert isinstance(day, date)
        assert isinstance(row["risiko"], int)
        if urut is Urut.RISIKO:
            return (-row["risiko"], day, row["kab"], row["id"])
        return (day, row["kab"], row["id"])

    wanted = [row for row in queue if row["jenis"] in (1, 2) and str(row["kab"]).startswith(str(kode) if kode else "")]
    order = sorted(wanted, key=place, reverse=urut is Urut.BARU)
    assert every_page(Scope(kode), SaringanAntrean(urut=urut)) == [(row["kab"], row["id"]) for row in order]


def test_a_reader_of_the_next_kab_sees_and_counts_nothing_of_this_one(queue: list[dict[str, object]]) -> None:
    for saringan in (SaringanAntrean(), SaringanAntrean(cari=baca_cari(NEW_NIK)), SaringanAntrean(tab=Tab.PERBAIKAN)):
        assert all(kab == 3218 for kab, _ in every_page(Scope(3218), saringan))
    with unit_of_work() as work:
        counted = count_antrean(work, Scope(3218), SaringanAntrean(), hari_ini=HARI)
    assert counted.tab == {"usulan": 75, "perbaikan": 25}


@pytest.mark.parametrize(
    "text",
    [NEW_NIK, "zulaikha", "permata zulaikha", "32770100000000000000999", "327701000000000000009"],
)
def test_a_household_that_is_not_registered_yet_is_found(queue: list[dict[str, object]], text: str) -> None:
    assert every_page(Scope(KAB), SaringanAntrean(cari=baca_cari(text))) == [(KAB, 900)]


def test_a_number_is_found_from_the_whole_country_and_a_name_asks_for_a_kab(queue: list[dict[str, object]]) -> None:
    assert every_page(Scope(0), SaringanAntrean(cari=baca_cari(NEW_NIK))) == [(KAB, 900)]
    with pytest.raises(InvalidInput, match="Pilih satu kab/kota"):
        every_page(Scope(32), SaringanAntrean(cari=baca_cari("zulaikha")))


def test_a_member_of_a_registered_household_is_found_by_nik_and_by_name(queue: list[dict[str, object]]) -> None:
    home = next(row for row in queue if row["kab"] == KAB and row["jenis"] == 1)
    with unit_of_work() as work:
        person = work.execute(
            sa.select(individu.c.nik, individu.c.nama).where(individu.c.kab == KAB, individu.c.ruta == home["ruta"])
        ).first()
    assert person is not None
    assert (KAB, home["id"]) in every_page(Scope(KAB), SaringanAntrean(cari=baca_cari(person.nama)))
    if len(str(person.nik)) == 16:
        assert (KAB, home["id"]) in every_page(Scope(KAB), SaringanAntrean(cari=baca_cari(str(person.nik))))


@pytest.mark.parametrize(
    ("saringan", "holds"),
    [
        (SaringanAntrean(aturan="V07"), lambda row: row["aturan"] == ["V07"]),
        (SaringanAntrean(umur_dari=3), lambda row: (HARI - row["diajukan"]).days >= 3),
        (SaringanAntrean(umur_sampai=1), lambda row: (HARI - row["diajukan"]).days <= 1),
        (SaringanAntrean(risiko_dari=10, risiko_sampai=15), lambda row: row["risiko"] == 10),
        (SaringanAntrean(jenis=JenisUsulan.DTKS_BARU), lambda row: row["jenis"] == 2),
        (SaringanAntrean(program=Program.DTKS), lambda _row: False),
    ],
)
def test_a_filter_shows_and_counts_what_it_says(queue: list[dict[str, object]], saringan, holds) -> None:
    wanted = {row["id"] for row in queue if row["kab"] == KAB and row["jenis"] in (1, 2) and holds(row)}
    assert {number for _, number in every_page(Scope(KAB), saringan)} == wanted
    with unit_of_work() as work:
        assert count_antrean(work, Scope(KAB), saringan, hari_ini=HARI).tab["usulan"] == len(wanted)


def test_what_is_put_off_waits_elsewhere_until_its_day(queue: list[dict[str, object]]) -> None:
    with unit_of_work() as work:
        work.execute(
            sa.update(usulan).where(usulan.c.kab == KAB, usulan.c.id == 2).values(tunda_sampai=HARI + timedelta(days=1))
        )
    later = replace(SaringanAntrean(), antre=Antre.TERTUNDA)
    assert (KAB, 2) not in every_page(Scope(KAB), SaringanAntrean())
    assert every_page(Scope(KAB), later) == [(KAB, 2)]
    with unit_of_work() as work:
        counted = count_antrean(work, Scope(KAB), SaringanAntrean(), hari_ini=HARI)
        tomorrow = count_antrean(work, Scope(KAB), SaringanAntrean(), hari_ini=HARI + timedelta(days=1))
    assert (counted.antre["menunggu"], counted.antre["tertunda"]) == (75, 1)
    assert (tomorrow.antre["menunggu"], tomorrow.antre["tertunda"]) == (76, 0)


def test_choices_of_the_filters_count_waiting_cases(queue: list[dict[str, object]]) -> None:
    with unit_of_work() as work:
        choice = read_pilihan(work, Scope(KAB), SaringanAntrean())
    assert [(kode, number) for kode, _, number in choice.jenis] == [(1, 75), (2, 1)]
    assert [(kode, number) for kode, _, number in choice.aturan] == [("V07", 5)]
    assert sum(number for _, _, number in choice.desa) == 76


@pytest.mark.parametrize(
    "query",
    [
        {"tab": "lain"}, {"jenis": "3"}, {"umur": "a-b"}, {"umur": "9-3"}, {"risiko": "0-101"}, {"aturan": "V99"},
        {"petugas": "-1"}, {"impor": "0"}, {"cari": "123"}, {"cari": "x"}, {"urut": "acak"}, {"antre": "semua"},
    ],
)  # fmt: skip
def test_an_address_that_no_control_makes_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        baca_saringan(query)


def test_the_first_page_of_many_walks_an_index_of_its_own_order(own_database: str) -> None:
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        work.exec_driver_sql(
            "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, status, diajukan, risiko, diubah) "
            "SELECT r.kab, 500000000 + mod(r.id, 10000000) + g * 100000000, 1 + mod(g, 4), 202611, 1, r.desa, r.id, 1, "
            "DATE '2026-11-20' - g, g, now() FROM rumah_tangga r, generate_series(1, 12) g"
        )
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        raw.exec_driver_sql("ANALYZE usulan")
        for kode in (KAB, 32, 0):
            for urut in Urut:
                query = page_query(raw, Scope(kode), SaringanAntrean(urut=urut), None, 50, HARI)
                text = str(query.compile(raw, compile_kwargs={"literal_binds": True}))
                plan = "\n".join(raw.exec_driver_sql("EXPLAIN " + text.replace("%", "%%")).scalars())
                index = "ix_usulan_risiko_usulan" if urut is Urut.RISIKO else "ix_usulan_antrean_usulan"
                assert index in plan, plan
                assert "Sort" not in plan or kode == 32, plan
                assert "Seq Scan on usulan" not in plan, plan
    owner.dispose()
