"""Signing in: one action, with the count of attempts, the lock and the audit that belong to it."""

from __future__ import annotations

import functools
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from data_access import audit, pengguna_store
from data_access.pengguna import Akun, find_by_username
from data_access.session import read_session, unit_of_work
from domain.errors import PortalError
from domain.kode import Level, ancestor, level_of

# OWASP's minimum for argon2id: on two cores the library's default lets a handful of people who sign in at eight in
# the morning stop everybody else. Guessing is held off by the lock, not by the hash alone.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Long input would only make the hash work harder; no account has such a password.
_LONGEST_PASSWORD = 256


class LoginRefused(PortalError):
    """Name or password is wrong, the account is locked, or it may not be used here; the text says not which."""

    code = "SIKS-401"

    def __init__(self) -> None:
        super().__init__("Nama pengguna atau kata sandi salah. Setelah 5 kali salah, akun dikunci selama 15 menit.")


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


@functools.cache
def _dummy_hash() -> str:
    return hash_password("sandi yang tidak dimiliki siapa pun")


def masuk(username: str, password: str, *, now: datetime, alamat_ip: str | None, demo: bool) -> Akun:
    """The account that signs in. Raises LoginRefused; every attempt leaves an audit row.

    An unknown name costs the same time as a known one, so that the clock tells nobody which names exist.
    """
    with read_session() as connection:
        akun = find_by_username(connection, username)
    if akun is None or not akun.usable(demo=demo):
        _matches(_dummy_hash(), password)
        # Not the name as typed: people put their password into the wrong field.
        _note("tidak dikenal", 0, "masuk_ditolak", alamat_ip)
        raise LoginRefused
    name, kab = akun.actor.username, kab_of(akun.actor.wilayah)
    with unit_of_work() as connection:
        allowed = pengguna_store.claim_attempt(connection, akun.actor.id, now)
    # Verified also while locked, for the same reason: a locked account must not answer faster.
    right = _matches(akun.sandi, password)
    if not allowed:
        _note(name, kab, "masuk_terkunci", alamat_ip)
        raise LoginRefused
    if not right:
        _note(name, kab, "masuk_gagal", alamat_ip)
        raise LoginRefused
    with unit_of_work() as connection:
        pengguna_store.clear_attempts(connection, akun.actor.id)
        audit.record(connection, actor_name=name, kab=kab, aksi="masuk", objek=f"pengguna {name}", alamat_ip=alamat_ip)
    return akun


def keluar(akun: Akun, *, alamat_ip: str | None) -> None:
    """Leave the audit row of signing out; the caller drops the session."""
    _note(akun.actor.username, kab_of(akun.actor.wilayah), "keluar", alamat_ip)


def kab_of(wilayah: int) -> int:
    """The kab whose audit chain an account belongs to; 0 for accounts above the kab."""
    return ancestor(wilayah, Level.KAB) if level_of(wilayah) >= Level.KAB else 0


def _note(name: str, kab: int, aksi: str, alamat_ip: str | None) -> None:
    with unit_of_work() as connection:
        audit.record(connection, actor_name=name, kab=kab, aksi=aksi, objek=f"pengguna {name}", alamat_ip=alamat_ip)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[:_LONGEST_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False
