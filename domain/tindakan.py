"""Acts of a reviewer on one case or on many: their states, what became of each case, and their limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.errors import InvalidInput
from domain.isian_kata import samarkan
from domain.kalender import tanggal
from domain.kasus import baca_kolom
from domain.rintangan import Sebab
from domain.usulan import ALASAN_KEMBALI, ALASAN_TOLAK, Keputusan

# A case that somebody looks at is theirs for so long.
KLAIM_SELAMA = timedelta(minutes=5)
URUNGKAN_DALAM = timedelta(seconds=30)
# The button is gone after half a minute; a click in its last second still has to travel.
TENGGANG = timedelta(seconds=10)
# An act on more cases than this needs a second person; an administrator may set another number.
BATAS_MASSAL = 500
# Cases of one transaction of an act on many.
POTONGAN = 200
LONGEST_TEXT = 500
# Verivali rows found unchanged, approved together: they have no case of their own.
SETUJUI_TETAP = "setujui_tetap"


class StateTindakan(StrEnum):
    """Where an act stands; stored as text."""

    # Waits for the second person.
    MENUNGGU = "menunggu"
    DIJALANKAN = "dijalankan"
    SELESAI = "selesai"
    # Can no longer be undone.
    TETAP = "tetap"
    MENGURUNGKAN = "mengurungkan"
    DIURUNGKAN = "diurungkan"
    # Withdrawn, or refused by the second person.
    DIBATALKAN = "dibatalkan"


STATE_NAME = {
    StateTindakan.MENUNGGU: "Menunggu persetujuan orang kedua",
    StateTindakan.DIJALANKAN: "Sedang dijalankan",
    StateTindakan.SELESAI: "Selesai",
    StateTindakan.TETAP: "Selesai",
    StateTindakan.MENGURUNGKAN: "Sedang diurungkan",
    StateTindakan.DIURUNGKAN: "Diurungkan",
    StateTindakan.DIBATALKAN: "Dibatalkan",
}
TRANSITIONS: dict[StateTindakan, frozenset[StateTindakan]] = {
    StateTindakan.MENUNGGU: frozenset({StateTindakan.DIJALANKAN, StateTindakan.DIBATALKAN}),
    StateTindakan.DIJALANKAN: frozenset({StateTindakan.SELESAI}),
    StateTindakan.SELESAI: frozenset({StateTindakan.TETAP, StateTindakan.MENGURUNGKAN, StateTindakan.DIURUNGKAN}),
    StateTindakan.MENGURUNGKAN: frozenset({StateTindakan.DIURUNGKAN}),
    StateTindakan.TETAP: frozenset(),
    StateTindakan.DIURUNGKAN: frozenset(),
    StateTindakan.DIBATALKAN: frozenset(),
}

BERHASIL = "berhasil"
# What an act did to one case: "berhasil", or what stood in the way (``domain.rintangan.Sebab``).
HASIL_NAME: dict[str, str] = {
    BERHASIL: "Berhasil",
    Sebab.KUOTA_BELUM: "Kuota belum dibagi",
    Sebab.KUOTA_DESA: "Kuota desa penuh",
    Sebab.KUOTA_KAB: "Kuota kab/kota penuh",
    Sebab.TANPA_BERITA_ACARA: "Tanpa berita acara",
    Sebab.TANPA_BNBA: "Tanpa BNBA",
    Sebab.TIDAK_PADAN: "NIK belum padan",
    Sebab.MENUNGGU_SK: "Menunggu SK Mensos",
    Sebab.BUKAN_REGISTER: "Tidak ada di register",
    Sebab.PENGGANTI: "KPM yang diganti tidak nonaktif",
    Sebab.SUDAH_DIGANTI: "Tempat sudah diganti usulan lain",
    Sebab.SUDAH_KPM: "Sudah menjadi KPM",
    Sebab.SUDAH_DISETUJUI: "Usulan lain sudah disetujui",
    Sebab.GANDA: "Dinyatakan ganda",
    Sebab.VERIVALI: "Hasil verivali tidak lagi menunggu",
    Sebab.DIFINALISASI: "Batch sudah difinalisasi",
    Sebab.PERIODE_TUTUP: "Periode tidak dibuka",
    Sebab.TIDAK_SAH: "Isian tidak cocok dengan register",
    Sebab.DIPUTUSKAN: "Sudah diputuskan",
    Sebab.DIKLAIM: "Sedang diperiksa orang lain",
}


@dataclass(frozen=True, slots=True)
class Tindakan:
    """One act. ``jumlah`` cases, of which ``selesai`` had their turn and ``berhasil`` were changed."""

    kab: int
    nomor: int
    # Keputusan, or SETUJUI_TETAP.
    keputusan: str
    state: StateTindakan
    alasan: str | None
    keterangan: str | None
    saringan: str | None
    jumlah: int
    selesai: int
    berhasil: int
    pembuat: int
    nama_pembuat: str
    dibuat: datetime
    diselesaikan: datetime | None

    @property
    def gagal(self) -> int:
        """Cases left as they were."""
        return self.selesai - self.berhasil

    def boleh_urungkan(self, saat: datetime) -> bool:
        """Whether the undo is still offered."""
        return (
            self.state is StateTindakan.SELESAI
            and self.berhasil > 0
            and self.diselesaikan is not None
            and saat <= self.diselesaikan + URUNGKAN_DALAM
        )


@dataclass(frozen=True, slots=True)
class HasilKasus:
    """What an act did to one case, or to one verivali row (``nomor`` is then the household)."""

    nomor: int
    nama: str
    desa: int
    nama_desa: str
    hasil: str | None
    pesan: str | None


@dataclass(frozen=True, slots=True)
class RencanaDesa:
    """BSP cases of one desa in a plan: how many ask, how many free places there are, how many would get one."""

    desa: int
    nama: str
    diminta: int
    tempat: int
    dapat: int


@dataclass(frozen=True, slots=True)
class Rencana:
    """What an act on many would do, counted beforehand. ``gagal`` counts cases by what stands in their way."""

    jumlah: int
    berhasil: int
    gagal: dict[str, int]
    desa: tuple[RencanaDesa, ...]
    # Beyond this number a second person has to agree.
    batas: int

    @property
    def perlu_orang_kedua(self) -> bool:
        """Whether a second person has to agree before anything happens."""
        return self.jumlah > self.batas


@dataclass(frozen=True, slots=True)
class Putusan:
    """A decision with what belongs to it, checked."""

    keputusan: Keputusan
    alasan: str | None = None
    keterangan: str | None = None
    kolom: tuple[str, ...] = ()
    tunda_sampai: date | None = None

    @property
    def kalimat(self) -> str | None:
        """The reason as the case carries it: "Foto tidak jelas atau bukan rumah ini: atap tidak tampak"."""
        if self.alasan is None:
            return None
        words = (ALASAN_TOLAK if self.keputusan is Keputusan.TOLAK else ALASAN_KEMBALI)[self.alasan]
        return f"{words}: {self.keterangan}" if self.keterangan else words


def baca_teks(text: object, what: str) -> str | None:
    """A text as it is kept: one line, None when it is empty. Raises InvalidInput when it is too long."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())
    if len(plain) > LONGEST_TEXT:
        raise InvalidInput(f"{what} paling panjang {LONGEST_TEXT} huruf. Ringkas lebih pendek.")
    return plain or None


