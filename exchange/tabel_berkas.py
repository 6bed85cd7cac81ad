"""A table as a file that can be taken away: CSV for programs, XLSX for people, the same rows however many there are.

Rows are iterables of tuples in the order of the columns and are written while they come in. Both forms begin with what
a reader must know of them (``kepala``); codes are text, days and moments are dates, and no text is ever run as a
formula. Cells: text, number, date, datetime with zone, the ISO text of either, bool ("ya" or "tidak"), None.
"""

from __future__ import annotations

import csv
import io
import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from domain.figur import SAMAR, Asal, JenisKolom, Kolom
from domain.kalender import ZONE
from domain.tulis import moment

Sel = str | int | float | date | None
Baris = Sequence[Sel]
# What a table says besides its figures: name and text, such as how a column is counted.
Catatan = Sequence[tuple[str, str]]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEMBAR, LEMBAR_KETERANGAN = "Tabel", "Keterangan"
# Rows that a sheet can hold, what stands above the table among them.
SHEET_ROWS = 1_048_576
# A cell holds 32.767 UTF-16 units.
_LONGEST_CELL = 16_000
_PART = 64 * 1024

_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LEBAR = {
    JenisKolom.TEKS: 24,
    JenisKolom.KODE: 14,
    JenisKolom.TANGGAL: 12,
    JenisKolom.SAAT: 19,
}
FORMAT = {
    JenisKolom.BULAT: "#,##0",
    JenisKolom.DESIMAL: "#,##0.0",
    JenisKolom.PERSEN: "0.0",
    JenisKolom.DERAJAT: "0.000000",
    JenisKolom.TANGGAL: "dd-mm-yyyy",
    JenisKolom.SAAT: "dd-mm-yyyy hh:mm:ss",
}
_LABEL_WIDTH, _NARROWEST_PAGE, _WIDEST_PAGE = 16, 90, 220
_LINE = 15.0


def kepala(asal: Asal) -> list[tuple[str, str]]:
    """What stands above a table: label and text, in the order shown."""
    chosen = "; ".join(f"{name}: {text}" for name, text in asal.saring)
    lines = [
        ("Judul", asal.judul),
        ("Wilayah", asal.wilayah),
        ("Periode", asal.periode),
        ("Saringan", chosen or "tanpa saringan"),
        ("Keadaan per", moment(asal.per, asal.zona)),
        ("Sumber", asal.sumber),
        ("Dibuat", f"{asal.pembuat}, {moment(asal.dibuat, asal.zona)}"),
    ]
    if asal.samar:
        lines.append(
            ("Angka kecil", f"Di bawah {asal.samar}, dan sel yang dapat membukanya, ditulis “{SAMAR}”."),
        )
    return lines


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV."""
    return f"'{text}" if text.startswith(_RUN_AS_FORMULA) else text


def csv_parts(
    asal: Asal, kolom: Sequence[Kolom], rows: Iterable[Baris], *, catatan: Catatan = (), lembar: str = LEMBAR
) -> Iterator[bytes]:
    """UTF-8 with a mark, semicolons and decimal commas: what a spreadsheet set to Indonesian opens right.

    ``lembar`` is taken so that both forms are called alike; a CSV has no sheets.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerows([safe(label), safe(text)] for label, text in (*kepala(asal), *catatan))
    writer.writerow([])
    writer.writerow([safe(title) for title in _titles(asal, kolom)])
    zone = timezone(timedelta(hours=asal.zona))
    for row in rows:
        writer.writerow([_text(item, cell, zone) for item, cell in zip(kolom, row, strict=True)])
        if out.tell() >= _PART:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _titles(asal: Asal, kolom: Sequence[Kolom]) -> list[str]:
    zone = ZONE[asal.zona][1]
    return [f"{item.judul} ({zone})" if item.jenis is JenisKolom.SAAT else item.judul for item in kolom]


