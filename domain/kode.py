"""Kode wilayah Kemendagri as plain integers, and the ranges of desa they span.

A provinsi is ``32``, a kab/kota ``3277``, a kecamatan ``327701``, a desa ``3277011001`` (Kepmendagri
300.2.2-2430/2025: 2, 4, 6 and 10 digits). ``0`` stands for Indonesia. No code begins with zero, so an integer
holds it whole; only reading ``11.10`` as a decimal number destroys it, which is why text is parsed here and
nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from domain.errors import InvalidInput

INDONESIA = 0

_DOTTED = re.compile(r"([0-9]{2})(?:\.?([0-9]{2})(?:\.?([0-9]{2})(?:\.?([0-9]{4}))?)?)?")


class Level(IntEnum):
    """Depth in the wilayah tree."""

    NASIONAL = 0
    PROVINSI = 1
    KAB = 2
    KECAMATAN = 3
    DESA = 4


_DIGITS = {Level.PROVINSI: 2, Level.KAB: 4, Level.KECAMATAN: 6, Level.DESA: 10}
_LEVEL_OF_DIGITS = {digits: level for level, digits in _DIGITS.items()}
_DESA_PER_UNIT = {
    Level.PROVINSI: 10**8,
    Level.KAB: 10**6,
    Level.KECAMATAN: 10**4,
    Level.DESA: 1,
}

LEVEL_NAME = {
    Level.NASIONAL: "Indonesia",
    Level.PROVINSI: "provinsi",
    Level.KAB: "kab/kota",
    Level.KECAMATAN: "kecamatan",
    Level.DESA: "desa",
}


@dataclass(frozen=True, slots=True)
class DesaRange:
    """Half-open range ``[low, high)`` of desa codes: what a wilayah contains, as an index sees it."""

    low: int
    high: int


def level_of(kode: int) -> Level:
    """Level of a code. Raises InvalidInput when no level has that many digits."""
    if kode == INDONESIA:
        return Level.NASIONAL
    level = _LEVEL_OF_DIGITS.get(len(str(kode))) if kode > 0 else None
    if level is None:
        raise InvalidInput(f"Kode wilayah {kode} tidak dikenal. Gunakan kode Kemendagri 2, 4, 6, atau 10 angka.")
    return level


def ancestor(kode: int, level: Level) -> int:
    """The code of the wilayah at ``level`` that holds ``kode`` (itself at its own level)."""
    own = level_of(kode)
    if level > own:
        raise ValueError(f"{kode} lies above level {level.name}")
    if level is Level.NASIONAL:
        return INDONESIA
    return kode // (_DESA_PER_UNIT[level] // _DESA_PER_UNIT[own])


def parent(kode: int) -> int:
    """The code one level up; Indonesia is its own parent."""
    own = level_of(kode)
    return kode if own is Level.NASIONAL else ancestor(kode, Level(own - 1))


def lineage(kode: int) -> list[int]:
    """From Indonesia down to ``kode`` itself, for a breadcrumb."""
    return [ancestor(kode, Level(level)) for level in range(level_of(kode) + 1)]


def desa_range(kode: int) -> DesaRange:
    """Desa codes inside a wilayah, as a half-open range for an index scan."""
    level = level_of(kode)
    if level is Level.NASIONAL:
        return DesaRange(0, 10**10)
    unit = _DESA_PER_UNIT[level]
    return DesaRange(kode * unit, (kode + 1) * unit)


def contains(outer: int, inner: int) -> bool:
    """Whether ``inner`` is ``outer`` or lies below it."""
    outer_level = level_of(outer)
    return level_of(inner) >= outer_level and ancestor(inner, outer_level) == outer


def dotted(kode: int) -> str:
    """``3277011001`` as ``32.77.01.1001``, the way the regulation writes it."""
    text = str(kode)
    return ".".join(part for part in (text[:2], text[2:4], text[4:6], text[6:]) if part)


def parse_kode(text: str | int | None) -> int:
    """Read a code with or without dots; None and the empty string mean Indonesia.

    Raises InvalidInput on anything else, because a mistyped code must never silently widen to a parent.
    """
    if text is None or str(text).strip() in ("", "0"):
        return INDONESIA
    value = str(text).strip()
    match = _DOTTED.fullmatch(value)
    if match is None or value[0] == "0":
        raise InvalidInput(
            f"Kode wilayah “{value[:20]}” tidak dapat dibaca. Tulis 2, 4, 6, atau 10 angka, misalnya 32.77.01.1001."
        )
    return int("".join(part for part in match.groups() if part))
