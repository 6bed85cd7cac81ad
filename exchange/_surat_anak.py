"""The process that sets one letter: files of the compiler in, a PDF or the answer to a query out.

What the compiler keeps for a next time grows to gigabytes over many letters; with its process it is gone.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime

import typst

_MEMORY, _SECONDS = 3 << 30, 240


def main() -> None:
    """Read one JSON object: files, and standards and moment of a PDF, or what is to be queried."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    asked = json.load(sys.stdin.buffer)
    files = {name: text.encode() for name, text in asked["berkas"].items()}
    # Only fonts that the wheel carries: a letter looks the same on every machine.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(files, font_paths=fonts, ignore_system_fonts=True)  # type: ignore[type-var]
    if asked["tanya"]:
        sys.stdout.write(compiler.query(asked["tanya"], field="value", one=True))
        return
    when = datetime.fromtimestamp(asked["waktu"], UTC)
    pdf = compiler.compile(format="pdf", pdf_standards=asked["standar"], timestamp=when, pdf_tags=asked["tag"])
    assert isinstance(pdf, bytes)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
