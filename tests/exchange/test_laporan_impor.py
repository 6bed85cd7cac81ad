"""The report that goes back to the operator, read again as a spreadsheet reads it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from python_calamine import CalamineWorkbook

from domain.impor import StateImpor
from domain.impor_tampil import Impor, Temuan
from domain.validasi import ATURAN, Tingkat
from exchange.laporan_impor import write_laporan

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
IMPOR = Impor(
    3277, 12, StateImpor.SIAP, "melong.siks", 1000, 1000, "Supervisor", NOW, 1, 202611,
    wilayah=((3277011001, "Kel. Melong"),),
    ringkasan={
        "verivali": {"baru": 5, "ditolak": 1}, "usulan": {"baru": 2}, "aturan": {"V06": {"E": 1}}, "tidak_dirinci": 3,
    },
)  # fmt: skip
DESA = [(3277011001, "Melong", {"verivali": 6, "usulan": 2, "ditolak": 1})]


def temuan(**ubah: object) -> Temuan:
    values = {
        "nomor": 1, "bagian": "individu", "baris": 7, "kolom": "nik", "idbdt": "32770110010001000000001",
        "idartbdt": "3277011001000100000000101", "aturan": "V06", "tingkat": Tingkat.E,
        "nilai": "3277015203910004", "seharusnya": "Satu orang",
    }  # fmt: skip
    return Temuan(**(values | ubah))  # type: ignore[arg-type]


def laporan(*items: Temuan) -> tuple[dict[str, list[list[object]]], bytes]:
    target = io.BytesIO()
    write_laporan(target, IMPOR, DESA, items)
    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}, target.getvalue()


def test_a_finding_says_where_what_and_what_to_do() -> None:
    sheets, _ = laporan(temuan())
    head, row = sheets["Temuan"][:2]
    assert dict(zip(head, row, strict=True)) == {
        "Bagian": "Anggota",
        "Baris": "7",
        "IDBDT": "32770110010001000000001",
        "IDARTBDT": "3277011001000100000000101",
        "Kolom": "NIK",
        "Kode": "SIKS-V06",
        "Tingkat": "Ditolak",
        "Aturan": ATURAN["V06"].nama,
        "Nilai ditemukan": "3277015203910004",
        "Seharusnya": "Satu orang",
        "Langkah": ATURAN["V06"].langkah,
    }


def test_nothing_in_it_is_a_formula_or_a_number_of_identity_turned_into_a_figure() -> None:
    _, data = laporan(temuan(nilai='=HYPERLINK("http://x")', seharusnya="+1"), temuan(nilai="0012"))
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet2.xml")
    assert b"<f>" not in sheet
    assert b"<v>" not in sheet
    assert b"=HYPERLINK" in sheet
    assert b"<hyperlink" not in sheet


def test_the_first_sheet_counts_rules_and_desa() -> None:
    sheets, _ = laporan()
    lines = [[cell for cell in row if cell != ""] for row in sheets["Ringkasan"]]
    assert ["Berkas", "melong.siks"] in lines
    assert ["Baru", 5, 2] in lines
    assert ["SIKS-V06", ATURAN["V06"].nama, "Ditolak", 1] in lines
    assert ["Dihitung, tetapi tidak dirinci pada lembar Temuan", 3] in lines
    assert ["3277011001", "Melong", 6, 2, 1] in lines
