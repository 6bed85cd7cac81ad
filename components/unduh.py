"""The small menu from which a chart, a map or a table is taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.ikon import ikon

GAMBAR = (("png", "PNG"), ("svg", "SVG"), ("pdf", "PDF"))
ANGKA = (("xlsx", "XLSX"), ("csv", "CSV"))


def menu(
    nama: str, kelompok: Sequence[tuple[str, Sequence[Component]]], *, kata: str = "Unduh", **more: Any
) -> Component:
    """A button "Unduh" that opens groups of choices; ``nama`` says to a screen reader of what."""
    return html.Details(
        [
            html.Summary([ikon("download"), html.Span(kata)], **attributes(aria_label=f"Unduh {nama}")),
            html.Div(
                [html.Div([html.Span(title), *items], className="unduh-kelompok") for title, items in kelompok],
                className="unduh-isi",
            ),
        ],
        className="unduh",
        **more,
    )


def tautan(path: str, bentuk: Sequence[tuple[str, str]]) -> list[Component]:
    """Links to the forms of one file; a script gives them the address shown."""
    return [html.A(text, href=f"{path}?format={form}", **attributes(data_format=form)) for form, text in bentuk]


def menu_tabel(nama: str, path: str, alamat: Mapping[str, object], judul: str = "Tabel") -> Component:
    """The menu of a table whose address is known when it is drawn: every row of it, as XLSX or CSV."""
    query = {key: value for key, value in alamat.items() if value not in (None, "")}
    links = [html.A(text, href=f"{path}?{urlencode({**query, 'format': form})}") for form, text in ANGKA]
    return menu(nama, [(judul, links)])


def tombol(bentuk: Sequence[tuple[str, str]]) -> list[Component]:
    """Buttons for the forms of the chart they belong to (``assets/unduh.js``)."""
    return [html.Button(text, type="button", **attributes(data_unduh=form)) for form, text in bentuk]
