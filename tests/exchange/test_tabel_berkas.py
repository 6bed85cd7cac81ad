"""A table that leaves the portal: what stands above it, its types, and that no text runs and no length is too long."""

from __future__ import annotations

import csv
import io
import math
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from domain.figur import SAMAR, Asal, JenisKolom, Kolom
from exchange import tabel_berkas
from exchange.tabel_berkas import csv_parts, write_xlsx, xlsx_parts
from tests.berkas_tabel import Terbaca, baca_csv, baca_xlsx, keterangan

ASAL = Asal(
    "Progres menurut desa",
    "Kota Cimahi, Jawa Barat",
    "BSP/Sembako November 2026",
    datetime(2026, 11, 21, 7, 35, tzinfo=UTC),
    datetime(2026, 11, 21, 7, 36, tzinfo=UTC),
    "Siti, Supervisor kab/kota",
    saring=(("Syarat", "Progres < 50 %"), ("Cari", "melong"), ("Urutan", "Progres menaik")),
    samar=5,
)
MOMENT = datetime(2026, 11, 21, 7, tzinfo=UTC)
KOLOM = (
    Kolom("kode", "Kode", JenisKolom.KODE),
    Kolom("nama", "Desa/kelurahan"),
    Kolom("n", "Sasaran (ruta)", JenisKolom.BULAT),
    Kolom("p", "Progres (%)", JenisKolom.PERSEN),
    Kolom("x", "Laju (ruta/hari)", JenisKolom.DESIMAL),
    Kolom("lat", "Lintang", JenisKolom.DERAJAT),
    Kolom("t", "Terakhir", JenisKolom.TANGGAL),
    Kolom("s", "Dikirim", JenisKolom.SAAT),
)
ROW = (
    "3277011001",
    "Melong",
    1234567,
    12.3456,
    0.5,
    -6.912345,
    date(2026, 11, 21),
    datetime(2026, 11, 21, 7, tzinfo=UTC),
)
SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def _xlsx(*rows: Any, **more: Any) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, ASAL, KOLOM, rows, **more)
    return out.getvalue()


def _both(*rows: Any) -> tuple[Terbaca, Terbaca]:
    return baca_csv(b"".join(csv_parts(ASAL, KOLOM, rows))), baca_xlsx(_xlsx(*rows))


def _xml(content: bytes, part: str = "xl/worksheets/sheet1.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return ElementTree.fromstring(package.read(part))  # noqa: S314 - written a line above


def test_both_forms_say_what_the_table_is_of() -> None:
    for file in _both(ROW):
        assert file.tentang == {
            "Judul": "Progres menurut desa",
            "Wilayah": "Kota Cimahi, Jawa Barat",
            "Periode": "BSP/Sembako November 2026",
            "Saringan": "Syarat: Progres < 50 %; Cari: melong; Urutan: Progres menaik",
            "Keadaan per": "21 November 2026 14.35 WIB",
            "Sumber": "SIKS-NG, Kementerian Sosial RI",
            "Dibuat": "Siti, Supervisor kab/kota, 21 November 2026 14.36 WIB",
            "Angka kecil": "Di bawah 5, dan sel yang dapat membukanya, ditulis “disamarkan”.",
        }
        assert file.judul[-1] == "Dikirim (WIB)"
        assert len(file.baris) == 1


def test_cells_keep_their_kind() -> None:
    text, book = _both(ROW)
    assert text.baris[0] == [
        "3277011001", "Melong", "1234567", "12,3456", "0,5", "-6,912345", "2026-11-21", "2026-11-21 14:00:00",
    ]  # fmt: skip
    assert book.baris[0] == [
        "3277011001", "Melong", 1234567, 12.3456, 0.5, -6.912345, date(2026, 11, 21),
        MOMENT.replace(hour=14, tzinfo=None),
    ]  # fmt: skip
    cells = _xml(_xlsx(ROW)).findall(".//x:row", SPACE)[-1].findall("x:c", SPACE)
    assert [cell.get("t") for cell in cells[:3]] == ["inlineStr", "inlineStr", None]
    styles = _xml(_xlsx(ROW), "xl/styles.xml")
    own = {item.get("numFmtId"): item.get("formatCode") for item in styles.findall(".//x:numFmt", SPACE)}
    used = [styles.findall(".//x:cellXfs/x:xf", SPACE)[int(cell.get("s", "0"))].get("numFmtId") for cell in cells]
    assert [own[number] for number in used] == [
        "@", "@", "#,##0", "0.0", "#,##0.0", "0.000000", "dd-mm-yyyy", "dd-mm-yyyy hh:mm:ss",
    ]  # fmt: skip


def test_moments_are_those_of_the_clocks_of_the_wilayah() -> None:
    east = Asal.of(ASAL.as_json() | {"zona": 9})
    moment = "2026-11-21T23:30:00+07:00"
    kolom = (Kolom("s", "Dikirim", JenisKolom.SAAT), Kolom("t", "Hari", JenisKolom.TANGGAL))
    file = baca_csv(b"".join(csv_parts(east, kolom, [(moment, "2026-11-21")])))
    assert file.judul == ["Dikirim (WIT)", "Hari"]
    assert file.baris == [["2026-11-22 01:30:00", "2026-11-21"]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+62812", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")', "http://x.id"]
)
def test_no_text_runs_and_none_is_changed_in_a_workbook(text: str) -> None:
    row = (text, text, *ROW[2:])
    found = baca_xlsx(_xlsx(row)).baris[0]
    assert [cell.replace("\r\n", "\n") for cell in found[:2]] == [text, text]
    assert not _xml(_xlsx(row)).findall(".//x:f", SPACE)
    content = b"".join(csv_parts(ASAL, KOLOM, [row])).decode("utf-8-sig")
    written = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert list(written)[-1][:2] == [text if text.startswith("http") else f"'{text}"] * 2


