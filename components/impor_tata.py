"""The bones of the import page: the drop zone with its rules, the list, and the place for one file."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.ikon import ikon
from components.unduh import menu_tabel
from domain.siks import EKSTENSI, LARGEST_FILE

UNDUH = "/impor/unduh"
DAFTAR, KEPALA, ISI, SARING, GALAT = (
    "impor-daftar", "impor-kepala", "impor-isi", "impor-saring", "impor-galat",
)  # fmt: skip
KALIMAT, CARI, LAGI = "impor-kalimat", "impor-cari", "impor-lagi"
# Asks once a second while something moves by itself.
DETAK = "impor-detak"
# Numbers of the uploads that this browser is sending, so that the list does not show them twice.
SEDANG = "impor-sedang"
AKSI, JAWAB, SEGAR, KEADAAN, BERIKUT = "impor-aksi", "impor-jawab", "impor-segar", "impor-keadaan", "impor-berikut"
# What the lists hold, as HTML.
TAMPIL, RAKIT = "impor-tampil", "impor-rakit"

_MB = LARGEST_FILE // 1_000_000
_ATURAN = (
    (
        "Berkas",
        f"Hasil ekspor aplikasi SIKS-NG Offline, berakhiran {EKSTENSI}, paling besar {_MB} MB. Nama berkas boleh "
        "diubah, akhirannya tidak.",
    ),
    (
        "Urutan",
        "Bebas. Dari dua kiriman untuk rumah tangga yang sama, yang diisi terakhir di lapangan yang dipakai; yang "
        "lebih lama ditahan.",
    ),
    (
        "Kiriman ulang",
        "Boleh. Berkas yang sama persis dikenali dan tidak ditulis dua kali; baris yang sudah disetujui tidak berubah.",
    ),
    (
        "Pemeriksaan",
        "Tanda tangan, kab/kota, periode, dan isi diperiksa lebih dahulu. Tidak ada yang ditulis sebelum Anda menekan "
        "Proses.",
    ),
    (
        "Sesudahnya",
        "Perbaikan, nonaktif, dan usulan masuk antrean pemeriksaan. Selama belum ada yang diperiksa, satu berkas dapat "
        "ditarik kembali seluruhnya.",
    ),
)


def page() -> Component:
    """The empty page; its callbacks and the browser fill it."""
    stores = [dcc.Store(id=name) for name in (AKSI, JAWAB, SEGAR, KEADAAN, BERIKUT, TAMPIL, RAKIT)]
    return html.Div(
        [
            html.Div(id=GALAT, role="alert"),
            # Filled by the browser alone, so that a redraw takes no button away under the finger.
            html.Div(id="impor-kabar", className="impor-kabar", role="status"),
            _front(),
            _one(),
            dcc.Interval(id=DETAK, interval=1000, disabled=True),
            dcc.Store(id=SEDANG, data=[]),
            *stores,
        ],
        id="impor",
        className="impor",
    )


def _front() -> Component:
    return html.Div(
        [
            html.H1("Sampai di mana berkas dari lapangan?"),
            html.P("Memuat daftar…", id=KALIMAT, className="impor-kalimat", **attributes(aria_live="polite")),
            html.Div(
                [
                    ikon("upload"),
                    html.Div(
                        [
                            html.Button(
                                f"Pilih berkas {EKSTENSI}",
                                type="button",
                                className="btn btn-primary",
                                **attributes(data_impor_pilih="1", aria_describedby="impor-taruh-kata"),
                            ),
                            html.Span(
                                f"atau seret ke sini. Boleh banyak sekaligus, masing-masing sampai {_MB} MB.",
                                id="impor-taruh-kata",
                            ),
                        ]
                    ),
                ],
                id="impor-taruh",
                className="impor-taruh",
            ),
            html.Details(
                [
                    html.Summary([ikon("chevron-right"), "Aturan berkas"]),
                    html.Dl([html.Div([html.Dt(title), html.Dd(text)]) for title, text in _ATURAN]),
                ],
                className="impor-aturan",
            ),
            html.Div(id="impor-unggah", className="impor-unggah"),
            html.Div(menu_tabel("daftar berkas", UNDUH, {}), className="impor-unduh"),
            html.Div(id=DAFTAR),
        ],
        className="impor-depan",
    )


def _one() -> Component:
    return html.Div(
        [
            html.Div(id=KEPALA),
            html.Div(
                [
                    html.Div(id=SARING),
                    html.Div(
                        [
                            html.Label(
                                "Cari IDBDT atau nama kepala rumah tangga", htmlFor=CARI, className="visually-hidden"
                            ),
                            ikon("search"),
                            dcc.Input(
                                id=CARI,
                                type="text",
                                debounce=True,
                                maxLength=100,
                                autoComplete="off",
                                placeholder="Cari IDBDT atau nama",
                                className="form-control form-control-sm",
                            ),
                        ],
                        className="impor-cari",
                    ),
                ],
                className="impor-saring-baris",
            ),
            html.Div(id=ISI, className="impor-isi"),
            html.Button(
                "Muat 50 berikutnya", id=LAGI, hidden=True, className="btn btn-sm btn-outline-secondary impor-lagi"
            ),
        ],
        className="impor-rinci",
    )


def refused_here(text: str) -> Component:
    """What stands in the page when its address cannot be answered."""
    return html.Div(
        [
            ikon("exclamation-octagon"),
            html.Span(text, className="flex-grow-1"),
            html.A("Buka daftar berkas", href="/impor", className="btn btn-sm btn-primary"),
        ],
        className="siks-notis siks-notis-tolak",
    )
