"""What the forecasts are made from, read by COPY into arrays, and where they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from data_access.copy import read_binary
from domain.indikator import DIISI
from domain.kalender import Periode
from domain.kode import desa_range

Int = npt.NDArray[np.int64]

_DONE = " + ".join(DIISI)


@dataclass(frozen=True, slots=True)
class Catatan:
    """Daily work of the desa of some kab in one periode: ``total`` [desa] and ``harian`` [desa, days], the first
    day being the opening and the last the deadline (or ``sampai``).
    """

    total: Int
    harian: Int


def read_desa(connection: Connection, program: int, periode: Sequence[int], wilayah: int) -> dict[str, Int]:
    """Counts of the desa of a wilayah in some periode, ordered by periode and desa: periode, desa, total, selesai."""
    rng = desa_range(wilayah)
    return read_binary(
        connection,
        f"SELECT periode, desa, total, {_DONE} FROM rekap_desa WHERE program = %s AND periode = ANY(%s) "  # noqa: S608
        "AND desa >= %s AND desa < %s ORDER BY periode, desa",
        (program, list(periode), rng.low, rng.high),
        {"periode": ">i4", "desa": ">i8", "total": ">i4", "selesai": ">i4"},
    )


def read_harian(connection: Connection, program: int, periode: Sequence[int], wilayah: int) -> dict[str, Int]:
    """Rows filled in by desa and day: periode, desa, hari (days since 2000-01-01), diisi. In no order."""
    rng = desa_range(wilayah)
    return read_binary(
        connection,
        "SELECT periode, desa, tanggal, diisi FROM riwayat_desa WHERE program = %s AND periode = ANY(%s) "
        "AND desa >= %s AND desa < %s AND diisi <> 0",
        (program, list(periode), rng.low, rng.high),
        {"periode": ">i4", "desa": ">i8", "hari": ">i4", "diisi": ">i4"},
    )


def day_number(day: date) -> int:
    """A day as PostgreSQL counts them: from 2000-01-01."""
    return (day - date(2000, 1, 1)).days


def dense(desa: Int, periode: Sequence[Periode], counts: dict[str, Int], daily: dict[str, Int]) -> tuple[Int, Int]:
    """Total [desa, P] and rows done by day [desa, P, T]: the last of the T days is the deadline of each periode, a
    day before the opening has none. ``desa`` is sorted; rows of other desa are left out.
    """
    order = {item.kode: index for index, item in enumerate(periode)}
    length = max(((item.last_day - item.first_day).days + 1 for item in periode), default=1)
    total = np.zeros((len(desa), len(periode)), np.int64)
    harian = np.zeros((len(desa), len(periode), length), np.int64)
    if not len(periode):
        return total, harian
    codes = np.array(sorted(order), np.int64)
    column = np.array([order[kode] for kode in codes.tolist()])
    deadline = np.array([day_number(periode[order[kode]].last_day) for kode in codes.tolist()])

    def places(rows: dict[str, Int]) -> tuple[Int, Int, npt.NDArray[np.bool_]]:
        at = np.searchsorted(desa, rows["desa"])
        known = (at < len(desa)) & (desa[np.minimum(at, len(desa) - 1)] == rows["desa"])
        return at, np.searchsorted(codes, rows["periode"]), known

    at, which, known = places(counts)
    total[at[known], column[which[known]]] = counts["total"][known]
    at, which, known = places(daily)
    day = length - 1 - (deadline[which] - daily["hari"])
    known &= (day >= 0) & (day < length)
    np.add.at(harian, (at[known], column[which[known]], day[known]), daily["diisi"][known])
    return total, harian
