"""Pendaftaran aktif by a citizen, and reports that a household is not eligible (Permensos 5/2019).

A citizen who is not in the register asks at the desa; what was taken down goes up the chain that ``Setelan`` names, and
becomes a case of the review at its end. A report of ketidaklayakan has no chain and may be made on any day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.access import Permission, Role
from domain.errors import InvalidInput
from domain.instrumen import RUMAH_KATA
from domain.kode import Level
from domain.mesin import Langkah
from domain.nik import baca_nik
from domain.status import StaKeberadaan


class JenisPendaftaran(StrEnum):
    """What is asked for."""

    DAFTAR = "daftar"
    KETIDAKLAYAKAN = "ketidaklayakan"


JENIS_NAME = {
    JenisPendaftaran.DAFTAR: "Pendaftaran warga",
    JenisPendaftaran.KETIDAKLAYAKAN: "Laporan ketidaklayakan",
}


class StatePendaftaran(StrEnum):
    """Where it stands."""

    BERJALAN = "berjalan"
    DIKEMBALIKAN = "dikembalikan"
    DITOLAK = "ditolak"
    DITERUSKAN = "diteruskan"


STATE_NAME: dict[str, str] = {
    StatePendaftaran.BERJALAN: "Berjalan",
    StatePendaftaran.DIKEMBALIKAN: "Dikembalikan",
    StatePendaftaran.DITOLAK: "Ditolak",
    StatePendaftaran.DITERUSKAN: "Menjadi kasus",
}


@dataclass(frozen=True, slots=True)
class Meja:
    """One step of the chain: who sits there and at which level of wilayah."""

    nama: str
    peran: Role
    level: Level


# Pusdatin acts for the Menteri, who has no hand in single registrations.
MEJA: dict[str, Meja] = {
    "desa": Meja("Desa/kelurahan", Role.OPERATOR_DESA, Level.DESA),
    "kecamatan": Meja("Camat", Role.OPERATOR_KECAMATAN, Level.KECAMATAN),
    "kab": Meja("Bupati/Walikota", Role.KEPALA_DAERAH, Level.KAB),
    "provinsi": Meja("Gubernur", Role.DINSOS_PROVINSI, Level.PROVINSI),
    "menteri": Meja("Menteri Sosial", Role.PUSDATIN, Level.NASIONAL),
}
# Waits for a periode that can carry its case; the portal takes this step by itself.
MENUNGGU_PERIODE = "periode"
# Sent back: waits for whoever took it down.
PENCATAT = "pencatat"
LANGKAH_NAME = {code: meja.nama for code, meja in MEJA.items()} | {
    MENUNGGU_PERIODE: "Menunggu periode dibuka",
    PENCATAT: "Perbaikan pencatat",
}

_S, _P = StatePendaftaran, Permission
LANGKAH: tuple[Langkah, ...] = (
    Langkah("catat", "Catat pendaftaran", frozenset(), _S.BERJALAN, _P.RECORD_PENDAFTARAN),
    Langkah("lapor", "Laporkan ketidaklayakan", frozenset(), _S.BERJALAN, _P.RECORD_PENDAFTARAN, beralasan=True),
    # To the next desk, which leaves it running, or to the review from the last.
    Langkah("teruskan", "Teruskan", frozenset({_S.BERJALAN}), _S.BERJALAN, _P.FORWARD_PENDAFTARAN),
    Langkah("kembalikan", "Kembalikan", frozenset({_S.BERJALAN}), _S.DIKEMBALIKAN, _P.FORWARD_PENDAFTARAN,
            beralasan=True),
    Langkah("tolak", "Tolak", frozenset({_S.BERJALAN}), _S.DITOLAK, _P.FORWARD_PENDAFTARAN, beralasan=True),
    Langkah("kirim", "Kirim ulang", frozenset({_S.DIKEMBALIKAN}), _S.BERJALAN, _P.RECORD_PENDAFTARAN),
    Langkah("kasus", "Jadikan kasus", frozenset({_S.BERJALAN}), _S.DITERUSKAN, None),
)  # fmt: skip

# Why a household is not eligible, and the finding of verivali that says so (section 5: 3 tidak ditemukan, 4 mampu,
# 5 ganda; V11: all members dead is 3).
ALASAN: dict[str, str] = {
    "mampu": "Tergolong mampu",
    "meninggal": "Seluruh anggota meninggal",
    "pindah": "Pindah ke luar kab/kota",
    "ganda": "Data ganda",
    "tidak_ditemukan": "Tidak ditemukan",
}
STA_OF: dict[str, StaKeberadaan] = {
    "mampu": StaKeberadaan.DITEMUKAN_MAMPU,
    "meninggal": StaKeberadaan.TIDAK_DITEMUKAN,
    "pindah": StaKeberadaan.TIDAK_DITEMUKAN,
    "ganda": StaKeberadaan.DITEMUKAN_GANDA,
    "tidak_ditemukan": StaKeberadaan.TIDAK_DITEMUKAN,
}

ALASAN_DAFTAR: dict[str, str] = {
    "belum_terdata": "Belum pernah terdata",
    "terhapus": "Pernah terdata, lalu terhapus",
    "berubah": "Keadaan ekonomi memburuk",
    "pindah_masuk": "Pindah dari kab/kota lain",
}
# The questions on the house that a desk can ask; the instrument asks the rest at the visit.
RUMAH_TANYA = ("sta_bangunan", "lantai", "dinding", "atap", "sumber_airminum", "sumber_penerangan", "fasbab")
LONGEST_NAME, LONGEST_TEXT, LONGEST_ADDRESS = 100, 500, 250
MOST_MEMBERS = 30
# Papers by kind; those that an attachment of a case can be are called as there.
BERKAS: dict[str, str] = {
    "ktp": "KTP",
    "kk": "Kartu Keluarga",
    "rumah": "Foto rumah",
    "surat": "Surat keterangan",
}


def langkah_berikut(langkah: Sequence[str], kini: str | None) -> str | None:
    """The desk after ``kini`` (None: before the first); None after the last. A desk that the setting has dropped since
    is followed by the next one above it.
    """
    order = list(MEJA)
    after = -1 if kini is None else order.index(kini)
    return next((item for item in langkah if order.index(item) > after), None)


@dataclass(frozen=True, slots=True)
class Isian:
    """What a citizen says, read and checked; ``rumah`` are codes of the instrument by column."""

    nik: str
    no_kk: str
    nama: str
    tgl_lahir: date
    alamat: str
    telepon: str
    alasan: str
    keterangan: str
    anggota: int
    rumah: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """As ``pendaftaran.isi`` keeps it."""
        return {
            "nik": self.nik,
            "no_kk": self.no_kk,
            "tgl_lahir": self.tgl_lahir.isoformat(),
            "alamat": self.alamat,
            "telepon": self.telepon,
            "alasan": self.alasan,
            "keterangan": self.keterangan,
            "anggota": self.anggota,
            "rumah": self.rumah,
        }


def baca_isian(form: Mapping[str, str], hari_ini: date) -> Isian:
    """Read the form of a citizen. Raises InvalidInput that says which field, and what to do."""
    nik, no_kk, born = _identity(form, hari_ini)
    name, address, phone = _contact(form)
    if form.get("alasan") not in ALASAN_DAFTAR:
        raise InvalidInput("Pilih alasan mendaftar dari daftar.")
    members = form.get("anggota", "")
    if not (members.isascii() and members.isdigit() and 1 <= int(members) <= MOST_MEMBERS):
        raise InvalidInput(f"Isi jumlah anggota rumah tangga, 1 sampai {MOST_MEMBERS}.")
    house = {key: _code(key, form.get(key, "")) for key in RUMAH_TANYA}
    note = baca_catatan(form.get("keterangan"))
    return Isian(nik, no_kk, name, born, address, phone, form["alasan"], note, int(members), house)


def _identity(form: Mapping[str, str], hari_ini: date) -> tuple[str, str, date]:
    nik, no_kk = (re.sub(r"[ .\-]", "", form.get(key, "")) for key in ("nik", "no_kk"))
    read = baca_nik(nik)
    if read is None or read.lahir is None:
        raise InvalidInput("NIK tidak sah: 16 angka seperti pada KTP, bukan angka yang sama semua.")
    if not re.fullmatch(r"[1-9][0-9]{15}", no_kk) or len(set(no_kk)) == 1:
        raise InvalidInput("Nomor KK tidak sah: 16 angka seperti pada Kartu Keluarga.")
    try:
        born = date.fromisoformat(form.get("tgl_lahir", ""))
    except ValueError as error:
        raise InvalidInput("Isi tanggal lahir, misalnya 1990-05-17.") from error
    if not date(1900, 1, 1) <= born <= hari_ini:
        raise InvalidInput("Tanggal lahir tidak mungkin. Tulis seperti pada KTP.")
    if (read.lahir.day, read.lahir.month, read.lahir.year % 100) != (born.day, born.month, born.year % 100):
        raise InvalidInput("Tanggal lahir tidak sesuai NIK. Periksa keduanya pada KTP.")
    return nik, no_kk, born


def _contact(form: Mapping[str, str]) -> tuple[str, str, str]:
    name = _plain(form.get("nama"))
    if not 3 <= len(name) <= LONGEST_NAME or re.search(r"[0-9<>]", name):
        raise InvalidInput("Isi nama lengkap seperti pada KTP.")
    address = _plain(form.get("alamat"))
    if not 5 <= len(address) <= LONGEST_ADDRESS:
        raise InvalidInput("Isi alamat tempat tinggal sekarang, paling sedikit 5 huruf.")
    phone = re.sub(r"[ .\-()]", "", form.get("telepon", ""))
    if phone and not re.fullmatch(r"\+?[0-9]{8,15}", phone):
        raise InvalidInput("Nomor telepon tidak sah. Tulis angka saja, atau kosongkan.")
    return name, address, phone


def _code(key: str, text: str) -> int:
    label, words = RUMAH_KATA[key]
    code = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    if not 1 <= code <= len(words):
        raise InvalidInput(f"Jawab pertanyaan rumah: {label}.")
    return code


def baca_catatan(value: object) -> str:
    """A note. Raises InvalidInput for one that is too long, or carries a NIK."""
    text = _plain(value)
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(f"Catatan paling panjang {LONGEST_TEXT} huruf.")
    if re.search(r"[0-9]{15,}", re.sub(r"[ .\-]", "", text)):
        raise InvalidInput("Jangan menulis NIK atau nomor KK dalam catatan.")
    return text


def _plain(value: object) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())


@dataclass(frozen=True, slots=True)
class Pendaftaran:
    """One registration or report; the NIK masked, the desa by code and name with its kecamatan."""

    kab: int
    nomor: int
    jenis: JenisPendaftaran
    state: StatePendaftaran
    langkah: str | None
    desa: int
    tempat: str
    ruta: int | None
    nik: str | None
    nama: str
    isi: Mapping[str, Any]
    usulan: int | None
    pencatat: int
    pencatat_nama: str
    dibuat: datetime
    diubah: datetime


@dataclass(frozen=True, slots=True)
class LangkahTempuh:
    """One step that was taken."""

    langkah: str
    keputusan: str
    catatan: str | None
    nama: str
    waktu: datetime
