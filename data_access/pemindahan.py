"""Moves of households as they are read: lists by state, one in full, what moves along, the history of a household."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.pemindahan_store import ENDED, kata_batch
from data_access.schema import pemindahan, pemindahan_dokumen, pengguna, rumah_tangga, wilayah
from domain.access import Scope
from domain.batch import StateBatch
from domain.kesos import Rujukan
from domain.kode import Level, ancestor
from domain.pemindahan import DesaPilihan, Ikut, Pemindahan, StatePemindahan
from domain.status import NONAKTIF, USULAN_TERHITUNG
from domain.usulan import JenisUsulan

HALAMAN = 50
_STREAMED = 2_000
p, r = pemindahan, rumah_tangga
_GONE = ", ".join(str(int(sta)) for sta in sorted(NONAKTIF))
_COUNTED = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))
_ENDED = ", ".join(str(int(status)) for status in ENDED)

# Where a page ends: when a move was proposed, its kab and number.
Urutan = tuple[datetime, int, int]


def _inside(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Moves from or to a desa of the scope."""
    if scope.level is Level.NASIONAL:
        return []
    if scope.level is Level.PROVINSI:
        return [p.c.kab.between(scope.kode * 100, scope.kode * 100 + 99)]
    own = p.c.kab == ancestor(scope.kode, Level.KAB)
    if scope.level is Level.KAB:
        return [own]
    low, high = scope.desa.low, scope.desa.high
    return [own, sa.or_(*(sa.and_(column >= low, column < high) for column in (p.c.desa_asal, p.c.desa_tujuan)))]


def _query() -> sa.Select[Any]:
    asal, tujuan = wilayah.alias("asal"), wilayah.alias("tujuan")
    kec_asal, kec_tujuan = wilayah.alias("kec_asal"), wilayah.alias("kec_tujuan")
    by = {name: pengguna.alias(name) for name in ("pengaju", "pemutus", "pembatal")}

    def place(desa: Any, kec: Any) -> sa.ColumnElement[str]:
        return sa.func.concat(desa.c.nama, sa.literal(", Kec. "), kec.c.nama)

    joined = p.join(r, sa.and_(r.c.kab == p.c.kab, r.c.id == p.c.ruta))
    for column, desa, kec in ((p.c.desa_asal, asal, kec_asal), (p.c.desa_tujuan, tujuan, kec_tujuan)):
        joined = joined.join(desa, desa.c.kode == column).join(kec, kec.c.kode == desa.c.induk)
    for name, who in by.items():
        joined = joined.outerjoin(who, who.c.id == p.c[name])
    return sa.select(
        p.c.kab, p.c.id, p.c.state, p.c.ruta, r.c.idbdt, r.c.nama_krt,
        p.c.desa_asal, place(asal, kec_asal).label("asal_nama"),
        p.c.desa_tujuan, place(tujuan, kec_tujuan).label("tujuan_nama"),
        p.c.alasan, p.c.keterangan, p.c.alamat_baru, p.c.kpm, p.c.dokumen, p.c.pengaju,
        by["pengaju"].c.nama.label("pengaju_nama"), p.c.diajukan,
        by["pemutus"].c.nama.label("pemutus_nama"), p.c.diputuskan, p.c.catatan, p.c.dipindah,
        by["pembatal"].c.nama.label("pembatal_nama"), p.c.dibatalkan,
    ).select_from(joined)  # fmt: skip


def _as_pemindahan(row: Any) -> Pemindahan:
    return Pemindahan(
        kab=row.kab,
        nomor=row.id,
        state=StatePemindahan(row.state),
        rujukan=Rujukan(row.kab, row.ruta),
        idbdt=row.idbdt,
        nama_krt=row.nama_krt,
        asal=row.desa_asal,
        asal_nama=row.asal_nama,
        tujuan=row.desa_tujuan,
        tujuan_nama=row.tujuan_nama,
        alasan=row.alasan,
        keterangan=row.keterangan,
        alamat_baru=row.alamat_baru,
        kpm=bool(row.kpm),
        dokumen=row.dokumen,
        pengaju=row.pengaju,
        pengaju_nama=row.pengaju_nama or "akun yang sudah dihapus",
        diajukan=row.diajukan,
        pemutus_nama=row.pemutus_nama,
        diputuskan=row.diputuskan,
        catatan=row.catatan,
        dipindah=row.dipindah,
        pembatal_nama=row.pembatal_nama,
        dibatalkan=row.dibatalkan,
    )


def list_query(scope: Scope, state: StatePemindahan, sesudah: Urutan | None) -> sa.Select[Any]:
    """Keys of one page and one more, newest first, after the last of the page before."""
    key = (p.c.diajukan, p.c.kab, p.c.id)
    query = sa.select(*key).where(*_inside(scope), p.c.state == str(state))
    if sesudah is not None:
        moment, kab, number = sesudah
        after = (
            sa.literal(moment, p.c.diajukan.type),
            sa.literal(kab, sa.SmallInteger),
            sa.literal(number, p.c.id.type),
        )
        query = query.where(sa.tuple_(*key) < sa.tuple_(*after))
    return query.order_by(*(column.desc() for column in key)).limit(HALAMAN + 1)


def list_pemindahan(
    connection: Connection, scope: Scope, state: StatePemindahan, sesudah: Urutan | None = None
) -> tuple[list[Pemindahan], Urutan | None]:
    """One page of moves from or to the scope, newest first, and where the next begins; None at the end."""
    keys = connection.execute(list_query(scope, state, sesudah)).all()
    page = keys[:HALAMAN]
    found = _read(connection, [(row.kab, row.id) for row in page])
    more = (page[-1].diajukan, page[-1].kab, page[-1].id) if len(keys) > HALAMAN else None
    return [found[row.kab, row.id] for row in page], more