def nilai_sel(kolom: Kolom, cell: Sel, zone: timezone) -> Sel:
    """A cell as its column wants it; None for what has no value, NaN among it."""
    if cell is None or cell == "" or (isinstance(cell, float) and not math.isfinite(cell)):
        return None
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    match kolom.jenis:
        case JenisKolom.TEKS | JenisKolom.KODE:
            return str(cell)
        case JenisKolom.TANGGAL:
            return _moment(cell, zone).date() if isinstance(cell, (str, date)) else cell
        case JenisKolom.SAAT:
            return _moment(cell, zone) if isinstance(cell, (str, date)) else cell
    # A number out of a frame is one of numpy's.
    return cell if isinstance(cell, (str, int, float)) else float(cell)  # type: ignore[arg-type]


def _moment(cell: str | date, zone: timezone) -> datetime:
    """A day or a moment as the clocks of the zone show it, without a zone of its own: a sheet knows none."""
    found = datetime.fromisoformat(cell) if isinstance(cell, str) else cell
    if not isinstance(found, datetime):
        return datetime.combine(found, time.min)
    return found.astimezone(zone).replace(tzinfo=None) if found.tzinfo else found


def _text(kolom: Kolom, cell: Sel, zone: timezone) -> str:
    value = nilai_sel(kolom, cell, zone)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds" if value.microsecond else "seconds")
    if isinstance(value, float):
        text = f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
        return "0" if text == "-0" else text
    return safe(value) if isinstance(value, str) else str(value)


def xlsx_parts(
    asal: Asal, kolom: Sequence[Kolom], rows: Iterable[Baris], *, catatan: Catatan = (), lembar: str = LEMBAR
) -> Iterator[bytes]:
    """The workbook of ``write_xlsx``, sent from a file on disk once it is complete."""
    with tempfile.TemporaryFile(prefix="siks-unduh-") as file:
        write_xlsx(file, asal, kolom, rows, catatan=catatan, lembar=lembar)
        file.seek(0)
        while part := file.read(_PART):
            yield part


