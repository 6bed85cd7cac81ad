"""The audit as a file of any length: CSV as it is read, XLSX through a file on disk."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

import xlsxwriter

from components.beranda import act_words
from components.riwayat_kata import objek_kata
from domain.kalender import ZONE
from domain.riwayat import Baris, beda, samarkan

JUDUL = (
    "Waktu server", "Waktu perangkat", "Selisih (detik)", "Nama pengguna", "Nama", "Alamat IP", "Perangkat", "Kegiatan",
    "Kode kegiatan", "Objek", "Kode objek", "Tempat", "Perubahan", "Rantai", "Nomor dalam rantai",
)  # fmt: skip
_PART = 64 * 1024
# A sheet holds 1.048.576 lines, the head among them.
_LONGEST_SHEET = 1_000_000
_LONGEST_CELL = 32_000
_PIECE = 1 << 18

Cell = str | int | None


def baris(row: Baris, zona: int, *, lengkap: bool) -> list[Cell]:
    """One line of the file, by ``JUDUL``."""
    zone = ZoneInfo(ZONE[zona][0])
    device = row.waktu_perangkat
    changes = "; ".join(
        f"{item.isian}: {item.sebelum} → {item.sesudah or 'tidak ada'}"
        if item.sebelum is not None
        else f"{item.isian}: {item.sesudah}"
        for item in beda(row.sebelum, row.sesudah, lengkap=lengkap)
    )
    return [
        row.waktu.astimezone(zone).isoformat(sep=" ", timespec="milliseconds"),
        None if device is None else device.astimezone(zone).isoformat(sep=" ", timespec="milliseconds"),
        None if device is None else round((device - row.waktu).total_seconds()),
        row.pengguna,
        row.nama,
        row.alamat_ip,
        row.perangkat,
        act_words(row.aksi),
        row.aksi,
        objek_kata(row.objek)[0],
        row.objek if lengkap else samarkan(row.objek),
        row.tempat,
        changes[:_LONGEST_CELL],
        "nasional" if row.kab == 0 else str(row.kab),
        row.urut,
    ]


def stream_csv(head: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a mark and semicolons: what a spreadsheet set to Indonesian opens right."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerows([_safe(cell) for cell in line] for line in head)
    writer.writerow([])
    writer.writerow(JUDUL)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
        if out.tell() >= _PART:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _safe(cell: Cell) -> str:
    """A cell that no spreadsheet runs as a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def stream_xlsx(head: Sequence[tuple[str, str]], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """One sheet, written row by row to a file on disk and sent from there; it says so where it ends too early."""
    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet("Riwayat")
            sheet.set_column(0, 1, 24)
            sheet.set_column(3, 11, 20)
            sheet.set_column(12, 12, 60)
            line = 0
            for pair in [*head, ()]:
                sheet.write_row(line, 0, pair)
                line += 1
            sheet.write_row(line, 0, JUDUL, book.add_format({"bold": True}))
            for row in rows:
                line += 1
                if line > _LONGEST_SHEET:
                    sheet.write_string(line, 0, "Lembar ini penuh. Unduh sebagai CSV, atau persempit tanggalnya.")
                    break
                sheet.write_row(line, 0, row)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
