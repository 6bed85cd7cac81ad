"""Accounts as they are read: by name at login, by number on every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import pengguna, sesi, wilayah
from domain.access import Actor, Role, Scope
from domain.kode import INDONESIA, Level, desa_range
from domain.pengguna import below


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
    row: sa.Row[Any] | None = connection.execute(
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


def _as_akun(row: Any, *, totp: bool = False) -> Akun:
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


@dataclass(frozen=True, slots=True)
class RingkasAkun:
    """One account as its managers see it, without secrets. ``terakhir``: last use of any session; ``pemulihan``:
    recovery codes that are left.
    """

    actor: Actor
    tempat: str
    aktif: bool
    contoh: bool
    ganti_sandi: bool
    terkunci_sampai: datetime | None
    totp: bool
    terakhir: datetime | None
    telepon: str | None
    email: str | None
    nip: str | None
    jabatan: str | None
    dibuat: datetime
    sandi_diubah: datetime | None
    pemulihan: int
    berfoto: bool


@dataclass(frozen=True, slots=True)
class SaringAkun:
    """What of the accounts is asked for: words of name and username, role, state (``KEADAAN``)."""

    cari: str = ""
    peran: Role | None = None
    keadaan: str = ""


KEADAAN = {
    "aktif": "Dibuka",
    "tutup": "Ditutup",
    "terkunci": "Terkunci",
    "tanpa_totp": "Tanpa autentikator",
    "ganti_sandi": "Belum mengganti sandi",
}


def list_akun(
    connection: Connection,
    pengelola: Actor,
    scope: Scope,
    saring: SaringAkun,
    now: datetime,
    *,
    sesudah: str,
    limit: int,
) -> list[RingkasAkun]:
    """Accounts below ``pengelola`` inside ``scope``, by username from after ``sesudah``, at most ``limit``."""
    query = _ringkas().where(_below(pengelola, scope), *_filters(saring, now))
    if sesudah:
        query = query.where(pengguna.c.username > sesudah)
    rows = connection.execute(query.order_by(pengguna.c.username).limit(limit))
    return [_as_ringkas(row) for row in rows]


def count_akun(connection: Connection, pengelola: Actor, scope: Scope, saring: SaringAkun, now: datetime) -> int:
    """How many accounts ``list_akun`` has in all."""
    query = sa.select(sa.func.count()).select_from(pengguna)
    return int(connection.execute(query.where(_below(pengelola, scope), *_filters(saring, now))).scalar_one())


def read_akun(connection: Connection, number: int) -> RingkasAkun | None:
    """One account by number, or None."""
    row = connection.execute(_ringkas().where(pengguna.c.id == number)).one_or_none()
    return None if row is None else _as_ringkas(row)


def read_foto(connection: Connection, number: int) -> bytes | None:
    """The photo of an account as JPEG, or None."""
    found = connection.execute(sa.select(pengguna.c.foto).where(pengguna.c.id == number)).scalar()
    return None if found is None else bytes(found)


def _ringkas() -> sa.Select[Any]:
    used = sa.select(sa.func.max(sesi.c.terakhir)).where(sesi.c.pengguna == pengguna.c.id).scalar_subquery()
    return sa.select(
        *(column for column in pengguna.c if column.name not in ("foto", "totp", "sandi", "totp_pemulihan")),
        pengguna.c.foto.is_not(None).label("berfoto"),
        sa.func.coalesce(sa.func.cardinality(pengguna.c.totp_pemulihan), 0).label("pemulihan"),
        used.label("terakhir"),
        sa.func.coalesce(wilayah.c.nama_lengkap, "Indonesia").label("tempat"),
    ).outerjoin(wilayah, wilayah.c.kode == pengguna.c.wilayah)


def _as_ringkas(row: sa.Row[Any]) -> RingkasAkun:
    return RingkasAkun(
        actor=Actor(row.id, row.username, row.nama, Role(row.peran), row.wilayah),
        tempat=row.tempat,
        aktif=row.aktif,
        contoh=row.contoh,
        ganti_sandi=row.ganti_sandi,
        terkunci_sampai=row.terkunci_sampai,
        totp=row.totp_aktif is not None,
        terakhir=row.terakhir,
        telepon=row.telepon,
        email=row.email,
        nip=row.nip,
        jabatan=row.jabatan,
        dibuat=row.dibuat,
        sandi_diubah=row.sandi_diubah,
        pemulihan=row.pemulihan,
        berfoto=row.berfoto,
    )


def below_condition(pengelola: Actor) -> sa.ColumnElement[bool]:
    """Condition on ``pengguna``: the accounts that ``domain.pengguna.is_above`` puts below this one."""
    return _below(pengelola, Scope(pengelola.wilayah))


def _below(pengelola: Actor, scope: Scope) -> sa.ColumnElement[bool]:
    by_level: dict[Level, list[Role]] = {}
    for role, level in below(pengelola.role):
        if level >= scope.level:
            by_level.setdefault(level, []).append(role)
    parts = [
        sa.and_(_codes(scope, level), pengguna.c.peran.in_([str(role) for role in sorted(roles)]))
        for level, roles in sorted(by_level.items())
    ]
    return sa.and_(pengguna.c.id != pengelola.id, sa.or_(sa.false(), *parts))


def _codes(scope: Scope, level: Level) -> sa.ColumnElement[bool]:
    """Codes of one level inside a scope: one range, which the index on wilayah answers."""
    if level is Level.NASIONAL:
        return pengguna.c.wilayah == INDONESIA
    unit = desa_range(smallest_code(level))
    size = unit.high - unit.low
    rng = scope.desa
    low, high = max(rng.low // size, smallest_code(level)), (rng.high - 1) // size
    return pengguna.c.wilayah.between(low, high)


def smallest_code(level: Level) -> int:
    """The smallest code that a wilayah of this level can have."""
    return {Level.PROVINSI: 10, Level.KAB: 1000, Level.KECAMATAN: 10**5, Level.DESA: 10**9}[level]


def _filters(saring: SaringAkun, now: datetime) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    for word in saring.cari.lower().split()[:5]:
        pattern = f"%{_escaped(word)}%"
        found.append(sa.or_(pengguna.c.username.like(pattern), sa.func.lower(pengguna.c.nama).like(pattern)))
    if saring.peran is not None:
        found.append(pengguna.c.peran == str(saring.peran))
    match saring.keadaan:
        case "aktif":
            found.append(pengguna.c.aktif)
        case "tutup":
            found.append(~pengguna.c.aktif)
        case "terkunci":
            found.append(pengguna.c.terkunci_sampai > now)
        case "tanpa_totp":
            found.append(pengguna.c.totp_aktif.is_(None))
        case "ganti_sandi":
            found.append(pengguna.c.ganti_sandi)
    return found


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
