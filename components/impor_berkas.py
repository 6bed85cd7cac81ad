"""The list of files from the field, and what becomes of the households of one, as columns and rows of files."""

from __future__ import annotations

from typing import Any

from components import impor_kata as kata
from domain.figur import JenisKolom, Kolom
from domain.impor import HASIL_NAME, Hasil
from domain.impor_tampil import UNTUK, Baris, Impor, SaringanHasil
from domain.kalender import PROGRAM_NAME, Program, month_name
from domain.kesos import KEBERADAAN_NAMA
from domain.status import StaKeberadaan
from domain.validasi import ATURAN

_K, _N, _S = JenisKolom.KODE, JenisKolom.BULAT, JenisKolom.SAAT

KOLOM_BERKAS = (
    Kolom("nomor", "Nomor", _K),
    Kolom("nama", "Berkas", lebar=34),
    Kolom("keadaan", "Keadaan", lebar=22),
    Kolom("program", "Program", lebar=14),
    Kolom("periode", "Periode", lebar=16),
    Kolom("cakupan", "Desa/kelurahan", lebar=30),
    Kolom("ukuran", "Ukuran (byte)", _N),
    Kolom("pengunggah", "Diunggah oleh"),
    Kolom("diunggah", "Diunggah", _S),
    Kolom("baris", "Baris", _N),
    *(Kolom(str(hasil), f"{HASIL_NAME[hasil]} (baris)", _N) for hasil in Hasil),
    Kolom("penyetuju", "Disetujui oleh"),
    Kolom("disetujui", "Disetujui", _S),
    Kolom("diproses", "Selesai diproses", _S),
    Kolom("ditarik", "Ditarik kembali", _S),
    Kolom("galat", "Sebab penolakan", lebar=44),
)
KOLOM_HASIL = (
    Kolom("untuk", "Untuk", lebar=16),
    Kolom("baris", "Baris dalam berkas", _N),
    Kolom("idbdt", "IDBDT", _K, 25),
    Kolom("nama", "Kepala rumah tangga", lebar=28),
    Kolom("kode", "Kode desa", _K),
    Kolom("desa", "Desa/kelurahan"),
    Kolom("hasil", "Hasil", lebar=12),
    Kolom("sebab", "Sebab ditahan", lebar=40),
    Kolom("keberadaan", "Keberadaan", lebar=22),
    Kolom("tanggal", "Tanggal kunjungan", JenisKolom.TANGGAL),
    Kolom("risiko", "Risiko (0–100)", _N),
    Kolom("aturan", "Aturan yang dilanggar", lebar=40),
)


def baris_berkas(item: Impor, desa: list[str]) -> list[Any]:
    """One file by ``KOLOM_BERKAS``; ``desa``: names of its desa."""
    checked = bool(item.ringkasan)
    return [
        str(item.nomor),
        item.nama,
        kata.nama_keadaan(item),
        None if item.program is None else PROGRAM_NAME[Program(item.program)],
        None if item.periode is None else month_name(item.periode),
        kata.cakupan(item, desa),
        item.ukuran,
        item.pengunggah,
        item.diunggah,
        item.baris if checked else None,
        *(item.jumlah(hasil) if checked else None for hasil in Hasil),
        item.penyetuju,
        item.disetujui,
        item.diproses,
        item.ditarik,
        kata.penolakan(item)[0] if item.galat else None,
    ]


def baris_hasil(item: Baris) -> list[Any]:
    """One household of a file, by ``KOLOM_HASIL``."""
    rules = item.aturan or tuple(dict.fromkeys(found.aturan for found in item.temuan))
    return [
        UNTUK[item.untuk],
        item.baris,
        item.idbdt,
        item.nama_krt,
        str(item.desa) if item.desa else None,
        item.nama_desa,
        HASIL_NAME[item.hasil],
        item.sebab,
        KEBERADAAN_NAMA[StaKeberadaan(item.sta_keberadaan)] if item.sta_keberadaan else None,
        item.tanggal,
        item.risiko,
        "; ".join(f"{kode} {ATURAN[kode].nama}" if kode in ATURAN else kode for kode in rules),
    ]


def kata_hasil(saringan: SaringanHasil, desa: str | None) -> list[tuple[str, str]]:
    """What the list is narrowed by, in words."""
    said = (
        ("Hasil", saringan.hasil and HASIL_NAME[saringan.hasil]),
        ("Untuk", saringan.untuk and UNTUK[saringan.untuk]),
        ("Desa", desa),
        ("Aturan", saringan.aturan and ATURAN[saringan.aturan].nama),
    )
    return [(name, value) for name, value in said if value]
