"""The review queue and the review in numbers, as columns and rows of files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.antrean import ANTRE_NAME, URUT_NAME, SaringanAntrean
from domain.figur import JenisKolom, Kolom
from domain.kalender import PROGRAM_NAME, Program, month_name
from domain.kasus import BarisAntrean
from domain.kerja_periksa import SLA_HARI, BarisKerja, KerjaPeriksa
from domain.kesos import KEBERADAAN_NAMA
from domain.status import STATUS_USULAN_NAME, StaKeberadaan
from domain.usulan import JENIS_NAME
from domain.validasi import ATURAN

_K, _N, _D = JenisKolom.KODE, JenisKolom.BULAT, JenisKolom.TANGGAL

KOLOM_ANTREAN = (
    Kolom("kasus", "Kasus", _K),
    Kolom("idbdt", "IDBDT", _K, 25),
    Kolom("nama", "Kepala rumah tangga", lebar=28),
    Kolom("alamat", "Alamat", lebar=34),
    Kolom("kode_desa", "Kode desa", _K),
    Kolom("desa", "Desa/kelurahan"),
    Kolom("induk", "Kecamatan, kab/kota", lebar=30),
    Kolom("jenis", "Jenis"),
    Kolom("program", "Program", lebar=14),
    Kolom("periode", "Periode", lebar=16),
    Kolom("status", "Keadaan", lebar=18),
    Kolom("diajukan", "Diajukan", _D),
    Kolom("umur", "Umur (hari)", _N),
    Kolom("risiko", "Risiko (0–100)", _N),
    Kolom("aturan", "Aturan yang dilanggar", lebar=40),
    Kolom("perubahan", "Perubahan (isian)", _N),
    Kolom("keberadaan", "Keberadaan", lebar=20),
    Kolom("mengganti", "Mengganti KPM", lebar=11),
    Kolom("pengusul", "Pengusul"),
    Kolom("impor", "Nomor impor", _K),
    Kolom("tunda", "Ditunda sampai", _D),
    Kolom("diputuskan", "Diputuskan", _D),
    Kolom("pemutus", "Pemutus"),
    Kolom("alasan", "Alasan", lebar=34),
)


def baris_antrean(item: BarisAntrean) -> list[Any]:
    """One case, by ``KOLOM_ANTREAN``."""
    return [
        f"{item.kab}-{item.nomor}",
        item.idbdt,
        item.nama,
        item.alamat,
        str(item.desa),
        item.nama_desa,
        item.induk,
        JENIS_NAME[item.jenis],
        PROGRAM_NAME[Program(item.program)],
        month_name(item.periode),
        STATUS_USULAN_NAME[item.status],
        item.diajukan,
        item.umur,
        item.risiko,
        "; ".join(f"{kode} {ATURAN[kode].nama}" if kode in ATURAN else kode for kode in item.aturan),
        item.perubahan,
        KEBERADAAN_NAMA[StaKeberadaan(item.sta)] if item.sta else None,
        item.mengganti,
        item.pengusul,
        None if item.impor is None else str(item.impor),
        item.tunda_sampai,
        item.diputuskan,
        item.pemutus,
        item.alasan,
    ]


def kata_antrean(saringan: SaringanAntrean, words: list[str]) -> list[tuple[str, str]]:
    """What the queue is narrowed by; ``words`` as the page says it, without a NIK."""
    said = [("Bagian", saringan.tab.capitalize()), ("Keadaan", ANTRE_NAME[saringan.antre])]
    if words:
        said.append(("Syarat", ", ".join(words)))
    return [*said, ("Urutan", URUT_NAME[saringan.urut])]


def tabel_kerja(found: KerjaPeriksa, tabel: str, satuan: str) -> tuple[str, list[Kolom], Iterator[list[Any]]]:
    """Title, columns and rows of one table of the review in numbers: ``wilayah``, ``pemeriksa`` or ``alasan``."""
    if tabel == "alasan":
        columns = [
            Kolom("alasan", "Alasan", lebar=60),
            Kolom("dikembalikan", "Dikembalikan (kali)", _N),
            Kolom("ditolak", "Ditolak (kali)", _N),
            Kolom("jumlah", "Jumlah (kali)", _N),
            Kolom("kumulatif", "Kumulatif (%)", JenisKolom.PERSEN),
        ]
        rows = ([one.alasan, one.dikembalikan, one.ditolak, one.jumlah, one.kumulatif] for one in found.sebab)
        return "Alasan pengembalian dan penolakan", columns, rows
    by_area = tabel == "wilayah"
    name = satuan.capitalize() if by_area else "Pemeriksa"
    waiting = [Kolom("menunggu", "Menunggu (kasus)", _N), Kolom("lewat", f"Lebih dari {SLA_HARI} hari (kasus)", _N)]
    columns = [
        *([Kolom("kode", "Kode", _K)] if by_area else []),
        Kolom("nama", name, lebar=30),
        *(waiting if by_area else []),
        Kolom("diperiksa", "Diputuskan (kasus)", _N),
        Kolom("disetujui", "Disetujui (kasus)", _N),
        Kolom("dikembalikan", "Dikembalikan (kasus)", _N),
        Kolom("ditolak", "Ditolak (kasus)", _N),
        Kolom("pengembalian", "Pengembalian (%)", JenisKolom.PERSEN),
        Kolom("median", "Median sampai putusan (hari)", JenisKolom.DESIMAL),
    ]
    chosen = found.wilayah if by_area else found.pemeriksa
    return f"Pemeriksaan per {name.lower()}", columns, (_kerja(row, by_area=by_area) for row in chosen)


def _kerja(row: BarisKerja, *, by_area: bool) -> list[Any]:
    return [
        *([str(row.kode)] if by_area else []),
        row.nama,
        *([row.menunggu, row.terlambat] if by_area else []),
        row.diperiksa,
        row.disetujui,
        row.dikembalikan,
        row.ditolak,
        row.pengembalian,
        row.median,
    ]


TABEL_KERJA = ("wilayah", "pemeriksa", "alasan")
