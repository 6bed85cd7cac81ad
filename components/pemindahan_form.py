"""The form that proposes moves: target, reason and paper; the basket, and households found for it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from components.ajuan import kotak, pilihan, teks, tutup
from components.atribut import attributes
from components.format import number
from components.ikon import ikon
from components.pemindahan import CARI, along_words
from domain.kesos import LONGEST_TEXT as LONGEST_QUERY
from domain.pemindahan import ALASAN, LONGEST_ADDRESS, LONGEST_TEXT, Calon, DesaPilihan
from domain.rumah_tangga import Hasil


def formulir(desa: Sequence[DesaPilihan]) -> Component:
    """What is the same for all households of the basket."""
    return html.Section(
        [
            html.Div([html.H2("Ajukan pemindahan"), tutup("Tutup formulir", ajukan=None)], className="ajuan-atas"),
            html.Form(
                [
                    html.Div(
                        [
                            _target(desa),
                            pilihan("alasan", "Alasan", ALASAN),
                            _file(),
                            kotak("alamat", "Alamat baru (bila berubah)", maxlength=str(LONGEST_ADDRESS),
                                  contoh="Misalnya Jl. Melati 3 RT 02 RW 05"),
                            teks("keterangan", "Keterangan", panjang=LONGEST_TEXT,
                                 contoh="Misalnya nomor surat keterangan pindah"),
                        ],
                        className="ajuan-form",
                    ),
                    html.Div(
                        [
                            html.Button("Ajukan yang dipilih", type="submit", className="btn btn-primary"),
                            html.Span("Dokumen, alasan, dan alamat baru berlaku untuk semua yang dipilih.",
                                      className="siks-samar siks-kecil"),
                        ],
                        className="ajuan-tombol",
                    ),
                ],
                className="ajuan-putus",
                **attributes(data_ajuan_kirim="/api/pemindahan", data_ajuan_keranjang="1"),
            ),
        ],
        className="ajuan-kartu",
    )  # fmt: skip


def _target(desa: Sequence[DesaPilihan]) -> Component:
    groups = [
        html.Optgroup(
            [html.Option(item.nama, value=str(item.kode)) for item in items],
            label=f"Kec. {kecamatan}",
        )
        for kecamatan, items in groupby(desa, key=lambda item: item.kecamatan)
    ]
    return html.Label(
        [
            html.Span("Desa/kelurahan tujuan"),
            html.Select(
                [html.Option("Pilih", value=""), *groups],
                name="tujuan",
                className="form-select",
                **attributes(data_ajuan_alamat="tujuan"),
            ),
        ],
        className="ajuan-isian",
    )


def _file() -> Component:
    return kotak("dokumen", "Dokumen dasar (PDF, JPG, PNG; paling besar 5 MB)", jenis="file",
                 accept=".pdf,.jpg,.jpeg,.png")  # fmt: skip


def keranjang(found: Sequence[Calon]) -> Component:
    """Households that were chosen, what moves with each, and what stands in the way."""
    stopped = sum(item.halangan is not None for item in found)
    note = f"{number(len(found))} dipilih" + (f", {number(stopped)} tidak dapat dipindahkan" if stopped else "")
    body: Component = html.P("Cari rumah tangga, lalu pilih yang akan dipindahkan.", className="siks-samar")
    if found:
        body = html.Ul([_chosen(item) for item in found], className="ajuan-pilih")
    return html.Section([html.H3(f"Yang dipindahkan ({note})"), body], className="ajuan-kartu")


def _chosen(item: Calon) -> Component:
    if item.halangan is None:
        state = html.Div(["Ikut: ", "; ".join(along_words(item.ikut))], className="siks-samar siks-kecil")
    else:
        _, _, why = item.halangan.kalimat.partition(": ")
        state = html.Div([ikon("exclamation-triangle"), " ", why], className="ajuan-halangan siks-kecil")
    return html.Li(
        [
            html.Div([html.B(item.nama), state]),
            html.Button(
                ikon("x-lg"),
                type="button",
                className="siks-tombol",
                **attributes(aria_label=f"Keluarkan {item.nama}", data_ajuan_buang=str(item.rujukan)),
            ),
        ]
    )


def pencarian(found: Hasil | None, teks_cari: str) -> Component:
    """The search box of the register, and who was found."""
    return html.Section(
        [
            html.H3("Cari rumah tangga"),
            html.Form(
                [
                    kotak("teks", "NIK, nomor KK, IDBDT, nama, atau alamat", jenis="search", nilai=teks_cari,
                          maxlength=str(LONGEST_QUERY)),
                    html.Button([ikon("search"), "Cari"], type="submit", className="btn btn-outline-secondary"),
                ],
                className="ajuan-cari",
                **attributes(data_ajuan_tanya=CARI),
            ),
            *([] if found is None else [_found(found)]),
        ],
        className="ajuan-kartu",
    )  # fmt: skip


def _found(found: Hasil) -> Component:
    if not found.baris:
        return html.P("Tidak ada rumah tangga yang cocok di wilayah Anda.", className="siks-samar")
    rows = [
        html.Li(
            [
                html.Div(
                    [
                        html.B(item.nama_krt),
                        *([html.Div(f"Ditemukan: {item.cocok}", className="siks-kecil")] if item.cocok else []),
                        html.Div(f"{item.alamat}, {item.tempat}", className="siks-samar siks-kecil"),
                    ]
                ),
                html.Button(
                    "Pilih",
                    type="button",
                    className="btn btn-sm btn-outline-secondary",
                    **attributes(data_ajuan_tambah=str(item.rujukan)),
                ),
            ]
        )
        for item in found.baris
    ]
    more = [html.P("Masih ada yang lain; persempit pencarian.", className="siks-samar")] if found.berikut else []
    return html.Div([html.Ul(rows, className="ajuan-pilih"), *more])
