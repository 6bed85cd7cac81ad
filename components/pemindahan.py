"""The page of moves between desa: its frame, the list by state, one move with what goes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from components.ajuan import bidang, centang, fakta, go, kosong, sel, tab, tabel, teks, tutup
from components.atribut import attributes
from components.format import moment, number
from components.ikon import ikon
from domain.pemindahan import ALASAN, LONGEST_TEXT, STATE_NAME, Ikut, Pemindahan, StatePemindahan

TAB, FORM, KERANJANG, HASIL, DAFTAR, RINCI = (
    "pindah-tab", "pindah-form", "pindah-keranjang", "pindah-hasil", "pindah-daftar", "pindah-rinci",
)  # fmt: skip
CARI, AKSI, JAWAB, SEGAR = "pindah-cari", "pindah-aksi", "pindah-jawab", "pindah-segar"
_TAMPIL = {
    StatePemindahan.DIAJUKAN: ("hourglass-split", "proses"),
    StatePemindahan.DIPINDAH: ("check-circle", "selesai"),
    StatePemindahan.DITOLAK: ("x-circle", "ditolak"),
    StatePemindahan.DIBATALKAN: ("reply", "dikembalikan"),
}


def page(*, may_propose: bool) -> Component:
    """The frame; every area is filled by the address."""
    propose = html.Button([ikon("plus-lg"), "Ajukan pemindahan"], className="btn btn-primary", **go(ajukan="1"))
    return html.Div(
        [
            *(dcc.Store(id=name) for name in (CARI, AKSI, JAWAB, SEGAR)),
            html.Div(
                [
                    html.Div(
                        [
                            html.H1("Rumah tangga mana yang pindah desa?"),
                            html.P(
                                "Hanya di dalam satu kab/kota, disetujui orang lain. Anggota, hasil verivali, kasus, "
                                "dan tempat kuota ikut pindah sekaligus.",
                                className="siks-samar siks-kecil",
                            ),
                        ]
                    ),
                    *([propose] if may_propose else []),
                ],
                className="ajuan-kepala",
            ),
            html.Div(
                [
                    html.Div([bidang(KERANJANG), bidang(HASIL)], className="ajuan-dua", id="pindah-pilih", hidden=True),
                    bidang(FORM),
                ],
                className="ajuan-ajukan",
            ),
            html.Div([bidang(DAFTAR), bidang(RINCI)], className="ajuan-isi"),
        ],
        className="ajuan",
        id="pindah",
    )


def keadaan(state: StatePemindahan) -> Component:
    """Where a move stands: icon and word."""
    icon, colour = _TAMPIL[state]
    return html.Span([ikon(icon), STATE_NAME[state]], className=f"ajuan-state ajuan-{colour}")


def daftar(
    found: Sequence[Pemindahan],
    counts: Mapping[StatePemindahan, int],
    state: StatePemindahan,
    *,
    buka: str,
    lanjut: str | None,
    mulai: bool,
    unduh: str,
    may_decide: bool,
) -> Component:
    """Tabs, the page of a state, and what can be done with many. ``lanjut``: where the next page begins."""
    tabs = tab([(str(item), STATE_NAME[item], counts[item]) for item in StatePemindahan], str(state), "state")
    if not found:
        return html.Div([tabs, _nothing(state)])
    many = may_decide and state is StatePemindahan.DIAJUKAN
    heads = ("Rumah tangga", "Dari", "Ke", "Alasan", "Diajukan")
    table = tabel(["", *heads] if many else heads, [_row(item, many, buka) for item in found], "Daftar pemindahan")
    tools = html.Div(
        [
            *([html.Button("Kembali ke awal", type="button", className=_SMALL, **go(setelah=None))] if mulai else []),
            *(
                [html.Button("Halaman berikutnya", type="button", className=_SMALL, **go(setelah=lanjut))]
                if lanjut
                else []
            ),
            html.A([ikon("download"), "CSV"], href=f"{unduh}&format=csv", className=_SMALL),
            html.A([ikon("download"), "XLSX"], href=f"{unduh}&format=xlsx", className=_SMALL),
        ],
        className="ajuan-tombol",
    )
    body = html.Form([_bulk(), table], **attributes(data_ajuan_tanya=AKSI, data_ajuan_massal="1")) if many else table
    return html.Div([tabs, body, html.Div(tools, className="ajuan-massal")])


_SMALL = "btn btn-sm btn-outline-secondary"


def _nothing(state: StatePemindahan) -> Component:
    if state is StatePemindahan.DIAJUKAN:
        return kosong("inbox", "Tidak ada ajuan yang menunggu", "Ajuan baru dari desa dan kab/kota muncul di sini.")
    return kosong("inbox", "Belum ada", f"Belum ada pemindahan berstatus “{STATE_NAME[state].lower()}” di wilayah ini.")


def _bulk() -> Component:
    return html.Div(
        [
            html.Label([centang("semua", "1", "Pilih semua di halaman ini"), " Semua"]),
            html.Span("", **attributes(data_ajuan_jumlah="")),
            html.Button("Setujui dan pindahkan", name="aksi", value="setujui", className="btn btn-sm btn-primary"),
            html.Textarea(
                name="catatan", rows=1, maxLength=LONGEST_TEXT, className="form-control form-control-sm",
                placeholder="Alasan bila ditolak", **attributes(aria_label="Alasan bila ditolak"),
            ),
            html.Button("Tolak", name="aksi", value="tolak", className=_SMALL),
        ],
        className="ajuan-massal",
    )  # fmt: skip


def _row(item: Pemindahan, many: bool, buka: str) -> Component:
    key = f"{item.kab}-{item.nomor}"
    current = attributes(aria_current="true") if key == buka else {}
    tick = [sel("", centang("nomor", key, f"Pilih {item.nama_krt}"), "ajuan-centang")] if many else []
    badge = [html.Span("KPM BSP", className="ajuan-lencana")] if item.kpm else []
    return html.Tr(
        [
            *tick,
            html.Th(
                [
                    html.Button(item.nama_krt, type="button", className="ajuan-nama", **current, **go(buka=key)),
                    html.Div([item.idbdt, " ", *badge], className="siks-samar"),
                ],
                scope="row",
            ),
            sel("Dari", item.asal_nama),
            sel("Ke", item.tujuan_nama),
            sel("Alasan", ALASAN.get(item.alasan, item.alasan)),
            sel("Diajukan", [moment(item.diajukan), html.Div(item.pengaju_nama, className="siks-samar")]),
        ]
    )


def rinci(item: Pemindahan, ikut: Ikut, *, boleh: Sequence[str], sendiri: bool) -> Component:
    """One move. ``boleh`` are the steps that the reader may take now; ``sendiri``: it is the reader's own proposal."""
    paper = f"/pemindahan/dokumen/{item.kab}/{item.dokumen}"
    return html.Section(
        [
            html.Div(
                [
                    html.H2(item.nama_krt, tabIndex=-1, **attributes(data_ajuan_fokus="1")),
                    tutup("Tutup rincian", buka=None),
                ],
                className="ajuan-atas",
            ),
            keadaan(item.state),
            html.Div(
                [
                    html.Div([html.Small("Dari"), item.asal_nama]),
                    ikon("arrow-right"),
                    html.Div([html.Small("Ke"), item.tujuan_nama]),
                ],
                className="ajuan-arah",
            ),
            *([_along(ikut)] if item.state is StatePemindahan.DIAJUKAN else []),
            fakta(
                [
                    ("IDBDT", item.idbdt),
                    ("Alasan", ALASAN.get(item.alasan, item.alasan)),
                    ("Keterangan", item.keterangan),
                    ("Alamat baru", item.alamat_baru),
                    ("Diajukan", f"{item.pengaju_nama}, {moment(item.diajukan)}"),
                    ("Diputuskan", item.diputuskan and f"{item.pemutus_nama}, {moment(item.diputuskan)}"),
                    ("Dibatalkan", item.dibatalkan and f"{item.pembatal_nama}, {moment(item.dibatalkan)}"),
                    ("Catatan", item.catatan),
                ]
            ),
            html.A("Buka kartu rumah tangga", href=f"/data-kesos?ruta={item.rujukan}"),
            *([_decide(item, boleh)] if boleh else []),
            *([_own()] if sendiri and "setujui" not in boleh and item.state is StatePemindahan.DIAJUKAN else []),
            html.Div(
                [
                    html.H3("Dokumen"),
                    html.A(
                        html.Img(src=paper, alt="Dokumen dasar pemindahan", className="ajuan-dokumen"),
                        href=paper,
                        target="_blank",
                    ),
                ]
            ),
        ],
        className="ajuan-rinci",
        **attributes(aria_label=f"Pemindahan {item.nama_krt}"),
    )


