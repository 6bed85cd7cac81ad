"""Every code that the database may hold has its word."""

from __future__ import annotations

import pytest

from domain.instrumen import (
    ASSET_KATA,
    INDIVIDU_CODES,
    INDIVIDU_KATA,
    LIVESTOCK_KATA,
    PROGRAM_KATA,
    RUMAH_ASSETS,
    RUMAH_CODES,
    RUMAH_KATA,
    RUMAH_LIVESTOCK,
    RUMAH_PROGRAMS,
    individu_kata,
    rumah_kata,
)


@pytest.mark.parametrize("field", RUMAH_CODES)
def test_every_housing_code_has_one_word_of_its_own(field: str) -> None:
    words = RUMAH_KATA[field][1]
    assert len(words) == len(set(words)) == RUMAH_CODES[field]
    assert rumah_kata(field, RUMAH_CODES[field]) == words[-1]
    assert rumah_kata(field, None) is None


@pytest.mark.parametrize("field", INDIVIDU_KATA)
def test_every_code_of_a_person_has_one_word_of_its_own(field: str) -> None:
    low, high = INDIVIDU_CODES[field]
    words = INDIVIDU_KATA[field]
    assert len(words) == len(set(words)) == high - low + 1
    assert individu_kata(field, low) == words[0]
    assert individu_kata(field, high) == words[-1]


def test_every_holding_and_programme_has_a_name() -> None:
    assert set(ASSET_KATA) == set(RUMAH_ASSETS)
    assert set(LIVESTOCK_KATA) == set(RUMAH_LIVESTOCK)
    assert set(PROGRAM_KATA) == {*RUMAH_PROGRAMS, "kpm_bsp"}
