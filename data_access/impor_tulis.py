"""What an import writes, set-based, and how it is taken back whole: verivali rows with their rekap and history.

The caller holds the batch alone, so nobody reviews, fills in or finalises meanwhile. ``impor_hasil`` says what
becomes of each household; the row as it stood before is kept in ``impor_jejak``. Cases are written by
``impor_kasus``, papers and photos by ``impor_lampiran``.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import impor_kasus, impor_lampiran
from data_access.impor_store import Impor
from data_access.pemadanan import enqueue_nik
from data_access.verivali_store import (
    DELTA_SQL,
    REKAP_DELTAS,
    RIWAYAT_DELTAS,
    BatchKey,
    apply_rekap,
    apply_riwayat,
)
from domain.impor import Hasil
from domain.status import DAPAT_TERIMPOR, StatusVerivali

# For all rows of a kab; pages have a limit of seconds.
LONGEST = timedelta(minutes=30)
# Households written by one statement: how often progress can be told.
_AT_ONCE = 10_000
_WRITTEN = f"('{Hasil.BARU}', '{Hasil.BERUBAH}')"

# What an import changes of a verivali row.
_KEPT = (
    "status", "sta_keberadaan", "kyc_lengkap", "tgl_diisi", "tgl_terimpor", "tgl_diperiksa", "petugas", "diubah",
    "impor", "diisi", "sidik",
)  # fmt: skip

_OLD = ", ".join(f"'{name}', OLD.{name}" for name in _KEPT)


@dataclass(frozen=True, slots=True)
class Penulisan:
    """One import on its way into the rows: which, for whom, and when. ``day`` is that of ``moment`` in Jakarta."""

    key: BatchKey
    impor: int
    pengunggah: int
    # Username that the manifest names.
    operator: str
    first_day: date
    day: date
    moment: datetime

    def params(self) -> dict[str, Any]:
        """As bound parameters."""
        return self.key.params() | {
            "impor": self.impor,
            "pengunggah": self.pengunggah,
            "operator": self.operator,
            "first_day": self.first_day,
            "day": self.day,
            "moment": self.moment,
        }


_BOUNDS = sa.text(
    "SELECT ruta FROM (SELECT ruta, row_number() OVER (ORDER BY ruta) AS n FROM impor_hasil "
    f"WHERE kab = :kab AND impor = :impor AND untuk = 'verivali' AND hasil IN {_WRITTEN}) AS h "
    f"WHERE n % {_AT_ONCE} = 0 ORDER BY ruta"
)
_COUNT = sa.text(
    "SELECT count(*) FROM impor_hasil "
    f"WHERE kab = :kab AND impor = :impor AND untuk = 'verivali' AND hasil IN {_WRITTEN}"
)

# Both sides of each changed row, summed by desa and by the day on which it was filled in: findings count on that day,
# the other stages on the day of the write.
_SUMMED = (
    "sides AS (SELECT desa, hari_diisi, true AS lama, s0 AS status, n0 AS sta_keberadaan, k0 AS kyc_lengkap "
    "FROM changed UNION ALL SELECT desa, hari_diisi, false, s1, n1, k1 FROM changed) "
    f"SELECT desa, hari_diisi, count(*) / 2, {DELTA_SQL} FROM sides GROUP BY desa, hari_diisi"
)
_SIDES = (
    "OLD.status AS s0, OLD.sta_keberadaan AS n0, OLD.kyc_lengkap AS k0, "
    "NEW.status AS s1, NEW.sta_keberadaan AS n1, NEW.kyc_lengkap AS k1"
)

# A household that was never filled in gets the day of its visit; one that was keeps its first day.
_WRITE = sa.text(
    "WITH masuk AS (SELECT h.ruta, h.sta_keberadaan, h.kyc_lengkap, h.diisi, h.sidik, "
    "greatest(least(h.tanggal, CAST(:day AS date)), CAST(:first_day AS date)) AS hari, "
    "coalesce(p.id, :pengunggah) AS petugas FROM impor_hasil AS h "
    f"{impor_kasus.PETUGAS} WHERE h.kab = :kab AND h.impor = :impor AND h.untuk = 'verivali' AND h.hasil IN {_WRITTEN} "
    "AND h.ruta > :low AND h.ruta <= :high), "
    "changed AS (UPDATE verivali AS v SET "
    f"status = {StatusVerivali.TERIMPOR:d}, sta_keberadaan = m.sta_keberadaan, kyc_lengkap = m.kyc_lengkap, "
    "tgl_diisi = coalesce(v.tgl_diisi, m.hari), tgl_terimpor = :day, tgl_diperiksa = NULL, petugas = m.petugas, "
    "diubah = :moment, impor = :impor, diisi = m.diisi, sidik = m.sidik FROM masuk AS m "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = m.ruta "
    f"AND v.status IN ({', '.join(str(int(status)) for status in sorted(DAPAT_TERIMPOR))}) "
    f"RETURNING v.ruta, v.desa, NEW.tgl_diisi AS hari_diisi, {_SIDES}, "
    f"jsonb_strip_nulls(jsonb_build_object({_OLD})) AS sebelum), "
    "jejak AS (INSERT INTO impor_jejak (kab, impor, ruta, sebelum) "
    "SELECT :kab, :impor, ruta, sebelum FROM changed), "
    f"{_SUMMED}"
)

_TAKE_BACK = sa.text(
    "WITH lama AS (SELECT j.ruta AS nomor, r.* FROM impor_jejak AS j, "
    "jsonb_populate_record(NULL::verivali, j.sebelum) AS r WHERE j.kab = :kab AND j.impor = :impor), "
    f"changed AS (UPDATE verivali AS v SET {', '.join(f'{name} = l.{name}' for name in _KEPT)} FROM lama AS l "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = l.nomor "
    "RETURNING v.desa, OLD.tgl_diisi AS hari_diisi, "
    f"{_SIDES}), {_SUMMED}"
)
# The day that the rows came in, from which the history is taken back.
_DAY_OF = sa.text(
    "SELECT tgl_terimpor FROM verivali WHERE kab = :kab AND periode = :periode AND program = :program "
    "AND ruta = (SELECT ruta FROM impor_jejak WHERE kab = :kab AND impor = :impor LIMIT 1)"
)
# A day on which nothing is left to have happened.
_EMPTY_DAYS = sa.text(
    "DELETE FROM riwayat_desa WHERE kab = :kab AND periode = :periode AND program = :program "
    f"AND ({', '.join(RIWAYAT_DELTAS)}) = ({', '.join('0' for _ in RIWAYAT_DELTAS)})"
)
_FORGET_JEJAK = sa.text("DELETE FROM impor_jejak WHERE kab = :kab AND impor = :impor")

_MOVED_ON = sa.text(
    "SELECT count(*) FILTER (WHERE v.impor = :impor) AS diperiksa, "
    "count(*) FILTER (WHERE v.impor IS DISTINCT FROM :impor) AS ditimpa "
    "FROM impor_jejak AS j JOIN verivali AS v ON v.kab = j.kab AND v.ruta = j.ruta "
    "WHERE j.kab = :kab AND j.impor = :impor AND v.periode = :periode AND v.program = :program "
    f"AND (v.impor IS DISTINCT FROM :impor OR v.status <> {StatusVerivali.TERIMPOR:d})"
)


@dataclass(frozen=True, slots=True)
class Tertulis:
    """What was written, in numbers, and the musdes rows as ``impor.musdes`` keeps them."""

    jumlah: dict[str, int]
    musdes: dict[str, list[Any]]


class Bergeser(Exception):
    """Rows are no longer what the check saw; nothing may be written on its word."""


def write(
    connection: Connection,
    penulisan: Penulisan,
    lampiran: Callable[[Sequence[str]], Iterable[tuple[str, bytes]]],
    *,
    wrote: Callable[[int, int], None],
    attached: Callable[[int, int], None],
) -> Tertulis:
    """Write everything the check agreed to, in the caller's transaction.

    ``lampiran`` gives attachments of the file by name, one at a time. ``wrote`` and ``attached`` are told households
    and attachments done, and how many there are. Raises Bergeser when a row has moved on since the check.
    """
    params = penulisan.params()
    total = int(connection.execute(_COUNT, params).scalar_one())
    sums = _Sums(penulisan.day)
    for low, high in _chunks(connection, params):
        sums.add(connection.execute(_WRITE, params | {"low": low, "high": high}))
        wrote(sums.count, total)
    if sums.count != total:
        raise Bergeser
    counts = {"verivali": total, **impor_kasus.write(connection, params)}
    counts["nik"] = enqueue_nik(connection, penulisan.key.kab, penulisan.impor)
    musdes = impor_lampiran.write_musdes(connection, params)
    counts["musdes"] = len(musdes)
    counts["lampiran"] = impor_lampiran.write_lampiran(connection, params, lampiran, attached)
    sums.apply(connection, penulisan.key, penulisan.moment)
    return Tertulis(counts, musdes)


def take_back(connection: Connection, item: Impor, moment: datetime) -> dict[str, int]:
    """Undo what ``write`` did; returns what was restored, in numbers. The caller has asked ``find_obstacle``."""
    if item.periode is None or item.program is None:
        return {}
    key = BatchKey(item.kab, item.periode, item.program)
    params = key.params() | {"impor": item.id}
    papers = impor_lampiran.take_back(connection, params, item.musdes or {})
    cases = impor_kasus.take_back(connection, params)
    sums = _Sums(connection.execute(_DAY_OF, params).scalar_one_or_none())
    sums.add(connection.execute(_TAKE_BACK, params))
    connection.execute(_FORGET_JEJAK, params)
    sums.apply(connection, key, moment)
    connection.execute(_EMPTY_DAYS, params)
    return {"verivali": sums.count, **cases, **papers}


def find_obstacle(connection: Connection, item: Impor) -> str | None:
    """Why an import can no longer be taken back, as a sentence; None when it can."""
    params = {"kab": item.kab, "impor": item.id, "periode": item.periode, "program": item.program}
    moved = connection.execute(_MOVED_ON, params).one()
    cases = impor_kasus.count_decided(connection, params)
    if moved.ditimpa or cases.diganti or impor_lampiran.musdes_moved_on(connection, params, item.musdes or {}):
        return (
            "Impor ini tidak dapat ditarik kembali: sebagian barisnya sudah diperbarui berkas yang lebih baru. Tarik "
            "berkas yang lebih baru itu lebih dahulu."
        )
    decided = moved.diperiksa + cases.diputuskan
    if decided:
        return (
            f"Impor ini tidak dapat ditarik kembali: {decided} barisnya sudah diperiksa. Kembalikan baris yang salah "
            "lewat halaman pemeriksaan."
        )
    return None


def _chunks(connection: Connection, params: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Ranges of ruta that hold some thousand households each: after the one, up to the other."""
    low = -1
    for high in (*connection.execute(_BOUNDS, params).scalars().all(), 2**63 - 1):
        yield low, high
        low = high


