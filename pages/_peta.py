"""What an address of the map asks for: its parameters read and checked, its figures read, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from components.peta_data import Banding, Saat, evaluate_areas, evaluate_on_day
from components.peta_kalimat import Waktu
from data_access.keterangan import read_now
from data_access.pantauan import with_figures
from data_access.periode import read_periode
from data_access.progres import read_daily, read_rekap
from data_access.samaran import Tanya, read_hari_tertutup, read_topeng
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Permission, Scope
from domain.bandingan import TINGKAT_PETA, same_day_of
from domain.errors import AccessDenied, InvalidInput
from domain.indikator import DISAMARKAN, INDIKATOR, Indikator, Nilai, ratio
from domain.kalender import Periode
from domain.klasifikasi import Cara
from domain.kode import INDONESIA, Level, contains, parse_kode
from pages._samar import read_ambang

DEFAULT_METRIK = "progres"
# More parents than fit on a screen at the zoom where tiles appear would be a question from elsewhere.
MOST_PARENTS = 60

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One view of the map, checked: only what the reader may see, only what exists."""

    actor: Actor
    wilayah: Wilayah
    scope: Scope
    level: Level
    periode: Periode
    indikator: Indikator
    cara: Cara
    moment: datetime
    hari: date | None
    banding: Periode | None
    selisih: bool
    ambang: int

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels this wilayah can be shown at, the usual one first."""
        return TINGKAT_PETA[self.wilayah.level]

    @property
    def as_of(self) -> date:
        """The day the figures speak of."""
        return self.hari or self.periode.as_of(self.moment)

    @property
    def saat(self) -> Saat:
        return Saat.of(self.periode, self.as_of)

    @property
    def waktu(self) -> Waktu:
        today = self.hari is None and self.periode.is_open(self.moment)
        return Waktu(self.as_of, self.periode.first_day, self.periode.last_day, today)


def allowed_indikator(actor: Actor) -> list[Indikator]:
    """Indikator that the reader may choose."""
    return [item for item in INDIKATOR.values() if item.kode != "kuota" or actor.may(Permission.VIEW_KUOTA)]


def read_permintaan(connection: Connection, actor: Actor, query: Query) -> Permintaan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    wilayah = read_wilayah(connection, scope.kode)
    program = _whole(query, "program", 1)
    moment = read_now(connection)
    periode = read_periode(connection, program, _whole(query, "periode", 0))
    indikator = _indikator(actor, query)
    banding = read_periode(connection, program, _whole(query, "banding", 0)) if query.get("banding") else None
    return Permintaan(
        actor=actor,
        wilayah=wilayah,
        scope=scope,
        level=_level(wilayah.level, query),
        periode=periode,
        indikator=indikator,
        cara=_choice(query, "kelas", Cara, Cara.PITA),
        moment=moment,
        hari=_hari(query, periode, indikator, moment),
        banding=None if banding == periode else banding,
        selisih=query.get("banding_cara") == "selisih",
        ambang=read_ambang(connection, actor),
    )


def _whole(query: Query, key: str, default: int) -> int:
    text = query.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def _choice(query: Query, key: str, kind: type[Cara], default: Cara) -> Cara:
    text = query.get(key) or default
    if text not in set(kind):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return kind(text)


def _indikator(actor: Actor, query: Query) -> Indikator:
    kode = query.get("metrik") or DEFAULT_METRIK
    found = next((item for item in INDIKATOR.values() if item.kode == kode), None)
    if found is None:
        raise InvalidInput("Ukuran pada alamat tidak dikenal. Pilih ukuran dari daftar.")
    if found not in allowed_indikator(actor):
        raise AccessDenied
    return found


def _level(own: Level, query: Query) -> Level:
    wanted = _whole(query, "level", int(TINGKAT_PETA[own][0]))
    if wanted not in set(Level):
        raise InvalidInput("Tingkat wilayah pada alamat tidak dikenal. Pilih tingkat dari halaman ini.")
    # A level kept in the address while the wilayah changed may not exist there: the usual one is shown then.
    return Level(wanted) if wanted in TINGKAT_PETA[own] else TINGKAT_PETA[own][0]


def _hari(query: Query, periode: Periode, indikator: Indikator, moment: datetime) -> date | None:
    if not query.get("hari") or indikator.riwayat is None:
        return None
    try:
        day = date.fromisoformat(query["hari"])
    except ValueError as error:
        raise InvalidInput(
            "Hari pada alamat tidak dapat dibaca. Tulis tahun-bulan-hari, misalnya 2026-11-21."
        ) from error
    if not periode.first_day <= day <= periode.as_of(moment):
        raise InvalidInput("Hari pada alamat berada di luar periode ini. Pilih hari pada penggeser di bawah peta.")
    return day


def read_values(
    connection: Connection, ask: Permintaan, scope: Scope, level: Level
) -> tuple[pd.DataFrame, list[Nilai]]:
    """Counts and the figure asked for of every area of ``level`` in ``scope``; figures that this reader is not told are
    DISAMARKAN, the counts are not for showing.
    """
    return _values(connection, ask, scope, level, ask.periode, ask.saat, ask.hari)


def _values(
    connection: Connection, ask: Permintaan, scope: Scope, level: Level, periode: Periode, saat: Saat, day: date | None
) -> tuple[pd.DataFrame, list[Nilai]]:
    frame = read_rekap(connection, scope, level, int(periode.program), periode.kode, saat.as_of)
    frame = with_figures(connection, frame, ask.indikator, scope, level, int(periode.program), periode.kode)
    if day is None:
        values = evaluate_areas(ask.indikator, frame, saat)
    else:
        daily = read_daily(connection, scope, level, int(periode.program), periode.kode)
        values = evaluate_on_day(ask.indikator, frame, daily, day)
    return frame, _told(connection, ask, scope, level, periode, frame["kode"].tolist(), values, day)


def _told(
    connection: Connection,
    ask: Permintaan,
    scope: Scope,
    level: Level,
    periode: Periode,
    kode: list[int],
    values: list[Nilai],
    day: date | None,
) -> list[Nilai]:
    """Figures with DISAMARKAN in place of what this reader is not told, today or of a day of the history."""
    about = tanya_samar(ask, scope, level, periode)
    told = read_topeng(connection, about).samarkan(ask.indikator, kode, values)
    if day is None or not ask.ambang:
        return told
    hidden = read_hari_tertutup(connection, about, periode.first_day, str(ask.indikator.riwayat), kode)
    at = max((day - periode.first_day).days, 0)
    return [DISAMARKAN if covered else item for item, covered in zip(told, hidden[at], strict=True)]


def tanya_samar(ask: Permintaan, scope: Scope, level: Level, periode: Periode) -> Tanya:
    """What is asked about numbers that this reader is not told, as a periode stands now."""
    return Tanya(scope, level, int(periode.program), periode.kode, periode.as_of(ask.moment), ask.ambang)


def read_banding(connection: Connection, ask: Permintaan) -> Banding | None:
    """The same areas in the periode compared with: on the same day after its opening where there is a history."""
    other = ask.banding
    if other is None:
        return None
    day = None if ask.indikator.riwayat is None else same_day_of(ask.periode, other, ask.as_of)
    saat = Saat.of(other, day or other.as_of(ask.moment))
    _, values = _values(connection, ask, ask.scope, ask.level, other, saat, day)
    label = (
        other.label
        if day is None or day == other.last_day
        else f"{other.label} hari ke-{(day - other.first_day).days + 1}"
    )
    return Banding(other.kode, label, values, ask.selisih)


def selected_scope(ask: Permintaan, query: Query) -> Scope:
    """The area the details speak of: the one picked, if it lies in the wilayah shown, else the wilayah itself."""
    if not query.get("pilih"):
        return ask.scope
    picked = ask.actor.narrow(parse_kode(query["pilih"]))
    return picked if picked.kode != INDONESIA else ask.scope


def read_one(connection: Connection, ask: Permintaan, scope: Scope) -> tuple[pd.DataFrame, list[Nilai]]:
    """Counts and figure of one wilayah, as a frame of one row; Indonesia is the sum of its provinsi."""
    if scope.level is not Level.NASIONAL:
        return read_values(connection, ask, scope, scope.level)
    frame = read_rekap(connection, scope, Level.PROVINSI, int(ask.periode.program), ask.periode.kode, ask.as_of)
    program = int(ask.periode.program)
    frame = with_figures(connection, frame, ask.indikator, scope, Level.PROVINSI, program, ask.periode.kode)
    total = total_row(frame, "Indonesia")
    if ask.hari is None:
        values = evaluate_areas(ask.indikator, total, ask.saat)
    else:
        daily = read_daily(connection, scope, Level.PROVINSI, int(ask.periode.program), ask.periode.kode)
        values = evaluate_on_day(ask.indikator, total, daily.assign(kode=INDONESIA), ask.hari)
    return total, _told(connection, ask, scope, Level.NASIONAL, ask.periode, [INDONESIA], values, ask.hari)


def read_own(connection: Connection, ask: Permintaan, frame: pd.DataFrame, values: list[Nilai]) -> Nilai:
    """The figure of the wilayah itself: of its areas together, except the kuota, which it holds on its own."""
    if ask.indikator.kode == "kuota" or ask.ambang:
        return read_one(connection, ask, ask.scope)[1][0]
    if ask.indikator.pembilang is None:
        return evaluate_areas(ask.indikator, total_row(frame, ask.wilayah.nama), ask.saat)[0]
    above, below = sum(item.pembilang for item in values), sum(item.penyebut for item in values)
    return Nilai(ratio(above, below), above, below)


def total_row(frame: pd.DataFrame, nama: str, kode: int = INDONESIA) -> pd.DataFrame:
    """The areas of a rekap frame as one: sums of counts, the latest activity."""
    places = {"kode", "nama", "induk", "nama_induk", "terakhir"}
    counts = frame.drop(columns=[name for name in places if name in frame]).sum()
    row: dict[str, Any] = {
        "kode": kode,
        "nama": nama,
        "induk": kode,
        "nama_induk": "",
        "terakhir": frame["terakhir"].max(),
    }
    total = pd.DataFrame([row | counts.to_dict()])
    return total.assign(terakhir=pd.to_datetime(total["terakhir"], utc=True))


def tile_scopes(actor: Actor, parents: Sequence[int]) -> list[Scope]:
    """Scopes of the kab or provinsi in view; of one that holds the reader's wilayah, only that wilayah.

    Raises AccessDenied when one lies outside.
    """
    return [Scope(actor.wilayah) if contains(kode, actor.wilayah) else actor.narrow(kode) for kode in parents]
