"""Kuota by area, its course over the periode, who claims a place, and proposals to divide it otherwise: reads only.

What is used of a kuota comes from ``data_access.progres``, so that this page and the map say the same of an area.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.progres import check_level, read_rekap
from data_access.schema import (
    kuota,
    musdes,
    pengguna,
    periode,
    rekap_desa,
    rekap_kab,
    rekap_register,
    rumah_tangga,
    usul_kuota,
    usulan,
    verivali,
    wilayah,
)
from domain.access import Scope
from domain.indikator import BATAS_DESIL, NONAKTIF, terpakai
from domain.kode import INDONESIA, Level, ancestor
from domain.kuota import DESIL, Calon, Desa, sisa
from domain.status import NONAKTIF as STA_NONAKTIF
from domain.status import USULAN_TERHITUNG, StatusUsulan
from domain.usulan import JenisUsulan

# Counts of an area that add up; ``ada`` counts the areas of the level that hold a kuota at all.
HITUNGAN = (
    "kuota", "awal", "nonaktif", "disetujui", "terpakai", "sisa", "menunggu", "harus_menunggu", "lebih",
    "ruta", "kandidat", "kpm_atas", "dibagi",
)  # fmt: skip


def read_kuota(
    connection: Connection,
    scope: Scope,
    level: Level,
    program: int,
    periode: int,
    as_of: date,
    batas: int = BATAS_DESIL,
) -> pd.DataFrame:
    """Every area of ``level`` inside ``scope``, also those without a kuota; ordered by kode.

    Columns: kode, nama, induk, nama_induk; ``ada`` (a kuota was set); in KPM kuota, awal, nonaktif, disetujui,
    terpakai, sisa (negative when over), lebih; usulan menunggu and harus_menunggu; ``dibagi`` (places given to its
    desa; at desa and kecamatan the kuota itself); of the register ruta (rumah tangga up to desil ``batas``),
    kandidat (those of them that hold no place), kpm_atas (KPM above ``batas``), which mean something where
    ``terhitung``: background work counts the register; dasar_sk, tanggal_sk, tahap, of a kab only. Raises
    InvalidInput for a level above the scope.
    """
    check_level(scope, level)
    if level is Level.PROVINSI:
        # A place of one kab is of no use to another, so what is over and what must wait are sums over the kab.
        return jumlah_prov(read_kuota(connection, scope, Level.KAB, program, periode, as_of, batas))
    rekap = read_rekap(connection, scope, level, program, periode, as_of)
    columns = ["kode", "nama", "induk", "nama_induk", "kuota", "awal", "disetujui", "terpakai"]
    frame = rekap[columns].assign(nonaktif=rekap[list(NONAKTIF)].sum(axis=1))
    frame["ada"] = frame[["kuota", "awal", "disetujui"]].any(axis=1)
    frame["sisa"] = sisa(frame["kuota"], frame["terpakai"])
    frame["lebih"] = (-frame["sisa"]).clip(lower=0)
    _add(frame, _waiting(connection, scope, level, program, periode), ["menunggu"])
    frame["harus_menunggu"] = (frame["menunggu"] - frame["sisa"].clip(lower=0)).clip(lower=0)
    register = _register(connection, scope, level, batas)
    _add(frame, register, ["ruta", "kandidat", "kpm_atas"])
    frame["terhitung"] = frame["kode"].isin(register["area"])
    if level is Level.KAB:
        _add(frame, _divided(connection, scope, level, program, periode), ["dibagi"])
    else:
        frame["dibagi"] = frame["kuota"]
    return _with_decree(connection, frame, scope, level, program, periode)


def jumlah_prov(kab: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``read_kuota`` at kab level as one row a provinsi, with the same columns."""
    group = kab.groupby("induk", sort=True)
    frame = group[list(HITUNGAN)].sum()
    about = group.agg(nama=("nama_induk", "first"), ada=("ada", "any"), terhitung=("terhitung", "any"))
    frame = about.join(frame).reset_index(names="kode")
    return frame.assign(induk=INDONESIA, nama_induk="Indonesia", dasar_sk=None, tanggal_sk=None, tahap=None)


