"""One desa in time: the days of this periode with the forecast, earlier periode, what arrived and on what paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.desa import nothing
from components.desa_kata import Row
from components.format import day, number, percent
from components.grafik import grafik
from components.ikon import ikon
from components.peta_kalimat import Waktu
from domain.grafik import (
    Datum,
    Pita,
    Seri,
    Tanda,
    batang,
    garis,
)
from domain.indikator import ratio, target_share

_MUSDES = (
    ("berita_acara", "berita acara"),
    ("daftar_hadir", "daftar hadir"),
    ("bnba", "BNBA"),
    ("foto", "foto"),
)


def daily(row: Row, trend: pd.DataFrame, forecast: Row | None, waktu: Waktu, tutup: Sequence[bool] = ()) -> Component:
    """Rows done at the end of each day, the straight target, and the forecast with its band.

    ``tutup``: days from the opening that are not told.
    """
    total = int(row["total"])
    if not total:
        return nothing("Tidak ada prelist pada periode ini.")
    days = [waktu.opened + timedelta(days=n) for n in range((waktu.deadline - waktu.opened).days + 1)]
    known = dict(zip(trend["tanggal"], trend["diisi"], strict=True))
    done = int(max((count for when, count in known.items() if when < waktu.opened), default=0))
    actual: list[float | None] = []
    for at, when in enumerate(days):
        done = int(known.get(when, done))
        actual.append(done if when <= waktu.as_of and not any(tutup[at : at + 1]) else None)
    lines = [
        Seri("Selesai", actual),
        Seri(
            "Target", [total * target_share(when, waktu.opened, waktu.deadline) for when in days], "target", "terlambat"
        ),
    ]
    band = None
    if forecast is not None and waktu.hari_ini and forecast["jalur_p50"]:
        start = days.index(forecast["tanggal"]) if forecast["tanggal"] in days else None
        if start is not None:
            now = actual[start]
            low, middle, high = (_path(forecast[f"jalur_p{q}"], start, len(days), now) for q in (10, 50, 90))
            lines.append(Seri("Perkiraan", middle, "perkiraan"))
            band = Pita("8 dari 10 kemungkinan", low, high)
    marks = [Tanda(days.index(waktu.as_of), "hari ini")] if waktu.hari_ini and waktu.as_of in days else []
    return grafik(
        "desa-garis",
        garis(
            days,
            lines,
            judul="Rumah tangga selesai diverifikasi",
            satuan="rumah tangga",
            pita=band,
            tanda=[*marks, Tanda(len(days) - 1, "batas", "batas")],
            tinggi=260,
        ),
    )


def _path(values: Sequence[int], start: int, length: int, now: float | None) -> list[float | None]:
    path: list[float | None] = [None] * length
    path[start] = now
    for k, value in enumerate(values):
        if start + 1 + k < length:
            path[start + 1 + k] = float(value)
    return path


def past(frame: pd.DataFrame, labels: Mapping[int, str], current: int) -> Component:
    """Progress at the deadline of each periode, and the share found nonaktif."""
    if frame.empty:
        return nothing("Belum ada periode dengan prelist.")
    rows = frame.tail(12).to_dict("records")
    shares = [(int(r["periode"]), ratio(r["diisi"], r["total"]), ratio(r["nonaktif"], r["dikunjungi"])) for r in rows]
    bars = [
        Datum(
            labels.get(kode, str(kode)),
            None if done is None else round(done, 1),
            "brand" if kode == current else "muted",
            ke={"periode": str(kode)},
            catatan=f"nonaktif {percent(off)} dari yang dikunjungi",
            utama=kode == current,
        )
        for kode, done, off in shares
    ]
    off_bars = [
        Datum(labels.get(kode, str(kode)), None if off is None else round(off, 1), "terlambat", utama=kode == current)
        for kode, _, off in shares
    ]
    return html.Div(
        [
            html.H3("Progres pada batas verivali (%)"),
            grafik(
                "desa-lalu-progres",
                batang(
                    bars,
                    judul="Progres pada batas verivali",
                    satuan="%",
                    mendatar=False,
                    maks=100,
                    tinggi=150,
                    desimal=1,
                ),
            ),
            html.H3("Nonaktif dari yang dikunjungi (%)"),
            grafik(
                "desa-lalu-nonaktif",
                batang(
                    off_bars,
                    judul="Nonaktif dari yang dikunjungi",
                    satuan="%",
                    mendatar=False,
                    tinggi=120,
                    desimal=1,
                ),
            ),
        ]
    )


@dataclass(frozen=True, slots=True)
class Kiriman:
    """A file from the field: name, when it was taken in, its rows in words, address (None for who may not open it)."""

    nama: str
    waktu: str
    isi: str
    href: str | None


def arrivals(impor: pd.DataFrame, kiriman: Sequence[Kiriman], musdes: Row | None, waktu: Waktu) -> Component:
    """Rows that arrived by day, the files that brought them, and the papers of the musdes."""
    parts: list[Component] = [html.H3("Baris terimpor menurut hari")]
    if impor.empty:
        parts.append(nothing("Belum ada impor pada periode ini."))
    else:
        by_day = {item["tanggal"]: int(item["terimpor"]) for item in impor.to_dict("records")}
        length = (waktu.as_of - waktu.opened).days + 1
        days = [waktu.opened + timedelta(days=n) for n in range(length)] if length <= 31 else sorted(by_day)
        parts.append(
            grafik(
                "desa-impor-hari",
                batang(
                    [Datum(_short(when), by_day.get(when, 0), "proses") for when in days],
                    judul="Baris terimpor menurut hari",
                    satuan="rumah tangga",
                    mendatar=False,
                    tinggi=150,
                ),
            )
        )
    if kiriman:
        parts.append(html.H3("Berkas dari lapangan"))
        parts.append(html.Ul([_kiriman(item) for item in kiriman], className="desa-kiriman"))
    parts.append(html.H3("Musdes/muskel"))
    if musdes is None:
        parts.append(nothing("Belum ada musdes/muskel yang dicatat pada periode ini."))
        return html.Div(parts)
    people = f", {number(musdes['peserta'])} peserta" if musdes["peserta"] else ""
    parts += [
        html.P(f"{day(musdes['tanggal'])}, nomor {musdes['nomor']}{people}", className="desa-rapat"),
        html.Ul(
            [
                html.Li(
                    [
                        ikon("check-circle" if musdes[key] else "x-circle"),
                        f"{name}: {'ada' if musdes[key] else 'belum ada'}",
                    ],
                    className="desa-baik" if musdes[key] else "desa-buruk",
                )
                for key, name in _MUSDES
            ],
            className="desa-berkas",
        ),
    ]
    return html.Div(parts)


def _kiriman(item: Kiriman) -> Component:
    name = html.A(item.nama, href=item.href) if item.href else html.Span(item.nama, className="fw-semibold")
    return html.Li([ikon("file-earmark-text"), html.Div([name, html.Div(f"{item.waktu} · {item.isi}")])])


def _short(when: date) -> str:
    return f"{when.day}/{when.month}"
