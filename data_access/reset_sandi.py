"""Requests for a new password with a surat tugas: put in without signing in, decided by somebody above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.pengguna import below_condition
from data_access.schema import pengguna, reset_sandi, wilayah
from domain.access import Actor, Role

DIAJUKAN, DISETUJUI, DITOLAK = "diajukan", "disetujui", "ditolak"


@dataclass(frozen=True, slots=True)
class PermintaanReset:
    """One request without its paper, and whom it is for."""

    id: int
    akun: Actor
    tempat: str
    state: str
    telepon: str
    telepon_akun: str | None
    nama_berkas: str
    mime: str
    alamat_ip: str | None
    dibuat: datetime


def add_permintaan(
    connection: Connection,
    *,
    pengguna_id: int,
    telepon: str,
    nama_berkas: str,
    mime: str,
    isi: bytes,
    alamat_ip: str | None,
    now: datetime,
) -> None:
    """Store a request."""
    values = {"telepon": telepon, "nama_berkas": nama_berkas, "mime": mime, "isi": isi, "alamat_ip": alamat_ip}
    connection.execute(sa.insert(reset_sandi).values(pengguna=pengguna_id, dibuat=now, **values))


def count_open(connection: Connection, number: int) -> int:
    """Requests of an account that wait."""
    query = sa.select(sa.func.count()).where(reset_sandi.c.pengguna == number, reset_sandi.c.state == DIAJUKAN)
    return int(connection.execute(query).scalar_one())


def list_permintaan(connection: Connection, pengelola: Actor, *, limit: int) -> list[PermintaanReset]:
    """Requests that wait for ``pengelola`` or somebody else above the account, oldest first."""
    rows = connection.execute(
        _query()
        .where(reset_sandi.c.state == DIAJUKAN, below_condition(pengelola))
        .order_by(reset_sandi.c.dibuat)
        .limit(limit)
    )
    return [_as_permintaan(row) for row in rows]


def read_permintaan(connection: Connection, number: int, *, lock: bool = False) -> PermintaanReset | None:
    """One request, or None; ``lock`` holds it until the transaction ends."""
    query = _query().where(reset_sandi.c.id == number)
    row = connection.execute(query.with_for_update(of=reset_sandi) if lock else query).one_or_none()
    return None if row is None else _as_permintaan(row)


def read_surat(connection: Connection, number: int) -> bytes | None:
    """The paper of a request; None when there is none (any more)."""
    found = connection.execute(sa.select(reset_sandi.c.isi).where(reset_sandi.c.id == number)).scalar()
    return bytes(found) if found else None


def decide(
    connection: Connection, number: int, state: str, *, pemutus: int, catatan: str | None, now: datetime
) -> None:
    """Close a request."""
    query = sa.update(reset_sandi).where(reset_sandi.c.id == number)
    connection.execute(query.values(state=state, pemutus=pemutus, diputuskan=now, catatan=catatan))


def decide_others(connection: Connection, akun: int, *, pemutus: int, now: datetime) -> None:
    """Close what else waits for an account whose password was just given anew."""
    query = sa.update(reset_sandi).where(reset_sandi.c.pengguna == akun, reset_sandi.c.state == DIAJUKAN)
    connection.execute(
        query.values(state=DITOLAK, pemutus=pemutus, diputuskan=now, catatan="Kata sandi sudah direset.")
    )


def erase_papers(connection: Connection, before: datetime, now: datetime) -> int:
    """Erase papers of requests decided ``before``, and refuse what was asked before and never decided; how many."""
    r = reset_sandi
    connection.execute(
        sa.update(r)
        .where(r.c.state == DIAJUKAN, r.c.dibuat < before)
        .values(state=DITOLAK, diputuskan=now, catatan="Tidak diputuskan pada waktunya.", isi=b"")
    )
    query = sa.update(r).where(r.c.state != DIAJUKAN, r.c.diputuskan < before, sa.func.octet_length(r.c.isi) > 0)
    return connection.execute(query.values(isi=b"")).rowcount


def _query() -> sa.Select[tuple[object, ...]]:
    columns = [column for column in reset_sandi.c if column.name in PermintaanReset.__dataclass_fields__]
    account = (pengguna.c.username, pengguna.c.nama, pengguna.c.peran, pengguna.c.wilayah)
    return (
        sa.select(
            *columns,
            *account,
            reset_sandi.c.pengguna,
            pengguna.c.telepon.label("telepon_akun"),
            sa.func.coalesce(wilayah.c.nama_lengkap, "Indonesia").label("tempat"),
        )
        .join(pengguna, pengguna.c.id == reset_sandi.c.pengguna)
        .outerjoin(wilayah, wilayah.c.kode == pengguna.c.wilayah)
    )


def _as_permintaan(row: sa.Row[tuple[object, ...]]) -> PermintaanReset:
    return PermintaanReset(
        id=row.id,
        akun=Actor(row.pengguna, row.username, row.nama, Role(row.peran), row.wilayah),
        tempat=row.tempat,
        state=row.state,
        telepon=row.telepon,
        telepon_akun=row.telepon_akun,
        nama_berkas=row.nama_berkas,
        mime=row.mime,
        alamat_ip=row.alamat_ip,
        dibuat=row.dibuat,
    )
