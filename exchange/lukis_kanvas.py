"""A sheet to draw on without a browser: CSS pixels from the top left corner, written as PNG, SVG or PDF.

matplotlib does the drawing through its object interface: no pyplot, no state between pictures, so that threads draw
beside each other. It takes a second to import and is therefore imported with the first picture. The same drawing gives
the same bytes.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import font_source_sans_pro
import numpy as np
import numpy.typing as npt

from domain.errors import InvalidInput
from domain.warna import WARNA

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font
    from matplotlib.path import Path

PX_PER_INCH = 96
PX_PER_MM = PX_PER_INCH / 25.4
# PNG for screens and projectors of today: two dots for each pixel.
_DPI = 2 * PX_PER_INCH
_POINT = 72 / PX_PER_INCH
BENTUK = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_FOLDER = File(font_source_sans_pro.__file__).parent / "files"
_FONT = {False: _FOLDER / "SourceSansPro-Regular.ttf", True: _FOLDER / "SourceSansPro-Semibold.ttf"}
# What a viewer without our font takes instead, nearest in width first.
_FAMILY = ["Source Sans Pro", "Source Sans 3", "Segoe UI", "Arial", "sans-serif"]
_ANCHOR = {"start": "left", "middle": "center", "end": "right"}
_PATH, _DECIMALS = re.compile(rb' d="[^"]*"'), re.compile(rb"(\.\d\d)\d+")
# Letters of one line; what is longer is cut before it is measured.
_LONGEST = 500
_begin = threading.Lock()

Titik = Sequence[tuple[float, float]] | npt.NDArray[np.float64]


@cache
def _ready() -> None:
    """Settings of the library that hold for every picture; they are of the process, so they are made once."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.rcParams.update(
        {
            # Text stays text, and names of clip paths do not change from one drawing to the next.
            "svg.fonttype": "none",
            "svg.hashsalt": "siks-ng",
            "pdf.fonttype": 42,
            "path.simplify": False,
            "text.parse_math": False,
        }
    )


@cache
def _font_of(bold: bool, size: float) -> FontProperties:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415

    return FontProperties(
        family=_FAMILY, fname=str(_FONT[bold]), size=size * _POINT, weight="semibold" if bold else "normal"
    )


def _face(bold: bool) -> FT2Font:
    from matplotlib.font_manager import get_font  # noqa: PLC0415

    # One for each thread: a face keeps the text it measured last.
    return get_font(str(_FONT[bold]))


@cache
def _known(bold: bool) -> frozenset[int]:
    return frozenset(_face(bold).get_charmap())


def plain(words: str, *, bold: bool = False) -> str:
    """Text without what the font cannot draw."""
    with _begin:
        _ready()
    known = _known(bold)
    return "".join(letter if ord(letter) in known else " " if letter.isspace() else "?" for letter in words)


@lru_cache(maxsize=8192)
def _width(words: str, bold: bool) -> float:
    face = _face(bold)
    # Large, so that rounding to whole dots of the hinted glyphs does not show.
    face.set_size(100, 72)
    face.set_text(words, 0.0)
    wide: float = face.get_width_height()[0] / 64
    return wide / 100


def wide(words: str, size: float = 12, *, bold: bool = False) -> float:
    """Width of a text in pixels."""
    return _width(plain(words[:_LONGEST], bold=bold), bold) * size


def fit(words: str, width: float, size: float = 12, *, bold: bool = False) -> str:
    """A text that is no wider than ``width``, cut with an ellipsis."""
    if len(words) <= _LONGEST and wide(words, size, bold=bold) <= width:
        return words
    # No sheet is wide enough for so many letters; then as many as there is room for, found by halving.
    words = words[:_LONGEST]
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wide(f"{words[:middle]}…", size, bold=bold) <= width else (low, middle - 1)
    cut = words[:low]
    return f"{cut.rstrip()}…"


