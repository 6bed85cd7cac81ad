"""State machine of a data request with its papers (section 6.4 of the domain document)."""

from __future__ import annotations

from enum import StrEnum


class StatePermohonan(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    MENUNGGU_PEMERIKSAAN = "menunggu_pemeriksaan"
    PERLU_PERBAIKAN = "perlu_perbaikan"
    DISETUJUI = "disetujui"
    KEDALUWARSA = "kedaluwarsa"
    DIBATALKAN = "dibatalkan"
