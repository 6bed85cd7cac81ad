"""Which desa stands still? All of Indonesia's verivali progress on a map."""

from __future__ import annotations

import dash
from dash import html
from dash.development.base_component import Component

from domain.access import Permission

dash.register_page(__name__, path="/peta", name="Peta", title="Peta verivali", order=1, requires=Permission.VIEW_PROGRES)


def layout(**_query: str) -> Component:
    """Placeholder until the map is drawn."""
    return html.H1("Desa mana yang belum selesai?")
