"""Who is registered, and how do they live? Households by number, name, address and filter, and the card of each."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, Patch, State
from dash.development.base_component import Component

from components import kesos as bagian
from components.kesos_kartu import card
from data_access.session import read_session
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput
from domain.kesos import Jenis, Rujukan, baca_alasan, baca_rujukan
from domain.kode import parse_kode
from domain.rumah_tangga import Hasil, Identitas, Kartu
from pages._data_kesos import ip, permit, read_cursor, read_tanya, today
from pages._guard import guarded_callback
from pages._session import current_actor, current_akun
from workflow import kesos

dash.register_page(
    __name__,
    path="/data-kesos",
    name="Data Kesos",
    title="Data kesejahteraan sosial",
    order=4,
    requires=Permission.VIEW_RUMAH_TANGGA,
)


def layout(**_query: str) -> Component:
    """The empty page; address and search box fill it."""
    akun = current_akun()
    return bagian.page(
        may_export=akun is not None and akun.actor.may(Permission.EXPORT_RUMAH_TANGGA),
        may_unmask=akun is not None and akun.actor.may(Permission.UNMASK_IDENTITAS),
    )


# What was typed is sent by a press of Enter or of the button, and is never in the address.
dash.clientside_callback(
    ClientsideFunction("kesos", "tanya"),
    Output(bagian.TANYA, "data"),
    Input("pilihan", "data"),
    Input(bagian.TEKS, "n_submit"),
    Input(bagian.CARI, "n_clicks"),
    State(bagian.TEKS, "value"),
    State(bagian.TANYA, "data"),
)
dash.clientside_callback(
    ClientsideFunction("kesos", "buka"),
    Output(bagian.BUKA, "data"),
    Input("pilihan", "data"),
    State(bagian.BUKA, "data"),
)
dash.clientside_callback(
    ClientsideFunction("kesos", "lanjut"), Output(bagian.LAGI, "hidden"), Input(bagian.BERIKUT, "data")
)
dash.clientside_callback(
    ClientsideFunction("kesos", "kartu"), Output(bagian.KARTU, "className"), Input(bagian.KARTU, "children")
)


@guarded_callback(
    Output(bagian.KEPALA, "children"),
    Output(bagian.BARIS, "children"),
    Output(bagian.BERIKUT, "data"),
    Input(bagian.TANYA, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_list(query: dict[str, Any] | None) -> tuple[list[Component] | Component, list[Component], list[int] | None]:
    """The first page of what is asked for; nobody is listed before somebody asks."""
    actor, query = current_actor(), query or {}
    with read_session() as connection:
        tanya = read_tanya(connection, actor, query)
        place = read_wilayah(connection, tanya.scope.kode).nama
        root = read_wilayah(connection, actor.wilayah)
    if tanya.kueri.jenis is Jenis.KOSONG and not tanya.saringan and not query.get("semua"):
        return bagian.invitation(place), [], None
    found = kesos.find(actor, tanya, alamat_ip=ip())
    wider = None if root.kode == tanya.scope.kode or found.baris else (str(root.kode), root.nama)
    filters = [] if tanya.kueri.jenis in (Jenis.NOMOR, Jenis.IDBDT) else tanya.saringan.words()
    return bagian.heading(found, place=place, filters=filters, root=wider), bagian.rows(found.baris), found.berikut


@guarded_callback(
    Output(bagian.BARIS, "children", allow_duplicate=True),
    Output(bagian.BERIKUT, "data", allow_duplicate=True),
    Input(bagian.LAGI, "n_clicks"),
    State(bagian.TANYA, "data"),
    State(bagian.BERIKUT, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_more(_clicks: int | None, query: dict[str, Any] | None, after: Any) -> tuple[Patch, list[int] | None]:
    """The next page, below the rows that are there."""
    actor = current_actor()
    with read_session() as connection:
        tanya = read_tanya(connection, actor, query or {})
    cursor = read_cursor(after)
    if cursor is None:
        raise InvalidInput("Daftar sudah habis.")
    found: Hasil = kesos.find(actor, tanya, cursor, alamat_ip=ip())
    more = Patch()
    more.extend(bagian.rows(found.baris))
    return more, found.berikut


@guarded_callback(
    Output(bagian.KARTU, "children"),
    Input(bagian.BUKA, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_card(query: dict[str, str] | None) -> Component | None:
    """The card of the household in the address, numbers masked."""
    if not (query or {}).get("ruta"):
        return None
    actor, rujukan = current_actor(), baca_rujukan((query or {})["ruta"])
    return _card(actor, rujukan, kesos.open_card(actor, rujukan, day=_today(), alamat_ip=ip()), None)


@guarded_callback(
    Output(bagian.KARTU, "children", allow_duplicate=True),
    Input(bagian.BUKA_ID, "n_clicks"),
    State(bagian.ALASAN_ID, "value"),
    State(bagian.KETERANGAN_ID, "value"),
    State(bagian.BUKA, "data"),
    requires=Permission.UNMASK_IDENTITAS,
    prevent_initial_call=True,
)
def unmask(clicks: int | None, kode: str | None, text: str | None, query: dict[str, str] | None) -> Component:
    """The same card with its numbers in full, after the reason was written down."""
    actor, rujukan = current_actor(), baca_rujukan((query or {}).get("ruta"))
    kesos.check_reach(actor, rujukan)
    if not clicks:
        raise dash.exceptions.PreventUpdate
    kartu, identitas = kesos.unmask(actor, rujukan, baca_alasan(kode, text), day=_today(), alamat_ip=ip())
    return _card(actor, rujukan, kartu, identitas)


def _today() -> Any:
    with read_session() as connection:
        return today(connection)


def _card(actor: Actor, rujukan: Rujukan, kartu: Kartu, identitas: Identitas | None) -> Component:
    token = permit(actor, rujukan) if identitas else ""

    def photo(kind: str) -> str | None:
        if kind in kesos.FOTO_IDENTITAS:
            return f"/data-kesos/foto/{rujukan}/{kind}?izin={token}" if token else None
        return f"/data-kesos/foto/{rujukan}/{kind}"

    desa = parse_kode(kartu.desa)
    return card(
        kartu,
        identitas=identitas,
        photo=photo,
        letter=f"/data-kesos/surat/{rujukan}",
        map_url=f"/desa/{desa}" if actor.may(Permission.VIEW_PROGRES) else None,
        lain=_acts(actor, rujukan),
    )


def _acts(actor: Actor, rujukan: Rujukan) -> list[tuple[str, str, str]]:
    acts = []
    if actor.may(Permission.REQUEST_PEMINDAHAN):
        acts.append(("signpost-split", "Ajukan pemindahan", f"/pemindahan?ajukan=1&keranjang={rujukan}"))
    if actor.may(Permission.RECORD_PENDAFTARAN):
        acts.append(("exclamation-triangle", "Laporkan ketidaklayakan", f"/pendaftaran?lapor={rujukan}"))
    return acts
