"""Sampai kapan? The deadlines of every programme as a calendar, exceptions, and what the centre decides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, dcc, html
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.kalender import jam_pembaca
from data_access.session import read_session
from domain.access import Permission
from pages import _kalender as view
from pages._guard import guarded_callback
from pages._kalender_aksi import ANSWERS, STORES, register_actions
from pages._session import current_actor

dash.register_page(
    __name__,
    path="/kalender",
    name="Kalender",
    title="Sampai kapan?",
    order=8,
    menu="lain",
    requires=Permission.VIEW_PROGRES,
)

HEAD, MONTH, LIST, GIVEN, FEED, CENTRE = (
    f"kalender-{part}" for part in ("kepala", "isi", "daftar", "diberi", "ics", "pusat")
)


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    return html.Div(
        [
            html.Div(html.H1("Sampai kapan?"), id=HEAD),
            html.Div(
                [
                    html.Div(
                        [
                            html.Section(id=MONTH, className="kalender-utama", **{"aria-label": "Bulan"}),
                            html.Div(id=GIVEN),
                            html.Div(id=CENTRE, className="kalender-pusat"),
                        ]
                    ),
                    html.Div(
                        [
                            html.Section(id=LIST, className="kalender-samping", **{"aria-label": "Periode bulan ini"}),
                            html.Div(id=FEED),
                        ]
                    ),
                ],
                className="kalender-kolom",
            ),
            *(dcc.Store(id=name) for name in STORES),
            dcc.Store(id="kalender-siap"),
        ],
        className="kalender",
    )


register_actions()
dash.clientside_callback(
    ClientsideFunction("kalender", "siap"),
    Output("kalender-siap", "data"),
    Input(CENTRE, "children"),
    Input(LIST, "children"),
    *(Input(name, "data") for name in ANSWERS),
)


@guarded_callback(
    Output(HEAD, "children"),
    Output(MONTH, "children"),
    Output(LIST, "children"),
    Output(GIVEN, "children"),
    Output(FEED, "children"),
    Output(CENTRE, "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    *(Input(name, "data") for name in ANSWERS),
    requires=Permission.VIEW_PROGRES,
)
def show(pilihan: dict[str, str] | None, *_written: object) -> tuple[Any, ...]:
    """The whole page for one address, in one snapshot."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        ask = view.read_tampilan(connection, current_actor(), pilihan)
        return (
            view.kepala(ask),
            view.bulan(ask),
            [
                html.P(
                    jam_pembaca(ask.now, ask.zona),
                    className="siks-samar siks-kecil",
                    # The sample has its own day: the browser counts on from it.
                    **{"data-kini": ask.now.isoformat(), "data-nyata": datetime.now(UTC).isoformat()},
                ),
                *view.daftar(connection, ask),
            ],
            view.pengecualian(connection, ask),
            view.langganan(connection, ask),
            view.pusat(connection, ask),
        )
