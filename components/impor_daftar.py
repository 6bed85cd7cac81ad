"""The list of files: each with its way, its progress, and what the supervisor can do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components import impor_kata as kata
from components.atribut import attributes
from components.format import moment, number
from components.ikon import ikon
from domain.impor import Galat, StateImpor
from domain.impor_tampil import BERJALAN, TERTULIS, Impor
from domain.kalender import PROGRAM_NAME, Program, month_name

# Why checking the same bytes again cannot help.
_HOPELESS = frozenset({Galat.SUDAH_DIIMPOR.value, Galat.HILANG.value})
_ENDED = TERTULIS | {StateImpor.DITARIK, StateImpor.GAGAL}


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


def lencana(item: Impor) -> Component:
    """State as icon and word."""
    icon, colour = kata.KEADAAN[item.state]
    return html.Span([ikon(icon), kata.nama_keadaan(item)], className=f"impor-lencana impor-{colour}")


def asal(item: Impor, desa: Sequence[str], zona: int) -> str:
    """Size, who, when, for what and where, in one line."""
    parts = [kata.ukuran(item.ukuran), f"diunggah {item.pengunggah}, {moment(item.diunggah, zona)}"]
    if item.program is not None and item.periode is not None:
        parts.append(f"{PROGRAM_NAME[Program(item.program)]} {month_name(item.periode)}")
    where = kata.cakupan(item, desa)
    return " · ".join([*parts, *([where] if where else [])])


def jalan(item: Impor) -> Component:
    """The steps of a file; icon, word and colour say which are done."""
    at = _place(item)
    return html.Ol(
        [_step(item, place, at, word) for place, (word, _) in enumerate(kata.JALAN)],
        className="impor-jalan",
        **attributes(aria_label="Perjalanan berkas"),
    )


def _place(item: Impor) -> int:
    if item.state is StateImpor.GAGAL:
        # The step that refused it. Only a file that was agreed to can fail while it is written.
        return 3 if item.disetujui else 1
    return next(place for place, (_, states) in enumerate(kata.JALAN) if item.state in states)


def _step(item: Impor, place: int, at: int, word: str) -> Component:
    if place < at:
        icon, look, said = "check-circle-fill", "sudah", "sudah"
    elif place > at:
        icon, look, said = "circle", "nanti", "belum"
    else:
        icon, colour = kata.KEADAAN[item.state]
        look, said = f"kini impor-{colour}", "sekarang"
        word = kata.nama_keadaan(item) if item.state in _ENDED else word
    return html.Li(
        [ikon(icon), html.Span(word), html.Span(f", {said}", className="visually-hidden")],
        className=f"impor-langkah-{look}",
        **(attributes(aria_current="step") if place == at else {}),
    )


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
    return [bilah(kata.bagian_selesai(item), kata.kemajuan(item))]


def bilah(share: float | None, text: str) -> Component:
    """A progress bar with its words; None: it moves, nobody can say how far."""
    measure = {} if share is None else {"aria_valuenow": str(round(share * 100))}
    return html.Div(
        [
            html.Div(
                html.Span(className="impor-bilah-isi", style={"width": f"{100 * (share or 0):.1f}%"}),
                className=f"impor-bilah{' impor-bilah-terus' if share is None else ''}",
                role="progressbar",
                **attributes(aria_label="Kemajuan", aria_valuemin="0", aria_valuemax="100", **measure),
            ),
            html.P(text),
        ],
        className="impor-kemajuan",
    )


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
                        []
                        if item.galat in _HOPELESS
                        else [tombol("Coba lagi", "arrow-repeat", aksi="ulangi", nomor=item.nomor)]
                    ),
                    _discard(item, "Hapus dari daftar"),
                ],
                className="impor-tombol",
            ),
        ],
        className="impor-gagal",
    )


def _done(item: Impor) -> Component:
    what = kata.yang_ditulis(item) or "Tidak ada baris"
    refused = kata.tidak_ditulis(item)
    return html.Div(
        [
            html.P([html.B(f"{what} ditulis."), *(f" {line}" for line in refused)]),
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


def tombol(kata_: str, icon: str, *, gaya: str = "btn-outline-secondary", **spec: Any) -> Component:
    """A button the browser acts on; with ``judul`` it asks first."""
    return html.Button(
        [ikon(icon), kata_],
        type="button",
        className=f"btn btn-sm {gaya}",
        **attributes(data_impor=json.dumps(spec, ensure_ascii=False)),
    )
