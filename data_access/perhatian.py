"""Attention items and the settings of their rules, as they are read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import keterangan
from data_access.schema import aturan, pengguna, perhatian, wilayah
from domain.access import Scope
from domain.kode import Level
from domain.perhatian import ATURAN, DIBIARKAN, Keadaan, Kunci, Setelan, Tingkat, default_setelan

# When every rule was last evaluated.
DINILAI = "perhatian_dinilai"


@dataclass(frozen=True, slots=True)
class Butir:
    """One item. ``nilai`` and ``dari`` count what its rule says; ``catatan`` belongs to the last act of a person."""

    kunci: Kunci
    nama: str
    induk: str
    state: Keadaan
    nilai: int
    dari: int
    sejak: datetime
    terakhir: datetime
    diakui_oleh: str | None
    diakui: datetime | None
    catatan: str | None
    diselesaikan_oleh: str | None
    selesai: datetime | None


@dataclass(frozen=True, slots=True)
class Hitung:
    """How many items of one rule are in a state; ``dibiarkan`` of them are open for long."""

    aturan: str
    state: Keadaan
    jumlah: int
    nilai: int
    dibiarkan: int


def read_setelan(connection: Connection) -> dict[str, Setelan]:
    """How every rule is applied, by its code; a rule without a row has its defaults."""
    stored = {
        row.kode: Setelan(
            row.aktif,
            ATURAN[row.kode].ambang if row.ambang is None else row.ambang,
            Tingkat(row.tingkat),
            row.oleh,
            row.diubah,
        )
        for row in connection.execute(sa.select(aturan))
        if row.kode in ATURAN
    }
    return {kode: stored.get(kode) or default_setelan(item) for kode, item in ATURAN.items()}


def read_dinilai(connection: Connection) -> datetime | None:
    """When the rules were last evaluated; None before the first time."""
    found = keterangan.read(connection, DINILAI)
    return datetime.fromisoformat(str(found["saat"])) if found else None


def store_dinilai(connection: Connection, clock: datetime) -> None:
    """Remember that the rules were evaluated."""
    keterangan.store(connection, DINILAI, {"saat": clock.isoformat()})


def _within(scope: Scope) -> sa.ColumnElement[bool]:
    """Items of the kab in ``scope``; those of no kab belong to the whole country. Below a kab there are none."""
    if scope.level is Level.NASIONAL:
        return sa.true()
    if scope.level is Level.PROVINSI:
        return perhatian.c.kab.between(scope.kode * 100, scope.kode * 100 + 99)
    return perhatian.c.kab == scope.kode if scope.level is Level.KAB else sa.false()


def _of(scope: Scope, program: int, periode: int, rules: Collection[str]) -> sa.ColumnElement[bool]:
    own = sa.and_(perhatian.c.periode == periode, perhatian.c.program == program)
    return sa.and_(
        sa.or_(own, perhatian.c.periode == 0),
        perhatian.c.aturan.in_(list(rules)),
        _within(scope),
    )


def count_items(
    connection: Connection, scope: Scope, program: int, periode: int, rules: Collection[str], clock: datetime
) -> list[Hitung]:
    """Items of the rules in a scope, by rule and state; ``clock`` says which were left open for long."""
    left = sa.and_(perhatian.c.state == Keadaan.TERBUKA, perhatian.c.sejak <= clock - DIBIARKAN)
    query = (
        sa.select(
            perhatian.c.aturan,
            perhatian.c.state,
            sa.func.count().label("jumlah"),
            sa.func.sum(perhatian.c.nilai).label("nilai"),
            sa.func.count().filter(left).label("dibiarkan"),
        )
        .where(_of(scope, program, periode, rules))
        .group_by(perhatian.c.aturan, perhatian.c.state)
    )
    return [
        Hitung(row.aturan, Keadaan(row.state), row.jumlah, int(row.nilai), row.dibiarkan)
        for row in connection.execute(query)
    ]


def list_items(
    connection: Connection,
    scope: Scope,
    program: int,
    periode: int,
    rules: Collection[str],
    *,
    states: Collection[Keadaan],
    limit: int,
    left_open_since: datetime | None = None,
) -> list[Butir]:
    """The worst items of each rule, at most ``limit`` a rule, by rule and badness.

    ``left_open_since`` keeps only what was open before that moment. What ended comes newest first.
    """
    order = (
        sa.case((perhatian.c.state == Keadaan.SELESAI, perhatian.c.selesai)).desc().nulls_last(),
        # By share where the figure is a part of something: 5 of 6 desa is worse than 7 of 300.
        (sa.cast(perhatian.c.nilai, sa.Double) / sa.func.greatest(perhatian.c.dari, 1)).desc(),
        perhatian.c.nilai.desc(),
        perhatian.c.wilayah,
    )
    ranked = sa.select(
        perhatian, sa.func.row_number().over(partition_by=perhatian.c.aturan, order_by=order).label("urutan")
    ).where(_of(scope, program, periode, rules), perhatian.c.state.in_([str(state) for state in states]))
    if left_open_since is not None:
        ranked = ranked.where(perhatian.c.sejak <= left_open_since)
    return _read(connection, ranked.subquery(), limit)


def read_item(connection: Connection, kunci: Kunci) -> Butir | None:
    """One item, or None. The caller has narrowed its wilayah and asked for the permission of its rule."""
    one = sa.select(perhatian, sa.literal(1).label("urutan")).where(
        perhatian.c.kab == kunci.kab,
        perhatian.c.aturan == kunci.aturan,
        perhatian.c.wilayah == kunci.wilayah,
        perhatian.c.periode == kunci.periode,
        perhatian.c.program == kunci.program,
    )
    return next(iter(_read(connection, one.subquery(), 1)), None)


def _read(connection: Connection, found: sa.Subquery, limit: int) -> list[Butir]:
    up = wilayah.alias("atas")
    taker, closer = pengguna.alias("pengaku"), pengguna.alias("penutup")
    query = (
        sa.select(
            found,
            sa.func.coalesce(wilayah.c.nama, "Indonesia").label("nama"),
            sa.func.coalesce(up.c.nama, "").label("nama_induk"),
            taker.c.nama.label("pengaku"),
            closer.c.nama.label("penutup"),
        )
        .select_from(
            found.outerjoin(wilayah, wilayah.c.kode == found.c.wilayah)
            .outerjoin(up, up.c.kode == wilayah.c.induk)
            .outerjoin(taker, taker.c.id == found.c.diakui_oleh)
            .outerjoin(closer, closer.c.id == found.c.diselesaikan_oleh)
        )
        .where(found.c.urutan <= limit)
        .order_by(found.c.aturan, found.c.urutan)
    )
    return [
        Butir(
            Kunci(row.aturan, row.wilayah, row.periode, row.program),
            row.nama,
            row.nama_induk,
            Keadaan(row.state),
            row.nilai,
            row.dari,
            row.sejak,
            row.terakhir,
            row.pengaku,
            row.diakui,
            row.catatan,
            row.penutup,
            row.selesai,
        )
        for row in connection.execute(query)
    ]


def age(since: datetime, clock: datetime) -> int:
    """Whole days an item has been open."""
    return max((clock - since) // timedelta(days=1), 0)
