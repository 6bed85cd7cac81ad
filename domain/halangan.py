"""What stands between a wilayah and its finalisasi (sections 6.3 and 9 of the domain document), defined once.

Two kinds. What *holds* is a fault of the batch: it must be mended before the kab can be finalised. What is *left out*
does not hold anything, but the rows concerned would not enter the batch if it were closed now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.indikator import NONAKTIF, total_of


class Halangan(StrEnum):
    """Obstacles, in the order in which they are told."""

    KUOTA_KAB_LEBIH = "kuota_kab_lebih"
    KUOTA_LEBIH = "kuota_lebih"
    KYC = "kyc"
    TANPA_BERITA_ACARA = "tanpa_berita_acara"
    TANPA_BNBA = "tanpa_bnba"
    DIKEMBALIKAN = "dikembalikan"
    BELUM_DIKUNJUNGI = "belum_dikunjungi"
    BELUM_DIIMPOR = "belum_diimpor"
    BELUM_DIPERIKSA = "belum_diperiksa"
    USULAN_MENUNGGU = "usulan_menunggu"


@dataclass(frozen=True, slots=True)
class Aturan:
    """One obstacle in words. ``siapa`` can remove it by ``langkah``; ``satuan`` is what its number counts."""

    nama: str
    satuan: str
    menahan: bool
    siapa: str
    langkah: str


_SUPERVISOR, _OPERATOR = "Supervisor kab/kota", "Operator desa"

ATURAN: dict[Halangan, Aturan] = {
    Halangan.KUOTA_KAB_LEBIH: Aturan(
        "Terpakai kab/kota melebihi kuotanya",
        "KPM",
        True,
        _SUPERVISOR,
        "Batalkan usulan yang disetujui, atau mintalah tambahan kuota kepada Ditjen PFM.",
    ),
    Halangan.KUOTA_LEBIH: Aturan(
        "Terpakai melebihi kuota", "KPM", True, _SUPERVISOR, "Tambah kuota desa atau batalkan usulan yang disetujui."
    ),
    Halangan.KYC: Aturan(
        "KYC belum lengkap pada yang ditemukan",
        "rumah tangga",
        True,
        _OPERATOR,
        "Lengkapi nama pengurus, NIK, tanggal lahir, nama gadis ibu kandung, dan alamat.",
    ),
    Halangan.TANPA_BERITA_ACARA: Aturan(
        "Berita acara musdes belum ada, padahal ada perubahan",
        "desa",
        True,
        _OPERATOR,
        "Unggah berita acara musdes/muskel yang ditandatangani.",
    ),
    Halangan.TANPA_BNBA: Aturan(
        "BNBA belum ada, padahal ada usulan yang disetujui",
        "desa",
        True,
        _OPERATOR,
        "Unggah BNBA hasil musdes/muskel.",
    ),
    Halangan.DIKEMBALIKAN: Aturan(
        "Dikembalikan dan belum diperbaiki", "rumah tangga", True, _OPERATOR, "Perbaiki isian, lalu kirim lagi."
    ),
    Halangan.BELUM_DIKUNJUNGI: Aturan(
        "Belum dikunjungi", "rumah tangga", False, _OPERATOR, "Kunjungi dan isi hasil verivali."
    ),
    Halangan.BELUM_DIIMPOR: Aturan(
        "Sudah diisi, belum diimpor", "rumah tangga", False, _SUPERVISOR, "Impor berkas .siks dari desa."
    ),
    Halangan.BELUM_DIPERIKSA: Aturan(
        "Sudah diimpor, belum diperiksa", "rumah tangga", False, _SUPERVISOR, "Setujui atau kembalikan."
    ),
    Halangan.USULAN_MENUNGGU: Aturan(
        "Usulan belum diperiksa", "usulan", False, _SUPERVISOR, "Putuskan sebelum pengesahan ditutup."
    ),
}


@dataclass(frozen=True, slots=True)
class Temuan:
    """An obstacle that is there: how many of its ``satuan``, and out of how many (None where that says nothing)."""

    halangan: Halangan
    jumlah: int
    dari: int | None = None

    @property
    def aturan(self) -> Aturan:
        """What it says."""
        return ATURAN[self.halangan]


def hitung_halangan(row: Mapping[str, Any]) -> dict[Halangan, tuple[Any, Any]]:
    """Of each obstacle of a desa how many there are, and out of how many (None where that says nothing).

    ``row`` holds numbers, or columns of numbers with one entry a desa: the counts of a rekap row (rumah tangga);
    kuota, terpakai (KPM); ``usulan``, ``menunggu`` and ``masuk`` (usulan that were handed in, those nobody has decided
    on, and those approved, which enter the batch); ``kyc_kurang`` (found rumah tangga without a complete KYC);
    ``berita_acara`` and ``bnba`` (0 or 1). Papers are asked for what would enter the batch: usulan that wait or were
    refused change nothing.
    """
    over = row["terpakai"] - row["kuota"]
    changed = (row["masuk"] > 0) | (total_of(row, NONAKTIF) > 0)
    return {
        Halangan.KUOTA_LEBIH: ((over > 0) * over, row["kuota"]),
        Halangan.KYC: (row["kyc_kurang"], row["n1"] + row["n2"]),
        Halangan.TANPA_BERITA_ACARA: ((1 - row["berita_acara"]) * changed, None),
        Halangan.TANPA_BNBA: ((1 - row["bnba"]) * (row["masuk"] > 0), None),
        Halangan.DIKEMBALIKAN: (row["s4"], row["total"]),
        Halangan.BELUM_DIKUNJUNGI: (row["s0"], row["total"]),
        Halangan.BELUM_DIIMPOR: (row["s1"], row["total"]),
        Halangan.BELUM_DIPERIKSA: (row["s2"], row["total"]),
        Halangan.USULAN_MENUNGGU: (row["menunggu"], row["usulan"]),
    }


def halangan_of(row: Mapping[str, Any]) -> list[Temuan]:
    """The obstacles of one desa that are there, those that hold first; ``row`` as ``hitung_halangan`` takes it."""
    return [
        Temuan(which, int(count), None if of is None else int(of))
        for which, (count, of) in hitung_halangan(row).items()
        if count > 0
    ]
