"""The page of one desa: its bones, and the sections that a view of it fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.desa_kata import Kartu, Row
from components.format import moment, number
from components.grafik import grafik
from components.ikon import ikon
from domain.access import ROLE_NAME, Role
from domain.grafik import (
    WARNA_STATUS,
    Baris,
    Datum,
    tumpuk,
)
from domain.halangan import Halangan, Temuan
from domain.indikator import STATUS_COLUMNS, TOTAL, total_of
from domain.samaran import TERBUKA, Topeng
from domain.status import STATUS_NAME, StatusVerivali

BAGIAN = (
    "kepala", "ukuran", "status", "halangan", "harian", "lalu", "impor", "kasus", "usulan", "sekitar", "petugas",
)  # fmt: skip
PETA, CATATAN, KABAR, KABAR_KATA = "desa-peta", "desa-catatan", "desa-kabar", "desa-kabar-kata"
TULIS, ISI, URUNG, NOMOR, TULISAN = "desa-tulis", "desa-isi", "desa-urung", "desa-nomor", "desa-tulisan"


def box(name: str) -> str:
    """Id of the box that a section is drawn into."""
    return f"desa-{name}"


def desa_page(longest_note: int, *, writes: bool) -> Component:
    """Empty boxes with their headings; ``writes``: whether the reader may leave notes."""
    return html.Div(
        [
            html.Div(html.P("Memuat data…", className="siks-samar"), id=box("kepala")),
            html.Div(id=box("ukuran")),
            html.Div(id=box("status")),
            html.Div(
                [
                    _section("Di mana rumah tangganya?", PETA, "desa-peta-bagian"),
                    _section("Apa yang menghalangi finalisasi?", box("halangan")),
                    _section("Kemajuan harian", box("harian"), "desa-lebar"),
                    _section("Periode sebelumnya", box("lalu")),
                    _section("Impor dan musdes", box("impor")),
                    _section("Menunggu dan dikembalikan", box("kasus")),
                    _section("Usulan dan kuota", box("usulan")),
                    _section("Desa sekitar", box("sekitar"), "desa-lebar"),
                    _section("Petugas", box("petugas")),
                    _notes(longest_note, writes=writes),
                ],
                className="desa-kisi",
            ),
        ],
        className="desa",
    )


def _section(title: str, name: str, extra: str = "") -> Component:
    return html.Section([html.H2(title), html.Div(id=name)], className=f"desa-bagian {extra}".strip())


def _notes(longest: int, *, writes: bool) -> Component:
    form = html.Div(
        [
            html.Label("Tulis catatan", htmlFor=ISI, className="visually-hidden"),
            dcc.Textarea(
                id=ISI,
                className="form-control",
                maxLength=longest,
                rows=2,
                placeholder="Apa yang perlu diketahui tentang desa ini?",
            ),
            html.Button("Simpan catatan", id=TULIS, className="btn btn-sm btn-primary", type="button"),
            html.Div(
                [
                    html.Span(id=KABAR_KATA),
                    html.Button("Urungkan", id=URUNG, className="btn btn-sm btn-outline-secondary", type="button"),
                ],
                id=KABAR,
                className="desa-kabar",
                hidden=True,
                role="status",
            ),
            dcc.Store(id=NOMOR),
        ],
        className="desa-tulis",
    )
    return html.Section(
        [
            html.H2("Catatan"),
            *([form] if writes else []),
            dcc.Store(id=TULISAN),
            html.Div(id=CATATAN),
        ],
        className="desa-bagian desa-penuh",
    )


def wrong_place(message: str, back: str) -> Component:
    """What stands in for the page when the address names no desa of the reader."""
    return html.Div(
        [
            ikon("signpost-split"),
            html.H1("Halaman desa tidak dapat dibuka"),
            html.P(message),
            html.P(html.A("Buka peta", href=back, className="btn btn-primary")),
        ],
        className="siks-ganti",
    )


def head(judul: str, tempat: str, kalimat: str, links: Sequence[tuple[str, str, str]]) -> list[Component]:
    """Title, place, sentence and the ways on (icon, name, address)."""
    return [
        html.Div(
            [
                html.H1(judul),
                html.P(tempat, className="siks-samar siks-kecil"),
                html.P(kalimat, className="desa-kalimat"),
            ]
        ),
        html.Nav(
            [
                html.A([ikon(icon), name], href=address, className="btn btn-sm btn-outline-secondary")
                for icon, name, address in links
            ],
            className="desa-tautan",
            **attributes(aria_label="Halaman lain tentang desa ini"),
        ),
    ]


def figures(kartu: Sequence[Kartu], kontak: Sequence[tuple[Role, str, str | None]]) -> Component:
    """The headline figures, and whom to call."""
    people = [
        html.Div(
            [
                html.Span(ROLE_NAME[role], className="desa-label"),
                html.B(name),
                html.A([ikon("telephone"), phone], href=f"tel:{phone}") if phone else html.Span("tanpa nomor telepon"),
            ]
        )
        for role, name, phone in kontak
    ]
    return html.Div(
        [
            *(
                html.Div(
                    [html.Span(item.label, className="desa-label"), html.B(item.angka), html.Span(item.kata)],
                    className=f"desa-kartu desa-{item.nada}" if item.nada else "desa-kartu",
                )
                for item in kartu
            ),
            html.Div(
                people or [html.Span("Kontak", className="desa-label"), html.B("belum ada akun petugas")],
                className="desa-kartu desa-kontak",
            ),
        ],
        className="desa-ukuran",
    )


def composition(row: Row, chosen: int | None, topeng: Topeng = TERBUKA) -> Component:
    """Rows by status; a click shows one status on the map. What ``topeng`` hides is told as one part."""
    covered = bool(topeng.ambang)
    if not row["total"] or (covered and topeng.satu(row["kode"], TOTAL)):
        return html.Div()
    hidden = [column for column in STATUS_COLUMNS if covered and topeng.satu(row["kode"], (column,))]
    parts = [
        Datum(
            STATUS_NAME[StatusVerivali(k)],
            int(row[column]),
            WARNA_STATUS[StatusVerivali(k)],
            ke={"status": None if chosen == k else str(k)},
        )
        for k, column in enumerate(STATUS_COLUMNS)
        if column not in hidden
    ]
    if len(hidden) == len(STATUS_COLUMNS) or not any(row[column] for column in STATUS_COLUMNS if column not in hidden):
        return html.Div()
    if hidden:
        parts.append(Datum("Status lain, disamarkan", total_of(row, hidden), "nodata"))
    return grafik(
        "desa-susunan",
        tumpuk([Baris("Status verivali", parts)], judul="Rumah tangga menurut status", satuan="rumah tangga"),
    )


def obstacles(temuan: Sequence[Temuan], links: Mapping[Halangan, str], *, jumlah: bool = True) -> Component:
    """What stands between the desa and finalisasi: those that hold, then those that would be left out.

    ``jumlah``: with their numbers.
    """
    if not temuan:
        return html.P([ikon("check-circle"), " Tidak ada halangan."], className="desa-baik")
    groups = [
        ("Menahan finalisasi", "exclamation-octagon", [item for item in temuan if item.aturan.menahan]),
        ("Tidak ikut bila difinalisasi sekarang", "hourglass-split", [t for t in temuan if not t.aturan.menahan]),
    ]
    parts: list[Component] = []
    for name, icon, items in groups:
        if items:
            parts += [
                html.H3([ikon(icon), name]),
                html.Ul(
                    [_obstacle(item, links.get(item.halangan), jumlah=jumlah) for item in items],
                    className="desa-halangan",
                ),
            ]
    return html.Div(parts)


def _obstacle(item: Temuan, link: str | None, *, jumlah: bool) -> Component:
    rule = item.aturan
    of = "" if not jumlah else f"dari {number(item.dari)} {rule.satuan}" if item.dari else rule.satuan
    return html.Li(
        [
            html.B(number(item.jumlah) if jumlah else "•"),
            html.Div(
                [
                    html.A(rule.nama, href=link) if link else html.Span(rule.nama, className="fw-semibold"),
                    html.Span(of, className="siks-samar"),
                    html.Span(f"{rule.siapa}: {rule.langkah}", className="desa-langkah"),
                ]
            ),
        ],
    )


def notes(items: Sequence[tuple[str, Role, str, str]]) -> Component:
    """Notes, newest first: author, role, moment in words, text."""
    if not items:
        return nothing("Belum ada catatan.")
    return html.Ul(
        [
            html.Li(
                [
                    html.Div([html.B(name), html.Span(f"{ROLE_NAME[role]} · {when}", className="siks-samar")]),
                    html.P(text),
                ]
            )
            for name, role, when, text in items
        ],
        className="desa-catatan",
    )


def nothing(text: str) -> Component:
    """What stands where there is nothing to show."""
    return html.P(text, className="siks-samar")


def note_time(when: Any, zona: int) -> str:
    """The moment of a note, in the zone of the desa."""
    return moment(when, zona)
