"""Charts of slides, native and editable: the specifications of ``domain.grafik`` as chart XML with its workbook.

They look as the screen draws them: zero on the scale, labels beside what they name, faint lines, a forecast dashed
with its band, a target as a thin line. What a native chart cannot draw from its numbers alone (a band is a stacked
area, a mark an error bar) stands in columns of its own behind the figures, as formulas.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from domain.figur import SAMAR
from domain.grafik import Spek
from domain.tulis import NO_DATA_TEXT, number, percent
from exchange import briefing_pptx_xml as x
from exchange.briefing_pptx_buku import Buku, Lajur
from exchange.briefing_pptx_teks import BARIS, Huruf, bersih

Nilai = float | None

_HEAD, _AXIS = 13.0, 11.0
_SMALLEST = 10.0
# Points that a row takes: as high as it may be, and as low as its letters let it.
_ROW, _LOWEST_ROW = {"batang": 30.0, "tumpuk": 32.0, "corong": 46.0}, {"batang": 16.0, "tumpuk": 18.0, "corong": 30.0}


@dataclass(frozen=True, slots=True)
class Bidang:
    """Room for a chart in points, and the letters of the deck."""

    lebar: float
    tinggi: float
    huruf: Huruf
    judul: str = ""

    @property
    def kepala(self) -> float:
        """Height of the title."""
        if not self.judul:
            return 0.0
        return self.huruf.banyak_baris(self.judul, _HEAD, self.lebar - 16, bold=True) * _HEAD * BARIS + 10


@dataclass(frozen=True, slots=True)
class Gambar:
    """A chart part and its workbook."""

    xml: bytes
    xlsx: bytes


def kosong(spek: Mapping[str, Any]) -> bool:
    """Whether there is nothing to draw."""
    match spek["jenis"]:
        case "garis":
            return not any(_num(v) is not None for item in spek["seri"] for v in item["nilai"])
        case "tumpuk":
            return not any(_num(part["nilai"]) for row in spek["baris"] for part in row["bagian"])
        case "sebaran":
            return not any(_num(v) for v in spek["banyak"])
        case "titik":
            return not spek["data"]
        case _:
            return not any(_num(item["nilai"]) is not None for item in spek["data"])


def tinggi_wajar(spek: Mapping[str, Any], ruang: Bidang) -> float:
    """Points of height that are enough; lying bars need no more than their rows."""
    rows = _rows(spek)
    if rows is None:
        return ruang.tinggi
    key = 30.0 if spek["jenis"] == "tumpuk" else 0.0
    return min(ruang.tinggi, len(rows) * _ROW[spek["jenis"]] + ruang.kepala + key + 6)


def pecah(spek: Mapping[str, Any], ruang: Bidang) -> list[Spek]:
    """The chart, or charts that follow each other where it has more rows than letters of 10 points leave room for.

    All have the same scale.
    """
    rows = _rows(spek)
    if rows is None:
        return [dict(spek)]
    key = 30.0 if spek["jenis"] == "tumpuk" else 0.0
    most = max(1, int((ruang.tinggi - ruang.kepala - key - 6) / _LOWEST_ROW[spek["jenis"]]))
    if len(rows) <= most:
        return [dict(spek)]
    parts = math.ceil(len(rows) / most)
    each = math.ceil(len(rows) / parts)
    name = "baris" if spek["jenis"] == "tumpuk" else "data"
    shared: Spek = {}
    if spek["jenis"] != "tumpuk":
        known = [value for item in rows if (value := _num(item["nilai"])) is not None]
        shared = {"maks": max([spek.get("maks") or 0, *known]), "min": min([0, *known]), "awal": _num(rows[0]["nilai"])}
    return [{**spek, **shared, name: rows[k : k + each]} for k in range(0, len(rows), each)]


def _rows(spek: Mapping[str, Any]) -> list[Any] | None:
    kind = spek["jenis"]
    if kind not in _ROW or not spek.get("mendatar", True):
        return None
    return list(spek["baris"] if kind == "tumpuk" else spek["data"])


def gambar(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    """The chart of a specification that is not ``kosong``; raises KeyError for a kind that is none."""
    return _KINDS[spek["jenis"]](spek, ruang)


def _num(value: object) -> Nilai:
    """A number; None for a word in its place (a suppressed one) and for none."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _nama(item: Mapping[str, Any]) -> str:
    """A name, with the word for a figure that is not there."""
    name = bersih(item["nama"])
    if _num(item["nilai"]) is not None:
        return name
    return f"{name} ({SAMAR if item['nilai'] == SAMAR else NO_DATA_TEXT})"


