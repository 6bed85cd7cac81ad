"""Writes of the review: cases held and decided, the kuota they take, acts and what they may be undone to.

Order of locks: batch rows, verivali rows by ruta, cases by number, the kab's own kuota row, the rows of desa by code;
rekap rows come last, by the caller. The register is written by ``register_store``.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from data_access.schema import klaim, komentar, pengguna, tindakan, tindakan_kasus
from data_access.verivali_store import DELTA_SQL, BatchKey, Changed
from domain.kasus import Pemegang
from domain.status import StatusUsulan
from domain.tindakan import BERHASIL, Putusan, StateTindakan, Tindakan
from domain.usulan import JenisUsulan

_MINE = "u.kab = :kab AND u.id = ANY(CAST(:nomor AS bigint[]))"


@dataclass(frozen=True, slots=True)
class Tercatat:
    """A case as it is held. ``kembali`` are the columns that an undo restores."""

    nomor: int
    jenis: JenisUsulan
    status: StatusUsulan
    key: BatchKey
    desa: int
    ruta: int | None
    mengganti: int | None
    versi: datetime
    kembali: dict[str, Any]


# What a decision changes of a case.
_KEMBALI = ("status", "alasan", "kolom", "diputuskan", "petugas", "tunda_sampai", "diubah")
_CASES = f"""
    SELECT u.id, u.jenis, u.status, u.periode, u.program, u.desa, u.ruta, u.mengganti, u.diubah,
        jsonb_build_object({", ".join(f"'{name}', u.{name}" for name in _KEMBALI)}) AS kembali
    FROM usulan AS u WHERE {_MINE} ORDER BY u.id
"""
_READ_CASES, _LOCK_CASES = sa.text(_CASES), sa.text(f"{_CASES} FOR UPDATE")
_LOCK_VERIVALI = sa.text(
    "SELECT ruta, status, jsonb_build_object('status', status, 'tgl_diperiksa', tgl_diperiksa, 'petugas', petugas, "
    "'diubah', diubah) AS kembali FROM verivali WHERE kab = :kab AND periode = :periode AND program = :program "
    "AND ruta = ANY(CAST(:ruta AS bigint[])) ORDER BY ruta FOR UPDATE"
)
_DECIDE = sa.text(
    "UPDATE usulan AS u SET status = :status, alasan = :alasan, kolom = CAST(:kolom AS text[]), "
    "tunda_sampai = :tunda_sampai, diubah = :saat, diputuskan = coalesce(CAST(:hari AS date), u.diputuskan), "
    f"petugas = coalesce(CAST(:petugas AS integer), u.petugas) WHERE {_MINE}"
)
_LOCK_KUOTA = sa.text(
    "SELECT desa FROM kuota WHERE kab = :kab AND periode = :periode AND program = :program AND desa = ANY("
    "CAST(:desa AS bigint[])) ORDER BY desa FOR UPDATE"
)
_BOOK = sa.text(
    "UPDATE kuota AS k SET disetujui = k.disetujui + m.jumlah "
    "FROM unnest(CAST(:desa AS bigint[]), CAST(:jumlah AS integer[])) AS m (desa, jumlah) "
    "WHERE k.kab = :kab AND k.periode = :periode AND k.program = :program AND k.desa = m.desa"
)
_CLAIM = sa.text(
    "INSERT INTO klaim AS k (kab, usulan, pengguna, sampai) VALUES (:kab, :nomor, :pengguna, :sampai) "
    "ON CONFLICT (kab, usulan) DO UPDATE SET pengguna = excluded.pengguna, sampai = excluded.sampai "
    "WHERE k.pengguna = excluded.pengguna OR k.sampai <= :saat RETURNING k.sampai"
)
_RECORD = sa.text(
    "UPDATE tindakan_kasus AS k SET hasil = m.hasil, pesan = m.pesan, sebelum = m.sebelum "
    "FROM jsonb_to_recordset(:isi) AS m (nomor bigint, hasil text, pesan text, sebelum jsonb) "
    "WHERE k.kab = :kab AND k.tindakan = :tindakan AND k.usulan = m.nomor"
).bindparams(sa.bindparam("isi", type_=JSONB))
_RESTORE_CASES = sa.text(
    f"UPDATE usulan AS u SET ({', '.join(_KEMBALI)}) = ({', '.join(f'p.{name}' for name in _KEMBALI)}) "
    "FROM tindakan_kasus AS k, usulan AS x, "
    "LATERAL jsonb_populate_record(x, k.sebelum -> 'kasus') AS p "
    "WHERE k.kab = :kab AND k.tindakan = :tindakan AND k.usulan = ANY(CAST(:nomor AS bigint[])) "
    "AND x.kab = k.kab AND x.id = k.usulan AND u.kab = x.kab AND u.id = x.id"
)
_RESTORE_VERIVALI = sa.text(
    "WITH changed AS (UPDATE verivali AS v SET (status, tgl_diperiksa, petugas, diubah) = "
    "(p.status, p.tgl_diperiksa, p.petugas, p.diubah) "
    "FROM jsonb_to_recordset(:isi) AS p (ruta bigint, status smallint, tgl_diperiksa date, petugas integer, "
    "diubah timestamptz) "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = p.ruta "
    "RETURNING v.desa, OLD.status AS s0, NEW.status AS s1, v.sta_keberadaan, v.kyc_lengkap), "
    "sides AS (SELECT desa, true AS lama, s0 AS status, sta_keberadaan, kyc_lengkap FROM changed "
    "UNION ALL SELECT desa, false, s1, sta_keberadaan, kyc_lengkap FROM changed) "
    f"SELECT desa, count(*) / 2, {DELTA_SQL} FROM sides GROUP BY desa ORDER BY desa"
).bindparams(sa.bindparam("isi", type_=JSONB))


def _case(kab: int, row: Any) -> Tercatat:
    return Tercatat(
        row.id,
        JenisUsulan(row.jenis),
        StatusUsulan(row.status),
        BatchKey(kab, row.periode, row.program),
        row.desa,
        row.ruta,
        row.mengganti,
        row.diubah,
        row.kembali,
    )


def read_cases(connection: Connection, kab: int, nomor: Collection[int]) -> dict[int, Tercatat]:
    """Cases as they are, by number, not held."""
    rows = connection.execute(_READ_CASES, {"kab": kab, "nomor": list(nomor)})
    return {row.id: _case(kab, row) for row in rows}


def lock_cases(connection: Connection, kab: int, nomor: Collection[int]) -> dict[int, Tercatat]:
    """Cases by number, held until the transaction ends."""
    rows = connection.execute(_LOCK_CASES, {"kab": kab, "nomor": list(nomor)})
    return {row.id: _case(kab, row) for row in rows}


def lock_verivali(
    connection: Connection, key: BatchKey, ruta: Collection[int]
) -> dict[int, tuple[int, dict[str, Any]]]:
    """(status, columns that an undo restores) of verivali rows by ruta, held."""
    rows = connection.execute(_LOCK_VERIVALI, key.params() | {"ruta": list(ruta)})
    return {row.ruta: (row.status, row.kembali) for row in rows}


def lock_kuota(connection: Connection, key: BatchKey, desa: Collection[int]) -> None:
    """Hold the kab's own row, then those of its desa."""
    connection.execute(_LOCK_KUOTA, key.params() | {"desa": [0]})
    connection.execute(_LOCK_KUOTA, key.params() | {"desa": list(desa)})


