"""The page of briefing packs: its frame, the form that says what a pack holds, and the pack before it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.ajuan import bidang, centang, kosong, tab
from components.atribut import attributes
from components.briefing_figur import AlamatPeta, banyak_baris, catatan, figur, kalimat, konteks
from components.ikon import ikon
from domain.briefing import BAB_NAME, BabBriefing
from domain.figur import Bab, Figur, Isi

TANYA, DETAK, LAJU, CARI = "brief-tanya", "brief-detak", "brief-laju", "brief-cari"
FORM, PRATINJAU, TAB, PANEL, RINCI = "brief-form", "brief-pratinjau", "brief-tab", "brief-panel", "brief-rinci"
# Stores that end callbacks which only draw.
HASIL = "brief-hasil"
TAMPIL = ("brief-tampil-form", "brief-tampil-isi", "brief-tampil-hasil")
AKSI, JAWAB, SEGAR = "brief-aksi", "brief-jawab", "brief-segar"
# Rows of a table that the preview shows.
_ROWS = 8
_LOOK_MS, _WATCH_MS = 60_000, 2_000


def halaman() -> Component:
    """The empty page; the address fills it."""
    return html.Div(
        [
            html.Div(
                [
                    html.H1("Apa yang dibawa ke rapat?"),
                    html.P("Pilih bab, lihat dahulu, lalu buat paket PowerPoint, PDF, dan Excel: angkanya sama."),
                    bidang(TAB),
                ],
                className="brief-kepala",
            ),
            html.Div(
                [
                    html.Div([dcc.Store(id=f"{FORM}-isi"), html.Div(id=FORM)]),
                    html.Div(
                        [
                            dcc.Store(id=f"{PRATINJAU}-isi"),
                            html.Div(
                                id=PRATINJAU, className="brief-pratinjau", **attributes(aria_busy="true")
                            ),
                        ],
                        className="brief-isi",
                    ),
                ],
                className="brief-siapkan",
            ),
            html.Div([bidang(PANEL), bidang(RINCI)], className="brief-panel ajuan-isi"),
            *(dcc.Store(id=ident) for ident in (TANYA, AKSI, JAWAB, SEGAR, CARI, f"{HASIL}-isi", *TAMPIL)),
            dcc.Interval(id=DETAK, interval=_LOOK_MS),
            # Runs only while a pack on the screen is being made.
            dcc.Interval(id=LAJU, interval=_WATCH_MS, disabled=True),
        ],
        id="briefing",
        className="brief",
        **attributes(data_panel="siapkan"),
    )  # fmt: skip


def tab_panel(panel: str, semua: str) -> Component:
    """Which part of the page is open; ``semua`` names the areas of which packs can be made at once, if any."""
    items = [("", "Siapkan"), ("paket", "Paket"), ("semua", semua), ("jadwal", "Jadwal"), ("templat", "Templat")]
    shown = [(value, label, None) for value, label in items if label]
    return tab(shown, panel, "panel", paket=None, jadwal=None)


def formulir(bab: Sequence[BabBriefing], templat: Mapping[str, str]) -> Component:
    """What a pack can hold; the script ticks what the address says."""
    chapters = [
        html.Label([centang("bab", str(item), BAB_NAME[item]), html.Span(BAB_NAME[item])], className="brief-pilih")
        for item in bab
    ]
    shapes = html.Label(
        [
            centang("bentuk_peta", "1", "Peta sebagai bentuk yang dapat diubah"),
            html.Span("Peta sebagai bentuk yang dapat diubah di PowerPoint"),
        ],
        className="brief-pilih",
    )
    return html.Form(
        [
            html.Fieldset([html.Legend("Bab"), *chapters]),
            html.Fieldset([html.Legend("PowerPoint"), _templates(templat), shapes]),
            html.Div(
                [
                    html.Button(
                        [ikon("download"), "Buat paket"], type="submit", name="aksi", value="minta",
                        className="btn btn-primary",
                    ),
                    html.A(
                        [ikon("play-fill"), "Tayangkan"], href="/briefing/tayang",
                        className="btn btn-outline-secondary", **attributes(data_brief_tayang=""),
                    ),
                    html.Small("Tayangan memakai angka saat ini dan bab yang sama, layar penuh."),
                ],
                className="brief-tombol",
            ),
        ],
        className="brief-isian",
        **attributes(data_ajuan_tanya=AKSI),
    )  # fmt: skip


def _templates(templat: Mapping[str, str]) -> Component:
    choices = [html.Option("Templat Kementerian Sosial", value="")]
    choices += [html.Option(name, value=number) for number, name in templat.items()]
    select = html.Select(choices, name="templat", className="form-select", **attributes(data_ajuan_alamat="templat"))
    return html.Label([html.Span("Templat"), select], className="ajuan-isian")


def pratinjau(isi: Isi, peta: AlamatPeta) -> Component:
    """The chapters as the files will hold them; of long tables the first rows."""
    asal = isi.asal
    head = html.P(
        [html.Span([html.B(asal.wilayah), f", {asal.periode}"]), html.Span(konteks(asal))], className="brief-konteks"
    )
    return html.Div([head, *(_chapter(bab, peta, asal.zona) for bab in isi.bab)])


def pratinjau_gagal(pesan: str) -> Component:
    """Why there is nothing to see."""
    return kosong("exclamation-triangle", "Paket belum dapat dibuat", pesan)


def _chapter(bab: Bab, peta: AlamatPeta, zona: int) -> Component:
    lines = [html.P(kalimat(text), className="brief-kalimat") for text in bab.kalimat]
    figures = [_figure(item, peta, zona) for item in bab.figur]
    return html.Section([html.H2(bab.judul), *lines, *figures], className="brief-bab")


def _figure(item: Figur, peta: AlamatPeta, zona: int) -> Component:
    more = banyak_baris(item, _ROWS)
    return html.Div(
        [
            html.H3(item.judul),
            figur(item, f"brief-{item.kode}", peta, zona, baris=_ROWS),
            *([html.P(more, className="brief-catatan")] if more else []),
            *catatan(item),
        ],
        className="brief-figur",
    )
