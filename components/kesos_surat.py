"""Words of the Surat Keterangan Terdaftar: who is in the household, what it receives, the day in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from components.format import day
from domain.kalender import tanggal
from domain.rumah_tangga import Identitas, Kartu

_ONES = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


@dataclass(frozen=True, slots=True)
class Baris:
    """One member as the letter lists them."""

    nama: str
    nik: str
    hubungan: str
    jenis_kelamin: str
    lahir: str


@dataclass(frozen=True, slots=True)
class Kata:
    """What the letter says besides its fixed sentences."""

    no_kk: str
    anggota: list[Baris]
    # Programme, and whether the household receives it.
    centang: list[tuple[str, bool]]
    hari: str
    # "PEMERINTAH KOTA CIMAHI" and "Kota Cimahi"
    pemerintah: str
    lahir_judul: str


def surat_words(kartu: Kartu, full: Identitas | None, kab: str, on: date) -> Kata:
    """The words of one letter. Without ``full`` numbers stay masked and ages stand in place of dates of birth."""
    people = []
    for one in kartu.anggota:
        if one.pergi:
            continue
        nik, born = full.anggota.get(one.id, (None, None)) if full else (one.nik, None)
        age = "–" if one.umur is None else f"{one.umur} tahun"
        people.append(
            Baris(one.nama, nik or "–", one.hubungan or "–", one.jenis_kelamin or "–", day(born) if born else age)
        )
    held = dict(kartu.program)
    return Kata(
        no_kk=(full.no_kk if full else kartu.no_kk) or "–",
        anggota=people,
        centang=[
            ("PKH", bool(held["PKH"])),
            ("BSP/Sembako", bool(held["BSP/Sembako"])),
            ("PBI-JK", bool(held["PBI-JK (KIS)"])),
        ],
        hari=date_in_words(on),
        pemerintah=f"Pemerintah {kab}",
        lahir_judul="Tanggal lahir" if full else "Umur",
    )


def date_in_words(on: date) -> str:
    """The day as official letters spell it out: "dua puluh satu November dua ribu dua puluh enam"."""
    month = tanggal(on).split(" ")[1]
    return f"{number_in_words(on.day)} {month} {number_in_words(on.year)}"


def number_in_words(value: int) -> str:
    """A whole number from 1 to 9999 in words."""
    if value < len(_ONES):
        return _ONES[value]
    if value < 20:
        return f"{_ONES[value - 10]} belas"
    for unit, word, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if value >= unit:
            count, rest = divmod(value, unit)
            head = one if count == 1 and one else f"{number_in_words(count)} {word}"
            return f"{head} {number_in_words(rest)}".strip() if rest else head
    raise ValueError(value)
