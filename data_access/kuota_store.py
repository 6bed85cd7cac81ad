"""Writes of kuota and of proposals to change it.

Order of locks: the batch row (shared, see ``verivali_store``), the kab's own kuota row, the rows of its desa by code,
a proposal. The kab's own row stands for the whole division: two who divide one kab meet there.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import audit, kuota, usul_kuota, wilayah
from data_access.verivali_store import BatchKey
from domain.indikator import NONAKTIF
from domain.kode import Level
from domain.status import USULAN_TERHITUNG
from domain.usulan import JenisUsulan

_OF_KAB = "kab = :kab AND periode = :periode AND program = :program"
_COUNTED = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))
_GONE = " + ".join(f"r.{name}" for name in NONAKTIF)

# A kab or desa that gets its first kuota begins with the KPM on its prelist and the usulan that hold a place.
_ENSURE_KAB = sa.text(
    "INSERT INTO kuota (periode, program, desa, kab, awal, disetujui) SELECT :periode, :program, 0, :kab, "
    f"coalesce((SELECT sum(total) FROM rekap_desa WHERE {_OF_KAB} AND desa BETWEEN :low AND :high), 0), "
    "(SELECT count(*) FROM usulan WHERE periode = :periode AND program = :program AND desa BETWEEN :low AND :high "
    f"AND jenis = {JenisUsulan.BSP:d} AND status IN ({_COUNTED})) ON CONFLICT DO NOTHING"
)
_LOCK_KAB = sa.text(f"SELECT kuota, dasar_sk, tanggal_sk, tahap FROM kuota WHERE {_OF_KAB} AND desa = 0 FOR UPDATE")
_LOCK_DESA = sa.text(
    f"SELECT desa, kuota, awal, disetujui FROM kuota WHERE {_OF_KAB} AND desa BETWEEN :low AND :high "
    "ORDER BY desa FOR UPDATE"
)
_GONE_BY_DESA = sa.text(
    f"SELECT desa, {_GONE} AS nonaktif FROM rekap_desa AS r WHERE {_OF_KAB} AND desa BETWEEN :low AND :high"
)
_WRITE = sa.text(
    "INSERT INTO kuota AS k (periode, program, desa, kab, kuota, awal, disetujui) "
    "SELECT :periode, :program, m.desa, :kab, m.kuota, coalesce(r.total, 0), (SELECT count(*) FROM usulan AS u "
    "WHERE u.periode = :periode AND u.program = :program AND u.desa = m.desa AND "
    f"u.jenis = {JenisUsulan.BSP:d} AND u.status IN ({_COUNTED})) "
    "FROM unnest(CAST(:desa AS bigint[]), CAST(:tempat AS integer[])) AS m (desa, kuota) "
    "LEFT JOIN rekap_desa AS r ON r.periode = :periode AND r.program = :program AND r.desa = m.desa AND r.kab = :kab "
    "ORDER BY m.desa ON CONFLICT (periode, program, desa, kab) DO UPDATE SET kuota = excluded.kuota"
)


@dataclass(frozen=True, slots=True)
class Ketetapan:
    """The kab's own kuota and the decree it rests on."""

    kuota: int
    dasar_sk: str | None
    tanggal_sk: date | None
    tahap: int | None


@dataclass(frozen=True, slots=True)
class Terkunci:
    """A kab's kuota, held until the transaction ends. ``terpakai`` counts KPM by desa."""

    kab: Ketetapan
    desa: dict[int, int]
    terpakai: dict[int, int]

    @property
    def dibagi(self) -> int:
        """Places given to desa."""
        return sum(self.desa.values())


def _params(key: BatchKey) -> dict[str, int]:
    return key.params() | {"low": key.kab * 10**6, "high": key.kab * 10**6 + 10**6 - 1}


def lock(connection: Connection, key: BatchKey) -> Terkunci:
    """The kab's division, held alone; a kab without a row gets one with 0 places."""
    params = _params(key)
    connection.execute(_ENSURE_KAB, params)
    own = Ketetapan(*connection.execute(_LOCK_KAB, params).one())
    rows = connection.execute(_LOCK_DESA, params).all()
    gone = {row.desa: row.nonaktif for row in connection.execute(_GONE_BY_DESA, params)}
    return Terkunci(
        own,
        {row.desa: row.kuota for row in rows},
        {row.desa: row.awal - gone.get(row.desa, 0) + row.disetujui for row in rows},
    )


