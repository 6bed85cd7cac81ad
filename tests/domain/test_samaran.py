"""A small count cannot be read, and cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.samaran import samarkan, samarkan_bagian

AMBANG = 5


def test_a_small_count_is_hidden_with_the_next_smallest_beside_it() -> None:
    hidden = samarkan([[3], [40], [12], [90]], AMBANG)
    assert hidden == [[True], [False], [True], [False]]


def test_two_that_are_small_together_need_a_third() -> None:
    assert samarkan([[1], [2], [40]], AMBANG) == [[True], [True], [True]]
    assert samarkan([[3], [4], [40]], AMBANG) == [[True], [True], [False]]


def test_zero_and_missing_are_told_and_nothing_is_hidden_without_need() -> None:
    assert samarkan([[0], [None], [7]], AMBANG) == [[False], [False], [False]]
    assert samarkan([[1], [2]], 0) == [[False], [False]]


def test_areas_of_another_parent_protect_nobody() -> None:
    hidden = samarkan([[3], [40], [6], [50]], AMBANG, kelompok=("a", "a", "b", "b"))
    assert hidden == [[True], [True], [False], [False]]


def test_97_of_100_is_hidden_because_3_are_left() -> None:
    above, below = samarkan_bagian([97, 500, 800], [100, 1000, 900], AMBANG)
    assert above[0]
    assert sum(above) == 2
    assert not any(below)


def test_of_an_area_with_a_handful_of_households_nothing_is_told() -> None:
    above, below = samarkan_bagian([0, 500, 800], [3, 1000, 900], AMBANG)
    assert (above[0], below[0]) == (True, True)


@settings(max_examples=200)
@given(
    st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=5),
    st.integers(2, 6),
)
def test_no_small_count_follows_from_the_totals(table: list[list[int]], ambang: int) -> None:
    hidden = samarkan(table, ambang, partisi=((0, 1, 2),))
    for row, mask in zip(table, hidden, strict=True):
        _unsolvable([(v, h) for v, h in zip(row, mask, strict=True)], ambang)
    for j in range(3):
        _unsolvable([(row[j], mask[j]) for row, mask in zip(table, hidden, strict=True)], ambang)
    assert all(hidden[i][j] for i, j in product(range(len(table)), range(3)) if 0 < table[i][j] < ambang)


def _unsolvable(line: list[tuple[int, bool]], ambang: int) -> None:
    covered = [value for value, hidden in line if hidden]
    everything = len(covered) == len(line)
    assert not covered or everything or (len(covered) > 1 and sum(covered) >= ambang)
