"""What provinsi, BPS, Pusdatin and PFM say of a disahkan batch, and the list that goes to Bank and Bulog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.access import PERMISSIONS, ROLE_NAME, Actor, Permission, Role
from domain.batch import LANGKAH, StateBatch
from domain.errors import InvalidInput
from domain.mesin import Langkah
from domain.setelan import Setelan

# Steps that begin where the pengesahan of the kab has ended.
SETELAH = tuple(
    step
    for step in LANGKAH
    if step.kode in ("verifikasi", "kembalikan", "validasi", "kembalikan_bps", "terima", "setujui", "tetapkan")
)
# Permensos 5/2019: the provinsi sends data back to be mended together with the kab.
WAJIB = "Wajib diperbaiki bersama oleh pemerintah provinsi dan kabupaten/kota."

_LONGEST = 500
_MOST = 1_000_000


class JenisGalat(StrEnum):
    """Which of the two errors of targeting a finding is."""

    INKLUSI = "inklusi"
    EKSKLUSI = "eksklusi"


JENIS_GALAT_NAME = {JenisGalat.INKLUSI: "Galat inklusi", JenisGalat.EKSKLUSI: "Galat eksklusi"}

# Findings of a return, by the error they are.
TEMUAN: dict[JenisGalat, dict[str, str]] = {
    JenisGalat.INKLUSI: {
        "mampu": "Tergolong mampu, masih tercatat sebagai penerima",
        "meninggal": "Meninggal atau pindah, masih tercatat sebagai penerima",
        "ganda": "Tercatat lebih dari satu kali",
        "pegawai": "ASN, TNI, Polri, atau perangkat desa",
        "identitas": "NIK tidak padan atau tidak sah",
        "lainnya": "Galat inklusi lainnya",
    },
    JenisGalat.EKSKLUSI: {
        "terlewat": "Miskin dan terdaftar, tetapi tidak diusulkan",
        "belum_terdaftar": "Miskin dan belum masuk register",
        "musdes": "Diputuskan musdes, tidak ada pada rekap",
        "salah_nonaktif": "Dinyatakan nonaktif padahal masih berhak",
        "lainnya": "Galat eksklusi lainnya",
    },
}


@dataclass(frozen=True, slots=True)
class TemuanKembali:
    """One finding of a return: so many rumah tangga, and where or what in words."""

    jenis: JenisGalat
    kode: str
    jumlah: int
    keterangan: str = ""

    @property
    def nama(self) -> str:
        """What was found."""
        return TEMUAN[self.jenis][self.kode]

    def as_json(self) -> dict[str, str | int]:
        """As ``batch_langkah.isi`` holds it."""
        return {"jenis": str(self.jenis), "kode": self.kode, "jumlah": self.jumlah, "keterangan": self.keterangan}


def baca_temuan(items: Iterable[Mapping[str, object]]) -> tuple[TemuanKembali, ...]:
    """Findings as a form or a stored step holds them. Raises InvalidInput; each finding may be named once."""
    found: dict[tuple[JenisGalat, str], TemuanKembali] = {}
    for item in items:
        jenis, kode, jumlah, text = (item.get(name) for name in ("jenis", "kode", "jumlah", "keterangan"))
        if jenis not in set(JenisGalat) or not isinstance(kode, str) or kode not in TEMUAN[JenisGalat(str(jenis))]:
            raise InvalidInput("Jenis temuan tidak dikenal. Muat ulang halaman, lalu pilih dari daftar.")
        own = JenisGalat(str(jenis))
        if type(jumlah) is not int or not 1 <= jumlah <= _MOST:
            raise InvalidInput(f"Jumlah rumah tangga pada temuan “{TEMUAN[own][kode]}” harus 1 sampai {_MOST}.")
        text = text or ""
        if not isinstance(text, str) or len(text) > _LONGEST or "\x00" in text:
            raise InvalidInput(f"Keterangan temuan paling banyak {_LONGEST} huruf.")
        if (own, kode) in found:
            raise InvalidInput(f"Temuan “{TEMUAN[own][kode]}” ditulis dua kali. Gabungkan jumlahnya.")
        found[own, kode] = TemuanKembali(own, kode, jumlah, text.strip())
    return tuple(found.values())


def langkah_dari(state: StateBatch, setelan: Setelan) -> tuple[Langkah, ...]:
    """Steps after the pengesahan that a batch may take from a state, as the centre has set them."""
    return tuple(step for step in SETELAH if state in step.dari and _in_use(step, state, setelan))


def _in_use(step: Langkah, state: StateBatch, setelan: Setelan) -> bool:
    if step.izin is Permission.VALIDATE_PENGESAHAN:
        return setelan.validasi_bps
    return not (step.kode == "terima" and state is StateBatch.DIVERIFIKASI_PROVINSI and setelan.validasi_bps)


def langkah_saya(actor: Actor, state: StateBatch, setelan: Setelan) -> tuple[Langkah, ...]:
    """Of these, what the actor's role may do; whether the session was confirmed is asked when it is done."""
    return tuple(step for step in langkah_dari(state, setelan) if step.izin is not None and actor.may(step.izin))


