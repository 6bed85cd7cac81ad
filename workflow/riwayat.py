"""What of the audit was taken away, written down in the audit."""

from __future__ import annotations

from data_access import audit
from data_access.riwayat_audit import Tanya
from data_access.session import unit_of_work
from domain.access import Actor, Permission
from domain.kode import Level, ancestor


def record_unduh(actor: Actor, tanya: Tanya, *, bentuk: str, alamat_ip: str | None) -> None:
    """Write down that the rows of this question leave as a file. Raises AccessDenied without the right to them."""
    actor.require(Permission.VIEW_PROGRES if tanya.milik == actor.username else Permission.VIEW_AUDIT, tanya.scope.kode)
    asked = {
        "milik": tanya.milik,
        "orang": tanya.orang,
        "aksi": tanya.aksi,
        "objek": tanya.objek,
        "dari": tanya.dari and tanya.dari.isoformat(),
        "sampai": tanya.sampai and tanya.sampai.isoformat(),
    }
    kode = tanya.scope.kode
    with unit_of_work() as work:
        audit.record(
            work,
            actor_name=actor.username,
            kab=ancestor(kode, Level.KAB) if tanya.scope.level >= Level.KAB else 0,
            aksi="riwayat.unduh",
            objek=f"wilayah/{kode}",
            sesudah={"bentuk": bentuk, "saringan": {name: value for name, value in asked.items() if value}},
            alamat_ip=alamat_ip,
        )
