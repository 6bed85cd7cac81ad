"""The workbook inside a native chart: what opens in PowerPoint and LibreOffice when its data are edited."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from domain.figur import Sel
from exchange.briefing_pptx_teks import bersih

LEMBAR = "Data"
# Day 0 of a spreadsheet.
_EPOCH = date(1899, 12, 30)
# A file made twice is the same file.
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the library takes no zone
_LONGEST_CELL = 16_000


def serial(day: date) -> int:
    """A day as a spreadsheet counts it."""
    return (day - _EPOCH).days


@dataclass(frozen=True, slots=True)
class Lajur:
    """One column: its heading and cells. ``rumus[k]``, where not empty, is the formula of which cell k is the value."""

    kepala: str
    isi: Sequence[Sel | date]
    format: str = ""
    rumus: Sequence[str] = ()


@dataclass(slots=True)
class Buku:
    """Columns of the one sheet, in the order they are added."""

    lajur: list[Lajur] = field(default_factory=list)

    def tambah(self, lajur: Lajur) -> int:
        """Add a column; its place from 0."""
        self.lajur.append(lajur)
        return len(self.lajur) - 1

    def alamat(self, place: int) -> str:
        """Reference of the cells of a column, without its heading."""
        column = xl_col_to_name(place)
        return f"{LEMBAR}!${column}$2:${column}${len(self.lajur[place].isi) + 1}"

    def alamat_kepala(self, place: int) -> str:
        """Reference of the heading of a column."""
        return f"{LEMBAR}!${xl_col_to_name(place)}$1"

    def xlsx(self) -> bytes:
        """The workbook."""
        file = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            book.set_properties({"created": _MADE})
            sheet = book.add_worksheet(LEMBAR)
            bold = book.add_format({"bold": True})
            for place, column in enumerate(self.lajur):
                form = book.add_format({"num_format": column.format}) if column.format else None
                sheet.set_column(place, place, 28 if place == 0 else 16)
                sheet.write_string(0, place, bersih(column.kepala, _LONGEST_CELL), bold)
                for k, value in enumerate(column.isi):
                    formula = column.rumus[k] if column.rumus else ""
                    _write(sheet, k + 1, place, value, formula, form)
        return file.getvalue()


def _write(sheet: Any, line: int, place: int, value: Sel | date, formula: str, form: Any) -> None:
    if value is None:
        return
    if formula:
        sheet.write_formula(line, place, formula, form, value)
    elif isinstance(value, date):
        sheet.write_number(line, place, serial(value), form)
    elif isinstance(value, str):
        sheet.write_string(line, place, bersih(value, _LONGEST_CELL))
    else:
        sheet.write_number(line, place, value, form)
