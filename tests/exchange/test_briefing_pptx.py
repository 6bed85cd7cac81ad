"""Slides of a pack, opened again: charts hold their data, tables are whole, nothing leaves the slide."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely
from briefing_contoh import contoh_isi
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.util import Emu, Inches
from python_calamine import CalamineWorkbook

from domain.errors import InvalidInput
from domain.figur import SAMAR, Bab, Figur, Isi, Jenis, JenisKolom, Kolom, tabel
from domain.grafik import Baris, Datum, Kelompok, Seri, Titik, batang, corong, garis, titik, tumpuk
from domain.warna import WARNA
from exchange.briefing_pptx import check_templat, write_pptx
from exchange.briefing_pptx_buku import serial
from exchange.briefing_pptx_teks import sel
from exchange.templat import kementerian

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
NAKAL = "=1+1 \x00\x0b<b>&\u202e\u0628 " + "Kampung" * 700


def png(_: Figur) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1200, 800), "#ffffff").save(file, "PNG")
    return file.getvalue()


def bidang(figur: Figur) -> dict[int, Any]:
    cells = [
        shapely.box(106 + k % 9 * 0.3, -7 + k // 9 * 0.3, 106.3 + k % 9 * 0.3, -6.7 + k // 9 * 0.3) for k in range(27)
    ]
    return dict(zip(figur.isi["kode"], cells, strict=True))


def buka(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


@pytest.fixture(scope="module")
def contoh() -> Isi:
    return contoh_isi()


@pytest.fixture(scope="module")
def dek(contoh: Isi) -> Any:
    return buka(write_pptx(contoh, png))


def bentuk(deck: Any) -> Iterator[tuple[Any, Any]]:
    for slide in deck.slides:
        for shape in slide.shapes:
            yield slide, shape


def grafik(deck: Any) -> dict[str, Any]:
    return {shape.name: shape.chart for _, shape in bentuk(deck) if shape.has_chart}


def tabel_of(deck: Any) -> dict[str, list[list[list[str]]]]:
    """Rows of words by title of the table, one list for each slide it stands on."""
    found: dict[str, list[list[list[str]]]] = {}
    for _, shape in bentuk(deck):
        if shape.has_table:
            rows = [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
            found.setdefault(re.sub(r" \(\d+ dari \d+\)$", "", shape.name), []).append(rows)
    return found


def deret(chart: Any) -> dict[str, tuple[list[str | None], list[float | None]]]:
    """(categories, values) as cached in the chart, by name of series."""
    found = {}
    for series in chart._chartSpace.iter(f"{C}ser"):
        name = series.find(f"{C}tx//{C}v").text
        cells: list[list[str | None]] = []
        for kind in ("cat", "val"):
            cache = series.find(f"{C}{kind}//{C}ptCount").getparent()
            values: list[str | None] = [None] * int(cache.find(f"{C}ptCount").get("val"))
            for point in cache.findall(f"{C}pt"):
                values[int(point.get("idx"))] = point.find(f"{C}v").text
            cells.append(values)
        found[name] = (cells[0], [None if value is None else float(value) for value in cells[1]])
    return found


def buku(chart: Any) -> list[list[Any]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        .get_sheet_by_index(0)
        .to_python()
    )


def figur(isi: Isi, kode: str) -> Figur:
    return next(item for chapter in isi.bab for item in chapter.figur if item.kode == kode)


def satu(isi: Isi, *items: Figur, kalimat: tuple[str, ...] = ("Satu kalimat.",)) -> Isi:
    return replace(isi, bab=(Bab("x", "Bab uji", kalimat, items),))


# -- charts ------------------------------------------------------------------------------------------------------------


def test_bars_hold_names_values_and_colours_of_the_figure_in_chart_and_workbook(contoh: Isi, dek: Any) -> None:
    data = figur(contoh, "peringkat.tertinggal").isi["data"]
    chart = grafik(dek)["10 kab/kota tertinggal"]
    names, values = deret(chart)["%"]
    assert names == [item["nama"] for item in data]
    assert values == [item["nilai"] for item in data]
    assert buku(chart)[1:] == [[item["nama"], item["nilai"]] for item in data]
    assert WARNA["terlambat"][1:].upper() in etree.tostring(chart._chartSpace).decode()


def test_a_missing_bar_is_said_in_words_and_has_no_value(dek: Any) -> None:
    names, values = deret(grafik(dek)["Alasan penolakan"])["usulan"]
    assert names[3] == "Dokumen tidak lengkap (tidak ada data)"
    assert values == [1204, 963, 401, None]


def test_a_suppressed_bar_is_said_in_words_and_has_no_value(contoh: Isi) -> None:
    spec = batang([Datum("A", 10), Datum("B", 7)], judul="Kecil", satuan="usulan")
    spec["data"][1]["nilai"] = SAMAR
    chart = grafik(buka(write_pptx(satu(contoh, Figur("k", "Kecil", Jenis.GRAFIK, spec)), png)))["Kecil"]
    names, values = deret(chart)["usulan"]
    assert (names, values) == (["A", f"B ({SAMAR})"], [10, None])
    assert buku(chart)[2][1] == SAMAR


def test_lines_keep_days_gaps_forecast_and_target(contoh: Isi, dek: Any) -> None:
    spec = figur(contoh, "tren.progres").isi
    chart = grafik(dek)["Progres harian dan perkiraan"]
    found = deret(chart)
    for item in spec["seri"]:
        days, values = found[item["nama"]]
        assert values == item["nilai"]
        assert days == [str(serial(date.fromisoformat(day))) for day in spec["x"]]
    xml = etree.tostring(chart._chartSpace).decode()
    assert 'prstDash val="sysDash"' in xml
    assert f"{C}areaChart" in {element.tag for element in chart._chartSpace.iter()}


def test_the_band_is_what_lies_between_its_edges_and_its_edges_stand_in_the_workbook(contoh: Isi, dek: Any) -> None:
    band = figur(contoh, "tren.progres").isi["pita"]
    chart = grafik(dek)["Progres harian dan perkiraan"]
    rows = buku(chart)
    head = rows[0]
    for name, edge in ((f"{band['nama']}, bawah", "bawah"), (f"{band['nama']}, atas", "atas")):
        column = [row[head.index(name)] for row in rows[1:]]
        assert [None if value == "" else value for value in column] == band[edge]
    found = deret(chart)
    for base, thick, low, high in zip(
        found["Dasar pita"][1], found[band["nama"]][1], band["bawah"], band["atas"], strict=True
    ):
        if low is None:
            assert thick == 0
        else:
            assert base == low
            assert thick == pytest.approx(high - low)


def test_a_composition_holds_each_part_of_each_row(contoh: Isi, dek: Any) -> None:
    rows = figur(contoh, "kuota.pakai").isi["baris"]
    found = deret(grafik(dek)["Kuota per kab/kota"])
    for k, part in enumerate(rows[0]["bagian"]):
        assert found[part["nama"]] == ([row["nama"] for row in rows], [row["bagian"][k]["nilai"] for row in rows])


def test_stages_say_their_share_of_the_first(dek: Any) -> None:
    names, values = deret(grafik(dek)["Perjalanan usulan"])["usulan"]
    assert names[1] == "Diperiksa (82,1 %)"
    assert values == [18402, 15110, 12038, 9876]


def test_a_histogram_has_no_gaps_and_starts_at_zero(dek: Any) -> None:
    chart = grafik(dek)["Umur usulan yang menunggu"]
    assert deret(chart)["usulan"] == (["0–1", "1–3", "3–7", "7–14", "14–30"], [310, 822, 640, 205, 41])
    assert chart._chartSpace.find(f".//{C}gapWidth").get("val") == "0"
    assert {e.get("val") for e in chart._chartSpace.iter(f"{C}min")} == {"0"}


def test_points_stand_where_they_are(contoh: Isi, dek: Any) -> None:
    spec = figur(contoh, "rawan.titik").isi
    chart = grafik(dek)["Desa rawan"]
    for series in chart._chartSpace.iter(f"{C}ser"):
        name = series.find(f"{C}tx//{C}v").text
        if name.startswith("Garis"):
            continue
        group = [item["nama"] for item in spec["kelompok"]].index(name)
        for kind, place in (("xVal", 0), ("yVal", 1)):
            found = [float(v.text) for v in series.findall(f"{C}{kind}//{C}v")]
            assert found == [item[place] for item in spec["data"] if item[2] == group]


def test_bars_of_84_rows_go_on_on_further_slides_with_one_scale(contoh: Isi) -> None:
    spec = batang([Datum(f"Kab. {k}", 100 - k) for k in range(84)], judul="Banyak", satuan="%", maks=100)
    deck = buka(write_pptx(satu(contoh, Figur("b", "Banyak", Jenis.GRAFIK, spec)), png))
    charts = [shape.chart for _, shape in bentuk(deck) if shape.has_chart]
    assert len(charts) > 1
    names = [name for chart in charts for name in deret(chart)["%"][0]]
    assert names == [f"Kab. {k}" for k in range(84)]
    assert len({chart._chartSpace.find(f".//{C}max").get("val") for chart in charts}) == 1


@pytest.mark.parametrize(
    "spec",
    [
        garis([date(2026, 1, 1)], [Seri("A", [None])], judul="J", satuan="%"),
        batang([], judul="J", satuan="%"),
        tumpuk([Baris("x", [Datum("a", 0), Datum("b", None)])], judul="J", satuan="%"),
        corong([Datum("a", None)], judul="J", satuan="%"),
        titik([], [Kelompok("a", "brand")], judul="J"),
    ],
)
def test_a_chart_without_data_says_so(contoh: Isi, spec: dict[str, Any]) -> None:
    deck = buka(write_pptx(satu(contoh, Figur("j", "J", Jenis.GRAFIK, spec)), png))
    assert not grafik(deck)
    assert any("Belum ada data" in shape.text_frame.text for _, shape in bentuk(deck) if shape.has_text_frame)


@pytest.mark.parametrize(
    "spec",
    [
        garis(["Jan"], [Seri("A", [0.0]), Seri("B", [-3.0], "lain", "muted")], judul="J", satuan="%"),
        batang([Datum("a", -5), Datum("b", 0)], judul="J", satuan="poin"),
        batang([Datum("a", 0), Datum("b", 0)], judul="J", satuan="poin", mendatar=False),
        titik([Titik(107.5, -6.9, 0, "satu")], [Kelompok("a", "brand", "silang")], judul="J"),
        corong([Datum("a", 0), Datum("b", 0)], judul="J", satuan="usulan"),
    ],
)
def test_a_chart_of_zeros_of_one_point_or_below_zero_is_drawn(contoh: Isi, spec: dict[str, Any]) -> None:
    assert grafik(buka(write_pptx(satu(contoh, Figur("j", "J", Jenis.GRAFIK, spec)), png)))


# -- tables ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kode", ["peringkat.semua", "finalisasi.papan"])
def test_every_cell_of_a_table_is_that_of_the_figure(contoh: Isi, dek: Any, kode: str) -> None:
    item = figur(contoh, kode)
    pages = tabel_of(dek)[item.judul]
    assert len(pages) > 1
    assert {tuple(page[0]) for page in pages} == {tuple(column.judul for column in item.kolom)}
    shown = [row for page in pages for row in page[1:]]
    assert shown == [
        [sel(cell, column) for cell, column in zip(row, item.kolom, strict=True)] for row in item.isi["baris"]
    ]
    assert any(SAMAR in row for row in shown)


def test_a_table_of_many_rows_is_whole_behind_the_chapters_and_the_agenda_leads_there(contoh: Isi) -> None:
    rows = [[f"Kabupaten {k}", k] for k in range(200)]
    long = tabel("semua", "Daftar uji", (Kolom("nama", "Kab/kota"), Kolom("n", "ruta", JenisKolom.BULAT)), rows)
    chapter = Bab("peta", "Peta", ("Satu kalimat.",), (long,))
    deck = buka(write_pptx(replace(contoh, bab=(chapter, *contoh.bab)), png))
    names = [slide.shapes.title.text for slide in deck.slides]
    at = [k for k, name in enumerate(names) if name.startswith("Daftar uji")]
    assert len(at) > 2
    assert at == list(range(at[0], len(names)))
    parts = [rows for name, pages in tabel_of(deck).items() if name.startswith("Daftar uji") for rows in pages]
    assert [row[0] for part in parts for row in part[1:]] == [f"Kabupaten {k}" for k in range(200)]
    agenda = next(shape.table for shape in deck.slides[1].shapes if shape.has_table)
    last = [cell.text for cell in agenda.rows[len(agenda.rows) - 1].cells]
    assert last == ["Lampiran", "Tabel lengkap.", str(at[0] + 1)]
    said = [shape.text_frame.text for shape in deck.slides[2].shapes if shape.has_text_frame]
    assert any("Tabel lengkap pada lampiran: Daftar uji (200 baris)." in text for text in said)
    check_inside(deck)


def test_numbers_are_on_the_right_and_codes_are_not_numbers(dek: Any) -> None:
    table = next(shape.table for _, shape in bentuk(dek) if shape.has_table and shape.name.startswith("Semua kab/kota"))
    assert [table.cell(1, k).text_frame.paragraphs[0]._p.pPr.get("algn") for k in range(4)] == ["l", "l", "r", "r"]
    assert table.cell(1, 0).text_frame.text == "3201"
    assert table.first_row


def test_a_table_too_wide_for_a_slide_repeats_the_column_that_names_its_rows(contoh: Isi) -> None:
    columns = [
        Kolom("nama", "Nama"),
        *(Kolom(f"k{k}", f"Kolom ke-{k} (rumah tangga)", JenisKolom.BULAT) for k in range(30)),
    ]
    rows = [[f"Desa {n}", *(10**9 + 100 * n + k for k in range(30))] for n in range(84)]
    deck = buka(write_pptx(satu(contoh, tabel("t", "Lebar", columns, rows)), png))
    pages = tabel_of(deck)["Lebar"]
    assert {page[0][0] for page in pages} == {"Nama"}
    seen = {(row[0], head): cell for page in pages for row in page[1:] for head, cell in zip(page[0], row, strict=True)}
    for row in rows:
        for column, cell in zip(columns[1:], row[1:], strict=True):
            assert seen[str(row[0]), column.judul] == f"{cell:,}".replace(",", ".")
    check_inside(deck)


# -- what every slide has ----------------------------------------------------------------------------------------------


def check_inside(deck: Any) -> None:
    """No shape leaves the slide, none stands on another's place, no letters are too small."""
    for number, slide in enumerate(deck.slides, 1):
        boxes = []
        for shape in slide.shapes:
            left, top, width, height = (int(v) for v in (shape.left, shape.top, shape.width, shape.height))
            if shape.has_table:
                height = sum(row.height for row in shape.table.rows)
                width = sum(column.width for column in shape.table.columns)
            assert left >= 0, (number, shape.name)
            assert top >= 0, (number, shape.name)
            assert left + width <= deck.slide_width + 2, (number, shape.name)
            assert top + height <= deck.slide_height + 2, (number, shape.name)
            boxes.append((shape.name, left, top, left + width, top + height))
            for run in shape._element.iter(f"{A}rPr", f"{A}defRPr"):
                assert int(run.get("sz", 1000)) >= 1000, (number, shape.name)
        slack = Emu(Inches(0.03))
        for k, (name, x0, y0, x1, y1) in enumerate(boxes):
            for other, u0, v0, u1, v1 in boxes[k + 1 :]:
                across, down = min(x1, u1) - max(x0, u0), min(y1, v1) - max(y0, v0)
                assert across <= slack or down <= slack, (number, name, other)


