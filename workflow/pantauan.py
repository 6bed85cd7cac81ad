"""Pace, target and forecast of every wilayah, counted and simulated in the background and kept in ``pantauan``.

A kab is the unit of work: its desa are simulated together, its kecamatan and itself are sums of them. Provinsi and
Indonesia are sums of what the kab left in ``simulasi``. Everything is computed from the tables alone with a fixed
seed, so that the same data give the same forecast, in whatever order and by whatever worker.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from data_access import keterangan
from data_access import pantauan_store as store
from data_access.periode import list_periode
from data_access.session import Connection
from domain.indikator import PACE_DAYS, target_rows
from domain.kalender import JAKARTA, Periode
from domain.kode import INDONESIA, Level
from domain.ramalan import (
    KOSONG,
    SIMULASI,
    TIDAK,
    Float,
    Int,
    Kini,
    Lampau,
    Ringkasan,
    Simulasi,
    add,
    fortunes,
    simulate,
    summarise,
    togetherness,
)

# Past periode that donors are taken from.
_PAST = 12
# Work is done between these hours; what is left of them is what is left of a day.
_FROM_HOUR, _TO_HOUR = 8, 16
_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Bekal:
    """What every kab of a periode needs for its forecast on one day; read once."""

    periode: Periode
    lampau: tuple[Periode, ...]
    as_of: date
    tertutup: bool
    hari_ini: float
    # Hazards by day of past periode of the country [P, days], and how much kab rise and fall together.
    nasional: Float
    serempak: float

    @property
    def kunci(self) -> tuple[int, int]:
        """Program and periode, as the store asks for them."""
        return int(self.periode.program), self.periode.kode

    @property
    def sisa(self) -> int:
        """Days after today up to the deadline."""
        return (self.periode.last_day - self.as_of).days

    @property
    def benih(self) -> tuple[int, int, int]:
        """Seed of everything drawn on this day."""
        return (*self.kunci, self.as_of.toordinal())


def open_periode(connection: Connection, now: datetime) -> list[Periode]:
    """Periode whose rows may still change."""
    return [item for item in list_periode(connection) if item.buka <= now <= item.tutup_pengesahan]


def prepare(connection: Connection, periode: Periode, now: datetime) -> Bekal:
    """Read what is the same for every kab. ``periode`` has opened by ``now``."""
    past = [item for item in list_periode(connection) if item.program == periode.program and item.kode < periode.kode]
    past = sorted(past, key=lambda item: item.kode)[-_PAST:]
    codes = [item.kode for item in past]
    kab = store.read_past_kab(connection, int(periode.program), codes)
    days = store.read_past_days(connection, int(periode.program), codes)
    as_of = periode.as_of(now)
    sample = keterangan.read(connection, keterangan.SAMPLE)
    local = now.astimezone(JAKARTA)
    left = (_TO_HOUR - local.hour - local.minute / 60) / (_TO_HOUR - _FROM_HOUR)
    tertutup = now > periode.tutup_verivali
    return Bekal(
        periode,
        tuple(past),
        as_of,
        tertutup,
        # A sample stands at the end of its day.
        0.0 if sample is not None or tertutup else float(np.clip(left, 0, 1)),
        _national_hazards(past, kab, days),
        togetherness(_share_by_kab(codes, kab)),
    )


def _share_by_kab(codes: Sequence[int], rows: dict[str, Int]) -> Float:
    kab = np.unique(rows["kab"])
    share = np.full((len(kab), len(codes)), np.nan)
    at = np.searchsorted(kab, rows["kab"]), np.searchsorted(codes, rows["periode"])
    share[at] = np.where(rows["total"] > 0, rows["selesai"] / np.maximum(rows["total"], 1), np.nan)
    return share


def _national_hazards(past: Sequence[Periode], kab: dict[str, Int], days: dict[str, Int]) -> Float:
    counts = {"periode": kab["periode"], "desa": np.zeros_like(kab["kab"]), "total": kab["total"]}
    daily = {**days, "desa": np.zeros_like(days["hari"])}
    _, done = store.dense(np.zeros(1, np.int64), past, counts, daily)
    total = np.array([int(kab["total"][kab["periode"] == item.kode].sum()) for item in past], float)
    opened = total[:, None] - np.cumsum(done[0], 1) + done[0]
    used = total > 0
    hazard: Float = np.clip(done[0] / np.maximum(opened, 1), 0.0, 1.0)
    return hazard[used]


def refresh_kab(connection: Connection, bekal: Bekal, kab: int) -> None:
    """Bring the rows of a kab, its kecamatan and its desa up to date."""
    program, kode = bekal.kunci
    store.lock(connection, program, kode, kab)
    periods = [*bekal.lampau, bekal.periode]
    counts = store.read_desa(connection, program, [item.kode for item in periods], kab)
    daily = store.read_harian(connection, program, [item.kode for item in periods], kab)
    current = counts["periode"] == kode
    order = np.argsort(counts["desa"][current])
    desa, total, done = (counts[name][current][order] for name in ("desa", "total", "selesai"))
    all_total, all_days = store.dense(desa, periods, counts, daily)
    until = all_days.shape[2] - bekal.sisa
    now_days = all_days[:, -1, :until]
    weekday = np.array([working_days(item, all_days.shape[2]) for item in periods])
    kini = Kini(
        total,
        now_days,
        bekal.sisa,
        int(weekday[-1, until:].sum()),
        bekal.hari_ini,
        bekal.tertutup,
    )
    lampau = Lampau(all_total[:, :-1], all_days[:, :-1], weekday[:-1])
    lots = fortunes(bekal.benih, kab, bekal.serempak)
    simulated, chance = simulate(kini, lampau, seed=(*bekal.benih, kab), national=bekal.nasional, lots=lots)
    had = total > 0
    inklusi = store.read_inklusi(connection, program, kode, kab)
    hitungan = {
        "desa": had.astype(np.int64),
        "desa_selesai": (had & (done >= total)).astype(np.int64),
        "musdes": (had & np.isin(desa, store.read_musdes(connection, program, kode, kab))).astype(np.int64),
        "diisi_1": now_days[:, -1],
        "diisi_7": now_days[:, -PACE_DAYS:].sum(1),
        "inklusi_desil": _placed(desa, inklusi["desa"], inklusi["jumlah"]),
    }
    parts = [_rows(bekal, Level.DESA, desa, kab, hitungan, simulated, chance)]
    kecamatan, group = np.unique(desa // 10**4, return_inverse=True)
    whole = np.zeros(len(desa), np.int64)
    sums = add(simulated, whole, 1)
    for level, codes, member, part in (
        (Level.KECAMATAN, kecamatan, group, add(simulated, group, len(kecamatan))),
        (Level.KAB, np.array([kab]), whole, sums),
    ):
        added = {
            name: np.bincount(member, weights=values, minlength=len(codes)).astype(np.int64)
            for name, values in hitungan.items()
        }
        parts.append(_rows(bekal, level, codes, kab, added, part, None))
    store.store_rows(connection, program, kode, kab, _stacked(parts))
    store.store_simulasi(connection, program, kode, kab, bekal.as_of, _pack(sums))


def refresh_above(connection: Connection, bekal: Bekal) -> bool:
    """Bring provinsi and Indonesia up to date; False, and nothing is written, while a kab lacks its forecast for
    the day, because a sum of some would be taken for the whole.
    """
    program, kode = bekal.kunci
    store.lock(connection, program, kode, 0)
    packed = store.read_simulasi(connection, program, kode, bekal.as_of)
    if not packed or set(store.list_kab(connection, program, kode)) - packed.keys():
        return False
    kab = np.array(sorted(packed))
    parts = _unpack([packed[item] for item in kab.tolist()], bekal.sisa)
    prov, group = np.unique(kab // 100, return_inverse=True)
    sums = store.read_sums(connection, program, kode)
    by_prov = {name: np.array([sums[item][name] for item in prov.tolist()]) for name in store.ADDED}
    rows = [_rows(bekal, Level.PROVINSI, prov, 0, by_prov, add(parts, group, len(prov)), None)]
    whole = {name: values.sum(keepdims=True) for name, values in by_prov.items()}
    nation = add(parts, np.zeros(len(kab), np.int64), 1)
    rows.append(_rows(bekal, Level.NASIONAL, np.array([INDONESIA]), 0, whole, nation, None))
    store.store_rows(connection, program, kode, 0, _stacked(rows))
    return True


def stale_kab(connection: Connection, bekal: Bekal) -> list[int]:
    """Kab whose forecast is of another day, or older than their sums."""
    return store.stale_kab(connection, *bekal.kunci, bekal.as_of)


def refresh(connection: Connection, periode: Periode, now: datetime, kab: Iterable[int] | None = None) -> None:
    """Bring some kab of a periode up to date, all when ``kab`` is None, and then what lies above them."""
    bekal = prepare(connection, periode, now)
    for item in store.list_kab(connection, *bekal.kunci) if kab is None else kab:
        refresh_kab(connection, bekal, item)
    refresh_above(connection, bekal)


def list_register(connection: Connection) -> list[int]:
    """Every kab, also those without a single household, whose counts may have to go."""
    return store.list_register(connection)


def refresh_register(connection: Connection, kab: int) -> None:
    """Count what is known of the households of a kab whatever the periode."""
    store.count_register(connection, kab)


def working_days(periode: Periode, length: int) -> list[bool]:
    """Which of the ``length`` days up to the deadline are working days."""
    return [(periode.last_day - timedelta(days=back)).weekday() < _WEEKEND for back in range(length - 1, -1, -1)]


def _placed(desa: Int, where: Int, values: Int) -> Int:
    placed = np.zeros(len(desa), np.int64)
    at = np.searchsorted(desa, where)
    known = (at < len(desa)) & (desa[np.minimum(at, len(desa) - 1)] == where)
    placed[at[known]] = values[known]
    return placed


def _rows(
    bekal: Bekal, level: Level, codes: Int, kab: int, counts: dict[str, Int], simulated: Simulasi, chance: Float | None
) -> dict[str, list[object]]:
    """Columns of the rows of ``pantauan`` for areas of one level."""
    told = summarise(simulated, bekal.sisa, chance)
    span = bekal.as_of, bekal.periode.first_day, bekal.periode.last_day
    target = [target_rows(total, *span) for total in simulated.total.tolist()]
    return {
        "periode": [bekal.periode.kode] * len(codes),
        "program": [int(bekal.periode.program)] * len(codes),
        "wilayah": codes.tolist(),
        "kab": [kab] * len(codes),
        "level": [int(level)] * len(codes),
        "tanggal": [bekal.as_of] * len(codes),
        "target": list(target),
        "desa_tepat": told.tepat.tolist(),
        **{name: values.tolist() for name, values in counts.items()},
        **_told(bekal, told, simulated.total),
    }


def _stacked(parts: Sequence[dict[str, list[object]]]) -> dict[str, list[object]]:
    return {name: [value for part in parts for value in part[name]] for name in store.COLUMNS}


def _told(bekal: Bekal, told: Ringkasan, total: Int) -> dict[str, list[object]]:
    offsets = np.unique(told.selesai).tolist()
    days = {offset: bekal.as_of + timedelta(days=offset) for offset in offsets if KOSONG < offset < TIDAK}
    exists = (total > 0).tolist()
    columns: dict[str, list[object]] = {
        "peluang": [None if np.isnan(value) else round(100 * value) for value in told.peluang.tolist()]
    }
    for index, name in enumerate(("p10", "p50", "p90")):
        columns[f"selesai_{name}"] = [days.get(offset) for offset in told.selesai[index].tolist()]
        columns[f"jalur_{name}"] = [
            path if known else None for path, known in zip(told.jalur[index].tolist(), exists, strict=True)
        ]
    return columns


def _pack(simulated: Simulasi) -> bytes:
    """The one area of ``simulated`` as bytes: total, then paths, last days and desa in time of each simulation."""
    parts = (simulated.total, simulated.jalur[0].ravel(), simulated.selesai[0], simulated.tepat[0])
    return zlib.compress(np.concatenate([part.astype("<i4") for part in parts]).tobytes(), 1)


def _unpack(packed: Sequence[bytes], sisa: int) -> Simulasi:
    flat = np.stack([np.frombuffer(zlib.decompress(item), "<i4") for item in packed])
    paths = SIMULASI * sisa
    return Simulasi(
        flat[:, 0].astype(np.int64),
        flat[:, 1 : 1 + paths].reshape(len(flat), SIMULASI, sisa).astype(np.int32),
        flat[:, 1 + paths : 1 + paths + SIMULASI].astype(np.int16),
        flat[:, 1 + paths + SIMULASI :].astype(np.int32),
    )
