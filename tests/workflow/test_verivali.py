"""Findings entered, imported, reviewed and finalised: what each step allows, and that the counts follow the rows."""

# ruff: noqa: S311 - shuffling test rows needs no secret

from __future__ import annotations

import random
import threading
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access import periode as periode_store
from data_access import rekap
from data_access.schema import audit, batch, kuota, musdes, rekap_desa, riwayat_desa, rumah_tangga, verivali
from data_access.session import current_engine, make_engine
from domain.access import Actor, Role
from domain.errors import AccessDenied, RuleViolation
from domain.kalender import JAKARTA, Program, periode_of_month
from domain.status import StaKeberadaan
from workflow.finalisasi import record_finalisasi
from workflow.verivali import (
    BatchKey,
    Pengisian,
    record_impor,
    record_pemeriksaan,
    record_pengisian,
)

KAB, DESA = 3217, (3217012001, 3217012002, 3217022003)
PER_DESA = 30
RUTA = [KAB * 10**7 + n for n in range(len(DESA) * PER_DESA)]
PERIODE = periode_of_month(Program.BSP, 2031, 5)
KEY = BatchKey(KAB, PERIODE.kode, Program.BSP)
NOW = datetime(2031, 5, 6, 9, 30, tzinfo=JAKARTA)

OPERATOR = Actor(11, "operator.kab", "Operator", Role.OPERATOR_KAB, KAB)
OPERATOR_DESA = Actor(12, "operator.desa", "Operator Desa", Role.OPERATOR_DESA, DESA[0])
SUPERVISOR = Actor(13, "supervisor", "Supervisor", Role.SUPERVISOR_KAB, KAB, totp=True)
NEIGHBOUR = Actor(14, "tetangga", "Supervisor Tetangga", Role.SUPERVISOR_KAB, 3277)


