"""Apa yang terjadi di desa ini, dan apa yang menghalangi finalisasi? Everything about one desa in one place."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import request

from components import desa as bagian
from data_access import desa as baca
from data_access.session import read_session
from data_access.wilayah import read_wilayah
from domain.access import Permission
from domain.errors import InvalidInput, PortalError
from pages._desa import BUKAN_DESA, narrowed, read_tanya
from pages._desa_bagian import answer
from pages._desa_letak import answer_map
from pages._guard import guarded_callback
from pages._session import current_actor, now
from workflow.catatan import TERPANJANG, tulis_catatan, urungkan_catatan

dash.register_page(
    __name__,
    path="/desa",
    path_template="/desa/<kode>",
    name="Desa",
    title="Desa",
    nav=False,
    requires=Permission.VIEW_PROGRES,
)


def layout(kode: str | None = None, **_query: str) -> Component:
    """The empty page; a code that is no desa of the reader is said at once."""
    if kode is None:
        return bagian.desa_page(TERPANJANG, writes=True)
    actor = current_actor()
    try:
        scope = narrowed(actor, kode)
        if kode != str(scope.kode):
            raise InvalidInput(BUKAN_DESA)
        with read_session() as connection:
            read_wilayah(connection, scope.kode)
    except PortalError as refused:
        return bagian.wrong_place(refused.message, "/peta")
    return bagian.desa_page(TERPANJANG, writes=actor.may(Permission.WRITE_CATATAN))


@guarded_callback(
    *(Output(bagian.box(name), "children") for name in bagian.BAGIAN),
    Input("pilihan", "data"),
    Input("versi", "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_desa(pilihan: dict[str, str] | None, _versi: int | None) -> list[Any]:
    """Every section but map and notes, from one snapshot."""
    with read_session() as connection:
        found = answer(connection, read_tanya(connection, current_actor(), pilihan or {}))
    return [found[name] for name in bagian.BAGIAN]


@guarded_callback(
    Output(bagian.PETA, "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_households(pilihan: dict[str, str] | None, _versi: int | None) -> Component:
    """The outline, and the households in it for readers who may see them."""
    with read_session() as connection:
        return answer_map(connection, read_tanya(connection, current_actor(), pilihan or {}))


@guarded_callback(
    Output(bagian.CATATAN, "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.TULISAN, "data"),
    requires=Permission.VIEW_PROGRES,
)
def show_notes(pilihan: dict[str, str] | None, _versi: int | None, _tulisan: int | None) -> Component:
    """Notes, newest first."""
    scope = narrowed(current_actor(), (pilihan or {}).get("wilayah"))
    with read_session() as connection:
        zona = read_wilayah(connection, scope.kode).zona or 7
        found = baca.read_catatan(connection, scope)
    return bagian.notes([(item.nama, item.peran, bagian.note_time(item.waktu, zona), item.isi) for item in found])


@guarded_callback(
    Output(bagian.ISI, "value"),
    Output(bagian.NOMOR, "data"),
    Output(bagian.KABAR, "hidden"),
    Output(bagian.KABAR_KATA, "children"),
    Output(bagian.URUNG, "hidden"),
    Output(bagian.TULISAN, "data"),
    Input(bagian.TULIS, "n_clicks"),
    Input(bagian.URUNG, "n_clicks"),
    State(bagian.ISI, "value"),
    State(bagian.NOMOR, "data"),
    State("pilihan", "data"),
    requires=Permission.WRITE_CATATAN,
    prevent_initial_call=True,
)
def write_note(
    written: int | None, undone: int | None, text: str | None, number: int | None, pilihan: dict[str, str] | None
) -> tuple[Any, ...]:
    """Keep a note, or take back the one just written."""
    actor = current_actor()
    scope = narrowed(actor, (pilihan or {}).get("wilayah"))
    if not (written or undone):
        raise PreventUpdate
    moment = now()
    if dash.ctx.triggered_id == bagian.URUNG:
        if not isinstance(number, int):
            raise PreventUpdate
        urungkan_catatan(actor, scope.kode, number, now=moment, alamat_ip=request.remote_addr)
        return no_update, None, False, "Catatan diurungkan.", True, -number
    kept = tulis_catatan(actor, scope.kode, text or "", now=moment, alamat_ip=request.remote_addr)
    return "", kept, False, "Catatan disimpan.", False, kept


# The offer to take a note back goes when it can no longer be kept.
dash.clientside_callback(
    ClientsideFunction("desa", "batasUrung"),
    Output(bagian.URUNG, "data-nomor"),
    Input(bagian.NOMOR, "data"),
    prevent_initial_call=True,
)
