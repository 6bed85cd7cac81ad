"""Read official borders as people have them: any vector format, any CRS, codes written in any of three ways."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyogrio
import shapely
from pyproj.exceptions import CRSError

from geo.coverage import Codes, Polygons, level_of

FORMATS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".fgb", ".parquet", ".geoparquet")
PARQUET = (".parquet", ".geoparquet")
FORMATS_TEXT = "GeoJSON, GeoPackage, Shapefile (boleh .zip), FlatGeobuf, atau GeoParquet"
GEOGRAPHIC_WINDOW = (90.0, -16.0, 146.0, 12.0)
"""West, south, east, north in degrees: coordinates without a CRS are taken as EPSG:4326 only inside this."""
CODE = re.compile(r"\d{2}(?:\.?\d{2}(?:\.?\d{2}(?:\.?\d{4})?)?)?")
CUT_CODE = re.compile(r"\d{2}\.\d|\d{2}\.\d{2}\.\d")
"""A dotted code that lost its closing zero, as 11.1 for 11.10."""
CODE_NAME = re.compile(r"kode|code|kd|^id|id$|kemendagri|wilayah|bps", re.IGNORECASE)
BPS_NAME = re.compile(r"bps", re.IGNORECASE)
LEAST_MATCH = 0.5
"""Share of a column that must be known codes before the column counts as the code column."""
OWN_CODE = 0.9
"""Share of features with a code of their own that makes a column trustworthy beside a spoiled one."""
SAMPLE = 2000


class BatasTidakTerbaca(ValueError):
    """A file cannot serve as borders. The text is Indonesian and says what to do; nothing has been changed."""


@dataclass(frozen=True)
class Terbaca:
    """One file, read: per feature its code (0: not a known region), the code as written, and its polygon."""

    berkas: str
    kolom: str
    kode: Codes
    tertulis: list[str]
    geometri: Polygons
    bps: bool
    tanpa_geometri: int


def find_files(sources: list[Path]) -> list[tuple[Path, bool]]:
    """Files to read, each with whether it was named itself (then it must be readable) or found in a folder."""
    found: list[tuple[Path, bool]] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(path for path in source.iterdir() if path.suffix.lower() in FORMATS)
            if not inside:
                raise BatasTidakTerbaca(f"Folder {source.name} tidak berisi berkas batas. Isi dengan {FORMATS_TEXT}.")
            found += [(path, False) for path in inside]
        elif source.exists():
            found.append((source, True))
        else:
            raise BatasTidakTerbaca(f"Berkas {source} tidak ditemukan. Periksa letak dan namanya.")
    return found


def read(path: Path, regions: pd.DataFrame, bridge: pd.DataFrame | None) -> Terbaca:
    """Read one file and match its features by code.

    ``regions``: kode, lon, lat of every region. ``bridge``: columns bps and kode (kab, plain integers). Polygons
    come back in EPSG:4326, two-dimensional, not yet mended. Raises BatasTidakTerbaca.
    """
    frame = _to_degrees(_open(path), path.name)
    shapes = np.asarray(shapely.force_2d(frame.geometry.to_numpy()), dtype=object)
    solid = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes) & (shapely.get_dimensions(shapes) == 2)
    if not solid.any():
        raise BatasTidakTerbaca(
            f"Berkas {path.name} tidak berisi poligon. Yang diperlukan adalah batas wilayah (poligon), "
            "bukan titik, garis, atau tabel saja."
        )
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))[solid].reset_index(drop=True)
    column, kode, bps = _match(table, shapes[solid], regions, bridge, path.name)
    written = table[column].astype(str).tolist()
    return Terbaca(path.name, column, kode, written, shapes[solid], bps, int((~solid).sum()))


def _open(path: Path) -> gpd.GeoDataFrame:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise BatasTidakTerbaca(f"Berkas {path.name} bukan format yang dikenal. Gunakan {FORMATS_TEXT}.")
    if path.stat().st_size == 0:
        raise BatasTidakTerbaca(f"Berkas {path.name} kosong. Unduh atau ekspor ulang berkasnya.")
    source = f"zip://{path}!{_shapefile_in(path)}" if suffix == ".zip" else path
    try:
        with warnings.catch_warnings():
            # GDAL warns of what it stumbles over and reads on; what came out is judged below.
            warnings.simplefilter("ignore", RuntimeWarning)
            frame = gpd.read_parquet(path) if suffix in PARQUET else pyogrio.read_dataframe(source)
    except (pyogrio.errors.DataSourceError, pyarrow.ArrowInvalid, pyarrow.ArrowIOError, CRSError) as error:
        raise BatasTidakTerbaca(
            f"Berkas {path.name} rusak atau bukan {suffix} yang sah. Unduh atau ekspor ulang, lalu impor lagi."
        ) from error
    except ValueError as error:
        # geopandas says so of a Parquet file that has no geometry column.
        raise BatasTidakTerbaca(
            f"Berkas {path.name} tidak berisi geometri. Ekspor ulang sebagai berkas peta, bukan tabel."
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame) or not len(frame):
        reason = "tidak berisi satu pun wilayah" if isinstance(frame, gpd.GeoDataFrame) else "tidak berisi geometri"
        raise BatasTidakTerbaca(f"Berkas {path.name} {reason}. Ekspor ulang berkasnya, lalu impor lagi.")
    return frame


def _shapefile_in(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if Path(n).suffix.lower() in FORMATS and "__MACOSX" not in n]
    except zipfile.BadZipFile as error:
        raise BatasTidakTerbaca(f"Berkas {path.name} bukan ZIP yang utuh. Kirim atau unduh ulang.") from error
    if len(names) != 1:
        raise BatasTidakTerbaca(
            f"Berkas {path.name} harus berisi tepat satu berkas batas, ditemukan {len(names)}. "
            "Pisahkan menjadi satu ZIP untuk tiap lapisan."
        )
    return names[0]


def _to_degrees(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    if frame.crs is not None:
        return frame.to_crs(4326)
    west, south, east, north = frame.total_bounds
    left, bottom, right, top = GEOGRAPHIC_WINDOW
    if west >= left and south >= bottom and east <= right and north <= top:
        return frame.set_crs(4326)
    raise BatasTidakTerbaca(
        f"Berkas {name} tidak menyebut sistem koordinatnya dan angkanya bukan derajat di Indonesia. "
        "Sertakan CRS (berkas .prj untuk Shapefile) atau ubah dulu ke EPSG:4326."
    )


def as_codes(values: pd.Series, name: str) -> tuple[Codes, bool]:
    """Plain integer codes of a column (0 where a value is no code), and whether the column was spoiled.

    Spoiled is a column of numbers with decimals, or of text as 11.1: there 11.10 and 11.1 cannot be told apart.
    """
    if pd.api.types.is_bool_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return np.zeros(len(values), dtype=np.int64), False
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.to_numpy(dtype=np.float64, na_value=0.0)
        broken = numbers != np.floor(numbers)
        looks_dotted = broken.any() and ((numbers[broken] > 10) & (numbers[broken] < 100)).all()
        safe = np.where(broken | (np.abs(numbers) > 1e10) | (numbers < 0), 0, numbers).astype(np.int64)
        return safe, bool(looks_dotted and CODE_NAME.search(name))
    text = values.astype("string").str.strip().fillna("")
    spoiled = text.str.fullmatch(CUT_CODE.pattern).to_numpy(dtype=bool)
    plain = text.where(text.str.fullmatch(CODE.pattern), "0").str.replace(".", "", regex=False)
    plain = plain.where(plain.str.len().isin([2, 4, 6, 10]), "0")
    codes = np.array(plain.tolist(), dtype=np.int64)
    return codes, bool(spoiled.any() and (spoiled | (codes > 0)).mean() >= OWN_CODE)


def _match(
    table: pd.DataFrame, shapes: Polygons, regions: pd.DataFrame, bridge: pd.DataFrame | None, name: str
) -> tuple[str, Codes, bool]:
    """The code column, the Kemendagri code of each feature (0 if unknown), and whether it was written as BPS."""
    known = regions["kode"].to_numpy(dtype=np.int64)
    best: tuple[tuple[float, float], str, Codes, bool] | None = None
    spoiled_column = ""
    for column in table.columns:
        codes, spoiled = as_codes(table[column], str(column))
        spoiled_column = spoiled_column or str(column) * spoiled
        named = bool(CODE_NAME.search(str(column)))
        for kode, bps in _readings(codes, bridge):
            matched = np.where(np.isin(kode, known), kode, 0)
            share = len(np.unique(matched[matched > 0])) / len(table)
            if spoiled or share == 0 or ((matched > 0).mean() < LEAST_MATCH and not named):
                continue
            score = (round(share, 2), 0.01 * named - _distance(matched, shapes, regions))
            if best is None or score > best[0]:
                best = score, str(column), matched, bps
    if spoiled_column and (best is None or best[0][0] < OWN_CODE):
        # Beside a spoiled code the code of the provinsi may stand whole: that would match all, wrongly.
        raise BatasTidakTerbaca(
            f"Kolom {spoiled_column} di berkas {name} berisi kode yang terbaca sebagai angka: 11.10 menjadi 11.1 "
            "dan tidak dapat dikembalikan. Ekspor ulang dengan kode sebagai teks."
        )
    if best is None:
        raise BatasTidakTerbaca(
            f"Berkas {name} tidak punya kolom kode wilayah yang dikenal (kolom: {', '.join(map(str, table.columns))}). "
            "Tambahkan kolom kode Kemendagri, misalnya 32.77.01.1001 atau 3277011001."
        )
    _, column, kode, bps = best
    if BPS_NAME.search(column) and not bps and bridge is None:
        raise BatasTidakTerbaca(
            f"Kolom {column} di berkas {name} berisi kode BPS. Sertakan tabel padanan kode BPS ke Kemendagri, "
            "atau ganti dengan kode Kemendagri."
        )
    return column, kode, bps


def _readings(codes: Codes, bridge: pd.DataFrame | None) -> Iterator[tuple[Codes, bool]]:
    """The codes as Kemendagri's and, for kab and provinsi with a bridge, as BPS's."""
    yield codes, False
    if bridge is not None and np.isin(level_of(codes[codes > 0]), (1, 2)).all():
        kab = bridge.set_index("bps")["kode"]
        usual = kab.groupby(kab.index // 100).agg(lambda codes: (codes // 100).mode().iloc[0])
        both = pd.concat([kab[~kab.index.duplicated()], usual])
        yield both.reindex(codes).fillna(0).to_numpy(dtype=np.int64), True


def _distance(kode: Codes, shapes: Polygons, regions: pd.DataFrame) -> float:
    """Median distance in degrees from each matched polygon to where its region is known to be.

    BPS and Kemendagri codes look alike, and most exist in both lists for different places: only the ground tells.
    """
    place = regions.set_index("kode")[["lon", "lat"]].reindex(kode).to_numpy(dtype=np.float64)
    rows = np.flatnonzero(np.isfinite(place).all(axis=1))
    if not len(rows):
        return 0.0
    rows = rows[:: max(1, len(rows) // SAMPLE)]
    return float(np.median(shapely.distance(shapes[rows], shapely.points(place[rows]))))
