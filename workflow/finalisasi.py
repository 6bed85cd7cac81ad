"""The month of a kab is closed, once, on data that can be proven later; and opened again, by Pusdatin alone.

Order of locks: batch, verivali rows, usulan, kuota, rekap; the audit comes last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data_access import berkas_data, verivali_store
from data_access import finalisasi_store as store
from data_access.batch import Batch, hold_batch, list_langkah, revoke_surat
from data_access.kesiapan import halangan_menahan
from data_access.session import Connection, unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Actor, Permission
from domain.batch import StateBatch
from domain.berkas_data import Kepala
from domain.errors import RuleViolation
from domain.halangan import Temuan
from domain.kalender import JAKARTA, tanggal
from workflow.batch import hold, note, take

__all__ = ["BatchKey", "Finalisasi", "buka_kembali", "record_finalisasi"]


@dataclass(frozen=True, slots=True)
class Finalisasi:
    """What was closed: number of the version, SHA-256 of its data file, rows that became final, totals by name
    (``domain.berkas_data.JUMLAH``, ``kuota_kab``).
    """

    versi: int
    sidik: bytes
    baris: int
    ringkasan: dict[str, int]


def record_finalisasi(actor: Actor, key: BatchKey, *, now: datetime, alamat_ip: str | None = None) -> Finalisasi:
    """Close a kab's batch: approved rows become final, approved usulan enter it, the snapshot and its digest are kept.

    Rows and usulan that nobody approved stay as they are and do not enter the batch (section 6.2). All of it happens
    or nothing. Raises AccessDenied, or RuleViolation: closed already (by whom and when), nothing approved, something
    that holds it (all of it, with counts), or a pengesahan that is not open.
    """
    actor.require(Permission.RECORD_FINALISASI, key.kab)
    with unit_of_work() as work:
        store.give_time(work)
        _check_open(work, key)
        before, step = hold(work, actor, key, "finalisasi", now=now)
        _check_nothing_holds(halangan_menahan(work, key))
        changed = store.close_rows(work, key, petugas=actor.id, day=now.astimezone(JAKARTA).date(), moment=now)
        if not changed.count:
            raise RuleViolation(
                "Belum ada baris yang disetujui, sehingga tidak ada yang dapat difinalisasi. Selesaikan pemeriksaan "
                "lebih dahulu."
            )
        store.enter_usulan(work, key, now)
        done = _snapshot(work, before, changed.count)
        store.close_batch(
            work,
            key,
            state=step.ke,
            versi=done.versi,
            sidik=done.sidik,
            ringkasan=done.ringkasan,
            finalis=actor.id,
            moment=now,
        )
        verivali_store.apply_deltas(work, key, changed, day=now.astimezone(JAKARTA).date(), moment=now)
        written = {"versi": done.versi, "sidik": done.sidik.hex(), "baris": done.baris}
        take(work, actor, before, step, now=now, isi=written, alamat_ip=alamat_ip)
    return done


def buka_kembali(
    actor: Actor,
    key: BatchKey,
    alasan: str,
    sampai: datetime | None,
    *,
    now: datetime,
    alamat_ip: str | None = None,
) -> int:
    """Open a closed batch again: its final rows and its usulan are approved ones, its letters stand no longer, its
    snapshots stay. Returns how many rows; with ``sampai`` the kab may work on it until then.

    Raises AccessDenied, or RuleViolation for a batch that is open or decreed, without a reason, or for a moment that
    has passed.
    """
    reason = alasan.strip()
    with unit_of_work() as work:
        store.give_time(work)
        before, step = hold(work, actor, key, "buka_kembali", now=now, alasan=reason)
        if sampai is not None and sampai <= now:
            raise RuleViolation("Batas waktu yang baru harus sesudah sekarang.")
        store.reopen_batch(work, key, pengguna=actor.id, nama=actor.name, waktu=now, alasan=reason)
        changed = store.reopen_rows(work, key, petugas=actor.id, moment=now)
        usulan = store.leave_usulan(work, key, now)
        revoke_surat(work, key)
        if sampai is not None:
            store.grant_time(work, key, sampai, alasan=reason, oleh=actor.id, moment=now)
        verivali_store.apply_deltas(work, key, changed, day=now.astimezone(JAKARTA).date(), moment=now)
        written: dict[str, object] = {"versi": before.versi, "baris": changed.count, "usulan": usulan}
        if sampai is not None:
            written["sampai"] = sampai.isoformat()
        note(work, actor, before, step, alasan=reason, isi=written, alamat_ip=alamat_ip)
    return changed.count


def _snapshot(work: Connection, before: Batch, final: int) -> Finalisasi:
    key, versi = before.key, before.versi + 1
    try:
        store.store_snapshot(work, key, versi)
    except store.TidakDiRegister as missing:
        raise RuleViolation(
            f"{missing.count} baris prelist tidak ada pada register, sehingga batch tidak dapat dibuktikan. Laporkan "
            "ke Pusdatin."
        ) from missing
    jumlah = berkas_data.read_jumlah(work, key, versi)
    sebelum = berkas_data.read_sidik(work, key, before.versi)
    sidik = berkas_data.compute_sidik(work, Kepala(**key.params(), versi=versi, sebelum=sebelum, jumlah=jumlah))
    return Finalisasi(versi, sidik, final, jumlah | {"kuota_kab": store.read_kuota_kab(work, key)})


def _check_open(work: Connection, key: BatchKey) -> None:
    """Whoever comes second is told who was first. The batch stays held."""
    if hold_batch(work, key).state is StateBatch.TERBUKA:
        return
    done = [step for step in list_langkah(work, key) if step.langkah == "finalisasi"]
    if not done:
        raise RuleViolation("Batch ini sudah difinalisasi.")
    moment = done[-1].waktu.astimezone(JAKARTA)
    raise RuleViolation(
        f"Batch ini sudah difinalisasi oleh {done[-1].nama} pada {tanggal(moment.date())} pukul {moment:%H.%M} WIB "
        f"(versi {done[-1].versi}). Muat ulang halaman untuk melihat keadaan terakhir."
    )


def _check_nothing_holds(found: list[Temuan]) -> None:
    if found:
        parts = "; ".join(f"{item.aturan.nama}: {item.jumlah} {item.aturan.satuan}" for item in found)
        raise RuleViolation(f"Belum dapat difinalisasi. {parts}. Selesaikan lebih dahulu, lalu ulangi.")
