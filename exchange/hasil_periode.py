"""What became of a periode as files: ``.siks`` for the offline application, XLSX and CSV for people and for Bank.

Codes and numbers of identity are text; a text that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter

from domain.penetapan import KEADAAN_NAME, Keadaan, KolomBerkas
from domain.siks import KOLOM, Bagian
from exchange.siks import Manifest, write_siks
from exchange.tanda_tangan import KunciPrivat

Baris = Mapping[str, Any]

# Rows that a sheet holds, without the heading.
SHEET_ROWS = 1_000_000
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _cell(row: Baris, kolom: KolomBerkas) -> str | int | None:
    value = row[kolom.nama]
    if value is None:
        return None
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if kolom.nama == "keadaan":
        return KEADAAN_NAME[Keadaan(value)]
    if isinstance(value, int) and not kolom.kode:
        return value
    text = str(value)
    return "'" + text if text.startswith(_RUN_AS_FORMULA) else text


def tulis_csv(
    path: Path, kepala: Sequence[tuple[str, str]], kolom: Sequence[KolomBerkas], rows: Iterable[Baris]
) -> int:
    """Write a CSV with a mark and semicolons: lines of ``kepala`` (label, text), an empty one, headings, rows; how many
    rows.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows(kepala)
        writer.writerow([])
        writer.writerow([item.judul for item in kolom])
        for row in rows:
            count += 1
            writer.writerow([_cell(row, item) for item in kolom])
    return count


def tulis_xlsx(
    path: Path, kepala: Sequence[tuple[str, str]], kolom: Sequence[KolomBerkas], rows: Iterable[Baris]
) -> int:
    """Write a workbook in constant memory: a sheet that says what it is and what its columns mean, then the rows, on
    more than one sheet where there are too many; how many rows.
    """
    count = 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        about = book.add_worksheet("Keterangan")
        about.set_column(0, 0, 28)
        about.set_column(1, 1, 90)
        lines = [*kepala, ("", ""), ("Kolom", "Arti"), *((item.judul, item.arti) for item in kolom)]
        for line, (label, text) in enumerate(lines):
            about.write_string(line, 0, label, bold)
            about.write_string(line, 1, text)
        sheet, line = None, SHEET_ROWS
        for row in rows:
            if sheet is None or line >= SHEET_ROWS:
                sheet, line = _sheet(book, kolom, bold), 0
            line, count = line + 1, count + 1
            for place, item in enumerate(kolom):
                cell = _cell(row, item)
                if isinstance(cell, int):
                    sheet.write_number(line, place, cell)
                elif cell:
                    sheet.write_string(line, place, cell)
        if sheet is None:
            _sheet(book, kolom, bold)
    return count


def _sheet(book: Any, kolom: Sequence[KolomBerkas], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 1)
    for place, item in enumerate(kolom):
        sheet.set_column(place, place, 26 if item.kode else 20)
        sheet.write_string(0, place, item.judul, bold)
    return sheet


def tulis_siks(path: Path, manifest: Manifest, rows: Iterable[Baris], kunci: KunciPrivat) -> int:
    """Write the final file of a periode, signed with a key that is kept nowhere else; how many rows."""
    count = 0

    def lines() -> Iterator[list[Any]]:
        nonlocal count
        for row in rows:
            count += 1
            yield [row[item.nama] for item in KOLOM[Bagian.PENETAPAN]]

    done = replace(manifest, kunci_publik=kunci.publik.hex())
    write_siks(path, done, {Bagian.PENETAPAN: lines()}, (), kunci)
    return count
