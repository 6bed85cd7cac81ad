"""What changed in the live data since a snapshot, desa by desa and row by row."""

from __future__ import annotations

from dash.development.base_component import Component

from data_access.session import Connection
from pages._finalisasi import Permintaan


def isi_beda(connection: Connection, ask: Permintaan) -> list[Component]:
    """Nothing without a snapshot."""
    return []
