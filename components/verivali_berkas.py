"""The verivali table as a file of any length: CSV as it is read, XLSX through a file on disk; codes stay text."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import xlsxwriter

from components.format import day, moment, number
from components.verivali_samping import NAMA_LEVEL
from components.verivali_tabel import Hari, angka, kolom_tabel
from domain.indikator import INDIKATOR, INDIKATOR_PANTAUAN, STA_COLUMNS, total_of
from domain.kalender import JAKARTA, PROGRAM_NAME, Periode
from domain.kode import Level
from domain.saring import Saringan, Syarat
from domain.tanda import TANDA_NAME, Tanda

Cell = str | float | int | date | None
Row = Mapping[str, Any]

_PART = 64 * 1024
# What a percentage is of, beside the counts that are columns of the table anyway.
_DENOMINATORS: tuple[tuple[str, Callable[[Row], int | None]], ...] = (
    ("Dikunjungi (ruta)", lambda row: int(total_of(row, STA_COLUMNS))),
    ("Aktif, status 1–2 (ruta)", lambda row: int(row["n1"] + row["n2"])),
    ("KYC lengkap (ruta)", lambda row: int(row["kyc_lengkap"])),
    ("Padan (anggota)", lambda row: int(row["p1"])),
    ("Anggota rumah tangga (anggota)", lambda row: int(row["art"])),
    ("Galat inklusi (KPM)", lambda row: row["inklusi"]),
)
_SHARES = (
    INDIKATOR["progres"],
    INDIKATOR["terimpor"],
    INDIKATOR["diperiksa"],
    INDIKATOR["final"],
    INDIKATOR["nonaktif"],
    INDIKATOR["inklusi"],
    INDIKATOR_PANTAUAN["kyc"],
    INDIKATOR_PANTAUAN["padan"],
    INDIKATOR_PANTAUAN["musdes"],
    INDIKATOR_PANTAUAN["desa_selesai"],
)


def kepala(
    nama: str, zona: int, periode: Periode, level: Level, hari: Hari, dibuat: datetime, saringan: Saringan, jumlah: int
) -> list[tuple[str, str]]:
    """What a reader of the file must know: label and text, in the order shown."""
    titles = {item.kode: item.judul for item in kolom_tabel(level)}
    order = ", ".join(
        f"{titles.get(item.kolom, item.kolom)} {'turun' if item.turun else 'naik'}" for item in saringan.urut
    )
    return [
        ("Wilayah", f"{nama}, menurut {NAMA_LEVEL[level]}"),
        ("Program", PROGRAM_NAME[periode.program]),
        ("Periode", periode.label),
        ("Saringan", "; ".join(_words(item, titles) for item in saringan.syarat) or "tanpa saringan"),
        ("Pencarian", saringan.cari or "tanpa pencarian"),
        ("Urutan", order),
        ("Jumlah baris", f"{number(jumlah)} {NAMA_LEVEL[level]}"),
        ("Keadaan per", f"{moment(dibuat, zona) if periode.is_open(dibuat) else day(hari.as_of)}"),
        ("Batas verivali", day(hari.deadline)),
        *((f"Cara hitung {item.nama} (%)", item.penjelasan) for item in _SHARES),
    ]


def _words(syarat: Syarat, titles: Mapping[str, str]) -> str:
    title, value = titles.get(syarat.kolom, syarat.kolom), syarat.nilai
    if isinstance(value, bool):
        return f"{title} {'kosong' if value else 'terisi'}"
    if isinstance(value, tuple):
        names = {tanda.value: TANDA_NAME[tanda] for tanda in Tanda}
        return f"{title} = " + " atau ".join(names.get(key, key) for key in value)
    if isinstance(value, str):
        return f"{title} {'berisi' if syarat.tanda == '~' else syarat.tanda} {value}"
    return f"{title} {syarat.tanda} {number(value, 6)}"


def judul(level: Level) -> list[str]:
    """Headers of the columns, each with its unit."""
    return ["Kode", *(item.kepala for item in _columns(level)), *(name for name, _ in _DENOMINATORS)]


@cache
def _columns(level: Level) -> list[Any]:
    return [item for item in kolom_tabel(level) if item.kode != "kode_titik"]


def baris(row: Row, hari: Hari, level: Level) -> list[Cell]:
    """One row of the file: the code as text, figures unrounded, days as days."""
    figures = {**row, **angka(row, hari, level)}
    last = figures["terakhir"]
    figures["terakhir"] = None if last is None else last.astimezone(JAKARTA).date()
    figures["tanda"] = ", ".join(TANDA_NAME[Tanda(key)] for key in figures["tanda"])
    return [
        str(row["kode"]),
        *(figures[item.kode] for item in _columns(level)),
        *(count(row) for _, count in _DENOMINATORS),
    ]


def stream_csv(head: Sequence[tuple[str, str]], level: Level, hari: Hari, rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with a mark, semicolons and decimal commas: what a spreadsheet set to Indonesian opens right."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerows(head)
    writer.writerow([])
    writer.writerow(judul(level))
    for row in rows:
        writer.writerow([_as_text(cell) for cell in baris(row, hari, level)])
        if out.tell() >= _PART:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell:
        # A spreadsheet would run it as a formula.
        return f"'{cell}"
    return str(cell)


def stream_xlsx(head: Sequence[tuple[str, str]], level: Level, hari: Hari, rows: Iterable[Row]) -> Iterator[bytes]:
    """One sheet, written row by row to a file on disk and sent from there."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            _write_sheet(book, head, level, (baris(row, hari, level) for row in rows))
        file.seek(0)
        while part := file.read(_PART):
            yield part


def _write_sheet(book: Any, head: Sequence[tuple[str, str]], level: Level, rows: Iterable[Sequence[Cell]]) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    decimal, whole = book.add_format({"num_format": "#,##0.0"}), book.add_format({"num_format": "#,##0"})
    days = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet = book.add_worksheet("Verivali")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 4, 24)
    headers = judul(level)
    sheet.set_column(5, len(headers) - 1, 14)
    for line, (label, text) in enumerate(head):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, text)
    first = len(head) + 1
    for column, text in enumerate(headers):
        sheet.write_string(first, column, text, bold)
    for line, row in enumerate(rows, first + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(line, column, datetime.combine(cell, datetime.min.time()), days)
            elif cell is not None:
                sheet.write_number(line, column, cell, decimal if isinstance(cell, float) else whole)
