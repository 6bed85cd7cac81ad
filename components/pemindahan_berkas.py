"""The list of moves as a file, made while its rows come in: CSV for programs, XLSX for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

from components.format import moment
from domain.pemindahan import ALASAN, STATE_NAME, Pemindahan

_HEADS = (
    "Kode kab/kota", "Nomor", "Keadaan", "IDBDT", "Kepala rumah tangga", "Kode desa asal", "Desa asal",
    "Kode desa tujuan", "Desa tujuan", "KPM BSP", "Alasan", "Keterangan", "Alamat baru",
    "Pengaju", "Diajukan", "Pemutus", "Diputuskan", "Catatan", "Pembatal", "Dibatalkan",
)  # fmt: skip
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _cells(item: Pemindahan) -> list[str]:
    values = (
        str(item.kab), str(item.nomor), STATE_NAME[item.state], item.idbdt, item.nama_krt, str(item.asal),
        item.asal_nama, str(item.tujuan), item.tujuan_nama, "ya" if item.kpm else "tidak",
        ALASAN.get(item.alasan, item.alasan), item.keterangan, item.alamat_baru, item.pengaju_nama,
        moment(item.diajukan), item.pemutus_nama, item.diputuskan and moment(item.diputuskan), item.catatan,
        item.pembatal_nama, item.dibatalkan and moment(item.dibatalkan),
    )  # fmt: skip
    # A spreadsheet would run a text that begins like a formula.
    return [f"'{text}" if (text := value or "").startswith(_RUN_AS_FORMULA) else text for value in values]


def csv_parts(parts: Iterable[Sequence[Pemindahan]]) -> Iterator[bytes]:
    """UTF-8 with the mark that a spreadsheet needs, part by part."""
    yield "\ufeff".encode()
    yield _lines([list(_HEADS)])
    for part in parts:
        yield _lines([_cells(item) for item in part])


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def write_xlsx(path: Path, parts: Iterable[Sequence[Pemindahan]]) -> None:
    """One sheet, written row by row."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Pemindahan")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(_HEADS) - 1, 20)
        sheet.write_row(0, 0, _HEADS, book.add_format({"bold": True}))
        row = 0
        for part in parts:
            for item in part:
                row += 1
                for column, text in enumerate(_cells(item)):
                    sheet.write_string(row, column, text)
