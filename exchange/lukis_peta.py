"""Maps on a sheet: the classes and colours of the screen, the pattern of what has no figure, legend, scale, source.

The projection is that of the screen (web mercator); the scale bar holds at the latitude of the middle of the map.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from domain.figur import KELAS_SAMAR, Figur
from domain.klasifikasi import BERHENTI, TIDAK_ADA_DATA
from domain.tulis import number
from domain.warna import WARNA
from exchange.lukis_bingkai import label
from exchange.lukis_grafik import skala
from exchange.lukis_kanvas import Kanvas, fit, wide, wrap

EARTH_KM = 40_075.017
_LEGEND = 208.0
# Above so many areas their outlines are thinner, and no names are written.
_MANY, _NAMED = 200, 60
# Paper cannot be zoomed: an area whose largest part has fewer square pixels gets a dot of that radius there.
_TINY, _DOT = 24.0, 4.0
_LEVEL = {1: "provinsi", 2: "kab/kota", 3: "kecamatan", 4: "desa"}
_HATCH = "#465056"
# What is not a class of the ramp: ground and pattern.
_LAIN: dict[int, tuple[str, str]] = {
    TIDAK_ADA_DATA: ("nodata", "arsir"),
    BERHENTI: ("berhenti", "arsir"),
    KELAS_SAMAR: ("samar", "titik"),
}

_Floats = npt.NDArray[np.float64]


class Lembar(Protocol):
    """What draws a map over a whole part."""

    @property
    def figur(self) -> Figur:
        """The map as data."""

    @property
    def catatan(self) -> str:
        """What must be said below it."""

    def gambar(self, k: Kanvas) -> None:
        """Draw it."""


def warna_kelas(kelas: int, ramp: Sequence[str]) -> str:
    """Colour of a class, below its pattern where it has one."""
    return WARNA[ramp[kelas - 1]] if kelas > 0 else WARNA[_LAIN[kelas][0]]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One drawing of the areas: their classes, and the name of a periode where two are compared."""

    kelas: Sequence[int]
    label: str


def _panels(figur: Figur) -> list[_Panel]:
    isi = figur.isi
    found = [_Panel(isi["kelas"], isi.get("label", ""))]
    beside = isi.get("banding")
    return [*found, _Panel(beside["kelas"], beside["label"])] if beside else found


def _side_by_side(k: Kanvas, figur: Figur) -> Iterator[tuple[Kanvas, _Panel]]:
    panels = _panels(figur)
    width = (k.lebar - 8 * (len(panels) - 1)) / len(panels)
    for n, panel in enumerate(panels):
        yield k.bagian(n * (width + 8), 0, width, k.tinggi, potong=True), panel


# ---- The map


