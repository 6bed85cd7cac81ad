"""The three files of a pack say what the screen says: opened again and held against the answer of the map."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask.testing import FlaskClient
from pptx import Presentation
from python_calamine import CalamineWorkbook
from test_paket_layar import paket, peta

from domain.briefing import Bentuk
from domain.tulis import number
from workflow.briefing_berkas import buat_berkas

SignIn = Callable[[str], FlaskClient]
# A kab, a provinsi, the country.
WILAYAH = [3218, 32, 0]


def _wanted(reader: FlaskClient, wilayah: int) -> dict[str, tuple[int, int, float | None]]:
    """Filled in, prelist and share of each area by its code, as the map has them; areas without a prelist left out."""
    shown = peta(reader, wilayah)["kolom"]
    columns = (shown[name] for name in ("kode", "pembilang", "penyebut", "nilai"))
    return {
        str(kode): (above, below, share)
        for kode, above, below, share in zip(*columns, strict=True)
        if share is not None
    }


def _areas(tables: list[list[list[Any]]]) -> dict[str, list[Any]]:
    """Filled in, prelist and share by code, of every table of areas."""
    names = ("Diverifikasi (ruta)", "Prelist (ruta)", "Progres (%)")
    found: dict[str, list[Any]] = {}
    for rows in tables:
        at = next((k for k, row in enumerate(rows) if row[:1] == ["Kode"] and {*names} <= {*row}), None)
        if at is not None:
            places = [rows[at].index(name) for name in names]
            found |= {str(row[0]): [row[k] for k in places] for row in rows[at + 1 :]}
    return found


@pytest.mark.parametrize("wilayah", WILAYAH)
def test_slides_report_and_workbook_have_the_numbers_of_the_map(sign_in: SignIn, geo_dir: Path, wilayah: int) -> None:
    wanted, isi = _wanted(sign_in("pusdatin"), wilayah), paket(wilayah)
    assert wanted
    files = {bentuk: buat_berkas(isi, bentuk, geo_dir=geo_dir) for bentuk in Bentuk}
    words = {kode: [kode, number(a), number(b), f"{s:.1f}".replace(".", ",")] for kode, (a, b, s) in wanted.items()}

    slides = Presentation(io.BytesIO(files[Bentuk.PPTX])).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    found = _areas([[[cell.text for cell in row.cells] for row in table.rows] for table in tables])
    assert {kode: [kode, *found[kode]] for kode in words} == words

    book = CalamineWorkbook.from_filelike(io.BytesIO(files[Bentuk.XLSX]))
    rows = _areas([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert {kode: tuple(rows[kode]) for kode in wanted} == wanted

    with pypdfium2.PdfDocument(files[Bentuk.PDF]) as report:
        said = " ".join(report[n].get_textpage().get_text_range() for n in range(len(report)))
    flat = " ".join(said.split())
    for kode, (_, above, below, share) in words.items():
        line = flat[flat.index(f"{kode} ") :][:250]
        assert f" {above} {below} {share} " in line, kode
