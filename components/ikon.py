"""The few icons the portal uses, by their Bootstrap Icons name; only these are cut out of the wheel and served."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes

IKON = frozenset(
    {
        "arrow-clockwise", "arrow-left", "arrow-repeat", "arrow-right", "bar-chart", "box-arrow-right", "calendar3",
        "chat-left-text", "check-circle", "check-circle-fill", "check2-all", "chevron-down", "chevron-right",
        "chevron-up", "circle", "circle-half", "clock", "clock-history", "dash-lg", "download", "envelope",
        "exclamation-octagon", "exclamation-triangle", "eye", "file-earmark-text", "fullscreen", "gear", "geo-alt",
        "grid-3x3-gap", "hourglass-split", "house", "inbox", "info-circle", "layers", "layout-three-columns", "list",
        "lock", "lock-fill", "map", "megaphone", "moon", "pause-fill", "people", "person-circle", "play-fill",
        "plus-lg", "printer", "reply", "search", "shield-lock", "signpost-split", "skip-end-fill", "skip-start-fill",
        "sort-down", "sun", "table", "telephone", "trash", "upload", "x-circle", "x-lg", "zoom-in", "zoom-out",
    }
)  # fmt: skip


def ikon(name: str) -> Component:
    """A decorative icon in the colour of the text around it; the word beside it carries the meaning."""
    if name not in IKON:
        raise ValueError(f"icon {name} is not in IKON")
    return html.Span(className=f"ikon ikon-{name}", **attributes(aria_hidden="true"))