class _Sums:
    """Deltas of rekap and history, added up in memory until the end: the rows of a desa are locked for a moment."""

    def __init__(self, day: date | None) -> None:
        self.count = 0
        self._day = day
        self._rekap: dict[int, list[int]] = defaultdict(lambda: [0] * len(REKAP_DELTAS))
        self._riwayat: dict[tuple[int, date | None], list[int]] = defaultdict(lambda: [0] * len(RIWAYAT_DELTAS))

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Rows of ``_SUMMED``."""
        cut = len(REKAP_DELTAS)
        for desa, filled_in, count, *deltas in rows:
            self.count += count
            _increase(self._rekap[desa], deltas[:cut])
            for name, delta in zip(RIWAYAT_DELTAS, deltas[cut:], strict=True):
                day = filled_in if name in ("diisi", "nonaktif") else self._day
                self._riwayat[desa, day][RIWAYAT_DELTAS.index(name)] += delta

    def apply(self, connection: Connection, key: BatchKey, moment: datetime) -> None:
        """Write them."""
        apply_rekap(connection, key, [(desa, *deltas) for desa, deltas in sorted(self._rekap.items())], moment)
        apply_riwayat(connection, key, [(desa, day, *deltas) for (desa, day), deltas in self._riwayat.items()])


def _increase(sums: list[int], deltas: Sequence[int]) -> None:
    for place, delta in enumerate(deltas):
        sums[place] += delta
