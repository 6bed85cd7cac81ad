"""One page of the portal as one slide or one sheet of paper: what it says, before it is laid out."""

from __future__ import annotations

from dataclasses import dataclass

from domain.figur import Asal, Figur

# Rows of a table that one page can hold; the rest is in the table's own file.
BARIS_LEMBAR = 10


@dataclass(frozen=True, slots=True)
class Ukuran:
    """A headline figure in the words of the screen: name, value with its unit, and lines about it."""

    nama: str
    nilai: str
    catatan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lembar:
    """A page: its question (``asal.judul``), sentences, headline figures, and one or two charts, maps or tables.

    In the note of a table "{n}" stands for the rows that found room.
    """

    asal: Asal
    kalimat: tuple[str, ...]
    ukuran: tuple[Ukuran, ...] = ()
    figur: tuple[Figur, ...] = ()
