"""Papers and photos as small pictures that any browser shows: a page of a PDF, or a photo made smaller.

What came with a file is hostile: it is read by a process of its own (``_gambar_anak.py``), with little memory and
little time, and only the pixels come back. A script, a link or a form inside a PDF never reaches the reader.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from domain.errors import InvalidInput

_CHILD = Path(__file__).with_name("_gambar_anak.py")
_SECONDS = 15
_HEAD = 4


def render(data: bytes, mime: str, *, halaman: int = 1, lebar: int) -> tuple[bytes, int]:
    """(JPEG, number of pages) of one page (from 1) of a PDF, JPEG or PNG, at most ``lebar`` pixels wide.

    Raises InvalidInput for what cannot be read, has no such page, or takes too much to draw.
    """
    out = _ask(data, mime, halaman, lebar)
    if out is None:
        raise InvalidInput(_TEXT)
    return out[_HEAD:], int.from_bytes(out[:_HEAD], "big")


def as_logo(data: bytes) -> bytes:
    """A JPEG or PNG as PNG of at most 800 pixels a side, made anew: no metadata, transparency kept.

    Raises InvalidInput with what to do.
    """
    return _picture(data, "logo", 800)


def as_potret(data: bytes) -> bytes:
    """A JPEG or PNG as square JPEG of 320 pixels a side, cut around its middle, upright and without metadata.

    Raises InvalidInput with what to do.
    """
    return _picture(data, "potret", 320)


def _picture(data: bytes, bentuk: str, side: int) -> bytes:
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise InvalidInput("Gambar ini bukan JPG atau PNG. Simpan ulang sebagai JPG atau PNG, lalu unggah.")
    out = _ask(data, bentuk, 1, side)
    if out is None:
        raise InvalidInput("Gambar ini rusak atau terlalu besar. Simpan ulang sebagai JPG atau PNG yang lebih kecil.")
    return out[_HEAD:]


def _ask(data: bytes, bentuk: str, halaman: int, lebar: int) -> bytes | None:
    try:
        # -I: neither the folder nor the environment of the portal has a say in what is imported.
        done = subprocess.run(  # noqa: S603 - our own script, numbers and a known word
            [sys.executable, "-I", str(_CHILD), bentuk, str(int(halaman)), str(int(lebar))],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode or len(done.stdout) <= _HEAD else done.stdout


_TEXT = "Dokumen ini tidak dapat ditampilkan. Unduh berkas aslinya, atau minta desa mengirim ulang."
