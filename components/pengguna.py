"""What a page says about the account of its reader."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.ikon import ikon

TOTP_KATA = (
    "Peran Anda memfinalisasi, menandatangani, menetapkan, atau mengelola akun. Tindakan itu meminta kode autentikator."
)


def pita_totp() -> Component:
    """For an account whose acts ask for a code and that has no authenticator yet."""
    return html.Div(
        [
            ikon("shield-lock"),
            html.Span(TOTP_KATA, className="flex-grow-1"),
            html.A("Aktifkan autentikator", href="/autentikator?next=/", className="btn btn-sm btn-primary"),
        ],
        className="siks-notis siks-pita-totp",
    )
