"""The bones of the finalisasi page: the board with its views, one kab, and the stores between browser and server."""

from __future__ import annotations

from collections.abc import Collection

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.finalisasi_papan import kolom
from components.ikon import ikon
from components.tabel import tabel
from components.unduh import ANGKA, menu, tautan
from components.unduh import GAMBAR as BENTUK_GAMBAR
from domain.halangan import Halangan

AKAR, GALAT, KABAR, ATAS, KAB, BEDA = (
    "finalisasi", "finalisasi-galat", "finalisasi-kabar", "finalisasi-atas", "finalisasi-kab", "finalisasi-beda",
)  # fmt: skip
TABEL, PETA, MATRIKS = "finalisasi-tabel", "finalisasi-peta", "finalisasi-matriks"
# What map and matrix draw; what a button asks for, the dialog that answers; the wish, and what came of it.
GAMBAR, DIGAMBAR, BUKA, DIALOG, DIBUKA = (
    "finalisasi-gambar", "finalisasi-digambar", "finalisasi-buka", "finalisasi-dialog", "finalisasi-dibuka",
)  # fmt: skip
NIAT_TUTUP, NIAT_BUKA, JAWAB_TUTUP, JAWAB_BUKA, SEGAR = (
    "finalisasi-niat-finalisasi", "finalisasi-niat-buka_kembali", "finalisasi-jawab-finalisasi",
    "finalisasi-jawab-buka_kembali", "finalisasi-segar",
)  # fmt: skip
_STORES = (GAMBAR, DIGAMBAR, BUKA, DIALOG, DIBUKA, NIAT_TUTUP, NIAT_BUKA, JAWAB_TUTUP, JAWAB_BUKA, SEGAR)
UNDUH = "/finalisasi/unduh"
# The most that stands in the way first.
DEFAULT_ORDER = "-menahan,sisa_hari"


def finalisasi_page(hidden: Collection[Halangan]) -> Component:
    """The empty page; its callbacks and ``assets/finalisasi.js`` fill it."""
    return html.Div(
        [
            html.Div(id=GALAT, role="alert"),
            # Filled by the browser alone, so that a redraw of the page takes nothing away under the finger.
            html.Div(id=KABAR, className="fin-kabar", role="status"),
            html.Div(html.P("Memuat data…", className="siks-samar"), id=ATAS, className="fin-atas"),
            html.Div(
                tabel(
                    TABEL,
                    kolom(hidden),
                    benda="kab/kota",
                    nama="Finalisasi menurut kab/kota",
                    dipimpin="client",
                    urut=DEFAULT_ORDER,
                    cari="Cari kab/kota",
                    kosong="Tidak ada kab/kota dengan keadaan ini.",
                    unduh=UNDUH,
                ),
                className="fin-papan",
            ),
            html.Div(
                [
                    _map(),
                    menu(
                        "peta finalisasi",
                        [("Peta", tautan("/finalisasi/gambar", BENTUK_GAMBAR)), ("Angka", tautan(UNDUH, ANGKA))],
                        id=f"{PETA}-unduh",
                    ),
                ],
                className="fin-peta",
            ),
            html.Div(id=MATRIKS, className="fin-matriks", tabIndex=0, role="region",
                     **attributes(aria_label="Matriks periode")),
            html.Div(id=KAB, className="fin-kab"),
            html.Div(id=BEDA, className="fin-kab"),
            *(dcc.Store(id=name) for name in _STORES),
        ],
        id=AKAR,
        className="fin",
    )  # fmt: skip


def _map() -> Component:
    return html.Div(
        [
            html.Div(html.Div(id=PETA, className="peta-panel"), className="peta-panel-wadah"),
            html.Div(id=f"{PETA}-legenda", className="peta-legenda"),
            html.P(id=f"{PETA}-catatan", className="peta-catatan", hidden=True),
            html.Div(id=f"{PETA}-tip", className="peta-tip", hidden=True, **attributes(aria_hidden="true")),
        ],
        className="peta-bidang",
    )


def refused_here(text: str) -> Component:
    """What stands in the page when its address cannot be answered."""
    return html.Div(
        [
            ikon("exclamation-octagon"),
            html.Span(text, className="flex-grow-1"),
            html.A("Buka finalisasi wilayah Anda", href="/finalisasi", className="btn btn-sm btn-primary"),
        ],
        className="siks-notis siks-notis-tolak",
    )
