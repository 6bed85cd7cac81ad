"""The report: what it says, that nothing is cut, and that those who hear it get as much as those who see it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pypdfium2
import pytest
from briefing_contoh import contoh_isi
from pypdfium2 import raw

from domain.figur import SAMAR, Bab, Figur, Isi, Jenis, JenisKolom, Kolom, Sel, tabel
from domain.tulis import moment
from exchange import cetak as setter
from exchange.briefing_pdf import write_pdf
from exchange.briefing_tata import kata, tulis_sel
from exchange.cetak import cetak

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="174mm" height="58mm" viewBox="0 0 174 58">'
    '<rect width="174" height="58" fill="#e2f0f0"/><text x="5" y="20" font-size="5">gambar</text></svg>'
)


def drawing(_figur: Figur) -> bytes:
    return _SVG.encode()


@cache
def sample() -> bytes:
    return write_pdf(contoh_isi(), drawing)


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    """In one line; pdfium marks where a line was broken."""
    return " ".join(re.sub("[\u200b\ufffe\xad\x02]", "", text).split())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def one_table(rows: list[list[Sel]], kolom: list[Kolom] | None = None) -> Isi:
    columns = kolom or [Kolom("nama", "Nama"), Kolom("n", "Rumah tangga (ruta)", JenisKolom.BULAT)]
    figure = tabel("t", "Tabel uji", columns, rows, kueri="uji")
    return replace(contoh_isi(), bab=(Bab("uji", "Bab uji", ("Satu kalimat.",), (figure,)),))


def test_every_cell_of_every_table_can_be_read_and_selected() -> None:
    isi = contoh_isi()
    text = squeezed("".join(pages(sample())))
    tables = [figur for bab in isi.bab for figur in bab.figur if figur.jenis is Jenis.TABEL]
    assert tables
    for figur in tables:
        for row in figur.isi["baris"]:
            for column, cell in zip(figur.kolom, row, strict=True):
                assert squeezed(tulis_sel(column, cell)) in text, (figur.kode, row)


def test_sentences_headline_figures_and_provenance_are_told() -> None:
    isi = contoh_isi()
    text = plain(" ".join(pages(sample())))
    for bab in isi.bab:
        assert all(sentence in text for sentence in bab.kalimat)
    for words in ("72,4 %", "412.301 dari 569.477 rumah tangga", "+3,1 poin dari bulan lalu", "−0,6 poin dari"):
        assert words in text
    assert isi.asal.pembuat in text
    assert moment(isi.asal.per) in text
    assert isi.sidik in squeezed(text)
    assert all(figur.sidik in squeezed(text) for bab in isi.bab for figur in bab.figur)


def test_a_number_that_is_not_told_is_a_word_with_a_note() -> None:
    text = " ".join(pages(sample()))
    assert "“disamarkan”: angka di bawah 5" in text
    assert "tidak ada data, bukan nol" in text


def test_the_contents_name_the_pages_where_chapters_begin() -> None:
    found = pages(sample())
    with pypdfium2.PdfDocument(sample()) as document:
        contents = document[1].get_textpage().get_text_bounded()
        # The outline of the reader's program leads to the same pages.
        bookmarks = {item.get_title(): item.get_dest().get_index() + 1 for item in document.get_toc()}
    for bab in contoh_isi().bab:
        line = next(line for line in contents.splitlines() if line.startswith(bab.judul + " "))
        page = int(re.findall(r"\d+", line)[-1])
        assert bab.judul in found[page - 1]
        assert bab.kalimat[0] in found[page - 1]
        assert bookmarks[bab.judul] == page


def test_every_page_after_the_cover_says_of_what_it_is_and_which_of_how_many() -> None:
    found = pages(sample())
    for number, text in enumerate(found[1:], start=2):
        assert f"halaman {number} dari {len(found)}" in text
        assert "Paket briefing: Provinsi Jawa Barat" in text
        assert "Angka per 21 November 2026 14.35 WIB" in text
        assert "Sumber: SIKS-NG, Kementerian Sosial RI" in text


def test_a_long_table_goes_on_under_its_header_and_loses_no_row() -> None:
    rows: list[list[Sel]] = [[f"Desa nomor {n:03d}", n] for n in range(500)]
    found = pages(write_pdf(one_table(rows), drawing))
    carrying = [text for text in found if "Desa nomor" in text]
    assert len(carrying) > 5
    assert all("Rumah tangga (ruta)" in text for text in carrying)
    joined = " ".join(found)
    assert all(f"Desa nomor {n:03d}" in joined for n in range(500))


def test_a_wide_table_lies_across_the_page_and_nothing_leaves_the_paper() -> None:
    columns = [Kolom("nama", "Kabupaten atau kota"), *(Kolom(f"k{n}", f"Perbaikan ke-{n}") for n in range(13))]
    rows: list[list[Sel]] = [[f"Kab. {n}", *(f"keterangan{k}" for k in range(13))] for n in range(30)]
    pdf = write_pdf(one_table(rows, columns), drawing)
    with pypdfium2.PdfDocument(pdf) as document:
        across = [page for page in document if page.get_width() > page.get_height()]
        assert across
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(at) for at in range(text.count_chars())]
            assert max(box[2] for box in boxes) < page.get_width() - 40


def test_an_empty_chapter_an_empty_table_and_an_empty_pack_are_told() -> None:
    empty = replace(contoh_isi(), bab=(Bab("kosong", "Bab kosong"), *one_table([]).bab))
    text = " ".join(pages(write_pdf(empty, drawing)))
    assert "Tidak ada angka untuk bab ini" in text
    assert "Tidak ada baris pada wilayah dan periode ini." in text
    assert "Provinsi Jawa Barat" in pages(write_pdf(replace(empty, bab=()), drawing))[0]


HOSTILE = [
    '#panic("x") $1/0$ *tebal* _miring_ = Judul @rujukan <label> \\ //komentar',
    '"}], "sampul": null, #read("/etc/passwd")',
    "Kab. " + "X" * 300,
    "مرحبا \u202egnab\u202c 漢字 👍 \x00\x07 baris\nbaru",
    "SatuKataYangPanjangSekaliTanpaSpasi" * 6,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_set_as_it_is_and_never_read_as_markup(name: str) -> None:
    isi = one_table([[name, 1]])
    asal = replace(isi.asal, wilayah=name, pembuat=name, judul=name, periode=name, saring=((name, name),))
    bab = replace(isi.bab[0], judul=name, kalimat=(name,))
    pdf = write_pdf(replace(isi, asal=asal, bab=(bab,)), drawing)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(at) for at in range(text.count_chars())]
            assert max((box[2] for box in boxes), default=0) <= page.get_width()
    if name.startswith("#"):
        assert squeezed(name) in squeezed("".join(pages(pdf)))


def test_the_same_content_gives_the_same_bytes_and_another_moment_others() -> None:
    isi = contoh_isi()
    assert write_pdf(isi, drawing) == sample()
    later = replace(isi, asal=replace(isi.asal, dibuat=isi.asal.dibuat + timedelta(seconds=1)))
    assert write_pdf(later, drawing) != sample()


def test_a_screen_reader_finds_language_title_headings_table_heads_and_words_for_every_drawing() -> None:
    isi = contoh_isi()
    with pypdfium2.PdfDocument(sample()) as document:
        assert document.get_metadata_value("Title") == "Paket briefing Provinsi Jawa Barat, PKH, periode November 2026"
        assert document.is_tagged()
        elements = [element for page in document for element in _structure(page)]
    roles = {role for role, _ in elements}
    said = {plain(words) for _, words in elements}
    assert b"/Lang(id)" in sample()
    assert {"H1", "H2", "Table", "TH", "TD", "Figure", "TOC"} <= roles
    for bab in isi.bab:
        for figur in bab.figur:
            if figur.jenis in (Jenis.GRAFIK, Jenis.PETA):
                assert plain(kata(figur)) in said
    # The profiles it claims, which the compiler enforces.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in sample() or b'pdfuaid:part="1"' in sample()
    assert b"<pdfaid:part>2</pdfaid:part>" in sample() or b'pdfaid:part="2"' in sample()


def _structure(page: pypdfium2.PdfPage) -> Iterator[tuple[str, str]]:
    """(role, alternative words) of every element on a page."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree))]
    while waiting:
        if element := waiting.pop():
            children = range(raw.FPDF_StructElement_CountChildren(element))
            waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, at) for at in children]
            yield (
                _words(raw.FPDF_StructElement_GetType, element),
                _words(raw.FPDF_StructElement_GetAltText, element),
            )
    raw.FPDF_StructTree_Close(tree)


def _words(read: Callable[..., int], element: object) -> str:
    buffer = ctypes.create_string_buffer(read(element, None, 0))
    read(element, buffer, len(buffer))
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def test_a_map_says_how_many_areas_are_in_each_class() -> None:
    figur = next(figur for bab in contoh_isi().bab for figur in bab.figur if figur.jenis is Jenis.PETA)
    assert kata(figur) == (
        "Peta Progres verivali per kab/kota, 27 wilayah. sampai 60 %: 3; di atas 60 sampai 70 %: 6; di atas 70 sampai "
        f"80 %: 7; di atas 80 sampai 90 %: 6; di atas 90 %: 3; tidak ada data: 1; {SAMAR}: 1."
    )


def test_a_paper_that_takes_too_much_is_refused_and_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="typst"):
        cetak({"main.typ": "#let a = range(200000000)"})
    monkeypatch.setattr(setter, "_SECONDS", 2)
    with pytest.raises(RuntimeError, match="not done"):
        cetak({"main.typ": "#let i = 0\n#while i < 9999999999 { i += 1; for k in range(9999999) { i += k } }"})
