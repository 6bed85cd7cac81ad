"""Pictures without a browser: what they say, that they say it in every form, and that they are the same each time."""

from __future__ import annotations

import io
import math
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
import shapely
from PIL import Image

from domain.errors import InvalidInput
from domain.figur import Figur, Jenis
from domain.grafik import Datum, Seri, batang, garis
from domain.warna import WARNA
from exchange.lukis import BENTUK, lukis_grafik, lukis_kartogram, lukis_peta
from tests.exchange.briefing_contoh import KAB, contoh_isi

ISI = contoh_isi()
GRAFIK = [figur for bab in ISI.bab for figur in bab.figur if figur.jenis is Jenis.GRAFIK]
PETA = next(figur for bab in ISI.bab for figur in bab.figur if figur.jenis is Jenis.PETA)
ASAL = replace(ISI.asal, judul="Progres verivali per kab/kota")
# Squares of a tenth of a degree around Bandung, three rows of nine.
BIDANG = {
    kode: shapely.box(106.5 + n % 9 / 10, -7 + n // 9 / 10, 106.6 + n % 9 / 10, -6.9 + n // 9 / 10)
    for n, (kode, _) in enumerate(KAB)
}


def texts(svg: bytes) -> list[str]:
    """Texts of a picture that are text, in the order drawn."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own picture
    return ["".join(found.itertext()) for found in root.iter("{http://www.w3.org/2000/svg}text")]


def fills(svg: bytes) -> dict[int, str]:
    """Colour of each area of a map by its code."""
    found = re.findall(rb'<g id="w(\d+)">\s*<path[^>]*fill: (#[0-9a-f]{6})', svg)
    return {int(kode): colour.decode() for kode, colour in found}


def words_of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 1
        page = document[0]
        text = page.get_textpage()
        said: str = text.get_text_range()
        text.close()
        page.close()
    return said.replace("\r\n", " ")


@pytest.mark.parametrize("figur", GRAFIK, ids=[figur.kode for figur in GRAFIK])
@pytest.mark.parametrize("bentuk", BENTUK)
def test_a_chart_of_each_kind_is_the_same_file_whenever_it_is_drawn(figur: Figur, bentuk: str) -> None:
    first = lukis_grafik(figur.isi, bentuk, asal=ASAL)
    assert first == lukis_grafik(figur.isi, bentuk, asal=ASAL)
    assert first.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[bentuk])


def test_a_picture_says_where_its_numbers_come_from() -> None:
    figur = GRAFIK[0]
    said = " ".join(texts(lukis_grafik(figur.isi, "svg", asal=ASAL)))
    assert "Progres verivali per kab/kota" in said
    assert "Provinsi Jawa Barat · PKH, periode November 2026 · Program: PKH · dalam %" in said
    assert "Keadaan per 21 November 2026 14.35 WIB. Sumber: SIKS-NG, Kementerian Sosial RI." in said
    assert "Dibuat 21 November 2026 15.02 WIB oleh Rina Marlina, Dinas Sosial Provinsi." in said
    assert "Angka di bawah 5 disamarkan." in said
    assert "Kota Banjar" in said
    assert "96,2" in said
    bare = " ".join(texts(lukis_grafik(figur.isi, "svg")))
    assert "96,2" in bare
    assert "SIKS-NG" not in bare


def test_the_words_of_a_pdf_can_be_selected() -> None:
    said = words_of_pdf(lukis_peta(PETA, BIDANG, "pdf", asal=ASAL))
    for words in ("Progres verivali per kab/kota", "Kementerian Sosial RI", "Rina Marlina", "tidak ada data", "≤ 60"):
        assert words in said


def test_a_png_has_two_dots_for_each_pixel_of_the_size_asked_for() -> None:
    content = lukis_peta(PETA, BIDANG, "png", ukuran_mm=(127, 63.5))
    assert Image.open(io.BytesIO(content)).size == (960, 480)


def test_areas_have_the_colour_of_their_class() -> None:
    found = fills(lukis_peta(PETA, BIDANG, "svg"))
    ramp = PETA.isi["legenda"]["ramp"]
    wanted = {0: "nodata", -1: "berhenti", -2: "samar"}
    assert found == {
        kode: WARNA[ramp[kelas - 1] if kelas > 0 else wanted[kelas]]
        for kode, kelas in zip(PETA.isi["kode"], PETA.isi["kelas"], strict=True)
    }
    squares = {"sel": [[kode, n % 9, n // 9] for n, (kode, _) in enumerate(KAB)], "kelompok": []}
    assert fills(lukis_kartogram(PETA, squares, "svg")) == found


def test_an_islet_too_small_for_paper_is_still_seen() -> None:
    islets = {kode: shape.centroid.buffer(0.0005) for kode, shape in BIDANG.items()}
    image = Image.open(io.BytesIO(lukis_peta(PETA, islets, "png", ukuran_mm=(180, 120)))).convert("RGB")
    seen = {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in image.crop((500, 0, *image.size)).getcolors(1 << 24) or []}
    kelas = {k for k in PETA.isi["kelas"] if k > 0}
    assert {WARNA[PETA.isi["legenda"]["ramp"][k - 1]] for k in kelas} <= seen


def test_the_legend_counts_every_area_once() -> None:
    said = texts(lukis_peta(PETA, BIDANG, "svg"))
    start = said.index("Progres verivali (%)") + 1
    end = said.index("27 kab/kota")
    rows = dict(zip(said[start:end:2], map(int, said[start + 1 : end : 2]), strict=True))
    assert list(rows) == ["≤ 60", "60–70", "70–80", "80–90", "> 90", "tidak ada data", "disamarkan"]
    assert sum(rows.values()) == 27
    assert rows["tidak ada data"] == rows["disamarkan"] == 1


def test_areas_without_borders_are_counted_below_the_map() -> None:
    some = {kode: shape for kode, shape in BIDANG.items() if kode != 3277}
    said = " ".join(texts(lukis_peta(PETA, some, "svg", asal=ASAL)))
    assert "1 kab/kota tidak tergambar karena batasnya belum ada." in said
    nothing = " ".join(texts(lukis_peta(PETA, {}, "svg", asal=ASAL)))
    assert "Batas wilayah belum ada" in nothing


@pytest.mark.parametrize("north", [0.0, -7.0, 5.5])
def test_the_scale_bar_is_as_long_as_it_says(north: float) -> None:
    # A square about that parallel: its width in kilometres is known.
    kode = PETA.isi["kode"]
    shapes = {kode[0]: shapely.box(100, north - 0.5, 101, north + 0.5)}
    svg = lukis_peta(PETA, shapes, "svg").decode()
    path = re.search(rf'<g id="w{kode[0]}">\s*<path d="([^"]+)"', svg)
    assert path is not None
    points = np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", path[1]), dtype=float)
    km_per_pt = 111.32 * math.cos(math.radians(north)) / np.ptp(points[:, 0])
    bar = next(
        found
        for found in re.findall(r'<path d="([^"]+)"[^>]*stroke: #55636a; stroke-width: 1.125', svg)
        if found.count("L") == 3
    )
    length = np.ptp(np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", bar), dtype=float)[:, 0])
    told = next(int(words.removesuffix(" km")) for words in texts(svg.encode()) if re.fullmatch(r"\d+ km", words))
    assert length * km_per_pt == pytest.approx(told, rel=0.01)


def test_two_periode_stand_side_by_side_with_their_names() -> None:
    isi = {**PETA.isi, "label": "November 2026", "banding": {"label": "Oktober 2026", "kelas": PETA.isi["kelas"]}}
    svg = lukis_peta(replace(PETA, isi=isi), BIDANG, "svg")
    assert {"November 2026", "Oktober 2026"} <= set(texts(svg))
    assert svg.count(b'<g id="w3277">') + svg.count(b'<g id="w3277_') == 2


@pytest.mark.parametrize("name", ["$x^2$ & <b>tebal</b>", "漢字 😀\tdan\nbaris", "Ø" * 300, "", "a" * 5000])
@pytest.mark.parametrize("bentuk", BENTUK)
def test_a_strange_name_is_drawn_as_text(name: str, bentuk: str) -> None:
    spek = batang([Datum(name, 3.0), Datum("Biasa", None)], judul=name, satuan="ruta")
    assert lukis_grafik(spek, bentuk, asal=replace(ASAL, judul=name or "-"))
    named = replace(PETA, isi={**PETA.isi, "nama": [name] * len(KAB)})
    assert lukis_peta(named, BIDANG, bentuk)


@pytest.mark.parametrize(
    "spek",
    [
        batang([], judul="Kosong", satuan="ruta"),
        batang([Datum("Tanpa", None)], judul="Kosong", satuan="ruta", mendatar=False),
        garis([], [], judul="Kosong", satuan="%"),
        garis(["satu"], [Seri("Satu", [4.0])], judul="Satu titik", satuan="%"),
        garis(["a", "b", "c"], [Seri("Putus", [0.0, None, 0.0])], judul="Nol dan jeda", satuan="%"),
        batang([Datum("Turun", -4.0), Datum("Naik", 2.0)], judul="Dua arah", satuan="poin", mendatar=False),
    ],
    ids=lambda spek: f"{spek['jenis']}-{spek['judul']}",
)
def test_a_chart_with_little_to_draw_is_drawn(spek: dict[str, Any]) -> None:
    said = texts(lukis_grafik(spek, "svg"))
    assert ("Belum ada data untuk digambar." in said) == (spek["judul"] == "Kosong")


def test_a_place_without_a_number_says_so() -> None:
    spek = batang([Datum("Ada", 3.0), Datum("Tidak", None)], judul="Jeda", satuan="ruta", mendatar=False)
    assert "tidak ada data" in texts(lukis_grafik(spek, "svg"))


def test_many_rows_make_a_given_sheet_higher_instead_of_unreadable() -> None:
    spek = batang([Datum(f"Desa {n}", n) for n in range(90)], judul="Banyak", satuan="ruta")
    image = Image.open(io.BytesIO(lukis_grafik(spek, "png", ukuran_mm=(160, 90))))
    assert image.width == pytest.approx(2 * 160 / 25.4 * 96, abs=2)
    assert image.height >= 2 * 90 * 15


def test_threads_draw_beside_each_other() -> None:
    figures = GRAFIK * 2
    alone = [lukis_grafik(figur.isi, "svg", asal=ASAL) for figur in figures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda figur: lukis_grafik(figur.isi, "svg", asal=ASAL), figures)) == alone


def test_another_form_is_refused() -> None:
    with pytest.raises(InvalidInput):
        lukis_grafik(GRAFIK[0].isi, "gif")
