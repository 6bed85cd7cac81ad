"""How many rumah tangga a kab and its desa have, from population and poverty, and where they lie.

The register holds the poorest: 30.3 million rumah tangga, 100 million people (DTKS January 2020: 27 million and 97.3
million). A kab's part follows its population times its poverty rate to the power 0.4, because the register reaches
far above the poverty line and so differs less between areas than poverty does.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from domain.kode import Level

NATIONAL_RUTA = 30_300_000
_POVERTY_POWER = 0.4
_DEFAULT_ART = 3.3

# Poverty rate (%) by provinsi, BPS, "Persentase Penduduk Miskin Menurut Provinsi", September 2025.
POVERTY_BY_PROVINSI: dict[int, float] = {
    11: 12.22, 12: 7.24, 13: 5.31, 14: 6.30, 15: 6.89, 16: 9.85, 17: 11.88, 18: 9.66, 19: 4.77, 21: 4.26,
    31: 4.03, 32: 6.78, 33: 9.39, 34: 10.08, 35: 9.30, 36: 5.51, 51: 3.42, 52: 11.38, 53: 17.50, 61: 5.97,
    62: 4.94, 63: 3.73, 64: 5.19, 65: 5.47, 71: 6.62, 72: 10.52, 73: 7.43, 74: 10.14, 75: 12.62, 76: 10.18,
    81: 15.25, 82: 5.59, 91: 17.82, 92: 19.58, 93: 19.26, 94: 29.45, 95: 27.21, 96: 17.50,
}  # fmt: skip
_NATIONAL_POVERTY = 8.25

KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Daerah:
    """One kab with its desa; arrays run over the desa in order of code."""

    kab: int
    zona: int
    # Expected rumah tangga in the whole register, and people in one.
    ruta: float
    art: float
    kota: bool
    desa: npt.NDArray[np.int64]
    urban: npt.NDArray[np.bool_]
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    # Distance to the nearest other desa, km.
    jarak: npt.NDArray[np.float64]

    @property
    def timur(self) -> bool:
        """Nusa Tenggara Timur, Maluku and Papua: far from everywhere, and late."""
        return self.kab // 100 == 53 or self.kab // 100 >= 81


def _kab_statistics(stats_dir: Path | None) -> dict[int, tuple[float, float]]:
    """Poverty rate (%) and family size of kab, SUSENAS 2017; empty when the file is not there."""
    file = stats_dir / "sovi_kab_2017.csv" if stats_dir else None
    if file is None or not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as text:
        return {
            int(row["code"].replace(".", "")): (float(row["POVERTY"]), float(row["FAMILYSIZE"]))
            for row in csv.DictReader(text)
        }


def read_daerah(frame: pd.DataFrame, stats_dir: Path | None) -> list[Daerah]:
    """Every kab of the frame of ``contoh.read_wilayah``, with the expected rumah tangga of the whole register."""
    statistics = _kab_statistics(stats_dir)
    kab_rows = frame[frame["level"] == Level.KAB]
    kab = kab_rows["kode"].to_numpy(np.int64)
    poverty = np.array([statistics.get(k, (POVERTY_BY_PROVINSI.get(k // 100, _NATIONAL_POVERTY), 0))[0] for k in kab])
    # A register's household is smaller than a survey's family with everybody who eats there.
    family = np.array([statistics.get(k, (0, _DEFAULT_ART / 0.87))[1] for k in kab])
    art = np.clip(family * 0.87, 2.6, 4.6)
    people = kab_rows["penduduk"].to_numpy(float)
    # Some rates predate the split of a kab or are of one: bounded, so that none swallows the rest.
    weight = people * np.clip(poverty, 2, 40) ** _POVERTY_POWER / art
    ruta = NATIONAL_RUTA * weight / weight.sum()

    kec = frame[frame["level"] == Level.KECAMATAN].set_index("kode")
    desa = frame[frame["level"] == Level.DESA]
    kode = desa["kode"].to_numpy(np.int64)
    centre = kec.reindex(kode // 10_000)
    lat = np.where(desa["lat"].isna(), centre["lat"], desa["lat"]).astype(float)
    lon = np.where(desa["lon"].isna(), centre["lon"], desa["lon"]).astype(float)
    kelurahan = (desa["jenis"] == "kelurahan").to_numpy()
    edges = np.searchsorted(kode, np.append(kab, kab[-1] + 1) * 10**6)
    names, zones = kab_rows["jenis"].to_numpy(), kab_rows["zona"].to_numpy()
    found = []
    for index, own in enumerate(kab):
        part = slice(edges[index], edges[index + 1])
        kota = bool(names[index] == "kota")
        found.append(
            Daerah(
                int(own),
                int(zones[index]),
                float(ruta[index]),
                float(art[index]),
                kota,
                kode[part],
                kelurahan[part] | kota,
                lat[part],
                lon[part],
                _nearest(lat[part], lon[part]),
            )
        )
    return found


def _nearest(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if len(lat) < 2:
        return np.full(len(lat), 3.0)
    points = np.column_stack([lat, lon * np.cos(np.radians(lat))]) * KM_PER_DEGREE
    distance, _ = cKDTree(points).query(points, k=2)
    # Two desa may share a point; people live beside it all the same.
    nearest: npt.NDArray[np.float64] = np.clip(distance[:, 1], 0.4, 12.0)
    return nearest


def ruta_by_desa(
    daerah: Daerah, rng: np.random.Generator, pecahan: float, paling_sedikit: int
) -> npt.NDArray[np.int64]:
    """Rumah tangga of each desa when ``pecahan`` (0–1) of the register is drawn."""
    weight = rng.lognormal(0.0, 0.45, len(daerah.desa)) * np.where(daerah.urban, 2.2, 1.0)
    expected = daerah.ruta * pecahan * weight / weight.sum()
    rounded = (expected + rng.random(len(expected))).astype(np.int64)
    counts: npt.NDArray[np.int64] = np.maximum(rounded, paling_sedikit)
    return counts
