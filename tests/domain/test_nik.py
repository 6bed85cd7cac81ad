"""A NIK read and judged as the rules say; names compared the way Dukcapil does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.nik import Nik, baca_nik, periksa_nik
from domain.padan import Banding, Catatan, Padan, Tanya, aturan_of, banding_nama, nilai
from domain.validasi import Tingkat

KECAMATAN = frozenset({327701, 327702, 320405})
DESA = 3277011001


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


@pytest.mark.parametrize("day", ["32", "40", "72", "99", "00"])
def test_a_day_that_no_month_has_is_refused(day: str) -> None:
    assert periksa_nik(f"327701{day}08850002", None, None, DESA, KECAMATAN) == {"V02": Tingkat.E}


def test_the_29th_of_february_needs_a_leap_year() -> None:
    assert periksa_nik("3277012902840002", None, None, DESA, KECAMATAN) == {}
    assert periksa_nik("3277012902850002", None, None, DESA, KECAMATAN) == {"V02": Tingkat.E}
    assert periksa_nik("3277012902000002", None, None, DESA, KECAMATAN) == {}


def test_another_day_or_sex_is_a_warning_and_the_century_is_not_compared() -> None:
    number = "3277015708200002"
    assert periksa_nik(number, date(2020, 8, 17), 2, DESA, KECAMATAN) == {}
    assert periksa_nik(number, date(1920, 8, 17), 2, DESA, KECAMATAN) == {}
    assert periksa_nik(number, date(1921, 8, 17), 2, DESA, KECAMATAN) == {"V02": Tingkat.W}
    assert periksa_nik(number, date(2020, 8, 17), 1, DESA, KECAMATAN) == {"V02": Tingkat.W}
    assert periksa_nik(number, None, None, DESA, KECAMATAN) == {}


def test_a_kecamatan_nobody_knows_is_refused_and_another_one_is_noted() -> None:
    assert periksa_nik("3277991708850002", None, None, DESA, KECAMATAN) == {"V03": Tingkat.E}
    assert periksa_nik("3204051708850002", None, None, DESA, KECAMATAN) == {"V03": Tingkat.I}


@given(st.text(alphabet="0123456789", min_size=14, max_size=18))
def test_every_number_of_digits_gets_a_verdict(number: str) -> None:
    found = periksa_nik(number, date(1985, 8, 17), 1, DESA, KECAMATAN)
    assert set(found) <= {"V01", "V02", "V03"}
    assert found.get("V01") is None or len(found) == 1


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
