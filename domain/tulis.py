"""Numbers and dates as Indonesian readers write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from domain.kalender import ZONE

_LOCALE = "id_ID"
NO_DATA_TEXT = "tidak ada data"


def number(value: float | None, digits: int = 0) -> str:
    """1.234.567 or 12,5: grouped by dots, a comma before at most ``digits`` decimals; None says there is no data."""
    if value is None:
        return NO_DATA_TEXT
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=_LOCALE)


def percent(value: float | None, digits: int = 1) -> str:
    """12,5 %, from a percentage."""
    return NO_DATA_TEXT if value is None else f"{number(value, digits)} %"


def signed(value: float | None, digits: int = 1) -> str:
    """+1,2 or −0,4: a change, always with its sign."""
    if value is None:
        return NO_DATA_TEXT
    text = number(abs(value), digits)
    return text if text == "0" else ("+" if value > 0 else "−") + text


def day(value: date) -> str:
    """21 November 2026."""
    return format_date(value, format="d MMMM y", locale=_LOCALE)


def short_day(value: date) -> str:
    """21 Nov."""
    return format_date(value, format="d MMM", locale=_LOCALE)


def compact_day(value: date) -> str:
    """21 Nov 2026: a cell of a table."""
    return format_date(value, format="d MMM y", locale=_LOCALE)


def compact_moment(value: datetime, zona: int = 7) -> str:
    """21 Nov 2026 14.35 WIB: a cell of a table, in the zone of a wilayah."""
    name, short = ZONE[zona]
    return format_datetime(value, "d MMM y HH.mm", tzinfo=ZoneInfo(name), locale=_LOCALE) + f" {short}"


def short_moment(value: datetime, zona: int = 7) -> str:
    """25 Nov 23.59 WIB, in the zone of a wilayah."""
    name, short = ZONE[zona]
    return format_datetime(value, "d MMM HH.mm", tzinfo=ZoneInfo(name), locale=_LOCALE) + f" {short}"


def moment(value: datetime, zona: int = 7) -> str:
    """21 November 2026 14.35 WIB, in the zone of a wilayah (hours east of UTC)."""
    name, short = ZONE[zona]
    return format_datetime(value, "d MMMM y HH.mm", tzinfo=ZoneInfo(name), locale=_LOCALE) + f" {short}"