def langkah(low: float, high: float) -> tuple[float, float, float]:
    """(low end, high end, step) of a scale with round steps, at most five, as the screen has it."""
    raw = max(high - low, 1e-9) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= raw - 1e-12)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _digits(step: float) -> int:
    return 2 if step < 1 else 1 if step < 5 and step != round(step) else 0


def _spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved apart, each as near to its own as the others let it be."""
    order = sorted(range(len(places)), key=lambda k: places[k])
    moved = places[:]
    for at, k in enumerate(order):
        moved[k] = max(moved[k], moved[order[at - 1]] + gap if at else low)
    for at in range(len(order) - 1, -1, -1):
        k = order[at]
        moved[k] = min(moved[k], moved[order[at + 1]] - gap if at < len(order) - 1 else high)
    return moved


def _title(ruang: Bidang) -> str:
    return x.kepala(ruang.judul, _HEAD) if ruang.judul else ""


# -- lines ---------------------------------------------------------------------------------------------------------

_WIDTH = {"nyata": 2.75, "target": 1.25, "perkiraan": 2.25, "lain": 1.25}


def _garis(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    code, n = x.format_angka(spek["desimal"]), len(spek["x"])
    band = spek["pita"]
    series = [{**item, "nilai": [_num(v) for v in item["nilai"]]} for item in spek["seri"]]
    edges = [[_num(v) for v in band[name]] for name in ("bawah", "atas")] if band else []
    known = [v for values in [*(item["nilai"] for item in series), *edges] for v in values if v is not None]
    low, high, step = langkah(min(0, *known, 0), max(1e-9, *known, 1e-9))
    days = [date.fromisoformat(item) for item in spek["x"]] if spek["hari"] else []
    book = Buku()
    book.tambah(
        Lajur("Hari" if days else "", days or [bersih(item) for item in spek["x"]], "d mmm yyyy" if days else "")
    )
    places = [book.tambah(Lajur(bersih(item["nama"]), item["nilai"], code)) for item in series]

    marks = [item for item in spek["tanda"] if 0 <= round(item["di"]) < n]
    left = max(ruang.huruf.panjang(number(v, _digits(step)), _AXIS) for v in (low, high)) + 12
    last = [max((k for k, v in enumerate(item["nilai"]) if v is not None), default=-1) for item in series]
    said = [_last_said(item, at, spek["desimal"]) for item, at in zip(series, last, strict=True)]
    right = max(
        (ruang.huruf.panjang(t, _AXIS, bold=True) for t, k in zip(said, last, strict=True) if k == n - 1), default=0
    )
    right = min(right + 18, ruang.lebar * 0.3)
    top = ruang.kepala + (
        20 + 13 * (_mark_rows(marks, n, ruang.lebar - left - right, ruang.huruf) - 1) if marks else 10
    )
    bottom = ruang.tinggi - 24
    wide, tall = ruang.lebar - left - right, bottom - top
    place = x.tata(left / ruang.lebar, top / ruang.tinggi, wide / ruang.lebar, tall / ruang.tinggi, inner=True)

    def y(value: float) -> float:
        return bottom - (value - low) / (high - low) * tall

    ends = [k for k in range(len(series)) if last[k] == n - 1]
    own = [y(series[k]["nilai"][last[k]]) for k in ends]
    moved = dict(zip(ends, (m - o for m, o in zip(_spread(own, 14, top, bottom), own, strict=True)), strict=True))
    area, count = _pita(book, band, edges, series, code) if band else ("", 0)
    lines = []
    for k, item in enumerate(series):
        look = _look_of_line(item, last[k])
        label = ""
        if last[k] >= 0:
            letters = x.huruf(_AXIS, bold=item["gaya"] != "lain")
            at_end = k in moved
            half = (ruang.huruf.panjang(said[k], _AXIS, bold=True) / 2 + 6) / ruang.lebar
            under = _behind(item, last[k], series)
            label = x.label_beberapa(
                [
                    x.label_satu(
                        last[k], "r" if at_end else "b" if under else "t", code, letters,
                        dx=0.0 if at_end else half if under else -half,
                        dy=moved.get(k, 0.0) / ruang.tinggi, value=item["gaya"] in ("nyata", "perkiraan"), name=True,
                    )
                ]
            )  # fmt: skip
        lines.append(x.deret(book, count + k, x.Deret(places[k], look, label, ekor='<c:smooth val="0"/>'), code))
    for k, (item, row) in enumerate(zip(marks, _rows_of_marks(marks, n, wide, ruang.huruf), strict=True)):
        at = round(item["di"])
        column = book.tambah(Lajur(bersih(item["nama"]), [high if j == at else None for j in range(n)], code))
        lines.append(_mark(book, count + len(series) + k, column, at, item["gaya"], code, -13 * row / ruang.tinggi))
    axes = f'<c:axId val="{x.SUMBU_X}"/><c:axId val="{x.SUMBU_Y}"/>'
    plot = area + (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(lines)}<c:marker '
        f'val="1"/>{axes}</c:lineChart>'
    )
    plot += _axis_of(days, spek, ruang, wide) + x.sumbu_angka(
        low, high, step, x.format_angka(_digits(step)), _AXIS, between="midCat"
    )
    return Gambar(x.lembar_grafik(plot, place, title=_title(ruang)), book.xlsx())


def _behind(item: Mapping[str, Any], at: int, series: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a line ends below the target, so that its name has more room beneath it."""
    target = next((other["nilai"] for other in series if other["gaya"] == "target"), None)
    return target is not None and target[at] is not None and item["nilai"][at] < target[at]


