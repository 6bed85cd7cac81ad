"""The bones of the kuota page: titled boxes that its callbacks fill."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.ikon import ikon
from components.kuota_tabel import KOLOM, KOLOM_RANCANG
from components.tabel import tabel


def kuota_page(table: str, draft: str, stores: Sequence[Component]) -> Component:
    """Title, sentence, figures, warnings, table or what-if, charts, proposals. ``table`` and ``draft`` are ids."""
    return html.Div(
        [
            html.Div(id="kuota-galat", role="alert"),
            html.H1("Berapa tempat yang terpakai, sisa, dan kurang?"),
            html.P("Memuat data…", id="kuota-kalimat", className="kuota-kalimat", **attributes(aria_live="polite")),
            # Filled by the browser alone, so that a redraw of the page takes no button away under the finger.
            html.Div(id="kuota-kabar", className="kuota-kabar", role="status"),
            html.Div(id="kuota-angka"),
            html.Div(id="kuota-peringatan"),
            html.Div(id="kuota-kendali", className="kuota-kendali-wadah"),
            _draft(draft),
            html.Section(
                tabel(
                    table,
                    KOLOM,
                    benda="wilayah",
                    nama="Kuota menurut wilayah",
                    dipimpin="client",
                    urut="kode",
                    cari="Cari wilayah",
                    kosong="Tidak ada wilayah di bawah ini.",
                    unduh="/kuota/unduh",
                    tinggi="min(60vh, 560px)",
                ),
                className="kuota-rincian",
                **attributes(aria_label="Kuota menurut wilayah"),
            ),
            html.Div(
                [
                    html.Section([html.H2("Perjalanan kuota"), html.Div(id="kuota-tren")]),
                    html.Section([html.H2("Peringkat"), html.Div(id="kuota-peringkat")]),
                ],
                className="kuota-grafik",
            ),
            html.Section([html.H2("Usul perubahan kuota"), html.Div(id="kuota-usul")], className="kuota-usul"),
            *stores,
        ],
        id="kuota",
        className="kuota",
    )


def _draft(ident: str) -> Component:
    return html.Section(
        [
            html.H2("Rancangan pembagian"),
            html.P("Rancangan belum tersimpan dan tidak mengubah apa pun sebelum diterapkan.", className="kuota-samar"),
            html.Div(
                [html.Div(id="kuota-rancang-kendali"), html.Div(id="kuota-rancang-ringkas")],
                className="kuota-rancang-atas",
            ),
            html.Div(id="kuota-berkas-galat", className="kuota-berkas-galat", role="alert"),
            tabel(
                ident,
                KOLOM_RANCANG,
                benda="desa",
                nama="Rancangan kuota menurut desa",
                dipimpin="client",
                kunci="kode",
                urut="nama",
                cari="Cari desa",
                kosong="Rancangan hanya untuk satu kab/kota.",
                tinggi="min(60vh, 560px)",
                awalan="r_",
            ),
        ],
        className="kuota-rancang",
        **attributes(aria_label="Rancangan pembagian"),
    )


def refused_here(text: str) -> Component:
    """What stands in the page when its address cannot be answered."""
    return html.Div(
        [
            ikon("exclamation-octagon"),
            html.Span(text, className="flex-grow-1"),
            html.A("Buka kuota wilayah Anda", href="/kuota", className="btn btn-sm btn-primary"),
        ],
        className="siks-notis siks-notis-tolak",
    )
