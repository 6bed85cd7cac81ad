"""The one atomic move of households to other desa of their kab, with all that counts them; and its way back.

Order of locks: the kab's turn (``pemindahan_store.take_turn``: moves of one kab go one after the other), proposals by
number, then as everywhere: batch rows, verivali rows by ruta, cases by number, the kab's own kuota row, the rows of
desa by code, households; the counts of the register and, last, rekap and history.

The place of a household that holds one (an active KPM, or an approved usulan BSP) moves along: ``kuota`` and ``awal``
(or ``disetujui``) of both desa by one, so that neither desa has more or fewer places left than before. A KPM found
nonaktif holds none: the place that it freed stays where it was.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from data_access.pantauan_store import recount_register
from data_access.pemindahan_store import ENDED, Ajuan, Rumah
from data_access.schema import REKAP_COUNTS
from data_access.verivali_store import DELTA_SQL, REKAP_DELTAS, RIWAYAT_DELTAS, BatchKey, apply_riwayat
from domain.batch import StateBatch
from domain.pemindahan import Halangan, Sebab
from domain.status import NONAKTIF, USULAN_TERHITUNG
from domain.usulan import JenisUsulan

_ENDED = ", ".join(str(int(status)) for status in ENDED)
_GONE = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))
_COUNTED = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))
_OF_BATCH = "kab = :kab AND periode = :periode AND program = :program"
_MOVES = "unnest(CAST(:ruta AS bigint[]), CAST(:tujuan AS bigint[])) AS m (ruta, tujuan)"


@dataclass(frozen=True, slots=True)
class Pindah:
    """One household on its way: from the desa it is in to another of the kab."""

    nomor: int
    ruta: int
    asal: int
    tujuan: int


@dataclass(frozen=True, slots=True)
class Baris:
    """A verivali row of an open batch that is held."""

    key: BatchKey
    ruta: int
    nonaktif: bool
    diubah: str | None


@dataclass(frozen=True, slots=True)
class Kasus:
    """An open case that is held; ``tempat``: it holds a place of the kuota."""

    key: BatchKey
    nomor: int
    ruta: int
    tempat: bool
    diubah: str


@dataclass(slots=True)
class Dipegang:
    """What belongs to households that move: rows and cases of open batches, all held."""

    keys: list[BatchKey]
    baris: list[Baris]
    kasus: list[Kasus]


# What belongs to households that move.

# A batch that nobody has touched yet has no row to hold.
_ENSURE = sa.text(
    "INSERT INTO batch (kab, periode, program) SELECT :kab, p.kode, p.program FROM periode AS p "
    "WHERE p.program IN (SELECT kode FROM program) AND NOT EXISTS (SELECT FROM batch AS b WHERE b.kab = :kab "
    "AND b.periode = p.kode AND b.program = p.program) ORDER BY p.kode, p.program ON CONFLICT DO NOTHING"
)
_SHARE = sa.text("SELECT periode, program, state FROM batch WHERE kab = :kab ORDER BY periode, program FOR SHARE")
_HOLD_ROWS = sa.text(
    f"SELECT ruta, coalesce(sta_keberadaan IN ({_GONE}), false) AS nonaktif, to_json(diubah) #>> '{{}}' AS diubah "
    f"FROM verivali WHERE {_OF_BATCH} AND ruta = ANY(CAST(:ruta AS bigint[])) ORDER BY ruta FOR UPDATE"
)
_HOLD_CASES = sa.text(
    "SELECT id, periode, program, ruta, to_json(diubah) #>> '{}' AS diubah, "
    f"jenis = {JenisUsulan.BSP:d} AND status IN ({_COUNTED}) AS tempat FROM usulan "
    f"WHERE kab = :kab AND ruta = ANY(CAST(:ruta AS bigint[])) AND status NOT IN ({_ENDED}) ORDER BY id FOR UPDATE"
)


def hold(connection: Connection, kab: int, ruta: Collection[int]) -> Dipegang:
    """Hold what moves with these households: all batches of the kab (shared), then rows and cases of open ones."""
    connection.execute(_ENSURE, {"kab": kab})
    states = connection.execute(_SHARE, {"kab": kab}).all()
    keys = [BatchKey(kab, row.periode, row.program) for row in states if row.state == StateBatch.TERBUKA]
    params = {"ruta": list(ruta)}
    rows = [
        Baris(key, row.ruta, row.nonaktif, row.diubah)
        for key in keys
        for row in connection.execute(_HOLD_ROWS, params | key.params())
    ]
    cases = [
        Kasus(BatchKey(kab, row.periode, row.program), row.id, row.ruta, row.tempat, row.diubah)
        for row in connection.execute(_HOLD_CASES, params | {"kab": kab})
    ]
    return Dipegang(keys, rows, [case for case in cases if case.key in keys])


# The move.

_KUOTA_ROWS = sa.text(f"SELECT desa, kuota FROM kuota WHERE {_OF_BATCH} AND desa > 0 ORDER BY desa FOR UPDATE")
_KUOTA_KAB = sa.text(f"SELECT desa FROM kuota WHERE {_OF_BATCH} AND desa = 0 FOR UPDATE")
# A desa that gets its first row begins with what is counted there now.
_KUOTA_ENSURE = sa.text(
    "INSERT INTO kuota (periode, program, desa, kab, awal, disetujui) SELECT :periode, :program, d.desa, :kab, "
    "coalesce((SELECT r.total FROM rekap_desa AS r WHERE r.periode = :periode AND r.program = :program "
    "AND r.desa = d.desa AND r.kab = :kab), 0), (SELECT count(*) FROM usulan AS u WHERE u.periode = :periode "
    f"AND u.program = :program AND u.desa = d.desa AND u.jenis = {JenisUsulan.BSP:d} AND u.status IN ({_COUNTED})) "
    "FROM unnest(CAST(:desa AS bigint[])) AS d (desa) ORDER BY d.desa ON CONFLICT DO NOTHING"
)
_KUOTA_MOVE = sa.text(
    "UPDATE kuota AS k SET kuota = k.kuota + m.kuota, awal = k.awal + m.awal, disetujui = k.disetujui + m.disetujui "
    "FROM unnest(CAST(:desa AS bigint[]), CAST(:kuota AS integer[]), CAST(:awal AS integer[]), "
    "CAST(:disetujui AS integer[])) AS m (desa, kuota, awal, disetujui) "
    "WHERE k.kab = :kab AND k.periode = :periode AND k.program = :program AND k.desa = m.desa"
)
_MOVE_CASES = sa.text(
    "UPDATE usulan AS u SET desa = m.tujuan, diubah = :saat FROM "
    "unnest(CAST(:nomor AS bigint[]), CAST(:tujuan AS bigint[])) AS m (nomor, tujuan) "
    "WHERE u.kab = :kab AND u.id = m.nomor"
)
_MOVE_ROWS = sa.text(
    f"UPDATE verivali AS v SET desa = m.tujuan FROM {_MOVES} "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = m.ruta"
)
_JOINED = (
    f"verivali AS v JOIN {_MOVES} ON m.ruta = v.ruta "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program"
)
# Each row once where it was and once where it goes.
_REKAP = sa.text(
    f"WITH sides AS (SELECT v.desa, true AS lama, v.status, v.sta_keberadaan, v.kyc_lengkap FROM {_JOINED} "
    f"UNION ALL SELECT m.tujuan, false, v.status, v.sta_keberadaan, v.kyc_lengkap FROM {_JOINED}) "
    "SELECT desa, count(*) FILTER (WHERE NOT lama) - count(*) FILTER (WHERE lama), "
    f"{DELTA_SQL} FROM sides GROUP BY desa ORDER BY desa"
)
# History counts a row on the day that it reached each stage; a finding on the day that it was filled in.
_RIWAYAT = sa.text(
    "SELECT s.desa, h.tanggal, "
    + ", ".join(
        f"coalesce(sum(s.tanda) FILTER (WHERE {condition}), 0)"
        for condition in (
            f"h.tahap = 'diisi' AND v.sta_keberadaan IN ({_GONE})" if name == "nonaktif" else f"h.tahap = '{name}'"
            for name in RIWAYAT_DELTAS
        )
    )
    + f" FROM verivali AS v JOIN {_MOVES} ON m.ruta = v.ruta "
    "CROSS JOIN LATERAL (VALUES (v.desa, -1), (m.tujuan, 1)) AS s (desa, tanda) "
    "CROSS JOIN LATERAL (VALUES "
    + ", ".join(f"('{name}', v.tgl_{name})" for name in RIWAYAT_DELTAS if name != "nonaktif")
    + ") AS h (tahap, tanggal) "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND h.tanggal IS NOT NULL GROUP BY 1, 2"
)
_APPLY_REKAP = sa.text(
    f"INSERT INTO rekap_desa AS r (periode, program, desa, kab, {', '.join(REKAP_COUNTS)}) "
    f"SELECT :periode, :program, d.desa, :kab, {', '.join(f'd.{name}' for name in REKAP_COUNTS)} "
    f"FROM jsonb_to_recordset(:isi) AS d (desa bigint, {', '.join(f'{name} integer' for name in REKAP_COUNTS)}) "
    "ORDER BY d.desa ON CONFLICT (periode, program, desa, kab) DO UPDATE SET "
    + ", ".join(f"{name} = r.{name} + excluded.{name}" for name in REKAP_COUNTS)
).bindparams(sa.bindparam("isi", type_=JSONB))
# What a move writes of a household, and what is kept of it to return to. The point stays: a household that was
# written down in the wrong desa lives where it lived; whether it lies inside is looked at anew.
_DIJAGA = ("desa_lama", "tgl_pindah", "oleh_pindah", "alamat", "nama_sls", "di_luar_desa")
_OLD = ", ".join(f"'{name}', OLD.{name}" for name in _DIJAGA)
_MOVE_HOMES = sa.text(
    "UPDATE rumah_tangga AS r SET desa = m.tujuan, desa_lama = r.desa, tgl_pindah = :hari, oleh_pindah = :oleh, "
    "alamat = coalesce(m.alamat, r.alamat), nama_sls = CASE WHEN m.alamat IS NULL THEN r.nama_sls END, "
    "di_luar_desa = NULL, diubah = :saat FROM unnest(CAST(:ruta AS bigint[]), CAST(:tujuan AS bigint[]), "
    "CAST(:alamat AS text[])) AS m (ruta, tujuan, alamat) WHERE r.kab = :kab AND r.id = m.ruta "
    f"RETURNING r.id, jsonb_build_object({_OLD}) AS sebelum"
)
_RESTORE_HOMES = sa.text(
    f"UPDATE rumah_tangga AS r SET desa = m.tujuan, ({', '.join(_DIJAGA)}) = ({', '.join(f'p.{n}' for n in _DIJAGA)}), "
    "diubah = :saat FROM jsonb_to_recordset(:isi) AS m (ruta bigint, tujuan bigint, isi jsonb), rumah_tangga AS x, "
    "LATERAL jsonb_populate_record(x, m.isi) AS p "
    "WHERE x.kab = :kab AND x.id = m.ruta AND r.kab = x.kab AND r.id = x.id"
).bindparams(sa.bindparam("isi", type_=JSONB))
_LOCK_HOMES = sa.text(
    "SELECT id FROM rumah_tangga WHERE kab = :kab AND id = ANY(CAST(:ruta AS bigint[])) ORDER BY id FOR UPDATE"
)
_MOVE_DOUBLES = sa.text(
    f"UPDATE calon_ganda AS g SET desa = m.tujuan FROM {_MOVES} JOIN rumah_tangga AS r ON r.kab = :kab "
    "AND r.id = m.ruta WHERE g.kab = :kab AND g.idbdt = r.idbdt"
)
_KEEP = sa.text(
    "UPDATE pemindahan AS p SET kpm = m.kpm, sebelum = m.sebelum "
    "FROM jsonb_to_recordset(:isi) AS m (nomor bigint, kpm boolean, sebelum jsonb) "
    "WHERE p.kab = :kab AND p.id = m.nomor"
).bindparams(sa.bindparam("isi", type_=JSONB))
_CHANGED = sa.text(
    "SELECT r.id, r.desa, to_json(r.diubah) #>> '{}' AS diubah FROM rumah_tangga AS r "
    "WHERE r.kab = :kab AND r.id = ANY(CAST(:ruta AS bigint[]))"
)


def pindahkan(
    connection: Connection,
    kab: int,
    pindah: Sequence[Pindah],
    held: Dipegang,
    *,
    alamat: Mapping[int, str | None],
    oleh: int,
    hari: date,
    saat: datetime,
) -> int:
    """Move households (by ruta, all in ``held``) and keep what that changed; how many took a place along.

    ``alamat`` is the new address by ruta, where there is one.
    """
    moves = _params(kab, pindah)
    holds = _places(held)
    given = _move_kuota(connection, pindah, held, holds, None)
    _move_rows(connection, pindah, held, saat)
    connection.execute(_LOCK_HOMES, moves)
    written = connection.execute(
        _MOVE_HOMES,
        moves | {"alamat": [alamat.get(item.ruta) for item in pindah], "oleh": oleh, "hari": hari, "saat": saat},
    )
    before = {row.id: row.sebelum for row in written}
    connection.execute(_MOVE_DOUBLES, moves)
    rows, cases = _by_ruta(held)
    kept = [
        {
            "nomor": item.nomor,
            "kpm": any(holds.get((key, item.ruta)) for key in held.keys),
            "sebelum": {
                "ruta": before[item.ruta],
                "saat": saat.isoformat(),
                "baris": [[row.key.periode, row.key.program, row.diubah] for row in rows[item.ruta]],
                "kasus": [case.nomor for case in cases[item.ruta]],
                "tempat": [
                    [key.periode, key.program, given[key, item.ruta]] for key in held.keys if (key, item.ruta) in given
                ],
            },
        }
        for item in pindah
    ]
    connection.execute(_KEEP, {"kab": kab, "isi": kept})
    _recount(connection, kab, pindah, held)
    return len({ruta for (_, ruta), places in given.items() if places})


def kembalikan(
    connection: Connection,
    kab: int,
    pindah: Sequence[Pindah],
    held: Dipegang,
    sebelum: Mapping[int, dict[str, Any]],
    saat: datetime,
) -> None:
    """Take moves back: ``pindah`` leads to where the households came from, ``sebelum`` is what was kept, by ruta."""
    moves = _params(kab, pindah)
    back = {
        (BatchKey(kab, periode, program), item.ruta): places
        for item in pindah
        for periode, program, places in sebelum[item.ruta]["tempat"]
    }
    _move_kuota(connection, pindah, held, _places(held), back)
    _move_rows(connection, pindah, held, saat)
    connection.execute(_LOCK_HOMES, moves)
    homes = [{"ruta": item.ruta, "tujuan": item.tujuan, "isi": sebelum[item.ruta]["ruta"]} for item in pindah]
    connection.execute(_RESTORE_HOMES, {"kab": kab, "isi": homes, "saat": saat})
    connection.execute(_MOVE_DOUBLES, moves)
    _recount(connection, kab, pindah, held)


def find_berubah(
    connection: Connection, kab: int, ajuan: Sequence[Ajuan], rumah: Mapping[int, Rumah], held: Dipegang
) -> list[Halangan]:
    """Moves that can no longer be taken back, because something of the household was written since."""
    now = {row.id: row for row in connection.execute(_CHANGED, {"kab": kab, "ruta": [item.ruta for item in ajuan]})}
    rows, cases = _by_ruta(held)
    found: list[Halangan] = []
    for item in ajuan:
        was = item.sebelum or {}
        at = datetime.fromisoformat(was["saat"])
        listed = sorted([row.key.periode, row.key.program, row.diubah] for row in rows[item.ruta])
        checks = (
            (now[item.ruta].desa != item.tujuan, "dipindah lagi"),
            (datetime.fromisoformat(now[item.ruta].diubah) != at, "data rumah tangga diperbaiki"),
            (listed != sorted(was["baris"]), "hasil verivali atau prelistnya berubah"),
            (
                [case.nomor for case in cases[item.ruta]] != was["kasus"]
                or any(datetime.fromisoformat(case.diubah) != at for case in cases[item.ruta]),
                "kasusnya berubah",
            ),
        )
        why = next((text for changed, text in checks if changed), None)
        if why:
            found.append(Halangan(item.ruta, rumah[item.ruta].nama, Sebab.BERUBAH, why))
    return found


class TempatTerbagi(Exception):
    """The desa that a place is to come back from has none left to give; the transaction is lost."""

    def __init__(self, ruta: Collection[int]) -> None:
        super().__init__()
        self.ruta = tuple(ruta)


def _params(kab: int, pindah: Sequence[Pindah]) -> dict[str, Any]:
    return {"kab": kab, "ruta": [item.ruta for item in pindah], "tujuan": [item.tujuan for item in pindah]}


def _by_ruta(held: Dipegang) -> tuple[dict[int, list[Baris]], dict[int, list[Kasus]]]:
    rows: dict[int, list[Baris]] = defaultdict(list)
    cases: dict[int, list[Kasus]] = defaultdict(list)
    for row in held.baris:
        rows[row.ruta].append(row)
    for case in held.kasus:
        cases[case.ruta].append(case)
    return rows, cases


def _places(held: Dipegang) -> Counter[tuple[BatchKey, int]]:
    """Places that each household holds in each open batch."""
    places: Counter[tuple[BatchKey, int]] = Counter()
    for row in held.baris:
        places[row.key, row.ruta] += not row.nonaktif
    for case in held.kasus:
        places[case.key, case.ruta] += case.tempat
    return places


def _move_kuota(
    connection: Connection,
    pindah: Sequence[Pindah],
    held: Dipegang,
    holds: Mapping[tuple[BatchKey, int], int],
    wanted: Mapping[tuple[BatchKey, int], int] | None,
) -> dict[tuple[BatchKey, int], int]:
    """Move ``awal``, ``disetujui`` and places between the desa of each batch; places that moved, by batch and ruta.

    ``wanted`` are the places to move; None: as many as each holds and its desa has to give. Raises TempatTerbagi when
    what is wanted is not there.
    """
    rows: dict[tuple[BatchKey, int], int] = Counter((row.key, row.ruta) for row in held.baris)
    cases: dict[tuple[BatchKey, int], int] = Counter((case.key, case.ruta) for case in held.kasus if case.tempat)
    given: dict[tuple[BatchKey, int], int] = {}
    for key in held.keys:
        moving = [item for item in pindah if (key, item.ruta) in rows or (key, item.ruta) in cases]
        # A programme without kuota, or a kab that has not divided it, has nothing to move.
        if not moving or connection.execute(_KUOTA_KAB, key.params()).one_or_none() is None:
            continue
        if not (left := {row.desa: row.kuota for row in connection.execute(_KUOTA_ROWS, key.params())}):
            continue
        connection.execute(_KUOTA_ENSURE, key.params() | {"desa": sorted({item.tujuan for item in moving})})
        delta: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        short: list[int] = []
        for item in moving:
            asked = holds[key, item.ruta] if wanted is None else wanted.get((key, item.ruta), 0)
            places = min(asked, left.get(item.asal, 0))
            if wanted is not None and places < asked:
                short.append(item.ruta)
            left[item.asal] = left.get(item.asal, 0) - places
            given[key, item.ruta] = places
            moved = (places, rows.get((key, item.ruta), 0), cases.get((key, item.ruta), 0))
            for desa, sign in ((item.asal, -1), (item.tujuan, 1)):
                delta[desa] = [sum_ + sign * count for sum_, count in zip(delta[desa], moved, strict=True)]
        if short:
            raise TempatTerbagi(short)
        kuota, awal, disetujui = (list(column) for column in zip(*delta.values(), strict=True))
        connection.execute(
            _KUOTA_MOVE, key.params() | {"desa": list(delta), "kuota": kuota, "awal": awal, "disetujui": disetujui}
        )
    return given


def _move_rows(connection: Connection, pindah: Sequence[Pindah], held: Dipegang, saat: datetime) -> None:
    """Open cases follow their household; verivali rows do in ``_recount``, beside their counts."""
    to = {item.ruta: item.tujuan for item in pindah}
    if held.kasus:
        numbers = {"nomor": [case.nomor for case in held.kasus], "tujuan": [to[case.ruta] for case in held.kasus]}
        connection.execute(_MOVE_CASES, numbers | {"kab": held.kasus[0].key.kab, "saat": saat})


def _recount(connection: Connection, kab: int, pindah: Sequence[Pindah], held: Dipegang) -> None:
    """Verivali rows, then every count of both desa: the last locks of the transaction."""
    moves = _params(kab, pindah)
    changed = []
    with_rows = {row.key for row in held.baris}
    for key in (key for key in held.keys if key in with_rows):
        params = moves | key.params()
        rekap = connection.execute(_REKAP, params).all()
        riwayat = connection.execute(_RIWAYAT, params).all()
        connection.execute(_MOVE_ROWS, params)
        changed.append((key, rekap, riwayat))
    recount_register(connection, kab, {desa for item in pindah for desa in (item.asal, item.tujuan)})
    names = ("desa", "total", *REKAP_DELTAS)
    for key, rekap, riwayat in changed:
        rows = [dict(zip(names, row, strict=False)) for row in rekap]
        connection.execute(_APPLY_REKAP, key.params() | {"isi": rows})
        apply_riwayat(connection, key, riwayat)
