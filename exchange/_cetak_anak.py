"""The process that sets one paper: files of the compiler in, a PDF or the answer to a query out.

What the compiler keeps for a next time grows to gigabytes over many papers; with its process it is gone.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typst

_MEMORY, _SECONDS = 3 << 30, 240


def main() -> None:
    """Read one JSON object: files, fonts, and standards and moment of a PDF, or what is to be queried."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    asked = json.load(sys.stdin.buffer)
    files = {name: text.encode() for name, text in asked["berkas"].items()}
    fonts = _fonts(asked["huruf"])
    compiler = typst.Compiler(files, font_paths=fonts, ignore_system_fonts=True)  # type: ignore[type-var]
    if asked["tanya"]:
        sys.stdout.write(compiler.query(asked["tanya"], field="value", one=True))
        return
    when = datetime.fromtimestamp(asked["waktu"], UTC)
    pdf = compiler.compile(format="pdf", pdf_standards=asked["standar"], timestamp=when, pdf_tags=asked["tag"])
    assert isinstance(pdf, bytes)
    sys.stdout.buffer.write(pdf)


def _fonts(files: list[str]) -> typst.Fonts:
    """Only fonts that wheels carry: a paper looks the same on every machine."""
    # The compiler takes folders; these hold each font in several forms, of which it would use any.
    with tempfile.TemporaryDirectory() as folder:
        for path in map(Path, files):
            (Path(folder) / path.name).symlink_to(path)
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


if __name__ == "__main__":
    main()
