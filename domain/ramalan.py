"""Forecast of verivali: when a desa will be done and how likely it is in time, from what it did before.

A block bootstrap over past periode. Every desa of the kab in every past periode is a *donor*: the path it took over
the days that are left now, counted from the deadline, as hazards (rows done on a day / rows open at its start). A
donor counts by how much it was then what the desa is now: the share done, the rows done lately, its size, how it
ended in its other periode, and most if it is the desa itself. Each simulation draws one lot for the whole kab, from
its bad periode to its good ones, so that a bad month strikes all its desa together; then a donor for each desa; then
the rows that are left, binomially. Areas are sums of simulated desa, so their bands are those of the parts together.
See ``docs/decisions/0009-forecast.md`` for how it was tuned and how well it is calibrated.

Days run towards the deadline: the last column of a history is the day of the deadline. Nothing here asks the
machine for the time or for chance: the seed is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int64]
Float = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]
# Weights of donors: many, and none needs more digits.
Float32 = npt.NDArray[np.float32]

SIMULASI = 200
# Paths that miss the deadline are prolonged so many days past it; one that is not done then has no date.
CAKRAWALA = 60
# Days over which the pace is taken.
LAJU = 7
# ``selesai`` of what is not done within the horizon, and of an area without rows.
TIDAK, KOSONG = 30_000, -30_000

# How near a donor must be, one standard deviation: share done, share done in the last days, logarithm of the
# prelist, share of its other periode it finished, mean share it reached in them.
_NEAR = np.array([0.12, 0.15, 0.7, 0.16, 0.12])
# A desa nobody has been to yet differs in kind from one begun.
_UNTOUCHED = 1.5
_LATELY = 4
# A desa's own past counts so many times another's.
_OWN = 30.0
# One periode back counts so much less.
_FADING = 0.92
# Pseudo-periode by which a desa's own rate of finishing leans on its kab's.
_LEAN = 2.0
# Nearness of the working days left: for the deadline itself, and more a day the farther it is.
_NEAR_WORK, _NEAR_WORK_DAILY = 0.4, 0.05
# Nearness of the kab's own state, and the weight of the pooled path beside perfect donors.
_NEAR_KAB = 0.12
_POOLED = 1e-3
# Row-days by which a desa's pace leans on its kab's where there is no past at all.
_LEAN_PACE = 50.0


@dataclass(frozen=True, slots=True)
class Lampau:
    """What the desa of one kab did in past periode, oldest first; P may be 0.

    ``total`` rows on the prelist [desa, P]; ``harian`` rows done on each day [desa, P, T], the last of the T days
    being the deadline; ``kerja`` whether each of these days was a working day [P, T].
    """

    total: Int
    harian: Int
    kerja: Bool


@dataclass(frozen=True, slots=True)
class Kini:
    """Where the desa of one kab stand: ``total`` [desa], ``harian`` rows done on each day so far [desa, days], the
    last of them today; ``sisa`` days left after today, ``kerja`` of them working days; ``hari_ini`` the share (0–1)
    of today still to come.
    """

    total: Int
    harian: Int
    sisa: int
    kerja: int
    hari_ini: float = 0.0
    # Nothing may be written any more.
    tertutup: bool = False

    @property
    def done(self) -> Int:
        """Rows done so far, [desa]; never more than the prelist."""
        done: Int = np.minimum(self.harian.sum(1), self.total)
        return done


@dataclass(frozen=True, slots=True)
class Simulasi:
    """Simulated futures of N areas, of which sums can be made.

    ``jalur`` rows done at the end of each day after today up to the deadline [N, S, sisa]; ``selesai`` day on which
    everything is done, counted from today (negative when it is done already, ``TIDAK`` beyond the horizon,
    ``KOSONG`` without rows) [N, S]; ``tepat`` desa that are done by the deadline [N, S]; ``total`` rows [N].
    """

    total: Int
    jalur: npt.NDArray[np.int32]
    selesai: npt.NDArray[np.int16]
    tepat: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ringkasan:
    """What is told of N areas: quantiles 10, 50, 90 of the simulations.

    ``jalur`` [3, N, sisa]; ``selesai`` days from today [3, N] with ``TIDAK`` and ``KOSONG`` as in ``Simulasi``;
    ``peluang`` probability that every row is done in time, nan without rows [N]; ``tepat`` median of the desa done
    in time [N].
    """

    jalur: Int
    selesai: Int
    peluang: Float
    tepat: Int


@dataclass(frozen=True, slots=True)
class _Donors:
    """Donor paths, periode by periode from bad to good: hazards [M, days], the periode of each [M], and the
    logarithm of their weight for each desa [desa, M]."""

    hazard: Float
    periode: Int
    weight: Float32


def simulate(
    kini: Kini,
    lampau: Lampau,
    *,
    seed: tuple[int, ...],
    national: Float | None = None,
    lots: Float | None = None,
) -> tuple[Simulasi, Float]:
    """Simulated futures of the desa of one kab, and the probability (0–1) of each to be done in time, nan where it
    has no rows.

    ``national`` are hazards by day of past periode of the whole country [P, days], used where the kab has no past;
    without them too the pace of this periode goes on. ``lots`` [S] are the kab's fortunes (0 worst, 1 best); where
    none are given they are drawn from ``seed``.
    """
    rng = np.random.default_rng(seed)
    total, done = kini.total, kini.done
    left = total - done
    days = kini.sisa
    lots = rng.random(SIMULASI) if lots is None else lots
    path = np.repeat(done[:, None, None], len(lots), 1) + np.zeros((1, 1, days), np.int64)
    chance = np.where(total > 0, (left == 0) * 1.0, np.nan)
    moving = np.flatnonzero((left > 0) & (not kini.tertutup))
    tail = _steps(kini) if len(moving) else 0
    if len(moving) and tail:
        donors = _donors(kini, lampau, national, tail)
        weight = donors.weight[moving]
        weight = np.exp(weight - weight.max(1, keepdims=True))
        arrives = 1 - np.prod(1 - donors.hazard, 1)
        sizes, which = np.unique(left[moving], return_inverse=True)
        by_size = (arrives[None] ** sizes[:, None]).astype(np.float32)
        chance[moving] = np.einsum("ij,ij->i", weight, by_size[which]) / weight.sum(1)
        picked = _pick(weight, donors.periode, lots, rng)
        path[moving] = _play(rng, donors.hazard, picked, left[moving], done[moving], days)
    ends = _end_days(kini, path)
    in_time = (total[:, None] > 0) & (ends <= days)
    simulated = Simulasi(total, path.astype(np.int32), ends.astype(np.int16), in_time.astype(np.int32))
    return simulated, chance


def add(parts: Simulasi, group: Int, count: int) -> Simulasi:
    """Sums of areas: part ``i`` belongs to area ``group[i]`` of ``count``; an area is done when its last part is."""
    order = np.argsort(group, kind="stable")
    present, start = np.unique(group[order], return_index=True)

    def summed(values: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        out = np.zeros((count, *values.shape[1:]), values.dtype)
        out[present] = np.add.reduceat(values[order], start, 0)
        return out

    selesai = np.full((count, parts.selesai.shape[1]), KOSONG, np.int16)
    selesai[present] = np.maximum.reduceat(parts.selesai[order], start, 0)
    total = np.bincount(group, weights=parts.total, minlength=count).astype(np.int64)
    return Simulasi(total, summed(parts.jalur), selesai, summed(parts.tepat))


def summarise(simulated: Simulasi, sisa: int, chance: Float | None = None) -> Ringkasan:
    """Quantiles of the simulations; ``chance`` replaces the share of simulations where it is known exactly."""
    quantiles = [0.1, 0.5, 0.9]
    exists = simulated.total > 0
    share = np.where(exists, (simulated.selesai <= sisa).mean(1), np.nan)
    return Ringkasan(
        np.quantile(simulated.jalur, quantiles, axis=1, method="inverted_cdf").astype(np.int64),
        np.quantile(simulated.selesai, quantiles, axis=1, method="inverted_cdf").astype(np.int64),
        share if chance is None else chance,
        np.quantile(simulated.tepat, 0.5, axis=1, method="inverted_cdf").astype(np.int64),
    )


def fortunes(seed: tuple[int, ...], kab: int, together: float) -> Float:
    """Lots of one kab [S]: uniform, correlated by ``together`` (0–1) with those of every other kab."""
    common = np.random.default_rng(seed).standard_normal(SIMULASI)
    own = np.random.default_rng((*seed, kab)).standard_normal(SIMULASI)
    mixed = np.sqrt(together) * common + np.sqrt(1 - together) * own
    # Ranks rather than the normal distribution function: uniform to the last, whatever was drawn.
    lots: Float = (np.argsort(np.argsort(mixed)) + 0.5) / SIMULASI
    return lots


def togetherness(share: Float) -> float:
    """How much kab rise and fall together (0–1): of the variation of the share done about each kab's mean, what the
    periode explains. ``share`` [kab, periode], nan where a kab had no rows.
    """
    share = share[(~np.isnan(share)).any(1)] if share.size else share
    known = ~np.isnan(share)
    if known.sum() < 4 or share.shape[1] < 3:
        return 0.0
    about = share - np.nanmean(share, 1, keepdims=True)
    spread = float(np.nanvar(about))
    if spread <= 0:
        return 0.0
    each = known.sum(0)
    means = np.where(each > 0, np.nansum(about, 0) / np.maximum(each, 1), 0.0)
    # The mean of independent kab varies too, by their number.
    explained = float(np.var(means)) - spread / max(float(each.mean()), 1.0)
    return float(np.clip(explained / spread, 0.0, 0.95))


def _steps(kini: Kini) -> int:
    return kini.sisa + (kini.hari_ini > 0)


def _state(total: Int, daily: Int) -> Float:
    """Share done, share done lately, logarithm of the prelist: [..., 3]."""
    size = np.maximum(total, 1)
    share = np.minimum(daily.sum(-1) / size, 1.0)
    lately = daily[..., -_LATELY:].sum(-1) / size
    return np.stack([share, lately, np.log(size)], -1)


def _habit(lampau: Lampau) -> tuple[Float, Float]:
    """How often each desa was done, and the share it reached: over all periode [desa, 2], and over all but one
    [desa, P, 2]; both lean on the kab.
    """
    had = lampau.total > 0
    share = np.where(had, np.minimum(lampau.harian.sum(-1) / np.maximum(lampau.total, 1), 1.0), 0.0)
    figure = np.stack([(share >= 1) & had, share], -1).astype(float)
    count = had.sum(1)[:, None]
    pooled = figure.sum((0, 1)) / max(int(had.sum()), 1)
    whole = (figure.sum(1) + _LEAN * pooled) / (count + _LEAN)
    others = (figure.sum(1)[:, None] - figure + _LEAN * pooled) / (count[..., None] - had[..., None] + _LEAN)
    return whole, others


def _hazards(open_before: Float, daily: Float) -> Float:
    """Rows done on each day over rows open at its start, [..., days]; 0 where none is open."""
    opened = open_before[..., None] - np.cumsum(daily, -1) + daily
    return np.clip(np.divide(daily, opened, out=np.zeros_like(daily), where=opened > 0), 0.0, 1.0)


def _donors(kini: Kini, lampau: Lampau, national: Float | None, steps: int) -> _Donors:
    count = len(kini.total)
    periods = lampau.total.shape[1]
    past, tail = lampau.harian[..., : lampau.harian.shape[-1] - steps], lampau.harian[..., -steps:].astype(float)
    before = np.minimum(past.sum(-1), lampau.total)
    opened = (lampau.total - before).astype(float)
    if not opened.any():
        return _without_past(kini, national, steps)
    hazard = _hazards(opened, tail)
    pooled = _hazards(opened.sum(0), np.where(opened[..., None] > 0, tail, 0.0).sum(0))
    if kini.hari_ini:
        hazard[..., 0] *= kini.hari_ini
        pooled[..., 0] *= kini.hari_ini

    # From the kab's worst end of a periode to its best; a path that nobody has walked is never picked.
    order = np.argsort(np.prod(1 - pooled, -1))[::-1]
    width = count + 1
    weight = np.full((count, periods, width), np.log(_POOLED), np.float32)
    weight[:, :, :count] = _nearness(kini, lampau, past, before)[:, order]
    weight[:, :, :count][:, (opened <= 0).T[order]] = -np.inf
    weight += _of_period(kini, lampau, before, opened)[order][:, None]
    hazard = np.concatenate([hazard, pooled[None]])
    return _Donors(
        hazard[:, order].transpose(1, 0, 2).reshape(periods * width, steps),
        np.repeat(np.arange(periods), width),
        weight.reshape(count, periods * width),
    )


def _nearness(kini: Kini, lampau: Lampau, past: Int, before: Int) -> Float32:
    """How near each donor is to each desa, as the logarithm of a weight [desa, P, donor]."""
    whole, others = _habit(lampau)
    here = np.concatenate([_state(kini.total, kini.harian), whole], -1) / _NEAR
    there = np.concatenate([_state(lampau.total, past), others], -1) / _NEAR
    here = np.concatenate([here, _UNTOUCHED * (kini.done == 0)[:, None]], -1)
    there = np.concatenate([there, _UNTOUCHED * (before == 0)[..., None]], -1).transpose(1, 0, 2)
    flat = there.reshape(-1, there.shape[-1])
    # The square of the distance, multiplied out: one product of matrices.
    left = np.concatenate([here, -0.5 * (here**2).sum(1)[:, None], np.ones((len(here), 1))], 1)
    right = np.concatenate([flat, np.ones((len(flat), 1)), -0.5 * (flat**2).sum(1)[:, None]], 1)
    near = (left.astype(np.float32) @ right.astype(np.float32).T).reshape(len(here), *there.shape[:2])
    own = np.arange(len(here))
    near[own, :, own] += np.float32(np.log(_OWN))
    return near


def _of_period(kini: Kini, lampau: Lampau, before: Int, opened: Float) -> Float32:
    """How much each periode counts, as the logarithm of a weight [P]: nearness of the whole kab and of the calendar,
    and how long ago; none where nothing was left to do.
    """
    size = np.maximum(lampau.total.sum(0), 1)
    gap = (before.sum(0) / size - kini.done.sum() / max(int(kini.total.sum()), 1)) / _NEAR_KAB
    days = max(kini.sisa, 1)
    work = (lampau.kerja[:, -days:].sum(1) - kini.kerja) / (_NEAR_WORK + _NEAR_WORK_DAILY * days)
    fading = np.log(_FADING) * np.arange(len(size))[::-1]
    weight: Float32 = np.where(opened.sum(0) > 0, -0.5 * (gap**2 + work**2) + fading, -np.inf).astype(np.float32)
    return weight


def _without_past(kini: Kini, national: Float | None, steps: int) -> _Donors:
    """The country's pooled hazards; failing those too, the pace of the last days leaning on the kab's."""
    count = len(kini.total)
    if national is not None and len(national):
        hazard = national[:, -steps:].copy()
        if kini.hari_ini:
            hazard[:, 0] *= kini.hari_ini
        hazard = hazard[np.argsort(np.prod(1 - hazard, 1))[::-1]]
        return _Donors(hazard, np.arange(len(hazard)), np.zeros((count, len(hazard)), np.float32))
    lately = kini.harian[:, -LAJU:].sum(1)
    exposed = min(kini.harian.shape[1], LAJU) * (kini.total - kini.done + lately / 2)
    pooled = lately.sum() / max(float(exposed.sum()), 1.0)
    pace = np.clip((lately + _LEAN_PACE * pooled) / (exposed + _LEAN_PACE), 0.0, 1.0)
    hazard = np.repeat(pace[:, None], steps, 1)
    if kini.hari_ini:
        hazard[:, 0] *= kini.hari_ini
    alone = np.where(np.eye(count, dtype=bool), 0.0, -np.inf).astype(np.float32)
    return _Donors(hazard, np.zeros(count, np.int64), alone)


def _pick(weight: Float32, periode: Int, lots: Float, rng: np.random.Generator) -> Int:
    """A donor for each desa in each simulation, [desa, S]: the lot chooses the periode, chance one of its donors."""
    heap = np.cumsum(weight, 1, dtype=np.float64)
    heap /= heap[:, -1:]
    last = np.append(np.flatnonzero(np.diff(periode)), len(periode) - 1)
    high = heap[:, last]
    low = np.concatenate([np.zeros((len(heap), 1)), high[:, :-1]], 1)
    drawn = rng.random((len(heap), len(lots)))
    picked = np.empty(drawn.shape, np.int64)
    for row in range(len(heap)):
        block = np.minimum(np.searchsorted(high[row], lots), len(last) - 1)
        target = low[row, block] + drawn[row] * (high[row, block] - low[row, block])
        picked[row] = np.searchsorted(heap[row], target, side="right")
    return np.minimum(picked, len(periode) - 1)


def _play(rng: np.random.Generator, hazard: Float, picked: Int, left: Int, done: Int, days: int) -> Int:
    """Rows done at the end of each of the ``days`` to come, [desa, S, days]."""
    steps = hazard.shape[1]
    remaining = np.repeat(left[:, None], picked.shape[1], 1)
    path = np.empty((*picked.shape, days), np.int64)
    for step in range(steps):
        chance = hazard[:, step][picked]
        drawn = np.where(chance >= 1, remaining, 0)
        some = (chance > 0) & (chance < 1) & (remaining > 0)
        drawn[some] = rng.binomial(remaining[some], chance[some])
        remaining = remaining - drawn
        if step >= steps - days:
            path[..., step - (steps - days)] = (left + done)[:, None] - remaining
    return path


def _end_days(kini: Kini, path: Int) -> Int:
    """Day on which everything is done, from today, [desa, S]; see ``Simulasi``."""
    total, done, days = kini.total[:, None], kini.done[:, None], kini.sisa
    before = kini.harian[:, ::-1]
    since = np.where(before.any(1), (before > 0).argmax(1), 0)
    final = path[..., -1] if days else np.repeat(done, path.shape[1], 1)
    # Rows done over the last days before the deadline, simulated or not.
    if days >= LAJU:
        start = path[..., days - LAJU - 1] if days > LAJU else done
        lately = final - start
    else:
        lately = final - done + before[:, : LAJU - days].sum(1)[:, None]
    left = total - final
    prolonged = np.ceil(np.divide(left * LAJU, lately, out=np.full(left.shape, np.inf), where=lately > 0))
    ends = np.where((prolonged <= CAKRAWALA) & (not kini.tertutup), days + prolonged, TIDAK)
    if days:
        ends = np.where(left == 0, (path < total[..., None]).sum(-1) + 1, ends)
    ends = np.where(done >= total, -since[:, None], ends)
    return np.where(total > 0, ends, KOSONG).astype(np.int64)
