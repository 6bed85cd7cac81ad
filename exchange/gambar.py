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
    try:
        # -I: neither the folder nor the environment of the portal has a say in what is imported.
        done = subprocess.run(  # noqa: S603 - our own script, numbers and a known word
            [sys.executable, "-I", str(_CHILD), mime, str(int(halaman)), str(int(lebar))],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(_TEXT) from error
    if done.returncode or len(done.stdout) <= _HEAD:
        raise InvalidInput(_TEXT)
    return done.stdout[_HEAD:], int.from_bytes(done.stdout[:_HEAD], "big")


_TEXT = "Dokumen ini tidak dapat ditampilkan. Unduh berkas aslinya, atau minta desa mengirim ulang."
