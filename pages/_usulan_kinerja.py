"""The review in numbers, for the wilayah of the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output
from dash.exceptions import PreventUpdate

from components import usulan as bagian
from components.markup import markup
from components.usulan_kinerja import kinerja
from data_access.kerja_periksa import read_kerja
from data_access.periode import read_periode
from data_access.session import Connection, read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kalender import Periode
from domain.kerja_periksa import KerjaPeriksa
from domain.kode import Level
from domain.usulan import JENIS_OF_TAB, Tab
from pages._grafik_unduh import tandai_asal
from pages._guard import guarded_callback
from pages._session import current_actor
from pages._usulan import Permintaan, read_permintaan

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
    with read_session() as connection:
        ask, tab, found, periode = read_kinerja(connection, wish)
    tandai_asal(ask.wilayah, periode.label, ask.now, saring=[("Antrean", tab.capitalize())])
    return {"isi": markup(kinerja(found, tab, ask.wilayah.nama, area_of(ask), _alamat(ask, tab)))}


def _alamat(ask: Permintaan, tab: Tab) -> dict[str, object]:
    own = ask.saringan
    return {
        "wilayah": str(ask.wilayah.kode),
        "program": own.program and int(own.program),
        "periode": own.periode,
        "bagian": str(tab),
    }


def area_of(ask: Permintaan) -> str:
    """What the areas of the table are called."""
    return _AREA.get(ask.root.level, "desa")


def read_kinerja(connection: Connection, wish: Mapping[str, Any]) -> tuple[Permintaan, Tab, KerjaPeriksa, Periode]:
    """The review in numbers of an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    part = str(wish.get("bagian") or Tab.USULAN)
    if part not in set(Tab):
        raise InvalidInput("Bagian pada alamat tidak dikenal. Pilih Usulan atau Perbaikan.")
    tab = Tab(part)
    ask = read_permintaan(connection, current_actor(), wish)
    own = ask.saringan
    if own.program is None or own.periode is None:
        raise InvalidInput("Pilih program dan periode lebih dahulu.")
    periode = read_periode(connection, int(own.program), own.periode)
    of = (int(own.program), own.periode, ask.hari_ini)
    return ask, tab, read_kerja(connection, ask.root, ask.actor, JENIS_OF_TAB[tab], *of), periode
