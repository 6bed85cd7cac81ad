"""The audit as columns and rows of a file of any length."""

from __future__ import annotations

from datetime import datetime

from components.beranda import act_words
from components.riwayat_kata import objek_kata
from domain.figur import JenisKolom, Kolom
from domain.riwayat import Baris, beda, samarkan

_T, _K, _N, _S = JenisKolom.TEKS, JenisKolom.KODE, JenisKolom.BULAT, JenisKolom.SAAT
KOLOM = tuple(
    Kolom(kode, judul, jenis, lebar)
    for kode, judul, jenis, lebar in (
        ("waktu", "Waktu server", _S, 0),
        ("perangkat_waktu", "Waktu perangkat", _S, 0),
        ("selisih", "Selisih (detik)", _N, 0),
        ("pengguna", "Nama pengguna", _T, 20),
        ("nama", "Nama", _T, 24),
        ("ip", "Alamat IP", _T, 16),
        ("perangkat", "Perangkat", _T, 24),
        ("kegiatan", "Kegiatan", _T, 28),
        ("aksi", "Kode kegiatan", _T, 22),
        ("objek", "Objek", _T, 24),
        ("kode_objek", "Kode objek", _K, 24),
        ("tempat", "Tempat", _T, 24),
        ("perubahan", "Perubahan", _T, 60),
        ("rantai", "Rantai", _K, 10),
        ("urut", "Nomor dalam rantai", _N, 0),
    )
)

Cell = str | int | datetime | None


def baris(row: Baris, *, lengkap: bool) -> list[Cell]:
    """One line of the file, by ``KOLOM``; ``lengkap``: numbers of identity in full."""
    device = row.waktu_perangkat
    changes = "; ".join(
        f"{item.isian}: {item.sebelum} → {item.sesudah or 'tidak ada'}"
        if item.sebelum is not None
        else f"{item.isian}: {item.sesudah}"
        for item in beda(row.sebelum, row.sesudah, lengkap=lengkap)
    )
    return [
        row.waktu,
        device,
        None if device is None else round((device - row.waktu).total_seconds()),
        row.pengguna,
        row.nama,
        row.alamat_ip,
        row.perangkat,
        act_words(row.aksi),
        row.aksi,
        objek_kata(row.objek)[0],
        row.objek if lengkap else samarkan(row.objek),
        row.tempat,
        changes,
        "nasional" if row.kab == 0 else str(row.kab),
        row.urut,
    ]
