"""The attention items: the list by rule, and the dialog in which one is read, taken up, closed, or a rule is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dash import dcc, html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number
from components.ikon import ikon
from components.unduh import menu_tabel
from domain.perhatian import (
    ATURAN,
    CATATAN_TERPANJANG,
    TINGKAT_NAME,
    Aturan,
    Keadaan,
    Setelan,
    Tingkat,
    default_setelan,
)

TINGKAT_IKON = {
    Tingkat.MENDESAK: "exclamation-octagon",
    Tingkat.PENTING: "exclamation-triangle",
    Tingkat.PANTAU: "eye",
}
# Ids that callbacks name; all of them stand in the dialog from the start, so that each is always somewhere.
CATATAN, AKUI, TUTUP, BUKA = "beranda-catatan", "beranda-akui", "beranda-tutup", "beranda-buka"
AKTIF, AMBANG, TINGKAT, SIMPAN_ATURAN = (
    "beranda-aktif",
    "beranda-ambang",
    "beranda-tingkat",
    "beranda-simpan-aturan",
)
UNDUH = "/perhatian/unduh"
SUREL, KIRIM, SIMPAN_SUREL = "beranda-surel", "beranda-kirim", "beranda-simpan-surel"


@dataclass(frozen=True, slots=True)
class Baris:
    """One place of a rule. ``ke`` is the change of the address that opens it (None where it cannot be acted on)."""

    nama: str
    induk: str
    href: str
    ukuran: str
    keadaan: str = ""
    kelas: str = ""
    ke: dict[str, str] | None = None
    # Whether the reader may act on it, or only look.
    bertindak: bool = False
    catatan: str = ""
    # Desa that weigh most, with their addresses.
    terutama: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Kelompok:
    """What one rule found. ``semua``: places found in all, of which ``baris`` are shown."""

    aturan: Aturan
    tingkat: Tingkat
    ringkas: str
    baris: Sequence[Baris]
    semua: int
    href: str
    terbuka: bool


@dataclass(frozen=True, slots=True)
class Saringan:
    """One tab of the list: its key in the address, its name, how many items it holds."""

    kunci: str
    nama: str
    jumlah: int


def _to(change: Mapping[str, str | None]) -> dict[str, Any]:
    return attributes(data_ke=orjson.dumps(dict(change)).decode())


def daftar(
    kelompok: Sequence[Kelompok],
    saringan: Sequence[Saringan],
    dipilih: str,
    *,
    kabar: Sequence[Component],
    dinilai: str,
    atur: bool,
    alamat: Mapping[str, object],
) -> list[Component]:
    """The whole section; ``kabar`` stands where there is nothing to list, ``dinilai`` says when it was evaluated,
    ``alamat`` is what the list is taken away for.
    """
    head = html.Div(
        [
            html.H2("Perlu perhatian"),
            html.Span(dinilai, className="siks-samar siks-kecil"),
            menu_tabel("daftar perhatian", UNDUH, alamat),
            *(
                [
                    html.Button(
                        [ikon("gear"), "Atur aturan"],
                        className="btn btn-sm btn-outline-secondary",
                        **_to({"panel": "aturan"}),
                    )
                ]
                if atur
                else []
            ),
        ],
        className="beranda-bagian",
    )
    tabs = html.Div(
        [
            html.Button(
                [item.nama, html.Span(number(item.jumlah), className="beranda-hitung")],
                className="beranda-tab",
                **attributes(aria_pressed="true" if item.kunci == dipilih else "false"),
                **_to({"keadaan": None if item.kunci == "terbuka" else item.kunci, "aturan": None}),
            )
            for item in saringan
        ],
        className="beranda-tab-baris",
        role="group",
        **attributes(aria_label="Saring butir menurut keadaan"),
    )
    body: list[Component] = [_kelompok(item) for item in kelompok] or list(kabar)
    return [head, *([tabs] if saringan else []), *body]


def _kelompok(item: Kelompok) -> Component:
    more = item.semua - len(item.baris)
    toggle: list[Component] = []
    if item.terbuka or more > 0:
        text = "Ringkas" if item.terbuka else f"Tampilkan semua {number(item.semua)}"
        toggle = [
            html.Button(
                [ikon("chevron-up" if item.terbuka else "chevron-down"), text],
                className="siks-tombol beranda-semua",
                **_to({"aturan": None if item.terbuka else item.aturan.kode}),
            )
        ]
        if item.terbuka and more > 0:
            toggle.insert(0, html.P(f"{number(more)} lainnya ada di halaman tujuan.", className="siks-samar"))
    return html.Section(
        [
            html.H3(
                [
                    html.Span(
                        [ikon(TINGKAT_IKON[item.tingkat]), TINGKAT_NAME[item.tingkat]],
                        className=f"beranda-tingkat beranda-tingkat-{int(item.tingkat)}",
                    ),
                    html.A(item.aturan.nama, href=item.href, title=item.aturan.penjelasan)
                    if item.href
                    else html.Span(item.aturan.nama, title=item.aturan.penjelasan),
                    html.Span(item.ringkas, className="beranda-ringkas"),
                ]
            ),
            html.Ul([_baris(row, item.aturan) for row in item.baris], className="beranda-butir"),
            *toggle,
        ],
        className="beranda-kelompok",
    )


def _baris(row: Baris, aturan: Aturan) -> Component:
    word = "Tangani" if row.bertindak else "Rincian"
    act = (
        [
            html.Button(
                word,
                className="btn btn-sm btn-outline-secondary",
                **_to(row.ke),
                **attributes(aria_label=f"{word}: {aturan.nama}, {row.nama}"),
            )
        ]
        if row.ke
        else []
    )
    return html.Li(
        [
            html.Div(
                [
                    html.A(row.nama, href=row.href) if row.href else row.nama,
                    html.Span(row.induk, className="siks-samar"),
                ],
                className="beranda-tempat",
            ),
            html.Span([row.ukuran, *_worst(row.terutama)], className="beranda-ukuran"),
            html.Span(
                [row.keadaan, *([html.Q(row.catatan)] if row.catatan else [])],
                className=f"beranda-keadaan {row.kelas}".strip(),
            ),
            *act,
        ]
    )


def _worst(desa: Sequence[tuple[str, str]]) -> list[Component | str]:
    if not desa:
        return []
    parts: list[Component | str] = []
    for name, href in desa:
        parts += [", " if parts else "terutama ", html.A(name, href=href)]
    return parts


def kabar(icon: str, title: str, text: str, kind: str) -> Component:
    """What stands in place of a list. ``kind``: nihil (all well), tunggu (not yet), gagal, tolak, kosong."""
    return html.Div(
        [ikon(icon), html.Div([html.Strong(title), html.P(text)])], className=f"beranda-kabar beranda-kabar-{kind}"
    )


def memuat() -> Component:
    """What stands on the page until the first answer."""
    return html.Div(
        [html.Div(className="beranda-rangka"), html.Div(className="beranda-rangka"), html.P("Memuat daftar…")],
        className="beranda-memuat",
    )


# The dialog


@dataclass(frozen=True, slots=True)
class Rincian:
    """One item as the dialog shows it: texts, the desa behind it, and what the reader may do."""

    aturan: Aturan
    tempat: str
    ukuran: str
    ambang: int
    riwayat: Sequence[str]
    desa: Sequence[Baris]
    desa_semua: int
    href: str
    keadaan: Keadaan
    catatan: str
    boleh: bool
    masih_ada: bool


def _head(title: str, under: str) -> Component:
    return html.Div(
        [
            html.Div([html.H2(title, id="beranda-dialog-judul"), html.P(under, className="siks-samar")]),
            html.Button(ikon("x-lg"), className="siks-tombol", **attributes(data_tutup="", aria_label="Tutup")),
        ],
        className="beranda-dialog-kepala",
    )


def rincian(item: Rincian) -> Component:
    """One item: what it is, since when, the desa behind it, the note and the acts."""
    more = item.desa_semua - len(item.desa)
    desa: list[Component] = []
    if item.desa:
        desa = [
            html.H3(f"Desa ({number(item.desa_semua)})"),
            html.Ul(
                [
                    html.Li(
                        [
                            html.Div(
                                [html.A(row.nama, href=row.href), html.Span(row.induk, className="siks-samar")],
                                className="beranda-tempat",
                            ),
                            html.Span(row.ukuran, className="beranda-ukuran"),
                        ]
                    )
                    for row in item.desa
                ],
                className="beranda-butir",
            ),
            *([html.P(f"dan {number(more)} desa lain", className="siks-samar")] if more > 0 else []),
        ]
    return html.Div(
        [
            _head(item.aturan.nama, item.tempat),
            html.P(html.Strong(item.ukuran)),
            html.P(
                f"{item.aturan.penjelasan} Ambang: {number(item.ambang)} {item.aturan.satuan_ambang}.",
                className="siks-kecil",
            ),
            html.Ul([html.Li(line) for line in item.riwayat], className="beranda-riwayat siks-kecil"),
            *desa,
            html.P(html.A(["Buka di halamannya ", ikon("arrow-right")], href=item.href)),
            _form(item),
        ]
    )


def _form(item: Rincian) -> Component:
    ended = item.keadaan is Keadaan.SELESAI
    return html.Div(
        [
            html.Label("Catatan", htmlFor=CATATAN, className="form-label", hidden=ended),
            dcc.Textarea(
                id=CATATAN,
                value=item.catatan,
                maxLength=CATATAN_TERPANJANG,
                rows=3,
                className="form-control",
                placeholder="Apa yang sedang atau sudah dilakukan",
                style={"display": "none"} if ended else {},
            ),
            html.Div(
                [
                    html.Button(
                        "Simpan catatan" if item.keadaan is Keadaan.DIAKUI else "Akui, sedang ditangani",
                        id=AKUI,
                        className="btn btn-primary",
                        hidden=ended,
                    ),
                    html.Button("Tandai selesai", id=TUTUP, className="btn btn-outline-secondary", hidden=ended),
                    html.Button(
                        "Buka lagi",
                        id=BUKA,
                        className="btn btn-outline-secondary",
                        hidden=item.keadaan is Keadaan.TERBUKA or not item.masih_ada,
                    ),
                ],
                className="beranda-tombol",
            ),
            html.P(
                "Butir yang ditandai selesai terbuka lagi bila keadaannya memburuk, atau hilang lalu muncul kembali.",
                className="siks-samar siks-kecil",
                hidden=ended,
            ),
        ],
        hidden=not item.boleh,
    )


def daftar_aturan(items: Sequence[tuple[Aturan, Setelan]]) -> Component:
    """Every rule as it applies now, each with a way to change it."""
    rows = [
        html.Tr(
            [
                html.Th([html.Span(rule.nama), html.Span(rule.penjelasan, className="siks-samar")], scope="row"),
                html.Td(TINGKAT_NAME[now.tingkat]),
                html.Td(f"{number(now.ambang)} {rule.satuan_ambang}"),
                html.Td("Aktif" if now.aktif else "Mati"),
                html.Td(f"{now.oleh}, {day(now.diubah)}" if now.oleh and now.diubah else "bawaan"),
                html.Td(
                    html.Button(
                        "Ubah",
                        className="btn btn-sm btn-outline-secondary",
                        **_to({"atur": rule.kode, "panel": None}),
                        **attributes(aria_label=f"Ubah aturan {rule.nama}"),
                    )
                ),
            ]
        )
        for rule, now in items
    ]
    head = [html.Th(name, scope="col") for name in ("Aturan", "Tingkat", "Ambang", "Keadaan", "Diubah")]
    return html.Div(
        [
            _head("Aturan perhatian", "Perubahan berlaku pada penilaian berikutnya, paling lama 5 menit lagi."),
            html.Div(
                html.Table([html.Thead(html.Tr([*head, html.Td()])), html.Tbody(rows)], className="beranda-aturan"),
                className="beranda-gulir",
                tabIndex=0,
                role="region",
                **attributes(aria_label="Daftar aturan"),
            ),
        ]
    )


def ubah_aturan(rule: Aturan, now: Setelan) -> Component:
    """The form of one rule."""
    low, high = rule.batas
    return html.Div(
        [
            _head(rule.nama, rule.penjelasan),
            dcc.Checklist(
                id=AKTIF,
                options=[{"label": "Aturan ini aktif", "value": "aktif"}],
                value=["aktif"] if now.aktif else [],
                className="beranda-centang",
            ),
            html.Label(f"Ambang ({rule.satuan_ambang}), {number(low)} sampai {number(high)}", htmlFor=AMBANG),
            dcc.Input(id=AMBANG, type="number", value=now.ambang, min=low, max=high, step=1, className="form-control"),
            html.Span("Tingkat", id="beranda-tingkat-nama", className="form-label"),
            dcc.RadioItems(
                id=TINGKAT,
                options=[{"label": TINGKAT_NAME[item], "value": int(item)} for item in Tingkat],
                value=int(now.tingkat),
                className="beranda-centang",
            ),
            html.Div(
                [
                    html.Button("Simpan aturan", id=SIMPAN_ATURAN, className="btn btn-primary"),
                    html.Button(
                        "Kembali ke daftar",
                        className="btn btn-outline-secondary",
                        **_to({"atur": None, "panel": "aturan"}),
                    ),
                ],
                className="beranda-tombol",
            ),
        ],
        className="beranda-formulir",
    )


def surel(email: str | None, aktif: bool) -> Component:
    """The form of the digest."""
    return html.Div(
        [
            _head("Ringkasan lewat surel", "Daftar butir yang masih terbuka di wilayah Anda, setiap pukul 07.00 WIB."),
            html.Label("Alamat surel", htmlFor=SUREL),
            dcc.Input(
                id=SUREL, type="email", value=email or "", autoComplete="email", maxLength=254, className="form-control"
            ),
            dcc.Checklist(
                id=KIRIM,
                options=[{"label": "Kirim ringkasan setiap pagi", "value": "kirim"}],
                value=["kirim"] if aktif else [],
                className="beranda-centang",
            ),
            html.Div(html.Button("Simpan", id=SIMPAN_SUREL, className="btn btn-primary"), className="beranda-tombol"),
        ],
        className="beranda-formulir",
    )


def unggah(today: str, jenis: Mapping[str, str]) -> Component:
    """The place of the upload's form, which ``assets/beranda.js`` makes and sends: Dash has no file that stays one."""
    return html.Div(
        [
            _head("Unggah dokumen", "Dilihat semua pengguna. PDF, XLSX, DOCX, PNG, atau JPG, paling besar 10 MB."),
            html.Div(
                id="beranda-unggah",
                **attributes(data_tanggal=today, data_jenis=orjson.dumps(dict(jenis)).decode()),
            ),
        ],
        className="beranda-formulir",
    )


def wadah_dialog() -> Component:
    """The dialog before anything was asked of it; every id that a callback names has its place here."""
    rule = next(iter(ATURAN.values()))
    nothing = Rincian(rule, "", "", rule.ambang, (), (), 0, "", Keadaan.TERBUKA, "", boleh=False, masih_ada=False)
    return html.Div([_form(nothing), ubah_aturan(rule, default_setelan(rule)), surel(None, aktif=False)], hidden=True)
