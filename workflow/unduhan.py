"""A table of households that is taken away, written down in the audit before its first row is."""

from __future__ import annotations

from collections.abc import Sequence

from data_access import audit
from data_access.session import unit_of_work
from domain.access import Actor, Permission
from domain.kode import Level, ancestor, level_of


def record_tabel(
    actor: Actor,
    kode: int,
    tabel: str,
    bentuk: str,
    saringan: Sequence[tuple[str, str]],
    *,
    alamat_ip: str | None = None,
) -> None:
    """Write down that a table of households of a wilayah leaves as a file. Raises AccessDenied without the right."""
    actor.require(Permission.VIEW_RUMAH_TANGGA, kode)
    actor.require(Permission.EXPORT_RUMAH_TANGGA, kode)
    with unit_of_work() as work:
        audit.record(
            work,
            actor_name=actor.username,
            kab=ancestor(kode, Level.KAB) if level_of(kode) >= Level.KAB else 0,
            aksi="unduh.tabel",
            objek=f"wilayah/{kode}",
            sesudah={"tabel": tabel, "bentuk": bentuk, "saringan": dict(saringan)},
            alamat_ip=alamat_ip,
        )
