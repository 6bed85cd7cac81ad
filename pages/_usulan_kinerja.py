"""The review in numbers, for the wilayah of the address."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output
from dash.exceptions import PreventUpdate

from components import usulan as bagian
from components.markup import markup
from components.usulan_kinerja import kinerja
from data_access.kerja_periksa import read_kerja
from data_access.periode import read_periode
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kode import Level
from domain.usulan import JENIS_OF_TAB, Tab
from pages._grafik_unduh import tandai_asal
from pages._guard import guarded_callback
from pages._session import current_actor
from pages._usulan import read_permintaan

WISH = f"{bagian.KINERJA}-minta"
_AREA = {Level.NASIONAL: "provinsi", Level.PROVINSI: "kab/kota"}


def register_kinerja() -> None:
    """Register what draws the part."""
    guarded_callback(
        Output(bagian.KINERJA, "data"),
        Input(WISH, "data"),
        requires=Permission.VIEW_RUMAH_TANGGA,
        prevent_initial_call=True,
    )(show_kinerja)
    dash.clientside_callback(ClientsideFunction("usulan", "kinerja"), Input(bagian.KINERJA, "data"))


def show_kinerja(wish: dict[str, Any] | None) -> dict[str, Any]:
    """Figures, ages, reasons, and tables by area and by reviewer."""
    if not wish:
        raise PreventUpdate
    part = str(wish.get("bagian") or Tab.USULAN)
    if part not in set(Tab):
        raise InvalidInput("Bagian pada alamat tidak dikenal. Pilih Usulan atau Perbaikan.")
    tab = Tab(part)
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), wish)
        own = ask.saringan
        if own.program is None or own.periode is None:
            raise InvalidInput("Pilih program dan periode lebih dahulu.")
        found = read_kerja(
            connection, ask.root, ask.actor, JENIS_OF_TAB[tab], int(own.program), own.periode, ask.hari_ini
        )
        label = read_periode(connection, int(own.program), own.periode).label
    tandai_asal(ask.wilayah, label, ask.now, saring=[("Antrean", tab.capitalize())])
    return {"isi": markup(kinerja(found, tab, ask.wilayah.nama, _AREA.get(ask.root.level, "desa")))}
