"""Rows of ``impor``: one file on its way. What becomes of its rows is written by ``impor_tulis``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from data_access.schema import STAGED, audit, batch, impor, impor_galat, impor_hasil, kunci_siks
from domain.batch import StateBatch
from domain.impor import Galat, Langkah, StateImpor

# A kab with so many unfinished uploads has lost track of them, or means harm.
MOST_UNFINISHED = 200
# Acts that change no row an import is compared with.
_READS = (
    "masuk%",
    "keluar",
    "akun.%",
    "profil.%",
    "data-kesos.%",
    "prelist.%",
    "penetapan.%",
    "sk.%",
    "riwayat.%",
    "permohonan.%",
    "paket.%",
    "briefing.%",
    "unduh.%",
    "kunci.%",
    "pemindahan.ajukan",
    "pemindahan.tolak",
    "pemindahan.tarik",
    "pemindahan.unduh",
    "pendaftaran.catat",
    "pendaftaran.lapor",
    "pendaftaran.teruskan",
    "pendaftaran.kembalikan",
    "pendaftaran.tolak",
    "pendaftaran.kirim",
    "ganda.cari",
    "surat.%",
    "impor.unggah",
    "impor.setujui",
    "impor.batalkan",
    "impor.ulangi",
    "impor.laporan",
)
_WORKING = (StateImpor.DIUNGGAH, StateImpor.DIPERIKSA, StateImpor.DIPROSES)
_ENDED = (
    StateImpor.SELESAI,
    StateImpor.SELESAI_SEBAGIAN,
    StateImpor.GAGAL,
    StateImpor.DIBATALKAN,
    StateImpor.DITARIK,
)
# First key of the advisory locks taken here, so that they meet no other use.
_LOCK_SPACE = 0x5144


@dataclass(frozen=True, slots=True)
class Impor:
    """One file as its workflow sees it."""

    kab: int
    id: int
    state: StateImpor
    nama: str
    ukuran: int
    diterima: int
    sha256: bytes | None
    program: int | None
    periode: int | None
    wilayah: list[int] | None
    manifes: dict[str, Any] | None
    galat: str | None
    galat_isi: dict[str, Any] | None
    ringkasan: dict[str, Any] | None
    percobaan: int
    audit_urut: int | None
    musdes: dict[str, Any] | None
    pengunggah: int
    diunggah: datetime
    disetujui: datetime | None
    penyetuju: int | None


_COLUMNS = [impor.c[name] for name in Impor.__dataclass_fields__]


def _of(kab: int, nomor: int) -> sa.ColumnElement[bool]:
    return sa.and_(impor.c.kab == kab, impor.c.id == nomor)


def _as_impor(row: sa.RowMapping) -> Impor:
    values = dict(row) | {"state": StateImpor(row["state"])}
    return Impor(**values)


def read(connection: Connection, kab: int, nomor: int) -> Impor | None:
    """One file, or None."""
    row = connection.execute(sa.select(*_COLUMNS).where(_of(kab, nomor))).mappings().one_or_none()
    return None if row is None else _as_impor(row)


def lock(connection: Connection, kab: int, nomor: int) -> Impor | None:
    """One file, held until the transaction ends: its state moves one step at a time. None when there is none."""
    row = connection.execute(sa.select(*_COLUMNS).where(_of(kab, nomor)).with_for_update()).mappings().one_or_none()
    return None if row is None else _as_impor(row)


def find_unfinished(connection: Connection, kab: int, nama: str, ukuran: int, pengunggah: int) -> Impor | None:
    """The newest upload of that name, size and person that has not arrived wholly."""
    query = (
        sa.select(*_COLUMNS)
        .where(
            impor.c.kab == kab,
            impor.c.state == StateImpor.MENGUNGGAH,
            impor.c.nama == nama,
            impor.c.ukuran == ukuran,
            impor.c.pengunggah == pengunggah,
        )
        .order_by(impor.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _as_impor(row)


def count_unfinished(connection: Connection, kab: int) -> int:
    """Uploads of a kab that have not arrived wholly."""
    query = sa.select(sa.func.count()).where(impor.c.kab == kab, impor.c.state == StateImpor.MENGUNGGAH)
    return int(connection.execute(query).scalar_one())


def create(connection: Connection, kab: int, nama: str, ukuran: int, pengunggah: int, moment: datetime) -> Impor:
    """A file of which no byte has arrived."""
    values = {
        "kab": kab,
        "state": StateImpor.MENGUNGGAH,
        "nama": nama,
        "ukuran": ukuran,
        "pengunggah": pengunggah,
        "diunggah": moment,
        "langkah_sejak": sa.func.clock_timestamp(),
    }
    return _as_impor(connection.execute(sa.insert(impor).values(values).returning(*_COLUMNS)).mappings().one())


def change(connection: Connection, kab: int, nomor: int, **values: object) -> None:
    """Set columns; a change of ``state`` begins a new step."""
    if "state" in values:
        values = {"langkah": None, "selesai": 0, "total": 0, "percobaan": 0} | values
    values["langkah_sejak"] = sa.func.clock_timestamp()
    connection.execute(sa.update(impor).where(_of(kab, nomor)).values(values))


def arrive(connection: Connection, kab: int, nomor: int, sha256: bytes, moment: datetime) -> bool:
    """Set a file to DIUNGGAH; False, and nothing changed, when the same bytes are an import already."""
    try:
        with connection.begin_nested():
            change(connection, kab, nomor, state=StateImpor.DIUNGGAH, sha256=sha256, diunggah=moment)
    except IntegrityError:
        return False
    return True


def find_same(connection: Connection, kab: int, sha256: bytes) -> Impor | None:
    """The import of these bytes that counts, or None."""
    query = sa.select(*_COLUMNS).where(
        impor.c.kab == kab,
        impor.c.sha256 == sha256,
        impor.c.state.not_in((StateImpor.GAGAL, StateImpor.DITARIK, StateImpor.DIBATALKAN)),
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _as_impor(row)


def fail(connection: Connection, kab: int, nomor: int, galat: Galat, isi: Mapping[str, str | int]) -> None:
    """Refuse a file whole; it stays where it is and may be tried again."""
    change(connection, kab, nomor, state=StateImpor.GAGAL, galat=galat.value, galat_isi=dict(isi), ringkasan=None)


def report(connection: Connection, kab: int, nomor: int, langkah: Langkah, selesai: int, total: int) -> None:
    """How far a step is; its first report sets the time it began (by the database's clock)."""
    same = impor.c.langkah == langkah.value
    connection.execute(
        sa.update(impor)
        .where(_of(kab, nomor))
        .values(
            langkah=langkah.value,
            selesai=selesai,
            total=total,
            langkah_sejak=sa.case((same, impor.c.langkah_sejak), else_=sa.func.clock_timestamp()),
        )
    )


def hold(connection: Connection, nomor: int) -> bool:
    """Take a file for this transaction; False when another worker is at it."""
    key = sa.cast(nomor % 2**31, sa.Integer)
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK_SPACE, key))).scalar_one())


