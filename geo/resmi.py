"""Official borders: read, match, mend, fill what is missing, report, and build the artefacts.

Nothing is written before every file was read and joined, and nothing becomes active before everything is written:
a failed import leaves the borders in use as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.aktif import Progress, activate, silent
from geo.artefak import Bahan, build
from geo.baca import BatasTidakTerbaca, Terbaca, find_files, read
from geo.coverage import (
    KM_PER_DEGREE,
    Codes,
    Lapis,
    Polygons,
    clean,
    dissolve,
    lapis,
    level_of,
    mend,
    overlaps,
    parent_of,
    quarrelling,
)
from geo.isian import fill, leftover
from geo.laporan import BerkasDibaca, Laporan
from geo.perkiraan import approximate

FAR_KM = {2: 800.0, 3: 350.0, 4: 100.0}
"""Per level, how far a region may lie from the middle of its siblings before it is reported as misplaced."""


def build_resmi(
    sources: Sequence[Path],
    wilayah: pd.DataFrame,
    out: Path,
    progress: Progress = silent,
    bridge: pd.DataFrame | None = None,
) -> tuple[Path, Laporan]:
    """Build artefacts (but the tiles) from official files or folders; returns the folder and the report.

    ``wilayah``: kode, level, induk, nama, lon, lat of all regions. ``bridge``: columns bps and kode, plain integer
    kab codes; needed for files with BPS codes. Raises BatasTidakTerbaca; nothing is activated.
    """
    bahan, laporan = combine(sources, wilayah, progress, bridge)
    return build(bahan, wilayah, out, progress), laporan


def import_batas(
    sources: Sequence[Path],
    wilayah: pd.DataFrame,
    root: Path,
    progress: Progress = silent,
    bridge: pd.DataFrame | None = None,
) -> Laporan:
    """``build_resmi``, then make the result the borders in use. On any error those in use stay."""
    folder, laporan = build_resmi(sources, wilayah, root, progress, bridge)
    activate(root, folder)
    return laporan


def combine(
    sources: Sequence[Path], wilayah: pd.DataFrame, progress: Progress = silent, bridge: pd.DataFrame | None = None
) -> tuple[Bahan, Laporan]:
    """Read and join everything in memory: borders of all four levels, and the report."""
    files, skipped = _read_all(list(sources), wilayah, bridge, progress)
    kode = np.concatenate([file.kode for file in files])
    shapes = np.concatenate([file.geometri for file in files])
    unknown = [(file.berkas, text) for file in files for text in np.array(file.tertulis, object)[file.kode == 0]]
    codes, polygons, broken, several = _one_each(kode, shapes)
    official: dict[int, Lapis] = {}
    crossing: list[tuple[int, int, float]] = []
    level = level_of(codes)
    for depth in np.unique(level).tolist():
        progress("Memeriksa poligon", depth - 1, 4)
        here, drawn = codes[level == depth], polygons[level == depth]
        suspects = quarrelling(drawn)
        crossing += [(int(here[a]), int(here[b]), km2) for a, b, km2 in overlaps(drawn, suspects)]
        official[depth] = lapis(here, clean(drawn, suspects))
    progress("Melengkapi wilayah tanpa poligon", 0, 1)
    tingkat = _complete(official, wilayah)
    progress("Melengkapi wilayah tanpa poligon", 1, 1)
    every = wilayah["kode"].to_numpy(dtype=np.int64)
    lacking = np.setdiff1d(every, codes)
    desa = tingkat[4]
    estimated = desa.kode[desa.perkiraan].tolist()
    without = np.setdiff1d(every[level_of(every) == 4], desa.kode).tolist()
    laporan = Laporan(
        berkas=[BerkasDibaca(file.berkas, file.kolom, len(file.kode), file.bps) for file in files],
        dilewati=skipped,
        cocok={depth: len(official[depth]) if depth in official else 0 for depth in (1, 2, 3, 4)},
        tanpa_wilayah=unknown,
        tanpa_geometri=sum(file.tanpa_geometri for file in files),
        digabung=several,
        tidak_sah=broken,
        tumpang_tindih=crossing,
        salah_letak=[pair for depth in sorted(official) for pair in misplaced(official[depth], depth)],
        belum_resmi={depth: lacking[level_of(lacking) == depth].tolist() for depth in (1, 2, 3, 4)},
        perkiraan=estimated,
        tanpa_poligon=without,
    )
    return Bahan("resmi", tingkat, without, estimated), laporan


def _read_all(
    sources: list[Path], wilayah: pd.DataFrame, bridge: pd.DataFrame | None, progress: Progress
) -> tuple[list[Terbaca], list[tuple[str, str]]]:
    found = find_files(sources)
    files: list[Terbaca] = []
    skipped: list[tuple[str, str]] = []
    for done, (path, named) in enumerate(found):
        progress("Membaca berkas", done, len(found))
        try:
            files.append(read(path, wilayah, bridge))
        except BatasTidakTerbaca as error:
            # A folder may hold more than borders; a file that was named must be one.
            if named:
                raise
            skipped.append((path.name, str(error)))
    if not files:
        raise BatasTidakTerbaca(f"Tidak ada berkas batas yang dapat dibaca. {skipped[0][1]}")
    return files, skipped


def _one_each(kode: Codes, shapes: Polygons) -> tuple[Codes, Polygons, list[int], list[int]]:
    """One valid polygon per known region; also which were mended, and which came in several features."""
    known = kode > 0
    mended, invalid = mend(shapes[known])
    found = ~shapely.is_missing(mended)
    codes, polygons = kode[known][found], mended[found]
    unique, count = np.unique(codes, return_counts=True)
    several: list[int] = unique[count > 1].tolist()
    if several:
        merged = np.isin(codes, several)
        joined = [shapely.union_all(polygons[codes == code]) for code in several]
        codes = np.concatenate([codes[~merged], np.array(several, dtype=np.int64)])
        polygons = np.concatenate([polygons[~merged], np.array(joined, dtype=object)])
    order = np.argsort(codes)
    return codes[order], polygons[order], np.unique(kode[known][invalid]).tolist(), several


def misplaced(layer: Lapis, level: int) -> list[tuple[int, float]]:
    """Regions farther than ``FAR_KM`` from the middle of their siblings, farthest first, with the distance in km."""
    if level not in FAR_KM:
        return []
    middle = pd.DataFrame(shapely.get_coordinates(shapely.centroid(layer.poligon)), columns=["lon", "lat"])
    home = middle.groupby(parent_of(layer.kode)).transform("median")
    gap = (middle - home).to_numpy()
    distance = np.hypot(gap[:, 0] * np.cos(np.radians(middle["lat"])), gap[:, 1]) * KM_PER_DEGREE
    far = np.flatnonzero(distance > FAR_KM[level])
    return sorted(((int(layer.kode[k]), float(distance[k])) for k in far), key=lambda pair: -pair[1])


def _complete(official: dict[int, Lapis], wilayah: pd.DataFrame) -> dict[int, Lapis]:
    """All four levels: official polygons, approximate cells where there is none, upper levels dissolved."""
    wanting = _wanting(official, wilayah)
    estimate: dict[int, Lapis] = {}
    if not _all_inside(wanting["kode"].to_numpy(dtype=np.int64), official):
        desa = wilayah.loc[wilayah["level"] == 4, ["kode", "lon", "lat"]]
        estimate = approximate(desa, wilayah).tingkat
    filled, cells = fill(official, wanting, estimate)
    tingkat: dict[int, Lapis] = {}
    for level in (4, 3, 2, 1):
        here = level_of(filled) == level
        codes, polygons, marks = filled[here], cells[here], np.ones(int(here.sum()), dtype=bool)
        if level < 4:
            below = tingkat[level + 1]
            parent = parent_of(below.kode)
            above, merged = dissolve(below.kode, below.poligon, parent)
            guessed = pd.Series(below.perkiraan).groupby(parent).all().to_numpy(dtype=bool)
            codes, polygons = np.concatenate([codes, above]), np.concatenate([polygons, merged])
            marks = np.concatenate([marks, guessed])
        if level in official:
            codes, polygons, marks = _beside(official[level], codes, polygons, marks)
        # Official polygons alone were cleaned when they were read; for desa that look takes seconds.
        alone = level in official and len(official[level]) == len(codes)
        tingkat[level] = lapis(codes, polygons if alone else clean(polygons), marks)
    return tingkat


def _beside(
    given: Lapis, codes: Codes, polygons: Polygons, marks: NDArray[np.bool_]
) -> tuple[Codes, Polygons, NDArray[np.bool_]]:
    """The official regions of a level, and of the others what lies outside them."""
    other = ~np.isin(codes, given.kode)
    outside = leftover(polygons[other], given.poligon)
    keep = ~shapely.is_missing(outside)
    return (
        np.concatenate([given.kode, codes[other][keep]]),
        np.concatenate([given.poligon, outside[keep]]),
        np.concatenate([given.perkiraan, marks[other][keep]]),
    )


def _wanting(official: dict[int, Lapis], wilayah: pd.DataFrame) -> pd.DataFrame:
    """Desa with a coordinate but no official polygon, and kecamatan that would otherwise stay without any."""
    located = wilayah[wilayah["lon"].notna()]
    desa = located[located["level"] == 4]
    kec = located[located["level"] == 3]
    held = official[4].kode if 4 in official else np.array([], dtype=np.int64)
    drawn = official[3].kode if 3 in official else np.array([], dtype=np.int64)
    served = np.concatenate([drawn, parent_of(held), parent_of(desa["kode"].to_numpy(dtype=np.int64))])
    wanting = pd.concat([desa[~desa["kode"].isin(held)], kec[~kec["kode"].isin(served)]])
    return wanting[["kode", "lon", "lat"]]


def _all_inside(kode: Codes, official: dict[int, Lapis]) -> bool:
    """Whether every one of these desa has an official region above it to be cut from."""
    inside = np.zeros(len(kode), dtype=bool)
    above = kode
    for level in (3, 2, 1):
        above = parent_of(above)
        if level in official:
            inside |= np.isin(above, official[level].kode)
    return bool(inside.all())
