"""Arithmetic of the kuota, who keeps a place when there are too few, and rules that divide places (section 8).

Everything is counted in KPM (one place, one KPM) and in whole numbers: a division never rounds a place into being.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from domain.errors import InvalidInput, RuleViolation
from domain.indikator import ratio, terpakai

DESIL = range(1, 11)
# Most places one number may name: all households of Indonesia fit ten times over.
TERBANYAK = 999_999_999


@dataclass(frozen=True, slots=True)
class Posisi:
    """The kuota of one area and what became of it, in KPM. ``menunggu``: usulan that nobody has decided on.

    An usulan that replaces a KPM takes the one place which that KPM freed by being nonaktif, so the replacement shows
    once in ``nonaktif`` and once in ``disetujui``.
    """

    kuota: int
    awal: int
    nonaktif: int
    disetujui: int
    menunggu: int = 0

    @property
    def terpakai(self) -> int:
        """KPM that hold a place."""
        return int(terpakai(self.awal, self.nonaktif, self.disetujui))

    @property
    def sisa(self) -> int:
        """Places left; negative when more hold one than there are."""
        return int(sisa(self.kuota, self.terpakai))

    @property
    def lebih(self) -> int:
        """KPM beyond the kuota, by which finalisasi is blocked."""
        return max(-self.sisa, 0)

    @property
    def harus_menunggu(self) -> int:
        """Usulan waiting for which no place is left."""
        return max(self.menunggu - max(self.sisa, 0), 0)

    @property
    def utilisasi(self) -> float | None:
        """Percentage of the kuota that is used; None without a kuota."""
        return ratio(self.terpakai, self.kuota)


def sisa(kuota: Any, terpakai: Any) -> Any:
    """Places left: kuota − terpakai; numbers, or columns of numbers."""
    return kuota - terpakai


@dataclass(frozen=True, slots=True)
class Calon:
    """A claim on a place: an usulan with the welfare rank of its household (1 is poorest) and its musdes day."""

    id: int
    percentile: int | None
    musdes: date | None
    disetujui: bool

    @property
    def urutan(self) -> tuple[bool, int, date, int]:
        """Approved before waiting, poorest first, then the earlier musdes; what is unknown comes last."""
        last = 101
        return (
            not self.disetujui,
            last if self.percentile is None else self.percentile,
            self.musdes or date.max,
            self.id,
        )


def yang_muat(tempat: int, calon: Iterable[Calon]) -> tuple[list[Calon], list[Calon]]:
    """Claims that get one of ``tempat`` places, and those that do not, both in order.

    With fewer places than approved usulan the poorest stay: 20 places for 25 keep the 20 lowest percentile.
    """
    order = sorted(calon, key=lambda item: item.urutan)
    places = max(tempat, 0)
    return order[:places], order[places:]


@dataclass(frozen=True, slots=True)
class Desa:
    """What a rule of division needs to know of one desa. ``ruta`` are its households up to the desil limit."""

    kode: int
    kuota: int
    terpakai: int
    awal: int
    ruta: int
    menunggu: int


@dataclass(frozen=True, slots=True)
class Pembagian:
    """A division: places by desa. ``catatan`` says what could not be kept, in words for the reader."""

    tempat: dict[int, int]
    catatan: str = ""

    @property
    def jumlah(self) -> int:
        """Places divided."""
        return sum(self.tempat.values())


class Aturan(StrEnum):
    """Rules by which a kab's kuota can be divided among its desa."""

    TETAP = "tetap"
    RUTA = "ruta"
    AWAL = "awal"
    MENUNGGU = "menunggu"
    GABUNG = "gabung"


ATURAN_NAME = {
    Aturan.TETAP: "Pembagian sekarang",
    Aturan.RUTA: "Menurut ruta miskin",
    Aturan.AWAL: "Menurut KPM awal",
    Aturan.MENUNGGU: "Tambah merata bagi yang menunggu",
    Aturan.GABUNG: "Gabungkan tempat kosong",
}
ATURAN_PENJELASAN = {
    Aturan.TETAP: "Tidak ada desa yang berubah. Ubah angka desa pada kolom Rancangan.",
    Aturan.RUTA: "Kuota kab/kota dibagi sebanding dengan jumlah ruta sampai batas desil, paling sedikit sebanyak "
    "yang sudah terpakai di tiap desa.",
    Aturan.AWAL: "Kuota kab/kota dibagi sebanding dengan KPM awal, paling sedikit sebanyak yang sudah terpakai di "
    "tiap desa.",
    Aturan.MENUNGGU: "Tempat yang belum dibagi ditambahkan satu per satu kepada desa yang usulannya melebihi sisa "
    "tempat.",
    Aturan.GABUNG: "Tempat kosong yang tidak diperlukan usulan suatu desa ditarik, lalu diberikan satu per satu "
    "kepada desa yang usulannya melebihi sisa tempat; selebihnya kembali ke desa asal.",
}


def bagi(aturan: Aturan, kuota: int, desa: Sequence[Desa]) -> Pembagian:
    """Divide ``kuota`` places of a kab among its desa by a rule. Never more than ``kuota`` is given out.

    Proportional rules give out exactly ``kuota``. Raises InvalidInput for a kab without desa, RuleViolation where
    the rule has nothing to go by.
    """
    if not desa:
        raise InvalidInput("Kab/kota ini tidak memiliki desa yang dapat dibagi kuotanya.")
    if aturan is Aturan.TETAP:
        return Pembagian({item.kode: item.kuota for item in desa})
    if aturan is Aturan.RUTA:
        return _sebanding(kuota, desa, lambda item: item.ruta, "ruta sampai batas desil itu")
    if aturan is Aturan.AWAL:
        return _sebanding(kuota, desa, lambda item: item.awal, "KPM awal")
    return _tambah(kuota, desa, pool=aturan is Aturan.GABUNG)


