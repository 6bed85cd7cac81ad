"""Papers set by typst, each in a process of its own (``_cetak_anak.py``) with bounded memory and time.

Templates never see markup from outside: all text travels as strings of a JSON file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

_CHILD = Path(__file__).with_name("_cetak_anak.py")
_SECONDS = 300


def cetak(
    files: Mapping[str, str],
    *,
    standar: Sequence[str] = (),
    waktu: datetime = datetime(2000, 1, 1, tzinfo=UTC),
    tanya: str = "",
    tag: bool = True,
    huruf: Sequence[Path] = (),
) -> bytes:
    """The PDF of ``main.typ`` among ``files``, or as JSON the value that a query (``tanya``) finds in it.

    ``huruf``: font files besides those of the typst wheel. The same files and moment give the same bytes. Raises
    RuntimeError where the compiler refuses or takes too much.
    """
    asked = {
        "berkas": dict(files),
        "standar": list(standar),
        "waktu": int(waktu.timestamp()),
        "tanya": tanya,
        "tag": tag,
        "huruf": [str(path) for path in huruf],
    }
    try:
        # -I: neither the folder nor the environment of the portal has a say in what is imported.
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-I", str(_CHILD)],
            input=json.dumps(asked, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"typst: not done in {_SECONDS} s") from late
    if done.returncode:
        raise RuntimeError(f"typst: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
