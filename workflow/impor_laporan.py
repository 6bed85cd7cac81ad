"""The report of a file from the field that goes back to its operator. It shows identities in full, so it is audited."""

from __future__ import annotations

from pathlib import Path

from data_access import audit, impor_baca
from data_access.session import read_session, unit_of_work
from domain.access import Actor, Permission
from domain.errors import AccessDenied, RuleViolation
from domain.impor_tampil import Impor
from domain.kode import Level, level_of
from exchange.laporan_impor import write_laporan


def tulis_laporan(actor: Actor, nomor: int, target: Path, *, alamat_ip: str | None = None) -> Impor:
    """Write the report of a checked file of the actor's kab to ``target`` (XLSX) and return the file it is about.

    Raises AccessDenied without the right to import, or to identities, and for a file that the kab does not have;
    RuleViolation for one that was not checked.
    """
    actor.require(Permission.IMPORT_SIKS)
    actor.require(Permission.UNMASK_IDENTITAS)
    if level_of(actor.wilayah) is not Level.KAB:
        raise AccessDenied()
    with read_session() as connection:
        found = impor_baca.read_impor(connection, actor.wilayah, nomor)
    if found is None:
        raise AccessDenied()
    if not found.ringkasan:
        raise RuleViolation("Laporan ada setelah berkas selesai diperiksa. Tunggu pemeriksaannya, lalu unduh lagi.")
    with unit_of_work() as work:
        # Before the first row leaves.
        audit.record(
            work,
            actor_name=actor.username,
            kab=found.kab,
            aksi="impor.laporan",
            objek=f"impor/{found.kab}/{found.nomor}",
            sesudah={"nama": found.nama, "temuan": sum(found.ringkasan.get("galat", {}).values())},
            alamat_ip=alamat_ip,
        )
    with read_session() as connection:
        desa = impor_baca.read_desa(connection, found)
        write_laporan(target, found, desa, impor_baca.stream_galat(connection, found.kab, found.nomor))
    return found
