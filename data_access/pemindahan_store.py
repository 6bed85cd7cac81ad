"""Proposals to move households: stored, held, decided; and what stands in the way of a move."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import pemindahan, pemindahan_dokumen
from domain.batch import StateBatch
from domain.kalender import PROGRAM_NAME, Program, month_name
from domain.pemindahan import Halangan, Isian, Sebab, StatePemindahan
from domain.status import StatusUsulan

# Any number that no other advisory lock of the portal uses.
_LOCK_SPACE = 5151
ENDED = (
    StatusUsulan.DITOLAK,
    StatusUsulan.TIDAK_DITETAPKAN,
    StatusUsulan.KEDALUWARSA,
    StatusUsulan.DIGANTIKAN,
)
_ENDED = ", ".join(str(int(status)) for status in ENDED)
_MOVES = "unnest(CAST(:ruta AS bigint[]), CAST(:tujuan AS bigint[])) AS m (ruta, tujuan)"


@dataclass(frozen=True, slots=True)
class Ajuan:
    """A proposal that is held. ``sebelum`` is what its move changed, once it was made."""

    nomor: int
    state: StatePemindahan
    ruta: int
    asal: int
    tujuan: int
    alamat: str | None
    pengaju: int
    sebelum: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Rumah:
    """A household as it stands."""

    ruta: int
    nama: str
    desa: int
    kpm: bool


# Proposals.


def take_turn(connection: Connection, kab: int) -> None:
    """Wait until no other move of the kab is being written; held until the transaction ends."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_SPACE, kab)))


def add_dokumen(
    connection: Connection, kab: int, *, nama: str, mime: str, sidik: bytes, isi: bytes, oleh: int, saat: datetime
) -> int:
    """Store a paper and return its number."""
    values = {"kab": kab, "nama": nama, "mime": mime, "sidik": sidik, "isi": isi, "oleh": oleh, "diunggah": saat}
    query = sa.insert(pemindahan_dokumen).values(**values).returning(pemindahan_dokumen.c.id)
    return int(connection.execute(query).scalar_one())


def add_ajuan(
    connection: Connection,
    kab: int,
    rumah: Collection[Rumah],
    tujuan: int,
    isian: Isian,
    *,
    dokumen: int,
    pengaju: int,
    saat: datetime,
) -> list[int]:
    """Store one proposal a household, in order of ruta, and return their numbers."""
    rows = [
        {
            "kab": kab,
            "state": str(StatePemindahan.DIAJUKAN),
            "ruta": item.ruta,
            "desa_asal": item.desa,
            "desa_tujuan": tujuan,
            "alamat_baru": isian.alamat,
            "alasan": isian.alasan,
            "keterangan": isian.keterangan or None,
            "kpm": item.kpm,
            "dokumen": dokumen,
            "pengaju": pengaju,
            "diajukan": saat,
        }
        for item in sorted(rumah, key=lambda item: item.ruta)
    ]
    query = sa.insert(pemindahan).returning(pemindahan.c.id, sort_by_parameter_order=True)
    return [int(number) for number in connection.execute(query, rows).scalars()]


def hold_ajuan(connection: Connection, kab: int, nomor: Collection[int]) -> list[Ajuan]:
    """Proposals by number, held until the transaction ends; one that is not there is left out."""
    p = pemindahan
    query = sa.select(
        p.c.id, p.c.state, p.c.ruta, p.c.desa_asal, p.c.desa_tujuan, p.c.alamat_baru, p.c.pengaju, p.c.sebelum
    )
    query = query.where(p.c.kab == kab, p.c.id.in_(list(nomor))).order_by(p.c.id).with_for_update()
    return [Ajuan(row[0], StatePemindahan(row[1]), *row[2:]) for row in connection.execute(query)]


def decide(
    connection: Connection,
    kab: int,
    nomor: Collection[int],
    state: StatePemindahan,
    *,
    pemutus: int,
    saat: datetime,
    catatan: str | None,
) -> None:
    """Store a decision on proposals that the caller holds."""
    values: dict[str, Any] = {"state": str(state), "pemutus": pemutus, "diputuskan": saat, "catatan": catatan}
    if state is StatePemindahan.DIPINDAH:
        values["dipindah"] = saat
    _update(connection, kab, nomor, values)


def withdraw(
    connection: Connection, kab: int, nomor: Collection[int], *, pembatal: int, saat: datetime, catatan: str | None
) -> None:
    """Store that proposals were withdrawn, or their moves taken back; what they changed is no longer kept."""
    values = {"state": str(StatePemindahan.DIBATALKAN), "pembatal": pembatal, "dibatalkan": saat, "sebelum": sa.null()}
    _update(connection, kab, nomor, values | ({"catatan": catatan} if catatan else {}))


def _update(connection: Connection, kab: int, nomor: Collection[int], values: Mapping[str, Any]) -> None:
    p = pemindahan
    connection.execute(sa.update(p).where(p.c.kab == kab, p.c.id.in_(list(nomor))).values(**values))


# What stands in the way.

