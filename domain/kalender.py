"""Moments of a periode, in Asia/Jakarta (section 7 of the domain document).

The clock is always handed in: nothing here asks the machine what time it is.
"""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
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


@dataclass(frozen=True, slots=True)
class Periode:
    """One round of verivali: ``kode`` is yyyymm of the month it is decreed for."""

    program: Program
    kode: int
    buka: datetime
    tutup_verivali: datetime
    tutup_pengesahan: datetime

    @property
    def label(self) -> str:
        """Month and year in words: "November 2026"."""
        return f"{_MONTH[self.kode % 100 - 1]} {self.kode // 100}"

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
        return self.buka <= now <= self.tutup_verivali

    def as_of(self, now: datetime) -> date:
        """The day figures speak of: today while open, the last day once closed, the first before it opens."""
        today = now.astimezone(JAKARTA).date()
        return min(max(today, self.first_day), self.last_day)

    def days_left(self, now: datetime) -> int:
        """Days to the deadline, rounded up; negative when it has passed."""
        return math.ceil((self.tutup_verivali - now) / timedelta(days=1))


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
