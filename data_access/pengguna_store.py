"""Writes on accounts: creating them, counting attempts to sign in, ending sessions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import pengguna
from domain.access import Role, check_assignment

ATTEMPTS_BEFORE_LOCK = 5
LOCK_TIME = timedelta(minutes=15)


def put_account(
    connection: Connection,
    *,
    username: str,
    nama: str,
    peran: Role,
    wilayah: int,
    sandi: str,
    contoh: bool = False,
) -> int:
    """Create the account, or replace the one of that name and end its sessions; the number of the account.

    ``sandi`` is a hash. Raises AccessDenied when the role does not exist at that level of wilayah.
    """
    check_assignment(peran, wilayah)
    values = {"nama": nama, "peran": peran.value, "wilayah": wilayah, "sandi": sandi, "contoh": contoh}
    new = insert(pengguna).values(username=username.strip().lower(), **values)
    query = new.on_conflict_do_update(
        index_elements=[pengguna.c.username],
        set_={
            **values,
            "aktif": True,
            "gagal": 0,
            "terkunci_sampai": None,
            "versi_sesi": pengguna.c.versi_sesi + 1,
        },
    ).returning(pengguna.c.id)
    return int(connection.execute(query).scalar_one())


def claim_attempt(connection: Connection, number: int, now: datetime) -> bool:
    """Count one attempt before the password is looked at; False while the account is locked.

    Counting first, in one conditional UPDATE, means that attempts sent side by side cannot try more passwords
    than are allowed. The attempt that reaches the limit sets the lock, which success lifts again.
    """
    full = pengguna.c.gagal + 1 >= ATTEMPTS_BEFORE_LOCK
    query = (
        sa.update(pengguna)
        .where(
            pengguna.c.id == number,
            sa.or_(pengguna.c.terkunci_sampai.is_(None), pengguna.c.terkunci_sampai <= now),
        )
        .values(
            gagal=sa.case((full, 0), else_=pengguna.c.gagal + 1),
            terkunci_sampai=sa.case((full, now + LOCK_TIME), else_=None),
        )
    )
    return connection.execute(query).rowcount == 1


def clear_attempts(connection: Connection, number: int) -> None:
    """Forget failed attempts and lift the lock after a right password."""
    connection.execute(sa.update(pengguna).where(pengguna.c.id == number).values(gagal=0, terkunci_sampai=None))


def end_sessions(connection: Connection, number: int) -> None:
    """End every session of the account."""
    connection.execute(sa.update(pengguna).where(pengguna.c.id == number).values(versi_sesi=pengguna.c.versi_sesi + 1))


def set_ringkasan(connection: Connection, number: int, email: str | None, *, aktif: bool) -> None:
    """Where the digest of an account goes, and whether it is wanted."""
    connection.execute(sa.update(pengguna).where(pengguna.c.id == number).values(email=email, ringkasan=aktif))


def claim_ringkasan(connection: Connection, number: int, day: date) -> bool:
    """Take it upon oneself to send the digest of ``day`` to an account; False when it was sent or is being sent."""
    query = sa.update(pengguna).where(
        pengguna.c.id == number, sa.or_(pengguna.c.ringkasan_hari.is_(None), pengguna.c.ringkasan_hari < day)
    )
    return connection.execute(query.values(ringkasan_hari=day)).rowcount == 1


def release_ringkasan(connection: Connection, number: int, day: date) -> None:
    """Give the digest of ``day`` back: it certainly was not sent."""
    query = sa.update(pengguna).where(pengguna.c.id == number, pengguna.c.ringkasan_hari == day)
    connection.execute(query.values(ringkasan_hari=None))
