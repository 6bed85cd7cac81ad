"""One sheet of regions as GeoJSON text: the geometry a map needs to draw the children of one parent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import orjson
import shapely

from geo.coverage import Lapis, Polygons, parent_of, simplify_islands

Ring = list[list[float]]


@dataclass(frozen=True)
class Ukuran:
    """How fine a family of sheets is: tolerance in degrees (see ``coverage.simplify``) and decimals kept."""

    level: int
    menurut: int
    """Level of the parent that a sheet belongs to: 0 national, 1 provinsi, 2 kab."""
    toleransi: float
    desimal: int


UKURAN = (
    Ukuran(1, 0, 0.014, 3),
    Ukuran(2, 0, 0.013, 3),
    Ukuran(2, 1, 0.005, 3),
    Ukuran(3, 1, 0.006, 3),
    Ukuran(3, 2, 0.002, 4),
    Ukuran(4, 2, 0.0008, 4),
)


@dataclass(frozen=True)
class Lembar:
    """A finished sheet: its key ``<level>-<induk>``, GeoJSON bytes, bounding box (degrees), number of features."""

    kunci: str
    isi: bytes
    bbox: tuple[float, float, float, float]
    n: int


def rings(polygons: Polygons, decimals: int) -> list[list[list[Ring]]]:
    """Coordinates of each polygon as parts of rings (exterior first), exterior counter-clockwise (RFC 7946)."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    several = shapely.orient_polygons(shapely.multipolygons(parts, indices=owner), exterior_cw=False)
    _, flat, (ring_end, part_end, shape_end) = shapely.to_ragged_array(several)
    points = np.round(flat, decimals).tolist()
    in_rings = [points[a:b] for a, b in pairwise(ring_end)]
    in_parts = [in_rings[a:b] for a, b in pairwise(part_end)]
    return [in_parts[a:b] for a, b in pairwise(shape_end)]


def feature(kode: int, induk: int, parts: list[list[Ring]], perkiraan: bool) -> dict[str, object]:
    """One GeoJSON feature as the artefact contract has it."""
    properties: dict[str, int] = {"i": induk}
    if perkiraan:
        properties["a"] = 1
    geometry: dict[str, object] = {"type": "MultiPolygon", "coordinates": parts}
    if len(parts) == 1:
        geometry = {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "Feature", "id": kode, "properties": properties, "geometry": geometry}


def sheets(lapis: Lapis, ukuran: Ukuran) -> list[Lembar]:
    """All sheets of one family: the whole level simplified as one coverage, then split by parent."""
    shapes = simplify_islands(lapis, ukuran.toleransi, ukuran.desimal)
    bounds = np.round(shapely.bounds(shapes), ukuran.desimal)
    parts = rings(shapes, ukuran.desimal)
    parent = parent_of(lapis.kode)
    above = lapis.kode
    for _ in range(ukuran.level - ukuran.menurut):
        above = parent_of(above)
    made = []
    for induk in np.unique(above):
        rows = np.flatnonzero(above == induk)
        features = [feature(int(lapis.kode[k]), int(parent[k]), parts[k], bool(lapis.perkiraan[k])) for k in rows]
        west, south = bounds[rows, :2].min(axis=0).tolist()
        east, north = bounds[rows, 2:].max(axis=0).tolist()
        text = orjson.dumps({"type": "FeatureCollection", "features": features})
        made.append(Lembar(f"{ukuran.level}-{induk}", text, (west, south, east, north), len(rows)))
    return made
