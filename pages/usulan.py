"""Apa yang menunggu keputusan? The review of usulan and perbaikan: a queue, the case beside it, and what decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, Patch, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import usulan as bagian
from components.usulan_daftar import heading, nothing, rows
from data_access import antrean
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kesos import baca_alasan
from pages._guard import guarded_callback
from pages._session import current_actor, current_akun
from pages._usulan import HALAMAN, TERBANYAK, may_decide, read_permintaan
from pages._usulan_aksi import STORES as ACT_STORES
from pages._usulan_aksi import register_acts
from pages._usulan_kasus import open_case, open_identity, read_case

dash.register_page(
    __name__,
    path="/usulan",
    name="Usulan",
    title="Apa yang menunggu keputusan?",
    order=3,
    requires=Permission.VIEW_RUMAH_TANGGA,
)

STORES = (
    bagian.TANYA, bagian.BUKA, bagian.DIBUKA, bagian.SIAP, bagian.BERIKUT, bagian.DIMUAT, bagian.MUATAN,
    bagian.MUATAN_SIAP, bagian.PEMEGANG, bagian.SIBUK, "usulan-identitas", *ACT_STORES,
)  # fmt: skip


def layout(**_query: str) -> Component:
    """The empty page; the address fills it."""
    akun = current_akun()
    return bagian.usulan_page(STORES, boleh=akun is not None and may_decide(akun.actor))


def _clientside(name: str, *dependencies: Any, **options: Any) -> None:
    dash.clientside_callback(ClientsideFunction("usulan", name), *dependencies, **options)


# What was typed is sent by a press of Enter or of the button, and is never in the address.
_clientside(
    "tanya",
    Output(bagian.TANYA, "data"),
    Input("pilihan", "data"),
    Input(bagian.TEKS, "n_submit"),
    Input(bagian.CARI, "n_clicks"),
    State(bagian.TEKS, "value"),
    State(bagian.TANYA, "data"),
)
_clientside("buka", Output(bagian.BUKA, "data"), Input("pilihan", "data"))
_clientside("lanjut", Output(bagian.LAGI, "hidden"), Input(bagian.BERIKUT, "data"))
_clientside("terdaftar", Output(bagian.DIMUAT, "data"), Input(bagian.BARIS, "children"))
_clientside("isi_saringan", Input(bagian.SARINGAN, "children"))
_clientside("muatan", Input(bagian.MUATAN, "data"))
_clientside("siap", Input(bagian.MUATAN_SIAP, "data"))
_clientside("pemegang", Input(bagian.PEMEGANG, "data"))
_clientside("segar", Input("versi", "data"))
register_acts()


@guarded_callback(
    Output(bagian.TAB, "children"),
    Output(bagian.SARINGAN, "children"),
    Output(bagian.KEPALA, "children"),
    Output(bagian.BARIS, "children"),
    Output(bagian.BERIKUT, "data"),
    Input(bagian.TANYA, "data"),
    Input("versi", "data"),
    State(bagian.DIMUAT, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_list(query: dict[str, Any] | None, _versi: int | None, shown: int | None) -> tuple[Any, ...]:
    """Tabs, filters, numbers and the first rows; as many rows as are shown when something changed."""
    if not query:
        raise PreventUpdate
    actor = current_actor()
    moved = dash.ctx.triggered_id == bagian.TANYA
    size = HALAMAN if moved else min(max(int(shown or 0), HALAMAN), TERBANYAK)
    with read_session() as connection:
        ask = read_permintaan(connection, actor, query)
        counts = antrean.count_antrean(connection, ask.scope, ask.saringan, hari_ini=ask.hari_ini)
        choices = antrean.read_pilihan(connection, ask.root, ask.saringan)
        page = antrean.read_antrean(
            connection, ask.scope, ask.saringan, None, size, hari_ini=ask.hari_ini, saat=ask.saat
        )
    own, place = ask.saringan, ask.wilayah.nama
    narrowed = [
        *(name for kode, name, _ in choices.desa if str(kode) == str(query.get("desa"))),
        *replace(own, program=None, periode=None).words(),
    ]
    found = rows(page.baris, own.tab, actor.id, boleh=may_decide(actor))
    return (
        bagian.tabs(counts, str(query.get("tab") or own.tab)),
        bagian.filters(own, choices, query),
        [bagian.states(counts, own.antre), *heading(counts.antre[str(own.antre)], own.antre, narrowed, place)],
        found or [nothing(own.tab, own.antre, narrowed, place)],
        page.berikut,
    )


@guarded_callback(
    Output(bagian.BARIS, "children", allow_duplicate=True),
    Output(bagian.BERIKUT, "data", allow_duplicate=True),
    Input(bagian.LAGI, "n_clicks"),
    State(bagian.TANYA, "data"),
    State(bagian.BERIKUT, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_more(_clicks: int | None, query: dict[str, Any] | None, after: Any) -> tuple[Patch, str | None]:
    """The next page of the queue, below the rows that are there."""
    actor = current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, query)
        if not isinstance(after, str):
            raise InvalidInput("Daftar sudah habis.")
        page = antrean.read_antrean(
            connection, ask.scope, ask.saringan, after, HALAMAN, hari_ini=ask.hari_ini, saat=ask.saat
        )
    more = Patch()
    more.extend(rows(page.baris, ask.saringan.tab, actor.id, boleh=may_decide(actor)))
    return more, page.berikut


@guarded_callback(
    Output(bagian.MUATAN, "data"),
    Input(bagian.BUKA, "data"),
    State("pilihan", "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_case(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> dict[str, Any]:
    """The case of the address."""
    return _case(wish, pilihan)


@guarded_callback(
    Output(bagian.MUATAN_SIAP, "data"),
    Input(bagian.SIAP, "data"),
    State("pilihan", "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def prepare_case(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> dict[str, Any]:
    """The case that comes next, so that it is there when the reader goes on; it is not claimed and not noted."""
    return _case(wish, pilihan)


def _case(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> dict[str, Any]:
    if not wish or not wish.get("kunci"):
        raise PreventUpdate
    actor = current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, {"wilayah": (pilihan or {}).get("wilayah")})
        return {"kunci": wish["kunci"], "isi": read_case(connection, ask, wish["kunci"])}


@guarded_callback(
    Output(bagian.MUATAN, "data", allow_duplicate=True),
    Input("usulan-identitas", "data"),
    State("pilihan", "data"),
    requires=Permission.UNMASK_IDENTITAS,
    prevent_initial_call=True,
)
def show_identity(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> dict[str, Any]:
    """The same case with its numbers in full."""
    if not wish or not wish.get("kunci"):
        raise PreventUpdate
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), {"wilayah": (pilihan or {}).get("wilayah")})
    alasan = baca_alasan(wish.get("alasan"), wish.get("keterangan"))
    return {"kunci": wish["kunci"], "isi": open_identity(ask, wish["kunci"], alasan)}


@guarded_callback(
    Output(bagian.PEMEGANG, "data"),
    Input(bagian.DIBUKA, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def hold_case(wish: dict[str, Any] | None) -> dict[str, Any]:
    """A case was opened: claim it for a reader who decides, say whose it is, and hand over the card of the register."""
    if not wish or not wish.get("kunci"):
        raise PreventUpdate
    return open_case(current_actor(), wish)
