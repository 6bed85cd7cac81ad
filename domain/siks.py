"""Parts of a ``.siks`` file and their columns: the one list that packing, staging, checking and filling in read.

The format itself is described in ``docs/siks-format.md``. Field names and codes are those of the BDT instrument
(section 5 of the domain document); empty means "not answered".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from domain.instrumen import INDIVIDU_CODES, RUMAH_ASSETS, RUMAH_CODES, RUMAH_LIVESTOCK, RUMAH_PROGRAMS
from domain.kalender import Program

EKSTENSI = ".siks"
# Version of the format. A reader takes files of its own major version.
VERSI = "1.1"
LARGEST_FILE = 500_000_000

MODUL: dict[str, Program] = {"BSP": Program.BSP, "DT": Program.DTKS}


class JenisBerkas(StrEnum):
    """Direction of a file: out to the field, back from it, or out again with what became of a periode."""

    PRELIST = "prelist"
    HASIL = "hasil"
    FINAL = "final"


class Tipe(StrEnum):
    """How a value is written in a part, and what holds it in the database."""

    TEKS = "teks"
    # Digits that must keep their form: NIK, No. KK.
    NOMOR = "nomor"
    # Up to 32.767, which every code of the instrument is.
    KODE = "kode"
    BULAT = "bulat"
    # Region codes.
    BESAR = "besar"
    # 1 or 0
    YA_TIDAK = "ya_tidak"
    # yyyy-mm-dd
    TANGGAL = "tanggal"
    # ISO 8601 with its offset
    WAKTU = "waktu"
    # With a point
    DESIMAL = "desimal"


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column. ``wajib``: a line without it cannot be placed and is refused."""

    nama: str
    tipe: Tipe
    wajib: bool = False
    # Most characters of a text.
    panjang: int = 200


class Bagian(StrEnum):
    """Parts that hold rows; each is ``<name>.csv`` in the container."""

    RUMAH_TANGGA = "rumah_tangga"
    INDIVIDU = "individu"
    VERIVALI = "verivali"
    PERBAIKAN = "perbaikan"
    USULAN = "usulan"
    MUSDES = "musdes"
    LAMPIRAN = "lampiran"
    # Of a prelist only: what was returned, what else the portal holds to be wrong, and who may be proposed.
    PENGEMBALIAN = "pengembalian"
    TEMUAN = "temuan"
    CALON = "calon"
    # Of a final file only.
    PENETAPAN = "penetapan"


class StaArt(IntEnum):
    """Whether a member is still there."""

    ADA = 1
    MENINGGAL = 2
    PINDAH = 3
    TIDAK_DITEMUKAN = 4


STA_ART_NAME = {
    StaArt.ADA: "Ada",
    StaArt.MENINGGAL: "Meninggal",
    StaArt.PINDAH: "Pindah",
    StaArt.TIDAK_DITEMUKAN: "Tidak ditemukan",
}


class JenisLampiran(StrEnum):
    """What an attachment shows; those of a musdes belong to a desa, the others to a household."""

    BERITA_ACARA = "berita_acara"
    DAFTAR_HADIR = "daftar_hadir"
    BNBA = "bnba"
    FOTO_MUSDES = "foto_musdes"
    FOTO_RUMAH = "rumah"
    FOTO_LANTAI = "lantai"
    FOTO_DINDING = "dinding"
    FOTO_ATAP = "atap"
    FOTO_KTP = "ktp"
    FOTO_KRT = "krt"
    FOTO_KK = "kk"


