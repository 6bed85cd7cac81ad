"""State machine of a household's move inside its kab (section 6.5 of the domain document)."""

from __future__ import annotations

from enum import StrEnum


class StatePemindahan(StrEnum):
    """Where a move stands."""

    DIAJUKAN = "diajukan"
    DIPINDAH = "dipindah"
    DITOLAK = "ditolak"
    DIBATALKAN = "dibatalkan"
