"""What a briefing pack reads beside the reads of the pages: sums that are not a minute old.

``rekap_kab`` and ``riwayat_kab`` follow a write within seconds, at the latest within a minute. A pack is kept, so it
takes the sums of the desa for the kab that somebody wrote in meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.progres import frame_of, inside, of_periode, read_rekap, read_trend
from data_access.schema import (
    REKAP_COUNTS,
    RIWAYAT_COUNTS,
    rekap_desa,
    rekap_kab,
    riwayat_desa,
    riwayat_kab,
    usulan,
)
from domain.access import Scope
from domain.indikator import NONAKTIF, PACE_DAYS, terpakai
from domain.kode import Level
from domain.kuota import sisa
from domain.status import StatusUsulan
from domain.usulan import JENIS_OF_TAB, Tab


def _total(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(column), sa.BigInteger)


def read_jumlah_desa(connection: Connection, scope: Scope, program: int, periode: int) -> pd.DataFrame:
    """Sums over ``rekap_desa`` by kab: kab, the rekap counts (rumah tangga), terakhir."""
    query = (
        sa.select(
            rekap_desa.c.kab,
            *(_total(rekap_desa.c[name]).label(name) for name in REKAP_COUNTS),
            sa.func.max(rekap_desa.c.terakhir).label("terakhir"),
        )
        .where(of_periode(rekap_desa, program, periode), inside(rekap_desa, scope))
        .group_by(rekap_desa.c.kab)
        .order_by(rekap_desa.c.kab)
    )
    return frame_of(connection, query)


def read_jumlah_kab(connection: Connection, scope: Scope, program: int, periode: int) -> pd.DataFrame:
    """``rekap_kab`` as it stands, with the columns of ``read_jumlah_desa``."""
    query = (
        sa.select(rekap_kab.c.kab, *(rekap_kab.c[name] for name in REKAP_COUNTS), rekap_kab.c.terakhir)
        .where(of_periode(rekap_kab, program, periode), inside(rekap_kab, scope))
        .order_by(rekap_kab.c.kab)
    )
    return frame_of(connection, query)


def read_laju_desa(
    connection: Connection, kab: Collection[int], program: int, periode: int, as_of: date
) -> dict[int, int]:
    """Rumah tangga filled in during the 7 days up to ``as_of``, by kab, from ``riwayat_desa``."""
    query = (
        sa.select(riwayat_desa.c.kab, _total(riwayat_desa.c.diisi))
        .where(
            of_periode(riwayat_desa, program, periode),
            sa.or_(*(inside(riwayat_desa, Scope(kode)) for kode in kab)),
            riwayat_desa.c.tanggal > as_of - timedelta(days=PACE_DAYS),
            riwayat_desa.c.tanggal <= as_of,
        )
        .group_by(riwayat_desa.c.kab)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def read_wilayah_segar(
    connection: Connection,
    scope: Scope,
    level: Level,
    program: int,
    periode: int,
    as_of: date,
    segar: Mapping[int, Mapping[str, Any]],
) -> pd.DataFrame:
    """``progres.read_rekap`` at kab level or at desa level; ``segar`` maps kab that changed since their sums were
    refreshed to the sums of now (columns of ``read_jumlah_desa``), which take the place of the stored ones.
    """
    frame = read_rekap(connection, scope, level, program, periode, as_of)
    if level is not Level.KAB or not segar:
        return frame
    moved = read_laju_desa(connection, segar, program, periode, as_of)
    rows = frame.index[frame["kode"].isin(segar)]
    for row, kode in zip(rows, frame.loc[rows, "kode"].tolist(), strict=True):
        for name in REKAP_COUNTS:
            frame.at[row, name] = int(segar[kode][name])
        frame.at[row, "terakhir"] = pd.to_datetime(segar[kode]["terakhir"], utc=True)
        frame.at[row, "diisi_7"] = moved.get(kode, 0)
        known = any(frame.at[row, name] for name in ("kuota", "awal", "disetujui"))
        used = terpakai(frame.at[row, "awal"], _nonaktif(segar[kode]), frame.at[row, "disetujui"])
        frame.at[row, "terpakai"] = used if known else 0
    return frame


def kuota_segar(frame: pd.DataFrame, segar: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of ``kuota.read_kuota`` at kab level with the nonaktif of now for the kab in ``segar``."""
    if not segar:
        return frame
    frame = frame.copy()
    rows = frame.index[frame["kode"].isin(segar)]
    for row, kode in zip(rows, frame.loc[rows, "kode"].tolist(), strict=True):
        gone = _nonaktif(segar[kode])
        if frame.at[row, "ada"]:
            frame.at[row, "terpakai"] = terpakai(frame.at[row, "awal"], gone, frame.at[row, "disetujui"])
        frame.at[row, "nonaktif"] = gone
    frame["sisa"] = sisa(frame["kuota"], frame["terpakai"])
    frame["lebih"] = (-frame["sisa"]).clip(lower=0)
    frame["harus_menunggu"] = (frame["menunggu"] - frame["sisa"].clip(lower=0)).clip(lower=0)
    return frame


def read_status_usulan(connection: Connection, scope: Scope, program: int, periode: int) -> dict[StatusUsulan, int]:
    """Number of usulan by status, statuses without one left out; other cases of the review are none."""
    query = (
        sa.select(usulan.c.status, sa.func.count())
        .where(
            of_periode(usulan, program, periode),
            inside(usulan, scope),
            usulan.c.jenis.in_([int(item) for item in JENIS_OF_TAB[Tab.USULAN]]),
        )
        .group_by(usulan.c.status)
        .order_by(usulan.c.status)
    )
    return {StatusUsulan(status): count for status, count in connection.execute(query)}


def _nonaktif(row: Mapping[str, Any]) -> int:
    return sum(int(row[name]) for name in NONAKTIF)


def read_tren_segar(
    connection: Connection, scope: Scope, program: int, periode: int, segar: Collection[int]
) -> pd.DataFrame:
    """``progres.read_trend``, with the days of the desa for the kab in ``segar``."""
    if not segar:
        return read_trend(connection, scope, program, periode)
    parts = [
        sa.select(table.c.tanggal, *(table.c[name] for name in RIWAYAT_COUNTS)).where(
            of_periode(table, program, periode), within
        )
        for table, within in (
            (riwayat_kab, sa.and_(inside(riwayat_kab, scope), riwayat_kab.c.kab.not_in(segar))),
            (riwayat_desa, sa.or_(*(inside(riwayat_desa, Scope(kode)) for kode in segar))),
        )
    ]
    rows = sa.union_all(*parts).subquery("hari")
    query = (
        sa.select(rows.c.tanggal, *(_total(rows.c[name]).label(name) for name in RIWAYAT_COUNTS))
        .group_by(rows.c.tanggal)
        .order_by(rows.c.tanggal)
    )
    frame = frame_of(connection, query)
    return frame.assign(**{name: frame[name].cumsum() for name in RIWAYAT_COUNTS})
