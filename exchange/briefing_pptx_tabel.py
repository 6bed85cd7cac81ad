"""Tables of slides, native: as wide as their words ask, split over slides with the heading repeated, never cut.

Lengths are in points until they are written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.slide import Slide
from pptx.util import Pt

from domain.figur import SAMAR, Figur, Kolom
from exchange.briefing_pptx_teks import BARIS, Huruf, bersih, sel, xml

_SIZES = (12.0, 11.0, 10.0)
_SIDE, _ABOVE = 7.0, 2.6
# Programs set the same letters a little wider or narrower.
_SAFE = 1.03
# Wider than this a text is broken into lines; narrower than that no column is.
_WIDEST, _NARROWEST, _LONGEST_WORD = 250.0, 34.0, 120.0
# A table is drawn out to the width of the slide, but not so far that a row can no longer be followed.
_STRETCH = 1.7
_GAYA_KOSONG = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True, slots=True)
class Halaman:
    """The part of a table on one slide: words by row, their column, widths, heights (the heading first)."""

    kolom: tuple[Kolom, ...]
    baris: tuple[tuple[str, ...], ...]
    lebar: tuple[float, ...]
    tinggi: tuple[float, ...]
    size: float

    @property
    def tinggi_total(self) -> float:
        """Height of heading and rows."""
        return sum(self.tinggi)


def halaman(
    figur: Figur, width: float, height: float, huruf: Huruf, zona: int, sizes: Sequence[float] = _SIZES
) -> list[Halaman]:
    """The table cut into what stands on one slide each; a table without rows is a heading and a line that says so.

    Letters are the first of ``sizes`` in which its columns fit beside each other.
    """
    columns = figur.kolom
    words = [
        tuple(sel(cell, item, zona) for cell, item in zip(row, columns, strict=True)) for row in figur.isi["baris"]
    ]
    if not words:
        words = [("Tidak ada baris.", *("" for _ in columns[1:]))]
    for size in sizes:
        wanted, least, whole = _widths(columns, words, size, huruf)
        if sum(wanted) <= width or (size == sizes[-1] and sum(least) <= width):
            return _pages(columns, words, _fit(wanted, least, whole, width), height, size, huruf)
    pages = []
    for group in _groups(columns, least, width):
        part = [tuple(row[k] for k in group) for row in words]
        asked = [[found[k] for k in group] for found in (wanted, least, whole)]
        widths = _fit(asked[0], asked[1], asked[2], width)
        pages += _pages([columns[k] for k in group], part, widths, height, sizes[-1], huruf)
    return pages


def _widths(
    columns: Sequence[Kolom], words: Sequence[Sequence[str]], size: float, huruf: Huruf
) -> tuple[list[float], list[float], list[float]]:
    """Widths that each column would like, the least it can do with, and those at which nothing is broken."""
    wanted, least, whole = [], [], []
    for k, item in enumerate(columns):
        cells = {row[k] for row in words}
        longest = max(huruf.panjang(text, size) for text in cells) * _SAFE
        head = huruf.kata_terpanjang(bersih(item.judul), size, bold=True) * _SAFE
        # A heading of several words stands in two or three lines.
        head = max(head, min(huruf.panjang(bersih(item.judul), size, bold=True) / 1.8, 110.0))
        word = max(huruf.kata_terpanjang(text, size) for text in cells) * _SAFE
        narrow = longest if item.angka else min(word, _LONGEST_WORD)
        full = max(min(longest, _WIDEST), head, _NARROWEST) + 2 * _SIDE + 1
        narrow = max(narrow, min(huruf.kata_terpanjang(bersih(item.judul), size, bold=True), _LONGEST_WORD), _NARROWEST)
        wanted.append(full)
        least.append(min(narrow + 2 * _SIDE + 1, full))
        whole.append(max(longest + 2 * _SIDE + 1, full))
    return wanted, least, whole


def _fit(wanted: Sequence[float], least: Sequence[float], whole: Sequence[float], width: float) -> list[float]:
    """Widths that fill the room: first what is broken is so no more, then all are wider; or what can gives way."""
    total = sum(wanted)
    if total <= width:
        more = sum(whole) - total
        share = min((width - total) / more, 1.0) if more else 0.0
        widths = [value + (full - value) * share for value, full in zip(wanted, whole, strict=True)]
        factor = min(width / sum(widths), _STRETCH)
        return [value * factor for value in widths]
    room = sum(w - n for w, n in zip(wanted, least, strict=True))
    share = (total - width) / room if room else 0.0
    return [max(w - (w - n) * share, n) for w, n in zip(wanted, least, strict=True)]


def _groups(columns: Sequence[Kolom], least: Sequence[float], width: float) -> list[list[int]]:
    """Columns that stand together where not all fit: the first that names the row is in each."""
    key = next((k for k, item in enumerate(columns) if not item.angka and item.jenis != "kode"), 0)
    groups: list[list[int]] = [[key]]
    for k in range(len(columns)):
        if k == key:
            continue
        if len(groups[-1]) > 1 and sum(least[j] for j in groups[-1]) + least[k] > width:
            groups.append([key])
        groups[-1].append(k)
    return groups


def _pages(
    columns: Sequence[Kolom],
    words: Sequence[tuple[str, ...]],
    widths: Sequence[float],
    height: float,
    size: float,
    huruf: Huruf,
) -> list[Halaman]:
    inner = [value - 2 * _SIDE - 0.5 for value in widths]
    line = size * BARIS
    heads = [bersih(item.judul) for item in columns]
    most_head = max(int(height / 3 / line), 1)
    head = _height(heads, inner, line, size, huruf, bold=True)
    room = height - min(head, most_head * line + 2 * _ABOVE)
    most = max(int((room * 0.6 - 2 * _ABOVE) / line), 1)
    rows = [tuple(huruf.potong(text, size, wide, most) for text, wide in zip(row, inner, strict=True)) for row in words]
    heights = [_height(row, inner, line, size, huruf) for row in rows]
    pages = []
    for first, last in _cut(heights, room):
        pages.append(
            Halaman(tuple(columns), tuple(rows[first:last]), tuple(widths), (head, *heights[first:last]), size)
        )
    return pages


def _height(
    texts: Sequence[str], inner: Sequence[float], line: float, size: float, huruf: Huruf, *, bold: bool = False
) -> float:
    lines = max(huruf.banyak_baris(text, size, wide, bold=bold) for text, wide in zip(texts, inner, strict=True))
    return lines * line + 2 * _ABOVE


def _cut(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    """Runs of rows that fit, and of those as many as are needed, alike in height."""
    pages = _fill(heights, room)
    even = sum(heights) / len(pages) + max(heights) / 2
    better = _fill(heights, min(room, even))
    return better if len(better) == len(pages) else pages


def _fill(heights: Sequence[float], room: float) -> list[tuple[int, int]]:
    pages, first, used = [], 0, 0.0
    for k, value in enumerate(heights):
        if used + value > room + 0.01 and k > first:
            pages.append((first, k))
            first, used = k, 0.0
        used += value
    return [*pages, (first, len(heights))]


def tambah_tabel(slide: Slide, page: Halaman, x: int, y: int, name: str, alt: str, tautan: Sequence[str] = ()) -> None:
    """Put it on a slide; x and y in EMU. ``tautan``: for each row the relation to the slide its first cell leads to."""
    width, height = Pt(sum(page.lebar)), Pt(page.tinggi_total)
    frame = slide.shapes.add_table(1, 1, x, y, width, height)
    frame.name = bersih(name, 120)
    element: Any = frame._element
    element.nvGraphicFramePr.cNvPr.set("descr", bersih(alt, 1000))
    old = element.graphic.graphicData.tbl
    old.getparent().replace(old, parse_xml(_tbl(page, tautan)))


def _tbl(page: Halaman, tautan: Sequence[str]) -> str:
    grid = "".join(f'<a:gridCol w="{math.floor(value * 12700)}"/>' for value in page.lebar)
    head = "".join(_cell(bersih(item.judul), item, page.size, head=True) for item in page.kolom)
    rows = [f'<a:tr h="{round(page.tinggi[0] * 12700)}">{head}</a:tr>']
    for line, (texts, height) in enumerate(zip(page.baris, page.tinggi[1:], strict=True)):
        links = [tautan[line] if tautan else "", *("" for _ in texts[1:])]
        cells = "".join(
            _cell(text, item, page.size, link=link) for text, item, link in zip(texts, page.kolom, links, strict=True)
        )
        rows.append(f'<a:tr h="{round(height * 12700)}">{cells}</a:tr>')
    return (
        '<a:tbl xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><a:tblPr firstRow="1">'
        f"<a:tableStyleId>{_GAYA_KOSONG}</a:tableStyleId></a:tblPr><a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl>"
    )


_LINK = '<a:hlinkClick r:id="{link}" action="ppaction://hlinksldjump"/>'
_EDGE = '<a:ln{side} w="0"><a:noFill/></a:ln{side}>'
_BELOW_HEAD = '<a:lnB w="15875"><a:solidFill><a:schemeClr val="tx1"/></a:solidFill></a:lnB>'
_BELOW = (
    '<a:lnB w="6350"><a:solidFill><a:schemeClr val="tx1"><a:lumMod val="25000"/><a:lumOff val="75000"/></a:schemeClr>'
    "</a:solidFill></a:lnB>"
)


def _cell(text: str, kolom: Kolom, size: float, *, head: bool = False, link: str = "") -> str:
    missing = text in (SAMAR, "–") and not head
    colour = '<a:lumMod val="65000"/><a:lumOff val="35000"/>' if missing else ""
    align = ' algn="r"' if kolom.angka else ' algn="l"'
    edges = "".join(_EDGE.format(side=side) for side in "LRT") + (_BELOW_HEAD if head else _BELOW)
    return (
        f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr{align}/><a:r><a:rPr lang="id-ID" '
        f'sz="{round(size * 100)}" '
        f'b="{int(head)}" i="{int(missing and text == SAMAR)}"><a:solidFill><a:schemeClr val="tx1">'
        f"{colour}</a:schemeClr>"
        f"</a:solidFill>{_LINK.format(link=link) if link else ''}</a:rPr><a:t>{xml(text)}</a:t></a:r></a:p></a:txBody>"
        f'<a:tcPr marL="{round(_SIDE * 12700)}" marR="{round(_SIDE * 12700)}" marT="{round(_ABOVE * 12700)}" '
        f'marB="{round(_ABOVE * 12700)}" anchor="{"b" if head else "ctr"}">{edges}<a:noFill/></a:tcPr></a:tc>'
    )
