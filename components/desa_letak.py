"""Where the households of one desa are: on the outline, and how far outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.desa_kata import metres
from components.format import number
from components.grafik import (
    WARNA_STATUS,
    Kelompok,
    Titik,
    titik,
)
from domain.status import STATUS_NAME, StatusVerivali

_BENTUK = {
    StatusVerivali.BELUM_DIKUNJUNGI: "kotak",
    StatusVerivali.DIISI: "segitiga",
    StatusVerivali.TERIMPOR: "cincin",
    StatusVerivali.DISETUJUI: "bulat",
    StatusVerivali.DIKEMBALIKAN: "silang",
    StatusVerivali.FINAL: "wajik",
}
_MOST_BEYOND = 30


def household_map(
    frame: pd.DataFrame | None,
    outside: Sequence[float],
    kab: int,
    own: Sequence[Any],
    neighbours: Sequence[tuple[str, Sequence[Any]]],
    chosen: int | None,
    border_note: str,
) -> Component:
    """Households over the outline. ``frame`` None: the reader may not see them. ``outside``: metres beyond the border
    for each row (0 inside, NaN where not known)."""
    remarks: list[str] = []
    points: list[Titik] = []
    far: list[tuple[float, Mapping[Any, Any]]] = []
    if frame is None:
        remarks.append("Letak rumah tangga hanya tampil bagi peran yang boleh melihat data rumah tangga.")
    else:
        rows = frame.assign(luar=list(outside))
        placed = rows[rows["lon"].notna() & rows["lat"].notna()]
        without = len(rows) - len(placed)
        far = [(item["luar"], item) for item in placed.to_dict("records") if item["luar"] > 0]
        shown = placed if chosen is None else placed[placed["status"] == chosen]
        points = [_point(item) for item in shown.to_dict("records")]
        if len(rows) == 0:
            remarks.append("Tidak ada rumah tangga pada prelist periode ini.")
        elif len(placed) == 0:
            remarks.append("Belum ada rumah tangga yang memiliki koordinat.")
        elif without:
            remarks.append(f"{number(without)} dari {number(len(rows))} rumah tangga belum memiliki koordinat.")
        if chosen is not None:
            remarks.append(
                f"Hanya status “{STATUS_NAME[StatusVerivali(chosen)]}”; klik lagi pada batang status untuk semua."
            )
    if not own:
        remarks.append("Batas desa ini belum ada.")
    elif border_note:
        remarks.append(border_note)
    groups = [Kelompok(STATUS_NAME[s], WARNA_STATUS[s], _BENTUK[s]) for s in StatusVerivali]
    drawing = (
        [
            titik(
                "desa-titik",
                points,
                groups,
                judul="Letak rumah tangga",
                garis_luar=own,
                tetangga=neighbours,
                awalan=f"/data-kesos?ruta={kab}-",
            )
        ]
        if own or points
        else []
    )
    return html.Div(
        [*drawing, *(html.P(text, className="siks-samar siks-kecil") for text in remarks), *_beyond(far, kab)]
    )


def _point(item: Mapping[Any, Any]) -> Titik:
    beyond = item["luar"] > 0
    note = " · ".join(
        part
        for part in (item["nama_sls"] or "", f"{metres(item['luar'])} di luar batas desa" if beyond else "")
        if part
    )
    return Titik(
        item["lon"],
        item["lat"],
        int(item["status"]),
        item["nama_krt"],
        note,
        str(item["id"]),
        beyond,
    )


def _beyond(far: list[tuple[float, Mapping[Any, Any]]], kab: int) -> list[Component]:
    if not far:
        return []
    far.sort(key=lambda pair: -pair[0])
    left = len(far) - _MOST_BEYOND
    return [
        html.Details(
            [
                html.Summary([html.B(number(len(far))), " rumah tangga di luar batas desa"]),
                html.Ol(
                    [
                        html.Li(
                            [
                                html.A(item["nama_krt"], href=f"/data-kesos?ruta={kab}-{item['id']}"),
                                f" {metres(distance)} di luar",
                            ]
                        )
                        for distance, item in far[:_MOST_BEYOND]
                    ],
                    className="desa-luar",
                ),
                *([html.P(f"dan {number(left)} lagi.")] if left > 0 else []),
            ],
            **attributes(data_buka="luar"),
        )
    ]
