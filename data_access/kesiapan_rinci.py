"""Behind the numbers of a kab's readiness: the very rows of an obstacle, who can mend it, and what would be closed."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from data_access.progres import inside, of_periode
from data_access.schema import kuota, pengguna, rumah_tangga, usulan, verivali
from data_access.verivali_store import BatchKey
from domain.access import Role, Scope
from domain.halangan import Halangan
from domain.indikator import terpakai
from domain.kalender import Program
from domain.kesiapan import BarisHalangan, Pratinjau
from domain.kode import Level, ancestor
from domain.rekap_surat import JENIS_DIHITUNG
from domain.status import NONAKTIF, USULAN_TERHITUNG, StaKeberadaan, StatusUsulan, StatusVerivali, needs_kyc
from domain.usulan import JENIS_OF_TAB, Tab

_v, _u, _r = verivali, usulan, rumah_tangga
_FOUND = [int(sta) for sta in StaKeberadaan if needs_kyc(sta)]
# Which rows of verivali an obstacle counts, and since when each stands so.
_OF_VERIVALI: dict[Halangan, tuple[sa.ColumnElement[bool], sa.ColumnElement[date]]] = {
    Halangan.KYC: (sa.and_(_v.c.sta_keberadaan.in_(_FOUND), ~_v.c.kyc_lengkap), _v.c.tgl_diisi),
    Halangan.DIKEMBALIKAN: (_v.c.status == int(StatusVerivali.DIKEMBALIKAN), _v.c.tgl_diperiksa),
    Halangan.BELUM_DIKUNJUNGI: (_v.c.status == int(StatusVerivali.BELUM_DIKUNJUNGI), sa.cast(sa.null(), sa.Date)),
    Halangan.BELUM_DIIMPOR: (_v.c.status == int(StatusVerivali.DIISI), _v.c.tgl_diisi),
    Halangan.BELUM_DIPERIKSA: (_v.c.status == int(StatusVerivali.TERIMPOR), _v.c.tgl_terimpor),
}
# Obstacles that are single households or usulan; the others are of a desa or the kab itself.
PUNYA_BARIS = frozenset(_OF_VERIVALI) | {Halangan.USULAN_MENUNGGU}


def list_baris(
    connection: Connection,
    scope: Scope,
    program: int,
    periode: int,
    halangan: Halangan,
    *,
    sesudah: tuple[int, int] | None,
    batas: int,
) -> list[BarisHalangan]:
    """The rows of one obstacle of ``PUNYA_BARIS`` inside a kab or below it, by desa and number, at most ``batas`` after
    the key (desa, number) ``sesudah``. Personal data: only for readers who may see single households.
    """
    kab = ancestor(scope.kode, Level.KAB)
    if halangan is Halangan.USULAN_MENUNGGU:
        table, number, since = _u, _u.c.id, _u.c.diajukan
        where: list[sa.ColumnElement[bool]] = [
            _u.c.jenis.in_(JENIS_OF_TAB[Tab.USULAN]),
            _u.c.status == int(StatusUsulan.BELUM_DIPERIKSA),
        ]
    else:
        condition, since = _OF_VERIVALI[halangan]
        table, number, where = _v, _v.c.ruta, [condition]
    if sesudah is not None:
        where.append(sa.tuple_(table.c.desa, number) > sesudah)
    query = (
        sa.select(
            table.c.desa,
            number,
            _r.c.nama_krt,
            _r.c.nama_sls,
            _r.c.idbdt if table is _v else sa.func.coalesce(_r.c.idbdt, _u.c.idbdt),
            since,
        )
        .select_from(table.outerjoin(_r, sa.and_(_r.c.kab == table.c.kab, _r.c.id == table.c.ruta)))
        .where(table.c.kab == kab, of_periode(table, program, periode), inside(table, scope), *where)
        .order_by(table.c.desa, number)
        .limit(batas)
    )
    return [BarisHalangan(*row) for row in connection.execute(query)]


def read_kontak(connection: Connection, kab: int, desa: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Whom to call, name and telephone: operators of some desa by its code, the supervisor by the code of the kab."""
    wanted = sa.or_(
        sa.and_(pengguna.c.peran == Role.OPERATOR_DESA.value, pengguna.c.wilayah.in_(list(desa))),
        sa.and_(pengguna.c.peran == Role.SUPERVISOR_KAB.value, pengguna.c.wilayah == kab),
    )
    query = (
        sa.select(pengguna.c.wilayah, pengguna.c.nama, pengguna.c.telepon)
        .where(wanted, pengguna.c.aktif)
        .ext(distinct_on(pengguna.c.wilayah))
        .order_by(pengguna.c.wilayah, pengguna.c.telepon.is_(None), pengguna.c.id)
    )
    return {row.wilayah: (row.nama, row.telepon) for row in connection.execute(query)}


_OF = "kab = :kab AND periode = :periode AND program = :program"
_COUNTED = ", ".join(str(int(status)) for status in sorted(USULAN_TERHITUNG))
_GONE = sorted(NONAKTIF)


def _lines(program: Program) -> sa.TextClause:
    first = "r.kpm_bsp" if program is Program.BSP else "true"
    gone = ", ".join(f"count(*) FILTER (WHERE {first} AND v.sta_keberadaan = {sta:d})" for sta in _GONE)
    register = "JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta" if program is Program.BSP else ""
    return sa.text(
        f"SELECT count(*), count(*) FILTER (WHERE v.status = {StatusVerivali.DISETUJUI:d}), "
        f"count(*) FILTER (WHERE {first}), {gone}, count(*) FILTER (WHERE v.sta_keberadaan IN "
        f"({', '.join(str(int(sta)) for sta in _GONE)})), "
        f"(SELECT count(*) FROM usulan WHERE {_OF} AND jenis = {JENIS_DIHITUNG[program]:d} AND status IN ({_COUNTED})) "
        f"FROM verivali AS v {register} WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program"
    )


_LINES = {program: _lines(program) for program in Program}


def read_pratinjau(connection: Connection, key: BatchKey) -> Pratinjau:
    """What would be closed if the batch were finalised now, counted from its rows."""
    prelist, final, awal, *gone, nonaktif, masuk = connection.execute(_LINES[Program(key.program)], key.params()).one()
    query = sa.select(kuota.c.kuota, kuota.c.awal, kuota.c.disetujui).where(
        kuota.c.kab == key.kab, of_periode(kuota, key.program, key.periode), kuota.c.desa == 0
    )
    own = connection.execute(query).one_or_none()
    known = own is not None and any(own)
    return Pratinjau(
        prelist,
        final,
        awal,
        dict(zip(_GONE, gone, strict=True)),
        masuk,
        own.kuota if own is not None and known else None,
        terpakai(own.awal, nonaktif, own.disetujui) if own is not None and known else None,
    )
