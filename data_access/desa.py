"""What is known of one desa beyond its counts: who works there, what waits, what is missing, what was noted.

Counts, trend and forecast come from ``data_access.progres`` and ``data_access.pantauan``, so that this page says what
map and table say. Every read takes the ``Scope`` of a desa, which the caller narrowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.progres import frame_of
from data_access.schema import (
    catatan,
    impor,
    musdes,
    pengguna,
    rekap_desa,
    riwayat_desa,
    rumah_tangga,
    usulan,
    verivali,
    wilayah,
)
from domain.access import Role, Scope
from domain.impor import StateImpor
from domain.indikator import DIISI, NONAKTIF, STA_COLUMNS
from domain.kode import Level, ancestor
from domain.status import StatusUsulan, StatusVerivali
from domain.usulan import JENIS_OF_TAB, Tab

# Longest list of single households on the page; what lies beyond is a link to the whole list.
PALING_BANYAK = 25


@dataclass(frozen=True, slots=True)
class Kontak:
    """Somebody to call."""

    nama: str
    peran: Role
    telepon: str | None


@dataclass(frozen=True, slots=True)
class Musdes:
    """The deliberation of a desa in one periode, and which of its papers came in."""

    tanggal: date
    nomor: str
    peserta: int | None
    berita_acara: bool
    daftar_hadir: bool
    bnba: bool
    foto: bool


@dataclass(frozen=True, slots=True)
class Catatan:
    """A note on a desa."""

    id: int
    waktu: datetime
    pengguna: int
    nama: str
    peran: Role
    isi: str


def _kab(scope: Scope) -> int:
    return ancestor(scope.kode, Level.KAB)


def _of(table: sa.Table, scope: Scope, program: int, periode: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        table.c.kab == _kab(scope),
        table.c.periode == periode,
        table.c.program == program,
        table.c.desa == scope.kode,
    )


def read_periode_lalu(connection: Connection, scope: Scope, program: int) -> pd.DataFrame:
    """Every periode of the programme with a prelist here, oldest first.

    Columns: periode (yyyymm), total, diisi, dikunjungi, nonaktif (rumah tangga). Findings cannot be entered after the
    deadline, so a past periode stands as it stood on that day.
    """

    def plus(columns: tuple[str, ...]) -> sa.ColumnElement[int]:
        terms: list[sa.ColumnElement[int]] = [rekap_desa.c[name] for name in columns]
        return sum(terms[1:], terms[0])

    query = (
        sa.select(
            rekap_desa.c.periode,
            rekap_desa.c.total,
            plus(DIISI).label("diisi"),
            plus(STA_COLUMNS).label("dikunjungi"),
            plus(NONAKTIF).label("nonaktif"),
        )
        .where(rekap_desa.c.program == program, rekap_desa.c.desa == scope.kode, rekap_desa.c.kab == _kab(scope))
        .where(rekap_desa.c.total > 0)
        .order_by(rekap_desa.c.periode)
    )
    return frame_of(connection, query)


@dataclass(frozen=True, slots=True)
class Berkas:
    """A file from the field, and of one desa: rumah tangga verified, usulan brought, and of both those refused."""

    nomor: int
    nama: str
    diproses: datetime
    verivali: int
    usulan: int
    ditolak: int


def read_impor(connection: Connection, scope: Scope, program: int, periode: int) -> pd.DataFrame:
    """Days on which rows arrived in the portal: tanggal, terimpor (rumah tangga; less than 0 when more were taken
    up again than arrived), oldest first."""
    query = (
        sa.select(riwayat_desa.c.tanggal, riwayat_desa.c.terimpor)
        .where(_of(riwayat_desa, scope, program, periode), riwayat_desa.c.terimpor != 0)
        .order_by(riwayat_desa.c.tanggal)
    )
    return frame_of(connection, query)


def read_berkas(connection: Connection, scope: Scope, program: int, periode: int) -> list[Berkas]:
    """Files from the field that brought rows of this desa, newest first, at most ``PALING_BANYAK``."""
    own = impor.c.ringkasan["desa"][str(scope.kode)]
    query = (
        sa.select(
            impor.c.id,
            impor.c.nama,
            impor.c.diproses,
            *(sa.func.coalesce(own[name].as_integer(), 0) for name in ("verivali", "usulan", "ditolak")),
        )
        .where(
            impor.c.kab == _kab(scope),
            impor.c.periode == periode,
            impor.c.program == program,
            impor.c.state.in_([StateImpor.SELESAI.value, StateImpor.SELESAI_SEBAGIAN.value]),
            impor.c.diproses.is_not(None),
            own.is_not(None),
        )
        .order_by(impor.c.diproses.desc())
        .limit(PALING_BANYAK)
    )
    return [Berkas(*row) for row in connection.execute(query)]


def read_musdes(connection: Connection, scope: Scope, program: int, periode: int) -> Musdes | None:
    """The musdes of this periode, None where none was recorded."""
    row = connection.execute(sa.select(musdes).where(_of(musdes, scope, program, periode))).one_or_none()
    if row is None:
        return None
    return Musdes(row.tanggal, row.nomor, row.peserta, row.berita_acara, row.daftar_hadir, row.bnba, row.foto)


def read_usulan(connection: Connection, scope: Scope, program: int, periode: int) -> dict[StatusUsulan, int]:
    """Number of usulan by status, statuses without one left out."""
    query = (
        sa.select(usulan.c.status, sa.func.count())
        .where(_of(usulan, scope, program, periode), usulan.c.jenis.in_(JENIS_OF_TAB[Tab.USULAN]))
        .group_by(usulan.c.status)
        .order_by(usulan.c.status)
    )
    return {StatusUsulan(status): count for status, count in connection.execute(query)}


def read_kasus(
    connection: Connection, scope: Scope, program: int, periode: int, status: StatusVerivali, limit: int = PALING_BANYAK
) -> pd.DataFrame:
    """Households that stand at TERIMPOR or DIKEMBALIKAN, longest first, at most ``limit``.

    Columns: id (of the ruta), nama_krt, nama_sls, sejak (day it came to stand so, None where not known).
    """
    since = verivali.c.tgl_terimpor if status is StatusVerivali.TERIMPOR else verivali.c.tgl_diperiksa
    query = (
        sa.select(rumah_tangga.c.id, rumah_tangga.c.nama_krt, rumah_tangga.c.nama_sls, since.label("sejak"))
        .join_from(
            verivali,
            rumah_tangga,
            sa.and_(rumah_tangga.c.kab == verivali.c.kab, rumah_tangga.c.id == verivali.c.ruta),
        )
        .where(_of(verivali, scope, program, periode), verivali.c.status == int(status))
        .order_by(since.nulls_last(), rumah_tangga.c.id)
        .limit(limit)
    )
    return frame_of(connection, query)


def read_usulan_menunggu(
    connection: Connection, scope: Scope, program: int, periode: int, limit: int = PALING_BANYAK
) -> pd.DataFrame:
    """Usulan that nobody has decided on, longest first, at most ``limit``; columns as ``read_kasus``."""
    query = (
        sa.select(rumah_tangga.c.id, rumah_tangga.c.nama_krt, rumah_tangga.c.nama_sls, usulan.c.diajukan.label("sejak"))
        .join_from(
            usulan, rumah_tangga, sa.and_(rumah_tangga.c.kab == usulan.c.kab, rumah_tangga.c.id == usulan.c.ruta)
        )
        .where(
            _of(usulan, scope, program, periode),
            usulan.c.jenis.in_(JENIS_OF_TAB[Tab.USULAN]),
            usulan.c.status == int(StatusUsulan.BELUM_DIPERIKSA),
        )
        .order_by(usulan.c.diajukan, usulan.c.id)
        .limit(limit)
    )
    return frame_of(connection, query)


def read_titik(connection: Connection, scope: Scope, program: int, periode: int) -> pd.DataFrame:
    """Every household on the prelist: id, nama_krt, nama_sls, status (StatusVerivali), lon, lat (degrees, NaN where
    nobody took the place). Personal data: only for readers who may see single households."""
    query = (
        sa.select(
            rumah_tangga.c.id,
            rumah_tangga.c.nama_krt,
            rumah_tangga.c.nama_sls,
            verivali.c.status,
            rumah_tangga.c.lon,
            rumah_tangga.c.lat,
        )
        .join_from(
            verivali,
            rumah_tangga,
            sa.and_(rumah_tangga.c.kab == verivali.c.kab, rumah_tangga.c.id == verivali.c.ruta),
        )
        .where(_of(verivali, scope, program, periode))
        .order_by(rumah_tangga.c.id)
    )
    frame = frame_of(connection, query)
    return frame.astype({"lon": "float64", "lat": "float64"})


def read_petugas(connection: Connection, scope: Scope, program: int, periode: int) -> pd.DataFrame:
    """Who last worked on the rows of the prelist: nama, peran, baris (rumah tangga), terakhir (day), most rows first.

    Rows without a known account have nama None.
    """
    query = (
        sa.select(
            pengguna.c.nama,
            pengguna.c.peran,
            sa.func.count().label("baris"),
            sa.func.max(
                sa.func.greatest(
                    verivali.c.tgl_diisi, verivali.c.tgl_terimpor, verivali.c.tgl_diperiksa, verivali.c.tgl_final
                )
            ).label("terakhir"),
        )
        .join_from(verivali, pengguna, pengguna.c.id == verivali.c.petugas, isouter=True)
        .where(_of(verivali, scope, program, periode), verivali.c.status > int(StatusVerivali.BELUM_DIKUNJUNGI))
        .group_by(pengguna.c.id, pengguna.c.nama, pengguna.c.peran)
        .order_by(sa.func.count().desc(), pengguna.c.nama)
    )
    return frame_of(connection, query)


def read_kontak(connection: Connection, scope: Scope) -> list[Kontak]:
    """The operator of the desa and the supervisor of its kab, those with a telephone first; one of each."""
    wanted = {Role.OPERATOR_DESA: scope.kode, Role.SUPERVISOR_KAB: _kab(scope)}
    found = []
    for role, place in wanted.items():
        query = (
            sa.select(pengguna.c.nama, pengguna.c.telepon)
            .where(pengguna.c.wilayah == place, pengguna.c.peran == role.value, pengguna.c.aktif)
            .order_by(pengguna.c.telepon.is_(None), pengguna.c.id)
            .limit(1)
        )
        found += [Kontak(row.nama, role, row.telepon) for row in connection.execute(query)]
    return found


def read_nama(connection: Connection, kode: Sequence[int]) -> dict[int, str]:
    """Names of regions by code."""
    query = sa.select(wilayah.c.kode, wilayah.c.nama).where(wilayah.c.kode.in_(kode))
    return {row.kode: row.nama for row in connection.execute(query)}


def read_catatan(connection: Connection, scope: Scope, limit: int = PALING_BANYAK) -> list[Catatan]:
    """Notes on the desa, newest first."""
    query = (
        sa.select(catatan, pengguna.c.nama, pengguna.c.peran)
        .join_from(catatan, pengguna, pengguna.c.id == catatan.c.pengguna)
        .where(catatan.c.kab == _kab(scope), catatan.c.desa == scope.kode)
        .order_by(catatan.c.waktu.desc(), catatan.c.id.desc())
        .limit(limit)
    )
    return [
        Catatan(row.id, row.waktu, row.pengguna, row.nama, Role(row.peran), row.isi)
        for row in connection.execute(query)
    ]
