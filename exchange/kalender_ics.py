"""Deadlines as an iCalendar file (RFC 5545): one event each, with alarms, in the time of Jakarta.

Nothing but deadlines is in it: whoever holds the address reads what stands on the calendar of the ministry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from domain.kalender import JAKARTA

_ZONE = "Asia/Jakarta"
# How long before a deadline a calendar program says so.
_ALARMS = (timedelta(days=3), timedelta(days=1))
# A deadline is the last hour of its day: an event without length is not shown everywhere.
_LENGTH = timedelta(hours=1)
_REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Acara:
    """One deadline. ``kunci`` stays the same as long as it is the same deadline; ``urut`` rises when it moves."""

    kunci: str
    judul: str
    rincian: str
    tutup: datetime
    urut: int = 0


def render_ics(nama: str, acara: Iterable[Acara], *, saat: datetime, alamat: str) -> bytes:
    """The file. ``saat`` is when it was made, ``alamat`` the page that explains the deadlines."""
    calendar = Calendar()
    calendar.add("prodid", "-//SIKS-NG//Kalender//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", nama)
    calendar.add("x-wr-timezone", _ZONE)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_zone())
    for item in acara:
        calendar.add_component(_event(item, saat, alamat))
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    """Jakarta has been seven hours east of Greenwich since 1964, without summer time."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local by definition (RFC 5545, 3.6.5)
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "WIB")
    zone = Timezone()
    zone.add("tzid", _ZONE)
    zone.add_component(standard)
    return zone


def _event(item: Acara, saat: datetime, alamat: str) -> Event:
    ends = item.tutup.astimezone(JAKARTA)
    event = Event()
    event.add("uid", f"{item.kunci}@siks-ng")
    event.add("dtstamp", saat.astimezone(UTC))
    event.add("sequence", item.urut)
    event.add("dtstart", ends - _LENGTH + timedelta(seconds=1))
    event.add("dtend", ends)
    event.add("summary", item.judul)
    event.add("description", item.rincian)
    event.add("url", alamat)
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["SIKS-NG"])
    for before in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -before, parameters={"RELATED": "END"})
        alarm.add("description", item.judul)
        event.add_component(alarm)
    return event
