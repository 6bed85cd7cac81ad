"""The what-if of the kuota page: rules, what would change, who falls in or out, what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import number, signed
from components.ikon import ikon
from components.kuota_kata import ke
from domain.indikator import BATAS_DESIL
from domain.kuota import ATURAN_NAME, ATURAN_PENJELASAN, DESIL, Aturan

IMPOR = "impor"


@dataclass(frozen=True, slots=True)
class Orang:
    """A household that falls in or out, as it may be shown: masked name, desa, percentile and desil."""

    nama: str
    desa: str
    percentile: int | None
    desil: int | None


@dataclass(frozen=True, slots=True)
class Ringkas:
    """What a what-if comes to. Places unless said otherwise; ``batas`` None: usulan of every desil count;
    ``terhitung``: the register was counted, so that kandidat and kpm_atas mean something.

    ``masuk_rumah`` and ``keluar_rumah`` are None for readers who may not see households.
    """

    kuota: int
    dibagi: int
    desa_berubah: int
    bertambah: int
    berkurang: int
    masuk: int
    keluar: int
    desa_di_bawah: int
    kpm_di_bawah: int
    menunggu: int
    tanpa_tempat: int
    batas: int | None
    kandidat: int
    kandidat_biasa: int
    kpm_atas: int
    kpm_atas_biasa: int
    terhitung: bool
    catatan: str = ""
    masuk_rumah: Sequence[Orang] | None = None
    keluar_rumah: Sequence[Orang] | None = None
    kandidat_rumah: Sequence[Orang] | None = None

    @property
    def sisa(self) -> int:
        """Places that are not given to any desa; negative when too many are."""
        return self.kuota - self.dibagi


@dataclass(frozen=True, slots=True)
class Boleh:
    """What the reader may do here; ``tertutup`` says why nothing may change any more, ``unduh`` leads to the form."""

    bagi: bool
    usul: bool
    tertutup: str
    unduh: str


def kendali(aturan: str, batas: int | None, *, impor: bool) -> Component:
    """Rules and the desil limit, as links that change the address."""
    rules: list[Component] = [
        _choice(ATURAN_NAME[item], {"cara": None if item is Aturan.TETAP else item, "ubah": None}, aturan == item)
        for item in Aturan
    ]
    if impor:
        rules.append(_choice("Berkas XLSX", {"cara": IMPOR, "ubah": None}, aturan == IMPOR))
    limits = [_choice("Semua", {"batas": None}, batas is None)]
    limits += [_choice(f"1–{item}" if item > 1 else "1", {"batas": str(item)}, batas == item) for item in DESIL]
    said = (
        "Pembagian mengikuti berkas yang baru diunggah; desa yang tidak ada di berkas tidak berubah."
        if aturan == IMPOR
        else ATURAN_PENJELASAN[Aturan(aturan)]
    )
    return html.Div(
        [
            html.Div(
                [html.Span("Cara membagi", id="kuota-cara-nama"), html.Div(rules, className="kuota-pilihan")],
                role="group",
                **attributes(aria_labelledby="kuota-cara-nama"),
            ),
            html.P(said, className="kuota-samar"),
            html.Div(
                [html.Span("Batas desil", id="kuota-batas-nama"), html.Div(limits, className="kuota-pilihan")],
                role="group",
                **attributes(aria_labelledby="kuota-batas-nama"),
            ),
            html.P(
                f"Tanpa batas, semua usulan dihitung dan kandidat adalah desil 1–{BATAS_DESIL}. Dengan batas, usulan "
                "menunggu dan kandidat di atas desil itu tidak dihitung.",
                className="kuota-samar",
            ),
        ],
        className="kuota-kendali-rancang",
    )


def _choice(name: str, changes: Mapping[str, str | None], chosen: bool) -> Component:
    pressed = attributes(aria_current="true") if chosen else {}
    return html.A(name, href="#", className="kuota-butir", role="button", **ke(changes), **pressed)


def ringkasan(found: Ringkas, boleh: Boleh) -> Component:
    """The sum while one edits, what the what-if does, and the buttons."""
    return html.Div(
        [
            _sum(found),
            html.Ul(_effects(found), className="kuota-akibat"),
            *([html.P([ikon("info-circle"), found.catatan], className="kuota-info")] if found.catatan else []),
            *_below(found),
            _buttons(found, boleh),
            *_people(found),
        ]
    )


def _sum(found: Ringkas) -> Component:
    over = found.sisa < 0
    word = f"melebihi {number(-found.sisa)}" if over else f"belum dibagi {number(found.sisa)}"
    return html.P(
        [
            html.Strong(f"Dibagi {number(found.dibagi)} dari {number(found.kuota)} tempat"),
            html.Span([ikon("exclamation-octagon") if over else ikon("check-circle"), word]),
        ],
        className=f"kuota-jumlah{' kuota-jumlah-lebih' if over else ''}",
        role="status",
    )


def _effects(found: Ringkas) -> list[Component]:
    changed = (
        f"{number(found.desa_berubah)} desa berubah: +{number(found.bertambah)} dan −{number(found.berkurang)} tempat."
        if found.desa_berubah
        else "Belum ada desa yang berubah."
    )
    lines = [
        changed,
        f"Usulan masuk {number(found.masuk)}, keluar {number(found.keluar)}.",
        f"{number(found.menunggu)} usulan menunggu; {number(found.tanpa_tempat)} tidak mendapat tempat.",
    ]
    if found.terhitung and found.batas is not None and found.batas != BATAS_DESIL:
        lines.append(
            f"Batas desil {found.batas}: kandidat {number(found.kandidat)} "
            f"({signed(found.kandidat - found.kandidat_biasa, 0)}), KPM di atas batas {number(found.kpm_atas)} "
            f"({signed(found.kpm_atas - found.kpm_atas_biasa, 0)})."
        )
    return [html.Li(line) for line in lines]


def _below(found: Ringkas) -> list[Component]:
    if not found.kpm_di_bawah:
        return []
    return [
        html.P(
            [
                ikon("exclamation-triangle"),
                f"{number(found.desa_di_bawah)} desa turun di bawah yang terpakai: {number(found.kpm_di_bawah)} KPM "
                "tidak mendapat tempat.",
            ],
            className="kuota-info kuota-awas",
        )
    ]


def tombol(
    label: str, icon: str, spec: Mapping[str, Any], *, kind: str = "outline-secondary", off: str = ""
) -> Component:
    """A button that does or opens what ``spec`` describes (``assets/kuota.js``); ``off`` says why it does not yet."""
    return html.Button(
        [ikon(icon), label],
        type="button",
        disabled=bool(off),
        title=off,
        className=f"btn btn-sm btn-{kind}",
        **attributes(data_kuota=orjson.dumps(spec).decode()),
    )


def _buttons(found: Ringkas, boleh: Boleh) -> Component:
    if boleh.tertutup:
        return html.P([ikon("lock"), boleh.tertutup], className="kuota-info")
    why = (
        "Rancangan melebihi kuota kab/kota."
        if found.sisa < 0
        else "Belum ada desa yang berubah."
        if not found.desa_berubah
        else ""
    )
    numbers = (
        f"{number(found.desa_berubah)} desa berubah: +{number(found.bertambah)} dan −{number(found.berkurang)} tempat; "
        f"{number(found.sisa)} tempat belum dibagi."
    )
    made: list[Component] = []
    if boleh.bagi:
        made.append(tombol("Terapkan", "check-circle", _apply(found, numbers), kind="primary", off=why))
    if boleh.usul:
        spec = {
            "aksi": "usulkan",
            "judul": "Simpan sebagai usul",
            "kalimat": f"{numbers} Pembagian baru berlaku setelah disetujui orang lain.",
            "isian": [{"nama": "catatan", "label": "Catatan bagi yang memutuskan", "jenis": "panjang", "maks": 500}],
            "tombol": "Ajukan usul",
        }
        made.append(tombol("Ajukan sebagai usul", "inbox", spec, off=why))
    made.append(
        html.A(
            [ikon("x-lg"), "Buang rancangan"],
            href="#",
            role="button",
            className="btn btn-sm btn-outline-secondary",
            **ke({"cara": None, "ubah": None, "batas": None, "simulasi": None}),
        )
    )
    if boleh.bagi or boleh.usul:
        made.append(tombol("Impor XLSX", "table", {"aksi": "impor"}))
        made.append(
            html.A([ikon("download"), "Formulir XLSX"], href=boleh.unduh, className="btn btn-sm btn-outline-secondary")
        )
    return html.Div(made, className="kuota-tombol")


def _apply(found: Ringkas, numbers: str) -> dict[str, Any]:
    """Applied at once, because it can be undone; asked first only when KPM would lose their place."""
    if not found.kpm_di_bawah:
        return {"aksi": "bagi", "tetap": {"di_bawah": 0}}
    agreed = (
        f"Saya setuju {number(found.kpm_di_bawah)} KPM di {number(found.desa_di_bawah)} desa tidak mendapat tempat."
    )
    return {
        "aksi": "bagi",
        "judul": "Terapkan di bawah yang terpakai?",
        "kalimat": numbers,
        "tetap": {"di_bawah": found.kpm_di_bawah},
        "isian": [{"nama": "setuju", "label": agreed, "jenis": "centang", "wajib": True}],
        "tombol": "Terapkan",
    }


def _people(found: Ringkas) -> list[Component]:
    lists = [
        ("Usulan yang masuk", found.masuk, found.masuk_rumah),
        ("Usulan yang keluar", found.keluar, found.keluar_rumah),
        (
            "Rumah tangga yang menjadi kandidat"
            if found.kandidat >= found.kandidat_biasa
            else "Rumah tangga yang tidak lagi kandidat",
            abs(found.kandidat - found.kandidat_biasa),
            found.kandidat_rumah,
        ),
    ]
    return [
        html.Details(
            [
                html.Summary(f"{title} ({number(count)})"),
                html.Ol(
                    [
                        html.Li(
                            f"{item.nama}, {item.desa}, "
                            + (f"peringkat {item.percentile}" if item.percentile is not None else "tanpa peringkat")
                            + (f", desil {item.desil}" if item.desil is not None else "")
                        )
                        for item in people
                    ]
                ),
                *(
                    [html.P(f"{len(people)} pertama menurut peringkat.", className="kuota-samar")]
                    if len(people) < count
                    else []
                ),
            ],
            className="kuota-orang",
        )
        for title, count, people in lists
        if people and count
    ]
