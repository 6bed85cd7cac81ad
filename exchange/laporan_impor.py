"""What was found in a file from the field, as the XLSX that goes back to its operator: what to mend, line by line.

Numbers of identity stand in full, because who mends them must see them; give it only to who may import. Everything
is written as text: no NIK becomes a number, no value a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from domain.impor import HASIL_NAME, STATE_NAME, Hasil
from domain.impor_tampil import Impor, Temuan
from domain.isian_kata import label
from domain.kalender import JAKARTA
from domain.siks import Bagian
from domain.validasi import ATURAN, TINGKAT_NAME, Tingkat

# Rows that a sheet holds, without the heading.
SHEET_ROWS = 1_000_000

_BAGIAN = {Bagian.RUMAH_TANGGA: "Rumah tangga", Bagian.INDIVIDU: "Anggota"}
# Heading and width in characters.
_KOLOM: tuple[tuple[str, int], ...] = (
    ("Bagian", 14),
    ("Baris", 8),
    ("IDBDT", 25),
    ("IDARTBDT", 27),
    ("Kolom", 26),
    ("Kode", 11),
    ("Tingkat", 12),
    ("Aturan", 44),
    ("Nilai ditemukan", 28),
    ("Seharusnya", 52),
    ("Langkah", 60),
)
_LANGKAH = (
    "Baris bertingkat “Ditolak” tidak masuk ke portal. Perbaiki di aplikasi SIKS-NG Offline, ekspor lagi, lalu kirim.",
    "Baris bertingkat “Peringatan” masuk ke portal dengan tanda dan diperiksa supervisor. Perbaiki bila memang keliru.",
    "Baris bertingkat “Catatan” tidak perlu diubah.",
    "Nomor baris dihitung dari berkas yang dikirim; baris 1 adalah judul kolom.",
)
_COUNTED = (("verivali", "Verivali"), ("usulan", "Usulan"))


def write_laporan(
    target: Path | BinaryIO,
    impor: Impor,
    desa: Sequence[tuple[int, str, Mapping[str, int]]],
    temuan: Iterable[Temuan],
) -> None:
    """Write the report of a checked file, in constant memory.

    ``desa``: code, name and numbers of each desa of the file; ``temuan`` in the order they are to stand in.
    """
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "in_memory": False, "strings_to_formulas": False})
    try:
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        _write_ringkasan(book.add_worksheet("Ringkasan"), impor, desa, bold)
        _write_temuan(book.add_worksheet("Temuan"), temuan, head, text)
    finally:
        book.close()


def _write_ringkasan(sheet: Any, impor: Impor, desa: Sequence[tuple[int, str, Mapping[str, int]]], bold: Any) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 4, 24)
    for row, line in enumerate(_ringkasan(impor, desa)):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                # A line of one word is a heading.
                sheet.write_string(row, column, value, *([bold] if len(line) == 1 and row else []))


def _ringkasan(impor: Impor, desa: Sequence[tuple[int, str, Mapping[str, int]]]) -> Iterator[Sequence[str | int]]:
    wilayah = ", ".join(name for _, name in impor.wilayah)
    yield ("Berkas", impor.nama)
    yield ("Nomor impor", str(impor.nomor))
    yield ("Wilayah", wilayah)
    yield ("Periode", f"{impor.periode // 100}-{impor.periode % 100:02d}" if impor.periode else "")
    yield ("Operator", str(impor.manifes.get("operator", "")))
    yield ("Diunggah", _moment(impor.diunggah))
    yield ("Diperiksa", _moment(impor.diperiksa))
    yield ("Keadaan", STATE_NAME[impor.state])
    yield ()
    yield ("Yang dilakukan",)
    yield from (("", line) for line in _LANGKAH)
    yield ()
    yield ("Rumah tangga menurut hasil",)
    yield ("", *(word for _, word in _COUNTED))
    for hasil in Hasil:
        yield (HASIL_NAME[hasil], *(impor.hitung(part, hasil) for part, _ in _COUNTED))
    yield ()
    yield ("Temuan menurut aturan",)
    yield ("Kode", "Aturan", "Tingkat", "Jumlah")
    for kode, counts in impor.ringkasan.get("aturan", {}).items():
        for tingkat, count in counts.items():
            yield (ATURAN[kode].kode_siks, ATURAN[kode].nama, TINGKAT_NAME[Tingkat(tingkat)], int(count))
    if left_out := int(impor.ringkasan.get("tidak_dirinci", 0)):
        yield ("", "Dihitung, tetapi tidak dirinci pada lembar Temuan", "", left_out)
    yield ()
    yield ("Desa/kelurahan",)
    yield ("Kode", "Nama", "Verivali", "Usulan", "Ditolak")
    for kode, name, numbers in desa:
        yield (str(kode), name, *(int(numbers.get(part, 0)) for part in ("verivali", "usulan", "ditolak")))


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(JAKARTA):%d-%m-%Y %H.%M} WIB" if moment else ""


def _write_temuan(sheet: Any, temuan: Iterable[Temuan], head: Any, text: Any) -> None:
    for column, (name, width) in enumerate(_KOLOM):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, item in enumerate(temuan, 1):
        if last > SHEET_ROWS:
            break
        for column, value in enumerate(_cells(item)):
            if value:
                sheet.write_string(last, column, value, text)
    sheet.autofilter(0, 0, max(last, 1), len(_KOLOM) - 1)


def _cells(item: Temuan) -> tuple[str | None, ...]:
    rule = ATURAN[item.aturan]
    return (
        _BAGIAN.get(Bagian(item.bagian), item.bagian.capitalize()),
        str(item.baris),
        item.idbdt,
        item.idartbdt,
        label(item.kolom) if item.kolom else None,
        rule.kode_siks,
        TINGKAT_NAME[item.tingkat],
        rule.nama,
        item.nilai,
        item.seharusnya,
        rule.langkah,
    )
