"""Fields of a household and of a member in words: their labels, and their values as a reader sees them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from domain.instrumen import (
    ASSET_KATA,
    INDIVIDU_CODES,
    INDIVIDU_KATA,
    LIVESTOCK_KATA,
    PROGRAM_KATA,
    RUMAH_KATA,
)
from domain.kalender import month_name
from domain.kesos import KEBERADAAN_NAMA, samar_nama, samar_nomor
from domain.siks import STA_ART_NAME

KOSONG = "tidak diisi"

NOMOR = frozenset({"nik", "no_kk", "pengurus_nik"})
_IBU = frozenset({"pengurus_ibu_kandung"})
_LAHIR = frozenset({"tgl_lahir", "pengurus_tgl_lahir"})

LABEL: dict[str, str] = {
    "idbdt": "IDBDT",
    "idartbdt": "IDARTBDT",
    "desa": "Desa/kelurahan",
    "no_kk": "No. KK",
    "alamat": "Alamat",
    "nama_sls": "SLS",
    "nama_krt": "Kepala rumah tangga",
    "jumlah_art": "Jumlah anggota",
    "jumlah_keluarga": "Jumlah keluarga",
    "luas_lantai": "Luas lantai",
    **{field: label for field, (label, _) in RUMAH_KATA.items()},
    **ASSET_KATA,
    **LIVESTOCK_KATA,
    **PROGRAM_KATA,
    "pengurus_nama": "Nama pengurus",
    "pengurus_nik": "NIK pengurus",
    "pengurus_tgl_lahir": "Tanggal lahir pengurus",
    "pengurus_ibu_kandung": "Ibu kandung pengurus",
    "pengurus_jns_kel": "Jenis kelamin pengurus",
    "lat": "Lintang",
    "lon": "Bujur",
    "nama": "Nama",
    "nik": "NIK",
    "tgl_lahir": "Tanggal lahir",
    "no_urut": "No. urut",
    "hub_krt": "Hubungan dengan kepala",
    "jns_kel": "Jenis kelamin",
    "sta_kawin": "Status perkawinan",
    "ada_akta_nikah": "Akta nikah/cerai",
    "ada_di_kk": "Tercantum di KK",
    "kartu_identitas": "Kartu identitas",
    "sta_hamil": "Kehamilan",
    "jenis_cacat": "Disabilitas",
    "penyakit_kronis": "Penyakit menahun",
    "partisipasi_sekolah": "Partisipasi sekolah",
    "jenjang": "Jenjang pendidikan",
    "kelas": "Kelas tertinggi",
    "ijazah": "Ijazah tertinggi",
    "lapangan_usaha": "Lapangan usaha",
    "kedudukan": "Kedudukan dalam pekerjaan",
    "sta_art": "Keberadaan anggota",
    "sta_keberadaan": "Keberadaan rumah tangga",
    "tanggal": "Tanggal",
    "diisi": "Waktu pengisian",
    "petugas": "Petugas",
    "durasi": "Lama kunjungan",
    "catatan": "Catatan",
    "mengganti": "KPM yang diganti",
    "jenis": "Jenis",
    "keterangan": "Keterangan",
    "peserta": "Peserta",
    "nomor": "Nomor",
    "berkas": "Berkas lampiran",
    "diambil": "Tanggal diambil",
    "kolom": "Nama isian",
    "lama": "Nilai lama",
    "baru": "Nilai baru",
}

_YA_TIDAK = frozenset({*ASSET_KATA, *PROGRAM_KATA})
_KARTU = ((1, "akta lahir"), (2, "kartu pelajar"), (4, "KTP"), (8, "SIM"))
# field -> code -> answer
_KATA: dict[str, dict[int, str]] = {
    **{field: dict(enumerate(words, 1)) for field, (_, words) in RUMAH_KATA.items()},
    **{field: dict(enumerate(words, INDIVIDU_CODES[field][0])) for field, words in INDIVIDU_KATA.items()},
    "pengurus_jns_kel": dict(enumerate(INDIVIDU_KATA["jns_kel"], 1)),
    "kartu_identitas": {
        kode: ", ".join(nama for bit, nama in _KARTU if kode & bit) or "tidak ada" for kode in range(16)
    },
    "ada_akta_nikah": {0: "Tidak", 1: "Ya, dapat ditunjukkan", 2: "Ya, tidak dapat ditunjukkan"},
    "ada_di_kk": {1: "Ya", 2: "Tidak"},
    "sta_art": {int(kode): nama for kode, nama in STA_ART_NAME.items()},
    "sta_keberadaan": {int(kode): nama for kode, nama in KEBERADAAN_NAMA.items()},
}
_SATUAN = {"luas_lantai": "m²", "durasi": "menit", **dict.fromkeys(LIVESTOCK_KATA, "ekor")}
# A NIK or No. KK inside a text; an IDBDT is longer and shows nobody's identity.
_NOMOR_DALAM_TEKS = re.compile(r"(?<!\d)\d{15,16}(?!\d)")


def label(kolom: str) -> str:
    """Name of a field as it is shown."""
    return LABEL.get(kolom, kolom.replace("_", " ").capitalize())


def kata(kolom: str, nilai: Any, *, samar: bool = True) -> str:
    """A value in words, codes of the instrument by their answer. ``samar`` covers NIK, No. KK, mother's name, birth."""
    if nilai is None or nilai == "":
        return KOSONG
    if kolom in NOMOR:
        return (samar_nomor(nilai) or KOSONG) if samar else str(nilai)
    if kolom in _IBU:
        return (samar_nama(str(nilai)) or KOSONG) if samar else str(nilai)
    if kolom in _LAHIR:
        return _tanggal(nilai, samar=samar)
    if kolom in _YA_TIDAK:
        return "Ya" if nilai in (True, 1) else "Tidak"
    return _kode(kolom, nilai)


def samarkan(kolom: str | None, teks: str | None) -> str | None:
    """What was found or expected in ``kolom``, as free text, with what identifies a person covered."""
    if teks is None or not teks.strip():
        return teks
    if kolom in NOMOR and teks.strip().isdigit():
        return samar_nomor(teks.strip())
    if kolom in _IBU:
        return samar_nama(teks)
    return _NOMOR_DALAM_TEKS.sub(lambda found: samar_nomor(found[0]) or "", teks)


def _tanggal(nilai: Any, *, samar: bool) -> str:
    try:
        tanggal = date.fromisoformat(str(nilai)[:10])
    except ValueError:
        return str(nilai)
    bulan = month_name(tanggal.year * 100 + tanggal.month)
    return f"** {bulan}" if samar else f"{tanggal.day} {bulan}"


def _kode(kolom: str, nilai: Any) -> str:
    words = _KATA.get(kolom)
    if words is None:
        return f"{nilai} {_SATUAN[kolom]}" if kolom in _SATUAN else str(nilai)
    # A code out of its range is a finding, and is shown as it was written.
    return words.get(nilai) or f"kode {nilai}"
