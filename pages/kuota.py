"""Berapa tempat yang terpakai, sisa, dan kurang? Kuota of every wilayah in the reader's scope, and its division."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, dcc
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components.kuota_kata import kalimat
from components.kuota_rancang import IMPOR, kendali, ringkasan
from components.kuota_tabel import baris
from components.kuota_tata import kuota_page, refused_here
from components.tabel import sambungkan
from data_access.session import read_session
from domain.access import Permission
from domain.errors import PortalError
from pages._guard import guarded_callback
from pages._kuota import read_permintaan
from pages._kuota_aksi import ANSWERS, STORES, read_places, register_actions
from pages._kuota_rancang import boleh, susun
from pages._kuota_tampilan import controls, figures, proposals, ranking, read_keadaan, trend, warnings
from pages._session import current_actor

dash.register_page(
    __name__,
    path="/kuota",
    name="Kuota",
    title="Kuota",
    order=3,
    requires=Permission.VIEW_KUOTA,
    tabel=True,
)

TABEL, RANCANG = "kuota-tabel", "kuota-rancang"
SEGAR, TAMPIL, BERKAS, UBAH = "kuota-segar", "kuota-tampil", "kuota-berkas", "kuota-ubah"


def layout(**_query: str) -> Component:
    """The empty page; the address reaches it through the shell's ``pilihan``."""
    stores = [dcc.Store(id=name) for name in (SEGAR, TAMPIL, BERKAS, UBAH, *STORES)]
    return kuota_page(TABEL, RANCANG, stores)


sambungkan(TABEL)
sambungkan(RANCANG)
register_actions(TAMPIL)

dash.clientside_callback(ClientsideFunction("kuota", "siap"), Output("kuota", "className"), Input("pilihan", "data"))
dash.clientside_callback(
    ClientsideFunction("kuota", "jawab"),
    Output(SEGAR, "data"),
    *(Input(name, "data") for name in ANSWERS),
    prevent_initial_call=True,
)
dash.clientside_callback(
    ClientsideFunction("kuota", "ubah"),
    Output(UBAH, "data"),
    Input(RANCANG, "cellValueChanged"),
    State("pilihan", "data"),
    prevent_initial_call=True,
)


@guarded_callback(
    Output("kuota-galat", "children"),
    Output("kuota-kalimat", "children"),
    Output("kuota-angka", "children"),
    Output("kuota-peringatan", "children"),
    Output("kuota-kendali", "children"),
    Output(TABEL, "rowData"),
    Output("kuota-tren", "children"),
    Output("kuota-peringkat", "children"),
    Output("kuota-usul", "children"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    requires=Permission.VIEW_KUOTA,
)
def show_kuota(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> tuple[Any, ...]:
    """Sentence, figures, warnings, table, charts and proposals of one address."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), pilihan)
        except PortalError as refused:
            dash.set_props("kuota-galat", {"children": refused_here(refused.message)})
            raise
        found = read_keadaan(connection, ask)
        return (
            None,
            kalimat(ask.wilayah.nama, ask.periode.label, found.own),
            figures(ask, found),
            warnings(connection, ask, found),
            controls(ask, found),
            baris(found.frame, ask.level, pilihan, ask.topeng),
            trend(connection, ask),
            ranking(ask, found.frame),
            proposals(connection, ask, found),
        )


@guarded_callback(
    Output("kuota-rancang-kendali", "children"),
    Output("kuota-rancang-ringkas", "children"),
    Output(RANCANG, "rowData"),
    Output(TAMPIL, "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    Input(BERKAS, "data"),
    requires=Permission.VIEW_KUOTA,
)
def show_rancangan(
    pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None, berkas: dict[str, Any] | None
) -> tuple[Any, ...]:
    """The what-if of one kab; what it shows is what an action on it will carry."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), pilihan)
        if not ask.simulasi:
            return None, None, [], None
        own = berkas is not None and berkas.get("wilayah") == str(ask.wilayah.kode) and "tempat" in berkas
        impor = read_places(berkas["tempat"]) if own and berkas else None
        found = susun(connection, ask, impor)
        allowed = boleh(connection, ask)
    return (
        kendali(ask.cara, ask.batas, impor=impor is not None or ask.cara == IMPOR),
        ringkasan(found.ringkas, allowed),
        found.baris,
        {
            "wilayah": str(ask.wilayah.kode),
            "kuota": found.ringkas.kuota,
            "lama": {str(desa): places for desa, places in found.lama.items()},
            "baru": {str(desa): places for desa, places in found.baru.items()},
        },
    )
