"""The container of a ``.siks`` file as bytes on disk: a ZIP of the plainest kind, looked at before it is unpacked.

``zipfile`` does the unpacking; what it would forgive or follow (bytes before or between entries, a second directory,
entries that share bytes, links, encryption, ZIP64) is refused here first, and sizes are judged by what the directory
claims before a byte is inflated. Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from domain.impor import BerkasDitolak, Galat
from domain.siks import LARGEST_FILE
from exchange.manifes import KUNCI_ENTRY, MANIFEST_ENTRY, PENUTUP_ENTRY, is_part, lampiran_digest

LARGEST_DIRECTORY = 5 << 20
MOST_ENTRIES = 40_000
# Bytes of one entry, and of all together, when unpacked.
LARGEST_ENTRY = 400_000_000
LARGEST_TOTAL = 1_000_000_000
# Times that an entry may grow; short ones of one repeated line grow more and harm nobody.
MOST_GROWTH = 100
GROWS_FREELY = 1 << 20

# What ``zipfile`` and ``zlib`` raise over bytes they cannot follow.
_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_BUFFER = 1 << 16
_DIRECTORY = "daftar isi"
_END = struct.Struct("<4sHHHHIIH")
_LOCAL = 30
# Deflate's own hints, sizes after the data, names in UTF-8.
_KNOWN_FLAGS = 0x0006 | 0x0008 | 0x0800
_SIZES_AFTER = 0x0008
# CRC and two sizes, with or without a signature before them.
_SIZES_LENGTH = (12, 16)


class Wadah:
    """The entries of one container, of which all names and claimed sizes are within bounds."""

    def __init__(self, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self.entries = entries

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The bytes of an entry. Raises BerkasDitolak (RUSAK) when it is missing or cannot be unpacked."""
        if name not in self.entries:
            raise BerkasDitolak(Galat.RUSAK, bagian=name)
        with refusing(name):
            unpacked = self._archive.open(self.entries[name])
        with unpacked, io.BufferedReader(_Unpacked(name, unpacked), _BUFFER) as stream:
            yield stream

    def read(self, name: str, limit: int) -> bytes:
        """An entry whole. Raises BerkasDitolak (RUSAK) when it is larger than ``limit``."""
        with self.open(name) as stream:
            data = stream.read(limit + 1)
            # Only at its end is the checksum compared.
            if len(data) > limit or stream.read(1):
                raise BerkasDitolak(Galat.RUSAK, bagian=name)
            return data


class _Unpacked(io.RawIOBase):
    """The bytes of an entry, whose faults are refusals; an error of whoever reads stays what it is."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self._name = name
        self._stream = stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As of any raw stream. Raises BerkasDitolak (RUSAK)."""
        with refusing(self._name):
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def refusing(part: str) -> Iterator[None]:
    """Turn faults of the container into a refusal that names the part."""
    try:
        yield
    except _FAULTS as problem:
        raise BerkasDitolak(Galat.RUSAK, bagian=part) from problem


@contextmanager
def open_container(path: Path) -> Iterator[Wadah]:
    """Open a file after its outer form was checked.

    Raises BerkasDitolak: KOSONG, TERLALU_BESAR, BUKAN_SIKS, TERPOTONG (no closing mark), BOM, or RUSAK.
    """
    with path.open("rb") as file:
        directory, count = _check_ends(file)
        with refusing(_DIRECTORY):
            archive = zipfile.ZipFile(file)
        with archive:
            with refusing(_DIRECTORY):
                entries = _check_entries(archive.infolist(), count)
                _check_tiling(file, archive.infolist(), directory)
            yield Wadah(archive, entries)


def _check_ends(file: BinaryIO) -> tuple[int, int]:
    """Check the first and the last bytes; where the directory begins, and how many entries it is said to have."""
    size = file.seek(0, 2)
    if size == 0:
        raise BerkasDitolak(Galat.KOSONG)
    if size > LARGEST_FILE:
        raise BerkasDitolak(Galat.TERLALU_BESAR, batas=LARGEST_FILE // 1_000_000)
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise BerkasDitolak(Galat.BUKAN_SIKS)
    # The last entry's name ends the directory, so that no other record can hide before the closing one.
    closing = PENUTUP_ENTRY.encode()
    file.seek(max(0, size - _END.size - len(closing)))
    tail = file.read()
    if tail[: len(closing)] != closing or len(tail) != _END.size + len(closing):
        raise BerkasDitolak(Galat.TERPOTONG)
    mark, disk, start_disk, here, total, length, offset, comment = _END.unpack(tail[len(closing) :])
    if mark != b"PK\x05\x06" or offset + length + _END.size != size:
        raise BerkasDitolak(Galat.TERPOTONG)
    if disk or start_disk or comment or here != total:
        raise BerkasDitolak(Galat.RUSAK, bagian=_DIRECTORY)
    if length > LARGEST_DIRECTORY or total > MOST_ENTRIES:
        raise BerkasDitolak(Galat.BOM)
    return offset, total


def _check_entries(infos: list[zipfile.ZipInfo], count: int) -> dict[str, zipfile.ZipInfo]:
    """Every entry by name, none twice, each of the allowed kind and of a claimed size within bounds."""
    if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise BerkasDitolak(Galat.BOM)
    entries = {info.orig_filename: info for info in infos}
    # A file that was cut off while it was written may carry a directory, but not the closing entry.
    if not infos or infos[-1].orig_filename != PENUTUP_ENTRY:
        raise BerkasDitolak(Galat.TERPOTONG)
    if not len(entries) == len(infos) == count:
        raise BerkasDitolak(Galat.RUSAK, bagian=_DIRECTORY)
    for name, info in entries.items():
        _check_entry(name, info)
    return entries


def _check_entry(name: str, info: zipfile.ZipInfo) -> None:
    known = name in (KUNCI_ENTRY, MANIFEST_ENTRY, PENUTUP_ENTRY) or is_part(name) or lampiran_digest(name)
    kind = stat.S_IFMT(info.external_attr >> 16)
    plain = (
        info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and not info.flag_bits & ~_KNOWN_FLAGS
        and not info.extra
        and not info.comment
        and kind in (0, stat.S_IFREG)
    )
    if not known or not plain:
        raise BerkasDitolak(Galat.RUSAK, bagian=_DIRECTORY)
    if info.file_size > LARGEST_ENTRY or info.file_size > max(GROWS_FREELY, MOST_GROWTH * info.compress_size):
        raise BerkasDitolak(Galat.BOM)


def _check_tiling(file: BinaryIO, infos: list[zipfile.ZipInfo], directory: int) -> None:
    """Entries lie one behind the other from the first byte to the directory: none is hidden, none shares bytes."""
    end = 0
    for info in infos:
        if info.header_offset != end:
            raise BerkasDitolak(Galat.RUSAK, bagian=_DIRECTORY)
        file.seek(end)
        name_length, extra_length = struct.unpack("<HH", file.read(_LOCAL)[26:])
        if extra_length:
            raise BerkasDitolak(Galat.RUSAK, bagian=_DIRECTORY)
        end += _LOCAL + name_length + info.compress_size
        if info.flag_bits & _SIZES_AFTER:
            file.seek(end)
            end += _SIZES_LENGTH[file.read(4) == b"PK\x07\x08"]
    if end != directory:
        raise BerkasDitolak(Galat.RUSAK, bagian=_DIRECTORY)