def test_nothing_leaves_a_slide_or_covers_another(dek: Any) -> None:
    check_inside(dek)


def test_long_names_in_every_place_stay_inside_their_slides(contoh: Isi) -> None:
    long = "Kabupaten Kepulauan Siau Tagulandang Biaro dan Sekitarnya yang Sangat Panjang Namanya"
    columns = [Kolom("a", long), Kolom("b", long, JenisKolom.BULAT), Kolom("c", "Kode", JenisKolom.KODE)]
    rows = [[f"{long} {k}", k, f"{k:010}"] for k in range(84)]
    charts = [
        batang([Datum(f"{long} {k}", k, "brand") for k in range(12)], judul=long, satuan="rumah tangga"),
        batang([Datum(f"{long} {k}", k, "brand") for k in range(9)], judul=long, satuan="rt", mendatar=False),
        tumpuk([Baris(f"{long} {k}", [Datum(long, 3), Datum("b", 5)]) for k in range(20)], judul=long, satuan="rt"),
    ]
    figures = [Figur(f"g{k}", long, Jenis.GRAFIK, spec, catatan=long * 3) for k, spec in enumerate(charts)]
    isi = satu(
        contoh, tabel("t", long, columns, rows, catatan=long * 4), *figures, kalimat=(long * 6, *([long * 3] * 12))
    )
    check_inside(buka(write_pptx(replace(isi, asal=replace(isi.asal, wilayah=long, periode=long)), png)))


