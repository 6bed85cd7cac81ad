"""Where one colour of the map ends and the next begins: class limits for a set of figures, and the class of each.

Limits are upper limits, inclusive: class 1 holds values up to the first limit, the last class what lies above the
last. ``assets/peta_angka.js`` classifies the days of the play with the same rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from domain.figur import KELAS_SAMAR

_Floats = npt.NDArray[np.float64]

CLASSES = 5
TIDAK_ADA_DATA = 0
BERHENTI = -1


class Cara(StrEnum):
    """Ways to classify; the value stands in the address."""

    PITA = "pita"
    KUANTIL = "kuantil"
    SAMA = "sama"
    ALAMI = "alami"


CARA_NAME = {
    Cara.PITA: "Pita target",
    Cara.KUANTIL: "Kuantil",
    Cara.SAMA: "Interval sama",
    Cara.ALAMI: "Batas alami",
}


@dataclass(frozen=True, slots=True)
class Kelas:
    """Upper limits of all classes but the last, in the unit of the figures; at most CLASSES - 1 of them."""

    batas: tuple[float, ...]

    def of(self, value: float) -> int:
        """Class number from 1; a value on a limit belongs to the lower class."""
        return 1 + sum(value > limit for limit in self.batas)


def class_limits(
    values: Sequence[float], cara: Cara, pita: tuple[float, ...], *, centred: bool = False, decimals: int = 1
) -> Kelas:
    """Limits for figures that exist (no None among them).

    Fixed bands are taken as they are. The others give fewer classes where there are fewer distinct figures, and
    none at all (one class) where all are equal or there are none. ``centred`` figures get limits symmetric about
    zero, so that the middle colour always means the same. Limits are rounded to what the legend shows, so that an
    area never stands on the other side of the limit a reader sees.
    """
    if cara is Cara.PITA:
        return Kelas(pita)
    rounded = np.round(np.asarray(values, dtype=float), decimals)
    if len(np.unique(rounded)) < 2:
        return Kelas(())
    limits = _centred_limits(np.abs(rounded), cara) if centred else _LIMITS[cara](rounded, CLASSES)
    # A limit at the highest value would leave the class above it empty.
    return Kelas(tuple(sorted({round(limit, decimals) for limit in limits if limit < rounded.max()})))


def _centred_limits(sizes: _Floats, cara: Cara) -> list[float]:
    """Limits on the size of a figure, mirrored: two of them make 2 + 1 + 2 classes about zero."""
    highest = float(sizes.max())
    upper = [highest / 5, highest * 3 / 5] if cara is Cara.SAMA else _LIMITS[cara](sizes, 3)
    return [-limit for limit in upper] + upper


def _quantiles(values: _Floats, classes: int) -> list[float]:
    # Brought down to a figure that occurs: limits between the same two figures would bound empty classes.
    return [float(values[values <= np.quantile(values, part / classes)].max()) for part in range(1, classes)]


def _equal(values: _Floats, classes: int) -> list[float]:
    low, high = float(values.min()), float(values.max())
    classes = min(classes, len(np.unique(values)))
    return [low + (high - low) * part / classes for part in range(1, classes)]


def natural_breaks(values: _Floats, classes: int) -> list[float]:
    """Upper limits of the classes with the least squared distance to their means (Fisher 1958, Jenks 1977).

    Exact and therefore the same for the same figures; equal to ``mapclassify.FisherJenks``, which needs a compiler
    or half a second for the 514 kab/kota.
    """
    points, weight = np.unique(values, return_counts=True)
    count = len(points)
    classes = min(classes, count)
    mass = np.concatenate([[0], np.cumsum(weight)]).astype(float)
    first = np.concatenate([[0], np.cumsum(weight * points)])
    second = np.concatenate([[0], np.cumsum(weight * points**2)])
    # cost[i, j]: squared distance to their mean of points i..j-1; infinite where that is nothing.
    span = mass[None, :] - mass[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = second[None, :] - second[:, None] - (first[None, :] - first[:, None]) ** 2 / span
    cost[np.tril_indices(count + 1)] = np.inf
    best = cost[0].copy()
    cuts: list[npt.NDArray[np.intp]] = []
    for _ in range(classes - 1):
        total = best[:, None] + cost
        cuts.append(total.argmin(axis=0))
        best = total.min(axis=0)
    limits, end = [], count
    for cut in reversed(cuts):
        end = int(cut[end])
        limits.append(float(points[end - 1]))
    return limits[::-1]


_LIMITS: dict[Cara, Callable[[_Floats, int], list[float]]] = {
    Cara.KUANTIL: _quantiles,
    Cara.SAMA: _equal,
    Cara.ALAMI: natural_breaks,
}


def classes_of(
    values: Sequence[float | None],
    stopped: Sequence[bool],
    limits: tuple[float, ...],
    hidden: Collection[int] = (),
) -> list[int]:
    """Class of each area: 1 and up, TIDAK_ADA_DATA, BERHENTI, or KELAS_SAMAR at the places ``hidden``."""
    found = np.array([np.nan if value is None else value for value in values], dtype=float)
    number = (found[:, None] > np.array(limits, dtype=float)[None, :]).sum(axis=1) + 1
    return [
        KELAS_SAMAR if at in hidden else int(kelas) if value is not None else BERHENTI if still else TIDAK_ADA_DATA
        for at, (value, still, kelas) in enumerate(zip(values, stopped, number, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Legenda:
    """What the legend says: limits, areas per class, and areas without a figure, standing still, or not told."""

    batas: tuple[float, ...]
    banyak: tuple[int, ...]
    tidak_ada_data: int
    berhenti: int
    disamarkan: int


def count_classes(kelas: Sequence[int], batas: tuple[float, ...]) -> Legenda:
    """Count areas by class, for the legend."""
    counts = dict.fromkeys(range(KELAS_SAMAR, len(batas) + 2), 0)
    for number in kelas:
        counts[number] += 1
    known = tuple(counts[number] for number in range(1, len(batas) + 2))
    return Legenda(batas, known, counts[TIDAK_ADA_DATA], counts[BERHENTI], counts[KELAS_SAMAR])


def ramp(classes: int, *, low_is_bad: bool, centred: bool) -> tuple[str, ...]:
    """Names of the colours for classes low to high: the darker or warmer, the worse.

    With fewer than five classes the colours are spread over the whole ramp, and a single class takes its middle.
    """
    steps = [3] if classes == 1 else [1 + round(part * (CLASSES - 1) / (classes - 1)) for part in range(classes)]
    kind = "div" if centred else "seq"
    names = [f"{kind}-{step}" for step in steps]
    # Sequential ramps darken upwards; the diverging one runs from bad (1) to good (5).
    return tuple(names if low_is_bad == centred else names[::-1])