def baca_putusan(
    keputusan: Keputusan,
    *,
    alasan: str | None,
    keterangan: str | None,
    kolom: object,
    tunda_sampai: date | None,
    hari_ini: date,
) -> Putusan:
    """A decision that says what it has to, numbers of people in its text covered. Raises InvalidInput with what is
    missing.

    A return names a reason and may name fields; a refusal names a reason, and says more when it is "lainnya"; a case
    is put off to a later day.
    """
    text = baca_teks(samarkan(None, keterangan), "Keterangan")
    fields = baca_kolom(kolom)
    if keputusan is Keputusan.SETUJUI:
        return Putusan(keputusan, keterangan=text)
    if keputusan is Keputusan.TUNDA:
        if tunda_sampai is None or not hari_ini < tunda_sampai <= hari_ini + timedelta(days=60):
            raise InvalidInput(
                f"Pilih hari setelah {tanggal(hari_ini)}, paling lama 60 hari lagi, untuk menunda kasus ini."
            )
        return Putusan(keputusan, keterangan=text, tunda_sampai=tunda_sampai)
    known = ALASAN_TOLAK if keputusan is Keputusan.TOLAK else ALASAN_KEMBALI
    if alasan not in known:
        raise InvalidInput("Pilih alasannya dari daftar, supaya operator tahu apa yang perlu dilakukan.")
    if alasan == "lainnya" and not text:
        raise InvalidInput("Tulis keterangan untuk alasan “Lainnya”.")
    return Putusan(keputusan, alasan, text, fields if keputusan is Keputusan.KEMBALIKAN else ())
