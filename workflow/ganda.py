"""Likely duplicates (V07): looked for after an import, decided on by the reviewer of the kab."""

from __future__ import annotations

from datetime import UTC, datetime

from data_access import audit, perubahan
from data_access import ganda_store as store
from data_access.session import read_session, unit_of_work
from domain.access import Actor, Permission
from domain.errors import AccessDenied, RuleViolation
from domain.ganda import STATE_CALON_NAME, StateCalon
from workflow.mirip import cari_mirip

_AKSI = {StateCalon.GANDA: "ganda.nyatakan", StateCalon.BUKAN: "ganda.bukan"}


def cari(kab: int, impor: int) -> int:
    """Compare the persons whom an import brings with everybody of the kab; how many candidates are open anew.

    Background work: reads in one snapshot, writes in one transaction with the flags of the cases; safe to repeat and
    to be killed. An import that was taken back meanwhile is left alone.
    """
    with read_session() as connection:
        came = store.read_datang(connection, kab, impor)
        others = store.read_lain(connection, kab, impor, {item.idartbdt for item in came})
        found = cari_mirip(came, others)
    if not came:
        return 0
    with unit_of_work() as work:
        if not store.still_imported(work, kab, impor):
            return 0
        cases = store.lock_kasus(work, kab, {item.idbdt for item in came})
        count = store.store_calon(work, kab, impor, came, found)
        flags = store.mark_mirip(work, kab, cases, datetime.now(UTC))
        audit.record(
            work,
            actor_name="sistem",
            kab=kab,
            aksi="ganda.cari",
            objek=f"impor {kab}/{impor}",
            sesudah={"baris": count, "orang": len(came), "tanda": flags},
        )
        perubahan.announce(work, kab)
    return count


def putuskan_ganda(
    actor: Actor, kab: int, nomor: int, ganda: bool, *, now: datetime, alamat_ip: str | None = None
) -> None:
    """Say that two persons are one, or are not; may be said the other way later.

    Cases of the household carry V07 until every candidate is "bukan". Raises AccessDenied for a kab the actor does
    not review and for a candidate that is not there, RuleViolation when it was decided so already.
    """
    actor.require(Permission.REVIEW_VERIVALI, kab)
    state = StateCalon.GANDA if ganda else StateCalon.BUKAN
    with unit_of_work() as work:
        idbdt = store.read_idbdt(work, kab, nomor)
        if idbdt is None:
            raise AccessDenied
        cases = store.lock_kasus(work, kab, [idbdt])
        before = store.lock_calon(work, kab, nomor)
        if before is None:
            raise AccessDenied
        if before is state:
            raise RuleViolation(
                f"Keduanya sudah dinyatakan “{STATE_CALON_NAME[state].lower()}”. Muat ulang untuk melihatnya."
            )
        store.store_putusan(work, kab, nomor, state, actor.id, now)
        store.mark_mirip(work, kab, cases, now)
        audit.record(
            work,
            actor_name=actor.username,
            kab=kab,
            aksi=_AKSI[state],
            objek=f"calon-ganda {kab}/{nomor}",
            sebelum={"state": before.value},
            sesudah={"state": state.value, "idbdt": idbdt},
            alamat_ip=alamat_ip,
        )
        perubahan.announce(work, kab)
