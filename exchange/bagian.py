"""One part of a ``.siks`` file: strict CSV in UTF-8, checked line by line while its SHA-256 is taken."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Container
from typing import BinaryIO

from domain.impor import BerkasDitolak, Galat
from domain.siks import KOLOM, Bagian
from exchange.manifes import Isi

# Bytes of one line.
LONGEST_LINE = 32_768
_CHUNK = 1 << 18
# A field of RFC 4180: in quotes, with quotes inside doubled, or without any.
_FIELD = rb'(?:"(?:[^"]|"")*+"|[^",]*+)'
_LINE = re.compile(rb"%b(?:,%b)*+" % (_FIELD, _FIELD))
_QUOTED = re.compile(rb'"(?:[^"]|"")*+"')
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]")


def check_part(
    stream: BinaryIO, part: Bagian, isi: Isi, lampiran: Container[str], tell: Callable[[int], None]
) -> set[str]:
    """Check a part against the manifest and return which attachments it names (of ``lampiran``; else none).

    ``lampiran`` are those there are; ``tell`` is told the bytes of each step. Raises BerkasDitolak: JUMLAH when it has
    another number of lines than the manifest says, RUSAK for anything else.
    """
    check = _Lines(part, isi.baris, lampiran)
    digest, rest = hashlib.sha256(), b""
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        block, newline, rest = (rest + chunk).rpartition(b"\n")
        if newline:
            check.take(block)
        if len(rest) > LONGEST_LINE:
            raise check.broken()
        tell(len(chunk))
    if digest.hexdigest() != isi.sha256 or rest:
        raise check.broken()
    check.finish()
    return check.attached


class _Lines:
    """The lines of one part as they come."""

    def __init__(self, part: Bagian, expected: int, lampiran: Container[str]) -> None:
        self._part = part
        self._expected = expected
        self._lampiran = lampiran
        self._found = -1
        self._commas = len(KOLOM[part]) - 1
        self._berkas = -1
        self.attached: set[str] = set()

    def broken(self) -> BerkasDitolak:
        return BerkasDitolak(Galat.RUSAK, bagian=self._part)

    def take(self, block: bytes) -> None:
        """Whole lines, the last without its end."""
        if _CONTROL.search(block):
            raise self.broken()
        try:
            block.decode()
        except UnicodeDecodeError as problem:
            raise self.broken() from problem
        for line in block.split(b"\n"):
            if len(line) > LONGEST_LINE:
                raise self.broken()
            if self._found < 0:
                self._take_header(line)
            else:
                self._take_row(line)
            self._found += 1

    def _take_header(self, line: bytes) -> None:
        names = line.decode().split(",")
        if sorted(names) != sorted(column.nama for column in KOLOM[self._part]):
            raise self.broken()
        if self._part is Bagian.LAMPIRAN:
            self._berkas = names.index("berkas")

    def _take_row(self, line: bytes) -> None:
        if self._found >= self._expected:
            raise self._miscounted(self._found + 1)
        commas = line.count(b",")
        if b'"' in line:
            if _LINE.fullmatch(line) is None:
                raise self.broken()
            commas = _QUOTED.sub(b"", line).count(b",")
        if commas != self._commas:
            raise self.broken()
        if self._berkas >= 0:
            name = next(csv.reader([line.decode()]))[self._berkas]
            if name not in self._lampiran:
                raise self.broken()
            self.attached.add(name)

    def finish(self) -> None:
        if self._found < 0:
            raise self.broken()
        if self._found != self._expected:
            raise self._miscounted(self._found)

    def _miscounted(self, found: int) -> BerkasDitolak:
        return BerkasDitolak(Galat.JUMLAH, bagian=self._part, ada=found, seharusnya=self._expected)
