"""Surat pengesahan: who signs it, what it says, what it is found by (section 6.3 of the domain document).

Everything here is plain text and numbers; ``exchange.surat`` sets it as a page. The content of a letter is the
domain document's proposal; the rule on the signer is the Buku saku's.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lokal import terbilang

from domain.errors import RuleViolation
from domain.kalender import PROGRAM_NAME, Program, tanggal
from domain.kode import Level, ancestor
from domain.profil import check_penanda_tangan
from domain.status import StaKeberadaan

# Question 383 of the Buku saku DTKS 2019, word by word.
ATURAN_TTD = (
    "Untuk surat pengesahan hasil verifikasi dan validasi data harus ditandatangani oleh Bupati/Walikota "
    "(Buku saku DTKS 2019)."
)
# What is counted, rumah tangga and individu alike, in the order of the letter.
HITUNGAN: tuple[tuple[str, str], ...] = (
    ("awal", "Awal"),
    ("perbaikan", "Perbaikan data"),
    ("nonaktif_3", "Nonaktif (3) tidak ditemukan"),
    ("nonaktif_4", "Nonaktif (4) mampu"),
    ("nonaktif_5", "Nonaktif (5) ganda"),
    ("usulan", "Usulan baru"),
    ("akhir", "Akhir"),
)
_NONAKTIF = {
    StaKeberadaan.TIDAK_DITEMUKAN: "tidak ditemukan",
    StaKeberadaan.DITEMUKAN_MAMPU: "mampu",
    StaKeberadaan.DITEMUKAN_GANDA: "ganda",
}
DASAR_HUKUM = (
    "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin.",
    "Undang-Undang Nomor 23 Tahun 2014 tentang Pemerintahan Daerah.",
    "Peraturan Menteri Sosial Nomor 5 Tahun 2019 tentang Pengelolaan Data Terpadu Kesejahteraan Sosial.",
)
_KIND = re.compile(r"^(Kabupaten|Kota)( Administrasi)? ")

# Latin letters with their marks, and the signs that letters are written with: what the fonts of a letter hold.
_EXTRA = frozenset("–—‘’“”…•−≤≥→")
_LARGEST_LATIN = 0x17F


def bersih(text: str | None, panjang: int = 300) -> str:
    """One line of text that can be set anywhere: no control or direction marks, nothing that no font draws.

    What cannot be shown is told apart from what is not there: it becomes "?".
    """
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text or ""):
        kind = unicodedata.category(char)
        if kind.startswith("Z") or char in "\t\n\r\v\f":
            out.append(" ")
        elif kind[0] == "C":
            continue
        elif ord(char) <= _LARGEST_LATIN or char in _EXTRA:
            out.append(char)
        else:
            plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
            out.append(plain or ("" if kind.startswith("M") else "?"))
    return " ".join("".join(out).split())[:panjang]


@dataclass(frozen=True, slots=True)
class Kepala:
    """Office and name of the one who signs: "Wali Kota Cimahi", as it is printed."""

    jabatan: str
    nama: str


def kepala_of(nama_kab: str, jabatan: str, sebutan: str, nama: str) -> Kepala:
    """The signer of a kab's letter. Raises RuleViolation with the rule's text for anybody but Bupati or Wali Kota."""
    try:
        check_penanda_tangan(jabatan, sebutan, nama_kab)
    except RuleViolation as refused:
        raise RuleViolation(f"{ATURAN_TTD} {refused.message}") from refused
    if not nama.strip():
        raise RuleViolation(f"{ATURAN_TTD} Isi nama {jabatan} pada Profil.")
    return Kepala(bersih(sebutan, 120) or f"{jabatan} {nama_tempat(nama_kab)}", bersih(nama, 120))


def nama_tempat(nama_kab: str) -> str:
    """The name without its kind: "Cimahi"."""
    return _KIND.sub("", nama_kab)


# Crockford's alphabet: no letter that is read as a digit.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KODE = re.compile(r"([1-9][0-9]{3})([0-9A-Z]{12})")


def kode_baru(kab: int) -> str:
    """A new code of a letter: its kab, then 60 bits that nobody guesses; "3277-7K2M-9QXD-4HTV"."""
    word = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return f"{kab}-{word[:4]}-{word[4:8]}-{word[8:]}"


def parse_kode_surat(text: str) -> tuple[int, str] | None:
    """(kab, code as it is stored) of what somebody typed or scanned; None for what is no code."""
    plain = re.sub(r"[\s\-–.]+", "", text[:80]).upper()
    match = _KODE.fullmatch(plain)
    if match is None:
        return None
    word = match[2].translate(str.maketrans("OIL", "011"))
    return int(match[1]), f"{match[1]}-{word[:4]}-{word[4:8]}-{word[8:]}"


@dataclass(frozen=True, slots=True)
class BarisRekap:
    """Counts of one kecamatan (or of the kab): rumah tangga by name, individu with ``art_`` before it."""

    kode: int
    nama: str
    angka: Mapping[str, int]

    @property
    def sisa(self) -> int:
        """Places that are left; negative where more were used than there are."""
        return self.angka["kuota"] - self.angka["akhir"]


NAMA_ANGKA = (*(name for name, _ in HITUNGAN), *(f"art_{name}" for name, _ in HITUNGAN), "prelist", "final", "kuota")


def rekap_kecamatan(desa: Iterable[Mapping[str, int]], nama: Mapping[int, str]) -> tuple[BarisRekap, ...]:
    """Lines of the letter out of the counts of desa (``desa`` and every name of NAMA_ANGKA), by code."""
    sums: dict[int, dict[str, int]] = {}
    for row in desa:
        line = sums.setdefault(ancestor(int(row["desa"]), Level.KECAMATAN), dict.fromkeys(NAMA_ANGKA, 0))
        for name in NAMA_ANGKA:
            line[name] += int(row[name])
    return tuple(BarisRekap(kode, nama.get(kode, str(kode)), sums[kode]) for kode in sorted(sums))


def belum_dibagi(lines: Sequence[BarisRekap], kab: int, kuota_kab: int) -> tuple[BarisRekap, ...]:
    """The lines, and one more where places of the kab were not divided among its desa, so that kuota adds up."""
    rest = kuota_kab - sum(line.angka["kuota"] for line in lines)
    if not rest:
        return tuple(lines)
    return (*lines, BarisRekap(kab, "Kuota belum dibagi ke desa", dict.fromkeys(NAMA_ANGKA, 0) | {"kuota": rest}))


def jumlah(lines: Iterable[BarisRekap], kode: int, nama: str) -> BarisRekap:
    """The sum of lines, as the line of a kab."""
    total = dict.fromkeys(NAMA_ANGKA, 0)
    for line in lines:
        for name in NAMA_ANGKA:
            total[name] += line.angka[name]
    return BarisRekap(kode, nama, total)


# A household that changes: IDBDT, name, address, No. KK masked, members, what becomes of it.
BarisPerubahan = tuple[str, str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class PerubahanDesa:
    """What changes in one desa, household by household."""

    nama: str
    usulan: int
    nonaktif: int
    # Empty where the letter leaves the households to the data file.
    baris: Sequence[BarisPerubahan]


@dataclass(frozen=True, slots=True)
class IsiSurat:
    """All that one letter says. ``kode`` None: a draft that nobody can verify and nobody may sign."""

    kab: int
    nama_kab: str
    program: Program
    periode: int
    label_periode: str
    versi: int
    profil: Mapping[str, str]
    logo: bytes | None
    kepala: Kepala
    nomor: str
    tanggal: date
    difinalisasi: str
    rekap: tuple[BarisRekap, ...]
    sidik: bytes
    akar: tuple[date, bytes] | None
    kode: str | None
    # Address of /verifikasi without the code: "https://siks.example/verifikasi".
    alamat_verifikasi: str
    # Year to second of its making, in UTC.
    dibuat: tuple[int, int, int, int, int, int]
    perubahan: Sequence[PerubahanDesa]

    @property
    def total(self) -> BarisRekap:
        """The line of the kab."""
        return jumlah(self.rekap, self.kab, self.nama_kab)

    @property
    def berkuota(self) -> bool:
        """Whether the programme has places that can be used up."""
        return self.program is Program.BSP

    @property
    def sasaran(self) -> str:
        """Who is counted: the receivers of a programme, or the households of the register."""
        return "keluarga penerima manfaat (KPM)" if self.berkuota else "rumah tangga"

    @property
    def hal(self) -> str:
        """What the letter is about."""
        return (
            f"Pengesahan hasil verifikasi dan validasi data {PROGRAM_NAME[self.program]} periode {self.label_periode}"
        )


@dataclass(frozen=True, slots=True)
class Surat:
    """A letter without its files. ``rekap`` has the lines, the moment of the finalisasi and the rest that was set;
    ``cara`` None: not signed yet. ``pembuat`` and ``ttd_oleh`` are names of people, None where the account is gone.
    """

    kab: int
    id: int
    periode: int
    program: int
    versi: int
    kode: str
    nomor: str
    tanggal: date
    profil: dict[str, str]
    rekap: dict[str, Any]
    sidik: bytes
    akar: bytes | None
    sidik_pdf: bytes
    halaman: int
    state: str
    pembuat: str | None
    dibuat: datetime
    cara: str | None
    ttd_nama: str | None
    ttd_mime: str | None
    ttd_sidik: bytes | None
    ttd_periksa: list[dict[str, Any]] | dict[str, Any] | None
    ttd_oleh: str | None
    ttd_waktu: datetime | None

    @property
    def ditandatangani(self) -> bool:
        """Whether it came back signed."""
        return self.cara is not None


def ribuan(value: int) -> str:
    """1.234.567, with a real minus sign."""
    return ("−" if value < 0 else "") + f"{abs(value):,}".replace(",", ".")


def dengan_kata(value: int) -> str:
    """The number and its words: "1.250 (seribu dua ratus lima puluh)"."""
    return f"{ribuan(value)} ({terbilang(value)})"


TUJUAN = (
    "Yth. Menteri Sosial Republik Indonesia",
    "c.q. Kepala Pusat Data dan Informasi Kesejahteraan Sosial",
    "di Jakarta",
)
PEMBUKA = "Dasar pengesahan:"
# Heads of the table by kecamatan, shorter than in the letter.
KEPALA_REKAP: tuple[tuple[str, str], ...] = (
    ("awal", "Awal"),
    ("perbaikan", "Perbaikan"),
    ("nonaktif_3", "Nonaktif (3)"),
    ("nonaktif_4", "Nonaktif (4)"),
    ("nonaktif_5", "Nonaktif (5)"),
    ("usulan", "Usulan"),
    ("akhir", "Akhir"),
)


def tembusan(isi: IsiSurat) -> list[str]:
    """Who gets a copy."""
    return ["Gubernur, melalui Dinas Sosial Provinsi.", f"Kepala {bersih(isi.profil.get('instansi', ''), 160)}."]


def kaki(isi: IsiSurat) -> str:
    """The foot of every page: by it a sheet that lies alone is known again."""
    head = f"Surat pengesahan {isi.nama_kab}, {PROGRAM_NAME[isi.program]} {isi.label_periode}"
    return f"{head} · Kode {isi.kode}" if isi.kode else f"{head} · RANCANGAN, belum berlaku"


# A printed household takes 2.4 kB of a tagged PDF; a letter must stay below what may be uploaded again, signed.
MOST_PRINTED = 2500


def desa_tercetak(jumlah_ruta: Mapping[int, int]) -> set[int]:
    """Desa (with the households that change in each) that a letter prints: from the first, never a part of one."""
    left = MOST_PRINTED
    out = set()
    for kode in sorted(jumlah_ruta):
        if jumlah_ruta[kode] > left:
            break
        left -= jumlah_ruta[kode]
        out.add(kode)
    return out


def judul_perubahan(desa: PerubahanDesa) -> str:
    """Head of the list of one desa."""
    counts = f"{bersih(desa.nama, 120)}: {ribuan(desa.usulan)} usulan masuk, {ribuan(desa.nonaktif)} nonaktif"
    return counts if desa.baris else f"{counts}; rinciannya pada berkas data"


def keterangan_bnba(isi: IsiSurat) -> str:
    """What the list of changes is, what it covers, and where the rest is found."""
    text = (
        "Rumah tangga yang diusulkan masuk dan yang dinonaktifkan, per desa/kelurahan. Sebagian angka nomor KK "
        "ditutup; NIK tidak dicantumkan. Identitas lengkap ada pada berkas data surat ini."
    )
    left_out = sum(desa.usulan + desa.nonaktif for desa in isi.perubahan if not desa.baris)
    if left_out:
        text += (
            f" {ribuan(left_out)} rumah tangga tidak dicetak karena jumlahnya; semuanya ada pada berkas data, yang "
            "sidiknya tertera di akhir surat."
        )
    return text


def dasar(isi: IsiSurat) -> list[str]:
    """The legal basis: the lines of the profil, or the Acts that the programme rests on."""
    own = [bersih(line, 300) for line in isi.profil.get("dasar_hukum", "").splitlines()]
    return [line for line in own if line] or list(DASAR_HUKUM)


def pernyataan(isi: IsiSurat) -> tuple[str, list[str]]:
    """What is declared: the head sentence and its points, amounts in figures and words."""
    total = isi.total.angka
    gone = total["nonaktif_3"] + total["nonaktif_4"] + total["nonaktif_5"]
    head = (
        f"Berdasarkan hasil verifikasi dan validasi yang difinalisasi dalam SIKS-NG pada {isi.difinalisasi}, kami "
        f"selaku {isi.kepala.jabatan} mengesahkan data {PROGRAM_NAME[isi.program]} {isi.nama_kab} periode "
        f"{isi.label_periode} sebagai berikut:"
    )
    points = [
        f"jumlah akhir {dengan_kata(total['akhir'])} {isi.sasaran} dengan {dengan_kata(total['art_akhir'])} individu;",
        f"dinonaktifkan {dengan_kata(gone)} rumah tangga, diusulkan masuk {dengan_kata(total['usulan'])} rumah tangga, "
        f"dan diperbaiki datanya {dengan_kata(total['perbaikan'])} rumah tangga;",
    ]
    if isi.berkuota:
        points.append(
            f"kuota {dengan_kata(total['kuota'])} KPM, terpakai {dengan_kata(total['akhir'])}, sisa "
            f"{dengan_kata(isi.total.sisa)}."
        )
    else:
        points[-1] = points[-1].removesuffix(";") + "."
    return head, points


PENUTUP = (
    "Data tersebut benar hasil verifikasi dan validasi di lapangan serta musyawarah desa/kelurahan, dan kami "
    "bertanggung jawab atas kebenarannya. Rincian per kecamatan dan daftar perubahan adalah bagian yang tidak "
    "terpisahkan dari surat ini. Demikian disampaikan untuk dipergunakan sebagaimana mestinya."
)


def ringkas(isi: IsiSurat) -> list[tuple[str, str, str, bool]]:
    """The small table of the letter: name, rumah tangga, individu, whether it is a sum."""
    total = isi.total.angka
    rows = [(name, ribuan(total[key]), ribuan(total[f"art_{key}"]), key in ("awal", "akhir")) for key, name in HITUNGAN]
    if isi.berkuota:
        rows += [("Kuota", ribuan(total["kuota"]), "", False), ("Sisa kuota", ribuan(isi.total.sisa), "", False)]
    return rows


def keterangan_rekap(isi: IsiSurat) -> str:
    """What stands below the table by kecamatan."""
    text = (
        "Rumah tangga (RT) dan individu. Nonaktif: (3) tidak ditemukan, (4) ditemukan mampu, (5) ditemukan ganda. "
        "Akhir = awal − nonaktif + usulan; perbaikan data tidak mengubah jumlah rumah tangga."
    )
    return text + (" Sisa = kuota − akhir." if isi.berkuota else "")


def kata_sta(sta: int) -> str:
    """What becomes of a household found nonaktif: "Nonaktif (3) tidak ditemukan"."""
    return f"Nonaktif ({sta}) {_NONAKTIF[StaKeberadaan(sta)]}"


def kata_usulan(mengganti: str | None) -> str:
    """What becomes of a household that was proposed."""
    return f"Usulan masuk, mengganti {mengganti}" if mengganti else "Usulan masuk"


def kalimat_tanggal(isi: IsiSurat) -> str:
    """Place and date: "Cimahi, 27 November 2026"."""
    return f"{bersih(isi.profil.get('kota_penetapan', ''), 60)}, {tanggal(isi.tanggal)}"
