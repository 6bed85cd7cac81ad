"""Everything the sample holds for one kab, made from the seed and the day alone.

Streams of chance are keyed by kab (and by programme and periode), so that the same seed gives the same rows whatever
process makes them and in whatever order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access import bulk
from demo.acak import Bool, Int, chance
from demo.daerah import Daerah, ruta_by_desa
from demo.kuota import kuota_rows, tahap_of
from demo.orang import Ruta, draw_orang, draw_ruta, individu_rows
from demo.petugas import operator_of, petugas_rows, supervisor_of
from demo.progres import (
    DAY_MICROSECONDS,
    Kemajuan,
    Watak,
    draw_kemajuan,
    draw_watak,
    is_decreed,
    verivali_rows,
)
from demo.rumah import draw_pengurus, rumah_rows
from demo.usulan import draw_usulan, musdes_rows, usulan_rows
from domain.batch import StateBatch
from domain.kalender import Periode, Program, periode_of_month

DTKS_MONTHS = (5, 11)
# Of the KPM that the open periode has not confirmed.
_INCOMPLETE_KYC = 0.14
_STATES = bulk.Vocabulary([StateBatch.TERBUKA, StateBatch.DIFINALISASI, StateBatch.DITETAPKAN])


@dataclass(frozen=True, slots=True)
class Putaran:
    """A periode of the sample, and the month of the sample's span that it is judged by (0 is the oldest)."""

    periode: Periode
    month: int


@dataclass(frozen=True, slots=True)
class Rencana:
    """What is the same for every kab of one seed."""

    benih: int
    tanggal: date
    putaran: tuple[Putaran, ...]
    months: int
    # Codes of every kecamatan and desa of the country, in order.
    kecamatan: Int
    desa: Int
    # Hash of a password that nobody has, for the accounts of the field.
    sandi: str


