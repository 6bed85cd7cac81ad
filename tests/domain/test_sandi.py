"""Passwords: what is refused, and that what people can remember is not."""

from __future__ import annotations

import pytest

from domain.errors import InvalidInput
from domain.sandi import check_sandi

WHO = {"username": "supervisor.cimahi", "nama": "Asep Hidayat", "wilayah": ["Indonesia", "Jawa Barat", "Kota Cimahi"]}


@pytest.mark.parametrize(
    ("sandi", "words"),
    [
        ("", "terlalu pendek"),
        ("k9#Lm2$vQx1", "terlalu pendek"),
        ("x" * 257, "terlalu panjang"),
        ("orang Cimahi asli 7", "cimahi"),
        ("A-s-e-p tidak, asep ya", "asep"),
        ("hidayat42lompatpagar", "hidayat"),
        ("supervisor pagi hari", "supervisor"),
        ("C I M A H I terus maju", "cimahi"),
        ("aaaaaaaaaaaaaaaa", "mudah ditebak"),
        ("123456789012", "mudah ditebak"),
        ("qwertyuiop123", "mudah ditebak"),
        ("P@ssw0rd12345", "mudah ditebak"),
        ("rahasia123456", "mudah ditebak"),
        ("pusdatin2026!", "mudah ditebak"),
    ],
)
def test_weak_passwords_are_refused_with_what_to_do(sandi: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_sandi(sandi, **WHO)  # type: ignore[arg-type]
    assert words in refusal.value.message


@pytest.mark.parametrize(
    "sandi",
    ["senja merah di dermaga", "Kuda.Sembilan-Lompat", "k9#Lm2$vQx1z", "satu perahu dua dermaga tiga " * 3],
)
def test_what_is_hard_to_guess_is_taken(sandi: str) -> None:
    check_sandi(sandi, **WHO)  # type: ignore[arg-type]


def test_words_that_every_region_has_are_no_names() -> None:
    check_sandi("menara kota tua bersalju", username="dinsos.jabar", nama="Euis", wilayah=["Kota Cimahi"])
