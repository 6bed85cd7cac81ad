"""Order, conditions and search of a table as an address writes them (``assets/tabel.js`` writes the same).

``urut=-progres,nama`` (a minus: descending), ``saring=progres<50;nama~sido;tanda=diam|rawan`` and ``cari=sido``.
A condition is a column, a sign and a value: ``< <= = != >= >`` for numbers, ``~`` (contains) and ``=`` for text,
``=`` with one or more keys for a choice, ``:kosong`` and ``:terisi`` for all. A value is percent-encoded once more
inside the parameter, so that it may hold a semicolon. Only columns that the page names exist; everything else is
refused with a text that says what to do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from domain.errors import InvalidInput

_MOST_CONDITIONS, _MOST_ORDERS, _LONGEST = 20, 3, 80
# Rows of one answer; a larger question is not the table's.
MOST_ROWS = 500
_CONDITION = re.compile(r"([a-z0-9_]{1,40})(<=|>=|!=|<|>|=|~|:)(.*)", re.DOTALL)
_PRESENCE = {"kosong": True, "terisi": False}

ULANGI = "Hapus saringan, lalu pilih lagi dari tabel."


class Jenis(StrEnum):
    """What a column holds; decides which signs it understands."""

    ANGKA = "angka"
    TEKS = "teks"
    PILIHAN = "pilihan"


@dataclass(frozen=True, slots=True)
class Syarat:
    """One condition. ``nilai`` is a number, a text, or a tuple of keys; True and False stand for kosong and terisi."""

    kolom: str
    tanda: str
    nilai: float | str | tuple[str, ...] | bool


@dataclass(frozen=True, slots=True)
class Urutan:
    """One column of the order."""

    kolom: str
    turun: bool


@dataclass(frozen=True, slots=True)
class Saringan:
    """All that an address says of the rows of a table."""

    syarat: tuple[Syarat, ...] = ()
    urut: tuple[Urutan, ...] = ()
    cari: str = ""


def parse_saringan(query: Mapping[str, str], kolom: Mapping[str, Jenis], awalan: str = "") -> Saringan:
    """What ``query`` asks of a table with these columns. Raises InvalidInput for anything the table does not have."""
    return Saringan(
        _conditions(query.get(f"{awalan}saring", ""), kolom),
        _orders(query.get(f"{awalan}urut", ""), kolom),
        _text(query.get(f"{awalan}cari", "")),
    )


def parse_rows(query: Mapping[str, str]) -> tuple[int, int]:
    """The half-open range of rows asked for, ``dari`` and ``sampai``. Raises InvalidInput when it is none."""
    found = []
    for key in ("dari", "sampai"):
        text = query.get(key, "")
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise InvalidInput("Baris yang diminta tidak dapat dibaca. Muat ulang halaman.")
        found.append(int(text))
    first, last = found
    if not first < last <= first + MOST_ROWS:
        raise InvalidInput(f"Tabel menjawab paling banyak {MOST_ROWS} baris sekali minta. Muat ulang halaman.")
    return first, last


def _text(value: str) -> str:
    text = value.strip()
    if len(text) > _LONGEST or "\x00" in text:
        raise InvalidInput(f"Teks pencarian paling panjang {_LONGEST} huruf. Ketik lebih pendek.")
    return text


def _orders(text: str, kolom: Mapping[str, Jenis]) -> tuple[Urutan, ...]:
    orders = []
    for part in filter(None, text.split(",")):
        name = part.removeprefix("-")
        if name not in kolom:
            raise InvalidInput(
                f"Urutan pada alamat memakai kolom “{name[:40]}” yang tidak ada pada tabel ini. {ULANGI}"
            )
        orders.append(Urutan(name, part.startswith("-")))
    if len(orders) > _MOST_ORDERS:
        raise InvalidInput(f"Tabel diurutkan menurut paling banyak {_MOST_ORDERS} kolom. {ULANGI}")
    return tuple(orders)


def _conditions(text: str, kolom: Mapping[str, Jenis]) -> tuple[Syarat, ...]:
    parts = [part for part in text.split(";") if part]
    if len(parts) > _MOST_CONDITIONS:
        raise InvalidInput(f"Tabel disaring dengan paling banyak {_MOST_CONDITIONS} syarat. {ULANGI}")
    return tuple(_condition(part, kolom) for part in parts)


def _condition(part: str, kolom: Mapping[str, Jenis]) -> Syarat:
    match = _CONDITION.fullmatch(part)
    if match is None:
        raise InvalidInput(f"Saringan “{part[:40]}” pada alamat tidak dapat dibaca. {ULANGI}")
    name, sign, value = match[1], match[2], unquote(match[3])
    if name not in kolom:
        raise InvalidInput(f"Saringan pada alamat memakai kolom “{name}” yang tidak ada pada tabel ini. {ULANGI}")
    if sign == ":":
        if value not in _PRESENCE:
            raise InvalidInput(f"Saringan “{part[:40]}” pada alamat tidak dapat dibaca. {ULANGI}")
        return Syarat(name, sign, _PRESENCE[value])
    kind = kolom[name]
    if kind is Jenis.ANGKA and sign != "~":
        return Syarat(name, sign, _number(name, value))
    if kind is Jenis.TEKS and sign in ("~", "=", "!="):
        return Syarat(name, sign, _text(value))
    if kind is Jenis.PILIHAN and sign == "=":
        return Syarat(name, sign, tuple(_text(value).split("|")))
    raise InvalidInput(f"Saringan “{part[:40]}” tidak dapat dipakai untuk kolom itu. {ULANGI}")


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    # Python reads "1_0", "nan" and "infinity" as numbers too.
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value) or not math.isfinite(number):
        raise InvalidInput(f"Nilai saringan kolom “{name}” bukan angka. Tulis angka, misalnya 50.")
    return number