def wrap(words: str, width: float, size: float = 12, *, bold: bool = False) -> list[str]:
    """Lines no wider than ``width``; a word longer than that is cut."""
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and wide(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(fit(word, width, size, bold=bold))
    return lines


def warna(name: str) -> str:
    """The light colour of a token; anything else is a colour itself."""
    return WARNA.get(name, name)


class Kanvas:
    """A sheet or a part of one; what is drawn later lies on top."""

    def __init__(self, lebar: float, tinggi: float) -> None:
        with _begin:
            _ready()
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.transforms import Affine2D  # noqa: PLC0415

        self.lebar, self.tinggi = lebar, tinggi
        self._sheet = Figure(figsize=(lebar / PX_PER_INCH, tinggi / PX_PER_INCH), dpi=_DPI, facecolor="white")
        down = Affine2D().scale(1 / PX_PER_INCH, -1 / PX_PER_INCH).translate(0, tinggi / PX_PER_INCH)
        self._to_sheet: Any = down + self._sheet.dpi_scale_trans
        self._clip: Path | None = None

    def bagian(self, x: float, y: float, lebar: float, tinggi: float, *, potong: bool = False) -> Kanvas:
        """A part with a corner of its own; ``potong`` cuts off what is drawn outside of it."""
        from matplotlib.path import Path  # noqa: PLC0415
        from matplotlib.transforms import Affine2D  # noqa: PLC0415

        part = object.__new__(Kanvas)
        part.lebar, part.tinggi, part._sheet = lebar, tinggi, self._sheet
        part._to_sheet = Affine2D().translate(x, y) + self._to_sheet
        part._clip = Path([(0, 0), (lebar, 0), (lebar, tinggi), (0, tinggi), (0, 0)]) if potong else None
        return part

    def put(self, artist: Artist, clip: Path | None = None) -> None:
        """Add what matplotlib can draw, in pixels of this part; ``clip`` cuts it to a shape."""
        artist.set_transform(self._to_sheet)
        artist.set_zorder(len(self._sheet.get_children()))
        self._sheet.add_artist(artist)
        shape = clip or self._clip
        if shape is not None:
            artist.set_clip_path(shape, transform=self._to_sheet)

    def garis(
        self, points: Titik, colour: str, width: float = 1, *, dashes: Sequence[float] = (), alpha: float = 1
    ) -> None:
        """A line through points; ``dashes`` in pixels."""
        from matplotlib.lines import Line2D  # noqa: PLC0415

        placed = np.asarray(points, dtype=float)
        line = Line2D(placed[:, 0], placed[:, 1], color=warna(colour), linewidth=width * _POINT, alpha=alpha)
        line.set_solid_capstyle("round" if len(placed) > 2 else "butt")
        line.set_solid_joinstyle("round")
        if dashes:
            # Counted by the library in widths of the line.
            line.set_linestyle((0, [length / width for length in dashes]))
        self.put(line)

    def kotak(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        colour: str,
        *,
        tepi: str = "none",
        tebal: float = 1,
        rx: float = 0,
    ) -> None:
        """A rectangle, with rounded corners where ``rx`` is given."""
        from matplotlib.patches import FancyBboxPatch, Rectangle  # noqa: PLC0415

        thick = 0 if tepi == "none" else tebal * _POINT
        look: dict[str, Any] = {"facecolor": warna(colour), "edgecolor": warna(tepi), "linewidth": thick}
        rx = min(rx, w / 2, h / 2)
        if rx > 0:
            inner = f"round,pad=0,rounding_size={rx}"
            self.put(FancyBboxPatch((x, y), w, h, boxstyle=inner, mutation_aspect=1, **look))
        else:
            self.put(Rectangle((x, y), w, h, **look))

    def bentuk(
        self,
        path: Path,
        colour: str,
        *,
        tepi: str = "none",
        tebal: float = 0,
        alpha: float = 1,
        nama: str | None = None,
    ) -> None:
        """A shape; ``nama`` becomes the id of its group in an SVG."""
        from matplotlib.patches import PathPatch  # noqa: PLC0415

        shape = PathPatch(path, facecolor=warna(colour), edgecolor=warna(tepi), linewidth=tebal * _POINT, alpha=alpha)
        shape.set_joinstyle("round")
        shape.set_gid(nama)
        self.put(shape)

    def bulat(self, x: float, y: float, r: float, colour: str, *, tepi: str = "none", tebal: float = 0) -> None:
        """A circle."""
        from matplotlib.patches import Circle  # noqa: PLC0415

        self.put(Circle((x, y), r, facecolor=warna(colour), edgecolor=warna(tepi), linewidth=tebal * _POINT))

    def tulis(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        bold: bool = False,
        colour: str = "muted",
        anchor: str = "start",
        halo: str = "",
    ) -> None:
        """Text on its base line; ``halo`` is the colour of a rim that keeps it readable on what lies below."""
        from matplotlib.patches import PathPatch  # noqa: PLC0415
        from matplotlib.text import Text  # noqa: PLC0415
        from matplotlib.textpath import TextPath  # noqa: PLC0415
        from matplotlib.transforms import Affine2D  # noqa: PLC0415

        said = plain(words[:_LONGEST], bold=bold)
        if not said.strip():
            return
        font = _font_of(bold, size)
        if halo:
            back = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide(said, size, bold=bold)
            outline = TextPath((0, 0), said, size=size, prop=font)
            rim = outline.transformed(Affine2D().scale(1, -1).translate(x - back, y))
            edge = PathPatch(rim, facecolor="none", edgecolor=warna(halo), linewidth=3 * _POINT, joinstyle="round")
            self.put(edge)
        at = Text(
            x, y, said, color=warna(colour), fontproperties=font, ha=_ANCHOR[anchor], va="baseline", parse_math=False
        )
        self.put(at)

    def simpan(self, bentuk: str, *, judul: str = "", pembuat: str = "", dibuat: datetime | None = None) -> bytes:
        """The sheet as a file. Raises InvalidInput for a form that there is none of."""
        if bentuk not in BENTUK:
            raise InvalidInput("Bentuk gambar tidak dikenal. Pilih PNG, SVG, atau PDF.")
        out = io.BytesIO()
        said: dict[str, Any] = {"Title": judul or None}
        if bentuk == "pdf":
            said |= {"Author": pembuat or None, "Creator": "SIKS-NG", "CreationDate": dibuat}
        elif bentuk == "svg":
            said |= {"Creator": pembuat or None, "Date": dibuat and dibuat.isoformat(timespec="seconds")}
        else:
            said |= {"Author": pembuat or None, "Software": "SIKS-NG"}
        kept = {name: value for name, value in said.items() if value is not None or name in ("CreationDate", "Date")}
        # The backend is named, so that no setting of the machine can ask for a screen.
        backend = {"png": "agg"}.get(bentuk, bentuk)
        self._sheet.savefig(out, format=bentuk, metadata=kept, backend=backend, facecolor="white", edgecolor="none")
        return _PATH.sub(_shorter, out.getvalue()) if bentuk == "svg" else out.getvalue()


def _shorter(found: re.Match[bytes]) -> bytes:
    """Two decimals of a point are enough for any printer and halve the file."""
    return _DECIMALS.sub(rb"\1", found[0]).replace(b"\n", b"")