def menunggu_saya(actor: Actor, setelan: Setelan) -> tuple[StateBatch, ...]:
    """States in which a batch waits for the actor."""
    return tuple(state for state in StateBatch if langkah_saya(actor, state, setelan))


def giliran(state: StateBatch, setelan: Setelan) -> str:
    """Who has to act next on a batch, in words; empty when nobody has."""
    if state in (StateBatch.TERBUKA, StateBatch.DIFINALISASI, StateBatch.SURAT_DIBUAT):
        return ROLE_NAME[Role.SUPERVISOR_KAB]
    if state is StateBatch.SURAT_DITANDATANGANI:
        return f"{ROLE_NAME[Role.SUPERVISOR_KAB]} atau {ROLE_NAME[Role.KEPALA_DAERAH]}"
    if state is StateBatch.DIKEMBALIKAN:
        return ROLE_NAME[Role.PUSDATIN]
    wanted = {step.izin for step in langkah_dari(state, setelan)}
    return " atau ".join(ROLE_NAME[role] for role in Role if PERMISSIONS[role] & wanted)


# Files that leave after the finalisasi.

# The list for Bank and Bulog leaves from here on.
DAPAT_KE_BANK = frozenset({StateBatch.DISETUJUI_PFM, StateBatch.DITETAPKAN})


class Keadaan(StrEnum):
    """What a batch makes of a rumah tangga."""

    TETAP = "tetap"
    BARU = "baru"
    # Found nonaktif (3-5): leaves the list.
    KELUAR = "keluar"
    # Of the DTKS: enters the register.
    TERDAFTAR = "terdaftar"
    # On the prelist and outside the programme.
    BUKAN = "bukan_kpm"


KEADAAN_NAME = {
    Keadaan.TETAP: "KPM tetap",
    Keadaan.BARU: "KPM baru",
    Keadaan.KELUAR: "Nonaktif",
    Keadaan.TERDAFTAR: "Usulan DTKS baru",
    Keadaan.BUKAN: "Bukan KPM",
}


@dataclass(frozen=True, slots=True)
class KolomBerkas:
    """One column of a file that leaves: field, heading, what it means. ``kode``: digits whose form counts."""

    nama: str
    judul: str
    arti: str
    kode: bool = False