LAMPIRAN_MUSDES = frozenset(
    {JenisLampiran.BERITA_ACARA, JenisLampiran.DAFTAR_HADIR, JenisLampiran.BNBA, JenisLampiran.FOTO_MUSDES}
)
LAMPIRAN_NAME = {
    JenisLampiran.BERITA_ACARA: "Berita acara musdes/muskel",
    JenisLampiran.DAFTAR_HADIR: "Daftar hadir musdes/muskel",
    JenisLampiran.BNBA: "BNBA",
    JenisLampiran.FOTO_MUSDES: "Foto musdes/muskel",
    JenisLampiran.FOTO_RUMAH: "Foto rumah",
    JenisLampiran.FOTO_LANTAI: "Foto lantai",
    JenisLampiran.FOTO_DINDING: "Foto dinding",
    JenisLampiran.FOTO_ATAP: "Foto atap",
    JenisLampiran.FOTO_KTP: "Foto KTP",
    JenisLampiran.FOTO_KRT: "Foto kepala rumah tangga",
    JenisLampiran.FOTO_KK: "Foto KK",
}
# Kinds an attachment may be of, by content and not by name.
MIME: Mapping[str, str] = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
LARGEST_LAMPIRAN = 10_000_000


def _text(name: str, length: int = 200, *, needed: bool = False) -> Kolom:
    return Kolom(name, Tipe.TEKS, needed, length)


_IDBDT = Kolom("idbdt", Tipe.TEKS, wajib=True, panjang=23)
_IDARTBDT = Kolom("idartbdt", Tipe.TEKS, wajib=True, panjang=25)

