"""Fetches the public desa borders of cahyadsn/wilayah_boundaries (MIT) for people who have a network.

git addresses content by its digest: a checkout of the pinned commit is exactly what was pinned, so no separate
list of checksums is kept. The licence text is stored beside the borders, as it asks.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

REPOSITORY = "https://github.com/cahyadsn/wilayah_boundaries.git"
COMMIT = "3c5a7960f4d227a38489094d84252bdbb3f978a5"

# ('11.71.01.2001','Kampung Baru',5.55,95.31,'[[[lat,lng],...]]' ...): names double their apostrophes.
_ROW = re.compile(r"\('(\d\d\.\d\d\.\d\d\.\d{4})','(?:[^']|'')*',[^']*,'(\[[^']*\])'")


class BatasTidakTerunduh(RuntimeError):
    """The borders could not be fetched; the text says what to do."""


def fetch(folder: Path, repository: str = REPOSITORY, commit: str = COMMIT) -> Path:
    """Write ``desa.parquet`` (kode as text, geometry in EPSG:4326) and LICENSE to ``folder``; return the file.

    Raises BatasTidakTerunduh without git, without a network, or when no border could be read; what was in the
    folder before stays.
    """
    git = shutil.which("git")
    if git is None:
        raise BatasTidakTerunduh("git tidak ditemukan. Pasang git, lalu ulangi.")
    with tempfile.TemporaryDirectory(prefix="siks-batas-") as scratch:
        checkout = Path(scratch)
        for step in (
            ["init", "--quiet"],
            ["fetch", "--quiet", "--depth", "1", repository, commit],
            ["checkout", "--quiet", "FETCH_HEAD"],
        ):
            done = subprocess.run([git, *step], cwd=checkout, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                reason = done.stderr.strip().splitlines()[-1:] or ["tidak ada keterangan"]
                raise BatasTidakTerunduh(
                    f"Batas tidak dapat diunduh dari {repository}: {reason[0]}. Periksa jaringan, lalu ulangi; tanpa "
                    "batas resmi portal memakai batas perkiraan."
                )
        rows = [row for file in sorted((checkout / "db" / "kel").rglob("*.sql")) for row in _read(file)]
        if not rows:
            raise BatasTidakTerunduh(f"Tidak ada batas desa pada {repository} ({commit[:8]}).")
        frame = gpd.GeoDataFrame(
            {"kode": [kode for kode, _ in rows]}, geometry=[shape for _, shape in rows], crs="EPSG:4326"
        )
        folder.mkdir(parents=True, exist_ok=True)
        for licence in checkout.glob("LICENSE*"):
            shutil.copy(licence, folder)
        part = folder / "desa.parquet.part"
        frame.to_parquet(part)
        return part.rename(folder / "desa.parquet")


def _read(file: Path) -> Iterator[tuple[str, shapely.Geometry]]:
    for match in _ROW.finditer(file.read_text(encoding="utf-8")):
        coordinates = _swap(json.loads(match[2]))
        parts = [coordinates] if isinstance(coordinates[0][0], tuple) else coordinates
        yield match[1], shapely.MultiPolygon([shapely.Polygon(part[0], part[1:]) for part in parts])


def _swap(value: Any) -> Any:
    """[lat, lng] pairs at any depth as (lng, lat)."""
    if isinstance(value[0], (int, float)):
        return (float(value[1]), float(value[0]))
    return [_swap(item) for item in value]