def _own() -> Component:
    return html.P(
        "Anda yang mengajukan; persetujuan diberikan Supervisor lain atau Kepala Dinas.", className="siks-samar"
    )


def along_words(ikut: Ikut) -> list[str]:
    """What moves with a household, each in words."""
    words = [f"{number(ikut.anggota)} anggota"]
    if ikut.batch:
        words.append("baris verivali " + ", ".join(ikut.batch))
    if ikut.kasus:
        words.append(f"{number(ikut.kasus)} kasus yang masih terbuka")
    if ikut.tempat:
        words.append("tempat kuota: kedua desa tetap bersisa sama")
    if ikut.tempat_kurang:
        words.append("tanpa tempat kuota, karena kuota desa asal nol")
    return words


def _along(ikut: Ikut) -> Component:
    return html.Div(
        [html.H3("Yang ikut pindah"), html.Ul([html.Li(word) for word in along_words(ikut)], className="ajuan-ikut")]
    )


_BUTTON = {
    "setujui": ("Setujui dan pindahkan", "btn btn-primary"),
    "tolak": ("Tolak", "btn btn-outline-secondary"),
    "tarik": ("Tarik ajuan", "btn btn-outline-secondary"),
    "batalkan": ("Batalkan pemindahan", "btn btn-outline-secondary"),
}
_ASKS = {"tolak": "Alasan bila ditolak", "batalkan": "Alasan pembatalan"}


def _decide(item: Pemindahan, boleh: Sequence[str]) -> Component:
    label = next((_ASKS[kode] for kode in boleh if kode in _ASKS), None)
    buttons = [html.Button(_BUTTON[kode][0], name="aksi", value=kode, className=_BUTTON[kode][1]) for kode in boleh]
    return html.Form(
        [
            *([teks("catatan", label, panjang=LONGEST_TEXT)] if label else []),
            html.Div(buttons, className="ajuan-tombol"),
        ],
        className="ajuan-putus",
        **attributes(data_ajuan_tanya=AKSI, data_ajuan_nomor=f"{item.kab}-{item.nomor}"),
    )