def _last_said(item: Mapping[str, Any], at: int, digits: int) -> str:
    value = number(item["nilai"][at], digits) if at >= 0 and item["gaya"] in ("nyata", "perkiraan") else ""
    return f"{bersih(item['nama'])} {value}"


def _look_of_line(item: Mapping[str, Any], last: int) -> str:
    colour, style = x.warna(item["warna"]), item["gaya"]
    dash = "sysDash" if style == "perkiraan" else ""
    look = x.bentuk(x.goresan(x.isi(colour), _WIDTH[style], dash)) + '<c:marker><c:symbol val="none"/></c:marker>'
    if style != "nyata" or last < 0:
        return look
    dot = (
        f'<c:marker><c:symbol val="circle"/><c:size val="8"/>{x.bentuk(x.isi(colour) + x.TANPA_GARIS)}</c:marker>'
        f'<c:bubble3D val="0"/>{x.bentuk(x.goresan(x.isi(colour), _WIDTH[style], dash))}'
    )
    return look + f'<c:dPt><c:idx val="{last}"/>{dot}</c:dPt>'


def _pita(
    book: Buku, band: Mapping[str, Any], edges: Sequence[list[Nilai]], series: Sequence[Mapping[str, Any]], code: str
) -> tuple[str, int]:
    """The band as two stacked areas, the lower one without colour; (XML, how many series)."""
    low, high = edges
    below = book.tambah(Lajur(f"{bersih(band['nama'])}, bawah", low, code))
    above = book.tambah(Lajur(f"{bersih(band['nama'])}, atas", high, code))
    inside = [a is not None and b is not None for a, b in zip(low, high, strict=True)]
    if not any(inside):
        return "", 0
    first, last = inside.index(True), len(inside) - 1 - inside[::-1].index(True)
    real = next((item["nilai"] for item in series if item["gaya"] == "nyata"), [None] * len(low))
    base: list[Nilai] = []
    for k, value in enumerate(low):
        if inside[k]:
            base.append(value)
        else:
            # An area has no gaps: outside the band it goes on as a line that is not seen.
            near = low[min(max(k, first), last)]
            base.append(real[k] if real[k] is not None else near if near is not None else 0)
    thick: list[Nilai] = [
        round((b or 0) - (a or 0), 6) if within else 0 for a, b, within in zip(low, high, inside, strict=True)
    ]
    letters = xl_col_to_name(below), xl_col_to_name(above)
    rows = range(2, len(low) + 2)
    base_at = book.tambah(
        Lajur("Dasar pita", base, code, [f"={letters[0]}{r}" if w else "" for r, w in zip(rows, inside, strict=True)])
    )
    thick_at = book.tambah(
        Lajur(
            bersih(band["nama"]), thick, code,
            [f"={letters[1]}{r}-{letters[0]}{r}" if w else "" for r, w in zip(rows, inside, strict=True)],
        )
    )  # fmt: skip
    colour = next((item["warna"] for item in series if item["gaya"] == "perkiraan"), series[0]["warna"])
    parts = [
        x.deret(book, 0, x.Deret(base_at, x.bentuk(x.TANPA_ISI + x.TANPA_GARIS)), code),
        x.deret(book, 1, x.Deret(thick_at, x.bentuk(x.isi(x.warna(colour), 20) + x.TANPA_GARIS)), code),
    ]
    axes = f'<c:axId val="{x.SUMBU_X}"/><c:axId val="{x.SUMBU_Y}"/>'
    return (
        f'<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>{"".join(parts)}{axes}</c:areaChart>',
        len(parts),
    )


