"""Kartogram: one equal square per area, arranged so that the country is still recognised.

The coordinates are spread until no two lie closer than one square (so that Java, dense, grows at the cost of the
sea, not of its neighbours), and then matched with the squares of a grid by an optimal assignment: the sum of the
squared displacements is as small as it can be. Everything is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from geo.coverage import Codes, grouped, parent_of
from geo.diagram import separate

Coordinates = NDArray[np.float64]
Integers = NDArray[np.int64]

FILLING = 1.15
"""Squares of room per area before spreading."""
ROUNDS = 300
MARGIN = 3
LOOSE = 1.25
"""Squares of room per square of block in the kartogram of desa."""
SEA = 1.2
"""How much wider the country lies than its islands would at their own mean scale: room for straits."""
SEARCH = 40
"""Squares to each side that an island or a block may be moved from its wish."""
ISLAND_OF_DIGIT = {1: 1, 2: 1}
"""Islands by the first digit of the code: 1 and 2 (Kepulauan Riau) are Sumatra, 3 Jawa, 5 Bali and Nusa Tenggara,
6 Kalimantan, 7 Sulawesi, 8 Maluku, 9 Papua."""


class Kartogram(TypedDict):
    """``sel``: [kode, x, y], x from the west, y from the north; ``kelompok``: [kode_kec, x, y, width, height]."""

    kolom: int
    baris: int
    sel: list[list[int]]
    kelompok: list[list[int]]


def island_of(kode: Codes) -> Integers:
    """Group number of the island a region lies on, from its code."""
    first = np.array([int(str(code)[0]) for code in kode], dtype=np.int64)
    return np.array([ISLAND_OF_DIGIT.get(digit, digit) for digit in first.tolist()], dtype=np.int64)


def _extent(points: Coordinates) -> float:
    """Area of the convex hull, widened by half of a square's share, so that two points have an area as well."""
    half = max(float(np.ptp(points, axis=0).max()), 1e-3) / (2 * np.sqrt(len(points)))
    return float(shapely.area(shapely.buffer(shapely.convex_hull(shapely.multipoints(points)), half)))


def _tame(points: Coordinates) -> Coordinates:
    """Bring far outliers (a remote island, a doubtful coordinate) to the fence of Tukey's box plot."""
    low, high = np.quantile(points, [0.25, 0.75], axis=0)
    fence = 1.5 * (high - low)
    return np.asarray(np.clip(points, low - fence, high + fence))


