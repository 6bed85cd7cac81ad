"""How ready a batch is, and how its states are told on the board, the map and the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from domain.batch import SIAP, SIAP_NAME, STATE_NAME, StateBatch
from domain.halangan import Temuan
from domain.status import StaKeberadaan

KEADAAN_NAME: Mapping[str, str] = MappingProxyType(
    {StateBatch.TERBUKA: STATE_NAME[StateBatch.TERBUKA], SIAP: SIAP_NAME, **STATE_NAME}
)
# One word for the narrow cells of a matrix.
KEADAAN_SHORT: Mapping[str, str] = MappingProxyType(
    {
        StateBatch.TERBUKA: "Terbuka",
        SIAP: "Siap",
        StateBatch.DIFINALISASI: "Final",
        StateBatch.SURAT_DIBUAT: "Surat",
        StateBatch.SURAT_DITANDATANGANI: "Ttd",
        StateBatch.DISAHKAN: "Sah",
        StateBatch.DIVERIFIKASI_PROVINSI: "Prov",
        StateBatch.DIVALIDASI_BPS: "BPS",
        StateBatch.DITERIMA_PUSDATIN: "Pusat",
        StateBatch.DISETUJUI_PFM: "PFM",
        StateBatch.DITETAPKAN: "SK",
        StateBatch.DIKEMBALIKAN: "Kembali",
    }
)


class Kelompok(StrEnum):
    """States that share a colour: more than seven could not be told apart on a map."""

    TERBUKA = "terbuka"
    SIAP = "siap"
    DIFINALISASI = "difinalisasi"
    DISAHKAN = "disahkan"
    PUSAT = "pusat"
    DITETAPKAN = "ditetapkan"
    DIKEMBALIKAN = "dikembalikan"


KELOMPOK_NAME: Mapping[Kelompok, str] = MappingProxyType(
    {
        Kelompok.TERBUKA: "Terbuka",
        Kelompok.SIAP: SIAP_NAME,
        Kelompok.DIFINALISASI: "Difinalisasi, surat berjalan",
        Kelompok.DISAHKAN: "Disahkan kepala daerah",
        Kelompok.PUSAT: "Di provinsi atau pusat",
        Kelompok.DITETAPKAN: "Ditetapkan SK",
        Kelompok.DIKEMBALIKAN: "Dikembalikan",
    }
)
_S = StateBatch
KELOMPOK_OF: Mapping[str, Kelompok] = MappingProxyType(
    {
        _S.TERBUKA: Kelompok.TERBUKA,
        SIAP: Kelompok.SIAP,
        _S.DIFINALISASI: Kelompok.DIFINALISASI,
        _S.SURAT_DIBUAT: Kelompok.DIFINALISASI,
        _S.SURAT_DITANDATANGANI: Kelompok.DIFINALISASI,
        _S.DISAHKAN: Kelompok.DISAHKAN,
        _S.DIVERIFIKASI_PROVINSI: Kelompok.PUSAT,
        _S.DIVALIDASI_BPS: Kelompok.PUSAT,
        _S.DITERIMA_PUSDATIN: Kelompok.PUSAT,
        _S.DISETUJUI_PFM: Kelompok.PUSAT,
        _S.DITETAPKAN: Kelompok.DITETAPKAN,
        _S.DIKEMBALIKAN: Kelompok.DIKEMBALIKAN,
    }
)


def keadaan_of(state: StateBatch, *, siap: bool) -> str:
    """What is shown of a batch: its state, or that it is open and nothing stands in its way."""
    return SIAP if siap and state is StateBatch.TERBUKA else str(state)


@dataclass(frozen=True, slots=True)
class Kesiapan:
    """How far a kab is: rumah tangga on the prelist, approved and final, and what stands in its way."""

    total: int = 0
    disetujui: int = 0
    final: int = 0
    temuan: tuple[Temuan, ...] = ()

    @property
    def menahan(self) -> list[Temuan]:
        """What must be mended first."""
        return [item for item in self.temuan if item.aturan.menahan]

    @property
    def siap(self) -> bool:
        """Whether an open batch could be finalised: something is approved, and nothing holds it."""
        return self.disetujui > 0 and not self.menahan


@dataclass(frozen=True, slots=True)
class BarisPapan:
    """One kab. ``keadaan`` is a key of ``KEADAAN_NAME``, None without a prelist; ``tutup`` the last
    moment of its pengesahan, with the exception it was given.
    """

    kab: int
    nama: str
    provinsi: str
    keadaan: str | None
    versi: int
    difinalisasi: datetime | None
    tutup: datetime
    diperpanjang: bool
    kesiapan: Kesiapan


@dataclass(frozen=True, slots=True)
class BarisHalangan:
    """One row that an obstacle counts. ``nomor`` is that of the usulan, else of the ruta; ``nama`` None for a usulan
    whose household is not in the register yet. Personal data.
    """

    desa: int
    nomor: int
    nama: str | None
    nama_sls: str | None
    idbdt: str | None
    sejak: date | None


@dataclass(frozen=True, slots=True)
class Pratinjau:
    """What a finalisasi at this moment would close: rumah tangga on the prelist, those that become final; what the
    programme begins with, those that leave it by reason, what is added and what comes out, as the letter counts
    (``domain.rekap_surat``); kuota and terpakai of the kab (KPM), None without a kuota.
    """

    prelist: int
    final: int
    awal: int
    keluar: dict[StaKeberadaan, int]
    masuk: int
    kuota: int | None
    terpakai: int | None

    @property
    def tetap(self) -> int:
        """Those that stay."""
        return self.awal - sum(self.keluar.values())

    @property
    def akhir(self) -> int:
        """What comes out."""
        return self.tetap + self.masuk
