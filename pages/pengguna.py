"""Who may come in, and for what? Accounts below the reader: given, changed, closed, reset, and explained."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, dcc, html
from dash.development.base_component import Component

from domain.access import Permission
from domain.errors import PortalError
from pages import _pengguna as view
from pages._guard import guarded_callback, render_error
from pages._session import current_akun

dash.register_page(
    __name__,
    path="/pengguna",
    name="Pengguna",
    title="Siapa boleh masuk, dan untuk apa?",
    order=80,
    menu="akun",
    requires=Permission.MANAGE_PENGGUNA,
)

FIELDS, LIST, SIDE = "pengguna-saring", "pengguna-daftar", "pengguna-samping"
# Rises after an act of this page.
AGAIN = "pengguna-ulang"


def layout(**_query: str) -> Component:
    """The frame; lists and forms are HTML that the browser puts into it."""
    akun = current_akun()
    return html.Div(
        [
            html.H1("Siapa boleh masuk, dan untuk apa?"),
            html.Div(id=FIELDS),
            html.Div([html.Div(id=LIST), html.Aside(id=SIDE)], className="pengguna-kolom"),
            dcc.Store(id=f"{FIELDS}-html", data=view.saring(akun.actor) if akun else ""),
            *(dcc.Store(id=name) for name in (f"{LIST}-html", f"{SIDE}-html", AGAIN, "pengguna-tergambar")),
        ],
        className="pengguna",
    )


@guarded_callback(
    Output(f"{LIST}-html", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(AGAIN, "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_list(query: view.Query | None, *_again: object) -> Any:
    """The accounts of the address."""
    return _shown(view.daftar, query)


@guarded_callback(
    Output(f"{SIDE}-html", "data"), Input("pilihan", "data"), Input(AGAIN, "data"), requires=Permission.VIEW_PROGRES
)
def show_side(query: view.Query | None, _again: object) -> Any:
    """What stands beside them; not drawn anew when others do something, because somebody may be typing in it."""
    return _shown(view.samping, query)


def _shown(draw: Any, query: view.Query | None) -> Any:
    try:
        return draw(query or {})
    except PortalError as refusal:
        # What was shown of another address must not stay under this one.
        render_error(refusal)
        return ""


dash.clientside_callback(
    ClientsideFunction("formulir", "gambar"),
    Output("pengguna-tergambar", "data"),
    *(Input(f"{name}-html", "data") for name in (FIELDS, LIST, SIDE)),
)