def jumlah(frame: pd.DataFrame, kode: int, nama: str) -> dict[str, Any]:
    """Areas of ``read_kuota`` as one: sums of counts."""
    return {
        "kode": kode,
        "nama": nama,
        "ada": bool(frame["ada"].any()),
        "terhitung": bool(frame["terhitung"].any()),
        **{name: int(frame[name].sum()) for name in HITUNGAN},
        "dasar_sk": None,
        "tanggal_sk": None,
        "tahap": None,
    }


def _add(frame: pd.DataFrame, found: pd.DataFrame, names: Sequence[str]) -> None:
    """Put counts by area beside a frame of areas; an area that is not in them has none."""
    by_area = found.set_index("area")
    for name in names:
        frame[name] = frame["kode"].map(by_area[name]).fillna(0).astype("int64")


def _frame(connection: Connection, query: sa.Select[*tuple[Any, ...]]) -> pd.DataFrame:
    # Plain tuples: pandas looks through every attribute of SQLAlchemy's own rows, three times as long.
    rows = [tuple(row) for row in connection.execute(query).all()]
    return pd.DataFrame(rows, columns=list(query.selected_columns.keys()))


_UNIT = {Level.NASIONAL: 10**10, Level.PROVINSI: 10**8, Level.KAB: 10**6, Level.KECAMATAN: 10**4, Level.DESA: 1}


