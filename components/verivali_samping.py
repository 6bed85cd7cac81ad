"""What stands around the table of verivali: the sentence, the flags with their counts, the charts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number, percent
from components.grafik import grafik
from components.ikon import ikon
from components.verivali_tabel import PILIHAN_TANDA, Hari
from domain.grafik import Baris, Datum, Pita, Seri, batang, corong, garis, tumpuk
from domain.grafik import Tanda as Mark
from domain.indikator import DIISI, INDIKATOR, TOTAL, evaluate, needed_per_day, pace, ratio, target_share, total_of
from domain.kode import Level
from domain.tanda import TANDA_PENJELASAN, Tanda

# Bins of days without activity, as the flags divide them.
BATAS_DIAM = (0, 2, 6, 14)
_DIAM = ("hari ini", "1–2 hari", "3–6 hari", "7–14 hari", "> 14 hari")
_DIAM_KE = ("diam=0", "diam>=1;diam<=2", "diam>=3;diam<=6", "diam>=7;diam<=14", "diam>14")
_STATUS = (
    ("s0", "Belum dikunjungi", "belum", "belum>0"),
    ("s1", "Diisi", "diisi", None),
    ("s2", "Terimpor", "proses", None),
    ("s3", "Disetujui", "selesai", None),
    ("s4", "Dikembalikan", "dikembalikan", "dikembalikan>0"),
    ("s5", "Final", "final", "final>0"),
)
MOST_GUGUS = 8
TERLALU_KECIL = "Angkanya terlalu kecil untuk ditampilkan."
ADA_CELAH = "Hari dengan perubahan kecil tidak ditampilkan."

NAMA_LEVEL = {
    Level.PROVINSI: "provinsi",
    Level.KAB: "kab/kota",
    Level.KECAMATAN: "kecamatan",
    Level.DESA: "desa",
}


@dataclass(frozen=True, slots=True)
class GugusKata:
    """A hot spot as the list shows it: how many desa, where, and its number for the filter."""

    nomor: int
    desa: int
    tempat: str
    progres: float | None
    sekitar: float | None


def _tutup(total: Mapping[str, Any]) -> frozenset[str]:
    found: frozenset[str] = total.get("tutup", frozenset())
    return found


def pertanyaan(level: Level) -> str:
    """The title line of the page."""
    name = {Level.DESA: "Desa", Level.KECAMATAN: "Kecamatan", Level.KAB: "Kab/kota", Level.PROVINSI: "Provinsi"}[level]
    return f"{name} mana yang belum selesai, dan siapa yang harus dihubungi?"


def kalimat(nama: str, total: Mapping[str, Any], hari: Hari, *, terbuka: bool) -> str:
    """What the page says in one breath: how far, how many desa are left, whether the pace is enough."""
    if not total["total"]:
        return f"{nama}: belum ada prelist pada periode ini."
    if _tutup(total) & {"total", "belum"}:
        return f"{nama}: angkanya terlalu kecil untuk ditampilkan."
    progress = evaluate(INDIKATOR["progres"], total).nilai
    left, desa_left = total["s0"], total["desa"] - total["desa_selesai"]
    moment = "Hari ini" if terbuka else f"Sampai {day(hari.as_of)}"
    said = (
        f"{moment} {nama} sudah memverifikasi {percent(progress)}: {number(total_of(total, DIISI))} dari "
        f"{number(total['total'])} rumah tangga."
    )
    if not left:
        return f"{said} Semua desa selesai."
    said += f" {number(desa_left)} dari {number(total['desa'])} desa belum selesai."
    needed = needed_per_day(left, hari.days_left)
    if not terbuka or needed is None:
        return f"{said} Verivali ditutup {day(hari.deadline)} dengan {number(left)} rumah tangga tersisa."
    said += f" Sisa {number(left)} rumah tangga perlu {number(needed)} per hari sampai {day(hari.deadline)}"
    if "laju" in _tutup(total):
        return f"{said}."
    return f"{said}; laju 7 hari terakhir {number(pace(total['diisi_7']))} per hari."


def tanda_pilihan(counts: Mapping[Tanda, int]) -> list[Component]:
    """One button for each flag that somebody carries; it filters the table."""
    made: list[Component] = []
    for tanda, count in counts.items():
        if not count:
            continue
        item = PILIHAN_TANDA[tanda.value]
        made.append(
            html.Button(
                [ikon(item.ikon), f"{item.kata} ", html.B(number(count))],
                type="button",
                className=f"verivali-tanda siks-tanda-{item.warna}",
                title=f"{item.kata}: {TANDA_PENJELASAN[tanda]}",
                **attributes(data_tabel_ke="?" + urlencode({"saring": f"tanda={tanda.value}"})),
            )
        )
    return made


def samping(
    total: Mapping[str, Any],
    hari: Hari,
    level: Level,
    trend: pd.DataFrame,
    perkiraan: Mapping[str, Any] | None,
    diam: Sequence[int],
    gugus: Sequence[GugusKata],
    tutup: Sequence[bool] = (),
) -> list[Component]:
    """The charts beside the table, each of which filters it; ``tutup``: days from the opening that are not told."""
    if not total["total"]:
        return []
    name = NAMA_LEVEL[level]
    areas = [
        _card(f"Hari tanpa aktivitas, {name} yang belum selesai", _stillness(diam, name)),
        _card("Gugus desa tertinggal", _hot_spots(gugus)),
    ]
    if _tutup(total) & {"total", "belum"}:
        return [_card("Kumulatif dan status", html.P(TERLALU_KECIL, className="siks-samar siks-kecil mb-0")), *areas]
    known = None if "peluang" in _tutup(total) else perkiraan
    return [
        _card(
            "Kumulatif dan target",
            _curve(total, hari, trend, known, tutup),
            html.P(ADA_CELAH, className="siks-samar siks-kecil mb-0") if any(tutup) else None,
            _forecast_words(total, known, hari) if known is perkiraan else None,
        ),
        _card("Susunan status", _composition(total)),
        _card("Tahap demi tahap", _funnel(total)),
        *areas,
    ]


def _card(title: str, *content: Component | None) -> Component:
    return html.Section([html.H2(title), *(item for item in content if item is not None)], className="verivali-kartu")


def _curve(
    total: Mapping[str, Any],
    hari: Hari,
    trend: pd.DataFrame,
    perkiraan: Mapping[str, Any] | None,
    tutup: Sequence[bool],
) -> Component:
    days = [hari.opened + timedelta(days=k) for k in range((hari.deadline - hari.opened).days + 1)]
    done = dict(zip(trend["tanggal"], trend["diisi"].tolist(), strict=True)) if len(trend) else {}
    actual: list[float | None] = []
    last = 0
    for at, item in enumerate(days):
        last = done.get(item, last)
        actual.append(float(last) if item <= hari.as_of and not any(tutup[at : at + 1]) else None)
    target: list[float | None] = [total["total"] * target_share(item, hari.opened, hari.deadline) for item in days]
    lines = [Seri("Diisi", actual, "nyata", "brand"), Seri("Target", target, "target", "terlambat")]
    band = None
    paths = {name: (perkiraan or {}).get(f"jalur_{name}") for name in ("p10", "p50", "p90")}
    start = (perkiraan or {}).get("tanggal")
    if start is not None and all(paths.values()):
        placed = {name: _placed(days, start, values or []) for name, values in paths.items()}
        now = actual[days.index(start)] if start in days else None
        if now is not None:
            for values in placed.values():
                values[days.index(start)] = now
        lines.append(Seri("Perkiraan", placed["p50"], "perkiraan", "brand"))
        band = Pita("Delapan dari sepuluh simulasi", placed["p10"], placed["p90"])
    marks = [Mark(days.index(hari.as_of), "hari ini")] if hari.as_of < hari.deadline else []
    return grafik(
        "verivali-kurva",
        garis(
            days,
            lines,
            judul="Rumah tangga diisi, kumulatif",
            satuan="ruta",
            pita=band,
            tanda=marks,
            tinggi=190,
        ),
    )


def _placed(days: Sequence[date], start: date, values: Sequence[float]) -> list[float | None]:
    by_day = {start + timedelta(days=k): float(value) for k, value in enumerate(values, 1)}
    return [by_day.get(item) for item in days]


def _forecast_words(total: Mapping[str, Any], perkiraan: Mapping[str, Any] | None, hari: Hari) -> Component:
    if perkiraan is None:
        closed = hari.as_of >= hari.deadline
        words = f"Verivali ditutup {day(hari.deadline)}." if closed else "Perkiraan belum dihitung."
        return html.P(words, className="siks-samar siks-kecil mb-0")
    if perkiraan["peluang"] is None:
        return html.P("Tidak ada yang perlu diperkirakan.", className="siks-samar siks-kecil mb-0")
    said = [f"Peluang seluruhnya selesai sampai {day(hari.deadline)}: {_of_ten(perkiraan['peluang'])}."]
    if perkiraan["selesai_p50"]:
        said.append(f"Perkiraan selesai {day(perkiraan['selesai_p50'])}.")
    if perkiraan["jalur_p50"]:
        low, middle, high = (perkiraan[f"jalur_{name}"][-1] for name in ("p10", "p50", "p90"))
        said.append(
            f"Pada hari itu diperkirakan {number(middle)} dari {number(total['total'])} rumah tangga selesai "
            f"({percent(ratio(middle, total['total']))}); delapan dari sepuluh simulasi antara {number(low)} dan "
            f"{number(high)}."
        )
    if perkiraan["desa"] > 1:
        said.append(
            f"{number(perkiraan['desa_tepat'])} dari {number(perkiraan['desa'])} desa diperkirakan tepat waktu."
        )
    return html.P(" ".join(said), className="siks-kecil mb-0")


def _of_ten(chance: float) -> str:
    tenths = round(chance / 10)
    if tenths == 0 and chance > 0:
        return "kurang dari 1 dari 10"
    if tenths == 10 and chance < 100:
        return "lebih dari 9 dari 10"
    return f"{tenths} dari 10"


def _composition(total: Mapping[str, Any]) -> Component:
    names = {"s0": "belum", "s4": "dikembalikan", "s5": "final"}
    hidden = [column for column, *_ in _STATUS if names.get(column, column) in _tutup(total)]
    parts = [
        Datum(name, total[column], colour, {"saring": rule} if rule else None)
        for column, name, colour, rule in _STATUS
        if column not in hidden
    ]
    if hidden:
        # What is left of a total that is told.
        parts.append(Datum("Status lain, disamarkan", total_of(total, hidden), "nodata"))
    return grafik("verivali-status", tumpuk([Baris("Prelist", parts)], judul="Susunan status prelist", satuan="ruta"))


def _funnel(total: Mapping[str, Any]) -> Component:
    stages = [Datum("Prelist", total_of(total, TOTAL), "belum")]
    for kode, colour in (("progres", "diisi"), ("terimpor", "proses"), ("diperiksa", "selesai"), ("final", "final")):
        figure = INDIKATOR[kode]
        column = "progres" if kode == "progres" else f"persen_{kode}"
        if column in _tutup(total):
            continue
        name = "Diisi" if kode == "progres" else figure.nama
        count = total_of(total, figure.pembilang or ())
        stages.append(Datum(name, count, colour, {"saring": f"{column}<100", "urut": column}))
    return grafik("verivali-corong", corong(stages, judul="Tahap verivali", satuan="ruta"))


def _stillness(diam: Sequence[int], name: str) -> Component:
    data = [
        Datum(label, count, "terlambat" if number_ > 2 else "brand", {"saring": f"belum>0;{rule}"})
        for number_, (label, count, rule) in enumerate(zip(_DIAM, diam, _DIAM_KE, strict=True))
    ]
    return grafik("verivali-diam", batang(data, judul="Hari tanpa aktivitas", satuan=name))


def _hot_spots(gugus: Sequence[GugusKata]) -> Component:
    if not gugus:
        return html.P(
            "Tidak ada gugus desa berdekatan yang tertinggal secara nyata, atau gugus belum dihitung.",
            className="siks-samar siks-kecil mb-0",
        )
    return html.Ul(
        [
            html.Li(
                html.Button(
                    [
                        html.Strong(f"{number(item.desa)} desa tertinggal berdekatan"),
                        html.Span(f"di {item.tempat}"),
                        item.progres is not None
                        and html.Span(f"progres {percent(item.progres)}, sekitarnya {percent(item.sekitar)}"),
                    ],
                    type="button",
                    **attributes(data_tabel_ke="?" + urlencode({"level": "", "saring": f"gugus={item.nomor}"})),
                )
            )
            for item in gugus[:MOST_GUGUS]
        ],
        className="verivali-gugus",
    )


def pilih_level(levels: Sequence[Level], current: Level) -> Component:
    """The switch between the levels of the table; the order and filters of one do not fit another."""
    return html.Div(
        [
            html.Button(
                NAMA_LEVEL[level].capitalize(),
                type="button",
                **attributes(data_tabel_ke=_to_level(level), aria_pressed=str(level is current).lower()),
            )
            for level in levels
        ],
        className="siks-pilah",
        role="group",
        **attributes(aria_label="Tingkat wilayah"),
    )


def _to_level(level: Level) -> str:
    return "?" + urlencode(
        {"level": "" if level is Level.DESA else int(level), "saring": "", "urut": "", "kolom": "", "cari": ""}
    )
