"""Who makes the letters of this kab, who signs them, and who am I here?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, dcc, html
from dash.development.base_component import Component

from domain.access import Permission
from domain.errors import PortalError
from pages import _profil as view
from pages._guard import guarded_callback, render_error

dash.register_page(
    __name__,
    path="/profil",
    name="Profil",
    title="Siapa yang membuat dan menandatangani surat?",
    order=70,
    menu="akun",
    requires=Permission.VIEW_PROGRES,
)

BODY = "profil-isi"
# Rises after an act of this page.
AGAIN = "profil-ulang"


def layout(**_query: str) -> Component:
    """The frame; blocks and forms are HTML that the browser puts into it."""
    return html.Div(
        [
            html.H1("Siapa yang membuat dan menandatangani surat?"),
            html.Div(id=BODY),
            *(dcc.Store(id=name) for name in (f"{BODY}-html", AGAIN, "profil-tergambar")),
        ],
        className="profil",
    )


@guarded_callback(
    Output(f"{BODY}-html", "data"), Input("pilihan", "data"), Input(AGAIN, "data"), requires=Permission.VIEW_PROGRES
)
def show(query: Mapping[str, str] | None, _again: object) -> Any:
    """The page; not drawn anew when others do something, because somebody may be typing in it."""
    try:
        return view.isi(query or {})
    except PortalError as refusal:
        render_error(refusal)
        return ""


dash.clientside_callback(
    ClientsideFunction("formulir", "gambar"), Output("profil-tergambar", "data"), Input(f"{BODY}-html", "data")
)
