"""Shapes read for pictures are those that the browser draws."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pytest
import shapely

from geo.aktif import load_manifest
from geo.lembar import read_bidang, read_kartogram, read_latar
from tests.conftest import PROVINSI_WITH_BORDERS

CIMAHI = 3277


def codes(geo_dir: Path, key: str) -> list[int]:
    """Codes of a sheet as the browser gets it."""

    manifest = load_manifest(geo_dir)
    assert manifest is not None
    content = gzip.decompress((manifest.folder / f"{manifest.lembar[key]['file']}.gz").read_bytes())
    return [item["id"] for item in orjson.loads(content)["features"]]


@pytest.mark.parametrize(
    ("wilayah", "level", "key"), [(0, 2, "2-0"), (32, 2, "2-32"), (32, 3, "3-32"), (CIMAHI, 4, "4-3277")]
)
def test_every_area_of_the_sheet_is_found(geo_dir: Path, wilayah: int, level: int, key: str) -> None:
    wanted = codes(geo_dir, key)
    found = read_bidang(geo_dir, wilayah, level, wanted)
    assert list(found) == wanted
    assert all(shapely.is_valid(shape) and shape.area > 0 for shape in found.values())


def test_a_kecamatan_lies_in_the_sheet_of_its_kab_and_a_stranger_does_not(geo_dir: Path) -> None:
    own = [kode for kode in codes(geo_dir, "4-3277") if kode // 10_000 == 327_701]
    assert set(read_bidang(geo_dir, 327_701, 4, [*own, 3218011001])) == set(own)


def test_what_lies_around_is_not_what_is_shown(geo_dir: Path) -> None:
    own = codes(geo_dir, "2-32")
    around = read_latar(geo_dir, 32, 2, own)
    # The neighbours at the coarser grain, and the provinsi itself below its own finer shapes.
    assert len(around) == len(codes(geo_dir, "2-0"))
    assert read_latar(geo_dir, 0, 2, codes(geo_dir, "2-0")) == []
    part = [3277011001]
    rest = read_latar(geo_dir, 3277011001, 4, part)
    middle = read_bidang(geo_dir, 3277011001, 4, part)[part[0]].representative_point()
    # Its kab lies below it; the other desa are drawn as neighbours.
    assert sum(shapely.contains(shape, middle) for shape in rest) <= 1
    assert len(rest) >= len(codes(geo_dir, "4-3277")) - 1


def test_the_squares_of_a_kab_are_found(geo_dir: Path) -> None:
    found = read_kartogram(geo_dir, CIMAHI, 4)
    assert found is not None
    assert {kode for kode, _, _ in found["sel"]} == set(codes(geo_dir, "4-3277"))
    assert found["kelompok"]


def test_without_borders_there_are_no_shapes(tmp_path: Path, geo_dir: Path) -> None:
    assert read_bidang(tmp_path, 32, 2, [CIMAHI]) == {}
    assert read_latar(tmp_path, 32, 2, [CIMAHI]) == []
    assert read_kartogram(tmp_path, 32, 2) is None
    assert 11 not in PROVINSI_WITH_BORDERS
    assert read_bidang(geo_dir, 1101, 4, [1101012001]) == {}
