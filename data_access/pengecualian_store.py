"""More time that Pusdatin gave kab, and the addresses of calendar programs: listed and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import langganan, pengecualian, pengguna, wilayah
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.kalender import Kegiatan, Pengecualian
from domain.kode import Level, ancestor

# A page shows the newest; there are a few a month in the whole country.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Langganan:
    """One address for calendar programs, and whether it still answers."""

    nomor: int
    wilayah: int
    pengguna: int
    dibuat: datetime


def _select() -> sa.Select[tuple[object, ...]]:
    p = pengecualian
    return (
        sa.select(p, wilayah.c.nama.label("nama_kab"), pengguna.c.nama.label("pemberi"))
        .join(wilayah, wilayah.c.kode == p.c.kab)
        .outerjoin(pengguna, pengguna.c.id == p.c.oleh)
    )


def _as_item(row: sa.Row[tuple[object, ...]]) -> Pengecualian:
    item = row._mapping
    return Pengecualian(
        kab=item["kab"],
        nomor=item["id"],
        nama_kab=item["nama_kab"],
        program=item["program"],
        periode=item["periode"],
        kegiatan=Kegiatan(item["kegiatan"]),
        sampai=item["sampai"],
        alasan=item["alasan"],
        pemberi=item["pemberi"] or "",
        dibuat=item["dibuat"],
        dicabut=item["dicabut"],
    )


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    """Kab of the scope: those below it, or the one it lies in."""
    if scope.level is Level.NASIONAL:
        return sa.true()
    if scope.level is Level.PROVINSI:
        return pengecualian.c.kab.between(scope.kode * 100, scope.kode * 100 + 99)
    return pengecualian.c.kab == ancestor(scope.kode, Level.KAB)


def list_pengecualian(
    connection: Connection, scope: Scope, *, sejak: datetime | None = None, berlaku: bool = False
) -> list[Pengecualian]:
    """Exceptions of a scope, newest first: those that end at ``sejak`` or later, only valid ones if ``berlaku``."""
    query = _select().where(_within(scope)).order_by(pengecualian.c.dibuat.desc(), pengecualian.c.id.desc())
    if sejak is not None:
        query = query.where(pengecualian.c.sampai >= sejak)
    if berlaku:
        query = query.where(pengecualian.c.dicabut.is_(None))
    return [_as_item(row) for row in connection.execute(query.limit(MOST_SHOWN))]


def hold_pengecualian(connection: Connection, kab: int, nomor: int) -> Pengecualian | None:
    """One exception, held until the transaction ends."""
    own = sa.and_(pengecualian.c.kab == kab, pengecualian.c.id == nomor)
    connection.execute(sa.select(pengecualian.c.id).where(own).with_for_update())
    row = connection.execute(_select().where(own)).one_or_none()
    return None if row is None else _as_item(row)


def add_pengecualian(
    connection: Connection,
    key: BatchKey,
    kegiatan: Kegiatan,
    *,
    sampai: datetime,
    alasan: str,
    oleh: int,
    saat: datetime,
) -> int:
    """Store an exception and return its number."""
    statement = (
        sa.insert(pengecualian)
        .values(**key.params(), kegiatan=str(kegiatan), sampai=sampai, alasan=alasan, oleh=oleh, dibuat=saat)
        .returning(pengecualian.c.id)
    )
    return int(connection.execute(statement).scalar_one())


def revoke_pengecualian(connection: Connection, kab: int, nomor: int, *, oleh: int, saat: datetime) -> None:
    """Take an exception back."""
    connection.execute(
        sa.update(pengecualian)
        .where(pengecualian.c.kab == kab, pengecualian.c.id == nomor)
        .values(dicabut=saat, pencabut=oleh)
    )


# Addresses of calendar programs.


def find_langganan(connection: Connection, pengguna_id: int) -> Langganan | None:
    """The address that a person has now."""
    return _one(connection, langganan.c.pengguna == pengguna_id)


def read_langganan(connection: Connection, nomor: int) -> Langganan | None:
    """One address, if it still answers."""
    return _one(connection, langganan.c.id == nomor)


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Langganan | None:
    row = connection.execute(sa.select(langganan).where(condition, langganan.c.dicabut.is_(None))).one_or_none()
    return None if row is None else Langganan(row.id, row.wilayah, row.pengguna, row.dibuat)


def add_langganan(connection: Connection, wilayah_kode: int, pengguna_id: int, saat: datetime) -> int:
    """Store a new address of a person; the caller has revoked the one before."""
    statement = sa.insert(langganan).values(wilayah=wilayah_kode, pengguna=pengguna_id, dibuat=saat)
    return int(connection.execute(statement.returning(langganan.c.id)).scalar_one())


def revoke_langganan(connection: Connection, pengguna_id: int, saat: datetime) -> bool:
    """End the address of a person; whether there was one."""
    ended = sa.update(langganan).where(langganan.c.pengguna == pengguna_id, langganan.c.dicabut.is_(None))
    return bool(connection.execute(ended.values(dicabut=saat)).rowcount)