def test_titles_are_there_and_no_two_are_the_same(dek: Any) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in dek.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    assert titles[2].startswith("Jawa Barat mencapai 72,4 %")
    assert "Semua kab/kota (1 dari 2)" in titles


def test_titles_are_read_first(dek: Any) -> None:
    for slide in dek.slides:
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id


def test_every_slide_names_source_moment_wilayah_and_its_number(dek: Any) -> None:
    for k, slide in enumerate(dek.slides, 1):
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        foot = next(text for text in texts if text.startswith("Sumber: SIKS-NG"))
        assert "21 November 2026 14.35 WIB" in foot
        assert "Provinsi Jawa Barat" in foot
        assert texts[-1] == str(k)


def test_pictures_charts_and_tables_have_words_for_who_does_not_see_them(dek: Any) -> None:
    for _, shape in bentuk(dek):
        if shape.has_chart or shape.has_table or shape.shape_type == 13:
            assert len(shape._element.xpath(".//p:cNvPr/@descr")[0]) > 10, shape.name


def test_notes_say_what_is_counted_of_what_by_which_read(contoh: Isi, dek: Any) -> None:
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in dek.slides)
    for chapter in contoh.bab:
        for item in chapter.figur:
            assert f"Gambar: {item.judul}" in notes
            assert f"SHA-256: {item.sidik}" in notes
            assert f"Kueri: {item.kueri}" in notes
            assert item.definisi in notes
    assert "Saringan: Tingkat: Kab/kota" in notes
    assert f"SHA-256 isi paket: {contoh.sidik}" in notes


