"""Moments of a periode, in Asia/Jakarta (section 7 of the domain document).

The clock is always handed in: nothing here asks the machine what time it is.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
ZONE = {7: ("Asia/Jakarta", "WIB"), 8: ("Asia/Makassar", "WITA"), 9: ("Asia/Jayapura", "WIT")}

_MONTH = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

# Days on which a bansos usulan may be handed in (Kepmensos 150/2022 as reported; 003-siks-ng-2026).
FIRST_USULAN_DAY, LAST_USULAN_DAY = 15, 25
# PBI-JK: usulan on days 1–11, pengesahan before the 12th (the same sources).
LAST_PBI_DAY = 11


class Program(IntEnum):
    """Programmes whose rows are verified; the value is the ``program`` column of every table."""

    BSP = 1
    DTKS = 2


PROGRAM_NAME = {Program.BSP: "BSP/Sembako", Program.DTKS: "DTKS"}

# Has periode and deadlines of its own, and no rows to verify.
PBI_JK = 3
NAMA_PROGRAM: dict[int, str] = {int(key): name for key, name in PROGRAM_NAME.items()} | {PBI_JK: "PBI-JK"}


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
class Jadwal:
    """Moments of one periode of any programme: ``kode`` is yyyymm of the month it is decreed for."""

    program: int
    kode: int
    buka: datetime
    tutup_verivali: datetime
    tutup_pengesahan: datetime
    # None: proposals are taken from the first day.
    buka_usulan: datetime | None = None
    # Where Pusdatin gave a kab more time: the last moment of an activity.
    pengecualian: Mapping[Kegiatan, datetime] = field(default_factory=dict, compare=False)
    # When its prelist was made; None before.
    disiapkan: datetime | None = field(default=None, compare=False)

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
    def label_program(self) -> str:
        """With its programme, for what leaves the portal: "BSP/Sembako November 2026"."""
        return f"{NAMA_PROGRAM[self.program]} {self.label}"

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


@dataclass(frozen=True, slots=True)
class Periode(Jadwal):
    """One round of verivali."""

    program: Program


def month_name(kode: int) -> str:
    """Month and year of a periode's code in words: "November 2026"."""
    return f"{_MONTH[kode % 100 - 1]} {kode // 100}"


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), JAKARTA)


def periode_of_month(program: Program, year: int, month: int, *, months: int = 1) -> Periode:
    """The periode that is decreed for a month and gathered over the ``months`` months up to it.

    BSP is monthly; DTKS is gathered over the months since its last decree. Verivali closes with the usulan, which are
    taken from the 15th to the 25th of the month; the pengesahan closes the day before the month ends.
    """
    last = calendar.monthrange(year, month)[1]
    return Periode(
        program=program,
        kode=year * 100 + month,
        buka=_first_of(_index(year * 100 + month) - months + 1),
        tutup_verivali=_end_of(date(year, month, LAST_USULAN_DAY)),
        tutup_pengesahan=_end_of(date(year, month, last - 1)),
        buka_usulan=datetime(year, month, FIRST_USULAN_DAY, tzinfo=JAKARTA),
    )


def pbi_of_month(year: int, month: int) -> Jadwal:
    """The PBI-JK periode of a month: usulan and pengesahan on its first eleven days."""
    opens, closes = datetime(year, month, 1, tzinfo=JAKARTA), _end_of(date(year, month, LAST_PBI_DAY))
    return Jadwal(PBI_JK, year * 100 + month, opens, closes, closes, opens)


# Months after this one for which periode are made ahead.
BULAN_DEPAN = 6


