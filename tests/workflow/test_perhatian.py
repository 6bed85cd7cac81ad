"""Attention: each rule finds its cause and lets go of it; items live, end and come back; people act on them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access import perhatian as reads
from data_access.embedded import EmbeddedPostgres
from data_access.perhatian_aturan import find_by_kab, find_desa
from data_access.schema import audit
from data_access.session import make_engine, read_session, unit_of_work, use_engine
from domain.access import Actor, Role, Scope
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, Program, periode_of_month
from domain.kode import desa_range
from domain.perhatian import ATURAN, DINILAI, Fase, Keadaan, Kunci, Saat
from workflow.perhatian import akui, atur, buka_lagi, evaluate, selesaikan

KAB, PERIODE = 3277, 202611
NOVEMBER = periode_of_month(Program.BSP, 2026, 11)
NOW = datetime(2026, 11, 21, 9, tzinfo=JAKARTA)
CLOCK = datetime(2026, 11, 21, 2, tzinfo=UTC)
OF = f"periode = {PERIODE} AND program = 1"
MONITOR = Actor(1, "dinsos.jabar", "Euis", Role.DINSOS_PROVINSI, 32)
PUSDATIN = Actor(2, "pusdatin", "Ratna", Role.PUSDATIN)

# Everything as it should be: every desa done and recent, every musdes there, every place taken and none too many.
CALM = (
    "UPDATE rekap_desa SET s0=0, s1=total, s2=0, s3=0, s4=0, s5=0, n1=total, n2=0, n3=0, n4=0, n5=0, "
    "terakhir='2026-11-21 01:00+00'",
    "UPDATE rekap_kab SET s0=0, s1=total, s2=0, s3=0, s4=0, s5=0, n1=total, n2=0, n3=0, n4=0, n5=0, "
    "terakhir='2026-11-21 01:00+00'",
    "UPDATE usulan SET status = 9",
    "UPDATE verivali SET status = 3 WHERE status = 4",
    "UPDATE kuota SET kuota = 100, awal = 100, disetujui = 0",
    "DELETE FROM musdes",
    "INSERT INTO musdes (periode, program, desa, kab, tanggal, nomor, berita_acara) "
    "SELECT periode, program, desa, kab, '2026-11-10', 'BA', true FROM rekap_desa",
    "UPDATE batch SET state = 'terbuka'",
    "DELETE FROM pantauan",
    "DELETE FROM rekap_register",
    "DELETE FROM usul_kuota",
    "DELETE FROM perhatian",
)


@dataclass(frozen=True)
class Cause:
    """What is planted and taken away; the figure it gives, and a threshold that it does not reach."""

    rule: str
    plant: tuple[str, ...]
    cure: tuple[str, ...]
    nilai: int
    too_high: int
    now: datetime = NOW


D = f"(SELECT min(desa) FROM rekap_desa WHERE kab = {KAB} AND {OF} AND total > 9)"
_REKAP = "UPDATE rekap_desa SET {} WHERE " + OF + f" AND desa = {D}"
_DONE = _REKAP.format("s0=0, s1=total, s2=0, s4=0, n1=total, terakhir='2026-11-21 01:00+00'")
_TWO_USULAN = f"(SELECT id FROM usulan WHERE kab = {KAB} AND {OF} ORDER BY id LIMIT 2) AND kab = {KAB}"
_TWO_ROWS = (
    f"(SELECT ruta FROM verivali WHERE kab = {KAB} AND {OF} AND desa = {D} ORDER BY ruta LIMIT 2) AND kab = {KAB} "
    f"AND {OF}"
)
_OWN_KUOTA = f"UPDATE kuota SET {{}} WHERE {OF} AND kab = {KAB} AND desa = 0"

CAUSES = (
    Cause("belum_mulai", (_REKAP.format("s0=total, s1=0, n1=0, terakhir=NULL"),), (_DONE,), 1, 21),
    Cause("diam", (_REKAP.format("s0=1, s1=total-1, n1=total-1, terakhir='2026-11-14'"),), (_DONE,), 1, 8),
    Cause("antrean_periksa", (_REKAP.format("s1=total-5, s2=5"),), (_DONE,), 5, 6),
    Cause(
        "usulan_lama",
        (f"UPDATE usulan SET status = 1, diajukan = '2026-11-17' WHERE id IN {_TWO_USULAN}",),
        ("UPDATE usulan SET status = 9",),
        2,
        4,
    ),
    Cause(
        "antre_lebih",
        (f"UPDATE usulan SET status = 1, diajukan = '2026-11-20' WHERE id IN {_TWO_USULAN}",),
        ("UPDATE usulan SET status = 9",),
        2,
        3,
    ),
    Cause(
        "kembali_lama",
        (
            _REKAP.format("s1=total-2, s4=2"),
            f"UPDATE verivali SET status=4, sta_keberadaan=1, tgl_diperiksa='2026-11-18' WHERE ruta IN {_TWO_ROWS}",
        ),
        (_DONE, f"UPDATE verivali SET status=3 WHERE ruta IN {_TWO_ROWS}"),
        2,
        4,
    ),
    Cause(
        "musdes_kurang",
        (f"UPDATE musdes SET berita_acara = false WHERE {OF} AND desa = {D}",),
        ("UPDATE musdes SET berita_acara = true",),
        1,
        3,
    ),
    Cause(
        "kuota_desa_lebih",
        (f"UPDATE kuota SET awal = 103 WHERE {OF} AND desa = {D}",),
        ("UPDATE kuota SET awal = 100",),
        1,
        4,
    ),
    Cause(
        "luar_desa",
        (f"INSERT INTO rekap_register (desa, kab, ruta, luar_desa) SELECT {D}, {KAB}, 10, 1",),
        ("DELETE FROM rekap_register",),
        1,
        11,
    ),
    Cause(
        "meleset",
        (
            f"UPDATE rekap_kab SET total = 100 WHERE {OF} AND kab = {KAB}",
            "INSERT INTO pantauan (periode, program, wilayah, kab, level, tanggal, jalur_p50) "
            f"VALUES ({PERIODE}, 1, {KAB}, {KAB}, 2, '2026-11-21', '{{40, 80}}')",
        ),
        ("UPDATE pantauan SET jalur_p50 = '{60, 91}'",),
        20,
        25,
    ),
    Cause(
        "belum_final",
        (f"UPDATE batch SET state = CASE WHEN kab = {KAB} THEN 'terbuka' ELSE 'difinalisasi' END WHERE {OF}",),
        (f"UPDATE batch SET state = 'difinalisasi' WHERE {OF}",),
        0,
        6,
        datetime(2026, 11, 22, 9, tzinfo=JAKARTA),
    ),
    Cause(
        "lalai",
        (f"UPDATE rekap_kab SET s0=total, s1=0, n1=0 WHERE kab = {KAB} AND program = 1 AND periode >= 202609",),
        ("UPDATE rekap_kab SET s0=0, s1=total, n1=total",),
        3,
        4,
    ),
    Cause("kuota_lebih", (_OWN_KUOTA.format("awal = 102"),), (_OWN_KUOTA.format("awal = 100"),), 2, 3),
    Cause(
        "sisa_tersedia",
        (
            _OWN_KUOTA.format("kuota = 110"),
            f"INSERT INTO rekap_register (desa, kab, ruta, d1, k1) SELECT {D}, {KAB}, 10, 5, 1",
        ),
        ("DELETE FROM rekap_register",),
        10,
        10,
    ),
    Cause(
        "usul_kuota",
        (f"INSERT INTO usul_kuota (kab, periode, program, isi, pembuat) VALUES ({KAB}, {PERIODE}, 1, '[]', 1)",),
        ("UPDATE usul_kuota SET state = 'ditolak'",),
        1,
        1,
    ),
    Cause(
        "rekap_tertinggal",
        (_REKAP.format("terakhir='2026-11-21 01:40+00'"),),
        (_DONE,),
        1,
        25,
    ),
)


@pytest.fixture(scope="module")
def calm_url(postgres: EmbeddedPostgres, sample_url: str) -> str:
    """A copy of the sample in which no rule finds anything."""
    url = postgres.create_database("uji_perhatian", template="asli")
    owner = make_engine(url, owner=True)
    with owner.begin() as connection:
        for statement in CALM:
            connection.exec_driver_sql(statement)
        assert connection.exec_driver_sql(f"SELECT count(*) FROM usulan WHERE kab = {KAB} AND {OF}").scalar() >= 2
    owner.dispose()
    return url


@pytest.fixture
def calm(calm_url: str, engine: sa.Engine) -> Iterator[None]:
    own = make_engine(calm_url)
    use_engine(own)
    run("DELETE FROM perhatian", "DELETE FROM aturan")
    yield
    own.dispose()
    use_engine(engine)


def run(*statements: str) -> None:
    with unit_of_work() as work:
        # States that the portal's user could only reach by steps.
        work.exec_driver_sql("SET LOCAL ROLE NONE")
        for statement in statements:
            work.exec_driver_sql(statement)


def items(kode: str | None = None) -> list[reads.Butir]:
    with read_session() as connection:
        return reads.list_items(
            connection, Scope(0), 1, PERIODE, [kode] if kode else list(ATURAN), states=list(Keadaan), limit=999
        )


def state(kode: str) -> str:
    (item,) = items(kode)
    return item.state


def test_every_rule_that_is_evaluated_has_a_planted_cause() -> None:
    assert {cause.rule for cause in CAUSES} | {"pekerjaan_gagal"} == {rule.kode for rule in DINILAI}


@pytest.mark.usefixtures("calm")
def test_where_all_is_well_nothing_asks_for_attention() -> None:
    assert evaluate(now=NOW, clock=CLOCK) == 0
    assert items() == []
    with read_session() as connection:
        assert reads.read_dinilai(connection) == CLOCK


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.rule)
def test_a_rule_finds_its_cause_from_its_threshold_on_and_lets_go_when_it_is_gone(cause: Cause) -> None:
    rule = ATURAN[cause.rule]
    saat = None if rule.fase is Fase.SELALU else Saat(NOVEMBER, cause.now)
    run(*cause.plant)
    try:
        with read_session() as connection:
            assert find_by_kab(connection, rule, cause.too_high, saat) == []
        evaluate(now=cause.now, clock=CLOCK)
        (item,) = items(cause.rule)
        assert (item.kunci.wilayah, item.state, item.sejak) == (KAB, Keadaan.TERBUKA, CLOCK)
        assert item.nilai == (cause.nilai or item.dari)
        if rule.rinci:
            with read_session() as connection:
                many, desa = find_desa(connection, rule, rule.ambang, saat, desa_range(KAB), 5)
                assert many == len(desa) > 0
                assert all(one.desa // 10**6 == KAB and one.nilai for one in desa)
                # The reader of the next kab has no desa of this one behind the same rule.
                assert find_desa(connection, rule, rule.ambang, saat, desa_range(3218), 5) == (0, [])
    finally:
        run(*cause.cure)
    evaluate(now=cause.now, clock=CLOCK + timedelta(hours=1))
    (item,) = items(cause.rule)
    assert (item.state, item.nilai, item.diselesaikan_oleh) == (Keadaan.SELESAI, 0, None)
    run("UPDATE batch SET state = 'terbuka'", _OWN_KUOTA.format("kuota = 100"))


@pytest.mark.usefixtures("calm")
def test_failed_background_work_is_told_to_the_centre_for_a_week(calm_url: str) -> None:
    owner = make_engine(calm_url, owner=True)
    with owner.begin() as connection:
        job = connection.exec_driver_sql(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) "
            "VALUES ('default', 'x', 'failed') RETURNING id"
        ).scalar_one()
        connection.exec_driver_sql(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'failed', now() - interval '6 days')",
            (job,),
        )
    evaluate(now=NOW, clock=CLOCK)
    (item,) = items("pekerjaan_gagal")
    assert (item.kunci.wilayah, item.nilai) == (0, 1)
    with read_session() as connection:
        below = reads.list_items(connection, Scope(32), 1, PERIODE, ["pekerjaan_gagal"], states=list(Keadaan), limit=9)
    assert below == []
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE procrastinate_events SET at = now() - interval '8 days'")
    owner.dispose()
    evaluate(now=NOW, clock=CLOCK)
    assert state("pekerjaan_gagal") == Keadaan.SELESAI


OVER = CAUSES[[cause.rule for cause in CAUSES].index("kuota_lebih")]
KEY = Kunci("kuota_lebih", KAB, PERIODE, 1)


@pytest.fixture
def over(calm: None) -> Iterator[None]:
    """Two KPM over the kuota of the kab, already an item."""
    run(*OVER.plant)
    evaluate(now=NOW, clock=CLOCK)
    yield
    run(*OVER.cure)


def acts_in_audit() -> list[str]:
    with read_session() as connection:
        query = sa.select(audit.c.aksi).where(audit.c.aksi.startswith("perhatian")).order_by(audit.c.waktu)
        return list(connection.execute(query).scalars())


@pytest.mark.usefixtures("over")
def test_the_same_finding_again_changes_nothing_and_a_worse_one_keeps_the_acknowledgement() -> None:
    akui(MONITOR, KEY, "sudah ditelepon", clock=CLOCK)
    assert evaluate(now=NOW, clock=CLOCK + timedelta(minutes=5)) == 0
    run(_OWN_KUOTA.format("awal = 109"))
    later = CLOCK + timedelta(days=2)
    assert evaluate(now=NOW, clock=later) == 1
    (item,) = items("kuota_lebih")
    assert (item.state, item.nilai, item.sejak, item.terakhir) == (Keadaan.DIAKUI, 9, CLOCK, later)
    assert (item.catatan, item.diakui) == ("sudah ditelepon", CLOCK)


@pytest.mark.usefixtures("over")
def test_what_was_closed_by_hand_stays_closed_until_it_grows_and_its_history_is_kept() -> None:
    selesaikan(MONITOR, KEY, "kuota akan ditambah", clock=CLOCK)
    evaluate(now=NOW, clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.SELESAI
    run(_OWN_KUOTA.format("awal = 101"))
    evaluate(now=NOW, clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.SELESAI
    before = len(acts_in_audit())
    run(_OWN_KUOTA.format("awal = 103"))
    later = CLOCK + timedelta(days=1)
    evaluate(now=NOW, clock=later)
    (item,) = items("kuota_lebih")
    assert (item.state, item.sejak, item.catatan, item.diselesaikan_oleh) == (Keadaan.TERBUKA, later, None, None)
    assert acts_in_audit()[before:] == ["perhatian.muncul_lagi"]


@pytest.mark.usefixtures("over")
def test_what_was_closed_by_hand_opens_when_its_cause_comes_back_however_small() -> None:
    selesaikan(MONITOR, KEY, "beres", clock=CLOCK)
    run(*OVER.cure)
    evaluate(now=NOW, clock=CLOCK)
    with pytest.raises(RuleViolation, match="tidak ada"):
        buka_lagi(MONITOR, KEY)
    run(_OWN_KUOTA.format("awal = 101"))
    evaluate(now=NOW, clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.TERBUKA


@pytest.mark.usefixtures("over")
def test_acts_are_for_those_who_may_and_only_in_their_wilayah() -> None:
    neighbour = Actor(5, "supervisor.pangandaran", "Y", Role.SUPERVISOR_KAB, 3218)
    leader = Actor(6, "pimpinan.cimahi", "L", Role.PIMPINAN, KAB)
    for actor in (neighbour, leader, Actor(7, "bps", "B", Role.BPS, 32)):
        with pytest.raises(AccessDenied):
            akui(actor, KEY, "", clock=CLOCK)
    # May act, but may not see what this rule speaks of.
    with pytest.raises(AccessDenied):
        akui(MONITOR, Kunci("usul_kuota", KAB, PERIODE, 1), "", clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.TERBUKA


@pytest.mark.usefixtures("over")
def test_a_refused_act_says_what_to_do_and_changes_nothing() -> None:
    with pytest.raises(InvalidInput, match="catatan"):
        selesaikan(MONITOR, KEY, "   ", clock=CLOCK)
    with pytest.raises(InvalidInput, match="500"):
        akui(MONITOR, KEY, "x" * 501, clock=CLOCK)
    with pytest.raises(RuleViolation, match="masih terbuka"):
        buka_lagi(MONITOR, KEY)
    with pytest.raises(RuleViolation, match="tidak ada lagi"):
        akui(MONITOR, Kunci("kuota_lebih", 3218, PERIODE, 1), "", clock=CLOCK)
    selesaikan(MONITOR, KEY, "beres", clock=CLOCK)
    with pytest.raises(RuleViolation, match="sudah selesai"):
        akui(MONITOR, KEY, "", clock=CLOCK)
    buka_lagi(MONITOR, KEY)
    assert state("kuota_lebih") == Keadaan.TERBUKA


@pytest.mark.usefixtures("over")
def test_items_left_open_for_days_are_counted_as_ignored_and_taken_up_ones_are_not() -> None:
    def ignored(clock: datetime) -> int:
        with read_session() as connection:
            return sum(
                item.dibiarkan for item in reads.count_items(connection, Scope(32), 1, PERIODE, ["kuota_lebih"], clock)
            )

    assert ignored(CLOCK + timedelta(days=2)) == 0
    assert ignored(CLOCK + timedelta(days=9)) == 1
    akui(MONITOR, KEY, "", clock=CLOCK)
    assert ignored(CLOCK + timedelta(days=9)) == 0


@pytest.mark.usefixtures("over")
def test_the_centre_sets_a_rule_and_the_next_evaluation_follows() -> None:
    with pytest.raises(AccessDenied):
        atur(MONITOR, "kuota_lebih", aktif=True, ambang=5, tingkat=1, clock=CLOCK)
    with pytest.raises(InvalidInput, match="100000"):
        atur(PUSDATIN, "kuota_lebih", aktif=True, ambang=0, tingkat=1, clock=CLOCK)
    atur(PUSDATIN, "kuota_lebih", aktif=True, ambang=3, tingkat=2, clock=CLOCK)
    with read_session() as connection:
        now = reads.read_setelan(connection)["kuota_lebih"]
    assert (now.ambang, now.tingkat, now.oleh, now.diubah) == (3, 2, "pusdatin", CLOCK)
    evaluate(now=NOW, clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.SELESAI
    atur(PUSDATIN, "kuota_lebih", aktif=True, ambang=2, tingkat=2, clock=CLOCK)
    evaluate(now=NOW, clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.TERBUKA
    atur(PUSDATIN, "kuota_lebih", aktif=False, ambang=2, tingkat=2, clock=CLOCK)
    evaluate(now=NOW, clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.SELESAI


@pytest.mark.usefixtures("over")
def test_items_of_a_periode_end_with_it() -> None:
    evaluate(now=NOVEMBER.tutup_pengesahan + timedelta(seconds=1), clock=CLOCK)
    assert state("kuota_lebih") == Keadaan.SELESAI


@pytest.mark.usefixtures("over")
def test_two_workers_at_once_leave_each_item_once_and_nobody_waits_for_ever() -> None:
    run("DELETE FROM perhatian")
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(evaluate, now=NOW, clock=CLOCK) for _ in range(8)]:
            done.result(timeout=30)
    assert len(items("kuota_lebih")) == 1