def book(connection: Connection, key: BatchKey, places: Mapping[int, int]) -> None:
    """Add approved usulan to the kuota of desa and kab (negative: give back); the caller holds the rows."""
    moved = {desa: count for desa, count in places.items() if count}
    if moved:
        rows = {0: sum(moved.values())} | moved
        connection.execute(_BOOK, key.params() | {"desa": list(rows), "jumlah": list(rows.values())})


def write_putusan(
    connection: Connection,
    kab: int,
    nomor: Collection[int],
    putusan: Putusan,
    status: StatusUsulan,
    *,
    petugas: int,
    hari: date,
    saat: datetime,
) -> None:
    """Store a decision on cases that the caller holds. One that is put off keeps who decided, and when."""
    decided = putusan.tunda_sampai is None
    params = {
        "kab": kab,
        "nomor": list(nomor),
        "status": int(status),
        "alasan": putusan.kalimat,
        "kolom": list(putusan.kolom) or None,
        "tunda_sampai": putusan.tunda_sampai,
        "saat": saat,
        "hari": hari if decided else None,
        "petugas": petugas if decided else None,
    }
    connection.execute(_DECIDE, params)
    connection.execute(sa.delete(klaim).where(klaim.c.kab == kab, klaim.c.usulan.in_(list(nomor))))


def restore_cases(connection: Connection, kab: int, number: int, nomor: Collection[int]) -> None:
    """Put cases back to how they stood before an act."""
    connection.execute(_RESTORE_CASES, {"kab": kab, "tindakan": number, "nomor": list(nomor)})


def restore_verivali(connection: Connection, key: BatchKey, rows: Sequence[dict[str, Any]]) -> Changed:
    """Put verivali rows (``ruta`` and what ``lock_verivali`` gave) back to how they stood before a verdict."""
    changed = connection.execute(_RESTORE_VERIVALI, key.params() | {"isi": list(rows)}).all()
    return Changed(sum(row[1] for row in changed), [(row[0], *row[2:]) for row in changed])


# Claims and comments.


def claim(
    connection: Connection, kab: int, nomor: int, pengguna: int, *, saat: datetime, sampai: datetime
) -> datetime | None:
    """Take or prolong a claim; None when it is another person's and has not expired."""
    params = {"kab": kab, "nomor": nomor, "pengguna": pengguna, "saat": saat, "sampai": sampai}
    return connection.execute(_CLAIM, params).scalar_one_or_none()


def release(connection: Connection, kab: int, nomor: int, pengguna: int) -> None:
    """Give up one's own claim."""
    connection.execute(
        sa.delete(klaim).where(klaim.c.kab == kab, klaim.c.usulan == nomor, klaim.c.pengguna == pengguna)
    )


