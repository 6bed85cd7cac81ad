"""A picture has the colours of the screen."""

from __future__ import annotations

import re
from pathlib import Path

from domain.warna import WARNA

CSS = Path(__file__).parents[2] / "assets" / "siks.css"


def test_every_colour_is_the_light_one_of_the_stylesheet() -> None:
    text = CSS.read_text()
    light = text[: text.index('[data-bs-theme="dark"]')]
    defined = dict(re.findall(r"--siks-([a-z0-9-]+): (#[0-9a-f]{6});", light))
    assert {name: defined.get(name) for name in WARNA} == WARNA
