"""Figures: numerators, denominators, and what has no figure."""

from __future__ import annotations

from datetime import date

import pytest

from domain.indikator import INDIKATOR, days_late, days_still, evaluate, target_share, terpakai

ROW = {
    "total": 200, "s0": 50, "s1": 30, "s2": 40, "s3": 40, "s4": 20, "s5": 20,
    "n1": 90, "n2": 42, "n3": 8, "n4": 6, "n5": 4,
    "kyc_lengkap": 100, "diisi_7": 35, "kuota": 877, "terpakai": 873,
    "inklusi": 30, "kpm_dikunjungi": 150, "ruta_miskin": 400, "bukan_kpm_miskin": 100,
    "rawan_progres": 4, "dinilai_progres": 80, "rawan_inklusi": 2, "dinilai_inklusi": 40,
}  # fmt: skip
OPENED, DEADLINE, TODAY = date(2026, 11, 1), date(2026, 11, 25), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("kode", "pembilang", "penyebut", "nilai"),
    [
        ("progres", 150, 200, 75.0),
        ("terimpor", 120, 200, 60.0),
        ("diperiksa", 80, 200, 40.0),
        ("final", 20, 200, 10.0),
        ("nonaktif", 18, 150, 12.0),
        ("tidak_ditemukan", 8, 150, 100 * 8 / 150),
        ("perubahan", 35, 200, 17.5),
        ("kuota", 873, 877, 100 * 873 / 877),
        ("inklusi", 30, 150, 20.0),
        ("eksklusi", 100, 400, 25.0),
        ("rawan", 4, 80, 5.0),
        ("rawan_inklusi", 2, 40, 5.0),
    ],
)
def test_a_share_is_its_numerator_over_its_denominator(
    kode: str, pembilang: float, penyebut: float, nilai: float
) -> None:
    found = evaluate(INDIKATOR[kode], ROW)
    assert (found.pembilang, found.penyebut) == (pembilang, penyebut)
    assert found.nilai == pytest.approx(nilai)


def test_an_area_without_rows_has_no_figure_instead_of_zero_percent() -> None:
    empty = dict.fromkeys(ROW, 0)
    moment = {"as_of": TODAY, "opened": OPENED, "deadline": DEADLINE}
    for indikator in INDIKATOR.values():
        assert evaluate(indikator, empty, **moment).nilai is None, indikator.kode


def test_a_sum_of_areas_is_not_the_average_of_their_percentages() -> None:
    small = {**ROW, "total": 10, "s0": 10, "s1": 0, "s2": 0, "s3": 0, "s4": 0, "s5": 0}
    both = {key: ROW[key] + small[key] for key in ROW}
    assert evaluate(INDIKATOR["progres"], both).nilai == pytest.approx(100 * 150 / 210)


def test_days_late_counts_from_the_pace_of_seven_days() -> None:
    # 50 left at 5 a day: 10 days from the 21st, against the 25th.
    assert days_late(200, 150, 35, TODAY, DEADLINE).nilai == 6
    assert days_late(200, 150, 350, TODAY, DEADLINE).nilai == -3


def test_a_desa_that_stands_still_has_no_forecast_and_one_that_is_done_is_not_late() -> None:
    still = days_late(200, 150, 0, TODAY, DEADLINE)
    assert (still.nilai, still.berhenti) == (None, True)
    assert days_late(200, 200, 0, TODAY, DEADLINE).nilai == 0


def test_days_since_the_last_activity_count_from_the_opening_when_there_was_none() -> None:
    assert days_still(None, OPENED, TODAY) == 20
    assert days_still(date(2026, 11, 19), OPENED, TODAY) == 2
    assert days_still(date(2026, 10, 1), OPENED, TODAY) == 20


def test_the_target_line_runs_from_the_first_day_to_all_on_the_last() -> None:
    assert target_share(OPENED, OPENED, DEADLINE) == pytest.approx(1 / 25)
    assert target_share(DEADLINE, OPENED, DEADLINE) == 1
    assert target_share(date(2026, 12, 9), OPENED, DEADLINE) == 1
    assert target_share(date(2026, 10, 9), OPENED, DEADLINE) == 0


def test_places_used_follow_the_worked_examples() -> None:
    assert terpakai(877, 12 + 15 + 7, 30) == 873
    assert terpakai(500, 20, 25) == 505
    assert terpakai(500, 20, 60) == 540
