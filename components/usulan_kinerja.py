"""The review in numbers: what waits and how long, how fast and how often work goes back, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number, percent
from components.grafik import grafik
from components.unduh import menu_tabel
from domain.grafik import Datum, batang
from domain.indikator import ratio
from domain.kerja_periksa import SLA_HARI, UMUR, BarisKerja, KerjaPeriksa, umur_kata
from domain.usulan import Tab

UNDUH = "/usulan/kinerja/unduh"
UMUR_PILIH = {f"{low}-{'' if high is None else high}": umur_kata(low, high).capitalize() for low, high in UMUR}
_HEADS = (
    "Menunggu",
    f"Lebih dari {SLA_HARI} hari",
    "Diputuskan",
    "Disetujui",
    "Dikembalikan",
    "Ditolak",
    "Pengembalian",
    "Median hari",
)


def kinerja(
    found: KerjaPeriksa, tab: Tab, tempat: str, satuan: str, alamat: Mapping[str, object] | None = None
) -> list[Component]:
    """Everything of the part; ``satuan`` names the areas of the table ("desa", "kab/kota"), ``alamat`` is what its
    tables are taken away for, None on paper.
    """
    all_ = found.semua
    return [
        html.Div(
            [_choice(Tab.USULAN, "Usulan", tab), _choice(Tab.PERBAIKAN, "Perbaikan", tab)],
            className="usulan-antre-pilih",
            role="group",
            **attributes(aria_label="Bagian yang dihitung"),
        ),
        html.P(_sentence(all_, tempat), className="usulan-kalimat"),
        html.Dl([_figure(*item) for item in _figures(all_, found.sendiri)]),
        html.Div([_ages(all_, tab), _reasons(found)], className="usulan-grafik"),
        *_table("Per pemeriksa", "Pemeriksa", found.pemeriksa, _unduh("pemeriksa", alamat), waiting=False),
        *_table(f"Per {satuan}", satuan.capitalize(), found.wilayah, _unduh("wilayah", alamat), waiting=True),
    ]


def _unduh(tabel: str, alamat: Mapping[str, object] | None) -> list[Component]:
    return [] if alamat is None else [menu_tabel(f"tabel per {tabel}", UNDUH, {**alamat, "tabel": tabel})]


def _choice(tab: Tab, name: str, now: Tab) -> Component:
    return html.A(
        name,
        href=f"?tab=kinerja&bagian={tab}",
        **attributes(data_usulan_bagian=str(tab), **({"aria_current": "true"} if tab is now else {})),
    )


def _sentence(row: BarisKerja, tempat: str) -> str:
    late = (
        f"{number(row.terlambat)} lebih dari {SLA_HARI} hari"
        if row.terlambat
        else f"tidak ada yang lebih dari {SLA_HARI} hari"
    )
    text = f"{tempat}: {number(row.menunggu)} kasus menunggu, {late}."
    if row.diperiksa:
        text += (
            f" {number(row.diperiksa)} sudah diputuskan, {number(row.dikembalikan)} di antaranya dikembalikan "
            f"({percent(row.pengembalian)})."
        )
    return text


def _figures(row: BarisKerja, own: BarisKerja | None) -> list[tuple[str, str, str]]:
    late = f"{percent(ratio(row.terlambat, row.menunggu))} dari" if row.menunggu else "dari"
    figures = [
        ("Menunggu", number(row.menunggu), "kasus belum diperiksa"),
        (f"Lebih dari {SLA_HARI} hari", number(row.terlambat), f"{late} {number(row.menunggu)} yang menunggu"),
        ("Median sampai putusan", _days(row.median), f"dari {number(row.diperiksa)} kasus yang diputuskan"),
        (
            "Pengembalian",
            "–" if row.pengembalian is None else percent(row.pengembalian),
            f"{number(row.dikembalikan)} dari {number(row.diperiksa)} yang diputuskan",
        ),
    ]
    if own is not None:
        back = percent(own.pengembalian)
        figures.append(("Putusan Anda", number(own.diperiksa), f"median {_days(own.median)}, pengembalian {back}"))
    return figures


def _days(value: float | None) -> str:
    return "–" if value is None else f"{number(value, 1)} hari"


def _figure(name: str, value: str, note: str) -> Component:
    return html.Div(
        [html.Dt(name), html.Dd([html.Div(value, className="usulan-nilai"), html.Div(note, className="siks-samar")])],
        className="usulan-ukuran",
    )


def _ages(row: BarisKerja, tab: Tab) -> Component:
    title = html.H2("Umur kasus yang menunggu")
    if not row.menunggu:
        return html.Section([title, html.P("Tidak ada kasus yang menunggu.", className="siks-samar")])
    keys = list(UMUR_PILIH)
    data = [
        Datum(
            umur_kata(low, high),
            count,
            warna="terlambat" if low > SLA_HARI else "brand",
            ke={"tab": str(tab), "umur": key, "antre": None, "bagian": None},
        )
        for (low, high), count, key in zip(UMUR, row.umur, keys, strict=True)
    ]
    chart = grafik("usulan-umur", batang(data, judul="Kasus yang menunggu, menurut umur", satuan="kasus"))
    return html.Section([title, chart])


def _reasons(found: KerjaPeriksa) -> Component:
    if not found.sebab:
        return html.Section(
            [html.H2("Alasan"), html.P("Belum ada yang dikembalikan atau ditolak.", className="siks-samar")]
        )
    data = [
        Datum(
            one.alasan,
            one.jumlah,
            warna="dikembalikan" if one.dikembalikan >= one.ditolak else "ditolak",
            catatan=f"{number(one.dikembalikan)} dikembalikan, {number(one.ditolak)} ditolak; kumulatif "
            f"{percent(one.kumulatif)}",
        )
        for one in found.sebab[:12]
    ]
    chart = grafik("usulan-alasan", batang(data, judul="Alasan pengembalian dan penolakan", satuan="kali"))
    return html.Section([html.H2("Alasan pengembalian dan penolakan"), chart])


def _table(
    title: str, head: str, rows: Sequence[BarisKerja], unduh: Sequence[Component], *, waiting: bool
) -> list[Component]:
    if not rows:
        return []
    names = _HEADS if waiting else _HEADS[2:]
    section = html.Section(
        [
            html.Div([html.H2(title), *unduh], className="usulan-judul-tabel"),
            html.Div(
                html.Table(
                    [
                        html.Thead(
                            html.Tr(
                                [
                                    html.Th(head, scope="col"),
                                    *(html.Th(name, scope="col", className="usulan-angka") for name in names),
                                ]
                            )
                        ),
                        html.Tbody([_row(row, waiting=waiting) for row in rows]),
                    ],
                    className="usulan-kerja",
                ),
                className="usulan-gulung-datar",
                tabIndex=0,
                role="region",
                **attributes(aria_label=title),
            ),
        ]
    )
    return [section]


def _row(row: BarisKerja, *, waiting: bool) -> Component:
    back = f"{number(row.dikembalikan)} dari {number(row.diperiksa)} yang diputuskan"
    cells = [
        (number(row.diperiksa), ""),
        (number(row.disetujui), ""),
        (number(row.dikembalikan), ""),
        (number(row.ditolak), ""),
        ("–" if row.pengembalian is None else percent(row.pengembalian), back),
        ("–" if row.median is None else number(row.median, 1), f"dari {number(row.diperiksa)} kasus"),
    ]
    if waiting:
        cells = [(number(row.menunggu), ""), (number(row.terlambat), ""), *cells]
    name: Component | str = row.nama
    if waiting:
        name = html.A(row.nama, href=f"?tab=kinerja&wilayah={row.kode}", **attributes(data_wilayah=str(row.kode)))
    return html.Tr(
        [html.Th(name, scope="row"), *(html.Td(text, title=title, className="usulan-angka") for text, title in cells)]
    )
