"""Which counts of which areas are hidden from readers who may not see households (``domain.samaran``).

It is decided from the top of the country down, whoever asks and whatever is shown, so that pages, levels and readers
put side by side say no more than each alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.kuota import read_kuota
from data_access.pantauan import with_figures
from data_access.progres import read_rekap
from data_access.schema import rekap_register
from domain.access import Scope
from domain.indikator import INDIKATOR
from domain.kode import INDONESIA, Level, ancestor
from domain.samaran import Topeng, bits_of, hitung_of, tutup_keluarga, tutup_sendiri

_UNIT = {Level.NASIONAL: 10**10, Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}


def read_topeng(
    connection: Connection,
    scope: Scope,
    level: Level,
    program: int,
    periode: int,
    as_of: date,
    ambang: int,
    *,
    kuota: bool = False,
) -> Topeng:
    """What is hidden of the areas of ``scope`` down to ``level``, and of every area above them and beside those.

    ``ambang`` 0 (the reader may see households) asks nothing and hides nothing. ``kuota``: the counts of a kuota too.
    """
    if not ambang:
        return Topeng()

    def counts(of: Scope, at: Level) -> pd.DataFrame:
        return _counts(connection, of, at, program, periode, as_of, kuota=kuota)

    upper = counts(Scope(INDONESIA), Level.KAB)
    levels = [_summed(upper, at) for at in (Level.NASIONAL, Level.PROVINSI)] + [upper]
    if level > Level.KAB:
        inside = Scope(ancestor(scope.kode, Level.KAB)) if scope.level > Level.KAB else scope
        lower = counts(inside, level)
        # The sums of a kab follow its desa a moment later; what is counted now is told now.
        levels[2] = _newer(upper, _summed(lower, Level.KAB))
        levels += [_summed(lower, Level.KECAMATAN), lower][: level - Level.KAB]
    return Topeng(ambang, _from_the_top(levels, ambang))


def _counts(
    connection: Connection, scope: Scope, level: Level, program: int, periode: int, as_of: date, *, kuota: bool
) -> pd.DataFrame:
    """Every column that ``domain.samaran.POTONG`` names, by kode."""
    frame = read_rekap(connection, scope, level, program, periode, as_of)
    for kode in ("inklusi", "eksklusi"):
        frame = with_figures(connection, frame, INDIKATOR[kode], scope, level, program, periode)
    frame = frame.set_index("kode")
    register = _register(connection, scope, level).reindex(frame.index, fill_value=0)
    frame = frame.assign(art=register["art"], p1=register["p1"])
    if kuota:
        waiting = read_kuota(connection, scope, level, program, periode, as_of).set_index("kode")["menunggu"]
        frame = frame.assign(menunggu=waiting)
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
