"""Moments of a periode, in Asia/Jakarta (section 7 of the domain document).

The clock is always handed in: nothing here asks the machine what time it is.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
ZONE = {7: ("Asia/Jakarta", "WIB"), 8: ("Asia/Makassar", "WITA"), 9: ("Asia/Jayapura", "WIT")}

_MONTH = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

# The last day on which a bansos usulan may be handed in (Kepmensos 150/2022 as reported; 003-siks-ng-2026).
LAST_USULAN_DAY = 25


class Program(IntEnum):
    """Programmes whose rows are verified; the value is the ``program`` column of every table."""

    BSP = 1
    DTKS = 2


PROGRAM_NAME = {Program.BSP: "BSP/Sembako", Program.DTKS: "DTKS"}


class Kegiatan(StrEnum):
    """What a periode sets moments for."""

    VERIVALI = "verivali"
    USULAN = "usulan"
    PENGESAHAN = "pengesahan"


KEGIATAN_NAME = {
    Kegiatan.VERIVALI: "Verivali",
    Kegiatan.USULAN: "Usulan",
    Kegiatan.PENGESAHAN: "Pengesahan",
}


@dataclass(frozen=True, slots=True)
class Periode:
    """One round of verivali: ``kode`` is yyyymm of the month it is decreed for."""

    program: Program
    kode: int
    buka: datetime
    tutup_verivali: datetime
    tutup_pengesahan: datetime
    # None: proposals are taken from the first day.
    buka_usulan: datetime | None = None
    # Where Pusdatin gave a kab more time: the last moment of an activity.
    pengecualian: Mapping[Kegiatan, datetime] = field(default_factory=dict, compare=False)

    def rentang(self, kegiatan: Kegiatan) -> tuple[datetime, datetime]:
        """First and last moment of an activity, both inside; with the kab's exception where there is one."""
        first, last = {
            Kegiatan.VERIVALI: (self.buka, self.tutup_verivali),
            Kegiatan.USULAN: (self.buka_usulan or self.buka, self.tutup_verivali),
            Kegiatan.PENGESAHAN: (self.buka, self.tutup_pengesahan),
        }[kegiatan]
        return first, max(last, self.pengecualian.get(kegiatan, last))

    def allows(self, kegiatan: Kegiatan, now: datetime) -> bool:
        """Whether the activity may go on at this moment; its first and last second count."""
        first, last = self.rentang(kegiatan)
        return first <= now <= last

    @property
    def label(self) -> str:
        """Month and year in words: "November 2026"."""
        return month_name(self.kode)

    @property
    def first_day(self) -> date:
        """The day it opens, in Jakarta."""
        return self.buka.astimezone(JAKARTA).date()

    @property
    def last_day(self) -> date:
        """The day verivali must be done by."""
        return self.tutup_verivali.astimezone(JAKARTA).date()

    def is_open(self, now: datetime) -> bool:
        """Whether verivali may be written; the last second counts."""
        return self.allows(Kegiatan.VERIVALI, now)

    def as_of(self, now: datetime) -> date:
        """The day figures speak of: today while open, the last day once closed, the first before it opens."""
        today = now.astimezone(JAKARTA).date()
        return min(max(today, self.first_day), self.last_day)

    def days_left(self, now: datetime) -> int:
        """Days to the deadline, rounded up; negative when it has passed."""
        return math.ceil((self.tutup_verivali - now) / timedelta(days=1))


def month_name(kode: int) -> str:
    """Month and year of a periode's code in words: "November 2026"."""
    return f"{_MONTH[kode % 100 - 1]} {kode // 100}"


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), JAKARTA)


def periode_of_month(program: Program, year: int, month: int, *, months: int = 1) -> Periode:
    """The periode that is decreed for a month and gathered over the ``months`` months up to it.

    BSP is monthly; DTKS is gathered over the half-year before its decree month. Verivali closes with the usulan
    on the 25th, the pengesahan the day before the month ends.
    """
    start_index = year * 12 + month - months
    last = calendar.monthrange(year, month)[1]
    return Periode(
        program=program,
        kode=year * 100 + month,
        buka=datetime(start_index // 12, start_index % 12 + 1, 1, tzinfo=JAKARTA),
        tutup_verivali=_end_of(date(year, month, LAST_USULAN_DAY)),
        tutup_pengesahan=_end_of(date(year, month, last - 1)),
    )


# PBI-JK: usulan on days 1–11, pengesahan before the 12th (Kepmensos 150/2022 as reported; 003-siks-ng-2026).
LAST_PBI_DAY = 11


class Buka(StrEnum):
    """Where a span of the calendar stands at a moment."""

    BELUM_BUKA = "belum_buka"
    BUKA = "buka"
    TUTUP = "tutup"


@dataclass(frozen=True, slots=True)
class Tenggat:
    """One deadline of the calendar and the span that leads up to it; both ends belong to the span."""

    program: str
    kegiatan: str
    buka: datetime
    tutup: datetime

    def state(self, now: datetime) -> Buka:
        """Whether the span lies ahead, is running, or is over."""
        if now < self.buka:
            return Buka.BELUM_BUKA
        return Buka.BUKA if now <= self.tutup else Buka.TUTUP

    def days_left(self, now: datetime) -> int:
        """Days to the deadline, rounded up; negative when it has passed (section 11)."""
        return math.ceil((self.tutup - now) / timedelta(days=1))

    def days_until_open(self, now: datetime) -> int:
        """Days until the span begins, rounded up; 0 or less when it has."""
        return math.ceil((self.buka - now) / timedelta(days=1))


def tenggat_of(periode: Periode) -> tuple[Tenggat, Tenggat]:
    """The two deadlines of a periode: verivali with usulan, and the pengesahan."""
    name = PROGRAM_NAME[periode.program]
    return (
        Tenggat(name, "Verivali dan usulan", periode.buka, periode.tutup_verivali),
        Tenggat(name, "Pengesahan", periode.buka, periode.tutup_pengesahan),
    )


def tenggat_pbi(now: datetime) -> tuple[Tenggat, Tenggat]:
    """The PBI-JK deadlines of this month in Jakarta; of the next one once this month's have passed."""
    today = now.astimezone(JAKARTA)
    year, month = today.year, today.month
    if today > _end_of(date(year, month, LAST_PBI_DAY)):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    opens = datetime(year, month, 1, tzinfo=JAKARTA)
    closes = _end_of(date(year, month, LAST_PBI_DAY))
    return Tenggat("PBI-JK", "Usulan", opens, closes), Tenggat("PBI-JK", "Pengesahan", opens, closes)


def tanggal(value: date) -> str:
    """21 November 2026, without a library of languages."""
    return f"{value.day} {_MONTH[value.month - 1]} {value.year}"