_IDBDT = KolomBerkas("idbdt", "IDBDT", "Nomor rumah tangga pada register, 23 angka", kode=True)
_WILAYAH = (
    KolomBerkas("desa", "Kode desa", "Kode desa/kelurahan Kemendagri, 10 angka", kode=True),
    KolomBerkas("nama_desa", "Desa/kelurahan", "Nama desa atau kelurahan"),
    KolomBerkas("nama_kecamatan", "Kecamatan", "Nama kecamatan"),
)
KOLOM_BANK: tuple[KolomBerkas, ...] = (
    _IDBDT,
    *_WILAYAH,
    KolomBerkas("nama_kab", "Kabupaten/kota", "Nama kabupaten atau kota"),
    KolomBerkas("no_kk", "Nomor KK", "16 angka", kode=True),
    KolomBerkas("pengurus_nama", "Nama pengurus", "Pemegang rekening"),
    KolomBerkas("pengurus_nik", "NIK pengurus", "16 angka", kode=True),
    KolomBerkas("alamat", "Alamat", "Alamat rumah tangga"),
    KolomBerkas("art", "Jumlah ART", "Anggota rumah tangga"),
    KolomBerkas("keadaan", "Keadaan", "KPM tetap atau KPM baru"),
    KolomBerkas("mengganti", "Menggantikan", "IDBDT KPM nonaktif yang tempatnya dipakai", kode=True),
)  # fmt: skip
KOLOM_HASIL: tuple[KolomBerkas, ...] = (
    _IDBDT,
    *_WILAYAH,
    KolomBerkas("no_kk", "Nomor KK", "16 angka", kode=True),
    KolomBerkas("nama_krt", "Kepala rumah tangga", "Nama kepala rumah tangga"),
    KolomBerkas("alamat", "Alamat", "Alamat rumah tangga"),
    KolomBerkas("art", "Jumlah ART", "Anggota rumah tangga"),
    KolomBerkas("pengurus_nama", "Nama pengurus", "Pemegang rekening"),
    KolomBerkas("pengurus_nik", "NIK pengurus", "16 angka", kode=True),
    KolomBerkas("sta_keberadaan", "Keberadaan", "sta_keberadaan_RT, 1 sampai 5; kosong pada usulan"),
    KolomBerkas("keadaan", "Keadaan", "; ".join(KEADAAN_NAME.values())),
    KolomBerkas("mengganti", "Menggantikan", "IDBDT KPM nonaktif yang tempatnya dipakai", kode=True),
    KolomBerkas("ditetapkan", "Ditetapkan", "ya atau tidak menurut SK Menteri Sosial; kosong sebelum SK dicatat"),
)  # fmt: skip
KOLOM_BEDA: tuple[KolomBerkas, ...] = (
    _IDBDT,
    KolomBerkas("nama", "Nama", "Menurut rekap; bila tidak ada di rekap, menurut SK"),
    KolomBerkas("beda", "Beda", "Apa yang berbeda antara rekap dan SK"),
    KolomBerkas("sebab", "Sebab", "Menurut pemadanan terakhir dan register"),
    KolomBerkas("desa_rekap", "Kode desa rekap", "10 angka", kode=True),
    KolomBerkas("nama_rekap", "Desa rekap", "Nama desa atau kelurahan"),
    KolomBerkas("desa_sk", "Kode desa SK", "10 angka", kode=True),
    KolomBerkas("nama_sk", "Desa SK", "Nama desa atau kelurahan"),
    KolomBerkas("art_rekap", "ART rekap", "Anggota menurut snapshot finalisasi"),
    KolomBerkas("art_sk", "ART SK", "Anggota menurut SK"),
)  # fmt: skip


# What pages show.


@dataclass(frozen=True, slots=True)
class BarisAntrean:
    """A batch of the queue; ``ringkasan``: totals by name (``domain.berkas_data.JUMLAH``), None if never closed."""

    kab: int
    nama: str
    provinsi: str
    state: StateBatch
    versi: int
    diubah: datetime | None
    ringkasan: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Unduhan:
    """One file that was taken away."""

    jenis: str
    nama: str
    oleh: str
    waktu: datetime


@dataclass(frozen=True, slots=True)
class Perjalanan:
    """One step that a batch took: its code, where it led, by whom (``nama``), why, and what it carries."""

    langkah: str
    ke: StateBatch
    versi: int
    nama: str
    waktu: datetime
    alasan: str | None
    isi: Mapping[str, Any] | None
