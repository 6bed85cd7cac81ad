"""A workbook from outside, looked at before a reader lays it out: what unfolds beyond measure or holds formulas is
refused.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from domain.errors import InvalidInput

BUKAN_XLSX = "Berkas ini bukan XLSX yang dapat dibaca. Simpan sebagai “Excel Workbook (.xlsx)”, lalu unggah lagi."

_CHUNK = 1 << 20
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,3})([0-9]{1,9})[\"']")
_FORMULA = re.compile(rb"<(?:[A-Za-z0-9]+:)?f[\s>/]")
# Everything that zipfile raises for a package that is broken, locked or packed in another way.
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, RuntimeError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Batas:
    """Most bytes when unpacked, parts of the package, rows and columns of a sheet."""

    terbuka: int
    bagian: int
    baris: int
    kolom: int


def check_package(file: BinaryIO, batas: Batas) -> None:
    """Refuse what would unfold beyond measure, hold formulas, or make the reader look at another format.

    Raises InvalidInput.
    """
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            names = {item.filename for item in parts}
            if "xl/workbook.xml" not in names or names & {"content.xml", "mimetype", "xl/workbook.bin"}:
                raise InvalidInput(BUKAN_XLSX)
            if len(parts) > batas.bagian or sum(item.file_size for item in parts) > batas.terbuka:
                raise InvalidInput("Isi berkas terlalu besar bila dibuka. Salin tabelnya ke berkas baru.")
            for item in parts:
                if item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise InvalidInput(BUKAN_XLSX)
                _check_part(package, item, batas)
    except _BROKEN as error:
        raise InvalidInput(BUKAN_XLSX) from error


def _check_part(package: zipfile.ZipFile, item: zipfile.ZipInfo, batas: Batas) -> None:
    is_sheet = item.filename.startswith("xl/worksheets/") and item.filename.endswith(".xml")
    left, kept = batas.terbuka, b""
    with package.open(item) as part:
        # The size that the package states may be a lie, so the bytes themselves are counted.
        while chunk := part.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise InvalidInput("Isi berkas terlalu besar bila dibuka. Salin tabelnya ke berkas baru.")
            if is_sheet:
                _check_cells(kept + chunk, batas)
                kept = chunk[-80:]


def _check_cells(xml: bytes, batas: Batas) -> None:
    if b"\x00" in xml:
        raise InvalidInput(BUKAN_XLSX)
    if _FORMULA.search(xml):
        raise InvalidInput("Berkas berisi rumus. Salin tabelnya, tempel sebagai nilai, lalu unggah lagi.")
    for letters, row in _PLACE.findall(xml):
        # One cell far out would make the reader lay out every cell before it.
        if int(row) > batas.baris or _column(letters) > batas.kolom:
            raise InvalidInput(
                f"Tabel melebihi {batas.baris} baris atau {batas.kolom} kolom. Hapus baris dan kolom di luar tabel."
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
