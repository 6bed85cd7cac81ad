"""A case of the review as a reader sees it: a row of the queue, and everything about one.

Values are in words and NIK, No. KK, mother's name and birth are covered here, before anything leaves the data layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import InvalidInput
from domain.isian_kata import label
from domain.kuota import Posisi
from domain.rintangan import Rintangan
from domain.siks import KOLOM, LAMPIRAN_NAME, Bagian
from domain.status import StatusUsulan
from domain.usulan import JenisUsulan

# Fields that a return or a comment may name: of the household, "<IDARTBDT>.<field>" of a member, an attachment.
_RUMAH = frozenset(item.nama for item in KOLOM[Bagian.RUMAH_TANGGA])
_ANGGOTA = frozenset(item.nama for item in KOLOM[Bagian.INDIVIDU])
_LAMPIRAN = {str(jenis): name for jenis, name in LAMPIRAN_NAME.items()}
MOST_FIELDS = 40


def baca_kolom(kolom: object) -> tuple[str, ...]:
    """Names of fields to mend, in order, each once. Raises InvalidInput for one that no case has."""
    names = tuple(dict.fromkeys(str(item) for item in kolom)) if isinstance(kolom, (list, tuple)) else ()
    if len(names) > MOST_FIELDS:
        raise InvalidInput(f"Pilih paling banyak {MOST_FIELDS} isian yang perlu diperbaiki.")
    for name in names:
        member, _, field = name.rpartition(".")
        known = (
            field in _ANGGOTA and member.isdigit() and len(member) <= 25 if member else field in {*_RUMAH, *_LAMPIRAN}
        )
        if not known:
            raise InvalidInput("Isian yang ditandai tidak dikenal. Muat ulang halaman, lalu pilih lagi.")
    return names


def kolom_kata(kolom: str, anggota: Mapping[str, str] | None = None) -> str:
    """A field in words; ``anggota`` has names by IDARTBDT: "NIK, Siti Aminah"."""
    member, _, field = kolom.rpartition(".")
    if not member:
        return _LAMPIRAN.get(field) or label(field)
    return f"{label(field)}, {(anggota or {}).get(member) or 'anggota'}"


@dataclass(frozen=True, slots=True)
class Pemegang:
    """Who looks at a case at the moment, and until when it is theirs."""

    pengguna: int
    nama: str
    sampai: datetime


@dataclass(frozen=True, slots=True)
class BarisAntrean:
    """One case of the queue. ``umur`` in days; ``perubahan`` counts fields that would change."""

    kab: int
    nomor: int
    jenis: JenisUsulan
    status: StatusUsulan
    program: int
    periode: int
    idbdt: str | None
    ruta: int | None
    nama: str
    alamat: str | None
    desa: int
    nama_desa: str
    # Of its kecamatan and kab.
    induk: str
    diajukan: date
    umur: int
    aturan: tuple[str, ...]
    risiko: int
    perubahan: int
    # sta_keberadaan of the visit it comes from.
    sta: int | None
    mengganti: bool
    pengusul: str | None
    impor: int | None
    tunda_sampai: date | None
    alasan: str | None
    diputuskan: date | None
    pemutus: str | None
    pemegang: Pemegang | None
    versi: datetime


@dataclass(frozen=True, slots=True)
class Halaman:
    """A page of the queue. ``berikut`` is what the next begins after, as the address keeps it; None at the end."""

    baris: list[BarisAntrean]
    berikut: str | None


@dataclass(frozen=True, slots=True)
class Hitungan:
    """Exact numbers of cases under one filter, by tab and by where they stand (``Antre``)."""

    tab: dict[str, int]
    antre: dict[str, int]


@dataclass(frozen=True, slots=True)
class Pilihan:
    """What a filter can be set to, each with how many waiting cases it would leave: code or id, name, number."""

    jenis: list[tuple[int, str, int]]
    aturan: list[tuple[str, str, int]]
    desa: list[tuple[int, str, int]]
    petugas: list[tuple[int, str, int]]
    impor: list[tuple[int, str, int]]


@dataclass(frozen=True, slots=True)
class Ubahan:
    """One field: as it was when the file was checked, as it is now, as it is proposed."""

    # As ``baca_kolom`` takes it.
    kolom: str
    label: str
    lama: str
    kini: str
    usulan: str
    # Somebody changed it meanwhile, to something else than is proposed.
    bertentangan: bool


@dataclass(frozen=True, slots=True)
class AnggotaKasus:
    """A member with what would change. ``keadaan``: "baru", "berubah", "pergi" or ""."""

    idartbdt: str
    nama: str
    nik: str | None
    hubungan: str
    jenis_kelamin: str
    lahir: str
    padan: int
    keadaan: str
    ubah: tuple[Ubahan, ...]
    # Of one who is new: label and answer of every field that has one.
    isian: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Langgar:
    """A rule that the case breaks: what it is called, what to do, and the values concerned (label, found, expected)."""

    kode: str
    nama: str
    langkah: str
    risiko: int
    rincian: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class BerkasKasus:
    """A paper or photo. ``sumber``: "kasus" (came with it), "musdes" (of its desa) or "register" (stored before).

    ``nomor`` is the id for ``read_lampiran_isi``; a photo of the register is read by ``jenis``.
    """

    sumber: str
    nomor: int | None
    jenis: str
    nama: str
    mime: str
    ukuran: int | None
    diambil: date | None
    titik: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class MusdesKasus:
    """The musdes that the case rests on, and which of its papers are there."""

    tanggal: date
    nomor: str
    peserta: int | None
    berita_acara: bool
    daftar_hadir: bool
    bnba: bool
    foto: bool


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """One step in the life of a case, for its history."""

    waktu: datetime
    siapa: str | None
    apa: str
    rincian: str | None


@dataclass(frozen=True, slots=True)
class Komentar:
    """A comment on the case, or on one field of it."""

    nomor: int
    kolom: str | None
    label: str | None
    isi: str
    siapa: str
    waktu: datetime


@dataclass(frozen=True, slots=True)
class KasusLain:
    """Another open case of the same household, or with a member of the same NIK."""

    kab: int
    nomor: int
    jenis: JenisUsulan
    nama: str
    nama_desa: str
    sama: str


@dataclass(frozen=True, slots=True)
class Mirip:
    """Somebody of the register whom a member looks like; ``skor`` in per cent."""

    nomor: int
    nama: str
    nama_mirip: str
    idbdt_mirip: str
    skor: int
    state: str


@dataclass(frozen=True, slots=True)
class PosisiKuota:
    """The kuota of the desa and of its kab; None where none was set."""

    desa: Posisi | None
    kab: Posisi | None


@dataclass(frozen=True, slots=True)
class Kasus:
    """A case with everything a reviewer decides by."""

    baris: BarisAntrean
    # Of the household as it is registered, or proposed when it is new.
    no_kk: str | None
    desil: int | None
    percentile: int | None
    kpm: bool
    ubahan: tuple[Ubahan, ...]
    # Of a household that is to enter the register: label and answer.
    isian: tuple[tuple[str, str], ...]
    anggota: tuple[AnggotaKasus, ...]
    langgar: tuple[Langgar, ...]
    kolom: tuple[str, ...]
    keterangan: str | None
    # Words of the visit: label and value.
    kunjungan: tuple[tuple[str, str], ...]
    yang_diganti: str | None
    musdes: MusdesKasus | None
    berkas: tuple[BerkasKasus, ...]
    # Latitude and longitude.
    titik_terdaftar: tuple[float, float] | None
    titik_usulan: tuple[float, float] | None
    riwayat: tuple[Peristiwa, ...]
    komentar: tuple[Komentar, ...]
    lain: tuple[KasusLain, ...]
    mirip: tuple[Mirip, ...]
    kuota: PosisiKuota | None
    rintangan: tuple[Rintangan, ...]
    # Numbers shown in full.
    terbuka: bool
