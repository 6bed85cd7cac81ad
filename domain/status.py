"""State machine of one rumah tangga's verivali in one periode (section 6.1 of the domain document)."""

from __future__ import annotations

from enum import IntEnum

from domain.errors import RuleViolation


class StatusVerivali(IntEnum):
    """Where a row stands; stored as smallint."""

    BELUM_DIKUNJUNGI = 0
    DIISI = 1
    TERIMPOR = 2
    DISETUJUI = 3
    DIKEMBALIKAN = 4
    FINAL = 5


class StaKeberadaan(IntEnum):
    """``sta_keberadaan_RT``: the finding in the field (Buku Saku DTKS 2019)."""

    DITEMUKAN_TETAP = 1
    DITEMUKAN_BERUBAH = 2
    TIDAK_DITEMUKAN = 3
    DITEMUKAN_MAMPU = 4
    DITEMUKAN_GANDA = 5


STATUS_NAME = {
    StatusVerivali.BELUM_DIKUNJUNGI: "Belum dikunjungi",
    StatusVerivali.DIISI: "Diisi",
    StatusVerivali.TERIMPOR: "Terimpor",
    StatusVerivali.DISETUJUI: "Disetujui",
    StatusVerivali.DIKEMBALIKAN: "Dikembalikan",
    StatusVerivali.FINAL: "Final",
}

STA_NAME = {
    StaKeberadaan.DITEMUKAN_TETAP: "Ditemukan, tidak ada perubahan",
    StaKeberadaan.DITEMUKAN_BERUBAH: "Ditemukan, ada perubahan",
    StaKeberadaan.TIDAK_DITEMUKAN: "Tidak ditemukan",
    StaKeberadaan.DITEMUKAN_MAMPU: "Ditemukan, sudah mampu",
    StaKeberadaan.DITEMUKAN_GANDA: "Ditemukan ganda",
}

NONAKTIF = frozenset({StaKeberadaan.TIDAK_DITEMUKAN, StaKeberadaan.DITEMUKAN_MAMPU, StaKeberadaan.DITEMUKAN_GANDA})

TRANSITIONS: dict[StatusVerivali, frozenset[StatusVerivali]] = {
    StatusVerivali.BELUM_DIKUNJUNGI: frozenset({StatusVerivali.DIISI}),
    # Filling in again before import corrects the entry; it is not a new stage.
    StatusVerivali.DIISI: frozenset({StatusVerivali.DIISI, StatusVerivali.TERIMPOR}),
    StatusVerivali.TERIMPOR: frozenset({StatusVerivali.DISETUJUI, StatusVerivali.DIKEMBALIKAN}),
    StatusVerivali.DISETUJUI: frozenset({StatusVerivali.FINAL}),
    StatusVerivali.DIKEMBALIKAN: frozenset({StatusVerivali.DIISI}),
    StatusVerivali.FINAL: frozenset(),
}


def check_transition(now: StatusVerivali, then: StatusVerivali) -> None:
    """Raise RuleViolation when the state machine has no such step."""
    if then not in TRANSITIONS[now]:
        raise RuleViolation(
            f"Baris berstatus “{STATUS_NAME[now]}” tidak dapat menjadi “{STATUS_NAME[then]}”. Muat ulang halaman "
            "untuk melihat status terakhir."
        )


def check_pengisian(sta: StaKeberadaan, *, kyc_complete: bool) -> None:
    """A household found (1–2) must carry a complete KYC; one that is nonaktif (3–5) needs none."""
    if sta not in NONAKTIF and not kyc_complete:
        raise RuleViolation(
            "KYC belum lengkap: isi nama pengurus, NIK, tanggal lahir, nama gadis ibu kandung, dan alamat."
        )