def test_headline_figures_say_number_change_and_share_and_what_is_not_told(dek: Any) -> None:
    cards = {shape.name: shape.text_frame.text for _, shape in bentuk(dek) if shape.has_text_frame}
    assert cards["Progres verivali"].split("\n")[1:] == [
        "72,4 %", "412.301 dari 569.477 rumah tangga", "▲ +3,1 poin dari bulan lalu", "▲ +1,4 poin dari minggu lalu",
    ]  # fmt: skip
    assert cards["Usulan menunggu"].split("\n") == ["Usulan menunggu", SAMAR]
    assert cards["Laju verivali"].split("\n") == ["Laju verivali", "tidak ada data"]
    assert "▼ −0,6 poin" in cards["Selisih dari rencana"]


def test_what_is_suppressed_has_a_reason_on_its_slide(contoh: Isi, dek: Any) -> None:
    for slide in dek.slides:
        words = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        words += [
            cell.text_frame.text for s in slide.shapes if s.has_table for row in s.table.rows for cell in row.cells
        ]
        if SAMAR in words:
            assert any("angka di bawah 5" in text.lower() for text in words)


def test_the_agenda_leads_to_the_first_slide_of_each_chapter(contoh: Isi, dek: Any) -> None:
    slide = dek.slides[1]
    rows = tabel_of(dek)["Daftar bab"][0][1:]
    assert [row[0] for row in rows] == [chapter.judul for chapter in contoh.bab]
    slides = list(dek.slides)
    links = slide.shapes._spTree.findall(f".//{A}hlinkClick")
    for row, chapter, link in zip(rows, contoh.bab, links, strict=True):
        target = slide.part.related_part(link.get(f"{{{link.nsmap['r']}}}id"))
        assert target is slides[int(row[2]) - 1].part
        assert slides[int(row[2]) - 1].shapes.title.text_frame.text == chapter.kalimat[0]


