"""Writes of registrations and reports: taken down, moved from desk to desk, made a case of the review.

Order of locks: the registration, then as everywhere: batch (shared), the verivali row, the new case, rekap last.
"""

# ruff: noqa: S608 - the text is put together from names of our own schema; every value is bound.

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access.schema import (
    batch,
    individu,
    lampiran,
    pendaftaran,
    pendaftaran_berkas,
    pendaftaran_langkah,
    periode,
    rumah_tangga,
    usulan,
    verivali,
)
from data_access.verivali_store import (
    DELTA_SQL,
    REKAP_DELTAS,
    RIWAYAT_DELTAS,
    BatchKey,
    apply_rekap,
    apply_riwayat,
    share_batch,
)
from domain.batch import StateBatch
from domain.pendaftaran import MENUNGGU_PERIODE, JenisPendaftaran, StatePendaftaran
from domain.siks import JenisLampiran
from domain.status import DAPAT_TERIMPOR, StaKeberadaan, StatusUsulan, StatusVerivali
from domain.usulan import JENIS_OF_TAB, JenisUsulan, Tab

p = pendaftaran
# Numbers of the cases that come from here: far above those of imports and of the sample.
_FIRST_CASE = 5 * 10**13
_OPEN = (StatusUsulan.BELUM_DIPERIKSA, StatusUsulan.DIKEMBALIKAN)


@dataclass(frozen=True, slots=True)
class Tercatat:
    """A registration that is held."""

    kab: int
    nomor: int
    jenis: JenisPendaftaran
    state: StatePendaftaran
    langkah: str | None
    desa: int
    ruta: int | None
    nama: str
    isi: dict[str, Any]
    pencatat: int
    dibuat: datetime


@dataclass(frozen=True, slots=True)
class Rumah:
    """A household of the register that is reported."""

    ruta: int
    desa: int
    idbdt: str
    nama: str


class SudahAda(Exception):
    """Another one of the same citizen or household has not come to its end; the transaction is lost."""


def add(connection: Connection, kab: int, saat: datetime, **values: Any) -> int:
    """Store a registration or report and return its number. Raises SudahAda."""
    row = {"kab": kab, "state": str(StatePendaftaran.BERJALAN), "dibuat": saat, "diubah": saat, **values}
    try:
        return int(connection.execute(sa.insert(p).values(**row).returning(p.c.id)).scalar_one())
    except sa.exc.IntegrityError as error:
        raise SudahAda from error


def add_berkas(
    connection: Connection, kab: int, nomor: int, berkas: Iterable[Mapping[str, Any]], *, oleh: int, saat: datetime
) -> None:
    """Store papers (``jenis``, ``nama``, ``mime``, ``sidik``, ``isi``) after those that are there."""
    b = pendaftaran_berkas
    last = sa.select(sa.func.coalesce(sa.func.max(b.c.urut), 0)).where(b.c.kab == kab, b.c.pendaftaran == nomor)
    first = connection.execute(last).scalar_one()
    own = {"kab": kab, "pendaftaran": nomor, "oleh": oleh, "diunggah": saat}
    rows = [{**own, "urut": first + place, **item} for place, item in enumerate(berkas, 1)]
    if rows:
        connection.execute(sa.insert(b), rows)


def add_langkah(
    connection: Connection,
    kab: int,
    nomor: int,
    *,
    langkah: str,
    keputusan: str,
    catatan: str | None,
    pengguna: int,
    saat: datetime,
) -> None:
    """Write a step down."""
    s = pendaftaran_langkah
    last = sa.select(sa.func.coalesce(sa.func.max(s.c.urut), 0) + 1).where(s.c.kab == kab, s.c.pendaftaran == nomor)
    values = {"langkah": langkah, "keputusan": keputusan, "catatan": catatan, "pengguna": pengguna, "waktu": saat}
    row = {"kab": kab, "pendaftaran": nomor, "urut": last.scalar_subquery(), **values}
    connection.execute(sa.insert(s).values(**row))


def hold(connection: Connection, kab: int, nomor: int) -> Tercatat | None:
    """A registration, held until the transaction ends; None where there is none."""
    query = sa.select(p).where(p.c.kab == kab, p.c.id == nomor).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Tercatat(
        kab, row.id, JenisPendaftaran(row.jenis), StatePendaftaran(row.state), row.langkah, row.desa, row.ruta,
        row.nama, row.isi, row.pencatat, row.dibuat,
    )  # fmt: skip


def update(connection: Connection, kab: int, nomor: int, saat: datetime, **values: Any) -> None:
    """Change columns of a registration that the caller holds."""
    connection.execute(sa.update(p).where(p.c.kab == kab, p.c.id == nomor).values(diubah=saat, **values))


