"""Charts on the page: a specification of ``domain.grafik`` becomes a component that ``assets/grafik.js`` draws as SVG.

Each chart carries its data as JSON in an attribute, so that a new answer of the server redraws it in place. What it
says is there without the drawing too: a sentence (``kata``) and a table. Numbers are written by the browser in id-ID;
colours are names of tokens of ``assets/siks.css``, so that light, dark and print need no redraw.

A page may sign what it draws (``use_penanda``): then the chart carries where its numbers come from and a menu to take
it away, and the server knows its own words again when they come back.

A datum with ``ke`` changes the address when it is clicked (``siks.go``; None removes a parameter), one with ``href``
opens a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import NO_DATA_TEXT, number
from components.unduh import ANGKA, GAMBAR, menu, tombol
from domain.grafik import tabel

_MOST_TABLE_ROWS = 200
# Pixels a row takes, as assets/grafik.js draws it.
_ROW = {"batang": 28, "tumpuk": 30, "corong": 36}

# Asked with the kind of a chart and its JSON: provenance and signature, or None where it cannot be taken away.
Penanda = Callable[[str, str], tuple[str, str] | None]
_penanda: Penanda | None = None


def use_penanda(penanda: Penanda | None) -> None:
    """Name what signs the charts of this process."""
    global _penanda  # noqa: PLW0603 - as the engine of the process
    _penanda = penanda


def grafik(id: str, spek: Mapping[str, Any]) -> Component:  # noqa: A002 - as every Dash component calls it
    """The drawing and its table; as high as the drawing will be, so that a page that is redrawn does not jump."""
    text = orjson.dumps(spek).decode()
    signed = _penanda(spek["jenis"], text) if _penanda else None
    proof = attributes(data_asal=signed[0], data_tanda=signed[1]) if signed else {}
    take = [menu(f"grafik {spek['judul']}", [("Gambar", tombol(GAMBAR)), ("Angka", tombol(ANGKA))])] if signed else []
    return html.Div(
        [
            html.Div(
                id=id,
                className="grafik-gambar",
                style={"minHeight": f"{_height(spek)}px"},
                **attributes(data_grafik=text),
                **proof,
            ),
            html.Details(
                [
                    html.Summary("Tabel"),
                    html.Div(
                        _table(spek),
                        className="grafik-tabel-isi",
                        tabIndex=0,
                        role="region",
                        **attributes(aria_label=f"Tabel: {spek['judul']}"),
                    ),
                ],
                className="grafik-tabel",
            ),
            *take,
        ],
        className=f"grafik grafik-{spek['jenis']}",
    )


def _height(spek: Mapping[str, Any]) -> int:
    kind = spek["jenis"]
    if kind in _ROW and spek.get("mendatar", True):
        return _ROW[kind] * len(spek["baris"] if kind == "tumpuk" else spek["data"])
    return int(spek["tinggi"])


def _table(spek: Mapping[str, Any]) -> Component:
    found = tabel(spek)
    left_out = len(found.baris) - _MOST_TABLE_ROWS
    body = [
        html.Tr([html.Th(name, scope="row"), *(html.Td(_cell(value, found.desimal)) for value in values)])
        for name, values in found.baris[:_MOST_TABLE_ROWS]
    ]
    note = [html.P(f"{number(left_out)} baris lain tidak ditulis di sini.")] if left_out > 0 else []
    head = html.Tr([html.Th(name, scope="col") if name else html.Td() for name in found.kepala])
    caption = html.Caption(spek["judul"], className="visually-hidden")
    return html.Div([html.Table([caption, html.Thead(head), html.Tbody(body)]), *note])


def _cell(value: float | None, digits: int) -> str:
    return NO_DATA_TEXT if value is None else number(value, digits)
