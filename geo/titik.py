"""Place a point: which desa holds it, and how far it lies outside the desa it should be in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from geo.aktif import DESA_FILE
from geo.coverage import KM_PER_DEGREE, Codes, Polygons


class PetaDesa:
    """The desa polygons of one build, indexed for points. Make it once (about 2 s) and keep it."""

    def __init__(self, kode: Codes, poligon: Polygons) -> None:
        self._kode = kode
        self._poligon = poligon
        self._tree = shapely.STRtree(poligon)
        shapely.prepare(poligon)

    def desa_of(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Codes:
        """The desa that holds each point (degrees), 0 where none does. On a border the lower code has it."""
        point, row = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        held = np.zeros(len(lon), dtype=np.int64)
        last_wins = np.argsort(-self._kode[row], kind="stable")
        held[point[last_wins]] = self._kode[row[last_wins]]
        return held

    def outside(self, kode: Codes, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Metres from each point to its own desa, 0 inside; NaN where that desa has no polygon or the point no place.

        Taken in degrees with the longitude shrunk by the latitude: within 1 % up to some 50 km.
        """
        row = np.searchsorted(self._kode, kode).clip(max=len(self._kode) - 1)
        placed = (self._kode[row] == kode) & np.isfinite(lon) & np.isfinite(lat)
        result = np.full(len(kode), np.nan)
        points = shapely.points(lon[placed], lat[placed])
        homes = self._poligon[row[placed]]
        metres = np.zeros(len(points))
        away = np.flatnonzero(~shapely.intersects(homes, points))
        line = shapely.get_coordinates(shapely.shortest_line(points[away], homes[away])).reshape(-1, 2, 2)
        step = line[:, 1] - line[:, 0]
        east = step[:, 0] * np.cos(np.radians(line[:, 0, 1]))
        metres[away] = np.hypot(east, step[:, 1]) * KM_PER_DEGREE * 1000
        result[placed] = metres
        return result


@lru_cache(maxsize=1)
def load(folder: Path) -> PetaDesa:
    """The desa polygons of a build folder; the last one asked for is kept."""
    return _read(folder, None)


@lru_cache(maxsize=8)
def load_kab(folder: Path, kab: int) -> PetaDesa:
    """The desa polygons of one kab only, for a page that asks about one desa; the last few are kept."""
    return _read(folder, [("kode", ">=", kab * 10**6), ("kode", "<", (kab + 1) * 10**6)])


def _read(folder: Path, only: list[tuple[str, str, int]] | None) -> PetaDesa:
    table = pq.read_table(folder / DESA_FILE, columns=["kode", "geometry"], filters=only)
    kode = table["kode"].to_numpy().astype(np.int64)
    return PetaDesa(kode, np.asarray(shapely.from_wkb(table["geometry"].to_numpy()), dtype=object))
