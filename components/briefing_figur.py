"""Figures of a pack on the screen: the same headline figures, charts, maps and tables that its files hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import NO_DATA_TEXT, number, short_moment, signed
from components.grafik import grafik
from domain.figur import SAMAR, Asal, Figur, Jenis, JenisKolom, Kolom, Sel
from domain.tulis import compact_day, compact_moment

# Address of the picture of a map figure.
AlamatPeta = Callable[[Figur], str]


def figur(item: Figur, ident: str, peta: AlamatPeta, zona: int, *, dari: int = 0, baris: int = 8) -> Component:
    """One figure without its title; of a table the ``baris`` rows from ``dari`` on."""
    match item.jenis:
        case Jenis.ANGKA:
            return html.Div([_tile(one) for one in item.isi["angka"]], className="brief-angka")
        case Jenis.GRAFIK:
            return grafik(ident, item.isi)
        case Jenis.TABEL:
            return _table(item, zona, dari, baris)
    return html.Img(src=peta(item), alt=kata_peta(item), className="brief-peta")


def catatan(item: Figur) -> list[Component]:
    """What has to be said under a figure."""
    return [html.P(item.catatan, className="brief-catatan")] if item.catatan else []


def konteks(asal: Asal) -> str:
    """As of when, and what is not told."""
    told = f"Angka per {short_moment(asal.per, asal.zona)}"
    return f"{told} · angka di bawah {asal.samar} disamarkan" if asal.samar else told


def kalimat(text: str) -> str:
    """A sentence in which no figure is parted from its percent sign at the end of a line."""
    return text.replace(" %", "\u00a0%")


def kata_peta(item: Figur) -> str:
    """A map in words, for who does not see it."""
    told, key = item.isi, item.isi["legenda"]
    known = [
        (value, name)
        for value, name in zip(told["nilai"], told["nama"], strict=True)
        if value is not None and value != SAMAR
    ]
    parts = [f"{item.judul}: {number(len(told['kode']))} wilayah"]
    if known:
        (high, top), (low, bottom) = max(known), min(known)
        unit, digits = told["satuan"], told["desimal"]
        parts.append(f"tertinggi {top} {number(high, digits)} {unit}, terendah {bottom} {number(low, digits)} {unit}")
    if key["tidak_ada_data"]:
        parts.append(f"{number(key['tidak_ada_data'])} tanpa data")
    if key.get("disamarkan"):
        parts.append(f"{number(key['disamarkan'])} disamarkan")
    return "; ".join(parts) + "."


def _tile(one: dict[str, Any]) -> Component:
    value, digits = one["nilai"], one["desimal"]
    shown: list[Component | str] = [_amount(value, digits)]
    if _is_number(value) and one["satuan"]:
        shown.append(html.Small(one["satuan"]))
    under = []
    if _is_number(one["pembilang"]) and _is_number(one["penyebut"]):
        text = f"{number(one['pembilang'])} dari {number(one['penyebut'])} {one['satuan_pembilang']}"
        under.append(html.Div(text, className="brief-dari"))
    unit = " poin" if one["satuan"] == "%" else ""
    under += [
        html.Div([html.B(signed(change["nilai"], digits) + unit), f" dari {change['kapan']}"], className="brief-beda")
        for change in one["beda"]
        if _is_number(change["nilai"])
    ]
    known = "" if _is_number(value) else " brief-tanpa"
    return html.Div(
        [html.Div(one["nama"], className="brief-nama"), html.Div(shown, className=f"brief-nilai{known}"), *under],
        className="brief-ubin",
        title=one["definisi"],
    )


def _table(item: Figur, zona: int, dari: int, baris: int) -> Component:
    columns, rows = item.kolom, item.isi["baris"]
    if not rows:
        # The note of the figure says why there is none, where it knows.
        return html.P("Tidak ada baris." if not item.catatan else "", className="brief-kosong")
    shown = rows[dari : dari + baris]
    head = html.Tr([html.Th(one.judul, scope="col", className=_side(one)) for one in columns])
    body = [html.Tr([_cell(one, value, zona) for one, value in zip(columns, row, strict=True)]) for row in shown]
    return html.Div(
        html.Table(
            [html.Caption(item.judul, className="visually-hidden"), html.Thead(head), html.Tbody(body)],
            className="brief-tabel",
        ),
        className="brief-gulung",
        tabIndex=0,
        role="region",
        **attributes(aria_label=f"Tabel: {item.judul}"),
    )


def _cell(column: Kolom, value: Sel, zona: int) -> Component:
    if value == SAMAR:
        return html.Td(SAMAR, className=f"{_side(column)} brief-tanpa".strip())
    if value is None:
        return html.Td("–", className=f"{_side(column)} brief-tanpa".strip(), title=NO_DATA_TEXT)
    return html.Td(tulis(column, value, zona), className=_side(column))


def tulis(column: Kolom, value: str | int | float, zona: int) -> str:
    """A cell as readers write it."""
    match column.jenis:
        case JenisKolom.BULAT:
            return _minus(number(float(value)))
        case JenisKolom.DESIMAL | JenisKolom.PERSEN:
            return _minus(number(float(value), 1))
        case JenisKolom.TANGGAL:
            return compact_day(date.fromisoformat(str(value)))
        case JenisKolom.SAAT:
            return compact_moment(datetime.fromisoformat(str(value)), zona)
    return str(value)


def _side(column: Kolom) -> str:
    if column.angka:
        return "brief-kanan"
    return "" if column.jenis is JenisKolom.TEKS else "brief-rapat"


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _amount(value: Sel, digits: int) -> str:
    if isinstance(value, (int, float)):
        return _minus(number(value, digits))
    return SAMAR if value == SAMAR else NO_DATA_TEXT


def banyak_baris(item: Figur, baris: int) -> str:
    """How much of a table is not shown here; empty when all of it is."""
    rows: Sequence[Any] = item.isi["baris"] if item.jenis is Jenis.TABEL else ()
    if len(rows) <= baris:
        return ""
    return f"{number(baris)} dari {number(len(rows))} baris; semuanya ikut di dalam berkas."
