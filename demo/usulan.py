"""Usulan and musdes of the sample: who is proposed for which place, what the supervisor decided, and on what paper.

Most usulan take the place of a KPM that turned out nonaktif; some ask for a free one. They are handed in on the days
of the calendar (15th to 25th) after a musdes in the first half of the month, and decided within days, except in kab
that do not review.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data_access import bulk
from demo.acak import Bool, Int, chance, codes
from demo.orang import Ruta
from demo.progres import DAY_MICROSECONDS, Kemajuan, Watak, is_decreed
from domain.kalender import JAKARTA, LAST_USULAN_DAY
from domain.status import USULAN_TERHITUNG, StatusUsulan

FIRST_USULAN_DAY = 15
_REASONS = bulk.Vocabulary(
    [
        "NIK tidak padan dengan Dukcapil.",
        "Berita acara musdes belum lengkap.",
        "Foto rumah tidak jelas.",
        "Sudah menerima PKH.",
        "Anggota keluarga ASN, TNI, atau Polri.",
        "Alamat berada di luar desa.",
    ]
)
_REPAIRABLE = 3
_COUNTED = np.array(sorted(USULAN_TERHITUNG))


@dataclass(frozen=True, slots=True)
class Usulan:
    """Proposals of one kab in one periode; days since 1970-01-01, -1 where there is none."""

    periode: int
    program: int
    # Places among the households of the kab; ``mengganti`` -1 for a free place.
    ruta: Int
    mengganti: Int
    status: Int
    diajukan: Int
    diputuskan: Int
    alasan: Int
    # By desa of the kab: the day of the musdes (-1: none), and which of its papers were handed in.
    musdes: Int
    berkas: Bool

    def approved(self, ruta: Ruta, desa: int) -> Int:
        """Usulan that hold a place, by desa of the kab."""
        counted = np.isin(self.status, _COUNTED)
        return np.bincount(ruta.desa_index[self.ruta[counted]], minlength=desa)


def draw_usulan(
    rng: np.random.Generator, watak: Watak, ruta: Ruta, desa: int, kemajuan: Kemajuan, tanggal: date
) -> Usulan:
    """Usulan and musdes of one kab in one BSP periode as they stand at the end of ``tanggal``."""
    today = _epoch_day(tanggal)
    first = _epoch_day(kemajuan.periode.first_day)
    closing = _epoch_day(kemajuan.periode.tutup_pengesahan.astimezone(JAKARTA).date())
    chosen, replaced = _chosen(rng, ruta, desa, kemajuan, greedy=rng.random() < 0.06)
    count = len(chosen)
    window = LAST_USULAN_DAY - FIRST_USULAN_DAY
    handed_in = first + FIRST_USULAN_DAY - 1 + np.floor(window * rng.random(count) ** 0.8).astype(np.int64)
    decided = handed_in + rng.integers(1, 4 + watak.jeda_periksa, count)
    decided[chance(rng, count, 0.04) | watak.tidak_memeriksa | (decided > min(today, closing))] = -1
    verdict = codes(rng, count, (0.9, 0.03, 0.07), int(StatusUsulan.DISETUJUI))
    status = np.where(decided < 0, int(StatusUsulan.BELUM_DIPERIKSA), verdict)
    reason = np.select(
        [status == StatusUsulan.DIKEMBALIKAN, status == StatusUsulan.DITOLAK],
        [rng.integers(0, _REPAIRABLE, count), rng.integers(_REPAIRABLE, 6, count)],
        -1,
    )
    if closing < today:
        status[status == StatusUsulan.BELUM_DIPERIKSA] = StatusUsulan.KEDALUWARSA
    if kemajuan.difinalisasi is not None:
        decreed = is_decreed(kemajuan, ruta.kab, tanggal)
        status[status == StatusUsulan.DISETUJUI] = StatusUsulan.DITETAPKAN if decreed else StatusUsulan.MASUK_BATCH
    held = first + rng.integers(3, FIRST_USULAN_DAY - 1, desa)
    paper = chance(rng, 4 * desa, np.repeat([0.96, 0.9, 0.88, 0.7], desa)).reshape(4, desa)
    there = handed_in <= today
    with_usulan = np.zeros(desa, bool)
    with_usulan[ruta.desa_index[chosen]] = True
    held[(~with_usulan & chance(rng, desa, 0.25)) | (held > today)] = -1
    return Usulan(
        kemajuan.periode.kode,
        int(kemajuan.periode.program),
        chosen[there],
        replaced[there],
        status[there],
        handed_in[there],
        decided[there],
        reason[there],
        held,
        paper,
    )


def _epoch_day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _chosen(rng: np.random.Generator, ruta: Ruta, desa: int, kemajuan: Kemajuan, *, greedy: bool) -> tuple[Int, Int]:
    """Households proposed, each once, and the nonaktif KPM whose place each asks for (-1: a free one)."""
    gone = kemajuan.ruta[kemajuan.sta >= 3]
    gone = gone[chance(rng, len(gone), float(rng.beta(5, 1.6)))]
    vacated = np.bincount(ruta.desa_index[gone], minlength=desa)
    members = np.bincount(ruta.desa_index[kemajuan.ruta], minlength=desa)
    extra = rng.binomial(members, 0.03 if greedy else 0.008)
    # The poorest who hold no place, with some chance: a musdes knows more than a percentile.
    outside = np.flatnonzero(~ruta.kpm)
    rank = ruta.percentile[outside] + rng.normal(0, 8, len(outside))
    outside = outside[np.lexsort((rank, ruta.desa_index[outside]))]
    turn = _turn(ruta.desa_index[outside], desa)
    taken = turn < (vacated + extra)[ruta.desa_index[outside]]
    chosen, turn = outside[taken], turn[taken]
    gone = gone[np.argsort(ruta.desa_index[gone], kind="stable")]
    place = (np.cumsum(vacated) - vacated)[ruta.desa_index[chosen]] + turn
    replaces = turn < vacated[ruta.desa_index[chosen]]
    return chosen, np.where(replaces, gone[np.minimum(place, len(gone) - 1)] if len(gone) else -1, -1)


def _turn(ordered: Int, desa: int) -> Int:
    """0, 1, 2 ... within each desa of an ordered array."""
    count = np.bincount(ordered, minlength=desa)
    return np.arange(len(ordered)) - np.repeat(np.cumsum(count) - count, count)


def usulan_rows(ruta: Ruta, usulan: Usulan, petugas: int) -> bulk.Rows:
    """Rows of ``usulan``; ``petugas`` is the account that decided."""
    count = len(usulan.ruta)
    last = np.maximum(usulan.diajukan, usulan.diputuskan)
    return bulk.Rows(
        count,
        {
            "kab": bulk.int2(np.full(count, ruta.kab)),
            "id": bulk.int8(usulan.periode * 10**6 + np.arange(1, count + 1)),
            "periode": bulk.int4(np.full(count, usulan.periode)),
            "program": bulk.int2(np.full(count, usulan.program)),
            "desa": bulk.int8(ruta.desa[usulan.ruta]),
            "ruta": bulk.int8(ruta.id[usulan.ruta]),
            "mengganti": bulk.int8(ruta.id[np.maximum(usulan.mengganti, 0)], usulan.mengganti < 0),
            "status": bulk.int2(usulan.status),
            "alasan": bulk.text(bulk.Word(_REASONS, np.maximum(usulan.alasan, 0)), null=usulan.alasan < 0),
            "diajukan": bulk.day(usulan.diajukan),
            "diputuskan": bulk.day(usulan.diputuskan, usulan.diputuskan < 0),
            "petugas": bulk.int4(np.full(count, petugas), usulan.diputuskan < 0),
            "diubah": bulk.moment(last * DAY_MICROSECONDS + 3 * 3_600_000_000),
        },
    )


def musdes_rows(kab: int, desa: Int, usulan: Usulan) -> bulk.Rows:
    """Rows of ``musdes`` for the desa that held one."""
    there = np.flatnonzero(usulan.musdes >= 0)
    count = len(there)
    papers = zip(("berita_acara", "daftar_hadir", "bnba", "foto"), usulan.berkas, strict=True)
    return bulk.Rows(
        count,
        {
            "periode": bulk.int4(np.full(count, usulan.periode)),
            "program": bulk.int2(np.full(count, usulan.program)),
            "desa": bulk.int8(desa[there]),
            "kab": bulk.int2(np.full(count, kab)),
            "tanggal": bulk.day(usulan.musdes[there]),
            "nomor": bulk.text(
                bulk.Literal("BA/"),
                bulk.Digits(desa[there] % 10_000, 4),
                bulk.Literal("/"),
                bulk.Digits(np.full(count, usulan.periode % 100), 2),
                bulk.Literal("/"),
                bulk.Digits(np.full(count, usulan.periode // 100), 4),
            ),
            "peserta": bulk.int2(18 + (desa[there] * 7 + usulan.periode) % 60),
            **{name: bulk.boolean(handed_in[there]) for name, handed_in in papers},
        },
    )