def _area(desa: sa.ColumnElement[int], level: Level) -> sa.ColumnElement[int]:
    return sa.cast(desa // _UNIT[level], sa.BigInteger).label("area")


def _inside(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.desa >= scope.desa.low, table.c.desa < scope.desa.high)


def _kab_in(table: sa.Table, scope: Scope) -> sa.ColumnElement[bool]:
    unit = _UNIT[Level.KAB]
    return table.c.kab.between(scope.desa.low // unit, (scope.desa.high - 1) // unit)


def _of(table: sa.Table, program: int, periode: int) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.periode == periode, table.c.program == program)


def _proposed(program: int, periode: int) -> sa.ColumnElement[bool]:
    """Usulan that ask for a place; other cases of the queue do not."""
    return sa.and_(_of(usulan, program, periode), usulan.c.jenis == int(JenisUsulan.BSP))


def _total(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(column), sa.BigInteger)


def _waiting(connection: Connection, scope: Scope, level: Level, program: int, periode: int) -> pd.DataFrame:
    area = _area(usulan.c.desa, level)
    query = (
        sa.select(area, sa.func.count().label("menunggu"))
        .where(
            _proposed(program, periode), _inside(usulan, scope), usulan.c.status == int(StatusUsulan.BELUM_DIPERIKSA)
        )
        .group_by(area)
    )
    return _frame(connection, query)


def _register(connection: Connection, scope: Scope, level: Level, batas: int) -> pd.DataFrame:
    area = _area(rekap_register.c.desa, level)
    poor, holding, above = (
        _sum_of([rekap_register.c[f"{kind}{desil}"] for desil in DESIL if (desil <= batas) is low])
        for kind, low in (("d", True), ("k", True), ("k", False))
    )
    query = (
        sa.select(
            area,
            _total(poor).label("ruta"),
            _total(poor - holding).label("kandidat"),
            _total(above).label("kpm_atas"),
        )
        .where(_inside(rekap_register, scope))
        .group_by(area)
    )
    return _frame(connection, query)


def _sum_of(columns: Sequence[sa.ColumnElement[int]]) -> sa.ColumnElement[int]:
    total: sa.ColumnElement[int] = sa.literal_column("0")
    for column in columns:
        total = total + column
    return total


def _divided(connection: Connection, scope: Scope, level: Level, program: int, periode: int) -> pd.DataFrame:
    area = _area(kuota.c.desa, level)
    query = (
        sa.select(area, _total(kuota.c.kuota).label("dibagi"))
        .where(_of(kuota, program, periode), _inside(kuota, scope), kuota.c.desa > 0)
        .group_by(area)
    )
    return _frame(connection, query)


def _with_decree(
    connection: Connection, frame: pd.DataFrame, scope: Scope, level: Level, program: int, periode: int
) -> pd.DataFrame:
    if level is not Level.KAB:
        return frame.assign(dasar_sk=None, tanggal_sk=None, tahap=None)
    query = sa.select(kuota.c.kab, kuota.c.dasar_sk, kuota.c.tanggal_sk, kuota.c.tahap).where(
        _of(kuota, program, periode), kuota.c.desa == 0, _kab_in(kuota, scope)
    )
    decrees = {row.kab: row for row in connection.execute(query)}
    found = [decrees.get(kode) for kode in frame["kode"].tolist()]
    columns = {
        name: pd.Series([row and getattr(row, name) for row in found], dtype=object, index=frame.index)
        for name in ("dasar_sk", "tanggal_sk", "tahap")
    }
    return frame.assign(**columns)


def read_satu(
    connection: Connection, scope: Scope, program: int, periode: int, as_of: date, batas: int = BATAS_DESIL
) -> dict[str, Any]:
    """The wilayah itself, with the columns of ``read_kuota``; Indonesia and a provinsi are sums of their kab."""
    level = max(scope.level, Level.KAB)
    frame = read_kuota(connection, scope, level, program, periode, as_of, batas)
    return jumlah(frame, scope.kode, "") if scope.level < Level.KAB else dict(frame.iloc[0])


def read_tren(connection: Connection, scope: Scope, program: int) -> pd.DataFrame:
    """Every periode of one wilayah, oldest first: periode, and in KPM kuota, awal, nonaktif, disetujui, terpakai."""
    own = scope.level <= Level.KAB
    counts = rekap_kab if own else rekap_desa
    # Named one by one, so that the keys of the tables, which begin with the periode, answer.
    all_periode = connection.execute(sa.select(periode.c.kode).where(periode.c.program == program)).scalars().all()
    if own:
        places_in, counts_in = sa.and_(kuota.c.desa == 0, _kab_in(kuota, scope)), _kab_in(rekap_kab, scope)
    else:
        places_in, counts_in = sa.and_(_inside(kuota, scope), kuota.c.desa > 0), _inside(rekap_desa, scope)
    places = (
        sa.select(
            kuota.c.periode,
            *(_total(kuota.c[name]).label(name) for name in ("kuota", "awal", "disetujui")),
        )
        .where(kuota.c.program == program, kuota.c.periode.in_(all_periode), places_in)
        .group_by(kuota.c.periode)
        .subquery("tempat")
    )
    gone = (
        sa.select(counts.c.periode, _total(_sum_of([counts.c[name] for name in NONAKTIF])).label("nonaktif"))
        .where(counts.c.program == program, counts.c.periode.in_(all_periode), counts_in)
        .group_by(counts.c.periode)
        .subquery("hitung")
    )
    query = (
        sa.select(
            places.c.periode,
            places.c.kuota,
            places.c.awal,
            sa.func.coalesce(gone.c.nonaktif, 0).label("nonaktif"),
            places.c.disetujui,
        )
        .select_from(places.outerjoin(gone, gone.c.periode == places.c.periode))
        .order_by(places.c.periode)
    )
    frame = _frame(connection, query)
    return frame.assign(terpakai=terpakai(frame["awal"], frame["nonaktif"], frame["disetujui"]))


def read_desa(frame: pd.DataFrame) -> list[Desa]:
    """Rows of ``read_kuota`` at desa level as a rule of division wants them."""
    columns = ("kode", "kuota", "terpakai", "awal", "ruta", "menunggu")
    return [Desa(*map(int, row)) for row in zip(*(frame[name].tolist() for name in columns), strict=True)]


def read_calon(connection: Connection, kab: int, program: int, periode: int) -> dict[int, list[tuple[Calon, int]]]:
    """Claims on the places of a kab, by desa: approved and waiting usulan, each with the desil of its household.

    Desil 0 where it is not known.
    """
    counted = sorted(map(int, USULAN_TERHITUNG))
    query = (
        sa.select(
            usulan.c.desa,
            usulan.c.id,
            rumah_tangga.c.percentile,
            musdes.c.tanggal,
            usulan.c.status.in_(counted),
            sa.func.coalesce(rumah_tangga.c.desil, 0),
        )
        .select_from(
            usulan.join(
                rumah_tangga, sa.and_(rumah_tangga.c.kab == usulan.c.kab, rumah_tangga.c.id == usulan.c.ruta)
            ).outerjoin(
                musdes,
                sa.and_(
                    musdes.c.periode == usulan.c.periode,
                    musdes.c.program == usulan.c.program,
                    musdes.c.desa == usulan.c.desa,
                    musdes.c.kab == usulan.c.kab,
                ),
            )
        )
        .where(
            _proposed(program, periode),
            usulan.c.kab == kab,
            _inside(usulan, Scope(kab)),
            usulan.c.status.in_([int(StatusUsulan.BELUM_DIPERIKSA), *counted]),
        )
    )
    found: dict[int, list[tuple[Calon, int]]] = {}
    for desa, number, percentile, day, approved, desil in connection.execute(query):
        found.setdefault(desa, []).append((Calon(number, percentile, day, approved), desil))
    return found


@dataclass(frozen=True, slots=True)
class Rumah:
    """A household that falls in or out: its number, who heads it, where it is and how poor (1 is poorest)."""

    ruta: int
    nama_krt: str
    desa: int
    nama_desa: str
    percentile: int | None
    desil: int | None


_RUMAH = (
    rumah_tangga.c.id,
    rumah_tangga.c.nama_krt,
    rumah_tangga.c.desa,
    wilayah.c.nama,
    rumah_tangga.c.percentile,
    rumah_tangga.c.desil,
)


def read_rumah(connection: Connection, kab: int, numbers: Collection[int]) -> list[Rumah]:
    """The households behind some usulan of a kab, poorest first."""
    query = (
        sa.select(*_RUMAH)
        .select_from(
            usulan.join(
                rumah_tangga, sa.and_(rumah_tangga.c.kab == usulan.c.kab, rumah_tangga.c.id == usulan.c.ruta)
            ).join(wilayah, wilayah.c.kode == rumah_tangga.c.desa)
        )
        .where(usulan.c.kab == kab, usulan.c.id.in_(list(numbers)))
        .order_by(rumah_tangga.c.percentile.nulls_last(), usulan.c.id)
    )
    return [Rumah(*row) for row in connection.execute(query)]


def read_di_antara(connection: Connection, kab: int, dari: int, sampai: int, most: int) -> list[Rumah]:
    """The first ``most`` households of a kab without a place whose desil lies above ``dari`` up to ``sampai``."""
    query = (
        sa.select(*_RUMAH)
        .select_from(rumah_tangga.join(wilayah, wilayah.c.kode == rumah_tangga.c.desa))
        .where(
            rumah_tangga.c.kab == kab,
            rumah_tangga.c.kpm_bsp.is_(False),
            rumah_tangga.c.desil > dari,
            rumah_tangga.c.desil <= sampai,
        )
        .order_by(rumah_tangga.c.percentile.nulls_last(), rumah_tangga.c.id)
        .limit(most)
    )
    return [Rumah(*row) for row in connection.execute(query)]


def count_pengganti_salah(connection: Connection, scope: Scope, program: int, periode: int) -> int:
    """Usulan that hold a place and say they replace a KPM who freed none: still active, or replaced already.

    Each KPM that is nonaktif frees exactly one place.
    """
    after = sa.func.row_number().over(
        partition_by=(usulan.c.kab, usulan.c.mengganti), order_by=(usulan.c.diputuskan, usulan.c.id)
    )
    claims = (
        sa.select(usulan.c.kab, usulan.c.mengganti, after.label("urut"))
        .where(
            _proposed(program, periode),
            _inside(usulan, scope),
            usulan.c.status.in_(sorted(map(int, USULAN_TERHITUNG))),
            usulan.c.mengganti.is_not(None),
        )
        .subquery("klaim")
    )
    query = (
        sa.select(sa.func.count())
        .select_from(
            claims.outerjoin(
                verivali,
                sa.and_(
                    verivali.c.kab == claims.c.kab,
                    verivali.c.ruta == claims.c.mengganti,
                    verivali.c.periode == periode,
                    verivali.c.program == program,
                    verivali.c.sta_keberadaan.in_(sorted(map(int, STA_NONAKTIF))),
                ),
            )
        )
        .where(sa.or_(claims.c.urut > 1, verivali.c.ruta.is_(None)))
    )
    return int(connection.execute(query).scalar_one())


def read_batch_state(connection: Connection, kab: int, program: int, periode: int) -> str:
    """State of the batch (``domain.batch.StateBatch``)."""
    query = sa.text("SELECT state FROM batch WHERE kab = :kab AND periode = :periode AND program = :program")
    found = connection.execute(query, {"kab": kab, "periode": periode, "program": program}).scalar_one_or_none()
    return found or "terbuka"


@dataclass(frozen=True, slots=True)
class Usul:
    """A proposal. ``isi`` maps a desa to the places it had and should have."""

    id: int
    kab: int
    nama_kab: str
    state: str
    isi: dict[int, tuple[int, int]]
    catatan: str
    pembuat: int
    nama_pembuat: str
    dibuat: datetime
    nama_pemutus: str | None
    diputuskan: datetime | None
    alasan: str | None

    @property
    def bertambah(self) -> int:
        """Places that desa get more."""
        return sum(max(then - now, 0) for now, then in self.isi.values())

    @property
    def berkurang(self) -> int:
        """Places that desa get fewer."""
        return sum(max(now - then, 0) for now, then in self.isi.values())


def _proposals() -> sa.Select[Any]:
    maker, decider = pengguna.alias("pembuat"), pengguna.alias("pemutus")
    return sa.select(
        usul_kuota.c.id,
        usul_kuota.c.kab,
        wilayah.c.nama.label("nama_kab"),
        usul_kuota.c.state,
        usul_kuota.c.isi,
        usul_kuota.c.catatan,
        usul_kuota.c.pembuat,
        maker.c.nama.label("nama_pembuat"),
        usul_kuota.c.dibuat,
        decider.c.nama.label("nama_pemutus"),
        usul_kuota.c.diputuskan,
        usul_kuota.c.alasan,
    ).select_from(
        usul_kuota.join(wilayah, wilayah.c.kode == usul_kuota.c.kab)
        .outerjoin(maker, maker.c.id == usul_kuota.c.pembuat)
        .outerjoin(decider, decider.c.id == usul_kuota.c.pemutus)
    )


def _as_usul(row: sa.Row[Any]) -> Usul:
    isi = {int(item["desa"]): (int(item["lama"]), int(item["baru"])) for item in row.isi}
    return Usul(**{**row._mapping, "isi": isi, "nama_pembuat": row.nama_pembuat or "akun dihapus"})


def read_usul(connection: Connection, kab: int, number: int) -> Usul | None:
    """One proposal of a kab, or None."""
    row = connection.execute(_proposals().where(usul_kuota.c.kab == kab, usul_kuota.c.id == number)).one_or_none()
    return None if row is None else _as_usul(row)


def list_usul(connection: Connection, scope: Scope, program: int, periode: int, most: int = 20) -> list[Usul]:
    """Proposals for the kab of a scope; those that wait first, then the newest.

    A proposal speaks of a whole kab, so a scope below one has none.
    """
    if scope.level > Level.KAB:
        return []
    query = (
        _proposals()
        .where(_of(usul_kuota, program, periode), _kab_in(usul_kuota, scope))
        .order_by(usul_kuota.c.state != "diajukan", usul_kuota.c.dibuat.desc(), usul_kuota.c.id.desc())
        .limit(most)
    )
    return [_as_usul(row) for row in connection.execute(query)]


def kab_of(scope: Scope) -> int | None:
    """The kab that a scope is or lies in; None above a kab."""
    return None if scope.level < Level.KAB else ancestor(scope.kode, Level.KAB)
