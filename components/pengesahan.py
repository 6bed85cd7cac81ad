"""The pengesahan page: where the letter of a kab stands, both letters side by side, what is to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, moment, number
from components.ikon import ikon
from domain.batch import STATE_NAME, StateBatch
from domain.surat import ATURAN_TTD, Surat

_S = StateBatch
_PATH = ((_S.DIFINALISASI, "Difinalisasi"), (_S.SURAT_DIBUAT, "Surat dibuat"),
         (_S.SURAT_DITANDATANGANI, "Ditandatangani"), (_S.DISAHKAN, "Disahkan"))  # fmt: skip
_BEFORE = frozenset({_S.TERBUKA, _S.DIKEMBALIKAN})
_LETTER = {
    "berlaku": ("check-circle", "Berlaku"),
    "diganti": ("arrow-repeat", "Digantikan"),
    "dicabut": ("x-circle", "Dicabut"),
}
_CARA = {"basah": "tanda tangan basah", "elektronik": "tanda tangan elektronik"}


def jalan(state: StateBatch) -> Component:
    """The four steps from finalisasi to pengesahan, and which of them are done."""
    at = next((n for n, (step, _) in enumerate(_PATH) if step == state), -1 if state in _BEFORE else len(_PATH))
    items = []
    for n, (_, name) in enumerate(_PATH):
        kind = "sudah" if n <= at else "kini" if n == at + 1 else "nanti"
        icon = "check-circle-fill" if kind == "sudah" else "circle-half" if kind == "kini" else "circle"
        current = attributes(aria_current="step") if kind == "kini" else {}
        items.append(html.Li([ikon(icon), name], className=f"sah-langkah-{kind}", **current))
    return html.Ol(items, className="sah-jalan")


def kunci(kode: int, program: int, periode: int) -> Component:
    """What the page's acts are about, for ``assets/pengesahan.js``."""
    key = orjson.dumps({"kab": kode, "kode": kode, "program": program, "periode": periode}).decode()
    return html.Span(hidden=True, **attributes(data_kunci=key))


def kalimat(state: StateBatch, surat: Surat | None, nama_kab: str) -> str:
    """Where it stands, in one sentence."""
    match state:
        case _S.TERBUKA:
            return f"{nama_kab} belum difinalisasi; surat dibuat sesudah finalisasi."
        case _S.DIFINALISASI:
            return f"{nama_kab} sudah difinalisasi. Surat pengesahan belum dibuat."
        case _S.SURAT_DIBUAT:
            return "Surat menunggu tanda tangan."
        case _S.SURAT_DITANDATANGANI:
            return "Surat sudah ditandatangani. Periksa keduanya, lalu nyatakan disahkan."
        case _S.DIKEMBALIKAN:
            return "Dikembalikan untuk diperbaiki bersama; Pusdatin membuka kembali batchnya."
        case _:
            nomor = f" dengan surat nomor {surat.nomor}" if surat else ""
            return f"Sudah disahkan{nomor}. Keadaan terakhir: {STATE_NAME[state]}."


def kartu(title: str, children: Sequence[Any], *, mark: str = "") -> Component:
    """One box of the page."""
    return html.Section([html.H2(title), *children], className=f"sah-kartu {mark}".strip())


def lembar(surat: Surat, apa: str, halaman: int | None) -> Component:
    """Pages of a letter as pictures, one at a time; ``halaman`` None: how many there are is known once one is drawn."""
    base = f"/pengesahan/halaman/{surat.kab}/{surat.id}/{apa}/"
    name = "Surat yang dibuat" if apa == "surat" else "Surat bertanda tangan"
    turn = html.Div(
        [
            html.Button(
                ikon("arrow-left"), type="button", className="btn btn-outline-secondary btn-sm",
                **attributes(data_arah="-1", aria_label="Halaman sebelumnya"),
            ),
            html.Span("Halaman 1" + (f" dari {number(halaman)}" if halaman else ""), className="sah-nomor-halaman"),
            html.Button(
                ikon("arrow-right"), type="button", className="btn btn-outline-secondary btn-sm",
                **attributes(data_arah="1", aria_label="Halaman berikutnya"),
            ),
        ],
        className="sah-balik",
        hidden=halaman == 1,
    )  # fmt: skip
    # A signed letter is drawn anew whenever another was uploaded.
    mark = surat.ttd_sidik.hex()[:12] if apa == "ttd" and surat.ttd_sidik else ""
    picture = html.Img(src=f"{base}1?{mark}", alt=f"{name}, halaman 1", className="sah-gambar")
    return html.Div(
        [html.Div(picture, className="sah-kertas"), turn],
        className="sah-lembar",
        **attributes(data_dasar=base, data_tanda=mark, data_jumlah=str(halaman or ""), data_nama=name),
    )


