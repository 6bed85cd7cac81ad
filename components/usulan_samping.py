"""Beside a case: papers and photos, where it lies, who else is concerned, what happened so far."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number, short_day, short_moment
from components.grafik import grafik
from components.ikon import ikon
from components.usulan_banding import facts
from domain.grafik import Kelompok, Titik, titik
from domain.kasus import BerkasKasus, Kasus, KasusLain, Komentar, MusdesKasus, Peristiwa
from domain.kesos import Rujukan
from domain.siks import JenisLampiran
from domain.usulan import JENIS_NAME

# Show a number of somebody: covered until the identity is opened.
FOTO_BERNOMOR = frozenset({JenisLampiran.FOTO_KTP, JenisLampiran.FOTO_KK})
# Bytes up to which a photo is its own thumbnail.
_SMALL_ENOUGH = 60_000
# Without these nothing is approved (V12).
_NEEDED = ("Berita acara", "BNBA")
_SUMBER = {"musdes": "musdes", "register": "di register"}


def part(title: str, *content: Component | None) -> Component:
    """A section of the margin."""
    return html.Section([html.H3(title), *(item for item in content if item is not None)], className="usulan-bagian")


def documents(kasus: Kasus, izin: tuple[str, str] | None) -> Component:
    """Thumbnails that the viewer opens, and which papers of the musdes are there. ``izin``: see ``Bingkai``."""
    item = kasus.baris
    rujukan = Rujukan(item.kab, item.ruta) if item.ruta else None
    return part(
        "Dokumen dan foto",
        _musdes(kasus.musdes),
        html.Div([_thumb(one, item.kab, rujukan, izin) for one in kasus.berkas], className="usulan-lampiran")
        if kasus.berkas
        else html.P("Tidak ada dokumen atau foto.", className="siks-samar"),
    )


def _musdes(found: MusdesKasus | None) -> Component:
    if found is None:
        return html.P([ikon("x-circle"), "Musdes/muskel desa ini belum tercatat."], className="usulan-musdes")
    papers = (
        ("Berita acara", found.berita_acara),
        ("BNBA", found.bnba),
        ("Daftar hadir", found.daftar_hadir),
        ("Foto musdes", found.foto),
    )
    people = "" if found.peserta is None else f", {number(found.peserta)} peserta"
    return html.Div(
        [
            html.P(f"Musdes/muskel {day(found.tanggal)}, {found.nomor}{people}"),
            html.Ul(
                [
                    html.Li(
                        [ikon("check-circle" if there else "dash-lg"), f"{name}{'' if there else ' belum ada'}"],
                        className="usulan-ada" if there else "usulan-tiada" if name in _NEEDED else "siks-samar",
                    )
                    for name, there in papers
                ]
            ),
        ],
        className="usulan-musdes",
    )


def _thumb(one: BerkasKasus, kab: int, rujukan: Rujukan | None, izin: tuple[str, str] | None) -> Component:
    taken = short_day(one.diambil) if one.diambil else ""
    about = " · ".join(text for text in (_SUMBER.get(one.sumber, ""), taken) if text)
    words = [html.Span(one.nama), html.Span(about, className="siks-samar")]
    covered = one.jenis in FOTO_BERNOMOR
    if covered and izin is None:
        return html.Div(
            [html.Span(ikon("lock"), className="usulan-kecil"), *words],
            className="usulan-gambar usulan-tutup",
            title="Menunjukkan nomor identitas: tertutup sampai identitas dibuka",
        )
    url = f"/usulan/lampiran/{kab}/{one.nomor}" if one.nomor else f"/data-kesos/foto/{rujukan}/{one.jenis}"
    query = {"izin": izin[0 if one.nomor else 1]} if covered and izin else {}
    paper = one.mime == "application/pdf"
    small = {**query, "kecil": "1"} if (one.ukuran or 0) > _SMALL_ENOUGH else query
    picture = ikon("file-earmark-text") if paper else html.Img(src=_with(url, small), alt="")
    spec = {"url": url, "izin": urlencode(query), "nama": one.nama, "tentang": about, "pdf": paper}
    return html.Button(
        [html.Span(picture, className="usulan-kecil"), *words],
        className="usulan-gambar",
        **attributes(data_usulan_lampiran=orjson.dumps(spec).decode(), aria_label=f"Lihat {one.nama}"),
    )


def _with(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def place(
    registered: tuple[float, float] | None,
    proposed: tuple[float, float] | None,
    beyond: Sequence[str],
    own: Sequence[Sequence[Sequence[float]]],
    note: str,
) -> Component:
    """The household on the outline of its desa; ``beyond`` says how far which point lies outside."""
    points = [
        Titik(found[1], found[0], kind, name)
        for kind, (name, found) in enumerate((("Terdaftar", registered), ("Usulan", proposed)))
        if found is not None
    ]
    warning = [html.P([ikon("exclamation-triangle"), text], className="usulan-luar", role="note") for text in beyond]
    if not points:
        return part("Letak", html.P("Belum ada koordinat.", className="siks-samar"))
    groups = [Kelompok("Terdaftar", "belum", "cincin"), Kelompok("Usulan", "brand", "bulat")]
    drawing = grafik("usulan-peta", titik(points, groups, judul="Letak rumah tangga", garis_luar=own, tinggi=190))
    return part(
        "Letak",
        *warning,
        drawing,
        *([html.P(note, className="siks-samar siks-kecil")] if note else []),
    )


def visit(kasus: Kasus) -> Component | None:
    """What the operator noted on the visit, and with the proposal."""
    pairs = [*kasus.kunjungan]
    if kasus.yang_diganti:
        pairs.append(("Mengganti KPM", kasus.yang_diganti))
    if kasus.keterangan:
        pairs.append(("Keterangan", kasus.keterangan))
    return part("Kunjungan", facts(pairs)) if pairs else None


def quota(kasus: Kasus) -> Component | None:
    """Places of the desa and of the kab."""
    if kasus.kuota is None:
        return None
    pairs = [
        (name, f"{number(found.terpakai)} dari {number(found.kuota)} terpakai, sisa {number(max(found.sisa, 0))}")
        for name, found in (("Desa", kasus.kuota.desa), ("Kab/kota", kasus.kuota.kab))
        if found is not None
    ]
    return part("Kuota", facts(pairs)) if pairs else None


def others(found: Sequence[KasusLain]) -> Component | None:
    """Other open cases of the same household or person."""
    if not found:
        return None
    return part(
        f"Kasus lain yang terbuka ({number(len(found))})",
        html.Ul(
            [
                html.Li(
                    [
                        html.A(
                            f"{JENIS_NAME[one.jenis]}: {one.nama}",
                            href=f"?kasus={one.kab}-{one.nomor}",
                            **attributes(data_usulan_kasus=f"{one.kab}-{one.nomor}"),
                        ),
                        html.Div(f"{one.nama_desa} · {one.sama}", className="siks-samar"),
                    ]
                )
                for one in found
            ],
            className="usulan-lain",
        ),
    )


def history(found: Sequence[Peristiwa], zona: int) -> Component | None:
    """What happened to the case, the newest first."""
    if not found:
        return None
    return part(
        "Riwayat",
        html.Ol(
            [
                html.Li(
                    [
                        html.Div([html.B(one.apa), f" {one.siapa}" if one.siapa else ""]),
                        html.Div(
                            " · ".join(text for text in (short_moment(one.waktu, zona), one.rincian) if text),
                            className="siks-samar",
                        ),
                    ]
                )
                for one in found
            ],
            className="usulan-riwayat",
        ),
    )


def comments(kasus: Kasus, zona: int, *, boleh: bool) -> Component | None:
    """What reviewers wrote on the case and on its fields."""
    if not kasus.komentar and not boleh:
        return None
    lines = [_comment(one, zona) for one in kasus.komentar]
    button = html.Button(
        [ikon("chat-left-text"), "Tulis komentar", html.Kbd("C")],
        className="btn btn-sm btn-outline-secondary",
        **attributes(data_usulan="komentar", aria_keyshortcuts="c"),
    )
    return html.Section(
        [
            html.H3(f"Komentar ({number(len(lines))})" if lines else "Komentar"),
            *([html.Ol(lines, className="usulan-komentar")] if lines else []),
            *([button] if boleh else []),
        ],
        className="usulan-bagian",
    )


def _comment(one: Komentar, zona: int) -> Component:
    about = f" tentang {one.label}" if one.label else ""
    return html.Li(
        [
            html.Div(
                [html.B(one.siapa), html.Span(f"{about}, {short_moment(one.waktu, zona)}", className="siks-samar")]
            ),
            html.Div(one.isi),
        ]
    )
