"""Read the text of a part column by column: what it can be read as, and what cannot be read.

Works on whole Arrow columns. A value that cannot be read becomes null and is reported; nothing of it reaches the
database but the first characters of a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from domain.siks import Kolom, Tipe
from domain.validasi import WAJIB, seharusnya_tipe

# Of a value in a finding.
_LONGEST_VALUE = 100

_LARGEST = {Tipe.KODE: 2**15 - 1, Tipe.BULAT: 2**31 - 1, Tipe.BESAR: 10**15}

_DATE = r"(18[5-9][0-9]|19[0-9]{2}|20[0-9]{2})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
_PATTERN = {
    Tipe.KODE: r"^[0-9]{1,15}$",
    Tipe.BULAT: r"^[0-9]{1,15}$",
    Tipe.BESAR: r"^[0-9]{1,15}$",
    Tipe.YA_TIDAK: r"^[01]$",
    Tipe.TANGGAL: f"^{_DATE}$",
    Tipe.WAKTU: f"^{_DATE}[T ]{_CLOCK}(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$",
    Tipe.DESIMAL: r"^-?[0-9]{1,3}([.][0-9]{1,17})?([eE]-[0-9]{1,2})?$",
}
# Invisible and private characters change what a reader sees, and NUL no database takes.
_INVISIBLE = r"[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]"


@dataclass(frozen=True, slots=True)
class Salah:
    """A value that cannot be read: place in the batch, column, what stands there, what should."""

    tempat: int
    kolom: str
    nilai: str | None
    seharusnya: str


def clean(kolom: Kolom, raw: pa.Array, hari_ini: date) -> tuple[pa.Array, list[Salah]]:
    """The values of a column as COPY takes them, null where there is none, and those that cannot be read."""
    text = pc.utf8_trim_whitespace(raw)
    empty = pc.equal(text, "")
    readable = _readable(kolom, text, hari_ini)
    bad = pc.and_not(pc.invert(readable), empty)
    values = pc.if_else(pc.and_not(readable, empty), text, pa.scalar(None, pa.string()))
    wrong = list(_listed(kolom, text, bad, seharusnya_tipe(kolom)))
    if kolom.wajib:
        wrong += _listed(kolom, text, empty, WAJIB)
    return values, wrong


def _listed(kolom: Kolom, text: pa.Array, where: pa.Array, expected: str) -> Iterator[Salah]:
    places = pc.indices_nonzero(where)
    for place, value in zip(places.to_pylist(), text.take(places).to_pylist(), strict=True):
        yield Salah(place, kolom.nama, printable(value) or None, expected)


def printable(value: str) -> str:
    """A value as a finding shows it: cut short, with a mark in the place of what cannot be seen."""
    return re.sub(r"[^\x20-\x7e\u00a0-\u1fff\u2010-\u2027\u2030-\ud7ff]", "�", value[:_LONGEST_VALUE])


def _readable(kolom: Kolom, text: pa.Array, hari_ini: date) -> pa.Array:
    if kolom.tipe in (Tipe.TEKS, Tipe.NOMOR):
        short = pc.less_equal(pc.utf8_length(text), kolom.panjang)
        return pc.and_not(short, pc.match_substring_regex(text, _INVISIBLE))
    readable = pc.match_substring_regex(text, _PATTERN[kolom.tipe])
    if kolom.tipe in _LARGEST:
        numbers = pc.cast(pc.if_else(readable, text, "0"), pa.int64())
        return pc.and_(readable, pc.less_equal(numbers, _LARGEST[kolom.tipe]))
    if kolom.tipe in (Tipe.TANGGAL, Tipe.WAKTU):
        return _real_days(text, readable, hari_ini)
    return readable


def _real_days(text: pa.Array, readable: pa.Array, hari_ini: date) -> pa.Array:
    """Without 30 February and its like, and without what is yet to come; a day of grace for the time zones."""
    days = pc.utf8_slice_codeunits(text, 0, 10)
    late_in_month = pc.and_(readable, pc.match_substring_regex(days, r"-(29|3[01])$"))
    impossible = [day for day in pc.unique(days.filter(late_in_month)).to_pylist() if not _is_day(day)]
    tomorrow = (hari_ini + timedelta(days=1)).isoformat()
    readable = pc.and_(readable, pc.less_equal(days, tomorrow))
    return pc.and_not(readable, pc.is_in(days, pa.array(impossible, pa.string())))


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
