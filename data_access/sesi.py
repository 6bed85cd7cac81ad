"""Sessions that are or were open: found by the digest of what the cookie carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import sesi


@dataclass(frozen=True, slots=True)
class Sesi:
    """One session. ``id`` is a digest, so that who reads the table can open none of them."""

    id: bytes
    pengguna: int
    mulai: datetime
    terakhir: datetime
    alamat_ip: str | None
    perangkat: str | None
    totp: bool


def open_sesi(
    connection: Connection,
    digest: bytes,
    pengguna: int,
    now: datetime,
    *,
    alamat_ip: str | None,
    perangkat: str | None,
    totp: bool,
) -> None:
    """Write down a session that begins."""
    values = {"mulai": now, "terakhir": now, "alamat_ip": alamat_ip, "perangkat": perangkat, "totp": totp}
    connection.execute(sa.insert(sesi).values(id=digest, pengguna=pengguna, **values))


def touch_sesi(connection: Connection, digest: bytes, now: datetime, step: timedelta) -> None:
    """Note the moment of use, unless one less than ``step`` ago is noted already."""
    query = sa.update(sesi).where(sesi.c.id == digest, sesi.c.berakhir.is_(None), sesi.c.terakhir <= now - step)
    connection.execute(query.values(terakhir=now))


def confirm_sesi(connection: Connection, digest: bytes, pengguna: int) -> None:
    """A TOTP code was given in this session."""
    query = sa.update(sesi).where(sesi.c.id == digest, sesi.c.pengguna == pengguna, sesi.c.berakhir.is_(None))
    connection.execute(query.values(totp=True))


def end_sesi(connection: Connection, digest: bytes, pengguna: int, now: datetime, oleh: int) -> bool:
    """End one session of an account; False when it was not open."""
    query = sa.update(sesi).where(sesi.c.id == digest, sesi.c.pengguna == pengguna, sesi.c.berakhir.is_(None))
    return connection.execute(query.values(berakhir=now, diakhiri_oleh=oleh)).rowcount == 1


def end_every(connection: Connection, pengguna: int, now: datetime, oleh: int, but: bytes | None = None) -> int:
    """End the sessions of an account, all or all ``but`` one; how many."""
    query = sa.update(sesi).where(sesi.c.pengguna == pengguna, sesi.c.berakhir.is_(None))
    if but is not None:
        query = query.where(sesi.c.id != but)
    return connection.execute(query.values(berakhir=now, diakhiri_oleh=oleh)).rowcount


def list_open(connection: Connection, pengguna: int, *, mulai: datetime, terakhir: datetime) -> list[Sesi]:
    """Sessions that began after ``mulai``, were used after ``terakhir`` and were not ended; newest use first."""
    query = (
        sa.select(sesi.c.id, sesi.c.pengguna, sesi.c.mulai, sesi.c.terakhir, sesi.c.alamat_ip, sesi.c.perangkat,
                  sesi.c.totp)
        .where(sesi.c.pengguna == pengguna, sesi.c.berakhir.is_(None), sesi.c.mulai > mulai, sesi.c.terakhir > terakhir)
        .order_by(sesi.c.terakhir.desc())
    )  # fmt: skip
    return [Sesi(**{**row._mapping, "id": bytes(row.id)}) for row in connection.execute(query)]


def remove_before(connection: Connection, moment: datetime) -> int:
    """Forget sessions last used before ``moment``; how many."""
    return connection.execute(sa.delete(sesi).where(sesi.c.terakhir < moment)).rowcount
