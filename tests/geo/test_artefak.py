"""Files that a map draws from: true coverages, names by content, tiles as stored, points in their desa."""

from __future__ import annotations

import gzip
import sqlite3
from itertools import pairwise
from pathlib import Path

import brotli
import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
import shapely

from geo import aktif, artefak, titik, ubin
from geo.coverage import clean, lapis, overlaps, parent_of, quarrelling, simplify
from geo.lembar import UKURAN
from geo.perkiraan import Perkiraan, build_perkiraan


@pytest.fixture(scope="module")
def built(small_world: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the small world with tiles, active."""
    root = tmp_path_factory.mktemp("geo")
    folder = build_perkiraan(small_world[small_world["level"] == 4], small_world, root)
    ubin.build_tiles(folder)
    aktif.activate(root, folder)
    return folder


def sheet_of(folder: Path, key: str) -> dict[str, list[dict[str, object]]]:
    file = str(aktif.manifest_of(folder).lembar[key]["file"])
    content = brotli.decompress((folder / f"{file}.br").read_bytes())
    assert content == gzip.decompress((folder / f"{file}.gz").read_bytes())
    return orjson.loads(content)


def test_a_sheet_says_code_and_parent_and_winds_its_rings_as_rfc_7946_wants(built: Path) -> None:
    features = sheet_of(built, "4-1110")["features"]
    assert len(features) == 18
    for feature in features:
        assert feature["properties"] == {"i": int(feature["id"]) // 10_000}
        shape = shapely.geometry.shape(feature["geometry"])
        parts = shapely.get_parts(shape)
        assert all(part.exterior.is_ccw for part in parts)
        points = shapely.get_coordinates(shape)
        assert np.array_equal(points, np.round(points, 4))


def test_approximate_polygons_inside_official_borders_are_marked(small_world: pd.DataFrame, tmp_path: Path) -> None:
    codes = np.array([1109012001, 1109012002], dtype=np.int64)
    squares = shapely.box([97.0, 97.02], 4.2, [97.02, 97.04], 4.22)
    desa = lapis(codes, squares, np.array([False, True]))
    tingkat = {4: desa} | {n: lapis(codes[:1] // 10 ** (10 - 2 * n), squares[:1]) for n in (1, 2, 3)}
    folder = artefak.build(artefak.Bahan("resmi", tingkat, [], [1109012002]), small_world, tmp_path)
    marks = {f["id"]: f["properties"].get("a") for f in sheet_of(folder, "4-1109")["features"]}
    assert marks == {1109012001: None, 1109012002: 1}


def test_the_same_content_keeps_its_names_and_other_content_gets_others(
    built: Path, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    again = build_perkiraan(small_world[small_world["level"] == 4], small_world, tmp_path)
    assert again.name == built.name
    moved = small_world.copy()
    moved.loc[moved["kode"] == 1110102001, "lon"] += 0.004
    other = build_perkiraan(moved[moved["level"] == 4], moved, tmp_path)
    old, new = aktif.manifest_of(again), aktif.manifest_of(other)
    assert other.name != again.name
    assert old.lembar["4-1110"]["file"] != new.lembar["4-1110"]["file"]


def test_the_active_borders_change_when_another_build_is_put_in_place(built: Path, tmp_path: Path) -> None:
    assert aktif.load_manifest(tmp_path) is None
    for name in ("perkiraan-000000000001", "perkiraan-000000000002"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "manifest.json").write_bytes((built / "manifest.json").read_bytes())
        aktif.activate(tmp_path, folder)
        active = aktif.load_manifest(tmp_path)
        assert active is not None
        assert active.folder == folder


def test_a_build_that_is_not_finished_cannot_become_active(tmp_path: Path) -> None:
    (tmp_path / "resmi-1").mkdir()
    with pytest.raises(FileNotFoundError):
        aktif.activate(tmp_path, tmp_path / "resmi-1")
    assert not (tmp_path / "aktif.json").exists()


def test_tiles_are_served_byte_for_byte_as_stored(built: Path) -> None:
    entry = aktif.manifest_of(built).ubin
    assert entry is not None
    assert (entry["minzoom"], entry["maxzoom"]) == (4, 11)
    with sqlite3.connect(built / str(entry["file"])) as stored:
        rows = stored.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
    stored.close()
    assert {row[0] for row in rows} == set(range(4, 12))
    for z, x, row, content in rows:
        assert aktif.read_tile(built, z, x, (1 << z) - 1 - row) == content
        assert content[:2] == b"\x1f\x8b"
    assert aktif.read_tile(built, 11, 0, 0) is None
    aktif.close_tiles()


def test_making_tiles_again_keeps_those_that_are_there(built: Path) -> None:
    before = aktif.manifest_of(built)
    steps: list[str] = []
    ubin.build_tiles(built, lambda step, done, total: steps.append(step))
    assert aktif.manifest_of(built) == before
    assert not steps


def test_before_the_tiles_are_made_there_are_none(small_world: pd.DataFrame, tmp_path: Path) -> None:
    folder = build_perkiraan(small_world[small_world["level"] == 4], small_world, tmp_path)
    assert aktif.manifest_of(folder).ubin is None
    assert aktif.read_tile(folder, 7, 98, 62) is None
    assert aktif.read_tile(tmp_path / "resmi-tiada", 7, 98, 62) is None


def test_a_point_is_placed_in_its_desa_and_measured_from_another(squares: gpd.GeoDataFrame) -> None:
    layer = lapis(squares["kode"].to_numpy(), np.asarray(squares.geometry.to_numpy(), dtype=object))
    peta = titik.PetaDesa(layer.kode, layer.poligon)
    lon, lat = np.array([97.01, 97.07, 50.0]), np.array([4.21, 4.21, 0.0])
    assert peta.desa_of(lon, lat).tolist() == [1109012001, 1109022001, 0]
    kode = np.array([1109012001, 1109012001, 9999999999, 1109012001], dtype=np.int64)
    away = peta.outside(kode, np.array([97.01, 97.07, 97.01, np.nan]), np.full(4, 4.21))
    assert away[0] == 0
    assert away[1] == pytest.approx(0.05 * 111_320 * np.cos(np.radians(4.21)), rel=0.001)
    assert np.isnan(away[2:]).all()


def test_the_kept_polygons_of_a_build_place_points(built: Path, small_world: pd.DataFrame) -> None:
    desa = small_world[small_world["level"] == 4]
    peta = titik.load(built)
    held = peta.desa_of(desa["lon"].to_numpy(), desa["lat"].to_numpy())
    assert held.tolist() == desa["kode"].tolist()


def test_the_polygons_of_one_kab_place_its_points_as_all_of_them_do(built: Path, small_world: pd.DataFrame) -> None:
    desa = small_world[small_world["level"] == 4]
    kab = int(desa["kode"].iloc[0]) // 10**6
    some = desa[desa["kode"] // 10**6 == kab]
    kode = some["kode"].to_numpy(dtype=np.int64)
    lon, lat = some["lon"].to_numpy() + 0.05, some["lat"].to_numpy()
    near = titik.load_kab(built, kab)
    assert near.outside(kode, lon, lat).tolist() == titik.load(built).outside(kode, lon, lat).tolist()
    assert set(near.desa_of(desa["lon"].to_numpy(), desa["lat"].to_numpy())) == {0, *kode.tolist()}


@pytest.mark.parametrize("ukuran", [u for u in UKURAN if u.level < 4], ids=lambda u: f"{u.level}-{u.menurut}")
def test_simplified_levels_stay_whole_and_joined(national_borders: Perkiraan, ukuran: object) -> None:
    layer = national_borders.tingkat[ukuran.level]
    reduced = simplify(layer.poligon, ukuran.toleransi, ukuran.desimal)
    assert shapely.is_valid(reduced).all()
    assert not shapely.is_empty(reduced).any()
    assert not len(quarrelling(reduced))


def test_the_national_sheets_are_small(two_provinsi: pd.DataFrame, tmp_path: Path) -> None:
    folder = build_perkiraan(two_provinsi[two_provinsi["level"] == 4], two_provinsi, tmp_path)
    national = aktif.manifest_of(folder).lembar["2-0"]
    assert int(str(national["bytes_br"])) / int(str(national["n"])) < 150_000 / 514


def test_cleaning_gives_an_overlap_to_one_side_and_closes_no_lake() -> None:
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    pair = np.array([ring, shapely.box(2.9, 0, 5, 3)], dtype=object)
    assert [round(km2 / 111.32**2, 2) for *_, km2 in overlaps(pair, quarrelling(pair))] == [0.3]
    cleaned = clean(pair)
    assert not len(quarrelling(cleaned))
    assert shapely.area(cleaned).sum() == pytest.approx(8 + 6)


def test_a_region_swallowed_by_another_is_cut_out_of_it() -> None:
    pair = np.array([shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)], dtype=object)
    cleaned = clean(pair)
    assert shapely.area(cleaned).tolist() == pytest.approx([8, 1])


def test_parents_of_codes_of_every_level() -> None:
    line = [3277011001, 327701, 3277, 32, 0]
    for below, above in pairwise(line):
        assert parent_of(np.array([below], dtype=np.int64)).tolist() == [above]
