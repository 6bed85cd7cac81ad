"""The forecast: is what it calls 70 % done in time 70 of 100 times, and what does it cost.

Past BSP periode are replayed. On several of their days the forecast is made from earlier periode and the days so far
alone, and held against what then happened.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from bench.common import Measurement, measurement, median_ms, portal_database
from data_access import pantauan_store as store
from data_access.keterangan import read_now
from data_access.periode import list_periode
from data_access.session import read_session, unit_of_work
from domain.kalender import Periode, Program
from domain.ramalan import Bool, Float, Int, Kini, Lampau, add, fortunes, simulate, summarise
from workflow import pantauan

DAYS = (12, 16, 19, 21, 23)
# Periode that a replayed one has to learn from at least.
LEAST_PAST = 4
# Every so manieth kab is replayed; 1 is the whole country, which takes some twenty minutes.
EVERY = 8
BINS = 10


@dataclass
class Replay:
    """For each unfinished desa and day replayed: probability given, whether it finished, day. For each kab: whether
    the total at the deadline lay below, in and above the 80 % band."""

    chance: Float
    finished: Bool
    day: Int
    below: int
    inside: int
    above: int


def _history(connection: Connection) -> tuple[list[Periode], Int, Int, Int]:
    moment = read_now(connection)
    periode = [item for item in list_periode(connection) if item.program is Program.BSP]
    closed = sorted((item for item in periode if item.tutup_verivali < moment), key=lambda item: item.kode)
    codes = [item.kode for item in closed]
    counts = store.read_desa(connection, int(Program.BSP), codes, 0)
    desa = np.unique(counts["desa"])
    kab = np.unique(desa // 10**6)[::EVERY]
    desa = desa[np.isin(desa // 10**6, kab)]
    return closed, desa, *store.dense(desa, closed, counts, store.read_harian(connection, int(Program.BSP), codes, 0))


def _replay(connection: Connection) -> Replay:
    periode, desa, total, daily = _history(connection)
    length = daily.shape[2]
    work = np.array([pantauan.working_days(item, length) for item in periode])
    chances, finished, days = [], [], []
    band = [0, 0, 0]
    for kab in np.unique(desa // 10**6).tolist():
        own = desa // 10**6 == kab
        rows, done = total[own], daily[own]
        for index in range(LEAST_PAST, len(periode)):
            past = Lampau(rows[:, :index], done[:, :index], work[:index])
            for day in DAYS:
                now = Kini(rows[:, index], done[:, index, :day], length - day, int(work[index, day:].sum()))
                seed = (kab, periode[index].kode, day)
                simulated, chance = simulate(now, past, seed=seed, lots=fortunes(seed, kab, 0.0))
                open_now = now.done < now.total
                chances.append(chance[open_now])
                finished.append(done[open_now, index].sum(1) >= rows[open_now, index])
                days.append(np.full(int(open_now.sum()), day))
                whole = summarise(add(simulated, np.zeros(len(rows), np.int64), 1), now.sisa)
                came = int(done[:, index].sum())
                band[1 + int(came > whole.jalur[2, 0, -1]) - int(came < whole.jalur[0, 0, -1])] += 1
    return Replay(np.concatenate(chances), np.concatenate(finished), np.concatenate(days), *band)


def measure_calibration() -> Iterator[Measurement]:
    """Share of desa that finished, by what they were given; the floor is the middle of what they were given."""
    with portal_database(), read_session() as connection:
        replay = _replay(connection)
    place = np.minimum((replay.chance * BINS).astype(int), BINS - 1)
    for index in range(BINS):
        of_bin = place == index
        if of_bin.any():
            given, came = 100 * replay.chance[of_bin].mean(), 100 * replay.finished[of_bin].mean()
            yield measurement(f"ramalan-cocok-{10 * index}", came, "% selesai", given, int(of_bin.sum()))
    # Brier score, beside that of telling everybody the average.
    score = float(((replay.chance - replay.finished) ** 2).mean())
    average = replay.finished.mean()
    yield measurement("ramalan-cocok-brier", score, "", float(average * (1 - average)), len(replay.chance))
    times = replay.below + replay.inside + replay.above
    yield measurement("ramalan-cocok-pita", 100 * replay.inside / times, "% dalam pita 80 %", 80.0, times)
    yield measurement("ramalan-cocok-pita-bawah", 100 * replay.below / times, "% di bawah pita", 10.0, times)


def measure_time() -> Iterator[Measurement]:
    """One kab of usual size, read, simulated and written; beside the bare simulation. And the whole country."""
    with portal_database():
        with unit_of_work() as work:
            now = read_now(work)
            periode = next(item for item in pantauan.open_periode(work, now) if item.program is Program.BSP)
            bekal = pantauan.prepare(work, periode, now)
            kab = store.list_kab(work, *bekal.kunci)
        usual = kab[len(kab) // 2]

        def refresh() -> None:
            with unit_of_work() as work:
                pantauan.refresh_kab(work, bekal, usual)

        def read() -> None:
            with unit_of_work() as work:
                codes = [item.kode for item in (*bekal.lampau, periode)]
                store.read_desa(work, int(Program.BSP), codes, usual)
                store.read_harian(work, int(Program.BSP), codes, usual)

        value, floor = median_ms(refresh, read, n=20)
        yield measurement("ramalan-waktu-kab", value, "ms", floor, 20)

        start = time.perf_counter()
        for item in kab:
            with unit_of_work() as work:
                pantauan.refresh_kab(work, bekal, item)
        yield measurement("ramalan-waktu-semua", time.perf_counter() - start, "s", 180.0, len(kab))

        def above() -> None:
            with unit_of_work() as work:
                pantauan.refresh_above(work, bekal)

        def unpacked() -> None:
            with unit_of_work() as work:
                store.read_simulasi(work, *bekal.kunci, bekal.as_of)

        value, floor = median_ms(above, unpacked, n=10)
        yield measurement("ramalan-waktu-atas", value, "ms", floor, 10)


MEASURES = {"ramalan-cocok": measure_calibration, "ramalan-waktu": measure_time}
