"""Batch of a kab: where it stands, the steps it took; read, locked and moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from data_access.schema import batch, batch_langkah, surat
from data_access.verivali_store import BatchKey
from domain.batch import StateBatch


@dataclass(frozen=True, slots=True)
class Batch:
    """``versi`` 0 and the rest None: never finalised. ``sidik`` is the digest of the newest snapshot's data file."""

    key: BatchKey
    state: StateBatch
    versi: int = 0
    sidik: bytes | None = None
    ringkasan: dict[str, Any] | None = None
    difinalisasi: datetime | None = None
    finalis: int | None = None
    diubah: datetime | None = None


@dataclass(frozen=True, slots=True)
class LangkahBatch:
    """One step that was taken; ``nama`` is who took it, as they were called then."""

    urut: int
    langkah: str
    dari: StateBatch
    ke: StateBatch
    versi: int
    pengguna: int
    nama: str
    waktu: datetime
    alasan: str | None
    isi: dict[str, Any] | None


def _of(table: sa.Table, key: BatchKey) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.kab == key.kab, table.c.periode == key.periode, table.c.program == key.program)


def _as_batch(key: BatchKey, row: sa.Row[Any]) -> Batch:
    return Batch(
        key,
        StateBatch(row.state),
        row.versi,
        bytes(row.sidik) if row.sidik is not None else None,
        row.ringkasan,
        row.difinalisasi,
        row.finalis,
        row.diubah,
    )


def read_batch(connection: Connection, key: BatchKey) -> Batch:
    """The batch; one that nobody has touched yet is open."""
    row = connection.execute(sa.select(batch).where(_of(batch, key))).one_or_none()
    return Batch(key, StateBatch.TERBUKA) if row is None else _as_batch(key, row)


def hold_batch(connection: Connection, key: BatchKey) -> Batch:
    """The batch, held alone until the transaction ends: every other writer of it waits."""
    connection.execute(insert(batch).values(**key.params()).on_conflict_do_nothing())
    return _as_batch(key, connection.execute(sa.select(batch).where(_of(batch, key)).with_for_update()).one())


def list_langkah(connection: Connection, key: BatchKey) -> list[LangkahBatch]:
    """The steps of a batch, oldest first."""
    query = sa.select(batch_langkah).where(_of(batch_langkah, key)).order_by(batch_langkah.c.urut)
    return [
        LangkahBatch(
            row.urut,
            row.langkah,
            StateBatch(row.dari),
            StateBatch(row.ke),
            row.versi,
            row.pengguna,
            row.nama,
            row.waktu,
            row.alasan,
            row.isi,
        )
        for row in connection.execute(query)
    ]


def store_langkah(
    connection: Connection,
    before: Batch,
    *,
    langkah: str,
    ke: StateBatch,
    pengguna: int,
    nama: str,
    waktu: datetime,
    alasan: str | None,
    isi: dict[str, Any] | None,
) -> None:
    """Move a held batch on and write the step down."""
    key = before.key
    last = sa.select(sa.func.coalesce(sa.func.max(batch_langkah.c.urut), 0) + 1).where(_of(batch_langkah, key))
    connection.execute(
        sa.insert(batch_langkah).values(
            **key.params(),
            urut=last.scalar_subquery(),
            langkah=langkah,
            dari=str(before.state),
            ke=str(ke),
            versi=sa.select(batch.c.versi).where(_of(batch, key)).scalar_subquery(),
            pengguna=pengguna,
            nama=nama,
            waktu=waktu,
            alasan=alasan,
            isi=sa.null() if isi is None else isi,
        )
    )
    connection.execute(sa.update(batch).where(_of(batch, key)).values(state=str(ke), diubah=waktu))


def revoke_surat(connection: Connection, key: BatchKey) -> None:
    """The letters of a batch that is open again stand no longer."""
    connection.execute(sa.update(surat).where(_of(surat, key), surat.c.state == "berlaku").values(state="dicabut"))
