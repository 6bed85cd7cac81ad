"""Persons who may be one, side by side, for whom the reviewer says which it is."""

from __future__ import annotations

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.usulan_samping import part
from domain.kasus import Kasus, Mirip

_SAID = {"ganda": "Dinyatakan orang yang sama.", "bukan": "Dinyatakan bukan orang yang sama."}


def lookalikes(kasus: Kasus, *, boleh: bool) -> Component | None:
    """Likely duplicates; None when there are none."""
    if not kasus.mirip:
        return None
    return part(
        f"Mungkin ganda ({number(len(kasus.mirip))})",
        html.Div([_pair(one, kasus.baris.kab, boleh=boleh) for one in kasus.mirip], className="usulan-mirip"),
    )


def _pair(one: Mirip, kab: int, *, boleh: bool) -> Component:
    said = _SAID.get(one.state)
    return html.Div(
        [
            html.Table(
                [
                    html.Thead(
                        html.Tr(
                            [html.Td(), html.Th("Pada kasus ini", scope="col"), html.Th("Di register", scope="col")]
                        )
                    ),
                    html.Tbody([html.Tr([html.Th("Nama", scope="row"), html.Td(one.nama), html.Td(one.nama_mirip)])]),
                ]
            ),
            html.Div(f"{one.skor} % mirip · IDBDT {one.idbdt_mirip}", className="siks-samar"),
            html.P(said) if said else (_buttons(one, kab) if boleh else None),
        ]
    )


def _buttons(one: Mirip, kab: int) -> Component:
    return html.Div(
        [
            html.Button(
                text,
                className="btn btn-sm btn-outline-secondary",
                **attributes(
                    data_usulan_aksi=orjson.dumps(
                        {"aksi": "ganda", "isi": {"kab": kab, "nomor": one.nomor, "ganda": double}}
                    ).decode()
                ),
            )
            for text, double in (("Orang yang sama", True), ("Bukan", False))
        ],
        className="usulan-mirip-tombol",
    )
