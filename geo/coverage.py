"""Polygons that share their edges: mend, clean, dissolve upward, simplify, without tearing neighbours apart.

Everything here works on numpy arrays of shapely geometries in EPSG:4326 (degrees). A *coverage* is a set of
valid polygons that do not overlap and whose shared edges are identical vertex by vertex.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Polygons = NDArray[np.object_]
Codes = NDArray[np.int64]

KM_PER_DEGREE = 111.32
POLYGON = 3
CORES = 2
SLIVER = 1e-9
"""Square degrees, about 12 m2: overlaps below this are rounding, not a quarrel between neighbours."""

SNAPPING = (-1.0, 1e-6, 1e-5, 0.0)
"""Degrees within which corners are drawn together, tried in turn; -1 lets GEOS choose, 0 moves none."""


@dataclass(frozen=True)
class Lapis:
    """One level of regions: codes in ascending order, their polygons, and which of them are only approximate."""

    kode: Codes
    poligon: Polygons
    perkiraan: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.kode)


def lapis(kode: Codes, poligon: Polygons, perkiraan: NDArray[np.bool_] | None = None) -> Lapis:
    """A ``Lapis`` in order of code. Nothing is approximate when ``perkiraan`` is not given."""
    order = np.argsort(kode, kind="stable")
    marks = np.zeros(len(kode), dtype=bool) if perkiraan is None else perkiraan
    return Lapis(np.asarray(kode, dtype=np.int64)[order], poligon[order], marks[order])


def parent_of(kode: Codes) -> Codes:
    """The code one level up: desa 3277011001 to kecamatan 327701, kecamatan to kab, kab to provinsi, else 0."""
    step = np.select([kode >= 10**9, kode >= 1000], [10**4, 100], 10**9)
    return np.asarray(kode // step, dtype=np.int64)


def level_of(kode: Codes) -> NDArray[np.int64]:
    """1 provinsi, 2 kab/kota, 3 kecamatan, 4 desa, by the number of digits."""
    return np.asarray(np.searchsorted([100, 10**4, 10**6], kode, side="right") + 1, dtype=np.int64)


def grouped(keys: NDArray[np.integer[Any]]) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Each distinct key with the indices of its rows, both ascending."""
    order = np.argsort(keys, kind="stable")
    cuts = np.flatnonzero(np.diff(keys[order])) + 1
    for rows in np.split(order, cuts):
        if len(rows):
            yield int(keys[rows[0]]), rows


def area_km2(polygons: Polygons) -> NDArray[np.float64]:
    """Area in km2, near enough within 11 degrees of the equator (cosine of the latitude, no projection)."""
    latitude = np.nan_to_num(shapely.get_y(shapely.centroid(polygons)))
    return np.asarray(shapely.area(polygons) * KM_PER_DEGREE**2 * np.cos(np.radians(latitude)))


def polygonal(geometries: Polygons) -> Polygons:
    """Keep only the polygons of each geometry: a Polygon or MultiPolygon, or None where none is left."""
    found: Polygons = np.array(geometries, dtype=object)
    kind = shapely.get_type_id(found)
    for index in np.flatnonzero((kind != POLYGON) | shapely.is_empty(found)):
        if found[index] is None:
            continue
        parts = [shapely.get_parts(part) for part in shapely.get_parts(found[index])]
        keep = [p for group in parts for p in group if p.geom_type == "Polygon" and not p.is_empty]
        found[index] = None if not keep else keep[0] if len(keep) == 1 else shapely.MultiPolygon(keep)
    return found


def mend(geometries: Polygons) -> tuple[Polygons, NDArray[np.bool_]]:
    """Make every polygon valid. Returns the polygons (None where nothing is left) and which were invalid."""
    invalid = ~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)
    mended = geometries.copy()
    mended[invalid] = shapely.make_valid(geometries[invalid], method="structure", keep_collapsed=False)
    return polygonal(mended), invalid


def quarrelling(polygons: Polygons) -> NDArray[np.intp]:
    """Indices of polygons whose edges do not match their neighbours', with those neighbours."""
    edges = shapely.coverage_invalid_edges(polygons)
    bad = np.flatnonzero(~shapely.is_empty(edges) & ~shapely.is_missing(edges))
    if not len(bad):
        return bad
    neighbours = shapely.STRtree(polygons).query(polygons[bad], predicate="intersects")[1]
    return np.unique(np.concatenate([bad, neighbours]))


def overlaps(polygons: Polygons, suspects: NDArray[np.intp]) -> list[tuple[int, int, float]]:
    """Pairs of polygons (by index, first < second) that overlap, with the area in km2, largest first.

    ``suspects`` are the indices that ``quarrelling`` found: no others can overlap.
    """
    left, right = shapely.STRtree(polygons[suspects]).query(polygons[suspects], predicate="intersects")
    left, right = suspects[left[left < right]], suspects[right[left < right]]
    shared = shapely.intersection(polygons[left], polygons[right])
    area = area_km2(shared)
    found = np.flatnonzero(shapely.area(shared) > SLIVER)
    pairs = [(int(left[k]), int(right[k]), float(area[k])) for k in found]
    return sorted(pairs, key=lambda pair: -pair[2])


