"""What a NIK says of its bearer, and what rules V01 to V03 say of a NIK (section 3 of the domain document).

Sixteen digits: kecamatan where it was first issued (never changed by moving), day of birth (40 added for women), month,
two digits of the year, serial from 0001. ``lokal-id`` reads it; the century is not in it and is never compared.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from lokal import parse_nik

from domain.validasi import Tingkat

_DIGITS = re.compile(r"[0-9]{16}")
_SERIAL_NONE = "0000"
# Errors of lokal-id that are about the date; those about wilayah are judged by the kecamatan the portal knows.
_DATE = "birth_date"


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


def periksa_nik(
    nik: str | None, tgl_lahir: date | None, jns_kel: int | None, desa: int, kecamatan: Container[int]
) -> dict[str, Tingkat]:
    """Rules that a NIK breaks, with their severity. ``kecamatan``: every code known; ``desa``: where its bearer lives.

    A date or sex that is not filled in is not compared. An empty NIK breaks none: that is "tanpa dokumen" (V04).
    """
    if not nik:
        return {}
    said = baca_nik(nik)
    if said is None:
        return {"V01": Tingkat.E}
    found = {}
    if said.lahir is None:
        found["V02"] = Tingkat.E
    elif not same_day(said.lahir, tgl_lahir) or (jns_kel is not None and jns_kel != said.jns_kel):
        found["V02"] = Tingkat.W
    if said.kecamatan not in kecamatan:
        found["V03"] = Tingkat.E
    elif said.kecamatan != desa // 10_000:
        found["V03"] = Tingkat.I
    return found


def same_day(said: date, tgl_lahir: date | None) -> bool:
    """Whether a day of birth is what a NIK says, the century aside."""
    return tgl_lahir is None or (said.day, said.month, said.year % 100) == (
        tgl_lahir.day,
        tgl_lahir.month,
        tgl_lahir.year % 100,
    )
