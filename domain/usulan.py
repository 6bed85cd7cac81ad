"""Cases that a supervisor decides on: usulan, and what verivali would change in the register (sections 4 and 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from domain.status import StatusUsulan


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


class Pelaku(StrEnum):
    """Who moves a case: a person with the right to review, an import, or the calendar."""

    PEMERIKSA = "pemeriksa"
    IMPOR = "impor"
    KALENDER = "kalender"


@dataclass(frozen=True, slots=True)
class Peralihan:
    """One step of ``StatusUsulan`` up to the batch. ``keputusan`` None: no reviewer's decision.

    ``jenis`` are the kinds that have it. Whatever a reviewer decided can be undone for half a minute, which takes the
    same step back; everything else is refused.
    """

    dari: StatusUsulan
    ke: StatusUsulan
    oleh: Pelaku
    keputusan: Keputusan | None = None
    jenis: frozenset[JenisUsulan] = frozenset(JenisUsulan)


_BELUM, _SETUJU = StatusUsulan.BELUM_DIPERIKSA, StatusUsulan.DISETUJUI
# What was approved of these has changed nothing outside the case but the kuota, and may be taken back until the batch.
_DAPAT_DITARIK = frozenset(JENIS_OF_TAB[Tab.USULAN])

PERALIHAN: tuple[Peralihan, ...] = (
    Peralihan(_BELUM, _SETUJU, Pelaku.PEMERIKSA, Keputusan.SETUJUI),
    Peralihan(_BELUM, StatusUsulan.DIKEMBALIKAN, Pelaku.PEMERIKSA, Keputusan.KEMBALIKAN),
    Peralihan(_BELUM, StatusUsulan.DITOLAK, Pelaku.PEMERIKSA, Keputusan.TOLAK),
    Peralihan(_BELUM, _BELUM, Pelaku.PEMERIKSA, Keputusan.TUNDA),
    Peralihan(_SETUJU, StatusUsulan.DIKEMBALIKAN, Pelaku.PEMERIKSA, Keputusan.KEMBALIKAN, _DAPAT_DITARIK),
    Peralihan(_SETUJU, StatusUsulan.DITOLAK, Pelaku.PEMERIKSA, Keputusan.TOLAK, _DAPAT_DITARIK),
    # A newer file brings the same case anew.
    Peralihan(_BELUM, StatusUsulan.DIGANTIKAN, Pelaku.IMPOR),
    Peralihan(StatusUsulan.DIKEMBALIKAN, StatusUsulan.DIGANTIKAN, Pelaku.IMPOR),
    # The pengesahan closed: carried over to the next periode, or over.
    Peralihan(_BELUM, _BELUM, Pelaku.KALENDER),
    Peralihan(_BELUM, StatusUsulan.KEDALUWARSA, Pelaku.KALENDER),
)


def menjadi(jenis: JenisUsulan, dari: StatusUsulan, keputusan: Keputusan) -> StatusUsulan | None:
    """Status that a reviewer's decision leads to; None where there is no such step."""
    for step in PERALIHAN:
        if step.dari is dari and step.keputusan is keputusan and jenis in step.jenis:
            return step.ke
    return None
