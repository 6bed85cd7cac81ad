"""The process that reads one hostile paper or picture: bytes in, number of pages (4 bytes) and a JPEG or PNG out."""

from __future__ import annotations

import io
import resource
import sys

from PIL import Image, ImageOps

_MEMORY, _SECONDS = 1 << 30, 10
_MOST_PIXELS = 60_000_000
_QUALITY = 82


def main(bentuk: str, halaman: int, lebar: int) -> None:
    """Draw what comes in: page ``halaman`` (from 1) of a PDF or a photo (``bentuk`` its type) at most ``lebar`` pixels
    wide, or a "logo" or "potret" in a square of that side.
    """
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2
    data = sys.stdin.buffer.read()
    picture, pages = (
        _of_pdf(data, halaman, lebar) if bentuk == "application/pdf" else (_of_photo(data, bentuk, lebar), 1)
    )
    out = io.BytesIO()
    if bentuk == "logo":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    sys.stdout.buffer.write(pages.to_bytes(4, "big") + out.getvalue())


def _of_pdf(data: bytes, halaman: int, lebar: int) -> tuple[Image.Image, int]:
    import pypdfium2  # noqa: PLC0415 - loads a library that photos do not need

    paper = pypdfium2.PdfDocument(data)
    # Fields are drawn too: an electronic signature shows itself in one.
    paper.init_forms()
    page = paper[halaman - 1]
    # As wide as asked for, but a sheet of a kilometre stays small.
    scale = min(lebar / page.get_width(), 2 * lebar / page.get_height(), 4.0)
    return page.render(scale=scale).to_pil(), len(paper)


def _of_photo(data: bytes, bentuk: str, lebar: int) -> Image.Image:
    photo = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    if bentuk == "logo":
        # Pixels alone go on: what else stood in the file stays behind.
        logo = photo.convert("RGBA")
        logo.thumbnail((lebar, lebar))
        return Image.frombytes("RGBA", logo.size, logo.tobytes())
    if bentuk == "potret":
        return ImageOps.fit(ImageOps.exif_transpose(photo).convert("RGB"), (lebar, lebar))
    # A JPEG is decoded at a fraction of its size where that is enough.
    photo.draft("RGB", (lebar, lebar))
    photo.thumbnail((lebar, 2 * lebar))
    return photo


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
