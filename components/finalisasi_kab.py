"""One kab: where its batch stands, what exactly is in its way, and what would happen if it were finalised now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.finalisasi_papan import Alamat, lencana
from components.format import day, number
from components.ikon import ikon
from domain.access import PERMISSIONS, ROLE_NAME
from domain.batch import LANGKAH, StateBatch
from domain.halangan import Halangan, Temuan
from domain.kesiapan import BarisHalangan, Pratinjau
from domain.status import StaKeberadaan

_KELUAR = {
    StaKeberadaan.TIDAK_DITEMUKAN: "tidak ditemukan",
    StaKeberadaan.DITEMUKAN_MAMPU: "sudah mampu",
    StaKeberadaan.DITEMUKAN_GANDA: "ganda",
}


UNDUH_HALANGAN, UNDUH_BARIS = "/finalisasi/halangan/unduh", "/finalisasi/halangan/rumah-tangga"


@dataclass(frozen=True, slots=True)
class Jejak:
    """One step that was taken, in words."""

    nama: str
    oleh: str
    waktu: str
    ke: str
    versi: int
    alasan: str | None


@dataclass(frozen=True, slots=True)
class DesaHalangan:
    """A desa that an obstacle counts: how many, out of how many, and whom to call."""

    kode: int
    nama: str
    jumlah: int
    dari: int | None
    petugas: str | None
    telepon: str | None
    tautan: str


def kepala(
    nama: str, keadaan: str | None, teks: str, links: Sequence[tuple[str, str, str]], *, judul: str
) -> Component:
    """Title, state, sentence and the ways on (icon, name, address)."""
    return html.Div(
        [
            html.Div([html.H1(judul), html.P([html.B(nama), lencana(keadaan)], className="fin-nama"),
                      html.P(teks, className="fin-kalimat")]),
            html.Nav(
                [html.A([ikon(icon), name], href=address, className="btn btn-sm btn-outline-secondary")
                 for icon, name, address in links],
                className="fin-tautan",
                **attributes(aria_label="Halaman lain tentang kab/kota ini"),
            ),
        ],
        className="fin-kepala",
    )  # fmt: skip


def bagian(judul: str, isi: Sequence[Component] | Component, kelas: str, ident: str) -> Component:
    """One titled box of the page."""
    parts = [isi] if isinstance(isi, Component) else [*isi]
    return html.Section([html.H2(judul), *parts], className=f"fin-bagian {kelas}".strip(), **attributes(id=ident))


# What stands in the way.


def halangan(
    temuan: Sequence[Temuan],
    desa: Mapping[Halangan, int],
    links: Mapping[Halangan, tuple[str, str]],
    terbuka: Halangan | None,
    rincian: Component | None,
    alamat: Alamat,
    orang: Mapping[str, str],
    *,
    tertutup: bool,
) -> list[Component]:
    """Every rule with its count and who can mend it; ``desa`` counts the desa concerned, ``links`` lead to where it is
    mended (name, address), ``rincian`` stands under the rule that is open, ``orang`` names who is behind a role.
    ``tertutup``: the batch is closed, so that nothing holds it any more and all of this stays outside.
    """
    if not temuan:
        return [html.P([ikon("check-circle"), "Tidak ada halangan."], className="fin-baik")]
    groups = [
        (
            "Menahan finalisasi",
            "exclamation-octagon",
            [item for item in temuan if item.aturan.menahan and not tertutup],
        ),
        (
            "Tetap di luar batch ini" if tertutup else "Tidak menahan, tetapi tidak ikut bila difinalisasi sekarang",
            "hourglass-split",
            [item for item in temuan if tertutup or not item.aturan.menahan],
        ),
    ]
    parts: list[Component] = []
    for name, icon, items in groups:
        if items:
            parts.append(html.H3([ikon(icon), name]))
            rows = [_rule(item, desa, links, terbuka, rincian, alamat, orang) for item in items]
            parts.append(html.Ul(rows, className="fin-halangan"))
    return parts


def _rule(
    item: Temuan,
    desa: Mapping[Halangan, int],
    links: Mapping[Halangan, tuple[str, str]],
    terbuka: Halangan | None,
    rincian: Component | None,
    alamat: Alamat,
    orang: Mapping[str, str],
) -> Component:
    rule, which = item.aturan, item.halangan
    of = f"dari {number(item.dari)} {rule.satuan}" if item.dari else rule.satuan
    where = f" di {number(desa[which])} desa" if which in desa and rule.satuan != "desa" else ""
    is_open = terbuka is which
    shown = which in desa
    name = (
        html.A(
            [ikon("chevron-down" if is_open else "chevron-right"), rule.nama],
            href=alamat(aturan="" if is_open else str(which), desa=""),
            className="fin-buka",
            **attributes(aria_expanded="true" if is_open else "false"),
        )
        if shown
        else html.Span(rule.nama, className="fin-buka")
    )
    link = links.get(which)
    return html.Li(
        [
            html.B(number(item.jumlah), className="fin-jumlah"),
            html.Div(
                [
                    name,
                    html.Span(f"{of}{where}", className="siks-samar"),
                    html.Span(
                        [html.B(rule.siapa), _person(orang.get(rule.siapa)), f": {rule.langkah}"],
                        className="fin-langkah",
                    ),
                ]
            ),
            html.A([link[0], ikon("arrow-right")], href=link[1], className="fin-ke") if link else html.Span(),
            *([html.Div(rincian, className="fin-rincian")] if is_open and rincian is not None else []),
        ],
        className="fin-tahan" if rule.menahan else "",
    )


def _person(name: str | None) -> str:
    return f" ({name})" if name else ""


def daftar_desa(
    rows: Sequence[DesaHalangan], satuan: str, chosen: int | None, alamat: Alamat, *, saring: bool
) -> Component:
    """The desa that an obstacle counts, most first; ``saring``: a click on the number lists its rows alone."""
    head = html.Tr([html.Th("Desa/kelurahan"), html.Th(satuan.capitalize(), className="fin-angka"), html.Th("Petugas"),
                    html.Th("Telepon")])  # fmt: skip
    return html.Div(
        html.Table(
            [
                html.Thead(head),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                html.Td(html.A(row.nama, href=row.tautan)),
                                html.Td(_count(row, chosen, alamat) if saring else _of(row), className="fin-angka"),
                                html.Td(row.petugas or "belum ada akun"),
                                html.Td(html.A(row.telepon, href=f"tel:{row.telepon}") if row.telepon else "–"),
                            ],
                            className="fin-pilih" if row.kode == chosen else "",
                        )
                        for row in rows
                    ]
                ),
            ],
            className="fin-tabel",
        ),
        className="fin-gulir",
        tabIndex=0,
        role="region",
        **attributes(aria_label="Desa"),
    )


def _of(row: DesaHalangan) -> str:
    return number(row.jumlah)


def _count(row: DesaHalangan, chosen: int | None, alamat: Alamat) -> Component:
    href = alamat(desa="" if row.kode == chosen else row.kode)
    return html.A(_of(row), href=href, title=f"Tampilkan barisnya saja di {row.nama}")


def daftar_baris(
    rows: Sequence[BarisHalangan],
    names: Mapping[int, str],
    links: Mapping[int, str],
    *,
    awal: str | None,
    berikut: str | None,
    kepala_sejak: str,
) -> Component:
    """The very rows: household, place, since when; ``awal`` and ``berikut`` are the addresses of other pages of it."""
    body = [
        html.Tr(
            [
                html.Td(html.A(row.nama or row.idbdt or str(row.nomor), href=links[row.nomor])),
                html.Td(names[row.desa]),
                html.Td(row.nama_sls or "–"),
                html.Td(_day(row.sejak), className="fin-angka"),
            ]
        )
        for row in rows
    ]
    head = html.Tr([html.Th("Kepala rumah tangga"), html.Th("Desa/kelurahan"), html.Th("SLS"),
                    html.Th(kepala_sejak, className="fin-angka")])  # fmt: skip
    pages = [
        *([html.A([ikon("chevron-up"), "Ke awal daftar"], href=awal)] if awal else []),
        *([html.A(["Baris berikutnya", ikon("chevron-right")], href=berikut)] if berikut else []),
    ]
    return html.Div(
        [
            html.Table([html.Thead(head), html.Tbody(body)], className="fin-tabel"),
            html.P(pages or [html.Span("Akhir daftar.", className="siks-samar")], className="fin-lembar"),
        ],
        className="fin-gulir",
        tabIndex=0,
        role="region",
        **attributes(aria_label="Baris"),
    )


def berdua(desa: Component, baris: Component | None) -> Component:
    """The desa beside their rows."""
    return html.Div([desa, *([baris] if baris is not None else [])], className="fin-berdua")


def _day(value: date | None) -> str:
    return "–" if value is None else day(value)


# What would happen.


def pratinjau(found: Pratinjau, tinggal: Mapping[str, int], *, kuota: bool, unit: str) -> list[Component]:
    """What a finalisasi at this moment would close, and what stays behind by name. ``unit``: what the letter counts."""
    gone = ", ".join(f"{number(count)} {_KELUAR[sta]}" for sta, count in found.keluar.items() if count)
    boxes = [
        ("Menjadi final", found.final, f"dari {number(found.prelist)} rumah tangga prelist"),
        (f"{unit} tetap", found.tetap, f"dari {number(found.awal)} pada awal"),
        (f"{unit} keluar", sum(found.keluar.values()), gone or "tidak ada yang nonaktif"),
        (f"{unit} masuk", found.masuk, "usulan disetujui"),
        (f"{unit} akhir", found.akhir, "tetap ditambah masuk"),
    ]
    if kuota and found.kuota is not None and found.terpakai is not None:
        left = found.kuota - found.terpakai
        word = f"dari kuota {number(found.kuota)}; terpakai {number(found.terpakai)}"
        boxes.append(("Sisa kuota" if left >= 0 else "Kelebihan KPM", abs(left), word))
    stays = [f"{number(count)} {name}" for name, count in tinggal.items() if count]
    return [
        html.Dl(
            [
                html.Div([html.Dt(name), html.Dd([html.B(number(value)), html.Span(note)])])
                for name, value, note in boxes
            ],
            className="fin-kotak",
        ),
        html.P(
            [ikon("info-circle"), f"Tidak ikut dan tetap seperti sekarang: {', '.join(stays)}."]
            if stays
            else [ikon("check-circle"), "Tidak ada yang tertinggal di luar batch."],
            className="fin-info",
        ),
    ]


# The way of the batch.


def linimasa(jejak: Sequence[Jejak], state: StateBatch) -> list[Component]:
    """Steps that were taken, oldest first, and those that can come next with who takes them."""
    taken = [
        html.Li(
            [
                html.B(item.nama),
                html.Span(f"{item.oleh} · {item.waktu}", className="siks-samar"),
                html.Span(f"menjadi {item.ke}, versi {item.versi}", className="siks-samar"),
                *([html.Q(item.alasan)] if item.alasan else []),
            ]
        )
        for item in jejak
    ]
    nexts = [step for step in LANGKAH if state in step.dari]
    return [
        html.Ol(taken, className="fin-linimasa") if taken else html.P("Belum ada langkah.", className="siks-samar"),
        html.H3("Langkah berikutnya") if nexts else html.P("Tidak ada langkah lagi: sudah ditetapkan."),
        html.Ul(
            [
                html.Li(
                    [html.Span(step.nama, className="fw-semibold"), html.Span(_who(step.izin), className="siks-samar")]
                )
                for step in nexts
            ],
            className="fin-berikut",
        ),
    ]


def _who(permission: object) -> str:
    roles = [ROLE_NAME[role] for role, allowed in PERMISSIONS.items() if permission in allowed]
    return ", ".join(roles)
