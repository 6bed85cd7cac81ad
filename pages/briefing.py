"""What is taken into the meeting? Packs of one wilayah: looked at before, made, downloaded, sent on schedule."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component

from components import briefing as bagian
from components.ajuan import jawaban, sambungkan
from components.briefing_jadwal import hasil
from components.markup import markup
from data_access.briefing import search_penerima
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput, RuleViolation
from pages._briefing import alamat_peta, read_isi, read_kunci, wilayah_of
from pages._briefing_aksi import act
from pages._briefing_paket import read_form, read_panel, read_rinci, read_tab
from pages._guard import guarded_callback
from pages._session import current_actor, narrowed

dash.register_page(
    __name__,
    path="/briefing",
    name="Briefing",
    title="Briefing",
    order=5,
    menu="lain",
    requires=Permission.EXPORT_PROGRES,
)


def layout(**_query: str) -> Component:
    """The empty page; the address fills it."""
    return bagian.halaman()


sambungkan(bagian.TAB, bagian.PANEL, bagian.RINCI)
jawaban(bagian.JAWAB, bagian.SEGAR)
dash.clientside_callback(
    ClientsideFunction("briefing", "tanya"),
    Output(bagian.TANYA, "data"),
    Input("pilihan", "data"),
    Input(bagian.DETAK, "n_intervals"),
    State("versi", "data"),
    State(bagian.TANYA, "data"),
)
for store, function, inputs in zip(
    bagian.TAMPIL,
    ("isian", "pratinjau", "hasil"),
    (
        [Input(f"{bagian.FORM}-isi", "data"), Input("pilihan", "data")],
        [Input(f"{bagian.PRATINJAU}-isi", "data"), Input(bagian.TANYA, "data")],
        [Input(f"{bagian.HASIL}-isi", "data")],
    ),
    strict=True,
):
    dash.clientside_callback(ClientsideFunction("briefing", function), Output(store, "data"), *inputs)


@guarded_callback(Output(f"{bagian.TAB}-isi", "data"), Input("pilihan", "data"), requires=Permission.EXPORT_PROGRES)
def show_tab(pilihan: dict[str, str] | None) -> str:
    """Parts of the page."""
    return markup(read_tab(current_actor(), pilihan or {}))


@guarded_callback(
    Output(f"{bagian.FORM}-isi", "data"),
    Input(bagian.SEGAR, "data"),
    State("pilihan", "data"),
    requires=Permission.EXPORT_PROGRES,
)
def show_form(_segar: int | None, pilihan: dict[str, str] | None) -> str:
    """What the reader can choose."""
    narrowed(pilihan)
    with read_session() as connection:
        return markup(read_form(connection, current_actor()))


@guarded_callback(
    Output(f"{bagian.PRATINJAU}-isi", "data"),
    Input(bagian.TANYA, "data"),
    requires=Permission.EXPORT_PROGRES,
    prevent_initial_call=True,
)
def show_pratinjau(ask: dict[str, Any] | None) -> dict[str, str]:
    """The chapters as the pack will hold them."""
    query = ask or {}
    with read_session() as connection:
        try:
            kunci = read_kunci(connection, current_actor(), query)
            drawn = bagian.pratinjau(read_isi(connection, current_actor(), kunci), alamat_peta(kunci, "halaman"))
        except (InvalidInput, RuleViolation) as refused:
            drawn = bagian.pratinjau_gagal(refused.message)
    return {"kunci": str(query.get("kunci") or ""), "isi": markup(drawn)}


@guarded_callback(
    Output(f"{bagian.PANEL}-isi", "data"),
    Output(f"{bagian.RINCI}-isi", "data"),
    Output(bagian.LAJU, "disabled"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    Input(bagian.SEGAR, "data"),
    Input(bagian.LAJU, "n_intervals"),
    requires=Permission.EXPORT_PROGRES,
)
def show_panel(pilihan: dict[str, str] | None, _versi: Any, _segar: Any, _laju: Any) -> tuple[str, str, bool]:
    """The open list and what is opened in it; asked again while something is being made."""
    with read_session() as connection:
        panel, some = read_panel(connection, current_actor(), pilihan or {})
        rinci, one = read_rinci(connection, current_actor(), pilihan or {})
    return markup(panel), markup(rinci), not (some or one)


@guarded_callback(
    Output(f"{bagian.HASIL}-isi", "data"),
    Input(bagian.CARI, "data"),
    State("pilihan", "data"),
    requires=Permission.SEND_BRIEFING,
    prevent_initial_call=True,
)
def show_hasil(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> str:
    """Accounts that may receive packs of the wilayah."""
    narrowed(pilihan)
    actor, text = current_actor(), str((wish or {}).get("cari") or "")[:60]
    with read_session() as connection:
        return markup(hasil(search_penerima(connection, actor, wilayah_of(actor, pilihan or {}), text), text))


@guarded_callback(
    Output(bagian.JAWAB, "data"),
    Input(bagian.AKSI, "data"),
    State("pilihan", "data"),
    requires=Permission.EXPORT_PROGRES,
    prevent_initial_call=True,
)
def run(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> dict[str, Any]:
    """Do what a form asked for."""
    narrowed(pilihan)
    return act(current_actor(), wish or {}, pilihan or {})
