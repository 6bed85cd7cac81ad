"""The way of a file from the field: its states, what becomes of its rows, and why it is refused (section 6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StateImpor(StrEnum):
    """Where a file stands; stored as text."""

    # Bytes are still arriving.
    MENGUNGGAH = "mengunggah"
    DIUNGGAH = "diunggah"
    DIPERIKSA = "diperiksa"
    # Checked, nothing written: waits for the supervisor's word.
    SIAP = "siap"
    # The supervisor has agreed.
    DIPROSES = "diproses"
    SELESAI = "selesai"
    # Some rows were refused or held.
    SELESAI_SEBAGIAN = "selesai_sebagian"
    GAGAL = "gagal"
    # Discarded before anything was written.
    DIBATALKAN = "dibatalkan"
    # Taken back whole after it was written.
    DITARIK = "ditarik"


STATE_NAME = {
    StateImpor.MENGUNGGAH: "Mengunggah",
    StateImpor.DIUNGGAH: "Diunggah",
    StateImpor.DIPERIKSA: "Diperiksa",
    StateImpor.SIAP: "Siap",
    StateImpor.DIPROSES: "Diproses",
    StateImpor.SELESAI: "Selesai",
    StateImpor.SELESAI_SEBAGIAN: "Selesai sebagian",
    StateImpor.GAGAL: "Gagal",
    StateImpor.DIBATALKAN: "Dibatalkan",
    StateImpor.DITARIK: "Ditarik kembali",
}

TRANSITIONS: dict[StateImpor, frozenset[StateImpor]] = {
    StateImpor.MENGUNGGAH: frozenset({StateImpor.DIUNGGAH, StateImpor.GAGAL, StateImpor.DIBATALKAN}),
    StateImpor.DIUNGGAH: frozenset({StateImpor.DIPERIKSA, StateImpor.GAGAL, StateImpor.DIBATALKAN}),
    # Back to DIUNGGAH when the check was interrupted and begins anew.
    StateImpor.DIPERIKSA: frozenset(
        {StateImpor.SIAP, StateImpor.GAGAL, StateImpor.DIUNGGAH, StateImpor.SELESAI, StateImpor.DIBATALKAN}
    ),
    StateImpor.SIAP: frozenset({StateImpor.DIPROSES, StateImpor.DIBATALKAN, StateImpor.DIUNGGAH, StateImpor.GAGAL}),
    StateImpor.DIPROSES: frozenset({StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN, StateImpor.GAGAL}),
    StateImpor.SELESAI: frozenset({StateImpor.DITARIK}),
    StateImpor.SELESAI_SEBAGIAN: frozenset({StateImpor.DITARIK}),
    # The file is still here and may be checked again, or taken off the list.
    StateImpor.GAGAL: frozenset({StateImpor.DIUNGGAH, StateImpor.DIBATALKAN}),
    StateImpor.DIBATALKAN: frozenset(),
    StateImpor.DITARIK: frozenset(),
}


class Langkah(StrEnum):
    """What a worker does with a file at the moment, and what ``impor.selesai`` of ``impor.total`` counts."""

    # Bytes whose digests and signature were compared.
    SEGEL = "segel"
    # Rows copied beside the register.
    MUAT = "muat"
    # Rules; has no count.
    ATURAN = "aturan"
    # Households written.
    TULIS = "tulis"
    # Papers and photos copied.
    LAMPIRAN = "lampiran"


LANGKAH_NAME = {
    Langkah.SEGEL: "Memeriksa keutuhan dan tanda tangan",
    Langkah.MUAT: "Membaca baris",
    Langkah.ATURAN: "Memeriksa aturan dan membandingkan dengan register",
    Langkah.TULIS: "Menulis hasil",
    Langkah.LAMPIRAN: "Menyimpan lampiran",
}


class Hasil(StrEnum):
    """What becomes of one household of a file."""

    # Of a usulan: a case that was not there. Of verivali: a finding where there was none.
    BARU = "baru"
    # A finding that differs from what was imported before.
    BERUBAH = "berubah"
    # The same content was imported before: nothing is written.
    TETAP = "tetap"
    # Not taken over now: a newer one is there, or it has been decided on.
    DITAHAN = "ditahan"
    DITOLAK = "ditolak"


HASIL_NAME = {
    Hasil.BARU: "Baru",
    Hasil.BERUBAH: "Berubah",
    Hasil.TETAP: "Tetap",
    Hasil.DITAHAN: "Ditahan",
    Hasil.DITOLAK: "Ditolak",
}


class Sebab(StrEnum):
    """Why a household is held, in words."""

    DISETUJUI = "Supervisor sudah menyetujui hasil verivali rumah tangga ini."
    LEBIH_LAMA = "Portal sudah memegang isian yang lebih baru."
    DIPUTUSKAN = "Usulan ini sudah diputuskan pada periode ini."
    SUDAH_KPM = "Rumah tangga ini sudah menjadi KPM."
    TERDAFTAR = "Rumah tangga ini sudah ada di register."
    USULAN_TUTUP = "Usulan tidak sedang diterima menurut kalender. Minta operator mengekspor ulang pada masa usulan."
    VERIVALI_TUTUP = "Masa verivali sudah ditutup menurut kalender; hanya usulan yang masih diterima."


class Galat(StrEnum):
    """Why a whole file is refused."""

    EKSTENSI = "ekstensi"
    KOSONG = "kosong"
    TERLALU_BESAR = "terlalu_besar"
    TERPOTONG = "terpotong"
    BUKAN_SIKS = "bukan_siks"
    RUSAK = "rusak"
    BOM = "bom"
    VERSI = "versi"
    TANDA_TANGAN = "tanda_tangan"
    KUNCI = "kunci"
    BUKAN_HASIL = "bukan_hasil"
    KAB_LAIN = "kab_lain"
    PERIODE_LAIN = "periode_lain"
    PERIODE_TUTUP = "periode_tutup"
    DIFINALISASI = "difinalisasi"
    JUMLAH = "jumlah"
    SUDAH_DIIMPOR = "sudah_diimpor"
    HILANG = "hilang"
    # The worker gave up, the file is not to blame.
    TERHENTI = "terhenti"


@dataclass(frozen=True, slots=True)
class Penolakan:
    """A refusal in words: what is wrong, and what to do about it; both may name values in braces."""

    sebab: str
    langkah: str


_EXPORT_AGAIN = "Minta operator mengekspor ulang dari aplikasi, lalu unggah berkas yang baru."

PENOLAKAN: dict[Galat, Penolakan] = {
    Galat.EKSTENSI: Penolakan(
        "“{nama}” bukan berkas .siks.",
        "Nama berkas boleh diubah, akhiran .siks tidak. Unggah berkas hasil ekspor aplikasi SIKS-NG Offline.",
    ),
    Galat.KOSONG: Penolakan("Berkas ini kosong.", _EXPORT_AGAIN),
    Galat.TERLALU_BESAR: Penolakan(
        "Berkas ini lebih besar dari {batas} MB.", "Ekspor per kecamatan atau per desa, lalu unggah satu per satu."
    ),
    Galat.TERPOTONG: Penolakan(
        "Berkas ini terpotong: tanda penutupnya tidak ada.",
        "Ekspor di aplikasi terhenti di tengah jalan, atau berkas tidak tersalin utuh. " + _EXPORT_AGAIN,
    ),
    Galat.BUKAN_SIKS: Penolakan("Isi berkas ini bukan isi berkas .siks.", _EXPORT_AGAIN),
    Galat.RUSAK: Penolakan("Bagian “{bagian}” dari berkas ini rusak.", _EXPORT_AGAIN),
    Galat.BOM: Penolakan(
        "Isi berkas ini mengembang melebihi batas.", "Berkas seperti ini tidak dibuat oleh aplikasi. " + _EXPORT_AGAIN
    ),
    Galat.VERSI: Penolakan(
        "Versi berkas {versi} tidak dikenal; portal ini membaca versi {dikenal}.",
        "Perbarui aplikasi SIKS-NG Offline di komputer operator, lalu ekspor ulang.",
    ),
    Galat.TANDA_TANGAN: Penolakan(
        "Tanda tangan berkas ini tidak cocok: isinya diubah setelah diekspor, atau dibuat dengan kunci lain.",
        _EXPORT_AGAIN,
    ),
    Galat.KUNCI: Penolakan(
        "Berkas ini dibuat dengan kunci yang tidak dikeluarkan untuk kab/kota ini, atau sudah dicabut.",
        "Pastikan operator memakai paket data (prelist) terbaru dari kab/kota Anda.",
    ),
    Galat.BUKAN_HASIL: Penolakan(
        "Ini berkas prelist, bukan hasil kerja lapangan.", "Unggah berkas hasil ekspor dari operator."
    ),
    Galat.KAB_LAIN: Penolakan(
        "Berkas ini milik {wilayah}, bukan kab/kota Anda.", "Kirim kepada supervisor kab/kota tersebut."
    ),
    Galat.PERIODE_LAIN: Penolakan(
        "Berkas ini untuk periode {periode}, yang tidak ada di portal.",
        "Pastikan operator memakai prelist periode yang sedang dibuka.",
    ),
    Galat.PERIODE_TUTUP: Penolakan(
        "Periode {periode} tidak sedang dibuka: {buka} sampai {tutup}.",
        "Minta operator mengisi prelist periode yang sedang dibuka.",
    ),
    Galat.DIFINALISASI: Penolakan(
        "Periode {periode} sudah difinalisasi untuk kab/kota Anda, sehingga barisnya tidak dapat diubah.",
        "Bawa perubahan ini ke periode berikutnya, atau ajukan pembukaan kembali ke Pusdatin.",
    ),
    Galat.JUMLAH: Penolakan(
        "Bagian “{bagian}” berisi {ada} baris, sedangkan manifes menyebut {seharusnya}.", _EXPORT_AGAIN
    ),
    Galat.SUDAH_DIIMPOR: Penolakan(
        "Berkas yang sama sudah diunggah pada {waktu}.", "Tidak ada yang perlu dilakukan: isinya sudah di portal."
    ),
    Galat.HILANG: Penolakan("Berkas tidak lagi ada di penyimpanan portal.", "Unggah lagi berkas yang sama."),
    Galat.TERHENTI: Penolakan(
        "Portal berhenti di tengah pekerjaan ini. Tidak ada yang ditulis.",
        "Coba lagi. Bila terulang, hubungi helpdesk dan sebutkan nomor impor ini.",
    ),
}


class BerkasDitolak(Exception):
    """A file is refused whole. ``isi`` are the values that its text names."""

    def __init__(self, galat: Galat, **isi: str | int) -> None:
        super().__init__(galat.value, isi)
        self.galat = galat
        self.isi = isi


def penolakan_kata(galat: Galat, isi: dict[str, str | int]) -> tuple[str, str]:
    """What is wrong and what to do about it, as sentences."""
    words = PENOLAKAN[galat]
    return words.sebab.format(**isi), words.langkah.format(**isi)
