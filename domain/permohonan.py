"""State machine of a data request with its papers (section 6.4 of the domain document)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.access import Permission, Role
from domain.mesin import Langkah


class StatePermohonan(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    MENUNGGU_PEMERIKSAAN = "menunggu_pemeriksaan"
    PERLU_PERBAIKAN = "perlu_perbaikan"
    DISETUJUI = "disetujui"
    KEDALUWARSA = "kedaluwarsa"
    DIBATALKAN = "dibatalkan"


STATE_NAME: dict[str, str] = {
    StatePermohonan.DRAFT: "Draf",
    StatePermohonan.MENUNGGU_PEMERIKSAAN: "Menunggu pemeriksaan",
    StatePermohonan.PERLU_PERBAIKAN: "Perlu perbaikan",
    StatePermohonan.DISETUJUI: "Disetujui",
    StatePermohonan.KEDALUWARSA: "Kedaluwarsa",
    StatePermohonan.DIBATALKAN: "Dibatalkan",
}

_S, _P = StatePermohonan, Permission
# Papers may be put in and taken out only here.
TERBUKA = frozenset({_S.DRAFT, _S.PERLU_PERBAIKAN})
# A kab has at most one request in these.
BERJALAN = TERBUKA | {_S.MENUNGGU_PEMERIKSAAN}

LANGKAH: tuple[Langkah, ...] = (
    Langkah("kirim", "Kirim untuk diperiksa", frozenset(TERBUKA), _S.MENUNGGU_PEMERIKSAAN, _P.REQUEST_DATA),
    Langkah("setujui", "Setujui", frozenset({_S.MENUNGGU_PEMERIKSAAN}), _S.DISETUJUI, _P.CHECK_PERMOHONAN),
    Langkah("kembalikan", "Kembalikan untuk diperbaiki", frozenset({_S.MENUNGGU_PEMERIKSAAN}), _S.PERLU_PERBAIKAN,
            _P.CHECK_PERMOHONAN, beralasan=True),
    Langkah("batalkan", "Batalkan permohonan", frozenset(BERJALAN), _S.DIBATALKAN, _P.REQUEST_DATA),
    # By the clock: Setelan.hari_unduhan days after it was approved.
    Langkah("kedaluwarsa", "Akhiri masa unduh", frozenset({_S.DISETUJUI}), _S.KEDALUWARSA, None),
)  # fmt: skip


class JenisBerkas(StrEnum):
    """Papers of a request."""

    SURAT = "surat"
    MOU = "mou"
    BAST = "bast"


BERKAS_NAME: dict[JenisBerkas, str] = {
    JenisBerkas.SURAT: "Surat permohonan",
    JenisBerkas.MOU: "MoU",
    JenisBerkas.BAST: "BAST",
}
# What a request must carry, by who checks it: letter and MoU for Ditjen PFM (001-petunjuk-teknis-online-2019),
# letter and BAST for Pusdatin (002-buku-saku-dtks-2019).
WAJIB: dict[Role, tuple[JenisBerkas, ...]] = {
    Role.PFM: (JenisBerkas.SURAT, JenisBerkas.MOU),
    Role.PUSDATIN: (JenisBerkas.SURAT, JenisBerkas.BAST),
}


class StatePaket(StrEnum):
    """Where a data package stands."""

    ANTRE = "antre"
    DIBUAT = "dibuat"
    SIAP = "siap"
    GAGAL = "gagal"
    DIHAPUS = "dihapus"


PAKET_NAME: dict[str, str] = {
    StatePaket.ANTRE: "Menunggu giliran",
    StatePaket.DIBUAT: "Sedang dibuat",
    StatePaket.SIAP: "Siap diunduh",
    StatePaket.GAGAL: "Gagal dibuat",
    StatePaket.DIHAPUS: "Berkas sudah dihapus",
}


@dataclass(frozen=True, slots=True)
class Berkas:
    """A paper of a request, without its bytes."""

    jenis: JenisBerkas
    nama: str
    mime: str
    halaman: int
    diunggah: datetime
    oleh: str


@dataclass(frozen=True, slots=True)
class Permohonan:
    """A request as its page shows it; persons by name."""

    kab: int
    nomor: int
    state: StatePermohonan
    program: int
    periode: int
    keperluan: str
    catatan: str | None
    nama_kab: str
    pembuat: str
    dibuat: datetime
    dikirim: datetime | None
    pemeriksa: str | None
    diperiksa: datetime | None
    berlaku_sampai: datetime | None

    def terbuka(self, saat: datetime) -> bool:
        """Whether its package may be taken at this moment."""
        return (
            self.state is StatePermohonan.DISETUJUI and self.berlaku_sampai is not None and saat < self.berlaku_sampai
        )


@dataclass(frozen=True, slots=True)
class Paket:
    """A data package of a request; ``ruta`` and ``ukuran`` (bytes) once it is made."""

    kab: int
    nomor: int
    permohonan: int
    wilayah: int
    nama_wilayah: str
    state: StatePaket
    persen: int
    galat: str | None
    kunci: str | None
    ruta: int | None
    ukuran: int | None
    diminta: datetime
    selesai: datetime | None


@dataclass(frozen=True, slots=True)
class Kunci:
    """A key by which files of a prelist are signed."""

    kunci: str
    wilayah: int
    nama_wilayah: str
    periode: int
    program: int
    oleh: str
    dibuat: datetime
    dicabut: datetime | None
