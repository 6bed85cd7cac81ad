"""The bones of the map page: empty boxes with names, which the scripts in ``assets/peta*.js`` fill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.ikon import ikon
from components.unduh import ANGKA, GAMBAR, menu, tautan


def _aria(**values: str) -> dict[str, Any]:
    """Attributes whose names hold a dash."""
    return {f"aria-{name}": value for name, value in values.items()}


def map_page(stores: Sequence[str]) -> Component:
    """Title, sentence, controls, map with legend and player, notes; beside them summary and table.

    ``stores`` names the boxes that hold the server's answers.
    """
    return html.Div(
        [
            html.Div(id="peta-galat", className="peta-galat", role="alert"),
            html.Section([_heading(), _field(), _notes()], className="peta-kiri"),
            _beside(),
            *(dcc.Store(id=name) for name in stores),
            html.Div(id="peta-siar", className="visually-hidden", role="status", **_aria(live="polite")),
        ],
        id="peta",
        className="peta",
    )


def _heading() -> Component:
    return html.Div(
        [
            html.H1("Di mana verivali tertinggal?", id="peta-judul"),
            html.P("Memuat data…", id="peta-kalimat", className="peta-kalimat", role="status", **_aria(live="polite")),
            html.Div(id="peta-kendali", className="peta-kendali", style={"overflowX": "auto"}),
        ],
        className="peta-atas",
    )


def _field() -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(id="peta-a", className="peta-panel"),
                    html.Div(id="peta-b", className="peta-panel", hidden=True),
                ],
                className="peta-panel-wadah",
            ),
            html.P(id="peta-catatan", className="peta-catatan", role="status", hidden=True),
            html.Div(id="peta-legenda", className="peta-legenda", hidden=True),
            html.Div(id="peta-putar", className="peta-putar", hidden=True),
            html.P("Batas perkiraan", id="peta-perkiraan", className="peta-perkiraan", hidden=True),
            html.Div(id="peta-tip", className="peta-tip", hidden=True, **_aria(hidden="true")),
        ],
        id="peta-bidang",
        className="peta-bidang",
    )


def _notes() -> Component:
    return html.Div(
        [
            html.P([html.Span(id="peta-sumber"), html.Span(id="peta-ubin")], className="peta-sumber"),
            html.Details(id="peta-tanpa-poligon", className="peta-tanpa-poligon", hidden=True),
            menu(
                "peta",
                [("Peta", tautan("/peta/gambar", GAMBAR)), ("Angka", tautan("/peta/unduh", ANGKA))],
                id="peta-unduh-gambar",
            ),
        ],
        className="peta-bawah",
    )


def _beside() -> Component:
    return html.Aside(
        [
            html.Div(
                [
                    _tab("tab-ringkas", "peta-ringkas", "Ringkasan", selected=True),
                    _tab("tab-tabel", "peta-lajur", "Tabel"),
                ],
                className="peta-tab",
                role="tablist",
                **_aria(label="Ringkasan atau tabel"),
            ),
            html.Div(
                [
                    html.Div(id="peta-utama", className="peta-utama"),
                    html.Div(
                        [
                            html.H3("Perjalanan periode", id="peta-tren-judul"),
                            html.Div(id="peta-tren"),
                            menu(
                                "grafik perjalanan periode",
                                [("Gambar", tautan("/peta/tren/gambar", GAMBAR))],
                                id="peta-unduh-tren",
                                hidden=True,
                            ),
                        ],
                        className="peta-tren",
                    ),
                    html.Div(id="peta-puncak", className="peta-puncak"),
                ],
                id="peta-ringkas",
                role="tabpanel",
                className="peta-isi-tab",
                **_aria(labelledby="tab-ringkas"),
            ),
            html.Div(
                [
                    html.Div(
                        [
                            html.Span(id="peta-jumlah"),
                            html.A([ikon("download"), "CSV"], id="peta-unduh-csv", href="/peta/unduh?format=csv"),
                            html.A([ikon("download"), "XLSX"], id="peta-unduh-xlsx", href="/peta/unduh?format=xlsx"),
                        ],
                        className="peta-unduh",
                    ),
                    # The box scrolls on its own, so a keyboard must be able to enter it.
                    html.Div(
                        id="peta-tabel",
                        className="peta-tabel-wadah",
                        tabIndex=0,
                        role="region",
                        **_aria(label="Tabel wilayah"),
                    ),
                ],
                id="peta-lajur",
                role="tabpanel",
                className="peta-isi-tab peta-tertutup",
                **_aria(labelledby="tab-tabel"),
            ),
        ],
        className="peta-kanan-panel",
        **_aria(label="Angka wilayah"),
    )


def _tab(own: str, controls: str, text: str, *, selected: bool = False) -> Component:
    return html.Button(
        text,
        id=own,
        role="tab",
        type="button",
        tabIndex=0 if selected else -1,
        **_aria(controls=controls, selected="true" if selected else "false"),
    )
