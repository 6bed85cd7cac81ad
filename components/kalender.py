"""The calendar of deadlines: a month as a table, and its periode with their states; given data, fetches nothing."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from components.atribut import attributes
from components.format import day, number, short_moment
from components.ikon import ikon
from domain.kalender import (
    JAKARTA,
    KEGIATAN_NAME,
    NAMA_PROGRAM,
    ZONE,
    Buka,
    Jadwal,
    Kegiatan,
    Tenggat,
    kegiatan_of,
    month_name,
    tenggat_of,
)
from domain.libur import Libur, TahunLibur

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_STATE = {
    Buka.BELUM_BUKA: ("Belum buka", "clock"),
    Buka.BUKA: ("Buka", "check-circle"),
    Buka.TUTUP: ("Tutup", "lock"),
    Buka.TERLAMBAT: ("Terlambat", "exclamation-triangle"),
}


@dataclass(frozen=True, slots=True)
class Selesai:
    """How far a periode is: kab that have a prelist of it, and those whose pengesahan is done."""

    kab: int
    disahkan: int

    @property
    def semua(self) -> bool:
        """Whether nobody is late."""
        return self.disahkan >= self.kab


@dataclass(frozen=True, slots=True)
class Tanda:
    """What stands on a day of the calendar: of which programme, what, and whether it is a deadline."""

    program: int
    kata: str
    akhir: bool


def tanda_of(jadwal: Sequence[Jadwal]) -> dict[date, list[Tanda]]:
    """Openings and deadlines by the day in Jakarta; what opens or closes together is said together."""
    found: dict[date, dict[tuple[int, bool, str], list[str]]] = {}
    for item in jadwal:
        for kegiatan, tenggat in zip(kegiatan_of(item.program), tenggat_of(item), strict=True):
            name = KEGIATAN_NAME[kegiatan].lower()
            for moment, closes in ((tenggat.buka, False), (tenggat.tutup, True)):
                # The pengesahan has no beginning of its own.
                if kegiatan is Kegiatan.PENGESAHAN and not closes:
                    continue
                at = moment.astimezone(JAKARTA)
                found.setdefault(at.date(), {}).setdefault((item.program, closes, f"{at:%H.%M}"), []).append(name)
    return {
        hari: [
            Tanda(program, f"{' & '.join(names)} {f'tutup {clock}' if closes else 'dibuka'}", closes)
            for (program, closes, clock), names in sorted(parts.items())
        ]
        for hari, parts in found.items()
    }


def bulan(kode: int, jadwal: Sequence[Jadwal], libur: TahunLibur, hari_ini: date) -> Component:
    """A month as a table of weeks, Monday first."""
    weeks = calendar.Calendar().monthdatescalendar(kode // 100, kode % 100)
    signs = tanda_of(jadwal)
    head = html.Thead(html.Tr([html.Th([name[:3], html.Span(name[3:])], scope="col") for name in _DAYS]))
    body = html.Tbody(
        [
            html.Tr([_hari(at, kode, signs.get(at, []), libur.hari.get(at), at == hari_ini) for at in week])
            for week in weeks
        ]
    )
    return html.Table(
        [html.Caption(f"Tenggat {month_name(kode)}, waktu Jakarta (WIB)", className="visually-hidden"), head, body],
        className="kalender-bulan",
    )


def _hari(at: date, kode: int, signs: Sequence[Tanda], libur: Libur | None, today: bool) -> Component:
    if at.year * 100 + at.month != kode:
        return html.Td(className="kalender-luar")
    classes = ["kalender-hari"]
    classes += ["kalender-kini"] if today else []
    classes += ["kalender-libur"] if libur or at.weekday() == 6 else []
    classes += ["kalender-kosong"] if not signs and not libur and not today else []
    parts: list[Component] = [
        html.Time(
            [
                str(at.day),
                html.Span(f" {day(at).split(' ', 1)[1]}, {_DAYS[at.weekday()]}", className="kalender-ponsel"),
            ],
            dateTime=at.isoformat(),
            className="kalender-tanggal",
        )
    ]
    if today:
        parts.append(html.Span("hari ini", className="kalender-label-kini"))
    if libur is not None:
        parts.append(html.Div([libur.nama, html.Span(f" ({libur.jenis.lower()})")], className="kalender-nama-libur"))
    if signs:
        parts.append(html.Ul([_tanda(sign) for sign in signs]))
    current = attributes(aria_current="date") if today else {}
    return html.Td(parts, className=" ".join(classes), **current)


def _tanda(sign: Tanda) -> Component:
    kind = " kalender-akhir" if sign.akhir else ""
    return html.Li(
        [html.Strong(NAMA_PROGRAM[sign.program].split("/")[0]), f" {sign.kata}"],
        className=f"kalender-tanda kalender-program-{sign.program}{kind}",
    )


def keterangan_libur(kode: int, libur: TahunLibur) -> Component:
    """Holidays of the month in a line, and the decree they come from."""
    if libur.dasar is None:
        return html.P(
            f"Libur nasional {kode // 100} belum diketahui portal: surat keputusan bersamanya belum ada.",
            className="siks-samar siks-kecil",
        )
    mine = [item for item in libur.hari.values() if item.hari.month == kode % 100]
    names = "; ".join(f"{item.hari.day} {item.nama} ({item.jenis.lower()})" for item in mine)
    words = f"Hari libur: {names}." if mine else "Tidak ada libur nasional atau cuti bersama bulan ini."
    return html.P(
        [f"{words} Menurut {libur.dasar}. Tenggat tidak bergeser karena hari libur."],
        className="siks-samar siks-kecil",
        title=libur.sumber,
    )


def daftar(
    jadwal: Sequence[Jadwal], selesai: Mapping[tuple[int, int], Selesai], now: datetime, zona: int, *, kab: bool
) -> list[Component]:
    """The periode of a month, each with its activities: state, moments in the reader's zone, and what is left."""
    if not jadwal:
        return [html.P("Belum ada periode yang dibuat untuk bulan ini.", className="siks-samar")]
    return [
        *(_periode(item, selesai.get((item.program, item.kode)), now, zona, kab=kab) for item in jadwal),
        html.P("Laporan ketidaklayakan diterima setiap hari.", className="siks-samar siks-kecil"),
    ]