def unduhan(surat: Surat, *, data: bool) -> Component:
    """Files of the letter that the reader may take away."""
    base = f"/pengesahan/berkas/{surat.kab}/{surat.id}"
    links = [(f"{base}/pdf", "PDF"), (f"{base}/docx", "DOCX")]
    if data:
        links.append((f"/pengesahan/data/{surat.kab}/{surat.id}", "Berkas data"))
    return html.Div(
        [
            html.A([ikon("download"), name], href=href, className="btn btn-outline-secondary btn-sm")
            for href, name in links
        ],
        className="sah-tombol",
    )


def fakta(surat: Surat, zona: int) -> Component:
    """What the letter is known by."""
    code = html.A(html.Code(surat.kode), href=f"/verifikasi/{surat.kode}", target="_blank", rel="noopener")
    rows: list[tuple[str, Any]] = [
        ("Nomor", surat.nomor),
        ("Tanggal", day(surat.tanggal)),
        ("Penanda tangan", ", ".join(reversed(surat.rekap["kepala"]))),
        ("Kode verifikasi", code),
        ("Dibuat", f"{moment(surat.dibuat, zona)} oleh {surat.pembuat or 'akun yang sudah dihapus'}"),
        ("Sidik berkas data", html.Code(surat.sidik.hex(), className="sah-sidik")),
    ]
    return html.Dl([part for name, value in rows for part in (html.Dt(name), html.Dd(value))], className="sah-fakta")


def periksa(surat: Surat, zona: int) -> list[Component]:
    """How it was signed, and what verifying an electronic signature said: each proof with its word and icon."""
    when = moment(surat.ttd_waktu, zona) if surat.ttd_waktu else ""
    head = html.P(
        f"{_CARA[surat.cara or 'basah'].capitalize()}, diterima {when} dari {surat.ttd_oleh or 'akun terhapus'}."
    )
    items = [
        html.Div(
            [
                html.P([html.B(one["penanda_tangan"]), f" · sertifikat dari {one['penerbit']}"]),
                html.Ul(
                    [
                        _proof(one["utuh"], "Isi tidak berubah sejak ditandatangani", "Isi berubah"),
                        _proof(one["seluruh"], "Mencakup seluruh berkas", "Ada tambahan sesudah tanda tangan"),
                        _proof(
                            one["surat_ini"], "Di atas surat yang berlaku ini", "Bukan di atas surat yang berlaku ini"
                        ),
                        _proof(
                            one["dipercaya"],
                            "Penerbit sertifikat dipercaya portal",
                            "Penerbit sertifikat tidak dikenal portal",
                        ),
                    ],
                    className="sah-bukti",
                ),
            ]
        )
        for one in (surat.ttd_periksa if isinstance(surat.ttd_periksa, list) else [])
    ]
    file = f"/pengesahan/berkas/{surat.kab}/{surat.id}/ttd"
    link = html.A([ikon("download"), "Unduh berkas aslinya"], href=file, className="btn btn-outline-secondary btn-sm")
    return [head, *items, html.Div(link, className="sah-tombol")]


def _proof(holds: bool, yes: str, no: str) -> Component:
    icon, text = ("check-circle-fill", yes) if holds else ("exclamation-triangle", no)
    return html.Li([ikon(icon), text], className="sah-ya" if holds else "sah-tidak")


def formulir_surat(nomor: str, tanggal: date, awal: date, akhir: date, *, lagi: bool) -> Component:
    """Number and day of a new letter."""
    return html.Div(
        [
            html.Label(
                [
                    "Nomor surat",
                    dcc.Input(id="sah-nomor", type="text", value=nomor, maxLength=80, className="form-control",
                              autoComplete="off"),
                ]
            ),
            html.Label(
                [
                    f"Tanggal surat ({day(awal)} sampai {day(akhir)})",
                    html.Span(
                        id="sah-tempat-tanggal",
                        **attributes(
                            data_nilai=tanggal.isoformat(), data_awal=awal.isoformat(), data_akhir=akhir.isoformat()
                        ),
                    ),
                ]
            ),
            tombol(
                "buat",
                "Buat ulang surat" if lagi else "Buat surat",
                "Surat yang sekarang digantikan dan kodenya tidak berlaku lagi. Buat surat baru?" if lagi else "",
                utama=not lagi,
            ),
        ],
        className="sah-isian",
    )  # fmt: skip


