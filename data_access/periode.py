"""Periode of every programme and the exceptions of a kab, as stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import pengecualian, periode, persiapan
from domain.access import Scope
from domain.batch import TERSAH
from domain.errors import InvalidInput
from domain.kalender import Jadwal, Kegiatan, Periode, Program

# PBI-JK has periode of its own and no rows to verify.
_VERIFIED = periode.c.program.in_([int(item) for item in Program])
# With a prelist, if only of some kab yet; the others lie ahead.
_PREPARED = sa.or_(
    periode.c.disiapkan.is_not(None),
    sa.exists().where(persiapan.c.program == periode.c.program, persiapan.c.periode == periode.c.kode),
)

Pengecualian = Mapping[Kegiatan, datetime]


def _moments(row: sa.Row[Any], pengecualian: Pengecualian | None = None) -> dict[str, Any]:
    return {
        "kode": row.kode,
        "buka": row.buka,
        "tutup_verivali": row.tutup_verivali,
        "tutup_pengesahan": row.tutup_pengesahan,
        "buka_usulan": row.buka_usulan,
        "pengecualian": pengecualian or {},
        "disiapkan": row.disiapkan,
    }


def _as_periode(row: sa.Row[Any], pengecualian: Pengecualian | None = None) -> Periode:
    return Periode(program=Program(row.program), **_moments(row, pengecualian))


def list_periode(connection: Connection) -> list[Periode]:
    """Every periode that has rows, by programme and newest first."""
    query = sa.select(periode).where(_VERIFIED, _PREPARED).order_by(periode.c.program, periode.c.kode.desc())
    return [_as_periode(row) for row in connection.execute(query)]


def read_periode(connection: Connection, program: int, kode: int, kab: int | None = None) -> Periode:
    """One periode; for a ``kab`` with the exceptions it was given, which is what every guard asks.

    Raises InvalidInput when the programme has none of that code.
    """
    query = sa.select(periode).where(_VERIFIED, periode.c.program == program, periode.c.kode == kode)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise InvalidInput("Periode itu tidak ada pada program ini. Pilih periode dari daftar di atas halaman.")
    return _as_periode(row, read_pengecualian(connection, kab, program, kode) if kab is not None else None)


def list_jadwal(connection: Connection, dari: datetime, sampai: datetime, kab: int | None = None) -> list[Jadwal]:
    """Periode of every programme, PBI-JK too, of which something lies between two moments; for a ``kab`` with its
    exceptions. By programme, oldest first.
    """
    given: dict[tuple[int, int], dict[Kegiatan, datetime]] = defaultdict(dict)
    if kab is not None:
        p = pengecualian
        query = (
            sa.select(p.c.program, p.c.periode, p.c.kegiatan, sa.func.max(p.c.sampai))
            .where(p.c.kab == kab, p.c.dicabut.is_(None))
            .group_by(p.c.program, p.c.periode, p.c.kegiatan)
        )
        for program, kode, kegiatan, until in connection.execute(query):
            given[program, kode][Kegiatan(kegiatan)] = until
    last = sa.func.greatest(periode.c.tutup_pengesahan, _longest())
    query_periode = (
        sa.select(periode).where(periode.c.buka <= sampai, last >= dari).order_by(periode.c.program, periode.c.kode)
    )
    return [
        Jadwal(program=row.program, **_moments(row, given.get((row.program, row.kode))))
        for row in connection.execute(query_periode)
    ]


def _longest() -> sa.ScalarSelect[Any]:
    """The last moment that any kab was given in a periode."""
    return (
        sa.select(sa.func.max(pengecualian.c.sampai))
        .where(
            pengecualian.c.program == periode.c.program,
            pengecualian.c.periode == periode.c.kode,
            pengecualian.c.dicabut.is_(None),
        )
        .scalar_subquery()
    )


def list_berjalan(connection: Connection, now: datetime) -> list[Periode]:
    """Periode in which somebody may still write: open, or open for a kab that was given more time."""
    last = sa.func.greatest(periode.c.tutup_pengesahan, _longest())
    query = (
        sa.select(periode)
        .where(_VERIFIED, _PREPARED, periode.c.buka <= now, last >= now)
        .order_by(periode.c.program, periode.c.kode.desc())
    )
    return [_as_periode(row) for row in connection.execute(query)]


def tutup_sql(kegiatan: Kegiatan, kab: str, periode: str) -> str:
    """SQL of the last moment of an activity for a kab: ``kab`` its column, ``periode`` the alias of its table."""
    column = "tutup_pengesahan" if kegiatan is Kegiatan.PENGESAHAN else "tutup_verivali"
    return (
        f"greatest({periode}.{column}, (SELECT max(x.sampai) FROM pengecualian AS x WHERE x.kab = {kab} "  # noqa: S608
        f"AND x.periode = {periode}.kode AND x.program = {periode}.program AND x.kegiatan = '{kegiatan}' "
        "AND x.dicabut IS NULL))"
    )


def read_pengecualian(connection: Connection, kab: int, program: int, kode: int) -> dict[Kegiatan, datetime]:
    """The last moment that a kab was given for each activity of a periode, where it was given more time."""
    return read_pengecualian_semua(connection, program, kode, kab).get(kab, {})


def read_pengecualian_semua(
    connection: Connection, program: int, kode: int, kab: int | None = None
) -> dict[int, dict[Kegiatan, datetime]]:
    """The same of every kab that was given more time, or of one."""
    p = pengecualian
    query = (
        sa.select(p.c.kab, p.c.kegiatan, sa.func.max(p.c.sampai))
        .where(p.c.program == program, p.c.periode == kode, p.c.dicabut.is_(None))
        .group_by(p.c.kab, p.c.kegiatan)
    )
    if kab is not None:
        query = query.where(p.c.kab == kab)
    given: dict[int, dict[Kegiatan, datetime]] = defaultdict(dict)
    for row in connection.execute(query):
        given[row[0]][Kegiatan(row[1])] = row[2]
    return dict(given)


def store_periode(connection: Connection, items: Iterable[Periode]) -> None:
    """Insert periode whose rows the caller makes; one that was planned already keeps its moments."""
    rows = [
        {
            "program": int(item.program),
            "kode": item.kode,
            "buka": item.buka,
            "buka_usulan": item.buka_usulan,
            "tutup_verivali": item.tutup_verivali,
            "tutup_pengesahan": item.tutup_pengesahan,
            "disiapkan": item.buka,
        }
        for item in items
    ]
    if rows:
        new = insert(periode)
        connection.execute(
            new.on_conflict_do_update(
                index_elements=[periode.c.program, periode.c.kode],
                set_={"disiapkan": sa.func.coalesce(periode.c.disiapkan, new.excluded.disiapkan)},
            ),
            rows,
        )


def ensure_partition(connection: Connection, kode: int) -> None:
    """Create the partitions for a periode; does nothing when they are there."""
    connection.execute(sa.select(sa.func.siks_siapkan_periode(kode)))


def count_selesai(
    connection: Connection, scope: Scope, keys: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, int]]:
    """By (program, kode): kab of the scope with a prelist, and those whose pengesahan is done."""
    low, high = scope.desa.low // 10**6, (scope.desa.high - 1) // 10**6
    query = sa.text(
        "SELECT k.program, k.periode, count(*), count(*) FILTER (WHERE b.state = ANY(:sah)) FROM rekap_kab AS k "
        "LEFT JOIN batch AS b ON b.kab = k.kab AND b.periode = k.periode AND b.program = k.program "
        "WHERE k.program = ANY(:program) AND k.periode = ANY(:periode) AND k.kab BETWEEN :low AND :high "
        "GROUP BY k.program, k.periode"
    )
    wanted = sorted(set(keys))
    params = {
        "program": [program for program, _ in wanted],
        "periode": [kode for _, kode in wanted],
        "low": low,
        "high": high,
        "sah": [str(state) for state in TERSAH],
    }
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(query, params)}
