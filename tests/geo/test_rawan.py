"""Hot spots: a planted cluster is found where it lies, and chance alone gives none."""

from __future__ import annotations

import numpy as np
import pytest

from geo.rawan import LEAST_DESA, find, neighbours

SIDE = 14
KAB = 3204


def country(seed: int, kab: int = KAB, west: float = 107.0) -> tuple[np.ndarray, ...]:
    """A kab of 196 desa about 3 km apart: lat, lon, kab, rows."""
    rng = np.random.default_rng(seed)
    y, x = np.divmod(np.arange(SIDE * SIDE), SIDE)
    lat = -7.0 + 0.027 * y + rng.normal(0, 0.004, SIDE * SIDE)
    lon = west + 0.027 * x + rng.normal(0, 0.004, SIDE * SIDE)
    return lat, lon, np.full(SIDE * SIDE, kab), rng.integers(3, 60, SIDE * SIDE)


def square(row: int, column: int, size: int) -> np.ndarray:
    y, x = np.divmod(np.arange(SIDE * SIDE), SIDE)
    return (y >= row) & (y < row + size) & (x >= column) & (x < column + size)


def test_a_planted_cluster_is_found_and_little_else() -> None:
    lat, lon, kab, rows = country(1)
    planted = square(4, 5, 4)
    done = np.random.default_rng(2).binomial(rows, np.where(planted, 0.25, 0.85))
    found = find(kab, neighbours(lat, lon, kab), done, rows, low=True, seed=1)
    hit = found.gugus == 1
    assert found.dinilai.all()
    assert (hit & planted).sum() >= 10
    assert (hit & ~planted).sum() <= 2
    assert (found.gugus > 0).sum() <= hit.sum() + 3


@pytest.mark.parametrize("seed", range(4))
def test_chance_alone_gives_no_cluster(seed: int) -> None:
    lat, lon, kab, rows = country(seed)
    done = np.random.default_rng(seed + 50).binomial(rows, np.random.default_rng(seed).beta(4, 1, len(rows)))
    for low in (True, False):
        assert not find(kab, neighbours(lat, lon, kab), done, rows, low=low, seed=seed).gugus.any()


def test_low_and_high_are_told_apart() -> None:
    lat, lon, kab, rows = country(3)
    planted = square(8, 2, 4)
    wrong = np.random.default_rng(4).binomial(rows, np.where(planted, 0.5, 0.06))
    pairs = neighbours(lat, lon, kab)
    assert (find(kab, pairs, wrong, rows, low=False, seed=1).gugus[planted] == 1).sum() >= 10
    assert not find(kab, pairs, wrong, rows, low=True, seed=1).gugus[planted].any()


def test_a_kab_that_is_low_altogether_is_no_cluster_of_its_own() -> None:
    near, far = country(5), country(6, kab=3205, west=107.5)
    lat, lon, kab, rows = (np.concatenate(pair) for pair in zip(near, far, strict=True))
    done = np.random.default_rng(1).binomial(rows, np.where(kab == 3205, 0.1, 0.9))
    assert not find(kab, neighbours(lat, lon, kab), done, rows, low=True, seed=1).gugus.any()


def test_a_cluster_across_the_border_of_two_kab_is_one() -> None:
    west, east = country(7), country(8, kab=3205, west=107.0 + 0.027 * SIDE)
    lat, lon, kab, rows = (np.concatenate(pair) for pair in zip(west, east, strict=True))
    planted = np.concatenate([square(5, SIDE - 3, 3), square(5, 0, 3)])
    done = np.random.default_rng(1).binomial(rows, np.where(planted, 0.1, 0.9))
    found = find(kab, neighbours(lat, lon, kab), done, rows, low=True, seed=1)
    assert set(kab[found.gugus == 1]) == {3204, 3205}


def test_a_lone_island_a_small_kab_and_an_empty_desa_are_not_judged() -> None:
    lat, lon, kab, rows = country(9)
    rows[10] = 0
    lat = np.concatenate([lat, [-9.0], np.full(LEAST_DESA - 1, -3.0)])
    lon = np.concatenate([lon, [121.0], 130 + 0.02 * np.arange(LEAST_DESA - 1)])
    kab = np.concatenate([kab, [KAB], np.full(LEAST_DESA - 1, 9171)])
    rows = np.concatenate([rows, np.full(LEAST_DESA, 20)])
    done = np.random.default_rng(1).binomial(rows, 0.8)
    found = find(kab, neighbours(lat, lon, kab), done, rows, low=True, seed=1)
    assert not found.dinilai[10]
    assert not found.dinilai[SIDE * SIDE :].any()
    assert found.dinilai.sum() == SIDE * SIDE - 1


def test_where_all_are_alike_there_is_nothing_to_find() -> None:
    lat, lon, kab, rows = country(2)
    found = find(kab, neighbours(lat, lon, kab), rows, rows, low=True, seed=1)
    assert found.dinilai.all()
    assert not found.gugus.any()


def test_desa_without_coordinates_have_no_neighbours() -> None:
    lat, lon, kab, _ = country(2)
    lat[3] = np.nan
    focal, other = neighbours(lat, lon, kab)
    assert 3 not in focal
    assert 3 not in other
