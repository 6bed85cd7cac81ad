"""How verivali goes in an area: when rows are filled in, arrive, are reviewed and become final.

Areas differ and stay themselves: some never begin, some finish within a week, some rush on the last day, some stop
half-way, the east is late; every kab drifts slowly, mostly upward. Echoes July 2020, when 92 kab/kota had never
updated and 319 stood below half (section 13 of the domain document), in a milder way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np

from data_access import bulk
from demo.acak import Bool, Float, Int, chance, codes
from demo.daerah import Daerah
from demo.orang import Ruta
from domain.kalender import JAKARTA, Periode, Program
from domain.status import StatusVerivali

DAY_MICROSECONDS = 86_400_000_000
_HOUR_MICROSECONDS = 3_600_000_000


class Gaya(IntEnum):
    """How an area spends a periode."""

    CEPAT = 0
    MERATA = 1
    MEPET = 2
    MACET = 3


_GAYA_BARAT = (0.16, 0.46, 0.27, 0.11)
_GAYA_TIMUR = (0.04, 0.34, 0.4, 0.22)


@dataclass(frozen=True, slots=True)
class Watak:
    """What stays the same about a kab and its desa over all periode; drawn once."""

    gaya: int
    # Logit of the share that is done by the deadline, for the newest periode, and its change a month.
    mutu: float
    tren: float
    # Month (0 is the oldest) from which the kab takes part; len(months) or more: never yet.
    mulai: int
    mutu_desa: Float
    gaya_desa: Int
    # Days of the week (0 Monday) on which files are imported.
    hari_impor: tuple[int, ...]
    jeda_periksa: int
    tidak_memeriksa: bool
    dikembalikan: float
    nonaktif: float
    finalisasi: float
    # Neighbouring desa where work is held up this month (a flood, a road, an operator who left), and some where many
    # of the list are gone or no longer poor.
    terhambat: Bool
    salah_sasaran: Bool


@dataclass(frozen=True, slots=True)
class Kemajuan:
    """Rows of one kab in one periode; days since 1970-01-01, -1 where a stage was not reached."""

    periode: Periode
    # Places of the households among those of the kab.
    ruta: Int
    status: Int
    sta: Int
    kyc: Bool
    diisi: Int
    terimpor: Int
    diperiksa: Int
    final: Int
    # Microseconds since 1970-01-01; -1 where nothing happened.
    diubah: Int
    difinalisasi: int | None


# Its newest closed periode is still on its way to the decree: from finalisasi to the centre.
PROVINSI_BERJALAN = 32


def is_decreed(kemajuan: Kemajuan, kab: int, tanggal: date) -> bool:
    """Whether the Menteri has decreed a batch of the sample by ``tanggal``: a month later, but for one provinsi."""
    closing = kemajuan.periode.tutup_pengesahan.astimezone(JAKARTA).date()
    if kemajuan.difinalisasi is None or closing >= tanggal:
        return False
    return kab // 100 != PROVINSI_BERJALAN or tanggal - closing > timedelta(days=31)


def draw_watak(rng: np.random.Generator, daerah: Daerah, months: int) -> Watak:
    """The character of a kab for ``months`` monthly periode."""
    timur = daerah.timur
    gaya = int(codes(rng, 1, _GAYA_TIMUR if timur else _GAYA_BARAT, 0)[0])
    late = rng.random() < (0.14 if timur else 0.05)
    desa = len(daerah.desa)
    own = chance(rng, desa, 0.22)
    # A stream of its own: what is drawn after it does not depend on it.
    (aside,) = rng.spawn(1)
    return Watak(
        gaya=gaya,
        mutu=float(rng.normal(3.0, 1.0)) + (0.4 if daerah.kota else 0.0) - (1.1 if timur else 0.0),
        tren=float(rng.normal(0.055, 0.06)),
        mulai=int(rng.integers(min(3, months), months + 2)) if late else 0,
        mutu_desa=rng.normal(0.0, 0.9, desa),
        gaya_desa=np.where(own, codes(rng, desa, (0.15, 0.4, 0.25, 0.2), 0), gaya),
        hari_impor=((0, 3), (1, 4), (2, 4), (0, 2, 4))[int(rng.integers(0, 4))],
        jeda_periksa=int(rng.integers(1, 7)),
        tidak_memeriksa=bool(rng.random() < 0.03),
        dikembalikan=float(rng.uniform(0.01, 0.07)),
        nonaktif=float(np.clip(rng.lognormal(np.log(0.047), 0.35), 0.02, 0.12)),
        finalisasi=float(np.clip(rng.normal(0.9, 0.12), 0.3, 1.0)),
        terhambat=_pocket(aside, daerah, 0.12),
        salah_sasaran=_pocket(aside, daerah, 0.08),
    )


def _pocket(rng: np.random.Generator, daerah: Daerah, odds: float) -> Bool:
    """Some desa around one, in a share ``odds`` of the kab that have enough of them."""
    count = len(daerah.desa)
    inside = np.zeros(count, bool)
    if count >= 40 and rng.random() < odds:
        centre, size = int(rng.integers(0, count)), int(rng.integers(8, 17))
        away = (daerah.lat - daerah.lat[centre]) ** 2 + (daerah.lon - daerah.lon[centre]) ** 2
        inside[np.argsort(away, kind="stable")[:size]] = True
    return inside


def _epoch_day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _weekday(days: Int) -> Int:
    return (days + 3) % 7  # 1970-01-01 was a Thursday


def _next_day_of(weekdays: tuple[int, ...], first: int, last: int) -> Int:
    """For each day from ``first`` to ``last``: that day or the next one that falls on one of the weekdays."""
    days = np.arange(first, last + 1)
    waits = [np.min([(weekday - today) % 7 for weekday in weekdays]) for today in range(7)]
    landing: Int = days + np.array(waits)[_weekday(days)]
    return landing


def draw_kemajuan(
    rng: np.random.Generator,
    daerah: Daerah,
    watak: Watak,
    ruta: Ruta,
    periode: Periode,
    *,
    month: int,
    months: int,
    tanggal: date,
) -> Kemajuan:
    """Progress of one kab in one periode as it stands at the end of ``tanggal``.

    ``month`` counts periode from the oldest, 0; the newest of ``months`` is ``months - 1``.
    """
    rows = np.flatnonzero(ruta.kpm) if periode.program == Program.BSP else np.arange(ruta.count)
    desa = ruta.desa_index[rows]
    first, last = _epoch_day(periode.first_day), _epoch_day(periode.last_day)
    closing = _epoch_day(periode.tutup_pengesahan.astimezone(JAKARTA).date())
    today = _epoch_day(tanggal)
    newest = month == months - 1

    filled = _fill_days(rng, daerah, watak, desa, first, last, month=month, months=months)
    finalised = _finalisation(rng, watak, today, closing, newest=newest, last=last)
    # A closed batch takes no more rows.
    end = today if finalised is None else min(today, finalised)
    filled[filled > end] = -1

    arrives = _next_day_of(watak.hari_impor, first, last)
    with_files = ~chance(rng, len(daerah.desa), 0.03)[desa]
    imported = np.where(filled >= 0, np.minimum(arrives[np.maximum(filled - first, 0)], last), -1)
    imported[~with_files | (imported > end)] = -1

    working = _next_day_of((0, 1, 2, 3, 4), first, closing + 14)
    pause = watak.jeda_periksa + rng.integers(0, 4, len(daerah.desa))[desa]
    reviewed = np.where(
        imported >= 0, working[np.minimum(np.maximum(imported - first, 0) + pause, len(working) - 1)], -1
    )
    if not newest and not watak.tidak_memeriksa:
        # What lies there at the end is looked at before the pengesahan closes.
        reviewed = np.minimum(reviewed, np.maximum(closing - rng.integers(0, 3, len(rows)), imported))
    left_over = chance(rng, len(rows), 0.015)
    reviewed[left_over | (reviewed > min(end, closing)) | watak.tidak_memeriksa] = -1

    returned = (reviewed >= 0) & chance(rng, len(rows), watak.dikembalikan * (1.0 if newest else 0.15))
    status = np.select(
        [returned, reviewed >= 0, imported >= 0, filled >= 0],
        [StatusVerivali.DIKEMBALIKAN, StatusVerivali.DISETUJUI, StatusVerivali.TERIMPOR, StatusVerivali.DIISI],
        StatusVerivali.BELUM_DIKUNJUNGI,
    )
    final = np.full(len(rows), -1)
    if finalised is not None:
        final[status == StatusVerivali.DISETUJUI] = finalised
        status[status == StatusVerivali.DISETUJUI] = StatusVerivali.FINAL
        if not (status == StatusVerivali.FINAL).any():
            finalised = None
    sta = _findings(rng, daerah, watak, desa)
    seen = filled >= 0
    kyc = seen & ((sta <= 2) | chance(rng, len(rows), 0.3))
    latest = np.maximum.reduce([filled, imported, reviewed, final])
    return Kemajuan(
        periode=periode,
        ruta=rows,
        status=status,
        sta=np.where(seen, sta, 0),
        kyc=kyc,
        diisi=filled,
        terimpor=imported,
        diperiksa=reviewed,
        final=final,
        diubah=np.where(seen, _moments(rng, latest, today, daerah.zona), -1),
        difinalisasi=finalised,
    )


def _fill_days(
    rng: np.random.Generator,
    daerah: Daerah,
    watak: Watak,
    desa: Int,
    first: int,
    last: int,
    *,
    month: int,
    months: int,
) -> Int:
    """Day each row is filled in, -1 for never; the deadline holds, the day the sample is made for does not."""
    count = len(daerah.desa)
    skipped = month < watak.mulai or rng.random() < 0.015
    mood = float(rng.normal(0, 0.35))
    if skipped:
        return np.full(len(desa), -1)
    share = _share_done(rng, watak, mood, month - months + 1)
    if month == months - 1:
        share = np.where(watak.terhambat, 0.12 * share, share)
    begin, finish, power = _window(rng, daerah, watak)
    # A team stays in a desa for some days and does about a dozen rumah tangga on each.
    per_desa = np.bincount(desa, minlength=count)
    visits = np.clip(-(-per_desa // 12), 1, 15)[desa]
    turn = rng.random(len(desa))
    never = turn >= share[desa]
    progress = (np.floor(turn / np.maximum(share[desa], 1e-9) * visits) + 0.5) / visits
    moment = begin[desa] + (finish - begin)[desa] * np.clip(progress, 0, 1) ** power[desa]
    day = first + np.floor(moment * (last - first + 1)).astype(np.int64)
    rests = chance(rng, count, 0.8)[desa]
    weekday = _weekday(day)
    # Work that would fall on a weekend is done on one of the days beside it.
    beside = rng.integers(1, 4, count)[desa]
    day = day + rests * np.where(weekday == 6, beside, np.where(weekday == 5, -beside, 0))
    return np.where(never, -1, np.clip(day, first, last))


def _share_done(rng: np.random.Generator, watak: Watak, mood: float, month_from_now: int) -> Float:
    count = len(watak.mutu_desa)
    logit = watak.mutu + watak.tren * month_from_now + mood + watak.mutu_desa + rng.normal(0, 0.3, count)
    share: Float = np.minimum(1.07 / (1 + np.exp(-logit)), 1.0)
    stuck = watak.gaya_desa == Gaya.MACET
    share = np.where(stuck, share * rng.uniform(0.25, 0.85, count), share)
    return np.where(chance(rng, count, 0.025), 0.0, share)


def _window(rng: np.random.Generator, daerah: Daerah, watak: Watak) -> tuple[Float, Float, Float]:
    """Begin and end (0 to 1 of the periode) of the work in each desa, and how it bends in between."""
    count, gaya = len(daerah.desa), watak.gaya_desa
    a, b = rng.random(count), rng.random(count)
    late = 0.14 if daerah.timur else 0.0
    begin = np.choose(gaya, [0.08 * a, 0.28 * a, 0.3 + 0.4 * a, 0.2 * a]) + late
    finish = np.choose(gaya, [0.14 + 0.18 * b, 0.6 + 0.4 * b, 0.94 + 0.06 * b, 0.3 + 0.3 * b]) + late
    finish = np.clip(finish, begin + 0.04, 0.9999)
    power = np.choose(gaya, [1.0, 1.0, 0.4, 0.8])
    return np.minimum(begin, finish), finish, power


def _finalisation(
    rng: np.random.Generator, watak: Watak, today: int, closing: int, *, newest: bool, last: int
) -> int | None:
    willing = rng.random() < watak.finalisasi
    early = rng.random() < 0.05
    before = int(rng.integers(0, 4))
    day = last - 6 if newest and early and watak.gaya == Gaya.CEPAT else closing - before
    return day if willing and day <= today else None


def _findings(rng: np.random.Generator, daerah: Daerah, watak: Watak, desa: Int) -> Int:
    nonaktif = np.clip(watak.nonaktif * rng.lognormal(0, 0.3, len(daerah.desa)), 0.0, 0.3)
    nonaktif = np.where(watak.salah_sasaran, 0.45, nonaktif)[desa]
    gone = codes(rng, len(desa), (0.46, 0.37, 0.17), 3)
    return np.where(chance(rng, len(desa), nonaktif), gone, codes(rng, len(desa), (0.77, 0.23)))


def _moments(rng: np.random.Generator, days: Int, today: int, zona: int) -> Int:
    """A moment of the day's working hours, 8 to 16 local time; of today only the first hour has passed for sure."""
    hours = np.where(days == today, 8 + rng.random(len(days)), 8 + 8 * rng.random(len(days)))
    return days * DAY_MICROSECONDS + ((hours - zona) * _HOUR_MICROSECONDS).astype(np.int64)


