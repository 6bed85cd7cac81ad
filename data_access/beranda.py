"""What Beranda shows beside the attention items: the cards, the figures of two days, what this person did last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.progres import inside, of_periode, source
from data_access.schema import (
    REKAP_COUNTS,
    audit,
    kuota,
    rekap_desa,
    rekap_kab,
    rekap_register,
    riwayat_desa,
    riwayat_kab,
    usulan,
    wilayah,
)
from domain.access import Scope
from domain.indikator import NONAKTIF, terpakai, total_of
from domain.kode import Level
from domain.status import USULAN_TERHITUNG
from domain.usulan import JenisUsulan


@dataclass(frozen=True, slots=True)
class Kartu:
    """The cards of a wilayah. ``kuota`` in KPM, None where none is set; ``ruta`` in the register, None before it was
    counted; ``tahap`` counts the kab by their tahap perluasan BPNT.
    """

    kuota: int | None
    ruta: int | None
    dihitung: datetime | None
    tahap: dict[int, int]


@dataclass(frozen=True, slots=True)
class Hari:
    """Counts of one wilayah at the end of one day (rumah tangga; kuota and terpakai in KPM, 0 where none is set)."""

    tanggal: date
    total: int
    diisi: int
    diperiksa: int
    nonaktif: int
    kuota: int
    terpakai: int


@dataclass(frozen=True, slots=True)
class Kegiatan:
    """One thing a person did, as the audit has it. ``tempat``: the desa it names, else the kab it belongs to."""

    waktu: datetime
    aksi: str
    objek: str
    sesudah: dict[str, Any] | None
    tempat: str | None


def read_kartu(connection: Connection, scope: Scope, program: int, periode: int) -> Kartu:
    """The cards of a wilayah in a periode. Below the kab the tahap is that of the kab, and so not the reader's."""
    rows = connection.execute(
        sa.select(kuota.c.tahap, sa.func.count(), sa.func.sum(kuota.c.kuota))
        .where(of_periode(kuota, program, periode), *_own_kuota(scope))
        .group_by(kuota.c.tahap)
        .order_by(kuota.c.tahap)
    ).all()
    places = sum(int(row[2]) for row in rows)
    tahap = {row[0]: row[1] for row in rows if row[0] is not None and scope.level <= Level.KAB}
    register = connection.execute(
        sa.select(sa.func.sum(rekap_register.c.ruta), sa.func.min(rekap_register.c.dihitung)).where(
            inside(rekap_register, scope)
        )
    ).one()
    return Kartu(places or None, register[0] and int(register[0]), register[1], tahap)


def _own_kuota(scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    """A kab's own row at kab level and above, the division among desa below it."""
    if scope.level > Level.KAB:
        return inside(kuota, scope), kuota.c.desa > 0
    rng = scope.desa
    return kuota.c.desa == 0, kuota.c.kab.between(rng.low // 10**6, (rng.high - 1) // 10**6)


def read_hari(
    connection: Connection, scope: Scope, program: int, periode: int, days: tuple[date, ...], *, with_kuota: bool
) -> list[Hari]:
    """Counts at the end of each of ``days``, in their order; a day after the last movement has the present counts.

    Without ``with_kuota`` nothing is read of it and both counts are 0.
    """
    rekap = source(rekap_kab, rekap_desa, scope, Level.KAB)
    counts = connection.execute(
        sa.select(*(sa.func.coalesce(sa.func.sum(rekap.c[name]), 0).label(name) for name in REKAP_COUNTS)).where(
            of_periode(rekap, program, periode), inside(rekap, scope)
        )
    ).one()
    now = {name: int(value) for name, value in counts._mapping.items()}
    history = source(riwayat_kab, riwayat_desa, scope, Level.KAB)
    later = {
        name: [sa.func.coalesce(sa.func.sum(history.c[name]).filter(history.c.tanggal > day), 0) for day in days]
        for name in ("diisi", "diperiksa", "nonaktif")
    }
    since = connection.execute(
        sa.select(*(part for parts in later.values() for part in parts)).where(
            of_periode(history, program, periode), inside(history, scope), history.c.tanggal > min(days)
        )
    ).one()
    size = len(days)
    moved = {name: [int(value) for value in since[k * size : (k + 1) * size]] for k, name in enumerate(later)}
    nonaktif = int(total_of(now, NONAKTIF))
    places, awal, disetujui, decided = (
        _kuota(connection, scope, program, periode, days) if with_kuota else (0, 0, 0, [])
    )
    return [
        Hari(
            tanggal=day,
            total=now["total"],
            diisi=now["total"] - now["s0"] - moved["diisi"][k],
            diperiksa=now["s3"] + now["s4"] + now["s5"] - moved["diperiksa"][k],
            nonaktif=nonaktif - moved["nonaktif"][k],
            kuota=places,
            terpakai=int(terpakai(awal, nonaktif - moved["nonaktif"][k], disetujui - decided[k])) if places else 0,
        )
        for k, day in enumerate(days)
    ]


def _kuota(
    connection: Connection, scope: Scope, program: int, periode: int, days: tuple[date, ...]
) -> tuple[int, int, int, list[int]]:
    """Kuota, awal and disetujui as they stand, and how many usulan were approved after each day."""
    row = connection.execute(
        sa.select(*(sa.func.coalesce(sa.func.sum(kuota.c[name]), 0) for name in ("kuota", "awal", "disetujui"))).where(
            of_periode(kuota, program, periode), *_own_kuota(scope)
        )
    ).one()
    if not row[0]:
        return 0, 0, 0, [0] * len(days)
    after = connection.execute(
        sa.select(*(sa.func.count().filter(usulan.c.diputuskan > day) for day in days)).where(
            of_periode(usulan, program, periode),
            inside(usulan, scope),
            usulan.c.jenis == int(JenisUsulan.BSP),
            usulan.c.status.in_([int(status) for status in USULAN_TERHITUNG]),
            usulan.c.diputuskan > min(days),
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2]), [int(value) for value in after]


def read_kegiatan(connection: Connection, username: str, limit: int) -> list[Kegiatan]:
    """What one person did last, newest first: the rows of that name only."""
    last = (
        sa.select(audit.c.kab, audit.c.waktu, audit.c.aksi, audit.c.objek, audit.c.sesudah)
        .where(audit.c.pengguna == username)
        .order_by(audit.c.waktu.desc())
        .limit(limit)
        .subquery()
    )
    desa, kab = wilayah.alias("desa_"), wilayah.alias("kab_")
    named = sa.cast(sa.func.substring(last.c.objek, r"\y[1-9]\d{9}\y"), sa.BigInteger)
    query = (
        sa.select(last, sa.func.coalesce(desa.c.nama, kab.c.nama).label("tempat"))
        .select_from(last.outerjoin(desa, desa.c.kode == named).outerjoin(kab, kab.c.kode == last.c.kab))
        .order_by(last.c.waktu.desc())
    )
    return [Kegiatan(row.waktu, row.aksi, row.objek, row.sesudah, row.tempat) for row in connection.execute(query)]