KOLOM: dict[Bagian, tuple[Kolom, ...]] = {
    Bagian.RUMAH_TANGGA: (
        _IDBDT,
        Kolom("desa", Tipe.BESAR, wajib=True),
        Kolom("no_kk", Tipe.NOMOR),
        _text("alamat"),
        _text("nama_sls", 60),
        _text("nama_krt", 100),
        Kolom("jumlah_art", Tipe.KODE),
        Kolom("jumlah_keluarga", Tipe.KODE),
        Kolom("luas_lantai", Tipe.KODE),
        *(Kolom(name, Tipe.KODE) for name in RUMAH_CODES),
        *(Kolom(name, Tipe.YA_TIDAK) for name in RUMAH_ASSETS),
        *(Kolom(name, Tipe.KODE) for name in RUMAH_LIVESTOCK),
        *(Kolom(name, Tipe.YA_TIDAK) for name in RUMAH_PROGRAMS),
        _text("pengurus_nama", 100),
        Kolom("pengurus_nik", Tipe.NOMOR),
        Kolom("pengurus_tgl_lahir", Tipe.TANGGAL),
        _text("pengurus_ibu_kandung", 100),
        Kolom("pengurus_jns_kel", Tipe.KODE),
        Kolom("lat", Tipe.DESIMAL),
        Kolom("lon", Tipe.DESIMAL),
    ),
    Bagian.INDIVIDU: (
        _IDARTBDT,
        _IDBDT,
        _text("nama", 100),
        Kolom("nik", Tipe.NOMOR),
        Kolom("no_kk", Tipe.NOMOR),
        Kolom("tgl_lahir", Tipe.TANGGAL),
        Kolom("no_urut", Tipe.KODE),
        *(Kolom(name, Tipe.KODE) for name in INDIVIDU_CODES),
        Kolom("sta_art", Tipe.KODE),
    ),
    # One line a household of the prelist that was visited.
    Bagian.VERIVALI: (
        _IDBDT,
        Kolom("sta_keberadaan", Tipe.KODE, wajib=True),
        Kolom("tanggal", Tipe.TANGGAL, wajib=True),
        # Moment of the last change of this household on the device: which of two files is newer.
        Kolom("diisi", Tipe.WAKTU, wajib=True),
        _text("petugas", 60),
        # Minutes
        Kolom("durasi", Tipe.KODE),
        _text("catatan", 1000),
    ),
    # What the operator changed, as it stood before and after; ``idartbdt`` is empty for a field of the household.
    Bagian.PERBAIKAN: (
        _IDBDT,
        Kolom("idartbdt", Tipe.TEKS, panjang=25),
        _text("kolom", 40, needed=True),
        _text("lama"),
        _text("baru"),
    ),
    Bagian.USULAN: (
        # BSP: an aid for a household of the register. DTKS: a household that is to enter it.
        _text("jenis", 10, needed=True),
        _IDBDT,
        # IDBDT of the nonaktif KPM whose place is asked for.
        Kolom("mengganti", Tipe.TEKS, panjang=23),
        Kolom("tanggal", Tipe.TANGGAL, wajib=True),
        _text("keterangan", 1000),
    ),
    Bagian.MUSDES: (
        Kolom("desa", Tipe.BESAR, wajib=True),
        Kolom("tanggal", Tipe.TANGGAL, wajib=True),
        _text("nomor", 60, needed=True),
        Kolom("peserta", Tipe.KODE),
    ),
    Bagian.LAMPIRAN: (
        # Name of the file in the container: lampiran/<sha256>.<pdf|jpg|png>
        _text("berkas", 90, needed=True),
        _text("jenis", 20, needed=True),
        # Of a musdes: its desa. Of a household: its IDBDT.
        Kolom("desa", Tipe.BESAR),
        Kolom("idbdt", Tipe.TEKS, panjang=23),
        Kolom("diambil", Tipe.TANGGAL),
        Kolom("lat", Tipe.DESIMAL),
        Kolom("lon", Tipe.DESIMAL),
    ),
    Bagian.PENGEMBALIAN: (
        _IDBDT,
        _text("jenis", 20, needed=True),
        _text("alasan", 1000),
        # Names of fields, separated by blanks.
        _text("kolom", 1000),
        Kolom("dikembalikan", Tipe.WAKTU),
    ),
    # A field that breaks a rule which the operator's device cannot see: what others have, what Dukcapil answered.
    Bagian.TEMUAN: (
        _IDBDT,
        Kolom("idartbdt", Tipe.TEKS, panjang=25),
        _text("kolom", 40, needed=True),
        # Code of domain.validasi.ATURAN
        _text("aturan", 3, needed=True),
    ),
    # Poor households of the register outside the programme, poorest first in each desa; not to be visited, but their
    # rows are among those of the prelist, because a proposal brings the household with it.
    Bagian.CALON: (
        _IDBDT,
        Kolom("percentile", Tipe.KODE),
        # Every member matches the population register, and nobody else bears their NIK.
        Kolom("padan", Tipe.YA_TIDAK),
    ),
    # What a finalised periode, and the decree once there is one, made of each household.
    Bagian.PENETAPAN: (
        _IDBDT,
        Kolom("desa", Tipe.BESAR, wajib=True),
        Kolom("no_kk", Tipe.NOMOR),
        _text("nama_krt", 100),
        _text("alamat"),
        Kolom("art", Tipe.KODE),
        _text("pengurus_nama", 100),
        Kolom("pengurus_nik", Tipe.NOMOR),
        Kolom("sta_keberadaan", Tipe.KODE),
        # domain.penetapan.Keadaan
        _text("keadaan", 20, needed=True),
        Kolom("mengganti", Tipe.TEKS, panjang=23),
        # Empty before the decree.
        Kolom("ditetapkan", Tipe.YA_TIDAK),
    ),
}

# Parts of each kind of file; one that has no rows may be left out.
BAGIAN: dict[JenisBerkas, tuple[Bagian, ...]] = {
    JenisBerkas.PRELIST: (
        Bagian.RUMAH_TANGGA,
        Bagian.INDIVIDU,
        Bagian.PENGEMBALIAN,
        Bagian.TEMUAN,
        Bagian.CALON,
    ),
    JenisBerkas.HASIL: (
        Bagian.RUMAH_TANGGA,
        Bagian.INDIVIDU,
        Bagian.VERIVALI,
        Bagian.PERBAIKAN,
        Bagian.USULAN,
        Bagian.MUSDES,
        Bagian.LAMPIRAN,
    ),
    JenisBerkas.FINAL: (Bagian.PENETAPAN,),
}