def test_a_hostile_name_of_a_place_or_person_runs_nowhere() -> None:
    bad = Asal.of(ASAL.as_json() | {"wilayah": "=cmd|'/c calc'!A1", "pembuat": "@x & <y>\x0b"})
    text = baca_csv(b"".join(csv_parts(bad, KOLOM, [ROW])))
    assert text.tentang["Wilayah"].startswith("'=")
    out = io.BytesIO()
    write_xlsx(out, bad, KOLOM, [ROW])
    assert baca_xlsx(out.getvalue()).tentang["Wilayah"] == "=cmd|'/c calc'!A1"
    assert not _xml(out.getvalue()).findall(".//x:f", SPACE)


def test_what_is_unknown_is_empty_and_what_is_not_told_is_a_word() -> None:
    nothing = ("3277011001", None, None, math.nan, math.inf, None, None, None)
    hidden = ("3277011002", "", SAMAR, SAMAR, SAMAR, SAMAR, SAMAR and None, None)
    for file in _both(nothing, hidden):
        assert file.baris[0][1:] == [""] * 7
        assert file.baris[1][2:6] == [SAMAR] * 4


def test_a_day_before_spreadsheets_begin_and_an_endless_text_do_not_stop_a_file() -> None:
    row = ("1", "x" * 50_000, 1, 1.0, 1.0, 1.0, date(1899, 12, 31), datetime(1800, 1, 1, tzinfo=UTC))
    text, book = _both(row)
    assert len(text.baris[0][1]) == 50_000
    assert book.baris[0][1].endswith("(lengkap dalam CSV)")
    assert book.baris[0][6] == "1899-12-31"


def test_the_headings_stay_are_filtered_and_are_printed_on_every_page() -> None:
    content = _xlsx(ROW, ROW, catatan=[("Progres (%)", "Diisi dibagi prelist.")], lembar="Verivali")
    sheet, book = _xml(content), _xml(content, "xl/workbook.xml")
    pane = sheet.find(".//x:pane", SPACE)
    assert pane is not None
    assert (pane.get("state"), pane.get("ySplit"), pane.get("xSplit")) == ("frozen", "10", "1")
    filtered = sheet.find("x:autoFilter", SPACE)
    assert filtered is not None
    assert filtered.get("ref") == "A10:H12"
    page = sheet.find("x:pageSetup", SPACE)
    assert page is not None
    assert (page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")) == ("9", "landscape", "0")
    names = {item.get("name"): item.text for item in book.findall(".//x:definedName", SPACE)}
    assert names["_xlnm.Print_Titles"] == "Verivali!$A:$B,Verivali!$10:$10"
    assert "Halaman &P dari &N" in (sheet.findtext(".//x:oddFooter", namespaces=SPACE) or "")
    assert keterangan(content) == {"Progres (%)": "Diisi dibagi prelist."}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        core = package.read("docProps/core.xml").decode()
    assert "Progres menurut desa" in core
    assert "Siti, Supervisor kab/kota" in core
    assert "2026-11-21T07:36:00Z" in core


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabel_berkas, "SHEET_ROWS", 15)
    content = _xlsx(*((str(number), *ROW[1:]) for number in range(12)))
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    parts = [baca_xlsx(content, name) for name in names]
    assert names == ["Tabel", "Tabel 2", "Tabel 3"]
    assert [cell for part in parts for cell in part.kolom("Kode")] == [str(number) for number in range(12)]
    assert all(part.judul == parts[0].judul and part.tentang == parts[0].tentang for part in parts)


def test_an_empty_table_is_a_file_with_its_headings() -> None:
    for file in _both():
        assert file.baris == []
        assert file.judul[0] == "Kode"


def test_two_hundred_thousand_rows_need_no_more_memory_than_a_thousand(tmp_path: Path) -> None:
    kolom = KOLOM[:3]

    def rows(count: int) -> Iterator[tuple[str, str, int]]:
        return ((str(3277011001 + number), f"Desa {number}", number) for number in range(count))

    def peak(count: int) -> tuple[int, int]:
        tracemalloc.start()
        size = sum(map(len, csv_parts(ASAL, kolom, rows(count))))
        text = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        write_xlsx(tmp_path / "besar.xlsx", ASAL, kolom, rows(count))
        book = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > 20 * count
        return text, book

    few, many = peak(1_000), peak(200_000)
    assert many[0] < few[0] + 1_000_000
    assert many[1] < few[1] + 8_000_000
    assert sum(1 for _ in xlsx_parts(ASAL, kolom, rows(10))) >= 1


def test_the_zone_of_a_day_is_never_shifted() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=timezone(timedelta(hours=7)))
    file = baca_csv(
        b"".join(csv_parts(ASAL, (Kolom("t", "Hari", JenisKolom.TANGGAL),), [(late,), (date(2026, 11, 21),)]))
    )
    assert file.baris == [["2026-11-21"], ["2026-11-21"]]
