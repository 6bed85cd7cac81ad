"""Charts of ``domain.grafik`` on a sheet, as ``assets/grafik.js`` draws them on the screen.

Each kind says how high it is at a width and draws itself into a part; lengths are CSS pixels, as in the browser.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from domain.tulis import NO_DATA_TEXT, number, short_day
from exchange.lukis_kanvas import Kanvas, fit, plain, wide

Spek = Mapping[str, Any]

_ROW = {"batang": 28.0, "tumpuk": 30.0, "corong": 36.0}
# A page has room for so many rows; less than this and names would run into each other.
_LEAST_ROW = 15.0
_KEY_LINE = 20.0
# Along a meridian.
_KM_PER_DEGREE = 110.57


def ada(spek: Spek) -> bool:
    """Whether there is anything to draw."""
    match spek["jenis"]:
        case "garis":
            return any(value is not None for item in spek["seri"] for value in item["nilai"])
        case "batang":
            return any(item["nilai"] is not None for item in spek["data"])
        case "corong":
            return bool(spek["data"] and spek["data"][0]["nilai"])
        case "tumpuk":
            return any(part["nilai"] for row in spek["baris"] for part in row["bagian"])
        case "sebaran":
            return any(spek["banyak"])
        case _:
            return bool(spek["garis"] or spek["data"])


def tinggi(spek: Spek, lebar: float) -> float:
    """Height in pixels of a chart that may be as high as it likes, its key included."""
    kind = spek["jenis"]
    if not ada(spek):
        return 60
    if kind in _ROW and spek.get("mendatar", True):
        return _ROW[kind] * len(_rows(spek)) + 2 + _key_height(spek, lebar)
    high = min(spek["tinggi"], max(240, lebar)) if kind == "titik" else spek["tinggi"]
    return float(high) + _key_height(spek, lebar)


def terkecil(spek: Spek, lebar: float) -> float:
    """The least height at which it can still be read."""
    kind = spek["jenis"]
    if kind in _ROW and spek.get("mendatar", True):
        return _LEAST_ROW * len(_rows(spek)) + _key_height(spek, lebar)
    return 120 + _key_height(spek, lebar)


def gambar(k: Kanvas, spek: Spek) -> None:
    """Draw a chart over the whole of ``k``."""
    if not ada(spek):
        k.tulis(0, 20, "Belum ada data untuk digambar.", size=13)
        return
    key = _key_height(spek, k.lebar)
    _KINDS[spek["jenis"]](k.bagian(0, 0, k.lebar, k.tinggi - key), spek)
    if key:
        _draw_key(k, spek, k.tinggi - key)


def _rows(spek: Spek) -> Sequence[Any]:
    if spek["jenis"] == "tumpuk":
        return [row for row in spek["baris"] if any(part["nilai"] for part in row["bagian"])]
    found: Sequence[Any] = spek["data"]
    return found


# ---- Scales and labels


def _steps(low: float, high: float) -> list[float]:
    """Round steps from zero, at most five of them."""
    span = max(high - low, 1e-9)
    raw = span / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= raw - 1e-12)
    ticks, value = [], math.floor(low / step) * step
    while value < high + step * 0.999:
        ticks.append(0.0 if abs(value) < step / 1e6 else value)
        value += step
    return ticks


def _tick(value: float, ticks: Sequence[float]) -> str:
    step = abs(ticks[1] - ticks[0])
    return _angka(value, 2 if step < 1 else 1 if step < 5 else 0)


def _angka(value: float | None, digits: int = 0) -> str:
    return number(value, digits).replace("-", "−")


@dataclass(slots=True)
class _Label:
    """A name on the edge of a chart."""

    nama: str
    y: float
    kuat: bool = False


def _spread(labels: list[_Label], gap: float, low: float, high: float) -> None:
    """Each label as near to its place as the others let it be."""
    labels.sort(key=lambda label: label.y)
    for at, label in enumerate(labels):
        label.y = max(label.y, labels[at - 1].y + gap if at else low)
    for at in range(len(labels) - 1, -1, -1):
        labels[at].y = min(labels[at].y, labels[at + 1].y - gap if at < len(labels) - 1 else high)


def _scale_y(k: Kanvas, ticks: Sequence[float], left: float, right: float, top: float, bottom: float) -> _Scale:
    """Faint lines of the scale with their numbers; its ends are its outer ticks."""
    y = _Scale(ticks[0], ticks[-1], bottom, top)
    for tick in ticks:
        axis = tick == 0
        k.garis([(left, y(tick)), (right, y(tick))], "control" if axis else "line", 1, alpha=1 if axis else 0.6)
        k.tulis(left - 6, y(tick) + 4, _tick(tick, ticks), anchor="end")
    return y


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def _left(ticks: Sequence[float]) -> float:
    return max(wide(_tick(tick, ticks)) for tick in ticks) + 10


def _marks(
    k: Kanvas, tanda: Sequence[Mapping[str, Any]], x: Callable[[float], float], right: float, top: float, bottom: float
) -> int:
    """Marks across the drawing; a label that would cover the one before goes one line lower."""
    rows: list[float] = []
    for item in tanda:
        at, width = x(item["di"]), wide(item["nama"])
        end = at + width + 4 > right
        start = at - width - 4 if end else at + 4
        line = next((n for n, last in enumerate(rows) if start > last), len(rows))
        rows[line : line + 1] = [start + width + 8]
        limit = item["gaya"] == "batas"
        colour, thick = ("terlambat", 1.5) if limit else ("muted", 1.0)
        k.garis([(at, top - 14), (at, bottom)], colour, thick, dashes=(2, 3) if limit else ())
        k.tulis(
            at - 4 if end else at + 4,
            top - 5 + line * 14,
            item["nama"],
            anchor="end" if end else "start",
            halo="surface",
        )
    return len(rows)


# ---- Lines


def _garis(k: Kanvas, spek: Spek) -> None:
    n, series, band = len(spek["x"]), spek["seri"], spek["pita"]
    values = [value for item in series for value in item["nilai"] if value is not None]
    if band:
        values += [value for edge in ("bawah", "atas") for value in band[edge] if value is not None]
    ticks = _steps(min(0, *values), max(1e-9, *values))
    left, top, bottom = _left(ticks), 20.0, k.tinggi - 24
    ends = [item for item in series if _last(item) == n - 1]
    room = max((wide(item["nama"], bold=item["gaya"] == "nyata") for item in ends), default=0) + 10
    beside = k.lebar >= 480 and room < k.lebar * 0.3
    right = k.lebar - room if beside else k.lebar - 8
    y = _scale_y(k, ticks, left, right, top, bottom)
    x = _Scale(0, max(n - 1, 1), left, right) if n > 1 else _Scale(-1, 1, left, right)
    _axis_names(k, spek, x, left, right)
    if band:
        _band(k, spek, x, y)
    marked = _marks(k, spek["tanda"], x, right, top, bottom)
    edge, own = [], []
    for item in sorted(series, key=lambda item: item["gaya"] == "nyata"):
        at = _last(item)
        if at < 0:
            continue
        _line(k, item, x, y)
        if at == n - 1:
            edge.append(_Label(item["nama"], y(item["nilai"][at]) + (4 if beside else -7), item["gaya"] == "nyata"))
        else:
            own.append((item, at))
    _spread(edge, 14, top if beside else top + 14 * marked - 4, bottom)
    for label in edge:
        if beside:
            k.tulis(right + 8, label.y, label.nama, bold=label.kuat, colour="ink")
        else:
            k.tulis(right - 2, label.y, label.nama, bold=label.kuat, colour="ink", anchor="end", halo="surface")
    for item, at in own:
        _own_name(k, item, at, series, x, y, (left, right, top, bottom), [] if beside else edge)


def _last(item: Mapping[str, Any]) -> int:
    return max((at for at, value in enumerate(item["nilai"]) if value is not None), default=-1)


def _axis_names(k: Kanvas, spek: Spek, x: _Scale, left: float, right: float) -> None:
    names = [short_day(date.fromisoformat(item)) if spek["hari"] else item for item in spek["x"]]
    every = max(1, math.ceil((max(map(wide, names)) + 14) / ((right - left) / max(len(names) - 1, 1))))
    free = math.inf
    # Counted from the end: the newest place is always named.
    for at in range(len(names) - 1, -1, -every):
        width = wide(names[at])
        start = min(max(x(at) - width / 2, left - 8), right - width)
        if start + width + 8 <= free:
            k.tulis(start, k.tinggi - 7, names[at])
            free = start


def _band(k: Kanvas, spek: Spek, x: _Scale, y: _Scale) -> None:
    band = spek["pita"]
    at = [n for n in range(len(spek["x"])) if band["atas"][n] is not None and band["bawah"][n] is not None]
    if not at:
        return
    edge = [(x(n), y(band["atas"][n])) for n in at] + [(x(n), y(band["bawah"][n])) for n in reversed(at)]
    of = next((item for item in spek["seri"] if item["gaya"] == "perkiraan"), spek["seri"][0])
    k.bentuk(_closed(edge), of["warna"], alpha=0.16)


def _line(k: Kanvas, item: Mapping[str, Any], x: _Scale, y: _Scale) -> None:
    width, dashes = {"nyata": (2.5, ()), "target": (1.25, ()), "perkiraan": (2.0, (5, 4))}.get(item["gaya"], (1.5, ()))
    alpha = 0.75 if item["gaya"] == "lain" else 1.0
    for run in _runs(item["nilai"]):
        k.garis([(x(n), y(item["nilai"][n])) for n in run], item["warna"], width, dashes=dashes, alpha=alpha)
    if item["gaya"] == "nyata":
        at = _last(item)
        k.bulat(x(at), y(item["nilai"][at]), 3.5, item["warna"])


def _runs(values: Sequence[float | None]) -> Iterator[list[int]]:
    """Places of values that follow each other without a gap."""
    run: list[int] = []
    for at, value in enumerate(values):
        if value is not None:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _own_name(
    k: Kanvas,
    item: Mapping[str, Any],
    at: int,
    series: Sequence[Mapping[str, Any]],
    x: _Scale,
    y: _Scale,
    frame: tuple[float, float, float, float],
    edge: Sequence[_Label],
) -> None:
    """The name of a line that ends before the edge: below it where it lies behind the target, else above."""
    left, right, top, bottom = frame
    value, width = item["nilai"][at], wide(item["nama"], bold=True)
    target = next((other["nilai"][at] for other in series if other["gaya"] == "target"), None)
    if target is not None and value < target and x(at) + 8 + width < right:
        k.tulis(x(at) + 8, min(y(value) + 15, bottom - 4), item["nama"], bold=True, colour="ink", halo="surface")
        return
    end, high = max(x(at) - 7, left + width), y(value)
    taken = any(abs(other.y - (high - 9)) < 14 and end > right - 2 - wide(other.nama) for other in edge)
    place = min(high + 18, bottom - 4) if high < top + 18 or taken else high - 9
    k.tulis(end, place, item["nama"], bold=True, colour="ink", anchor="end", halo="surface")


# ---- Bars


def _batang(k: Kanvas, spek: Spek) -> None:
    values = [item["nilai"] for item in spek["data"] if item["nilai"] is not None]
    (_lying if spek["mendatar"] else _standing)(k, spek, values)


def _row_size(k: Kanvas, rows: int, usual: float) -> tuple[float, float]:
    """Height of a row and of its letters where a chart must keep to a given height."""
    row = min(k.tinggi / max(rows, 1), usual * 1.4)
    return row, min(12.0, max(7.0, row * 0.62))


def _lying(k: Kanvas, spek: Spek, values: Sequence[float]) -> None:
    data, digits = spek["data"], spek["desimal"]
    row, size = _row_size(k, len(data), _ROW["batang"])
    low = min(0, *values)
    high = max(spek["maks"] or 0, *values, low + 1e-9)
    named = max(wide(item["nama"], size, bold=item.get("utama", False)) for item in data)
    name = min(named, k.lebar * 0.42) + 10
    label = max(wide(_angka(item["nilai"], digits), size, bold=True) for item in data) + 12
    x = _Scale(low, high, name + (label if low < 0 else 0), k.lebar - label)
    for n, item in enumerate(data):
        y, value, main = n * row, item["nilai"], item.get("utama", False)
        start, end = x(min(value or 0, 0)), x(max(value or 0, 0))
        pad = row * 5 / 28
        if value is not None and value != 0:
            k.kotak(start, y + pad, max(end - start, 1.5), row - 2 * pad, item["warna"], rx=2)
        look: dict[str, Any] = {"size": size, "bold": main, "colour": "ink"}
        line = y + row / 2 + size / 3
        k.tulis(name - 8, line, fit(item["nama"], name - 8, size, bold=main), anchor="end", **look)
        below = value is not None and value < 0
        k.tulis(
            start - 6 if below else end + 6,
            line,
            _angka(value, digits),
            anchor="end" if below else "start",
            **(look if value is not None else look | {"colour": "muted"}),
        )
    k.garis([(x(0), 0), (x(0), row * len(data))], "control")


def _standing(k: Kanvas, spek: Spek, values: Sequence[float]) -> None:
    data, digits = spek["data"], spek["desimal"]
    top, bottom = 16.0, k.tinggi - 24
    ticks = _steps(min(0, *values), max(spek["maks"] or 1e-9, *values))
    left = _left(ticks)
    y, slot = _scale_y(k, ticks, left, k.lebar, top, bottom), (k.lebar - left) / len(data)
    every = math.ceil((max(wide(item["nama"]) for item in data) + 10) / slot)
    numbered = all(wide(_angka(value, digits)) + 4 < slot for value in values)
    for n, item in enumerate(data):
        value, main = item["nilai"], item.get("utama", False)
        middle, width = left + slot * (n + 0.5), min(slot * 0.72, 56)
        start, end = y(max(value or 0, 0)), y(min(value or 0, 0))
        if value:
            k.kotak(middle - width / 2, start, width, max(end - start, 1.5), item["warna"], rx=2)
        if value is None:
            said = NO_DATA_TEXT if wide(NO_DATA_TEXT) + 4 < slot else "–"
            k.tulis(middle, y(0) - 5, said, anchor="middle")
        elif numbered:
            place = end + 13 if value < 0 else start - 5
            k.tulis(middle, place, _angka(value, digits), bold=main, colour="ink", anchor="middle")
        if (len(data) - 1 - n) % every == 0:
            half = wide(item["nama"], bold=main) / 2
            colour = "ink" if main else "muted"
            k.tulis(min(middle, k.lebar - half), k.tinggi - 7, item["nama"], bold=main, colour=colour, anchor="middle")


def _tumpuk(k: Kanvas, spek: Spek) -> None:
    rows = _rows(spek)
    row, size = _row_size(k, len(rows), _ROW["tumpuk"])
    one = len(rows) == 1
    name = 0 if one else min(max(wide(item["nama"], size) for item in rows), k.lebar * 0.36) + 10
    label = 0 if one else max(wide(_angka(_sum(item)), size) for item in rows) + 10
    for n, item in enumerate(rows):
        total, x, pad = _sum(item), name, row * 4 / 30
        if not one:
            line = n * row + row / 2 + size / 3
            k.tulis(name - 8, line, fit(item["nama"], name - 8, size), size=size, colour="ink", anchor="end")
            k.tulis(k.lebar, line, _angka(total), size=size, anchor="end")
        for part in item["bagian"]:
            if part["nilai"]:
                width = part["nilai"] / total * (k.lebar - name - label)
                k.kotak(x, n * row + pad, max(width - 1.5, 1), row - 2 * pad, part["warna"], rx=1.5)
                x += width


def _sum(row: Mapping[str, Any]) -> float:
    return float(sum(part["nilai"] or 0 for part in row["bagian"]))


def _corong(k: Kanvas, spek: Spek) -> None:
    data, first = spek["data"], spek["data"][0]["nilai"]
    row, size = _row_size(k, len(data), _ROW["corong"])
    shares = [f"{_angka(item['nilai'])} · {_angka(100 * (item['nilai'] or 0) / first, 1)} %" for item in data]
    name = min(max(wide(item["nama"], size) for item in data), k.lebar * 0.34) + 12
    room = k.lebar - name - max(wide(share, size, bold=True) for share in shares) - 12
    middle, pad = name + room / 2, row * 5 / 36

    def width(at: int) -> float:
        value = data[at]["nilai"] or 0
        return float(max(value / first * room, 2 if value else 0))

    for n, item in enumerate(data):
        half, line = width(n) / 2, n * row + row / 2 + size / 3
        if half:
            k.kotak(middle - half, n * row + pad, 2 * half, row - 2 * pad, item["warna"], rx=2)
        if n + 1 < len(data):
            below, upper, lower = width(n + 1) / 2, (n + 1) * row - pad, (n + 1) * row + pad
            corners = [
                (middle - half, upper), (middle - below, lower), (middle + below, lower), (middle + half, upper)
            ]  # fmt: skip
            k.bentuk(_closed(corners), item["warna"], alpha=0.16)
        k.tulis(name - 10, line, fit(item["nama"], name - 10, size), size=size, colour="ink", anchor="end")
        k.tulis(k.lebar, line, shares[n], size=size, colour="ink", anchor="end")


def _sebaran(k: Kanvas, spek: Spek) -> None:
    edges, counts = spek["batas"], spek["banyak"]
    top, bottom, right = 20.0, k.tinggi - (40 if spek["satuan_batas"] else 24), k.lebar - 12
    ticks = _steps(0, max(counts))
    left = _left(ticks)
    y, x = _scale_y(k, ticks, left, k.lebar, top, bottom), _Scale(edges[0], edges[-1], left, right)
    gap = max(wide(_angka(edge, spek["desimal"])) for edge in edges) + 12
    free = -math.inf
    for edge in edges:
        if x(edge) >= free:
            free = x(edge) + gap
            k.tulis(x(edge), bottom + 17, _angka(edge, spek["desimal"]), anchor="middle")
    if spek["satuan_batas"]:
        k.tulis(right, bottom + 33, spek["satuan_batas"], anchor="end")
    for n, count in enumerate(counts):
        if count:
            start, end = x(edges[n]), x(edges[n + 1])
            k.kotak(start + 0.75, y(count), max(end - start - 1.5, 1), bottom - y(count), spek["warna"])
    _marks(k, spek["tanda"], x, right, top, bottom)


# ---- Points


def _titik(k: Kanvas, spek: Spek) -> None:
    own = [point for ring in spek["garis"] for point in ring]
    around = own or [point[:2] for point in spek["data"]]
    lon, lat = [point[0] for point in around], [point[1] for point in around]
    pad, middle = 18, ((min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2)
    shrink = math.cos(math.radians(middle[1]))
    high, width = max(max(lat) - min(lat), 0.0008), max((max(lon) - min(lon)) * shrink, 0.0008)
    scale = min((k.lebar - 2 * pad) / width, (k.tinggi - 2 * pad) / high) * (0.84 if own else 0.9)

    def place(point: Sequence[float]) -> tuple[float, float]:
        return (
            k.lebar / 2 + (point[0] - middle[0]) * shrink * scale,
            k.tinggi / 2 - (point[1] - middle[1]) * scale,
        )

    land = k.bagian(0, 0, k.lebar, k.tinggi, potong=True)
    land.kotak(0, 0, k.lebar, k.tinggi, "surface")
    for area in spek["tetangga"]:
        for ring in area["garis"]:
            land.garis([place(point) for point in [*ring, ring[0]]], "line")
    if own:
        outline = _rings([[place(point) for point in ring] for ring in spek["garis"]])
        land.bentuk(outline, "brand-soft", alpha=0.55)
        for ring in spek["garis"]:
            land.garis([place(point) for point in [*ring, ring[0]]], "muted", 1.5)
    _names_around(k, spek, place)
    many = len(spek["data"])
    r = 2.4 if many > 1500 else 3.2 if many > 400 else 4.5
    for lon_of, lat_of, of, outside, *_ in spek["data"]:
        x, y = place((lon_of, lat_of))
        x, y = min(max(x, 8), k.lebar - 8), min(max(y, 8), k.tinggi - 8)
        group = spek["kelompok"][of]
        _lambang(k, group["bentuk"], x, y, r, group["warna"])
        if outside:
            k.bulat(x, y, r + (2.5 if r > 4 else 1.5), "none", tepi="ditolak", tebal=1.5)
    skala(k, 10, k.tinggi - 14, _KM_PER_DEGREE / scale)


def _names_around(k: Kanvas, spek: Spek, place: Callable[[Sequence[float]], tuple[float, float]]) -> None:
    for area in spek["tetangga"]:
        points = [place(point) for ring in area["garis"] for point in ring]
        seen = [(x, y) for x, y in points if 4 < x < k.lebar - 4 and 4 < y < k.tinggi - 4]
        if len(seen) <= 2:
            continue
        x, y = (float(value) for value in np.mean(seen, axis=0))
        half = wide(area["nama"]) / 2
        if half + 2 < x < k.lebar - half - 2:
            k.tulis(
                x + (1 if x > k.lebar / 2 else -1) * min(half, 28), y, area["nama"], anchor="middle", halo="surface"
            )


def _lambang(k: Kanvas, shape: str, x: float, y: float, r: float, colour: str) -> None:
    corners = {
        "kotak": [(-r, -r), (r, -r), (r, r), (-r, r)],
        "segitiga": [(0, -1.2 * r), (1.15 * r, r), (-1.15 * r, r)],
        "wajik": [(0, -1.3 * r), (1.3 * r, 0), (0, 1.3 * r), (-1.3 * r, 0)],
    }.get(shape)
    if corners:
        k.bentuk(_closed([(x + dx, y + dy) for dx, dy in corners]), colour, tepi="surface", tebal=0.75)
    elif shape == "silang":
        for sign in (1, -1):
            k.garis([(x - r, y - sign * r), (x + r, y + sign * r)], colour, 1.75)
    elif shape == "cincin":
        k.bulat(x, y, r, "none", tepi=colour, tebal=1.75)
    else:
        k.bulat(x, y, r, colour, tepi="surface", tebal=0.75)


_METRES = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000)


def skala(k: Kanvas, x: float, y: float, km_per_px: float) -> None:
    """A scale bar of a round length of at least 56 pixels, its left end at ``x``."""
    metres = next((m for m in _METRES if m / 1000 / km_per_px > 56), _METRES[-1])
    length = metres / 1000 / km_per_px
    k.garis([(x, y), (x, y + 5), (x + length, y + 5), (x + length, y)], "muted", 1.5)
    k.tulis(x + 4, y - 1, f"{metres} m" if metres < 1000 else f"{number(metres / 1000)} km", halo="surface")


# ---- Keys


def _key(spek: Spek) -> list[tuple[str, str, str, str]]:
    """Of compositions and points: (shape, colour, name, count)."""
    if spek["jenis"] == "tumpuk":
        rows = _rows(spek)
        sums: dict[tuple[str, str], float] = {}
        for row in rows:
            for part in row["bagian"]:
                at = (part["nama"], part["warna"])
                sums[at] = sums.get(at, 0) + (part["nilai"] or 0)
        total = sum(sums.values())
        return [
            ("kotak", colour, name, f"{_angka(value)} · {_angka(100 * value / total, 1)} %")
            for (name, colour), value in sums.items()
            if value
        ]
    if spek["jenis"] == "titik":
        found = [
            (item["bentuk"], item["warna"], item["nama"], _angka(item["n"])) for item in spek["kelompok"] if item["n"]
        ]
        outside = sum(point[3] for point in spek["data"])
        return [*found, ("luar", "ditolak", "di luar batas desa", _angka(outside))] if outside else found
    return []


def _key_lines(spek: Spek, lebar: float) -> list[list[tuple[float, tuple[str, str, str, str]]]]:
    """Entries of the key by line, each with its place."""
    lines: list[list[tuple[float, tuple[str, str, str, str]]]] = [[]]
    x = 0.0
    for item in _key(spek):
        width = 20 + wide(item[2]) + 6 + wide(item[3], bold=True) + 18
        if lines[-1] and x + width - 18 > lebar:
            lines.append([])
            x = 0.0
        lines[-1].append((x, item))
        x += width
    return lines if lines[0] else []


def _key_height(spek: Spek, lebar: float) -> float:
    lines = len(_key_lines(spek, lebar)) if ada(spek) else 0
    return lines * _KEY_LINE + 6 if lines else 0


def _draw_key(k: Kanvas, spek: Spek, top: float) -> None:
    for n, line in enumerate(_key_lines(spek, k.lebar)):
        y = top + 6 + n * _KEY_LINE + 9
        for x, (shape, colour, name, count) in line:
            if shape == "luar":
                k.bulat(x + 7, y, 5.5, "none", tepi=colour, tebal=1.5)
            elif spek["jenis"] == "tumpuk":
                k.kotak(x + 1, y - 6, 12, 12, colour, rx=2)
            else:
                _lambang(k, shape, x + 7, y, 4.5, colour)
            k.tulis(x + 20, y + 4, name, colour="ink")
            k.tulis(x + 26 + wide(plain(name)), y + 4, count, bold=True, colour="ink")


def _closed(points: Sequence[tuple[float, float]]) -> Any:
    return _rings([points])


def _rings(rings: Sequence[Sequence[tuple[float, float]]]) -> Any:
    from matplotlib.path import Path  # noqa: PLC0415

    return Path.make_compound_path(*(Path([*ring, ring[0]], closed=True) for ring in rings))


_KINDS: dict[str, Callable[[Kanvas, Spek], None]] = {
    "garis": _garis,
    "batang": _batang,
    "tumpuk": _tumpuk,
    "corong": _corong,
    "sebaran": _sebaran,
    "titik": _titik,
}
