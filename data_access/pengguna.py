"""Accounts as they are read: by name at login, by number on every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import pengguna, sesi
from domain.access import Actor, Role


@dataclass(frozen=True, slots=True)
class Akun:
    """One account. ``sandi`` is the argon2id hash; ``versi_sesi`` is raised to end every session; ``ganti_sandi``: the
    password was given by somebody else; ``totp``: a second step is asked for at the login.
    """

    actor: Actor
    sandi: str
    aktif: bool
    contoh: bool
    terkunci_sampai: datetime | None
    versi_sesi: int
    ganti_sandi: bool = False
    totp: bool = False

    def usable(self, *, demo: bool) -> bool:
        """Whether the account may be used at all: active, and a sample account only where samples are shown."""
        return self.aktif and (demo or not self.contoh)


def find_by_username(connection: Connection, username: str) -> Akun | None:
    """The account of that name, or None. Names are stored and compared in lower case."""
    return _one(connection, pengguna.c.username == username.strip().lower())


def find_by_id(connection: Connection, number: int) -> Akun | None:
    """The account of that number, or None."""
    return _one(connection, pengguna.c.id == number)


def find_by_sesi(connection: Connection, number: int, digest: bytes) -> Akun | None:
    """The account of that number while this session of it is open; its actor says whether a code was given."""
    query = _QUERY.add_columns(sesi.c.totp.label("kode")).join(sesi, sesi.c.pengguna == pengguna.c.id)
    row = connection.execute(
        query.where(sesi.c.id == digest, sesi.c.berakhir.is_(None), pengguna.c.id == number)
    ).one_or_none()
    return None if row is None else _as_akun(row, totp=row.kode)


def find_ringkasan(connection: Connection, number: int) -> tuple[str | None, bool]:
    """E-mail address of an account, and whether it wants the digest."""
    row = connection.execute(sa.select(pengguna.c.email, pengguna.c.ringkasan).where(pengguna.c.id == number)).one()
    return row.email, row.ringkasan


def list_penerima(connection: Connection, *, demo: bool) -> list[tuple[Actor, str]]:
    """Accounts that want the digest and may be used, with their e-mail address; by number."""
    query = (
        sa.select(pengguna.c.id, pengguna.c.username, pengguna.c.nama, pengguna.c.peran, pengguna.c.wilayah,
                  pengguna.c.contoh, pengguna.c.email)
        .where(pengguna.c.ringkasan, pengguna.c.email.is_not(None), pengguna.c.aktif)
        .order_by(pengguna.c.id)
    )  # fmt: skip
    return [
        (Actor(row.id, row.username, row.nama, Role(row.peran), row.wilayah), row.email)
        for row in connection.execute(query)
        if demo or not row.contoh
    ]


# Without the photo: the account is read on every request.
_QUERY = sa.select(
    pengguna.c.id,
    pengguna.c.username,
    pengguna.c.nama,
    pengguna.c.peran,
    pengguna.c.wilayah,
    pengguna.c.sandi,
    pengguna.c.aktif,
    pengguna.c.contoh,
    pengguna.c.terkunci_sampai,
    pengguna.c.versi_sesi,
    pengguna.c.ganti_sandi,
    pengguna.c.totp_aktif,
)


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Akun | None:
    row = connection.execute(_QUERY.where(condition)).one_or_none()
    return None if row is None else _as_akun(row)


def _as_akun(row: sa.Row[tuple[object, ...]], *, totp: bool = False) -> Akun:
    return Akun(
        actor=Actor(row.id, row.username, row.nama, Role(row.peran), row.wilayah, totp=totp),
        sandi=row.sandi,
        aktif=row.aktif,
        contoh=row.contoh,
        terkunci_sampai=row.terkunci_sampai,
        versi_sesi=row.versi_sesi,
        ganti_sandi=row.ganti_sandi,
        totp=row.totp_aktif is not None,
    )