def read_desk_before(connection: Connection, kab: int, nomor: int) -> str | None:
    """The desk that sent a registration back last."""
    s = pendaftaran_langkah
    query = sa.select(s.c.langkah).where(s.c.kab == kab, s.c.pendaftaran == nomor, s.c.keputusan == "kembalikan")
    return connection.execute(query.order_by(s.c.urut.desc()).limit(1)).scalar_one_or_none()


def list_waiting(connection: Connection, most: int) -> list[tuple[int, int]]:
    """(kab, number) of what waits for a periode, oldest first."""
    query = sa.select(p.c.kab, p.c.id).where(p.c.langkah == MENUNGGU_PERIODE)
    return [(row.kab, row.id) for row in connection.execute(query.order_by(p.c.dibuat, p.c.kab, p.c.id).limit(most))]


def find_nik(connection: Connection, nik: int) -> int | None:
    """Desa of a household that has a living member of that NIK, in any kab; None where there is none."""
    query = (
        sa.select(rumah_tangga.c.desa)
        .join(individu, sa.and_(individu.c.kab == rumah_tangga.c.kab, individu.c.ruta == rumah_tangga.c.id))
        .where(individu.c.nik == nik, individu.c.sta_art == 1)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def find_running(connection: Connection, kab: int, *, nik: int | None = None, ruta: int | None = None) -> int | None:
    """Number of a registration of that NIK, or of a report on that household, that has not come to its end."""
    query = sa.select(p.c.id).where(p.c.kab == kab, p.c.langkah.is_not(None))
    if ruta is not None:
        query = query.where(p.c.ruta == ruta, p.c.jenis == str(JenisPendaftaran.KETIDAKLAYAKAN))
    else:
        query = query.where(p.c.nik == nik, p.c.jenis == str(JenisPendaftaran.DAFTAR))
    return connection.execute(query.limit(1)).scalar_one_or_none()


def read_rumah(connection: Connection, kab: int, ruta: int) -> Rumah | None:
    """A household of the register, or None."""
    r = rumah_tangga
    query = sa.select(r.c.id, r.c.desa, r.c.idbdt, r.c.nama_krt).where(r.c.kab == kab, r.c.id == ruta)
    row = connection.execute(query).one_or_none()
    return None if row is None else Rumah(*row)


def has_open_case(connection: Connection, kab: int, ruta: int) -> bool:
    """Whether a case says of the household already that it is not eligible, and waits for the review."""
    u = usulan
    query = sa.select(sa.literal(1)).where(
        u.c.kab == kab,
        u.c.ruta == ruta,
        u.c.jenis == int(JenisUsulan.KETIDAKLAYAKAN),
        u.c.status.in_([int(status) for status in _OPEN]),
    )
    return connection.execute(query.limit(1)).first() is not None


# Cases.


def open_batches(connection: Connection, kab: int, now: datetime, program: int | None = None) -> list[BatchKey]:
    """Open batches of the kab whose periode takes cases at this moment, in the order of locks, each held shared."""
    query = (
        sa.select(periode.c.kode, periode.c.program)
        .outerjoin(
            batch,
            sa.and_(batch.c.kab == kab, batch.c.periode == periode.c.kode, batch.c.program == periode.c.program),
        )
        .where(
            periode.c.buka <= now,
            periode.c.tutup_pengesahan >= now,
            sa.func.coalesce(batch.c.state, str(StateBatch.TERBUKA)) == str(StateBatch.TERBUKA),
            periode.c.program == program if program is not None else sa.true(),
        )
        .order_by(periode.c.kode, periode.c.program)
    )
    keys = [BatchKey(kab, row.kode, row.program) for row in connection.execute(query)]
    return [key for key in keys if share_batch(connection, key) == StateBatch.TERBUKA]


def can_carry(connection: Connection, key: BatchKey, ruta: int) -> int | None:
    """Desa of the verivali row, held, where it can take a finding: not approved yet, and no case on it is open."""
    v, u = verivali, usulan
    query = sa.select(v.c.status, v.c.desa).where(
        v.c.kab == key.kab, v.c.periode == key.periode, v.c.program == key.program, v.c.ruta == ruta
    )
    row = connection.execute(query.with_for_update()).one_or_none()
    if row is None or StatusVerivali(row.status) not in DAPAT_TERIMPOR:
        return None
    cases = sa.select(sa.literal(1)).where(
        u.c.kab == key.kab,
        u.c.ruta == ruta,
        u.c.periode == key.periode,
        u.c.program == key.program,
        u.c.jenis.in_([int(jenis) for jenis in JENIS_OF_TAB[Tab.PERBAIKAN]]),
        u.c.status.in_([int(status) for status in _OPEN]),
    )
    return None if connection.execute(cases.limit(1)).first() else int(row.desa)


_WRITE_ROW = sa.text(
    f"WITH changed AS (UPDATE verivali AS v SET status = {StatusVerivali.TERIMPOR:d}, sta_keberadaan = :sta, "
    "kyc_lengkap = false, tgl_diisi = coalesce(v.tgl_diisi, :hari), tgl_terimpor = :hari, tgl_diperiksa = NULL, "
    "petugas = :petugas, diubah = :now, impor = NULL, diisi = :saat, sidik = NULL "
    "WHERE v.kab = :kab AND v.periode = :periode AND v.program = :program AND v.ruta = :ruta "
    "RETURNING v.desa, NEW.tgl_diisi AS diisi, OLD.status AS s0, OLD.sta_keberadaan AS n0, OLD.kyc_lengkap AS k0, "
    "NEW.status AS s1, NEW.sta_keberadaan AS n1, NEW.kyc_lengkap AS k1), "
    "sides AS (SELECT desa, diisi, true AS lama, s0 AS status, n0 AS sta_keberadaan, k0 AS kyc_lengkap FROM changed "
    "UNION ALL SELECT desa, diisi, false, s1, n1, k1 FROM changed) "
    f"SELECT desa, diisi, {DELTA_SQL} FROM sides GROUP BY desa, diisi"
)


def write_finding(
    connection: Connection, key: BatchKey, ruta: int, sta: StaKeberadaan, *, petugas: int, hari: date, now: datetime,
    saat: datetime,
) -> list[Any]:  # fmt: skip
    """Put a finding on the verivali row; what ``apply_finding`` needs, which comes last."""
    params = {"ruta": ruta, "sta": int(sta), "petugas": petugas, "hari": hari, "now": now, "saat": saat}
    return list(connection.execute(_WRITE_ROW, key.params() | params).one())


def apply_finding(connection: Connection, key: BatchKey, delta: list[Any], hari: date, now: datetime) -> None:
    """Rekap and history of what ``write_finding`` wrote: findings on the day they were filled in, the rest today."""
    desa, filled, *deltas = delta
    cut = len(REKAP_DELTAS)
    apply_rekap(connection, key, [(desa, *deltas[:cut])], now)
    days: dict[date, list[int]] = {}
    for place, (name, count) in enumerate(zip(RIWAYAT_DELTAS, deltas[cut:], strict=True)):
        day = filled if name in ("diisi", "nonaktif") else hari
        days.setdefault(day, [0] * len(RIWAYAT_DELTAS))[place] += count
    apply_riwayat(connection, key, [(desa, day, *counts) for day, counts in sorted(days.items())])


def add_case(
    connection: Connection,
    key: BatchKey,
    nomor: int,
    jenis: JenisUsulan,
    *,
    desa: int,
    ruta: int | None,
    idbdt: str,
    isi: Mapping[str, Any],
    pengusul: int,
    hari: date,
    saat: datetime,
) -> int:
    """Make the case of a registration and return its number."""
    values = {
        "kab": key.kab, "id": _FIRST_CASE + nomor, "jenis": int(jenis), "periode": key.periode, "program": key.program,
        "desa": desa, "ruta": ruta, "idbdt": idbdt, "status": int(StatusUsulan.BELUM_DIPERIKSA), "diajukan": hari,
        "pengusul": pengusul, "isi": json.loads(json.dumps(isi)), "diubah": saat,
    }  # fmt: skip
    return int(connection.execute(sa.insert(usulan).values(**values).returning(usulan.c.id)).scalar_one())


def attach(connection: Connection, key: BatchKey, nomor: int, desa: int, idbdt: str) -> None:
    """Papers of a registration as attachments of its case (``impor`` 0: of no file)."""
    b = pendaftaran_berkas
    kinds = [str(item) for item in JenisLampiran]
    query = sa.select(
        b.c.kab, sa.literal(0), b.c.jenis, sa.literal(key.periode), sa.literal(key.program),
        sa.literal(desa, sa.BigInteger), sa.literal(idbdt), b.c.mime, b.c.sidik, sa.func.length(b.c.isi), b.c.isi,
    ).where(b.c.kab == key.kab, b.c.pendaftaran == nomor, b.c.jenis.in_(kinds))  # fmt: skip
    names = ["kab", "impor", "jenis", "periode", "program", "desa", "idbdt", "mime", "sha256", "ukuran", "isi"]
    connection.execute(sa.insert(lampiran).from_select(names, query))
