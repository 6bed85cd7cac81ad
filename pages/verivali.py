"""Which desa are not done, and whom to call? Progress of every area in the reader's scope, as a table with charts."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component

from components.tabel import sambungkan, tabel
from components.verivali_samping import (
    BATAS_DIAM,
    NAMA_LEVEL,
    GugusKata,
    kalimat,
    pertanyaan,
    pilih_level,
    samping,
    tanda_pilihan,
)
from components.verivali_tabel import kolom_tabel
from data_access.pantau_desa import count_flags, count_still
from data_access.pantauan import Gugus, Rawan, read_gugus
from data_access.session import read_session
from domain.access import Permission
from domain.errors import PortalError
from domain.kode import Level, parse_kode
from pages._guard import guarded_callback
from pages._session import current_actor
from pages._verivali import DEFAULT_LEVEL, DEFAULT_ORDER, levels_in, read_curve, read_level, read_permintaan, read_total
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
        ask = read_permintaan(connection, current_actor(), query)
        whole = ask.tinjauan
        total = read_total(connection, ask)
        trend, untold, forecast = read_curve(connection, ask)
        still = count_still(connection, whole, BATAS_DIAM)
        flags = count_flags(connection, whole)
        spots = read_gugus(connection, whole.scope, Rawan.PROGRES, whole.program, whole.periode)
        gugus = [_spot(item, whole.topeng.ambang) for item in spots]
    level = whole.level
    return (
        pertanyaan(level),
        kalimat(ask.wilayah.nama, total, ask.hari, terbuka=ask.periode.is_open(ask.moment)),
        tanda_pilihan(flags),
        pilih_level(levels_in(ask.wilayah.level), level),
        samping(total, ask.hari, level, trend, forecast, still, gugus, untold),
    )


def _spot(gugus: Gugus, ambang: int) -> GugusKata:
    """A hot spot in words. Its shares are left out where desa are hidden, which they would help to work out."""
    place = ", ".join(f"Kecamatan {name}" for name in gugus.kecamatan[:2])
    more = len(gugus.kecamatan) - 2
    where = f"{place}{f' dan {more} lain' if more > 0 else ''}, {', '.join(gugus.kab)}"
    share, around = (None, None) if ambang else (gugus.nilai, gugus.sekitar)
    return GugusKata(gugus.nomor, len(gugus.desa), where, share, around)
