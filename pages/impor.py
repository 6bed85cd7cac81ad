"""Where are the files from the field, and what will each change? Upload, check, difference, agreement, way back."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import impor_daftar, impor_tata
from components.impor_beda import baris
from components.impor_rinci import DESA, TEMUAN, kepala, kosong, saring_hasil
from components.impor_tata import (
    BERIKUT,
    CARI,
    DETAK,
    GALAT,
    JAWAB,
    KALIMAT,
    KEADAAN,
    LAGI,
    RAKIT,
    SEDANG,
    SEGAR,
    TAMPIL,
)
from components.impor_temuan import aturan, desa, tabel_temuan, temuan
from components.markup import markup
from data_access import impor_baca
from data_access.session import Connection, read_session
from domain.access import Permission
from domain.errors import PortalError
from domain.impor_tampil import BERJALAN, TERTULIS, Impor, baca_saringan_hasil, baca_saringan_temuan
from pages._guard import guarded_callback
from pages._impor import BATAS, Permintaan, read_kursor, read_permintaan
from pages._impor_aksi import register_actions
from pages._session import current_actor

dash.register_page(
    __name__,
    path="/impor",
    name="Impor",
    title="Sampai di mana berkas dari lapangan?",
    order=2.5,
    requires=Permission.IMPORT_SIKS,
)

_PAGE = 20
EMPTY = "Tidak ada baris yang cocok. Hapus saringan untuk melihat semuanya."


def layout(**_query: str) -> Component:
    """The empty page; address and browser fill it."""
    return impor_tata.page()


register_actions()

dash.clientside_callback(ClientsideFunction("impor", "siap"), Output("impor", "className"), Input("pilihan", "data"))
dash.clientside_callback(
    ClientsideFunction("impor", "jawab"), Output(SEGAR, "data"), Input(JAWAB, "data"), prevent_initial_call=True
)
dash.clientside_callback(ClientsideFunction("impor", "lanjut"), Output(LAGI, "hidden"), Input(BERIKUT, "data"))
dash.clientside_callback(ClientsideFunction("impor_rakit", "tampil"), Input(TAMPIL, "data"))
dash.clientside_callback(ClientsideFunction("impor_rakit", "rakit"), Input(RAKIT, "data"))


@guarded_callback(
    Output(GALAT, "children"),
    Output(KALIMAT, "children"),
    Output(TAMPIL, "data"),
    Output(DETAK, "disabled"),
    Output(KEADAAN, "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(SEGAR, "data"),
    Input(DETAK, "n_intervals"),
    Input(SEDANG, "data"),
    State(KEADAAN, "data"),
    requires=Permission.IMPORT_SIKS,
)
def show_impor(
    pilihan: dict[str, str] | None, _versi: Any, _segar: Any, _detak: Any, sedang: Any, keadaan: Any
) -> tuple[Any, ...]:
    """The list, or the head of one file; asked for again each second while something moves."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        try:
            ask = read_permintaan(connection, current_actor(), pilihan)
        except PortalError as refused:
            dash.set_props(GALAT, {"children": impor_tata.refused_here(refused.message)})
            raise
        if ask.berkas is not None:
            state = f"{ask.berkas.nomor}:{ask.berkas.state}"
            return (
                None,
                "",
                {"daftar": "", "kepala": markup(_head(connection, ask, ask.berkas, pilihan))},
                ask.berkas.state not in BERJALAN,
                dash.no_update if state == keadaan else state,
            )
        items = impor_baca.list_impor(connection, ask.kab, sebelum=ask.sebelum, batas=_PAGE + 1)
        more = items[_PAGE - 1].nomor if len(items) > _PAGE else None
        # What this browser is sending stands above the list already.
        own = set(sedang) if isinstance(sedang, list) else set()
        items = [item for item in items[:_PAGE] if item.nomor not in own]
        names = {item.nomor: [name for _, name, _ in impor_baca.read_desa(connection, item)] for item in items}
        return (
            None,
            impor_daftar.kalimat(items),
            {"daftar": markup(impor_daftar.daftar(items, names, zona=ask.zona, lama=more)), "kepala": ""},
            not any(item.state in BERJALAN for item in items),
            "",
        )