def _sebanding(kuota: int, desa: Sequence[Desa], bobot: Callable[[Desa], int], what: str) -> Pembagian:
    weights = {item.kode: bobot(item) for item in desa}
    if not any(weights.values()):
        raise RuleViolation(f"Tidak ada satu pun {what} di kab/kota ini. Pilih cara pembagian lain.")
    floors = {item.kode: max(item.terpakai, 0) for item in desa}
    short = sum(floors.values()) - kuota
    if short <= 0:
        return Pembagian(share_out(kuota, weights, floors))
    places = share_out(kuota, weights)
    under = sum(places[kode] < floor for kode, floor in floors.items())
    return Pembagian(
        places,
        f"Kuota kab/kota kurang {short} dari yang sudah terpakai, sehingga tidak setiap desa dapat menampung KPM-nya: "
        f"{under} desa turun di bawah yang terpakai.",
    )


def share_out(places: int, weights: Mapping[int, int], floors: Mapping[int, int] | None = None) -> dict[int, int]:
    """Divide ``places`` in proportion to ``weights`` by largest remainder, none below its floor; the sum is exact.

    Whole numbers throughout. Of equal remainders the larger weight, then the lower key comes first. The floors
    together must not exceed ``places`` (ValueError), some weight must be above zero.
    """
    floors = floors or {}
    given = {key: floors.get(key, 0) for key in weights}
    left = places - sum(given.values())
    if left < 0 or not any(weights.values()):
        raise ValueError("floors exceed the places, or there is nothing to divide by")
    # Whose proportional share lies under the floor keeps the floor; the others share what remains, again.
    free = [key for key in weights if weights[key] > 0]
    while True:
        pool, total = left + sum(given[key] for key in free), sum(weights[key] for key in free)
        low = [key for key in free if pool * weights[key] < given[key] * total]
        if not low:
            break
        free = [key for key in free if key not in set(low)]
    if not free:
        # Every share lies under its floor only if nothing is left.
        return given
    for key in free:
        given[key] = pool * weights[key] // total
    extra = pool - sum(given[key] for key in free)
    for key in sorted(free, key=lambda key: (-(pool * weights[key] % total), -weights[key], key))[:extra]:
        given[key] += 1
    return given


def _tambah(kuota: int, desa: Sequence[Desa], *, pool: bool) -> Pembagian:
    """Top up the desa with more waiting than places, all alike until each has enough or nothing is left."""
    places = {item.kode: item.kuota for item in desa}
    # What holds a place and what waits for one: beyond that a place is idle, below it one is missing.
    wanted = {item.kode: max(item.terpakai, 0) + item.menunggu for item in desa}
    need = {kode: wanted[kode] - places[kode] for kode in places if wanted[kode] > places[kode]}
    undivided = kuota - sum(places.values())
    if undivided < 0:
        raise RuleViolation(
            f"Yang dibagi kepada desa melebihi kuota kab/kota sebanyak {-undivided} tempat. Kurangi pembagian desa "
            "lebih dahulu, atau pilih cara lain."
        )
    idle = {kode: places[kode] - wanted[kode] for kode in places if places[kode] > wanted[kode]} if pool else {}
    added = level_up(undivided + sum(idle.values()), need)
    for kode, count in added.items():
        places[kode] += count
    # What was not divided is spent first; only the rest is taken from desa that do not need it.
    taken = max(sum(added.values()) - undivided, 0)
    if taken:
        for kode, count in share_out(taken, idle).items():
            places[kode] -= count
    still = sum(need.values()) - sum(added.values())
    note = ""
    if not need:
        note = "Tidak ada desa yang usulannya melebihi sisa tempat, sehingga tidak ada yang berubah."
    elif still:
        note = f"Masih kurang {still} tempat bagi usulan yang menunggu."
    return Pembagian(places, note)


def level_up(places: int, need: Mapping[int, int]) -> dict[int, int]:
    """Give out places one by one in turn, none beyond its need; the last round goes to the largest needs.

    Gives out ``min(places, sum of needs)``.
    """
    left = min(places, sum(need.values()))
    given = dict.fromkeys(need, 0)
    open_ = sorted(need, key=lambda key: (-need[key], key))
    while left:
        each = max(left // len(open_), 1)
        for key in open_:
            step = min(each, need[key] - given[key], left)
            given[key] += step
            left -= step
        open_ = [key for key in open_ if given[key] < need[key]]
    return given


def turun_di_bawah(
    lama: Mapping[int, int], baru: Mapping[int, int], terpakai_desa: Mapping[int, int]
) -> dict[int, int]:
    """Desa that a new division takes below what is used there: KPM without a place, by desa.

    A desa that was short before counts only when it gets fewer places than it had.
    """
    return {
        kode: terpakai_desa.get(kode, 0) - places
        for kode, places in baru.items()
        if places < terpakai_desa.get(kode, 0) and places < lama.get(kode, 0)
    }


def berubah(lama: Mapping[int, int], baru: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Desa whose places differ: places before and after, by code."""
    return {kode: (lama.get(kode, 0), places) for kode, places in sorted(baru.items()) if places != lama.get(kode, 0)}
