"""A household's move inside its kab: its state machine, why it moves, what stands in the way (section 6.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.access import Permission
from domain.errors import InvalidInput
from domain.kesos import Rujukan
from domain.mesin import Langkah


class StatePemindahan(StrEnum):
    """Where a move stands."""

    DIAJUKAN = "diajukan"
    DIPINDAH = "dipindah"
    DITOLAK = "ditolak"
    DIBATALKAN = "dibatalkan"


STATE_NAME: dict[str, str] = {
    StatePemindahan.DIAJUKAN: "Menunggu persetujuan",
    StatePemindahan.DIPINDAH: "Dipindah",
    StatePemindahan.DITOLAK: "Ditolak",
    StatePemindahan.DIBATALKAN: "Dibatalkan",
}

_S, _P = StatePemindahan, Permission
# On any day: what forbids a move is a batch that is locked, not the calendar. Approval is another person's.
LANGKAH: tuple[Langkah, ...] = (
    Langkah("ajukan", "Ajukan pemindahan", frozenset(), _S.DIAJUKAN, _P.REQUEST_PEMINDAHAN, beralasan=True),
    Langkah("tarik", "Tarik ajuan", frozenset({_S.DIAJUKAN}), _S.DIBATALKAN, _P.REQUEST_PEMINDAHAN),
    Langkah("setujui", "Setujui dan pindahkan", frozenset({_S.DIAJUKAN}), _S.DIPINDAH, _P.APPROVE_PEMINDAHAN),
    Langkah("tolak", "Tolak", frozenset({_S.DIAJUKAN}), _S.DITOLAK, _P.APPROVE_PEMINDAHAN, beralasan=True),
    # Until the finalisasi of a batch that the household moved in, and only while nothing changed since.
    Langkah("batalkan", "Batalkan pemindahan", frozenset({_S.DIPINDAH}), _S.DIBATALKAN, _P.APPROVE_PEMINDAHAN,
            beralasan=True),
)  # fmt: skip

ALASAN: dict[str, str] = {
    "domisili": "Pindah tempat tinggal ke desa lain",
    "salah_wilayah": "Tercatat di desa yang salah",
    "batas": "Pemekaran atau perubahan batas desa",
    "relokasi": "Relokasi karena bencana atau pembangunan",
    "keluarga": "Ikut keluarga",
    "lainnya": "Lainnya",
}
# Households of one submission, and moves of one decision.
PALING_BANYAK = 100
PALING_BANYAK_PUTUSAN = 1000
LONGEST_TEXT = 500
LONGEST_ADDRESS = 250
# Named in a refusal before "dan N lainnya".
_NAMED = 5


class Sebab(StrEnum):
    """Why a household cannot be moved now."""

    TIDAK_ADA = "tidak_ada"
    DESA_SAMA = "desa_sama"
    BATCH_TERKUNCI = "batch_terkunci"
    KK_GANDA = "kk_ganda"
    NIK_GANDA = "nik_ganda"
    MENUNGGU = "menunggu"
    SEDANG_DIPUTUS = "sedang_diputus"
    BERUBAH = "berubah"
    TEMPAT_TERBAGI = "tempat_terbagi"


SEBAB_KATA: dict[Sebab, str] = {
    Sebab.TIDAK_ADA: "tidak ditemukan di wilayah Anda",
    Sebab.DESA_SAMA: "sudah berada di desa tujuan",
    Sebab.BATCH_TERKUNCI: "ada dalam batch yang sudah difinalisasi",
    Sebab.KK_GANDA: "nomor KK-nya sudah dipakai rumah tangga lain di desa tujuan",
    Sebab.NIK_GANDA: "NIK anggotanya sudah terdaftar pada rumah tangga lain di desa tujuan",
    Sebab.MENUNGGU: "masih punya ajuan pemindahan yang menunggu persetujuan",
    Sebab.SEDANG_DIPUTUS: "kasusnya sedang diperiksa",
    Sebab.BERUBAH: "datanya berubah sesudah dipindah",
    Sebab.TEMPAT_TERBAGI: "tempat kuotanya di desa tujuan sudah dibagi ulang",
}
# What can be done about it.
SEBAB_LANGKAH: dict[Sebab, str] = {
    Sebab.TIDAK_ADA: "Cari lagi, lalu pilih dari hasilnya.",
    Sebab.DESA_SAMA: "Pilih desa tujuan yang lain.",
    Sebab.BATCH_TERKUNCI: "Tunggu periode berikutnya atau SK, atau minta Pusdatin membuka kembali batch itu.",
    Sebab.KK_GANDA: "Periksa kedua rumah tangga; bila orangnya sama, laporkan sebagai ganda.",
    Sebab.NIK_GANDA: "Periksa kedua rumah tangga; bila orangnya sama, laporkan sebagai ganda.",
    Sebab.MENUNGGU: "Putuskan atau tarik ajuan itu lebih dahulu.",
    Sebab.SEDANG_DIPUTUS: "Ulangi setelah pemeriksaan kasusnya selesai.",
    Sebab.BERUBAH: "Ajukan pemindahan baru ke desa semula.",
    Sebab.TEMPAT_TERBAGI: "Ajukan pemindahan baru ke desa semula.",
}


@dataclass(frozen=True, slots=True)
class Halangan:
    """What stands in the way of one household; ``rinci`` says more, such as which batch."""

    ruta: int
    nama: str
    sebab: Sebab
    rinci: str = ""

    @property
    def kalimat(self) -> str:
        """As one sentence without its end: "SITI AMINAH: sudah berada di desa tujuan"."""
        more = f" ({self.rinci})" if self.rinci else ""
        return f"{self.nama}: {SEBAB_KATA[self.sebab]}{more}"


def kalimat_halangan(found: list[Halangan]) -> str:
    """All that stands in the way, and what can be done, for a refusal that changes nothing."""
    named = "; ".join(item.kalimat for item in found[:_NAMED])
    rest = f"; dan {len(found) - _NAMED} lainnya" if len(found) > _NAMED else ""
    steps = " ".join(dict.fromkeys(SEBAB_LANGKAH[item.sebab] for item in found))
    return f"Tidak ada yang dipindahkan. {named}{rest}. {steps}"


@dataclass(frozen=True, slots=True)
class Isian:
    """Why households move; ``alamat`` None: their address stays as it is written."""

    alasan: str
    keterangan: str
    alamat: str | None


def baca_isian(alasan: object, keterangan: object, alamat: object) -> Isian:
    """Read the form. Raises InvalidInput."""
    if str(alasan) not in ALASAN:
        raise InvalidInput("Pilih alasan pemindahan dari daftar.")
    text = baca_teks(keterangan)
    if alasan == "lainnya" and len(text) < 10:
        raise InvalidInput("Jelaskan alasan lainnya, paling sedikit 10 huruf.")
    address = _plain(alamat)
    if len(address) > LONGEST_ADDRESS:
        raise InvalidInput(f"Alamat baru paling panjang {LONGEST_ADDRESS} huruf.")
    if address and len(address) < 5:
        raise InvalidInput("Tulis alamat baru selengkapnya, atau kosongkan.")
    return Isian(str(alasan), text, address or None)


def baca_teks(value: object) -> str:
    """A note. Raises InvalidInput for one that is too long or carries a NIK, which would stand there in clear."""
    text = _plain(value)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(f"Keterangan paling panjang {LONGEST_TEXT} huruf.")
    if re.search(r"[0-9]{15,}", re.sub(r"[ .\-]", "", text)):
        raise InvalidInput("Jangan menulis NIK atau nomor KK dalam keterangan.")
    return text


def _plain(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())


@dataclass(frozen=True, slots=True)
class Pemindahan:
    """One move as lists and cards show it; desa by code and name with kecamatan."""

    kab: int
    nomor: int
    state: StatePemindahan
    rujukan: Rujukan
    idbdt: str
    nama_krt: str
    asal: int
    asal_nama: str
    tujuan: int
    tujuan_nama: str
    alasan: str
    keterangan: str | None
    alamat_baru: str | None
    # Held a place of the BSP kuota: when it moved, or as it stands while it waits.
    kpm: bool
    dokumen: int
    pengaju: int
    pengaju_nama: str
    diajukan: datetime
    pemutus_nama: str | None
    diputuskan: datetime | None
    catatan: str | None
    dipindah: datetime | None
    pembatal_nama: str | None
    dibatalkan: datetime | None


@dataclass(frozen=True, slots=True)
class Ikut:
    """What moves with a household, or would: its members, rows of open batches (programme and periode in words), cases
    that are still open, and places of the kuota. ``tempat_kurang``: more hold a place than the desa has left to give.
    """

    anggota: int
    batch: tuple[str, ...]
    kasus: int
    tempat: int
    tempat_kurang: int = 0


@dataclass(frozen=True, slots=True)
class DesaPilihan:
    """A desa that households may move to, with its kecamatan."""

    kode: int
    nama: str
    jenis: str
    kecamatan: str


@dataclass(frozen=True, slots=True)
class Calon:
    """A household of the basket, what would move with it, and what stands in the way; None where nothing does."""

    rujukan: Rujukan
    nama: str
    kpm: bool
    ikut: Ikut
    halangan: Halangan | None
