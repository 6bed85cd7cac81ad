"""The list of files: each with its way, its progress, and what the supervisor can do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from components import impor_kata as kata
from components.atribut import attributes
from components.format import moment, number
from components.ikon import ikon
from components.impor_jalan import bilah, jalan, lencana, tombol
from domain.impor import TRANSITIONS, Galat, StateImpor
from domain.impor_tampil import BERJALAN, TERTULIS, Impor
from domain.kalender import PROGRAM_NAME, Program, month_name

# Refusals that do not lie in the bytes: checking them again may end well.
_MAY_PASS = frozenset(
    {Galat.VERSI, Galat.KUNCI, Galat.PERIODE_LAIN, Galat.PERIODE_TUTUP, Galat.DIFINALISASI, Galat.TERHENTI}
)


def kalimat(items: Sequence[Impor]) -> str:
    """What waits and what moves, in one sentence."""
    ready = sum(item.state is StateImpor.SIAP for item in items)
    moving = sum(item.state in BERJALAN for item in items)
    refused = sum(item.state is StateImpor.GAGAL for item in items)
    parts = [
        f"{number(count)} berkas {word}"
        for count, word in (
            (ready, "menunggu keputusan Anda"),
            (moving, "sedang dikerjakan portal"),
            (refused, "ditolak"),
        )
        if count
    ]
    if parts:
        return f"{', '.join(parts)}."
    return "Tidak ada berkas yang menunggu." if items else "Belum ada berkas yang diunggah."


def daftar(items: Sequence[Impor], desa: Mapping[int, Sequence[str]], *, zona: int, lama: int | None) -> Component:
    """The files, newest first. ``desa``: names of the desa by number of the file; ``lama``: where older ones begin."""
    if not items:
        return html.Div(
            [
                ikon("inbox"),
                html.P(
                    "Belum ada berkas. Unggah hasil kerja lapangan dari operator; portal memeriksanya lebih dahulu dan "
                    "belum menulis apa pun."
                ),
            ],
            className="impor-kosong",
        )
    rows: list[Component] = [
        html.Ol([_berkas(item, desa.get(item.nomor, ()), zona) for item in items], className="impor-daftar")
    ]
    if lama is not None:
        rows.append(html.P(html.A("Berkas yang lebih lama", href="#", **attributes(data_ke=f"sebelum={lama}"))))
    return html.Div(rows)


def _berkas(item: Impor, desa: Sequence[str], zona: int) -> Component:
    return html.Li(
        [
            html.Div(
                [
                    html.H2(html.A(item.nama, href=f"/impor?berkas={item.nomor}", **attributes(data_ke=_to(item)))),
                    lencana(item),
                ],
                className="impor-berkas-atas",
            ),
            html.P(asal(item, desa, zona), className="impor-samar"),
            jalan(item),
            *isi(item),
        ],
        className="impor-berkas",
        key=str(item.nomor),
    )


def _to(item: Impor) -> str:
    return f"berkas={item.nomor}&sebelum="


def asal(item: Impor, desa: Sequence[str], zona: int) -> str:
    """Size, who, when, for what and where, in one line."""
    parts = [kata.ukuran(item.ukuran), f"diunggah {item.pengunggah}, {moment(item.diunggah, zona)}"]
    if item.program is not None and item.periode is not None:
        parts.append(f"{PROGRAM_NAME[Program(item.program)]} {month_name(item.periode)}")
    where = kata.cakupan(item, desa)
    return " · ".join([*parts, *([where] if where else [])])


def isi(item: Impor) -> list[Component]:
    """What there is to say and to do in the state of the file."""
    if item.state is StateImpor.MENGUNGGAH:
        return _uploading(item)
    if item.state in BERJALAN:
        return _moving(item)
    if item.state is StateImpor.SIAP:
        return [siap(item)]
    if item.state is StateImpor.GAGAL:
        return [gagal(item)]
    if item.state in TERTULIS:
        return [_done(item)]
    return []


def _uploading(item: Impor) -> list[Component]:
    share = kata.persen_tiba(item)
    text = (
        f"Terputus pada {share} %: pilih berkas yang sama untuk melanjutkan."
        if kata.terputus(item)
        else f"{kata.ukuran(item.diterima)} dari {kata.ukuran(item.ukuran)} tiba, dikirim dari jendela lain."
    )
    cancel = tombol(
        "Batalkan unggahan",
        "trash",
        aksi="batalkan",
        nomor=item.nomor,
        judul="Batalkan unggahan ini?",
        kalimat=f"Bagian “{item.nama}” yang sudah tiba dihapus. Belum ada data yang ditulis.",
        ya="Batalkan unggahan",
    )
    return [bilah(share / 100, text), html.Div([cancel], className="impor-tombol")]


def _moving(item: Impor) -> list[Component]:
    waits = item.langkah is None
    bar = html.P(kata.kemajuan(item)) if waits else bilah(kata.bagian_selesai(item), kata.kemajuan(item))
    if StateImpor.DIBATALKAN not in TRANSITIONS[item.state]:
        return [bar]
    return [bar, html.Div([_discard(item, "Batalkan")], className="impor-tombol")]


def siap(item: Impor, *more: Component) -> Component:
    """What the file will do, in numbers, and the one button that makes it so; ``more`` stands beside it."""
    what = kata.yang_ditulis(item)
    lines = kata.akibat(item) or ["Tidak ada yang akan ditulis: semua isi berkas ini sama, ditahan, atau ditolak."]
    return html.Section(
        [
            html.H3("Yang akan terjadi"),
            html.Ul([html.Li(line) for line in lines]),
            *_left_out(item),
            html.P("Data register baru berubah setelah perbaikannya disetujui di antrean.", className="impor-samar"),
            html.Div(
                [
                    *(
                        [tombol(f"Proses {what}", "check-circle", aksi="setujui", nomor=item.nomor, gaya="btn-primary")]
                        if what
                        else []
                    ),
                    _discard(item, "Batalkan"),
                    *more,
                ],
                className="impor-tombol",
            ),
        ],
        className="impor-siap",
    )


def _left_out(item: Impor) -> list[Component]:
    lines = kata.tidak_ditulis(item)
    return [html.Ul([html.Li(line) for line in lines], className="impor-samar")] if lines else []


def _discard(item: Impor, word: str) -> Component:
    return tombol(
        word,
        "trash",
        aksi="batalkan",
        nomor=item.nomor,
        judul=f"{word} berkas ini?",
        kalimat=f"“{item.nama}” hilang dari daftar dan tidak ada yang ditulis. Berkas yang sama boleh diunggah lagi.",
        ya=word,
    )


def gagal(item: Impor) -> Component:
    """Why the file was refused, what to do, and the buttons for it."""
    why, then = kata.penolakan(item)
    other = item.galat_isi.get("nomor") if item.galat == Galat.SUDAH_DIIMPOR else None
    return html.Div(
        [
            html.P([html.B(why), f" {then}"]),
            html.Div(
                [
                    *([html.A("Lihat impor itu", href="#", **attributes(data_ke=f"berkas={other}"))] if other else []),
                    *(
                        [tombol("Coba lagi", "arrow-repeat", aksi="ulangi", nomor=item.nomor)]
                        if item.galat in _MAY_PASS
                        else []
                    ),
                    _discard(item, "Hapus dari daftar"),
                ],
                className="impor-tombol",
            ),
        ],
        className="impor-gagal",
    )


def _done(item: Impor) -> Component:
    what = kata.yang_ditulis(item)
    head = f"{what[:1].upper()}{what[1:]} ditulis." if what else "Tidak ada yang perlu ditulis: isinya sudah di portal."
    return html.Div(
        [
            html.P([html.B(head), *(f" {line}" for line in kata.tidak_ditulis(item))]),
            html.Div(
                [
                    *([periksa(item)] if kata.yang_ditulis(item) else []),
                    html.A("Lihat rincian", href="#", **attributes(data_ke=_to(item))),
                ],
                className="impor-tombol",
            ),
        ],
        className="impor-hasil",
    )


def periksa(item: Impor) -> Component:
    """The way to the review queue of this file."""
    return html.A(
        [ikon("list"), "Periksa isinya"],
        href=f"/usulan?impor={item.nomor}",
        className="btn btn-sm btn-outline-secondary",
    )
