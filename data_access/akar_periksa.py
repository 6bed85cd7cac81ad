"""Batches, snapshots and letters held against each other and against the audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from data_access import berkas_data
from data_access.schema import audit, batch, batch_langkah, pengguna, snapshot_desa, surat
from data_access.verivali_store import BatchKey
from domain.batch import LANGKAH, StateBatch
from domain.berkas_data import SIDIK_PERTAMA, Kepala

_FETCH = 2_000
# Act by which a sample was taken away with all that people did to it; what the audit told of it before is over.
CONTOH_DIHAPUS = "contoh.hapus"
_MOVES = {(step.kode, str(dari), str(step.ke)) for step in LANGKAH for dari in step.dari}


def freeze(connection: Connection) -> None:
    """Let everything that follows see one moment: a portal at work would else look tampered with."""
    connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def langkah(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """(table, row, what is wrong) of batches whose state does not follow from their steps, or whose steps are not those
    that the audit tells of.
    """
    yield from _states(connection)
    yield from _told(connection)


def _states(connection: Connection) -> Iterator[tuple[str, str, str]]:
    b, s = batch, batch_langkah
    of = sa.and_(s.c.kab == b.c.kab, s.c.periode == b.c.periode, s.c.program == b.c.program)
    key = [sa.func.coalesce(b.c[name], s.c[name]).label(name) for name in ("kab", "periode", "program")]
    query = (
        sa.select(*key, b.c.state, b.c.versi.label("versi_kini"), b.c.sidik, b.c.difinalisasi, b.c.finalis,
                  *(s.c[name] for name in ("urut", "langkah", "dari", "ke", "versi", "waktu", "pengguna", "isi")))
        .select_from(b.outerjoin(s, of, full=True))
        .order_by(sa.text("1, 2, 3"), s.c.urut)
    )  # fmt: skip
    rows = connection.execute(query, execution_options={"yield_per": _FETCH})
    for found, steps in groupby(rows, key=lambda row: (row.kab, row.periode, row.program)):
        name = "/".join(map(str, found))
        yield from (("batch", name, text) if urut is None else ("batch_langkah", f"{name}/{urut}", text)
                    for urut, text in _wrong(list(steps)))  # fmt: skip


def _wrong(steps: list[Any]) -> Iterator[tuple[int | None, str]]:
    """What is wrong with one batch: (number of the step or None, text)."""
    last = steps[-1]
    if last.urut is None:
        # One that a release without steps closed has no version either.
        if last.versi_kini:
            yield None, "difinalisasi tanpa langkah"
        return
    state = str(StateBatch.TERBUKA)
    for number, step in enumerate(steps, 1):
        if step.urut != number:
            yield step.urut, f"langkah nomor {number} tidak ada"
        if step.dari != state or (step.langkah, step.dari, step.ke) not in _MOVES:
            yield step.urut, f"langkah “{step.langkah}” dari {step.dari} ke {step.ke} tidak mungkin sesudah {state}"
        state = step.ke
    if last.state != state:
        yield None, f"keadaan {last.state or 'tanpa batch'} tidak sesuai langkah terakhir ({state})"
    closed = [step for step in steps if step.langkah == "finalisasi"]
    if last.state is not None and _newest(last) != (_written(closed[-1]) if closed else (0, None, None, None)):
        yield None, "versi, sidik, waktu, atau pelaku berbeda dengan langkah finalisasinya"


def _newest(row: Any) -> tuple[Any, ...]:
    sidik = None if row.sidik is None else bytes(row.sidik).hex()
    return row.versi_kini, sidik, row.difinalisasi, row.finalis


def _written(step: Any) -> tuple[Any, ...]:
    return step.versi, (step.isi or {}).get("sidik"), step.waktu, step.pengguna


def _told(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Steps beside the rows of the audit about the same batch, in order."""
    s, a = batch_langkah, audit
    objek = sa.func.concat_ws("/", "batch", s.c.kab, s.c.periode, s.c.program)
    order = sa.func.row_number().over(partition_by=(a.c.kab, a.c.objek), order_by=a.c.urut)
    away = sa.select(sa.func.max(a.c.waktu)).where(a.c.kab == 0, a.c.aksi == CONTOH_DIHAPUS).scalar_subquery()
    since = sa.func.coalesce(away, sa.text("timestamptz '-infinity'"))
    told = (
        sa.select(a.c.kab, a.c.objek, a.c.aksi, a.c.pengguna, a.c.sebelum, a.c.sesudah, order.label("urut"))
        .where(a.c.aksi.in_([f"batch.{step.kode}" for step in LANGKAH]), a.c.waktu > since)
        .subquery("cerita")
    )
    took = (
        sa.select(
            s.c.kab, objek.label("objek"), s.c.urut, s.c.langkah, s.c.dari, s.c.ke, s.c.alasan, pengguna.c.username
        )
        .select_from(s.outerjoin(pengguna, pengguna.c.id == s.c.pengguna))
        .subquery("langkah")
    )
    same = sa.and_(told.c.kab == took.c.kab, told.c.objek == took.c.objek, told.c.urut == took.c.urut)
    agrees = sa.and_(
        told.c.aksi == sa.literal("batch.").concat(took.c.langkah),
        told.c.sebelum["state"].astext == took.c.dari,
        told.c.sesudah["state"].astext == took.c.ke,
        told.c.sesudah["alasan"].astext.is_not_distinct_from(took.c.alasan),
        sa.func.coalesce(told.c.pengguna == took.c.username, sa.true()),
    )
    query = (
        sa.select(
            sa.func.coalesce(told.c.objek, took.c.objek).label("objek"),
            sa.func.coalesce(told.c.urut, took.c.urut).label("urut"),
            told.c.urut.is_(None).label("bisu"),
            took.c.urut.is_(None).label("hilang"),
        )
        .select_from(told.outerjoin(took, same, full=True))
        .where(sa.func.coalesce(agrees, sa.false()).is_(False))
        .order_by(sa.text("1, 2"))
    )
    for row in connection.execute(query, execution_options={"yield_per": _FETCH}):
        text = (
            "langkah tanpa catatan audit" if row.bisu
            else "tercatat di audit, tidak ada sebagai langkah" if row.hilang
            else "langkah berbeda dengan catatan auditnya"
        )  # fmt: skip
        yield "batch_langkah", f"{row.objek.removeprefix('batch/')}/{row.urut}", text


