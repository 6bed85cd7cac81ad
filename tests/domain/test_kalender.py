"""Moments of a periode."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from domain.kalender import JAKARTA, Program, periode_of_month


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2026, 11, date(2026, 11, 29)), (2027, 2, date(2027, 2, 27)), (2028, 2, date(2028, 2, 28))],
)
def test_pengesahan_ends_the_day_before_the_month_does(year: int, month: int, last: date) -> None:
    item = periode_of_month(Program.BSP, year, month)
    assert item.tutup_pengesahan == datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=JAKARTA)


def test_a_periode_is_open_to_its_last_second_and_not_one_longer() -> None:
    item = periode_of_month(Program.BSP, 2026, 11)
    assert item.is_open(item.tutup_verivali)
    assert not item.is_open(item.tutup_verivali + timedelta(seconds=1))
    assert not item.is_open(item.buka - timedelta(seconds=1))


def test_the_day_figures_speak_of_stays_inside_the_periode() -> None:
    item = periode_of_month(Program.BSP, 2026, 11)
    assert item.as_of(datetime(2026, 11, 21, 9, tzinfo=JAKARTA)) == date(2026, 11, 21)
    assert item.as_of(datetime(2027, 3, 1, tzinfo=JAKARTA)) == date(2026, 11, 25)
    assert item.as_of(datetime(2026, 10, 1, tzinfo=JAKARTA)) == date(2026, 11, 1)


def test_days_left_round_up_and_turn_negative_after_the_deadline() -> None:
    item = periode_of_month(Program.BSP, 2026, 11)
    assert item.days_left(datetime(2026, 11, 21, 9, tzinfo=JAKARTA)) == 5
    assert item.days_left(datetime(2026, 11, 27, 9, tzinfo=JAKARTA)) == -1


def test_a_half_year_reaches_back_over_new_year() -> None:
    item = periode_of_month(Program.DTKS, 2026, 5, months=6)
    assert (item.first_day, item.last_day, item.label) == (date(2025, 12, 1), date(2026, 5, 25), "Mei 2026")
