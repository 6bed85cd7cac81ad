"""Sentences, figures and warnings of the kuota page, from counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number, percent
from components.ikon import ikon
from components.peta_data import NAMA_LEVEL
from domain.figur import SAMAR
from domain.indikator import BATAS_DESIL, ratio
from domain.kode import Level


def kalimat(nama: str, periode: str, own: Mapping[str, Any]) -> str:
    """The state of one wilayah in one sentence."""
    if not own["ada"]:
        return f"{nama}, {periode}: kuota belum ditetapkan."
    if own.get("tutup"):
        return f"{nama}, {periode}: kuota {number(own['kuota'])} tempat; angka lain terlalu kecil untuk ditampilkan."
    used = f"{number(own['terpakai'])} dari {number(own['kuota'])} tempat terpakai"
    share = percent(ratio(own["terpakai"], own["kuota"]))
    left = (
        f"kelebihan {number(-own['sisa'])} KPM"
        if own["sisa"] < 0
        else "tidak ada sisa"
        if own["sisa"] == 0
        else f"sisa {number(own['sisa'])} tempat"
    )
    if not own["menunggu"]:
        waiting = "tidak ada usulan yang menunggu"
    elif own["harus_menunggu"]:
        waiting = (
            f"{number(own['menunggu'])} usulan menunggu, {number(own['harus_menunggu'])} di antaranya tidak "
            "mendapat tempat"
        )
    else:
        waiting = f"{number(own['menunggu'])} usulan menunggu dan semuanya mendapat tempat"
    return f"{nama}, {periode}: {used} ({share}); {left}; {waiting}."


def angka(own: Mapping[str, Any], level: Level) -> Component:
    """The five figures, each with how it comes about."""
    places = _figure("Kuota", number(own["kuota"]) if own["ada"] else "belum ditetapkan", "tempat", _decree(own, level))
    if own.get("tutup"):
        return html.Dl([places, _figure("Terpakai", SAMAR, "", "angkanya terlalu kecil")], className="kuota-angka")
    share = ratio(own["terpakai"], own["kuota"])
    left = own["sisa"]
    return html.Dl(
        [
            places,
            _figure(
                "Terpakai",
                number(own["terpakai"]),
                "KPM",
                f"{number(own['awal'])} awal − {number(own['nonaktif'])} nonaktif + {number(own['disetujui'])} usulan "
                "disetujui"
                if own["ada"]
                else "tidak dihitung tanpa kuota",
            ),
            _figure(
                "Lebih" if left < 0 else "Sisa",
                number(abs(left)),
                "KPM di atas kuota" if left < 0 else "tempat",
                "finalisasi tertahan" if left < 0 else "kuota − terpakai",
                kind="buruk" if left < 0 else "",
            ),
            _figure(
                "Menunggu",
                number(own["menunggu"]),
                "usulan",
                f"{number(own['harus_menunggu'])} melebihi sisa tempat"
                if own["harus_menunggu"]
                else "belum diperiksa supervisor",
                kind="awas" if own["harus_menunggu"] else "",
            ),
            _figure("Utilisasi", number(share, 2) if share is not None else "–", "%", _meter(share)),
        ],
        className="kuota-angka",
    )


def _figure(name: str, value: str, unit: str, note: str | Component, *, kind: str = "") -> Component:
    return html.Div(
        [
            html.Dt(name),
            html.Dd([html.Span(value, className="kuota-nilai"), " ", html.Span(unit, className="kuota-satuan")]),
            html.Dd(note, className="kuota-catatan"),
        ],
        className=f"kuota-kotak{f' kuota-{kind}' if kind else ''}",
    )


def _meter(share: float | None) -> Component:
    width = min(max(share or 0, 0), 100)
    over = share is not None and share > 100
    return html.Span(
        html.Span(className="kuota-meter-isi", style={"width": f"{width}%"}),
        className=f"kuota-meter{' kuota-meter-lebih' if over else ''}",
        **attributes(aria_hidden="true"),
    )


def _decree(own: Mapping[str, Any], level: Level) -> str:
    if own["dasar_sk"]:
        parts = [str(own["dasar_sk"])]
        if own["tanggal_sk"]:
            parts.append(day(own["tanggal_sk"]))
        if own["tahap"]:
            parts.append(f"tahap {own['tahap']}")
        return ", ".join(parts)
    return "jumlah kuota kab/kota" if level < Level.KAB else "dibagi kab/kota" if level > Level.KAB else "tanpa SK"


@dataclass(frozen=True, slots=True)
class Peringatan:
    """Something to look at: how many, in words, and the address that shows them; ``buruk`` blocks finalisasi."""

    kata: str
    ke: Mapping[str, str | None] | None
    tautan: str = "Tampilkan"
    buruk: bool = False


def peringatan(
    frame: pd.DataFrame, own: Mapping[str, Any], wilayah: Level, level: Level, pengganti: int
) -> list[Peringatan]:
    """What is wrong or left undone among the areas of ``level``, worst first."""
    what = NAMA_LEVEL[level]
    found = []
    over = frame[frame["lebih"] > 0]
    if len(over):
        found.append(
            Peringatan(
                f"{number(len(over))} {what} melebihi kuota, seluruhnya {number(over['lebih'].sum())} KPM. Finalisasi "
                "tertahan sampai KPM tidak lebih dari kuota.",
                {"saring": "lebih>0", "urut": "-lebih"},
                buruk=True,
            )
        )
    short = frame[frame["harus_menunggu"] > 0]
    if len(short):
        found.append(
            Peringatan(
                f"{number(len(short))} {what} memiliki usulan lebih banyak daripada tempat: "
                f"{number(short['harus_menunggu'].sum())} usulan harus menunggu.",
                {"saring": "harus_menunggu>0", "urut": "-harus_menunggu"},
            )
        )
    idle = frame[(frame["sisa"] > 0) & (frame["kandidat"] > 0)]
    if len(idle):
        found.append(
            Peringatan(
                f"{number(len(idle))} {what} masih memiliki {number(idle['sisa'].sum())} tempat, sedangkan "
                f"{number(idle['kandidat'].sum())} rumah tangga desil 1–{BATAS_DESIL} di sana bukan KPM.",
                {"saring": "sisa>0;kandidat>0", "urut": "-sisa"},
            )
        )
    found += _not_divided(frame, own, wilayah, level)
    none = int((~frame["ada"]).sum()) if own["ada"] else 0
    if none:
        found.append(Peringatan(f"{number(none)} {what} belum memiliki kuota pada periode ini.", {"saring": "kuota=0"}))
    if pengganti:
        found.append(
            Peringatan(
                f"{number(pengganti)} usulan disetujui mengganti KPM yang masih aktif atau sudah diganti usulan lain; "
                "satu KPM nonaktif hanya membebaskan satu tempat.",
                None,
            )
        )
    return found


def _not_divided(frame: pd.DataFrame, own: Mapping[str, Any], wilayah: Level, level: Level) -> list[Peringatan]:
    if wilayah is Level.KAB:
        left = own["kuota"] - own["dibagi"]
        if left > 0:
            return [Peringatan(f"{number(left)} tempat belum dibagi kepada desa.", {"simulasi": "1"}, "Bagi")]
        if left < 0:
            return [
                Peringatan(
                    f"Yang dibagi kepada desa melebihi kuota kab/kota sebanyak {number(-left)} tempat.",
                    {"simulasi": "1"},
                    "Perbaiki",
                    buruk=True,
                )
            ]
    if level > Level.KAB or wilayah >= Level.KAB:
        return []
    rest = frame["kuota"] - frame["dibagi"]
    open_ = frame[rest > 0]
    if not len(open_):
        return []
    return [
        Peringatan(
            f"{number(len(open_))} {NAMA_LEVEL[level]} belum membagi {number(rest[rest > 0].sum())} tempat kepada "
            "desanya.",
            {"saring": "belum_dibagi>0", "urut": "-belum_dibagi"},
        )
    ]


def daftar_peringatan(items: Sequence[Peringatan]) -> Component:
    """The warnings as a list; when there is none it says so."""
    if not items:
        return html.P([ikon("check-circle"), "Tidak ada peringatan."], className="kuota-aman")
    return html.Ul([_warning(item) for item in items], className="kuota-peringatan")


def _warning(item: Peringatan) -> Component:
    parts: list[Component] = [
        ikon("exclamation-octagon" if item.buruk else "exclamation-triangle"),
        html.Span(item.kata),
    ]
    if item.ke:
        parts.append(html.A(item.tautan, href=_href(item.ke), **ke(item.ke)))
    return html.Li(parts, className="kuota-buruk" if item.buruk else "")


def ke(changes: Mapping[str, str | None]) -> dict[str, Any]:
    """Attributes of a link that changes the address by ``changes``; ``assets/kuota.js`` follows it."""
    text = "&".join(f"{key}={value or ''}" for key, value in changes.items())
    return attributes(data_ke=text)


def _href(changes: Mapping[str, str | None]) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in changes.items() if value)


def penjelasan() -> list[tuple[str, str]]:
    """What each figure of the page counts: name and definition, as the export writes them."""
    return [
        ("Kuota", "Tempat yang ditetapkan untuk kab/kota dengan SK, atau yang dibagikan kab/kota kepada desa."),
        ("Awal", "KPM pada prelist periode ini."),
        ("Nonaktif (N)", "KPM yang tidak ditemukan, sudah mampu, atau ganda (status keberadaan 3, 4, 5)."),
        ("Disetujui (U)", "Usulan yang disetujui dan memegang tempat."),
        ("Terpakai", "Awal − N + U. Satu usulan pengganti menempati satu tempat yang ditinggalkan KPM nonaktif."),
        ("Sisa", "Kuota − terpakai; negatif berarti melebihi kuota dan finalisasi tertahan."),
        ("Utilisasi", "Terpakai dibagi kuota, dalam persen."),
        ("Menunggu", "Usulan yang belum diperiksa supervisor."),
        ("Kurang", "Usulan menunggu yang melebihi sisa tempat."),
        ("Belum dibagi", "Kuota kab/kota dikurangi jumlah kuota desanya."),
        ("Kandidat", f"Rumah tangga desil 1–{BATAS_DESIL} pada data terpadu yang bukan KPM."),
    ]
