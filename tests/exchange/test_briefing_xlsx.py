"""The workbook of a pack, opened again: the numbers of the figures, and what is said of each of them."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from briefing_contoh import contoh_isi
from lxml import etree
from python_calamine import CalamineWorkbook

from domain.figur import SAMAR, Bab, Figur, Isi, Jenis, JenisKolom, Kolom, tabel
from domain.grafik import Datum, Seri, batang, garis
from exchange.briefing_xlsx import LEMBAR_DAFTAR, LEMBAR_ISI, write_xlsx

NAKAL = '=HYPERLINK("http://x") \x0b<b>&\u202e\u0628 [/\\*?:]\' ' + "Kampung" * 700


@pytest.fixture(scope="module")
def contoh() -> Isi:
    return contoh_isi()


def buka(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def lembar(contoh: Isi) -> dict[str, list[list[Any]]]:
    return buka(write_xlsx(contoh))


def isian(lembar: dict[str, list[list[Any]]], judul: str) -> tuple[list[str], list[list[Any]]]:
    """(headings, rows) of the sheet of a figure: what stands below the way back."""
    rows = next(rows for rows in lembar.values() if rows[0][0] == judul)
    head = next(k for k, row in enumerate(rows) if row[0] == "← Isi") + 1
    return rows[head], rows[head + 1 :]


def figur(isi: Isi, kode: str) -> Figur:
    return next(item for chapter in isi.bab for item in chapter.figur if item.kode == kode)


def test_each_figure_has_a_sheet_and_the_first_leads_to_all(contoh: Isi, lembar: dict[str, list[list[Any]]]) -> None:
    figures = [item for chapter in contoh.bab for item in chapter.figur]
    names = list(lembar)
    assert (names[0], names[-1]) == (LEMBAR_ISI, LEMBAR_DAFTAR)
    assert [lembar[name][0][0] for name in names[1:-1]] == [item.judul for item in figures]
    with zipfile.ZipFile(io.BytesIO(write_xlsx(contoh))) as package:
        front = package.read("xl/worksheets/sheet1.xml").decode()
    links = re.findall(r'location="(?:&apos;|\')(.*?)(?:&apos;|\')!A1"', front)
    assert set(links) == set(names[1:])


def test_a_table_holds_every_cell_with_codes_as_text_and_days_as_dates(
    contoh: Isi, lembar: dict[str, list[list[Any]]]
) -> None:
    item = figur(contoh, "peringkat.semua")
    head, rows = isian(lembar, item.judul)
    assert head[:7] == [column.judul for column in item.kolom[:7]]
    for row, cells in zip(rows, item.isi["baris"], strict=True):
        assert row[0] == cells[0]
        assert isinstance(row[0], str)
        for shown, cell in zip(row[1:6], cells[1:6], strict=True):
            assert shown == ("" if cell is None else cell)
        assert row[6] == ("" if cells[6] is None else date.fromisoformat(cells[6]))
    # The clock of the wilayah: seven hours after UTC.
    assert rows[0][7] == datetime(2026, 11, 21, 14, 35)  # noqa: DTZ001 - a sheet knows no zone
    assert rows[-1][3] == SAMAR


def test_a_map_is_its_areas_with_value_and_class(contoh: Isi, lembar: dict[str, list[list[Any]]]) -> None:
    isi = figur(contoh, "peta.progres").isi
    _, rows = isian(lembar, "Progres verivali per kab/kota")
    assert [row[0] for row in rows] == [str(kode) for kode in isi["kode"]]
    assert [row[2] for row in rows] == ["" if value is None else value for value in isi["nilai"]]
    assert rows[0][3] == "70–80"
    assert rows[21][3] == "tidak ada data"
    assert rows[-1][2:4] == [SAMAR, SAMAR]


def test_charts_are_native_over_the_numbers_beside_them(contoh: Isi, lembar: dict[str, list[list[Any]]]) -> None:
    spec = figur(contoh, "tren.progres").isi
    head, rows = isian(lembar, spec["judul"])
    assert [row[0] for row in rows] == [date.fromisoformat(day) for day in spec["x"]]
    for k, item in enumerate(spec["seri"], 1):
        assert [None if row[k] == "" else row[k] for row in rows] == item["nilai"]
        assert head[k] == f"{item['nama']} (%)"
    charts = sum(item.jenis is Jenis.GRAFIK for chapter in contoh.bab for item in chapter.figur)
    with zipfile.ZipFile(io.BytesIO(write_xlsx(contoh))) as package:
        assert len([name for name in package.namelist() if name.startswith("xl/charts/chart")]) == charts


def test_headline_figures_keep_change_and_share(lembar: dict[str, list[list[Any]]]) -> None:
    head, rows = isian(lembar, "Angka utama")
    assert rows[0][:6] == ["Progres verivali", 72.4, "%", 412_301, 569_477, "rumah tangga"]
    assert dict(zip(head, rows[0], strict=False))["Perubahan dari bulan lalu"] == 3.1
    assert rows[2][1] == SAMAR
    assert rows[3][1] == ""


def test_the_register_says_of_every_figure_what_it_is(contoh: Isi, lembar: dict[str, list[list[Any]]]) -> None:
    head, rows = isian(lembar, "Daftar angka")
    assert head[:12] == [
        "Bab", "Gambar", "Angka", "Nilai", "Satuan", "Definisi", "Penyebut", "Saringan", "Keadaan per (waktu UTC+7)",
        "Kueri", "Banyak baris", "Sidik (SHA-256)",
    ]  # fmt: skip
    by_title = {row[1]: row for row in rows}
    for chapter in contoh.bab:
        for item in chapter.figur:
            row = by_title[item.judul]
            assert row[0] == chapter.judul
            assert row[9:12] == [item.kueri, item.banyak_baris, item.sidik]
            assert row[8] == datetime(2026, 11, 21, 14, 35)  # noqa: DTZ001 - a sheet knows no zone
            assert lembar[row[12]][0][0] == item.judul
            if item.jenis is not Jenis.ANGKA:
                assert (row[5], row[6]) == (item.definisi, item.penyebut)
    cards = [row for row in rows if row[1] == "Angka utama"]
    assert [row[3] for row in cards] == [72.4, 14, SAMAR, "", -4.2]
    assert cards[0][6] == "569.477 rumah tangga"
    assert by_title["Semua kab/kota"][7] == "Program: PKH; Tingkat: Kab/kota"


def test_tables_have_a_filter_a_frozen_heading_and_fit_their_paper(contoh: Isi) -> None:
    with zipfile.ZipFile(io.BytesIO(write_xlsx(contoh))) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    for sheet in sheets[1:]:
        assert "<autoFilter" in sheet
        assert 'state="frozen"' in sheet
        assert 'orientation="landscape"' in sheet
        assert 'fitToHeight="0"' in sheet


def test_the_same_content_is_the_same_file(contoh: Isi) -> None:
    assert write_xlsx(contoh) == write_xlsx(Isi.of(contoh.as_json()))


def test_hostile_words_become_neither_formulas_nor_broken_sheets(contoh: Isi) -> None:
    figures = (
        tabel("t", NAKAL, [Kolom("a", NAKAL), Kolom("b", NAKAL, JenisKolom.SAAT)], [[NAKAL, NAKAL], ["+1", None]]),
        Figur("g", NAKAL, Jenis.GRAFIK, batang([Datum(NAKAL, 1)], judul=NAKAL, satuan=NAKAL), NAKAL, NAKAL, NAKAL),
        Figur("l", NAKAL, Jenis.GRAFIK, garis([NAKAL], [Seri(NAKAL, [1])], judul=NAKAL, satuan=NAKAL)),
        Figur("e", "", Jenis.GRAFIK, batang([], judul="", satuan="")),
        replace(figur(contoh, "peta.progres"), judul="'"),
    )
    isi = replace(contoh, bab=(Bab("x", NAKAL, (NAKAL,), figures),))
    isi = replace(isi, asal=replace(isi.asal, judul=NAKAL, wilayah=NAKAL, pembuat=NAKAL, periode=NAKAL))
    content = write_xlsx(isi)
    names = list(buka(content))
    assert len({name.lower() for name in names}) == len(figures) + 2
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\'")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in package.read(name)
                assert b"r:id" not in re.findall(rb"<hyperlink[^>]*>", package.read(name) + b"<hyperlink>")[0]


def test_sheet_names_stay_apart_where_titles_are_the_same(contoh: Isi) -> None:
    same = tuple(tabel(f"t{k}", "Judul yang sama dan panjang sekali", [Kolom("a", "A")], [[k]]) for k in range(12))
    names = list(buka(write_xlsx(replace(contoh, bab=(Bab("x", "X", (), same),)))))
    assert len(set(names)) == 14
