"""Figures of a briefing pack from counts: headline figures, the map, and series of which small steps are left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.bandingan import DESIMAL, ranks, rounded
from domain.figur import SAMAR, Figur, Jenis, Sel
from domain.indikator import Arah, Indikator, Nilai
from domain.klasifikasi import Cara, class_limits, classes_of, count_classes, ramp
from domain.kode import INDONESIA, Level

# Best and most behind that a chapter names at most.
TERBANYAK = 10


def angka(
    kode: str,
    nama: str,
    nilai: float | None,
    satuan: str,
    *,
    desimal: int = 0,
    pembilang: float | None = None,
    penyebut: float | None = None,
    satuan_pembilang: str = "",
    definisi: str = "",
    beda: Sequence[tuple[str, float | None]] = (),
    samar: bool = False,
) -> dict[str, Any]:
    """One headline figure. ``beda``: changes, in words since when; ``samar``: too small to be told."""
    shown = None if nilai is None else round(nilai, desimal) if desimal else round(nilai)
    return {
        "kode": kode,
        "nama": nama,
        "nilai": SAMAR if samar else shown,
        "satuan": satuan,
        "desimal": desimal,
        "pembilang": SAMAR if samar and pembilang is not None else _whole(pembilang),
        "penyebut": SAMAR if samar and penyebut is not None else _whole(penyebut),
        "satuan_pembilang": satuan_pembilang,
        "definisi": definisi,
        "beda": [{"kapan": when, "nilai": change} for when, change in beda if change is not None and not samar],
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def indikator(
    item: Indikator,
    nilai: Nilai,
    *,
    beda: Sequence[tuple[str, float | None]] = (),
    samar: bool = False,
) -> dict[str, Any]:
    """A figure of ``domain.indikator`` as a headline."""
    return angka(
        item.kode,
        item.nama,
        nilai.nilai,
        item.satuan,
        desimal=DESIMAL[item.satuan],
        pembilang=nilai.pembilang,
        penyebut=nilai.penyebut,
        satuan_pembilang=item.satuan_pembilang,
        definisi=item.penjelasan,
        beda=beda,
        samar=samar,
    )


def perubahan(now: Nilai, then: Nilai) -> float | None:
    """Points from then to now, as they are shown; None where one of them is missing or not told."""
    if now.nilai is None or then.nilai is None:
        return None
    return round(now.nilai - then.nilai, 1)


def tutup(nilai: Sel, samar: bool) -> Sel:
    """A cell, or the mark of one that is not told."""
    return SAMAR if samar else nilai


@dataclass(frozen=True, slots=True)
class Wilayah:
    """An area of a pack, the area it lies in, and its figure."""

    kode: int
    nama: str
    induk: int
    nama_induk: str
    nilai: Nilai

    @property
    def samar(self) -> bool:
        """Whether the figure is too small to be told."""
        return self.nilai.samar

    @property
    def tampil(self) -> float | None:
        """The figure as it is shown; None where there is none or it is not told."""
        return rounded([self.nilai], 1)[0]


def peta(
    kode: str, judul: str, wilayah: int, level: Level, item: Indikator, areas: Sequence[Wilayah], **more: Any
) -> Figur:
    """The map of a figure with the classes of /peta at its usual address."""
    digits = DESIMAL[item.satuan]
    shown = rounded([area.nilai for area in areas], digits)
    known = [value for value in shown if value is not None]
    limits = class_limits(known, Cara.PITA, item.pita, centred=item.berpusat, decimals=digits).batas
    hidden = [k for k, area in enumerate(areas) if area.samar]
    kelas = classes_of(shown, [area.nilai.berhenti for area in areas], limits, hidden)
    count = count_classes(kelas, limits)
    colours = ramp(len(limits) + 1, low_is_bad=item.arah is Arah.NAIK, centred=item.berpusat)
    isi = {
        "wilayah": wilayah,
        "level": int(level),
        "nama_indikator": item.nama,
        "satuan": item.satuan,
        "desimal": digits,
        "kode": [area.kode for area in areas],
        "nama": [area.nama for area in areas],
        "nilai": [tutup(value, area.samar) for value, area in zip(shown, areas, strict=True)],
        "kelas": kelas,
        "legenda": {
            "batas": list(count.batas),
            "banyak": list(count.banyak),
            "tidak_ada_data": count.tidak_ada_data,
            "berhenti": count.berhenti,
            "disamarkan": count.disamarkan,
            "ramp": list(colours),
        },
    }
    return Figur(kode, judul, Jenis.PETA, isi, **more)


def peringkat(areas: Sequence[Wilayah], arah: Arah, *, per_induk: bool) -> tuple[list[int | None], list[int]]:
    """Rank of each area, among all or among those of its parent, and of how many; areas not told have none."""
    return ranks([area.nilai for area in areas], [area.induk if per_induk else INDONESIA for area in areas], arah)


def terurut(areas: Sequence[Wilayah]) -> list[Wilayah]:
    """Areas whose figure is told, best first, equals by code."""
    known = [(area.tampil, area) for area in areas]
    return [area for value, area in sorted(
        ((value, area) for value, area in known if value is not None), key=lambda item: (-item[0], item[1].kode)
    )]  # fmt: skip


def ujung(banyak: int) -> int:
    """How many areas stand at each end: ten, and never one at both."""
    return min(TERBANYAK, banyak // 2)