def _read(connection: Connection, keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], Pemindahan]:
    query = _query().where(sa.tuple_(p.c.kab, p.c.id).in_(list(keys)))
    return {(row.kab, row.id): _as_pemindahan(row) for row in connection.execute(query)} if keys else {}


def count_by_state(connection: Connection, scope: Scope) -> dict[StatePemindahan, int]:
    """Moves from or to the scope by state."""
    query = sa.select(p.c.state, sa.func.count()).where(*_inside(scope)).group_by(p.c.state)
    return dict.fromkeys(StatePemindahan, 0) | {StatePemindahan(row[0]): row[1] for row in connection.execute(query)}


def read_pemindahan(connection: Connection, scope: Scope, kab: int, nomor: int) -> Pemindahan | None:
    """One move from or to the scope, or None."""
    query = _query().where(p.c.kab == kab, p.c.id == nomor, *_inside(scope))
    row = connection.execute(query).one_or_none()
    return None if row is None else _as_pemindahan(row)


def stream_pemindahan(connection: Connection, scope: Scope, state: StatePemindahan) -> Iterator[Sequence[Pemindahan]]:
    """All moves of a state from or to the scope, newest first, some thousand at a time."""
    query = _query().where(*_inside(scope), p.c.state == str(state)).order_by(p.c.diajukan.desc(), p.c.kab, p.c.id)
    rows = connection.execution_options(stream_results=True, yield_per=_STREAMED).execute(query)
    for part in rows.partitions():
        yield [_as_pemindahan(row) for row in part]


def list_riwayat(connection: Connection, rujukan: Rujukan) -> list[Pemindahan]:
    """Every move of one household, newest first; the caller has asked for the household itself."""
    query = (
        _query().where(p.c.kab == rujukan.kab, p.c.ruta == rujukan.ruta).order_by(p.c.diajukan.desc(), p.c.id.desc())
    )
    return [_as_pemindahan(row) for row in connection.execute(query)]


def read_dokumen(connection: Connection, scope: Scope, kab: int, nomor: int) -> tuple[str, str, bytes] | None:
    """(name, MIME type, bytes) of a paper behind any move from or to the scope, or None."""
    d = pemindahan_dokumen
    used = sa.exists().where(p.c.kab == d.c.kab, p.c.dokumen == d.c.id, *_inside(scope))
    query = sa.select(d.c.nama, d.c.mime, d.c.isi).where(d.c.kab == kab, d.c.id == nomor, used)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.nama, row.mime, bytes(row.isi))


# What moves along.

_ANGGOTA = sa.text("SELECT count(*) FROM individu WHERE kab = :kab AND ruta = :ruta AND sta_art = 1")
_BARIS = sa.text(
    "SELECT p.program, p.kode AS periode, "
    f"coalesce(v.sta_keberadaan IN ({_GONE}), false) AS nonaktif, k.kuota AS tempat "
    "FROM periode AS p JOIN verivali AS v ON v.kab = :kab AND v.periode = p.kode AND v.program = p.program "
    "AND v.ruta = :ruta LEFT JOIN batch AS b ON b.kab = v.kab AND b.periode = v.periode AND b.program = v.program "
    "LEFT JOIN kuota AS k ON k.kab = v.kab AND k.periode = v.periode AND k.program = v.program AND k.desa = v.desa "
    f"WHERE coalesce(b.state, '{StateBatch.TERBUKA}') = '{StateBatch.TERBUKA}' ORDER BY p.kode DESC, p.program"
)
_KASUS = sa.text(
    "SELECT count(*) AS jumlah, "
    f"count(*) FILTER (WHERE u.jenis = {JenisUsulan.BSP:d} AND u.status IN ({_COUNTED})) AS tempat "
    "FROM usulan AS u LEFT JOIN batch AS b ON b.kab = u.kab AND b.periode = u.periode AND b.program = u.program "
    f"WHERE u.kab = :kab AND u.ruta = :ruta AND u.status NOT IN ({_ENDED}) "
    f"AND coalesce(b.state, '{StateBatch.TERBUKA}') = '{StateBatch.TERBUKA}'"
)


def read_ikut(connection: Connection, rujukan: Rujukan) -> Ikut:
    """What would move with a household now."""
    params = {"kab": rujukan.kab, "ruta": rujukan.ruta}
    rows = connection.execute(_BARIS, params).all()
    cases = connection.execute(_KASUS, params).one()
    # A programme without a division of its kuota has no places to move.
    places = [row.tempat for row in rows if row.tempat is not None and not row.nonaktif]
    return Ikut(
        anggota=int(connection.execute(_ANGGOTA, params).scalar_one()),
        batch=tuple(kata_batch(row.program, row.periode) for row in rows),
        kasus=cases.jumlah,
        tempat=sum(place > 0 for place in places) + cases.tempat,
        tempat_kurang=sum(place == 0 for place in places),
    )


# Where to.


def list_tujuan(connection: Connection, kab: int) -> list[DesaPilihan]:
    """Every desa of a kab, by kecamatan and name."""
    kec = wilayah.alias("kec")
    query = (
        sa.select(wilayah.c.kode, wilayah.c.nama, wilayah.c.jenis, kec.c.nama)
        .join(kec, kec.c.kode == wilayah.c.induk)
        .where(wilayah.c.level == int(Level.DESA), wilayah.c.prov == kab // 100, wilayah.c.kab == kab)
        .order_by(kec.c.nama, wilayah.c.nama)
    )
    return [DesaPilihan(*row) for row in connection.execute(query)]
