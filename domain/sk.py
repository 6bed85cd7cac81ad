"""The decree of the Menteri: its list as a file, and what differs between it and the rekap of a kab (section 11)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.errors import InvalidInput
from domain.padan import Padan


class StateSk(StrEnum):
    """Where a decree stands; stored as text."""

    # Its file is there and waits to be read, or is being read.
    DIUNGGAH = "diunggah"
    # Read without fault; what it would do can be looked at.
    SIAP = "siap"
    # Its list was refused; the report says why.
    GAGAL = "gagal"
    # It is being applied, kab by kab.
    DIPROSES = "diproses"
    # No kab of its list waits any more.
    DITETAPKAN = "ditetapkan"
    DIBATALKAN = "dibatalkan"


STATE_SK_NAME = {
    StateSk.DIUNGGAH: "Sedang dibaca",
    StateSk.SIAP: "Siap ditetapkan",
    StateSk.GAGAL: "Daftar ditolak",
    StateSk.DIPROSES: "Sedang ditetapkan",
    StateSk.DITETAPKAN: "Ditetapkan",
    StateSk.DIBATALKAN: "Dibatalkan",
}
# One decree of a programme and periode at a time.
SK_HIDUP = frozenset({StateSk.DIUNGGAH, StateSk.SIAP, StateSk.DIPROSES, StateSk.DITETAPKAN})


class HasilKab(StrEnum):
    """What became of a decree in one kab."""

    MENUNGGU = "menunggu"
    DITETAPKAN = "ditetapkan"
    # Something stood in the way; may be tried again.
    TERTUNDA = "tertunda"


HASIL_KAB_NAME = {
    HasilKab.MENUNGGU: "Menunggu",
    HasilKab.DITETAPKAN: "Ditetapkan",
    HasilKab.TERTUNDA: "Tertunda",
}

# The list.

KOLOM_SK = ("idbdt", "desa", "nama", "art")
KOLOM_SK_NAME = {"idbdt": "IDBDT", "desa": "Kode desa", "nama": "Nama", "art": "Jumlah ART"}
# Headings as lists in use have them; compared without case, blanks and signs.
JUDUL: dict[str, frozenset[str]] = {
    "idbdt": frozenset({"idbdt", "iddtks", "idruta", "idrt", "nomoridbdt"}),
    "desa": frozenset({"kodedesa", "desa", "kddesa", "kodewilayah", "kodedesakelurahan", "kodekelurahan"}),
    "nama": frozenset({"nama", "namakrt", "namakpm", "namapengurus", "namakepalarumahtangga", "namapenerima"}),
    "art": frozenset({"art", "jumlahart", "jmlart", "jumlahanggota", "jmlanggota", "jumlahjiwa"}),
}
LARGEST_SK = 4_000_000_000
# What a browser may send; larger lists come by ``cli.py import-sk``.
LARGEST_UNGGAH = 100_000_000
# Lines named in a report; all are counted.
MOST_FINDINGS = 500

_IDBDT = re.compile(r"[0-9]{23}")
_DESA = re.compile(r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}\.?[0-9]{4}")
_SIGNS = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 100
_MOST_ART = 99
# What a spreadsheet would run; a name in a decree begins with a letter.
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SalahBaris(StrEnum):
    """What may be wrong with one line of a list; the text says what to do."""

    IDBDT = "IDBDT bukan 23 angka. Format selnya sebagai teks, lalu simpan lagi."
    DESA = "Kode desa bukan 10 angka."
    KAB = "IDBDT dan kode desa menunjuk kabupaten/kota yang berbeda."
    NAMA = "Nama kosong, terlalu panjang, atau berisi tanda yang tidak dapat dicetak."
    RUMUS = "Nama diawali tanda rumus (=, +, -, @). Hapus tandanya."
    ART = "Jumlah ART bukan angka 1 sampai 99."
    KOLOM = "Jumlah kolom berbeda dengan baris judul."
    DESA_TAK_DIKENAL = "Desa ini tidak ada pada daftar wilayah."
    GANDA = "IDBDT ini sudah ada pada baris sebelumnya."


@dataclass(frozen=True, slots=True)
class BarisSk:
    """One line of a list; ``baris`` is its place in the file, the heading being line 1."""

    baris: int
    idbdt: str
    desa: int
    nama: str
    art: int


@dataclass(frozen=True, slots=True)
class TemuanSk:
    """One line that cannot be taken, and what stands there."""

    baris: int
    salah: SalahBaris
    nilai: str


def judul_dari(cell: str) -> str | None:
    """The column that a heading names; None for one that is not needed."""
    plain = _SIGNS.sub("", unicodedata.normalize("NFKC", cell).lower())
    return next((name for name, known in JUDUL.items() if plain in known), None)


def baca_baris(baris: int, idbdt: str, desa: str, nama: str, art: str) -> BarisSk | TemuanSk:
    """One line as it is stored, or what is wrong with it first."""
    idbdt, desa, nama, art = idbdt.strip().lstrip("'"), desa.strip().lstrip("'"), nama.strip(), art.strip()
    wrong = _salah_kode(idbdt, desa) or _salah_isi(nama, art)
    if wrong is not None:
        return TemuanSk(baris, wrong[0], "".join(char for char in wrong[1][:40] if char.isprintable()))
    return BarisSk(baris, idbdt, int(desa.replace(".", "")), nama, int(art))


def _salah_kode(idbdt: str, desa: str) -> tuple[SalahBaris, str] | None:
    if not (idbdt.isascii() and _IDBDT.fullmatch(idbdt)):
        return SalahBaris.IDBDT, idbdt
    if not (desa.isascii() and _DESA.fullmatch(desa)):
        return SalahBaris.DESA, desa
    kode = desa.replace(".", "")
    # Households move inside their kab only, so that the number goes on to name it.
    return (SalahBaris.KAB, f"{idbdt[:10]} dan {kode}") if idbdt[:4] != kode[:4] else None


def _salah_isi(nama: str, art: str) -> tuple[SalahBaris, str] | None:
    if nama.startswith(_RUN_AS_FORMULA):
        return SalahBaris.RUMUS, nama
    if not nama or len(nama) > _LONGEST_NAME or not nama.isprintable():
        return SalahBaris.NAMA, nama
    fits = art.isascii() and art.isdigit() and len(art) <= 2 and 1 <= int(art) <= _MOST_ART
    return None if fits else (SalahBaris.ART, art)


@dataclass(frozen=True, slots=True)
class KepalaSk:
    """What stands on the first page of a decree."""

    nomor: str
    tanggal: date


def baca_kepala(nomor: str, tanggal: str, *, hari: date) -> KepalaSk:
    """Number and day as they were typed. Raises InvalidInput; no decree is of a day to come."""
    nomor = " ".join(nomor.split())
    if not 3 <= len(nomor) <= 100 or not nomor.isprintable():
        raise InvalidInput("Tulis nomor SK seperti pada suratnya, 3 sampai 100 huruf.")
    try:
        day = date.fromisoformat(tanggal)
    except ValueError as error:
        raise InvalidInput("Tanggal SK tidak dapat dibaca. Pilih dari kalender.") from error
    if day > hari:
        raise InvalidInput("Tanggal SK belum tiba. Periksa tanggal pada suratnya.")
    if day.year < 2011:
        raise InvalidInput("Tanggal SK terlalu lama. Periksa tahun pada suratnya.")
    return KepalaSk(nomor, day)


# Reconciliation.


class Beda(StrEnum):
    """How a line of the rekap and a line of the decree differ."""

    TIDAK_DITETAPKAN = "tidak_ditetapkan"
    TAMBAHAN = "tambahan"
    ART = "art"
    DESA = "desa"


BEDA_NAME = {
    Beda.TIDAK_DITETAPKAN: "Ada di rekap, tidak di SK",
    Beda.TAMBAHAN: "Ada di SK, tidak di rekap",
    Beda.ART: "Jumlah ART berbeda",
    Beda.DESA: "Desa berbeda",
}


class SebabBeda(StrEnum):
    """Why it differs, as far as the portal can tell."""

    MENINGGAL = "meninggal"
    GANDA = "ganda"
    TIDAK_PADAN = "tidak_padan"
    CLEANSING = "cleansing"
    NONAKTIF = "nonaktif"
    USULAN_DTKS = "usulan_dtks"
    TERDAFTAR = "terdaftar"
    TIDAK_DIKENAL = "tidak_dikenal"
    PINDAH = "pindah"
    ANGGOTA = "anggota"


SEBAB_NAME = {
    SebabBeda.MENINGGAL: "Pengurus meninggal menurut Dukcapil",
    SebabBeda.GANDA: "NIK pengurus ganda menurut Dukcapil",
    SebabBeda.TIDAK_PADAN: "NIK pengurus tidak padan",
    SebabBeda.CLEANSING: "Cleansing Pusdatin",
    SebabBeda.NONAKTIF: "Dinyatakan nonaktif oleh kab/kota",
    SebabBeda.USULAN_DTKS: "Usulan DTKS baru, bukan KPM",
    SebabBeda.TERDAFTAR: "Terdaftar, di luar rekap periode ini",
    SebabBeda.TIDAK_DIKENAL: "Tidak dikenal register",
    SebabBeda.PINDAH: "Tercatat di desa lain",
    SebabBeda.ANGGOTA: "Jumlah anggota tidak sama",
}
# Of whoever is not decreed, what Dukcapil said of the account holder.
SEBAB_PADAN: dict[Padan, SebabBeda] = {
    Padan.MENINGGAL: SebabBeda.MENINGGAL,
    Padan.GANDA: SebabBeda.GANDA,
    Padan.TIDAK_PADAN: SebabBeda.TIDAK_PADAN,
    Padan.BELUM_REKAM: SebabBeda.TIDAK_PADAN,
    Padan.TANPA_DOKUMEN: SebabBeda.TIDAK_PADAN,
}


def selisih(rekap: int, sk: int) -> float | None:
    """SK variance in per cent of the rekap (section 11); None where the rekap has nothing."""
    return 100 * (sk - rekap) / rekap if rekap else None


@dataclass(frozen=True, slots=True)
class Sk:
    """A decree; ``ruta`` and ``art`` are what its list holds, ``laporan`` what was wrong with it."""

    nomor_urut: int
    program: int
    periode: int
    nomor: str
    tanggal: date
    state: StateSk
    nama_berkas: str
    ukuran: int
    terbaca: int
    laporan: dict[str, Any] | None
    ruta: int
    art: int
    oleh: int
    dibuat: datetime
    penetap: int | None
    ditetapkan: datetime | None


@dataclass(frozen=True, slots=True)
class KabSk:
    """What a decree holds of a kab, and what became of it there."""

    kab: int
    nama: str
    ruta: int
    art: int
    hasil: HasilKab
    pesan: str | None
    waktu: datetime | None


@dataclass(frozen=True, slots=True)
class TotalRekon:
    """Rekap and decree of a wilayah: rumah tangga and members on either side, and what makes the difference.

    ``sk = rekap - tidak_ditetapkan + tambahan - keluar + masuk``; the last two are rows found in another desa.
    """

    kode: int
    nama: str
    kecamatan: str
    rekap: int
    sk: int
    art_rekap: int
    art_sk: int
    tidak_ditetapkan: int
    tambahan: int
    keluar: int
    masuk: int
    beda_art: int


@dataclass(frozen=True, slots=True)
class SaringanRekon:
    """Which rows: by how and why they differ, by desa (10 digits) or kecamatan (6), by number or name."""

    beda: Beda | None = None
    sebab: SebabBeda | None = None
    wilayah: int | None = None
    cari: str = ""


@dataclass(frozen=True, slots=True)
class BarisRekon:
    """One household that differs."""

    idbdt: str
    nama: str
    desa_rekap: int | None
    desa_sk: int | None
    art_rekap: int | None
    art_sk: int | None
    beda: Beda
    sebab: SebabBeda
    nama_rekap: str | None
    nama_sk: str | None
