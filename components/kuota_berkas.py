"""The kuota as a file, and a division that comes back in one.

The sheet that is written is the one that is read: whoever changes its column "Kuota" may bring it back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import python_calamine

from components import tabel
from components.kuota_kata import penjelasan
from components.kuota_tabel import KOLOM
from components.unduhan import baris_berkas, kolom_berkas
from domain.errors import InvalidInput, PortalError
from domain.figur import Kolom
from domain.kode import Level, level_of, parse_kode
from domain.kuota import TERBANYAK
from exchange.tabel_berkas import LEMBAR_KETERANGAN
from exchange.xlsx import BUKAN_XLSX, Batas, check_package

LEMBAR = "Kuota"
KODE, KUOTA, PERIODE = "Kode", "Kuota", "Kode periode"

MOST_BYTES = 2_000_000
# Rows that may stand above the headings.
_MOST_ABOVE = 40
# A packed file of 2 MB may unfold to anything; a division of the largest kab unfolds to less than one.
_BATAS = Batas(terbuka=30_000_000, bagian=200, baris=5_000, kolom=60)

Row = Mapping[str, Any]


def kolom_kuota() -> list[Kolom]:
    """Columns of a file: the code first, then those of the table, each with its unit."""
    return kolom_berkas(_columns())


def baris_kuota(rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Rows of the table in the order of ``kolom_kuota``."""
    return baris_berkas(_columns(), rows)


def catatan_kuota(kode_periode: int) -> list[tuple[str, str]]:
    """What its figures are, and the periode that a file which comes back must be of."""
    return [*penjelasan(), (PERIODE, str(kode_periode))]


def _columns() -> list[tabel.Kolom]:
    first = [item for item in KOLOM if item.kode == "kode"]
    return [*first, *(item for item in KOLOM if item.kode != "kode")]


@dataclass(frozen=True, slots=True)
class Galat:
    """What is wrong and what to do; ``baris`` is the row of the sheet, 0 where it is the file itself."""

    baris: int
    pesan: str


@dataclass(slots=True)
class Bacaan:
    """What a file says: places by desa, or what is wrong with it. Nothing is used of a file with mistakes."""

    tempat: dict[int, int] = field(default_factory=dict)
    galat: list[Galat] = field(default_factory=list)


def baca_xlsx(content: bytes, kab: int, desa: Mapping[int, str], periode: int) -> Bacaan:
    """Read a division of ``kab``. ``desa`` are its desa by code, ``periode`` (yyyymm) the one that is divided.

    Raises InvalidInput when the file as a whole cannot be read; rows that are wrong are listed.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput(f"Berkas lebih besar dari {MOST_BYTES // 1_000_000} MB. Hapus lembar dan gambar lain.")
    check_package(io.BytesIO(content), _BATAS)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        sheet = book.get_sheet_by_name(LEMBAR).to_python(skip_empty_area=False) if LEMBAR in names else None
        note = book.get_sheet_by_name(LEMBAR_KETERANGAN).to_python() if LEMBAR_KETERANGAN in names else []
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise InvalidInput(BUKAN_XLSX) from error
    if sheet is None:
        found = ", ".join(f"“{name[:30]}”" for name in names[:5]) or "tidak ada"
        raise InvalidInput(
            f"Lembar “{LEMBAR}” tidak ada (yang ada: {found}). Pakai “Formulir XLSX” dari halaman ini, atau ganti nama "
            "lembarnya."
        )
    _check_periode(note, periode)
    return _rows(sheet, kab, desa)


def _check_periode(note: Sequence[Sequence[Any]], periode: int) -> None:
    for row in note[:100]:
        if len(row) > 1 and row[0] == PERIODE and str(row[1]).strip() not in ("", str(periode)):
            raise InvalidInput(
                f"Berkas ini milik periode {str(row[1])[:10]}, sedangkan yang dibuka {periode}. Pilih periode yang "
                "sama, atau unduh formulir baru."
            )


def _rows(sheet: Sequence[Sequence[Any]], kab: int, desa: Mapping[int, str]) -> Bacaan:
    top = _heading(sheet)
    head = [str(cell).strip().lower() for cell in sheet[top]] if sheet else []
    places = {name: [i for i, cell in enumerate(head) if cell == name.lower()] for name in (KODE, KUOTA)}
    for name, found in places.items():
        if len(found) != 1:
            what = "tidak ada" if not found else "ada lebih dari satu"
            raise InvalidInput(
                f"Kolom “{name}” {what} pada baris judul lembar “{LEMBAR}”. Pakai “Formulir XLSX” dari halaman ini."
            )
    at_kode, at_kuota = places[KODE][0], places[KUOTA][0]
    read = Bacaan()
    seen: dict[int, int] = {}
    for line, row in enumerate(sheet[top + 1 :], top + 2):
        if all(cell in ("", None) for cell in row):
            continue
        try:
            kode = _desa(row[at_kode], kab, desa)
            if kode in seen:
                raise InvalidInput(f"{desa[kode]} sudah ada pada baris {seen[kode]}. Hapus salah satunya.")
            seen[kode] = line
            read.tempat[kode] = _places(row[at_kuota], desa[kode])
        except PortalError as wrong:
            read.galat.append(Galat(line, wrong.message))
    if not read.tempat and not read.galat:
        read.galat.append(Galat(0, "Tabel tidak berisi satu pun desa. Isi baris desa di bawah judul kolom."))
    return read


def _heading(sheet: Sequence[Sequence[Any]]) -> int:
    """The row that names both columns, below what the portal writes above a table; the first one where none does."""
    for line, row in enumerate(sheet[:_MOST_ABOVE]):
        if {KODE.lower(), KUOTA.lower()} <= {str(cell).strip().lower() for cell in row}:
            return line
    return 0


def _desa(cell: Any, kab: int, desa: Mapping[int, str]) -> int:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if not text:
        raise InvalidInput("Kode desa kosong. Isi 10 angka kode desa.")
    try:
        kode = parse_kode(text)
        is_desa = level_of(kode) is Level.DESA
    except InvalidInput:
        kode, is_desa = 0, False
    if not is_desa:
        raise InvalidInput(f"Kode “{text[:20]}” bukan kode desa. Tulis 10 angka, misalnya 3277011001.")
    if kode // 10**6 != kab:
        raise InvalidInput(f"Desa {kode} bukan desa di kab/kota ini. Hapus barisnya.")
    if kode not in desa:
        raise InvalidInput(f"Desa {kode} tidak dikenal. Periksa kodenya.")
    return kode


def _places(cell: Any, nama: str) -> int:
    if cell in ("", None):
        raise InvalidInput(f"Kuota {nama} kosong. Isi angkanya, tulis 0, atau hapus barisnya.")
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        raise InvalidInput(f"Kuota {nama} (“{str(cell)[:20]}”) bukan angka. Ubah format selnya menjadi angka.")
    if cell != cell or not float(cell).is_integer():  # noqa: PLR0124 - NaN is the one value that differs from itself
        raise InvalidInput(f"Kuota {nama} ({cell}) bukan bilangan bulat. Tulis tanpa pecahan.")
    if not 0 <= cell <= TERBANYAK:
        raise InvalidInput(f"Kuota {nama} ({int(cell)}) harus 0 sampai {TERBANYAK}.")
    return int(cell)
