"""Accounts as they are read: by name at login, by number on every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import pengguna
from domain.access import Actor, Role


@dataclass(frozen=True, slots=True)
class Akun:
    """One account. ``sandi`` is the argon2id hash; ``versi_sesi`` is raised to end every session."""

    actor: Actor
    sandi: str
    aktif: bool
    contoh: bool
    terkunci_sampai: datetime | None
    versi_sesi: int

    def usable(self, *, demo: bool) -> bool:
        """Whether the account may be used at all: active, and a sample account only where samples are shown."""
        return self.aktif and (demo or not self.contoh)


def find_by_username(connection: Connection, username: str) -> Akun | None:
    """The account of that name, or None. Names are stored and compared in lower case."""
    return _one(connection, pengguna.c.username == username.strip().lower())


def find_by_id(connection: Connection, number: int) -> Akun | None:
    """The account of that number, or None."""
    return _one(connection, pengguna.c.id == number)


def find_ringkasan(connection: Connection, number: int) -> tuple[str | None, bool]:
    """E-mail address of an account, and whether it wants the digest."""
    row = connection.execute(sa.select(pengguna.c.email, pengguna.c.ringkasan).where(pengguna.c.id == number)).one()
    return row.email, row.ringkasan


def list_penerima(connection: Connection, *, demo: bool) -> list[tuple[Actor, str]]:
    """Accounts that want the digest and may be used, with their e-mail address; by number."""
    query = (
        sa.select(pengguna)
        .where(pengguna.c.ringkasan, pengguna.c.email.is_not(None), pengguna.c.aktif)
        .order_by(pengguna.c.id)
    )
    return [
        (Actor(row.id, row.username, row.nama, Role(row.peran), row.wilayah), row.email)
        for row in connection.execute(query)
        if demo or not row.contoh
    ]


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Akun | None:
    row = connection.execute(sa.select(pengguna).where(condition)).one_or_none()
    if row is None:
        return None
    return Akun(
        actor=Actor(row.id, row.username, row.nama, Role(row.peran), row.wilayah),
        sandi=row.sandi,
        aktif=row.aktif,
        contoh=row.contoh,
        terkunci_sampai=row.terkunci_sampai,
        versi_sesi=row.versi_sesi,
    )
