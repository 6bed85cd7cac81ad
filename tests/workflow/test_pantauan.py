"""Background figures: equal to a recount after writes, refreshed when somebody writes, never half a sum."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from data_access import keterangan, perubahan
from data_access.pantauan import KOLOM, Rawan, read_gugus, read_pantauan, read_pantauan_one
from data_access.periode import read_periode
from data_access.perubahan import REFRESHED, Word
from data_access.schema import pantauan as table
from data_access.schema import rekap_register, simulasi
from data_access.session import current_engine, unit_of_work
from domain.access import Actor, Role, Scope
from domain.indikator import target_rows
from domain.kalender import Program
from domain.kode import Level
from domain.status import StaKeberadaan
from workflow import pantauan, penyegar, rawan
from workflow.penyegar import Penyegar, listening
from workflow.verivali import BatchKey, Pengisian, record_pengisian

KAB, PERIODE = 3277, 202611
KEY = BatchKey(KAB, PERIODE, Program.BSP)
OPERATOR = Actor(11, "operator.kab", "Operator", Role.OPERATOR_KAB, KAB)


def moment() -> datetime:
    with unit_of_work() as work:
        return keterangan.read_now(work)


def open_desa(kab: int = KAB) -> int:
    """A desa of the kab with rows left to visit."""
    with unit_of_work() as work:
        return work.execute(
            sa.text(
                "SELECT desa FROM rekap_desa WHERE kab = :kab AND periode = :periode AND program = 1 AND s0 > 1 "
                "ORDER BY desa LIMIT 1"
            ),
            {"kab": kab, "periode": PERIODE},
        ).scalar_one()


def fill_in(desa: int, sta: StaKeberadaan = StaKeberadaan.DITEMUKAN_TETAP) -> int:
    """Visit what is left of a desa."""
    with unit_of_work() as work:
        ruta = (
            work.execute(
                sa.text(
                    "SELECT ruta FROM verivali WHERE kab = :kab AND periode = :periode AND program = 1 "
                    "AND desa = :desa AND status = 0"
                ),
                {"kab": KAB, "periode": PERIODE, "desa": desa},
            )
            .scalars()
            .all()
        )
    return record_pengisian(OPERATOR, KEY, [Pengisian(each, sta, kyc_lengkap=True) for each in ruta], now=moment())


def refresh(kab: list[int] | None = None, program: Program = Program.BSP) -> None:
    now = moment()
    with unit_of_work() as work:
        pantauan.refresh(work, read_periode(work, program, PERIODE), now, kab)


def recount(kode: int) -> dict[str, int]:
    """The counts of a wilayah straight from the rows."""
    unit = {4: 10**6, 6: 10**4, 10: 1, 2: 10**8}.get(len(str(kode))) if kode else 10**10
    key = {"low": kode * unit, "high": (kode + 1) * unit, "periode": PERIODE, "day": moment().date()}
    with unit_of_work() as work:
        (item,) = work.execute(
            sa.text(
                "WITH d AS (SELECT v.desa, count(*) AS total, count(*) FILTER (WHERE status > 0) AS selesai, "
                "count(*) FILTER (WHERE tgl_diisi = :day) AS diisi_1, "
                "count(*) FILTER (WHERE tgl_diisi > CAST(:day AS date) - 7) AS diisi_7, "
                "count(*) FILTER (WHERE sta_keberadaan <= 2 AND r.desil > 4) AS inklusi_desil FROM verivali v "
                "JOIN rumah_tangga r ON r.kab = v.kab AND r.id = v.ruta WHERE v.periode = :periode "
                "AND v.program = 1 AND v.desa >= :low AND v.desa < :high GROUP BY v.desa) "
                "SELECT count(d.desa) AS desa, count(*) FILTER (WHERE total = selesai) AS desa_selesai, "
                "count(*) FILTER (WHERE m.berita_acara) AS musdes, sum(total) AS total, sum(diisi_1) AS diisi_1, "
                "sum(diisi_7) AS diisi_7, sum(inklusi_desil) AS inklusi_desil FROM d "
                "LEFT JOIN musdes m ON m.desa = d.desa AND m.periode = :periode AND m.program = 1"
            ),
            key,
        ).mappings()
    return {name: int(value) for name, value in item.items()}


@pytest.mark.usefixtures("own_database")
def test_after_a_write_and_a_refresh_every_level_equals_a_recount() -> None:
    desa = open_desa()
    assert fill_in(desa) > 0
    refresh([KAB])
    now = moment()
    with unit_of_work() as work:
        periode = read_periode(work, Program.BSP, PERIODE)
        for kode in (desa, desa // 10**4, KAB, KAB // 100, 0):
            row, counted = read_pantauan_one(work, kode, Program.BSP, PERIODE), recount(kode)
            assert row is not None
            total = counted.pop("total")
            assert {name: row[name] for name in counted} == counted, kode
            assert row["target"] == target_rows(total, periode.as_of(now), periode.first_day, periode.last_day)
            assert row["tanggal"] == periode.as_of(now)
            assert len(row["jalur_p50"]) == (periode.last_day - row["tanggal"]).days
            assert row["jalur_p10"] <= row["jalur_p50"] <= row["jalur_p90"]
            assert row["jalur_p90"][-1] <= total
            assert row["desa_selesai"] <= row["desa_tepat"] <= row["desa"]
        own = read_pantauan_one(work, desa, Program.BSP, PERIODE)
    assert own is not None
    assert own["peluang"] == 100
    assert own["selesai_p10"] == own["selesai_p50"] == own["selesai_p90"] == own["tanggal"]


def test_the_sample_opens_with_a_forecast_of_every_wilayah(connection: sa.Connection) -> None:
    for program in Program:
        assert len(read_pantauan(connection, Scope(0), Level.PROVINSI, program, PERIODE)) == 3
        assert read_pantauan_one(connection, 0, program, PERIODE) is not None
    desa = read_pantauan(connection, Scope(KAB), Level.DESA, Program.BSP, PERIODE)
    assert list(desa.columns) == ["kode", *KOLOM]
    assert set(desa["kode"] // 10**6) == {KAB}
    assert desa["peluang"].between(0, 100).all()


def test_a_scope_answers_for_itself_and_nothing_beside_or_above_it(connection: sa.Connection) -> None:
    def read(kode: int, level: Level) -> list[int]:
        return read_pantauan(connection, Scope(kode), level, Program.BSP, PERIODE, ["desa"])["kode"].tolist()

    assert read(KAB, Level.KAB) == [KAB]
    assert read(KAB, Level.PROVINSI) == []
    assert read(327701, Level.KECAMATAN) == [327701]
    assert {kode // 10**4 for kode in read(327701, Level.DESA)} == {327701}
    assert read(3277011001, Level.DESA) == [3277011001]
    assert read(32, Level.KAB) == [3204, 3218, 3277]
    assert read(32, Level.PROVINSI) == [32]


@pytest.mark.usefixtures("own_database")
def test_the_country_is_never_the_sum_of_some_of_its_kab() -> None:
    now = moment()
    with unit_of_work() as work:
        work.execute(sa.delete(simulasi).where(simulasi.c.kab == 8101))
        work.execute(sa.delete(table).where(table.c.level < 2))
        bekal = pantauan.prepare(work, read_periode(work, Program.BSP, PERIODE), now)
        assert pantauan.stale_kab(work, bekal) == [8101]
        assert not pantauan.refresh_above(work, bekal)
        assert read_pantauan_one(work, 0, Program.BSP, PERIODE) is None
    penyegar.catch_up(60)
    with unit_of_work() as work:
        assert pantauan.stale_kab(work, bekal) == []
        assert read_pantauan_one(work, 0, Program.BSP, PERIODE) is not None


@pytest.mark.usefixtures("own_database")
def test_when_the_day_changes_every_kab_is_forecast_anew() -> None:
    now = moment() + timedelta(days=1)
    with unit_of_work() as work:
        bekal = pantauan.prepare(work, read_periode(work, Program.BSP, PERIODE), now)
        assert pantauan.stale_kab(work, bekal) == [3204, 3218, 3277, 8101, 9171]
    with unit_of_work() as work:
        pantauan.refresh(work, bekal.periode, now)
        row = read_pantauan_one(work, 0, Program.BSP, PERIODE)
    assert row is not None
    assert row["tanggal"] == bekal.as_of
    assert len(row["jalur_p50"]) == bekal.sisa


@pytest.mark.usefixtures("own_database")
def test_once_the_periode_is_closed_what_is_undone_has_no_chance() -> None:
    with unit_of_work() as work:
        periode = read_periode(work, Program.BSP, PERIODE)
        pantauan.refresh(work, periode, periode.tutup_verivali + timedelta(hours=3))
        desa = read_pantauan(work, Scope(KAB), Level.DESA, Program.BSP, PERIODE)
    assert set(desa["peluang"]) <= {0, 100}
    assert (desa["peluang"].eq(100) == desa["desa_selesai"].eq(1)).all()
    assert desa.loc[desa["peluang"] == 0, "selesai_p50"].isna().all()


@pytest.mark.usefixtures("own_database")
def test_two_workers_on_one_kab_take_turns_and_leave_one_row_each() -> None:
    now = moment()
    with unit_of_work() as work:
        bekal = pantauan.prepare(work, read_periode(work, Program.BSP, PERIODE), now)
        before = read_pantauan(work, Scope(KAB), Level.DESA, Program.BSP, PERIODE)
    failed: list[BaseException] = []

    def go() -> None:
        try:
            for _ in range(3):
                with unit_of_work() as work:
                    pantauan.refresh_kab(work, bekal, KAB)
                    pantauan.refresh_above(work, bekal)
        except BaseException as error:  # noqa: BLE001 - told by the assertion
            failed.append(error)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with unit_of_work() as work:
        after = read_pantauan(work, Scope(KAB), Level.DESA, Program.BSP, PERIODE)
    assert after.drop(columns="dihitung").equals(before.drop(columns="dihitung"))


def test_a_write_elsewhere_leads_to_a_refresh_that_is_announced(own_database: str) -> None:
    desa = open_desa()
    stop, heard = threading.Event(), []
    connected, refreshed = threading.Event(), threading.Event()

    def hear(word: Word) -> None:
        heard.append(word)
        if word.kind == REFRESHED and word.kab == KAB:
            refreshed.set()

    page = threading.Thread(
        target=perubahan.listen, args=(own_database, hear, stop), kwargs={"connected": connected.set}
    )
    page.start()
    with listening(own_database):
        assert connected.wait(10)
        fill_in(desa)
        came = refreshed.wait(20)
    stop.set()
    page.join()
    assert came
    assert Word("tulis", KAB, heard[0].at) == heard[0]
    with unit_of_work() as work:
        row = read_pantauan_one(work, desa, Program.BSP, PERIODE)
        kab = work.execute(
            sa.text("SELECT total - s0 FROM rekap_kab WHERE kab = :kab AND periode = :periode AND program = 1"),
            {"kab": KAB, "periode": PERIODE},
        ).scalar_one()
        desa_sum = work.execute(
            sa.text("SELECT sum(total - s0) FROM rekap_desa WHERE kab = :kab AND periode = :periode AND program = 1"),
            {"kab": KAB, "periode": PERIODE},
        ).scalar_one()
    assert row is not None
    assert row["desa_selesai"] == 1
    assert kab == desa_sum


def test_a_storm_of_words_is_few_refreshes_and_a_busy_kab_keeps_no_other_waiting() -> None:
    clock = [0.0]
    waiting = Penyegar(lambda: clock[0])
    for _ in range(1000):
        waiting.hear(Word("tulis", 3204, 0))
    waiting.hear(Word("segar", 3277, 0))
    assert waiting.due() == [3204]
    waiting.hear(Word("tulis", 3204, 0))
    waiting.hear(Word("tulis", 3218, 0))
    assert waiting.due() == [3218]
    clock[0] = 1.9
    assert waiting.due() == []
    clock[0] = 2.1
    assert waiting.due() == [3204]
    assert waiting.due() == []


@pytest.mark.usefixtures("own_database")
def test_the_register_counts_are_those_of_the_households() -> None:
    with unit_of_work() as work:
        work.execute(
            sa.text("UPDATE rumah_tangga SET desil = 1, lat = NULL WHERE kab = :kab AND id % 5 = 0"), {"kab": KAB}
        )
        pantauan.refresh_register(work, KAB)
        pantauan.refresh_register(work, KAB)
        sums = {
            name: sa.func.sum(rekap_register.c[name]) for name in ("ruta", "art", "p1", "d1", "k1", "tanpa_koordinat")
        }
        stored = work.execute(
            sa.select(*(value.label(name) for name, value in sums.items())).where(rekap_register.c.kab == KAB)
        ).mappings()
        counted = work.execute(
            sa.text(
                "SELECT (SELECT count(*) FROM rumah_tangga WHERE kab = :kab) AS ruta, "
                "(SELECT count(*) FROM individu WHERE kab = :kab) AS art, "
                "(SELECT count(*) FROM individu WHERE kab = :kab AND padan = 1) AS p1, "
                "(SELECT count(*) FROM rumah_tangga WHERE kab = :kab AND desil = 1) AS d1, "
                "(SELECT count(*) FROM rumah_tangga WHERE kab = :kab AND desil = 1 AND kpm_bsp) AS k1, "
                "(SELECT count(*) FROM rumah_tangga WHERE kab = :kab AND (lat IS NULL OR lon IS NULL)) "
                "AS tanpa_koordinat"
            ),
            {"kab": KAB},
        ).mappings()
        assert dict(stored.one()) == dict(counted.one())


@pytest.mark.usefixtures("own_database")
def test_a_planted_hot_spot_is_found_listed_with_names_and_counted_at_every_level() -> None:
    clock = datetime.now(UTC)
    with unit_of_work() as work:
        periode = read_periode(work, Program.BSP, PERIODE)
        keterangan.remove(work, rawan.mark(periode))
        points = work.execute(
            sa.text("SELECT kode, lat, lon FROM wilayah WHERE level = 4 AND kab = 3204 AND lat IS NOT NULL")
        ).all()
        place = np.array([(row.lat, row.lon) for row in points])
        near = np.argsort(((place - np.median(place, 0)) ** 2).sum(1))[:14]
        lagging = [points[index].kode for index in near.tolist()]
        for desa, done in (("IN", "1"), ("NOT IN", "total - 1")):
            work.execute(
                sa.text(
                    f"UPDATE rekap_desa SET total = 12, s0 = 12 - x.done, s1 = x.done, s2 = 0, s3 = 0, s4 = 0, s5 = 0, "
                    f"n1 = x.done, n2 = 0, n3 = 0, n4 = 0, n5 = 0 FROM (SELECT CASE WHEN '{done}' = '1' THEN 1 "
                    "ELSE 11 END AS done) x WHERE kab = 3204 AND periode = :periode AND program = 1 "
                    f"AND desa {desa} (SELECT unnest(CAST(:lagging AS bigint[])))"
                ),
                {"periode": PERIODE, "lagging": lagging},
            )
        assert rawan.is_due(work, periode, clock)
        rawan.search(work, periode, clock)
        assert not rawan.is_due(work, periode, clock + timedelta(hours=1))
        (found,) = read_gugus(work, Scope(3204), Rawan.PROGRES, Program.BSP, PERIODE)
        assert len(set(found.desa) & set(lagging)) >= 10
        assert set(found.desa) <= set(lagging)
        assert found.nilai == pytest.approx(100 / 12)
        assert found.sekitar is not None
        assert found.sekitar > 80
        assert found.kab == ("Kabupaten Bandung",)
        assert found.kecamatan
        assert read_gugus(work, Scope(KAB), Rawan.PROGRES, Program.BSP, PERIODE) == []
        kecamatan = found.desa[0] // 10**4
        inside = [desa for desa in found.desa if desa // 10**4 == kecamatan]
        (part,) = read_gugus(work, Scope(kecamatan), Rawan.PROGRES, Program.BSP, PERIODE)
        assert list(part.desa) == inside
        for kode, count in ((3204, len(found.desa)), (kecamatan, len(inside)), (found.desa[0], 1)):
            row = read_pantauan_one(work, kode, Program.BSP, PERIODE)
            assert row is not None
            assert row["rawan_progres"] == count
            assert row["dinilai_progres"] >= count
    # A later refresh of the forecast leaves what was found.
    refresh([3204])
    with unit_of_work() as work:
        assert read_gugus(work, Scope(3204), Rawan.PROGRES, Program.BSP, PERIODE) == [found]
        assert rawan.is_due(work, periode, clock + timedelta(hours=1))
        assert not rawan.is_due(work, periode, clock + timedelta(minutes=5))


def test_the_engine_of_the_tests_is_the_restricted_role(engine: sa.Engine) -> None:
    """What is proved above must hold for the role the worker has."""
    with current_engine().connect() as connection:
        assert connection.execute(sa.text("SELECT current_user")).scalar_one() == "siks_app"
