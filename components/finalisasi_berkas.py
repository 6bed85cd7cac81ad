"""What stands in the way of a finalisasi, and what changed since one, as columns and rows of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from components.finalisasi_beda import DesaBeda, RutaBeda, kata_beda
from components.finalisasi_kab import DesaHalangan
from domain.figur import JenisKolom, Kolom
from domain.finalisasi import BEDA_NAME, Beda
from domain.halangan import Aturan, Temuan
from domain.kesiapan import BarisHalangan

_K, _N = JenisKolom.KODE, JenisKolom.BULAT

KOLOM_HALANGAN = (
    Kolom("halangan", "Halangan", lebar=52),
    Kolom("menahan", "Menahan", lebar=10),
    Kolom("kode", "Kode desa", _K),
    Kolom("desa", "Desa/kelurahan"),
    Kolom("jumlah", "Jumlah", _N),
    Kolom("dari", "Dari", _N),
    Kolom("satuan", "Satuan", lebar=16),
    Kolom("petugas", "Petugas desa"),
    Kolom("telepon", "Telepon", _K, 18),
    Kolom("siapa", "Diperbaiki oleh", lebar=24),
    Kolom("langkah", "Langkah", lebar=60),
)
KOLOM_BARIS = (
    Kolom("kode", "Kode desa", _K),
    Kolom("desa", "Desa/kelurahan"),
    Kolom("nomor", "Nomor", _K),
    Kolom("idbdt", "IDBDT", _K, 25),
    Kolom("nama", "Kepala rumah tangga", lebar=28),
    Kolom("sls", "SLS"),
    Kolom("sejak", "Sejak", JenisKolom.TANGGAL),
)
KOLOM_BEDA_RUTA = (
    Kolom("kode", "Kode desa", _K),
    Kolom("desa", "Desa/kelurahan"),
    Kolom("idbdt", "IDBDT", _K, 25),
    Kolom("nama", "Kepala rumah tangga", lebar=28),
    Kolom("beda", "Yang berbeda"),
    Kolom("salinan", "Pada salinan", lebar=34),
    Kolom("sekarang", "Sekarang", lebar=34),
)


def baris_halangan(temuan: Temuan, desa: Sequence[DesaHalangan]) -> list[list[Any]]:
    """One obstacle by ``KOLOM_HALANGAN``: desa by desa where it counts them, else one row of the whole."""
    rule: Aturan = temuan.aturan
    first, last = [rule.nama, rule.menahan], [rule.siapa, rule.langkah]
    if not desa:
        return [[*first, None, "seluruhnya", temuan.jumlah, temuan.dari or None, rule.satuan, None, None, *last]]
    return [
        [*first, str(row.kode), row.nama, row.jumlah, row.dari, rule.satuan, row.petugas, row.telepon, *last]
        for row in desa
    ]


def baris_rumah(item: BarisHalangan, names: Mapping[int, str]) -> list[Any]:
    """One row that an obstacle counts, by ``KOLOM_BARIS``."""
    return [str(item.desa), names[item.desa], str(item.nomor), item.idbdt, item.nama, item.nama_sls, item.sejak]


def tabel_beda(desa: Sequence[DesaBeda]) -> tuple[list[Kolom], list[list[Any]]]:
    """What changed, by desa: a column for each way that occurs."""
    kinds = [kind for kind in Beda if any(kind in item.menurut for item in desa)]
    columns = [
        Kolom("kode", "Kode desa", _K),
        Kolom("desa", "Desa/kelurahan", lebar=28),
        Kolom("jumlah", "Berbeda (ruta)", _N),
        *(Kolom(str(kind), f"{BEDA_NAME[kind]} (ruta)", _N) for kind in kinds),
    ]
    rows = [[str(item.kode), item.nama, item.jumlah, *(item.menurut.get(kind, 0) for kind in kinds)] for item in desa]
    return columns, rows


def baris_beda(kode: int, idbdt: str, row: RutaBeda, *, lengkap: bool) -> list[list[Any]]:
    """One household that differs by ``KOLOM_BEDA_RUTA``, a row for each way; ``lengkap``: whole numbers."""
    return [
        [
            str(kode),
            row.nama_desa,
            idbdt,
            row.nama,
            BEDA_NAME[kind],
            kata_beda(kind, row.sebelum, lengkap=lengkap),
            kata_beda(kind, row.sesudah, lengkap=lengkap),
        ]
        for kind in row.beda
    ]
