"""From counts to what the map draws: figures, classes, ranks and legend of the areas shown, as plain lists.

Nothing here asks for anything: frames as ``data_access.progres`` returns them go in, what ``orjson`` can write
comes out. Lists of one answer are parallel: the same index is the same area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from domain.bandingan import DESIMAL, ranks, rounded
from domain.figur import KELAS_SAMAR
from domain.indikator import BATAS_DESIL, DIISI, DISAMARKAN, STA_COLUMNS, TOTAL, Arah, Indikator, Nilai, evaluate, ratio
from domain.kalender import JAKARTA, Periode
from domain.klasifikasi import BERHENTI, CARA_NAME, TIDAK_ADA_DATA, Cara, class_limits, classes_of, count_classes, ramp
from domain.kode import Level, ancestor

# Limits of a difference between two periode, by the unit of the figure.
_PITA_SELISIH = {"%": (-10.0, -2.0, 2.0, 10.0), "poin": (-5.0, -1.0, 1.0, 5.0), "hari": (-7.0, -1.0, 1.0, 7.0)}

NAMA_LEVEL = {
    Level.PROVINSI: "provinsi",
    Level.KAB: "kab/kota",
    Level.KECAMATAN: "kecamatan",
    Level.DESA: "desa",
}
# What numerator and denominator count, as table headers.
_JUDUL = {
    "progres": "Diverifikasi",
    "terimpor": "Terimpor",
    "diperiksa": "Diperiksa",
    "final": "Final",
    "nonaktif": "Nonaktif",
    "tidak_ditemukan": "Tidak ditemukan",
    "mampu": "Sudah mampu",
    "ganda": "Ganda",
    "perubahan": "Bertambah 7 hari",
    "kuota": "Terpakai",
    "inklusi": "Salah sasaran",
    "eksklusi": "Bukan KPM",
    "rawan": "Tertinggal",
    "rawan_inklusi": "Galat tinggi",
}
_PENYEBUT = {
    "kuota": "Kuota",
    "inklusi": "Dikunjungi",
    "eksklusi": f"Desil 1–{BATAS_DESIL}",
    "rawan": "Dinilai",
    "rawan_inklusi": "Dinilai",
}
_UNIT = {"KPM": "KPM", "desa": "desa"}
_NAMA_PENDEK = {
    "progres": "Progres",
    "terlambat": "Terlambat",
    "perubahan": "Perubahan",
    "diam": "Tanpa aktivitas",
    "tidak_ditemukan": "Tidak ditemukan",
    "mampu": "Mampu",
    "ganda": "Ganda",
    "kuota": "Terpakai",
    "inklusi": "Galat inklusi",
    "eksklusi": "Galat eksklusi",
    "rawan": "Tertinggal",
    "rawan_inklusi": "Galat inklusi",
}


@dataclass(frozen=True, slots=True)
class Saat:
    """The day figures speak of and the span of the periode they belong to."""

    as_of: date
    opened: date
    deadline: date

    @classmethod
    def of(cls, periode: Periode, as_of: date) -> Saat:
        """The span of a periode seen on one of its days."""
        return cls(as_of, periode.first_day, periode.last_day)


def records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Some columns of a frame as rows of plain numbers; a tenth of the time of ``to_dict``."""
    return [
        dict(zip(columns, row, strict=True)) for row in zip(*(frame[name].tolist() for name in columns), strict=True)
    ]


def evaluate_areas(indikator: Indikator, frame: pd.DataFrame, saat: Saat) -> list[Nilai]:
    """The figure of every row of a rekap frame."""
    needed = {*(indikator.pembilang or DIISI), *(indikator.penyebut or TOTAL), "diisi_7"}
    rows = records(frame, sorted(needed))
    moment = {"as_of": saat.as_of, "opened": saat.opened, "deadline": saat.deadline}
    if indikator.kode != "diam":
        return [evaluate(indikator, row, **moment) for row in rows]
    last = [None if pd.isna(value) else value.date() for value in frame["terakhir"].dt.tz_convert(JAKARTA)]
    return [
        evaluate(indikator, row, **(moment if day is None else moment | {"last": day}))
        for row, day in zip(rows, last, strict=True)
    ]


