"""Figures of areas side by side: as they are shown, ranked, and against the same day of another periode."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from domain.indikator import Arah, Nilai
from domain.kalender import Periode
from domain.kode import Level

# Decimals by the unit of a figure.
DESIMAL = {"%": 1, "poin": 1, "hari": 0}
# Levels that a wilayah can be shown at on the map, the usual one first. From Indonesia a kab opens on its desa: the
# one that stands still is found in two steps.
TINGKAT_PETA: dict[Level, tuple[Level, ...]] = {
    Level.NASIONAL: (Level.KAB, Level.PROVINSI),
    Level.PROVINSI: (Level.KAB, Level.KECAMATAN),
    Level.KAB: (Level.DESA, Level.KECAMATAN),
    Level.KECAMATAN: (Level.DESA,),
    Level.DESA: (Level.DESA,),
}


def same_day_of(periode: Periode, other: Periode, as_of: date) -> date:
    """The day of ``other`` that lies as many days after its opening as ``as_of`` after that of ``periode``.

    A periode still running would look late against one that has ended.
    """
    return min(other.first_day + (as_of - periode.first_day), other.last_day)


def rounded(values: Sequence[Nilai], decimals: int) -> list[float | None]:
    """Figures as they are shown; also what is classified, so that colour and number agree."""
    return [None if item.nilai is None else round(item.nilai, decimals) for item in values]


def ranks(values: Sequence[Nilai], groups: Sequence[int], arah: Arah) -> tuple[list[int | None], list[int]]:
    """Rank of each area among those of its group that have a figure (1 is best, equals share), and their number."""
    known: dict[int, list[float]] = {}
    for item, group in zip(values, groups, strict=True):
        known.setdefault(group, [])
        if item.nilai is not None:
            known[group].append(item.nilai if arah is Arah.TURUN else -item.nilai)
    for figures in known.values():
        figures.sort()
    rank = [
        None if item.nilai is None else 1 + bisect_left(known[group], item.nilai if arah is Arah.TURUN else -item.nilai)
        for item, group in zip(values, groups, strict=True)
    ]
    return rank, [len(known[group]) for group in groups]