def _periode(item: Jadwal, done: Selesai | None, now: datetime, zona: int, *, kab: bool) -> Component:
    rows = []
    for kegiatan, tenggat in zip(kegiatan_of(item.program), tenggat_of(item), strict=True):
        waits = kegiatan is Kegiatan.PENGESAHAN and done is not None and not done.semua
        rows.append(_kegiatan(tenggat, tenggat.state(now, selesai=not waits), now, zona))
    notes = []
    if done is not None and done.kab and not kab:
        notes.append(f"{number(done.disahkan)} dari {number(done.kab)} kab/kota sudah disahkan.")
    if done is not None and kab and done.disahkan:
        notes.append("Sudah disahkan.")
    if item.program in (1, 2) and item.disiapkan is None:
        notes.append("Prelist disiapkan saat periode dimulai.")
    return html.Section(
        [
            html.H3([html.Span(className=f"kalender-noda kalender-program-{item.program}"),
                     f"{NAMA_PROGRAM[item.program]} {month_name(item.kode)}"]),
            html.Ul(rows, className="kalender-kegiatan"),
            *([html.P(" ".join(notes), className="siks-samar siks-kecil")] if notes else []),
        ],
        className="kalender-periode",
    )  # fmt: skip


def _kegiatan(item: Tenggat, state: Buka, now: datetime, zona: int) -> Component:
    word, icon = _STATE[state]
    return html.Li(
        [
            html.Span(item.kegiatan, className="kalender-nama"),
            html.Span([ikon(icon), word], className=f"kalender-keadaan kalender-{state}"),
            html.Span(_sisa(item, state, now), className="kalender-sisa", **_countdown(item, state)),
            html.Span(_rentang(item, zona), className="siks-samar kalender-rentang"),
            *(
                [html.Span([ikon("plus-lg"), f"Pengecualian; semula {_at(item.semula, zona)}"],
                           className="kalender-tambah")]
                if item.semula is not None
                else []
            ),
        ]
    )  # fmt: skip


def _at(moment: datetime, zona: int) -> str:
    """In the reader's zone, and in Jakarta's where that is another."""
    here = short_moment(moment, zona)
    return here if zona == 7 else f"{here} ({short_moment(moment, 7)})"


def _rentang(item: Tenggat, zona: int) -> str:
    return f"{_at(item.buka, zona)} – {_at(item.tutup, zona)}"


def _countdown(item: Tenggat, state: Buka) -> dict[str, Any]:
    target = {Buka.BELUM_BUKA: item.buka, Buka.BUKA: item.tutup}.get(state)
    if target is None:
        return {}
    return attributes(data_menuju=target.isoformat(), data_kata="buka" if state is Buka.BELUM_BUKA else "tutup")


def _sisa(item: Tenggat, state: Buka, now: datetime) -> str:
    """What is left, as the browser counts it on: "tutup 4 hari 15 jam lagi"."""
    if state is Buka.BELUM_BUKA:
        return f"buka {lama(item.buka - now)} lagi"
    if state is Buka.BUKA:
        return f"tutup {lama(item.tutup - now)} lagi"
    return f"lewat {lama(now - item.tutup)}"


def lama(left: timedelta) -> str:
    """A span in its two biggest units: 4 hari 15 jam, 3 jam 20 menit, kurang dari semenit."""
    minutes = int(left.total_seconds()) // 60
    units = ((minutes // 1440, "hari"), (minutes // 60 % 24, "jam"), (minutes % 60, "menit"))
    first = next((place for place, (count, _) in enumerate(units) if count), None)
    if first is None:
        return "kurang dari semenit"
    return " ".join(f"{number(count)} {name}" for count, name in units[first : first + 2] if count)


def jam_pembaca(now: datetime, zona: int) -> str:
    """The zone that moments are told in."""
    name, short = ZONE[zona]
    here = now.astimezone(ZoneInfo(name))
    return f"Waktu dalam {short}, sekarang {here:%H.%M}. Tenggat ditetapkan menurut waktu Jakarta (WIB)."
