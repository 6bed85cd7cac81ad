"""Pictures of the sample: simple drawings of a house and its parts, each marked as a sample, as small PNG files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from data_access.kesos_foto import clear, first_households, write
from data_access.session import Connection

KAB = (3277, 3218)
# Households with pictures in each of these kab.
BANYAK = 200
_WIDTH, _HEIGHT = 200, 150
# Drawings of each kind, shared among the households.
VARIANTS = 12
_KINDS = ("rumah", "lantai", "dinding", "atap", "krt", "ktp")
# Colours of a picture by number; the first three change with the household.
_PALETTES = (
    ((214, 196, 160), (150, 84, 60), (118, 148, 110)),
    ((226, 214, 190), (120, 70, 52), (132, 156, 126)),
    ((196, 206, 210), (104, 108, 116), (120, 150, 120)),
    ((232, 220, 170), (168, 96, 62), (108, 140, 104)),
)
_SKY, _INK, _PAPER = 3, 4, 5
_FIXED = ((188, 214, 232), (40, 44, 48), (245, 245, 242))

_LETTERS = {
    "F": "1F10101E101010", "O": "0E11111111110E", "T": "1F040404040404", "C": "0E11101010110E", "N": "11191915131311",
    "H": "1111111F111111", " ": "00000000000000",
}  # fmt: skip

Picture = npt.NDArray[np.uint8]


def write_photos(connection: Connection, tanggal: date, benih: int) -> int:
    """Give the first households of the two whole kab their pictures, in place of any; returns how many pictures."""
    clear(connection, KAB)
    drawn = {kind: [make_picture(kind, number) for number in range(VARIANTS)] for kind in _KINDS}
    rows = []
    for kab in KAB:
        for place, ruta in enumerate(first_households(connection, kab, BANYAK)):
            chance = np.random.default_rng([benih, kab, place])
            taken = tanggal - timedelta(days=int(chance.integers(5, 200)))
            # Some households lack a picture or two, as they do in the field.
            rows += [
                (kab, ruta, kind, taken, "image/png", drawn[kind][int(chance.integers(VARIANTS))])
                for kind in _KINDS
                if kind == "rumah" or chance.random() < 0.85
            ]
    write(connection, rows)
    return len(rows)


def make_picture(kind: str, number: int) -> bytes:
    """A drawing of a house, a part of it, its head or a card, as PNG; another number gives another one."""
    return _png(_draw(kind, np.random.default_rng(number)), _PALETTES[number % len(_PALETTES)])


def _draw(kind: str, chance: np.random.Generator) -> Picture:
    picture = np.full((_HEIGHT, _WIDTH), _SKY, np.uint8)
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH]
    if kind == "rumah":
        picture[110:] = 2
        left, right = int(chance.integers(30, 50)), int(chance.integers(150, 172))
        middle, top = (left + right) // 2, int(chance.integers(26, 40))
        roof = (y >= top) & (y < 66) & (np.abs(x - middle) * (66 - top) <= (y - top) * (right - left + 24) / 2)
        picture[66:122, left:right] = 0
        picture[roof] = 1
        picture[84:122, middle - 10 : middle + 10] = 1
        for at in (left + 12, right - 32):
            picture[80:100, at : at + 20] = _PAPER
            picture[80:100, at + 9 : at + 11] = _INK
    elif kind == "lantai":
        picture[:] = np.where((x // 25 + y // 25) % 2 == 0, 0, 2)
    elif kind == "dinding":
        picture[:] = np.where((y % 16 < 2) | ((x + (y // 16) % 2 * 16) % 32 < 2), _PAPER, 1)
    elif kind == "atap":
        picture[:] = np.where(((x + (y // 12) % 2 * 10) % 20 - 10) ** 2 / 3 + (y % 12 - 12) ** 2 < 60, 1, 0)
    elif kind == "krt":
        picture[(x - 100) ** 2 + (y - 58) ** 2 < 900] = 0
        picture[((x - 100) / 1.4) ** 2 + (y - 150) ** 2 < 2900] = 1
    else:
        picture[:] = _PAPER
        picture[14:112, 10:190] = _SKY
        picture[32:100, 138:182] = 0
        for line in range(34, 100, 14):
            picture[line : line + 4, 20 : 60 + int(chance.integers(20, 66))] = _INK
    picture[126:] = _PAPER
    _mark(picture, "FOTO CONTOH", 131, 34)
    return picture


def _mark(picture: Picture, text: str, top: int, left: int) -> None:
    for place, letter in enumerate(text):
        for row, bits in enumerate(bytes.fromhex(_LETTERS[letter])):
            for column in range(5):
                if bits >> (4 - column) & 1:
                    y, x = top + row * 2, left + (place * 6 + column) * 2
                    picture[y : y + 2, x : x + 2] = _INK


def _png(picture: Picture, palette: Sequence[tuple[int, int, int]]) -> bytes:
    colours = b"".join(bytes(colour) for colour in (*palette, *_FIXED))
    lines = np.hstack([np.zeros((_HEIGHT, 1), np.uint8), picture]).tobytes()
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0)
    parts: Iterable[tuple[bytes, bytes]] = (
        (b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""),
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
