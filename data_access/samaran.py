"""Which counts of which areas are hidden from readers who may not see households (``domain.samaran``).

It is decided from the top of the country down, whoever asks and whatever is shown, so that pages, levels and readers
put side by side say no more than each alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.kuota import read_kuota
from data_access.pantauan import with_figures
from data_access.progres import read_daily, read_rekap
from data_access.schema import rekap_register
from domain.access import Scope
from domain.indikator import DIISI, DIPERIKSA, FINAL, INDIKATOR, NONAKTIF, TERIMPOR, TOTAL
from domain.kode import INDONESIA, Level, ancestor
from domain.samaran import Topeng, bits_of, hitung_of, tutup_hari, tutup_keluarga, tutup_sendiri

# Columns of a rekap that a stage of the history counts.
TAHAP = {"diisi": DIISI, "terimpor": TERIMPOR, "diperiksa": DIPERIKSA, "final": FINAL, "nonaktif": NONAKTIF}
_UNIT = {Level.NASIONAL: 10**10, Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}


@dataclass(frozen=True, slots=True)
class Tanya:
    """Of which areas, periode and day is asked; ``ambang`` 0 (the reader may see households) asks nothing.

    ``kuota``: the counts of a kuota too.
    """

    scope: Scope
    level: Level
    program: int
    periode: int
    as_of: date
    ambang: int
    kuota: bool = False


# What was worked out in a snapshot: several parts of a page ask for the same.
_KNOWN: WeakKeyDictionary[Connection, dict[Any, Any]] = WeakKeyDictionary()


def read_topeng(connection: Connection, ask: Tanya) -> Topeng:
    """What is hidden of the areas of ``ask.scope`` down to ``ask.level``, of every area above and of those beside."""
    if not ask.ambang:
        return Topeng()
    known = _KNOWN.setdefault(connection, {})
    if ask not in known:
        known[ask] = Topeng(ask.ambang, _from_the_top(_levels(connection, ask), ask.ambang))
    found: Topeng = known[ask]
    return found


def _levels(connection: Connection, ask: Tanya) -> list[pd.DataFrame]:
    """The counts of every level from Indonesia to ``ask.level``."""
    known = _KNOWN.setdefault(connection, {})
    key = ("hitung", ask)
    if key in known:
        return list(known[key])
    above = ("hitung", replace(ask, scope=Scope(INDONESIA), level=Level.KAB))
    if above not in known:
        upper = _counts(connection, above[1])
        known[above] = [_summed(upper, Level.NASIONAL), _summed(upper, Level.PROVINSI), upper]
    levels: list[pd.DataFrame] = list(known[above])
    if ask.level > Level.KAB:
        inside = Scope(ancestor(ask.scope.kode, Level.KAB)) if ask.scope.level > Level.KAB else ask.scope
        lower = _counts(connection, replace(ask, scope=inside))
        # The sums of a kab follow its desa a moment later; what is counted now is told now.
        levels[2] = _newer(levels[2], _summed(lower, Level.KAB))
        levels += [_summed(lower, Level.KECAMATAN), lower][: ask.level - Level.KAB]
        known[key] = levels
    return levels


def read_hari_tertutup(
    connection: Connection, ask: Tanya, opened: date, tahap: str, kode: Sequence[int]
) -> list[list[bool]]:
    """Of every day from ``opened`` to ``ask.as_of`` whether the history of each area of ``ask.level`` is hidden.

    ``tahap`` names a column of the history; what is hidden today is hidden on all days. Empty where nothing is.
    """
    if not ask.ambang:
        return []
    topeng = read_topeng(connection, ask)
    days = (ask.as_of - opened).days + 1
    told = np.ones((days, 1), dtype=bool)
    above_kode, above_level = np.zeros(1, dtype=np.int64), Level.NASIONAL
    found: dict[int, Any] = {}
    for frame, level in zip(_levels(connection, ask), Level, strict=False):
        codes = frame.index.to_numpy(dtype=np.int64)
        moved = _by_day(connection, ask, level, tahap, codes, opened, days)
        family = np.searchsorted(above_kode, _at(codes, above_level))
        covered = np.array(topeng.tutup(codes.tolist(), TAHAP[tahap], TOTAL), dtype=bool)
        hidden = tutup_hari(moved, frame["total"].to_numpy(), ask.ambang, family, told, covered)
        if level is ask.level:
            own = hidden[:, family] | covered[None, :]
            found = dict(zip(codes.tolist(), own.T, strict=True))
        told, above_kode, above_level = ~hidden[:, family], codes, level
    none = np.zeros(days, dtype=bool)
    return [list(map(bool, row)) for row in np.stack([found.get(item, none) for item in kode], axis=1)]


def _by_day(connection: Connection, ask: Tanya, level: Level, tahap: str, kode: Any, opened: date, days: int) -> Any:
    """``[day, area]``: rows that had entered a stage by the end of each day."""
    inside = level > Level.KAB and ask.scope.level > Level.KAB
    scope = Scope(ancestor(ask.scope.kode, Level.KAB)) if inside else ask.scope if level > Level.KAB else Scope(0)
    daily = read_daily(connection, scope, max(level, Level.PROVINSI), ask.program, ask.periode)
    found = np.zeros((days, len(kode)), dtype=np.int64)
    if len(daily):
        # What moved before the opening belongs to the first day.
        day = np.array([max((item - opened).days, 0) for item in daily["tanggal"]])
        place = np.searchsorted(kode, _at(daily["kode"], level))
        kept = day < days
        np.add.at(found, (day[kept], place[kept]), daily[tahap].to_numpy(dtype=np.int64)[kept])
    return found.cumsum(axis=0)


def _counts(connection: Connection, ask: Tanya) -> pd.DataFrame:
    """Every column that ``domain.samaran.POTONG`` names, by kode."""
    asked = (connection, ask.scope, ask.level, ask.program, ask.periode)
    frame = read_rekap(*asked, ask.as_of)
    for kode in ("inklusi", "eksklusi"):
        frame = with_figures(connection, frame, INDIKATOR[kode], *asked[1:])
    frame = frame.set_index("kode")
    register = _register(connection, ask.scope, ask.level).reindex(frame.index, fill_value=0)
    frame = frame.assign(art=register["art"], p1=register["p1"])
    if ask.kuota:
        frame = frame.assign(menunggu=read_kuota(*asked, ask.as_of).set_index("kode")["menunggu"])
    numbers = frame.select_dtypes("number").drop(columns=["induk"])
    return numbers.fillna(0).astype("int64")


def _register(connection: Connection, scope: Scope, level: Level) -> pd.DataFrame:
    area = sa.cast(rekap_register.c.desa // _UNIT[level], sa.BigInteger)
    sums = [sa.cast(sa.func.sum(rekap_register.c[name]), sa.BigInteger) for name in ("art", "p1")]
    query = sa.select(area, *sums).where(
        rekap_register.c.desa >= scope.desa.low, rekap_register.c.desa < scope.desa.high
    )
    rows = [tuple(row) for row in connection.execute(query.group_by(area))]
    return pd.DataFrame(rows, columns=["kode", "art", "p1"]).set_index("kode")


def _at(kode: Any, level: Level) -> Any:
    """Codes of the areas of ``level`` that hold areas of a lower one, all of the same."""
    digits = {Level.NASIONAL: 0, Level.PROVINSI: 2, Level.KAB: 4, Level.KECAMATAN: 6, Level.DESA: 10}[level]
    codes = np.asarray(kode, dtype=np.int64)
    if not digits:
        return np.zeros_like(codes)
    own = len(str(int(codes.max()))) if len(codes) else digits
    return codes // 10 ** (own - digits)


def _summed(frame: pd.DataFrame, level: Level) -> pd.DataFrame:
    return frame.groupby(_at(frame.index, level)).sum()


def _newer(stored: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    # The kuota of a kab is its own and no sum.
    own = ["kuota", "awal", "disetujui", "terpakai"]
    found = stored.copy()
    names = [name for name in stored.columns if name not in own]
    found.loc[counted.index, names] = counted[names]
    return found


def _from_the_top(levels: list[pd.DataFrame], ambang: int) -> Mapping[int, int]:
    bits: dict[int, int] = {}
    above, above_kode, above_level = None, np.zeros(1, dtype=np.int64), Level.NASIONAL
    for depth, frame in enumerate(levels):
        kode = frame.index.to_numpy(dtype=np.int64)
        value = hitung_of({str(name): frame[name].to_numpy() for name in frame.columns}, len(frame))
        if above is None:
            hidden = tutup_sendiri(value, ambang)
        else:
            hidden = tutup_keluarga(value, ambang, np.searchsorted(above_kode, _at(kode, above_level)), above)
        bits |= zip(kode.tolist(), bits_of(hidden), strict=True)
        above, above_kode, above_level = hidden, kode, Level(depth)
    return bits
