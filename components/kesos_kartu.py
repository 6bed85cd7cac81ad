"""The card of one household: members, house, belongings, programmes, photos, and what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number
from components.ikon import ikon
from components.kesos import status
from domain.instrumen import PADAN
from domain.kalender import PROGRAM_NAME, month_name
from domain.kesos import KEBERADAAN_NAMA, TANPA_BANTUAN_NAMA
from domain.pemindahan import STATE_NAME as PINDAH_NAME
from domain.rumah_tangga import Anggota, Identitas, Kartu
from domain.status import STATUS_USULAN_NAME, StaKeberadaan, StatusUsulan

_FOTO = {
    "rumah": "Rumah",
    "lantai": "Lantai",
    "dinding": "Dinding",
    "atap": "Atap",
    "krt": "Kepala rumah tangga",
    "ktp": "KTP",
}

PhotoUrl = Callable[[str], str | None]


def card(
    kartu: Kartu,
    *,
    identitas: Identitas | None,
    photo: PhotoUrl,
    letter: str,
    map_url: str | None,
    lain: Sequence[tuple[str, str, str]] = (),
) -> Component:
    """The whole card. ``identitas``: numbers in full, once a reason was given; ``photo`` gives the address of one;
    ``lain``: icon, words and address of what else can be done with the household.
    """
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.H2(kartu.nama_krt, tabIndex=-1, id="kesos-kartu-judul"),
                            html.P([kartu.alamat, html.Br(), kartu.tempat]),
                        ]
                    ),
                    html.Button(
                        ikon("x-lg"),
                        className="siks-tombol",
                        **attributes(data_kesos="tutup", aria_label="Tutup kartu"),
                    ),
                ],
                className="kesos-kartu-atas",
            ),
            html.Div(
                [
                    html.A(
                        [ikon("printer"), "Surat keterangan"],
                        href=letter,
                        target="_blank",
                        className="btn btn-sm btn-outline-secondary",
                    ),
                    *(
                        [
                            html.A(
                                [ikon("map"), "Halaman desa"],
                                href=map_url,
                                className="btn btn-sm btn-outline-secondary",
                            )
                        ]
                        if map_url
                        else []
                    ),
                    *(
                        html.A([ikon(icon), words], href=url, className="btn btn-sm btn-outline-secondary")
                        for icon, words, url in lain
                    ),
                ],
                className="kesos-kartu-aksi",
            ),
            _badges(kartu),
            _identity(kartu, identitas),
            _members(kartu.anggota, identitas),
            _programmes(kartu),
            _house(kartu),
            _photos(kartu, photo),
            _visits(kartu),
            _proposals(kartu),
            _moves(kartu),
            html.P(
                f"Sumber {kartu.sumber_data}, terakhir diubah {day(kartu.diubah.date())}.",
                className="siks-samar siks-kecil",
            ),
        ],
        className="kesos-kartu",
        # The form that asks for a reason stands below the card while this says that something is covered.
        **attributes(aria_labelledby="kesos-kartu-judul", data_samar="0" if identitas else "1"),
    )


def _badges(kartu: Kartu) -> Component:
    parts = [html.Span(label, className="kesos-lencana") for label, holds in kartu.program[:4] if holds]
    if kartu.tanpa_bantuan:
        parts.append(html.Span(TANPA_BANTUAN_NAMA, className="kesos-lencana kesos-lencana-tanpa"))
    return html.Div(parts, className="kesos-lencana-baris")


def _facts(pairs: Sequence[tuple[str, str | Component | None]]) -> Component:
    return html.Dl(
        [
            html.Div(
                [html.Dt(label), html.Dd(html.Span("tidak ada data", className="siks-samar") if text is None else text)]
            )
            for label, text in pairs
        ],
        className="kesos-fakta",
    )


def _part(title: str, *content: Component) -> Component:
    return html.Section([html.H3(title), *content])


def _identity(kartu: Kartu, full: Identitas | None) -> Component:
    point = None
    if kartu.koordinat is not None:
        point = f"{number(kartu.koordinat[0], 6)}; {number(kartu.koordinat[1], 6)}"
        point += " (di luar batas desa)" if kartu.di_luar_desa else ""
    pairs: list[tuple[str, str | Component | None]] = [
        ("IDBDT", kartu.idbdt),
        ("Nomor KK", full.no_kk if full else kartu.no_kk),
        ("SLS", kartu.nama_sls),
        ("Desil", None if kartu.desil is None else f"{kartu.desil} (persentil {kartu.percentile or '–'})"),
        ("Anggota", f"{number(kartu.jumlah_art)} orang, {number(kartu.jumlah_keluarga)} keluarga"),
        ("Koordinat", point),
        ("Pengurus", kartu.pengurus_nama),
        ("NIK pengurus", full.pengurus_nik if full else kartu.pengurus_nik),
        ("Ibu kandung pengurus", full.pengurus_ibu if full else kartu.pengurus_ibu),
    ]
    if full and full.pengurus_lahir:
        pairs.append(("Lahir pengurus", day(full.pengurus_lahir)))
    return _part("Identitas", _facts(pairs))


def _members(people: Sequence[Anggota], full: Identitas | None) -> Component:
    return _part(
        f"Anggota rumah tangga ({number(sum(one.pergi is None for one in people))})",
        html.Ol([_member(one, full) for one in people], className="kesos-anggota"),
    )


def _member(one: Anggota, full: Identitas | None) -> Component:
    nik, born = full.anggota.get(one.id, (None, None)) if full else (one.nik, None)
    age = None if one.umur is None else f"{one.umur} tahun"
    first = ", ".join(part for part in (one.hubungan, one.jenis_kelamin, age, one.kawin) if part)
    lines = [
        first + (f", lahir {day(born)}" if born else ""),
        f"NIK {nik or 'tidak ada'} · Dukcapil: {PADAN[one.padan]}",
        ", ".join(
            part
            for part in (
                one.sekolah,
                one.ijazah and f"ijazah: {one.ijazah}",
                one.pekerjaan and f"bekerja: {one.pekerjaan}",
            )
            if part
        ),
    ]
    if one.kesehatan:
        lines.append("Kesehatan: " + ", ".join(one.kesehatan))
    return html.Li(
        [
            html.Div(
                [
                    html.B(one.nama),
                    *([html.Span("pengurus", className="kesos-lencana")] if one.masuk_kuota else []),
                    *([html.Span(one.pergi.lower(), className="kesos-lencana")] if one.pergi else []),
                ]
            ),
            *(html.Div(line, className="siks-samar") for line in lines if line),
        ]
    )


def _programmes(kartu: Kartu) -> Component:
    def item(label: str, holds: bool | None) -> Component:
        icon, word = (
            ("check-circle-fill", "ya") if holds else ("circle", "tidak" if holds is False else "belum ditanya")
        )
        return html.Li([ikon(icon), html.Span(f"{label}: {word}")], className="kesos-ya" if holds else "")

    return _part("Program", html.Ul([item(label, holds) for label, holds in kartu.program], className="kesos-program"))


def _house(kartu: Kartu) -> Component:
    area = None if kartu.luas_lantai is None else f"{number(kartu.luas_lantai)} m²"
    belongings = ", ".join([*kartu.aset, *(f"{label} {number(count)} ekor" for label, count in kartu.ternak)])
    asked = [(label, text) for label, text in kartu.rumah if text is not None]
    return html.Div(
        [
            _part("Perumahan", _facts([("Luas lantai", area), *asked])),
            _part("Aset", html.P(belongings or "Tidak ada aset yang tercatat.")),
        ]
    )


def _photos(kartu: Kartu, photo: PhotoUrl) -> Component:
    if not kartu.foto:
        return _part("Foto", html.P("Belum ada foto.", className="siks-samar"))
    shown = []
    for kind, taken in kartu.foto:
        name, url = _FOTO.get(kind, kind), photo(kind)
        when = f", {day(taken)}" if taken else ""
        if url is None:
            shown.append(
                html.Figure(
                    [html.Div(ikon("lock"), className="kesos-foto-tutup"), html.Figcaption(f"{name}: tertutup")]
                )
            )
        else:
            shown.append(
                html.Figure(
                    [
                        html.A(html.Img(src=url, alt=f"Foto {name.lower()}{when}"), href=url, target="_blank"),
                        html.Figcaption(f"{name}{when}"),
                    ]
                )
            )
    return _part("Foto", html.Div(shown, className="kesos-foto"))


def _visits(kartu: Kartu) -> Component:
    if not kartu.kunjungan:
        return _part("Riwayat verivali", html.P("Belum pernah masuk prelist.", className="siks-samar"))
    lines = [
        html.Tr(
            [
                html.Th(f"{month_name(item.periode)}", scope="row"),
                html.Td(PROGRAM_NAME[item.program]),
                html.Td(status(item.status)),
                html.Td("" if item.sta_keberadaan is None else KEBERADAAN_NAMA[StaKeberadaan(item.sta_keberadaan)]),
                html.Td("" if item.tanggal is None else day(item.tanggal)),
            ]
        )
        for item in kartu.kunjungan
    ]
    return _part("Riwayat verivali", _history(("Periode", "Program", "Status", "Keberadaan", "Tanggal"), lines))


def _proposals(kartu: Kartu) -> Component:
    if not kartu.pengajuan:
        return _part("Riwayat usulan", html.P("Belum pernah diusulkan.", className="siks-samar"))
    lines = [
        html.Tr(
            [
                html.Th(month_name(item.periode), scope="row"),
                html.Td(PROGRAM_NAME[item.program]),
                html.Td(STATUS_USULAN_NAME[StatusUsulan(item.status)]),
                html.Td(day(item.diajukan)),
                html.Td(item.alasan or ("" if item.diputuskan is None else f"diputuskan {day(item.diputuskan)}")),
            ]
        )
        for item in kartu.pengajuan
    ]
    return _part("Riwayat usulan", _history(("Periode", "Program", "Status", "Diajukan", "Keterangan"), lines))


def _history(heads: Sequence[str], lines: Sequence[Component]) -> Component:
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(list(lines))],
            className="kesos-riwayat",
        ),
        className="kesos-gulung",
        tabIndex=0,
        role="region",
        **attributes(aria_label="Riwayat"),
    )


def _moves(kartu: Kartu) -> Component:
    if not kartu.perpindahan and kartu.pindah_dari is None and kartu.tgl_pindah is None:
        return _part("Riwayat perpindahan", html.P("Belum pernah dipindahkan.", className="siks-samar"))
    if not kartu.perpindahan:
        when = "" if kartu.tgl_pindah is None else f", {day(kartu.tgl_pindah)}"
        told = f"Pindah dari {kartu.pindah_dari or 'desa yang tidak tercatat'}{when}."
        return _part("Riwayat perpindahan", html.P(told))
    lines = [
        html.Tr(
            [
                html.Th(day((item.dibatalkan or item.diputuskan or item.diajukan).date()), scope="row"),
                html.Td(item.asal_nama),
                html.Td(item.tujuan_nama),
                html.Td(
                    html.A(
                        PINDAH_NAME[item.state],
                        href=f"/pemindahan?state={item.state}&buka={item.kab}-{item.nomor}",
                    )
                ),
            ]
        )
        for item in kartu.perpindahan
    ]
    return _part("Riwayat perpindahan", _history(("Tanggal", "Dari", "Ke", "Keadaan"), lines))
