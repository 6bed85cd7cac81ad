"""The real borders beside the project, where they are: their oddities are found, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from dunia import find_batas

from geo import aktif, artefak
from geo.resmi import build_resmi

BATAS = find_batas()
CHOSEN = r"(75|31|13\.12)(\.|$)|(81|13)$|(81\.01)($|\.01(\.|$))"
"""Gorontalo and Jakarta whole, Pasaman Barat with its 71 desa without polygon, and the kecamatan of 81.01.01.2021."""

if BATAS is not None:

    def test_the_real_borders_come_in_whole_with_their_oddities(nation: pd.DataFrame, tmp_path: Path) -> None:
        real = BATAS
        assert real is not None
        folder = tmp_path / "batas"
        folder.mkdir()
        desa = gpd.read_parquet(real / "desa.parquet", columns=["code", "geometry"])
        desa[desa["code"].str.match(CHOSEN)].to_parquet(folder / "desa.parquet")
        for name in ("kecamatan", "kabkota", "provinsi"):
            layer = gpd.read_file(real / f"{name}.geojson")
            layer[layer["code"].str.match(CHOSEN)].to_file(folder / f"{name}.geojson")
        shutil.copy(real / "unassigned_gaps.geojson", folder)
        dotted = nation["kode"].astype(str).str.replace(r"^(\d\d)(\d\d)?(\d\d)?(\d{4})?$", r"\1.\2.\3.\4", regex=True)
        part = nation[dotted.str.rstrip(".").str.match(CHOSEN)]
        built, laporan = build_resmi([folder], part, tmp_path / "geo")
        manifest = aktif.manifest_of(built)
        assert len(laporan.tanpa_poligon) == 71 == len(manifest.tanpa_poligon)
        assert not laporan.perkiraan
        assert not laporan.tanpa_wilayah
        assert [kode for kode, _ in laporan.salah_letak] == [8101012021]
        assert [name for name, _ in laporan.dilewati] == ["unassigned_gaps.geojson"]
        kept = gpd.read_parquet(built / artefak.DESA_FILE)
        assert shapely.is_valid(kept.geometry.to_numpy()).all()
        assert len(kept) + 71 == (part["level"] == 4).sum()
