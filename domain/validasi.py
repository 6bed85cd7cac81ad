"""The validation rules V1 to V17 (section 9 of the domain document): code, severity and words, defined once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.siks import Kolom, Tipe


class Tingkat(StrEnum):
    """What a finding does to its row."""

    # The row is refused.
    E = "E"
    # The row comes in and carries a flag.
    W = "W"
    # Noted.
    I = "I"  # noqa: E741 - the regulation's own letter


TINGKAT_NAME = {Tingkat.E: "Ditolak", Tingkat.W: "Peringatan", Tingkat.I: "Catatan"}


@dataclass(frozen=True, slots=True)
class Aturan:
    """One rule in words. ``langkah`` says what the operator or the supervisor does about it; ``risiko`` is what one
    finding of severity W adds to the risk of a case (0-100).
    """

    kode: str
    nama: str
    langkah: str
    risiko: int = 0

    @property
    def kode_siks(self) -> str:
        """As it is printed: SIKS-V06."""
        return f"SIKS-{self.kode}"


ATURAN: dict[str, Aturan] = {
    item.kode: item
    for item in (
        Aturan(
            "V00",
            "Isian tidak terbaca atau tidak dapat ditempatkan",
            "Buka isian di aplikasi, tulis ulang nilainya, lalu ekspor lagi.",
        ),
        Aturan("V01", "NIK tidak berbentuk 16 angka yang sah", "Salin NIK dari KTP atau KK."),
        Aturan("V02", "Tanggal lahir atau jenis kelamin tidak cocok dengan NIK", "Cocokkan NIK dengan KTP.", 20),
        Aturan("V03", "Wilayah pada NIK tidak dikenal atau berbeda dari tempat tinggal", "Cocokkan NIK dengan KTP."),
        Aturan("V04", "Belum padan dengan Dukcapil", "Perbaiki NIK dan nama sesuai KTP, atau arahkan ke Dukcapil.", 25),
        Aturan("V05", "No. KK tidak sah atau dipakai lebih dari satu rumah tangga", "Cocokkan No. KK dengan KK.", 15),
        Aturan("V06", "NIK dipakai lebih dari satu kali", "Tentukan siapa pemilik NIK, perbaiki yang lain."),
        Aturan("V07", "Mirip dengan orang lain yang sudah terdaftar", "Bandingkan; bila sama, nyatakan ganda.", 30),
        Aturan("V08", "Data pengurus (KYC) belum lengkap", "Lengkapi nama, NIK, tanggal lahir, ibu kandung, alamat."),
        Aturan("V09", "Nama ibu kandung tidak wajar", "Tulis nama gadis tanpa gelar dan tanpa Alm./Almh.", 5),
        Aturan(
            "V10",
            "Pengurus sudah meninggal",
            "Ganti dengan anak perempuan dewasa, bila tidak ada anak laki-laki dewasa, bila tidak ada kepala keluarga.",
            25,
        ),
        Aturan(
            "V11",
            "Semua anggota meninggal",
            "Isi keberadaan 3 (tidak ditemukan), lalu perbarui anggotanya.",
            30,
        ),
        Aturan("V12", "Berita acara atau BNBA musdes/muskel belum ada", "Unggah dokumen yang ditandatangani."),
        Aturan(
            "V13", "Susunan anggota tidak benar", "Tetapkan satu kepala, samakan jumlah anggota, pengurus ikut anggota."
        ),
        Aturan("V14", "Kode di luar pilihan atau tidak sesuai syaratnya", "Pilih lagi jawabannya di aplikasi.", 5),
        Aturan("V15", "Penerima PKH, pegawai, atau perangkat desa", "Periksa kelayakan rumah tangga ini.", 35),
        Aturan("V16", "Foto atau koordinat tidak ada atau di luar desa", "Ambil ulang foto dan koordinat.", 20),
        Aturan("V17", "Nama berbeda satu dua huruf dari Dukcapil", "Pakai ejaan Dukcapil yang disarankan.", 10),
        # Of the way of a proposal (sections 6.2 and 8), beside the rules of a row.
        Aturan("U01", "Usulan bantuan harus dari rumah tangga yang terdaftar", "Usulkan dahulu sebagai DTKS baru."),
        Aturan(
            "U02", "Rumah tangga baru menunggu SK Mensos", "Usulan bantuan dapat diperiksa setelah SK ditetapkan.", 0
        ),
        Aturan("U03", "KPM yang diganti tidak nonaktif", "Isi keberadaan 3, 4, atau 5 pada KPM yang diganti."),
        Aturan("U04", "Data register berubah sejak prelist dibuat", "Bandingkan nilai lama, kini, dan usulan.", 10),
        Aturan("U05", "Tidak ada pada prelist periode ini", "Unduh ulang prelist, lalu isi lagi."),
    )
}

# Rule of everything that cannot be read or placed at all.
TIDAK_TERBACA = "V00"
WAJIB = "Wajib diisi"

_SEHARUSNYA_TIPE = {
    Tipe.KODE: "Angka bulat 0 sampai 32767",
    Tipe.BULAT: "Angka bulat",
    Tipe.BESAR: "Kode wilayah, angka saja",
    Tipe.YA_TIDAK: "1 (ya) atau 0 (tidak)",
    Tipe.TANGGAL: "Tanggal yang ada, tttt-bb-hh, tidak di masa depan",
    Tipe.WAKTU: "Waktu tttt-bb-hhTjj:mm:dd dengan selisih UTC, tidak di masa depan",
    Tipe.DESIMAL: "Angka dengan titik desimal",
}


def seharusnya_tipe(kolom: Kolom) -> str:
    """What a value of this column should look like, in words."""
    return _SEHARUSNYA_TIPE.get(kolom.tipe) or f"Teks biasa, paling banyak {kolom.panjang} karakter"
