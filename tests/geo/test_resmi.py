"""Official borders: every format, every way to write a code, every oddity reported, nothing lost on failure."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from dunia import KEC, dotted

from geo import aktif, artefak
from geo.baca import BatasTidakTerbaca, read
from geo.coverage import quarrelling
from geo.resmi import combine, import_batas


def coded(squares: gpd.GeoDataFrame, column: str = "kode") -> gpd.GeoDataFrame:
    """The squares with dotted text codes, as an office would send them."""
    return gpd.GeoDataFrame(
        {column: [dotted(k) for k in squares["kode"]]}, geometry=squares.geometry.to_numpy(), crs=4326
    )


def write(frame: gpd.GeoDataFrame, folder: Path, name: str) -> Path:
    path = folder / name
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".zip":
        frame.to_file(folder / "lapisan.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.glob("lapisan.*"):
                archive.write(part, part.name)
                part.unlink()
    else:
        frame.to_file(path)
    return path


FORMATS = ["desa.geojson", "desa.gpkg", "desa.shp", "desa.zip", "desa.fgb", "desa.parquet"]


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_brings_all_desa(
    name: str, squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    bahan, laporan = combine([write(coded(squares), tmp_path, name)], small_world)
    assert laporan.cocok == {1: 0, 2: 0, 3: 0, 4: 36}
    assert not laporan.tanpa_wilayah
    assert shapely.equals_exact(bahan.tingkat[4].poligon, squares.geometry.to_numpy(), 1e-9, normalize=True).all()


@pytest.mark.parametrize("name", ["desa.gpkg", "desa.parquet", "desa.zip"])
def test_another_crs_is_brought_to_degrees(
    name: str, squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    metres = coded(squares).to_crs(23847)
    bahan, _ = combine([write(metres, tmp_path, name)], small_world)
    assert shapely.total_bounds(bahan.tingkat[4].poligon) == pytest.approx(squares.total_bounds, abs=1e-6)


def test_without_a_crs_degrees_are_believed_and_metres_are_not(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    degrees = write(coded(squares), tmp_path, "derajat.shp")
    degrees.with_suffix(".prj").unlink()
    assert combine([degrees], small_world)[1].cocok[4] == 36
    metres = write(coded(squares).to_crs(3857), tmp_path, "meter.shp")
    metres.with_suffix(".prj").unlink()
    with pytest.raises(BatasTidakTerbaca, match="sistem koordinat"):
        combine([metres], small_world)


WRITTEN: dict[str, Callable[[int], object]] = {"bertitik": dotted, "polos": str, "bilangan": int}


@pytest.mark.parametrize("way", WRITTEN)
def test_codes_are_found_by_content_under_any_column_name(
    way: str, squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = gpd.GeoDataFrame(
        {
            "nomor": range(36),
            "prov": ["11"] * 36,
            "xyz": [WRITTEN[way](k) for k in squares["kode"]],
            "nama": ["Sidomulyo"] * 36,
        },
        geometry=squares.geometry,
        crs=4326,
    )
    found = read(write(frame, tmp_path, "desa.gpkg"), small_world, None)
    assert found.kolom == "xyz"
    assert sorted(found.kode.tolist()) == squares["kode"].tolist()


@pytest.mark.parametrize("spoiled", ["number", "text"])
def test_codes_that_lost_their_zero_are_refused_with_the_way_out(
    spoiled: str, squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    kab = squares.dissolve(squares["kode"] // 10**6)
    codes = [11.09, 11.1] if spoiled == "number" else ["11.09", "11.1"]
    frame = gpd.GeoDataFrame({"kode": codes, "kode_prov": ["11", "11"]}, geometry=kab.geometry.to_numpy(), crs=4326)
    path = write(frame, tmp_path, "kab.geojson")
    with pytest.raises(BatasTidakTerbaca, match="sebagai teks"):
        combine([path], small_world)


def test_kab_11_10_and_kecamatan_that_end_in_zero_survive(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    kab = squares.dissolve(squares["kode"] // 10**6)
    kec = squares.dissolve(squares["kode"] // 10**4)
    files = []
    for name, layer in (("kab", kab), ("kec", kec)):
        codes = [dotted(int(k)) for k in layer.index]
        frame = gpd.GeoDataFrame({"kode": codes}, geometry=layer.geometry.to_numpy(), crs=4326)
        files.append(write(frame, tmp_path, f"{name}.geojson"))
    bahan, laporan = combine(files, small_world)
    assert (laporan.cocok[2], laporan.cocok[3]) == (2, 4)
    assert bahan.tingkat[2].kode.tolist() == [1109, 1110]
    assert bahan.tingkat[3].kode.tolist() == sorted(KEC)


def test_bps_codes_are_told_apart_by_place_and_translated(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    """BPS 1109 is Kemendagri 1110 and the reverse: both exist in both lists, only the ground decides."""
    kab = squares.dissolve(squares["kode"] // 10**6)
    swapped = {1109: "1110", 1110: "1109"}
    frame = gpd.GeoDataFrame(
        {"kdbps": [swapped[int(k)] for k in kab.index]}, geometry=kab.geometry.to_numpy(), crs=4326
    )
    path = write(frame, tmp_path, "kab.geojson")
    bridge = pd.DataFrame({"bps": [1109, 1110], "kode": [1110, 1109]})
    bahan, laporan = combine([path], small_world, bridge=bridge)
    assert laporan.berkas[0].bps
    assert shapely.area(shapely.intersection(bahan.tingkat[2].poligon[0], kab.geometry[1109])) > 0.005
    with pytest.raises(BatasTidakTerbaca, match="padanan"):
        combine([path], small_world)


def test_an_unknown_code_is_reported_and_leaves_no_trace(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = coded(squares)
    frame.loc[3, "kode"] = "11.09.01.9999"
    bahan, laporan = combine([write(frame, tmp_path, "desa.gpkg")], small_world)
    assert list(laporan.tanpa_wilayah) == [("desa.gpkg", "11.09.01.9999")]
    assert list(laporan.belum_resmi[4]) == [1109012004]
    assert len(bahan.tingkat[4]) == 36


def test_desa_without_official_polygon_keep_an_approximate_cell_that_overlaps_nobody(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    """Two have a place and open land; one has no coordinate: counted and listed, without a polygon."""
    partial = coded(squares[~squares["kode"].isin([1109012005, 1109012006, 1110202009])])
    world = small_world.copy()
    world.loc[world["kode"] == 1110202009, ["lon", "lat"]] = np.nan
    bahan, laporan = combine([write(partial, tmp_path, "desa.gpkg")], world)
    desa = bahan.tingkat[4]
    assert list(laporan.belum_resmi[4]) == [1109012005, 1109012006, 1110202009]
    assert list(laporan.perkiraan) == [1109012005, 1109012006] == desa.kode[desa.perkiraan].tolist()
    assert list(laporan.tanpa_poligon) == [1110202009]
    assert not len(quarrelling(desa.poligon))
    estimated = shapely.union_all(desa.poligon[desa.perkiraan])
    official = shapely.union_all(partial.geometry.to_numpy())
    assert shapely.area(shapely.intersection(estimated, official)) < 1e-9
    assert "Desa dengan batas perkiraan: 2." in laporan.baris()
    manifest = aktif.manifest_of(artefak.build(bahan, world, tmp_path / "geo"))
    assert (list(manifest.perkiraan), list(manifest.tanpa_poligon)) == ([1109012005, 1109012006], [1110202009])


def test_kab_alone_are_divided_among_their_desa_and_marked(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    kab = squares.dissolve(squares["kode"] // 10**6)
    frame = gpd.GeoDataFrame({"kode": [dotted(int(k)) for k in kab.index]}, geometry=kab.geometry.to_numpy(), crs=4326)
    bahan, _ = combine([write(frame, tmp_path, "kab.fgb")], small_world)
    desa = bahan.tingkat[4]
    assert len(desa) == 36
    assert desa.perkiraan.all()
    assert bahan.tingkat[3].perkiraan.all()
    assert not bahan.tingkat[2].perkiraan.any()
    for level in (4, 3, 2, 1):
        assert not len(quarrelling(bahan.tingkat[level].poligon))
    for code, shape in kab.geometry.items():
        inside = shapely.union_all(desa.poligon[desa.kode // 10**6 == code])
        assert shapely.area(shapely.symmetric_difference(inside, shape)) < 1e-6


def test_missing_upper_levels_are_dissolved_from_the_desa(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    bahan, _ = combine([write(coded(squares), tmp_path, "desa.gpkg")], small_world)
    assert [len(bahan.tingkat[n]) for n in (1, 2, 3, 4)] == [1, 2, 4, 36]
    assert shapely.area(bahan.tingkat[1].poligon[0]) == pytest.approx(36 * 0.02**2)


def test_overlaps_are_reported_with_their_area_and_mended(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = coded(squares)
    frame.loc[0, "geometry"] = shapely.box(97.0, 4.2, 97.025, 4.22)
    bahan, laporan = combine([write(frame, tmp_path, "desa.gpkg")], small_world)
    first, second, km2 = laporan.tumpang_tindih[0]
    assert (first, second) == (1109012001, 1109012002)
    assert km2 == pytest.approx(0.005 * 0.02 * 111.32**2, rel=0.01)
    assert not len(quarrelling(bahan.tingkat[4].poligon))


def test_an_invalid_ring_is_mended_and_reported(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = coded(squares)
    bow = shapely.Polygon([(97.0, 4.2), (97.02, 4.22), (97.02, 4.2), (97.0, 4.22)])
    frame.loc[0, "geometry"] = bow
    bahan, laporan = combine([write(frame, tmp_path, "desa.gpkg")], small_world)
    assert list(laporan.tidak_sah) == [1109012001]
    assert shapely.is_valid(bahan.tingkat[4].poligon).all()


def test_a_desa_359_km_from_its_kecamatan_is_reported_and_kept(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = coded(squares)
    frame.loc[0, "geometry"] = shapely.box(100.2, 4.2, 100.22, 4.22)
    bahan, laporan = combine([write(frame, tmp_path, "desa.gpkg")], small_world)
    (kode, km), *rest = laporan.salah_letak
    assert (kode, rest) == (1109012001, [])
    assert km == pytest.approx(353, abs=6)
    assert shapely.bounds(bahan.tingkat[4].poligon[0])[0] == pytest.approx(100.2)


def test_a_desa_of_many_islands_and_one_around_a_lake_keep_every_part(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = coded(squares)
    spots = [shapely.Point(96 + k % 30 * 0.02, 3 + k // 30 * 0.02).buffer(0.005) for k in range(748)]
    islands = shapely.MultiPolygon(spots)
    lake = shapely.difference(frame.geometry[4], shapely.Point(97.03, 4.23).buffer(0.004))
    frame.loc[35, "geometry"] = islands
    frame.loc[4, "geometry"] = lake
    bahan, _ = combine([write(frame, tmp_path, "desa.gpkg")], small_world)
    shapes = dict(zip(bahan.tingkat[4].kode.tolist(), bahan.tingkat[4].poligon, strict=True))
    assert shapely.get_num_geometries(shapes[1110202009]) == 748
    assert shapely.get_num_interior_rings(shapes[1109012005]) == 1


def test_a_region_in_several_features_is_united(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    frame = coded(squares)
    frame.loc[1, "kode"] = frame.loc[0, "kode"]
    bahan, laporan = combine([write(frame, tmp_path, "desa.gpkg")], small_world)
    assert list(laporan.digabung) == [1109012001]
    assert shapely.area(bahan.tingkat[4].poligon[0]) == pytest.approx(2 * 0.02**2)


def _corrupt(folder: Path) -> Path:
    path = folder / "rusak.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)
    return path


def _empty(folder: Path) -> Path:
    path = folder / "kosong.geojson"
    path.touch()
    return path


def _no_features(folder: Path) -> Path:
    path = folder / "hampa.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    return path


def _points(folder: Path) -> Path:
    frame = gpd.GeoDataFrame({"kode": ["11.09"]}, geometry=[shapely.Point(97, 4)], crs=4326)
    return write(frame, folder, "titik.geojson")


def _no_code(folder: Path) -> Path:
    frame = gpd.GeoDataFrame({"km2": [3.5]}, geometry=[shapely.box(97, 4, 98, 5)], crs=4326)
    return write(frame, folder, "celah.geojson")


def _table(folder: Path) -> Path:
    path = folder / "tabel.parquet"
    pd.DataFrame({"kode": ["11.09"]}).to_parquet(path)
    return path


def _broken_zip(folder: Path) -> Path:
    path = folder / "putus.zip"
    path.write_bytes(b"PK\x03\x04 separuh")
    return path


def _wrong_kind(folder: Path) -> Path:
    path = folder / "laporan.xlsx"
    path.write_bytes(b"PK")
    return path


def _disguised(folder: Path) -> Path:
    path = folder / "gambar.geojson"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(400))
    return path


def _cut(folder: Path) -> Path:
    path = folder / "terpotong.parquet"
    path.write_bytes(b"PAR1" + bytes(100))
    return path


def _absent(folder: Path) -> Path:
    return folder / "tiada.gpkg"


def _bare_folder(folder: Path) -> Path:
    path = folder / "hampa"
    path.mkdir()
    return path


BAD: dict[Callable[[Path], Path], str] = {
    _corrupt: "rusak",
    _empty: "kosong",
    _no_features: "tidak berisi",
    _points: "poligon",
    _no_code: "kolom kode",
    _table: "geometri",
    _broken_zip: "ZIP",
    _wrong_kind: "format",
    _disguised: "rusak",
    _cut: "rusak",
    _absent: "tidak ditemukan",
    _bare_folder: "tidak berisi berkas",
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__.strip("_"))
def test_a_bad_file_is_refused_in_words_and_the_active_borders_stay(
    make: Callable[[Path], Path], squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    root = tmp_path / "geo"
    import_batas([write(coded(squares), tmp_path, "desa.gpkg")], small_world, root)
    before = aktif.load_manifest(root)
    kept = sorted(path.name for path in root.iterdir())
    with pytest.raises(BatasTidakTerbaca, match=BAD[make]):
        import_batas([make(tmp_path)], small_world, root)
    assert aktif.load_manifest(root) == before
    assert sorted(path.name for path in root.iterdir()) == kept


def test_a_folder_is_read_whole_and_what_is_no_border_is_skipped_and_named(
    squares: gpd.GeoDataFrame, small_world: pd.DataFrame, tmp_path: Path
) -> None:
    folder = tmp_path / "batas"
    folder.mkdir()
    write(coded(squares), folder, "desa.parquet")
    _no_code(folder)
    (folder / "wilayah.csv").write_text("code\n11\n")
    _, laporan = combine([folder], small_world)
    assert laporan.cocok[4] == 36
    assert [name for name, _ in laporan.dilewati] == ["celah.geojson"]
