"""Fetching the public borders: tried against a repository on this disk that has the published shape."""

from __future__ import annotations

import subprocess
from pathlib import Path

import geopandas as gpd
import pytest

from geo.unduh import BatasTidakTerunduh, fetch

_SQL = """/* MIT License */
INSERT INTO wilayah_boundaries (kode,nama,lat,lng,path) VALUES
\t ('11.10.01.2001','Ma''rang',5.5,95.3,'[[[5.0,95.0],[5.0,95.1],[5.1,95.1],[5.0,95.0]]]'),
\t ('11.10.01.2002','Dua',5,95,'[[[[6,95],[6,95.1],[6.1,95],[6,95]]],[[[7,95],[7,95.1],[7.1,95],[7,95]]]]');
"""


@pytest.fixture
def repository(tmp_path: Path) -> tuple[str, str]:
    folder = tmp_path / "asal"
    (folder / "db" / "kel" / "11").mkdir(parents=True)
    (folder / "db" / "kel" / "11" / "wilayah_boundaries_kel_11.10.sql").write_text(_SQL)
    (folder / "LICENSE").write_text("MIT License")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@localhost"]
    subprocess.run([*git, "init", "-q"], cwd=folder, check=True)
    subprocess.run([*git, "config", "uploadpack.allowAnySHA1InWant", "true"], cwd=folder, check=True)
    subprocess.run([*git, "add", "."], cwd=folder, check=True)
    subprocess.run([*git, "commit", "-q", "-m", "borders"], cwd=folder, check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True).stdout
    return folder.as_uri(), head.strip()


def test_the_pinned_commit_becomes_a_parquet_of_desa_with_the_licence_beside_it(
    repository: tuple[str, str], tmp_path: Path
) -> None:
    file = fetch(tmp_path / "batas", *repository)
    frame = gpd.read_parquet(file)
    assert frame["kode"].tolist() == ["11.10.01.2001", "11.10.01.2002"]
    assert frame.geometry.iloc[0].bounds == (95.0, 5.0, 95.1, 5.1)
    assert len(frame.geometry.iloc[1].geoms) == 2
    assert (tmp_path / "batas" / "LICENSE").read_text() == "MIT License"


def test_without_a_network_the_borders_of_before_stay_and_the_reader_is_told_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "batas"
    folder.mkdir()
    (folder / "desa.parquet").write_bytes(b"lama")
    with pytest.raises(BatasTidakTerunduh, match="Periksa jaringan"):
        fetch(folder, (tmp_path / "tidak-ada").as_uri(), "0" * 40)
    assert (folder / "desa.parquet").read_bytes() == b"lama"
