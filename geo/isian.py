"""Fill what official borders leave open with approximate cells that overlap none of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo import diagram
from geo.coverage import Codes, Lapis, Polygons, grouped, level_of, parent_of, polygonal

LEAST_SHARE = 0.05
"""A cell of which official neighbours leave less than this is dropped: the splinter would mislead."""
SLIT = 0.001
"""Degrees. Slits narrower than twice this between an official region and its official parts are drawing
differences, not land that somebody forgot."""
SPECK = 1e-7


def fill(official: dict[int, Lapis], wanting: pd.DataFrame, estimate: dict[int, Lapis]) -> tuple[Codes, Polygons]:
    """Approximate polygons for regions without an official one.

    ``wanting``: kode, lon, lat. Below an official kecamatan, kab or provinsi its free land is divided among those
    that want it; elsewhere a region keeps its cell from ``estimate`` outside all official polygons. Returns the
    codes that got a polygon, and the polygons.
    """
    kode = wanting["kode"].to_numpy(dtype=np.int64)
    points = wanting[["lon", "lat"]].to_numpy(dtype=np.float64)
    host = _host(kode, official)
    shapes: Polygons = np.full(len(kode), None, dtype=object)
    parts = _parts_by_host(official)
    for code in np.unique(host[host > 0]).tolist():
        rows = np.flatnonzero(host == code)
        layer = official[int(level_of(np.array([code]))[0])]
        land = _free_land(layer.poligon[np.searchsorted(layer.kode, code)], parts.get(code, []))
        shapes[rows] = divide(land, kode[rows], points[rows])
    alone = np.flatnonzero(host == 0)
    if len(alone):
        cells = pd.concat([pd.Series(layer.poligon, index=layer.kode) for layer in estimate.values()])
        own = np.array(cells.reindex(kode[alone]).where(lambda shape: shape.notna(), None), dtype=object)
        taken = np.concatenate([layer.poligon for layer in official.values()])
        shapes[alone] = leftover(own, taken)
    got = ~shapely.is_missing(shapes)
    return kode[got], shapes[got]


def _host(kode: Codes, official: dict[int, Lapis]) -> Codes:
    """The lowest official region above each code, 0 where there is none."""
    host = np.zeros(len(kode), dtype=np.int64)
    above = parent_of(kode)
    while above.any():
        for level, layer in official.items():
            fits = (host == 0) & (level_of(above) == level) & np.isin(above, layer.kode)
            host[fits] = above[fits]
        above = parent_of(above)
    return host


def _parts_by_host(official: dict[int, Lapis]) -> dict[int, list[Polygons]]:
    """Official polygons below each official region."""
    below: dict[int, list[Polygons]] = {}
    for layer in official.values():
        above = parent_of(layer.kode)
        while above.any():
            for code, rows in grouped(above):
                below.setdefault(code, []).append(layer.poligon[rows])
            above = parent_of(above)
    return below


def _free_land(whole: shapely.Geometry, parts: list[Polygons]) -> shapely.Geometry:
    if not parts:
        return whole
    rest = shapely.difference(whole, shapely.union_all(np.concatenate(parts)))
    opened = shapely.buffer(shapely.buffer(rest, -SLIT), SLIT, join_style="mitre")
    return shapely.intersection(opened, rest)


def divide(land: shapely.Geometry, kode: Codes, points: np.typing.NDArray[np.float64]) -> Polygons:
    """Divide ``land`` among the points; None for a point that gets none of it."""
    empty: Polygons = np.full(len(kode), None, dtype=object)
    if shapely.area(land) < SPECK:
        return empty
    spots = diagram.separate(points)
    gaps = diagram.spacing(spots, np.zeros(len(kode), dtype=np.int64), 0.0)
    west, south, east, north = shapely.total_bounds(np.append(shapely.points(spots), land)).tolist()
    frame = (west - SLIT, south - SLIT, east + SLIT, north + SLIT)
    pieces = polygonal(shapely.intersection(diagram.cells(spots, diagram.weights(spots, gaps), frame), land))
    return np.where(shapely.area(pieces) > SPECK, pieces, empty)


def leftover(shapes: Polygons, taken: Polygons) -> Polygons:
    """What is left of each shape outside the ``taken`` polygons; None where next to nothing is."""
    rest: Polygons = shapes.copy()
    of_shape, of_taken = shapely.STRtree(taken).query(shapes, predicate="intersects")
    for index, rows in grouped(of_shape):
        rest[index] = shapely.difference(shapes[index], shapely.union_all(taken[of_taken[rows]]))
    rest = polygonal(rest)
    small = shapely.area(rest) < LEAST_SHARE * shapely.area(shapes)
    rest[small] = None
    return rest
