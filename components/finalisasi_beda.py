"""What changed in the live data since a snapshot: versions to choose from, counts by desa, the rows themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.finalisasi_kab import bagian
from components.finalisasi_papan import Alamat
from components.format import number
from components.ikon import ikon
from domain.finalisasi import BEDA_KOLOM, BEDA_NAME, Beda
from domain.kesos import KEBERADAAN_NAMA, samar_nomor
from domain.status import STATUS_NAME, StaKeberadaan, StatusVerivali

UNDUH_BEDA = "/finalisasi/beda/unduh"


@dataclass(frozen=True, slots=True)
class DesaBeda:
    """A desa with households that differ from the snapshot."""

    kode: int
    nama: str
    jumlah: int
    menurut: Mapping[Beda, int]


@dataclass(frozen=True, slots=True)
class RutaBeda:
    """One household that differs: the ways, and the columns as they were and as they are."""

    nama: str
    tautan: str
    nama_desa: str
    beda: Sequence[Beda]
    sebelum: Mapping[str, Any]
    sesudah: Mapping[str, Any]


def beda(
    versi: Sequence[tuple[int, str]],
    chosen: int | None,
    desa: Sequence[DesaBeda],
    picked: int | None,
    rows: Component | None,
    alamat: Alamat,
    unduh: Sequence[Component] = (),
) -> Component:
    """The whole section; ``versi`` are numbers and what is said of each, ``rows`` the households of the desa picked,
    ``unduh`` what they are taken away with.

    ``chosen`` None: nothing is compared yet, which takes a second for a large kab.
    """
    choice = [
        html.A(
            f"Versi {which}: {text}",
            href=alamat(versi="" if which == chosen else which),
            className="fin-butir",
            **(attributes(aria_current="true") if which == chosen else {}),
        )
        for which, text in versi
    ]
    total = sum(item.jumlah for item in desa)
    sentence = (
        "Pilih versi untuk membandingkannya dengan data sekarang, desa demi desa dan baris demi baris."
        if chosen is None
        else f"{number(total)} rumah tangga di {number(len(desa))} desa berbeda dari salinan versi {chosen}."
        if total
        else f"Data sekarang sama dengan salinan versi {chosen}."
    )
    parts: list[Component] = [
        html.Div(choice, className="fin-pilihan", role="group", **attributes(aria_label="Versi salinan")),
        html.P(
            [ikon("check-circle" if chosen and not total else "info-circle"), sentence],
            className="fin-info fin-beda-kata",
        ),
    ]
    if desa:
        parts += [*unduh, _desa(desa, picked, alamat)]
    if rows is not None:
        parts.append(rows)
    return bagian("Yang berubah sejak difinalisasi", parts, "fin-lebar", "fin-beda")


def _desa(desa: Sequence[DesaBeda], picked: int | None, alamat: Alamat) -> Component:
    kinds = [kind for kind in Beda if any(kind in item.menurut for item in desa)]
    head = [html.Th("Desa/kelurahan"), html.Th("Berbeda", className="fin-angka"),
            *(html.Th(BEDA_NAME[kind], className="fin-angka") for kind in kinds)]  # fmt: skip
    body = [
        html.Tr(
            [
                html.Td(html.A(item.nama, href=alamat(beda="" if item.kode == picked else item.kode))),
                html.Td(number(item.jumlah), className="fin-angka"),
                *(html.Td(number(item.menurut.get(kind, 0)), className="fin-angka") for kind in kinds),
            ],
            className="fin-pilih" if item.kode == picked else "",
        )
        for item in desa
    ]
    return _scrolls(html.Table([html.Thead(html.Tr(head)), html.Tbody(body)], className="fin-tabel"), "Desa")


def baris_beda(rows: Sequence[RutaBeda], *, lengkap: bool, awal: str | None, berikut: str | None) -> Component:
    """The households themselves; ``lengkap``: the reader may see whole numbers."""
    head = html.Tr([html.Th(name) for name in ("Kepala rumah tangga", "Yang berbeda", "Pada salinan", "Sekarang")])
    body = []
    for row in rows:
        for place, kind in enumerate(row.beda):
            first = [html.A(row.nama, href=row.tautan), html.Span(f" {row.nama_desa}", className="siks-samar")]
            body.append(
                html.Tr(
                    [
                        html.Td(first if place == 0 else ""),
                        html.Td(BEDA_NAME[kind]),
                        html.Td(kata_beda(kind, row.sebelum, lengkap=lengkap)),
                        html.Td(kata_beda(kind, row.sesudah, lengkap=lengkap)),
                    ]
                )
            )
    pages = [
        *([html.A([ikon("chevron-up"), "Ke awal daftar"], href=awal)] if awal else []),
        *([html.A(["Baris berikutnya", ikon("chevron-right")], href=berikut)] if berikut else []),
    ]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="fin-tabel")
    return _scrolls([table, *([html.P(pages, className="fin-lembar")] if pages else [])], "Rumah tangga yang berbeda")


def _scrolls(isi: Any, nama: str) -> Component:
    return html.Div(isi, className="fin-gulir", tabIndex=0, role="region", **attributes(aria_label=nama))


def kata_beda(kind: Beda, row: Mapping[str, Any], *, lengkap: bool) -> str:
    """The columns by which a difference is told, as one text; nothing for a household that is new or gone."""
    return ", ".join(_value(name, row[name], lengkap=lengkap) for name in BEDA_KOLOM.get(kind, ())) or "–"


def _value(name: str, value: Any, *, lengkap: bool) -> str:
    if value is None:
        return "kosong"
    if name == "status":
        return STATUS_NAME[StatusVerivali(value)]
    if name == "sta_keberadaan":
        return KEBERADAAN_NAMA[StaKeberadaan(value)]
    if name == "kpm":
        return "KPM" if value else "bukan KPM"
    if name in ("no_kk", "pengurus_nik"):
        return str(value) if lengkap else samar_nomor(value) or "kosong"
    return str(value)
