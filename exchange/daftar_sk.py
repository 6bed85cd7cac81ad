"""The list of a decree as the ministry hands it over: CSV or XLSX, read line by line, every line judged.

The first line names the columns, in any order: IDBDT, kode desa, nama, jumlah ART; headings may differ as lists in use
do (``domain.sk.JUDUL``), other columns are left aside. A CSV is UTF-8, parted by semicolons, commas or tabs.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import python_calamine

from domain.errors import InvalidInput
from domain.sk import KOLOM_SK, KOLOM_SK_NAME, BarisSk, SalahBaris, TemuanSk, baca_baris, judul_dari
from exchange.xlsx import BUKAN_XLSX, Batas, check_package

AKHIRAN = (".csv", ".xlsx")
# A sheet holds 1.048.576 rows; its cells are laid out in memory.
_BATAS = Batas(terbuka=400_000_000, bagian=1_000, baris=1_048_576, kolom=20)
_LARGEST_XLSX = 100_000_000
_LONGEST_LINE = 20_000
_DELIMITERS = (";", ",", "\t")
_NOT_TEXT = "Berkas CSV tidak dapat dibaca sebagai UTF-8. Simpan lagi sebagai “CSV UTF-8”, lalu unggah."

Satu = BarisSk | TemuanSk


def read_daftar(path: Path, akhiran: str) -> Iterator[Satu]:
    """The lines of a list in their order, each as it is stored or with what is wrong with it; in constant memory for a
    CSV. ``akhiran`` is how its name ended.

    Raises InvalidInput for a file that cannot be read as a list at all.
    """
    if akhiran not in AKHIRAN:
        raise InvalidInput("Daftar SK harus berupa berkas .csv atau .xlsx.")
    if path.stat().st_size == 0:
        raise InvalidInput("Berkas daftar SK kosong. Minta berkas yang baru.")
    rows = _csv(path) if akhiran == ".csv" else _xlsx(path)
    head = next(rows, None)
    if head is None:
        raise InvalidInput("Berkas daftar SK tidak berisi baris judul.")
    places = _places(head)
    width = len(head)
    count = 0
    for line, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if len(row) != width:
            yield TemuanSk(line, SalahBaris.KOLOM, f"{len(row)} kolom, judul {width}")
        else:
            yield baca_baris(line, *(row[place] for place in places))
    if not count:
        raise InvalidInput("Daftar SK tidak berisi satu rumah tangga pun.")


def _places(head: Sequence[str]) -> tuple[int, ...]:
    found: dict[str, list[int]] = {name: [] for name in KOLOM_SK}
    for place, cell in enumerate(head):
        if (name := judul_dari(cell)) is not None:
            found[name].append(place)
    for name, places in found.items():
        if len(places) != 1:
            what = "tidak ada" if not places else "ada lebih dari satu"
            wanted = ", ".join(KOLOM_SK_NAME.values())
            raise InvalidInput(f"Kolom “{KOLOM_SK_NAME[name]}” {what} pada baris judul. Yang diperlukan: {wanted}.")
    return tuple(found[name][0] for name in KOLOM_SK)


def _csv(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise InvalidInput("Isi berkas ini bukan CSV, walau namanya demikian. Simpan lagi sebagai “CSV UTF-8”.")
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        with path.open(encoding="utf-16" if wide else "utf-8-sig", newline="") as file:
            lines = _lines(file)
            first = next(lines, "")
            delimiter = max(_DELIMITERS, key=first.count)
            reader = csv.reader(_again(first, lines), delimiter=delimiter, strict=True)
            yield from reader
    except (UnicodeError, csv.Error) as error:
        if isinstance(error, UnicodeError):
            raise InvalidInput(_NOT_TEXT) from error
        raise InvalidInput(
            "Tanda kutip pada berkas CSV tidak berpasangan. Simpan lagi dari aplikasi spreadsheet, lalu unggah."
        ) from error


def _lines(file: IO[str]) -> Iterator[str]:
    """Lines of a bounded length: a file without line ends would be read whole."""
    while line := file.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise InvalidInput("Berkas CSV berisi baris yang terlalu panjang. Periksa pemisah barisnya.")
        yield line


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _xlsx(path: Path) -> Iterator[list[str]]:
    if path.stat().st_size > _LARGEST_XLSX:
        raise InvalidInput(f"XLSX lebih besar dari {_LARGEST_XLSX // 1_000_000} MB. Kirim daftarnya sebagai CSV.")
    with path.open("rb") as file:
        check_package(file, _BATAS)
        file.seek(0)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
            sheets = [name for name in book.sheet_names if book.get_sheet_by_name(name).total_height]
            if len(sheets) != 1:
                raise InvalidInput("XLSX daftar SK harus berisi tepat satu lembar yang terisi. Hapus lembar yang lain.")
            for row in book.get_sheet_by_name(sheets[0]).iter_rows():
                yield [_text(cell) for cell in row]
        except (python_calamine.CalamineError, ValueError, OSError) as error:
            raise InvalidInput(BUKAN_XLSX) from error


def _text(cell: Any) -> str:
    # Twenty-three digits kept as a number have lost their last ones already: they fail as "bukan 23 angka".
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    return "" if cell is None else str(cell)
