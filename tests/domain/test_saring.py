"""Order, conditions and search in an address: what is understood, and that everything else is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.saring import Jenis, Saringan, Syarat, Urutan, parse_rows, parse_saringan

KOLOM = {"progres": Jenis.ANGKA, "nama": Jenis.TEKS, "tanda": Jenis.PILIHAN}


def test_a_saved_view_is_read_back_as_it_was_written() -> None:
    query = {
        "urut": "-progres,nama",
        "saring": "progres>=10;progres<50;nama~sido%3Bmulyo;tanda=diam|rawan;nama:kosong",
        "cari": " cimahi ",
    }
    assert parse_saringan(query, KOLOM) == Saringan(
        (
            Syarat("progres", ">=", 10.0),
            Syarat("progres", "<", 50.0),
            Syarat("nama", "~", "sido;mulyo"),
            Syarat("tanda", "=", ("diam", "rawan")),
            Syarat("nama", ":", True),
        ),
        (Urutan("progres", True), Urutan("nama", False)),
        "cimahi",
    )


def test_two_tables_of_a_page_do_not_read_each_other() -> None:
    query = {"urut": "progres", "b_urut": "-nama"}
    assert parse_saringan(query, KOLOM, "b_").urut == (Urutan("nama", True),)


@pytest.mark.parametrize(
    "query",
    [
        {"urut": "sandi"},
        {"urut": "progres desc"},
        {"urut": "progres,progres,nama,nama"},
        {"saring": "sandi=1"},
        {"saring": "progres"},
        {"saring": "progres<"},
        {"saring": "progres<abc"},
        {"saring": "progres<nan"},
        {"saring": "progres<1e999"},
        {"saring": "progres<1;DROP TABLE wilayah"},
        {"saring": "progres~5"},
        {"saring": "nama<a"},
        {"saring": "tanda~diam"},
        {"saring": "progres:besar"},
        {"saring": "progres<1;" * 21},
        {"saring": "nama~" + "x" * 81},
        {"saring": "nama~%00"},
        {"cari": "x" * 81},
        {"cari": "\x00"},
    ],
)
def test_what_the_table_does_not_have_is_refused_with_words(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=r"\w+ \w+"):
        parse_saringan(query, KOLOM)


@given(st.dictionaries(st.sampled_from(["urut", "saring", "cari"]), st.text(max_size=60)))
def test_no_address_breaks_the_reader(query: dict[str, str]) -> None:
    try:
        found = parse_saringan(query, KOLOM)
    except InvalidInput:
        return
    assert {item.kolom for item in (*found.syarat, *found.urut)} <= KOLOM.keys()


@pytest.mark.parametrize(
    ("first", "last"), [("", "10"), ("0", "0"), ("10", "5"), ("0", "501"), ("-1", "5"), ("0", "9" * 10), ("a", "b")]
)
def test_more_rows_than_a_table_shows_are_not_given(first: str, last: str) -> None:
    with pytest.raises(InvalidInput):
        parse_rows({"dari": first, "sampai": last})
    assert parse_rows({"dari": "100", "sampai": "200"}) == (100, 200)
