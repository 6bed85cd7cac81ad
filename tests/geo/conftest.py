"""Worlds to draw borders of: squares, the real coordinates of two provinsi, and the nation."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from dunia import nusantara, square_frame, with_upper_levels

from geo.perkiraan import Perkiraan, approximate

PROVINSI = (32, 94)


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
