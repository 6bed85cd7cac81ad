"""The review queue: what it may be narrowed by, in which order, and where a page of it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import InvalidInput
from domain.kalender import PROGRAM_NAME, Program, month_name
from domain.status import USULAN_TERHITUNG, StatusUsulan
from domain.usulan import JENIS_NAME, JENIS_OF_TAB, JenisUsulan, Tab
from domain.validasi import ATURAN

LONGEST_SEARCH = 60
_MOST_DAYS = 3650


class Antre(StrEnum):
    """Which cases: those to decide, those put off, and what became of the others."""

    MENUNGGU = "menunggu"
    # Waiting, but not before the day a reviewer chose.
    TERTUNDA = "tertunda"
    DIKEMBALIKAN = "dikembalikan"
    DIPUTUSKAN = "diputuskan"
    # Nobody decided: replaced by a newer file, or the periode closed.
    GUGUR = "gugur"


ANTRE_NAME = {
    Antre.MENUNGGU: "Menunggu",
    Antre.TERTUNDA: "Ditunda",
    Antre.DIKEMBALIKAN: "Dikembalikan",
    Antre.DIPUTUSKAN: "Diputuskan",
    Antre.GUGUR: "Kedaluwarsa atau digantikan",
}
STATUS_OF_ANTRE: dict[Antre, frozenset[StatusUsulan]] = {
    Antre.MENUNGGU: frozenset({StatusUsulan.BELUM_DIPERIKSA}),
    Antre.TERTUNDA: frozenset({StatusUsulan.BELUM_DIPERIKSA}),
    Antre.DIKEMBALIKAN: frozenset({StatusUsulan.DIKEMBALIKAN}),
    Antre.DIPUTUSKAN: USULAN_TERHITUNG | {StatusUsulan.DITOLAK, StatusUsulan.TIDAK_DITETAPKAN},
    Antre.GUGUR: frozenset({StatusUsulan.KEDALUWARSA, StatusUsulan.DIGANTIKAN}),
}


class Urut(StrEnum):
    """Order of the queue; equal ones by number, so that it is total."""

    # By the day it was handed in, the oldest first.
    LAMA = "lama"
    BARU = "baru"
    # By risk, the highest first; of equal risk the oldest first.
    RISIKO = "risiko"


URUT_NAME = {Urut.LAMA: "Terlama dahulu", Urut.BARU: "Terbaru dahulu", Urut.RISIKO: "Risiko tertinggi dahulu"}


class JenisCari(StrEnum):
    """What was typed into the search box of the queue."""

    NIK = "nik"
    IDBDT = "idbdt"
    NAMA = "nama"


@dataclass(frozen=True, slots=True)
class Cari:
    """What was typed, understood: 15 or 16 digits are a NIK, other numbers the beginning of an IDBDT."""

    jenis: JenisCari
    teks: str


@dataclass(frozen=True, slots=True)
class SaringanAntrean:
    """What the queue is narrowed by, beside the wilayah; None and the empty text mean "all". Ages are in days."""

    tab: Tab = Tab.USULAN
    antre: Antre = Antre.MENUNGGU
    jenis: JenisUsulan | None = None
    program: Program | None = None
    periode: int | None = None
    aturan: str = ""
    umur_dari: int | None = None
    umur_sampai: int | None = None
    # Account that handed the case in.
    petugas: int | None = None
    risiko_dari: int | None = None
    risiko_sampai: int | None = None
    impor: int | None = None
    cari: Cari | None = None
    urut: Urut = Urut.LAMA
    # Cases that were ticked, of one kab.
    nomor: tuple[int, ...] = ()

    @property
    def jenis_dicari(self) -> tuple[JenisUsulan, ...]:
        """Kinds of case that it lets through."""
        return (self.jenis,) if self.jenis else JENIS_OF_TAB[self.tab]

    def words(self) -> list[str]:
        """What it narrows by, in words; a NIK is never among them."""
        parts = [JENIS_NAME[self.jenis].lower()] if self.jenis else []
        if self.program:
            parts.append(PROGRAM_NAME[self.program])
        if self.periode:
            parts.append(month_name(self.periode))
        if self.aturan:
            parts.append(ATURAN[self.aturan].nama.lower())
        parts += _span_words("umur", self.umur_dari, self.umur_sampai, " hari")
        parts += _span_words("risiko", self.risiko_dari, self.risiko_sampai, "")
        if self.petugas:
            parts.append("satu petugas")
        if self.impor:
            parts.append(f"impor {self.impor}")
        if self.nomor:
            parts.append(f"{len(self.nomor)} kasus terpilih")
        if self.cari:
            parts.append("satu NIK" if self.cari.jenis is JenisCari.NIK else f"“{self.cari.teks}”")
        return parts


def _span_words(what: str, low: int | None, high: int | None, unit: str) -> list[str]:
    if low is None and high is None:
        return []
    if low is None:
        return [f"{what} paling tinggi {high}{unit}"]
    return [f"{what} mulai {low}{unit}" if high is None else f"{what} {low}–{high}{unit}"]


def baca_cari(text: object) -> Cari | None:
    """Understand what was typed. Raises InvalidInput for what cannot be searched."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())
    if not plain:
        return None
    if len(plain) > LONGEST_SEARCH:
        raise InvalidInput(f"Pencarian paling panjang {LONGEST_SEARCH} huruf. Ketik nama, NIK, atau IDBDT.")
    if re.fullmatch(r"[0-9][0-9 .\-/]*", plain):
        digits = re.sub(r"[^0-9]", "", plain)
        if len(digits) in (15, 16):
            return Cari(JenisCari.NIK, digits)
        # Fewer digits than a kecamatan has would be a list, not a search.
        if 6 <= len(digits) <= 23:
            return Cari(JenisCari.IDBDT, digits)
        raise InvalidInput("Nomor belum lengkap. NIK 16 angka, IDBDT paling sedikit 6 angka pertama.")
    if len(re.sub(r"[\W_]", "", plain)) < 2:
        raise InvalidInput("Ketik paling sedikit dua huruf nama.")
    return Cari(JenisCari.NAMA, plain)


