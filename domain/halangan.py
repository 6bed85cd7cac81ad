"""What stands between a wilayah and its finalisasi (sections 6.3 and 9 of the domain document), defined once.

Two kinds. What *holds* is a fault of the batch: it must be mended before the kab can be finalised. What is *left out*
does not hold anything, but the rows concerned would not enter the batch if it were closed now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.indikator import NONAKTIF, total_of


class Halangan(StrEnum):
    """Obstacles, in the order in which they are told."""

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
        "BNBA belum ada, padahal ada usulan", "desa", True, _OPERATOR, "Unggah BNBA hasil musdes/muskel."
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


def halangan_of(row: Mapping[str, float]) -> list[Temuan]:
    """The obstacles of one desa, those that hold first.

    ``row`` holds the counts of a rekap row (rumah tangga); kuota, awal, terpakai (KPM); ``usulan`` and ``menunggu``
    (usulan that were handed in, and those nobody has decided on); ``kyc_kurang`` (found rumah tangga without a
    complete KYC); ``berita_acara`` and ``bnba`` (0 or 1).
    """
    total, found = int(row["total"]), int(row["n1"] + row["n2"])
    nonaktif = total_of(row, NONAKTIF)
    counts = {
        Halangan.KUOTA_LEBIH: (max(int(row["terpakai"] - row["kuota"]), 0), int(row["kuota"])),
        Halangan.KYC: (int(row["kyc_kurang"]), found),
        Halangan.TANPA_BERITA_ACARA: (int(not row["berita_acara"] and (row["usulan"] > 0 or nonaktif > 0)), None),
        Halangan.TANPA_BNBA: (int(not row["bnba"] and row["usulan"] > 0), None),
        Halangan.DIKEMBALIKAN: (int(row["s4"]), total),
        Halangan.BELUM_DIKUNJUNGI: (int(row["s0"]), total),
        Halangan.BELUM_DIIMPOR: (int(row["s1"]), total),
        Halangan.BELUM_DIPERIKSA: (int(row["s2"]), total),
        Halangan.USULAN_MENUNGGU: (int(row["menunggu"]), int(row["usulan"])),
    }
    return [Temuan(which, count, of) for which, (count, of) in counts.items() if count > 0]
