"""Packs: the list, one pack with its progress and files, and those of all provinsi at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.ajuan import fakta, go, kosong, sel, tabel, tutup
from components.atribut import attributes
from components.briefing import AKSI
from components.format import NO_DATA_TEXT, moment, number, short_moment
from components.ikon import ikon
from domain.briefing import BAB_NAME, Bentuk, StateBriefing
from domain.briefing_tampil import Beda, Kumpulan, Paket
from domain.figur import SAMAR
from domain.kalender import NAMA_PROGRAM, month_name

_TAMPIL = {
    StateBriefing.ANTRE: ("menunggu giliran", "hourglass-split", "belum"),
    StateBriefing.DIKERJAKAN: ("sedang dibuat", "arrow-repeat", "proses"),
    StateBriefing.SELESAI: ("siap diunduh", "check-circle", "selesai"),
    StateBriefing.GAGAL: ("gagal", "exclamation-octagon", "ditolak"),
    StateBriefing.BATAL: ("dibatalkan", "x-circle", "belum"),
}
BENTUK_NAME = {Bentuk.PPTX: "PowerPoint", Bentuk.PDF: "PDF", Bentuk.XLSX: "Excel"}
_SMALL = "btn btn-sm btn-outline-secondary"


def tanda(state: StateBriefing) -> Component:
    """State of a pack: colour, icon and word."""
    word, icon, colour = _TAMPIL[state]
    return html.Span([ikon(icon), word], className=f"ajuan-state ajuan-{colour}")


def daftar(items: Sequence[Paket], buka: int, lanjut: int | None, zona: int) -> Component:
    """The reader's packs; ``lanjut`` is the number before which more of them lie."""
    if not items:
        return kosong(
            "inbox",
            "Belum ada paket",
            "Paket yang Anda buat, dan yang dikirim jadwal kepada Anda, disimpan di sini.",
            html.Button("Siapkan paket", type="button", className="btn btn-primary", **go(panel=None)),
        )
    more = (
        [html.Button("Paket yang lebih lama", type="button", className=_SMALL, **go(setelah=lanjut))] if lanjut else []
    )
    rows = [_row(item, item.nomor == buka, zona) for item in items]
    heads = ("Paket", "Periode", "Angka per", "Keadaan", "Unduh")
    return html.Div([tabel(heads, rows, "Paket briefing"), *more], className="brief-daftar")


def _row(item: Paket, opened: bool, zona: int) -> Component:
    name = html.Button(
        item.nama,
        type="button",
        className="ajuan-nama",
        **go(paket=item.nomor),
        **(attributes(aria_current="true") if opened else {}),
    )
    kind = html.Span("jadwal", className="ajuan-lencana") if item.jadwal is not None else None
    made = html.Small(f"dibuat {short_moment(item.dibuat, zona)}", className="siks-samar")
    return html.Tr(
        [
            html.Th([html.Div([name, " ", kind]), made], scope="row"),
            sel("Periode", month_name(item.periode)),
            sel("Angka per", short_moment(item.per, zona) if item.per else "–"),
            sel("Keadaan", [tanda(item.state), *([_bar(item.persen, item.nama)] if item.berjalan else [])]),
            sel("Unduh", files(item, singkat=True)),
        ]
    )


def files(item: Paket, *, singkat: bool = False) -> Component:
    """Links to the files that are ready; ``singkat``: by their endings, where there is little room."""
    links = [
        html.A(
            one.bentuk.upper() if singkat else [ikon("download"), f"{BENTUK_NAME[one.bentuk]}, {ukuran(one.ukuran)}"],
            href=f"/briefing/{item.nomor}.{one.bentuk}",
            className=_SMALL,
            title=f"Unduh {BENTUK_NAME[one.bentuk]}, {ukuran(one.ukuran)}",
            **attributes(download=""),
        )
        for one in item.berkas
    ]
    return html.Div(links or "–", className="ajuan-tombol")


def ukuran(size: int) -> str:
    """Bytes as people read them."""
    return f"{number(size / 1_000_000, 1)} MB" if size >= 1_000_000 else f"{number(max(1, size // 1000))} kB"


def _bar(persen: int, nama: str) -> Component:
    return html.Progress(value=str(persen), max="100", className="brief-bilah", **attributes(aria_label=nama))


