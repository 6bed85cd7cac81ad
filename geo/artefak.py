"""The files that a map draws from: named by their content, compressed once, put in place whole or not at all.

A folder ``<sumber>-<digest>`` holds sheets, kartogram, the desa polygons and ``manifest.json``; ``aktif.json``
beside it names the folder in use. Both are written aside and renamed, so a reader never sees half a build.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import brotli
import geopandas as gpd
import orjson
import pandas as pd

from geo.aktif import DESA_FILE, MANIFEST, Progress, silent, write_atomically
from geo.coverage import Lapis
from geo.kartogram import kartograms
from geo.lembar import UKURAN, sheets

FORMAT = 1
KEC_FILE = "kecamatan.parquet"
CORES = 2
PROGRESS_EVERY = 50
# Rows that lie together in a file of polygons: a kab is read without the rest of the country.
ROW_GROUP = 500
LABEL = {
    "perkiraan": "Batas perkiraan dari titik koordinat desa dan garis pantai GSHHG; bukan batas resmi.",
    "resmi": "Batas wilayah dari berkas yang diimpor; bukan acuan penegasan batas.",
}


@dataclass(frozen=True)
class Bahan:
    """What a build needs: borders of each level, where they come from, and which desa have none."""

    sumber: str
    tingkat: Mapping[int, Lapis]
    tanpa_poligon: Sequence[int]
    perkiraan: Sequence[int] = field(default_factory=list)


def build(bahan: Bahan, wilayah: pd.DataFrame, root: Path, progress: Progress = silent) -> Path:
    """Write every artefact but the tiles below ``root`` and return the folder; the active one is not changed.

    ``wilayah`` has columns kode, level, lon, lat (degrees) for all regions. The same input gives the same folder
    name, and a folder that exists already is kept as it is, with its tiles.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _scratch(root) as scratch, ThreadPoolExecutor(CORES) as pool:
        stored = []
        for number, ukuran in enumerate(UKURAN):
            progress("Menyusun lembar peta", number, len(UKURAN))
            # Compression lets other threads work, so the next family is simplified meanwhile.
            for sheet in sheets(bahan.tingkat[ukuran.level], ukuran):
                stored.append((sheet, pool.submit(_store, scratch, f"lembar-{sheet.kunci}", sheet.isi)))
        drawn = []
        for done, total, key, layout in kartograms(wilayah):
            if done % PROGRESS_EVERY == 0:
                progress("Menyusun kartogram", done, total)
            drawn.append((key, pool.submit(_store, scratch, f"kartogram-{key}", orjson.dumps(layout))))
        lembar: dict[str, dict[str, object]] = {}
        for done, (sheet, file) in enumerate(stored):
            if done % PROGRESS_EVERY == 0:
                progress("Memampatkan", done, len(stored))
            name, size = file.result()
            lembar[sheet.kunci] = {"file": name, "bbox": sheet.bbox, "n": sheet.n, "bytes_br": size}
        kartogram: dict[str, dict[str, object]] = {key: {"file": file.result()[0]} for key, file in drawn}
        progress("Menyimpan poligon", 0, 2)
        names = sorted(str(entry["file"]) for entry in (*lembar.values(), *kartogram.values()))
        digest = hashlib.sha256("\n".join(names).encode())
        digest.update(_write_polygons(scratch / DESA_FILE, bahan.tingkat[4]))
        progress("Menyimpan poligon", 1, 2)
        digest.update(_write_polygons(scratch / KEC_FILE, bahan.tingkat[3]))
        manifest = {
            "format": FORMAT,
            "sumber": bahan.sumber,
            "dibuat": datetime.now(UTC).isoformat(timespec="seconds"),
            "label": LABEL[bahan.sumber],
            "lembar": lembar,
            "kartogram": kartogram,
            "ubin": None,
            "tanpa_poligon": list(bahan.tanpa_poligon),
            "perkiraan": list(bahan.perkiraan),
        }
        write_atomically(scratch / MANIFEST, orjson.dumps(manifest))
        folder = root / f"{bahan.sumber}-{digest.hexdigest()[:12]}"
        if not (folder / MANIFEST).exists():
            shutil.rmtree(folder, ignore_errors=True)
            scratch.rename(folder)
        progress("Menyimpan poligon", 2, 2)
    return folder


@contextmanager
def _scratch(root: Path) -> Iterator[Path]:
    """A folder under ``root`` that vanishes unless it was renamed."""
    folder = Path(tempfile.mkdtemp(prefix=".susun-", dir=root))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _store(folder: Path, stem: str, content: bytes) -> tuple[str, int]:
    """Write both compressed forms; returns the name (without their suffix) and the size of the brotli form."""
    name = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.json"
    first_seen = stem.endswith("-0")
    packed = brotli.compress(content, quality=11 if first_seen else 9, lgwin=22)
    (folder / f"{name}.br").write_bytes(packed)
    (folder / f"{name}.gz").write_bytes(gzip.compress(content, 9 if first_seen else 6, mtime=0))
    return name, len(packed)


def _write_polygons(path: Path, lapis: Lapis) -> bytes:
    """Keep full polygons for tiles and for placing points; returns a digest of them."""
    frame = gpd.GeoDataFrame({"kode": lapis.kode, "perkiraan": lapis.perkiraan}, geometry=lapis.poligon, crs=4326)
    frame.to_parquet(path, compression="zstd", index=False, row_group_size=ROW_GROUP)
    return hashlib.sha256(path.read_bytes()).digest()
