"""Kuota of the sample: what the centre allots a kab, and how the kab divides it."""

from __future__ import annotations

from datetime import date

import numpy as np

from data_access import bulk
from demo.acak import Int
from demo.daerah import Daerah
from demo.progres import Kemajuan
from domain.kalender import Periode

_DECREES = bulk.Vocabulary(["SK Contoh Nomor "])


def tahap_of(rng: np.random.Generator, *, kota: bool) -> int:
    """Tahap perluasan BPNT: 219 kab/kota came first (2018), most of them kota; the others followed in 2019."""
    return 1 if rng.random() < (0.95 if kota else 0.3) else 2


def kuota_rows(
    rng: np.random.Generator, daerah: Daerah, desa_of_row: Int, kemajuan: Kemajuan, disetujui: Int, tahap: int
) -> bulk.Rows:
    """Rows of ``kuota`` for one BSP periode: the kab's (desa 0) and one a desa, which add up to it.

    ``desa_of_row`` is the place of the desa for each row of ``kemajuan``, ``disetujui`` the usulan by desa that hold
    a place.
    """
    kab, desa = daerah.kab, daerah.desa
    awal = np.bincount(desa_of_row, minlength=len(desa))
    # Some kab were given more places than they had recipients.
    kuota = awal + rng.binomial(awal, float(rng.uniform(0.0, 0.02)))
    decree = decree_day(kemajuan.periode)
    total = len(desa) + 1

    def with_kab(values: Int) -> Int:
        return np.concatenate([[values.sum()], values])

    number = np.full(total, kemajuan.periode.kode % 100 + 100)
    return bulk.Rows(
        total,
        {
            "periode": bulk.int4(np.full(total, kemajuan.periode.kode)),
            "program": bulk.int2(np.full(total, int(kemajuan.periode.program))),
            "desa": bulk.int8(np.concatenate([[0], desa])),
            "kab": bulk.int2(np.full(total, kab)),
            "kuota": bulk.int4(with_kab(kuota)),
            "awal": bulk.int4(with_kab(awal)),
            "disetujui": bulk.int4(with_kab(disetujui)),
            "dasar_sk": bulk.text(
                bulk.Word(_DECREES, np.zeros(total, np.int64)),
                bulk.Digits(number, 3),
                bulk.Literal("/HUK/"),
                bulk.Digits(np.full(total, decree.year), 4),
            ),
            "tahap": bulk.int2(np.full(total, tahap), np.arange(total) > 0),
            "tanggal_sk": bulk.day(np.full(total, np.datetime64(decree, "D").astype(np.int64))),
        },
    )


def decree_day(periode: Periode) -> date:
    """The day of the decree: some days before the periode opens."""
    opened = periode.first_day.toordinal()
    return date.fromordinal(opened - 6)