@dataclass(frozen=True, slots=True)
class Peta:
    """Areas as shapes over their neighbours."""

    figur: Figur
    bidang: Mapping[int, Any]
    latar: Collection[Any]

    @property
    def catatan(self) -> str:
        """Source of the borders, and areas that have none."""
        without = sum(kode not in self.bidang for kode in self.figur.isi["kode"])
        level = _LEVEL.get(self.figur.isi["level"], "wilayah")
        lost = f"{number(without)} {level} tidak tergambar karena batasnya belum ada." if without else ""
        return " ".join(part for part in (self.figur.catatan, lost) if part)

    def gambar(self, k: Kanvas) -> None:
        """Sea, neighbours, areas, names, legend, scale and north."""
        drawn = [at for at, kode in enumerate(self.figur.isi["kode"]) if kode in self.bidang]
        if not drawn:
            k.kotak(0, 0, k.lebar, k.tinggi, "laut")
            k.tulis(
                k.lebar / 2, k.tinggi / 2, "Batas wilayah belum ada; angkanya ada di tabel.", size=14, anchor="middle"
            )
            return
        shapes = _mercator([self.bidang[self.figur.isi["kode"][at]] for at in drawn])
        around = _mercator(list(self.latar))
        legend = Legenda.of(self.figur)
        for part, panel in _side_by_side(k, self.figur):
            view = _View.of(shapes, part, legend, national=self.figur.isi["wilayah"] == 0)
            self._draw(part, view, panel, shapes, around, drawn)
        legend.gambar(k, 12, k.tinggi - legend.tinggi - 44)
        k.bagian(0, 0, k.lebar, k.tinggi).garis(
            [(0, 0), (k.lebar, 0), (k.lebar, k.tinggi), (0, k.tinggi), (0, 0)], "line"
        )

    def _draw(self, k: Kanvas, view: _View, panel: _Panel, shapes: Any, around: Any, drawn: Sequence[int]) -> None:
        isi = self.figur.isi
        seam = 0.4 if len(isi["kode"]) > _MANY else 0.8
        k.kotak(0, 0, k.lebar, k.tinggi, "laut")
        if len(around):
            near = shapely.clip_by_rect(around, *view.bounds(k, 4))
            for shape in view.place(near[~shapely.is_empty(near)]):
                k.bentuk(_path(shape), "latar", tepi="batas", tebal=0.4)
        placed = view.place(shapes)
        tiny = np.array([_largest(shape).area < _TINY for shape in placed])
        placed[tiny] = [shape.union(_largest(shape).centroid.buffer(_DOT)) for shape in placed[tiny]]
        paths = [_path(shape) for shape in placed]
        for path, at, small in zip(paths, drawn, tiny.tolist(), strict=True):
            colour = warna_kelas(panel.kelas[at], isi["legenda"]["ramp"])
            edge, width = ("muted", 0.8) if small else ("batas", seam)
            k.bentuk(path, colour, tepi=edge, tebal=width, nama=f"w{isi['kode'][at]}")
        for kelas in _LAIN:
            hatched = [path for path, at in zip(paths, drawn, strict=True) if panel.kelas[at] == kelas]
            if hatched:
                _pattern(k, _joined(hatched), _LAIN[kelas][1])
        if len(isi["kode"]) <= _NAMED:
            _names(k, [isi["nama"][at] for at in drawn], placed)
        if panel.label:
            label(k, 12, 12, panel.label)
        skala(k, 14, k.tinggi - 18, view.km_per_px)
        _north(k, k.lebar - 24, 18)


def _mercator(shapes: Sequence[Any]) -> Any:
    """Geometries in degrees as geometries on the square of the web: x and y from 0 to 1, y from the north."""

    def project(points: _Floats) -> _Floats:
        north = np.radians(np.clip(points[:, 1], -85, 85))
        placed: _Floats = np.c_[points[:, 0] / 360 + 0.5, 0.5 - np.log(np.tan(np.pi / 4 + north / 2)) / (2 * np.pi)]
        return placed

    return shapely.transform(np.array(shapes, dtype=object), project)


@dataclass(frozen=True, slots=True)
class _View:
    """Where the square of the web lies on a part: pixels to its width, and its corner."""

    scale: float
    x: float
    y: float
    km_per_px: float

    @classmethod
    def of(cls, shapes: Any, k: Kanvas, legend: Legenda, *, national: bool) -> _View:
        """The areas as large as they can be beside what lies on the map; Indonesia leaves its corner empty."""
        west, north, east, south = shapely.total_bounds(shapes)
        beside = not national and k.lebar > 2.4 * _LEGEND
        under = not national and not beside
        left, right, top = (12 + legend.lebar + 16 if beside else 16), 16, 24
        bottom = legend.tinggi + 52 if under and k.tinggi > 2 * legend.tinggi else 34
        room = k.lebar - left - right, k.tinggi - top - bottom
        scale = min(room[0] / max(east - west, 1e-6), room[1] / max(south - north, 1e-6))
        middle = np.arctan(np.sinh(np.pi * (1 - (north + south))))
        km = EARTH_KM * float(np.cos(middle)) / scale
        x = left + room[0] / 2 - scale * (west + east) / 2
        return cls(scale, x, top + room[1] / 2 - scale * (north + south) / 2, km)

    def place(self, shapes: Any) -> Any:
        """Shapes in pixels."""
        return shapely.transform(shapes, lambda points: points * self.scale + [self.x, self.y])

    def bounds(self, k: Kanvas, margin: float) -> tuple[float, float, float, float]:
        """What of the square of the web is on the part."""
        return (
            (-margin - self.x) / self.scale,
            (-margin - self.y) / self.scale,
            (k.lebar + margin - self.x) / self.scale,
            (k.tinggi + margin - self.y) / self.scale,
        )


