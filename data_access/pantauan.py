"""Forecasts, pace and hot spots as the background work left them (``workflow.pantauan``): reads only.

Every wilayah of every level has at most one row a periode. Before the first computation there is none, and pages
say "perkiraan belum dihitung".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import aggregate_order_by

from data_access.progres import frame_of, inside
from data_access.schema import pantauan, rekap_desa, rekap_register, wilayah
from domain.access import Scope
from domain.indikator import BATAS_DESIL, DIISI, NONAKTIF, STA_COLUMNS, TOTAL, Indikator, ratio
from domain.kalender import Program
from domain.kode import Level, ancestor

# What a row says of its wilayah; the keys are asked for, not answered.
KOLOM: tuple[str, ...] = tuple(
    column.name for column in pantauan.c if column.name not in ("periode", "program", "wilayah", "kab", "level")
)


class Rawan(StrEnum):
    """Of what a hot spot is: the suffix of its columns."""

    PROGRES = "progres"
    INKLUSI = "inklusi"


@dataclass(frozen=True, slots=True)
class Gugus:
    """Desa beside each other that stand out together; only those inside the reader's scope.

    ``nilai`` is the percentage of the figure over them (progress, or inclusion error), ``sekitar`` the same over the
    other desa of their kab inside the scope, None where there are none.
    """

    rawan: Rawan
    nomor: int
    desa: tuple[int, ...]
    kecamatan: tuple[str, ...]
    kab: tuple[str, ...]
    nilai: float | None
    sekitar: float | None


def _of(program: int, periode: int) -> sa.ColumnElement[bool]:
    return sa.and_(pantauan.c.periode == periode, pantauan.c.program == program)


def _inside(scope: Scope, level: Level) -> sa.ColumnElement[bool]:
    """Rows of ``level`` in ``scope``; by equality on kab where there is one, as the index has it."""
    within: sa.ColumnElement[bool] = sa.true()
    if level < scope.level:
        within = sa.false()
    elif scope.level is Level.PROVINSI:
        kab = pantauan.c.kab.between(scope.kode * 100, scope.kode * 100 + 99)
        within = pantauan.c.wilayah == scope.kode if level is Level.PROVINSI else kab
    elif scope.level >= Level.KAB:
        within = pantauan.c.kab == ancestor(scope.kode, Level.KAB)
        if level is scope.level:
            within &= pantauan.c.wilayah == scope.kode
        elif scope.level is Level.KECAMATAN:
            within &= sa.and_(pantauan.c.wilayah >= scope.desa.low, pantauan.c.wilayah < scope.desa.high)
    return sa.and_(pantauan.c.level == int(level), within)


def read_pantauan(
    connection: Connection,
    scope: Scope,
    level: Level,
    program: int,
    periode: int,
    columns: Sequence[str] = KOLOM,
) -> pd.DataFrame:
    """One row for each area of ``level`` in ``scope`` that was computed: ``kode`` and ``columns``, ordered by kode.

    What the columns mean stands in ``data_access.schema.pantauan``; dates and lists are None where there is no
    forecast. Ask for the few columns that are shown where there are many desa: the lists are long. Empty before the
    first computation, and for a level above the scope.
    """
    query = (
        sa.select(pantauan.c.wilayah.label("kode"), *(pantauan.c[name] for name in columns))
        .where(_of(program, periode), _inside(scope, level))
        .order_by(pantauan.c.wilayah)
    )
    return frame_of(connection, query)


def read_pantauan_one(connection: Connection, kode: int, program: int, periode: int) -> dict[str, Any] | None:
    """The row of one wilayah (0 is Indonesia) as ``kode`` and every column; None before it was computed.

    The caller has narrowed ``kode`` to what the reader may see.
    """
    scope = Scope(kode)
    kab = ancestor(kode, Level.KAB) if scope.level >= Level.KAB else 0
    query = sa.select(pantauan.c.wilayah.label("kode"), *(pantauan.c[name] for name in KOLOM)).where(
        _of(program, periode), pantauan.c.wilayah == kode, pantauan.c.kab == kab
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else dict(row)


def read_gugus(connection: Connection, scope: Scope, rawan: Rawan, program: int, periode: int) -> list[Gugus]:
    """The hot spots that touch ``scope``, biggest first. Empty before the first computation."""
    nomor = pantauan.c[f"gugus_{rawan}"]
    above, below = (
        (_plus(rekap_desa, DIISI), _plus(rekap_desa, TOTAL))
        if rawan is Rawan.PROGRES
        else (_plus(rekap_desa, NONAKTIF) + pantauan.c.inklusi_desil, _plus(rekap_desa, STA_COLUMNS))
    )
    desa, kecamatan, kab = wilayah.alias("desa"), wilayah.alias("kecamatan"), wilayah.alias("kabupaten")
    rows = (
        pantauan.join(
            rekap_desa,
            sa.and_(
                rekap_desa.c.desa == pantauan.c.wilayah,
                rekap_desa.c.kab == pantauan.c.kab,
                rekap_desa.c.periode == pantauan.c.periode,
                rekap_desa.c.program == pantauan.c.program,
            ),
        )
        .join(desa, desa.c.kode == pantauan.c.wilayah)
        .join(kecamatan, kecamatan.c.kode == desa.c.induk)
        .join(kab, kab.c.kode == pantauan.c.kab)
    )
    members = (
        sa.select(
            nomor.label("nomor"),
            sa.func.array_agg(aggregate_order_by(pantauan.c.wilayah, pantauan.c.wilayah)).label("desa"),
            sa.func.array_agg(sa.distinct(kecamatan.c.nama)).label("kecamatan"),
            sa.func.array_agg(sa.distinct(kab.c.nama)).label("kab"),
            sa.func.array_agg(sa.distinct(pantauan.c.kab)).label("kode_kab"),
            sa.func.sum(above).label("atas"),
            sa.func.sum(below).label("bawah"),
        )
        .select_from(rows)
        .where(_of(program, periode), _inside(scope, Level.DESA), nomor.is_not(None))
        .group_by(nomor)
    )
    found = connection.execute(members).all()
    touched = sorted({kode for row in found for kode in row.kode_kab})
    if not touched:
        return []
    whole = sa.select(pantauan.c.kab, sa.func.sum(above), sa.func.sum(below)).select_from(rows)
    whole = whole.where(_of(program, periode), _inside(scope, Level.DESA), pantauan.c.kab.in_(touched))
    per_kab = {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(whole.group_by(pantauan.c.kab))}
    gugus = []
    for row in found:
        around = [per_kab[kode] for kode in row.kode_kab]
        gugus.append(
            Gugus(
                rawan,
                row.nomor,
                tuple(row.desa),
                tuple(row.kecamatan),
                tuple(row.kab),
                ratio(int(row.atas), int(row.bawah)),
                ratio(sum(a for a, _ in around) - int(row.atas), sum(b for _, b in around) - int(row.bawah)),
            )
        )
    return sorted(gugus, key=lambda item: (-len(item.desa), item.nomor))


def _plus(table: sa.Table, columns: Sequence[str]) -> sa.ColumnElement[int]:
    terms: list[sa.ColumnElement[int]] = [table.c[name] for name in columns]
    return sum(terms[1:], terms[0])


# Columns of figures that do not come from the rekap, by where they come from.
_RAWAN = ("rawan_progres", "dinilai_progres", "rawan_inklusi", "dinilai_inklusi")
_PANTAUAN = frozenset({"inklusi", "kpm_dikunjungi", *_RAWAN})
_REGISTER = frozenset({"ruta_miskin", "bukan_kpm_miskin"})
_DESA_CODES = {Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}
_MISKIN = range(1, BATAS_DESIL + 1)


def with_figures(
    connection: Connection,
    frame: pd.DataFrame,
    indikator: Indikator,
    scope: Scope,
    level: Level,
    program: int,
    periode: int,
) -> pd.DataFrame:
    """A frame of ``progres.read_rekap`` with what ``indikator`` needs beyond the rekap, 0 where it is not known yet.

    inklusi, kpm_dikunjungi (KPM; 0 outside BSP, where rows are not only KPM), rawan_… and dinilai_… (desa),
    ruta_miskin and bukan_kpm_miskin (rumah tangga of the register, whatever the periode).
    """
    needed = {*(indikator.pembilang or ()), *(indikator.penyebut or ())}
    if needed & _PANTAUAN:
        columns = ("inklusi_desil", *_RAWAN)
        known = read_pantauan(connection, scope, level, program, periode, columns).set_index("kode")
        found = known.reindex(frame["kode"]).reset_index(drop=True)
        counted = found["inklusi_desil"].notna() & (program == Program.BSP)
        found = found.fillna(0).astype(int)
        salah = frame[list(NONAKTIF)].sum(axis=1) + found.pop("inklusi_desil")
        frame = frame.assign(
            inklusi=salah.where(counted, 0),
            kpm_dikunjungi=frame[list(STA_COLUMNS)].sum(axis=1).where(counted, 0),
            **found,
        )
    if needed & _REGISTER:
        poor, kpm = _read_miskin(connection, scope, level).reindex(frame["kode"], fill_value=0).to_numpy().T
        frame = frame.assign(ruta_miskin=poor, bukan_kpm_miskin=poor - kpm)
    return frame


def _read_miskin(connection: Connection, scope: Scope, level: Level) -> pd.DataFrame:
    """Ruta up to the limit of desil by area, and those of them that are KPM."""
    area = sa.cast(rekap_register.c.desa // _DESA_CODES[level], sa.BigInteger)
    sums = [
        sa.cast(sa.func.sum(_plus(rekap_register, [f"{letter}{desil}" for desil in _MISKIN])), sa.BigInteger)
        for letter in "dk"
    ]
    query = sa.select(area, *sums).where(inside(rekap_register, scope)).group_by(area)
    rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=["kode", "ruta", "kpm"]).set_index("kode")
