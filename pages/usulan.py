"""Apa yang menunggu keputusan? The review of usulan and perbaikan: a queue, the case beside it, and what decides."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import usulan as bagian
from components.markup import markup
from components.usulan_daftar import heading, nothing, rows
from data_access import antrean
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kesos import baca_alasan
from pages._guard import guarded_callback
from pages._session import current_actor, current_akun
from pages._usulan import HALAMAN, TERBANYAK, may_decide, narrowed_by, read_permintaan
from pages._usulan_aksi import STORES as ACT_STORES
from pages._usulan_aksi import register_acts
from pages._usulan_kasus import open_case, open_identity, read_case
from pages._usulan_kinerja import WISH as KINERJA_WISH
from pages._usulan_kinerja import register_kinerja
from pages._usulan_massal import STORES as MASSAL_STORES
from pages._usulan_massal import register_massal

dash.register_page(
    __name__,
    path="/usulan",
    name="Usulan",
    title="Apa yang menunggu keputusan?",
    order=3,
    requires=Permission.VIEW_RUMAH_TANGGA,
)

STORES = (
    bagian.TANYA, bagian.DAFTAR, bagian.HITUNGAN, bagian.LANJUT, bagian.LANJUTAN, bagian.BUKA, bagian.MUATAN,
    bagian.SIAP, bagian.MUATAN_SIAP, bagian.DIBUKA, bagian.PEMEGANG, bagian.IDENTITAS, bagian.SIBUK, *ACT_STORES,
    *MASSAL_STORES, bagian.KINERJA, KINERJA_WISH,
)  # fmt: skip


def layout(**_query: str) -> Component:
    """The empty page; the address fills it."""
    akun = current_akun()
    return bagian.usulan_page(
        STORES,
        boleh=akun is not None and may_decide(akun.actor),
        unduh=akun is not None and akun.actor.may(Permission.EXPORT_RUMAH_TANGGA),
    )


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
)
_clientside("buka", Output(bagian.BUKA, "data"), Input("pilihan", "data"))
_clientside("daftar", Input(bagian.DAFTAR, "data"))
_clientside("hitungan", Input(bagian.HITUNGAN, "data"))
_clientside("lanjutan", Input(bagian.LANJUTAN, "data"))
_clientside("muatan", Input(bagian.MUATAN, "data"))
_clientside("siap", Input(bagian.MUATAN_SIAP, "data"))
_clientside("pemegang", Input(bagian.PEMEGANG, "data"))
_clientside("segar", Input("versi", "data"))
register_acts()
register_massal()
register_kinerja()


@guarded_callback(
    Output(bagian.DAFTAR, "data"),
    Input(bagian.TANYA, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_list(query: dict[str, Any] | None) -> dict[str, Any]:
    """The first rows; as many as are shown already (``dimuat``)."""
    if not query:
        raise PreventUpdate
    actor, shown = current_actor(), query.get("dimuat")
    size = min(max(shown if isinstance(shown, int) else 0, HALAMAN), TERBANYAK)
    with read_session() as connection:
        ask = read_permintaan(connection, actor, query)
        page = antrean.read_antrean(
            connection, ask.scope, ask.saringan, None, size, hari_ini=ask.hari_ini, saat=ask.saat
        )
        narrowed = narrowed_by(connection, ask)
    own, place = ask.saringan, ask.wilayah.nama
    found = rows(page.baris, own.tab, actor.id, boleh=may_decide(actor))
    return {"baris": markup(found or nothing(own.tab, own.antre, narrowed, place)), "berikut": page.berikut}


@guarded_callback(
    Output(bagian.HITUNGAN, "data"),
    Input(bagian.TANYA, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_counts(query: dict[str, Any] | None) -> dict[str, Any]:
    """Tabs, filters and numbers: exact, which for the whole country takes longer than the rows may."""
    if not query:
        raise PreventUpdate
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), query)
        counts = antrean.count_antrean(connection, ask.scope, ask.saringan, hari_ini=ask.hari_ini)
        choices = antrean.read_pilihan(connection, ask.root, ask.saringan)
        narrowed = narrowed_by(connection, ask)
    own = ask.saringan
    total = counts.antre[str(own.antre)]
    return {
        "tab": markup(bagian.tabs(counts, str(query.get("tab") or own.tab))),
        "saringan": markup(bagian.filters(own, choices, query)),
        "kepala": markup([bagian.states(counts, own.antre), *heading(total, narrowed)]),
        "jumlah": total,
    }


@guarded_callback(
    Output(bagian.LANJUTAN, "data"),
    Input(bagian.LANJUT, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def show_more(wish: dict[str, Any] | None) -> dict[str, Any]:
    """The next page of the queue, below the rows that are there."""
    if not wish:
        raise PreventUpdate
    actor, after = current_actor(), wish.get("sesudah")
    with read_session() as connection:
        ask = read_permintaan(connection, actor, wish)
        if not isinstance(after, str):
            raise InvalidInput("Daftar sudah habis.")
        page = antrean.read_antrean(
            connection, ask.scope, ask.saringan, after, HALAMAN, hari_ini=ask.hari_ini, saat=ask.saat
        )
    found = rows(page.baris, ask.saringan.tab, actor.id, boleh=may_decide(actor))
    return {"sesudah": after, "baris": markup(found), "berikut": page.berikut}


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
        return {"kunci": wish["kunci"], "isi": markup(read_case(connection, ask, wish["kunci"]))}


@guarded_callback(
    Output(bagian.MUATAN, "data", allow_duplicate=True),
    Input(bagian.IDENTITAS, "data"),
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
    return {"kunci": wish["kunci"], "isi": markup(open_identity(ask, wish["kunci"], alasan))}


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
