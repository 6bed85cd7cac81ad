"""Region codes: text in, integers inside, ranges out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInput
from domain.kode import Level, ancestor, contains, desa_range, dotted, level_of, lineage, parent, parse_kode

desa_codes = st.tuples(st.integers(11, 97), st.integers(1, 99), st.integers(1, 99), st.integers(1001, 3999)).map(
    lambda parts: parts[0] * 10**8 + parts[1] * 10**6 + parts[2] * 10**4 + parts[3]
)


@given(desa_codes)
def test_a_code_survives_being_written_with_dots_and_read_again(kode: int) -> None:
    assert parse_kode(dotted(kode)) == parse_kode(str(kode)) == kode


@given(desa_codes)
def test_every_ancestor_contains_the_desa_and_its_range_holds_the_code(kode: int) -> None:
    for up in lineage(kode):
        rng = desa_range(up)
        assert contains(up, kode)
        assert rng.low <= kode < rng.high


@given(desa_codes, desa_codes)
def test_a_kab_contains_exactly_the_desa_that_begin_with_its_digits(one: int, other: int) -> None:
    kab = ancestor(one, Level.KAB)
    assert contains(kab, other) == str(other).startswith(str(kab))


def test_a_code_that_ends_in_zero_keeps_its_zero() -> None:
    assert parse_kode("11.10") == 1110
    assert dotted(1110) == "11.10"
    assert level_of(1110) is Level.KAB


def test_the_parent_of_a_provinsi_is_indonesia_and_indonesia_has_no_other() -> None:
    assert parent(32) == 0
    assert parent(0) == 0
    assert lineage(3277011001) == [0, 32, 3277, 327701, 3277011001]


@pytest.mark.parametrize("nothing", [None, "", " ", "0"])
def test_no_code_means_indonesia(nothing: str | None) -> None:
    assert parse_kode(nothing) == 0


@pytest.mark.parametrize("bad", ["3", "327", "32.7", "11.1", "abc", "32;drop", "-32", "03", "32.77.01.10011", "٣٢"])
def test_a_mistyped_code_is_refused_and_never_widens_to_a_parent(bad: str) -> None:
    with pytest.raises(InvalidInput, match="Kode wilayah"):
        parse_kode(bad)
