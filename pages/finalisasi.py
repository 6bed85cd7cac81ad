"""Kab/kota mana yang belum difinalisasi, dan apa yang menahannya? The board, one kab, and the act itself."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.finalisasi_tata import (
    ATAS,
    BEDA,
    DIALOG,
    DIBUKA,
    DIGAMBAR,
    GALAT,
    GAMBAR,
    JAWAB_BUKA,
    JAWAB_TUTUP,
    KAB,
    SEGAR,
    TABEL,
    finalisasi_page,
    refused_here,
)
from components.tabel import sambungkan
from data_access.session import read_session
from domain.access import Permission
from domain.errors import PortalError
from pages._finalisasi import HALANGAN_KUOTA, read_permintaan
from pages._finalisasi_aksi import panel, register_actions
from pages._finalisasi_beda import isi_beda
from pages._finalisasi_kab import isi_kab
from pages._finalisasi_papan import isi_papan
from pages._guard import guarded_callback
from pages._session import current_actor

dash.register_page(
    __name__,
    path="/finalisasi",
    name="Finalisasi",
    title="Finalisasi",
    order=4,
    requires=Permission.VIEW_PROGRES,
    tabel=True,
)


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    return finalisasi_page(frozenset() if current_actor().may(Permission.VIEW_KUOTA) else HALANGAN_KUOTA)


sambungkan(TABEL)
register_actions()

dash.clientside_callback(
    ClientsideFunction("finalisasi", "gambar"),
    Output(DIGAMBAR, "data"),
    Input(GAMBAR, "data"),
    Input("pilihan", "data"),
)
dash.clientside_callback(ClientsideFunction("finalisasi", "tanya"), Output(DIBUKA, "data"), Input(DIALOG, "data"))
dash.clientside_callback(
    ClientsideFunction("finalisasi", "jawab"),
    Output(SEGAR, "data"),
    Input(JAWAB_TUTUP, "data"),
    Input(JAWAB_BUKA, "data"),
    prevent_initial_call=True,
)


@guarded_callback(
    Output(GALAT, "children"),
    Output(ATAS, "children"),
    Output(TABEL, "rowData"),
    Output(GAMBAR, "data"),
    Output(KAB, "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_finalisasi(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> tuple[Any, ...]:
    """The board of a country or provinsi, or one kab, from one snapshot."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), pilihan)
        except PortalError as refused:
            dash.set_props(GALAT, {"children": refused_here(refused.message)})
            raise
        if ask.di_kab:
            return None, None, no_update, {"tampil": "kab"}, isi_kab(connection, ask, panel)
        return (None, *isi_papan(connection, ask), None)


@guarded_callback(
    Output(BEDA, "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_changes(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> Any:
    """What changed in the live data since a snapshot was taken, where there is one."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), pilihan)
        return isi_beda(connection, ask) if ask.utuh else None
