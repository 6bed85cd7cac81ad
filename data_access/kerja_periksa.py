"""The review in numbers, counted from the cases themselves."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import pengguna, wilayah
from domain.access import Actor, Scope
from domain.indikator import ratio
from domain.kerja_periksa import UMUR, BarisKerja, KerjaPeriksa, Sebab
from domain.kode import Level, level_of
from domain.status import USULAN_TERHITUNG, StatusUsulan
from domain.usulan import JenisUsulan

_APPROVED = ", ".join(str(int(status)) for status in sorted({*USULAN_TERHITUNG, StatusUsulan.TIDAK_DITETAPKAN}))
# A returned case that a newer file replaced was returned all the same.
_STATUS = f"CASE u.status WHEN {StatusUsulan.DIGANTIKAN:d} THEN u.status_lama ELSE u.status END"
_OF = (
    "u.kab BETWEEN :kab_low AND :kab_high AND u.desa >= :low AND u.desa < :high AND u.periode = :periode "
    "AND u.program = :program AND u.jenis = ANY(CAST(:jenis AS smallint[]))"
)
_COUNTS = ", ".join(
    [
        *(
            f"count(*) FILTER (WHERE menunggu AND umur BETWEEN {low} AND {'umur' if high is None else high}) AS u{n}"
            for n, (low, high) in enumerate(UMUR)
        ),
        f"count(*) FILTER (WHERE petugas IS NOT NULL AND status IN ({_APPROVED})) AS disetujui",
        f"count(*) FILTER (WHERE petugas IS NOT NULL AND status = {StatusUsulan.DIKEMBALIKAN:d}) AS dikembalikan",
        f"count(*) FILTER (WHERE petugas IS NOT NULL AND status = {StatusUsulan.DITOLAK:d}) AS ditolak",
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY lama) AS median",
    ]
)
_FIGURES = sa.text(
    f"""
    WITH kasus AS (
        SELECT u.desa / CAST(:unit AS bigint) AS area, {_STATUS} AS status,
            u.status = {StatusUsulan.BELUM_DIPERIKSA:d} AS menunggu, greatest(:hari - u.diajukan, 0) AS umur,
            CASE WHEN u.diputuskan IS NOT NULL AND u.status <> {StatusUsulan.BELUM_DIPERIKSA:d}
                THEN u.petugas END AS petugas,
            CASE WHEN u.status <> {StatusUsulan.BELUM_DIPERIKSA:d} THEN u.diputuskan - u.diajukan END AS lama
        FROM usulan AS u WHERE {_OF}
    )
    SELECT GROUPING(area) AS tanpa_area, GROUPING(petugas) AS tanpa_petugas, area, petugas, {_COUNTS}
    FROM kasus GROUP BY GROUPING SETS ((), (area), (petugas))
    """
)
_REASONS = sa.text(
    f"""
    SELECT rtrim(split_part(u.alasan, ': ', 1), '.') AS alasan,
        count(*) FILTER (WHERE {_STATUS} = {StatusUsulan.DIKEMBALIKAN:d}) AS dikembalikan,
        count(*) FILTER (WHERE {_STATUS} = {StatusUsulan.DITOLAK:d}) AS ditolak
    FROM usulan AS u
    WHERE {_OF} AND u.alasan IS NOT NULL
        AND {_STATUS} IN ({StatusUsulan.DIKEMBALIKAN:d}, {StatusUsulan.DITOLAK:d})
    GROUP BY 1 ORDER BY count(*) DESC, 1
    """
)
_NO_UMUR = (0,) * len(UMUR)
# Areas one level below the scope, by what a desa code is divided by; a kab is told by desa.
_UNIT = {Level.NASIONAL: 10**8, Level.PROVINSI: 10**6}


def read_kerja(
    connection: Connection,
    scope: Scope,
    actor: Actor | None,
    jenis: Sequence[JenisUsulan],
    program: int,
    periode: int,
    hari_ini: date,
) -> KerjaPeriksa:
    """Figures of the review of ``scope`` in one periode, for cases of these kinds.

    Areas are desa within a kab, kab of a provinsi, provinsi of the country. Reviewers are told to those who work in
    the kab; whoever sees more sees areas. ``sendiri`` are the reader's own figures; nobody's where ``actor`` is None.
    """
    within = scope.desa
    params = {
        "kab_low": within.low // 10**6, "kab_high": (within.high - 1) // 10**6, "low": within.low, "high": within.high,
        "periode": periode, "program": program, "jenis": [int(item) for item in jenis], "hari": hari_ini,
        "unit": _UNIT.get(scope.level, 1),
    }  # fmt: skip
    rows = connection.execute(_FIGURES, params).all()
    areas = [row for row in rows if not row.tanpa_area]
    people = [row for row in rows if not row.tanpa_petugas and row.petugas is not None]
    area_names = _names(connection, wilayah.c.kode, wilayah.c.nama, [row.area for row in areas])
    people_names = _names(connection, pengguna.c.id, pengguna.c.nama, [row.petugas for row in people])
    reviewers = [_row(row, row.petugas, people_names.get(row.petugas, ""), waiting=False) for row in people]
    local = actor is not None and scope.level >= Level.KAB and level_of(actor.wilayah) >= Level.KAB
    return KerjaPeriksa(
        semua=next(_row(row, 0, "") for row in rows if row.tanpa_area and row.tanpa_petugas),
        wilayah=sorted(
            (_row(row, row.area, area_names.get(row.area, "")) for row in areas),
            key=lambda item: (-item.terlambat, -item.menunggu, item.kode),
        ),
        pemeriksa=sorted(reviewers, key=lambda item: -item.diperiksa) if local else [],
        sendiri=next((item for item in reviewers if actor is not None and item.kode == actor.id), None),
        sebab=_pareto(connection.execute(_REASONS, params).all()),
    )


def _row(row: Any, kode: int, nama: str, *, waiting: bool = True) -> BarisKerja:
    ages = tuple(getattr(row, f"u{n}") for n in range(len(UMUR))) if waiting else _NO_UMUR
    return BarisKerja(kode, nama, ages, row.disetujui, row.dikembalikan, row.ditolak, row.median)


def _names(connection: Connection, key: Any, name: Any, wanted: Sequence[int]) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(sa.select(key, name).where(key.in_(wanted)))}


def _pareto(rows: Sequence[Any]) -> list[Sebab]:
    total = sum(row.dikembalikan + row.ditolak for row in rows)
    so_far = accumulate(row.dikembalikan + row.ditolak for row in rows)
    return [
        Sebab(row.alasan, row.dikembalikan, row.ditolak, ratio(count, total) or 0.0)
        for row, count in zip(rows, so_far, strict=True)
    ]
