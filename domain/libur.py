"""National holidays and cuti bersama, from the library ``lokal-id``: named, and with the decree they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache


@dataclass(frozen=True, slots=True)
class Libur:
    """One holiday. ``cuti``: cuti bersama, which offices take and the nation does not."""

    hari: date
    nama: str
    cuti: bool

    @property
    def jenis(self) -> str:
        """What kind of holiday it is."""
        return "Cuti bersama" if self.cuti else "Libur nasional"


@dataclass(frozen=True, slots=True)
class TahunLibur:
    """Holidays of a year by day; ``dasar`` and ``sumber`` are None where the library knows no decree of that year."""

    hari: dict[date, Libur]
    dasar: str | None
    sumber: str | None


@cache
def libur_of(tahun: int) -> TahunLibur:
    """The holidays of a year; of a year that was not decreed yet none are known."""
    # The library takes a fifth of a second to load, which a start would otherwise wait for.
    from lokal import HOLIDAY_YEARS, get_holidays  # noqa: PLC0415

    if tahun not in HOLIDAY_YEARS:
        return TahunLibur({}, None, None)
    year = get_holidays(tahun)
    days = [Libur(date.fromisoformat(item.date), item.name, item.type == "cuti_bersama") for item in year.holidays]
    return TahunLibur({item.hari: item for item in days}, year.decree, year.source)
