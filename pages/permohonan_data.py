"""Sampai di mana permohonan data? Requests of a kab with their papers, checked by the centre, and the data after it."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import permohonan as bagian
from components.ajuan import jawaban, sambungkan
from components.markup import markup
from data_access.session import read_session
from domain.access import Permission
from pages._guard import guarded_callback
from pages._permohonan import act, read_daftar, read_form, read_kunci, read_rinci
from pages._session import current_actor, current_akun, narrowed

dash.register_page(
    __name__,
    path="/permohonan-data",
    name="Permohonan data",
    title="Permohonan data",
    order=8,
    menu="lain",
    requires=Permission.VIEW_PERMOHONAN,
)


def layout(**_query: str) -> Component:
    """The empty page; the address fills it."""
    akun = current_akun()
    return bagian.page(meminta=akun is not None and akun.actor.may(Permission.REQUEST_DATA))


sambungkan(bagian.FORM, bagian.DAFTAR, bagian.RINCI, bagian.KUNCI)
jawaban(bagian.JAWAB, bagian.SEGAR)


@guarded_callback(
    Output(f"{bagian.DAFTAR}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    requires=Permission.VIEW_PERMOHONAN,
)
def show_daftar(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> str:
    """Requests of the wilayah of the address."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        return markup(read_daftar(connection, current_actor(), pilihan))


@guarded_callback(
    Output(f"{bagian.RINCI}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    requires=Permission.VIEW_PERMOHONAN,
)
def show_rinci(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> str:
    """The request that the address opens."""
    narrowed(pilihan)
    if not (pilihan or {}).get("buka"):
        return ""
    with read_session() as connection:
        return markup(read_rinci(connection, current_actor(), pilihan or {}))


@guarded_callback(
    Output(f"{bagian.FORM}-isi", "data"),
    Input("pilihan", "data"),
    requires=Permission.VIEW_PERMOHONAN,
)
def show_form(pilihan: dict[str, str] | None) -> str:
    """The form of a new request."""
    narrowed(pilihan)
    if not (pilihan or {}).get("buat"):
        return ""
    with read_session() as connection:
        return markup(read_form(connection, current_actor()))


@guarded_callback(
    Output(f"{bagian.KUNCI}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    requires=Permission.VIEW_PERMOHONAN,
)
def show_kunci(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> str:
    """Keys of the reader's own kab."""
    narrowed(pilihan)
    with read_session() as connection:
        return markup(read_kunci(connection, current_actor()))


@guarded_callback(
    Output(bagian.JAWAB, "data"),
    Input(bagian.AKSI, "data"),
    requires=Permission.VIEW_PERMOHONAN,
    prevent_initial_call=True,
)
def run(wish: dict[str, Any] | None) -> dict[str, Any]:
    """Do what a form asked for."""
    return act(current_actor(), wish or {})
