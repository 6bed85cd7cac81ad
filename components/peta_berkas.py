"""The table of the map as a file: CSV for programs, XLSX for people, the same rows, codes as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter

from components.format import number

Cell = str | float | int | None


def heading(
    *, wilayah: str, periode: str, indikator: str, penjelasan: str, per: str, dibuat: str, banding: str | None
) -> list[tuple[str, str]]:
    """What a reader of the file must know: label and text, in the order shown."""
    lines = [("Wilayah", wilayah), ("Periode", periode), ("Ukuran", indikator), ("Cara hitung", penjelasan)]
    if banding:
        lines.append(("Dibandingkan dengan", banding))
    return [*lines, ("Keadaan per", per), ("Diunduh", dibuat)]


def table(drawn: Mapping[str, Any]) -> tuple[list[str], Iterator[list[Cell]]]:
    """Headers with units, and the rows of what ``peta_data.map_values`` returns, by code."""
    metrik, kolom, banding = drawn["metrik"], drawn["kolom"], drawn["banding"]
    selisih = banding is not None and banding["cara"] == "selisih"
    value = f"{'Selisih' if selisih else metrik['nama']} ({metrik['satuan']})"
    headers = ["Kode", "Wilayah", "Di dalam", value, metrik["judul_pembilang"], metrik["judul_penyebut"]]
    headers += ["Peringkat", "Dari", "Keterangan"]
    if banding is not None:
        headers.insert(4, f"{banding['label']} ({banding['satuan']})")

    def rows() -> Iterator[list[Cell]]:
        for i, kode in enumerate(kolom["kode"]):
            note = (
                "" if kolom["nilai"][i] is not None else "tidak bergerak" if kolom["kelas"][i] < 0 else "tidak ada data"
            )
            row: list[Cell] = [str(kode), kolom["nama"][i], drawn["nama_induk"][kolom["induk"][i]], kolom["nilai"][i]]
            row += [kolom["pembilang"][i], kolom["penyebut"][i], kolom["peringkat"][i], kolom["dari"][i], note]
            if banding is not None:
                row.insert(4, banding["nilai"][i])
            yield row

    return headers, rows()


def write_csv(head: Sequence[tuple[str, str]], headers: Sequence[str], rows: Iterator[list[Cell]]) -> bytes:
    """UTF-8 with a mark, semicolons and decimal commas: what a spreadsheet set to Indonesian opens right."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows(head)
    writer.writerow([])
    writer.writerow(headers)
    writer.writerows([_decimal_comma(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _decimal_comma(cell: Cell) -> Cell:
    return number(cell, 2).replace(".", "") if isinstance(cell, float) else cell


def write_xlsx(head: Sequence[tuple[str, str]], headers: Sequence[str], rows: Iterator[list[Cell]]) -> bytes:
    """One sheet, written row by row; codes are text so that nothing rounds or rewrites them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        bold, decimal, whole = (
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            book.add_format({"num_format": "#,##0.0"}),
            book.add_format({"num_format": "#,##0"}),
        )
        sheet = book.add_worksheet("Peta")
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 2, 30)
        sheet.set_column(3, len(headers) - 1, 16)
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
                elif cell is not None:
                    sheet.write_number(line, column, cell, decimal if isinstance(cell, float) else whole)
    return out.getvalue()