def write_xlsx(
    path: Path | BinaryIO,
    asal: Asal,
    kolom: Sequence[Kolom],
    rows: Iterable[Baris],
    *,
    catatan: Catatan = (),
    lembar: str = LEMBAR,
) -> None:
    """A workbook written row by row, in the same memory however many there are.

    More rows than a sheet holds go on on the next one, under the same heading. ``catatan`` stands on a sheet of its
    own; ``lembar`` names the sheet of the table.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path) if isinstance(path, Path) else path, options) as book:
        book.set_properties(
            {
                "title": asal.judul,
                "subject": f"{asal.wilayah}, {asal.periode}",
                "author": asal.pembuat,
                "company": asal.sumber,
                "created": asal.dibuat.astimezone(UTC).replace(tzinfo=None),
            }
        )
        sheet = _Lembar(book, asal, kolom, lembar)
        for row in rows:
            sheet.write(row)
        sheet.close()
        if catatan:
            _write_catatan(book, catatan)


class _Lembar:
    """The sheets of one table: the one being written, and the next when it is full."""

    def __init__(self, book: Any, asal: Asal, kolom: Sequence[Kolom], nama: str) -> None:
        self._book, self._asal, self._kolom, self._nama = book, asal, kolom, nama
        self._zone = timezone(timedelta(hours=asal.zona))
        self._widths = _widths(asal, kolom)
        self._cells = [
            book.add_format(
                {
                    "valign": "top",
                    "align": "right" if item.angka else "left",
                    "num_format": FORMAT.get(item.jenis, "@"),
                }
            )
            for item in kolom
        ]
        # What stands for a number is a word on the side of the numbers.
        self._word = book.add_format({"valign": "top", "align": "right", "italic": True, "font_color": "#5B6470"})
        self._big = book.add_format({"bold": True, "font_size": 14})
        self._label = book.add_format({"bold": True, "valign": "top", "font_color": "#5B6470"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF3", "bottom": 1}
        self._head = {
            right: book.add_format({**head, "align": "right" if right else "left"}) for right in (False, True)
        }
        self._count = 0
        self._open()

    def _open(self) -> None:
        self._count += 1
        name = self._nama if self._count == 1 else f"{self._nama} {self._count}"
        self._sheet = self._book.add_worksheet(name)
        self._set_page()
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        self._line = self._write_kepala()
        self._first = self._line

    def _set_page(self) -> None:
        sheet, asal = self._sheet, self._asal
        sheet.set_landscape()
        sheet.set_paper(9)
        # As wide as one page where that can be read, else on more of them, each beginning with what names the row.
        sheet.fit_to_pages(math.ceil(sum(self._widths) / _WIDEST_PAGE), 0)
        sheet.repeat_columns(0, min(1, len(self._kolom) - 1))
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        about = f"{asal.judul} · {asal.wilayah} · {asal.periode}".replace("&", "&&")[:150].rstrip("&")
        sheet.set_footer(f"&L&8{about}&R&8Halaman &P dari &N")

    def _write_kepala(self) -> int:
        """The lines above the table and its headings; the line of the headings, counted from 0."""
        sheet, last = self._sheet, len(self._kolom) - 1
        (_, title), *lines = kepala(self._asal)
        sheet.write_string(0, 0, title, self._big)
        room = max(sum(self._widths[1:]), 1)
        for line, (label, text) in enumerate(lines, 1):
            sheet.write_string(line, 0, label, self._label)
            if last > 1:
                sheet.set_row(line, _LINE * math.ceil(len(text) * 1.1 / room))
                sheet.merge_range(line, 1, line, last, "", self._wrap)
            sheet.write_string(line, 1, text, self._wrap if last > 1 else None)
        head = len(lines) + 2
        titles = _titles(self._asal, self._kolom)
        rows = max(_lines_of(text, width) for text, width in zip(titles, self._widths, strict=True))
        sheet.set_row(head, _LINE * rows + 4)
        for place, (item, text) in enumerate(zip(self._kolom, titles, strict=True)):
            sheet.write_string(head, place, text, self._head[item.angka])
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        return head

    def write(self, row: Baris) -> None:
        if self._line + 1 >= SHEET_ROWS:
            self.close()
            self._open()
        self._line += 1
        line, sheet = self._line, self._sheet
        for place, (item, cell) in enumerate(zip(self._kolom, row, strict=True)):
            value = nilai_sel(item, cell, self._zone)
            form = self._cells[place]
            if value is None:
                continue
            if isinstance(value, str):
                text = value if len(value) <= _LONGEST_CELL else f"{value[:_LONGEST_CELL]} … (lengkap dalam CSV)"
                sheet.write_string(line, place, text, self._word if item.angka else form)
            elif isinstance(value, date):
                # A sheet counts its days from 1900.
                if value.year < 1900:
                    sheet.write_string(line, place, value.isoformat(), form)
                else:
                    sheet.write_datetime(line, place, value, form)
            else:
                sheet.write_number(line, place, value, form)

    def close(self) -> None:
        self._sheet.autofilter(self._first, 0, max(self._line, self._first), len(self._kolom) - 1)


def _widths(asal: Asal, kolom: Sequence[Kolom]) -> list[float]:
    """Widths in characters: as the column says or its kind wants, never narrower than a word of its heading."""
    widths: list[float] = []
    for item, title in zip(kolom, _titles(asal, kolom), strict=True):
        word = max(len(part) for part in re.split(r"[\s/]", title))
        # Room for the button of the filter.
        widths.append(max(item.lebar or LEBAR.get(item.jenis, 12), word + 3))
    widths[0] = max(widths[0], _LABEL_WIDTH)
    # What stands above a narrow table needs a line to stand on.
    widths[-1] += max(0, min(_NARROWEST_PAGE - sum(widths), 30)) if len(widths) > 1 else 0
    return widths


def _lines_of(text: str, width: float) -> int:
    """Lines that a text takes when it breaks at its spaces, beside the button of the filter."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width - 3:
            lines, used = lines + 1, 0
        used += len(word) + (1 if used else 0)
    return lines


def _write_catatan(book: Any, catatan: Catatan) -> None:
    sheet = book.add_worksheet(LEMBAR_KETERANGAN)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for line, (label, text) in enumerate(catatan):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, text, wrap)