def evaluate_on_day(indikator: Indikator, frame: pd.DataFrame, daily: pd.DataFrame, day: date) -> list[Nilai]:
    """The figure of every row as it stood at the end of ``day``, from the daily history.

    ``indikator`` must have a history (``riwayat``); ``daily`` holds increments as ``read_daily`` returns them.
    """
    done = (
        daily[daily["tanggal"] <= day].groupby("kode")[str(indikator.riwayat)].sum()
        if len(daily)
        else pd.Series(dtype=int)
    )
    pembilang = done.reindex(frame["kode"], fill_value=0).tolist()
    return [
        Nilai(ratio(above, below), above, below)
        for above, below in zip(pembilang, frame["total"].tolist(), strict=True)
    ]


def difference(now: Sequence[Nilai], then: Sequence[Nilai]) -> list[Nilai]:
    """Figures of now less those of then; None where either is missing. Counts are those of now."""
    return [
        DISAMARKAN
        if a.samar or b.samar
        else replace(a, nilai=None if a.nilai is None or b.nilai is None else a.nilai - b.nilai, berhenti=False)
        for a, b in zip(now, then, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Banding:
    """What the figures are compared with: a label, the figures then, and whether the difference is drawn."""

    kode: int
    label: str
    nilai: Sequence[Nilai]
    selisih: bool


def parent_names(frame: pd.DataFrame) -> dict[int, str]:
    """Name of every parent of the areas, by code."""
    return dict(zip(frame["induk"].tolist(), frame["nama_induk"].tolist(), strict=True))


def map_values(
    indikator: Indikator, frame: pd.DataFrame, values: Sequence[Nilai], cara: Cara, banding: Banding | None = None
) -> dict[str, Any]:
    """Columns, legend, the indikator as shown, and the comparison: what map, table and lists draw from."""
    selisih = banding is not None and banding.selisih
    shown = difference(values, banding.nilai) if banding is not None and selisih else values
    decimals = DESIMAL[indikator.satuan]
    numbers = rounded(shown, decimals)
    centred = indikator.berpusat or selisih
    known = [value for value in numbers if value is not None]
    pita = _PITA_SELISIH[indikator.satuan] if selisih else indikator.pita
    limits = class_limits(known, cara, pita, centred=centred, decimals=decimals).batas
    kelas = classes_of(numbers, [item.berhenti for item in shown], limits, hidden_in(shown))
    induk = frame["induk"].tolist()
    rank, among = ranks(shown, induk, indikator.arah)
    count = count_classes(kelas, limits)
    colours = ramp(len(limits) + 1, low_is_bad=indikator.arah is Arah.NAIK, centred=centred)
    return {
        "metrik": describe(indikator, selisih=selisih, compared=banding is not None),
        "kolom": {
            "kode": frame["kode"].tolist(),
            "nama": frame["nama"].tolist(),
            "induk": induk,
            "nilai": numbers,
            "kelas": kelas,
            "pembilang": [None if item.samar else int(item.pembilang) for item in shown],
            "penyebut": [None if item.samar else int(item.penyebut) for item in shown],
            "peringkat": rank,
            "dari": among,
        },
        "nama_induk": parent_names(frame),
        "banyak_induk": len(set(induk)) > 1,
        "legenda": {
            "batas": list(count.batas),
            "banyak": list(count.banyak),
            "tidak_ada_data": count.tidak_ada_data,
            "berhenti": count.berhenti,
            "disamarkan": count.disamarkan,
            "ramp": list(colours),
            "cara": CARA_NAME[cara],
        },
        "banding": None if banding is None else _compared(indikator, banding, limits),
    }


def hidden_in(values: Sequence[Nilai]) -> frozenset[int]:
    """Places of the figures that are not told."""
    return frozenset(at for at, item in enumerate(values) if item.samar)


def describe(indikator: Indikator, *, selisih: bool = False, compared: bool = False) -> dict[str, Any]:
    """An indikator in the words and numbers the browser needs."""
    denominator = _PENYEBUT.get(indikator.kode, "Dikunjungi" if indikator.penyebut == STA_COLUMNS else "Prelist")
    unit = _UNIT.get(indikator.satuan_pembilang, "ruta")
    return {
        "kode": indikator.kode,
        "nama": indikator.nama,
        "nama_pendek": _NAMA_PENDEK.get(indikator.kode, indikator.nama),
        "satuan": "poin" if selisih and indikator.satuan == "%" else indikator.satuan,
        "desimal": DESIMAL[indikator.satuan],
        "arah": str(indikator.arah),
        "bertanda": selisih or indikator.berpusat or indikator.kode == "perubahan",
        "penjelasan": indikator.penjelasan,
        "satuan_pembilang": indikator.satuan_pembilang,
        "judul_pembilang": f"{_JUDUL.get(indikator.kode, 'Diverifikasi')} ({unit})",
        "judul_penyebut": f"{denominator} ({unit})",
        "riwayat": indikator.riwayat is not None and not compared,
    }


def _compared(indikator: Indikator, banding: Banding, limits: tuple[float, ...]) -> dict[str, Any]:
    numbers = rounded(banding.nilai, DESIMAL[indikator.satuan])
    kelas = (
        []
        if banding.selisih
        else classes_of(numbers, [item.berhenti for item in banding.nilai], limits, hidden_in(banding.nilai))
    )
    return {
        "kode": banding.kode,
        "label": banding.label,
        "cara": "selisih" if banding.selisih else "sisi",
        "nilai": numbers,
        "kelas": kelas,
        "pembilang": [None if item.samar else int(item.pembilang) for item in banding.nilai],
        "penyebut": [None if item.samar else int(item.penyebut) for item in banding.nilai],
        "satuan": indikator.satuan,
        "desimal": DESIMAL[indikator.satuan],
    }


def tile_values(
    indikator: Indikator, frames: Sequence[pd.DataFrame], values: Sequence[Sequence[Nilai]]
) -> dict[str, Any]:
    """Figures of the kecamatan or desa that tiles show; their classes follow from the legend on the page."""
    frame = pd.concat(frames, ignore_index=True)
    flat = [item for group in values for item in group]
    return {
        "kode": frame["kode"].tolist(),
        "nama": frame["nama"].tolist(),
        "induk": frame["induk"].tolist(),
        "nama_induk": parent_names(frame),
        "nilai": rounded(flat, DESIMAL[indikator.satuan]),
        "tanpa": [KELAS_SAMAR if item.samar else BERHENTI if item.berhenti else TIDAK_ADA_DATA for item in flat],
        "pembilang": [None if item.samar else int(item.pembilang) for item in flat],
        "penyebut": [None if item.samar else int(item.penyebut) for item in flat],
    }


def frames_by_day(
    indikator: Indikator,
    frame: pd.DataFrame,
    daily: pd.DataFrame,
    saat: Saat,
    tutup: Sequence[Sequence[bool]] = (),
) -> dict[str, Any]:
    """Cumulative numerators of every area on every day from the opening to ``saat.as_of``.

    ``kumulatif[d][i]``: rumah tangga of area ``i`` at the end of day ``d``, None where ``tutup[d][i]`` says that it is
    not told; ``total[i]`` the prelist, None where no day of the area is told.
    """
    days = [saat.opened + timedelta(days=n) for n in range((saat.as_of - saat.opened).days + 1)]
    if len(daily):
        wide = daily.pivot_table(index="tanggal", columns="kode", values=indikator.riwayat, aggfunc="sum", fill_value=0)
        wide = wide.sort_index().cumsum()
        # Movement before the opening belongs to the first day; days without movement keep the day before.
        wide = wide.reindex(wide.index.union(pd.Index(days, dtype=object))).ffill().fillna(0)
        wide = wide.reindex(index=days, columns=frame["kode"], fill_value=0).astype(int)
        kumulatif = wide.to_numpy().tolist()
    else:
        kumulatif = [[0] * len(frame) for _ in days]
    total = frame["total"].tolist()
    if tutup:
        kumulatif = [
            [None if covered else count for count, covered in zip(*day, strict=True)]
            for day in zip(kumulatif, tutup, strict=True)
        ]
        total = [None if covered else count for count, covered in zip(total, tutup[-1], strict=True)]
    return {"kode": frame["kode"].tolist(), "total": total, "kumulatif": kumulatif}


def without_polygon(missing: Sequence[int], shown: Sequence[int], level: Level) -> dict[str, Any]:
    """Desa that the borders lack, counted by the area shown that holds them, most first."""
    inside = set(shown)
    counts: dict[int, int] = {}
    for desa in missing:
        area = ancestor(desa, level)
        if area in inside:
            counts[area] = counts.get(area, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {"jumlah": sum(counts.values()), "daftar": ordered}
