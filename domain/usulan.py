"""Cases that a supervisor decides on: usulan, and what verivali would change in the register (sections 4 and 6.2)."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class JenisUsulan(IntEnum):
    """What a case asks for; stored as smallint."""

    BSP = 1
    DTKS_BARU = 2
    PERBAIKAN = 3
    # Found nonaktif (sta_keberadaan 3-5).
    KETIDAKLAYAKAN = 4


JENIS_NAME = {
    JenisUsulan.BSP: "Usulan BSP",
    JenisUsulan.DTKS_BARU: "Usulan DTKS baru",
    JenisUsulan.PERBAIKAN: "Perbaikan",
    JenisUsulan.KETIDAKLAYAKAN: "Nonaktif",
}


class Tab(StrEnum):
    """The two halves of the review queue."""

    USULAN = "usulan"
    PERBAIKAN = "perbaikan"


JENIS_OF_TAB = {
    Tab.USULAN: (JenisUsulan.BSP, JenisUsulan.DTKS_BARU),
    Tab.PERBAIKAN: (JenisUsulan.PERBAIKAN, JenisUsulan.KETIDAKLAYAKAN),
}


class Keputusan(StrEnum):
    """What a reviewer does with a case."""

    SETUJUI = "setujui"
    KEMBALIKAN = "kembalikan"
    TOLAK = "tolak"
    TUNDA = "tunda"


# Reasons of a refusal; the text beside it says the rest.
ALASAN_TOLAK: dict[str, str] = {
    "mampu": "Rumah tangga tergolong mampu",
    "sudah_bantuan": "Sudah menerima bantuan lain yang tidak boleh dirangkap",
    "pegawai": "Ada anggota ASN, TNI, Polri, atau perangkat desa",
    "ganda": "Data ganda",
    "tidak_padan": "NIK tidak padan dengan Dukcapil",
    "luar_wilayah": "Tidak tinggal di desa ini",
    "tanpa_musdes": "Tidak diputuskan dalam musdes/muskel",
    "kuota": "Kuota desa tidak mencukupi",
    "lainnya": "Lainnya",
}
# Reasons of a return, each mended in the desa.
ALASAN_KEMBALI: dict[str, str] = {
    "identitas": "Identitas (NIK, KK, nama, tanggal lahir) perlu diperbaiki",
    "kyc": "Data pengurus (KYC) belum lengkap",
    "isian": "Isian rumah atau anggota tidak sesuai",
    "dokumen": "Dokumen musdes/muskel belum lengkap atau tidak terbaca",
    "foto": "Foto tidak jelas atau bukan rumah ini",
    "lokasi": "Koordinat berada di luar desa",
    "lainnya": "Lainnya",
}
