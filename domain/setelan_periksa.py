"""What an administrator may set about the review, because sources disagree or say nothing (section 6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.errors import InvalidInput
from domain.tindakan import BATAS_MASSAL
from domain.usulan import JENIS_NAME, JenisUsulan

_MOST_CASES, _MOST_TIMES = 100_000, 12


@dataclass(frozen=True, slots=True)
class SetelanPeriksa:
    """``batas_massal``: an act on more cases needs a second person. When the pengesahan has closed, unreviewed cases
    of the kinds ``dibawa`` go to the next periode, at most ``paling_sering`` times; all others are over.

    What verivali found belongs to the periode of the visit, so a correction is not carried over by default.
    """

    batas_massal: int = BATAS_MASSAL
    dibawa: frozenset[JenisUsulan] = frozenset({JenisUsulan.BSP, JenisUsulan.DTKS_BARU})
    paling_sering: int = 1

    def as_facts(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "batas_massal": self.batas_massal,
            "dibawa": sorted(int(jenis) for jenis in self.dibawa),
            "paling_sering": self.paling_sering,
        }


def baca_setelan(facts: Mapping[str, object] | None) -> SetelanPeriksa:
    """Settings from what is stored; the defaults where nothing is."""
    if facts is None:
        return SetelanPeriksa()
    kinds = facts["dibawa"]
    assert isinstance(kinds, list)
    return SetelanPeriksa(
        int(str(facts["batas_massal"])),
        frozenset(JenisUsulan(kind) for kind in kinds),
        int(str(facts["paling_sering"])),
    )


def periksa_setelan(setelan: SetelanPeriksa) -> None:
    """Raise InvalidInput for numbers that cannot be meant."""
    if not 1 <= setelan.batas_massal <= _MOST_CASES:
        raise InvalidInput(f"Batas orang kedua harus 1 sampai {_MOST_CASES} kasus.")
    if not 0 <= setelan.paling_sering <= _MOST_TIMES:
        raise InvalidInput(f"Kasus dapat dibawa paling banyak {_MOST_TIMES} kali.")
    if setelan.dibawa & {JenisUsulan.PERBAIKAN, JenisUsulan.KETIDAKLAYAKAN}:
        raise InvalidInput(
            f"{JENIS_NAME[JenisUsulan.PERBAIKAN]} dan {JENIS_NAME[JenisUsulan.KETIDAKLAYAKAN].lower()} berasal dari "
            "kunjungan pada satu periode, sehingga tidak dapat dibawa ke periode berikutnya."
        )
