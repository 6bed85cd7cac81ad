"""Approximate borders: every region is there, nothing overlaps, a doubtful coordinate steals no land."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo import aktif, diagram
from geo.coverage import KM_PER_DEGREE, quarrelling
from geo.perkiraan import Perkiraan, approximate, build_perkiraan, find_misplaced


def place_of(frame: pd.DataFrame, kode: int) -> tuple[float, float]:
    row = frame.set_index("kode").loc[kode]
    return float(row["lon"]), float(row["lat"])


def test_every_region_of_the_nation_has_a_valid_polygon_and_none_overlap(national_borders: Perkiraan) -> None:
    counts = {level: len(layer) for level, layer in national_borders.tingkat.items()}
    assert (counts[1], counts[2], counts[3]) == (38, 514, 7285)
    assert counts[4] + len(national_borders.tanpa_poligon) == 83_762
    for layer in national_borders.tingkat.values():
        assert shapely.is_valid(layer.poligon).all()
        assert not len(quarrelling(layer.poligon))


def test_383_desa_without_a_coordinate_are_listed_and_so_is_the_one_351_km_from_its_kecamatan(
    national_borders: Perkiraan,
) -> None:
    assert len(national_borders.tanpa_koordinat) == 383
    assert national_borders.salah_letak == [8101012021]
    assert set(national_borders.tanpa_poligon).isdisjoint(national_borders.tingkat[4].kode.tolist())


@pytest.mark.parametrize(
    ("place", "lon", "lat"),
    [("Kuching", 110.34, 1.55), ("Dili", 125.57, -8.56), ("Singapura", 103.83, 1.35), ("Vanimo", 141.3, -2.69)],
)
def test_neighbouring_countries_are_left_out(national_borders: Perkiraan, place: str, lon: float, lat: float) -> None:
    provinsi = shapely.STRtree(national_borders.tingkat[1].poligon)
    assert not len(provinsi.query(shapely.Point(lon, lat), predicate="intersects")), place


@pytest.mark.parametrize(("lon", "lat", "kab"), [(107.54, -6.87, 3277), (106.83, -6.18, 3171), (140.70, -2.55, 9171)])
def test_a_known_place_lies_in_its_kab(national_borders: Perkiraan, lon: float, lat: float, kab: int) -> None:
    layer = national_borders.tingkat[2]
    held = shapely.STRtree(layer.poligon).query(shapely.Point(lon, lat), predicate="intersects")
    assert kab in layer.kode[held].tolist()


def test_a_desa_on_an_islet_the_coastline_lacks_still_has_land(national_borders: Perkiraan) -> None:
    layer = national_borders.tingkat[4]
    seribu = layer.poligon[layer.kode // 10**6 == 3101]
    assert len(seribu) == 6
    assert (shapely.area(seribu) > 1e-5).all()


def test_identical_coordinates_get_separate_cells_the_same_ones_every_time(small_world: pd.DataFrame) -> None:
    together = small_world.copy()
    same = together["kode"].isin([1109012001, 1109012002, 1109012003])
    together.loc[same, ["lon", "lat"]] = 97.03, 4.23
    desa = together[together["level"] == 4]
    first, second = approximate(desa, together), approximate(desa.sample(frac=1, random_state=3), together)
    assert len(first.tingkat[4]) == 36
    assert shapely.equals_exact(first.tingkat[4].poligon, second.tingkat[4].poligon).all()


def test_a_coordinate_abroad_or_across_the_country_is_treated_as_none(small_world: pd.DataFrame) -> None:
    wrong = small_world.copy()
    wrong.loc[wrong["kode"] == 1109012001, ["lon", "lat"]] = 0.0, 0.0
    wrong.loc[wrong["kode"] == 1110102005, ["lon", "lat"]] = 110.0, -7.0
    made = approximate(wrong[wrong["level"] == 4], wrong)
    assert made.salah_letak == [1109012001, 1110102005]
    assert made.tanpa_poligon == [1109012001, 1110102005]
    west, _, east, _ = shapely.total_bounds(made.tingkat[1].poligon)
    assert east - west < 1


def test_a_remote_island_keeps_its_own_place() -> None:
    """Mapia lies 200 km from the rest of its kecamatan, and really does."""
    kode = np.array([9119052006, 9119052007], dtype=np.int64)
    points = np.array([[134.3 + 200 / KM_PER_DEGREE, 0.9], [134.3, 0.9]])
    assert not find_misplaced(kode, points).any()


def test_a_kecamatan_whose_desa_all_lack_coordinates_stands_around_its_own(small_world: pd.DataFrame) -> None:
    bare = small_world.copy()
    bare.loc[(bare["level"] == 4) & (bare["induk"] == 111010), ["lon", "lat"]] = np.nan
    made = approximate(bare[bare["level"] == 4], bare)
    kec = made.tingkat[3]
    assert kec.kode.tolist() == [110901, 110902, 111010, 111020]
    lon, lat = place_of(bare, 111010)
    assert shapely.intersects_xy(kec.poligon[kec.kode == 111010][0], lon, lat)
    assert len(made.tingkat[4]) == 27


def test_a_border_leans_towards_the_denser_side() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.1, 0.0], [5.0, 0.0]])
    gaps = np.array([0.1, 0.2, 0.1, 4.0])
    cells = diagram.cells(points, diagram.weights(points, gaps), (-1.0, -1.0, 6.0, 1.0))
    assert shapely.covers(cells, shapely.points(points)).all()
    border = shapely.bounds(shapely.intersection(cells[1], shapely.LineString([(-1, 0), (6, 0)])))[2]
    assert border < 3.0 - 0.1


def test_a_build_serves_every_sheet_and_square_of_the_contract(two_provinsi: pd.DataFrame, tmp_path: Path) -> None:
    steps: list[str] = []
    desa = two_provinsi[two_provinsi["level"] == 4]
    folder = build_perkiraan(desa, two_provinsi, tmp_path, lambda step, done, total: steps.append(step))
    manifest = aktif.manifest_of(folder)
    kab = two_provinsi.loc[two_provinsi["level"] == 2, "kode"].tolist()
    wanted = {"1-0", "2-0", "2-32", "2-94", "3-32", "3-94", *(f"{n}-{k}" for n in (3, 4) for k in kab)}
    assert set(manifest.lembar) == set(manifest.kartogram) == wanted
    for entry in (*manifest.lembar.values(), *manifest.kartogram.values()):
        for suffix in (".gz", ".br"):
            assert (folder / f"{entry['file']}{suffix}").stat().st_size
    assert folder.name.startswith("perkiraan-")
    assert "perkiraan" in manifest.label
    assert set(steps) >= {"Menyusun batas perkiraan", "Menyusun lembar peta", "Menyusun kartogram"}
