"""The audit as a page: what it is asked by, its rows with what they changed, and the root that proves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.beranda import act_choices, act_words
from components.format import day, moment, number
from components.ikon import ikon
from components.riwayat_kata import objek_kata, perangkat_kata, selisih_kata
from domain.kalender import ZONE
from domain.riwayat import Baris, Beda, beda

GALAT, KALIMAT, BUKTI, LAGI = "riwayat-galat", "riwayat-kalimat", "riwayat-bukti", "riwayat-lagi"
# What the list holds, as HTML, and the row that it ends with.
TAMPIL, BERIKUT = "riwayat-tampil", "riwayat-berikut"
UNDUH = "/riwayat/unduh"


def page(*, semua: bool) -> Component:
    """The empty page. ``semua``: the reader sees what others did as well."""
    return html.Div(
        [
            html.Div(id=GALAT, role="alert"),
            html.Div(
                [
                    html.Div(
                        [
                            html.H1("Siapa mengubah apa, kapan, dan dari mana?" if semua else "Apa yang Anda lakukan?"),
                            html.P("Memuat riwayat…", id=KALIMAT, **attributes(aria_live="polite")),
                        ]
                    ),
                    html.Div(id=BUKTI, className="riwayat-bukti"),
                ],
                className="riwayat-atas",
            ),
            _form(semua=semua),
            html.Div(id="riwayat-isi", className="riwayat-isi"),
            html.Button("Muat 50 sebelumnya", id=LAGI, hidden=True, className="btn btn-sm btn-outline-secondary"),
            dcc.Store(id=TAMPIL),
            dcc.Store(id=BERIKUT),
        ],
        id="riwayat",
        className="riwayat",
    )


def _form(*, semua: bool) -> Component:
    person = [
        _field("Orang", html.Select([html.Option("Semua orang", value=""), html.Option("Saya", value="saya")],
                                    name="milik", className="form-select")),
        _field("Nama pengguna", _input("orang", "supervisor.cimahi")),
    ] if semua else []  # fmt: skip
    acts = [html.Option("Semua kegiatan", value="")]
    acts += [html.Option(words, value=code) for code, words in act_choices()]
    return html.Form(
        [
            *person,
            _field("Kegiatan", html.Select(acts, name="aksi", className="form-select")),
            _field("Objek", _input("objek", "impor/3277/12")),
            _field("Dari", _input("dari", kind="date")),
            _field("Sampai", _input("sampai", kind="date")),
            html.Button("Hapus saringan", type="reset", className="btn btn-outline-secondary", hidden=True),
            html.Div(
                [
                    html.A([ikon("download"), form.upper()], className="btn btn-outline-secondary", href=UNDUH,
                           **attributes(data_riwayat_unduh=form))
                    for form in ("csv", "xlsx")
                ],
                className="riwayat-unduh",
                role="group",
                **attributes(aria_label="Unduh riwayat yang disaring"),
            ),
        ],
        id="riwayat-saring",
        className="riwayat-saring",
        **attributes(aria_label="Saring riwayat"),
    )  # fmt: skip


def _input(name: str, example: str = "", kind: str = "text") -> Component:
    """Room for an input, which assets/riwayat.js puts there: ``dash.html`` has none."""
    return html.Span(**attributes(data_riwayat_isian=name, data_jenis=kind, data_contoh=example))


def _field(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control])


def kalimat(rows: Sequence[Baris], *, nama_wilayah: str, disaring: bool, milik: bool) -> str:
    """What the list is of, in one sentence."""
    whose = "Kegiatan Anda" if milik else f"Kegiatan di {nama_wilayah}"
    if not rows:
        return f"{whose}: tidak ada baris yang cocok dengan saringan." if disaring else f"{whose}: belum ada."
    return f"{whose}{' menurut saringan' if disaring else ''}, yang terbaru lebih dahulu."


def daftar(
    rows: Iterable[Baris], *, zona: int, lengkap: bool, semua: bool, dapat_dibuka: Callable[[str], bool]
) -> list[Component]:
    """Rows by day, newest first. ``lengkap``: identities in full; ``dapat_dibuka`` tells of a path whether this reader
    has that page.
    """
    zone = ZoneInfo(ZONE[zona][0])
    return [
        html.Section(
            [
                html.H2(day(when)),
                html.Ol([_row(row, zona, lengkap=lengkap, semua=semua, opens=dapat_dibuka) for row in part]),
            ],
            key=when.isoformat(),
        )
        for when, part in groupby(rows, key=lambda row: row.waktu.astimezone(zone).date())
    ]


def _row(row: Baris, zona: int, *, lengkap: bool, semua: bool, opens: Callable[[str], bool]) -> Component:
    zone, short = ZoneInfo(ZONE[zona][0]), ZONE[zona][1]
    words, path = objek_kata(row.objek)
    off = selisih_kata(row.waktu, row.waktu_perangkat)
    changed = beda(row.sebelum, row.sesudah, lengkap=lengkap)
    who = html.Span([html.Strong(row.nama or row.pengguna), html.Small(row.pengguna if row.nama else "")])
    return html.Li(
        html.Details(
            [
                html.Summary(
                    [
                        ikon("chevron-right"),
                        html.Time(f"{row.waktu.astimezone(zone):%H.%M} {short}", dateTime=row.waktu.isoformat()),
                        *([who] if semua else []),
                        html.Span(
                            [
                                html.Span(act_words(row.aksi), className="riwayat-apa"),
                                html.Small([words, f" · {row.tempat}" if row.tempat else ""]),
                            ]
                        ),
                        html.Small(
                            [
                                html.Span(perangkat_kata(row.perangkat) or row.alamat_ip or ""),
                                html.Span([ikon("exclamation-triangle"), off], className="riwayat-beda-jam")
                                if off
                                else None,
                            ],
                            className="riwayat-dari",
                        ),
                    ]
                ),
                html.Div(
                    [
                        _changes(changed) if changed else html.P("Tidak ada isian yang dicatat berubah."),
                        _facts(row, zone, short, words, path if path and opens(path) else None, off),
                    ],
                    className="riwayat-rinci",
                ),
            ]
        ),
        key=f"{row.kab}-{row.urut}",
    )


def _changes(changed: Sequence[Beda]) -> Component:
    """Before and after per field; one column where nothing stood before."""
    both = any(item.sebelum is not None for item in changed)
    after = any(item.sesudah is not None for item in changed)
    head = ["Isian", *(["Sebelum"] if both else []), *((["Sesudah"] if both else ["Nilai"]) if after else [])]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(title, scope="col") for title in head])),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                html.Th(item.isian, scope="row"),
                                *([html.Td(_side(item.sebelum))] if both else []),
                                *([html.Td(_side(item.sesudah))] if after else []),
                            ]
                        )
                        for item in changed
                    ]
                ),
            ]
        ),
        className="riwayat-gulung",
    )


def _side(value: str | None) -> str:
    return "tidak ada" if value is None else value


def _facts(row: Baris, zone: ZoneInfo, short: str, words: str, path: str | None, off: str) -> Component:
    shown = "%d-%m-%Y %H.%M.%S"
    device = "tidak dikirim"
    if row.waktu_perangkat is not None:
        device = f"{row.waktu_perangkat.astimezone(zone):{shown}} {short}" + (f", {off}" if off else "")
    facts: list[tuple[str, Component | str]] = [
        ("Objek", html.A(words, href=path) if path else words),
        ("Waktu server", f"{row.waktu.astimezone(zone):{shown}} {short}"),
        ("Waktu perangkat", device),
        ("Dari alamat", row.alamat_ip or "tidak ada"),
        ("Perangkat", row.perangkat or "tidak dikirim"),
        ("Nomor dalam rantai", f"{number(row.urut)}, rantai {row.kab or 'nasional'}"),
    ]
    return html.Div(
        [
            html.Dl([html.Div([html.Dt(title), html.Dd(value)]) for title, value in facts]),
            html.Div(
                [
                    html.Button("Riwayat objek ini", type="button", className="btn btn-sm btn-outline-secondary",
                                **attributes(data_riwayat_objek=row.objek)),
                    html.Button("Kegiatan ini saja", type="button", className="btn btn-sm btn-outline-secondary",
                                **attributes(data_riwayat_aksi=row.aksi)),
                ],
                className="riwayat-tombol",
            ),
        ]
    )  # fmt: skip


def bukti(hari: date, sidik: bytes, dibuat: datetime, rantai: int, zona: int) -> list[Component]:
    """The newest root: what a letter prints and what a second place keeps."""
    code = sidik.hex()
    return [
        html.Details(
            [
                html.Summary([ikon("shield-lock"), f"Akar audit {day(hari)}: ", html.Code(code[:16])]),
                html.Div(
                    [
                        html.Code(" ".join(code[at : at + 8] for at in range(0, len(code), 8))),
                        html.P(
                            f"Sidik atas baris terakhir {number(rantai)} rantai dan atas akar hari sebelumnya, dibuat "
                            f"{moment(dibuat, zona)}. Tercetak pada surat pengesahan; “python cli.py verify-audit” "
                            "menghitungnya kembali dan menyebut setiap baris yang diubah, hilang, ditambah, atau "
                            "dipindah."
                        ),
                    ]
                ),
            ]
        )
    ]


def bukti_kosong() -> list[Component]:
    """Before the first root."""
    return [html.P([ikon("shield-lock"), "Akar audit pertama dibuat pekerja latar sesudah hari ini berakhir."])]
