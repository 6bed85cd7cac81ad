"""Behind the numbers of a kab's readiness: the very rows of an obstacle, who can mend it, and what would be closed."""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import distinct_on

from data_access.kesiapan import Int
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
        table, number = _u, _u.c.id
        since: sa.ColumnElement[date] = _u.c.diajukan
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


# Hardly any row of BSP is no KPM: looking for those is a third of the work of looking up every row.
_NOT_KPM = sa.text(
    f"SELECT count(*), {', '.join(f'count(*) FILTER (WHERE v.sta_keberadaan = {sta:d})' for sta in _GONE)} "
    "FROM verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta WHERE NOT r.kpm_bsp "
    "AND v.kab = :kab AND v.periode = :periode AND v.program = :program"
)
_ENTERS = sa.text(f"SELECT count(*) FROM usulan WHERE {_OF} AND jenis = :jenis AND status IN ({_COUNTED})")


def read_pratinjau(connection: Connection, key: BatchKey, rows: Mapping[str, Int]) -> Pratinjau:
    """What would be closed if the batch were finalised now; ``rows`` are the counts of its desa (``read_hitungan``)."""
    program = Program(key.program)
    total, gone = int(rows["total"].sum()), {sta: int(rows[f"n{sta:d}"].sum()) for sta in _GONE}
    others = connection.execute(_NOT_KPM, key.params()).one() if program is Program.BSP else (0,) * (1 + len(_GONE))
    entering = connection.execute(_ENTERS, key.params() | {"jenis": int(JENIS_DIHITUNG[program])}).scalar_one()
    query = sa.select(kuota.c.kuota, kuota.c.awal, kuota.c.disetujui).where(
        kuota.c.kab == key.kab, of_periode(kuota, key.program, key.periode), kuota.c.desa == 0
    )
    own = connection.execute(query).one_or_none()
    places = own if own is not None and any(own) else None
    return Pratinjau(
        total,
        int(rows["s3"].sum()),
        total - others[0],
        {sta: gone[sta] - others[place] for place, sta in enumerate(_GONE, 1)},
        int(entering),
        None if places is None else places.kuota,
        None if places is None else terpakai(places.awal, sum(gone.values()), places.disetujui),
    )
