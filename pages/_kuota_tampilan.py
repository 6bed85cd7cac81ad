"""What the kuota page shows of a checked address: sentence, figures, warnings, table, charts, proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.format import number, percent
from components.grafik import grafik
from components.ikon import ikon
from components.kuota_kata import angka, daftar_peringatan, ke, peringatan
from components.kuota_tabel import terbuka
from components.kuota_usul import BarisUsul, daftar_usul, tombol_tetapkan
from components.peta_data import NAMA_LEVEL
from data_access.kuota import Usul, count_pengganti_salah, jumlah, list_usul, read_kuota, read_satu, read_tren
from data_access.kuota_store import names_of
from data_access.periode import list_periode
from data_access.session import Connection
from domain.access import Permission
from domain.grafik import Datum, Seri, batang, garis
from domain.indikator import ratio
from domain.kode import Level
from domain.kuota import turun_di_bawah
from pages._kuota import PERINGKAT, Permintaan

_NAMA_PERINGKAT = {
    "harus_menunggu": ("Kurang tempat", "usulan", "terlambat"),
    "sisa": ("Sisa", "tempat", "brand"),
    "utilisasi": ("Utilisasi", "%", "proses"),
    "kandidat": ("Kandidat", "rumah tangga", "final"),
}
_MOST_BARS = 10
# Sums over areas, or of months, of which some are not told.
_TIDAK_DITAMPILKAN = "tidak ditampilkan, karena memuat angka yang terlalu kecil."


@dataclass(frozen=True, slots=True)
class Keadaan:
    """What was read for one view: the areas shown, and the wilayah itself."""

    frame: pd.DataFrame
    own: dict[str, Any]


def read_keadaan(connection: Connection, ask: Permintaan) -> Keadaan:
    """The areas of the level asked for, and the wilayah itself; above the kab it is their sum."""
    what = (ask.program, ask.periode.kode, ask.as_of)
    frame = read_kuota(connection, ask.scope, ask.level, *what)
    if ask.scope.level < Level.KAB and ask.level <= Level.KAB:
        own = jumlah(frame, ask.wilayah.kode, ask.wilayah.nama)
    else:
        own = read_satu(connection, ask.scope, *what)
    hidden = ask.topeng.satu(ask.scope.kode, ("terpakai",), ("menunggu",))
    return Keadaan(frame, own | {"tutup": hidden})


def warnings(connection: Connection, ask: Permintaan, found: Keadaan) -> Component:
    """Everything that wants attention, each with the way to it."""
    if ask.topeng.ambang:
        return html.P(f"Peringatan {_TIDAK_DITAMPILKAN}", className="kuota-samar")
    # Something to mend in the kab; a quarter of a second of counting for all of Indonesia would help nobody.
    own = ask.scope.level >= Level.KAB
    wrong = count_pengganti_salah(connection, ask.scope, ask.program, ask.periode.kode) if own else 0
    return daftar_peringatan(peringatan(found.frame, found.own, ask.wilayah.level, ask.level, wrong))


def figures(ask: Permintaan, found: Keadaan) -> Component:
    """The five figures."""
    return angka(found.own, ask.wilayah.level)


def controls(ask: Permintaan, found: Keadaan) -> Component:
    """Level, way to the map, the what-if, the decree."""
    query = {"metrik": "kuota", "wilayah": ask.wilayah.kode, "program": ask.program, "periode": ask.periode.kode}
    parts: list[Component] = []
    if len(ask.levels) > 1:
        parts.append(
            _group(
                "Menurut",
                [
                    (
                        NAMA_LEVEL[item],
                        {"level": None if item is ask.levels[0] else str(int(item)), "saring": None},
                        item is ask.level,
                    )
                    for item in ask.levels
                ],
            )
        )
    parts.append(
        html.A(
            [ikon("map"), "Peta kuota"], href=f"/peta?{urlencode(query)}", className="btn btn-sm btn-outline-secondary"
        )
    )
    if ask.wilayah.level is Level.KAB and not ask.topeng.ambang:
        writes = ask.actor.may(Permission.ALLOCATE_KUOTA)
        label = "Tutup rancangan" if ask.simulasi else "Bagi kuota" if writes else "Simulasi"
        parts.append(
            html.A(
                [ikon("layers"), label],
                href="?simulasi=1",
                role="button",
                className="btn btn-sm btn-primary",
                **ke({"simulasi": None if ask.simulasi else "1"}),
            )
        )
        if ask.actor.may(Permission.SET_KUOTA):
            own = found.own
            day = own["tanggal_sk"].isoformat() if own["tanggal_sk"] else None
            parts.append(
                tombol_tetapkan(
                    ask.wilayah.nama, int(own["kuota"]), int(own["dibagi"]), own["dasar_sk"], day, own["tahap"]
                )
            )
    return html.Div(parts, className="kuota-kendali")


def _group(name: str, items: Sequence[tuple[str, Mapping[str, str | None], bool]]) -> Component:
    return html.Div(
        [
            html.Span(name, className="kuota-samar"),
            *(
                html.A(
                    text,
                    href="#",
                    role="button",
                    className="kuota-butir",
                    **ke(changes),
                    **({"aria-current": "true"} if chosen else {}),
                )
                for text, changes, chosen in items
            ),
        ],
        className="kuota-pilihan",
        role="group",
        **{"aria-label": name},
    )


def trend(connection: Connection, ask: Permintaan) -> Component:
    """Course of the kuota over the periode."""
    if ask.topeng.ambang:
        return html.P(f"Perjalanan kuota {_TIDAK_DITAMPILKAN}", className="kuota-samar")
    frame = read_tren(connection, ask.scope, ask.program)
    if frame.empty:
        return html.P("Belum ada kuota pada program ini.", className="kuota-samar")
    label = {item.kode: item.label for item in list_periode(connection) if item.program is ask.periode.program}
    # "Nov 2026": thirteen months stand side by side.
    names = [f"{name[:3]} {name[-4:]}" for name in (label[kode] for kode in frame["periode"].tolist())]
    left = (frame["kuota"] - frame["terpakai"]).tolist()
    last = frame.iloc[-1]
    said = (
        f"Utilisasi {percent(ratio(int(last['terpakai']), int(last['kuota'])))} pada {names[-1]}; sisa "
        f"{number(left[-1])} tempat."
    )
    return grafik(
        "kuota-tren-gambar",
        garis(
            names,
            [
                Seri("Sisa tempat", left),
                Seri("Nonaktif", frame["nonaktif"].tolist(), "lain", "terlambat"),
                Seri("Usulan disetujui", frame["disetujui"].tolist(), "lain", "selesai"),
            ],
            judul="Sisa tempat, nonaktif, dan usulan disetujui tiap periode",
            satuan="KPM",
            ringkasan=said,
        ),
    )


def ranking(ask: Permintaan, frame: pd.DataFrame) -> Component:
    """The ten areas that stand out by the measure of the address."""
    by = {item: _ranked(terbuka(frame, ask.topeng), item) for item in PERINGKAT}
    chosen = ask.peringkat or next((item for item in PERINGKAT if len(by[item])), PERINGKAT[0])
    title, unit, colour = _NAMA_PERINGKAT[chosen]
    top = by[chosen].head(_MOST_BARS)
    switch = _group(
        "Peringkat",
        [(_NAMA_PERINGKAT[item][0], {"peringkat": item}, item == chosen) for item in PERINGKAT],
    )
    if top.empty:
        nothing = f"Tidak ada {NAMA_LEVEL[ask.level]} dengan angka “{title}” di atas nol."
        return html.Div([switch, html.P(nothing, className="kuota-samar")])
    bars = [
        Datum(
            nama,
            float(nilai),
            colour,
            href=f"/desa/{kode}" if ask.level is Level.DESA else None,
            ke=None if ask.level is Level.DESA else {"wilayah": str(kode), "level": None, "saring": None},
        )
        for kode, nama, nilai in zip(*(top[name].tolist() for name in ("kode", "nama", "nilai")), strict=True)
    ]
    heading = f"{title}: {len(bars)} {NAMA_LEVEL[ask.level]} tertinggi"
    return html.Div([switch, grafik("kuota-peringkat-gambar", batang(bars, judul=heading, satuan=unit, desimal=1))])


def _ranked(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Areas with more than nothing of a measure, most first, the measure as ``nilai``."""
    if what == "utilisasi":
        values = 100 * frame["terpakai"] / frame["kuota"].where(frame["kuota"] > 0)
    else:
        values = frame[what].where(frame["ada"])
    known = frame.assign(nilai=values)
    return known[known["nilai"] > 0].sort_values(["nilai", "kode"], ascending=[False, True])