def let_run(connection: Connection, limit: timedelta) -> None:
    """Give this transaction the time and the memory that a large file needs."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(limit.total_seconds() * 1000)}")
    connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")


def last_write(connection: Connection, kab: int) -> int:
    """Number of the newest act in the kab's audit that may have changed what an import is compared with."""
    query = sa.select(sa.func.coalesce(sa.func.max(audit.c.urut), 0)).where(
        audit.c.kab == kab, *(audit.c.aksi.not_like(pattern) for pattern in _READS)
    )
    return int(connection.execute(query).scalar_one())


def is_finalised(connection: Connection, kab: int, periode: int, program: int) -> bool:
    """Whether the kab's batch is closed, without holding it."""
    query = sa.select(batch.c.state).where(
        batch.c.kab == kab, batch.c.periode == periode, batch.c.program == program, batch.c.state != StateBatch.TERBUKA
    )
    return connection.execute(query).scalar_one_or_none() is not None


def read_kunci(connection: Connection, kab: int, kunci: str) -> bytes | None:
    """The public key of that name given out by the kab; None when there is none or it was revoked."""
    query = sa.select(kunci_siks.c.kunci_publik).where(
        kunci_siks.c.kab == kab, kunci_siks.c.id == kunci, kunci_siks.c.dicabut.is_(None)
    )
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else bytes(found)


def has_staged(connection: Connection, kab: int, nomor: int) -> bool:
    """Whether any row of the file lies in the staging tables, which a crash of the database empties."""
    parts = [sa.exists().where(table.c.kab == kab, table.c.impor == nomor) for table in STAGED.values()]
    return bool(connection.execute(sa.select(sa.or_(*parts))).scalar_one())


def clear_staged(connection: Connection, kab: int, nomor: int) -> None:
    """Remove the rows of a file from the staging tables."""
    for table in STAGED.values():
        connection.execute(sa.delete(table).where(table.c.kab == kab, table.c.impor == nomor))


def clear_findings(connection: Connection, kab: int, nomor: int) -> None:
    """Forget the difference and the findings of a file that wrote nothing."""
    for table in (impor_hasil, impor_galat):
        connection.execute(sa.delete(table).where(table.c.kab == kab, table.c.impor == nomor))


def list_working(connection: Connection) -> list[tuple[int, int, StateImpor]]:
    """Files that a worker has something to do with: (kab, number, state)."""
    query = sa.select(impor.c.kab, impor.c.id, impor.c.state).where(impor.c.state.in_(_WORKING)).order_by(impor.c.id)
    return [(row.kab, row.id, StateImpor(row.state)) for row in connection.execute(query)]


def list_abandoned(connection: Connection, after: timedelta) -> list[tuple[int, int]]:
    """Uploads of which no byte came for so long: (kab, number)."""
    late = impor.c.langkah_sejak < sa.func.clock_timestamp() - after
    query = sa.select(impor.c.kab, impor.c.id).where(impor.c.state == StateImpor.MENGUNGGAH, late)
    return [(row.kab, row.id) for row in connection.execute(query.order_by(impor.c.id))]


def is_over(connection: Connection, kab: int, nomor: int, since: timedelta) -> bool:
    """Whether the way of a file ended so long ago, whatever the end, or nothing is known of it."""
    item = connection.execute(
        sa.select(impor.c.state, impor.c.langkah_sejak < sa.func.clock_timestamp() - since).where(_of(kab, nomor))
    ).one_or_none()
    return item is None or (item[0] in _ENDED and bool(item[1]))


def list_left_over(connection: Connection, within: timedelta) -> list[tuple[int, int]]:
    """Files whose way ended no longer ago than that and that still have rows in the staging tables."""
    staged = [sa.exists().where(table.c.kab == impor.c.kab, table.c.impor == impor.c.id) for table in STAGED.values()]
    lately = impor.c.langkah_sejak > sa.func.clock_timestamp() - within
    query = sa.select(impor.c.kab, impor.c.id).where(impor.c.state.in_(_ENDED), lately, sa.or_(*staged))
    return [(row.kab, row.id) for row in connection.execute(query)]