def _mark(book: Buku, number_: int, column: int, at: int, style: str, code: str, dy: float) -> str:
    """An upright line at one place: a point at the top of the scale with an error bar down to zero."""
    fill = x.isi(x.warna("terlambat")) if style == "batas" else x.SUMBU
    bar = (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/><c:noEndCap val="1"/>'
        f'<c:val val="100"/>{x.bentuk(x.goresan(fill, 1.25, "" if style == "batas" else "sysDash"))}</c:errBars>'
    )
    letters = x.huruf(_SMALLEST, fill=x.PUDAR)
    label = x.label_beberapa([x.label_satu(at, "t", code, letters, dy=dy, value=False, name=True)])
    look = x.bentuk("<a:ln><a:noFill/></a:ln>") + '<c:marker><c:symbol val="none"/></c:marker>'
    return x.deret(book, number_, x.Deret(column, look, label, bar, '<c:smooth val="0"/>'), code)


def _rows_of_marks(marks: Sequence[Mapping[str, Any]], n: int, width: float, huruf: Huruf) -> list[int]:
    """The line above the chart that the name of each mark stands in, so that none covers another."""
    ends: list[float] = []
    rows = []
    for item in sorted(marks, key=lambda mark: float(mark["di"])):
        half = huruf.panjang(bersih(item["nama"]), _SMALLEST) / 2 + 6
        at = item["di"] / max(n - 1, 1) * width
        row = next((k for k, end in enumerate(ends) if at - half > end), len(ends))
        ends[row : row + 1] = [at + half]
        rows.append((marks.index(item), row))
    return [row for _, row in sorted(rows)]


def _mark_rows(marks: Sequence[Mapping[str, Any]], n: int, width: float, huruf: Huruf) -> int:
    return max(_rows_of_marks(marks, n, width, huruf)) + 1 if marks else 0


def _axis_of(days: Sequence[date], spek: Mapping[str, Any], ruang: Bidang, width: float) -> str:
    if not days:
        longest = max(ruang.huruf.panjang(bersih(name), _AXIS) for name in spek["x"]) + 12
        return x.sumbu_nama(_AXIS, skip=max(1, math.ceil(longest * len(spek["x"]) / width)))
    span = max((days[-1] - days[0]).days, 1)
    least = math.ceil(span / max(width / (ruang.huruf.panjang("30 Sep", _AXIS) + 14), 1))
    every = next((n for n in (1, 2, 7, 14, 28) if n >= least), 28 * math.ceil(least / 28))
    return x.sumbu_hari(_AXIS, every)


# -- bars ----------------------------------------------------------------------------------------------------------


