"""What the centre decides about the way of a batch and of requests: one value, kept in ``keterangan``.

Sources differ on these points (section 12 of the domain document), so none of them is fixed in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from domain.access import Role
from domain.errors import InvalidInput

KUNCI = "setelan"


@dataclass(frozen=True, slots=True)
class Setelan:
    """Defaults are what a fresh portal does."""

    # BPS validates between provinsi and Pusdatin (003-siks-ng-2026); without it Pusdatin receives at once (002).
    validasi_bps: bool = False
    # Who checks MoU and BAST: Ditjen PFM (001) or Pusdatin (002).
    pemeriksa_mou: Role = Role.PFM
    # Months in which DTKS is decreed: May and November (000).
    bulan_dtks: tuple[int, ...] = (5, 11)
    # Steps of a pendaftaran aktif (Permensos 5/2019), from the desa upward; domain.pendaftaran names them.
    langkah_pendaftaran: tuple[str, ...] = field(default=("desa", "kecamatan", "kab", "provinsi", "menteri"))
    # Days that an approved data request stays open, and downloads of one package.
    hari_unduhan: int = 30
    kali_unduhan: int = 10
    # Counts below it are told only to readers who may see households; 0 suppresses nothing.
    sel_terkecil: int = 5
    # Days that the files of a briefing pack are kept for download; its content stays a year longer.
    hari_paket: int = 30

    def as_json(self) -> dict[str, Any]:
        """As ``keterangan`` keeps it."""
        return asdict(self)


# Steps that a pendaftaran can go through, in the order of Permensos 5/2019.
LANGKAH_PENDAFTARAN = ("desa", "kecamatan", "kab", "provinsi", "menteri")
_PEMERIKSA = (Role.PFM, Role.PUSDATIN)
MOST_DAYS, MOST_TIMES, MOST_SEL = 365, 1000, 100


def periksa(item: Setelan) -> None:
    """Raise InvalidInput for a value that cannot be."""
    months = item.bulan_dtks
    if not months or list(months) != sorted(set(months)) or not set(months) <= set(range(1, 13)):
        raise InvalidInput("Pilih sedikitnya satu bulan penetapan DTKS.")
    if item.pemeriksa_mou not in _PEMERIKSA:
        raise InvalidInput("Pemeriksa permohonan data adalah Ditjen PFM atau Pusdatin.")
    steps = item.langkah_pendaftaran
    if not steps or tuple(step for step in LANGKAH_PENDAFTARAN if step in steps) != steps:
        raise InvalidInput("Pilih sedikitnya satu langkah pendaftaran, dari desa ke atas.")
    if not 1 <= item.hari_unduhan <= MOST_DAYS or not 1 <= item.kali_unduhan <= MOST_TIMES:
        raise InvalidInput(f"Unduhan dibuka 1 sampai {MOST_DAYS} hari, dan 1 sampai {MOST_TIMES} kali.")
    if not 1 <= item.hari_paket <= MOST_DAYS:
        raise InvalidInput(f"Berkas paket briefing disimpan 1 sampai {MOST_DAYS} hari.")
    if not 0 <= item.sel_terkecil <= MOST_SEL:
        raise InvalidInput(f"Sel terkecil 0 sampai {MOST_SEL}; 0 berarti tidak ada yang disamarkan.")


def setelan_of(stored: Mapping[str, Any] | None) -> Setelan:
    """From what ``keterangan`` holds; what it does not name stands as in a fresh portal."""
    given = dict(stored or {})
    if "pemeriksa_mou" in given:
        given["pemeriksa_mou"] = Role(given["pemeriksa_mou"])
    for name in ("bulan_dtks", "langkah_pendaftaran"):
        if name in given:
            given[name] = tuple(given[name])
    return Setelan(**given)
