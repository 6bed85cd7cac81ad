"""The attention items as columns and rows of a file."""

from __future__ import annotations

from typing import Any

from domain.figur import JenisKolom, Kolom
from domain.perhatian import TINGKAT_NAME, Aturan, Tingkat

_N, _S = JenisKolom.BULAT, JenisKolom.SAAT
_HEAD = (
    Kolom("aturan", "Aturan", lebar=34),
    Kolom("tingkat", "Tingkat", lebar=16),
    Kolom("kode", "Kode", JenisKolom.KODE),
    Kolom("nama", "Wilayah", lebar=28),
    Kolom("induk", "Di dalam", lebar=22),
    Kolom("nilai", "Nilai", _N),
    Kolom("dari", "Dari", _N),
    Kolom("satuan", "Satuan", lebar=16),
    Kolom("ukuran", "Keterangan", lebar=44),
)
KOLOM_DESA = _HEAD
KOLOM_KAB = (
    *_HEAD,
    Kolom("keadaan", "Keadaan", lebar=12),
    Kolom("dibiarkan", "Dibiarkan", lebar=10),
    Kolom("sejak", "Terbuka sejak", _S),
    Kolom("terakhir", "Angka terakhir berubah", _S),
    Kolom("diakui_oleh", "Diakui oleh"),
    Kolom("diakui", "Diakui", _S),
    Kolom("selesai_oleh", "Ditutup oleh"),
    Kolom("selesai", "Selesai", _S),
    Kolom("catatan", "Catatan", lebar=40),
)


def baris_perhatian(
    aturan: Aturan, tingkat: Tingkat, tempat: tuple[int, str, str], nilai: int, dari: int, ukuran: str
) -> list[Any]:
    """One place of a rule, by ``KOLOM_DESA``; ``tempat``: code, name, name of what it lies in."""
    kode, nama, induk = tempat
    return [
        aturan.nama,
        TINGKAT_NAME[tingkat],
        str(kode) if kode else None,
        nama,
        induk,
        nilai,
        # What is no part of a whole has nothing it is of.
        dari or None,
        aturan.satuan,
        ukuran,
    ]
