"""What stands in the way of a batch: the counts that ``domain.halangan`` judges, of one desa, of a kab, of them all.

The rules are not here: every reader gets its numbers from the one query below and its obstacles from the domain, so
that the page of a desa, the board and the guard of the finalisasi cannot differ.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from enum import Enum

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from data_access.copy import read_binary
from data_access.rekap import COUNTED_SQL
from data_access.schema import REKAP_COUNTS
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.halangan import Halangan, Temuan, halangan_of, hitung_halangan
from domain.indikator import NONAKTIF, terpakai
from domain.kesiapan import Kesiapan
from domain.kode import Level, level_of
from domain.status import USULAN_TERHITUNG, StatusUsulan
from domain.usulan import JENIS_OF_TAB, Tab

Int = npt.NDArray[np.int64]

_WITHIN = "periode = %(periode)s AND program = %(program)s AND desa >= %(low)s AND desa < %(high)s"
_PROPOSED = ", ".join(str(int(jenis)) for jenis in JENIS_OF_TAB[Tab.USULAN])
_ENTERS = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))


class Sumber(Enum):
    """Where the counts of a prelist come from: those kept beside every write, or the rows of one kab counted again."""

    REKAP = f"SELECT desa, {', '.join(REKAP_COUNTS)} FROM rekap_desa WHERE {_WITHIN}"
    BARIS = f"SELECT desa, {COUNTED_SQL} FROM verivali WHERE kab = %(kab)s AND {_WITHIN} GROUP BY desa"


_OWN = {
    "k": ("kuota", "awal", "disetujui"),
    "u": ("usulan", "menunggu", "masuk"),
    "m": ("berita_acara", "bnba"),
}
_COLUMNS = {"desa": ">i8"} | dict.fromkeys((*REKAP_COUNTS, *(name for names in _OWN.values() for name in names)), ">i4")


def _query(sumber: Sumber) -> str:
    counted = ", ".join(f"coalesce({name}, 0) AS {name}" for name in _COLUMNS if name != "desa")
    return f"""
    SELECT desa, {counted} FROM ({sumber.value}) AS r
    FULL JOIN (SELECT desa, kuota, awal, disetujui FROM kuota WHERE {_WITHIN} AND desa > 0) AS k USING (desa)
    FULL JOIN (
        SELECT desa, count(*) FILTER (WHERE status <> {StatusUsulan.DRAFT:d}) AS usulan,
            count(*) FILTER (WHERE status = {StatusUsulan.BELUM_DIPERIKSA:d}) AS menunggu,
            count(*) FILTER (WHERE status IN ({_ENTERS})) AS masuk
        FROM usulan WHERE {_WITHIN} AND jenis IN ({_PROPOSED}) GROUP BY desa
    ) AS u USING (desa)
    LEFT JOIN (
        SELECT desa, CAST(berita_acara AS integer) AS berita_acara, CAST(bnba AS integer) AS bnba
        FROM musdes WHERE {_WITHIN}
    ) AS m USING (desa)
    """


_QUERY = {sumber: _query(sumber) for sumber in Sumber}
_OWN_KUOTA = (
    "SELECT kab, kuota, awal, disetujui FROM kuota WHERE periode = %(periode)s AND program = %(program)s "
    "AND desa = 0 AND kab >= %(low)s / 1000000 AND kab < (%(high)s + 999999) / 1000000"
)


def read_hitungan(
    connection: Connection, scope: Scope, program: int, periode: int, sumber: Sumber = Sumber.REKAP
) -> dict[str, Int]:
    """The columns that ``hitung_halangan`` takes, one entry a desa of ``scope`` with a prelist, a kuota or a usulan;
    besides, ``desa``, awal and disetujui (KPM). In no order. ``Sumber.BARIS`` is for one kab.
    """
    params = _params(scope, program, periode)
    if sumber is Sumber.BARIS:
        assert level_of(scope.kode) is Level.KAB, "rows are counted again of one kab at a time"
    found = read_binary(connection, _QUERY[sumber], params | {"kab": scope.kode}, _COLUMNS)
    found["kyc_kurang"] = found["n1"] + found["n2"] - found["kyc_lengkap"]
    found["terpakai"] = _terpakai(found, _gone(found))
    return found


def _params(scope: Scope, program: int, periode: int) -> dict[str, int]:
    return {"periode": periode, "program": program, "low": scope.desa.low, "high": scope.desa.high}


def _gone(rows: dict[str, Int]) -> Int:
    first, *others = (rows[name] for name in NONAKTIF)
    return sum(others, first)


def _terpakai(row: dict[str, Int], gone: Int) -> Int:
    # As data_access.progres: where no kuota is set nothing is used of it.
    known = (row["kuota"] > 0) | (row["awal"] > 0) | (row["disetujui"] > 0)
    used: Int = terpakai(row["awal"], gone, row["disetujui"]) * known
    return used


def halangan_desa(connection: Connection, scope: Scope, program: int, periode: int) -> list[Temuan]:
    """The obstacles of one desa, those that hold first."""
    found = read_hitungan(connection, scope, program, periode)
    return halangan_of({name: int(column[0]) for name, column in found.items()}) if len(found["desa"]) else []


def kesiapan_per_kab(
    connection: Connection, scope: Scope, program: int, periode: int, sumber: Sumber = Sumber.REKAP
) -> dict[int, Kesiapan]:
    """Every kab of ``scope`` (a kab or more) that has a prelist, a kuota or a usulan: sums over its desa, and its own
    kuota.
    """
    return _by_kab(connection, scope, program, periode, read_hitungan(connection, scope, program, periode, sumber))


def kesiapan_of(connection: Connection, scope: Scope, program: int, periode: int, rows: dict[str, Int]) -> Kesiapan:
    """The counts of one kab, or of a part of one, as ``read_hitungan`` gave them, added up; its own kuota is judged
    where it is a whole kab.
    """
    if scope.level is Level.KAB:
        return _by_kab(connection, scope, program, periode, rows).get(scope.kode, Kesiapan())
    sums = [(which, count.sum(), of) for which, (count, of) in hitung_halangan(rows).items()]
    found = tuple(Temuan(which, int(much), None if of is None else int(of.sum())) for which, much, of in sums if much)
    total, approved, final = (int(rows[name].sum()) for name in ("total", "s3", "s5"))
    return Kesiapan(total, approved, final, found)


def _by_kab(
    connection: Connection, scope: Scope, program: int, periode: int, rows: dict[str, Int]
) -> dict[int, Kesiapan]:
    own = read_binary(
        connection,
        _OWN_KUOTA,
        _params(scope, program, periode),
        {"kab": ">i2", "kuota": ">i4", "awal": ">i4", "disetujui": ">i4"},
    )
    codes, place = np.unique(rows["desa"] // 10**6, return_inverse=True)

    def by_kab(column: Int) -> list[int]:
        sums: list[int] = np.bincount(place, weights=column, minlength=len(codes)).astype(np.int64).tolist()
        return sums

    gone = dict(zip(codes.tolist(), by_kab(_gone(rows)), strict=True))
    over = _terpakai(own, np.array([gone.get(kode, 0) for kode in own["kab"].tolist()], np.int64)) - own["kuota"]
    found: dict[int, list[Temuan]] = {kode: [] for kode in codes.tolist()}
    for kode, places, much in zip(own["kab"].tolist(), own["kuota"].tolist(), over.tolist(), strict=True):
        if much > 0:
            found.setdefault(kode, []).append(Temuan(Halangan.KUOTA_KAB_LEBIH, much, places))
    for which, (count, of) in hitung_halangan(rows).items():
        out_of: list[int | None] = [None] * len(codes) if of is None else [*by_kab(of)]
        for kode, much, total in zip(codes.tolist(), by_kab(count), out_of, strict=True):
            if much:
                found[kode].append(Temuan(which, much, total))
    counts = zip(by_kab(rows["total"]), by_kab(rows["s3"]), by_kab(rows["s5"]), strict=True)
    known = dict(zip(codes.tolist(), counts, strict=True))
    return {kode: _kesiapan(known.get(kode, (0, 0, 0)), temuan) for kode, temuan in found.items()}


def _kesiapan(counts: tuple[int, int, int], temuan: list[Temuan]) -> Kesiapan:
    return Kesiapan(*counts, temuan=tuple(temuan))


def read_kesiapan(connection: Connection, key: BatchKey) -> Kesiapan:
    """How far one kab is, counted from its rows as they stand at this moment."""
    found = kesiapan_per_kab(connection, Scope(key.kab), key.program, key.periode, Sumber.BARIS)
    return found.get(key.kab, Kesiapan())


def halangan_menahan(connection: Connection, key: BatchKey) -> list[Temuan]:
    """What must be mended before the kab can be finalised; empty where nothing holds it."""
    return read_kesiapan(connection, key).menahan