def versions(connection: Connection) -> list[tuple[BatchKey, int]]:
    """Every version of a snapshot, by the steps or by the snapshot itself."""
    s, d = batch_langkah, snapshot_desa
    steps = sa.select(s.c.kab, s.c.periode, s.c.program, s.c.versi).where(s.c.langkah == "finalisasi")
    rows = steps.union(sa.select(d.c.kab, d.c.periode, d.c.program, d.c.versi))
    return [
        (BatchKey(row.kab, row.periode, row.program), row.versi)
        for row in connection.execute(rows.order_by(sa.text("1, 2, 3, 4")))
    ]


def snapshot(connection: Connection, key: BatchKey, versi: int) -> Iterator[tuple[str, str]]:
    """(table, what is wrong) of one version: its data file is computed again."""
    s = batch_langkah
    written = {
        row.versi: bytes.fromhex((row.isi or {}).get("sidik", ""))
        for row in connection.execute(
            sa.select(s.c.versi, s.c.isi).where(
                s.c.kab == key.kab, s.c.periode == key.periode, s.c.program == key.program,
                s.c.langkah == "finalisasi", s.c.versi.in_([versi, versi - 1]),
            )
        )
    }  # fmt: skip
    if versi not in written:
        yield "snapshot_desa", "snapshot tanpa langkah finalisasi"
        return
    before = written.get(versi - 1, SIDIK_PERTAMA)
    jumlah = berkas_data.read_jumlah(connection, key, versi)
    found = berkas_data.compute_sidik(connection, Kepala(**key.params(), versi=versi, sebelum=before, jumlah=jumlah))
    if found != written[versi]:
        yield "snapshot_ruta, snapshot_usulan", "isi snapshot tidak sesuai sidik batch"


def surat_berkas(connection: Connection) -> Iterator[tuple[str, str]]:
    """(letter, what is wrong) of letters whose files are not those of their digests."""
    query = sa.select(surat.c.kab, surat.c.id, surat.c.pdf, surat.c.sidik_pdf, surat.c.ttd, surat.c.ttd_sidik).order_by(
        surat.c.kab, surat.c.id
    )
    # A few megabytes each.
    for row in connection.execute(query, execution_options={"yield_per": 4}):
        name = f"{row.kab}/{row.id}"
        if hashlib.sha256(row.pdf).digest() != bytes(row.sidik_pdf):
            yield name, "PDF tidak sesuai sidiknya"
        if row.ttd is not None and (row.ttd_sidik is None or hashlib.sha256(row.ttd).digest() != bytes(row.ttd_sidik)):
            yield name, "surat bertanda tangan tidak sesuai sidiknya"
        if row.ttd is None and row.ttd_sidik is not None:
            yield name, "surat bertanda tangan tidak ada lagi"
