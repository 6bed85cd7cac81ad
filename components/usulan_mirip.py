"""Persons who may be one, side by side; the reviewer says whether they are."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.usulan_samping import part
from domain.ganda import STATE_CALON_NAME, CalonGanda, OrangCalon, StateCalon

_FIELDS = (
    ("Nama", "nama"),
    ("Lahir", "lahir"),
    ("NIK", "nik"),
    ("Ibu kandung", "ibu"),
    ("L/P", "jenis_kelamin"),
    ("Hubungan", "hubungan"),
    ("Kepala", "nama_krt"),
    ("Alamat", "alamat"),
    ("Wilayah", "desa"),
)


def lookalikes(found: Sequence[CalonGanda], kab: int, *, boleh: bool) -> Component | None:
    """Likely duplicates; None when there are none."""
    shown = [one for one in found if one.datang and one.mirip]
    if not shown:
        return None
    return part(
        f"Mungkin ganda ({number(len(shown))})",
        html.Div([_pair(one, kab, boleh=boleh) for one in shown], className="usulan-mirip"),
    )


def _pair(one: CalonGanda, kab: int, *, boleh: bool) -> Component:
    agreed = ", ".join(f"{field.lower()} {how}" for field, how in one.dasar)
    decided = one.state is not StateCalon.TERBUKA
    said = f"{STATE_CALON_NAME[one.state]}, kata {one.pemutus}." if one.pemutus else f"{STATE_CALON_NAME[one.state]}."
    return html.Div(
        [
            html.P([html.B(f"{one.skor} % "), agreed]),
            _sides(one.datang, one.mirip) if one.datang and one.mirip else None,
            *([html.P(said)] if decided else []),
            *([_buttons(one, kab)] if boleh else []),
        ]
    )


def _sides(came: OrangCalon, known: OrangCalon) -> Component:
    lines = []
    for label, name in _FIELDS:
        one, other = str(getattr(came, name)), str(getattr(known, name))
        if one or other:
            different = "" if one == other else "usulan-beda"
            lines.append(html.Tr([html.Th(label, scope="row"), html.Td(one), html.Td(other, className=different)]))
    heads = html.Tr([html.Td(), html.Th("Kasus ini", scope="col"), html.Th("Di register", scope="col")])
    return html.Table([html.Thead(heads), html.Tbody(lines)])


def _buttons(one: CalonGanda, kab: int) -> Component:
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
            for text, double, state in (
                ("Orang yang sama", True, StateCalon.GANDA),
                ("Bukan", False, StateCalon.BUKAN),
            )
            if one.state is not state
        ],
        className="usulan-mirip-tombol",
    )
