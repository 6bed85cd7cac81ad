"""Schedules and what became of them for each recipient, the form of one schedule, and slides of an office."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import time

from dash import html
from dash.development.base_component import Component

from components.ajuan import centang, go, kosong, kotak, pilihan, sel, tabel, tutup
from components.atribut import attributes
from components.briefing import AKSI, HASIL
from components.briefing_paket import aksi, ukuran
from components.format import number, short_moment
from components.ikon import ikon
from domain.access import ROLE_NAME
from domain.briefing import BAB_NAME, BabBriefing, StateKirim
from domain.briefing_tampil import JadwalBriefing, Kirim, Penerima, Templat
from domain.kalender import NAMA_PROGRAM

HARI = {1: "Senin", 2: "Selasa", 3: "Rabu", 4: "Kamis", 5: "Jumat", 6: "Sabtu", 7: "Minggu"}
JAM_AWAL = time(7, 0)
_KIRIM = {
    StateKirim.MENUNGGU: ("menunggu", "hourglass-split", "proses"),
    StateKirim.DIKIRIM: ("terkirim", "check-circle", "selesai"),
    StateKirim.GAGAL: ("gagal", "exclamation-octagon", "ditolak"),
    StateKirim.TANPA_SUREL: ("disimpan di portal", "inbox", "selesai"),
    StateKirim.DITOLAK: ("tidak berhak", "shield-lock", "belum"),
}
_SMALL = "btn btn-sm btn-outline-secondary"


def daftar(
    items: Sequence[JadwalBriefing], kirim: Mapping[int, Sequence[Kirim]], pengguna: int, *, boleh: bool, zona: int
) -> Component:
    """Schedules of the reader and those that send to them; ``boleh``: may make one."""
    new = [
        html.Button([ikon("plus-lg"), "Jadwal baru"], type="button", className="btn btn-primary", **go(jadwal="baru"))
    ]
    if not items:
        text = (
            "Jadwal membuat paket setiap pekan, menyimpannya untuk diunduh, dan mengirimkannya lewat surel bila surel "
            "terpasang. Setiap penerima hanya mendapat wilayahnya sendiri."
        )
        return kosong("calendar3", "Belum ada jadwal", text, *(new if boleh else []))
    head = [html.Div(new, className="ajuan-tombol")] if boleh else []
    return html.Div(
        [*head, *(_card(item, kirim.get(item.nomor, ()), item.pembuat == pengguna, zona) for item in items)],
        className="brief-daftar",
    )


def kapan(hari: int, jam: time) -> str:
    """Setiap Senin 07.00 WIB."""
    return f"Setiap {HARI[hari]} {jam:%H.%M} WIB"


def _card(item: JadwalBriefing, kirim: Sequence[Kirim], own: bool, zona: int) -> Component:
    state = f"berikutnya {short_moment(item.berikut, zona)}" if item.aktif else "dijeda"
    people = [html.Li(f"{one.nama}, {ROLE_NAME[one.role]}") for one in item.penerima]
    chapters = ", ".join(BAB_NAME[bab] for bab in item.bab)
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.H2(f"{item.nama}, {NAMA_PROGRAM[item.program]}"),
                            html.P([html.B(kapan(item.hari, item.jam)), f" · {state} · dibuat {item.pembuat_nama}"]),
                        ]
                    ),
                    html.Div(_acts(item), className="ajuan-tombol") if own else None,
                ],
                className="ajuan-atas brief-jadwal-atas",
            ),
            html.P(f"{number(len(item.bab))} bab: {chapters}.", className="siks-samar siks-kecil"),
            html.Ul(people, className="brief-orang", **attributes(aria_label="Penerima")),
            _deliveries(kirim, zona),
        ],
        className="ajuan-kartu",
    )


def _acts(item: JadwalBriefing) -> list[Component]:
    pause = ("jeda", "Jeda", "pause-fill") if item.aktif else ("lanjut", "Lanjutkan", "play-fill")
    ask = html.Details(
        [
            html.Summary([ikon("trash"), "Hapus"], className=_SMALL),
            html.Div(
                [
                    html.P("Jadwal dihapus; paket yang sudah dibuat tetap ada."),
                    aksi("hapus", item.nomor, "Ya, hapus jadwal", "trash"),
                ],
                className="brief-tanya",
            ),
        ],
        className="brief-hapus",
    )
    change = html.Button([ikon("gear"), "Ubah"], type="button", className=_SMALL, **go(jadwal=item.nomor))
    return [change, aksi(pause[0], item.nomor, pause[1], pause[2]), ask]


def _deliveries(kirim: Sequence[Kirim], zona: int) -> Component:
    if not kirim:
        return html.P("Belum pernah dijalankan.", className="siks-samar siks-kecil")
    rows = []
    for one in kirim:
        word, icon, colour = _KIRIM[one.state]
        state: list[Component] = [html.Span([ikon(icon), word], className=f"ajuan-state ajuan-{colour}")]
        if one.galat:
            state.append(html.Small(one.galat, className="siks-samar"))
        if one.state is StateKirim.MENUNGGU and one.percobaan and one.berikut:
            again = f"percobaan ke-{one.percobaan + 1} {short_moment(one.berikut, zona)}"
            state.append(html.Small(again, className="siks-samar"))
        link = (
            html.Button("Lihat paket", type="button", className="ajuan-nama", **go(panel="paket", paket=one.briefing))
            if one.briefing
            else "–"
        )
        rows.append(
            html.Tr(
                [
                    html.Th(one.nama, scope="row"),
                    sel("Jatuh tempo", short_moment(one.jatuh, zona)),
                    sel("Keadaan", state),
                    sel("Selesai", short_moment(one.waktu, zona) if one.waktu else "–"),
                    sel("Paket", link),
                ]
            )
        )
    return tabel(("Penerima", "Jatuh tempo", "Keadaan", "Selesai", "Paket"), rows, "Pengiriman terakhir")


def formulir(
    lama: JadwalBriefing | None, nama: str, bab: Sequence[BabBriefing], terpilih: Collection[BabBriefing],
    templat: Mapping[str, str], program: int,
) -> Component:  # fmt: skip
    """The form of a schedule; ``lama`` is the one being changed, ``nama`` that of its wilayah."""
    chapters = [
        html.Label(
            [
                centang(f"bab_{item}", "1", BAB_NAME[item], **({"checked": "checked"} if item in terpilih else {})),
                html.Span(BAB_NAME[item]),
            ],
            className="brief-pilih",
        )
        for item in bab
    ]
    shapes = {"checked": "checked"} if lama and lama.peta_bentuk else {}
    chosen = lama.penerima if lama else ()
    where = f"{nama}, {NAMA_PROGRAM[program]}."
    if lama is None:
        where += " Wilayah dan program mengikuti pemilih di atas halaman."
    title = "Ubah jadwal" if lama else "Jadwal baru"
    number_of = attributes(data_ajuan_nomor=str(lama.nomor)) if lama else {}
    return html.Form(
        [
            html.Div([html.H2(title, tabIndex=-1), tutup("Tutup formulir", jadwal=None)], className="ajuan-atas"),
            html.P(where),
            html.Div(
                [
                    pilihan("hari", "Hari", {str(k): text for k, text in HARI.items()},
                            str(lama.hari if lama else 1), awal="Pilih hari"),
                    kotak("jam", "Jam (WIB)", jenis="time", nilai=f"{lama.jam if lama else JAM_AWAL:%H:%M}"),
                ],
                className="brief-dua",
            ),
            html.Fieldset([html.Legend("Bab"), *chapters]),
            pilihan("templat", "Templat PowerPoint", templat, str(lama.templat or "") if lama else "",
                    awal="Templat Kementerian Sosial"),
            html.Label(
                [centang("bentuk_peta", "1", "Peta sebagai bentuk", **shapes),
                 html.Span("Peta sebagai bentuk yang dapat diubah di PowerPoint")],
                className="brief-pilih",
            ),
            html.Fieldset(
                [
                    html.Legend("Penerima"),
                    html.Ul([_chip(one) for one in chosen], id="brief-penerima", className="brief-orang"),
                    kotak("cari_penerima", "Cari akun", contoh="Ketik nama atau nama akun", maxlength="60"),
                    html.Div(id=HASIL, className="brief-hasil", **attributes(aria_live="polite")),
                    kotak("penerima", "", jenis="hidden", nilai=",".join(str(one.id) for one in chosen)),
                ]
            ),
            html.Button([ikon("check-circle"), "Simpan jadwal"], type="submit", name="aksi", value="jadwal",
                        className="btn btn-primary"),
        ],
        className="ajuan-rinci brief-form",
        **attributes(data_ajuan_tanya=AKSI),
        **number_of,
    )  # fmt: skip


def _chip(one: Penerima) -> Component:
    drop = html.Button(
        ikon("x-lg"), type="button", className="siks-tombol",
        **attributes(data_brief_buang="", aria_label=f"Hapus {one.nama} dari penerima"),
    )  # fmt: skip
    return html.Li([one.nama, drop], **attributes(data_nomor=str(one.id)))


def hasil(found: Sequence[Penerima], cari: str) -> Component:
    """Accounts found for the form, each to be added."""
    if not found:
        short = "Ketik sedikitnya dua huruf."
        return html.P(short if len(cari.strip()) < 2 else f"Tidak ada akun “{cari}” yang wilayahnya berkaitan.")
    return html.Ul(
        [
            html.Li(
                [
                    html.Span([html.B(one.nama), html.Small(f"{ROLE_NAME[one.role]}, {one.tempat}")]),
                    html.Button(
                        [ikon("plus-lg"), "Tambah"], type="button", className=_SMALL,
                        **attributes(data_brief_tambah=str(one.id), data_nama=one.nama),
                    ),
                ]
            )
            for one in found
        ],
        className="ajuan-pilih",
    )  # fmt: skip


def templat(items: Sequence[Templat], boleh_cabut: Collection[int], baru: int, zona: int) -> Component:
    """Slides of the reader's office and of those above, and the form for one more."""
    form = html.Form(
        [
            html.P("Berkas PowerPoint (.pptx) dengan master dan tata letak kantor Anda. Paket berikutnya dapat "
                   "memakainya; isi slide di dalamnya tidak ikut. Paling besar 10 MB."),
            kotak("berkas", "Berkas templat", jenis="file", accept=".pptx", required="required"),
            html.Button([ikon("upload"), "Unggah templat"], type="submit", className="btn btn-primary"),
        ],
        className="ajuan-kartu brief-minta",
        **attributes(data_ajuan_kirim="/api/briefing/templat"),
    )  # fmt: skip
    if not items:
        empty = kosong("layers", "Belum ada templat kantor", "Paket memakai templat Kementerian Sosial.")
        return html.Div([form, empty], className="brief-daftar")
    rows = [
        html.Tr(
            [
                html.Th(
                    [html.B(one.nama), *([html.Span("baru", className="ajuan-lencana")] if one.nomor == baru else [])],
                    scope="row",
                ),
                sel("Kantor", one.tempat),
                sel("Ukuran", ukuran(one.ukuran)),
                sel("Diunggah", short_moment(one.dibuat, zona)),
                sel("Tindakan", [aksi("cabut", one.nomor, "Cabut", "x-circle")] if one.nomor in boleh_cabut else []),
            ]
        )
        for one in items
    ]
    return html.Div([form, tabel(("Templat", "Kantor", "Ukuran", "Diunggah", "Tindakan"), rows, "Templat")],
                    className="brief-daftar")  # fmt: skip
