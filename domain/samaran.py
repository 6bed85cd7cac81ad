"""Small numbers: which counts of a table must not be told to somebody who may not see households.

A count below the limit could point at one household. It is suppressed, and with it as many others as it takes that
nobody finds it by subtracting what is shown from a total that is shown (complementary suppression).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from domain.indikator import DIISI, DISAMARKAN, TOTAL, Indikator
from domain.indikator import Nilai as Angka

Nilai = Sequence[Sequence[float | None]]
_Tertutup = list[list[bool]]


def samarkan(
    nilai: Nilai, ambang: int, *, kelompok: Sequence[Hashable] = (), partisi: Sequence[Sequence[int]] = ()
) -> _Tertutup:
    """Which cells of a table of counts are suppressed, cell for cell.

    ``kelompok[i]``: rows with the same value add up to a total that the reader knows (areas of one parent); empty: all
    rows do. ``partisi``: columns that add up to a total that the reader knows, row by row. Zeros and missing cells
    (None) are told: they point at nobody. ``ambang`` 0 suppresses nothing.
    """
    hidden = [[value is not None and 0 < value < ambang for value in row] for row in nilai]
    if not any(any(row) for row in hidden):
        return hidden
    groups: dict[Hashable, list[int]] = {}
    for i in range(len(nilai)):
        groups.setdefault(kelompok[i] if kelompok else None, []).append(i)
    columns = range(len(nilai[0]))
    lines = [[(i, j) for i in rows] for rows in groups.values() for j in columns]
    lines += [[(i, j) for j in part] for i in range(len(nilai)) for part in partisi]
    changed = True
    # A cell hidden for its column can be the only one hidden in its row; ends because cells are only ever added.
    while changed:
        changed = sum(_protect(line, nilai, hidden, ambang) for line in lines) > 0
    return hidden


def _protect(line: list[tuple[int, int]], nilai: Nilai, hidden: _Tertutup, ambang: int) -> bool:
    """Hide more of a line whose hidden part could be worked out; whether any was hidden."""
    changed = False
    while True:
        covered = [(nilai[i][j] or 0) for i, j in line if hidden[i][j]]
        # The hidden cells together are what the total leaves: one alone is found, and so is a sum that is small.
        if not covered or (len(covered) > 1 and sum(covered) >= ambang):
            return changed
        open_cells = [(nilai[i][j] or 0, i, j) for i, j in line if not hidden[i][j] and nilai[i][j] is not None]
        if not open_cells:
            return changed
        _, i, j = min(open_cells, key=lambda cell: (not cell[0], cell[0], cell[1], cell[2]))
        hidden[i][j] = changed = True


def samarkan_bagian(
    pembilang: Sequence[float | None],
    penyebut: Sequence[float | None],
    ambang: int,
    *,
    kelompok: Sequence[Hashable] = (),
) -> tuple[list[bool], list[bool]]:
    """For a share by area: where numerator (and with it the share) and where denominator are suppressed.

    What is left of the denominator is a count too: 97 of 100 says that 3 are left.
    """
    rest = [
        None if above is None or below is None else below - above
        for above, below in zip(pembilang, penyebut, strict=True)
    ]
    table = [[above, left, below] for above, left, below in zip(pembilang, rest, penyebut, strict=True)]
    hidden = samarkan(table, ambang, kelompok=kelompok, partisi=((0, 1),))
    above = [row[0] or row[1] or row[2] for row in hidden]
    return above, [row[2] for row in hidden]


@dataclass(frozen=True, slots=True)
class Potong:
    """A count that is told of areas: columns added, less others. ``luar`` names counts that it is part of, ``dalam``
    counts that are part of it: what is left between them is a count too.
    """

    kode: str
    tambah: tuple[str, ...]
    kurang: tuple[str, ...] = ()
    luar: tuple[str, ...] = ()
    dalam: tuple[str, ...] = ()


# Every count that a page tells of an area is one of these or the difference of two. The more a count is asked for, the
# earlier it stands: of two that cannot both be told the first is.
POTONG: tuple[Potong, ...] = (
    Potong("total", ("total",)),
    Potong("diisi", DIISI, luar=("total",)),
    Potong("terimpor", DIISI[1:], luar=("total", "diisi")),
    Potong("diperiksa", DIISI[2:], luar=("total", "diisi", "terimpor")),
    Potong("final", DIISI[4:], luar=("total", "diisi", "terimpor", "diperiksa")),
    Potong("nonaktif", ("n3", "n4", "n5"), luar=("total", "diisi")),
    # Filled in until seven days ago: what is left of diisi is the pace.
    Potong("lalu", DIISI, ("diisi_7",), luar=("total", "diisi")),
    Potong("s4_s5", DIISI[3:], luar=("total", "diisi", "terimpor", "diperiksa"), dalam=("final",)),
    Potong("n2_n5", ("n2", "n3", "n4", "n5"), luar=("total", "diisi"), dalam=("nonaktif",)),
    Potong("n4_n5", ("n4", "n5"), luar=("total", "diisi", "nonaktif", "n2_n5")),
    Potong("n5", ("n5",), luar=("total", "diisi", "nonaktif", "n2_n5", "n4_n5")),
    Potong("tanpa_kyc", DIISI, ("kyc_lengkap",), luar=("total", "diisi"), dalam=("nonaktif",)),
    Potong("inklusi", ("inklusi",), luar=("total", "diisi"), dalam=("nonaktif",)),
    Potong("art", ("art",)),
    Potong("p1", ("p1",), luar=("art",)),
    Potong("ruta_miskin", ("ruta_miskin",)),
    Potong("bukan_kpm_miskin", ("bukan_kpm_miskin",), luar=("ruta_miskin",)),
    Potong("awal", ("awal",)),
    Potong("disetujui", ("disetujui",)),
    Potong("menunggu", ("menunggu",)),
)
_AT = {item.kode: k for k, item in enumerate(POTONG)}
# Counts that hold each one, and counts that it holds.
_ABOVE = tuple(
    tuple(k for k, other in enumerate(POTONG) if other.kode in item.luar or item.kode in other.dalam) for item in POTONG
)
_BELOW = tuple(
    tuple(k for k, other in enumerate(POTONG) if other.kode in item.dalam or item.kode in other.luar) for item in POTONG
)
_S_CUTS = ("total", "diisi", "terimpor", "diperiksa", "s4_s5", "final")
_N_CUTS = ("diisi", "n2_n5", "nonaktif", "n4_n5", "n5")
_SENDIRI: dict[str, tuple[str, ...]] = {
    "diisi_7": ("diisi", "lalu"),
    "kyc_lengkap": ("diisi", "tanpa_kyc"),
    "kpm_dikunjungi": ("diisi",),
    "terpakai": ("awal", "nonaktif", "disetujui"),
    # n5 is a column of its own too, and the last of its row.
} | {kode: (kode,) for kode in _AT if kode != "n5"}


def potong_of(kolom: Collection[str]) -> frozenset[int]:
    """Places in ``POTONG`` of the counts from which the sum of some columns of a rekap follows; none for columns that
    count no households.
    """
    needed = {name for item in kolom for name in _SENDIRI.get(item, ())}
    for names, cuts in ((("s0", "s1", "s2", "s3", "s4", "s5"), _S_CUTS), (("n1", "n2", "n3", "n4", "n5"), _N_CUTS)):
        inside = False
        for name, cut in zip(names, cuts, strict=True):
            if (name in kolom) is not inside:
                needed.add(cut)
            inside = name in kolom
    return frozenset(_AT[name] for name in needed)


Hitung = npt.NDArray[np.int64]
Tutup = npt.NDArray[np.bool_]


def hitung_of(kolom: Mapping[str, npt.ArrayLike], banyak: int) -> Hitung:
    """``[area, count]`` of ``POTONG`` from columns of a rekap; what there is no column for is 0."""
    found = np.zeros((banyak, len(POTONG)), dtype=np.int64)
    for k, item in enumerate(POTONG):
        for sign, names in ((1, item.tambah), (-1, item.kurang)):
            for name in names:
                if name in kolom:
                    found[:, k] += sign * np.asarray(kolom[name], dtype=np.int64)
    return found


def tutup_sendiri(nilai: Hitung, ambang: int) -> Tutup:
    """What must not be told of areas seen alone: counts below the limit, and counts that differ by less from another
    that is told of the same area.
    """
    hidden = np.zeros(nilai.shape, dtype=bool)
    for k in range(len(POTONG)):
        bad = _small(nilai[:, k], ambang)
        for other in (*_ABOVE[k], *_BELOW[k]):
            if other < k:
                bad |= ~hidden[:, other] & _small(nilai[:, k] - nilai[:, other], ambang)
        hidden[:, k] = bad
    return hidden


def _small(count: Hitung, ambang: int) -> Tutup:
    size = np.abs(count)
    found: Tutup = (size > 0) & (size < ambang)
    return found


def tutup_keluarga(nilai: Hitung, ambang: int, induk: npt.NDArray[np.int64], induk_tutup: Tutup) -> Tutup:
    """What must not be told of the areas of some parents, so that nothing hidden follows from what is told.

    ``nilai[i]`` are the counts of area ``i``, ``induk[i]`` the row of its parent in ``induk_tutup``, which says what is
    hidden of the parent. From the top down this holds over all levels: hidden areas of a told parent are at least two
    and together either not small or nothing; of a hidden parent as much is hidden below it as makes it up.
    """
    hidden = tutup_sendiri(nilai, ambang)
    for k in range(len(POTONG)):
        above = induk_tutup[:, k]
        if above.any() or hidden[:, k].any():
            _cover(nilai, hidden, k, ambang, induk, above)
    return hidden


def _cover(nilai: Hitung, hidden: Tutup, k: int, ambang: int, induk: npt.NDArray[np.int64], above: Tutup) -> None:
    """Hide more of one count until every family keeps it; the smallest that protect go first."""
    size = len(above)
    open_ = above | (np.bincount(induk, hidden[:, k], size) > 0)
    while True:
        rows = np.flatnonzero(open_[induk])
        value, covered, family = nilai[rows], hidden[rows, k], induk[rows]
        beside = (*_ABOVE[k], *_BELOW[k])
        gaps = np.abs(np.stack([value[:, k], *(value[:, k] - value[:, other] for other in beside)]))
        whole = np.stack([np.bincount(family, gap, size) for gap in gaps])
        sums = np.stack([np.bincount(family, gap * covered, size) for gap in gaps])
        small = ((sums > 0) & (sums < ambang)).any(axis=0)
        missing = (above & (sums < np.minimum(ambang, whole))).any(axis=0)
        open_ = small | missing | (np.bincount(family, covered, size) == 1) & ~above
        # Only what lies between two different told counts hides anything.
        places = rows[~covered & open_[family] & (_room(value, hidden[rows], k) > 0)]
        if not len(places):
            return
        order = places[np.lexsort((places, nilai[places, k], nilai[places, k] == 0, induk[places]))]
        first = np.unique(induk[order], return_index=True)[1]
        hidden[order[first], k] = True
        still = np.zeros(size, dtype=bool)
        still[induk[order[first]]] = True
        open_ &= still


def _room(nilai: Hitung, hidden: Tutup, k: int) -> Hitung:
    """How far apart the nearest told counts above and below one count are, by area."""
    far = np.iinfo(np.int64).max // 4
    high, low = np.full(len(nilai), far), np.zeros(len(nilai), dtype=np.int64)
    own = nilai[:, k]
    # A count that was not made (of another programme, before the first forecast) bounds nothing.
    for other in _ABOVE[k]:
        value = nilai[:, other]
        high = np.where(hidden[:, other] | (value < own), high, np.minimum(high, value))
    for other in _BELOW[k]:
        value = nilai[:, other]
        low = np.where(hidden[:, other] | (value > own), low, np.maximum(low, value))
    return high - low


def tutup_hari(
    kumulatif: Hitung, total: Hitung, ambang: int, induk: npt.NDArray[np.int64], boleh: Tutup, tutup: Tutup
) -> Tutup:
    """Days of which families tell no history, ``[day, family]``; the last day is the present.

    ``kumulatif[d, i]`` of area ``i`` grows to the present, ``total[i]`` holds it. ``boleh[d, f]``: what the family of
    the parent tells; ``tutup[i]``: not told today. Between two days that are told nothing or at least ``ambang`` has
    moved in every area, and the areas of a family are told on the same days, so that none follows from the others.
    """
    days, size = len(kumulatif), boleh.shape[1]
    told = boleh.copy()
    later, later_covered = kumulatif[-1].copy(), np.bincount(induk, kumulatif[-1] * tutup, size)
    for day in range(days - 2, -1, -1):
        now, covered = kumulatif[day], np.bincount(induk, kumulatif[day] * tutup, size)
        steps = (now, total - now, later - now)
        small = np.logical_or.reduce([_small(step, ambang) for step in steps]) & ~tutup
        alone = _small(covered, ambang) | _small(later_covered - covered, ambang)
        told[day] &= (np.bincount(induk, small, size) == 0) & ~alone
        later = np.where(told[day][induk], now, later)
        later_covered = np.where(told[day], covered, later_covered)
    return ~told


@dataclass(frozen=True, slots=True)
class Topeng:
    """What is hidden of which area: bits by code, one for each of ``POTONG``. Without any nothing is."""

    ambang: int = 0
    bit: Mapping[int, int] = field(default_factory=dict)

    def tutup(self, kode: Sequence[int], *jumlah: Collection[str]) -> list[bool]:
        """For each area whether one of some sums is hidden; a sum is given by the columns of a rekap in it."""
        mask = mask_of(*jumlah)
        return [bool(self.bit.get(item, 0) & mask) for item in kode]

    def satu(self, kode: int, *jumlah: Collection[str]) -> bool:
        """The same for one area."""
        return self.tutup([kode], *jumlah)[0]

    def samarkan(self, indikator: Indikator, kode: Sequence[int], nilai: Sequence[Angka]) -> list[Angka]:
        """The figures of areas, with DISAMARKAN in place of those that are hidden."""
        if not self.bit:
            return list(nilai)
        hidden = self.tutup(kode, *jumlah_of(indikator))
        return [DISAMARKAN if covered else item for item, covered in zip(nilai, hidden, strict=True)]


# Of readers who may see households.
TERBUKA = Topeng()


def mask_of(*jumlah: Collection[str]) -> int:
    """Bits of the counts that some sums of columns need."""
    return sum(1 << k for k in frozenset().union(*map(potong_of, jumlah)))


def jumlah_of(indikator: Indikator) -> tuple[tuple[str, ...], ...]:
    """The sums of columns that a figure tells or that follow from it."""
    if indikator.pembilang is not None and indikator.penyebut is not None:
        return indikator.pembilang, indikator.penyebut
    return (DIISI, TOTAL, ("diisi_7",)) if indikator.kode == "terlambat" else (DIISI, TOTAL)


def bits_of(hidden: Tutup) -> list[int]:
    """Rows of what is hidden as whole numbers."""
    weights = 1 << np.arange(len(POTONG), dtype=np.int64)
    return [int(item) for item in hidden @ weights]
