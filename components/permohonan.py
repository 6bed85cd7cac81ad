"""The page of data requests: its frame, the list, one request with its papers, its packages, the keys of the kab."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from components.ajuan import bidang, fakta, go, kosong, kotak, pilihan, sel, tab, tabel, teks, tutup
from components.atribut import attributes
from components.format import moment, number
from components.ikon import ikon
from components.unduh import menu_tabel
from domain.kalender import NAMA_PROGRAM, month_name
from domain.kode import Level, dotted
from domain.permohonan import (
    BERKAS_NAME,
    LANGKAH,
    PAKET_NAME,
    STATE_NAME,
    TERBUKA,
    Berkas,
    JenisBerkas,
    Kunci,
    Paket,
    Permohonan,
    StatePaket,
    StatePermohonan,
)

DAFTAR, RINCI, FORM, KUNCI = "mohon-daftar", "mohon-rinci", "mohon-form", "mohon-kunci"
AKSI, JAWAB, SEGAR = "mohon-aksi", "mohon-jawab", "mohon-segar"
LONGEST_TEXT = 2000
_SMALL = "btn btn-sm btn-outline-secondary"
_TAMPIL = {
    StatePermohonan.DRAFT: ("circle", "belum"),
    StatePermohonan.MENUNGGU_PEMERIKSAAN: ("hourglass-split", "proses"),
    StatePermohonan.PERLU_PERBAIKAN: ("reply", "dikembalikan"),
    StatePermohonan.DISETUJUI: ("check-circle", "selesai"),
    StatePermohonan.KEDALUWARSA: ("clock", "belum"),
    StatePermohonan.DIBATALKAN: ("x-circle", "ditolak"),
}
_PAKET = {
    StatePaket.ANTRE: ("hourglass-split", "proses"),
    StatePaket.DIBUAT: ("arrow-repeat", "proses"),
    StatePaket.SIAP: ("check-circle", "selesai"),
    StatePaket.GAGAL: ("exclamation-triangle", "ditolak"),
    StatePaket.DIHAPUS: ("trash", "belum"),
}
# The way of a request as the manual shows it (Gambar 10 to 12 of 001-petunjuk-teknis-online-2019).
_JALAN = ("Unggah berkas", "Pemeriksaan", "Unduh data")


def page(*, meminta: bool) -> Component:
    """The frame; every area is filled by the address. ``meminta``: the reader asks for the own kab."""
    begin = html.Button([ikon("plus-lg"), "Buat permohonan"], className="btn btn-primary", **go(buat="1", buka=None))
    return html.Div(
        [
            *(dcc.Store(id=name) for name in (AKSI, JAWAB, SEGAR)),
            html.Div(
                [
                    html.Div(
                        [
                            html.H1("Sampai di mana permohonan data?"),
                            html.P(
                                "Unggah surat permohonan dan MoU atau BAST bertanda tangan. Sesudah disetujui, paket "
                                "data kab/kota dapat diunduh untuk aplikasi offline.",
                                className="siks-samar siks-kecil",
                            ),
                        ]
                    ),
                    *([begin] if meminta else []),
                ],
                className="ajuan-kepala",
            ),
            html.Div(bidang(FORM), className="ajuan-ajukan"),
            html.Div([bidang(DAFTAR), bidang(RINCI)], className="ajuan-isi"),
            bidang(KUNCI),
        ],
        className="ajuan mohon",
    )


def formulir(periode: Mapping[str, str]) -> Component:
    """What a new request says; ``periode`` by "program-kode"."""
    return html.Section(
        [
            html.Div([html.H2("Buat permohonan"), tutup("Tutup formulir", buat=None)], className="ajuan-atas"),
            html.Form(
                [
                    html.Div(
                        [
                            pilihan("periode", "Program dan periode", periode, next(iter(periode), "")),
                            teks("keperluan", "Keperluan data", panjang=LONGEST_TEXT,
                                 contoh="Misalnya verifikasi dan validasi BSP di 15 desa/kelurahan"),
                        ],
                        className="ajuan-form",
                    ),
                    html.Div(_submit("buat", "Simpan draf", utama=True), className="ajuan-tombol"),
                ],
                className="ajuan-putus",
                **attributes(data_ajuan_tanya=AKSI),
            ),
        ],
        className="ajuan-kartu",
    )  # fmt: skip


def _submit(aksi: str, label: str, *, utama: bool = False) -> Component:
    return html.Button(label, type="submit", name="aksi", value=aksi, className="btn btn-primary" if utama else
                       "btn btn-outline-secondary")  # fmt: skip


def daftar(
    found: Sequence[Permohonan],
    counts: Mapping[StatePermohonan, int],
    state: StatePermohonan | None,
    *,
    buka: str,
    lanjut: int | None,
    zona: int,
    meminta: bool,
    alamat: Mapping[str, object],
) -> Component:
    """Tabs by state and the newest requests; ``lanjut`` is where the next page begins."""
    tabs = tab(
        [
            ("", "Semua", sum(counts.values())),
            *((str(item), STATE_NAME[item], counts[item]) for item in StatePermohonan),
        ],
        str(state or ""),
        "keadaan",
    )
    if not found:
        text = (
            "Tekan “Buat permohonan”, unduh formatnya, lalu unggah berkas yang sudah ditandatangani."
            if meminta
            else "Permohonan yang dikirim kab/kota muncul di sini."
        )
        return html.Div([tabs, kosong("inbox", "Belum ada permohonan", text)])
    rows = [_row(item, buka, zona) for item in found]
    more = (
        html.Button("Yang lebih lama", type="button", className=_SMALL, **go(setelah=str(lanjut)))
        if lanjut is not None
        else None
    )
    table = tabel(("Permohonan", "Kab/kota", "Program", "Keadaan", "Dikirim"), rows, "Daftar permohonan data")
    unduh = menu_tabel("permohonan data", "/permohonan-data/unduh", alamat)
    return html.Div([tabs, unduh, table, *([html.Div(more, className="ajuan-massal")] if more else [])])


def _row(item: Permohonan, buka: str, zona: int) -> Component:
    key = f"{item.kab}-{item.nomor}"
    here = attributes(aria_current="true") if key == buka else {}
    name = html.Button(f"Nomor {item.nomor}", type="button", className="ajuan-nama", **here, **go(buka=key, buat=None))
    sent = moment(item.dikirim, zona) if item.dikirim else "belum dikirim"
    return html.Tr(
        [
            sel("Permohonan", [name, html.Div(item.keperluan[:120], className="siks-samar siks-kecil")]),
            sel("Kab/kota", item.nama_kab),
            sel("Program", f"{NAMA_PROGRAM[item.program]}, {month_name(item.periode)}"),
            sel("Keadaan", keadaan(item.state)),
            sel("Dikirim", sent),
        ]
    )


def keadaan(state: StatePermohonan) -> Component:
    """Where a request stands: icon and word."""
    icon, colour = _TAMPIL[state]
    return html.Span([ikon(icon), STATE_NAME[state]], className=f"ajuan-state ajuan-{colour}")


def rinci(
    item: Permohonan,
    berkas: Mapping[JenisBerkas, Berkas],
    paket: Sequence[Paket],
    *,
    wajib: Sequence[JenisBerkas],
    pemeriksa: str,
    boleh: Collection[str],
    meminta: bool,
    terbuka: bool,
    sisa: int,
    bagian: Sequence[tuple[int, str, int]],
    zona: int,
) -> Component:
    """One request. ``boleh``: steps that this reader may take now; ``meminta``: it is of the reader's own kab;
    ``sisa`` downloads are left, of the parts ``bagian`` (code, name, level).
    """
    edits = meminta and item.state in TERBUKA
    papers = [_paper(item, kind, berkas.get(kind), wajib, edits=edits) for kind in JenisBerkas]
    title = html.H2(f"Permohonan {item.nomor}")
    return html.Section(
        [
            html.Div([title, tutup("Tutup permohonan", buka=None)], className="ajuan-atas"),
            _way(item.state),
            _says(item, pemeriksa, zona),
            fakta(
                [
                    ("Kab/kota", item.nama_kab),
                    ("Program", f"{NAMA_PROGRAM[item.program]}, {month_name(item.periode)}"),
                    ("Keperluan", item.keperluan),
                    ("Dibuat", f"{moment(item.dibuat, zona)}, {item.pembuat}"),
                    ("Dikirim", item.dikirim and moment(item.dikirim, zona)),
                    ("Diperiksa", item.diperiksa and f"{moment(item.diperiksa, zona)}, {item.pemeriksa or ''}"),
                    ("Berlaku sampai", item.berlaku_sampai and moment(item.berlaku_sampai, zona)),
                ]
            ),
            *([_packages(item, paket, terbuka=terbuka, sisa=sisa, bagian=bagian, zona=zona)] if meminta else []),
            html.Div([html.H3("Berkas"), *papers], className="mohon-berkas"),
            *([_steps(item, boleh)] if boleh else []),
        ],
        className="ajuan-rinci",
    )


def _way(state: StatePermohonan) -> Component:
    at = {StatePermohonan.MENUNGGU_PEMERIKSAAN: 1, StatePermohonan.DISETUJUI: 2, StatePermohonan.KEDALUWARSA: 3}.get(
        state, 0
    )
    stopped = state in (StatePermohonan.DIBATALKAN, StatePermohonan.KEDALUWARSA)
    steps = []
    for position, name in enumerate(_JALAN):
        done, now = position < at, position == at and not stopped
        kind = "ajuan-sudah" if done else "ajuan-kini" if now else ""
        icon = "check-circle-fill" if done else "circle-half" if now else "circle"
        steps.append(html.Li([ikon(icon), name], className=kind, **(attributes(aria_current="step") if now else {})))
    return html.Ol(steps, className="ajuan-langkah")


def _says(item: Permohonan, pemeriksa: str, zona: int) -> Component:
    """What is to be done now, in the words of the manual."""
    text = {
        StatePermohonan.DRAFT: "Unggah berkas yang sudah ditandatangani, lalu kirim untuk diperiksa.",
        StatePermohonan.MENUNGGU_PEMERIKSAAN: f"Berkas sedang diperiksa {pemeriksa}. Hasilnya muncul di halaman ini.",
        StatePermohonan.PERLU_PERBAIKAN: "Perbaiki berkas menurut catatan, lalu kirim lagi.",
        StatePermohonan.DISETUJUI: "Paket data dapat diunduh sampai "
        + (moment(item.berlaku_sampai, zona) if item.berlaku_sampai else "")
        + ".",
        StatePermohonan.KEDALUWARSA: "Masa unduh berakhir. Buat permohonan baru bila data masih diperlukan.",
        StatePermohonan.DIBATALKAN: "Permohonan ini dibatalkan.",
    }[item.state]
    note = html.P([html.B("Catatan pemeriksa: "), item.catatan], className="mohon-catatan") if item.catatan else None
    return html.Div([html.P([keadaan(item.state), " ", text]), *([note] if note else [])], className="mohon-keadaan")


def _paper(
    item: Permohonan, jenis: JenisBerkas, berkas: Berkas | None, wajib: Sequence[JenisBerkas], *, edits: bool
) -> Component:
    needed = html.Span("wajib" if jenis in wajib else "bila ada", className="ajuan-lencana")
    head = html.Div([html.B(BERKAS_NAME[jenis]), needed], className="ajuan-tombol")
    parts: list[Component] = [head]
    path = f"{item.kab}/{item.nomor}/{jenis}"
    if berkas is None:
        parts.append(html.P("Belum diunggah.", className="siks-samar siks-kecil"))
    else:
        pages = [
            html.A(f"Halaman {page}", href=f"/permohonan-data/berkas/{path}/{page}", target="_blank", className=_SMALL)
            for page in range(2, min(berkas.halaman, 12) + 1)
        ]
        about = f"{berkas.nama}, {number(berkas.halaman)} halaman, diunggah {berkas.oleh}"
        parts += [
            html.A(
                html.Img(src=f"/permohonan-data/berkas/{path}/1", alt=f"{BERKAS_NAME[jenis]}, halaman 1",
                         className="ajuan-dokumen mohon-gambar"),
                href=f"/permohonan-data/berkas/{path}/1",
                target="_blank",
            ),
            html.P(about, className="siks-samar siks-kecil"),
            html.Div(pages, className="ajuan-tombol"),
        ]  # fmt: skip
    if edits:
        form = html.A([ikon("download"), "Format DOCX"], href=f"/permohonan-data/format/{path}.docx", className=_SMALL)
        parts.append(_upload(path, "Ganti berkas" if berkas else "Unggah", form))
    return html.Div(parts, className="mohon-satu")


def _upload(path: str, label: str, form: Component) -> Component:
    return html.Form(
        [
            kotak("berkas", "PDF, JPG, atau PNG; paling besar 10 MB", jenis="file", accept=".pdf,.jpg,.jpeg,.png"),
            html.Div(
                [html.Button([ikon("upload"), label], type="submit", className=_SMALL), form], className="ajuan-tombol"
            ),
        ],
        className="mohon-unggah",
        **attributes(data_ajuan_kirim=f"/api/permohonan/{path}"),
    )


def _steps(item: Permohonan, boleh: Collection[str]) -> Component:
    steps = [step for step in LANGKAH if step.kode in boleh]
    note = [teks("catatan", "Catatan untuk kab/kota (wajib bila dikembalikan)", panjang=LONGEST_TEXT)] if any(
        step.beralasan for step in steps
    ) else []  # fmt: skip
    return html.Form(
        [
            *note,
            html.Div(
                [_submit(step.kode, step.nama, utama=at == 0) for at, step in enumerate(steps)],
                className="ajuan-tombol",
            ),
        ],
        className="ajuan-putus",
        **attributes(data_ajuan_tanya=AKSI, data_ajuan_nomor=f"{item.kab}-{item.nomor}"),
    )


def _packages(
    item: Permohonan,
    paket: Sequence[Paket],
    *,
    terbuka: bool,
    sisa: int,
    bagian: Sequence[tuple[int, str, int]],
    zona: int,
) -> Component:
    if not terbuka and not paket:
        return html.Div()
    rows = [_package(one, zona, ambil=terbuka and sisa > 0) for one in paket]
    ask: list[Component] = []
    if terbuka and sisa:
        indent = {int(Level.KAB): "", int(Level.KECAMATAN): "Kec. ", int(Level.DESA): "  "}
        choices = {str(kode): f"{indent[level]}{name} ({dotted(kode)})" for kode, name, level in bagian}
        ask = [
            html.Form(
                [
                    pilihan("wilayah", "Untuk wilayah", choices, str(item.kab)),
                    html.Div(_submit("paket", "Buat paket data"), className="ajuan-tombol"),
                ],
                className="mohon-minta",
                **attributes(data_ajuan_tanya=AKSI, data_ajuan_nomor=f"{item.kab}-{item.nomor}"),
            )
        ]
    left = f"Sisa {number(sisa)} unduhan." if sisa else "Semua unduhan yang diizinkan sudah dipakai."
    return html.Div(
        [
            html.H3("Paket data"),
            html.P(
                f"{left} Paket berisi kunci untuk menandatangani hasil: serahkan hanya kepada operatornya. Berkasnya "
                "dihapus dari server sehari sesudah dibuat.",
                className="siks-samar siks-kecil",
            ),
            *ask,
            html.Ul(rows, className="ajuan-pilih") if rows else None,
        ],
        className="ajuan-putus",
    )


def _package(one: Paket, zona: int, *, ambil: bool) -> Component:
    icon, colour = _PAKET[one.state]
    percent = f" {one.persen} %" if one.state is StatePaket.DIBUAT else ""
    state = html.Span([ikon(icon), PAKET_NAME[one.state] + percent], className=f"ajuan-state ajuan-{colour}")
    about = [f"diminta {moment(one.diminta, zona)}"]
    if one.ruta is not None and one.ukuran is not None:
        about.append(f"{number(one.ruta)} rumah tangga, {number(one.ukuran / 1_000_000, 1)} MB, kunci {one.kunci}")
    take = html.A([ikon("download"), "Unduh .siks"], href=f"/permohonan-data/paket/{one.kab}/{one.nomor}",
                  className="btn btn-sm btn-primary")  # fmt: skip
    return html.Li(
        [
            html.Div(
                [
                    html.B(one.nama_wilayah),
                    html.Div(state),
                    *([html.Progress(value=str(one.persen), max="100")] if one.state is StatePaket.DIBUAT else []),
                    *([html.Div(one.galat, className="siks-kecil ajuan-halangan")] if one.galat else []),
                    html.Div("; ".join(about), className="siks-samar siks-kecil"),
                ]
            ),
            *([take] if ambil and one.state is StatePaket.SIAP else []),
        ]
    )


def kunci(found: Sequence[Kunci], zona: int, saat: datetime) -> Component:
    """Keys of the kab, and the way to withdraw one."""
    if not found:
        return html.Div()
    return html.Details(
        [
            html.Summary([ikon("lock"), f" Kunci berkas .siks ({number(len(found))})"]),
            html.P(
                "Setiap paket membawa kuncinya sendiri. Cabut kunci yang hilang atau jatuh ke orang lain: berkas yang "
                "ditandatangani dengannya tidak diterima lagi.",
                className="siks-samar siks-kecil",
            ),
            tabel(("Kunci", "Wilayah", "Periode", "Dibuat", "Keadaan"), [_key(item, zona) for item in found],
                  f"Kunci per {moment(saat, zona)}"),
        ],
        className="ajuan-kartu mohon-kunci",
    )  # fmt: skip


def _key(item: Kunci, zona: int) -> Component:
    if item.dicabut is not None:
        state: Component = html.Span(f"Dicabut {moment(item.dicabut, zona)}", className="siks-samar")
    else:
        state = html.Form(
            [
                kotak("alasan", "Alasan pencabutan", contoh="Misalnya laptop hilang", maxlength="200"),
                html.Button("Cabut", type="submit", name="aksi", value="cabut", className=_SMALL),
            ],
            className="ajuan-cari",
            **attributes(data_ajuan_tanya=AKSI, data_ajuan_nomor=item.kunci),
        )
    return html.Tr(
        [
            sel("Kunci", html.Code(item.kunci)),
            sel("Wilayah", item.nama_wilayah),
            sel("Periode", f"{NAMA_PROGRAM[item.program]}, {month_name(item.periode)}"),
            sel("Dibuat", f"{moment(item.dibuat, zona)}, {item.oleh}"),
            sel("Keadaan", state),
        ]
    )
