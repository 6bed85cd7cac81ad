"""What does the room look at? The chapters of a briefing as slides, with the figures of this moment."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State
from dash.development.base_component import Component

from components import briefing_tayang as bagian
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput, RuleViolation
from pages._briefing import alamat_peta, read_isi, read_kunci
from pages._guard import guarded_callback
from pages._session import current_actor

dash.register_page(
    __name__,
    path="/briefing/tayang",
    name="Tayangan briefing",
    title="Tayangan briefing",
    order=5,
    nav=False,
    requires=Permission.EXPORT_PROGRES,
)


def layout(**_query: str) -> Component:
    """The empty slideshow; the address fills it."""
    return bagian.halaman()


dash.clientside_callback(
    ClientsideFunction("briefing", "tanya"),
    Output(bagian.TANYA, "data"),
    Input("pilihan", "data"),
    Input(bagian.DETAK, "n_intervals"),
    State("versi", "data"),
    State(bagian.TANYA, "data"),
)
dash.clientside_callback(
    ClientsideFunction("briefing", "tayangkan"),
    Output(bagian.SINI, "data"),
    Input(bagian.DATA, "data"),
    Input("pilihan", "data"),
)


@guarded_callback(
    Output(bagian.DATA, "data"),
    Input(bagian.TANYA, "data"),
    requires=Permission.EXPORT_PROGRES,
    prevent_initial_call=True,
)
def show_tayang(ask: dict[str, Any] | None) -> dict[str, object]:
    """The slides of one address, with the figures of this moment."""
    with read_session() as connection:
        try:
            kunci = read_kunci(connection, current_actor(), ask or {})
            isi = read_isi(connection, current_actor(), kunci)
        except (InvalidInput, RuleViolation) as refused:
            return bagian.isi_gagal(refused.message)
    return bagian.isi_tayang(isi, alamat_peta(kunci, "salindia"))
