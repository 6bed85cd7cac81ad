"""Where colours change on the map: the same limits every time, sensible ones for odd figures."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.klasifikasi import BERHENTI, TIDAK_ADA_DATA, Cara, class_limits, count_classes, natural_breaks, ramp

PITA = (20.0, 40.0, 60.0, 80.0)
COMPUTED = [Cara.KUANTIL, Cara.SAMA, Cara.ALAMI]


@pytest.mark.parametrize("size", [6, 30, 200, 514])
def test_natural_breaks_are_those_of_mapclassify(size: int) -> None:
    with warnings.catch_warnings():
        # It warns that it is slow without a compiler, which is why we have our own.
        warnings.simplefilter("ignore")
        from mapclassify import FisherJenks  # noqa: PLC0415

        figures = np.round(np.random.default_rng(size).gamma(3, 10, size), 1)
        expected = FisherJenks(figures, k=5).bins[:-1]
    assert natural_breaks(figures, 5) == pytest.approx(list(expected))


def test_quantile_classes_hold_equally_many_areas() -> None:
    figures = [float(value) for value in range(100)]
    limits = class_limits(figures, Cara.KUANTIL, PITA)
    assert count_classes([limits.of(value) for value in figures], limits.batas).banyak == (20, 20, 20, 20, 20)


def test_equal_intervals_are_equally_wide() -> None:
    assert class_limits([0.0, 3.0, 50.0, 100.0, 7.0], Cara.SAMA, PITA).batas == (20.0, 40.0, 60.0, 80.0)


def test_target_bands_do_not_follow_the_figures() -> None:
    assert class_limits([99.0, 98.0], Cara.PITA, PITA).batas == PITA


@pytest.mark.parametrize("cara", COMPUTED)
def test_figures_that_are_all_equal_make_one_class(cara: Cara) -> None:
    limits = class_limits([42.0] * 9, cara, PITA)
    assert limits.batas == ()
    assert limits.of(42.0) == 1


@pytest.mark.parametrize("cara", COMPUTED)
def test_no_figures_at_all_make_one_empty_class(cara: Cara) -> None:
    limits = class_limits([], cara, PITA)
    assert count_classes([TIDAK_ADA_DATA] * 3, limits.batas).banyak == (0,)


@pytest.mark.parametrize("cara", COMPUTED)
def test_fewer_figures_than_classes_make_fewer_classes(cara: Cara) -> None:
    limits = class_limits([10.0, 10.0, 30.0, 70.0], cara, PITA)
    filled = count_classes([limits.of(value) for value in (10.0, 10.0, 30.0, 70.0)], limits.batas)
    assert len(limits.batas) <= 2
    # Equal intervals may leave a class empty: their width is their point.
    assert cara is Cara.SAMA or all(filled.banyak)


@pytest.mark.parametrize("cara", COMPUTED)
def test_centred_figures_have_limits_symmetric_about_zero(cara: Cara) -> None:
    limits = class_limits([-3.0, 5.0, 10.0, -20.0, 7.0, 1.0], cara, PITA, centred=True).batas
    assert limits
    assert sorted(-limit for limit in limits if abs(limit) < 7) == [limit for limit in limits if abs(limit) < 7]


@settings(deadline=None)
@given(
    st.lists(st.floats(-500, 500), max_size=60),
    st.sampled_from(list(Cara)),
    st.booleans(),
)
def test_limits_ascend_and_every_figure_has_a_class(figures: list[float], cara: Cara, centred: bool) -> None:
    limits = class_limits(figures, cara, PITA, centred=centred)
    assert list(limits.batas) == sorted(set(limits.batas))
    assert all(1 <= limits.of(value) <= len(limits.batas) + 1 <= 5 for value in figures)


def test_what_has_no_figure_is_counted_apart() -> None:
    legend = count_classes([1, 1, 5, TIDAK_ADA_DATA, BERHENTI, BERHENTI], PITA)
    assert (legend.banyak, legend.tidak_ada_data, legend.berhenti) == ((2, 0, 0, 0, 1), 1, 2)


def test_the_darkest_or_warmest_colour_is_always_the_worst() -> None:
    assert ramp(5, low_is_bad=True, centred=False)[0] == "seq-5"
    assert ramp(5, low_is_bad=False, centred=False)[-1] == "seq-5"
    assert ramp(5, low_is_bad=True, centred=True)[0] == "div-1"
    assert ramp(5, low_is_bad=False, centred=True)[-1] == "div-1"


def test_few_classes_use_the_whole_ramp() -> None:
    assert ramp(2, low_is_bad=False, centred=False) == ("seq-1", "seq-5")
    assert ramp(1, low_is_bad=False, centred=False) == ("seq-3",)
