"""A figure before it is drawn: what screen, picture, slide, report and sheet all carry, as plain data.

A ``Figur`` is a list of headline figures, a chart (a specification of ``domain.grafik``), a table or a map. ``Asal``
says where its numbers come from and goes with it into every file. Everything survives JSON, and the digest of a figure
is the SHA-256 of that JSON, so that two files with the same digest hold the same numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

# Stands in a cell whose number is too small to be told; never a number, so that nothing adds it up by mistake.
SAMAR = "disamarkan"
SUMBER = "SIKS-NG, Kementerian Sosial RI"

Sel = str | int | float | None


class JenisKolom(StrEnum):
    """How the cells of a column are written and aligned."""

    TEKS = "teks"
    # Digits that are a name and not an amount: text in every file, so that nothing rounds or rewrites them.
    KODE = "kode"
    BULAT = "bulat"
    # One decimal; DESIMAL in the unit of the column, PERSEN on a scale to 100.
    DESIMAL = "desimal"
    PERSEN = "persen"
    # A latitude or longitude, six decimals.
    DERAJAT = "derajat"
    # ISO text (2026-11-21, 2026-11-21T14:35:00+07:00) in ``Figur``; a date in sheets.
    TANGGAL = "tanggal"
    SAAT = "saat"


@dataclass(frozen=True, slots=True)
class Kolom:
    """One column of a table. ``judul`` names the unit where there is one; ``lebar`` is in characters."""

    kode: str
    judul: str
    jenis: JenisKolom = JenisKolom.TEKS
    lebar: int = 0

    @property
    def angka(self) -> bool:
        """Whether cells are right-aligned."""
        return self.jenis in (JenisKolom.BULAT, JenisKolom.DESIMAL, JenisKolom.PERSEN, JenisKolom.DERAJAT)


@dataclass(frozen=True, slots=True)
class Asal:
    """Where the numbers of a file come from; ``per`` is the moment they speak of, ``dibuat`` that of the file.

    ``saring``: what was chosen besides wilayah and periode, as (name, words). ``zona``: hours east of UTC in which
    moments are written. ``samar``: counts below it are suppressed, 0 where the reader may see households.
    """

    judul: str
    wilayah: str
    periode: str
    per: datetime
    dibuat: datetime
    pembuat: str
    zona: int = 7
    saring: tuple[tuple[str, str], ...] = ()
    samar: int = 0
    kode_wilayah: int = 0
    sumber: str = SUMBER

    def as_json(self) -> dict[str, Any]:
        """As a pack keeps it."""
        return asdict(self) | {"per": self.per.isoformat(), "dibuat": self.dibuat.isoformat()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Asal:
        """From ``as_json``."""
        times = {name: datetime.fromisoformat(stored[name]) for name in ("per", "dibuat")}
        return cls(**{**stored, **times, "saring": tuple((name, text) for name, text in stored["saring"])})


class Jenis(StrEnum):
    """What a figure is, and with it the form of ``Figur.isi``."""

    # {"angka": [{kode, nama, nilai, satuan, desimal, pembilang, penyebut, satuan_pembilang, definisi,
    #             "beda": [{"kapan", "nilai"}]}]}; nilai None: no data, SAMAR: suppressed.
    ANGKA = "angka"
    # A specification of domain.grafik.
    GRAFIK = "grafik"
    # {"kolom": [Kolom as dict], "baris": [[Sel]]}.
    TABEL = "tabel"
    # {"wilayah", "level", "nama_indikator", "satuan", "desimal"; parallel lists "kode", "nama", "nilai", "kelas" (as
    # domain.klasifikasi, KELAS_SAMAR where suppressed); "legenda": {batas, banyak, tidak_ada_data, berhenti,
    # disamarkan, ramp (names of colours)}}.
    PETA = "peta"


# Class of an area on a map whose figure is suppressed.
KELAS_SAMAR = -2


@dataclass(frozen=True, slots=True)
class Figur:
    """One figure. ``kueri`` names the read it comes from, ``penyebut`` what it is a share of, in words."""

    kode: str
    judul: str
    jenis: Jenis
    isi: Mapping[str, Any]
    definisi: str = ""
    penyebut: str = ""
    kueri: str = ""
    catatan: str = ""
    saring: tuple[tuple[str, str], ...] = ()

    @property
    def banyak_baris(self) -> int:
        """Rows, areas, points or headline figures it holds."""
        match self.jenis:
            case Jenis.ANGKA:
                return len(self.isi["angka"])
            case Jenis.TABEL:
                return len(self.isi["baris"])
            case Jenis.PETA:
                return len(self.isi["kode"])
        found: Sequence[Any] = next((self.isi[k] for k in ("x", "data", "baris", "banyak") if k in self.isi), ())
        return len(found)

    @property
    def kolom(self) -> list[Kolom]:
        """Columns of a table."""
        return [Kolom(**{**item, "jenis": JenisKolom(item["jenis"])}) for item in self.isi["kolom"]]

    @property
    def sidik(self) -> str:
        """SHA-256 of the content, as hexadecimal."""
        return digest(self.isi)

    def as_json(self) -> dict[str, Any]:
        """As a pack keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Figur:
        """From ``as_json``."""
        chosen = tuple((name, text) for name, text in stored["saring"])
        return cls(**{**stored, "jenis": Jenis(stored["jenis"]), "saring": chosen})


def tabel(kode: str, judul: str, kolom: Sequence[Kolom], baris: Sequence[Sequence[Sel]], **more: Any) -> Figur:
    """A table as a figure."""
    return Figur(kode, judul, Jenis.TABEL, {"kolom": [asdict(item) for item in kolom], "baris": baris}, **more)


@dataclass(frozen=True, slots=True)
class Bab:
    """One chapter: sentences made from its figures by rules, and the figures."""

    kode: str
    judul: str
    kalimat: tuple[str, ...] = ()
    figur: tuple[Figur, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """As a pack keeps it."""
        return {
            "kode": self.kode,
            "judul": self.judul,
            "kalimat": list(self.kalimat),
            "figur": [item.as_json() for item in self.figur],
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Bab:
        """From ``as_json``."""
        figures = tuple(Figur.of(item) for item in stored["figur"])
        return cls(stored["kode"], stored["judul"], tuple(stored["kalimat"]), figures)


@dataclass(frozen=True, slots=True)
class Isi:
    """What a pack holds, and nothing else is needed to make its files: the same content gives the same numbers."""

    asal: Asal
    bab: tuple[Bab, ...]

    def as_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {"versi": 1, "asal": self.asal.as_json(), "bab": [item.as_json() for item in self.bab]}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Isi:
        """From ``as_json``."""
        return cls(Asal.of(stored["asal"]), tuple(Bab.of(item) for item in stored["bab"]))

    @property
    def sidik(self) -> str:
        """SHA-256 of the chapters: the same however often they are read at the same moment."""
        return digest([item.as_json() for item in self.bab])


def digest(content: Any) -> str:
    """SHA-256 of JSON with sorted keys, as hexadecimal."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
