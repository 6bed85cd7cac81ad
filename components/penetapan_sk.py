"""The decree: its form, what reading its list found, the kab of it, and how it differs from the rekap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number, signed
from components.ikon import ikon
from components.penetapan_tata import bagian, ke, tanda, tombol
from domain.sk import (
    BEDA_NAME,
    HASIL_KAB_NAME,
    SEBAB_NAME,
    STATE_SK_NAME,
    BarisRekon,
    Beda,
    HasilKab,
    KabSk,
    SalahBaris,
    SaringanRekon,
    SebabBeda,
    Sk,
    StateSk,
    TotalRekon,
    selisih,
)

_LOOK = {
    StateSk.DIUNGGAH: ("proses", "hourglass-split"),
    StateSk.SIAP: ("selesai", "check-circle"),
    StateSk.GAGAL: ("ditolak", "x-circle"),
    StateSk.DIPROSES: ("proses", "hourglass-split"),
    StateSk.DITETAPKAN: ("final", "check-circle-fill"),
}
_KAB_LOOK = {
    HasilKab.MENUNGGU: ("proses", "hourglass-split"),
    HasilKab.DITETAPKAN: ("final", "check-circle-fill"),
    HasilKab.TERTUNDA: ("terlambat", "exclamation-triangle"),
}
_SHOWN_FINDINGS = 50


def panel_sk(
    found: Sequence[Sk],
    hasil: Mapping[int, Mapping[HasilKab, int]],
    kab: Sequence[KabSk],
    *,
    mencatat: bool,
    halangan: str,
    periode: str,
) -> Component:
    """Decrees of the periode; the form and the buttons for whoever enters them (``halangan``: what they lack)."""
    alive = [item for item in found if item.state is not StateSk.GAGAL]
    parts: list[Component | None] = [_one(item, hasil.get(item.nomor_urut, {}), mencatat, halangan) for item in found]
    if not found:
        parts.append(html.P(f"Belum ada SK Menteri Sosial untuk {periode}.", className="pen-kosong"))
    if mencatat and not alive:
        parts.append(_form(halangan))
    if kab:
        parts.append(_kab_table(kab))
    return bagian("SK Menteri Sosial", parts)


def _form(halangan: str) -> Component:
    spec = {
        "aksi": "unggah",
        "judul": "Catat SK Menteri Sosial",
        "kalimat": "Daftar penetapan berupa CSV atau XLSX dengan kolom IDBDT, kode desa, nama, dan jumlah ART. Daftar "
        "dibaca di latar dan diterima utuh atau ditolak dengan laporan baris demi baris.",
        "isian": [
            {"nama": "nomor", "jenis": "teks", "label": "Nomor SK", "maks": 100},
            {"nama": "tanggal", "jenis": "tanggal", "label": "Tanggal SK"},
            {"nama": "berkas", "jenis": "berkas", "label": "Daftar penetapan (paling besar 100 MB)"},
        ],
        "tombol": "Unggah dan periksa",
        "tetap": {},
    }
    note = html.P([halangan, " ", html.A("Buka Profil", href="/profil")], className="siks-samar") if halangan else None
    return html.Div(
        [
            html.Div(tombol("Catat SK", "upload", spec, utama=True, halangan=halangan), className="pen-tombol"),
            *([note] if note else []),
            html.P(
                "Daftar yang lebih besar dimuat pengelola dengan “python cli.py import-sk”.", className="siks-samar"
            ),
        ]
    )


def _one(item: Sk, hasil: Mapping[HasilKab, int], mencatat: bool, halangan: str) -> Component:
    colour, icon = _LOOK[item.state]
    facts = [f"tanggal {day(item.tanggal)}", f"berkas {item.nama_berkas}"]
    if item.ruta:
        facts += [f"{number(item.ruta)} rumah tangga", f"{number(item.art)} anggota"]
    parts: list[Component | None] = [
        html.Div([html.Strong(f"Nomor {item.nomor}"), tanda(STATE_SK_NAME[item.state], colour, icon)]),
        html.P(", ".join(facts), className="siks-samar"),
        _progress(item, hasil),
        _laporan(item.laporan or {}) if item.state is StateSk.GAGAL else None,
        _buttons(item, hasil, halangan) if mencatat else None,
    ]
    return html.Div([part for part in parts if part is not None], className="pen-sk")


def _progress(item: Sk, hasil: Mapping[HasilKab, int]) -> Component | None:
    if item.state is StateSk.DIUNGGAH:
        return html.P(f"Membaca daftar: {number(item.terbaca)} baris terbaca.", className="pen-maju")
    total = sum(hasil.values())
    if not total:
        return None
    done = total - hasil.get(HasilKab.MENUNGGU, 0) if item.state is not StateSk.SIAP else 0
    text = ", ".join(f"{HASIL_KAB_NAME[kind].lower()} {number(count)}" for kind, count in hasil.items() if count)
    bar = html.Progress(value=str(done), max=str(total), **attributes(aria_label="Kab/kota yang sudah diproses"))
    return html.P([bar, html.Span(f"{number(total)} kab/kota pada daftar: {text}.")], className="pen-maju")


def _laporan(laporan: Mapping[str, Any]) -> Component:
    if laporan.get("pesan"):
        return html.P([ikon("exclamation-octagon"), str(laporan["pesan"])], className="pen-wajib")
    counts = laporan.get("jumlah", {})
    lines = laporan.get("baris", [])[:_SHOWN_FINDINGS]
    total = sum(counts.values())
    return html.Div(
        [
            html.P(f"{number(total)} baris perlu diperbaiki; tidak ada yang disimpan. Perbaiki, lalu unggah lagi."),
            html.Ul([html.Li(f"{SalahBaris[name]} ({number(count)} baris)") for name, count in counts.items()]),
            html.Details(
                [
                    html.Summary(f"{number(len(lines))} baris pertama"),
                    html.Ul(
                        [html.Li(f"Baris {number(line)}: {SalahBaris[name]} “{value}”") for line, name, value in lines]
                    ),
                ]
            ),
        ],
        className="pen-laporan",
    )


def _buttons(item: Sk, hasil: Mapping[HasilKab, int], halangan: str) -> Component | None:
    buttons = []
    left = hasil.get(HasilKab.TERTUNDA, 0)
    again = item.state is StateSk.DITETAPKAN and left
    if item.state is StateSk.SIAP or again:
        count = left if again else sum(hasil.values())
        spec = {
            "aksi": "tetapkan",
            "judul": f"Tetapkan SK Nomor {item.nomor}",
            "kalimat": "Usulan yang ada pada daftar menjadi ditetapkan, yang lain mengembalikan tempatnya, dan "
            "register mengikuti SK. Batch yang sudah ditetapkan tidak dapat dibuka kembali.",
            "angka": f"{number(count)} kab/kota, {number(item.ruta)} rumah tangga pada daftar.",
            "isian": [],
            "tombol": "Tetapkan",
            "tetap": {"sk": item.nomor_urut},
        }
        name = "Tetapkan yang tertunda" if again else "Tetapkan"
        buttons.append(tombol(name, "check-circle", spec, utama=True, halangan=halangan))
    if item.state in (StateSk.DIUNGGAH, StateSk.SIAP, StateSk.GAGAL):
        spec = {
            "aksi": "batalkan",
            "judul": f"Batalkan SK Nomor {item.nomor}",
            "kalimat": "Daftar SK ini dihapus dari portal. Belum ada data lain yang berubah karenanya.",
            "isian": [],
            "tombol": "Batalkan SK",
            "tetap": {"sk": item.nomor_urut},
        }
        buttons.append(tombol("Batalkan SK", "trash", spec, halangan=halangan))
    return html.Div(buttons, className="pen-tombol") if buttons else None


def _kab_table(kab: Sequence[KabSk]) -> Component:
    body = [
        html.Tr(
            [
                html.Th(ke(item.nama, wilayah=item.kab), **attributes(scope="row")),
                html.Td(number(item.ruta), className="pen-angka", **attributes(data_judul="Rumah tangga")),
                html.Td(number(item.art), className="pen-angka", **attributes(data_judul="Anggota")),
                html.Td(tanda(HASIL_KAB_NAME[item.hasil], *_KAB_LOOK[item.hasil]), **attributes(data_judul="Hasil")),
                html.Td(item.pesan or "–", **attributes(data_judul="Keterangan")),
            ]
        )
        for item in kab
    ]
    heads = [
        ("Kab/kota", ""),
        ("Rumah tangga", "pen-angka"),
        ("Anggota", "pen-angka"),
        ("Hasil", ""),
        ("Keterangan", ""),
    ]
    head = html.Thead(html.Tr([html.Th(name, className=kind or None) for name, kind in heads]))
    return html.Details(
        [
            html.Summary(f"{number(len(kab))} kab/kota pada daftar SK"),
            html.Div(html.Table([head, html.Tbody(body)], className="pen-tabel"), className="pen-gulir"),
        ],
        open=any(item.hasil is HasilKab.TERTUNDA for item in kab),
    )


# Reconciliation.

_HEADS = (
    "Rekap",
    "SK",
    "Selisih",
    "Selisih (%)",
    "Tidak ditetapkan",
    "Tambahan",
    "Pindah desa",
    "Anggota rekap",
    "Anggota SK",
)


def rekon(sk: Sk, totals: Sequence[TotalRekon], counts: Sequence[tuple[Beda, SebabBeda, int]]) -> Component:
    """Rekap beside the decree, for kab, kecamatan and desa."""
    by_kec: dict[int, list[TotalRekon]] = {}
    for item in totals:
        by_kec.setdefault(item.kode // 10_000, []).append(item)
    body: list[Component] = []
    for kecamatan, items in sorted(by_kec.items()):
        body.append(_total(_sum(kecamatan, f"Kecamatan {items[0].kecamatan}", items), "pen-kecamatan"))
        body += [_total(item, "pen-desa") for item in items]
    whole = _sum(0, "Jumlah", totals)
    sentence = (
        f"SK Nomor {sk.nomor} memuat {number(whole.sk)} rumah tangga, rekap {number(whole.rekap)}"
        + (f" ({signed(selisih(whole.rekap, whole.sk), 2)} %)" if whole.rekap else "")
        + f". {number(sum(count for *_, count in counts))} baris berbeda."
    )
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th("Wilayah"), *(html.Th(name, className="pen-angka") for name in _HEADS)])),
            html.Tbody(body),
            html.Tfoot(_total(whole, "")),
        ],
        className="pen-tabel",
    )
    return bagian(
        "Rekonsiliasi dengan SK",
        [
            html.P(sentence),
            html.Div(table, className="pen-gulir pen-tinggi", role="region", tabIndex=0,
                     **attributes(aria_label="Rekonsiliasi menurut wilayah")),
        ],
    )  # fmt: skip


def _sum(kode: int, nama: str, items: Sequence[TotalRekon]) -> TotalRekon:
    fields = ("rekap", "sk", "art_rekap", "art_sk", "tidak_ditetapkan", "tambahan", "keluar", "masuk", "beda_art")
    return TotalRekon(kode, nama, "", *(sum(getattr(item, name) for item in items) for name in fields))


def _total(item: TotalRekon, kind: str) -> Component:
    name: Any = item.nama if item.kode < 10**6 else ke(item.nama, tempat=item.kode, sesudah="")
    moved = f"−{number(item.keluar)} +{number(item.masuk)}" if item.keluar or item.masuk else "0"
    numbers = [
        number(item.rekap), number(item.sk), signed(item.sk - item.rekap, 0),
        signed(selisih(item.rekap, item.sk), 1) if item.rekap else "–", number(item.tidak_ditetapkan),
        number(item.tambahan), moved, number(item.art_rekap), number(item.art_sk),
    ]  # fmt: skip
    return html.Tr(
        [html.Th(name, **attributes(scope="row")), *(html.Td(text, className="pen-angka") for text in numbers)],
        className=kind or None,
    )


def beda(
    rows: Sequence[BarisRekon],
    counts: Sequence[tuple[Beda, SebabBeda, int]],
    saringan: SaringanRekon,
    *,
    tempat: str | None,
    berikut: str | None,
    awal: bool,
    unduh: Sequence[tuple[str, str]],
) -> Component:
    """The rows that differ, with their filters."""
    return bagian(
        "Baris yang berbeda",
        [
            _saring(counts, saringan, tempat),
            _beda_table(rows) if rows else html.P("Tidak ada baris yang cocok.", className="pen-kosong"),
            html.P(
                [
                    *([ke("Kembali ke awal", "btn btn-sm btn-outline-secondary", sesudah="")] if not awal else []),
                    *([ke("Baris berikut", "btn btn-sm btn-outline-secondary", sesudah=berikut)] if berikut else []),
                    *(
                        html.A(
                            [ikon("download"), name],
                            href=href,
                            className="btn btn-sm btn-outline-secondary",
                            download="",
                        )
                        for name, href in unduh
                    ),
                ],
                className="pen-tombol",
            ),
        ],
    )


def _saring(counts: Sequence[tuple[Beda, SebabBeda, int]], saringan: SaringanRekon, tempat: str | None) -> Component:
    kinds = {kind: sum(count for own, _, count in counts if own is kind) for kind in Beda}
    chips = [_chip("Semua", sum(kinds.values()), saringan.beda is None, beda="", sebab="", sesudah="")]
    chips += [
        _chip(BEDA_NAME[kind], count, saringan.beda is kind, beda=str(kind), sebab="", sesudah="")
        for kind, count in kinds.items()
        if count
    ]
    causes = [
        _chip(
            SEBAB_NAME[why], count, saringan.sebab is why, sebab="" if saringan.sebab is why else str(why), sesudah=""
        )
        for kind, why, count in counts
        if saringan.beda in (None, kind)
    ]
    place = [ke([f"{tempat} ", ikon("x-lg")], "pen-saring pen-saring-ini", tempat="", sesudah="")] if tempat else []
    # The field itself is made by the script: dash.html has none.
    search = html.Div(className="pen-cari", **attributes(data_cari=saringan.cari))
    return html.Div(
        [
            html.Nav(chips, className="pen-saringan", **attributes(aria_label="Saring menurut beda")),
            html.Nav([*causes, *place], className="pen-saringan", **attributes(aria_label="Saring menurut sebab")),
            search,
        ]
    )


def _chip(nama: str, count: int, chosen: bool, **changes: object) -> Component:
    return ke(
        [nama, html.Span(number(count), className="pen-banyak")],
        f"pen-saring{' pen-saring-ini' if chosen else ''}",
        **changes,
    )


def _beda_table(rows: Sequence[BarisRekon]) -> Component:
    heads = ("IDBDT", "Nama", "Beda", "Sebab", "Desa rekap", "Desa SK", "ART rekap", "ART SK")
    body = [
        html.Tr(
            [
                html.Th(html.Code(row.idbdt), **attributes(scope="row")),
                *(
                    html.Td(text, className=_kind(name), **attributes(data_judul=name))
                    for name, text in zip(
                        heads[1:],
                        (
                            row.nama, BEDA_NAME[row.beda], SEBAB_NAME[row.sebab], row.nama_rekap or "–",
                            row.nama_sk or "–", _or_dash(row.art_rekap), _or_dash(row.art_sk),
                        ),
                        strict=True,
                    )
                ),
            ]
        )
        for row in rows
    ]  # fmt: skip
    head = html.Thead(html.Tr([html.Th(name, className=_kind(name)) for name in heads]))
    return html.Div(
        html.Table([head, html.Tbody(body)], className="pen-tabel pen-kartu"),
        className="pen-gulir",
        role="region",
        tabIndex=0,
        **attributes(aria_label="Baris yang berbeda"),
    )


def _kind(heading: str) -> str | None:
    return "pen-angka" if heading.startswith("ART") else None


def _or_dash(value: int | None) -> str:
    return "–" if value is None else number(value)
