"""Reads back what ``exchange.tabel_berkas`` wrote, the way another program would."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineWorkbook


@dataclass(frozen=True, slots=True)
class Terbaca:
    """A file: what stands above the table, its headings, its rows."""

    tentang: dict[str, str]
    judul: list[str]
    baris: list[list[Any]]

    @property
    def isi(self) -> list[dict[str, Any]]:
        """Rows by heading."""
        return [dict(zip(self.judul, row, strict=True)) for row in self.baris]

    def kolom(self, judul: str) -> list[Any]:
        """One column."""
        return [row[judul] for row in self.isi]


def baca_csv(content: bytes) -> Terbaca:
    """A CSV of the portal."""
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    gap = lines.index([])
    return Terbaca({line[0]: line[1] for line in lines[:gap]}, lines[gap + 1], lines[gap + 2 :])


def baca_xlsx(content: bytes, lembar: str | int = 0) -> Terbaca:
    """One sheet of a workbook of the portal."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    name = book.sheet_names[lembar] if isinstance(lembar, int) else lembar
    rows = book.get_sheet_by_name(name).to_python()
    gap = next(at for at, row in enumerate(rows) if not any(row))
    about = {str(row[0]): str(row[1]) for row in rows[1:gap]}
    return Terbaca({"Judul": str(rows[0][0])} | about, [str(cell) for cell in rows[gap + 1]], rows[gap + 2 :])


def keterangan(content: bytes) -> dict[str, str]:
    """The sheet of notes of a workbook."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Keterangan")
    return {str(row[0]): str(row[1]) for row in sheet.to_python()}
