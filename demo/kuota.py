"""Kuota of the sample: what the centre allots a kab, how the kab divides it, and the usulan that filled gaps."""

from __future__ import annotations

from datetime import date

import numpy as np

from data_access import bulk
from demo.acak import Int
from demo.progres import Kemajuan
from domain.kalender import Periode

_DECREES = bulk.Vocabulary(["SK Contoh Nomor "])


def kuota_rows(rng: np.random.Generator, kab: int, desa: Int, desa_of_row: Int, kemajuan: Kemajuan) -> bulk.Rows:
    """Rows of ``kuota`` for one BSP periode: the kab's (desa 0) and one a desa, which add up to it.

    ``desa_of_row`` is the place of the desa for each row of ``kemajuan``. Usulan replace households that turned out
    nonaktif, so that 95 to 101 % of the kuota are taken in most kab.
    """
    count = len(desa)
    awal = np.bincount(desa_of_row, minlength=count)
    nonaktif = np.bincount(desa_of_row, weights=kemajuan.sta >= 3, minlength=count).astype(np.int64)
    # Some kab were given more places than they had recipients, some filled all and a little more.
    room = rng.binomial(awal, float(rng.uniform(0.0, 0.02)))
    replaced = rng.binomial(nonaktif, float(rng.beta(5, 1.6)))
    over = rng.binomial(awal, 0.012) if rng.random() < 0.06 else np.zeros(count, np.int64)
    kuota, disetujui = awal + room, replaced + over
    decree = decree_day(kemajuan.periode)
    total = count + 1

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
            "tanggal_sk": bulk.day(np.full(total, np.datetime64(decree, "D").astype(np.int64))),
        },
    )


def decree_day(periode: Periode) -> date:
    """The day of the decree: some days before the periode opens."""
    opened = periode.first_day.toordinal()
    return date.fromordinal(opened - 6)
