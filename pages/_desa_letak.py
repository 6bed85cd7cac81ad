"""The map of one desa: its outline out of the sheet of its kab, its households where the reader may see them."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

import numpy as np
import orjson
from dash.development.base_component import Component
from flask import current_app

from components.desa_letak import household_map
from data_access import desa as baca
from data_access.session import Connection
from domain.access import Permission
from domain.kode import Level
from geo.aktif import Manifest, load_manifest
from geo.titik import load_kab
from pages._desa import Tanya

Ring = list[list[float]]


def answer_map(connection: Connection, ask: Tanya) -> Component:
    """The outline with its households, where the reader may see them."""
    manifest, shapes = read_shapes(ask.kab)
    own = shapes.get(ask.scope.kode, [])
    frame, outside = None, np.array([])
    if ask.actor.may(Permission.VIEW_RUMAH_TANGGA):
        frame = baca.read_titik(connection, ask.scope, *ask.key)
        outside = np.full(len(frame), np.nan)
        if manifest is not None and own:
            polygons = load_kab(manifest.folder, ask.kab)
            kode = np.full(len(frame), ask.scope.kode, dtype=np.int64)
            outside = polygons.outside(kode, frame["lon"].to_numpy(), frame["lat"].to_numpy())
    near = [kode for kode, rings in shapes.items() if kode != ask.scope.kode and _touch(own, rings)]
    names = baca.read_nama(connection, [kode for kode in near if ask.actor.sees(kode)])
    approximate = manifest is not None and manifest.sumber == "perkiraan"
    return household_map(
        frame,
        np.nan_to_num(outside).tolist(),
        ask.kab,
        own,
        [(names.get(kode, ""), shapes[kode]) for kode in near],
        ask.status,
        "Batas perkiraan, bukan batas resmi: titik di dekat tepi bisa saja masih di dalam desa." if approximate else "",
    )


def read_shapes(kab: int) -> tuple[Manifest | None, dict[int, list[Ring]]]:
    """The borders in use, and of them the rings of every desa of a kab; nothing where there are none."""
    manifest = load_manifest(current_app.config["GEO_DIR"])
    sheet = None if manifest is None else manifest.lembar.get(f"{int(Level.DESA)}-{kab}")
    return manifest, _shapes(manifest.folder / f"{sheet['file']}.gz") if manifest and sheet else {}


@lru_cache(maxsize=4)
def _shapes(file: Path) -> dict[int, list[Ring]]:
    """Rings by desa of the sheet of one kab; empty where there is none."""
    if not file.is_file():
        return {}
    found = {}
    for feature in orjson.loads(gzip.decompress(file.read_bytes()))["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        found[int(feature["id"])] = [ring for part in parts for ring in part]
    return found


def _box(rings: list[Ring]) -> tuple[float, float, float, float]:
    lon = [point[0] for ring in rings for point in ring]
    lat = [point[1] for ring in rings for point in ring]
    return min(lon), min(lat), max(lon), max(lat)


def _touch(own: list[Ring], rings: list[Ring]) -> bool:
    """Whether the second lies in the picture of the first: within a quarter of its own size."""
    if not own:
        return False
    west, south, east, north = _box(own)
    left, low, right, high = _box(rings)
    across, up = (east - west) / 4, (north - south) / 4
    return left < east + across and right > west - across and low < north + up and high > south - up