def clean(polygons: Polygons, suspects: NDArray[np.intp] | None = None) -> Polygons:
    """Turn nearly matching polygons into a coverage; an overlap goes to the neighbour with the longer border.

    Only ``suspects`` (those with a quarrel and their neighbours, looked for when not given) are worked on: the
    whole nation would take 8 s, and the usual few hundred take a tenth of one. A polygon that would vanish in a
    larger one is cut out of it instead.
    """
    result: Polygons = polygons.copy()
    work = quarrelling(polygons) if suspects is None else suspects
    for snapping in SNAPPING:
        if not len(work):
            break
        around = _with_neighbours(result, work)
        result[work] = polygonal(shapely.coverage_clean(result[work], snapping_distance=snapping))
        result[around] = _restore(polygons[around], result[around])
        work = around[quarrelling(result[around])]
    return result


def _with_neighbours(polygons: Polygons, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.union1d(rows, shapely.STRtree(polygons).query(polygons[rows], predicate="intersects")[1])


def _restore(before: Polygons, after: Polygons) -> Polygons:
    """Where cleaning let one polygon vanish in another, cut it out of that other instead."""
    result = after.copy()
    tree = shapely.STRtree(after)
    for index in np.flatnonzero(shapely.is_missing(after)):
        shape = before[index]
        for other in tree.query(shape, predicate="intersects"):
            rest = polygonal(np.array([shapely.difference(result[other], shape)], dtype=object))[0]
            if rest is not None:
                result[other] = rest
        result[index] = shape
    return result


def dissolve(kode: Codes, polygons: Polygons, parent: Codes) -> tuple[Codes, Polygons]:
    """Union the polygons of each parent. Returns the parents in ascending order and one polygon for each."""
    order = np.argsort(parent, kind="stable")
    parents, start = np.unique(parent[order], return_index=True)
    groups = np.split(polygons[order], start[1:])
    merged = np.array([_union(group) for group in groups], dtype=object)
    return parents, polygonal(merged)


def _union(group: Polygons) -> shapely.Geometry:
    if len(group) == 1:
        return group[0]
    merged = shapely.coverage_union_all(group)
    return merged if merged.is_valid else shapely.union_all(group)


def drop_specks(polygons: Polygons, smallest: float) -> Polygons:
    """Remove islets below ``smallest`` square degrees that touch no neighbour; each region keeps its largest part."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    area = shapely.area(parts)
    largest = np.zeros(len(polygons))
    np.maximum.at(largest, owner, area)
    small = np.flatnonzero((area < smallest) & (area < largest[owner]))
    tree = shapely.STRtree(parts)
    near, touching = tree.query(parts[small], predicate="intersects")
    joined = np.unique(near[owner[small[near]] != owner[touching]])
    drop = np.setdiff1d(small, small[joined])
    keep = np.ones(len(parts), dtype=bool)
    keep[drop] = False
    result: Polygons = np.empty(len(polygons), dtype=object)
    result[:] = shapely.multipolygons(parts[keep], indices=owner[keep])
    return polygonal(result)


def simplify_islands(layer: Lapis, tolerance: float, decimals: int) -> Polygons:
    """``simplify`` for a whole level, island by island on two cores: no border runs between islands.

    The first digit of a code tells the island, but for Kepulauan Riau (2), which has no land border either.
    """
    digit = layer.kode // 10 ** np.floor(np.log10(layer.kode)).astype(np.int64)
    rows = [np.flatnonzero(digit == value) for value in np.unique(digit)]
    result: Polygons = np.empty(len(layer), dtype=object)
    with ThreadPoolExecutor(CORES) as pool:
        reduced = pool.map(lambda chosen: simplify(layer.poligon[chosen], tolerance, decimals), rows)
        for chosen, shapes in zip(rows, reduced, strict=True):
            result[chosen] = shapes
    return result


def simplify(polygons: Polygons, tolerance: float, decimals: int) -> Polygons:
    """Simplify as a coverage and round to ``decimals``; every polygon survives and stays valid.

    ``tolerance`` is the side in degrees of a square of the area that may vanish at a vertex.
    """
    step = 10.0**-decimals
    reduced = shapely.coverage_simplify(drop_specks(polygons, tolerance**2), tolerance)
    rounded = _on_grid(reduced, decimals)
    work = quarrelling(rounded)
    for snapping in (-1.0, step / 2, step, 2 * step):
        # Rounding pushes a corner across a neighbour's edge now and then; cleaning puts corners off the grid.
        if not len(work):
            break
        around = _with_neighbours(rounded, work)
        rounded[work] = _on_grid(polygonal(shapely.coverage_clean(rounded[work], snapping_distance=snapping)), decimals)
        rounded[around] = _restore(reduced[around], rounded[around])
        work = around[quarrelling(rounded[around])]
    lost = np.flatnonzero(shapely.is_missing(rounded))
    rounded[lost] = [_square(shapely.point_on_surface(polygons[index]), step) for index in lost]
    return rounded


def _on_grid(polygons: Polygons, decimals: int) -> Polygons:
    return mend(shapely.transform(polygons, lambda xy: np.round(xy, decimals)))[0]


def _square(point: shapely.Point, side: float) -> shapely.Polygon:
    x, y = round(point.x / side) * side, round(point.y / side) * side
    return shapely.box(x, y, x + side, y + side)
