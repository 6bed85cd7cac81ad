"""A reference file handed over by Dukcapil: CSV or Parquet, read in parts, every row checked.

Columns, in any order: ``nik`` (needed), ``nama``, ``tgl_lahir``, ``jns_kel``, ``keadaan``; others are left aside. A CSV
has a header, commas or semicolons between values, and no line breaks inside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from domain.errors import InvalidInput
from domain.nik import baca_nik
from domain.padan import Padan

Baris = tuple[int, int, str | None, date | None, int | None, int]

_KOLOM = ("nik", "nama", "tgl_lahir", "jns_kel", "keadaan")
_BLOCK = 4_000_000
_ROWS = 50_000
# So many wrong rows are named; who has more mends the way the file is made.
_MOST_FINDINGS = 10
_LONGEST_NAME = 200
_DATE_FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
_SEX = {"1": 1, "L": 1, "LAKI-LAKI": 1, "2": 2, "P": 2, "PEREMPUAN": 2}
_KEADAAN = {
    "": Padan.PADAN,
    "1": Padan.PADAN,
    "AKTIF": Padan.PADAN,
    "3": Padan.BELUM_REKAM,
    "BELUM REKAM": Padan.BELUM_REKAM,
    "4": Padan.MENINGGAL,
    "MENINGGAL": Padan.MENINGGAL,
    "5": Padan.GANDA,
    "GANDA": Padan.GANDA,
}
_BLANKS = re.compile(r"\s+")


def read_rujukan(path: Path) -> Iterator[Baris]:
    """Rows as (line, nik, nama, tgl_lahir, jns_kel, keadaan), in constant memory; the header is line 1.

    Raises InvalidInput for a file that cannot be read, and at the end for rows that are wrong, naming the first of
    them by line; no person is named.
    """
    findings: list[str] = []
    line = 1
    for batch in _batches(path):
        names = {name.strip().lower(): name for name in batch.schema.names}
        if "nik" not in names:
            raise InvalidInput("Kolom “nik” tidak ada. Baris pertama harus berisi nama kolom: " + ", ".join(_KOLOM))
        empty = [None] * batch.num_rows
        columns = [batch.column(names[name]).to_pylist() if name in names else empty for name in _KOLOM]
        for values in zip(*columns, strict=True):
            line += 1
            row, wrong = _check(*values)
            if row is not None:
                yield (line, *row)
            elif len(findings) <= _MOST_FINDINGS:
                findings.append(f"baris {line}: {wrong}")
    if line == 1:
        raise InvalidInput("Berkas rujukan tidak berisi satu baris pun. Minta berkas yang baru kepada Dukcapil.")
    if findings:
        more = "\n… dan lainnya" if len(findings) > _MOST_FINDINGS else ""
        raise InvalidInput(
            "Berkas rujukan tidak dimuat; tidak ada yang berubah.\n" + "\n".join(findings[:_MOST_FINDINGS]) + more
        )


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    kind = path.suffix.lower()
    if kind not in (".csv", ".parquet"):
        raise InvalidInput("Berkas rujukan harus berakhiran .csv atau .parquet.")
    try:
        yield from _csv(path) if kind == ".csv" else pq.ParquetFile(path).iter_batches(batch_size=_ROWS)
    except OSError as problem:
        raise InvalidInput(f"Berkas {path.name} tidak dapat dibuka: {problem.strerror or problem}") from problem
    except pa.ArrowException as problem:
        raise InvalidInput(
            f"Isi berkas {path.name} tidak dapat dibaca sebagai {kind[1:].upper()}. Simpan lagi sebagai UTF-8, dengan "
            "jumlah kolom yang sama pada setiap baris."
        ) from problem


def _csv(path: Path) -> Iterator[pa.RecordBatch]:
    with path.open("rb") as file:
        header = file.readline(10_000).decode("utf-8-sig", errors="replace").strip()
    if not header:
        raise InvalidInput("Berkas rujukan kosong. Minta berkas yang baru kepada Dukcapil.")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip('"') for name in header.split(delimiter)]
    torn: list[int | None] = []

    def tear(row: pa_csv.InvalidRow) -> str:
        torn.append(row.number)
        return "error"

    try:
        yield from pa_csv.open_csv(
            path,
            read_options=pa_csv.ReadOptions(block_size=_BLOCK, use_threads=False),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=tear),
            convert_options=pa_csv.ConvertOptions(column_types={name: pa.string() for name in names}),
        )
    except pa.ArrowInvalid as problem:
        if torn and torn[0] is not None:
            raise InvalidInput(f"Baris {torn[0]}: jumlah kolomnya berbeda dengan baris pertama.") from problem
        raise


def _check(
    nik: Any, nama: Any, tgl_lahir: Any, jns_kel: Any, keadaan: Any
) -> tuple[tuple[int, str | None, date | None, int | None, int] | None, str]:
    """A row as it is stored, or what is wrong with it."""
    number = _text(nik)
    if baca_nik(number) is None:
        return None, "NIK bukan 16 angka yang sah"
    name = _text(nama) or None
    if name is not None and (len(name) > _LONGEST_NAME or not name.isprintable()):
        return None, "nama terlalu panjang atau berisi tanda yang tidak dapat dicetak"
    born = tgl_lahir if isinstance(tgl_lahir, date) else _day(_text(tgl_lahir))
    if born is None and _text(tgl_lahir):
        return None, "tanggal lahir bukan tanggal (tulis 1985-08-17)"
    sex = _SEX.get(_text(jns_kel).upper())
    if sex is None and _text(jns_kel):
        return None, "jenis kelamin bukan L atau P"
    state = _KEADAAN.get(_text(keadaan).upper())
    if state is None:
        return None, "keadaan bukan aktif, belum rekam, meninggal, atau ganda"
    return (int(number), name, born.date() if isinstance(born, datetime) else born, sex, int(state)), ""


def _text(value: Any) -> str:
    return "" if value is None else _BLANKS.sub(" ", str(value)).strip()


def _day(text: str) -> date | None:
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day of birth has no zone
        except ValueError:
            continue
    return None
