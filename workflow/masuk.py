"""Signing in: one action, with the count of attempts, the lock and the audit that belong to it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from data_access import audit, pengguna_store, sesi
from data_access.pengguna import Akun, find_by_id, find_by_username
from data_access.session import Connection, read_session, unit_of_work
from domain.errors import InvalidInput, PortalError
from domain.kode import Level, ancestor, level_of
from workflow import totp

# OWASP's minimum for argon2id: on two cores the library's default lets a handful of people who sign in at eight in
# the morning stop everybody else. Guessing is held off by the lock, not by the hash alone.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Long input would only make the hash work harder; no account has such a password.
_LONGEST_PASSWORD = 256
_LONGEST_DEVICE = 200


class LoginRefused(PortalError):
    """Name or password is wrong, the account is locked, or it may not be used here; the text says not which."""

    code = "SIKS-401"

    def __init__(self) -> None:
        super().__init__("Nama pengguna atau kata sandi salah. Setelah 5 kali salah, akun dikunci selama 15 menit.")


class KodeDitolak(PortalError):
    """The code is wrong, was used before or has run out, or the account is locked; the text says not which."""

    code = "SIKS-401"

    def __init__(self) -> None:
        super().__init__(
            "Kode salah, sudah dipakai, atau sudah lewat. Tunggu kode berikutnya di aplikasi autentikator. "
            "Setelah 5 kali salah, akun dikunci selama 15 menit."
        )


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    return _hasher.hash(password)


@functools.cache
def _dummy_hash() -> str:
    return hash_password("sandi yang tidak dimiliki siapa pun")


def masuk(username: str, password: str, *, now: datetime, alamat_ip: str | None, demo: bool) -> Akun:
    """The account whose password this is: it signs in, or goes on to ``masuk_kode`` where ``akun.totp`` says so.

    Raises LoginRefused; every attempt leaves an audit row. An unknown name costs the same time as a known one, so that
    the clock tells nobody which names exist.
    """
    with read_session() as connection:
        akun = find_by_username(connection, username)
    if akun is None or not akun.usable(demo=demo):
        matches(_dummy_hash(), password)
        # Not the name as typed: people put their password into the wrong field.
        _note("tidak dikenal", 0, "masuk_ditolak", alamat_ip)
        raise LoginRefused
    _claim(akun, lambda: matches(akun.sandi, password), now, alamat_ip)
    with unit_of_work() as connection:
        if akun.totp:
            pengguna_store.release_attempt(connection, akun.actor.id)
        else:
            _let_in(connection, akun, alamat_ip)
    return akun


def masuk_kode(number: int, versi: int, kode: str, *, now: datetime, alamat_ip: str | None, demo: bool) -> Akun:
    """The second step, by number and ``versi_sesi`` of the account whose password was right: the account that signs in.

    Raises KodeDitolak; attempts are counted and locked together with those at the password.
    """
    with read_session() as connection:
        akun = find_by_id(connection, number)
    if akun is None or akun.versi_sesi != versi or not akun.usable(demo=demo):
        raise KodeDitolak
    confirm_kode(akun, kode, now=now, alamat_ip=alamat_ip)
    with unit_of_work() as connection:
        _let_in(connection, akun, alamat_ip)
    return akun


def confirm_kode(akun: Akun, kode: str, *, now: datetime, alamat_ip: str | None) -> None:
    """Use up a TOTP or recovery code of the account. Raises KodeDitolak, also while the account is locked."""

    def right() -> bool:
        with unit_of_work() as work:
            return totp.use_code(work, akun.actor.id, kode, now)

    try:
        _claim(akun, right, now, alamat_ip)
    except LoginRefused as refusal:
        raise KodeDitolak from refusal


def confirm_sandi(akun: Akun, password: str, *, now: datetime, alamat_ip: str | None) -> None:
    """Ask once more for the password of who is signed in, counted and locked as at the login. Raises InvalidInput."""
    try:
        _claim(akun, lambda: matches(akun.sandi, password), now, alamat_ip)
    except LoginRefused as refusal:
        raise InvalidInput(
            "Kata sandi sekarang salah. Setelah 5 kali salah, akun dikunci selama 15 menit."
        ) from refusal
    with unit_of_work() as work:
        pengguna_store.clear_attempts(work, akun.actor.id)


def buka_sesi(
    akun: Akun, token: str, *, now: datetime, alamat_ip: str | None, perangkat: str | None, totp_diberi: bool
) -> None:
    """Write down the session whose cookie carries ``token``."""
    with unit_of_work() as work:
        sesi.open_sesi(
            work,
            digest_of(token),
            akun.actor.id,
            now,
            alamat_ip=alamat_ip,
            perangkat=perangkat[:_LONGEST_DEVICE] if perangkat else None,
            totp=totp_diberi,
        )


def sentuh_sesi(token: str, now: datetime, step: timedelta) -> None:
    """Note that the session is in use, at most once a ``step``."""
    with unit_of_work() as work:
        sesi.touch_sesi(work, digest_of(token), now, step)


def digest_of(token: str) -> bytes:
    """What the database keeps of the random text in a cookie."""
    return hashlib.sha256(token.encode()).digest()


def keluar(akun: Akun, token: str, *, now: datetime, alamat_ip: str | None) -> None:
    """End the session and leave the audit row of signing out; the caller drops the cookie."""
    name = akun.actor.username
    with unit_of_work() as work:
        sesi.end_sesi(work, digest_of(token), akun.actor.id, now, akun.actor.id)
        audit.record(
            work,
            actor_name=name,
            kab=kab_of(akun.actor.wilayah),
            aksi="keluar",
            objek=f"pengguna {name}",
            alamat_ip=alamat_ip,
        )


def _claim(akun: Akun, right: Callable[[], bool], now: datetime, alamat_ip: str | None) -> None:
    """One attempt: counted first, then looked at. Raises LoginRefused."""
    name, kab = akun.actor.username, kab_of(akun.actor.wilayah)
    with unit_of_work() as connection:
        allowed = pengguna_store.claim_attempt(connection, akun.actor.id, now)
    # Verified also while locked: a locked account must not answer faster. A code is not used up by that.
    if not allowed:
        matches(_dummy_hash(), "")
        _note(name, kab, "masuk_terkunci", alamat_ip)
        raise LoginRefused
    if not right():
        _note(name, kab, "masuk_gagal", alamat_ip)
        raise LoginRefused


def _let_in(connection: Connection, akun: Akun, alamat_ip: str | None) -> None:
    name = akun.actor.username
    pengguna_store.clear_attempts(connection, akun.actor.id)
    audit.record(
        connection,
        actor_name=name,
        kab=kab_of(akun.actor.wilayah),
        aksi="masuk",
        objek=f"pengguna {name}",
        alamat_ip=alamat_ip,
    )


def kab_of(wilayah: int) -> int:
    """The kab whose audit chain an account belongs to; 0 for accounts above the kab."""
    return ancestor(wilayah, Level.KAB) if level_of(wilayah) >= Level.KAB else 0


def _note(name: str, kab: int, aksi: str, alamat_ip: str | None) -> None:
    with unit_of_work() as connection:
        audit.record(connection, actor_name=name, kab=kab, aksi=aksi, objek=f"pengguna {name}", alamat_ip=alamat_ip)


def matches(stored: str, password: str) -> bool:
    """Whether this is the password behind the hash."""
    try:
        return _hasher.verify(stored, password[:_LONGEST_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False
