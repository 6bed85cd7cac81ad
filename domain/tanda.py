"""What stands out about a wilayah in a list: each flag is one rule over its counts, said in one word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from domain.indikator import DIISI, STALE_DAYS, STILL_DAYS, Nilai, total_of


class Tanda(StrEnum):
    """Flags, most urgent first; the value is what an address carries."""

    BELUM_MULAI = "belum_mulai"
    BASI = "basi"
    DIAM = "diam"
    KURANG_LAJU = "kurang_laju"
    TANPA_MUSDES = "tanpa_musdes"
    DIKEMBALIKAN = "dikembalikan"
    RAWAN = "rawan"


TANDA_NAME = {
    Tanda.BELUM_MULAI: "Belum mulai",
    Tanda.BASI: f"Diam > {STALE_DAYS} hari",
    Tanda.DIAM: f"Diam ≥ {STILL_DAYS} hari",
    Tanda.KURANG_LAJU: "Laju kurang",
    Tanda.TANPA_MUSDES: "Tanpa musdes",
    Tanda.DIKEMBALIKAN: "Ada kembalian",
    Tanda.RAWAN: "Gugus tertinggal",
}

TANDA_PENJELASAN = {
    Tanda.BELUM_MULAI: "belum satu pun rumah tangga pada prelist dikunjungi",
    Tanda.BASI: f"sudah mulai, belum selesai, dan lebih dari {STALE_DAYS} hari tanpa aktivitas",
    Tanda.DIAM: f"sudah mulai, belum selesai, dan {STILL_DAYS} hari atau lebih tanpa aktivitas",
    Tanda.KURANG_LAJU: "sudah mulai, tetapi dengan laju 7 hari terakhir tidak selesai pada batas waktu",
    Tanda.TANPA_MUSDES: "belum ada berita acara musdes pada periode ini",
    Tanda.DIKEMBALIKAN: "ada baris yang dikembalikan supervisor dan belum diperbaiki",
    Tanda.RAWAN: "ada desa di dalam gugus desa berdekatan yang tertinggal",
}


def tanda_of(row: Mapping[str, float], diam: Nilai, terlambat: Nilai) -> list[Tanda]:
    """Flags of one wilayah with a prelist; none without one.

    ``row`` holds the counts of a rekap row and desa, musdes, rawan_progres (desa); ``diam`` days without activity,
    ``terlambat`` days late at the present pace.
    """
    total, done = row["total"], total_of(row, DIISI)
    if not total:
        return []
    going = 0 < done < total
    still = diam.nilai or 0
    rules = {
        Tanda.BELUM_MULAI: done == 0,
        Tanda.BASI: going and still > STALE_DAYS,
        Tanda.DIAM: going and STILL_DAYS <= still <= STALE_DAYS,
        Tanda.KURANG_LAJU: going and (terlambat.berhenti or (terlambat.nilai or 0) > 0),
        Tanda.TANPA_MUSDES: row["musdes"] == 0,
        Tanda.DIKEMBALIKAN: row["s4"] > 0,
        Tanda.RAWAN: row["rawan_progres"] > 0,
    }
    return [tanda for tanda, holds in rules.items() if holds]
