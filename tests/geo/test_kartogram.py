"""The kartogram: each area once, nobody on another's square, neighbours near each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from geo.kartogram import Kartogram, areas, blocks, island_of, kartograms, located


@pytest.fixture(scope="module")
def kab(nation: pd.DataFrame) -> pd.DataFrame:
    frame = located(nation)
    return frame[frame["level"] == 2]


@pytest.fixture(scope="module")
def country(kab: pd.DataFrame) -> Kartogram:
    return areas(kab["kode"].to_numpy(), kab[["lon", "lat"]].to_numpy(), country=True)


def test_each_kab_has_one_square_of_its_own(kab: pd.DataFrame, country: Kartogram) -> None:
    cells = np.array(country["sel"])
    assert sorted(cells[:, 0].tolist()) == sorted(kab["kode"])
    assert len(np.unique(cells[:, 1:], axis=0)) == 514
    assert cells[:, 1:].min() == 0
    assert (cells[:, 1].max() + 1, cells[:, 2].max() + 1) == (country["kolom"], country["baris"])


def test_the_country_is_wider_than_high_and_fits_a_screen(country: Kartogram) -> None:
    assert country["kolom"] < 80
    assert 1.8 < country["kolom"] / country["baris"] < 3.2


def test_islands_do_not_touch(country: Kartogram) -> None:
    cells = np.array(country["sel"])
    island = island_of(cells[:, 0])
    pairs = cKDTree(cells[:, 1:]).query_pairs(1.5, output_type="ndarray")
    assert (island[pairs[:, 0]] == island[pairs[:, 1]]).all()


def test_neighbours_on_the_ground_stay_neighbours(kab: pd.DataFrame, country: Kartogram) -> None:
    """Of the four kab nearest to each, at least three in four lie within three squares."""
    cells = np.array(country["sel"])
    near = cKDTree(kab[["lon", "lat"]]).query(kab[["lon", "lat"]], k=5)[1][:, 1:]
    step = np.abs(cells[near][:, :, 1:] - cells[:, None, 1:]).max(axis=2)
    assert (step <= 3).mean() > 0.75


def test_directions_survive(country: Kartogram) -> None:
    place = {kode: (x, y) for kode, x, y in country["sel"]}
    aceh, jakarta, surabaya, makassar, jayapura = (place[k] for k in (1171, 3171, 3578, 7371, 9171))
    assert aceh[0] < jakarta[0] < surabaya[0] < makassar[0] < jayapura[0]
    assert aceh[1] < jakarta[1]
    assert makassar[1] < surabaya[1]


def test_the_same_coordinates_give_the_same_layout(kab: pd.DataFrame, country: Kartogram) -> None:
    again = areas(kab["kode"].to_numpy(), kab[["lon", "lat"]].to_numpy(), country=True)
    assert again == country


def test_each_kecamatan_is_a_block_that_holds_all_its_desa_and_touches_no_other(two_provinsi: pd.DataFrame) -> None:
    frame = located(two_provinsi)
    desa = frame[(frame["level"] == 4) & (frame["kode"] // 10**6 == 3218)]
    layout = blocks(desa["kode"].to_numpy(), desa[["lon", "lat"]].to_numpy())
    cells = np.array(layout["sel"])
    assert sorted(cells[:, 0].tolist()) == sorted(desa["kode"])
    assert len(np.unique(cells[:, 1:], axis=0)) == len(desa)
    for kec, x, y, width, height in layout["kelompok"]:
        inside = (cells[:, 1] >= x) & (cells[:, 1] < x + width) & (cells[:, 2] >= y) & (cells[:, 2] < y + height)
        assert (cells[inside, 0] // 10_000 == kec).all()
        assert inside.sum() == (desa["kode"] // 10_000 == kec).sum()
    kec_of = cells[:, 0] // 10_000
    pairs = cKDTree(cells[:, 1:]).query_pairs(1.5, output_type="ndarray")
    assert (kec_of[pairs[:, 0]] == kec_of[pairs[:, 1]]).all()


def test_desa_without_a_coordinate_have_a_square_as_well(small_world: pd.DataFrame) -> None:
    bare = small_world.copy()
    bare.loc[bare["kode"].isin([1110102001, 1110102002]), ["lon", "lat"]] = np.nan
    layouts = {key: layout for _, _, key, layout in kartograms(bare)}
    shown = [kode for kode, _, _ in layouts["4-1110"]["sel"]]
    assert {1110102001, 1110102002} <= set(shown)
    assert len(shown) == 18
    assert set(layouts) == {"1-0", "2-0", "2-11", "3-11", "3-1109", "3-1110", "4-1109", "4-1110"}
