"""A NIK read; names compared the way Dukcapil does."""

from __future__ import annotations

from datetime import date

import pytest

from domain.nik import Nik, baca_nik
from domain.padan import Banding, Catatan, Padan, Tanya, aturan_of, banding_nama, nilai


def test_a_nik_says_kecamatan_day_and_sex() -> None:
    assert baca_nik("3277015708850002") == Nik(327701, date(1985, 8, 17), 2, "0002")
    assert baca_nik("3277011708850002") == Nik(327701, date(1985, 8, 17), 1, "0002")


@pytest.mark.parametrize(
    "number",
    [None, "", "327701170885000", "32770117088500020", "3277 0117 0885 0002", "3277.01.170885.0002",
     "327701170885O002", "٣٢٧٧٠١١٧٠٨٨٥٠٠٠٢", "1111111111111111", "3277011708850000", "3277011708850002\n"],
)  # fmt: skip
def test_what_is_not_sixteen_plain_digits_with_a_serial_is_no_nik(number: str | None) -> None:
    assert baca_nik(number) is None


@pytest.mark.parametrize("day", ["3208", "4008", "7208", "9908", "0008", "1713", "1700", "3104"])
def test_a_day_that_no_month_has_is_none(day: str) -> None:
    said = baca_nik(f"327701{day}850002")
    assert said is not None
    assert (said.lahir, said.jns_kel) == (None, None)


@pytest.mark.parametrize(("year", "day"), [("84", date(1984, 2, 29)), ("00", date(2000, 2, 29)), ("85", None)])
def test_the_29th_of_february_needs_a_leap_year(year: str, day: date | None) -> None:
    said = baca_nik(f"3277012902{year}0002")
    assert said is not None
    assert said.lahir == day


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("Siti Aminah", "SITI AMINAH", Banding.SAMA),
        ("Mar'atus  Sholehah", "MARATUS SHOLEHAH", Banding.SAMA),
        ("Siti Aminah", "SITI AMINAH BINTI ALI", Banding.BEDA),
        ("Siti Aminah", "SITI AMINAAH", Banding.MIRIP),
        ("Siti Amniah", "SITI AMINAH", Banding.MIRIP),
        ("Djoko Susanto", "JOKO SUSANTO", Banding.MIRIP),
        ("Dewi", "DEWY", Banding.MIRIP),
        ("Dewi", "DARWI", Banding.BEDA),
        ("Al", "IL", Banding.BEDA),
        ("H. Ahmad Fauzi", "AHMAD FAUZI", Banding.MIRIP),
        ("Alm. Ahmad Fauzi", "AHMAD FAUZI", Banding.MIRIP),
        ("Muhammad Rizki", "MOHAMMAD RIZKY", Banding.MIRIP),
        ("Muhammad Rizki", "MOCHAMAD RIZKY", Banding.BEDA),
        ("", "AHMAD", Banding.BEDA),
        ("123", "AHMAD", Banding.BEDA),
    ],
)
def test_names_are_compared_letter_by_letter(ours: str, theirs: str, expected: Banding) -> None:
    assert banding_nama(ours, theirs) is expected


ASKED = Tanya(3277, 3277015708850002, "Siti Amina", date(1985, 8, 17))


def test_a_spelling_is_suggested_only_where_one_or_two_letters_differ() -> None:
    near = nilai(ASKED, Catatan(ASKED.nik, "SITI AMINAH", ASKED.tgl_lahir))
    assert (near.padan, near.nama_dukcapil) == (Padan.TIDAK_PADAN, "SITI AMINAH")
    assert aturan_of(near.padan, near.nama_dukcapil) == "V17"
    other = nilai(ASKED, Catatan(ASKED.nik, "RATNA DEWI", ASKED.tgl_lahir))
    assert (other.padan, other.nama_dukcapil) == (Padan.TIDAK_PADAN, None)
    assert aturan_of(other.padan, None) == "V04"


def test_another_day_of_birth_is_no_match_whatever_the_name() -> None:
    said = nilai(ASKED, Catatan(ASKED.nik, "SITI AMINA", date(1985, 8, 18)))
    assert (said.padan, said.nama_dukcapil) == (Padan.TIDAK_PADAN, None)
    assert nilai(ASKED, Catatan(ASKED.nik, "SITI AMINA", None)).padan is Padan.PADAN


@pytest.mark.parametrize("keadaan", [Padan.MENINGGAL, Padan.GANDA, Padan.BELUM_REKAM])
def test_what_is_said_of_the_nik_itself_comes_first(keadaan: Padan) -> None:
    assert nilai(ASKED, Catatan(ASKED.nik, "SITI AMINA", ASKED.tgl_lahir, keadaan)).padan is keadaan
    assert aturan_of(keadaan, None) == "V04"


def test_nothing_is_held_against_whom_nobody_has_asked_about() -> None:
    assert aturan_of(Padan.BELUM, None) is None
    assert aturan_of(Padan.PADAN, None) is None