def proposals(connection: Connection, ask: Permintaan, found: Keadaan) -> Component | None:
    """Proposals of the kab, or of all kab of a wider wilayah; below a kab there are none."""
    if ask.scope.level > Level.KAB:
        return None
    rows = list_usul(connection, ask.scope, ask.program, ask.periode.kode)
    names = names_of(connection, {desa for row in rows for desa in row.isi})
    places: Mapping[int, tuple[int, int]] = {}
    if ask.wilayah.level is Level.KAB and not ask.topeng.ambang and any(row.state == "diajukan" for row in rows):
        desa = found.frame
        if ask.level is not Level.DESA:
            desa = read_kuota(connection, ask.scope, Level.DESA, ask.program, ask.periode.kode, ask.as_of)
        columns = (desa[name].tolist() for name in ("kode", "kuota", "terpakai"))
        places = {kode: (kuota, used) for kode, kuota, used in zip(*columns, strict=True)}
    return daftar_usul([_shown(ask, row, names, places) for row in rows], ask.wilayah.zona or 7)


def _shown(ask: Permintaan, row: Usul, names: Mapping[int, str], places: Mapping[int, tuple[int, int]]) -> BarisUsul:
    here = ask.wilayah.level is Level.KAB
    open_ = row.state == "diajukan" and here
    mine = row.pembuat == ask.actor.id
    below = turun_di_bawah(
        {desa: kuota for desa, (kuota, _) in places.items()},
        {desa: new for desa, (_, new) in row.isi.items()},
        {desa: used for desa, (_, used) in places.items()},
    )
    return BarisUsul(
        id=row.id,
        state=row.state,
        pembuat=row.nama_pembuat,
        dibuat=row.dibuat,
        pemutus=row.nama_pemutus,
        diputuskan=row.diputuskan,
        catatan=row.catatan,
        alasan=row.alasan,
        isi=[(names.get(desa, str(desa)), old, new) for desa, (old, new) in row.isi.items()],
        bertambah=row.bertambah,
        berkurang=row.berkurang,
        kpm_di_bawah=sum(below.values()),
        putuskan=open_ and not mine and ask.actor.may(Permission.APPROVE_KUOTA),
        batalkan=open_ and mine and ask.actor.may(Permission.PROPOSE_KUOTA),
        kab=None if here else (row.kab, row.nama_kab),
    )
