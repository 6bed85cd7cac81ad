"""Pictures of charts and maps without a browser: PNG of two dots a pixel, SVG and PDF with text that stays text.

With its provenance (``Asal``) a picture stands on its own: title, wilayah, periode, filters, as-of, source and maker
are drawn around it. Without, it is the bare drawing for a slide or report, a map with its legend. Sizes are in
millimetres of paper; letters keep theirs (9 pt), so a larger sheet shows more and not the same larger.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from domain.figur import Asal, Figur
from exchange import lukis_grafik as chart
from exchange import lukis_peta as map_
from exchange.lukis_bingkai import TEPI, Bingkai
from exchange.lukis_kanvas import BENTUK, PX_PER_MM, Kanvas

__all__ = ["BENTUK", "lukis_grafik", "lukis_kartogram", "lukis_peta"]

Ukuran = tuple[float, float]

_CHART_WIDTH = 760.0
# A4 lying.
_MAP_SIZE: Ukuran = (297, 210)


def lukis_grafik(
    spek: Mapping[str, Any], bentuk: str, *, asal: Asal | None = None, ukuran_mm: Ukuran | None = None
) -> bytes:
    """A chart of ``domain.grafik``; as high as it needs where no size is given.

    A given size is kept unless the rows of the chart could not be read in it: then the sheet is higher.
    """
    wide, high = (_CHART_WIDTH, 0.0) if ukuran_mm is None else _pixels(ukuran_mm)
    frame = asal and Bingkai.of(asal, wide, satuan=str(spek.get("satuan", "")))
    inner = wide - 2 * TEPI if frame else wide
    around = frame.atas + frame.bawah if frame else 0.0
    own = chart.tinggi if ukuran_mm is None else chart.terkecil
    high = max(high, around + own(spek, inner))
    sheet = Kanvas(wide, high)
    chart.gambar(frame.gambar(sheet) if frame else sheet, spek)
    return _save(sheet, bentuk, asal, str(spek["judul"]))


def lukis_peta(
    figur: Figur,
    bidang: Mapping[int, Any],
    bentuk: str,
    *,
    asal: Asal | None = None,
    ukuran_mm: Ukuran = _MAP_SIZE,
    latar: Collection[Any] = (),
) -> bytes:
    """A map (``Jenis.PETA``) with its legend: ``bidang`` holds the shapes of its areas by code, ``latar`` those of the
    neighbours, all shapely geometries in degrees. Areas without a shape are counted below the map.
    """
    return _sheet(map_.Peta(figur, bidang, latar), bentuk, asal, ukuran_mm)


def lukis_kartogram(
    figur: Figur,
    susunan: Mapping[str, Any],
    bentuk: str,
    *,
    asal: Asal | None = None,
    ukuran_mm: Ukuran = _MAP_SIZE,
) -> bytes:
    """The same areas as equal squares, set as ``geo.kartogram`` arranged them (``sel``, ``kelompok``)."""
    return _sheet(map_.Kartogram(figur, susunan), bentuk, asal, ukuran_mm)


def _sheet(peta: map_.Lembar, bentuk: str, asal: Asal | None, ukuran_mm: Ukuran) -> bytes:
    wide, high = _pixels(ukuran_mm)
    sheet = Kanvas(wide, high)
    note = peta.catatan
    if asal is not None:
        peta.gambar(Bingkai.of(asal, wide, catatan=note).gambar(sheet))
    else:
        peta.gambar(sheet)
    return _save(sheet, bentuk, asal, peta.figur.judul)


def _pixels(ukuran_mm: Ukuran) -> Ukuran:
    return ukuran_mm[0] * PX_PER_MM, ukuran_mm[1] * PX_PER_MM


def _save(sheet: Kanvas, bentuk: str, asal: Asal | None, judul: str) -> bytes:
    if asal is None:
        return sheet.simpan(bentuk, judul=judul)
    return sheet.simpan(bentuk, judul=asal.judul, pembuat=asal.pembuat, dibuat=asal.dibuat)