def baca_saringan(query: Mapping[str, object]) -> SaringanAntrean:
    """Filters of an address. Raises InvalidInput for a value that no control of the page makes.

    Keys: tab, antre, jenis, program, periode, aturan, umur, risiko (``dari-sampai``, either side may be left out),
    petugas, impor, cari, urut.
    """
    tab = Tab(_one_of(query, "tab", set(Tab)) or Tab.USULAN)
    jenis = _one_of(query, "jenis", {str(int(item)) for item in JENIS_OF_TAB[tab]})
    umur, risiko = _span(query, "umur", _MOST_DAYS), _span(query, "risiko", 100)
    program = _one_of(query, "program", {str(int(item)) for item in Program})
    return SaringanAntrean(
        tab=tab,
        antre=Antre(_one_of(query, "antre", set(Antre)) or Antre.MENUNGGU),
        jenis=JenisUsulan(int(jenis)) if jenis else None,
        program=Program(int(program)) if program else None,
        periode=_number(query, "periode", 10**6),
        aturan=_one_of(query, "aturan", set(ATURAN)),
        umur_dari=umur[0],
        umur_sampai=umur[1],
        petugas=_number(query, "petugas", 2**31 - 1),
        risiko_dari=risiko[0],
        risiko_sampai=risiko[1],
        impor=_number(query, "impor", 2**63 - 1),
        cari=baca_cari(query.get("cari")),
        urut=Urut(_one_of(query, "urut", set(Urut)) or Urut.LAMA),
    )


def _unknown(key: str) -> InvalidInput:
    return InvalidInput(f"Saringan “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")


def _one_of(query: Mapping[str, object], key: str, allowed: set[str]) -> str:
    value = str(query.get(key) or "")
    if value and value not in allowed:
        raise _unknown(key)
    return value


def _number(query: Mapping[str, object], key: str, highest: int) -> int | None:
    value = str(query.get(key) or "")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,19}", value) or not 0 < int(value) <= highest:
        raise _unknown(key)
    return int(value)


def _span(query: Mapping[str, object], key: str, highest: int) -> tuple[int | None, int | None]:
    value = str(query.get(key) or "")
    if not value:
        return None, None
    match = re.fullmatch(r"([0-9]{1,4})?-([0-9]{1,4})?", value)
    if match is None:
        raise _unknown(key)
    low, high = (None if part is None else int(part) for part in match.groups())
    if max(low or 0, high or 0) > highest or (low is not None and high is not None and low > high):
        raise _unknown(key)
    return low, high


@dataclass(frozen=True, slots=True)
class Kunci:
    """Where a page of the queue ends, and the next begins: the place of its last case in the order."""

    # Day of the order as yyyy-mm-dd, or the risk.
    nilai: tuple[str | int, ...]
    kab: int
    nomor: int

    def __str__(self) -> str:
        return ".".join(str(part) for part in (*self.nilai, self.kab, self.nomor))


def baca_kunci(text: object, urut: Urut) -> Kunci | None:
    """Read where to go on from. Raises InvalidInput for anything else."""
    if not text:
        return None
    day = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    pattern = rf"([0-9]{{1,3}})\.{day}" if urut is Urut.RISIKO else day
    match = re.fullmatch(rf"{pattern}\.([0-9]{{4}})\.([0-9]{{1,19}})", str(text))
    lost = InvalidInput("Lanjutan daftar tidak dapat dibaca. Muat ulang halaman.")
    if match is None:
        raise lost
    *parts, kab, nomor = match.groups()
    try:
        moment = date.fromisoformat(parts[-1]).isoformat()
    except ValueError as error:
        raise lost from error
    nilai: tuple[str | int, ...] = (int(parts[0]), moment) if urut is Urut.RISIKO else (moment,)
    return Kunci(nilai, int(kab), int(nomor))
