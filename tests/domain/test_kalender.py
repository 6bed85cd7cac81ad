"""Moments of a periode."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.kalender import JAKARTA, Buka, Program, periode_of_month, tenggat_of, tenggat_pbi


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


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2026, 11, 1, tzinfo=JAKARTA), Buka.BUKA),
        (datetime(2026, 11, 11, 23, 59, 59, tzinfo=JAKARTA), Buka.BUKA),
        (datetime(2026, 11, 1, tzinfo=JAKARTA) - SECOND, Buka.BELUM_BUKA),
        (datetime(2026, 11, 12, tzinfo=JAKARTA), Buka.BELUM_BUKA),
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=JAKARTA), Buka.BELUM_BUKA),
    ],
)
def test_pbi_usulan_is_open_from_the_first_to_the_last_second_of_the_eleventh(moment: datetime, state: Buka) -> None:
    usulan, pengesahan = tenggat_pbi(moment)
    assert usulan.state(moment) is state
    assert pengesahan.tutup == usulan.tutup


def test_pbi_after_the_eleventh_shows_the_next_month_also_over_new_year() -> None:
    last = datetime(2026, 12, 11, 23, 59, 59, tzinfo=JAKARTA)
    assert tenggat_pbi(last)[0].buka == datetime(2026, 12, 1, tzinfo=JAKARTA)
    assert tenggat_pbi(last + SECOND)[0].buka == datetime(2027, 1, 1, tzinfo=JAKARTA)


def test_pbi_days_are_those_of_jakarta_for_a_reader_in_papua() -> None:
    # 00.30 WIT on the 12th is 22.30 WIB on the 11th: still open.
    moment = datetime(2026, 11, 12, 0, 30, tzinfo=ZoneInfo("Asia/Jayapura"))
    usulan, _ = tenggat_pbi(moment)
    assert usulan.state(moment) is Buka.BUKA
    assert usulan.days_left(moment) == 1


def test_a_deadline_is_open_to_its_last_second_and_closed_one_later() -> None:
    for item in tenggat_of(periode_of_month(Program.BSP, 2026, 11)):
        assert item.state(item.buka) is Buka.BUKA
        assert item.state(item.buka - SECOND) is Buka.BELUM_BUKA
        assert item.state(item.tutup) is Buka.BUKA
        assert item.days_left(item.tutup) == 0
        assert item.state(item.tutup + SECOND) is Buka.TUTUP
    verivali, _usulan, pengesahan = tenggat_of(periode_of_month(Program.BSP, 2026, 11))
    assert verivali.tutup == datetime(2026, 11, 25, 23, 59, 59, tzinfo=JAKARTA)
    assert pengesahan.tutup == datetime(2026, 11, 29, 23, 59, 59, tzinfo=JAKARTA)
    assert verivali.days_left(verivali.tutup + timedelta(days=1)) == -1
    assert verivali.days_until_open(verivali.buka - SECOND) == 1
