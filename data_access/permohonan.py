"""Requests for data as their page reads them: inside the reader's wilayah, newest first."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import kunci_siks, paket, pengguna, permohonan, permohonan_berkas, unduhan, wilayah
from domain.access import Scope
from domain.permohonan import (
    Berkas,
    JenisBerkas,
    Kunci,
    Paket,
    Permohonan,
    StatePaket,
    StatePermohonan,
)

p = permohonan


def _select() -> sa.Select[Any]:
    maker, checker, kab = pengguna.alias("pembuat_"), pengguna.alias("pemeriksa_"), wilayah.alias("kab_")
    own = [p.c[name] for name in ("program", "periode", "keperluan", "catatan", "dibuat", "dikirim", "diperiksa",
                                  "berlaku_sampai", "kab", "state")]  # fmt: skip
    names = [
        p.c.id.label("nomor"),
        kab.c.nama.label("nama_kab"),
        sa.func.coalesce(maker.c.nama, "").label("pembuat"),
        checker.c.nama.label("pemeriksa"),
    ]
    return sa.select(*own, *names).select_from(
        p.join(kab, kab.c.kode == p.c.kab)
        .outerjoin(maker, maker.c.id == p.c.pembuat)
        .outerjoin(checker, checker.c.id == p.c.pemeriksa)
    )


def _inside(scope: Scope) -> sa.ColumnElement[bool]:
    rng = scope.desa
    return p.c.kab.between(rng.low // 10**6, (rng.high - 1) // 10**6)


def _as_permohonan(row: sa.RowMapping) -> Permohonan:
    return Permohonan(**{**row, "state": StatePermohonan(row["state"])})


def list_permohonan(
    connection: Connection, scope: Scope, state: StatePermohonan | None, sebelum: int | None, batas: int
) -> list[Permohonan]:
    """At most ``batas`` requests, newest first, numbered below ``sebelum``."""
    query = _select().where(_inside(scope))
    if state is not None:
        query = query.where(p.c.state == str(state))
    if sebelum is not None:
        query = query.where(p.c.id < sebelum)
    rows = connection.execute(query.order_by(p.c.id.desc()).limit(batas))
    return [_as_permohonan(row) for row in rows.mappings()]


def count_by_state(connection: Connection, scope: Scope) -> dict[StatePermohonan, int]:
    """Requests inside by state; every state is there."""
    rows = connection.execute(sa.select(p.c.state, sa.func.count()).where(_inside(scope)).group_by(p.c.state))
    return dict.fromkeys(StatePermohonan, 0) | {StatePermohonan(row[0]): row[1] for row in rows}


def read_permohonan(connection: Connection, scope: Scope, kab: int, nomor: int) -> Permohonan | None:
    """One request; None where there is none inside."""
    row = connection.execute(_select().where(_inside(scope), p.c.kab == kab, p.c.id == nomor)).mappings().one_or_none()
    return None if row is None else _as_permohonan(row)


def list_berkas(connection: Connection, kab: int, nomor: int) -> dict[JenisBerkas, Berkas]:
    """Papers of a request by kind."""
    b = permohonan_berkas
    rows = connection.execute(
        sa.select(b.c.jenis, b.c.nama, b.c.mime, b.c.halaman, b.c.diunggah, sa.func.coalesce(pengguna.c.nama, ""))
        .select_from(b.outerjoin(pengguna, pengguna.c.id == b.c.oleh))
        .where(b.c.kab == kab, b.c.permohonan == nomor)
    )
    return {JenisBerkas(row[0]): Berkas(JenisBerkas(row[0]), *row[1:]) for row in rows}


def read_isi(connection: Connection, kab: int, nomor: int, jenis: JenisBerkas) -> tuple[bytes, str, int] | None:
    """(bytes, type, pages) of a paper."""
    b = permohonan_berkas
    row = connection.execute(
        sa.select(b.c.isi, b.c.mime, b.c.halaman).where(
            b.c.kab == kab, b.c.permohonan == nomor, b.c.jenis == str(jenis)
        )
    ).one_or_none()
    return None if row is None else (bytes(row[0]), row[1], row[2])


def count_unduhan(connection: Connection, kab: int, nomor: int) -> int:
    """How often packages of a request were taken."""
    u = unduhan
    query = sa.select(sa.func.count()).where(u.c.kab == kab, u.c.permohonan == nomor, u.c.jenis == "paket")
    return int(connection.execute(query).scalar_one())


def list_paket(connection: Connection, kab: int, nomor: int, batas: int = 20) -> list[Paket]:
    """Packages of a request, newest first."""
    k = paket
    rows = connection.execute(
        sa.select(k.c.kab, k.c.id, k.c.permohonan, k.c.wilayah, sa.func.coalesce(wilayah.c.nama, ""), k.c.state,
                  k.c.persen, k.c.galat, k.c.kunci, k.c.ruta, k.c.ukuran, k.c.diminta, k.c.selesai)
        .select_from(k.outerjoin(wilayah, wilayah.c.kode == k.c.wilayah))
        .where(k.c.kab == kab, k.c.permohonan == nomor)
        .order_by(k.c.id.desc())
        .limit(batas)
    )  # fmt: skip
    return [
        Paket(row[0], row[1], row[2], row[3], row[4], StatePaket(row[5]), row[6], row[7], row[8], row[9], row[10],
              row[11], row[12])
        for row in rows
    ]  # fmt: skip


def list_kunci(connection: Connection, kab: int, batas: int = 50) -> list[Kunci]:
    """Keys of a kab, newest first."""
    k = kunci_siks
    rows = connection.execute(
        sa.select(k.c.id, k.c.wilayah, sa.func.coalesce(wilayah.c.nama, ""), k.c.periode, k.c.program, k.c.oleh,
                  k.c.dibuat, k.c.dicabut)
        .select_from(k.outerjoin(wilayah, wilayah.c.kode == k.c.wilayah))
        .where(k.c.kab == kab)
        .order_by(k.c.dibuat.desc(), k.c.id)
        .limit(batas)
    )  # fmt: skip
    return [Kunci(*row) for row in rows]


def list_bagian(connection: Connection, kab: int) -> list[tuple[int, str, int]]:
    """(code, name, level) of the kab, its kecamatan and its desa, each kecamatan before its desa."""
    query = sa.select(wilayah.c.kode, wilayah.c.nama, wilayah.c.level).where(
        wilayah.c.level.between(2, 4), sa.or_(wilayah.c.kode == kab, wilayah.c.kab == kab)
    )
    return sorted(((row[0], row[1], row[2]) for row in connection.execute(query)), key=lambda item: str(item[0]))