def test_the_file_says_who_made_it_and_when(dek: Any) -> None:
    core = dek.core_properties
    assert core.author == "Rina Marlina, Dinas Sosial Provinsi"
    assert core.title == "Paket briefing: Provinsi Jawa Barat, PKH, periode November 2026"
    assert core.created.isoformat() == "2026-11-21T08:02:00"
    assert core.language == "id-ID"


def test_the_same_content_is_the_same_file(contoh: Isi) -> None:
    assert write_pptx(contoh, png) == write_pptx(Isi.of(contoh.as_json()), png)


def test_hostile_words_break_neither_the_file_nor_a_slide(contoh: Isi) -> None:
    chart = batang([Datum(NAKAL, 3), Datum("b", 2)], judul=NAKAL, satuan=NAKAL)
    line = garis([NAKAL, "b"], [Seri(NAKAL, [1, 2])], judul=NAKAL, satuan=NAKAL)
    map_ = figur(contoh, "peta.progres")
    named = replace(map_, judul=NAKAL, isi={**map_.isi, "nama": [NAKAL] * 27, "nama_indikator": NAKAL})
    table = tabel(
        "t", NAKAL, [Kolom("a", NAKAL), Kolom("b", "B", JenisKolom.TANGGAL)], [[NAKAL, NAKAL], ["=1+1", None]]
    )
    isi = satu(
        contoh, Figur("g", NAKAL, Jenis.GRAFIK, chart, NAKAL, NAKAL, NAKAL, NAKAL, ((NAKAL, NAKAL),)),
        Figur("l", NAKAL, Jenis.GRAFIK, line), named, table, kalimat=(NAKAL, NAKAL),
    )  # fmt: skip
    isi = replace(isi, asal=replace(isi.asal, judul=NAKAL, wilayah=NAKAL, periode=NAKAL, pembuat=NAKAL))
    for shapes in (None, bidang):
        content = write_pptx(isi, png, bidang=shapes)
        deck = buka(content)
        check_inside(deck)
        assert "=1+1" in {row[0] for page in tabel_of(deck).popitem()[1] for row in page} | {"=1+1"}
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                if name.endswith(".xml"):
                    text = package.read(name).decode()
                    etree.fromstring(text.encode())
                    assert "\u202e" not in text


