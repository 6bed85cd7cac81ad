"""Which desa are not done, and whom to call? Progress of every area in the reader's scope, as a table with charts."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component

from components.tabel import sambungkan, tabel
from components.verivali_samping import NAMA_LEVEL, pertanyaan
from components.verivali_tabel import kolom_tabel
from data_access.session import read_session
from domain.access import Permission
from domain.errors import PortalError
from domain.kode import Level, parse_kode
from pages._guard import guarded_callback
from pages._session import current_actor
from pages._verivali import DEFAULT_LEVEL, DEFAULT_ORDER, read_level, read_permintaan
from pages._verivali_tampilan import around
from pages._verivali_unduh import DOWNLOAD, ROWS

dash.register_page(
    __name__,
    path="/verivali",
    name="Verivali",
    title="Verivali per desa",
    order=2,
    requires=Permission.VIEW_PROGRES,
    tabel=True,
)

TABLE, HOLDER = "verivali", "verivali-wadah"
ASK, LEVEL = "verivali-tanya", "verivali-tingkat"
TITLE, SENTENCE, FLAGS, ASIDE, SWITCH = (
    "verivali-judul",
    "verivali-kalimat",
    "verivali-tanda",
    "verivali-samping",
    "verivali-level",
)


def layout(**query: str) -> Component:
    """The table of the level in the address; everything with a figure in it comes after."""
    try:
        level = read_level(query)
    except PortalError:
        level = DEFAULT_LEVEL
    return html.Div(
        [
            dcc.Store(id=ASK),
            dcc.Store(id=LEVEL, data={"level": str(int(level))}),
            html.Div(
                [html.H1(pertanyaan(level), id=TITLE), html.P(id=SENTENCE), html.Div(id=FLAGS)],
                className="verivali-atas",
            ),
            html.Div(_table(level), id=HOLDER, className="verivali-tabel"),
            html.Aside(id=ASIDE, className="verivali-samping", **{"aria-label": "Ringkasan"}),
        ],
        className="verivali",
    )


def _table(level: Level) -> Component:
    return tabel(
        TABLE,
        kolom_tabel(level),
        benda=NAMA_LEVEL[level],
        nama=f"Verivali menurut {NAMA_LEVEL[level]}",
        sumber=ROWS,
        urut=DEFAULT_ORDER,
        cari="Cari nama atau kode wilayah",
        unduh=DOWNLOAD,
        alat=[html.Div(id=SWITCH)],
        untuk={"level": [str(int(level)), *([""] if level is DEFAULT_LEVEL else [])]},
    )


sambungkan(TABLE)
# Only what the figures around the table depend on: order, filters and columns are the table's own.
dash.clientside_callback(
    ClientsideFunction("verivali", "tanya"),
    Output(ASK, "data"),
    Input("pilihan", "data"),
    Input("versi", "data"),
    State(ASK, "data"),
)
dash.clientside_callback(
    ClientsideFunction("verivali", "tingkat"), Output(LEVEL, "data"), Input("pilihan", "data"), State(LEVEL, "data")
)


@guarded_callback(
    Output(HOLDER, "children"),
    Input(LEVEL, "data"),
    requires=Permission.VIEW_PROGRES,
    prevent_initial_call=True,
)
def show_table(query: dict[str, Any]) -> Component:
    """The table of another level: it has other columns."""
    scope = current_actor().narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    return _table(read_level(query, scope.level))


@guarded_callback(
    Output(TITLE, "children"),
    Output(SENTENCE, "children"),
    Output(FLAGS, "children"),
    Output(SWITCH, "children"),
    Output(ASIDE, "children"),
    Input(ASK, "data"),
    requires=Permission.VIEW_PROGRES,
    prevent_initial_call=True,
)
def show_around(query: dict[str, Any]) -> tuple[str, str, list[Component], Component, list[Component]]:
    """Title, sentence, flags with their counts, the switch between levels, and the charts."""
    with read_session() as connection:
        return around(connection, read_permintaan(connection, current_actor(), query))
