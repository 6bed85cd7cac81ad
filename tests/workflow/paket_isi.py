"""A pack of the sample, and what a reader can find in it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from babel.numbers import format_decimal

from data_access import keterangan
from data_access.session import read_session
from domain.briefing import BabBriefing, Kunci
from domain.figur import Figur, Isi
from domain.kalender import JAKARTA
from workflow.briefing_isi import susun

SEMUA = tuple(BabBriefing)
MADE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SORE = datetime(2026, 11, 21, 15, 30, tzinfo=JAKARTA)
PERIODE = 202611


def paket(
    wilayah: int,
    program: int = 1,
    periode: int = PERIODE,
    samar: int = 0,
    bab: tuple[BabBriefing, ...] = SEMUA,
    now: datetime | None = None,
) -> Isi:
    """A pack of the database in use."""
    with read_session() as connection:
        at = now or keterangan.read_now(connection)
        kunci = Kunci(wilayah, program, periode, bab, samar)
        return susun(connection, kunci, pembuat="Rina, Pusdatin", now=at, dibuat=MADE)


@cache
def tersimpan(wilayah: int, program: int = 1, periode: int = PERIODE, samar: int = 0) -> Isi:
    """A pack of the sample that nobody writes in."""
    return paket(wilayah, program, periode, samar, now=SORE)


def figur(isi: Isi, kode: str) -> Figur:
    """One figure of a pack."""
    return next(item for bab in isi.bab for item in bab.figur if item.kode == kode)


def baris(isi: Isi, kode: str) -> list[dict[str, Any]]:
    """Rows of a table by the codes of its columns."""
    table = figur(isi, kode)
    names = [item.kode for item in table.kolom]
    return [dict(zip(names, row, strict=True)) for row in table.isi["baris"]]


def angka(isi: Isi, kode: str) -> dict[str, dict[str, Any]]:
    """Headline figures by code."""
    return {item["kode"]: item for item in figur(isi, kode).isi["angka"]}


_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


def angka_dalam(text: str) -> set[str]:
    """Every number of a text as an Indonesian reader sees it."""
    return set(_NUMBER.findall(text))


def angka_dari(content: Any) -> set[str]:
    """Every number that figures hold, written as sentences write it: rounded, without sign, days taken apart."""
    found: set[str] = set()
    if isinstance(content, dict):
        for value in content.values():
            found |= angka_dari(value)
    elif isinstance(content, list | tuple):
        for value in content:
            found |= angka_dari(value)
    elif isinstance(content, bool) or content is None:
        return found
    elif isinstance(content, int | float):
        for digits in (0, 1):
            pattern = "#,##0" + ("." + "#" * digits if digits else "")
            found.add(format_decimal(abs(content), format=pattern, locale="id_ID"))
    elif isinstance(content, str):
        found |= _of_text(content)
    return found


def _of_text(text: str) -> set[str]:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(JAKARTA).date()
    except ValueError:
        return angka_dalam(text)
    return {str(day.day), str(day.year)}
