"""A picture has the colours of the screen."""

from __future__ import annotations

import re
from pathlib import Path

from domain.warna import WARNA

ASSETS = Path(__file__).parents[2] / "assets"


def test_every_colour_is_the_light_one_of_the_stylesheets() -> None:
    texts = [(ASSETS / name).read_text() for name in ("siks.css", "peta.css", "finalisasi.css")]
    light = "".join(text[: text.find('[data-bs-theme="dark"]')] for text in texts)
    defined = dict(re.findall(r"--siks-([a-z0-9-]+): (#[0-9a-f]{6});", light))
    assert {name: defined.get(name) for name in WARNA} == WARNA
