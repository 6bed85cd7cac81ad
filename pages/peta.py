"""Which desa stands still, where are we late? Verivali progress of every wilayah in the reader's scope, on a map."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component

from components.peta_data import frames_by_day, map_values, tile_values
from components.peta_rinci import refusal
from components.peta_tata import map_page
from data_access.progres import read_daily
from data_access.session import read_session
from data_access.wilayah import read_wilayah
from domain.access import Permission
from domain.errors import InvalidInput, PortalError
from domain.kode import Level, parse_kode
from pages._guard import guarded_callback
from pages._peta import MOST_PARENTS, read_banding, read_own, read_permintaan, read_values, selected_scope, tile_scopes
from pages._peta_tampilan import headline, hidden_days, offers, places, trend_of, view, words
from pages._session import current_actor

dash.register_page(
    __name__, path="/peta", name="Peta", title="Peta verivali", order=1, requires=Permission.VIEW_PROGRES
)

TANYA, DATA = "peta-tanya", "peta-data"
RINCI_TANYA, RINCI = "peta-rinci-tanya", "peta-rinci"
BINGKAI_TANYA, BINGKAI = "peta-bingkai-tanya", "peta-bingkai"
UBIN_TANYA, UBIN = "peta-ubin-tanya", "peta-ubin-nilai"
DRAWN = ("peta-digambar", "peta-rinci-digambar", "peta-bingkai-digambar", "peta-ubin-digambar")
STORES = (TANYA, DATA, RINCI_TANYA, RINCI, BINGKAI_TANYA, BINGKAI, UBIN_TANYA, UBIN, *DRAWN)


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    return map_page(STORES)


dash.clientside_callback(
    ClientsideFunction("peta", "tanya"),
    Output(TANYA, "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    State(TANYA, "data"),
)
dash.clientside_callback(
    ClientsideFunction("peta", "tanyaRinci"),
    Output(RINCI_TANYA, "data"),
    Input(DRAWN[0], "data"),
    State("pilihan", "data"),
    State("versi", "data"),
    State(RINCI_TANYA, "data"),
)
# An output of this page keeps the callback still while another page is open: "pilihan" belongs to the shell.
for number, (function, inputs) in enumerate(
    (
        ("gambar", [Input(DATA, "data"), Input("pilihan", "data")]),
        ("gambarRinci", [Input(RINCI, "data")]),
        ("bingkai", [Input(BINGKAI, "data")]),
        ("ubin", [Input(UBIN, "data")]),
    )
):
    dash.clientside_callback(ClientsideFunction("peta", function), Output(DRAWN[number], "data"), *inputs)


@guarded_callback(
    Output(DATA, "data"), Input(TANYA, "data"), requires=Permission.VIEW_PROGRES, prevent_initial_call=True
)
def show_map(query: dict[str, str]) -> dict[str, Any]:
    """Everything map, kartogram, table, legend and lists draw from, for one address."""
    actor = current_actor()
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, actor, query)
            frame, values = read_values(connection, ask, ask.scope, ask.level)
            own = read_own(connection, ask, frame, values)
            drawn = map_values(ask.indikator, frame, values, ask.cara, read_banding(connection, ask))
            return (
                drawn
                | view(ask, query)
                | words(connection, ask, frame, own)
                | places(connection, ask, frame)
                | offers(connection, ask)
            )
        except PortalError as refused:
            return refusal(refused.message, read_wilayah(connection, actor.wilayah).nama)


@guarded_callback(
    Output(RINCI, "data"), Input(RINCI_TANYA, "data"), requires=Permission.VIEW_PROGRES, prevent_initial_call=True
)
def show_detail(query: dict[str, str]) -> dict[str, Any] | None:
    """Headline and trend of the selected area, or of the wilayah itself."""
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), query)
            scope = selected_scope(ask, query)
            return headline(connection, ask, scope) | {"tren": trend_of(connection, ask, scope)}
        except PortalError:
            # The notice in place of the map already says what is wrong with the address.
            return None


@guarded_callback(
    Output(BINGKAI, "data"), Input(BINGKAI_TANYA, "data"), requires=Permission.VIEW_PROGRES, prevent_initial_call=True
)
def show_days(query: dict[str, str]) -> dict[str, Any]:
    """The state of every area shown at the end of every day of the periode, to be played in the browser."""
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), {**query, "hari": ""})
        if ask.indikator.riwayat is None:
            raise InvalidInput("Ukuran ini tidak memiliki riwayat harian. Pilih ukuran lain.")
        frame, _ = read_values(connection, ask, ask.scope, ask.level)
        daily = read_daily(connection, ask.scope, ask.level, int(ask.periode.program), ask.periode.kode)
        hidden = hidden_days(connection, ask, frame["kode"].tolist())
    return {"kunci": query["kunci"]} | frames_by_day(ask.indikator, frame, daily, ask.saat, hidden)


@guarded_callback(
    Output(UBIN, "data"), Input(UBIN_TANYA, "data"), requires=Permission.VIEW_PROGRES, prevent_initial_call=True
)
def show_tiles(query: dict[str, Any]) -> dict[str, Any]:
    """Figures of the desa (kecamatan) of the kab (provinsi) that tiles show, all inside the reader's scope."""
    actor = current_actor()
    level = Level.DESA if query["lapis"] == "desa" else Level.KECAMATAN
    with read_session() as connection:
        ask = read_permintaan(connection, actor, query)
        scopes = tile_scopes(actor, [parse_kode(kode) for kode in query["induk"][:MOST_PARENTS]])
        found = [read_values(connection, ask, scope, level) for scope in scopes]
    return {"kunci": query["kunci"], "lapis": query["lapis"]} | tile_values(
        ask.indikator, [frame for frame, _ in found], [values for _, values in found]
    )
