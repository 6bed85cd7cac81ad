"""A list of households as a file, made while its rows come in: CSV for programs, XLSX for people, GeoParquet for maps.

Codes and numbers of identity are text. A text that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import xlsxwriter

from domain.kesos import KEBERADAAN_NAMA
from domain.status import STATUS_NAME, StaKeberadaan, StatusVerivali

Row = Mapping[str, Any]
Cell = str | int | float | None

# Field of a row, heading, and kind: t text, n number, b yes or no, p degrees, d day.
KOLOM: tuple[tuple[str, str, str], ...] = (
    ("idbdt", "IDBDT", "t"),
    ("no_kk", "Nomor KK", "t"),
    ("nama_krt", "Kepala rumah tangga", "t"),
    ("pengurus_nama", "Pengurus", "t"),
    ("pengurus_nik", "NIK pengurus", "t"),
    ("pengurus_ibu_kandung", "Ibu kandung pengurus", "t"),
    ("alamat", "Alamat", "t"),
    ("nama_sls", "SLS", "t"),
    ("kode_desa", "Kode desa", "t"),
    ("desa", "Desa/kelurahan", "t"),
    ("kecamatan", "Kecamatan", "t"),
    ("kab_kota", "Kabupaten/kota", "t"),
    ("provinsi", "Provinsi", "t"),
    ("jumlah_art", "Jumlah ART", "n"),
    ("jumlah_keluarga", "Jumlah keluarga", "n"),
    ("desil", "Desil", "n"),
    ("percentile", "Persentil", "n"),
    ("kpm_bsp", "KPM BSP", "b"),
    ("ada_pkh", "PKH", "b"),
    ("ada_kks", "KKS", "b"),
    ("ada_kis", "PBI-JK (KIS)", "b"),
    ("ada_kip", "KIP", "b"),
    ("ada_rastra", "Rastra", "b"),
    ("status", "Status verivali", "s"),
    ("sta_keberadaan", "Keberadaan", "k"),
    ("lat", "Lintang", "p"),
    ("lon", "Bujur", "p"),
    ("di_luar_desa", "Koordinat di luar desa", "b"),
    ("desa_lama", "Kode desa lama", "t"),
    ("tgl_pindah", "Tanggal pindah", "d"),
    ("sumber_data", "Sumber data", "t"),
    ("diubah", "Terakhir diubah", "d"),
)
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Rows that a sheet of a spreadsheet holds, without the heading.
SHEET_ROWS = 1_000_000


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_RUN_AS_FORMULA) else text


def _cell(row: Row, field: str, kind: str) -> Cell:
    value = row[field]
    if value is None:
        return None
    if kind == "b":
        return "ya" if value else "tidak"
    if kind == "d":
        return (value.date() if isinstance(value, datetime) else cast(date, value)).isoformat()
    if kind == "s":
        return STATUS_NAME[StatusVerivali(value)]
    if kind == "k":
        return KEBERADAAN_NAMA[StaKeberadaan(value)]
    return safe(str(value)) if kind == "t" else cast(Cell, value)


def _cells(row: Row) -> list[Cell]:
    return [_cell(row, field, kind) for field, _, kind in KOLOM]


def csv_parts(batches: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """CSV with a mark, semicolons and decimal commas, a piece for each batch of rows."""
    yield "\ufeff".encode() + _csv([[heading for _, heading, _ in KOLOM]])
    for batch in batches:
        yield _csv([[_comma(cell) for cell in _cells(row)] for row in batch])


def _csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode()


def _comma(cell: Cell) -> Cell:
    return str(cell).replace(".", ",") if isinstance(cell, float) else cell


def write_xlsx(path: Path, batches: Iterable[Sequence[Row]]) -> None:
    """A workbook row by row; a list longer than a sheet goes on on the next one."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    sheet, line = None, SHEET_ROWS
    for batch in batches:
        for row in batch:
            if sheet is None or line >= SHEET_ROWS:
                sheet, line = book.add_worksheet(), 0
                sheet.freeze_panes(1, 0)
                sheet.write_row(0, 0, [heading for _, heading, _ in KOLOM], bold)
            line += 1
            for column, cell in enumerate(_cells(row)):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif cell is not None:
                    sheet.write_number(line, column, cell)
    if sheet is None:
        book.add_worksheet().write_row(0, 0, [heading for _, heading, _ in KOLOM], bold)
    book.close()


_POINTS = "geometry"


def write_parquet(path: Path, batches: Iterable[Sequence[Row]]) -> None:
    """GeoParquet 1.1 with points in EPSG:4326, a row group for each batch; no point where there is no coordinate."""
    # A second to load, which a start would otherwise wait for.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415
    import pyproj  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    types = {"t": pa.string(), "s": pa.string(), "k": pa.string(), "n": pa.int32(), "p": pa.float64()}
    types |= {"b": pa.bool_(), "d": pa.string()}
    fields = [pa.field(name, types[kind]) for name, _, kind in KOLOM] + [pa.field(_POINTS, pa.binary())]
    geo = {
        "version": "1.1.0",
        "primary_column": _POINTS,
        "columns": {
            _POINTS: {
                "encoding": "WKB",
                "geometry_types": ["Point"],
                "crs": json.loads(pyproj.CRS.from_epsg(4326).to_json()),
            }
        },
    }
    schema = pa.schema(fields, metadata={b"geo": json.dumps(geo).encode()})

    def values(batch: Sequence[Row], field: str, kind: str) -> list[Any]:
        # Nothing runs in this file: a text stays as it is.
        if kind == "t":
            return [None if row[field] is None else str(row[field]) for row in batch]
        return [row[field] for row in batch] if kind == "b" else [_cell(row, field, kind) for row in batch]

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            columns = [pa.array(values(batch, field, kind), types[kind]) for field, _, kind in KOLOM]
            known = [row["lat"] is not None and row["lon"] is not None for row in batch]
            points = shapely.points(
                [(row["lon"], row["lat"]) if has else (0.0, 0.0) for row, has in zip(batch, known, strict=True)]
            )
            wkb = [body if has else None for body, has in zip(shapely.to_wkb(points), known, strict=True)]
            writer.write_table(pa.Table.from_arrays([*columns, pa.array(wkb, pa.binary())], schema=schema))
