"""Figures by area for the map, the table beside it and the trend: counts only, percentages are domain.indikator's.

Provinsi and kab/kota are read from ``rekap_kab`` (514 rows a periode), kecamatan and desa from ``rekap_desa`` by a
range of desa codes, so that no read is longer than what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import (
    REKAP_COUNTS,
    RIWAYAT_COUNTS,
    kuota,
    rekap_desa,
    rekap_kab,
    riwayat_desa,
    riwayat_kab,
    wilayah,
)
from domain.access import Scope
from domain.errors import InvalidInput
from domain.indikator import NONAKTIF, PACE_DAYS, terpakai
from domain.kode import Level, ancestor

_UNIT_OF_LEVEL = {Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}

_AREA_COLUMNS = ("kode", "nama", "induk", "nama_induk")


def check_level(scope: Scope, level: Level) -> None:
    """Raise InvalidInput for a level that no area of the scope has."""
    if level < max(scope.level, Level.PROVINSI):
        raise InvalidInput("Tingkat wilayah itu lebih tinggi daripada wilayah yang dipilih. Pilih tingkat lain.")


def is_from_kab(scope: Scope, level: Level) -> bool:
    """Whether the 514-row tables answer: not inside a kab, and not below one."""
    return level <= Level.KAB and scope.level <= Level.KAB


def source(table_kab: sa.Table, table_desa: sa.Table, scope: Scope, level: Level) -> sa.Table:
    """The table that answers for areas of ``level``: sums by kab where they suffice."""
    return table_kab if is_from_kab(scope, level) else table_desa


def area_of(table: sa.Table, level: Level) -> sa.ColumnElement[int]:
    """Code of the area of ``level`` that a row belongs to."""
    if "desa" in table.c:
        unit = _UNIT_OF_LEVEL[level]
        return table.c.desa if unit == 1 else sa.cast(table.c.desa // unit, sa.BigInteger)
    return sa.cast(table.c.kab if level is Level.KAB else table.c.kab // 100, sa.BigInteger)


def inside(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    """Rows of a table that lie in ``scope``, by a range of its codes."""
    rng = scope.desa
    if "desa" in table.c:
        return sa.and_(table.c.desa >= rng.low, table.c.desa < rng.high)
    return table.c.kab.between(rng.low // 10**6, (rng.high - 1) // 10**6)


def of_periode(table: sa.Table, program: int, periode: int) -> sa.ColumnElement[bool]:
    """Rows of one programme and periode."""
    return sa.and_(table.c.periode == periode, table.c.program == program)


def _sums(table: sa.Table, columns: Sequence[str]) -> list[sa.ColumnElement[int]]:
    return [sa.cast(sa.func.sum(table.c[name]), sa.BigInteger).label(name) for name in columns]


def read_rekap(
    connection: Connection, scope: Scope, level: Level, program: int, periode: int, as_of: date
) -> pd.DataFrame:
    """Counts of every area of ``level`` inside ``scope``, also of areas without a single row.

    Columns: kode, nama, induk, nama_induk; the rekap counts (rumah tangga); ``terakhir`` (moment of the last
    activity, NaT when none); ``diisi_7`` (rumah tangga filled in during the 7 days up to ``as_of``); kuota, awal,
    disetujui, terpakai (KPM; 0 where no kuota is set). Ordered by kode.
    """
    check_level(scope, level)
    rekap = source(rekap_kab, rekap_desa, scope, level)
    area = area_of(rekap, level)
    counts = (
        sa.select(area.label("area"), *_sums(rekap, REKAP_COUNTS), sa.func.max(rekap.c.terakhir).label("terakhir"))
        .where(of_periode(rekap, program, periode), inside(rekap, scope))
        .group_by(area)
        .subquery("hitung")
    )
    history = source(riwayat_kab, riwayat_desa, scope, level)
    moved = (
        sa.select(area_of(history, level).label("area"), *_sums(history, ["diisi"]))
        .where(
            of_periode(history, program, periode),
            inside(history, scope),
            history.c.tanggal > as_of - timedelta(days=PACE_DAYS),
            history.c.tanggal <= as_of,
        )
        .group_by(sa.literal_column("1"))
        .subquery("laju")
    )
    places = _kuota_by_area(scope, level, program, periode)
    up = wilayah.alias("atas")
    zero = sa.literal(0)
    query = (
        sa.select(
            wilayah.c.kode,
            wilayah.c.nama,
            wilayah.c.induk,
            sa.func.coalesce(up.c.nama, "Indonesia").label("nama_induk"),
            *(sa.func.coalesce(counts.c[name], zero).label(name) for name in REKAP_COUNTS),
            counts.c.terakhir,
            sa.func.coalesce(moved.c.diisi, zero).label("diisi_7"),
            *(sa.func.coalesce(places.c[name], zero).label(name) for name in ("kuota", "awal", "disetujui")),
        )
        .select_from(
            wilayah.outerjoin(counts, counts.c.area == wilayah.c.kode)
            .outerjoin(moved, moved.c.area == wilayah.c.kode)
            .outerjoin(places, places.c.area == wilayah.c.kode)
            .outerjoin(up, up.c.kode == wilayah.c.induk)
        )
        .where(areas(scope, level))
        .order_by(wilayah.c.kode)
    )
    frame = frame_of(connection, query)
    frame["terakhir"] = pd.to_datetime(frame["terakhir"], utc=True)
    # Where no kuota is set nothing is used of it either: 0 of 0 reads as "tidak ada data". A desa that was given 0
    # places still uses what its KPM hold.
    nonaktif = frame[list(NONAKTIF)].sum(axis=1)
    known = frame[["kuota", "awal", "disetujui"]].any(axis=1)
    frame["terpakai"] = terpakai(frame["awal"], nonaktif, frame["disetujui"]).where(known, 0)
    return frame


def frame_of(connection: Connection, query: sa.Select[Any]) -> pd.DataFrame:
    """The rows of a query as a frame with its column names."""
    # Plain tuples: pandas looks through every attribute of SQLAlchemy's own rows, three times as long.
    rows = [tuple(row) for row in connection.execute(query).all()]
    return pd.DataFrame(rows, columns=list(query.selected_columns.keys()))


def areas(scope: Scope, level: Level) -> sa.ColumnElement[bool]:
    """The areas themselves, by equality: a range of codes beside a level makes the planner expect one row."""
    within: sa.ColumnElement[bool] = sa.true()
    if scope.level is level:
        within = wilayah.c.kode == scope.kode
    elif scope.level is Level.KECAMATAN:
        within = wilayah.c.induk == scope.kode
    elif scope.level is Level.KAB:
        within = sa.and_(wilayah.c.prov == ancestor(scope.kode, Level.PROVINSI), wilayah.c.kab == scope.kode)
    elif scope.level is Level.PROVINSI:
        within = wilayah.c.prov == scope.kode
    return sa.and_(wilayah.c.level == int(level), within)


def _kuota_by_area(scope: Scope, level: Level, program: int, periode: int) -> sa.Subquery:
    """Kuota of each area: a kab's own row at kab level and above, the division among desa below it."""
    if level <= Level.KAB:
        area: sa.ColumnElement[int] = sa.cast(kuota.c.kab if level is Level.KAB else kuota.c.kab // 100, sa.BigInteger)
        rng = scope.desa
        within = sa.and_(kuota.c.desa == 0, kuota.c.kab.between(rng.low // 10**6, (rng.high - 1) // 10**6))
    else:
        area = area_of(kuota, level)
        within = sa.and_(inside(kuota, scope), kuota.c.desa > 0)
    return (
        sa.select(area.label("area"), *_sums(kuota, ["kuota", "awal", "disetujui"]))
        .where(of_periode(kuota, program, periode), within)
        .group_by(area)
        .subquery("tempat")
    )


def read_daily(connection: Connection, scope: Scope, level: Level, program: int, periode: int) -> pd.DataFrame:
    """Rows that entered a stage on each day, by area: kode, tanggal, diisi, terimpor, diperiksa, final, nonaktif
    (rumah tangga).

    Only days with movement appear; cumulate to get the state of a day.
    """
    check_level(scope, level)
    history = source(riwayat_kab, riwayat_desa, scope, level)
    area = area_of(history, level)
    query = (
        sa.select(area.label("kode"), history.c.tanggal, *_sums(history, RIWAYAT_COUNTS))
        .where(of_periode(history, program, periode), inside(history, scope))
        .group_by(area, history.c.tanggal)
        .order_by(area, history.c.tanggal)
    )
    return frame_of(connection, query)


def read_trend(connection: Connection, scope: Scope, program: int, periode: int) -> pd.DataFrame:
    """Cumulative stages of one wilayah: tanggal, diisi, terimpor, diperiksa, final, nonaktif (rumah tangga)."""
    history = riwayat_kab if scope.level <= Level.KAB else riwayat_desa
    query = (
        sa.select(history.c.tanggal, *_sums(history, RIWAYAT_COUNTS))
        .where(of_periode(history, program, periode), inside(history, scope))
        .group_by(history.c.tanggal)
        .order_by(history.c.tanggal)
    )
    frame = frame_of(connection, query)
    return frame.assign(**{name: frame[name].cumsum() for name in RIWAYAT_COUNTS})


def read_total(connection: Connection, scope: Scope, program: int, periode: int) -> int:
    """Rumah tangga on the prelist of one wilayah (T)."""
    rekap = rekap_kab if scope.level <= Level.KAB else rekap_desa
    query = sa.select(sa.func.coalesce(sa.func.sum(rekap.c.total), 0)).where(
        of_periode(rekap, program, periode), inside(rekap, scope)
    )
    return int(connection.execute(query).scalar_one())
