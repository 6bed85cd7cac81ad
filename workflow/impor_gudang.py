"""Where the bytes of files from the field lie: a folder that all servers and workers of an installation share.

Names are made of numbers only: ``<kab>-<nomor>.bagian`` while a file arrives, ``<kab>-<nomor>.siks`` once it is whole.
What people called it stands in the database.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PART, _WHOLE = ".bagian", ".siks"
_NAME = re.compile(r"([0-9]+)-([0-9]+)\.(?:bagian|siks)")
# Left free for everybody else on the disk.
_RESERVE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Gudang:
    """The folder of the files, and the one of the borders that coordinates are held against."""

    folder: Path
    geo_dir: Path

    def has_room(self, size: int) -> bool:
        """Whether a file of ``size`` bytes fits and leaves some room."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.folder).free > size + _RESERVE

    def whole(self, kab: int, nomor: int) -> Path:
        """Where a file lies that has arrived wholly."""
        return self.folder / f"{kab:d}-{nomor:d}{_WHOLE}"

    def write(self, kab: int, nomor: int, offset: int, data: bytes) -> bool:
        """Write bytes at ``offset``; False when the bytes before it are not there. The caller holds the file's row.

        What lies beyond ``offset`` was written by a request that never committed and is cut off.
        """
        path = self._part(kab, nomor)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(handle).st_size < offset:
                return False
            os.ftruncate(handle, offset)
            os.lseek(handle, offset, os.SEEK_SET)
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)
        return True

    def finish(self, kab: int, nomor: int) -> bytes:
        """Bring a file that has arrived to the disk and to its final name; its SHA-256."""
        path, whole = self._part(kab, nomor), self.whole(kab, nomor)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
            os.fsync(file.fileno())
        path.rename(whole)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return digest

    def berkas(self) -> Iterator[tuple[int, int]]:
        """Kab and number of every file of which bytes are here."""
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                if (found := _NAME.fullmatch(path.name)) is not None:
                    yield int(found[1]), int(found[2])

    def remove(self, kab: int, nomor: int) -> None:
        """Delete what is there of a file."""
        for suffix in (_PART, _WHOLE):
            (self.folder / f"{kab:d}-{nomor:d}{suffix}").unlink(missing_ok=True)

    def _part(self, kab: int, nomor: int) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        part, whole = self.folder / f"{kab:d}-{nomor:d}{_PART}", self.whole(kab, nomor)
        # The request that finished it was killed before its commit: to the database it is still arriving.
        if not part.exists() and whole.exists():
            whole.rename(part)
        return part


_gudang: Gudang | None = None


def use_gudang(folder: Path, geo_dir: Path) -> None:
    """Set the folders of this process; the start of the server or a command does it once."""
    global _gudang  # noqa: PLW0603 - one store a process is the point
    _gudang = Gudang(folder, geo_dir)


def gudang() -> Gudang:
    """The folders of this process. Raises RuntimeError before ``use_gudang``."""
    if _gudang is None:
        raise RuntimeError("use_gudang() has not been called")
    return _gudang
