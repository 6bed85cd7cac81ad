"""Polygons that share their edges: mend, clean, dissolve upward, simplify, without tearing neighbours apart.

Everything here works on numpy arrays of shapely geometries in EPSG:4326 (degrees). A *coverage* is a set of
valid polygons that do not overlap and whose shared edges are identical vertex by vertex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Polygons = NDArray[np.object_]
Codes = NDArray[np.int64]

KM_PER_DEGREE = 111.32
POLYGON, MULTIPOLYGON = 3, 6
SLIVER = 1e-9
"""Square degrees, about 12 m2: overlaps below this are rounding, not a quarrel between neighbours."""

ROUNDS = 4


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


def overlaps(polygons: Polygons) -> list[tuple[int, int, float]]:
    """Pairs of polygons (by index, first < second) that overlap, with the area in km2, largest first."""
    suspects = quarrelling(polygons)
    if not len(suspects):
        return []
    tree = shapely.STRtree(polygons[suspects])
    left, right = tree.query(polygons[suspects], predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = shapely.intersection(polygons[suspects[left]], polygons[suspects[right]])
    area = area_km2(shared)
    found = np.flatnonzero(shapely.area(shared) > SLIVER)
    pairs = [(int(suspects[left[k]]), int(suspects[right[k]]), float(area[k])) for k in found]
    return sorted(((min(a, b), max(a, b), km2) for a, b, km2 in pairs), key=lambda pair: -pair[2])


def clean(polygons: Polygons) -> Polygons:
    """Turn nearly matching polygons into a coverage; an overlap goes to the neighbour with the longer border.

    Only polygons with a quarrel, and their neighbours, are worked on: the whole nation would take 8 s, and the
    usual few hundred take a tenth of one. A polygon that would vanish in a larger one keeps its shape there.
    """
    result: Polygons = polygons.copy()
    for snapping in (-1.0, 0.0, 1e-6):
        suspects = quarrelling(result)
        if not len(suspects):
            break
        cleaned = polygonal(shapely.coverage_clean(result[suspects], snapping_distance=snapping))
        result = _keep_swallowed(result, suspects, cleaned)
    return result


def _keep_swallowed(before: Polygons, suspects: NDArray[np.intp], cleaned: Polygons) -> Polygons:
    """Put ``cleaned`` in place; where one polygon was swallowed whole, cut it out of its swallower instead."""
    result = before.copy()
    result[suspects] = cleaned
    for index in suspects[shapely.is_missing(cleaned)]:
        shape = before[index]
        tree = shapely.STRtree(result)
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


def simplify(polygons: Polygons, tolerance: float, decimals: int) -> Polygons:
    """Simplify as a coverage and round to ``decimals``; every polygon survives and stays valid.

    ``tolerance`` is the side in degrees of a square of the area that may vanish at a vertex.
    """
    step = 10.0**-decimals
    reduced = shapely.coverage_simplify(drop_specks(polygons, tolerance**2), tolerance)
    rounded = _on_grid(reduced, decimals)
    for _ in range(ROUNDS):
        # Rounding pushes a vertex across a neighbour's edge now and then; cleaning makes corners off the grid.
        if not len(quarrelling(rounded)):
            break
        rounded = _on_grid(clean(rounded), decimals)
    lost = np.flatnonzero(shapely.is_missing(rounded))
    rounded[lost] = [_square(shapely.point_on_surface(polygons[index]), step) for index in lost]
    return rounded


def _on_grid(polygons: Polygons, decimals: int) -> Polygons:
    return mend(shapely.transform(polygons, lambda xy: np.round(xy, decimals)))[0]


def _square(point: shapely.Point, side: float) -> shapely.Polygon:
    x, y = round(point.x / side) * side, round(point.y / side) * side
    return shapely.box(x, y, x + side, y + side)
