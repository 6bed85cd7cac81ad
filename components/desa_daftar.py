"""Lists about one desa: open cases, usulan and kuota, the desa around it, who worked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.desa import nothing
from components.desa_kata import age
from components.format import day, number, percent
from components.grafik import grafik
from domain.access import ROLE_NAME, Role
from domain.figur import SAMAR
from domain.grafik import (
    WARNA_USULAN,
    Datum,
    batang,
)
from domain.indikator import DIISI, NONAKTIF, STA_COLUMNS, TOTAL, pace, ratio, total_of
from domain.kuota import Posisi
from domain.samaran import TERBUKA, Topeng
from domain.status import STATUS_USULAN_NAME, StatusUsulan


def cases(
    groups: Sequence[tuple[str, int, pd.DataFrame | None]], kab: int, as_of: date, tautan: str | None
) -> Component:
    """Open cases: name, number and, for readers who may see them, the households that wait longest."""
    parts: list[Component] = []
    for name, count, frame in groups:
        if not count:
            parts.append(html.P(f"{name}: tidak ada.", className="siks-samar"))
            continue
        if frame is None:
            parts.append(html.P([html.B(number(count)), f" {name.lower()}"]))
            continue
        rows = frame.to_dict("records")
        oldest = age(rows[0]["sejak"], as_of) if rows else ""
        body = [
            html.Tr(
                [
                    html.Th(
                        html.A(item["nama_krt"], href=f"/data-kesos?ruta={kab}-{item['id']}"),
                        scope="row",
                    ),
                    html.Td(item["nama_sls"] or ""),
                    html.Td(age(item["sejak"], as_of), className="desa-angka"),
                ]
            )
            for item in rows
        ]
        parts.append(
            html.Details(
                [
                    html.Summary(
                        [html.B(number(count)), f" {name.lower()}", html.Span(f", terlama {oldest}" if oldest else "")]
                    ),
                    html.Div(
                        html.Table(
                            [
                                html.Thead(
                                    html.Tr(
                                        [
                                            html.Th("Kepala rumah tangga", scope="col"),
                                            html.Th("SLS", scope="col"),
                                            html.Th("Menunggu", scope="col", className="desa-angka"),
                                        ]
                                    )
                                ),
                                html.Tbody(body),
                            ],
                            className="desa-tabel",
                        ),
                        className="desa-gulung",
                        tabIndex=0,
                        role="region",
                        **attributes(aria_label=name),
                    ),
                    *(
                        [
                            html.P(
                                f"{number(len(rows))} terlama dari {number(count)} ditampilkan.", className="siks-samar"
                            )
                        ]
                        if count > len(rows)
                        else []
                    ),
                ],
                open=count <= 6,
                **attributes(data_buka=f"kasus-{len(parts)}"),
            )
        )
    if tautan:
        parts.append(html.P(html.A("Seluruh rumah tangga desa ini", href=tautan)))
    return html.Div(parts, className="desa-kasus")


def proposals(usulan: Mapping[StatusUsulan, int], posisi: Posisi | None, kuota_link: str | None) -> Component:
    """Usulan by status; the kuota of the desa where the reader may see it."""
    parts: list[Component] = []
    if usulan:
        parts.append(
            grafik(
                "desa-usulan-status",
                batang(
                    [
                        Datum(STATUS_USULAN_NAME[status], count, WARNA_USULAN[status])
                        for status, count in usulan.items()
                    ],
                    judul="Usulan menurut status",
                    satuan="usulan",
                ),
            )
        )
    else:
        parts.append(nothing("Belum ada usulan pada periode ini."))
    if posisi is not None:
        parts.append(html.H3("Kuota desa"))
        if not (posisi.kuota or posisi.awal):
            parts.append(nothing("Kuota desa belum ditetapkan pada periode ini."))
        else:
            facts = [
                ("Kuota", number(posisi.kuota)),
                (
                    "Awal − nonaktif + disetujui",
                    f"{number(posisi.awal)} − {number(posisi.nonaktif)} + {number(posisi.disetujui)}",
                ),
                ("Terpakai", f"{number(posisi.terpakai)} ({percent(posisi.utilisasi)})"),
                ("Lebih" if posisi.lebih else "Sisa", number(posisi.lebih or posisi.sisa)),
                ("Usulan menunggu tanpa tempat", number(posisi.harus_menunggu)),
            ]
            parts.append(
                html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="desa-dl")
            )
        if kuota_link:
            parts.append(html.P(html.A("Buka kuota", href=kuota_link)))
    return html.Div(parts)


def around(frame: pd.DataFrame, kode: int, address: str, nama_induk: str, topeng: Topeng = TERBUKA) -> Component:
    """The desa of the same kecamatan side by side, this one marked. ``address`` ends the links of the others.

    Desa whose progress ``topeng`` hides come last.
    """
    having = frame[frame["total"] > 0]
    if len(having) < 2:
        return nothing("Tidak ada desa lain yang dapat dibandingkan di wilayah Anda.")
    covered = dict(zip(having["kode"], topeng.tutup(having["kode"].tolist(), DIISI, TOTAL), strict=True))
    rows: list[dict[Any, Any]] = sorted(
        having.to_dict("records"),
        key=lambda item: 1 if covered[item["kode"]] else -(ratio(total_of(item, DIISI), item["total"]) or 0),
    )
    body = [_around_row(item, item["kode"] == kode, address, topeng) for item in rows]
    ranked = [item["kode"] for item in rows if not covered[item["kode"]]]
    said = nama_induk
    if kode in ranked:
        said += f": urutan {ranked.index(kode) + 1} dari {len(ranked)} menurut progres."
    head_row = ["Desa", "Progres (%)", "Nonaktif (%)", "Laju 7 hari (ruta/hari)", "Belum dikunjungi (ruta)"]
    return html.Div(
        [
            html.P(said, className="siks-samar siks-kecil"),
            html.Div(
                html.Table(
                    [
                        html.Thead(
                            html.Tr(
                                [
                                    html.Th(name, scope="col", className="desa-angka" if n > 1 else "")
                                    for n, name in enumerate(head_row)
                                ]
                            )
                        ),
                        html.Tbody(body),
                    ],
                    className="desa-tabel desa-sekitar",
                ),
                className="desa-gulung",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Desa sekitar"),
            ),
        ]
    )


def _around_row(item: Mapping[Any, Any], own: bool, address: str, topeng: Topeng) -> Component:
    def told(text: str, *jumlah: tuple[str, ...]) -> str:
        return SAMAR if topeng.satu(item["kode"], *jumlah) else text

    share = ratio(total_of(item, DIISI), item["total"]) or 0.0
    off = ratio(total_of(item, NONAKTIF), total_of(item, STA_COLUMNS))
    name = (
        html.Span([item["nama"], " (desa ini)"]) if own else html.A(item["nama"], href=f"/desa/{item['kode']}{address}")
    )
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(SAMAR)
            if topeng.satu(item["kode"], DIISI, TOTAL)
            else html.Td(
                html.Div(
                    [
                        html.Span(style={"width": f"{share:.1f}%"}, **attributes(aria_hidden="true")),
                        html.B(percent(share)),
                    ],
                    className="desa-bilah",
                )
            ),
            html.Td(told(percent(off), NONAKTIF, STA_COLUMNS), className="desa-angka"),
            html.Td(told(number(round(pace(item["diisi_7"]), 1), 1), ("diisi_7",)), className="desa-angka"),
            html.Td(told(number(item["s0"]), ("s0",)), className="desa-angka"),
        ],
        className="desa-ini" if own else "",
    )


def workers(frame: pd.DataFrame) -> Component:
    """Who last worked on the rows."""
    if frame.empty:
        return nothing("Belum ada baris yang dikerjakan.")
    body = []
    for item in frame.to_dict("records"):
        known = item["nama"] is not None
        body.append(
            html.Tr(
                [
                    html.Th(item["nama"] if known else "akun tidak dikenal", scope="row"),
                    html.Td(ROLE_NAME[Role(item["peran"])] if known else ""),
                    html.Td(number(int(item["baris"])), className="desa-angka"),
                    html.Td(day(item["terakhir"]) if item["terakhir"] else ""),
                ]
            )
        )
    head_row = [("Nama", ""), ("Peran", ""), ("Baris (ruta)", "desa-angka"), ("Hari terakhir", "")]
    return html.Table(
        [
            html.Thead(html.Tr([html.Th(name, scope="col", className=cls) for name, cls in head_row])),
            html.Tbody(body),
        ],
        className="desa-tabel",
    )
