"""Moments of a periode."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.kalender import (
    JAKARTA,
    PBI_JK,
    Buka,
    Kegiatan,
    Program,
    pbi_of_month,
    periode_of_month,
    rencana,
    tenggat_of,
    tenggat_pbi,
)
from domain.libur import libur_of


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


def _at(year: int, month: int, day: int, *clock: int) -> datetime:
    return datetime(year, month, day, *clock, tzinfo=JAKARTA)


LAST = (23, 59, 59)
# (programme, month) -> activity -> first and last moment, written down by hand from section 7.
SPANS: list[tuple[int, int, int, Kegiatan, datetime, datetime]] = [
    (program, year, month, kegiatan, first, last)
    for year, month, end in ((2026, 11, 29), (2026, 12, 30), (2027, 2, 27), (2028, 2, 28), (2027, 1, 30))
    for program, kegiatan, first, last in (
        (1, Kegiatan.VERIVALI, _at(year, month, 1), _at(year, month, 25, *LAST)),
        (1, Kegiatan.USULAN, _at(year, month, 15), _at(year, month, 25, *LAST)),
        (1, Kegiatan.PENGESAHAN, _at(year, month, 1), _at(year, month, end, *LAST)),
        (2, Kegiatan.VERIVALI, _at(year, month, 1), _at(year, month, 25, *LAST)),
        (2, Kegiatan.USULAN, _at(year, month, 15), _at(year, month, 25, *LAST)),
        (2, Kegiatan.PENGESAHAN, _at(year, month, 1), _at(year, month, end, *LAST)),
        (PBI_JK, Kegiatan.USULAN, _at(year, month, 1), _at(year, month, 11, *LAST)),
        (PBI_JK, Kegiatan.PENGESAHAN, _at(year, month, 1), _at(year, month, 11, *LAST)),
    )
]


@pytest.mark.parametrize(("program", "year", "month", "kegiatan", "first", "last"), SPANS)
def test_each_activity_is_open_from_its_first_second_to_its_last(
    program: int, year: int, month: int, kegiatan: Kegiatan, first: datetime, last: datetime
) -> None:
    item = pbi_of_month(year, month) if program == PBI_JK else periode_of_month(Program(program), year, month)
    assert item.rentang(kegiatan) == (first, last)
    assert [item.allows(kegiatan, at) for at in (first - SECOND, first, last, last + SECOND)] == [
        False, True, True, False,
    ]  # fmt: skip
    # The same moments by the clocks of Makassar and Jayapura.
    for zone in ("Asia/Makassar", "Asia/Jayapura", "UTC"):
        assert item.allows(kegiatan, last.astimezone(ZoneInfo(zone)))
        assert not item.allows(kegiatan, (last + SECOND).astimezone(ZoneInfo(zone)))


def test_an_exception_lengthens_one_activity_and_never_shortens() -> None:
    item = periode_of_month(Program.BSP, 2026, 11)
    longer = replace(item, pengecualian={Kegiatan.USULAN: _at(2026, 11, 27, *LAST)})
    assert longer.allows(Kegiatan.USULAN, _at(2026, 11, 27, *LAST))
    assert not longer.allows(Kegiatan.USULAN, _at(2026, 11, 28))
    assert not longer.allows(Kegiatan.VERIVALI, _at(2026, 11, 26))
    shorter = replace(item, pengecualian={Kegiatan.VERIVALI: _at(2026, 11, 3)})
    assert shorter.rentang(Kegiatan.VERIVALI) == item.rentang(Kegiatan.VERIVALI)
    verivali, usulan, pengesahan = tenggat_of(longer)
    assert [part.semula for part in (verivali, usulan, pengesahan)] == [None, _at(2026, 11, 25, *LAST), None]


def test_what_is_closed_is_late_only_while_it_is_not_done() -> None:
    pengesahan = tenggat_of(periode_of_month(Program.BSP, 2026, 11))[2]
    after = pengesahan.tutup + SECOND
    assert pengesahan.state(after, selesai=False) is Buka.TERLAMBAT
    assert pengesahan.state(after, selesai=True) is Buka.TUTUP
    assert pengesahan.state(pengesahan.tutup, selesai=False) is Buka.BUKA


def _dtks(now: datetime, months: tuple[int, ...], newest: int | None) -> list[tuple[int, date]]:
    return [(item.kode, item.first_day) for item in rencana(now, months, newest) if item.program == Program.DTKS]


def test_periode_are_planned_for_this_month_and_six_more_over_new_year() -> None:
    planned = rencana(_at(2026, 11, 30, *LAST), (5, 11), None)
    for program in (Program.BSP, PBI_JK):
        codes = [item.kode for item in planned if item.program == program]
        assert codes == [202611, 202612, 202701, 202702, 202703, 202704, 202705]
    # The month is Jakarta's, also while it is still the last day of the month before in Greenwich.
    assert rencana(datetime(2026, 11, 30, 17, tzinfo=UTC), (5, 11), None)[0].kode == 202612


def test_dtks_is_gathered_from_one_decree_to_the_next() -> None:
    assert _dtks(_at(2026, 11, 21), (5, 11), None) == [(202611, date(2026, 6, 1)), (202705, date(2026, 12, 1))]
    assert _dtks(_at(2026, 11, 21), (11,), None) == [(202611, date(2025, 12, 1)), (202711, date(2026, 12, 1))]
    # Decree months changed while a half-year runs: nothing overlaps and no month is left out.
    assert _dtks(_at(2026, 11, 21), (1, 4, 7, 10), 202611) == [
        (202701, date(2026, 12, 1)), (202704, date(2027, 2, 1)), (202707, date(2027, 5, 1)),
    ]  # fmt: skip


def test_holidays_are_named_with_their_decree_and_unknown_years_say_so() -> None:
    year = libur_of(2026)
    assert year.hari[date(2026, 12, 25)].jenis == "Libur nasional"
    assert year.hari[date(2026, 12, 24)].jenis == "Cuti bersama"
    assert year.dasar is not None
    assert "SKB" in year.dasar
    assert date(2026, 11, 21) not in year.hari
    assert libur_of(1999).dasar is None