def rencana(now: datetime, bulan_dtks: Collection[int], dtks_terakhir: int | None) -> list[Jadwal]:
    """Periode of this month and of those ahead, by the rules; DTKS as far as its gathering begins in that time.

    ``bulan_dtks`` are the decree months (1-12), ``dtks_terakhir`` the newest DTKS periode there is: the next one is
    gathered from the month after it, also where the decree months were changed meanwhile.
    """
    today = now.astimezone(JAKARTA)
    this = today.year * 12 + today.month - 1
    months = [(index // 12, index % 12 + 1) for index in range(this, this + BULAN_DEPAN + 1)]
    planned: list[Jadwal] = [periode_of_month(Program.BSP, *at) for at in months]
    planned += [pbi_of_month(*at) for at in months]
    before = None if dtks_terakhir is None else _index(dtks_terakhir)
    for index in range(this, this + 12 + BULAN_DEPAN):
        if index % 12 + 1 not in bulan_dtks or (before is not None and index <= before):
            continue
        gap = next(back for back in range(1, 13) if (index - back) % 12 + 1 in bulan_dtks)
        if before is not None:
            gap = min(gap, index - before)
        if index - gap + 1 > this + BULAN_DEPAN:
            break
        planned.append(periode_of_month(Program.DTKS, index // 12, index % 12 + 1, months=gap))
        before = index
    return planned


def _index(kode: int) -> int:
    """Months since the year 0."""
    return kode // 100 * 12 + kode % 100 - 1


def _first_of(index: int) -> datetime:
    return datetime(index // 12, index % 12 + 1, 1, tzinfo=JAKARTA)


class Buka(StrEnum):
    """Where a span of the calendar stands at a moment."""

    BELUM_BUKA = "belum_buka"
    BUKA = "buka"
    TUTUP = "tutup"
    # Closed, and what had to be done in it was not.
    TERLAMBAT = "terlambat"


@dataclass(frozen=True, slots=True)
class Tenggat:
    """One deadline of the calendar and the span that leads up to it; both ends belong to the span."""

    program: str
    kegiatan: str
    buka: datetime
    tutup: datetime
    # When it would close without the exception the kab was given; None: it has none.
    semula: datetime | None = None

    def state(self, now: datetime, *, selesai: bool = True) -> Buka:
        """Whether the span lies ahead, is running, or is over; late where it is over and not ``selesai``."""
        if now < self.buka:
            return Buka.BELUM_BUKA
        if now <= self.tutup:
            return Buka.BUKA
        return Buka.TUTUP if selesai else Buka.TERLAMBAT

    def days_left(self, now: datetime) -> int:
        """Days to the deadline, rounded up; negative when it has passed (section 11)."""
        return math.ceil((self.tutup - now) / timedelta(days=1))

    def days_until_open(self, now: datetime) -> int:
        """Days until the span begins, rounded up; 0 or less when it has."""
        return math.ceil((self.buka - now) / timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Pengecualian:
    """More time that a kab was given; ``pemberi`` is who gave it, ``nama_kab`` the kab as people call it."""

    kab: int
    nomor: int
    nama_kab: str
    program: int
    periode: int
    kegiatan: Kegiatan
    sampai: datetime
    alasan: str
    pemberi: str
    dibuat: datetime
    dicabut: datetime | None


def kegiatan_of(program: int) -> tuple[Kegiatan, ...]:
    """What the periode of a programme set moments for."""
    return (Kegiatan.USULAN, Kegiatan.PENGESAHAN) if program == PBI_JK else tuple(Kegiatan)


def tenggat_of(jadwal: Jadwal) -> tuple[Tenggat, ...]:
    """The deadlines of a periode, in the order of ``Kegiatan``."""
    bare = replace(jadwal, pengecualian={})
    made = []
    for kegiatan in kegiatan_of(jadwal.program):
        buka, tutup = jadwal.rentang(kegiatan)
        usual = bare.rentang(kegiatan)[1]
        made.append(
            Tenggat(
                NAMA_PROGRAM[jadwal.program],
                KEGIATAN_NAME[kegiatan],
                buka,
                tutup,
                usual if usual != tutup else None,
            )
        )
    return tuple(made)


def tenggat_pbi(now: datetime) -> tuple[Tenggat, ...]:
    """The PBI-JK deadlines of this month in Jakarta; of the next one once this month's have passed."""
    today = now.astimezone(JAKARTA)
    year, month = today.year, today.month
    if today > _end_of(date(year, month, LAST_PBI_DAY)):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tenggat_of(pbi_of_month(year, month))


def tanggal(value: date) -> str:
    """21 November 2026, without a library of languages."""
    return f"{value.day} {_MONTH[value.month - 1]} {value.year}"
