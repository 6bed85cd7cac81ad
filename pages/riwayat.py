"""Who changed what, when and from where? The audit of the reader's wilayah, or what they did themselves."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import riwayat as tampil
from components.markup import markup
from components.pemberitahuan import notice
from components.riwayat import BERIKUT, BUKTI, GALAT, KALIMAT, LAGI, TAMPIL
from data_access.akar import read_akar
from data_access.riwayat_audit import list_riwayat
from data_access.session import Connection, read_session
from domain.access import Permission
from domain.errors import PortalError
from domain.riwayat import Baris, Kursor
from pages._guard import guarded_callback
from pages._riwayat import Permintaan, opens, read_kursor, read_permintaan
from pages._session import current_actor, current_akun

dash.register_page(
    __name__,
    path="/riwayat",
    name="Riwayat",
    title="Riwayat",
    order=20,
    requires=Permission.VIEW_PROGRES,
    menu="akun",
)

_BATAS = 50


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    akun = current_akun()
    return tampil.page(semua=akun is not None and akun.actor.may(Permission.VIEW_AUDIT))


dash.clientside_callback(
    ClientsideFunction("riwayat", "isian"), Output("riwayat-saring", "className"), Input("pilihan", "data")
)
dash.clientside_callback(ClientsideFunction("riwayat", "tampil"), Input(TAMPIL, "data"))
dash.clientside_callback(ClientsideFunction("riwayat", "lanjut"), Output(LAGI, "hidden"), Input(BERIKUT, "data"))


@guarded_callback(
    Output(GALAT, "children"),
    Output(KALIMAT, "children"),
    Output(BUKTI, "children"),
    Output(TAMPIL, "data"),
    Output(BERIKUT, "data"),
    Input("pilihan", "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_riwayat(pilihan: dict[str, str] | None) -> tuple[Any, ...]:
    """The newest rows of the address, and the newest root."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), pilihan)
        except PortalError as refused:
            dash.set_props(GALAT, {"children": notice(refused.message, kind="tolak")})
            raise
        rows, after = _rows(connection, ask, None)
        akar = read_akar(connection)
    words = tampil.kalimat(
        rows, nama_wilayah=ask.wilayah.nama, disaring=ask.disaring, milik=ask.tanya.milik is not None
    )
    proof = tampil.bukti(akar.hari, akar.sidik, akar.dibuat, len(akar.isi), ask.zona) if akar else tampil.bukti_kosong()
    return None, words, proof, {"isi": markup(_drawn(ask, rows))}, after


@guarded_callback(
    Output(TAMPIL, "data", allow_duplicate=True),
    Output(BERIKUT, "data", allow_duplicate=True),
    Input(LAGI, "n_clicks"),
    State("pilihan", "data"),
    State(BERIKUT, "data"),
    requires=Permission.VIEW_PROGRES,
    prevent_initial_call=True,
)
def show_more(_clicks: Any, pilihan: dict[str, str] | None, berikut: Any) -> tuple[dict[str, Any], Any]:
    """The rows before those that are there."""
    cursor = read_kursor(berikut)
    if cursor is None:
        raise PreventUpdate
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), pilihan or {})
        rows, after = _rows(connection, ask, cursor)
    return {"isi": markup(_drawn(ask, rows)), "tambah": True}, after


def _rows(connection: Connection, ask: Permintaan, cursor: Kursor | None) -> tuple[list[Baris], list[Any] | None]:
    """One page, and what the next one begins after."""
    found = list_riwayat(connection, ask.tanya, cursor, _BATAS + 1)
    rows = found[:_BATAS]
    if len(found) <= _BATAS:
        return rows, None
    last = rows[-1].kursor
    return rows, [last.waktu.isoformat(), last.kab, last.urut]


def _drawn(ask: Permintaan, rows: list[Baris]) -> list[Component]:
    actor = current_actor()
    return tampil.daftar(
        rows,
        zona=ask.zona,
        lengkap=ask.lengkap,
        semua=ask.semua,
        dapat_dibuka=lambda path: opens(path, actor),
    )
