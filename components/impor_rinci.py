"""One file: its numbers, what it would change or has changed, its findings, the desa it covers, the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from components import impor_kata as kata
from components.atribut import attributes
from components.format import moment, number, percent
from components.ikon import ikon
from components.impor_daftar import asal, isi, periksa, siap
from components.impor_jalan import jalan, lencana, tombol
from components.impor_temuan import dipersempit
from components.unduh import menu_tabel
from domain.impor import HASIL_NAME, Hasil, StateImpor
from domain.impor_tampil import TERTULIS, UNTUK, Impor, SaringanHasil
from domain.validasi import ATURAN

UNDUH_HASIL = "/impor/rumah-tangga/unduh"
PERUBAHAN, TEMUAN, DESA = "perubahan", "temuan", "desa"
TAB = {PERUBAHAN: "Perubahan", TEMUAN: "Temuan", DESA: "Desa"}
_QUESTION = {
    StateImpor.SIAP: "Apa yang akan diubah berkas ini?",
    StateImpor.GAGAL: "Mengapa berkas ini ditolak?",
    StateImpor.SELESAI: "Apa yang diubah berkas ini?",
    StateImpor.SELESAI_SEBAGIAN: "Apa yang diubah berkas ini?",
    StateImpor.DITARIK: "Apa yang ditarik kembali?",
}


def kepala(
    item: Impor, desa: Sequence[str], *, zona: int, tab: str, saringan: SaringanHasil, halangan: str | None
) -> list[Component]:
    """Everything above the tabs. ``halangan``: why a written import cannot be taken back, None when it can."""
    parts: list[Component] = [
        html.P(
            html.A([ikon("arrow-left"), "Semua berkas"], href="/impor", **attributes(data_ke=_LEAVE)),
            className="impor-balik",
        ),
        html.H1(_QUESTION.get(item.state, "Sampai di mana berkas ini?")),
        html.Div([html.B(item.nama), lencana(item)], className="impor-berkas-atas"),
        html.P(asal(item, desa, zona), className="impor-samar"),
        *_maker(item, zona),
        jalan(item),
        *_body(item, halangan),
    ]
    if item.ringkasan and item.baris:
        parts += [_tiles(item, saringan, shown=tab == PERUBAHAN), _tabs(item, tab)]
        if tab == PERUBAHAN:
            parts.append(html.Div(menu_tabel("rumah tangga berkas ini", UNDUH_HASIL, _alamat(item, saringan))))
    return parts


def _alamat(item: Impor, saringan: SaringanHasil) -> dict[str, object]:
    chosen = {"untuk": saringan.untuk, "desa": saringan.desa, "aturan": saringan.aturan}
    return {"berkas": item.nomor, "hasil": saringan.hasil and str(saringan.hasil), **chosen}


_LEAVE = "berkas=&tab=&hasil=&untuk=&desa=&aturan=&tingkat="


def _maker(item: Impor, zona: int) -> list[Component]:
    """Who filled it in, with what, when: as the manifest says."""
    made = item.manifes
    program = " ".join(str(made[key]) for key in ("aplikasi", "versi_aplikasi") if made.get(key))
    parts = [f"Diekspor {made['operator']}{f' dari {program}' if program else ''}."] if made.get("operator") else []
    if item.disetujui and item.penyetuju:
        parts.append(f"Disetujui {item.penyetuju}, {moment(item.disetujui, zona)}.")
    if item.ditarik and item.penarik:
        parts.append(f"Ditarik kembali {item.penarik}, {moment(item.ditarik, zona)}.")
    return [html.P(" ".join(parts), className="impor-samar")] if parts else []


def _body(item: Impor, halangan: str | None) -> list[Component]:
    if item.state in TERTULIS:
        return [_written(item, halangan)]
    if item.state is StateImpor.DITARIK:
        text = "Semua baris dari berkas ini kembali seperti sebelum diproses. Berkas yang sama boleh diunggah lagi."
        return [html.Div(html.P(text), className="impor-hasil")]
    if item.state is StateImpor.SIAP:
        return [siap(item, unduh(item))]
    return isi(item)


def _written(item: Impor, halangan: str | None) -> Component:
    what = kata.yang_ditulis(item)
    lines = [*kata.akibat(item), *kata.tidak_ditulis(item)]
    return html.Section(
        [
            html.H3("Yang sudah dilakukan"),
            html.Ul([html.Li(line) for line in lines or ["Tidak ada yang perlu ditulis."]]),
            html.Div(
                [*([periksa(item)] if what else []), unduh(item), *([_back(item, what, halangan)] if what else [])],
                className="impor-tombol",
            ),
        ],
        className="impor-hasil",
    )


def _back(item: Impor, what: str, halangan: str | None) -> Component:
    if halangan:
        return html.P([ikon("lock"), halangan], className="impor-samar")
    return tombol(
        "Tarik kembali",
        "reply",
        aksi="tarik",
        nomor=item.nomor,
        judul="Tarik kembali impor ini?",
        kalimat=f"{what[:1].upper()}{what[1:]} dari “{item.nama}” kembali seperti sebelum diproses, dan kasusnya "
        "keluar dari antrean. Belum ada yang diperiksa.",
        ya="Tarik kembali",
    )


def unduh(item: Impor) -> Component:
    """The report that goes back to the operator."""
    return html.A(
        [ikon("download"), "Laporan untuk operator (XLSX)"],
        href=f"/impor/{item.nomor}/laporan.xlsx",
        className="btn btn-sm btn-outline-secondary",
        title="Semua temuan dengan baris, isian, dan nilainya. Berisi identitas lengkap; unduhan dicatat.",
    )


def _tiles(item: Impor, saringan: SaringanHasil, *, shown: bool) -> Component:
    """What becomes of the rows of the file; each number with what it is a part of, a click shows them."""
    tiles = []
    for hasil in Hasil:
        icon, colour = kata.HASIL[hasil]
        count = item.jumlah(hasil)
        here = shown and saringan.hasil is hasil
        goal = f"tab=&hasil={'' if here else hasil.value}&aturan=&tingkat="
        tiles.append(
            html.A(
                [
                    html.Span([ikon(icon), HASIL_NAME[hasil]], className=f"impor-kotak-nama impor-{colour}"),
                    html.Span(number(count), className="impor-kotak-nilai"),
                    html.Span(
                        f"dari {number(item.baris)} baris ({percent(100 * count / item.baris)})",
                        className="impor-samar",
                    ),
                    html.Span(_of_kinds(item, hasil), className="impor-samar"),
                ],
                href="#",
                className="impor-kotak",
                **attributes(data_ke=goal, **({"aria_current": "true"} if here else {})),
            )
        )
    return html.Div(tiles, className="impor-kotak-baris")


def _of_kinds(item: Impor, hasil: Hasil) -> str:
    parts = [
        f"{number(item.hitung(part, hasil))} {part}" for part in ("verivali", "usulan") if item.hitung(part, hasil)
    ]
    return ", ".join(parts) or "tidak ada"


def _tabs(item: Impor, tab: str) -> Component:
    findings = sum(item.ringkasan.get("galat", {}).values())
    counts = {PERUBAHAN: item.baris, TEMUAN: findings, DESA: len(item.ringkasan.get("desa", {}))}
    return html.Nav(
        [
            html.A(
                [name, html.Span(f" {number(counts[kode])}", className="impor-samar")],
                href="#",
                className="impor-tab",
                **attributes(
                    data_ke=f"tab={'' if kode == PERUBAHAN else kode}&hasil=&untuk=&aturan=&tingkat=",
                    **({"aria_current": "page"} if kode == tab else {}),
                ),
            )
            for kode, name in TAB.items()
        ],
        className="impor-tab-baris",
        **attributes(aria_label="Bagian rincian"),
    )


def saring_hasil(counts: Mapping[tuple[str, Hasil], int], saringan: SaringanHasil, nama_desa: str | None) -> Component:
    """Choices of the tab Perubahan: what a household is there for, and what narrows the list besides."""
    choices = [
        (kode, name, sum(n for (untuk, hasil), n in counts.items() if untuk == kode and _meets(hasil, saringan)))
        for kode, name in UNTUK.items()
    ]
    held = [choice for choice in choices if choice[2] or choice[0] == saringan.untuk]
    everything = sum(n for (_, hasil), n in counts.items() if _meets(hasil, saringan))
    return html.Div(
        [
            _chip("Semua", everything, "untuk=", here=not saringan.untuk),
            *(_chip(name, count, f"untuk={kode}", here=kode == saringan.untuk) for kode, name, count in held),
            *dipersempit(
                (HASIL_NAME[saringan.hasil] if saringan.hasil else None, "hasil="),
                (nama_desa, "desa="),
                (ATURAN[saringan.aturan].kode_siks if saringan.aturan else None, "aturan="),
            ),
        ],
        className="impor-pilihan",
    )


def _meets(hasil: Hasil, saringan: SaringanHasil) -> bool:
    return saringan.hasil is None or hasil is saringan.hasil


def _chip(name: str, count: int, goal: str, *, here: bool) -> Component:
    return html.A(
        [name, html.Span(f" {number(count)}")],
        href="#",
        className="impor-butir",
        **attributes(data_ke=goal, **({"aria_current": "true"} if here else {})),
    )


def kosong(text: str) -> Component:
    """In place of rows when there are none."""
    return html.Div([ikon("inbox"), html.P(text)], className="impor-kosong")
