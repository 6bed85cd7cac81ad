"""The data file of a snapshot, read and checked without a database: its digest, and whether it says what it counts.

Whoever hands one in may have made it: nothing in it is trusted, and it is read a line at a time in constant memory.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from domain.berkas_data import AKHIR_KEPALA, FORMAT, JUMLAH, KOLOM_RUTA, KOLOM_USULAN, Kepala
from domain.errors import InvalidInput
from domain.indikator import terpakai
from domain.kalender import Program
from domain.rekap_surat import JENIS_DIHITUNG, NONAKTIF_LINE, VERSI_ATURAN, awal
from domain.status import StatusVerivali

# Households of the largest kab many times over.
LARGEST = 2 << 30
_LONGEST_LINE = 1 << 16
_NAMES = ("format", "kab", "periode", "program", "versi", "aturan", "sebelum", *JUMLAH)
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_ESCAPED = re.compile(r"\\(.)")
_CHARS = {"t": "\t", "n": "\n", "r": "\r"}
# The places of the kuota stand in the header only: no line speaks of them.
_COUNTED = tuple(name for name in JUMLAH if name != "kuota")


@dataclass(frozen=True, slots=True)
class BerkasData:
    """A file that agrees with itself: its header and its SHA-256, to be held against the letter's."""

    kepala: Kepala
    sidik: bytes


class _Lines:
    """Lines of a stream without their end, while everything read goes into the digest."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._size = stream, 0
        self.sha = hashlib.sha256()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(_LONGEST_LINE):
            self.number += 1
            self._size += len(line)
            self.sha.update(line)
            if self._size > LARGEST:
                raise InvalidInput("Berkas terlalu besar untuk sebuah berkas data. Unduh ulang dari portal.")
            if not line.endswith(b"\n"):
                if len(line) == _LONGEST_LINE:
                    raise self.wrong("terlalu panjang")
                raise InvalidInput("Berkas terpotong di tengah baris. Unduh ulang dari portal.")
            try:
                yield line[:-1].decode()
            except UnicodeDecodeError:
                raise self.wrong("bukan teks UTF-8") from None

    def wrong(self, what: str) -> InvalidInput:
        return InvalidInput(
            f"Baris {self.number} {what}. Berkas ini bukan berkas data yang diunduh dari portal, atau sudah diubah."
        )


def check_berkas(stream: BinaryIO) -> BerkasData:
    """Read a whole data file and hold its lines against the totals of its header.

    Raises InvalidInput, in words for whoever handed it in: not such a file, cut off, too large, or changed.
    """
    lines = _Lines(stream)
    rows = iter(lines)
    kepala = _header(lines, rows)
    counts = _count(lines, rows, Program(kepala.program))
    wrong = [name for name in _COUNTED if counts[name] != kepala.jumlah[name]]
    if wrong:
        name = wrong[0]
        raise InvalidInput(
            f"Isi berkas tidak sesuai kepalanya: “{name}” tertulis {kepala.jumlah[name]}, baris berjumlah "
            f"{counts[name]}. Berkas terpotong atau sudah diubah; unduh ulang dari portal."
        )
    return BerkasData(kepala, lines.sha.digest())


def _header(lines: _Lines, rows: Iterator[str]) -> Kepala:
    values: dict[str, str] = {}
    for name in _NAMES:
        head, tab, value = next(rows, "").partition("\t")
        if head != f"#{name}" or not tab or (name == "format" and value != FORMAT):
            if lines.number <= 1:
                raise InvalidInput(
                    "Ini bukan berkas data SIKS-NG. Pakai berkas yang diunduh dari halaman Finalisasi, tanpa diubah."
                )
            raise lines.wrong("tidak sesuai susunan kepala")
        values[name] = value
    if next(rows, None) != AKHIR_KEPALA:
        raise lines.wrong("tidak sesuai susunan kepala")
    numbers = {name: _number(lines, values[name]) for name in _NAMES if name not in ("format", "sebelum")}
    if numbers["program"] not in set(Program):
        raise lines.wrong("menyebut program yang tidak dikenal")
    if numbers["aturan"] > VERSI_ATURAN:
        raise InvalidInput("Berkas ini dibuat portal yang lebih baru. Periksa dengan versi portal yang sama.")
    try:
        sebelum = bytes.fromhex(values["sebelum"])
    except ValueError:
        sebelum = b""
    if len(sebelum) != hashlib.sha256().digest_size:
        raise lines.wrong("tidak memuat sidik versi sebelumnya")
    return Kepala(
        kab=numbers["kab"],
        periode=numbers["periode"],
        program=numbers["program"],
        versi=numbers["versi"],
        sebelum=sebelum,
        jumlah={name: numbers[name] for name in JUMLAH},
        aturan=numbers["aturan"],
    )


def _number(lines: _Lines, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise lines.wrong("memuat angka yang tidak dapat dibaca")
    return int(text)


def _count(lines: _Lines, rows: Iterator[str], program: Program) -> Counter[str]:
    """Totals of the lines by the names of the header; they must stand in the order of the file."""
    counts: Counter[str] = Counter()
    last: tuple[int, bytes, int] = (0, b"", 0)
    for row in rows:
        letter, *fields = row.split("\t")
        if letter == "R" and len(fields) == len(KOLOM_RUTA):
            item = dict(zip(KOLOM_RUTA, fields, strict=True))
            place = (1, _plain(item["idbdt"]).encode(), 0)
            counts["baris_ruta"] += 1
            for name in _lines_of(item, program):
                counts[name] += 1
                counts[f"art_{name}"] += _number(lines, item["art"])
            counts["final"] += item["status"] == str(int(StatusVerivali.FINAL))
        elif letter == "U" and len(fields) == len(KOLOM_USULAN):
            item = dict(zip(KOLOM_USULAN, fields, strict=True))
            place = (2, b"", _number(lines, item["usulan"]))
            counts["baris_usulan"] += 1
            if item["jenis"] == str(int(JENIS_DIHITUNG[program])):
                counts["usulan"] += 1
                counts["art_usulan"] += _number(lines, item["art"])
        else:
            raise lines.wrong("tidak dikenal")
        if place <= last:
            raise lines.wrong("tidak pada urutannya")
        last = place
    for prefix in ("", "art_"):
        gone = sum(counts[f"{prefix}{line}"] for line in NONAKTIF_LINE.values())
        counts[f"{prefix}akhir"] = terpakai(counts[f"{prefix}awal"], gone, counts[f"{prefix}usulan"])
    return counts


def _plain(text: str) -> str:
    """A text as it was before it was written into the file."""
    return _ESCAPED.sub(lambda found: _CHARS.get(found[1], found[1]), text)


def _lines_of(item: dict[str, str], program: Program) -> list[str]:
    """Lines of the letter that a household counts in."""
    if not awal(program, True, item["kpm"] == "1"):
        return ["prelist"]
    gone = [line for sta, line in NONAKTIF_LINE.items() if item["sta_keberadaan"] == str(int(sta))]
    return ["prelist", "awal", *gone, *(["perbaikan"] if item["diperbaiki"] == "1" else [])]