def sisa(item: Paket, saat: datetime) -> str:
    """How long the rest will take by the pace so far; empty before one can tell."""
    if item.mulai is None or item.persen < 5:
        return ""
    lasted = saat - item.mulai
    return f"kira-kira {lama(lasted * (100 - item.persen) / item.persen)} lagi"


def lama(span: timedelta) -> str:
    """A length of time in words, rounded up."""
    seconds = max(1, round(span.total_seconds()))
    return f"{number(seconds)} detik" if seconds < 90 else f"{number(-(-seconds // 60))} menit"


def rinci(
    item: Paket, beda: Sequence[Beda] | None, *, milik: bool, templat: str, saat: datetime, zona: int
) -> Component:
    """One pack: how far it is, its files, what it holds, and whether the data has moved on.

    ``beda`` None: not known, because the pack has no content yet. ``milik``: the reader asked for it.
    """
    head = html.Div(
        [
            html.Div([html.H2(f"{item.nama}, {month_name(item.periode)}", tabIndex=-1), tanda(item.state)]),
            tutup("Tutup paket", paket=None),
        ],
        className="ajuan-atas",
    )
    facts = fakta(
        [
            ("Program", NAMA_PROGRAM[item.program]),
            ("Angka per", moment(item.per, zona) if item.per else None),
            ("Bab", ", ".join(BAB_NAME[bab] for bab in item.bab)),
            ("Templat", templat),
            ("Peta", "bentuk yang dapat diubah" if item.peta_bentuk else "gambar"),
            ("Angka kecil", f"di bawah {item.samar} disamarkan" if item.samar else None),
            ("Diminta", f"{moment(item.dibuat, zona)} oleh {item.pembuat_nama}"),
            ("Selesai", moment(item.selesai, zona) if item.selesai else None),
            ("Sidik isi", html.Code(item.sidik, className="brief-sidik") if item.sidik else None),
        ]
    )
    return html.Section([head, *_state(item, saat), *_changed(item, beda), facts, *_acts(item, milik)],
                        className="ajuan-rinci brief-rinci")  # fmt: skip


def _state(item: Paket, saat: datetime) -> list[Component]:
    if item.berjalan:
        said = " · ".join(part for part in (item.langkah or "Menunggu giliran", sisa(item, saat)) if part)
        return [
            html.Div(
                [
                    _bar(item.persen, "Kemajuan pembuatan paket"),
                    html.P([html.B(f"{item.persen} %"), f" {said}"]),
                    html.P("Halaman ini boleh ditinggalkan; paket tetap dibuat.", className="siks-samar siks-kecil"),
                ]
            )
        ]
    if item.state is StateBriefing.GAGAL:
        return [html.P(item.galat or "Paket gagal dibuat.", className="ajuan-halangan")]
    return [files(item)] if item.berkas else []


def _changed(item: Paket, beda: Sequence[Beda] | None) -> list[Component]:
    if item.state is not StateBriefing.SELESAI or beda is None:
        return []
    if not beda:
        return [html.P([ikon("check-circle"), " Data belum berubah sejak paket ini dibuat."], className="siks-samar")]
    words = [f"{one.nama.lower()} kini {_amount(one.kini, one)} (paket {_amount(one.dulu, one)})" for one in beda]
    return [
        html.Div(
            [
                html.P([ikon("info-circle"), html.B(" Data telah berubah sejak paket ini.")]),
                html.Ul([html.Li(text[0].upper() + text[1:]) for text in words]),
            ],
            className="brief-beda-kotak",
        )
    ]


def _amount(value: float | str | None, one: Beda) -> str:
    if value is None or isinstance(value, str):
        return SAMAR if value == SAMAR else NO_DATA_TEXT
    return f"{number(value, one.desimal)} {one.satuan}".strip()


def _acts(item: Paket, milik: bool) -> list[Component]:
    acts: list[Component] = []
    if milik and item.berjalan:
        acts.append(aksi("batal", item.nomor, "Batalkan", "x-circle"))
    if milik and item.state in (StateBriefing.GAGAL, StateBriefing.BATAL):
        acts.append(aksi("coba", item.nomor, "Coba lagi", "arrow-clockwise"))
    if item.state is StateBriefing.SELESAI:
        acts.append(aksi("baru", item.nomor, "Buat lagi dengan angka terbaru", "arrow-repeat"))
    return [html.Div(acts, className="ajuan-tombol")] if acts else []