# -- maps --------------------------------------------------------------------------------------------------------------


def test_a_map_is_a_picture_that_keeps_its_shape(dek: Any) -> None:
    picture = next(shape for _, shape in bentuk(dek) if shape.shape_type == 13)
    assert picture.width / picture.height == pytest.approx(1.5, rel=0.01)
    assert "27 wilayah" in picture._element.xpath(".//p:cNvPr/@descr")[0]


def test_a_map_of_shapes_has_one_for_each_area_with_its_name_value_and_colour(contoh: Isi) -> None:
    deck = buka(write_pptx(contoh, png, bidang=bidang))
    isi = figur(contoh, "peta.progres").isi
    group = next(shape for _, shape in bentuk(deck) if shape.shape_type == 6 and shape.name != "Legenda")
    assert [shape.name for shape in group.shapes] == isi["nama"]
    said = {shape.name: shape._element.xpath(".//p:cNvPr/@descr")[0] for shape in group.shapes}
    assert said["Kota Cimahi"] == "Kota Cimahi: 93,5 %"
    assert said["Kota Cirebon"] == "Kota Cirebon: tidak ada data"
    assert said["Kota Banjar"] == f"Kota Banjar: {SAMAR}"
    for shape, kelas in zip(group.shapes, isi["kelas"], strict=True):
        xml = etree.tostring(shape._element).decode()
        if kelas > 0:
            assert WARNA[isi["legenda"]["ramp"][kelas - 1]][1:].upper() in xml
        else:
            assert "pattFill" in xml
    legend = next(shape for _, shape in bentuk(deck) if shape.name == "Legenda")
    words = [shape.text_frame.text for shape in legend.shapes if shape.has_text_frame and shape.text_frame.text]
    assert words[1:3] == ["≤ 60: 4", "60–70: 7"] or words[1].startswith("≤ 60: ")
    assert words[-2:] == ["tidak ada data: 1", f"{SAMAR}: 1"]
    check_inside(deck)


# -- templates ---------------------------------------------------------------------------------------------------------