_RUMAH = sa.text(
    "SELECT id, nama_krt, desa, kpm_bsp FROM rumah_tangga "
    "WHERE kab = :kab AND id = ANY(CAST(:ruta AS bigint[])) ORDER BY id"
)
# A decree takes three to six months: a household that the next periode has on its prelist is not kept by the last.
_LOCKED = sa.text(
    f"SELECT DISTINCT ON (m.ruta) m.ruta, b.program, b.periode FROM {_MOVES} JOIN batch AS b ON b.kab = :kab "
    f"AND b.state NOT IN ('{StateBatch.TERBUKA}', '{StateBatch.DITETAPKAN}') WHERE EXISTS (SELECT FROM verivali AS v "
    "WHERE v.kab = b.kab AND v.periode = b.periode AND v.program = b.program AND v.ruta = m.ruta) AND NOT EXISTS ("
    "SELECT FROM verivali AS v WHERE v.kab = b.kab AND v.periode > b.periode AND v.program = b.program "
    "AND v.ruta = m.ruta) OR EXISTS ("
    "SELECT FROM usulan AS u WHERE u.kab = b.kab AND u.ruta = m.ruta AND u.periode = b.periode "
    f"AND u.program = b.program AND u.status NOT IN ({_ENDED})) ORDER BY m.ruta, b.periode DESC"
)
# One that moves in the same act counts where it goes to.
_SAME_KK = sa.text(
    f"WITH m AS (SELECT * FROM {_MOVES}) SELECT DISTINCT m.ruta FROM m "
    "JOIN rumah_tangga AS r ON r.kab = :kab AND r.id = m.ruta "
    "JOIN rumah_tangga AS t ON t.no_kk = r.no_kk AND t.kab = :kab AND t.id <> r.id "
    "LEFT JOIN m AS n ON n.ruta = t.id WHERE coalesce(n.tujuan, t.desa) = m.tujuan"
)
_SAME_NIK = sa.text(
    f"WITH m AS (SELECT * FROM {_MOVES}) SELECT DISTINCT m.ruta FROM m "
    "JOIN individu AS i ON i.kab = :kab AND i.ruta = m.ruta AND i.sta_art = 1 "
    "JOIN individu AS j ON j.nik = i.nik AND j.kab = :kab AND j.ruta <> i.ruta AND j.sta_art = 1 "
    "JOIN rumah_tangga AS t ON t.kab = :kab AND t.id = j.ruta "
    "LEFT JOIN m AS n ON n.ruta = t.id WHERE coalesce(n.tujuan, t.desa) = m.tujuan"
)
_WAITING = sa.text(
    "SELECT ruta FROM pemindahan WHERE kab = :kab AND ruta = ANY(CAST(:ruta AS bigint[])) "
    f"AND state = '{StatePemindahan.DIAJUKAN}' AND id <> ALL(CAST(:nomor AS bigint[]))"
)
_DECIDED = sa.text(
    "SELECT DISTINCT u.ruta FROM usulan AS u WHERE u.kab = :kab AND u.ruta = ANY(CAST(:ruta AS bigint[])) AND ("
    "EXISTS (SELECT FROM klaim AS k WHERE k.kab = u.kab AND k.usulan = u.id AND k.sampai > :saat) OR EXISTS ("
    "SELECT FROM tindakan_kasus AS t WHERE t.kab = u.kab AND t.usulan = u.id AND t.hasil IS NULL))"
)


def read_rumah(connection: Connection, kab: int, ruta: Collection[int]) -> dict[int, Rumah]:
    """Households of a kab by number."""
    rows = connection.execute(_RUMAH, {"kab": kab, "ruta": list(ruta)})
    return {row.id: Rumah(row.id, row.nama_krt, row.desa, row.kpm_bsp) for row in rows}


def find_halangan(
    connection: Connection,
    kab: int,
    rumah: Mapping[int, Rumah],
    tujuan: Mapping[int, int],
    saat: datetime,
    nomor: Collection[int] = (),
) -> list[Halangan]:
    """What stands in the way of moving these households to ``tujuan`` (by ruta), the first of each, by ruta.

    ``nomor`` are the proposals that are being decided. ``saat`` is the clock of claims.
    """
    params = {
        "kab": kab,
        "ruta": list(tujuan),
        "tujuan": list(tujuan.values()),
        "nomor": list(nomor),
        "saat": saat,
    }
    found: dict[int, Halangan] = {}

    def note(ruta: int, sebab: Sebab, rinci: str = "") -> None:
        found.setdefault(ruta, Halangan(ruta, rumah[ruta].nama, sebab, rinci))

    for ruta, desa in tujuan.items():
        if rumah[ruta].desa == desa:
            note(ruta, Sebab.DESA_SAMA)
    for ruta, program, periode in connection.execute(_LOCKED, params):
        note(ruta, Sebab.BATCH_TERKUNCI, kata_batch(program, periode))
    for query, sebab in (
        (_WAITING, Sebab.MENUNGGU),
        (_DECIDED, Sebab.SEDANG_DIPUTUS),
        (_SAME_KK, Sebab.KK_GANDA),
        (_SAME_NIK, Sebab.NIK_GANDA),
    ):
        for ruta in connection.execute(query, params).scalars():
            note(ruta, sebab)
    return [found[ruta] for ruta in sorted(found)]


def kata_batch(program: int, periode: int) -> str:
    """ "BSP/Sembako November 2026"."""
    return f"{PROGRAM_NAME[Program(program)]} {month_name(periode)}"
