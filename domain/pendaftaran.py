"""Pendaftaran aktif by a citizen, and reports that a household is not eligible (Permensos 5/2019)."""

from __future__ import annotations

from enum import StrEnum


class JenisPendaftaran(StrEnum):
    """What is asked for."""

    DAFTAR = "daftar"
    KETIDAKLAYAKAN = "ketidaklayakan"


class StatePendaftaran(StrEnum):
    """Where it stands."""

    BERJALAN = "berjalan"
    DIKEMBALIKAN = "dikembalikan"
    DITOLAK = "ditolak"
    DITERUSKAN = "diteruskan"
