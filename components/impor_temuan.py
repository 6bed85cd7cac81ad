"""Findings of a file by rule and line by line, and the desa it covers, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.ikon import ikon
from domain.impor_tampil import SaringanTemuan, Temuan
from domain.isian_kata import label, samarkan
from domain.validasi import ATURAN, TINGKAT_NAME, Tingkat

_TINGKAT = {
    Tingkat.E: ("x-circle", "ditolak"),
    Tingkat.W: ("exclamation-triangle", "terlambat"),
    Tingkat.I: ("info-circle", "proses"),
}
_MORE = "{} temuan lain dihitung, tetapi tidak dirinci. Perbaiki dahulu yang tampil, lalu kirim lagi."
_BAGIAN = {
    "rumah_tangga": "rumah tangga",
    "individu": "anggota",
    "verivali": "verivali",
    "perbaikan": "perbaikan",
    "usulan": "usulan",
    "musdes": "musdes",
    "lampiran": "lampiran",
}


def dipersempit(*held: tuple[str | None, str]) -> list[Component]:
    """What a list is narrowed by: (name, change of the address that widens it again); None: not narrowed."""
    return [
        html.A(
            [name, ikon("x-lg"), html.Span(", hapus saringan", className="visually-hidden")],
            href="#",
            className="impor-butir impor-butir-hapus",
            **attributes(data_ke=goal),
        )
        for name, goal in held
        if name
    ]


def aturan(
    counts: Mapping[tuple[str, Tingkat], int], saringan: SaringanTemuan, nama_desa: str | None, *, tidak_dirinci: int
) -> Component:
    """Findings by rule, the refusing ones first; a click narrows the list below. ``tidak_dirinci``: counted only."""
    order = sorted(counts.items(), key=lambda item: (list(Tingkat).index(item[0][1]), -item[1], item[0][0]))
    if not order:
        return html.P("Tidak ada temuan.", className="impor-samar")
    body = []
    for (kode, tingkat), count in order:
        here = (kode, tingkat) == (saringan.aturan, saringan.tingkat)
        goal = "aturan=&tingkat=" if here else f"aturan={kode}&tingkat={tingkat.value}"
        mark = attributes(data_ke=goal, **({"aria_current": "true"} if here else {}))
        rule = ATURAN[kode]
        body.append(
            html.Tr(
                [
                    html.Th(html.A(rule.kode_siks, href="#", **mark), scope="row"),
                    html.Td(_severity(tingkat), **_head("Tingkat")),
                    html.Td(rule.nama, **_head("Aturan")),
                    html.Td(number(count), className="impor-angka", **_head("Temuan")),
                    html.Td(rule.langkah, className="impor-samar", **_head("Yang dilakukan")),
                ],
                className="impor-terpilih" if here else "",
            )
        )
    return html.Div(
        [
            *([html.Div(dipersempit((nama_desa, "desa=")), className="impor-pilihan")] if nama_desa else []),
            _scroll(
                _table(("Kode", "Tingkat", "Aturan", "Temuan", "Yang dilakukan"), body),
                "Temuan menurut aturan",
                look="impor-kartu",
            ),
            *([html.P(_MORE.format(number(tidak_dirinci)), className="impor-samar")] if tidak_dirinci else []),
        ]
    )


def _severity(tingkat: Tingkat) -> Component:
    icon, colour = _TINGKAT[tingkat]
    return html.Span([ikon(icon), TINGKAT_NAME[tingkat]], className=f"impor-lencana impor-{colour}")


def temuan(items: Sequence[Temuan]) -> list[Component]:
    """Findings as rows, in the order of the file."""
    return [
        html.Tr(
            [
                html.Td(
                    f"{_BAGIAN.get(one.bagian, one.bagian)} {number(one.baris)}",
                    className="impor-nomor",
                    **_head("Baris berkas"),
                ),
                html.Td(_subject(one), className="impor-nomor", **_head("IDBDT")),
                html.Td(label(one.kolom) if one.kolom else "seluruh baris", **_head("Isian")),
                html.Td(samarkan(one.kolom, one.nilai) or "kosong", className="impor-tertulis", **_head("Tertulis")),
                html.Td(samarkan(one.kolom, one.seharusnya) or ATURAN[one.aturan].langkah, **_head("Seharusnya")),
                html.Td([_severity(one.tingkat), html.Code(ATURAN[one.aturan].kode_siks)], **_head("Aturan")),
            ],
            key=str(one.nomor),
        )
        for one in items
    ]


def tabel_temuan(rows: Sequence[Component]) -> Component:
    """The table around the rows of ``temuan``."""
    heads = ("Baris berkas", "IDBDT", "Isian", "Tertulis", "Seharusnya", "Aturan")
    return _scroll(_table(heads, rows, ident="impor-temuan-baris"), "Temuan", look="impor-kartu")


def _subject(one: Temuan) -> list[Component | str]:
    if one.idartbdt and one.idartbdt != one.idbdt:
        return [one.idbdt or "", html.Div(f"anggota {one.idartbdt[-2:]}", className="impor-samar")]
    return [one.idbdt or "tidak ada"]


def _head(text: str) -> dict[str, Any]:
    return attributes(data_judul=text)


def desa(rows: Sequence[tuple[int, str, Mapping[str, int]]]) -> Component:
    """What the file holds of each desa; the name narrows the tab Perubahan to it."""
    body = [
        html.Tr(
            [
                html.Th(html.A(name, href="#", **attributes(data_ke=f"tab=&desa={kode}&hasil=")), scope="row"),
                html.Td(str(kode)),
                *(
                    html.Td(number(counts.get(part, 0)), className="impor-angka")
                    for part in ("verivali", "usulan", "ditolak")
                ),
            ]
        )
        for kode, name, counts in rows
    ]
    total = html.Tfoot(
        html.Tr(
            [
                html.Th("Seluruh berkas", scope="row"),
                html.Td(f"{number(len(rows))} desa"),
                *(
                    html.Td(number(sum(counts.get(part, 0) for _, _, counts in rows)), className="impor-angka")
                    for part in ("verivali", "usulan", "ditolak")
                ),
            ]
        )
    )
    heads = ("Desa/kelurahan", "Kode", "Verivali (baris)", "Usulan (baris)", "Ditolak (baris)")
    return _scroll(_table(heads, body, foot=total), "Desa yang tercakup")


def _table(
    heads: Sequence[str], body: Sequence[Component], *, foot: Component | None = None, ident: str | None = None
) -> Component:
    numbers = ("Temuan", "Verivali (baris)", "Usulan (baris)", "Ditolak (baris)")
    rows = html.Tbody(list(body), id=ident) if ident else html.Tbody(list(body))
    top = [html.Th(text, scope="col", className="impor-angka" if text in numbers else "") for text in heads]
    return html.Table([html.Thead(html.Tr(top)), rows, *([foot] if foot else [])], className="impor-tabel")


def _scroll(table: Component, name: str, *, look: str = "") -> Component:
    return html.Div(
        table, className=f"impor-gulung {look}".strip(), role="region", tabIndex=0, **attributes(aria_label=name)
    )