def spread(points: Coordinates) -> Coordinates:
    """Scale to about one unit per point and push apart until none is closer than that; y grows southward."""
    placed = separate(points) * [1.0, -1.0] * _scale(points)
    for _ in range(ROUNDS):
        pairs = cKDTree(placed).query_pairs(1.0, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs[:, 0], pairs[:, 1]
        gap = placed[first] - placed[second]
        distance = np.hypot(gap[:, 0], gap[:, 1])
        short = 1.0 - distance
        if short.max() < 0.05:
            break
        push = gap * (0.25 * short / np.maximum(distance, 1e-9))[:, None]
        for axis in (0, 1):
            placed[:, axis] += np.bincount(first, push[:, axis], len(placed))
            placed[:, axis] -= np.bincount(second, push[:, axis], len(placed))
    return np.asarray(placed)


def _scale(points: Coordinates) -> float:
    """Squares per degree at which the hull of the points has room for all of them."""
    return float(np.sqrt(FILLING * len(points) / _extent(points)))


def arrange(points: Coordinates) -> Integers:
    """One square (column, row) for each point; no two share one; columns from the west, rows from the north."""
    placed = spread(points)
    low = np.floor(placed.min(axis=0)).astype(np.int64) - MARGIN
    high = np.ceil(placed.max(axis=0)).astype(np.int64) + MARGIN
    columns, rows = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
    squares = np.c_[columns.ravel(), rows.ravel()]
    cost = ((placed[:, None, :] - squares[None, :, :]) ** 2).sum(axis=2)
    chosen = squares[linear_sum_assignment(cost)[1]]
    return np.asarray(chosen - chosen.min(axis=0), dtype=np.int64)


def _archipelago(kode: Codes, points: Coordinates) -> Integers:
    """Squares of the whole country: each island arranged at its own scale, then the islands set beside each other.

    Jawa would otherwise swell into a ball and swallow the straits. The largest island is set first; every other
    goes to the place nearest its wish that leaves an empty square all around it.
    """
    island = island_of(kode)
    names, count = np.unique(island, return_counts=True)
    rows_of = {name: np.flatnonzero(island == name) for name in names.tolist()}
    room = sum(_extent(points[rows]) for rows in rows_of.values())
    scale = SEA * np.sqrt(FILLING * len(kode) / room)
    squares = np.zeros((len(kode), 2), dtype=np.int64)
    taken: set[tuple[int, int]] = set()
    steps = np.arange(-SEARCH, SEARCH + 1)
    shifts = np.array(np.meshgrid(steps, steps)).reshape(2, -1).T
    shifts = shifts[np.argsort((shifts**2).sum(axis=1), kind="stable")]
    for name in names[np.argsort(-count, kind="stable")].tolist():
        rows = rows_of[name]
        local = arrange(points[rows])
        middle = (points[rows].min(axis=0) + points[rows].max(axis=0)) / 2
        start = np.round(middle * [scale, -scale] - local.max(axis=0) / 2).astype(np.int64)
        squares[rows] = next(
            moved
            for moved in (local + start + shift for shift in shifts)
            if taken.isdisjoint(map(tuple, moved.tolist()))
        )
        around = [squares[rows] + [x, y] for x in (-1, 0, 1) for y in (-1, 0, 1)]
        taken.update(map(tuple, np.concatenate(around).tolist()))
    return np.asarray(squares - squares.min(axis=0))


def areas(kode: Codes, points: Coordinates, country: bool = False) -> Kartogram:
    """The kartogram of areas that stand alone (provinsi, kab, kecamatan); ``country`` keeps the islands apart."""
    squares = _archipelago(kode, points) if country else arrange(_tame(points))
    width, height = (squares.max(axis=0) + 1).tolist()
    cells = np.c_[kode, squares].tolist()
    return Kartogram(kolom=width, baris=height, sel=cells, kelompok=[])


def _block(points: Coordinates) -> tuple[Integers, int, int]:
    """Squares of one kecamatan, nearly a square itself, its last row not always full; with width and height."""
    count = len(points)
    width = int(np.ceil(np.sqrt(count)))
    slots = np.c_[np.arange(count) % width, np.arange(count) // width]
    height = int(slots[-1, 1]) + 1
    low, high = points.min(axis=0), points.max(axis=0)
    relative = (points - low) / np.maximum(high - low, 1e-9) * [1, -1] + [0, 1]
    wanted = relative * [width - 1, height - 1]
    cost = ((wanted[:, None, :] - slots[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(slots[linear_sum_assignment(cost)[1]], dtype=np.int64), width, height


def _place_blocks(centres: Coordinates, sizes: Integers) -> Integers:
    """Top-left corner of each block: as near to its scaled centre as is free, the innermost blocks first.

    Blocks keep one empty square between them; the row above each stays free for its label.
    """
    room = sizes + np.array([1, 2])
    span = np.maximum(np.ptp(centres, axis=0), 1e-6)
    # The scale at which the box around all blocks has the room they need: (s a + w)(s b + h) = room.
    usual = room.mean(axis=0)
    slope = span[0] * usual[1] + span[1] * usual[0]
    spare = max(LOOSE * float(room.prod(axis=1).sum()) - float(usual.prod()), 0.0)
    scale = (np.sqrt(slope**2 + 4 * span.prod() * spare) - slope) / (2 * span.prod())
    target = (centres - centres.mean(axis=0)) * [scale, -scale]
    side = int(np.ceil(2 * np.abs(target).max() + 4 * np.sqrt(room.prod(axis=1).sum()) + 2 * room.max()))
    taken = np.zeros((side, side), dtype=np.int64)
    corners = np.zeros((len(centres), 2), dtype=np.int64)
    for index in np.argsort(np.hypot(target[:, 0], target[:, 1]), kind="stable"):
        width, height = room[index]
        total = np.zeros((side + 1, side + 1), dtype=np.int64)
        total[1:, 1:] = taken.cumsum(axis=0).cumsum(axis=1)
        used = total[height:, width:] - total[:-height, width:] - total[height:, :-width] + total[:-height, :-width]
        rows, columns = np.nonzero(used == 0)
        wish = target[index] + side / 2 - room[index] / 2
        best = int(np.argmin((columns - wish[0]) ** 2 + (rows - wish[1]) ** 2))
        x, y = int(columns[best]), int(rows[best])
        taken[y : y + height, x : x + width] = 1
        corners[index] = x, y + 1
    return np.asarray(corners - corners.min(axis=0) + np.array([0, 1]))


def blocks(kode: Codes, points: Coordinates) -> Kartogram:
    """The kartogram of desa: a compact block per kecamatan, placed as the kecamatan lie to each other."""
    kecs, of_kec = np.unique(parent_of(kode), return_inverse=True)
    made = [_block(points[of_kec == k]) for k in range(len(kecs))]
    centres = np.array([np.median(points[of_kec == k], axis=0) for k in range(len(kecs))])
    sizes = np.array([[width, height] for _, width, height in made], dtype=np.int64)
    corners = _place_blocks(separate(_tame(centres)), sizes)
    cells = np.empty((len(kode), 3), dtype=np.int64)
    for k, (slots, _, _) in enumerate(made):
        cells[of_kec == k] = np.c_[kode[of_kec == k], slots + corners[k]]
    width, height = (corners + sizes).max(axis=0).tolist()
    return Kartogram(kolom=width, baris=height, sel=cells.tolist(), kelompok=np.c_[kecs, corners, sizes].tolist())


def located(wilayah: pd.DataFrame) -> pd.DataFrame:
    """``wilayah`` (kode, level, lon, lat) in order of code, every region with a coordinate, and column induk.

    Above the desa it is the median of the desa (the given one is the seat of office, now and then far outside),
    where there are any. A desa without a coordinate stands at its kecamatan's, so that it still has a square.
    """
    frame = wilayah[["kode", "level", "lon", "lat"]].sort_values("kode", ignore_index=True)
    kode = frame["kode"].to_numpy(dtype=np.int64)
    frame["induk"] = parent_of(kode)
    desa = frame[(frame["level"] == 4) & frame["lon"].notna()]
    above = desa["kode"].to_numpy(dtype=np.int64)
    axes = ["lon", "lat"]
    for _ in range(3):
        above = parent_of(above)
        middle = desa[axes].groupby(above).median().reindex(kode).set_index(frame.index)
        frame[axes] = middle.fillna(frame[axes])
    kec = frame.set_index("kode")[axes].reindex(frame["induk"]).set_index(frame.index)
    frame[axes] = frame[axes].fillna(kec)
    return frame.dropna(subset=axes, ignore_index=True)


def kartograms(wilayah: pd.DataFrame) -> Iterator[tuple[int, int, str, Kartogram]]:
    """Every kartogram of the artefact contract: (number done, total, key ``<level>-<induk>``, layout)."""
    frame = located(wilayah)
    kode = frame["kode"].to_numpy(dtype=np.int64)
    points = frame[["lon", "lat"]].to_numpy(dtype=np.float64)
    level = frame["level"].to_numpy()
    parent = frame["induk"].to_numpy(dtype=np.int64)
    jobs: list[tuple[str, NDArray[np.intp]]] = [(f"{n}-0", np.flatnonzero(level == n)) for n in (1, 2)]
    for depth, above in ((2, parent), (3, parent_of(parent)), (3, parent), (4, parent_of(parent))):
        chosen = np.flatnonzero(level == depth)
        jobs += [(f"{depth}-{key}", chosen[rows]) for key, rows in grouped(above[chosen])]
    for done, (key, rows) in enumerate(jobs):
        if key.startswith("4-"):
            yield done, len(jobs), key, blocks(kode[rows], points[rows])
        else:
            yield done, len(jobs), key, areas(kode[rows], points[rows], country=key.endswith("-0"))
