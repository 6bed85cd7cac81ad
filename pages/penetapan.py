"""Which batch waits for whom after the pengesahan, what the decree says, and how it differs from the rekap."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.penetapan_tata import (
    AKSI,
    GALAT,
    KALIMAT,
    REKON,
    SEGAR,
    TAMPIL,
    jawab,
    penetapan_page,
    refused_here,
)
from data_access.session import read_session
from domain.access import Permission
from domain.errors import PortalError
from pages._guard import guarded_callback
from pages._penetapan import read_permintaan
from pages._penetapan_aksi import register_actions
from pages._penetapan_isi import isi, isi_rekon
from pages._session import current_actor

dash.register_page(
    __name__,
    path="/penetapan",
    name="Penetapan",
    title="Penetapan",
    order=5,
    menu="lain",
    requires=Permission.VIEW_PROGRES,
)


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    return penetapan_page()


register_actions()

for _store in (TAMPIL, REKON):
    dash.clientside_callback(ClientsideFunction("penetapan", "tampil"), Input(_store, "data"))
dash.clientside_callback(
    ClientsideFunction("penetapan", "jawab"),
    Output(SEGAR, "data"),
    *(Input(jawab(aksi), "data") for aksi in AKSI),
    prevent_initial_call=True,
)


@guarded_callback(
    Output(GALAT, "children"),
    Output(KALIMAT, "children"),
    Output(TAMPIL, "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_penetapan(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> tuple[Any, ...]:
    """The queue or one batch, and the decree."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), pilihan)
        except PortalError as refused:
            dash.set_props(GALAT, {"children": refused_here(refused.message)})
            raise
        return (None, *isi(connection, ask))


@guarded_callback(
    Output(REKON, "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_rekonsiliasi(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> dict[str, str]:
    """Rekap beside the decree, and the rows that differ."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        return isi_rekon(connection, read_permintaan(connection, current_actor(), pilihan))