def write_desa(connection: Connection, key: BatchKey, tempat: Mapping[int, int]) -> None:
    """Set the places of some desa; the caller holds the kab by ``lock``."""
    params = _params(key) | {"desa": list(tempat), "tempat": list(tempat.values())}
    connection.execute(_WRITE, params)


def write_kab(connection: Connection, key: BatchKey, new: Ketetapan) -> None:
    """Set the kab's own kuota; the caller holds the kab by ``lock``."""
    connection.execute(
        sa.update(kuota)
        .where(
            kuota.c.kab == key.kab, kuota.c.periode == key.periode, kuota.c.program == key.program, kuota.c.desa == 0
        )
        .values(kuota=new.kuota, dasar_sk=new.dasar_sk, tanggal_sk=new.tanggal_sk, tahap=new.tahap)
    )


def desa_of(connection: Connection, kab: int) -> set[int]:
    """Codes of all desa of a kab."""
    query = sa.select(wilayah.c.kode).where(
        wilayah.c.level == int(Level.DESA), wilayah.c.prov == kab // 100, wilayah.c.kab == kab
    )
    return set(connection.execute(query).scalars())


def names_of(connection: Connection, codes: Collection[int]) -> dict[int, str]:
    """Names by code."""
    query = sa.select(wilayah.c.kode, wilayah.c.nama).where(wilayah.c.kode.in_(list(codes)))
    return {row.kode: row.nama for row in connection.execute(query)}


def insert_usul(
    connection: Connection,
    key: BatchKey,
    isi: Mapping[int, tuple[int, int]],
    *,
    catatan: str,
    pembuat: int,
    moment: datetime,
) -> int:
    """Store a proposal (desa: places before and after) and return its number."""
    rows = [{"desa": desa, "lama": now, "baru": then} for desa, (now, then) in sorted(isi.items())]
    statement = (
        sa.insert(usul_kuota)
        .values(**key.params(), isi=rows, catatan=catatan, pembuat=pembuat, dibuat=moment)
        .returning(usul_kuota.c.id)
    )
    return int(connection.execute(statement).scalar_one())


def lock_usul(connection: Connection, kab: int, number: int) -> str | None:
    """State of a proposal, held alone; None where there is none."""
    query = sa.select(usul_kuota.c.state).where(usul_kuota.c.kab == kab, usul_kuota.c.id == number)
    return connection.execute(query.with_for_update()).scalar_one_or_none()


def close_usul(
    connection: Connection, kab: int, number: int, state: str, *, pemutus: int, moment: datetime, alasan: str
) -> None:
    """Put a proposal into its last state; the caller holds it by ``lock_usul``."""
    connection.execute(
        sa.update(usul_kuota)
        .where(usul_kuota.c.kab == kab, usul_kuota.c.id == number)
        .values(state=state, pemutus=pemutus, diputuskan=moment, alasan=alasan or None)
    )


@dataclass(frozen=True, slots=True)
class Catatan:
    """What the audit holds of a division: who made it, how long ago, places by desa before and after."""

    pengguna: str
    objek: str
    umur: timedelta
    sebelum: dict[int, int]
    sesudah: dict[int, int]


def read_catatan(connection: Connection, kab: int, urut: int, aksi: str) -> Catatan | None:
    """One division of a kab as the audit recorded it, or None."""
    query = sa.select(
        audit.c.pengguna,
        audit.c.objek,
        (sa.func.clock_timestamp() - audit.c.waktu).label("umur"),
        audit.c.sebelum,
        audit.c.sesudah,
    ).where(audit.c.kab == kab, audit.c.urut == urut, audit.c.aksi == aksi)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    before, after = (
        {int(desa): int(places) for desa, places in side["desa"].items()} for side in (row.sebelum, row.sesudah)
    )
    return Catatan(row.pengguna, row.objek, row.umur, before, after)
