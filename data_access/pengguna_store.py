"""Writes on accounts: creating them, counting attempts to sign in, ending sessions."""

from __future__ import annotations

from collections.abc import Mapping
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
    ganti_sandi: bool = False,
) -> int:
    """Create the account, or replace the one of that name, take its TOTP away and end its sessions; its number.

    ``sandi`` is a hash; ``ganti_sandi``: it was given by somebody else and must be changed. Raises AccessDenied when
    the role does not exist at that level of wilayah.
    """
    check_assignment(peran, wilayah)
    values = {
        "nama": nama,
        "peran": peran.value,
        "wilayah": wilayah,
        "sandi": sandi,
        "contoh": contoh,
        "ganti_sandi": ganti_sandi,
    }
    new = insert(pengguna).values(username=username.strip().lower(), **values)
    query = new.on_conflict_do_update(
        index_elements=[pengguna.c.username],
        set_={
            **values,
            "aktif": True,
            "totp": None,
            "totp_aktif": None,
            "totp_pemulihan": None,
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


def release_attempt(connection: Connection, number: int) -> None:
    """Give one attempt back: the password was right, but the code of the second step has yet to come.

    Clearing the count here would let who knows the password try codes without end.
    """
    locked = pengguna.c.terkunci_sampai.is_not(None)
    query = sa.update(pengguna).where(pengguna.c.id == number)
    connection.execute(
        query.values(
            gagal=sa.case((locked, ATTEMPTS_BEFORE_LOCK - 1), else_=sa.func.greatest(pengguna.c.gagal - 1, 0)),
            terkunci_sampai=None,
        )
    )


def set_sandi(connection: Connection, number: int, sandi: str, now: datetime, *, ganti: bool) -> None:
    """Store a new hash; ``ganti``: somebody else chose the password, so that it must be changed."""
    query = sa.update(pengguna).where(pengguna.c.id == number)
    connection.execute(query.values(sandi=sandi, sandi_diubah=now, ganti_sandi=ganti, gagal=0, terkunci_sampai=None))


def read_totp(connection: Connection, number: int) -> bytes | None:
    """The sealed TOTP secret of an account, locked until the transaction ends; None where there is none."""
    query = sa.select(pengguna.c.totp).where(pengguna.c.id == number).with_for_update()
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def store_totp(
    connection: Connection, number: int, segel: bytes, langkah: int, pemulihan: list[str], now: datetime
) -> bool:
    """Store a confirmed secret, the step of its first code and digests of recovery codes; False if there is one."""
    query = sa.update(pengguna).where(pengguna.c.id == number, pengguna.c.totp_aktif.is_(None))
    values = {"totp": segel, "totp_aktif": now, "totp_langkah": langkah, "totp_pemulihan": pemulihan}
    return connection.execute(query.values(**values)).rowcount == 1


def claim_langkah(connection: Connection, number: int, langkah: int) -> bool:
    """Use up the code of a step; False when it, or a later one, was used before."""
    query = sa.update(pengguna).where(
        pengguna.c.id == number, sa.or_(pengguna.c.totp_langkah.is_(None), pengguna.c.totp_langkah < langkah)
    )
    return connection.execute(query.values(totp_langkah=langkah)).rowcount == 1


def claim_pemulihan(connection: Connection, number: int, sidik: str) -> bool:
    """Use up a recovery code, given by its digest; False when there is no such code (any more)."""
    codes = pengguna.c.totp_pemulihan
    query = sa.update(pengguna).where(pengguna.c.id == number, sa.literal(sidik) == sa.any_(codes))
    return connection.execute(query.values(totp_pemulihan=sa.func.array_remove(codes, sidik))).rowcount == 1


def drop_totp(connection: Connection, number: int) -> bool:
    """Take the TOTP of an account away; False when it had none."""
    query = sa.update(pengguna).where(pengguna.c.id == number, pengguna.c.totp_aktif.is_not(None))
    return connection.execute(query.values(totp=None, totp_aktif=None, totp_pemulihan=None)).rowcount == 1


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


def add_akun(
    connection: Connection,
    *,
    username: str,
    nama: str,
    peran: Role,
    wilayah: int,
    sandi: str,
    telepon: str | None,
    email: str | None,
    pembuat: int,
    now: datetime,
) -> int | None:
    """Create an account whose password (a hash) must be changed; its number, or None where the name is taken."""
    check_assignment(peran, wilayah)
    values = {"nama": nama, "peran": peran.value, "wilayah": wilayah, "sandi": sandi, "telepon": telepon}
    new = insert(pengguna).values(
        username=username, **values, email=email, pembuat=pembuat, ganti_sandi=True, sandi_diubah=now
    )
    query = new.on_conflict_do_nothing(index_elements=[pengguna.c.username]).returning(pengguna.c.id)
    return connection.execute(query).scalar_one_or_none()


def hold_akun(connection: Connection, number: int) -> bool:
    """Lock an account until the transaction ends; False when there is none."""
    query = sa.select(pengguna.c.id).where(pengguna.c.id == number).with_for_update()
    return connection.execute(query).scalar_one_or_none() is not None


def set_aktif(connection: Connection, number: int, *, aktif: bool) -> None:
    """Open or close an account."""
    connection.execute(sa.update(pengguna).where(pengguna.c.id == number).values(aktif=aktif))


def set_peran(connection: Connection, number: int, peran: Role, wilayah: int) -> None:
    """Give an account another role or wilayah. Raises AccessDenied as ``put_account``."""
    check_assignment(peran, wilayah)
    query = sa.update(pengguna).where(pengguna.c.id == number)
    connection.execute(query.values(peran=peran.value, wilayah=wilayah))


def set_diri(connection: Connection, number: int, values: Mapping[str, str | bytes | None]) -> None:
    """Write what somebody says about themself: nama, nip, jabatan, telepon, email, foto."""
    connection.execute(sa.update(pengguna).where(pengguna.c.id == number).values(**values))
