"""Rumah tangga mana yang pindah desa? Moves inside a kab: proposed, decided by another person, taken back."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from components import pemindahan as bagian
from components.ajuan import jawaban, sambungkan
from components.markup import markup
from components.pemindahan_form import formulir, keranjang, pencarian
from data_access.pemindahan import list_tujuan
from data_access.session import read_session
from domain.access import Permission
from pages._guard import guarded_callback
from pages._pemindahan import act, boleh, ip, kab_of, read_daftar, read_keranjang, read_rinci, tanya_of
from pages._session import current_actor, current_akun, narrowed
from workflow import kesos

dash.register_page(
    __name__,
    path="/pemindahan",
    name="Pemindahan",
    title="Pemindahan rumah tangga",
    order=6,
    menu="lain",
    requires=Permission.VIEW_RUMAH_TANGGA,
)


def layout(**_query: str) -> Component:
    """The empty page; the address fills it."""
    akun = current_akun()
    return bagian.page(may_propose=akun is not None and akun.actor.may(Permission.REQUEST_PEMINDAHAN))


sambungkan(bagian.FORM, bagian.KERANJANG, bagian.HASIL, bagian.DAFTAR, bagian.RINCI)
jawaban(bagian.JAWAB, bagian.SEGAR)


@guarded_callback(
    Output(f"{bagian.DAFTAR}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_daftar(pilihan: dict[str, str] | None, _versi: int | None, _segar: int | None) -> str:
    """Moves of one state in the wilayah of the address."""
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
    """The move that the address opens."""
    narrowed(pilihan)
    if not (pilihan or {}).get("buka"):
        return ""
    with read_session() as connection:
        item, ikut = read_rinci(connection, current_actor(), pilihan or {})
    actor = current_actor()
    return markup(bagian.rinci(item, ikut, boleh=boleh(actor, item), sendiri=item.pengaju == actor.id))


@guarded_callback(
    Output(f"{bagian.FORM}-isi", "data"),
    Input("pilihan", "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_form(pilihan: dict[str, str] | None) -> str:
    """The form, with the desa of the reader's own kab to choose from."""
    narrowed(pilihan)
    if not (pilihan or {}).get("ajukan"):
        return ""
    actor = current_actor()
    actor.require(Permission.REQUEST_PEMINDAHAN)
    with read_session() as connection:
        return markup(formulir(list_tujuan(connection, kab_of(actor))))


@guarded_callback(
    Output(f"{bagian.KERANJANG}-isi", "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_keranjang(pilihan: dict[str, str] | None, _versi: int | None) -> str:
    """Households that the address has chosen, checked against the target."""
    narrowed(pilihan)
    if not (pilihan or {}).get("ajukan"):
        return ""
    actor = current_actor()
    actor.require(Permission.REQUEST_PEMINDAHAN)
    return markup(keranjang(read_keranjang(actor, pilihan or {})))


@guarded_callback(
    Output(f"{bagian.HASIL}-isi", "data"),
    Input("pilihan", "data"),
    Input(bagian.CARI, "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
)
def show_hasil(pilihan: dict[str, str] | None, cari: dict[str, Any] | None) -> str:
    """The search box, and who answers to it in the reader's own wilayah."""
    narrowed(pilihan)
    if not (pilihan or {}).get("ajukan"):
        return ""
    if dash.ctx.triggered_id != bagian.CARI:
        if cari:
            raise PreventUpdate
        return markup(pencarian(None, ""))
    actor, text = current_actor(), str((cari or {}).get("teks") or "")
    actor.require(Permission.REQUEST_PEMINDAHAN)
    with read_session() as connection:
        tanya = tanya_of(connection, actor, text)
    return markup(pencarian(kesos.find(actor, tanya, alamat_ip=ip()), text))


@guarded_callback(
    Output(bagian.JAWAB, "data"),
    Input(bagian.AKSI, "data"),
    State("pilihan", "data"),
    requires=Permission.VIEW_RUMAH_TANGGA,
    prevent_initial_call=True,
)
def decide(wish: dict[str, Any] | None, _pilihan: dict[str, str] | None) -> dict[str, Any]:
    """Approve, refuse, withdraw or take back what was chosen."""
    return act(current_actor(), wish or {})
