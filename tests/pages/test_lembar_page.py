"""Each page as one slide or one sheet: the same numbers as the page, for the same readers, always exactly one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pptx
import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from test_peta_page import drawn
from werkzeug.test import TestResponse

from components.lembar import teks, ukuran_di
from data_access.keterangan import read_now
from data_access.kuota import read_satu
from data_access.papan import read_papan
from data_access.periode import read_periode
from domain.access import Scope
from domain.tulis import number

SignIn = Callable[[str], FlaskClient]
WHEN = {"program": "1", "periode": "202611"}
PAGES = ("beranda", "peta", "verivali", "kuota", "usulan", "finalisasi", "desa")
DESA = "3277011001"


def take(client: FlaskClient, page: str, form: str = "pdf", **query: str) -> TestResponse:
    asked = WHEN | ({"wilayah": DESA} if page == "desa" else {}) | query
    return client.get(f"/lembar/{page}.{form}?{urlencode(asked)}")


def paper(answer: TestResponse) -> str:
    """The words of the one page."""
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    with pypdfium2.PdfDocument(answer.data) as document:
        assert len(document) == 1
        assert document.is_tagged()
        text = document[0].get_textpage().get_text_bounded()
    return " ".join(re.sub("[\u200b\ufffe\xad\x02]", "", text).split())


def slide(answer: TestResponse) -> str:
    """The words of the one slide, of its tables and of its charts' categories too."""
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    deck = pptx.Presentation(io.BytesIO(answer.data))
    assert len(deck.slides) == 1
    words = []
    for shape in deck.slides[0].shapes:
        assert shape.left >= 0
        assert shape.top >= 0
        assert shape.left + shape.width <= deck.slide_width
        assert shape.top + shape.height <= deck.slide_height
        if shape.has_text_frame:
            words.append(shape.text_frame.text)
        if shape.has_table:
            words += [cell.text for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            words += [str(name) for name in shape.chart.plots[0].categories]
    return " ".join(" ".join(words).split())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["supervisor.cimahi", "walikota.cimahi"])
def test_every_page_is_one_sheet_and_one_slide_that_say_where_they_come_from(
    sign_in: SignIn, page: str, who: str
) -> None:
    reader = sign_in(who)
    sheet, shown = paper(take(reader, page)), slide(take(reader, page, "pptx"))
    for words in (sheet, shown):
        # A hyphen at the end of a line is none to the reader of the words.
        assert "SIKSNG, Kementerian Sosial RI" in words.replace("-", "")
        assert "November 2026" in words
        assert "Cimahi" in words
        assert "Dibuat 21 November 2026" in words
        # Nothing that stands for something is left over.
        assert "{n}" not in words


@pytest.mark.parametrize("who", ["dinsos.jabar", "pusdatin", "operator.melong", "pimpinan.cimahi", "auditor"])
def test_every_persona_gets_one_page_of_what_they_may_see(sign_in: SignIn, who: str) -> None:
    reader = sign_in(who)
    for page in PAGES:
        place = {} if page != "desa" else {"wilayah": DESA}
        for form, read in (("pdf", paper), ("pptx", slide)):
            answer = take(reader, page, form, **place)
            if answer.status_code != 403:
                assert read(answer)


def test_the_map_says_what_the_map_on_the_screen_says(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    screen = drawn(reader, wilayah="3277")
    for words in (paper(take(reader, "peta", wilayah="3277")), slide(take(reader, "peta", "pptx", wilayah="3277"))):
        assert screen["kalimat"] in words
        assert screen["pertanyaan"] in words
        worst = min(k for k in zip(screen["kolom"]["nilai"], screen["kolom"]["nama"], strict=True) if k[0] is not None)
        assert worst[1] in words


def test_the_kuota_is_that_of_the_page(sign_in: SignIn, connection: Connection) -> None:
    periode = read_periode(connection, 1, 202611)
    own = read_satu(connection, Scope(3277), 1, 202611, periode.as_of(read_now(connection)))
    reader = sign_in("supervisor.cimahi")
    for words in (paper(take(reader, "kuota")), slide(take(reader, "kuota", "pptx"))):
        assert f"{number(own['terpakai'])} dari {number(own['kuota'])} tempat terpakai" in words


def test_the_table_of_verivali_is_cut_and_says_so(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    assert "10 dari 15 desa; seluruhnya pada berkas XLSX." in paper(take(reader, "verivali"))
    assert re.search(r"\d+ dari 15 desa; seluruhnya pada berkas XLSX\.", slide(take(reader, "verivali", "pptx")))


def test_the_order_of_the_address_is_the_order_of_the_sheet(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    first = paper(take(reader, "verivali", urut="nama"))
    last = paper(take(reader, "verivali", urut="-nama"))
    assert first.index("Baros") < first.index("Cibabat")
    assert "Utama" in last
    assert "Baros" not in last.split("Desa yang belum selesai")[1]


def test_the_board_of_a_provinsi_has_its_map_and_its_kab(sign_in: SignIn, connection: Connection) -> None:
    rows = read_papan(connection, Scope(32), read_periode(connection, 1, 202611))
    reader = sign_in("dinsos.jabar")
    for words in (paper(take(reader, "finalisasi")), slide(take(reader, "finalisasi", "pptx"))):
        assert f"dari {len(rows)} kab/kota" in words


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("form", ["pdf", "pptx"])
def test_the_neighbour_is_refused(sign_in: SignIn, page: str, form: str) -> None:
    answer = take(sign_in("supervisor.pangandaran"), page, form, wilayah=DESA if page == "desa" else "3277")
    assert answer.status_code == 403


def test_a_stranger_and_a_page_or_form_that_is_none_get_nothing(sign_in: SignIn, client: FlaskClient) -> None:
    assert take(client, "peta").status_code in (302, 401)
    reader = sign_in("supervisor.cimahi")
    assert take(reader, "impor").status_code == 404
    assert take(reader, "peta", "docx").status_code == 404
    assert take(reader, "peta", metrik="hapus").status_code == 400


def test_the_kuota_is_not_shown_to_bps(sign_in: SignIn) -> None:
    reader = sign_in("bps.jabar")
    assert take(reader, "kuota").status_code == 403
    assert "Kuota" not in paper(take(reader, "beranda"))


def test_who_may_not_see_households_gets_no_page_of_cases_and_no_small_number(sign_in: SignIn) -> None:
    reader = sign_in("pimpinan.cimahi")
    assert take(reader, "usulan").status_code == 403
    words = paper(take(reader, "peta", metrik="ganda"))
    assert "Angka di bawah 5 disamarkan" in words
    shown = drawn(reader, wilayah="3277", metrik="ganda")
    assert ("disamarkan" in words.split("yang paling perlu perhatian")[1]) == (shown["legenda"]["disamarkan"] > 0)


def test_the_words_of_a_part_are_those_a_reader_sees() -> None:
    from dash import html  # noqa: PLC0415

    part = html.Dl(
        html.Div(
            [
                html.Dt("Sisa"),
                html.Dd([html.Span("1.234"), " ", html.Span("tempat")]),
                html.Dd(["kuota ", html.B("terpakai"), "."]),
                html.Details("Penjelasan"),
            ]
        )
    )
    (found,) = ukuran_di(part)
    assert (found.nama, found.nilai, found.catatan) == ("Sisa", "1.234 tempat", ("kuota terpakai.",))
    assert teks(["a", None, html.Span("b", className="visually-hidden"), html.Span(": c")]) == "a: c"
