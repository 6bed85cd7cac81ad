"""Pengesahan: has the letter of this kab been signed, by the right person, and is it in force?"""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.atribut import attributes
from data_access.session import read_session
from domain.access import Permission
from domain.errors import PortalError
from pages._guard import guarded_callback
from pages._pengesahan import read_berkas, read_permintaan
from pages._pengesahan_tampil import above, is_running, kab
from pages._session import current_actor

ISI, SEGAR, DETAK, CAP = "sah-isi", "sah-segar", "sah-detak", "sah-cap"

dash.register_page(
    __name__, path="/pengesahan", name="Pengesahan", title="Pengesahan", order=46, nav=False,
    requires=Permission.VIEW_RUMAH_TANGGA,
)  # fmt: skip


def layout(**_query: str) -> Component:
    """The frame: title, content, the dialog that asks once."""
    dialog = html.Dialog(
        [
            html.P(id="sah-tanya"),
            html.Div(
                [
                    html.Button(
                        "Batal", type="button", className="btn btn-outline-secondary", **attributes(data_jawab="")
                    ),
                    html.Button("Lanjutkan", type="button", className="btn btn-primary", **attributes(data_jawab="1")),
                ],
                className="sah-tombol",
            ),
        ],
        id="sah-dialog",
        className="sah-dialog",
        **attributes(aria_labelledby="sah-tanya"),
    )
    return html.Div(
        [
            html.H1("Apakah surat pengesahan sudah ditandatangani?"),
            html.Div(id=ISI, className="sah-isi"),
            html.P(id="sah-galat", role="alert", className="sah-galat"),
            dialog,
            dcc.Store(id=SEGAR),
            dcc.Store(id=CAP),
            dcc.Interval(id=DETAK, interval=2000, disabled=True),
        ],
        className="sah",
    )


@guarded_callback(
    Output(ISI, "children"),
    Output(CAP, "data"),
    Output(DETAK, "disabled"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    Input(DETAK, "n_intervals"),
    State(CAP, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show(pilihan: dict[str, str] | None, _versi: Any, _segar: Any, _detak: Any, cap: str | None) -> tuple[Any, ...]:
    """The whole page of one address; drawn anew only where something changed, so that nothing typed is lost."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), pilihan)
        except PortalError as refused:
            dash.set_props(ISI, {"children": html.P(refused.message, className="sah-kosong")})
            raise
        if not ask.di_kab:
            return above(connection, ask), "", not is_running(connection, ask)
        berkas = read_berkas(connection, ask.key)
        mark = f"{ask.key}|{berkas.cap}"
        if mark == cap:
            raise PreventUpdate
        return kab(connection, ask, berkas), mark, True
