"""The bones of the penetapan page: boxes that its callbacks fill, and the ids they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.ikon import ikon

AKSI = ("verifikasi", "kembalikan", "validasi", "kembalikan_bps", "terima", "setujui", "tetapkan", "batalkan")
GALAT, KALIMAT, KABAR = "penetapan-galat", "penetapan-kalimat", "penetapan-kabar"
TAMPIL, REKON, SEGAR = "penetapan-tampil", "penetapan-rekon-tampil", "penetapan-segar"
# Boxes that the browser fills with HTML of the server, by the name of their part.
KOTAK = ("antrean", "batch", "sk", "rekon", "beda")


def niat(aksi: str) -> str:
    """Store that holds what somebody wants done."""
    return f"penetapan-{aksi}"


def jawab(aksi: str) -> str:
    """Store that holds what became of it."""
    return f"penetapan-{aksi}-jawab"


def penetapan_page() -> Component:
    """Title, sentence, and a box for each part."""
    stores = [dcc.Store(id=name) for name in (TAMPIL, REKON, SEGAR, *map(niat, AKSI), *map(jawab, AKSI))]
    boxes = [html.Div(id=f"penetapan-{name}", className="pen-kotak") for name in KOTAK]
    return html.Div(
        [
            html.Div(id=GALAT, role="alert"),
            html.H1("Batch mana yang menunggu, dan apa yang ditetapkan?"),
            html.P("Memuat data…", id=KALIMAT, className="pen-kalimat", **attributes(aria_live="polite")),
            # Filled by the browser alone, so that a redraw of the page takes no answer away.
            html.Div(id=KABAR, role="status"),
            *boxes,
            *stores,
        ],
        id="penetapan",
        className="pen",
    )


def bagian(judul: str, isi: Sequence[Component | None]) -> Component:
    """A titled box."""
    return html.Section([html.H2(judul), *(part for part in isi if part is not None)], className="pen-bagian")


def tombol(
    nama: str, icon: str, spec: dict[str, Any], *, utama: bool = False, halangan: str = "", banyak: bool = False
) -> Component:
    """A button that opens the dialog ``spec`` describes (``assets/penetapan.js``); ``banyak``: for what is ticked."""
    return html.Button(
        [ikon(icon), html.Span(nama)],
        type="button",
        disabled=bool(halangan) or banyak,
        title=halangan or None,
        className=f"btn btn-sm btn-{'primary' if utama else 'outline-secondary'}",
        **attributes(data_pen=orjson.dumps(spec).decode(), **({"data_banyak": nama} if banyak else {})),
    )


def tanda(teks: str, warna: str, icon: str) -> Component:
    """A state as word, icon and colour."""
    return html.Span([ikon(icon), teks], className=f"pen-tanda pen-tanda-{warna}")


def ke(teks: str | Component | list[Any], kelas: str = "", **changes: object) -> Component:
    """A link that changes the address of this page; an empty value takes its key away."""
    query = "&".join(f"{name}={value}" for name, value in changes.items())
    return html.A(teks, href=f"?{query}", className=kelas or None, **attributes(data_ke=query))


def refused_here(text: str) -> Component:
    """What stands in the page when its address cannot be answered."""
    return html.Div(
        [
            ikon("exclamation-octagon"),
            html.Span(text, className="flex-grow-1"),
            html.A("Buka wilayah Anda", href="/penetapan", className="btn btn-sm btn-primary"),
        ],
        className="siks-notis siks-notis-tolak",
    )
