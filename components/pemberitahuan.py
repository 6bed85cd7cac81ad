"""The notice of the shell and the four pages that stand in for content: empty, not allowed, not found, failed."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.ikon import ikon

NOTICE = "pemberitahuan"

_NOTICE_ICON = {"tolak": "shield-lock", "sesi": "clock-history", "gagal": "exclamation-octagon", "info": "info-circle"}


def notice(text: str, *, code: str | None = None, kind: str = "info") -> Component:
    """A notice for the live region of the shell. ``kind``: info, tolak (refused), sesi (signed out), gagal (failed)."""
    parts: list[Component | str] = [ikon(_NOTICE_ICON[kind]), html.Span(text, className="flex-grow-1")]
    if kind == "sesi":
        parts.append(
            html.A("Masuk lagi", href="/masuk", className="btn btn-sm btn-primary", **attributes(data_siks="masuk"))
        )
    if code:
        parts.append(html.Code(code, className="siks-kode"))
    parts.append(
        html.Button(
            ikon("x-lg"), className="btn btn-sm siks-tutup", **attributes(data_siks="tutup", aria_label="Tutup")
        )
    )
    return html.Div(parts, className=f"siks-notis siks-notis-{kind}")


def _stand_in(icon: str, title: str, text: str, *action: Component) -> Component:
    return html.Div(
        [ikon(icon), html.H1(title), html.P(text), *([html.P(list(action))] if action else [])],
        className="siks-ganti",
    )


def _home(label: str = "Buka peta wilayah Anda") -> Component:
    return html.A(label, href="/peta", className="btn btn-primary")


def forbidden_page() -> Component:
    """The reader may not see this; it does not say whether it exists."""
    return _stand_in(
        "shield-lock",
        "Halaman ini di luar kewenangan Anda",
        "Akun Anda tidak diberi akses ke wilayah atau halaman ini. Bila seharusnya boleh, hubungi Pusdatin Kesos atau "
        "supervisor Anda.",
        _home(),
    )


def not_found_page() -> Component:
    """The address leads nowhere."""
    return _stand_in(
        "signpost-split",
        "Halaman tidak ditemukan",
        "Alamat ini tidak ada di portal. Periksa tautan, atau mulai lagi dari peta.",
        _home("Buka peta"),
    )
