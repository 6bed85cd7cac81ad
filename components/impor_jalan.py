"""Where a file stands: its state, the steps of its way, a bar of progress, and the buttons that move it on."""

from __future__ import annotations

import json
from typing import Any

from dash import html
from dash.development.base_component import Component

from components import impor_kata as kata
from components.atribut import attributes
from components.ikon import ikon
from domain.impor import StateImpor
from domain.impor_tampil import TERTULIS, Impor

_ENDED = TERTULIS | {StateImpor.DITARIK, StateImpor.GAGAL}


def lencana(item: Impor) -> Component:
    """State as icon and word."""
    icon, colour = kata.KEADAAN[item.state]
    return html.Span([ikon(icon), kata.nama_keadaan(item)], className=f"impor-lencana impor-{colour}")


def jalan(item: Impor) -> Component:
    """The steps of a file; icon, word and colour say which are done."""
    at = _place(item)
    return html.Ol(
        [_step(item, place, at, word) for place, (word, _) in enumerate(kata.JALAN)],
        className="impor-jalan",
        **attributes(aria_label="Perjalanan berkas"),
    )


def _place(item: Impor) -> int:
    if item.state is StateImpor.GAGAL:
        # The step that refused it. Only a file that was agreed to can fail while it is written.
        return 3 if item.disetujui else 1
    return next(place for place, (_, states) in enumerate(kata.JALAN) if item.state in states)


def _step(item: Impor, place: int, at: int, word: str) -> Component:
    if place < at:
        icon, look, said = "check-circle-fill", "sudah", "sudah"
    elif place > at:
        icon, look, said = "circle", "nanti", "belum"
    else:
        icon, colour = kata.KEADAAN[item.state]
        look, said = f"kini impor-{colour}", "sekarang"
        word = kata.nama_keadaan(item) if item.state in _ENDED else word
    return html.Li(
        [ikon(icon), html.Span(word), html.Span(f", {said}", className="visually-hidden")],
        className=f"impor-langkah-{look}",
        **(attributes(aria_current="step") if place == at else {}),
    )


def bilah(share: float | None, text: str) -> Component:
    """A progress bar with its words; None: it moves, nobody can say how far."""
    measure = {} if share is None else {"aria_valuenow": str(round(share * 100))}
    return html.Div(
        [
            html.Div(
                html.Span(className="impor-bilah-isi", style={"width": f"{100 * (share or 0):.1f}%"}),
                className=f"impor-bilah{' impor-bilah-terus' if share is None else ''}",
                role="progressbar",
                **attributes(aria_label="Kemajuan", aria_valuemin="0", aria_valuemax="100", **measure),
            ),
            html.P(text),
        ],
        className="impor-kemajuan",
    )


def tombol(kata_: str, icon: str, *, gaya: str = "btn-outline-secondary", **spec: Any) -> Component:
    """A button the browser acts on; with ``judul`` it asks first."""
    return html.Button(
        [ikon(icon), kata_],
        type="button",
        className=f"btn btn-sm {gaya}",
        **attributes(data_impor=json.dumps(spec, ensure_ascii=False)),
    )