def _batang(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    return _lying(spek, ruang) if spek["mendatar"] else _standing(spek, ruang)


def _coloured(data: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """(look of the series, looks of the points with another colour)."""
    main = x.warna(data[0]["warna"])
    points = "".join(
        f'<c:dPt><c:idx val="{k}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"{x.bentuk(x.isi(x.warna(item['warna'])) + x.TANPA_GARIS)}</c:dPt>"
        for k, item in enumerate(data)
        if x.warna(item["warna"]) != main
    )
    return x.bentuk(x.isi(main) + x.TANPA_GARIS) + '<c:invertIfNegative val="0"/>', points


def _bars(direction: str, grouping: str, series: str, gap: int, overlap: int = 0) -> str:
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/>'
        + (f'<c:overlap val="{overlap}"/>' if overlap else "")
        + f'<c:axId val="{x.SUMBU_X}"/><c:axId val="{x.SUMBU_Y}"/></c:barChart>'
    )


def _names_width(names: Sequence[str], size: float, ruang: Bidang) -> float:
    return min(max(ruang.huruf.panjang(name[: x.NAMA_TERPANJANG], size) for name in names), ruang.lebar * 0.42) + 12


def _row_size(rows: int, height: float) -> float:
    """Size of letters in rows of that height together."""
    return max(_SMALLEST, min(12.0, height / rows * 0.62))


def _lying(spek: Mapping[str, Any], ruang: Bidang, names: Sequence[str] = ()) -> Gambar:
    data, code = spek["data"], x.format_angka(spek["desimal"])
    values = [_num(item["nilai"]) for item in data]
    known = [value for value in values if value is not None]
    low = min(0, spek.get("min") or 0, *known, 0)
    high = max(spek.get("maks") or 0, *known, low + 1e-9)
    top = ruang.kepala + 2
    tall = ruang.tinggi - top - 4
    size = _row_size(len(data), tall)
    said = list(names) or [_nama(item) for item in data]
    label = max(ruang.huruf.panjang(number(value, spek["desimal"]), size, bold=True) for value in known) + 12
    left = _names_width(said, size, ruang) + (label if low < 0 else 0)
    wide = ruang.lebar - left - label
    book = Buku()
    book.tambah(Lajur("", said))
    column = book.tambah(Lajur(bersih(spek["satuan"]), [item["nilai"] for item in data], code))
    look, points = _coloured(data)
    bold = [
        x.label_satu(k, "outEnd", code, x.huruf(size, bold=True), value=True, name=False)
        for k, item in enumerate(data)
        if item.get("utama")
    ]
    label_xml = x.label_semua("outEnd", code, x.huruf(size), bold)
    series = x.deret(book, 0, x.Deret(column, look + points, label_xml), code)
    plot = _bars("bar", "clustered", series, 45) + x.sumbu_nama(size, turned=True)
    plot += x.sumbu_angka(low, high, max((high - low) / 4, 1e-9), code, size, shown=False)
    place = x.tata(left / ruang.lebar, top / ruang.tinggi, wide / ruang.lebar, tall / ruang.tinggi, inner=True)
    return Gambar(x.lembar_grafik(plot, place, title=_title(ruang)), book.xlsx())


def _standing(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    data, code = spek["data"], x.format_angka(spek["desimal"])
    values = [_num(item["nilai"]) for item in data]
    known = [value for value in values if value is not None]
    low, high, step = langkah(min(0, *known, 0), max(spek["maks"] or 1e-9, *known))
    look, points = _coloured(data)
    book = Buku()
    book.tambah(Lajur("", [_nama(item) for item in data]))
    column = book.tambah(Lajur(bersih(spek["satuan"]), [item["nilai"] for item in data], code))
    return _columns(
        book, column, look + points, ruang, (low, high, step), spek["desimal"], gap=40 if len(data) > 8 else 90
    )


def _columns(
    book: Buku, column: int, look: str, ruang: Bidang, scale: tuple[float, float, float], digits: int, *, gap: int
) -> Gambar:
    """Upright columns with their numbers above them where there is room."""
    low, high, step = scale
    code, shown = x.format_angka(digits), book.lajur[column].isi
    names = [str(item) for item in book.lajur[0].isi]
    left = max(ruang.huruf.panjang(number(v, _digits(step)), _AXIS) for v in (low, high)) + 12
    wide = ruang.lebar - left - 10
    slot = wide / len(names)
    lines = max(ruang.huruf.banyak_baris(name[: x.NAMA_TERPANJANG], _AXIS, max(slot - 4, 20)) for name in names)
    turned = lines > 3 or any(ruang.huruf.kata_terpanjang(name, _AXIS) > slot for name in names)
    skip = math.ceil(max(ruang.huruf.panjang(name, _AXIS) + 8 for name in names) / slot) if turned else 1
    top = ruang.kepala + 18
    tall = ruang.tinggi - top - 8 - (1 if turned else lines) * _AXIS * BARIS - 4
    fits = all(
        ruang.huruf.panjang(number(value, digits), _AXIS) + 4 < slot
        for value in shown
        if isinstance(value, (int, float))
    )
    label = x.label_semua("outEnd", code, x.huruf(_AXIS)) if fits else ""
    series = x.deret(book, 0, x.Deret(column, look, label), code)
    plot = _bars("col", "clustered", series, gap) + x.sumbu_nama(_AXIS, skip=skip)
    plot += x.sumbu_angka(low, high, step, x.format_angka(_digits(step)), _AXIS)
    place = x.tata(left / ruang.lebar, top / ruang.tinggi, wide / ruang.lebar, tall / ruang.tinggi, inner=True)
    return Gambar(x.lembar_grafik(plot, place, title=_title(ruang)), book.xlsx())


def _sebaran(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    """A histogram: columns without gaps, each named by its edges."""
    digits = spek["desimal"]
    names = [f"{number(low, digits)}–{number(high, digits)}" for low, high in pairwise(spek["batas"])]
    book = Buku()
    book.tambah(Lajur(bersih(spek["satuan_batas"]), names))
    column = book.tambah(Lajur(bersih(spek["satuan"]), list(spek["banyak"]), x.format_angka(0)))
    white = '<a:ln w="9525"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln>'
    look = x.bentuk(x.isi(x.warna(spek["warna"])) + white) + '<c:invertIfNegative val="0"/>'
    known = [value for value in spek["banyak"] if _num(value) is not None]
    return _columns(book, column, look, ruang, langkah(0, max(known)), 0, gap=0)


def _corong(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    """Stages as bars from zero, each with its share of the first beside its name."""
    first = spek.get("awal") or _num(spek["data"][0]["nilai"])
    names = []
    for item in spek["data"]:
        value = _num(item["nilai"])
        share = f" ({percent(100 * value / first)})" if first and value is not None else ""
        names.append(_nama(item) + share)
    return _lying({**spek, "desimal": 0}, ruang, names)


def _tumpuk(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    """Compositions, each to its own 100 %, with their parts named above."""
    rows = [row for row in spek["baris"] if any(_num(part["nilai"]) for part in row["bagian"])]
    parts = rows[0]["bagian"]
    code = x.format_angka(spek["desimal"])
    key = 26.0
    top = ruang.kepala + key
    tall = ruang.tinggi - top - 4
    size = _row_size(len(rows), tall)
    names = [bersih(row["nama"]) for row in rows]
    left = _names_width(names, size, ruang)
    wide = ruang.lebar - left - 6
    totals = [sum(_num(part["nilai"]) or 0 for part in row["bagian"]) for row in rows]
    book = Buku()
    book.tambah(Lajur("", names))
    series = []
    for k, part in enumerate(parts):
        values = [row["bagian"][k]["nilai"] for row in rows]
        column = book.tambah(Lajur(bersih(part["nama"]), values, code))
        # A number stands in its part where it fits.
        hidden = [
            x.tanpa_label(j)
            for j, value in enumerate(values)
            if not (count := _num(value)) or count / totals[j] * wide < ruang.huruf.panjang(number(count), size) + 6
        ]
        label = x.label_semua("ctr", code, x.huruf(size, fill=x.isi("FFFFFF")), hidden)
        white = '<a:ln w="9525"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln>'
        look = x.bentuk(x.isi(x.warna(part["warna"])) + white) + '<c:invertIfNegative val="0"/>'
        series.append(x.deret(book, k, x.Deret(column, look, label), code))
    plot = _bars("bar", "percentStacked", "".join(series), 35, 100) + x.sumbu_nama(size, turned=True)
    plot += x.sumbu_angka(0, 1, 0.25, "0%", size, shown=False)
    place = x.tata(left / ruang.lebar, top / ruang.tinggi, wide / ruang.lebar, tall / ruang.tinggi, inner=True)
    span = sum(ruang.huruf.panjang(bersih(part["nama"]), _AXIS) + 26 for part in parts)
    box = x.tata(0.0, ruang.kepala / ruang.tinggi, min(span / ruang.lebar, 1.0), (key - 4) / ruang.tinggi)
    legend = f'<c:legend><c:legendPos val="t"/>{box}<c:overlay val="0"/>{x.huruf(_AXIS)}</c:legend>'
    return Gambar(x.lembar_grafik(plot, place, title=_title(ruang), legend=legend), book.xlsx())


# -- points --------------------------------------------------------------------------------------------------------

_SYMBOL = {
    "bulat": "circle", "kotak": "square", "segitiga": "triangle", "wajik": "diamond", "silang": "x", "cincin": "circle",
}  # fmt: skip


def _titik(spek: Mapping[str, Any], ruang: Bidang) -> Gambar:
    """Points and outlines over degrees, with one scale for both directions."""
    rings = [ring for ring in spek["garis"] if len(ring) > 2]
    everything = [point for ring in rings for point in ring] or [item[:2] for item in spek["data"]]
    west, east = min(p[0] for p in everything), max(p[0] for p in everything)
    south, north = min(p[1] for p in everything), max(p[1] for p in everything)
    groups = [item for item in enumerate(spek["kelompok"]) if item[1]["n"]]
    key = 26.0
    top = ruang.kepala + key
    wide, tall = ruang.lebar - 12, ruang.tinggi - top - 6
    shrink = math.cos(math.radians((south + north) / 2))
    # Degrees of latitude that a point of height shows.
    scale = max((east - west) * shrink / wide, (north - south) / tall, 1e-5) * 1.08
    half = wide * scale / shrink / 2, tall * scale / 2
    middle = (west + east) / 2, (south + north) / 2
    book = Buku()
    series: list[str] = []
    for k, ring in enumerate(rings):
        look = x.bentuk(x.goresan(x.isi(x.warna("control")), 1.0)) + '<c:marker><c:symbol val="none"/></c:marker>'
        series.append(_xy(book, len(series), f"Garis {k + 1}", [*ring, ring[0]], [], look))
    for of, group in groups:
        found = [item for item in spek["data"] if item[2] == of]
        fill = x.isi(x.warna(group["warna"]))
        inside = x.TANPA_ISI if group["bentuk"] in ("silang", "cincin") else fill
        look = (
            f"{x.bentuk('<a:ln><a:noFill/></a:ln>')}<c:marker><c:symbol "
            f'val="{_SYMBOL[group["bentuk"]]}"/><c:size val="7"/>'
            f"{x.bentuk(inside + x.goresan(fill, 1.0))}</c:marker>"
        )
        series.append(_xy(book, len(series), bersih(group["nama"]), found, [item[4] for item in found], look))
    axes = "".join(
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/><c:max val="{mid + h:.8f}"/>'
        f'<c:min val="{mid - h:.8f}"/></c:scaling><c:delete val="1"/><c:axPos val="{side}"/>'
        '<c:numFmt formatCode="0.00" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="none"/><c:crossAx val="{other}"/><c:crosses val="min"/><c:crossBetween '
        'val="midCat"/></c:valAx>'
        for own, other, side, mid, h in (
            (x.SUMBU_X, x.SUMBU_Y, "b", middle[0], half[0]), (x.SUMBU_Y, x.SUMBU_X, "l", middle[1], half[1]),
        )
    )  # fmt: skip
    plot = (
        '<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{"".join(series)}<c:axId val="{x.SUMBU_X}"/><c:axId val="{x.SUMBU_Y}"/></c:scatterChart>{axes}'
    )
    place = x.tata(6 / ruang.lebar, top / ruang.tinggi, wide / ruang.lebar, tall / ruang.tinggi, inner=True)
    span = sum(ruang.huruf.panjang(bersih(group["nama"]), _AXIS) + 30 for _, group in groups)
    box = x.tata(0.0, ruang.kepala / ruang.tinggi, min(span / ruang.lebar, 1.0), (key - 4) / ruang.tinggi)
    without = "".join(
        f'<c:legendEntry><c:idx val="{k}"/><c:delete val="1"/></c:legendEntry>' for k in range(len(rings))
    )
    legend = f'<c:legend><c:legendPos val="t"/>{without}{box}<c:overlay val="0"/>{x.huruf(_AXIS)}</c:legend>'
    return Gambar(x.lembar_grafik(plot, place, title=_title(ruang), legend=legend), book.xlsx())


def _xy(book: Buku, number_: int, name: str, points: Sequence[Sequence[float]], names: Sequence[str], look: str) -> str:
    """A series of places: longitudes, latitudes and, for points, their names side by side."""
    if names:
        book.tambah(Lajur("Nama", [bersih(item) for item in names]))
    lon = book.tambah(Lajur("Bujur", [point[0] for point in points], "0.000000"))
    lat = book.tambah(Lajur(name, [point[1] for point in points], "0.000000"))
    return (
        f'<c:ser><c:idx val="{number_}"/><c:order val="{number_}"/>'
        f"<c:tx>{x.words(book.alamat_kepala(lat), [name])}</c:tx>{look}"
        f"<c:xVal>{x.numbers(book.alamat(lon), [point[0] for point in points], '0.000000')}</c:xVal>"
        f"<c:yVal>{x.numbers(book.alamat(lat), [point[1] for point in points], '0.000000')}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


_KINDS = {
    "garis": _garis,
    "batang": _batang,
    "tumpuk": _tumpuk,
    "corong": _corong,
    "sebaran": _sebaran,
    "titik": _titik,
}
