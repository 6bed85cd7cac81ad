"""Registrations and reports as they are read: what waits for a desk, lists, one in full with its steps and papers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import pendaftaran, pendaftaran_berkas, pendaftaran_langkah, pengguna, wilayah
from domain.access import Scope
from domain.kesos import samar_nomor
from domain.kode import Level, ancestor
from domain.pendaftaran import JenisPendaftaran, LangkahTempuh, Pendaftaran, StatePendaftaran

HALAMAN = 50
p = pendaftaran
Urutan = tuple[datetime, int, int]
_KEY = (p.c.dibuat, p.c.kab, p.c.id)


def _inside(scope: Scope) -> list[sa.ColumnElement[bool]]:
    if scope.level is Level.NASIONAL:
        return []
    if scope.level is Level.PROVINSI:
        return [p.c.kab.between(scope.kode * 100, scope.kode * 100 + 99)]
    own = p.c.kab == ancestor(scope.kode, Level.KAB)
    return [own] if scope.level is Level.KAB else [own, p.c.desa >= scope.desa.low, p.c.desa < scope.desa.high]


def _query() -> sa.Select[Any]:
    desa, kec = wilayah.alias("desa"), wilayah.alias("kec")
    joined = (
        p.join(desa, desa.c.kode == p.c.desa)
        .join(kec, kec.c.kode == desa.c.induk)
        .outerjoin(pengguna, pengguna.c.id == p.c.pencatat)
    )
    place = sa.func.concat(desa.c.nama, ", Kec. ", kec.c.nama).label("tempat")
    return sa.select(p, place, pengguna.c.nama.label("pencatat_nama")).select_from(joined)


def _as_pendaftaran(row: Any) -> Pendaftaran:
    return Pendaftaran(
        kab=row.kab,
        nomor=row.id,
        jenis=JenisPendaftaran(row.jenis),
        state=StatePendaftaran(row.state),
        langkah=row.langkah,
        desa=row.desa,
        tempat=row.tempat,
        ruta=row.ruta,
        nik=samar_nomor(row.nik),
        nama=row.nama,
        isi=row.isi,
        usulan=row.usulan,
        pencatat=row.pencatat,
        pencatat_nama=row.pencatat_nama or "akun yang sudah dihapus",
        dibuat=row.dibuat,
        diubah=row.diubah,
    )


def list_query(scope: Scope, langkah: Collection[str] | None, sesudah: Urutan | None) -> sa.Select[Any]:
    """Keys of one page and one more: what waits at some desks, oldest first; None: everything, newest first."""
    query = sa.select(*_KEY).where(*_inside(scope))
    after = sa.tuple_(*(sa.literal(v, c.type) for v, c in zip(sesudah, _KEY, strict=True))) if sesudah else None
    if langkah is not None:
        query = query.where(p.c.langkah.in_(sorted(langkah)))
        query = query if after is None else query.where(sa.tuple_(*_KEY) > after)
        return query.order_by(*_KEY).limit(HALAMAN + 1)
    query = query if after is None else query.where(sa.tuple_(*_KEY) < after)
    return query.order_by(*(column.desc() for column in _KEY)).limit(HALAMAN + 1)


def list_pendaftaran(
    connection: Connection, scope: Scope, langkah: Collection[str] | None = None, sesudah: Urutan | None = None
) -> tuple[list[Pendaftaran], Urutan | None]:
    """One page of ``list_query`` and where the next begins; None at the end."""
    keys = connection.execute(list_query(scope, langkah, sesudah)).all()
    page = [tuple(row) for row in keys[:HALAMAN]]
    if not page:
        return [], None
    query = _query().where(sa.tuple_(p.c.kab, p.c.id).in_([(kab, number) for _, kab, number in page]))
    found = {(row.kab, row.id): _as_pendaftaran(row) for row in connection.execute(query)}
    return [found[kab, number] for _, kab, number in page], page[-1] if len(keys) > HALAMAN else None


def count_waiting(connection: Connection, scope: Scope, langkah: Collection[str]) -> int:
    """How many wait at these desks."""
    query = sa.select(sa.func.count()).where(*_inside(scope), p.c.langkah.in_(sorted(langkah)))
    return int(connection.execute(query).scalar_one())


def read_pendaftaran(connection: Connection, scope: Scope, kab: int, nomor: int) -> Pendaftaran | None:
    """One registration or report of the scope, or None."""
    row = connection.execute(_query().where(p.c.kab == kab, p.c.id == nomor, *_inside(scope))).one_or_none()
    return None if row is None else _as_pendaftaran(row)


def list_langkah(connection: Connection, kab: int, nomor: int) -> list[LangkahTempuh]:
    """Steps that were taken, oldest first; the caller has asked for the registration itself."""
    s = pendaftaran_langkah
    query = (
        sa.select(s.c.langkah, s.c.keputusan, s.c.catatan, pengguna.c.nama, s.c.waktu)
        .outerjoin(pengguna, pengguna.c.id == s.c.pengguna)
        .where(s.c.kab == kab, s.c.pendaftaran == nomor)
        .order_by(s.c.urut)
    )
    return [
        LangkahTempuh(row.langkah, row.keputusan, row.catatan, row.nama or "akun yang sudah dihapus", row.waktu)
        for row in connection.execute(query)
    ]


def list_berkas(connection: Connection, kab: int, nomor: int) -> list[tuple[int, str, str]]:
    """(place, kind, name) of each paper; the caller has asked for the registration itself."""
    b = pendaftaran_berkas
    query = sa.select(b.c.urut, b.c.jenis, b.c.nama).where(b.c.kab == kab, b.c.pendaftaran == nomor)
    return [(row.urut, row.jenis, row.nama) for row in connection.execute(query.order_by(b.c.urut))]


def read_berkas(connection: Connection, scope: Scope, kab: int, nomor: int, urut: int) -> tuple[str, bytes] | None:
    """(MIME type, bytes) of one paper of a registration of the scope, or None."""
    b = pendaftaran_berkas
    query = (
        sa.select(b.c.mime, b.c.isi)
        .join(p, sa.and_(p.c.kab == b.c.kab, p.c.id == b.c.pendaftaran))
        .where(b.c.kab == kab, b.c.pendaftaran == nomor, b.c.urut == urut, *_inside(scope))
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.mime, bytes(row.isi))
