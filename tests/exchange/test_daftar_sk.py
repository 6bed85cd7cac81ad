"""The list of a decree read from files as they come, and from files that mean harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from domain.errors import InvalidInput
from domain.sk import BarisSk, SalahBaris, TemuanSk
from exchange.daftar_sk import read_daftar

A, B = "32770110010001000000001", "32770110010001000000002"
GOOD = [BarisSk(2, A, 3277011001, "Asep", 4), BarisSk(3, B, 3277011001, "Neneng, S.Pd.", 2)]


def _write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _xlsx(path: Path, rows: list[list[object]], sheets: int = 1) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for line, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(line, column, cell)
    return path


@pytest.mark.parametrize(
    "text",
    [
        f'idbdt,kode desa,nama,jumlah art\n{A},3277011001,Asep,4\n{B},3277011001,"Neneng, S.Pd.",2\n',
        "\ufeffNo;Nama KPM;ID DTKS;KODE_DESA;Jml ART\r\n"
        f"1;Asep;{A};32.77.01.1001;4\r\n2;Neneng, S.Pd.;'{B};3277011001;2",
        "ID BDT\tKode Desa/Kelurahan\tNama KRT\tJumlah Anggota\n"
        f"{A}\t3277011001\t Asep \t4\n{B}\t3277011001\tNeneng, S.Pd.\t2",
    ],
    ids=["commas", "semicolons-bom-other-columns", "tabs"],
)
def test_a_list_is_read_whatever_parts_its_columns_and_however_they_are_called(tmp_path: Path, text: str) -> None:
    assert list(read_daftar(_write(tmp_path / "a.csv", text), ".csv")) == GOOD


def test_a_list_of_excel_in_utf_16_is_read(tmp_path: Path) -> None:
    text = f"IDBDT\tdesa\tnama\tart\n{A}\t3277011001\tAsep\t4\n{B}\t3277011001\tNeneng, S.Pd.\t2\n"
    assert list(read_daftar(_write(tmp_path / "a.csv", text.encode("utf-16")), ".csv")) == GOOD


def test_a_workbook_is_read_and_codes_may_be_text_or_numbers(tmp_path: Path) -> None:
    rows = [
        ["IDBDT", "Kode desa", "Nama", "Jumlah ART"],
        [A, 3277011001, "Asep", 4],
        [B, "3277011001", GOOD[1].nama, "2"],
    ]
    assert list(read_daftar(_xlsx(tmp_path / "a.xlsx", rows), ".xlsx")) == GOOD


@pytest.mark.parametrize(
    ("line", "salah"),
    [
        (f"{A[:-1]},3277011001,Asep,4", SalahBaris.IDBDT),
        ("3.27701E+22,3277011001,Asep,4", SalahBaris.IDBDT),
        (f"{A},327701,Asep,4", SalahBaris.DESA),
        (f"{A},3218011001,Asep,4", SalahBaris.KAB),
        (f"{A},3277011001,,4", SalahBaris.NAMA),
        (f"{A},3277011001,{'x' * 101},4", SalahBaris.NAMA),
        (f"{A},3277011001,As\x00ep,4", SalahBaris.NAMA),
        (f"{A},3277011001,=HYPERLINK(1),4", SalahBaris.RUMUS),
        (f"{A},3277011001,Asep,0", SalahBaris.ART),
        (f"{A},3277011001,Asep,empat", SalahBaris.ART),
        (f"{A},3277011001,Asep,999999999999999999999999", SalahBaris.ART),
        (f"{A},3277011001,Asep", SalahBaris.KOLOM),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_and_the_others_are_read(
    tmp_path: Path, line: str, salah: SalahBaris
) -> None:
    path = _write(tmp_path / "a.csv", f"idbdt,desa,nama,art\n{line}\n\n{B},3277011001,Neneng,2\n")
    first, second = read_daftar(path, ".csv")
    assert isinstance(first, TemuanSk)
    assert (first.baris, first.salah) == (2, salah)
    assert second == BarisSk(4, B, 3277011001, "Neneng", 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"idbdt,desa,nama,art\n", "satu rumah tangga pun"),
        (b"idbdt,desa,nama\n1,2,3\n", "Jumlah ART"),
        (b"idbdt,id dtks,desa,nama,art\n1,2,3,4,5\n", "lebih dari satu"),
        (b"idbdt,desa,nama,art\n\xff\xfe\xe9,1,2,3\n", "UTF-8"),
        (b"PK\x03\x04and so on", "bukan CSV"),
        (b'idbdt,desa,nama,art\n"1,2,3,4\n', "kutip"),
        (b"x" * 30_000, "terlalu panjang"),
    ],
)
def test_a_csv_that_is_no_list_is_refused_with_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        list(read_daftar(_write(tmp_path / "a.csv", content), ".csv"))


def test_a_workbook_with_formulas_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["idbdt", "desa", "nama", "art"], [A, "3277011001", '=HYPERLINK("http://x")', 4]]
    with pytest.raises(InvalidInput, match="rumus"):
        list(read_daftar(_xlsx(tmp_path / "a.xlsx", rows), ".xlsx"))


def test_a_workbook_of_two_filled_sheets_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["idbdt", "desa", "nama", "art"], [A, "3277011001", "Asep", 4]]
    with pytest.raises(InvalidInput, match="satu lembar"):
        list(read_daftar(_xlsx(tmp_path / "a.xlsx", rows, sheets=2), ".xlsx"))


def test_a_package_that_unfolds_beyond_measure_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(410):
                part.write(b" " * 1_000_000)
    with pytest.raises(InvalidInput, match="terlalu besar"):
        list(read_daftar(_write(tmp_path / "a.xlsx", out.getvalue()), ".xlsx"))


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="csv atau"):
        list(read_daftar(_write(tmp_path / "a.pdf", b"%PDF-"), ".pdf"))