def putaran_of(tanggal: date, months_back: int, half_years_back: int) -> tuple[tuple[Putaran, ...], int]:
    """BSP of the month of ``tanggal`` and of the months before; the DTKS half-year that holds it and those before.

    Oldest first within a programme; also returns the number of months.
    """
    this = tanggal.year * 12 + tanggal.month - 1
    months = months_back + 1
    bsp = [
        Putaran(periode_of_month(Program.BSP, index // 12, index % 12 + 1), months - 1 - (this - index))
        for index in range(this - months_back, this + 1)
    ]
    decreed = next(index for index in range(this, this + 7) if index % 12 + 1 in DTKS_MONTHS)
    halves = [decreed - 6 * back for back in range(half_years_back, -1, -1)]
    dtks = [
        Putaran(
            periode_of_month(Program.DTKS, index // 12, index % 12 + 1, months=6),
            max(0, months - 1 - max(0, decreed - index)),
        )
        for index in halves
    ]
    return (*bsp, *dtks), months


@dataclass(frozen=True, slots=True)
class Muatan:
    """Rows of one kab by table, in the order they must be written."""

    kab: int
    tables: dict[str, list[bulk.Rows]]


def make_muatan(rencana: Rencana, daerah: Daerah, pecahan: float, paling_sedikit: int) -> Muatan:
    """All rows of one kab, ``pecahan`` (0–1) of its register."""
    rng = np.random.default_rng([rencana.benih, daerah.kab])
    per_desa = ruta_by_desa(daerah, rng, pecahan, paling_sedikit)
    ruta = draw_ruta(rng, daerah.kab, daerah.desa, daerah.urban, daerah.art, per_desa)
    orang = draw_orang(rng, ruta, rencana.kecamatan, rencana.tanggal)
    pengurus = draw_pengurus(rng, ruta, orang)
    watak = draw_watak(rng, daerah, rencana.months)
    kemajuan = [_play(rencana, daerah, watak, ruta, putaran) for putaran in rencana.putaran]
    bsp = [k for k in kemajuan if k.periode.program == Program.BSP]
    usulan = [draw_usulan(_rng(rencana, daerah, 1, k), watak, ruta, len(daerah.desa), k, rencana.tanggal) for k in bsp]
    incomplete = _incomplete_kyc(rng, ruta.count, bsp[-1])
    changed = _last_change(rng, ruta.count, kemajuan, rencana.tanggal)
    own = np.random.default_rng([rencana.benih, daerah.kab, 2])
    tahap = tahap_of(own, kota=daerah.kota)
    petugas = operator_of(rencana.desa, ruta.desa)
    return Muatan(
        daerah.kab,
        {
            "pengguna": petugas_rows(own, daerah.kab, daerah.desa, rencana.desa, rencana.sandi),
            "rumah_tangga": [rumah_rows(rng, daerah, ruta, orang, pengurus, incomplete, changed)],
            "individu": [individu_rows(rng, ruta, orang, pengurus[ruta.kpm])],
            "verivali": [verivali_rows(ruta, k, petugas) for k in kemajuan],
            "kuota": [
                kuota_rows(
                    _rng(rencana, daerah, 0, k),
                    daerah,
                    ruta.desa_index[k.ruta],
                    k,
                    proposed.approved(ruta, len(daerah.desa)),
                    tahap,
                )
                for k, proposed in zip(bsp, usulan, strict=True)
            ],
            "usulan": [usulan_rows(ruta, proposed, supervisor_of(daerah.kab)) for proposed in usulan],
            "musdes": [musdes_rows(daerah.kab, daerah.desa, proposed) for proposed in usulan],
            "batch": [_batch_rows(daerah, kemajuan, rencana.tanggal)],
        },
    )


def _rng(rencana: Rencana, daerah: Daerah, stream: int, kemajuan: Kemajuan) -> np.random.Generator:
    return np.random.default_rng([rencana.benih, daerah.kab, stream, kemajuan.periode.kode])


def _play(rencana: Rencana, daerah: Daerah, watak: Watak, ruta: Ruta, putaran: Putaran) -> Kemajuan:
    periode = putaran.periode
    return draw_kemajuan(
        np.random.default_rng([rencana.benih, daerah.kab, int(periode.program), periode.kode]),
        daerah,
        watak,
        ruta,
        periode,
        month=putaran.month,
        months=rencana.months,
        tanggal=rencana.tanggal,
    )


def _incomplete_kyc(rng: np.random.Generator, count: int, newest: Kemajuan) -> Bool:
    """KPM without a complete KYC: only among those not yet found this month, as a found one must have it."""
    waiting = np.zeros(count, bool)
    waiting[newest.ruta[(newest.sta == 0) | (newest.sta >= 3)]] = True
    return waiting & chance(rng, count, _INCOMPLETE_KYC)


def _last_change(rng: np.random.Generator, count: int, kemajuan: Sequence[Kemajuan], tanggal: date) -> Int:
    """When each household's row was last written, microseconds since 1970."""
    today = np.datetime64(tanggal, "D").astype(np.int64) * DAY_MICROSECONDS
    changed: Int = today - rng.integers(420 * DAY_MICROSECONDS, 900 * DAY_MICROSECONDS, count)
    for k in kemajuan:
        changed[k.ruta] = np.maximum(changed[k.ruta], k.diubah)
    return changed


def _batch_rows(daerah: Daerah, kemajuan: Sequence[Kemajuan], tanggal: date) -> bulk.Rows:
    """Batches as they stood before the portal took snapshots; ``demo.pengesahan`` plays the newest closed ones on."""
    count = len(kemajuan)
    closed = np.array([k.difinalisasi is not None for k in kemajuan])
    decreed = np.array([is_decreed(k, daerah.kab, tanggal) for k in kemajuan])
    opened = np.array([np.datetime64(k.periode.first_day, "D").astype(np.int64) for k in kemajuan])
    last = np.array([k.diubah.max(initial=0) for k in kemajuan])
    return bulk.Rows(
        count,
        {
            "kab": bulk.int2(np.full(count, daerah.kab)),
            "periode": bulk.int4(np.array([k.periode.kode for k in kemajuan])),
            "program": bulk.int2(np.array([int(k.periode.program) for k in kemajuan])),
            "state": bulk.text(bulk.Word(_STATES, closed.astype(np.int64) + decreed)),
            "diubah": bulk.moment(np.where(closed, last, opened * DAY_MICROSECONDS)),
        },
    )