def kurang(items: Sequence[str], alamat: str, *, boleh: bool) -> Component:
    """What the profil lacks before a letter can be made, and where it is filled in."""
    link = html.A([ikon("arrow-right"), "Lengkapi Profil"], href=alamat, className="btn btn-primary") if boleh else None
    return html.Div(
        [
            html.P("Surat belum dapat dibuat karena Profil belum lengkap:"),
            html.Ul([html.Li(item.capitalize()) for item in items]),
            link,
        ],
        className="sah-kurang",
    )


def tombol(aksi: str, nama: str, tanya: str, *, utama: bool = True) -> Component:
    """A button that does one of the page's acts; with ``tanya`` it asks once before."""
    kind = "btn-primary" if utama else "btn-outline-secondary"
    return html.Button(nama, type="button", className=f"btn {kind}", **attributes(data_aksi=aksi, data_tanya=tanya))


def unggah(*, lagi: bool) -> Component:
    """The place of the upload's file, which ``assets/pengesahan.js`` makes: Dash has no file that stays one."""
    text = "Pindai surat yang sudah ditandatangani dan dicap: PDF, JPG, atau PNG, paling besar 10 MB."
    return html.Div(
        [html.P(text), html.Div(id="sah-berkas", **attributes(data_lagi="1" if lagi else ""))], className="sah-isian"
    )


def aturan() -> Component:
    """The rule on the signer, as the Buku saku says it."""
    return html.P([ikon("info-circle"), html.Span(ATURAN_TTD)], className="sah-aturan")


def riwayat(items: Sequence[Surat], zona: int) -> Component:
    """Every letter of the batch, newest first."""
    head = html.Thead(
        html.Tr([html.Th(name, scope="col") for name in ("Surat", "Keadaan", "Dibuat", "Kode", "Berkas")])
    )
    rows = []
    for item in items:
        icon, word = _LETTER[item.state]
        file = html.A("PDF", href=f"/pengesahan/berkas/{item.kab}/{item.id}/pdf")
        rows.append(
            html.Tr(
                [
                    html.Td([item.nomor, html.Br(), html.Small(day(item.tanggal), className="siks-samar")]),
                    html.Td(html.Span([ikon(icon), word], className=f"sah-lencana sah-{item.state}")),
                    html.Td(
                        [moment(item.dibuat, zona), html.Br(), html.Small(item.pembuat or "", className="siks-samar")]
                    ),
                    html.Td(html.Code(item.kode)),
                    html.Td(file),
                ]
            )
        )
    return html.Div(html.Table([head, html.Tbody(rows)], className="sah-tabel"), className="sah-gulir")


def massal(kode: int, program: int, periode: int, selesai: int, total: int, *, tuntas: bool, akhir: str) -> Component:
    """The run that makes all letters of a wilayah: ask for it, how far it is, the file."""
    parts: list[Any] = [
        html.P(
            "Semua surat wilayah ini dalam satu berkas ZIP. Kab/kota yang sudah difinalisasi tetapi belum bersurat "
            "diberi rancangan tanpa kode."
        )
    ]
    if total and not tuntas:
        share = round(100 * selesai / total)
        bar = html.Div(html.Div(style={"width": f"{share}%"}), className="sah-bilah", role="progressbar",
                       **attributes(aria_valuenow=str(share), aria_valuemin="0", aria_valuemax="100",
                                    aria_label="Surat yang sudah disusun"))  # fmt: skip
        parts += [bar, html.P(f"{number(selesai)} dari {number(total)} surat disusun.")]
    if tuntas:
        link = html.A([ikon("download"), f"Unduh {number(total)} surat"], className="btn btn-primary",
                      href=f"/pengesahan/massal/{kode}/{program}/{periode}")  # fmt: skip
        parts += [html.P(f"Selesai {akhir}."), link]
    if not total or tuntas:
        parts.append(tombol("massal", "Cetak ulang semua" if tuntas else "Cetak semua surat", "", utama=not tuntas))
    return kartu("Cetak semua surat", parts, mark="sah-massal")