def verivali_rows(ruta: Ruta, kemajuan: Kemajuan, petugas: Int) -> bulk.Rows:
    """Rows of ``verivali``; ``petugas`` is the account that enters for each household."""
    count = len(kemajuan.ruta)
    days = {
        "tgl_diisi": kemajuan.diisi,
        "tgl_terimpor": kemajuan.terimpor,
        "tgl_diperiksa": kemajuan.diperiksa,
        "tgl_final": kemajuan.final,
    }
    return bulk.Rows(
        count,
        {
            "kab": bulk.int2(np.full(count, ruta.kab)),
            "periode": bulk.int4(np.full(count, kemajuan.periode.kode)),
            "program": bulk.int2(np.full(count, int(kemajuan.periode.program))),
            "ruta": bulk.int8(ruta.id[kemajuan.ruta]),
            "desa": bulk.int8(ruta.desa[kemajuan.ruta]),
            "status": bulk.int2(kemajuan.status),
            "sta_keberadaan": bulk.int2(kemajuan.sta, kemajuan.sta == 0),
            "kyc_lengkap": bulk.boolean(kemajuan.kyc),
            "petugas": bulk.int4(petugas[kemajuan.ruta], kemajuan.diisi < 0),
            **{name: bulk.day(values, values < 0) for name, values in days.items()},
            "diubah": bulk.moment(kemajuan.diubah, kemajuan.diubah < 0),
        },
    )
