"""The sentence under the title, in the words and numbers a reader quotes."""

from __future__ import annotations

from datetime import date

import pytest

from components.peta_kalimat import (
    Kumpulan,
    Waktu,
    cards,
    cluster_words,
    count_still,
    figure,
    question,
    summary,
    trend_words,
)
from domain.indikator import INDIKATOR, Nilai

TODAY = Waktu(date(2026, 11, 21), date(2026, 11, 1), date(2026, 11, 25), hari_ini=True)
CLOSED = Waktu(date(2026, 10, 25), date(2026, 10, 1), date(2026, 10, 25), hari_ini=False)
PROGRES = INDIKATOR["progres"]


def test_progress_says_share_counts_target_and_what_stands_still() -> None:
    nilai = Nilai(62.4123, 12345, 19780)
    assert summary("Jawa Barat", PROGRES, nilai, TODAY, still=(4, 27, "kab/kota")) == (
        "Jawa Barat: 62,4 % rumah tangga sudah diverifikasi (12.345 dari 19.780), 21,6 poin di bawah target hari ini; "
        "4 dari 27 kab/kota tidak bergerak 7 hari."
    )


def test_where_everything_moves_the_sentence_says_so() -> None:
    assert summary("A", PROGRES, Nilai(84.0, 84, 100), TODAY, still=(0, 3, "desa")).endswith(
        "tepat pada target hari ini; semua desa bergerak dalam 7 hari."
    )


def test_a_closed_periode_is_measured_against_its_end() -> None:
    assert "5,0 poin di bawah target akhir".replace("5,0", "5") in summary("A", PROGRES, Nilai(95.0, 95, 100), CLOSED)


@pytest.mark.parametrize(
    ("kode", "nilai", "expected"),
    [
        ("progres", Nilai(None, 0, 0), "A: belum ada data pada periode ini."),
        (
            "terlambat",
            Nilai(None, 3, 9, berhenti=True),
            "A: tidak bergerak dalam 7 hari, jadi perkiraan selesai belum ada.",
        ),
        ("terlambat", Nilai(5.0, 3, 9), "A: bila laju tetap, verivali selesai 5 hari setelah batas."),
        ("terlambat", Nilai(-2.0, 3, 9), "A: bila laju tetap, verivali selesai 2 hari sebelum batas."),
        ("terlambat", Nilai(0.0, 9, 9), "A: verivali sudah selesai."),
        ("diam", Nilai(3.0, 1, 2), "A: aktivitas terakhir 3 hari lalu."),
        ("diam", Nilai(0.0, 1, 2), "A: aktivitas terakhir hari ini."),
        ("perubahan", Nilai(3.25, 13, 400), "A: progres naik 3,2 poin dalam 7 hari (13 dari 400 rumah tangga)."),
        ("nonaktif", Nilai(7.5, 15, 200), "A: 7,5 % rumah tangga yang dikunjungi nonaktif (15 dari 200)."),
        ("kuota", Nilai(99.54, 873, 877), "A: 99,5 % kuota terpakai (873 dari 877)."),
    ],
)
def test_each_kind_of_figure_has_its_own_sentence(kode: str, nilai: Nilai, expected: str) -> None:
    assert summary("A", INDIKATOR[kode], nilai, TODAY) == expected


@pytest.mark.parametrize("indikator", INDIKATOR.values(), ids=INDIKATOR.keys())
def test_every_indikator_asks_a_question_and_has_a_sentence(indikator) -> None:
    assert question(indikator, "desa").startswith("Di desa mana ")
    assert summary("A", indikator, Nilai(1.0, 1, 100), TODAY).endswith(".")
    assert figure(indikator, Nilai(None, 0, 0)) == "tidak ada data"


def test_areas_that_are_done_or_empty_do_not_stand_still() -> None:
    row = {"total": 10, "diisi_7": 0, "s1": 0, "s2": 0, "s3": 0, "s4": 0, "s5": 0}
    assert count_still([row, row | {"s5": 10}, row | {"total": 0}, row | {"diisi_7": 2}]) == (1, 3)


def test_cards_say_pace_need_and_forecast() -> None:
    row = {"total": 100, "diisi_7": 14, "s1": 60, "s2": 0, "s3": 0, "s4": 0, "s5": 0}
    found = {label: (value, note) for label, value, note in cards(row, TODAY, 4)}
    assert found["Batas verivali"] == ("25 November 2026", "4 hari lagi")
    assert found["Laju 7 hari"] == ("2 ruta/hari", "perlu 10")
    assert found["Selesai bila laju tetap"] == ("11 Desember 2026", "16 hari terlambat")


def test_an_area_that_stands_still_has_no_forecast() -> None:
    row = {"total": 100, "diisi_7": 0, "s1": 60, "s2": 0, "s3": 0, "s4": 0, "s5": 0}
    assert ("Selesai bila laju tetap", "tidak ada", "tidak bergerak") in cards(row, TODAY, 4)


def test_the_trend_is_told_in_words() -> None:
    assert trend_words("A", [1.0, 50.0], "B", [2.0, 40.0]) == ("A: dari 1 % pada hari pertama menjadi 50 %; B 40 %.")


def test_the_biggest_cluster_is_named_beside_its_surroundings() -> None:
    first = Kumpulan(12, ("Batangan", "Juwana"), ("Kabupaten Pati",), 12.0, 85.04)
    assert cluster_words(INDIKATOR["rawan"], [first]) == (
        "12 desa yang tertinggal berdekatan di Kec. Batangan dan Juwana, Kabupaten Pati: progres 12 %, desa lain di "
        "sana 85 %."
    )
    wide = Kumpulan(30, ("A", "B", "C", "D", "E"), ("Kota X", "Kabupaten Y"), 40.0, None)
    assert cluster_words(INDIKATOR["rawan_inklusi"], [wide, first]) == (
        "30 desa yang bergalat inklusi tinggi berdekatan di Kec. A, B, C, dan 2 lainnya, Kota X dan Kabupaten Y; "
        "1 kumpulan lain."
    )
    assert cluster_words(INDIKATOR["rawan"], []) == ""
