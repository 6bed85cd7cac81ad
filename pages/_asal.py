"""Where the numbers of a file come from: wilayah, periode, filters, moment, and the person behind the request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data_access.wilayah import Wilayah
from domain.access import ROLE_NAME, Actor
from domain.figur import Asal
from domain.kalender import JAKARTA, ZONE
from pages._session import current_actor

DEFAULT_ZONE = 7


def asal_of(
    judul: str,
    wilayah: Wilayah,
    periode_label: str,
    *,
    per: datetime,
    saring: Iterable[tuple[str, str]] = (),
    now: datetime,
    samar: int = 0,
) -> Asal:
    """What a file says of itself. ``per``: the moment its numbers speak of; ``now``: when it is made.

    Raises SignedOut when nobody asks.
    """
    return Asal(
        judul=judul,
        wilayah=wilayah.nama_lengkap,
        periode=periode_label,
        per=per,
        dibuat=now,
        pembuat=maker(current_actor()),
        zona=wilayah.zona or DEFAULT_ZONE,
        saring=tuple(saring),
        samar=samar,
        kode_wilayah=wilayah.kode,
    )


def maker(actor: Actor) -> str:
    """Name and role, as files name who made them."""
    return f"{actor.name}, {ROLE_NAME[actor.role]}"


def moment_of(hari: date, now: datetime, zona: int | None = None) -> datetime:
    """The moment that figures of a day speak of: now where the day is today, else its last minute in the zone."""
    if hari == now.astimezone(JAKARTA).date():
        return now
    start = datetime.combine(hari, time.min, ZoneInfo(ZONE[zona or DEFAULT_ZONE][0]))
    return start + timedelta(hours=23, minutes=59)
