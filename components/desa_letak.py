"""Where the households of one desa are: on the outline, and how far outside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.desa_kata import metres
from components.format import number
from components.grafik import grafik
from domain.grafik import (
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
    for each row (0 inside, and where it is not known)."""
    remarks: list[str] = []
    points: list[Titik] = []
    far: list[Titik] = []
    if frame is None:
        remarks.append("Letak rumah tangga hanya tampil bagi peran yang boleh melihat data rumah tangga.")
    else:
        placed = _points(frame, outside)
        far = [point for point in placed if point.luar]
        points = placed if chosen is None else [point for point in placed if point.kelompok == chosen]
        without = len(frame) - len(placed)
        if not len(frame):
            remarks.append("Tidak ada rumah tangga pada prelist periode ini.")
        elif not placed:
            remarks.append("Belum ada rumah tangga yang memiliki koordinat.")
        elif without:
            remarks.append(f"{number(without)} dari {number(len(frame))} rumah tangga belum memiliki koordinat.")
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
            grafik(
                "desa-titik",
                titik(
                    points,
                    groups,
                    judul="Letak rumah tangga",
                    garis_luar=own,
                    tetangga=neighbours,
                    awalan=f"/data-kesos?ruta={kab}-",
                ),
            )
        ]
        if own or points
        else []
    )
    return html.Div(
        [*drawing, *(html.P(text, className="siks-samar siks-kecil") for text in remarks), *_beyond(far, kab)]
    )


def _points(frame: pd.DataFrame, outside: Sequence[float]) -> list[Titik]:
    """The rows that have a place; those farthest outside come first."""
    columns = ("id", "nama_krt", "nama_sls", "status", "lon", "lat")
    # Lists by column: a dictionary for each of thousands of rows takes longer than all the rest.
    rows = zip(*(frame[name].tolist() for name in columns), outside, strict=True)
    found = [
        (metre, Titik(lon, lat, status, nama, _note(sls, metre), str(kode), metre > 0))
        for kode, nama, sls, status, lon, lat, metre in rows
        if not (math.isnan(lon) or math.isnan(lat))
    ]
    found.sort(key=lambda pair: -pair[0])
    return [point for _, point in found]


def _note(sls: str | None, metre: float) -> str:
    beyond = f"{metres(metre)} di luar batas desa" if metre > 0 else ""
    return " · ".join(part for part in (sls, beyond) if part)


def _beyond(far: Sequence[Titik], kab: int) -> list[Component]:
    if not far:
        return []
    left = len(far) - _MOST_BEYOND
    return [
        html.Details(
            [
                html.Summary([html.B(number(len(far))), " rumah tangga di luar batas desa"]),
                html.Ol(
                    [
                        html.Li([html.A(point.nama, href=f"/data-kesos?ruta={kab}-{point.href}"), f" {point.catatan}"])
                        for point in far[:_MOST_BEYOND]
                    ],
                    className="desa-luar",
                ),
                *([html.P(f"dan {number(left)} lagi.")] if left > 0 else []),
            ],
            **attributes(data_buka="luar"),
        )
    ]
