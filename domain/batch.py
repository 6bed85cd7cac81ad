"""State machine of a kab's batch: finalisasi, pengesahan and what follows (section 6.3 of the domain document)."""

from __future__ import annotations

from enum import StrEnum

from domain.access import Permission
from domain.kalender import Kegiatan
from domain.mesin import Langkah


class StateBatch(StrEnum):
    """Where the batch of one kab, programme and periode stands."""

    TERBUKA = "terbuka"
    DIFINALISASI = "difinalisasi"
    SURAT_DIBUAT = "surat_dibuat"
    SURAT_DITANDATANGANI = "surat_ditandatangani"
    DISAHKAN = "disahkan"
    DIVERIFIKASI_PROVINSI = "diverifikasi_provinsi"
    DIVALIDASI_BPS = "divalidasi_bps"
    DITERIMA_PUSDATIN = "diterima_pusdatin"
    DISETUJUI_PFM = "disetujui_pfm"
    DITETAPKAN = "ditetapkan"
    DIKEMBALIKAN = "dikembalikan"


STATE_NAME: dict[str, str] = {
    StateBatch.TERBUKA: "Terbuka",
    StateBatch.DIFINALISASI: "Difinalisasi",
    StateBatch.SURAT_DIBUAT: "Surat dibuat",
    StateBatch.SURAT_DITANDATANGANI: "Surat ditandatangani",
    StateBatch.DISAHKAN: "Disahkan",
    StateBatch.DIVERIFIKASI_PROVINSI: "Diverifikasi provinsi",
    StateBatch.DIVALIDASI_BPS: "Divalidasi BPS",
    StateBatch.DITERIMA_PUSDATIN: "Diterima Pusdatin",
    StateBatch.DISETUJUI_PFM: "Disetujui PFM",
    StateBatch.DITETAPKAN: "Ditetapkan SK",
    StateBatch.DIKEMBALIKAN: "Dikembalikan",
}
# An open batch in whose way nothing stands is shown as this; it is derived and never stored.
SIAP, SIAP_NAME = "siap", "Siap difinalisasi"

# Rows of an open batch may be written; every other state locks them.
TERKUNCI = frozenset(StateBatch) - {StateBatch.TERBUKA}
# The pengesahan is done: nobody is late with it any more.
TERSAH = frozenset(
    {
        StateBatch.DISAHKAN,
        StateBatch.DIVERIFIKASI_PROVINSI,
        StateBatch.DIVALIDASI_BPS,
        StateBatch.DITERIMA_PUSDATIN,
        StateBatch.DISETUJUI_PFM,
        StateBatch.DITETAPKAN,
    }
)


def terkunci(state: str) -> bool:
    """Whether the rows of the batch may no longer be written."""
    return state != StateBatch.TERBUKA


_S, _P = StateBatch, Permission
# The letter goes out before the pengesahan closes; what provinsi and centre do afterwards has no deadline of its own.
LANGKAH: tuple[Langkah, ...] = (
    Langkah("finalisasi", "Finalisasi", frozenset({_S.TERBUKA}), _S.DIFINALISASI, _P.RECORD_FINALISASI,
            Kegiatan.PENGESAHAN),
    Langkah("buat_surat", "Buat surat pengesahan", frozenset({_S.DIFINALISASI, _S.SURAT_DIBUAT}), _S.SURAT_DIBUAT,
            _P.PREPARE_PENGESAHAN, Kegiatan.PENGESAHAN),
    Langkah("unggah_surat", "Unggah surat bertanda tangan", frozenset({_S.SURAT_DIBUAT, _S.SURAT_DITANDATANGANI}),
            _S.SURAT_DITANDATANGANI, _P.PREPARE_PENGESAHAN, Kegiatan.PENGESAHAN),
    Langkah("tanda_tangan", "Tanda tangani secara elektronik", frozenset({_S.SURAT_DIBUAT, _S.SURAT_DITANDATANGANI}),
            _S.SURAT_DITANDATANGANI, _P.SIGN_PENGESAHAN, Kegiatan.PENGESAHAN),
    Langkah("sahkan", "Nyatakan disahkan", frozenset({_S.SURAT_DITANDATANGANI}), _S.DISAHKAN, _P.CONFIRM_PENGESAHAN,
            Kegiatan.PENGESAHAN),
    Langkah("verifikasi", "Terima hasil verifikasi", frozenset({_S.DISAHKAN}), _S.DIVERIFIKASI_PROVINSI,
            _P.VERIFY_PENGESAHAN),
    Langkah("kembalikan", "Kembalikan untuk diperbaiki bersama", frozenset({_S.DISAHKAN}), _S.DIKEMBALIKAN,
            _P.VERIFY_PENGESAHAN, beralasan=True),
    Langkah("validasi", "Nyatakan tervalidasi", frozenset({_S.DIVERIFIKASI_PROVINSI}), _S.DIVALIDASI_BPS,
            _P.VALIDATE_PENGESAHAN),
    Langkah("kembalikan_bps", "Kembalikan dari validasi", frozenset({_S.DIVERIFIKASI_PROVINSI}), _S.DIKEMBALIKAN,
            _P.VALIDATE_PENGESAHAN, beralasan=True),
    # From DIVERIFIKASI_PROVINSI only where the setting does without BPS.
    Langkah("terima", "Terima di Pusdatin", frozenset({_S.DIVERIFIKASI_PROVINSI, _S.DIVALIDASI_BPS}),
            _S.DITERIMA_PUSDATIN, _P.RECEIVE_PENGESAHAN),
    Langkah("setujui", "Setujui KPM", frozenset({_S.DITERIMA_PUSDATIN}), _S.DISETUJUI_PFM, _P.APPROVE_KPM),
    Langkah("tetapkan", "Catat SK Mensos", frozenset({_S.DISETUJUI_PFM}), _S.DITETAPKAN, _P.RECORD_SK),
    # What the Menteri has decreed stays; everything before it Pusdatin may open again.
    Langkah("buka_kembali", "Buka kembali", frozenset(TERKUNCI - {_S.DITETAPKAN}), _S.TERBUKA, _P.REOPEN_BATCH,
            beralasan=True),
)  # fmt: skip
