"""Fields and values in words: codes by their answer, identities covered, nonsense as it was written."""

from __future__ import annotations

import pytest

from domain.isian_kata import KOSONG, LABEL, kata, label, samarkan
from domain.siks import KOLOM, Bagian


@pytest.mark.parametrize(
    ("kolom", "nilai", "shown"),
    [
        ("lantai", 9, "Tanah"),
        ("lantai", 0, "kode 0"),
        ("lantai", 99, "kode 99"),
        ("partisipasi_sekolah", 0, "Belum pernah sekolah"),
        ("hub_krt", -1, "kode -1"),
        ("ada_ac", True, "Ya"),
        ("ada_ac", False, "Tidak"),
        ("kartu_identitas", 5, "akta lahir, KTP"),
        ("kartu_identitas", 0, "tidak ada"),
        ("sta_art", 2, "Meninggal"),
        ("luas_lantai", 36, "36 m²"),
        ("alamat", "Jl. Melong 3", "Jl. Melong 3"),
        ("alamat", None, KOSONG),
        ("nik", "3277011203800004", "3277********0004"),
        ("pengurus_ibu_kandung", "Siti Aminah", "S*** A***"),
        ("tgl_lahir", "1980-03-12", "** Maret 1980"),
        ("tgl_lahir", "kemarin", "kemarin"),
    ],
)
def test_a_value_is_shown_by_its_answer_and_an_identity_is_covered(kolom: str, nilai: object, shown: str) -> None:
    assert kata(kolom, nilai) == shown


def test_an_identity_in_full_is_only_shown_to_who_asks_for_it() -> None:
    assert kata("nik", "3277011203800004", samar=False) == "3277011203800004"
    assert kata("tgl_lahir", "1980-03-12", samar=False) == "12 Maret 1980"


def test_numbers_of_persons_inside_a_text_are_covered_and_an_idbdt_is_not() -> None:
    text = "dipakai juga oleh 3277011203800004 pada 32770110010000000000123"
    assert samarkan(None, text) == "dipakai juga oleh 3277********0004 pada 32770110010000000000123"
    assert samarkan("pengurus_nik", "327701") == "************"


def test_every_field_of_a_file_has_a_label() -> None:
    assert {kolom.nama for kolom in KOLOM[Bagian.INDIVIDU]} <= set(LABEL)
    assert {kolom.nama for kolom in KOLOM[Bagian.RUMAH_TANGGA]} <= set(LABEL)
    assert label("nama_sls") == "SLS"
