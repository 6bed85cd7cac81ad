"""Papers and photos that others wrote become pictures, or one sentence; never more."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image

from demo.dokumen import make_pdf
from demo.foto import make_picture
from domain.errors import InvalidInput
from exchange.gambar import render


def _size(data: bytes) -> tuple[int, int]:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    return picture.size


def test_a_page_of_a_paper_is_a_picture_as_wide_as_asked_for() -> None:
    data, pages = render(make_pdf("Berita acara", ["Contoh"]), "application/pdf", lebar=400)
    assert pages == 1
    assert _size(data)[0] == pytest.approx(400, abs=1)


def test_a_photo_is_made_smaller_and_never_larger() -> None:
    large = io.BytesIO()
    Image.new("RGB", (3000, 2000), "red").save(large, "JPEG")
    assert _size(render(large.getvalue(), "image/jpeg", lebar=240)[0]) == (240, 160)
    assert _size(render(make_picture("rumah", 1), "image/png", lebar=4000)[0]) == (200, 150)


def test_what_cannot_be_drawn_is_refused_in_one_sentence() -> None:
    paper, bomb = make_pdf("Berita acara", ["Contoh"]), io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    for data, mime, page in (
        (b"", "application/pdf", 1),
        (b"<html><script>alert(1)</script>", "application/pdf", 1),
        (paper[: len(paper) // 3], "application/pdf", 1),
        (paper, "application/pdf", 2),
        (paper, "application/pdf", 0),
        (os.urandom(2000), "image/png", 1),
        (b"GIF89a" + bytes(50), "image/png", 1),
        (bomb.getvalue(), "image/png", 1),
    ):
        with pytest.raises(InvalidInput, match="tidak dapat ditampilkan"):
            render(data, mime, halaman=page, lebar=200)
