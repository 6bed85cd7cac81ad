"""Two records that may be one person (V07): who is compared, what agrees, and the candidate as a reviewer sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class StateCalon(StrEnum):
    """What was decided about a candidate; stored as text."""

    TERBUKA = "terbuka"
    GANDA = "ganda"
    BUKAN = "bukan"


STATE_CALON_NAME = {
    StateCalon.TERBUKA: "Belum diputuskan",
    StateCalon.GANDA: "Orang yang sama",
    StateCalon.BUKAN: "Bukan orang yang sama",
}

# Field -> what it is called, and its levels of agreement from the strongest down, as ``workflow.mirip`` compares them.
DASAR: dict[str, tuple[str, tuple[str, ...]]] = {
    "nama": ("Nama", ("sama", "sama bunyinya", "beda satu dua huruf", "sebagian sama", "berbeda")),
    "tgl_lahir": (
        "Tanggal lahir",
        ("sama", "hari dan bulan tertukar", "beda satu angka", "tahunnya sama", "berbeda"),
    ),
    "nik": ("NIK", ("beda satu dua angka", "hanya nomor urut berbeda", "berbeda")),
    "ibu": ("Ibu kandung", ("sama", "beda satu dua huruf", "berbeda")),
    "jns_kel": ("Jenis kelamin", ("sama", "berbeda")),
    "tempat": ("Tempat tinggal", ("desa yang sama", "kecamatan yang sama", "kecamatan lain")),
}


@dataclass(frozen=True, slots=True)
class Orang:
    """One person as they are compared. ``ibu``: mother's maiden name, known of who holds the account."""

    idartbdt: str
    idbdt: str
    desa: int
    nama: str
    tgl_lahir: date | None
    jns_kel: int | None
    nik: str | None
    ibu: str | None


@dataclass(frozen=True, slots=True)
class Pasangan:
    """Who came and who they look like (IDARTBDT, IDBDT), the probability that they are one, and what agrees how."""

    idartbdt: str
    idbdt: str
    idartbdt_mirip: str
    idbdt_mirip: str
    skor: float
    dasar: dict[str, str]


@dataclass(frozen=True, slots=True)
class OrangCalon:
    """One side of a candidate as it is shown; NIK, mother's name and birth are covered."""

    idartbdt: str
    idbdt: str
    nama: str
    nik: str
    lahir: str
    jenis_kelamin: str
    hubungan: str
    nama_krt: str
    alamat: str
    desa: str
    # Of the household's pengurus.
    ibu: str
    # In the register, and since when its data stand as they do.
    terdaftar: bool
    sejak: date | None


@dataclass(frozen=True, slots=True)
class CalonGanda:
    """Two persons side by side. ``skor`` in per cent; ``dasar``: field and how far it agrees, in words."""

    nomor: int
    skor: int
    dasar: tuple[tuple[str, str], ...]
    state: StateCalon
    ditemukan: datetime
    diputuskan: datetime | None
    pemutus: str | None
    # None when it is no longer there, or a case that brought it was replaced.
    datang: OrangCalon | None
    mirip: OrangCalon | None


def dasar_of(kesesuaian: Mapping[str, int]) -> dict[str, str]:
    """Levels as the model counts them (0 is the weakest, negative: not comparable) in words; best known first."""
    return {
        field: words[len(words) - 1 - kesesuaian[field]]
        for field, (_, words) in DASAR.items()
        if kesesuaian[field] >= 0
    }