def _head(connection: Connection, ask: Permintaan, item: Impor, pilihan: dict[str, str]) -> list[Component]:
    names = [name for _, name, _ in impor_baca.read_desa(connection, item)]
    obstacle = impor_baca.read_halangan(connection, item) if item.state in TERTULIS else None
    return kepala(item, names, zona=ask.zona, tab=ask.tab, saringan=baca_saringan_hasil(pilihan), halangan=obstacle)


@guarded_callback(
    Output(RAKIT, "data"),
    Output(BERIKUT, "data"),
    Input("pilihan", "data"),
    Input(KEADAAN, "data"),
    Input(CARI, "value"),
    requires=Permission.IMPORT_SIKS,
)
def show_isi(pilihan: dict[str, str] | None, _keadaan: Any, cari: Any) -> tuple[Any, ...]:
    """The first rows of the tab of the address."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), pilihan)
        if ask.berkas is None or not ask.berkas.ringkasan:
            return {}, None
        if ask.tab == DESA:
            return {"isi": markup(desa(impor_baca.read_desa(connection, ask.berkas)))}, None
        rows, after = _rows(connection, ask, pilihan, cari, None)
        if ask.tab == TEMUAN:
            narrow = baca_saringan_temuan(pilihan)
            counts = impor_baca.count_galat(connection, ask.kab, ask.berkas.nomor, narrow)
            more = int(ask.berkas.ringkasan.get("tidak_dirinci", 0))
            choices = aturan(counts, narrow, _name(connection, ask, narrow.desa), tidak_dirinci=more)
            return {"saring": markup(choices), "isi": markup(tabel_temuan(rows) if rows else None)}, after
        saringan = baca_saringan_hasil(pilihan, cari)
        found = impor_baca.count_hasil(connection, ask.kab, ask.berkas.nomor, saringan)
        choices = saring_hasil(found, saringan, _name(connection, ask, saringan.desa))
        return {"saring": markup(choices), "isi": markup(rows or kosong(EMPTY))}, after


@guarded_callback(
    Output(RAKIT, "data", allow_duplicate=True),
    Output(BERIKUT, "data", allow_duplicate=True),
    Input(LAGI, "n_clicks"),
    State("pilihan", "data"),
    State(CARI, "value"),
    State(BERIKUT, "data"),
    requires=Permission.IMPORT_SIKS,
    prevent_initial_call=True,
)
def show_more(_clicks: Any, pilihan: dict[str, str] | None, cari: Any, after: Any) -> tuple[dict[str, Any], Any]:
    """The next rows, below those that are there."""
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), pilihan or {})
        if ask.berkas is None or after is None or ask.tab == DESA:
            raise PreventUpdate
        cursor = read_kursor(after, 1 if ask.tab == TEMUAN else 3)
        rows, after = _rows(connection, ask, pilihan or {}, cari, cursor)
    return {"isi": markup(rows), "tambah": True}, after


def _rows(
    connection: Connection, ask: Permintaan, pilihan: dict[str, str], cari: Any, cursor: list[Any] | None
) -> tuple[list[Component], list[Any] | None]:
    """One page of rows, and what the next one begins after."""
    assert ask.berkas is not None
    nomor = ask.berkas.nomor
    if ask.tab == TEMUAN:
        narrow = baca_saringan_temuan(pilihan)
        found = impor_baca.read_galat(
            connection, ask.kab, nomor, narrow, cursor[0] if cursor else None, batas=BATAS + 1
        )
        return temuan(found[:BATAS]), [found[BATAS - 1].nomor] if len(found) > BATAS else None
    saringan = baca_saringan_hasil(pilihan, cari)
    items = impor_baca.read_hasil(connection, ask.kab, nomor, saringan, cursor, batas=BATAS + 1)
    return baris(items[:BATAS]), items[BATAS - 1].kunci if len(items) > BATAS else None


def _name(connection: Connection, ask: Permintaan, kode: int | None) -> str | None:
    if kode is None or ask.berkas is None:
        return None
    return next((name for desa, name, _ in impor_baca.read_desa(connection, ask.berkas) if desa == kode), str(kode))
