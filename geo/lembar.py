"""One sheet of regions as GeoJSON text: the geometry a map needs to draw the children of one parent.

Made here, and read again for maps that are drawn without a browser: the same file for both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli
import numpy as np
import orjson
import shapely

from domain.kode import INDONESIA, Level, ancestor, level_of
from geo.aktif import Manifest, load_manifest
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


def sheet_key(wilayah: int, level: int) -> str:
    """Key of the sheet that holds the areas of ``level`` in ``wilayah``: what lies in a kab is in the kab's."""
    holder = ancestor(wilayah, Level.KAB) if wilayah and level_of(wilayah) > Level.KAB else wilayah
    return f"{level}-{holder}"


def read_bidang(geo_dir: Path, wilayah: int, level: int, kode: Collection[int]) -> dict[int, Any]:
    """Shapes (degrees) of the areas ``kode`` of ``level`` in ``wilayah``, as the browser draws them.

    Without borders, or without a sheet for that level, there are none; a code that is not in the sheet is left out.
    """
    manifest = load_manifest(geo_dir)
    shapes = _sheet(manifest, sheet_key(wilayah, level))
    return {item: shapes[item] for item in kode if item in shapes}


def read_latar(geo_dir: Path, wilayah: int, level: int, kode: Collection[int]) -> list[Any]:
    """Shapes of what lies around those areas: the nation, and around a kab its provinsi as finely as the kab."""
    manifest = load_manifest(geo_dir)
    shown = set(kode)
    rest = [shape for item, shape in _sheet(manifest, sheet_key(wilayah, level)).items() if item not in shown]
    if wilayah == INDONESIA:
        return rest
    prov = ancestor(wilayah, Level.PROVINSI)
    near = _sheet(manifest, f"2-{prov}") if level_of(wilayah) > Level.PROVINSI else {}
    far = _sheet(manifest, "2-0")
    # The coarser coast of its provinsi would stick out below the finer one.
    outside = [shape for item, shape in far.items() if not near or ancestor(item, Level.PROVINSI) != prov]
    return [*outside, *near.values(), *rest]


def read_kartogram(geo_dir: Path, wilayah: int, level: int) -> Mapping[str, Any] | None:
    """The arrangement of squares (``geo.kartogram.Kartogram``) for those areas, None where there is none."""
    manifest = load_manifest(geo_dir)
    entry = manifest and manifest.kartogram.get(sheet_key(wilayah, level))
    return _content(manifest.folder / str(entry["file"])) if manifest and entry else None


def _sheet(manifest: Manifest | None, key: str) -> dict[int, Any]:
    entry = manifest and manifest.lembar.get(key)
    return _shapes(manifest.folder / str(entry["file"])) if manifest and entry else {}


@lru_cache(maxsize=8)
def _shapes(path: Path) -> dict[int, Any]:
    """A sheet by code; its name holds its digest, so that what is kept can never be old."""
    features = _content(path)["features"]
    found = shapely.from_geojson([orjson.dumps(item["geometry"]) for item in features])
    return dict(zip((int(item["id"]) for item in features), found, strict=True))


def _content(path: Path) -> Any:
    return orjson.loads(brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()))