def aksi(nama: str, nomor: int, label: str, icon: str, **more: Any) -> Component:
    """A form of one button that asks for an act on one pack, schedule or template."""
    button = html.Button(
        [ikon(icon), label], type="submit", name="aksi", value=nama, className=more.pop("kelas", _SMALL), **more
    )
    return html.Form(button, **attributes(data_ajuan_tanya=AKSI, data_ajuan_nomor=str(nomor)))


def semua(
    judul: str,
    found: Sequence[Kumpulan],
    terbuka: Kumpulan | None,
    items: Sequence[Paket],
    *,
    saat: datetime,
    zona: int,
) -> Component:
    """Packs of every area below (``judul`` names them): ask for them, how far they are, one file of what is ready."""
    ask = html.Form(
        [
            html.P("Satu paket untuk setiap wilayah di bawahnya, dengan bab dan templat yang dipilih pada Siapkan. "
                   "Paket dibuat satu per satu di belakang layar; yang gagal tidak menghentikan yang lain."),
            html.Button([ikon("layers"), f"Buat paket {judul.lower()}"], type="submit", name="aksi", value="semua",
                        className="btn btn-primary"),
        ],
        className="ajuan-kartu brief-minta",
        **attributes(data_ajuan_tanya=AKSI),
    )  # fmt: skip
    if terbuka is None:
        return html.Div([ask], className="brief-daftar")
    older = [
        html.Button(
            f"Permintaan {short_moment(one.dibuat, zona)}",
            type="button",
            className="ajuan-tab",
            **attributes(aria_pressed=str(one.nomor == terbuka.nomor).lower()),
            **go(kumpulan=one.nomor),
        )
        for one in found
    ]
    tabs = [html.Div(older, className="ajuan-tab-baris", role="group")] if len(older) > 1 else []
    rows = [_row_of_all(item, zona) for item in items]
    table = tabel(("Wilayah", "Angka per", "Keadaan", "Unduh", "Tindakan"), rows, "Paket tiap wilayah")
    return html.Div([ask, *tabs, _progress(terbuka, saat), table], className="brief-daftar")


def _progress(one: Kumpulan, saat: datetime) -> Component:
    parts = [f"{number(one.selesai)} dari {number(one.total)} paket siap"]
    parts += [f"{number(one.gagal)} gagal"] if one.gagal else []
    parts += [f"{number(one.batal)} dibatalkan"] if one.batal else []
    if one.berjalan and one.perkiraan is not None:
        parts.append(f"kira-kira {lama(max(one.perkiraan - saat, timedelta(seconds=1)))} lagi")
    link = html.A(
        [ikon("download"), f"Unduh {number(one.selesai)} paket (ZIP)"],
        href=f"/briefing/kumpulan/{one.nomor}.zip",
        className=_SMALL,
        **attributes(download=""),
    )
    return html.Div(
        [
            html.Div([html.B(parts[0]), "".join(f" · {text}" for text in parts[1:])]),
            *([_bar(one.persen, "Kemajuan semua paket")] if one.berjalan else []),
            html.Div(
                [
                    *([link] if one.selesai else []),
                    *([aksi("batal_semua", one.nomor, "Batalkan sisanya", "x-circle")] if one.berjalan else []),
                    *(
                        [aksi("coba_semua", one.nomor, "Coba lagi yang gagal", "arrow-clockwise")]
                        if one.gagal + one.batal and not one.berjalan
                        else []
                    ),
                ],
                className="ajuan-tombol",
            ),
        ],
        className="brief-kumpulan",
    )


def _row_of_all(item: Paket, zona: int) -> Component:
    again = item.state in (StateBriefing.GAGAL, StateBriefing.BATAL)
    state: list[Component] = [tanda(item.state)]
    if item.state is StateBriefing.DIKERJAKAN:
        state.append(_bar(item.persen, item.nama))
    if item.galat:
        state.append(html.Small(item.galat, className="siks-samar"))
    return html.Tr(
        [
            html.Th(item.nama, scope="row"),
            sel("Angka per", short_moment(item.per, zona) if item.per else "–"),
            sel("Keadaan", state),
            sel("Unduh", files(item, singkat=True)),
            sel("Tindakan", [aksi("coba", item.nomor, "Coba lagi", "arrow-clockwise")] if again else []),
        ]
    )
