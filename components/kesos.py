"""The page of the register: search box, filters, and the list that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number
from components.ikon import ikon
from domain.kesos import (
    ALASAN,
    BANTUAN,
    BUKAN_PRELIST,
    KEBERADAAN_NAMA,
    KOORDINAT,
    LEAST_REASON,
    LONGEST_TEXT,
    STATUS_OF,
    TANPA_BANTUAN,
    TANPA_BANTUAN_NAMA,
    Jenis,
)
from domain.rumah_tangga import Baris, Hasil
from domain.status import STATUS_NAME, StaKeberadaan, StatusVerivali

TEKS, CARI, TANYA, BUKA = "kesos-teks", "kesos-cari", "kesos-tanya", "kesos-buka"
KEPALA, BARIS, LAGI, BERIKUT = "kesos-kepala", "kesos-baris", "kesos-lagi", "kesos-berikut"
KARTU, SARINGAN = "kesos-kartu", "kesos-saringan"
ALASAN_ID, KETERANGAN_ID, BUKA_ID = "kesos-alasan", "kesos-keterangan", "kesos-tombol-buka"

STATUS_TAMPIL = {
    StatusVerivali.BELUM_DIKUNJUNGI: ("circle", "belum"),
    StatusVerivali.DIISI: ("circle-half", "proses"),
    StatusVerivali.TERIMPOR: ("hourglass-split", "proses"),
    StatusVerivali.DISETUJUI: ("check-circle", "selesai"),
    StatusVerivali.DIKEMBALIKAN: ("reply", "dikembalikan"),
    StatusVerivali.FINAL: ("lock-fill", "final"),
}


def page(*, may_export: bool, may_unmask: bool) -> Component:
    """The whole page, empty: what it shows comes with the address and with what is typed."""
    return html.Div(
        [
            dcc.Store(id=TANYA),
            dcc.Store(id=BUKA),
            dcc.Store(id=BERIKUT),
            html.Div(
                [
                    html.H1("Siapa yang terdaftar, dan apa keadaannya?"),
                    _search(),
                    html.Div(_filters(), id=SARINGAN, className="kesos-saringan", role="group", **_LABEL_FILTERS),
                ],
                className="kesos-atas",
            ),
            html.Div(
                [
                    html.Section(
                        [
                            html.Div(id=KEPALA, className="kesos-kepala", **attributes(aria_live="polite")),
                            *([_export(may_unmask)] if may_export else []),
                            _table(),
                            html.Button(
                                "Tampilkan berikutnya", id=LAGI, hidden=True, className="btn btn-outline-secondary"
                            ),
                        ],
                        className="kesos-daftar",
                        **attributes(aria_label="Rumah tangga"),
                    ),
                    html.Div(
                        [html.Div(id=KARTU, className="kesos-kartu-isi"), *([_ask_reason()] if may_unmask else [])],
                        className="kesos-samping",
                    ),
                ],
                className="kesos-isi",
            ),
        ],
        className="kesos",
        id="kesos",
    )


_LABEL_FILTERS = attributes(aria_label="Saringan")


def _search() -> Component:
    return html.Div(
        [
            html.Label("NIK, nomor KK, IDBDT, nama, atau alamat", htmlFor=TEKS, className="form-label"),
            html.Div(
                [
                    dcc.Input(
                        id=TEKS,
                        type="search",
                        className="form-control",
                        maxLength=LONGEST_TEXT,
                        autoComplete="off",
                        spellCheck=False,
                        placeholder="Misalnya siti aminah, atau jl melati rt 3",
                    ),
                    html.Button([ikon("search"), "Cari"], id=CARI, className="btn btn-primary"),
                ],
                className="kesos-kotak",
            ),
            html.P(
                "Salah ketik dan ejaan lain ikut dicari. Setiap pencarian dan setiap kartu yang dibuka dicatat.",
                className="siks-samar siks-kecil",
            ),
        ],
        className="kesos-cari",
        role="search",
    )


def _filters() -> list[Component]:
    return [
        _select("bantuan", "Program", {TANPA_BANTUAN: TANPA_BANTUAN_NAMA, **{k: v[0] for k, v in BANTUAN.items()}}),
        _select(
            "desil",
            "Desil",
            {"1,2,3,4": "Desil 1–4", **{str(n): f"Desil {n}" for n in range(1, 11)}},
        ),
        _select("status", "Status verivali", {**STATUS_OF, BUKAN_PRELIST: "Bukan prelist"}),
        _select("keberadaan", "Keberadaan", {str(int(k)): v for k, v in KEBERADAAN_NAMA.items()}),
        _select("koordinat", "Koordinat", KOORDINAT),
        html.Button(
            "Hapus saringan", className="btn btn-sm btn-outline-secondary", **attributes(data_kesos="kosongkan")
        ),
    ]


def _select(key: str, label: str, choices: Mapping[str, str]) -> Component:
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [html.Option("Semua", value=""), *(html.Option(name, value=code) for code, name in choices.items())],
                className="form-select form-select-sm",
                **attributes(data_saring=key),
            ),
        ],
        className="kesos-pilih",
    )


def _ask_reason() -> Component:
    """Asks why numbers should be shown in full; shown while the open card covers them."""
    return html.Details(
        [
            html.Summary(
                [ikon("eye"), "Tampilkan NIK, KK, dan ibu kandung"], className="btn btn-sm btn-outline-secondary"
            ),
            html.Div(
                [
                    html.P("Alasan dicatat bersama nama Anda dan rumah tangga ini."),
                    dcc.RadioItems(
                        id=ALASAN_ID,
                        options=[{"label": text, "value": code} for code, text in ALASAN.items()],
                        className="kesos-radio",
                    ),
                    html.Label(f"Keterangan, paling sedikit {LEAST_REASON} huruf", htmlFor=KETERANGAN_ID),
                    dcc.Input(
                        id=KETERANGAN_ID,
                        type="text",
                        maxLength=300,
                        autoComplete="off",
                        className="form-control form-control-sm",
                        placeholder="Misalnya nomor surat atau nama pengadu",
                    ),
                    html.Button([ikon("eye"), "Tampilkan"], id=BUKA_ID, className="btn btn-sm btn-primary"),
                ]
            ),
        ],
        className="kesos-buka",
    )


def reason_fields(name: str) -> list[Component]:
    """Choice of a reason and a line to say it in, for forms that show numbers in full."""
    return [
        html.Label(
            [
                html.Span("Alasan"),
                html.Select(
                    [
                        html.Option("Pilih alasan", value=""),
                        *(html.Option(text, value=code) for code, text in ALASAN.items()),
                    ],
                    name="alasan",
                    className="form-select form-select-sm",
                ),
            ],
            className="kesos-pilih",
        ),
        html.Label(
            [
                html.Span(f"Keterangan, paling sedikit {LEAST_REASON} huruf"),
                dcc.Input(
                    id=f"{name}-keterangan",
                    name="keterangan",
                    type="text",
                    maxLength=300,
                    autoComplete="off",
                    className="form-control form-control-sm",
                    placeholder="Misalnya nomor surat atau nama pengadu",
                ),
            ],
            className="kesos-pilih kesos-pilih-lebar",
        ),
    ]


def _export(may_unmask: bool) -> Component:
    """A plain form: what was searched for goes in its body and never into an address."""
    return html.Details(
        [
            html.Summary([ikon("download"), "Unduh hasil"], className="btn btn-sm btn-outline-secondary"),
            html.Form(
                [
                    dcc.Input(type="hidden", name="csrf_token", value=""),
                    dcc.Input(type="hidden", name="tanya", value=""),
                    html.P("Seluruh hasil, bukan hanya yang tampil. NIK, nomor KK, dan nama ibu kandung disamarkan."),
                    *(
                        [
                            html.Label(
                                [
                                    html.Span("Identitas"),
                                    html.Select(
                                        [
                                            html.Option("Disamarkan", value=""),
                                            html.Option("Lengkap, dengan alasan", value="1"),
                                        ],
                                        name="lengkap",
                                        className="form-select form-select-sm",
                                        **attributes(data_kesos="lengkap"),
                                    ),
                                ],
                                className="kesos-pilih",
                            ),
                            html.Div(reason_fields("kesos-unduh"), className="kesos-alasan", hidden=True),
                        ]
                        if may_unmask
                        else []
                    ),
                    html.Div(
                        [
                            html.Button(
                                label, type="submit", name="bentuk", value=form, className="btn btn-sm btn-primary"
                            )
                            for form, label in (("csv", "CSV"), ("xlsx", "Excel"), ("parquet", "GeoParquet"))
                        ],
                        className="kesos-bentuk",
                    ),
                ],
                action="/data-kesos/unduh",
                method="POST",
                **attributes(data_kesos="unduh"),
            ),
        ],
        className="kesos-unduh",
    )


_HEADS = ("Rumah tangga", "Wilayah", "IDBDT dan KK", "ART", "Desil", "Program", "Verivali")


def _table() -> Component:
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(head, scope="col") for head in _HEADS])),
                html.Tbody(id=BARIS),
            ],
            className="kesos-tabel",
        ),
        className="kesos-gulung",
        tabIndex=0,
        role="region",
        **attributes(aria_label="Daftar rumah tangga"),
    )


def rows(found: Sequence[Baris]) -> list[Component]:
    """Rows of the list; on a phone each becomes a card."""
    return [_row(item) for item in found]


def _row(item: Baris) -> Component:
    return html.Tr(
        [
            html.Th(
                [
                    html.Button(item.nama_krt, className="kesos-nama", **attributes(data_ruta=str(item.rujukan))),
                    *([html.Div(f"Ditemukan: {item.cocok}", className="kesos-cocok")] if item.cocok else []),
                    html.Div(item.alamat, className="siks-samar"),
                ],
                scope="row",
            ),
            html.Td(item.tempat, **attributes(data_judul="Wilayah")),
            html.Td(
                [html.Div(item.idbdt), html.Div(f"KK {item.no_kk or 'tidak ada'}", className="siks-samar")],
                className="kesos-nomor",
                **attributes(data_judul="IDBDT dan KK"),
            ),
            html.Td(number(item.jumlah_art), className="kesos-angka", **attributes(data_judul="ART")),
            html.Td(
                "tidak ada" if item.desil is None else str(item.desil),
                className="kesos-angka",
                **attributes(data_judul="Desil"),
            ),
            html.Td(badges(item), **attributes(data_judul="Program")),
            html.Td([status(item.status), *_found(item.sta_keberadaan)], **attributes(data_judul="Verivali")),
        ]
    )


def badges(item: Baris) -> Component:
    """Programmes that a household is in, each as a word."""
    held = [
        name
        for name, holds in (("BSP", item.kpm_bsp), ("PKH", item.pkh), ("KKS", item.kks), ("PBI", item.pbi))
        if holds
    ]
    parts: list[Component] = [html.Span(name, className="kesos-lencana") for name in held]
    if item.tanpa_bantuan:
        parts.append(html.Span(TANPA_BANTUAN_NAMA, className="kesos-lencana kesos-lencana-tanpa"))
    return html.Div(parts, className="kesos-lencana-baris")


def status(kode: int | None) -> Component:
    """Where the household stands in the periode: icon and word."""
    if kode is None:
        return html.Div("Bukan prelist", className="siks-samar")
    icon, colour = STATUS_TAMPIL[StatusVerivali(kode)]
    return html.Div([ikon(icon), STATUS_NAME[StatusVerivali(kode)]], className=f"kesos-status kesos-{colour}")


def _found(kode: int | None) -> list[Component]:
    return [] if kode is None else [html.Div(KEBERADAAN_NAMA[StaKeberadaan(kode)], className="siks-samar")]


_KIND = {
    Jenis.NOMOR: "nomor itu",
    Jenis.IDBDT: "IDBDT itu",
    Jenis.NAMA: "nama itu",
    Jenis.ALAMAT: "alamat itu",
}


def heading(found: Hasil, *, place: str, filters: Sequence[str], root: tuple[str, str] | None) -> list[Component]:
    """What the list is, in words. ``root``: code and name of the reader's own wilayah, when less was searched."""
    about = f" di {place}" + (f", {', '.join(filters)}" if filters else "")
    parts: list[Component] = []
    if found.pengganti:
        parts.append(
            html.P(
                [
                    "Tidak ada yang tertulis persis begitu. Menampilkan hasil untuk ",
                    html.B(f"“{found.pengganti}”"),
                    ".",
                ],
                className="kesos-koreksi",
            )
        )
    elif found.cara == "ejaan":
        parts.append(html.P("Termasuk ejaan lain dan nama yang berawalan sama.", className="kesos-koreksi"))
    if not found.baris:
        parts.append(_nothing(found, place, filters, root))
        return parts
    if found.jumlah is None:
        count = f"Lebih dari {number(len(found.baris))} rumah tangga"
    else:
        count = f"{'Lebih dari ' if found.lebih else ''}{number(found.jumlah)} rumah tangga"
    note = " Persempit wilayah atau tambahkan kata." if found.lebih and found.jenis is not Jenis.KOSONG else ""
    parts.append(html.P([html.B(count), f"{about}.{note}"]))
    return parts


def _nothing(found: Hasil, place: str, filters: Sequence[str], root: tuple[str, str] | None) -> Component:
    what = f"Tidak ada rumah tangga dengan {_KIND[found.jenis]}" if found.jenis in _KIND else "Tidak ada rumah tangga"
    narrowed = f" dan saringan {', '.join(filters)}" if filters else ""
    action: list[Component] = []
    if root is not None:
        action.append(
            html.A(
                f"Cari di {root[1]}",
                href="?",
                className="btn btn-sm btn-outline-secondary",
                **attributes(data_wilayah=root[0]),
            )
        )
    return html.Div([html.P([ikon("inbox"), f"{what} di {place}{narrowed}."]), *action], className="kesos-kosong")


def invitation(place: str) -> Component:
    """In place of a list that nobody asked for yet."""
    return html.Div(
        [
            html.P(
                [
                    "Ketik NIK, nomor KK, IDBDT, nama, atau alamat, atau pilih saringan untuk melihat daftar di ",
                    html.B(place),
                    ".",
                ]
            ),
            html.Button(
                "Tampilkan semua rumah tangga",
                className="btn btn-sm btn-outline-secondary",
                **attributes(data_kesos="semua"),
            ),
        ],
        className="kesos-kosong",
    )
