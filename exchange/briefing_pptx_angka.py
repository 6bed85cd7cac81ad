"""Headline figures of slides: a big number on each card, its change, and what it is a share of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.slide import Slide

from domain.figur import SAMAR, Figur
from domain.tulis import number, signed
from exchange.briefing_pptx_teks import BARIS, Huruf, bersih, nilai, xml

_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_PT = 12_700
_NAME, _BIG, _WORD, _UNIT, _SMALL = 13.0, 40.0, 22.0, 15.0, 12.0
_GAP, _INSET = 14.0, 12.0
_NARROWEST = 190.0


@dataclass(frozen=True, slots=True)
class Kartu:
    """One headline figure as words: name, number, unit and the lines below; ``ada``: whether there is a number."""

    nama: str
    angka: str
    satuan: str
    baris: tuple[str, ...]
    ada: bool

    @property
    def kata(self) -> str:
        """All of it, for those who do not see it."""
        return ". ".join((f"{self.nama}: {self.angka} {self.satuan}".strip(), *self.baris))

    def tinggi(self, width: float, huruf: Huruf) -> float:
        """Points it takes in a card of this width."""
        inner = width - 2 * _INSET
        lines = huruf.banyak_baris(self.nama, _NAME, inner, bold=True) * _NAME * BARIS
        lines += self.besar(inner, huruf) * BARIS
        if self.satuan and not self.sebaris(inner, huruf):
            lines += huruf.banyak_baris(self.satuan, _UNIT, inner) * _UNIT * BARIS
        lines += sum(huruf.banyak_baris(line, _SMALL, inner) for line in self.baris) * _SMALL * BARIS
        return lines + 2 * 9 + 4

    def besar(self, inner: float, huruf: Huruf) -> float:
        """Size of the number: as large as its line allows."""
        wanted = _BIG if self.ada else _WORD
        return max(14.0, min(wanted, wanted * inner / max(huruf.panjang(self.angka, wanted, bold=True), 1.0)))

    def sebaris(self, inner: float, huruf: Huruf) -> bool:
        """Whether the unit stands beside the number; else it has the line below."""
        size = self.besar(inner, huruf)
        return huruf.panjang(self.angka, size, bold=True) + huruf.panjang(f" {self.satuan}", _UNIT) <= inner


@dataclass(frozen=True, slots=True)
class Susunan:
    """Cards side by side: how many, how wide and how high."""

    kartu: Sequence[Kartu]
    kolom: int
    lebar: float
    tinggi: float

    @property
    def tinggi_total(self) -> float:
        """Points that all rows take."""
        return math.ceil(len(self.kartu) / self.kolom) * (self.tinggi + _GAP) - _GAP


def kartu(item: Mapping[str, Any]) -> Kartu:
    """A headline figure of ``Figur.isi`` in words."""
    value, digits = item["nilai"], item["desimal"]
    there = isinstance(value, (int, float))
    lines = []
    above, below = item["pembilang"], item["penyebut"]
    if isinstance(above, (int, float)) and isinstance(below, (int, float)):
        lines.append(f"{number(above)} dari {number(below)} {bersih(item['satuan_pembilang'])}".strip())
    unit = "poin" if item["satuan"] == "%" else item["satuan"]
    for change in item["beda"] if there else ():
        step = change["nilai"]
        if isinstance(step, (int, float)):
            mark = "▲" if step > 0 else "▼" if step < 0 else "■"
            lines.append(bersih(f"{mark} {signed(step, max(digits, 0))} {unit} dari {change['kapan']}"))
    return Kartu(
        bersih(item["nama"], 120),
        nilai(value, digits),
        bersih(item["satuan"], 60) if there else "",
        tuple(lines),
        there,
    )


def susun(figur: Figur, width: float, height: float, huruf: Huruf) -> list[Susunan]:
    """The cards of a figure, on as many slides as they need; at most four beside each other."""
    cards = [kartu(item) for item in figur.isi["angka"]]
    if not cards:
        return []
    most = max(1, min(4, int((width + _GAP) / (_NARROWEST + _GAP))))
    rows = math.ceil(len(cards) / most)
    # Five are three and two rather than four and one.
    columns = math.ceil(len(cards) / rows)
    wide = (width - _GAP * (columns - 1)) / columns
    tall = max(item.tinggi(wide, huruf) for item in cards)
    fit = max(1, int((height + _GAP) / (tall + _GAP))) * columns
    return [Susunan(cards[k : k + fit], columns, wide, min(tall, height)) for k in range(0, len(cards), fit)]


def tambah_angka(slide: Slide, found: Susunan, x: int, y: int, huruf: Huruf) -> None:
    """Put cards on a slide; x and y in EMU."""
    tree = slide.shapes._spTree
    number_ = max(shape.shape_id for shape in slide.shapes)
    for k, item in enumerate(found.kartu):
        row, column = divmod(k, found.kolom)
        left = x + round(column * (found.lebar + _GAP) * _PT)
        top = y + round(row * (found.tinggi + _GAP) * _PT)
        box = (left, top, round(found.lebar * _PT), round(found.tinggi * _PT))
        tree.append(parse_xml(_card(number_ + k + 1, item, box, huruf)))


def _card(number_: int, item: Kartu, box: tuple[int, int, int, int], huruf: Huruf) -> str:
    x, y, w, h = box
    inner = w / _PT - 2 * _INSET
    big, beside = item.besar(inner, huruf), item.sebaris(inner, huruf)
    muted = item.angka == SAMAR or not item.ada
    lines = "".join(_paragraph([_run(line, _SMALL)]) for line in item.baris)
    unit = [_run(f" {item.satuan}", _UNIT)] if item.satuan and beside else []
    lines = (_paragraph([_run(item.satuan, _UNIT)]) if item.satuan and not beside else "") + lines
    inset = round(_INSET * _PT)
    return (
        f'<p:sp {_NS}><p:nvSpPr><p:cNvPr id="{number_}" name="{xml(item.nama)}" '
        f'descr="{xml(item.kata, 1000)}"/><p:cNvSpPr/>'
        f'<p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:schemeClr val="accent1"><a:alpha val="9000"/></a:schemeClr></a:solidFill>'
        f'<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr wrap="square" lIns="{inset}" rIns="{inset}" '
        f'tIns="{9 * _PT}" bIns="{9 * _PT}" anchor="t"><a:noAutofit/></a:bodyPr><a:lstStyle/>'
        f"{_paragraph([_run(item.nama, _NAME, bold=True)])}"
        f"{_paragraph([_run(item.angka, big, bold=not muted, muted=muted), *unit])}{lines}</p:txBody></p:sp>"
    )


def _paragraph(runs: Sequence[str]) -> str:
    return f'<a:p><a:pPr algn="l"/>{"".join(runs)}</a:p>'


def _run(text: str, size: float, *, bold: bool = False, muted: bool = False) -> str:
    shade = '<a:lumMod val="65000"/><a:lumOff val="35000"/>' if muted else ""
    # A space at the beginning is a space between number and unit.
    words = (" " if text.startswith(" ") else "") + xml(text)
    return (
        f'<a:r><a:rPr lang="id-ID" sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill><a:schemeClr val="tx1">{shade}'
        f"</a:schemeClr></a:solidFill></a:rPr><a:t>{words}</a:t></a:r>"
    )
