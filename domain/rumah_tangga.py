"""A rumah tangga as it is shown: a row of a list, a card, and what the card covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.kalender import Program
from domain.kesos import Jenis, Rujukan
from domain.pemindahan import Pemindahan


@dataclass(frozen=True, slots=True)
class Baris:
    """One household of a list. Numbers are masked here, before anything leaves this layer."""

    rujukan: Rujukan
    idbdt: str
    no_kk: str | None
    nama_krt: str
    # Member that the search found, when it is not the head: "Siti Aminah (Istri/suami)".
    cocok: str
    alamat: str
    tempat: str
    jumlah_art: int
    desil: int | None
    kpm_bsp: bool
    pkh: bool
    kks: bool
    pbi: bool
    status: int | None
    sta_keberadaan: int | None
    koordinat: bool
    diubah: date

    @property
    def tanpa_bantuan(self) -> bool:
        """In DTKS, but neither KKS nor PKH."""
        return not self.pkh and not self.kks


@dataclass(frozen=True, slots=True)
class Hasil:
    """A page of answers. ``jumlah`` None: more than could be counted in time; ``lebih``: there are more than that."""

    baris: list[Baris]
    jumlah: int | None
    lebih: bool
    # What the next page begins after; None at the end.
    berikut: list[int] | None = None
    # Set when what is shown was not typed so: the words that were looked for instead, and "ejaan" or "koreksi".
    pengganti: str = ""
    cara: str = "tepat"
    jenis: Jenis = Jenis.KOSONG


@dataclass(frozen=True, slots=True)
class Anggota:
    """One member of a household; ``umur`` in years on the day asked for."""

    id: int
    nama: str
    nik: str | None
    hubungan: str | None
    jenis_kelamin: str | None
    umur: int | None
    kawin: str | None
    sekolah: str | None
    ijazah: str | None
    pekerjaan: str | None
    kesehatan: list[str]
    padan: int
    masuk_kuota: bool
    # Why the person is no longer there ("Meninggal"); None who is.
    pergi: str | None


@dataclass(frozen=True, slots=True)
class Kunjungan:
    """What one periode of verivali holds of the household."""

    periode: int
    program: Program
    status: int
    sta_keberadaan: int | None
    tanggal: date | None
    petugas: str | None


@dataclass(frozen=True, slots=True)
class Pengajuan:
    """One usulan for the household."""

    periode: int
    program: Program
    status: int
    alasan: str | None
    diajukan: date
    diputuskan: date | None


@dataclass(frozen=True, slots=True)
class Kartu:
    """A household with everything that a reader of its wilayah may see without giving a reason."""

    rujukan: Rujukan
    desa: int
    idbdt: str
    no_kk: str | None
    nama_krt: str
    alamat: str
    nama_sls: str | None
    # Of the desa, with its parents.
    tempat: str
    jumlah_art: int
    jumlah_keluarga: int
    desil: int | None
    percentile: int | None
    luas_lantai: int | None
    # Label of a field, and its answer in words.
    rumah: list[tuple[str, str | None]]
    aset: list[str]
    ternak: list[tuple[str, int]]
    # Label, and whether it is held; None where it was not asked.
    program: list[tuple[str, bool | None]]
    tanpa_bantuan: bool
    pengurus_nama: str | None
    pengurus_nik: str | None
    pengurus_ibu: str | None
    koordinat: tuple[float, float] | None
    di_luar_desa: bool | None
    # Where it lived before, and when it moved.
    pindah_dari: str | None
    tgl_pindah: date | None
    sumber_data: str
    diubah: datetime
    anggota: list[Anggota]
    kunjungan: list[Kunjungan]
    pengajuan: list[Pengajuan]
    # Kind, and the day it was taken.
    foto: list[tuple[str, date | None]]
    # Moves between desa, newest first: waiting, made, refused and taken back.
    perpindahan: list[Pemindahan]


@dataclass(frozen=True, slots=True)
class Identitas:
    """What a card masks: of the household, and by id of each member (NIK, date of birth)."""

    no_kk: str | None
    pengurus_nik: str | None
    pengurus_ibu: str | None
    pengurus_lahir: date | None
    anggota: dict[int, tuple[str | None, date | None]]
