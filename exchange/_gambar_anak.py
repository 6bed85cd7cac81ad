"""The process that reads one hostile paper or photo: bytes in, number of pages (4 bytes) and a JPEG out."""

from __future__ import annotations

import io
import resource
import sys

from PIL import Image

_MEMORY, _SECONDS = 1 << 30, 10
_MOST_PIXELS = 60_000_000
_QUALITY = 82


def main(mime: str, halaman: int, lebar: int) -> None:
    """Draw page ``halaman`` (from 1) of what comes in, at most ``lebar`` pixels wide."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2
    data = sys.stdin.buffer.read()
    picture, pages = _of_pdf(data, halaman, lebar) if mime == "application/pdf" else (_of_photo(data, lebar), 1)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    sys.stdout.buffer.write(pages.to_bytes(4, "big") + out.getvalue())


def _of_pdf(data: bytes, halaman: int, lebar: int) -> tuple[Image.Image, int]:
    import pypdfium2  # noqa: PLC0415 - loads a library that photos do not need

    paper = pypdfium2.PdfDocument(data)
    page = paper[halaman - 1]
    # As wide as asked for, but a sheet of a kilometre stays small.
    scale = min(lebar / page.get_width(), 2 * lebar / page.get_height(), 4.0)
    return page.render(scale=scale).to_pil(), len(paper)


def _of_photo(data: bytes, lebar: int) -> Image.Image:
    photo = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    # A JPEG is decoded at a fraction of its size where that is enough.
    photo.draft("RGB", (lebar, lebar))
    photo.thumbnail((lebar, 2 * lebar))
    return photo


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
