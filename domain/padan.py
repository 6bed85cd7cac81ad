"""Pemadanan: what is asked of the population register, what it answers, and when two names are one (V04, V17).

Dukcapil compares a name letter by letter; one or two wrong ones make it "tidak padan". The portal then says which
spelling is right, so that it can be mended; it never tells the name of somebody else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum

from domain.ejaan import TITLES, distance, slips_allowed


class Padan(IntEnum):
    """Result of pemadanan (V4); the words are ``domain.instrumen.PADAN``."""

    BELUM = 0
    PADAN = 1
    TIDAK_PADAN = 2
    BELUM_REKAM = 3
    MENINGGAL = 4
    GANDA = 5
    TANPA_DOKUMEN = 6


@dataclass(frozen=True, slots=True)
class Tanya:
    """One person as the portal knows them."""

    kab: int
    nik: int
    nama: str
    tgl_lahir: date | None


@dataclass(frozen=True, slots=True)
class Catatan:
    """One NIK as the population register knows it; what it does not tell is None."""

    nik: int
    nama: str | None
    tgl_lahir: date | None
    # What is said of the NIK itself: PADAN where nothing is against it.
    keadaan: Padan = Padan.PADAN


@dataclass(frozen=True, slots=True)
class Jawaban:
    """What came of a question. ``nama_dukcapil``: the right spelling, of one to two letters' difference only."""

    tanya: Tanya
    padan: Padan
    nama_dukcapil: str | None = None


class Banding(Enum):
    """How two names compare."""

    SAMA = "sama"
    MIRIP = "mirip"
    BEDA = "beda"


# What Dukcapil does not write; H and HJ among them.
_TITLES = {title.upper() for title in TITLES - {"bin", "binti"}}
_SIGNS = re.compile(r"[^A-Z ]+")
_MOST_SLIPS = 2


def polos(nama: str) -> str:
    """A name as letters and single blanks, in capitals: accents, signs and digits are not part of it."""
    letters = unicodedata.normalize("NFKD", nama).encode("ascii", "ignore").decode().upper()
    return " ".join(_SIGNS.sub("", letters.replace(".", " ").replace(",", " ").replace("-", " ")).split())


def tanpa_gelar(nama: str) -> str:
    """A plain name without titles and ALM.; a name that is nothing but titles stays."""
    words = nama.split()
    return " ".join(word for word in words if word not in _TITLES) or nama


def banding_nama(nama: str, dukcapil: str) -> Banding:
    """Compare a name with Dukcapil's: the same letters; the same but for titles or one or two slips; or another."""
    one, other = polos(nama), polos(dukcapil)
    if not one or not other:
        return Banding.BEDA
    if one == other:
        return Banding.SAMA
    one, other = tanpa_gelar(one), tanpa_gelar(other)
    # Of a short name two letters are half of it.
    limit = min(_MOST_SLIPS, slips_allowed(min(one, other, key=len)))
    return Banding.MIRIP if distance(one, other) <= limit else Banding.BEDA


def nilai(tanya: Tanya, catatan: Catatan) -> Jawaban:
    """What the record of a NIK says of the person who is asked about."""
    if catatan.keadaan is not Padan.PADAN:
        return Jawaban(tanya, catatan.keadaan)
    other_day = catatan.tgl_lahir is not None and tanya.tgl_lahir != catatan.tgl_lahir
    if other_day or catatan.nama is None:
        return Jawaban(tanya, Padan.TIDAK_PADAN)
    match banding_nama(tanya.nama, catatan.nama):
        case Banding.SAMA:
            return Jawaban(tanya, Padan.PADAN)
        case Banding.MIRIP:
            return Jawaban(tanya, Padan.TIDAK_PADAN, catatan.nama)
        case Banding.BEDA:
            return Jawaban(tanya, Padan.TIDAK_PADAN)


def aturan_of(padan: Padan, nama_dukcapil: str | None) -> str | None:
    """Rule that a result breaks: V17 where one spelling only is wrong, V04 otherwise; None while nothing is known."""
    if padan in (Padan.BELUM, Padan.PADAN):
        return None
    return "V17" if padan is Padan.TIDAK_PADAN and nama_dukcapil else "V04"
