"""Words on slides: what may stand in XML, how wide and high a text will be, and how a figure's cells are written.

Lengths are in points. Widths are those of Helvetica and so of Arial; ``Huruf`` says how much wider a template's own
font may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from babel.numbers import format_decimal

from domain.figur import SAMAR, JenisKolom, Kolom, Sel
from domain.tulis import NO_DATA_TEXT, compact_day, compact_moment, number

# Widths of the characters 32 to 126 in thousandths of the size.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 222, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 222, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
_OTHER, _WIDE = 600, 1000
_BOLD = 1.08
# Height of a line as a share of the size of its letters.
BARIS = 1.2
# Fonts with these widths wherever the file is opened; another may be replaced by a wider one where it is missing.
_KNOWN_FONTS = frozenset({"arial", "helvetica", "liberation sans"})
_REPLACED = 1.17
# Longer words than any name has: they are cut, and the sheets hold them whole.
TERPANJANG = 300

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def bersih(text: object, most: int = TERPANJANG) -> str:
    """A text in one line that XML can hold: no control characters, none that turn the direction of what follows."""
    clean = " ".join(_FORBIDDEN.sub("", str(text)).split())
    return clean if len(clean) <= most else clean[: most - 1].rstrip() + "…"


def xml(text: object, most: int = TERPANJANG) -> str:
    """The same, escaped for XML text and attributes."""
    return escape(bersih(text, most))


@dataclass(frozen=True, slots=True)
class Huruf:
    """Letters of a deck: ``lebar`` is how much wider than Helvetica they may be."""

    lebar: float = 1.0

    @classmethod
    def of(cls, name: str) -> Huruf:
        """Of the font with this name."""
        return cls(1.0 if name.strip().lower() in _KNOWN_FONTS else _REPLACED)

    def panjang(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text in one line is."""
        units = sum(
            _WIDTHS[code - 32] if 32 <= (code := ord(char)) <= 126 else _WIDE if code > 0x2E7F else _OTHER
            for char in text
        )
        return units * size / 1000 * self.lebar * (_BOLD if bold else 1.0)

    def kata_terpanjang(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide its widest word is."""
        return max((self.panjang(word, size, bold=bold) for word in text.split()), default=0.0)

    def banyak_baris(self, text: str, size: float, width: float, *, bold: bool = False) -> int:
        """Lines it takes in a box of this width; at least one."""
        lines, used, space = 1, 0.0, self.panjang(" ", size)
        for word in text.split():
            length = self.panjang(word, size, bold=bold)
            if used and used + space + length > width:
                lines, used = lines + 1, 0.0
            if length > width:
                # A word that is wider than the box is broken anywhere.
                more = int(length / width)
                lines, used = lines + more, length - more * width
            else:
                used += length + (space if used else 0.0)
        return lines

    def potong(self, text: str, size: float, width: float, lines: int, *, bold: bool = False) -> str:
        """The text, or as much of it as stands in so many lines, with an ellipsis."""
        if self.banyak_baris(text, size, width, bold=bold) <= lines:
            return text
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.banyak_baris(text[:middle].rstrip() + "…", size, width, bold=bold) <= lines
            low, high = (middle, high) if fits else (low, middle - 1)
        return text[:low].rstrip() + "…"


def angka_tetap(value: float, digits: int) -> str:
    """A number with all its decimals, so that those of a column stand below each other."""
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale="id_ID")


_DECIMALS = {JenisKolom.BULAT: 0, JenisKolom.DESIMAL: 1, JenisKolom.PERSEN: 1, JenisKolom.DERAJAT: 6}


def sel(value: Sel, kolom: Kolom, zona: int = 7) -> str:
    """A cell of a table in words; a dash for what there is no data of."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return _time(value, kolom.jenis, zona)
    digits = _DECIMALS.get(kolom.jenis)
    return str(value) if digits is None else angka_tetap(value, digits).replace("-", "−")


def _time(value: str, jenis: JenisKolom, zona: int) -> str:
    try:
        if jenis is JenisKolom.TANGGAL:
            return compact_day(date.fromisoformat(value))
        if jenis is JenisKolom.SAAT:
            return compact_moment(datetime.fromisoformat(value), zona)
    except ValueError:
        # A word that stands for a day, such as that of a suppressed one.
        pass
    return bersih(value)


def nilai(value: Sel, digits: int, satuan: str = "") -> str:
    """A figure with its unit in words; SAMAR and None as words without."""
    if value is None:
        return NO_DATA_TEXT
    if isinstance(value, str):
        return SAMAR if value == SAMAR else bersih(value)
    return " ".join(part for part in (number(value, digits).replace("-", "−"), bersih(satuan)) if part)


def ada_samar(values: Iterable[Sel]) -> bool:
    """Whether a number among them is suppressed."""
    return any(value == SAMAR for value in values)
