"""Warga mana yang mendaftar, dan sampai di mana? Pendaftaran aktif from desk to desk, and reports of ketidaklayakan."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import pendaftaran as bagian
from components.ajuan import jawaban, sambungkan
from components.markup import markup
from data_access.session import read_session
from domain.access import Permission
from pages._guard import guarded_callback
from pages._pendaftaran import act, read_daftar, read_form, read_rinci
from pages._session import current_actor, current_akun, narrowed

dash.register_page(
    __name__,
    path="/pendaftaran",
    name="Pendaftaran",
    title="Pendaftaran aktif dan ketidaklayakan",
    order=7,
    menu="lain",
    requires=Permission.VIEW_RUMAH_TANGGA,
)


def layout(**_query: str) -> Component:
    """The empty page; the address fills it."""
    akun = current_akun()
    return bagian.page(may_record=akun is not None and akun.actor.may(Permission.RECORD_PENDAFTARAN))


sambungkan(bagian.FORM, bagian.DAFTAR, bagian.RINCI)
jawaban(bagian.JAWAB, bagian.SEGAR)


@guarded_callback(
    Output(f"{bagian.DAFTAR}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_daftar(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> str:
    """What waits for the reader, or everything in the wilayah of the address."""
    if not pilihan:
        raise PreventUpdate
    with read_session() as connection:
        return markup(read_daftar(connection, current_actor(), pilihan))


@guarded_callback(
    Output(f"{bagian.RINCI}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_rinci(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> str:
    """The registration that the address opens."""
    narrowed(pilihan)
    if not (pilihan or {}).get("buka"):
        return ""
    with read_session() as connection:
        return markup(read_rinci(connection, current_actor(), pilihan or {}))


@guarded_callback(
    Output(f"{bagian.FORM}-isi", "data"),
    Input("pilihan", "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_form(pilihan: dict[str, str] | None) -> str:
    """The form that the address opens."""
    narrowed(pilihan)
    return markup(read_form(current_actor(), pilihan or {}))


@guarded_callback(
    Output(bagian.JAWAB, "data"),
    Input(bagian.AKSI, "data"),
    requires=Permission.FORWARD_PENDAFTARAN,
    prevent_initial_call=True,
)
def decide(wish: dict[str, Any] | None) -> dict[str, Any]:
    """Pass on, send back or refuse what the page shows."""
    return act(current_actor(), wish or {})
