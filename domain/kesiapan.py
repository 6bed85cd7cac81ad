"""How the states of a batch are told on the board, the map and the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.batch import SIAP, SIAP_NAME, STATE_NAME, StateBatch

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