def read_claims(connection: Connection, kab: int, saat: datetime) -> dict[int, Pemegang]:
    """Who looks at which case of a kab at the moment: a few at a time, however many cases wait."""
    query = (
        sa.select(klaim.c.usulan, klaim.c.pengguna, pengguna.c.nama, klaim.c.sampai)
        .join(pengguna, pengguna.c.id == klaim.c.pengguna)
        .where(klaim.c.kab == kab, klaim.c.sampai > saat)
    )
    return {row.usulan: Pemegang(row.pengguna, row.nama, row.sampai) for row in connection.execute(query)}


def add_comment(
    connection: Connection, kab: int, nomor: int, *, kolom: str | None, isi: str, pengguna: int, saat: datetime
) -> int:
    """Store a comment and return its number."""
    values = {"kab": kab, "usulan": nomor, "kolom": kolom, "isi": isi, "pengguna": pengguna, "waktu": saat}
    return int(connection.execute(sa.insert(komentar).values(**values).returning(komentar.c.id)).scalar_one())


# Acts.

_ACT = (
    sa.select(
        tindakan.c.kab, tindakan.c.id, tindakan.c.keputusan, tindakan.c.state, tindakan.c.alasan,
        tindakan.c.keterangan, tindakan.c.saringan, tindakan.c.jumlah, tindakan.c.selesai, tindakan.c.berhasil,
        tindakan.c.pembuat, sa.func.coalesce(pengguna.c.nama, "").label("nama"), tindakan.c.dibuat,
        tindakan.c.diselesaikan,
    ).outerjoin(pengguna, pengguna.c.id == tindakan.c.pembuat)
)  # fmt: skip


def _act(row: Any) -> Tindakan:
    kab, number, keputusan, state, *rest = row
    return Tindakan(kab, number, keputusan, StateTindakan(state), *rest)


def add_act(
    connection: Connection,
    kab: int,
    putusan: Putusan,
    *,
    state: StateTindakan,
    jumlah: int,
    pembuat: int,
    saat: datetime,
    keputusan: str | None = None,
    saringan: str | None = None,
) -> int:
    """Store an act and return its number; ``keputusan`` stands for the decision's own where it is none."""
    values = {
        "kab": kab,
        "keputusan": keputusan or str(putusan.keputusan),
        "state": str(state),
        "alasan": putusan.alasan,
        "keterangan": putusan.keterangan,
        "kolom": list(putusan.kolom) or None,
        "tunda_sampai": putusan.tunda_sampai,
        "saringan": saringan,
        "jumlah": jumlah,
        "pembuat": pembuat,
        "dibuat": saat,
    }
    return int(connection.execute(sa.insert(tindakan).values(**values).returning(tindakan.c.id)).scalar_one())


def add_items(connection: Connection, kab: int, number: int, nomor: Sequence[int], first: int = 1) -> None:
    """Name the cases of an act, in their order."""
    connection.execute(
        sa.text(
            "INSERT INTO tindakan_kasus (kab, tindakan, usulan, urut) SELECT :kab, :tindakan, m.usulan, "
            "m.urut + :before FROM unnest(CAST(:nomor AS bigint[])) WITH ORDINALITY AS m (usulan, urut)"
        ),
        {"kab": kab, "tindakan": number, "nomor": list(nomor), "before": first - 1},
    )


def record_items(connection: Connection, kab: int, number: int, rows: Sequence[dict[str, Any]]) -> None:
    """Store what an act did to its cases: ``nomor``, ``hasil``, ``pesan``, ``sebelum`` (JSON)."""
    connection.execute(_RECORD, {"kab": kab, "tindakan": number, "isi": list(rows)})


def read_act(connection: Connection, kab: int, number: int, *, lock: bool = False) -> Tindakan | None:
    """An act, or None; ``lock`` holds it."""
    query = _ACT.where(tindakan.c.kab == kab, tindakan.c.id == number)
    row = connection.execute(query.with_for_update(of=tindakan) if lock else query).one_or_none()
    return None if row is None else _act(row)


def read_putusan(connection: Connection, kab: int, number: int) -> Any:
    """alasan, keterangan, kolom and tunda_sampai of an act, as stored."""
    t = tindakan
    query = sa.select(t.c.keputusan, t.c.alasan, t.c.keterangan, t.c.kolom, t.c.tunda_sampai)
    return connection.execute(query.where(t.c.kab == kab, t.c.id == number)).one()


def update_act(connection: Connection, kab: int, number: int, **values: Any) -> None:
    """Change columns of an act that the caller holds."""
    connection.execute(sa.update(tindakan).where(tindakan.c.kab == kab, tindakan.c.id == number).values(**values))


def read_done(connection: Connection, kab: int, number: int, nomor: Collection[int] | None = None) -> dict[int, Any]:
    """What an act changed, by case: ``sebelum`` of those that succeeded."""
    k = tindakan_kasus
    query = sa.select(k.c.usulan, k.c.sebelum).where(k.c.kab == kab, k.c.tindakan == number, k.c.hasil == BERHASIL)
    if nomor is not None:
        query = query.where(k.c.usulan.in_(list(nomor)))
    return {row.usulan: row.sebelum for row in connection.execute(query)}
