"""Parts that pages of proposals share: areas drawn as text, tabs by state, facts, tables, papers, forms.

What listens to clicks and forms is ``assets/ajuan.js``: ``data-ajuan-go`` changes the address, ``data-ajuan-tanya``
hands a form to a store, ``data-ajuan-kirim`` posts one with its files to a route.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.ikon import ikon


def bidang(ident: str, kelas: str = "") -> Component:
    """An area whose HTML text comes through the store ``<ident>-isi``; connect it by ``sambungkan``."""
    return html.Div(
        [dcc.Store(id=f"{ident}-isi"), html.Div(id=ident, className=kelas, **attributes(aria_live="polite"))]
    )


def sambungkan(*idents: str) -> None:
    """Draw the text of these areas when it comes; called once, where the page registers its callbacks."""
    for ident in idents:
        dash.clientside_callback(
            ClientsideFunction("ajuan", "pasang"),
            Output(ident, "title"),
            Input(f"{ident}-isi", "data"),
            State(ident, "id"),
            prevent_initial_call=True,
        )


def jawaban(store: str, target: str) -> None:
    """Tell what an action answered (``pesan``, and ``ke``: changes of the address), then fill ``target``."""
    dash.clientside_callback(
        ClientsideFunction("ajuan", "jawab"), Output(target, "data"), Input(store, "data"), prevent_initial_call=True
    )


def go(**changes: object) -> dict[str, Any]:
    """Attributes of a control that changes the address; None removes."""
    return attributes(data_ajuan_go=json.dumps(changes))


def tab(items: Sequence[tuple[str, str, int | None]], terpilih: str, nama: str, **tetap: object) -> Component:
    """Tabs over one parameter of the address: (value, label, count)."""
    return html.Div(
        [
            html.Button(
                [
                    label,
                    *(
                        [html.Span(f"{count:,}".replace(",", "."), className="ajuan-hitung")]
                        if count is not None
                        else []
                    ),
                ],
                type="button",
                className="ajuan-tab",
                **attributes(aria_pressed=str(value == terpilih).lower()),
                **go(**{nama: value, "buka": None, "setelah": None, **tetap}),
            )
            for value, label, count in items
        ],
        className="ajuan-tab-baris",
        role="group",
    )


def fakta(pairs: Sequence[tuple[str, Any]]) -> Component:
    """Labels and what is known; what is empty is left out."""
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd(value)]) for label, value in pairs if value not in (None, "")],
        className="ajuan-fakta",
    )


def tabel(heads: Sequence[str], rows: Sequence[Component], nama: str) -> Component:
    """A table that becomes cards on a phone; cells carry ``data-judul``."""
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(list(rows))],
            className="ajuan-tabel",
        ),
        className="ajuan-gulung",
        tabIndex=0,
        role="region",
        **attributes(aria_label=nama),
    )


def sel(judul: str, isi: Any, kelas: str = "") -> Component:
    """One cell."""
    return html.Td(html.Div(isi), className=kelas, **attributes(data_judul=judul))


def kosong(icon: str, judul: str, teks: str, *action: Component) -> Component:
    """Nothing is here, and what can be done."""
    return html.Div([html.B([ikon(icon), judul]), html.P(teks), *action], className="ajuan-kosong")


def _selected(chosen: bool) -> dict[str, Any]:
    return {"selected": True} if chosen else {}


def pilihan(nama: str, label: str, choices: Mapping[str, str], terpilih: str = "", awal: str = "Pilih") -> Component:
    """A labelled list of choices."""
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [
                    html.Option(awal, value=""),
                    *(html.Option(text, value=code, **_selected(code == terpilih)) for code, text in choices.items()),
                ],
                name=nama,
                className="form-select",
            ),
        ],
        className="ajuan-isian",
    )


def kotak(nama: str, label: str, *, jenis: str = "text", nilai: str = "", contoh: str = "", **more: Any) -> Component:
    """A labelled field of one line; dash.html has no input, the script makes one of this."""
    fields = {"name": nama, "type": jenis, "value": nilai, "placeholder": contoh, **more}
    return html.Label(
        [html.Span(label), html.Span(className="ajuan-kotak", **attributes(data_ajuan_kotak=json.dumps(fields)))],
        className="ajuan-isian",
    )


def centang(nama: str, nilai: str, label: str, **more: Any) -> Component:
    """A checkbox, its label for readers of the screen only."""
    fields = {"name": nama, "type": "checkbox", "value": nilai, "aria-label": label, **more}
    return html.Span(className="ajuan-kotak", **attributes(data_ajuan_kotak=json.dumps(fields)))


def teks(nama: str, label: str, *, panjang: int, contoh: str = "") -> Component:
    """A labelled field of several lines."""
    return html.Label(
        [
            html.Span(label),
            html.Textarea(name=nama, rows=3, maxLength=panjang, placeholder=contoh, className="form-control"),
        ],
        className="ajuan-isian ajuan-lebar",
    )


def tutup(label: str, **changes: object) -> Component:
    """A button that closes what the address has open."""
    return html.Button(
        ikon("x-lg"), type="button", className="siks-tombol", **attributes(aria_label=label), **go(**changes)
    )
