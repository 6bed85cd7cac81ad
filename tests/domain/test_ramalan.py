"""Forecasts: bounded by the prelist, true to a desa's own past, honest about areas, and the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from domain.ramalan import (
    CAKRAWALA,
    KOSONG,
    SIMULASI,
    TIDAK,
    Kini,
    Lampau,
    add,
    fortunes,
    simulate,
    summarise,
    togetherness,
)

T = 25
WORK = np.array([day % 7 < 5 for day in range(T)])


def past_of(daily: np.ndarray, total: np.ndarray) -> Lampau:
    """[desa, P, T] with the calendar of the tests."""
    return Lampau(total, daily, np.tile(WORK, (daily.shape[1], 1)))


def now_of(total: list[int], daily: np.ndarray, **more: object) -> Kini:
    left = T - daily.shape[1]
    return Kini(np.array(total), daily, left, int(WORK[T - left :].sum()) if left else 0, **more)  # type: ignore[arg-type]


def done_on(total: int, day: int | None, periods: int) -> np.ndarray:
    """A desa that does everything on one day of each past periode, or nothing."""
    daily = np.zeros((periods, T), np.int64)
    if day is not None:
        daily[:, day] = total
    return daily


def kab(days: list[int | None], total: int = 8, periods: int = 10) -> tuple[np.ndarray, Lampau]:
    daily = np.stack([done_on(total, day, periods) for day in days])
    return daily, past_of(daily, np.full((len(days), periods), total))


def test_a_desa_that_never_did_anything_comes_out_near_zero_and_one_that_always_did_near_one() -> None:
    _, past = kab([None, 22, 22, 22, 22, 22, 22, 22])
    _, chance = simulate(now_of([8] * 8, np.zeros((8, 20), np.int64)), past, seed=(1,))
    assert chance[0] < 0.05
    assert chance[1:].min() > 0.9


@settings(max_examples=25, deadline=None)
@given(
    arrays(np.int64, (6, 4, T), elements=st.integers(0, 3)),
    arrays(np.int64, (6, 15), elements=st.integers(0, 3)),
    arrays(np.int64, 6, elements=st.integers(0, 60)),
)
def test_no_future_exceeds_the_prelist_or_takes_back_what_is_done(
    past: np.ndarray, now: np.ndarray, total: np.ndarray
) -> None:
    simulated, chance = simulate(
        now_of(list(total), now), past_of(past, np.maximum(past.sum(2), total[:, None])), seed=(7,)
    )
    done = np.minimum(now.sum(1), total)
    assert (simulated.jalur <= total[:, None, None]).all()
    assert (simulated.jalur >= done[:, None, None]).all()
    assert (np.diff(simulated.jalur, axis=2) >= 0).all()
    assert np.isnan(chance[total == 0]).all()
    known = chance[total > 0]
    assert ((known >= 0) & (known <= 1 + 1e-6)).all()
    assert (known[done[total > 0] == total[total > 0]] == 1).all()


@pytest.mark.parametrize(("mine", "more"), [(1, 2), (2, 10), (10, 40)])
def test_the_more_is_left_the_less_likely_it_is_done_in_time(mine: int, more: int) -> None:
    """Desa of one size and one past that always leave a part undone; only what is left now differs."""
    rng = np.random.default_rng(3)
    daily = rng.binomial(6, 0.35, (12, 8, T))
    past = past_of(daily, np.full((12, 8), 60))
    now = np.zeros((12, 18), np.int64)
    now[:, :10] = 60 // 10
    now[0, :10], now[1, :10] = 0, 0
    now[0, 9], now[1, 9] = 60 - mine, 60 - more
    _, chance = simulate(now_of([60] * 12, now), past, seed=(2,))
    assert chance[0] >= chance[1]


def test_exact_probability_and_simulated_share_agree() -> None:
    rng = np.random.default_rng(5)
    daily = rng.binomial(2, 0.12, (30, 10, T))
    total = np.maximum(daily.sum(2), 3)
    simulated, chance = simulate(now_of([4] * 30, np.zeros((30, 12), np.int64)), past_of(daily, total), seed=(4,))
    assert simulated.tepat.mean() == pytest.approx(chance.mean(), abs=0.05)


def test_an_area_is_its_desa_together_and_a_bad_month_strikes_them_all() -> None:
    """Half of the past months nothing happened anywhere: the band of the kab must hold both kinds of month."""
    daily = np.zeros((20, 10, T), np.int64)
    daily[:, ::2, 22] = 10
    past = past_of(daily, np.full((20, 10), 10))
    simulated, _ = simulate(now_of([10] * 20, np.zeros((20, 20), np.int64)), past, seed=(1,))
    whole = add(simulated, np.zeros(20, np.int64), 1)
    assert (whole.jalur[0] == simulated.jalur.sum(0)).all()
    assert (whole.selesai[0] == simulated.selesai.max(0)).all()
    told = summarise(whole, 5)
    low, _, high = told.jalur[:, 0, -1]
    assert low < 20
    assert high > 180
    assert 0.2 < (whole.tepat[0] > 18).mean() < 0.8


def test_the_same_data_give_the_same_forecast() -> None:
    _, past = kab([20, 21, None, 23])
    now = now_of([8] * 4, np.zeros((4, 18), np.int64))
    first, second = (simulate(now, past, seed=(1, 2, 3))[0] for _ in range(2))
    assert (first.jalur == second.jalur).all()
    assert (first.selesai == second.selesai).all()


def test_what_is_finished_keeps_the_day_it_was_finished_on() -> None:
    _, past = kab([10, 10])
    daily = np.zeros((2, 20), np.int64)
    daily[0, 15] = 8
    simulated, chance = simulate(now_of([8, 8], daily), past, seed=(1,))
    told = summarise(simulated, 5, chance)
    assert chance[0] == 1
    assert (told.selesai[:, 0] == -4).all()


def test_a_closed_periode_has_no_future_and_an_empty_desa_none_either() -> None:
    _, past = kab([24, 24, 24])
    daily = np.zeros((3, T), np.int64)
    daily[0, 20] = 8
    simulated, chance = simulate(now_of([8, 8, 0], daily, tertutup=True), past, seed=(1,))
    told = summarise(simulated, 0, chance)
    assert chance[0] == 1
    assert chance[1] == 0
    assert np.isnan(chance[2])
    assert told.jalur.shape == (3, 3, 0)
    assert (told.selesai[:, 1] == TIDAK).all()
    assert (told.selesai[:, 2] == KOSONG).all()


def test_on_the_last_day_what_is_left_of_it_still_counts() -> None:
    _, past = kab([24] * 6)
    nothing = np.zeros((6, T), np.int64)
    evening, morning = (simulate(now_of([8] * 6, nothing, hari_ini=share), past, seed=(1,))[1] for share in (0.0, 1.0))
    assert evening.max() == 0
    assert morning.min() > 0.8


def test_on_the_first_day_the_past_speaks_alone() -> None:
    _, past = kab([5, 12, None])
    _, chance = simulate(now_of([8] * 3, np.zeros((3, 1), np.int64)), past, seed=(1,))
    assert chance[0] > 0.7
    assert chance[2] < 0.3


def test_without_a_past_the_country_speaks_and_without_that_the_pace() -> None:
    none = Lampau(np.zeros((2, 0), np.int64), np.zeros((2, 0, T), np.int64), np.zeros((0, T), bool))
    daily = np.zeros((2, 20), np.int64)
    daily[0, 10:] = 9
    national = np.zeros((3, T))
    national[:, 22] = 1.0
    _, by_country = simulate(now_of([100, 100], daily), none, seed=(1,), national=national)
    assert by_country == pytest.approx([1, 1])
    simulated, by_pace = simulate(now_of([100, 2000], daily), none, seed=(1,))
    assert by_pace[0] > by_pace[1]
    told = summarise(simulated, 5, by_pace)
    assert told.selesai[1, 0] < told.selesai[1, 1]


def test_a_desa_of_two_rows_has_a_forecast_of_whole_rows() -> None:
    _, past = kab([22] * 5, total=2)
    simulated, chance = simulate(now_of([2] * 5, np.zeros((5, 20), np.int64)), past, seed=(1,))
    assert set(np.unique(simulated.jalur)) <= {0, 1, 2}
    assert chance.min() > 0.9


def test_a_path_that_misses_the_deadline_goes_on_at_its_pace_and_not_for_ever() -> None:
    daily = np.zeros((1, 20), np.int64)
    daily[0, -7:] = 2
    standing = past_of(np.zeros((1, 6, T), np.int64), np.full((1, 6), 100))
    moving = simulate(now_of([54], daily), standing, seed=(1,))[0]
    # 14 rows in the last week before today; of the week up to the deadline only two of its days had any.
    assert (moving.selesai == 5 + np.ceil(40 * 7 / 4)).all() or (moving.selesai == TIDAK).all()
    slow = simulate(now_of([2000], daily), standing, seed=(1,))[0]
    assert (slow.selesai == TIDAK).all()
    assert (moving.selesai <= 5 + CAKRAWALA).all() or (moving.selesai == TIDAK).all()


def test_lots_of_kab_are_uniform_and_as_alike_as_asked() -> None:
    alone = [fortunes((1,), kab, 0.0) for kab in (3204, 3277)]
    together = [fortunes((1,), kab, 0.9) for kab in (3204, 3277)]
    for lots in (*alone, *together):
        assert sorted(lots) == pytest.approx((np.arange(SIMULASI) + 0.5) / SIMULASI)
    assert abs(np.corrcoef(alone)[0, 1]) < 0.25
    assert np.corrcoef(together)[0, 1] > 0.7


def test_how_much_kab_rise_and_fall_together_is_read_from_the_past() -> None:
    rng = np.random.default_rng(1)
    month = rng.normal(0, 0.1, (1, 12))
    assert togetherness(0.8 + month + rng.normal(0, 0.02, (200, 12))) > 0.8
    assert togetherness(0.8 + rng.normal(0, 0.1, (200, 12))) < 0.1
    assert togetherness(np.full((5, 12), np.nan)) == 0.0
    assert togetherness(np.zeros((0, 0))) == 0.0
