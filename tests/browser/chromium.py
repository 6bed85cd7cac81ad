"""The installed browser and how to start it without a screen."""

from __future__ import annotations

import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


def find_chromium() -> str:
    """Path of Chromium or Chrome. Raises RuntimeError with the one line that says how to get it."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    raise RuntimeError("Chromium tidak ditemukan. Pasang dengan: apt-get install chromium (atau Google Chrome).")