def _largest(shape: Any) -> Any:
    return max(shapely.get_parts(shape), key=shapely.area)


def _path(shape: Any) -> Any:
    """A polygon, or several, as one path; holes run against their rim."""
    from matplotlib.path import Path  # noqa: PLC0415

    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shapely.orient_polygons(shape))
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    if not rings:
        return Path(np.empty((0, 2)))
    codes = np.concatenate([[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in rings])
    return Path(np.concatenate(rings), codes.astype(np.uint8))


def _joined(paths: Sequence[Any]) -> Any:
    from matplotlib.path import Path  # noqa: PLC0415

    return Path.make_compound_path(*paths)


def _pattern(k: Kanvas, shape: Any, kind: str, step: float = 7) -> None:
    """Lines or dots over a shape, as a drawing of its own: the same in every form and at every size."""
    from matplotlib.collections import LineCollection, PathCollection  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    found = shape.get_extents()
    west, east = max(found.x0, 0), min(found.x1, k.lebar)
    north, south = max(found.y0, 0), min(found.y1, k.tinggi)
    if west >= east or north >= south:
        return
    if kind == "arsir":
        high = south - north
        # Counted from the corner of the sheet, so that the lines of neighbours meet.
        starts = np.arange(np.floor((west - high) / step) * step, east + step, step) - (south % step)
        lines = [[(x, south), (x + high, north)] for x in starts.tolist()]
        k.put(LineCollection(lines, colors=_HATCH, linewidths=0.7, alpha=0.6), clip=shape)
        return
    columns = np.arange(np.floor(west / step), np.ceil(east / step) + 1)
    rows = np.arange(np.floor(north / step), np.ceil(south / step) + 1)
    x, y = np.meshgrid(columns, rows)
    spots = np.c_[((x + 0.5 * (y % 2)) * step).ravel(), (y * step).ravel()]
    dots = Path.make_compound_path(*(_circle(spot, 1.0) for spot in spots))
    k.put(PathCollection([dots], facecolors=_HATCH, edgecolors="none", alpha=0.75), clip=shape)


def _circle(at: _Floats, r: float) -> Any:
    from matplotlib.path import Path  # noqa: PLC0415

    unit = Path.unit_regular_polygon(8)
    return Path(np.asarray(unit.vertices) * r + at, unit.codes)


def _names(k: Kanvas, names: Sequence[str], shapes: Any) -> None:
    """Names of the areas that have room for theirs, the largest first; none covers another."""
    taken: list[tuple[float, float, float, float]] = []
    size = 10.5
    for at in np.argsort(-shapely.area(shapes)).tolist():
        shape = _largest(shapes[at])
        name = _short(names[at])
        point = shapely.point_on_surface(shape)
        west, _, east, _ = shapely.bounds(shape)
        width = wide(name, size, bold=True)
        own = (point.x - width / 2 - 2, point.y - size, point.x + width / 2 + 2, point.y + 5)
        room = east - west > width * 0.8 and shapely.area(shape) > width * size * 1.4
        inside = own[0] > 2 and own[2] < k.lebar - 2 and own[1] > 2 and own[3] < k.tinggi - 2
        clear = all(own[2] < b[0] or own[0] > b[2] or own[3] < b[1] or own[1] > b[3] for b in taken)
        if room and inside and clear:
            taken.append(own)
            k.tulis(point.x, point.y + 3, name, size=size, bold=True, colour="ink", anchor="middle", halo="surface")


def _short(name: str) -> str:
    """A name without what its neighbours are too; kota stays, for there is a kabupaten of the same name."""
    return name.removeprefix("Kabupaten ").removeprefix("Kab. ").removeprefix("Provinsi ")


def _north(k: Kanvas, x: float, y: float) -> None:
    from matplotlib.path import Path  # noqa: PLC0415

    k.bentuk(Path([(x, y), (x + 5, y + 15), (x, y + 12), (x - 5, y + 15), (x, y)], closed=True), "muted")
    k.tulis(x, y + 27, "U", size=11, bold=True, anchor="middle", halo="surface")


# ---- The kartogram


@dataclass(frozen=True, slots=True)
class Kartogram:
    """Areas as equal squares; desa in the blocks of their kecamatan."""

    figur: Figur
    susunan: Mapping[str, Any]

    @property
    def catatan(self) -> str:
        """How to read it."""
        return "Kartogram: setiap kotak satu wilayah, luasnya tidak menurut luas wilayah."

    def gambar(self, k: Kanvas) -> None:
        """Squares with names where they have room, blocks with theirs, and the legend."""
        legend = Legenda.of(self.figur)
        k.kotak(0, 0, k.lebar, k.tinggi, "ground")
        for part, panel in _side_by_side(k, self.figur):
            self._draw(part, panel, legend)
        right = self.figur.isi["wilayah"] == 0
        legend.gambar(k, k.lebar - legend.lebar - 12 if right else 12, 12 if right else k.tinggi - legend.tinggi - 12)

    def _draw(self, k: Kanvas, panel: _Panel, legend: Legenda) -> None:
        isi = self.figur.isi
        at = {kode: n for n, kode in enumerate(isi["kode"])}
        cells = [(at[kode], x, y) for kode, x, y in self.susunan["sel"] if kode in at]
        if not cells:
            k.tulis(k.lebar / 2, k.tinggi / 2, "Kartogram wilayah ini belum ada.", size=14, anchor="middle")
            return
        first = min(x for _, x, _ in cells), min(y for _, _, y in cells)
        columns = max(x for _, x, _ in cells) - first[0] + 1
        rows = max(y for _, _, y in cells) - first[1] + 1
        left = 16 if isi["wilayah"] == 0 or k.lebar < 2.4 * _LEGEND else legend.lebar + 28
        side = min((k.lebar - left - 16) / columns, (k.tinggi - 56) / rows, 96.0)
        x0 = left + (k.lebar - left - 16 - side * columns) / 2 - first[0] * side
        y0 = 28 + (k.tinggi - 56 - side * rows) / 2 - first[1] * side
        inner = side - 1
        squares: dict[int, list[Any]] = {}
        for n, x, y in cells:
            kelas, left_edge, top = panel.kelas[n], x0 + x * side, y0 + y * side
            path = _square(left_edge, top, inner)
            squares.setdefault(kelas, []).append(path)
            k.bentuk(path, warna_kelas(kelas, isi["legenda"]["ramp"]), nama=f"w{isi['kode'][n]}")
        for kelas, (_, kind) in _LAIN.items():
            if kelas in squares:
                _pattern(k, _joined(squares[kelas]), kind)
        if side >= 34:
            for n, x, y in cells:
                place = (x0 + x * side, y0 + y * side, inner)
                halo = warna_kelas(panel.kelas[n], isi["legenda"]["ramp"]) if panel.kelas[n] in _LAIN else ""
                _cell_name(k, _short(isi["nama"][n]), place, self._ink(panel.kelas[n]), halo)
        seen = {(x, y) for _, x, y in cells}
        for kode, x, y, w, h in self.susunan.get("kelompok", ()):
            name = isi.get("nama_induk", {}).get(str(kode))
            if name and any((x + dx, y + dy) in seen for dx in range(w) for dy in range(h)):
                box = (x0 + x * side - 1, y0 + y * side - 1, w * side + 1, h * side + 1)
                k.kotak(*box, "none", tepi="control")
                k.tulis(box[0], box[1] - 3, fit(name, box[2], 10.5), size=10.5)
        if panel.label:
            label(k, 12, 12, panel.label)

    def _ink(self, kelas: int) -> str:
        """Dark or white, whichever reads better on a colour."""
        colour = warna_kelas(kelas, self.figur.isi["legenda"]["ramp"])
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return "#10191c" if 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.18 else "#ffffff"


def _square(x: float, y: float, side: float) -> Any:
    from matplotlib.path import Path  # noqa: PLC0415

    return Path([(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)], closed=True)


def _cell_name(k: Kanvas, name: str, place: tuple[float, float, float], colour: str, halo: str) -> None:
    x, y, side = place
    size = 10.0 if side > 60 else 8.5
    for n, line in enumerate(wrap(name, side - 4, size)[: int((side - 3) // (size + 1))], 1):
        k.tulis(x + 2.5, y + n * (size + 1), line, size=size, colour=colour, halo=halo)


# ---- The legend


@dataclass(frozen=True, slots=True)
class Legenda:
    """Limits of the classes, how many areas are in each, and what has no figure."""

    judul: list[str]
    butir: list[tuple[int, str, int]]
    kaki: list[str]
    ramp: Sequence[str]
    lebar: float = _LEGEND

    @classmethod
    def of(cls, figur: Figur) -> Legenda:
        """The legend of a map; ``legenda.nama`` gives classes words of their own instead of limits."""
        isi, said = figur.isi, figur.isi["legenda"]
        names = said.get("nama") or [
            kata_kelas(n, said["batas"], isi["desimal"]) for n in range(1, len(said["banyak"]) + 1)
        ]
        rows = [(n, name, count) for n, (name, count) in enumerate(zip(names, said["banyak"], strict=True), 1)]
        rows.append((TIDAK_ADA_DATA, said.get("nama_tanpa", "tidak ada data"), said["tidak_ada_data"]))
        rows += [(BERHENTI, "tidak bergerak", said["berhenti"])] if said["berhenti"] else []
        rows += [(KELAS_SAMAR, "disamarkan", said["disamarkan"])] if said.get("disamarkan") else []
        unit = f" ({isi['satuan']})" if isi["satuan"] else ""
        foot = f"{number(len(isi['kode']))} {_LEVEL.get(isi['level'], 'wilayah')}"
        foot += f" · {said['cara']}" if said.get("cara") else ""
        width = _LEGEND - 24
        head = wrap(f"{isi['nama_indikator']}{unit}", width, 13, bold=True)
        return cls(head, rows, wrap(foot, width, 11), said["ramp"])

    @property
    def tinggi(self) -> float:
        """Pixels it takes."""
        return 18 + 17 * len(self.judul) + 19 * len(self.butir) + 15 * len(self.kaki)

    def gambar(self, k: Kanvas, x: float, y: float) -> None:
        """Draw it with its top left corner at ``x``, ``y``."""
        k.kotak(x, y, self.lebar, self.tinggi, "surface", tepi="line", rx=5)
        part = k.bagian(x + 12, y + 6, self.lebar - 24, self.tinggi)
        line = 0.0
        for words in self.judul:
            line += 17
            part.tulis(0, line - 3, words, size=13, bold=True, colour="ink")
        for kelas, words, count in self.butir:
            line += 19
            sample = _bar(0, line - 13, 22, 13)
            part.bentuk(sample, warna_kelas(kelas, self.ramp))
            if kelas in _LAIN:
                _pattern(part, sample, _LAIN[kelas][1], step=4.5)
            part.bentuk(sample, "none", tepi="control", tebal=0.6)
            part.tulis(30, line - 2, words, size=12.5, colour="ink")
            part.tulis(part.lebar, line - 2, number(count), size=12.5, anchor="end")
        for words in self.kaki:
            line += 15
            part.tulis(0, line, words, size=11)


def _bar(x: float, y: float, w: float, h: float) -> Any:
    from matplotlib.path import Path  # noqa: PLC0415

    return Path([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], closed=True)


def kata_kelas(nomor: int, batas: Sequence[float], desimal: int) -> str:
    """ "≤ 20", "20–40", "> 80": an upper limit is inside its class."""

    def limit(value: float) -> str:
        return number(value, 0 if float(value).is_integer() else desimal).replace("-", "−")

    if not batas:
        return "semua nilai"
    if nomor == 1:
        return f"≤ {limit(batas[0])}"
    if nomor > len(batas):
        return f"> {limit(batas[-1])}"
    low, high = batas[nomor - 2], batas[nomor - 1]
    return f"{limit(low)} s.d. {limit(high)}" if low < 0 else f"{limit(low)}–{limit(high)}"
