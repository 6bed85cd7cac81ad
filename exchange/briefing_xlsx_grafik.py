"""Charts of sheets, native, over the numbers beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from domain.figur import Sel
from domain.warna import WARNA
from exchange.briefing_pptx_teks import bersih

_DASH = {"perkiraan": "dash"}
_WIDTH = {"nyata": 2.75, "target": 1.25, "perkiraan": 2.25, "lain": 1.25}
_ROW_PX = 22


@dataclass(frozen=True, slots=True)
class Rentang:
    """Where the numbers stand: sheet, line of the headings, last line, how many columns."""

    lembar: str
    kepala: int
    akhir: int
    kolom: int

    def isi(self, column: int) -> list[Any]:
        """The cells of a column, as the library wants a range."""
        return [self.lembar, self.kepala + 1, column, self.akhir, column]

    def nama(self, column: int) -> list[Any]:
        """The heading of a column."""
        return [self.lembar, self.kepala, column]


def tambah(book: Any, sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Sequence[Sel]]) -> None:
    """Put the chart of a specification beside its numbers; nothing where there are none."""
    if not any(isinstance(cell, (int, float)) for row in rows for cell in row[1:]):
        return
    chart, beside, height = _KINDS[spek["jenis"]](book, sheet, spek, place, rows)
    unit = spek.get("satuan", "")
    title = f"{spek['judul']} ({unit})" if unit else spek["judul"]
    chart.set_title({"name": bersih(title, 200), "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_na_as_empty_cell()
    said = bersih(spek["kata"], 1_000)
    options = {"x_offset": 24, "y_offset": 0, "object_position": 3, "description": said}
    chart.set_size({"width": 760, "height": height})
    sheet.insert_chart(place.kepala, beside, chart, options)


def _fill(name: str) -> dict[str, Any]:
    return {"color": WARNA[name]}


def _points(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"fill": _fill(item["warna"])} for item in items]


def _code(spek: Mapping[str, Any]) -> str:
    digits = spek.get("desimal") or 0
    return "#,##0" + ("." + "0" * digits if digits else "")


_FAINT = {"visible": True, "line": {"color": "#E3E8EA", "width": 0.75}}


def _garis(book: Any, sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Any]) -> tuple[Any, int, int]:
    lines = book.add_chart({"type": "line"})
    for k, item in enumerate(spek["seri"], 1):
        line: dict[str, Any] = {"color": WARNA[item["warna"]], "width": _WIDTH[item["gaya"]]}
        if item["gaya"] in _DASH:
            line["dash_type"] = _DASH[item["gaya"]]
        lines.add_series(
            {"name": bersih(item["nama"], 200), "categories": place.isi(0), "values": place.isi(k), "line": line}
        )
    first, beside = lines, place.kolom
    if spek["pita"] and (columns := _pita(sheet, spek, place, rows)):
        first, beside = book.add_chart({"type": "area", "subtype": "stacked"}), place.kolom + 2
        colour = next((item["warna"] for item in spek["seri"] if item["gaya"] == "perkiraan"), "brand")
        looks = ({"none": True}, {"color": WARNA[colour], "transparency": 80})
        for column, look in zip(columns, looks, strict=True):
            first.add_series(
                {"name": place.nama(column), "categories": place.isi(0), "values": place.isi(column), "fill": look,
                 "border": {"none": True}}
            )  # fmt: skip
        first.show_hidden_data()
        first.combine(lines)
        first.set_legend({"position": "bottom", "delete_series": [0]})
    else:
        first.set_legend({"position": "bottom"})
    days: dict[str, Any] = {}
    if spek["hari"]:
        every = max(1, -(-len(rows) // 10))
        days = {"date_axis": True, "num_format": "[$-421]d mmm", "major_unit": every, "major_unit_type": "days"}
    first.set_x_axis({**days, "label_position": "low"})
    known = [v for item in spek["seri"] for v in item["nilai"] if isinstance(v, (int, float))]
    low = {} if min(known, default=0) < 0 else {"min": 0}
    low |= {"max": 100} if spek["satuan"] == "%" and max(known, default=0) <= 100 else {}
    first.set_y_axis({"major_gridlines": _FAINT, "num_format": _code(spek), "line": {"none": True}, **low})
    return first, beside, 380


def _pita(sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Any]) -> tuple[int, int] | None:
    """Foot and thickness of the band in two columns after the numbers, as formulas; None without a band."""
    low, high = 1 + len(spek["seri"]), 2 + len(spek["seri"])
    inside = [isinstance(row[low], (int, float)) and isinstance(row[high], (int, float)) for row in rows]
    if not any(inside):
        return None
    base, thick = place.kolom, place.kolom + 1
    sheet.write_string(place.kepala, base, "Dasar pita")
    sheet.write_string(place.kepala, thick, bersih(spek["pita"]["nama"], 200))
    real = next((k for k, item in enumerate(spek["seri"], 1) if item["gaya"] == "nyata"), 1)
    first = inside.index(True)
    last = len(inside) - 1 - inside[::-1].index(True)
    for k, row in enumerate(rows):
        line = place.kepala + 1 + k
        if inside[k]:
            cells = (_cell(line, low), _cell(line, high))
            sheet.write_formula(line, base, f"={cells[0]}", None, row[low])
            sheet.write_formula(line, thick, f"={cells[1]}-{cells[0]}", None, round(row[high] - row[low], 6))
        else:
            # An area has no gaps: outside the band it goes on as a line that is not seen.
            near = rows[min(max(k, first), last)][low]
            sheet.write_number(line, base, row[real] if isinstance(row[real], (int, float)) else near)
            sheet.write_number(line, thick, 0)
    sheet.set_column(base, thick, 12, None, {"hidden": True})
    return base, thick


def _cell(line: int, column: int) -> str:
    return str(xl_rowcol_to_cell(line, column))


def _batang(
    book: Any, sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Any]
) -> tuple[Any, int, int]:
    lying = spek.get("mendatar", True)
    chart = book.add_chart({"type": "bar" if lying else "column"})
    chart.add_series(
        {
            "name": bersih(spek["satuan"], 200), "categories": place.isi(0), "values": place.isi(1),
            "fill": _fill(spek["data"][0]["warna"]), "points": _points(spek["data"]), "gap": 45,
            "data_labels": {"value": True, "num_format": _code(spek)},
        }
    )  # fmt: skip
    chart.set_legend({"none": True})
    scale: dict[str, Any] = {"num_format": _code(spek), "major_gridlines": {"visible": False}, "visible": False}
    known = [row[1] for row in rows if isinstance(row[1], (int, float))]
    scale |= {"min": 0} if min(known) >= 0 else {}
    scale |= {"max": spek["maks"]} if spek.get("maks") else {}
    if lying:
        chart.set_y_axis({"reverse": True, "line": {"color": "#9AA5AB"}, "label_position": "low"})
        chart.set_x_axis(scale)
        return chart, place.kolom, max(160, 90 + _ROW_PX * len(rows))
    chart.set_y_axis(scale | {"major_gridlines": _FAINT, "visible": True, "line": {"none": True}})
    return chart, place.kolom, 340


def _tumpuk(
    book: Any, sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Any]
) -> tuple[Any, int, int]:
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for k, part in enumerate(spek["baris"][0]["bagian"], 1):
        chart.add_series(
            {"name": bersih(part["nama"], 200), "categories": place.isi(0), "values": place.isi(k),
             "fill": _fill(part["warna"]), "gap": 40}
        )  # fmt: skip
    chart.set_legend({"position": "top"})
    chart.set_y_axis({"reverse": True, "line": {"color": "#9AA5AB"}})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "visible": False})
    return chart, place.kolom, max(180, 120 + _ROW_PX * len(rows))


def _sebaran(
    book: Any, sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Any]
) -> tuple[Any, int, int]:
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": bersih(spek["satuan"], 200), "categories": place.isi(0), "values": place.isi(1),
            "fill": _fill(spek["warna"]), "border": {"color": "#ffffff"}, "gap": 0,
            "data_labels": {"value": True, "num_format": "#,##0"},
        }
    )  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_x_axis({"name": bersih(spek["satuan_batas"], 100), "name_font": {"bold": False}})
    chart.set_y_axis({"major_gridlines": _FAINT, "num_format": "#,##0", "line": {"none": True}, "min": 0})
    return chart, place.kolom, 340


_MARKER = {
    "bulat": "circle", "kotak": "square", "segitiga": "triangle", "wajik": "diamond", "silang": "x", "cincin": "circle",
}  # fmt: skip


def _titik(book: Any, sheet: Any, spek: Mapping[str, Any], place: Rentang, rows: Sequence[Any]) -> tuple[Any, int, int]:
    chart = book.add_chart({"type": "scatter"})
    line = place.kepala + 1
    for group in spek["kelompok"]:
        if not group["n"]:
            continue
        last = line + group["n"] - 1
        marker = {"type": _MARKER[group["bentuk"]], "size": 6, "fill": _fill(group["warna"]),
                  "border": _fill(group["warna"])}  # fmt: skip
        chart.add_series(
            {"name": bersih(group["nama"], 200), "categories": [place.lembar, line, 2, last, 2],
             "values": [place.lembar, line, 3, last, 3], "marker": marker}
        )  # fmt: skip
        line = last + 1
    chart.set_legend({"position": "top"})
    for axis, column in ((chart.set_x_axis, 2), (chart.set_y_axis, 3)):
        values = [row[column] for row in rows]
        pad = max((max(values) - min(values)) * 0.1, 0.005)
        scale = {"min": min(values) - pad, "max": max(values) + pad, "num_format": "0.00"}
        axis(scale | {"major_gridlines": _FAINT, "label_position": "low"})
    return chart, place.kolom, 420


_KINDS = {
    "garis": _garis,
    "batang": _batang,
    "corong": _batang,
    "tumpuk": _tumpuk,
    "sebaran": _sebaran,
    "titik": _titik,
}
