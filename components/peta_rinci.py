"""Everything the map page tells about one view: the answer of the data callback, and the details of one area."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from components.format import percent
from components.peta_data import NAMA_LEVEL
from components.peta_kalimat import Waktu, cards, figure, fraction, trend_words
from domain.indikator import Indikator, Nilai, target_share
from domain.kalender import Periode
from domain.klasifikasi import CARA_NAME, Cara
from domain.kode import INDONESIA, Level, ancestor, level_of

_TREND_NAME = {
    "diisi": "Progres verivali",
    "terimpor": "Terimpor",
    "diperiksa": "Diperiksa",
    "final": "Final",
}


def controls(
    indikator: Sequence[Indikator], levels: Sequence[Level], cara: Cara, others: Sequence[Periode]
) -> dict[str, Any]:
    """What the controls above the map offer: pairs of code and name."""
    return {
        "metrik": [[item.kode, item.nama] for item in indikator],
        "level": sorted([int(level), NAMA_LEVEL[level].capitalize()] for level in levels),
        "level_bawaan": int(levels[0]),
        "kelas": [[str(item), CARA_NAME[item]] for item in Cara],
        "kelas_kini": str(cara),
        "periode": [[item.kode, item.label] for item in others],
    }


def geometry(
    *,
    folder: str,
    sheets: Mapping[str, Mapping[str, Any]],
    layouts: Mapping[str, Mapping[str, Any]],
    tiles: Mapping[str, Any] | None,
    making: Mapping[str, Any] | None,
    label: str,
    approximate: bool,
    key: str,
    part: bool,
    most_parents: int,
) -> dict[str, Any]:
    """Addresses of what is drawn for a sheet key; None where it does not exist (yet).

    ``part``: only some of the sheet's areas are shown, and the browser fits the map to those. ``most_parents``: of
    how many kab or provinsi the browser may ask the figures at once. ``making``: how far the making of tiles is.
    """
    sheet, layout = sheets.get(key), layouts.get(key)
    return {
        "lembar": sheet and f"/geo/{folder}/{sheet['file']}",
        "bbox": sheet and sheet["bbox"],
        "latar": _backdrop(folder, sheets, int(key.split("-")[1])),
        "saring": part,
        "kartogram": layout and f"/geo/{folder}/{layout['file']}",
        "ubin": tiles
        and {
            "url": f"/geo/{folder}/ubin/{{z}}/{{x}}/{{y}}.pbf",
            "minzoom": tiles["minzoom"],
            "maxzoom": tiles["maxzoom"],
            "banyak_induk": most_parents,
        },
        "ubin_catatan": None if tiles else _tiles_in_the_making(making),
        "label": label,
        "perkiraan": approximate,
    }


def _backdrop(folder: str, sheets: Mapping[str, Mapping[str, Any]], parent: int) -> list[dict[str, Any]]:
    """Grey shapes of the neighbours: the nation, and around a kab its provinsi as finely as the kab itself.

    ``tanpa`` is the provinsi that the coarse sheet leaves to the finer one, whose coast would stick out below it.
    """
    if parent == INDONESIA:
        return []
    prov = ancestor(parent, Level.PROVINSI)
    near = sheets.get(f"2-{prov}") if level_of(parent) > Level.PROVINSI else None
    found = [(sheets.get("2-0"), prov if near else None), (near, None)]
    return [{"url": f"/geo/{folder}/{sheet['file']}", "tanpa": less} for sheet, less in found if sheet]


def _tiles_in_the_making(progress: Mapping[str, Any] | None) -> str:
    if not progress or not progress["total"]:
        return "Ubin desa sedang disiapkan."
    return f"Ubin desa sedang disiapkan ({percent(100 * progress['selesai'] / progress['total'], 0)})."


NO_GEOMETRY: dict[str, Any] = {
    "lembar": None,
    "bbox": None,
    "latar": [],
    "saring": False,
    "kartogram": None,
    "ubin": None,
    "ubin_catatan": None,
    "label": "Batas wilayah sedang disiapkan.",
    "perkiraan": False,
}


@dataclass(frozen=True, slots=True)
class Garis:
    """A line of the trend: name of a wilayah, cumulative counts by day (``tanggal`` and the stage), its prelist."""

    nama: str
    riwayat: pd.DataFrame
    total: int
    # By day from the opening: whether the reader is not told; empty where everything is.
    tutup: Sequence[bool] = ()


def shares_by_day(garis: Garis, stage: str, opened: date, as_of: date) -> list[float | None]:
    """Percentage of the prelist at the end of each day from the opening to ``as_of``; None without a prelist."""
    days = [opened + timedelta(days=n) for n in range((as_of - opened).days + 1)]
    if not garis.total:
        return [None] * len(days)
    known = dict(zip(garis.riwayat["tanggal"], garis.riwayat[stage], strict=True))
    found: list[float | None] = []
    done = max((count for day, count in known.items() if day < opened), default=0)
    for day in days:
        done = known.get(day, done)
        found.append(round(100 * done / garis.total, 2))
    # The trend may end before the present: a day of the address.
    return [None if any(garis.tutup[at : at + 1]) else value for at, value in enumerate(found)]


def trend(own: Garis, above: Garis | None, stage: str, waktu: Waktu) -> dict[str, Any]:
    """The lines of the trend in percent: the area, its parent, and the straight target for verivali."""
    days = [waktu.opened + timedelta(days=n) for n in range((waktu.deadline - waktu.opened).days + 1)]
    line = shares_by_day(own, stage, waktu.opened, waktu.as_of)
    parent = shares_by_day(above, stage, waktu.opened, waktu.as_of) if above else None
    name = above.nama if above else None
    has_history = any(line)
    target = (
        [round(100 * target_share(day, waktu.opened, waktu.deadline), 2) for day in days] if stage == "diisi" else []
    )
    return {
        "judul": _TREND_NAME[stage],
        "hari": [day.isoformat() for day in days],
        "ada": has_history,
        "sendiri": line,
        "induk": parent,
        "nama": own.nama,
        "nama_induk": name,
        "target": target,
        "keterangan": trend_words(own.nama, line, name, parent),
    }


def detail(
    *,
    indikator: Indikator,
    frame: pd.DataFrame,
    nilai: Nilai,
    waktu: Waktu,
    days_left: int,
    picked: bool,
    nama_wilayah: str,
    samar: bool = False,
) -> dict[str, Any]:
    """The headline beside the map, from a rekap frame of one row; ``samar``: its pace and progress are not told."""
    row: dict[Hashable, Any] = frame.to_dict("records")[0]
    return {
        "nama": row["nama"],
        "di": row["nama_induk"],
        "besar": figure(indikator, nilai),
        "ukuran": indikator.nama,
        "penjelasan": indikator.penjelasan,
        "pecahan": fraction(indikator, nilai),
        "kartu": [list(card) for card in cards(row, waktu, days_left, samar=samar)],  # type: ignore[arg-type]
        "dipilih": picked,
        "nama_wilayah": nama_wilayah,
    }


def refusal(message: str, root_name: str) -> dict[str, Any]:
    """What the page shows in place of a map for an address that cannot be shown."""
    reset = ("wilayah", "periode", "metrik", "level", "kelas", "banding", "banding_cara", "hari", "pilih", "program")
    return {
        "galat": {
            "judul": "Alamat ini tidak dapat ditampilkan",
            "pesan": message,
            "kembali": dict.fromkeys(reset),
            "tombol": f"Buka peta {root_name}",
        }
    }
