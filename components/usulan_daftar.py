"""The queue: one row a case, dense enough to read thirty at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number, short_day, short_moment
from components.ikon import ikon
from domain.antrean import ANTRE_NAME, Antre
from domain.kasus import BarisAntrean, Pemegang
from domain.kesos import KEBERADAAN_NAMA
from domain.status import STATUS_USULAN_NAME, StaKeberadaan, StatusUsulan
from domain.usulan import JENIS_NAME, JenisUsulan, Tab
from domain.validasi import ATURAN

_MOST_TAGS = 5
# Where the risk of a case is called high, and where it is called moderate.
TINGGI, SEDANG = 60, 30

STATUS_TAMPIL = {
    StatusUsulan.BELUM_DIPERIKSA: ("hourglass-split", "proses"),
    StatusUsulan.DISETUJUI: ("check-circle", "selesai"),
    StatusUsulan.DIKEMBALIKAN: ("reply", "dikembalikan"),
    StatusUsulan.DITOLAK: ("x-circle", "ditolak"),
    StatusUsulan.KEDALUWARSA: ("clock-history", "terlambat"),
    StatusUsulan.DIGANTIKAN: ("arrow-repeat", "belum"),
}


def heading(jumlah: int, narrowed: Sequence[str]) -> list[Component]:
    """What the list is narrowed to; without a filter the number beside its state says it all."""
    return [html.P([html.B(number(jumlah)), f" kasus: {', '.join(narrowed)}"])] if narrowed else []


def nothing(tab: Tab, antre: Antre, narrowed: Sequence[str], tempat: str) -> Component:
    """What stands in an empty queue."""
    if narrowed:
        text, icon = f"Tidak ada kasus dengan saringan {', '.join(narrowed)} di {tempat}.", "search"
    elif antre is Antre.MENUNGGU:
        what = "usulan" if tab is Tab.USULAN else "perbaikan"
        text, icon = f"Semua {what} di {tempat} sudah diputuskan.", "check-circle"
    else:
        text, icon = f"Tidak ada kasus {ANTRE_NAME[antre].lower()} di {tempat}.", "inbox"
    return html.Li(html.P([ikon(icon), text]), className="usulan-kosong", key="kosong")


def rows(found: Sequence[BarisAntrean], tab: Tab, saya: int, *, boleh: bool) -> list[Component]:
    """Rows of the queue. ``saya``: account of the reader; ``boleh``: rows may be chosen for an act on many."""
    return [_row(item, tab, saya, boleh=boleh) for item in found]


def kunci(item: BarisAntrean) -> str:
    """Names one case in an address: ``3277-12``."""
    return f"{item.kab}-{item.nomor}"


def _row(item: BarisAntrean, tab: Tab, saya: int, *, boleh: bool) -> Component:
    name = kunci(item)
    tick = html.Button(
        role="checkbox",
        className="usulan-centang",
        **attributes(data_usulan_centang=name, aria_checked="false", aria_label=f"Pilih {item.nama}"),
    )
    return html.Li(
        [
            *([tick] if boleh else []),
            html.A(
                [
                    html.Span(
                        [html.Span(item.nama, className="usulan-nama"), *_when(item)], className="usulan-baris-satu"
                    ),
                    html.Span(
                        [html.Span(_about(item), className="usulan-tentang"), risk(item.risiko)],
                        className="usulan-baris-dua",
                    ),
                    *_extras(item, saya),
                ],
                href=f"/usulan?{urlencode({'tab': str(tab), 'kasus': name})}",
                className="usulan-kasus-tautan",
                **attributes(data_usulan_kasus=name),
            ),
        ],
        key=name,
        className="usulan-butir",
    )


def _when(item: BarisAntrean) -> list[Component]:
    if item.status is StatusUsulan.BELUM_DIPERIKSA:
        return [
            html.Span(
                f"{number(item.umur)} hari", className="usulan-umur", title=f"Diajukan {short_day(item.diajukan)}"
            )
        ]
    return [status(item.status)]


def _about(item: BarisAntrean) -> str:
    parts = [item.nama_desa, JENIS_NAME[item.jenis]]
    if item.jenis is JenisUsulan.KETIDAKLAYAKAN and item.sta:
        parts[1] = KEBERADAAN_NAMA[StaKeberadaan(item.sta)]
    if item.perubahan:
        parts.append(f"{number(item.perubahan)} perubahan")
    if item.mengganti:
        parts.append("mengganti KPM")
    return " · ".join(parts)


def _extras(item: BarisAntrean, saya: int) -> list[Component]:
    parts: list[Component] = tags(item.aturan)
    if item.tunda_sampai and item.status is StatusUsulan.BELUM_DIPERIKSA:
        parts.append(html.Span([ikon("clock"), f"ditunda sampai {short_day(item.tunda_sampai)}"]))
    if item.alasan and item.status is not StatusUsulan.BELUM_DIPERIKSA:
        parts.append(html.Span(item.alasan, className="usulan-alasan"))
    if item.pemegang and item.pemegang.pengguna != saya:
        parts.append(html.Span([ikon("lock-fill"), f"dibuka {item.pemegang.nama}"], className="usulan-terkunci"))
    return [html.Span(parts, className="usulan-baris-tiga")] if parts else []


def tags(rules: Sequence[str]) -> list[Component]:
    """Codes of broken rules, each with its words on hover."""
    shown: list[Component] = [
        html.Abbr(kode, title=ATURAN[kode].nama, className="usulan-aturan") for kode in rules[:_MOST_TAGS]
    ]
    if len(rules) > _MOST_TAGS:
        more = ", ".join(rules[_MOST_TAGS:])
        shown.append(html.Abbr(f"+{len(rules) - _MOST_TAGS}", title=more, className="usulan-aturan"))
    return shown


def risk(value: int) -> Component:
    """Risk as a number and a bar; what it is made of is said on hover."""
    level = "tinggi" if value >= TINGGI else "sedang" if value >= SEDANG else "rendah"
    return html.Span(
        [
            html.Span("Risiko ", className="visually-hidden"),
            html.Span(number(value)),
            html.Span(html.Span(style={"width": f"{value}%"}), className="usulan-risiko-batang"),
        ],
        className=f"usulan-risiko usulan-risiko-{level}",
        title=f"Risiko {value} dari 100: jumlah bobot aturan yang dilanggar",
    )


def status(kode: StatusUsulan) -> Component:
    """Where a case stands: icon and word."""
    icon, colour = STATUS_TAMPIL.get(kode, ("lock-fill", "final"))
    return html.Span([ikon(icon), STATUS_USULAN_NAME[kode]], className=f"usulan-status usulan-{colour}")


def held(pemegang: Pemegang, zona: int) -> str:
    """Who looks at a case, and until when it is theirs."""
    return f"Sedang diperiksa {pemegang.nama} sampai {short_moment(pemegang.sampai, zona)}."