@pytest.fixture
def prelist(own_database: str) -> None:
    """Three desa of 30 rumah tangga each, nobody visited."""
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        periode_store.store_periode(work, [PERIODE])
        periode_store.ensure_partition(work, PERIODE.kode)
        work.execute(
            sa.insert(verivali),
            [KEY.params() | {"ruta": ruta, "desa": DESA[index // PER_DESA]} for index, ruta in enumerate(RUTA)],
        )
        home = {"alamat": "-", "nama_krt": "-", "jumlah_art": 1, "sumber_data": "uji", "diubah": NOW, "kab": KAB}
        work.execute(
            sa.insert(rumah_tangga),
            [
                home | {"id": ruta, "idbdt": str(ruta), "desa": DESA[index // PER_DESA], "kpm_bsp": True}
                for index, ruta in enumerate(RUTA)
            ],
        )
        paper = {"tanggal": NOW.date(), "nomor": "BA/1", "berita_acara": True, "bnba": True}
        work.execute(sa.insert(musdes), [KEY.params() | paper | {"desa": desa} for desa in DESA])
        work.execute(sa.insert(kuota), [KEY.params() | {"desa": desa, "kuota": 10_000} for desa in (0, *DESA)])
        rekap.recompute_rekap(work, PERIODE.kode, Program.BSP)
    owner.dispose()


def found(ruta: list[int], sta: StaKeberadaan = StaKeberadaan.DITEMUKAN_TETAP) -> list[Pengisian]:
    return [Pengisian(number, sta, kyc_lengkap=True) for number in ruta]


def statuses() -> dict[int, int]:
    with current_engine().connect() as read:
        rows = read.execute(
            sa.select(verivali.c.status, sa.func.count())
            .where(verivali.c.kab == KAB, verivali.c.periode == PERIODE.kode)
            .group_by(verivali.c.status)
        )
        return dict(rows.all())


def drift() -> list[rekap.Drift]:
    with current_engine().connect() as read:
        return rekap.compare_rekap(read, PERIODE.kode, Program.BSP)


def cumulative() -> dict[tuple[int, str], int]:
    stages = ("diisi", "terimpor", "diperiksa", "final", "nonaktif")
    with current_engine().connect() as read:
        rows = read.execute(
            sa.select(riwayat_desa.c.desa, *(sa.func.sum(riwayat_desa.c[stage]).label(stage) for stage in stages))
            .where(riwayat_desa.c.periode == PERIODE.kode, riwayat_desa.c.kab == KAB)
            .group_by(riwayat_desa.c.desa)
        ).mappings()
        return {(row["desa"], stage): int(row[stage]) for row in rows for stage in stages}


@pytest.mark.usefixtures("prelist")
def test_a_row_travels_from_field_to_final_and_its_counts_travel_along() -> None:
    ten = RUTA[:10]
    assert record_pengisian(OPERATOR, KEY, found(ten), now=NOW) == 10
    assert record_impor(SUPERVISOR, KEY, ten, now=NOW + timedelta(days=1)) == 10
    assert record_pemeriksaan(SUPERVISOR, KEY, ten[:8], setujui=True, now=NOW + timedelta(days=2)) == 8
    assert record_pemeriksaan(SUPERVISOR, KEY, ten[8:], setujui=False, now=NOW + timedelta(days=2)) == 2
    # A returned row holds the batch; one that is filled in again is left behind.
    assert record_pengisian(OPERATOR, KEY, found(ten[8:]), now=NOW + timedelta(days=2)) == 2
    assert record_finalisasi(SUPERVISOR, KEY, now=NOW + timedelta(days=3)).baris == 8
    assert statuses() == {0: 80, 1: 2, 5: 8}
    assert drift() == []
    with current_engine().connect() as read:
        row = read.execute(sa.select(rekap_desa).where(rekap_desa.c.desa == DESA[0], rekap_desa.c.periode == 203105))
        kept = row.mappings().one()
        assert kept["terakhir"] == NOW + timedelta(days=3)
        assert read.execute(sa.select(batch.c.state).where(batch.c.kab == KAB, batch.c.periode == 203105)).scalar() == (
            "difinalisasi"
        )
        assert read.execute(sa.select(sa.func.count()).where(audit.c.kab == KAB)).scalar() == 6


@pytest.mark.usefixtures("prelist")
def test_played_events_give_the_same_counts_as_counting_the_rows() -> None:
    rng = random.Random(20)
    for step in range(60):
        now = NOW + timedelta(hours=5 * step)
        some = rng.sample(RUTA, rng.randint(1, 12))
        with current_engine().connect() as read:
            found_rows = read.execute(
                sa.select(verivali.c.ruta, verivali.c.status).where(
                    verivali.c.kab == KAB, verivali.c.periode == PERIODE.kode, verivali.c.ruta.in_(some)
                )
            )
            status = dict(found_rows.all())
        fill = [ruta for ruta in some if status[ruta] in (0, 1, 4)]
        bring = [ruta for ruta in some if status[ruta] == 1]
        check = [ruta for ruta in some if status[ruta] == 2]
        if step % 3 == 0 and fill:
            rows = [
                Pengisian(ruta, sta, kyc_lengkap=sta <= 2 or rng.random() < 0.3)
                for ruta in fill
                for sta in [rng.choice(list(StaKeberadaan))]
            ]
            record_pengisian(OPERATOR, KEY, rows, now=now)
        elif step % 3 == 1 and bring:
            record_impor(SUPERVISOR, KEY, bring, now=now)
        elif step % 3 == 2 and check:
            record_pemeriksaan(SUPERVISOR, KEY, check, setujui=rng.random() < 0.6, now=now)
    with current_engine().connect() as read:
        query = sa.select(verivali.c.ruta).where(verivali.c.periode == PERIODE.kode, verivali.c.status == 4)
        returned = list(read.execute(query).scalars())
    record_pengisian(OPERATOR, KEY, found(returned), now=PERIODE.tutup_verivali)
    record_finalisasi(SUPERVISOR, KEY, now=PERIODE.tutup_pengesahan)
    assert len(statuses()) >= 4
    assert drift() == []

    played = cumulative()
    with current_engine().begin() as work:
        stored = work.execute(sa.select(rekap_desa).where(rekap_desa.c.kab == KAB).order_by(rekap_desa.c.desa)).all()
        rekap.recompute_rekap(work, PERIODE.kode, Program.BSP, KAB)
        assert work.execute(sa.select(rekap_desa).where(rekap_desa.c.kab == KAB).order_by(rekap_desa.c.desa)).all() == (
            stored
        )
        rekap.rebuild_riwayat(work, PERIODE.kode, Program.BSP, KAB)
    assert cumulative() == played


@pytest.mark.usefixtures("prelist")
def test_a_returned_row_filled_in_again_leaves_the_later_stages_on_that_day() -> None:
    one = RUTA[:1]
    record_pengisian(OPERATOR, KEY, found(one), now=NOW)
    record_impor(SUPERVISOR, KEY, one, now=NOW)
    record_pemeriksaan(SUPERVISOR, KEY, one, setujui=False, now=NOW)
    later = NOW + timedelta(days=2)
    record_pengisian(OPERATOR, KEY, found(one, StaKeberadaan.DITEMUKAN_MAMPU), now=later)
    with current_engine().connect() as read:
        day = read.execute(
            sa.select(riwayat_desa).where(riwayat_desa.c.kab == KAB, riwayat_desa.c.tanggal == date(2031, 5, 8))
        )
        row = day.mappings().one()
        assert (row["diisi"], row["terimpor"], row["diperiksa"], row["nonaktif"]) == (0, -1, -1, 1)
        first = read.execute(sa.select(verivali.c.tgl_diisi).where(verivali.c.ruta == one[0])).scalar_one()
        assert first == NOW.date()
    assert drift() == []


@pytest.mark.usefixtures("prelist")
def test_an_entry_corrected_before_import_is_counted_once() -> None:
    record_pengisian(OPERATOR, KEY, found(RUTA[:3]), now=NOW)
    record_pengisian(OPERATOR, KEY, found(RUTA[:3], StaKeberadaan.TIDAK_DITEMUKAN), now=NOW)
    assert drift() == []
    assert cumulative() == {
        (DESA[0], "diisi"): 3,
        (DESA[0], "terimpor"): 0,
        (DESA[0], "diperiksa"): 0,
        (DESA[0], "final"): 0,
        (DESA[0], "nonaktif"): 3,
    }


@pytest.mark.usefixtures("prelist")
def test_one_row_in_a_wrong_status_refuses_them_all_and_says_how_many() -> None:
    record_pengisian(OPERATOR, KEY, found(RUTA[:4]), now=NOW)
    with pytest.raises(RuleViolation, match="2 dari 6 baris tidak dapat menjadi “Terimpor”: 2 berstatus “Belum"):
        record_impor(SUPERVISOR, KEY, RUTA[:6], now=NOW)
    assert statuses() == {0: 86, 1: 4}
    assert drift() == []


@pytest.mark.usefixtures("prelist")
def test_a_found_household_without_complete_kyc_is_refused_and_a_nonaktif_one_is_not() -> None:
    rows = [Pengisian(RUTA[0], StaKeberadaan.DITEMUKAN_BERUBAH, kyc_lengkap=False)]
    with pytest.raises(RuleViolation, match="1 dari 1 baris KYC"):
        record_pengisian(OPERATOR, KEY, rows, now=NOW)
    rows = [Pengisian(RUTA[0], StaKeberadaan.DITEMUKAN_GANDA, kyc_lengkap=False)]
    assert record_pengisian(OPERATOR, KEY, rows, now=NOW) == 1


@pytest.mark.usefixtures("prelist")
def test_the_same_household_twice_or_one_off_the_prelist_is_refused() -> None:
    with pytest.raises(RuleViolation, match="lebih dari sekali"):
        record_pengisian(OPERATOR, KEY, found([RUTA[0], RUTA[0]]), now=NOW)
    with pytest.raises(RuleViolation, match="tidak ada pada prelist"):
        record_pengisian(OPERATOR, KEY, found([RUTA[0], 5]), now=NOW)


@pytest.mark.usefixtures("prelist")
def test_nothing_is_entered_before_or_after_the_periode_and_review_may_go_on_until_pengesahan() -> None:
    for moment in (PERIODE.buka - timedelta(seconds=1), PERIODE.tutup_verivali + timedelta(seconds=1)):
        with pytest.raises(RuleViolation, match=r"01-05-2031 00\.00 sampai 25-05-2031"):
            record_pengisian(OPERATOR, KEY, found(RUTA[:1]), now=moment)
    record_pengisian(OPERATOR, KEY, found(RUTA[:2]), now=PERIODE.tutup_verivali)
    record_impor(SUPERVISOR, KEY, RUTA[:2], now=PERIODE.tutup_verivali)
    record_pemeriksaan(SUPERVISOR, KEY, RUTA[:1], setujui=True, now=PERIODE.tutup_pengesahan)
    with pytest.raises(RuleViolation, match="Pengesahan"):
        record_pemeriksaan(
            SUPERVISOR, KEY, RUTA[1:2], setujui=True, now=PERIODE.tutup_pengesahan + timedelta(seconds=1)
        )


@pytest.mark.usefixtures("prelist")
def test_a_finalised_batch_takes_no_more_changes() -> None:
    with pytest.raises(RuleViolation, match="Belum ada baris yang disetujui"):
        record_finalisasi(SUPERVISOR, KEY, now=NOW)
    record_pengisian(OPERATOR, KEY, found(RUTA[:2]), now=NOW)
    record_impor(SUPERVISOR, KEY, RUTA[:2], now=NOW)
    record_pemeriksaan(SUPERVISOR, KEY, RUTA[:2], setujui=True, now=NOW)
    record_finalisasi(SUPERVISOR, KEY, now=NOW)
    with pytest.raises(RuleViolation, match="sudah difinalisasi"):
        record_pengisian(OPERATOR, KEY, found(RUTA[5:6]), now=NOW)
    with pytest.raises(RuleViolation, match="sudah difinalisasi"):
        record_finalisasi(SUPERVISOR, KEY, now=NOW)


@pytest.mark.usefixtures("prelist")
def test_an_operator_of_one_desa_enters_that_desa_only_and_a_neighbour_nothing() -> None:
    assert record_pengisian(OPERATOR_DESA, KEY, found(RUTA[:2]), now=NOW) == 2
    with pytest.raises(AccessDenied):
        record_pengisian(OPERATOR_DESA, KEY, found([RUTA[2], RUTA[PER_DESA]]), now=NOW)
    with pytest.raises(AccessDenied):
        record_impor(NEIGHBOUR, KEY, RUTA[:2], now=NOW)
    with pytest.raises(AccessDenied):
        record_pemeriksaan(OPERATOR, KEY, RUTA[:2], setujui=True, now=NOW)
    with pytest.raises(AccessDenied):
        record_finalisasi(OPERATOR, KEY, now=NOW)
    with pytest.raises(AccessDenied):
        record_pengisian(SUPERVISOR, KEY, found(RUTA[4:5]), now=NOW)
    assert statuses() == {0: 88, 1: 2}


@pytest.mark.usefixtures("prelist")
def test_eight_writers_in_the_same_and_in_different_desa_neither_deadlock_nor_drift() -> None:
    failures: list[Exception] = []

    def work(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for turn in range(12):
                some = rng.sample(RUTA, 6)
                record_pengisian(
                    OPERATOR, KEY, found(some, rng.choice(list(StaKeberadaan))), now=NOW + timedelta(minutes=turn)
                )
        except sa.exc.DBAPIError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert drift() == []
    assert sum(count for (_, stage), count in cumulative().items() if stage == "diisi") == statuses()[1]


@pytest.mark.usefixtures("prelist")
def test_two_finalisers_at_once_close_the_batch_once() -> None:
    record_pengisian(OPERATOR, KEY, found(RUTA[:20]), now=NOW)
    record_impor(SUPERVISOR, KEY, RUTA[:20], now=NOW)
    record_pemeriksaan(SUPERVISOR, KEY, RUTA[:20], setujui=True, now=NOW)
    outcomes: list[int | str] = []

    def work() -> None:
        try:
            outcomes.append(record_finalisasi(SUPERVISOR, KEY, now=NOW).baris)
        except RuleViolation as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [20, "SIKS-409", "SIKS-409", "SIKS-409"]
    assert drift() == []
