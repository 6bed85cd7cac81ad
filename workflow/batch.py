"""One step of a batch, inside a transaction of the caller: authorised, held, checked, written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data_access import audit, keterangan, perubahan
from data_access import batch as store
from data_access.batch import Batch
from data_access.periode import read_periode
from data_access.session import Connection
from data_access.verivali_store import BatchKey
from domain import setelan
from domain.access import Actor, Permission
from domain.batch import LANGKAH, STATE_NAME, StateBatch
from domain.briefing import ambang_of
from domain.errors import AccessDenied, RuleViolation
from domain.kalender import JAKARTA, Kegiatan, Periode
from domain.mesin import Langkah, langkah_of

_LONGEST_REASON = 2000


def objek(key: BatchKey) -> str:
    """Name of a batch in the audit."""
    return f"batch/{key.kab}/{key.periode}/{key.program}"


def hold(
    work: Connection, actor: Actor, key: BatchKey, kode: str, *, now: datetime, alasan: str | None = None
) -> tuple[Batch, Langkah]:
    """Hold the batch for a step that the actor may take at this moment, and return both.

    Raises AccessDenied, or RuleViolation for a step that the state does not have, a span of the calendar that is
    closed, or a reason that is missing.
    """
    asked = next(step for step in LANGKAH if step.kode == kode)
    if asked.izin is None:
        raise AccessDenied()
    actor.require(asked.izin, key.kab)
    periode = read_periode(work, key.program, key.periode, key.kab)
    before = store.hold_batch(work, key)
    step = langkah_of(LANGKAH, kode, before.state, STATE_NAME)
    if step.kegiatan is not None:
        check_span(periode, step.kegiatan, now)
    if step.beralasan and not (alasan or "").strip():
        raise RuleViolation("Tuliskan alasannya; tanpa alasan langkah ini tidak dapat dilakukan.")
    if len(alasan or "") > _LONGEST_REASON:
        raise RuleViolation(f"Alasan paling banyak {_LONGEST_REASON} huruf.")
    if kode == "terima" and before.state is StateBatch.DIVERIFIKASI_PROVINSI and read_setelan(work).validasi_bps:
        raise RuleViolation("Batch ini masih menunggu validasi BPS, sehingga belum dapat diterima.")
    return before, step


def take(
    work: Connection,
    actor: Actor,
    before: Batch,
    step: Langkah,
    *,
    now: datetime,
    alasan: str | None = None,
    isi: dict[str, Any] | None = None,
    alamat_ip: str | None = None,
) -> None:
    """Write the step down and move the batch on; the last act of the transaction (audit, then the announcement)."""
    ke = StateBatch(step.ke)
    reason = (alasan or "").strip() or None
    store.store_langkah(
        work,
        before,
        langkah=step.kode,
        ke=ke,
        pengguna=actor.id,
        nama=actor.name,
        waktu=now,
        alasan=reason,
        isi=isi,
    )
    note(work, actor, before, step, alasan=reason, isi=isi, alamat_ip=alamat_ip)


def note(
    work: Connection,
    actor: Actor,
    before: Batch,
    step: Langkah,
    *,
    alasan: str | None = None,
    isi: dict[str, Any] | None = None,
    alamat_ip: str | None = None,
) -> None:
    """Audit of a step that was written down, and its announcement; the last act of the transaction."""
    audit.record(
        work,
        actor_name=actor.username,
        kab=before.key.kab,
        aksi=f"batch.{step.kode}",
        objek=objek(before.key),
        sebelum={"state": str(before.state)},
        sesudah={"state": step.ke} | ({"alasan": alasan} if alasan else {}) | (isi or {}),
        alamat_ip=alamat_ip,
    )
    perubahan.announce(work, before.key.kab)


def read_setelan(connection: Connection) -> setelan.Setelan:
    """What the centre has decided."""
    return setelan.setelan_of(keterangan.read(connection, setelan.KUNCI))


def read_ambang(connection: Connection, actor: Actor) -> int:
    """Below which count numbers are hidden from a reader: 0 for those who may see households, without asking."""
    if actor.may(Permission.VIEW_RUMAH_TANGGA):
        return 0
    return ambang_of(actor, read_setelan(connection).sel_terkecil)


def check_span(periode: Periode, kegiatan: Kegiatan, now: datetime) -> None:
    """Raise RuleViolation where the calendar does not have the activity open at this moment."""
    if periode.allows(kegiatan, now):
        return
    first, last = (moment.astimezone(JAKARTA) for moment in periode.rentang(kegiatan))
    when = f"{first:%d-%m-%Y %H.%M} sampai {last:%d-%m-%Y %H.%M} WIB"
    raise RuleViolation(
        f"{kegiatan.capitalize()} periode {periode.label} dibuka {when}. Di luar itu, Pusdatin dapat memberi "
        "pengecualian waktu pada halaman Kalender."
    )
