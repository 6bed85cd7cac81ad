"""What an address of the verivali page asks for: its parameters read and checked, its figures read, nothing drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from components.verivali_tabel import Hari
from data_access.keterangan import read_now
from data_access.pantau_desa import Tinjauan, columns_at, read_keys, read_rows, tutup_of
from data_access.pantauan import read_pantauan_one
from data_access.periode import read_periode
from data_access.progres import read_trend
from data_access.samaran import Tanya, read_hari_tertutup, read_topeng
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Scope
from domain.errors import InvalidInput
from domain.kalender import Periode
from domain.kode import Level, parse_kode
from domain.saring import Saringan, parse_saringan
from pages._asal import moment_of
from pages._grafik_unduh import tandai_asal
from pages._samar import read_ambang

Query = Mapping[str, str]

DEFAULT_LEVEL = Level.DESA
# The worst first: that is what the page is for.
DEFAULT_ORDER = "progres,-total"


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One view of the page, checked: only what the reader may see, only what exists."""

    actor: Actor
    wilayah: Wilayah
    periode: Periode
    moment: datetime
    tinjauan: Tinjauan

    @property
    def hari(self) -> Hari:
        """The day the figures speak of, with the span of the periode."""
        ask = self.tinjauan
        return Hari(ask.as_of, ask.opened, ask.deadline, ask.days_left)

    @property
    def nomor(self) -> tuple[int, int]:
        """Programme and periode as an address carries them."""
        return self.tinjauan.program, self.tinjauan.periode


def levels_in(own: Level) -> tuple[Level, ...]:
    """Levels that a wilayah can be listed by, largest first."""
    return tuple(level for level in Level if level > own) or (Level.DESA,)


def read_permintaan(connection: Connection, actor: Actor, query: Query, level: Level | None = None) -> Permintaan:
    """Check an address; ``level`` in place of the one it names. Raises InvalidInput or AccessDenied with a text."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    wilayah = read_wilayah(connection, scope.kode)
    periode = read_periode(connection, _whole(query, "program", 1), _whole(query, "periode", 0))
    moment = read_now(connection)
    per, samar = moment_of(periode.as_of(moment), moment, wilayah.zona), read_ambang(connection, actor)
    tandai_asal(wilayah, periode.label_program, moment, per=per, samar=samar)
    at = level or read_level(query, scope.level)
    about = Tanya(scope, at, int(periode.program), periode.kode, periode.as_of(moment), samar)
    return Permintaan(
        actor,
        wilayah,
        periode,
        moment,
        Tinjauan(
            scope,
            at,
            int(periode.program),
            periode.kode,
            periode.as_of(moment),
            periode.first_day,
            periode.last_day,
            max(periode.days_left(moment), 0),
            read_topeng(connection, about),
        ),
    )


def read_level(query: Query, own: Level = Level.NASIONAL) -> Level:
    """The level of the table. Raises InvalidInput for one that the wilayah does not have below it."""
    wanted = _whole(query, "level", int(DEFAULT_LEVEL))
    if wanted not in set(levels_in(own)):
        raise InvalidInput("Tingkat pada alamat tidak ada di dalam wilayah ini. Pilih tingkat dari halaman ini.")
    return Level(wanted)


def read_saringan(query: Query, level: Level) -> Saringan:
    """Order, conditions and search of the address, in the usual order where it names none."""
    named = {key: value for key, value in query.items() if value}
    return parse_saringan({"urut": DEFAULT_ORDER, **named}, columns_at(level))


def _whole(query: Query, key: str, default: int) -> int:
    text = query.get(key) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput(f"Bagian “{key}” pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.")
    return int(text)


def read_total(connection: Connection, ask: Permintaan) -> dict[str, Any]:
    """Everything counted about the wilayah as a whole, as one row of ``read_rows``.

    Indonesia is its provinsi added. A kab is its kecamatan added, which are counted live like the desa in the table;
    the row of the kab itself is brought up to them each minute only.
    """
    whole = ask.tinjauan
    own = whole.scope.level
    level = {Level.NASIONAL: Level.PROVINSI, Level.KAB: Level.KECAMATAN}.get(own, own)
    rows = Tinjauan(whole.scope, level, *_rest(whole))
    tutup = {"tutup": tutup_of(whole.topeng, whole.scope.kode)}
    if level is own:
        return read_rows(connection, rows, [whole.scope.kode])[0] | tutup
    forecast = read_pantauan_one(connection, whole.scope.kode, whole.program, whole.periode) or {}
    return (
        _added(read_rows(connection, rows, read_keys(connection, rows, Saringan()).kode))
        | {
            name: forecast.get(name)
            for name in ("peluang", "selesai_p10", "selesai_p50", "selesai_p90", "rawan_progres", "gugus_progres")
        }
        | tutup
    )


def _rest(whole: Tinjauan) -> tuple[Any, ...]:
    return whole.program, whole.periode, whole.as_of, whole.opened, whole.deadline, whole.days_left


def _added(rows: list[dict[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = {"petugas": None, "telepon": None}
    for name, value in rows[0].items():
        if isinstance(value, int) and name not in ("kode", "peluang", "gugus_progres"):
            total[name] = sum(row[name] or 0 for row in rows)
    moments = [row["terakhir"] for row in rows if row["terakhir"] is not None]
    known = all(row["inklusi"] is not None for row in rows)
    return total | {
        "terakhir": max(moments, default=None),
        "inklusi": sum(row["inklusi"] for row in rows) if known else None,
    }


def read_curve(connection: Connection, ask: Permintaan) -> tuple[pd.DataFrame, list[bool], dict[str, Any] | None]:
    """Cumulative stages by day, days that this reader is not told, and the forecast where one was computed."""
    whole = ask.tinjauan
    scope: Scope = whole.scope
    trend = read_trend(connection, scope, whole.program, whole.periode)
    about = Tanya(scope, scope.level, whole.program, whole.periode, whole.as_of, whole.topeng.ambang)
    hidden = read_hari_tertutup(connection, about, whole.opened, "diisi", [scope.kode])
    forecast = read_pantauan_one(connection, scope.kode, whole.program, whole.periode)
    return trend, [day for (day,) in hidden], forecast