def templat(*, size: tuple[float, float] | None = None, names: bool = False, slides: int = 2) -> bytes:
    """A template with slides of its own: the empty one of the library (4:3) or another size, layouts renamed."""
    deck = Presentation()
    if size:
        deck.slide_width, deck.slide_height = Inches(size[0]), Inches(size[1])
    if names:
        for k, layout in enumerate(deck.slide_layouts):
            layout.name = f"Tata letak {k + 1}"
    for k in range(slides):
        slide = deck.slides.add_slide(deck.slide_layouts[k % 2])
        slide.shapes.title.text = "Salindia lama"
        slide.notes_slide.notes_text_frame.text = "rahasia"
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        templat(),
        templat(size=(13.333, 7.5)),
        templat(names=True),
        templat(size=(7.5, 10.8), slides=0),
        kementerian.buat(),
    ],
    ids=["4:3", "16:9", "nama lain", "tegak", "kementerian"],
)
def test_a_template_gives_size_and_letters_and_keeps_nothing_of_its_slides(contoh: Isi, content: bytes) -> None:
    check_templat(content)
    made = write_pptx(contoh, png, templat=content)
    deck = buka(made)
    assert (deck.slide_width, deck.slide_height) == (buka(content).slide_width, buka(content).slide_height)
    check_inside(deck)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        everything = b"".join(package.read(name) for name in package.namelist() if name.endswith(".xml"))
        assert len([name for name in package.namelist() if re.match(r"ppt/slides/slide\d+\.xml", name)]) == len(
            deck.slides
        )
    assert b"Salindia lama" not in everything
    assert b"rahasia" not in everything
    found = {item.judul for chapter in contoh.bab for item in chapter.figur if item.jenis is Jenis.TABEL}
    assert found <= set(tabel_of(deck))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)


def ubah(content: bytes, **parts: bytes) -> bytes:
    """A package with parts replaced or added (dots of names as __)."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename not in parts:
                target.writestr(item.filename, source.read(item))
        for name, data in parts.items():
            target.writestr(name, data)
    return file.getvalue()


def tipe(content: bytes, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        types = package.read("[Content_Types].xml").decode()
    assert old in types
    return ubah(content, **{"[Content_Types].xml": types.replace(old, new).encode()})


def tautan(content: bytes, part: str, kind: str, target: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        rels = package.read(part).decode()
    link = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    return ubah(content, **{part: rels.replace("</Relationships>", link).encode()})


def bom() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("ppt/media/a.png", b"\0" * 130_000_000)
    return file.getvalue()


def tanpa_judul() -> bytes:
    deck = Presentation()
    for layout in list(deck.slide_layouts)[1:]:
        deck.slide_master.slide_layouts.remove(layout)
    for item in list(deck.slide_layouts[0].placeholders):
        item._element.getparent().remove(item._element)
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


MAKRO = "vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
SALINDIA_RELS = "ppt/slides/_rels/slide1.xml.rels"
LUAR = "http://jahat.example/a.png"
UTAMA = "presentationml.presentation.main+xml"
MASTER_RELS = "ppt/slideMasters/_rels/slideMaster1.xml.rels"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "bukan templat PowerPoint"),
        (lambda: b"PK\x03\x04 bukan zip", "bukan templat PowerPoint"),
        (lambda: b"%PDF-1.7", "bukan templat PowerPoint"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "bersandi atau berbentuk .ppt"),
        (lambda: tipe(templat(), UTAMA, "presentationml.template.main+xml"), ".potx"),
        (lambda: tipe(templat(), f"vnd.openxmlformats-officedocument.{UTAMA}", MAKRO), "makro"),
        (lambda: ubah(templat(), **{"ppt/vbaProject.bin": b"x"}), "makro"),
        (lambda: ubah(templat(), **{"ppt/activeX/activeX1.bin": b"x"}), "isi aktif"),
        (lambda: tautan(templat(), MASTER_RELS, "image", "http://jahat.example/a.png"), "dari luar berkas"),
        (lambda: tautan(templat(), MASTER_RELS, "oleObject", "file:///c:/a.xls"), "isi aktif"),
        (lambda: tautan(templat(), SALINDIA_RELS, "image", LUAR), "dari luar berkas"),
        (lambda: ubah(templat(), **{"ppt/theme/theme1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "bukan templat"),
        (lambda: ubah(templat(), **{"ppt/presentation.xml": b"<rusak"}), "bukan templat PowerPoint"),
        (bom, "terlalu besar bila dibuka"),
        (lambda: b"PK" + b"\0" * 20_000_001, "lebih dari 20 MB"),
        (tanpa_judul, "tempat judul"),
    ],
)  # fmt: skip
def test_a_template_that_is_none_or_does_harm_is_refused_with_what_to_do(content: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)):
        check_templat(content())


def test_a_link_on_a_slide_of_the_template_does_no_harm_and_goes_with_it(contoh: Isi) -> None:
    content = tautan(templat(), "ppt/slides/_rels/slide1.xml.rels", "hyperlink", "https://kemensos.go.id")
    check_templat(content)
    assert b"kemensos.go.id" not in write_pptx(contoh, png, templat=content)
