"""State machine of one rumah tangga's verivali in one periode (section 6.1 of the domain document)."""

from __future__ import annotations

from enum import IntEnum


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

# A file brings the finding with it: what was not visited, filled in, brought before or returned becomes TERIMPOR.
DAPAT_TERIMPOR = frozenset(
    {
        StatusVerivali.BELUM_DIKUNJUNGI,
        StatusVerivali.DIISI,
        StatusVerivali.TERIMPOR,
        StatusVerivali.DIKEMBALIKAN,
    }
)


def may_become(now: StatusVerivali, then: StatusVerivali) -> bool:
    """Whether the state machine has this step."""
    return then in TRANSITIONS[now]


def needs_kyc(sta: StaKeberadaan) -> bool:
    """A household found (1–2) must carry a complete KYC; one that is nonaktif (3–5) needs none."""
    return sta not in NONAKTIF


class StatusUsulan(IntEnum):
    """Where a proposal stands (section 6.2)."""

    DRAFT = 0
    BELUM_DIPERIKSA = 1
    DISETUJUI = 2
    DIKEMBALIKAN = 3
    DITOLAK = 4
    TERVALIDASI_BPS = 5
    MASUK_BATCH = 6
    DISAHKAN = 7
    TERKIRIM = 8
    DITETAPKAN = 9
    TIDAK_DITETAPKAN = 10
    KEDALUWARSA = 11
    # A newer file brought the same case anew.
    DIGANTIKAN = 12


STATUS_USULAN_NAME = {
    StatusUsulan.DRAFT: "Konsep",
    StatusUsulan.BELUM_DIPERIKSA: "Belum diperiksa",
    StatusUsulan.DISETUJUI: "Disetujui",
    StatusUsulan.DIKEMBALIKAN: "Dikembalikan",
    StatusUsulan.DITOLAK: "Ditolak",
    StatusUsulan.TERVALIDASI_BPS: "Tervalidasi BPS",
    StatusUsulan.MASUK_BATCH: "Masuk batch",
    StatusUsulan.DISAHKAN: "Disahkan",
    StatusUsulan.TERKIRIM: "Terkirim",
    StatusUsulan.DITETAPKAN: "Ditetapkan",
    StatusUsulan.TIDAK_DITETAPKAN: "Tidak ditetapkan",
    StatusUsulan.KEDALUWARSA: "Kedaluwarsa",
    StatusUsulan.DIGANTIKAN: "Digantikan kiriman baru",
}

# Hold a place in the kuota: U_disetujui of section 8. One the Menteri did not decree gives its place back.
USULAN_TERHITUNG = frozenset(
    {
        StatusUsulan.DISETUJUI,
        StatusUsulan.TERVALIDASI_BPS,
        StatusUsulan.MASUK_BATCH,
        StatusUsulan.DISAHKAN,
        StatusUsulan.TERKIRIM,
        StatusUsulan.DITETAPKAN,
    }
)
