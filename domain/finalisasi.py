"""What may differ between a snapshot and what came after it, in words."""

from __future__ import annotations

from enum import StrEnum


class Beda(StrEnum):
    """A way in which a household differs."""

    BARU = "baru"
    HILANG = "hilang"
    STATUS = "status"
    KEBERADAAN = "keberadaan"
    KPM = "kpm"
    DESA = "desa"
    NAMA = "nama"
    ALAMAT = "alamat"
    NO_KK = "no_kk"
    ANGGOTA = "anggota"
    PENGURUS = "pengurus"


BEDA_NAME: dict[Beda, str] = {
    Beda.BARU: "Baru pada prelist",
    Beda.HILANG: "Tidak lagi pada prelist",
    Beda.STATUS: "Status verivali",
    Beda.KEBERADAAN: "Hasil kunjungan",
    Beda.KPM: "KPM",
    Beda.DESA: "Pindah desa",
    Beda.NAMA: "Nama kepala rumah tangga",
    Beda.ALAMAT: "Alamat",
    Beda.NO_KK: "Nomor KK",
    Beda.ANGGOTA: "Jumlah anggota",
    Beda.PENGURUS: "Pengurus",
}

# Columns of the snapshot by which each is told; a household that is new or gone differs in nothing else.
BEDA_KOLOM: dict[Beda, tuple[str, ...]] = {
    Beda.STATUS: ("status",),
    Beda.KEBERADAAN: ("sta_keberadaan",),
    Beda.KPM: ("kpm",),
    Beda.DESA: ("desa",),
    Beda.NAMA: ("nama_krt",),
    Beda.ALAMAT: ("alamat",),
    Beda.NO_KK: ("no_kk",),
    Beda.ANGGOTA: ("art",),
    Beda.PENGURUS: ("pengurus_nama", "pengurus_nik"),
}
