"""The page of a desa in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from components.desa_kata import cards, chance, metres, sentence
from components.peta_kalimat import Waktu
from domain.halangan import Halangan, Temuan
from domain.indikator import Nilai

OPEN = Waktu(date(2026, 11, 20), date(2026, 11, 1), date(2026, 11, 25), True)


def row(done: int, total: int = 100, moved: int = 14) -> dict[str, Any]:
    return {"total": total, "s0": total - done, "s1": done, "s2": 0, "s3": 0, "s4": 0, "s5": 0, "diisi_7": moved}


@pytest.mark.parametrize(
    ("peluang", "words"),
    [
        (0, "hampir tidak mungkin"),
        (5, "kurang dari 1 dari 10 kemungkinan"),
        (68, "7 dari 10 kemungkinan"),
        (96, "9 dari 10 kemungkinan"),
        (100, "hampir pasti"),
    ],
)
def test_a_chance_is_told_in_words_people_use(peluang: int, words: str) -> None:
    assert chance(peluang) == f"{words} selesai tepat waktu"


def test_the_sentence_names_the_gap_and_what_holds() -> None:
    text = sentence(row(70), OPEN, [Temuan(Halangan.DIKEMBALIKAN, 4, 100), Temuan(Halangan.BELUM_DIKUNJUNGI, 30, 100)])
    assert "70 dari 100 rumah tangga" in text
    assert "10 di bawah target hari ini" in text
    assert "1 hal menahan finalisasi: dikembalikan dan belum diperbaiki (4 rumah tangga)." in text
    assert "tidak memiliki prelist" in sentence(row(0, 0), OPEN, [])


def figures(done: int, forecast: dict[str, Any] | None, waktu: Waktu = OPEN) -> dict[str, tuple[str, str]]:
    found = cards(row(done), waktu, 5, forecast, Nilai(3.0, 0, 0), "17 November 2026 09.00 WIB")
    return {item.label: (item.angka, item.kata) for item in found}


def test_a_forecast_is_told_with_its_days_and_its_absence_too() -> None:
    forecast = {"peluang": 68, "selesai_p50": date(2026, 11, 24), "selesai_p90": date(2026, 11, 27)}
    assert figures(70, forecast)["Perkiraan"] == (
        "68 %",
        "7 dari 10 kemungkinan selesai tepat waktu; paling mungkin selesai 24 November 2026, "
        "paling lambat sekitar 27 November 2026",
    )
    assert figures(70, None)["Perkiraan"][0] == "belum dihitung"
    assert figures(100, None)["Perkiraan"][0] == "selesai"


def test_a_periode_that_closed_is_not_forecast() -> None:
    closed = Waktu(date(2026, 11, 25), date(2026, 11, 1), date(2026, 11, 25), False)
    found = figures(70, None, closed)
    assert found["Perkiraan"] == ("tidak ada", "verivali sudah ditutup")
    assert "belum selesai" in found["Batas verivali"][1]


def test_distances_read_as_people_say_them() -> None:
    assert [metres(3), metres(344), metres(2140)] == ["10 m", "340 m", "2,1 km"]
