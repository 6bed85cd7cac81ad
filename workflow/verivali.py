"""Verivali, one function per action: authorise, lock, check, write, audit, in one transaction.

Each takes many rows of one kab, programme and periode at once. A refusal names how many rows it concerns and changes
nothing. The clock is handed in. Findings are entered and imported until verivali closes; review may go on until the
pengesahan does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_access import audit, perubahan
from data_access import verivali_store as store
from data_access.periode import read_periode
from data_access.session import unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Actor, Permission
from domain.batch import terkunci
from domain.errors import AccessDenied, RuleViolation
from domain.kalender import JAKARTA, Kegiatan, Periode
from domain.kode import desa_range
from domain.status import STATUS_NAME, StaKeberadaan, StatusVerivali, may_become, needs_kyc
from workflow.batch import check_span

__all__ = ["BatchKey", "Pengisian", "record_impor", "record_pemeriksaan", "record_pengisian"]


@dataclass(frozen=True, slots=True)
class Pengisian:
    """The finding for one rumah tangga, as brought from the field."""

    ruta: int
    sta_keberadaan: StaKeberadaan
    kyc_lengkap: bool


def record_pengisian(
    actor: Actor, key: BatchKey, rows: Sequence[Pengisian], *, now: datetime, alamat_ip: str | None = None
) -> int:
    """Store findings and return how many rows were written.

    Raises AccessDenied for a row outside the actor's wilayah, RuleViolation for a step the state machine does not
    have, an incomplete KYC, a closed periode or a finalised batch.
    """
    actor.require(Permission.ENTER_VERIVALI)
    incomplete = sum(not row.kyc_lengkap for row in rows if needs_kyc(row.sta_keberadaan))
    if incomplete:
        raise RuleViolation(
            f"{_of(incomplete, len(rows))} KYC-nya belum lengkap: isi nama pengurus, NIK, tanggal lahir, nama gadis "
            "ibu kandung, dan alamat."
        )
    ruta = [row.ruta for row in rows]
    with unit_of_work() as work:
        _check_open(store.share_batch(work, key), read_periode(work, key.program, key.periode, key.kab), now)
        counts = store.lock_rows(work, key, ruta, desa_range(actor.wilayah))
        _check_rows(actor, key, ruta, counts, StatusVerivali.DIISI)
        changed = store.write_pengisian(
            work,
            key,
            ruta,
            [row.sta_keberadaan for row in rows],
            [row.kyc_lengkap for row in rows],
            petugas=actor.id,
            day=_day(now),
            moment=now,
        )
        store.apply_deltas(work, key, changed, day=_day(now), moment=now)
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="verivali.pengisian",
            objek=_name(key),
            sesudah={"baris": changed.count},
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, key.kab)
    return changed.count


def record_impor(
    actor: Actor, key: BatchKey, ruta: Sequence[int], *, now: datetime, alamat_ip: str | None = None
) -> int:
    """Mark filled rows as arrived in the portal and return how many. Raises as ``record_pengisian``."""
    actor.require(Permission.IMPORT_SIKS, key.kab)
    with unit_of_work() as work:
        _check_open(store.share_batch(work, key), read_periode(work, key.program, key.periode, key.kab), now)
        counts = store.lock_rows(work, key, ruta, desa_range(actor.wilayah))
        _check_rows(actor, key, ruta, counts, StatusVerivali.TERIMPOR)
        changed = store.write_impor(work, key, ruta, petugas=actor.id, day=_day(now), moment=now)
        store.apply_deltas(work, key, changed, day=_day(now), moment=now)
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="verivali.impor",
            objek=_name(key),
            sesudah={"baris": changed.count},
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, key.kab)
    return changed.count


def record_pemeriksaan(
    actor: Actor,
    key: BatchKey,
    ruta: Sequence[int],
    *,
    setujui: bool,
    now: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Approve imported rows, or return them to the field; returns how many. Raises as ``record_pengisian``."""
    actor.require(Permission.REVIEW_VERIVALI, key.kab)
    then = StatusVerivali.DISETUJUI if setujui else StatusVerivali.DIKEMBALIKAN
    with unit_of_work() as work:
        _check_before_pengesahan(
            store.share_batch(work, key), read_periode(work, key.program, key.periode, key.kab), now
        )
        counts = store.lock_rows(work, key, ruta, desa_range(actor.wilayah))
        _check_rows(actor, key, ruta, counts, then)
        changed = store.write_pemeriksaan(work, key, ruta, then, petugas=actor.id, day=_day(now), moment=now)
        store.apply_deltas(work, key, changed, day=_day(now), moment=now)
        audit.record(
            work,
            actor_name=actor.username,
            kab=key.kab,
            aksi="verivali.setujui" if setujui else "verivali.kembalikan",
            objek=_name(key),
            sesudah={"baris": changed.count},
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, key.kab)
    return changed.count


def _name(key: BatchKey) -> str:
    return f"batch/{key.kab}/{key.periode}/{key.program}"


def _day(now: datetime) -> date:
    return now.astimezone(JAKARTA).date()


def _of(some: int, total: int) -> str:
    return f"{some} dari {total} baris"


def _check_not_finalised(state: str) -> None:
    if terkunci(state):
        raise RuleViolation("Periode ini sudah difinalisasi untuk kab/kota Anda, sehingga barisnya tidak dapat diubah.")


def _check_open(state: str, periode: Periode, now: datetime) -> None:
    _check_not_finalised(state)
    check_span(periode, Kegiatan.VERIVALI, now)


def _check_before_pengesahan(state: str, periode: Periode, now: datetime) -> None:
    _check_not_finalised(state)
    check_span(periode, Kegiatan.PENGESAHAN, now)


def _check_rows(
    actor: Actor,
    key: BatchKey,
    ruta: Collection[int],
    counts: Mapping[StatusVerivali, int],
    then: StatusVerivali,
) -> None:
    twice = len(ruta) - len(set(ruta))
    if twice:
        raise RuleViolation(f"{_of(twice, len(ruta))} tertulis lebih dari sekali. Kirim setiap rumah tangga satu kali.")
    missing = len(ruta) - sum(counts.values())
    if missing and not actor.sees(key.kab):
        raise AccessDenied()
    if missing:
        raise RuleViolation(f"{_of(missing, len(ruta))} tidak ada pada prelist periode ini. Unduh ulang prelist.")
    wrong = {status: count for status, count in counts.items() if not may_become(status, then)}
    if wrong:
        parts = ", ".join(f"{count} berstatus “{STATUS_NAME[status]}”" for status, count in wrong.items())
        raise RuleViolation(
            f"{_of(sum(wrong.values()), len(ruta))} tidak dapat menjadi “{STATUS_NAME[then]}”: {parts}. Muat ulang "
            "halaman untuk melihat status terakhir."
        )
