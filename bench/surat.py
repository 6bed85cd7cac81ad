"""Letters: one of a kab of 50 kecamatan, and one for each of 514 kab in one run, with the memory of it.

The floor of one letter is the start of the process that sets it; that of 514 is 514 times the letter set first.
"""

from __future__ import annotations

import hashlib
import os
import resource
import time
from datetime import date

from bench.common import Measurement, measurement
from domain.kalender import Program
from domain.surat import NAMA_ANGKA, IsiSurat, Kepala, PerubahanDesa, kode_baru, rekap_kecamatan
from exchange import surat

KECAMATAN, DESA = 50, 8
# Households that change in a kab of 30,000 KPM.
CHANGES = 1_200
# A run of fewer, for a look at whether it works: SURAT_KAB=3.
MANY = int(os.environ.get("SURAT_KAB", "514"))


def letter(kab: int) -> IsiSurat:
    """A letter of a kab with 50 kecamatan, 400 desa and 1,200 changes."""
    counts = dict.fromkeys(NAMA_ANGKA, 1_234)
    codes = [(kab * 100 + k) * 10_000 + 2001 + d for k in range(1, KECAMATAN + 1) for d in range(DESA)]
    rows = [counts | {"desa": code} for code in codes]
    names = {kab * 100 + k: f"Kecamatan Nomor {k}" for k in range(1, KECAMATAN + 1)}
    each = CHANGES // len(codes)
    changes = [
        PerubahanDesa(
            f"Desa {code}",
            each,
            0,
            [(f"{code}{n:06d}", "Nama Kepala Keluarga", "Kp. Baru RT 01", "3201********0001", 4, "Usulan masuk")
             for n in range(each)],
        )
        for code in codes
    ]  # fmt: skip
    return IsiSurat(
        kab=kab, nama_kab=f"Kabupaten Contoh {kab}", program=Program.BSP, periode=202611,
        label_periode="November 2026", versi=1,
        profil={"instansi": "Dinas Sosial", "alamat": "Jalan 1", "telepon": "", "email": "", "kota_penetapan": "Contoh",
                "dasar_hukum": ""},
        logo=None, kepala=Kepala("Bupati Contoh", "Nama Bupati"), nomor="400/1", tanggal=date(2026, 11, 27),
        difinalisasi="26 November 2026 pukul 14.35 WIB", rekap=rekap_kecamatan(rows, names),
        sidik=hashlib.sha256(b"data").digest(), akar=None, kode=kode_baru(kab),
        alamat_verifikasi="https://siks.example/verifikasi", dibuat=(2026, 11, 27, 2, 30, 0), perubahan=changes,
    )  # fmt: skip


def surat_satu() -> list[Measurement]:
    """Seconds of one letter."""
    start = time.perf_counter()
    surat.letak_ttd(_empty())
    floor = time.perf_counter() - start
    isi = letter(3201)
    start = time.perf_counter()
    surat.typeset(isi)
    return [measurement("surat satu", time.perf_counter() - start, "s", floor, 1)]


def surat_514() -> list[Measurement]:
    """Seconds and peak memory (MB, this process and the one that sets a letter) of a letter for every kab."""
    start = time.perf_counter()
    surat.typeset(letter(1101))
    first = time.perf_counter() - start
    start = time.perf_counter()
    for number in range(MANY):
        surat.typeset(letter(1101 + number))
    taken = time.perf_counter() - start
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return [
        measurement("surat 514", taken, "s", first * MANY, MANY),
        # The floor is what it may take at most.
        measurement("surat 514 memori", peak, "MB", 1024.0, MANY),
    ]


def _empty() -> IsiSurat:
    full = letter(3201)
    return IsiSurat(
        **{name: getattr(full, name) for name in full.__slots__} | {"perubahan": [], "rekap": full.rekap[:1]}
    )


MEASURES = {"surat satu": surat_satu, "surat 514": surat_514}
