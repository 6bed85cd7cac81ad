"""The data package of an operator: one ``.siks`` file with the households to visit and the key to sign them with."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data_access import audit, prelist
from data_access.periode import read_periode
from data_access.session import read_session, unit_of_work
from data_access.verivali_store import BatchKey
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission, Role
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import Program
from domain.kode import Level, ancestor, dotted, level_of
from domain.siks import EKSTENSI, MODUL, Bagian, JenisBerkas
from exchange.siks import Manifest, write_siks
from exchange.tanda_tangan import new_key

APLIKASI = "Portal SIKS-NG"
# A test holds it against settings.VERSION, which only the entries may read.
VERSI_APLIKASI = "0.5.0"


@dataclass(frozen=True, slots=True)
class Ringkas:
    """What a prelist holds, in numbers: households to visit, candidates, members of both, what was returned; ``kunci``
    is the id of its key.
    """

    kunci: str
    ruta: int
    calon: int
    anggota: int
    dikembalikan: int


def system_actor(wilayah: int) -> Actor:
    """Who owns the installation and works at its command line, as a supervisor of the kab that ``wilayah`` lies in."""
    return Actor(0, "cli", "Pengelola instalasi", Role.SUPERVISOR_KAB, _kab_of(wilayah))


def export_prelist(
    actor: Actor,
    wilayah: int,
    program: Program,
    periode: int,
    target: Path,
    *,
    now: datetime,
    alamat_ip: str | None = None,
    lapor: Callable[[int], None] | None = None,
) -> Ringkas:
    """Write the prelist of a kab, kecamatan or desa to ``target`` and keep the public half of its new key.

    ``lapor`` is told now and then how many per cent of the households are written.

    Raises AccessDenied without the right to this wilayah, InvalidInput for a wilayah, periode or file name that cannot
    be, RuleViolation when nothing is on the prelist there. A file is left only when its key was kept and the act
    written down.
    """
    kab = _kab_of(wilayah)
    actor.require(Permission.IMPORT_SIKS, wilayah)
    if target.suffix != EKSTENSI:
        raise InvalidInput(f"Nama berkas harus berakhiran {EKSTENSI}.")
    key = BatchKey(kab, periode, int(program))
    kunci = new_key(kab)
    with read_session() as connection:
        read_wilayah(connection, wilayah)
        read_periode(connection, key.program, periode)
        within = actor.narrow(wilayah).desa
        if prelist.is_empty(connection, key, within):
            raise RuleViolation(f"Tidak ada rumah tangga pada prelist {dotted(wilayah)} yang masih dapat diisi.")
        rows = prelist.read_parts(connection, key, within)
        if lapor is not None:
            homes = prelist.count_homes(connection, key, within)
            rows[Bagian.RUMAH_TANGGA] = _told(rows[Bagian.RUMAH_TANGGA], homes, lapor)
        manifest = write_siks(target, _manifest(actor, wilayah, program, periode, now), rows, (), kunci)
    done = _counted(kunci.id, manifest)
    try:
        with unit_of_work() as work:
            prelist.store_key(work, key, kunci.id, kunci.publik, wilayah=wilayah, oleh=actor.username, dibuat=now)
            audit.record(
                work,
                actor_name=actor.username,
                kab=kab,
                aksi="prelist.unduh",
                objek=f"prelist {program.name} {periode} {wilayah}",
                sesudah={"kunci": kunci.id, "baris": done.ruta, "calon": done.calon, "anggota": done.anggota},
                alamat_ip=alamat_ip,
            )
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return done


def _told(rows: prelist.Baris, homes: int, lapor: Callable[[int], None]) -> prelist.Baris:
    """The same rows; ``lapor`` hears of every fiftieth part. Members and findings come after, candidates among them."""
    step = max(1, homes // 50)
    for count, row in enumerate(rows):
        if count % step == 0:
            lapor(min(99, 100 * count // homes))
        yield row


def _counted(kunci: str, manifest: Manifest) -> Ringkas:
    lines = {name: isi.baris for name, isi in manifest.bagian.items()}
    calon = lines.get(Bagian.CALON, 0)
    return Ringkas(
        kunci,
        ruta=lines[Bagian.RUMAH_TANGGA] - calon,
        calon=calon,
        anggota=lines[Bagian.INDIVIDU],
        dikembalikan=lines[Bagian.PENGEMBALIAN],
    )


def _kab_of(wilayah: int) -> int:
    if level_of(wilayah) < Level.KAB:
        raise InvalidInput("Prelist dibuat untuk satu kab/kota, kecamatan, atau desa. Tulis kode 4, 6, atau 10 angka.")
    return ancestor(wilayah, Level.KAB)


def _manifest(actor: Actor, wilayah: int, program: Program, periode: int, now: datetime) -> Manifest:
    return Manifest(
        jenis=JenisBerkas.PRELIST,
        modul=next(modul for modul, own in MODUL.items() if own is program),
        kab=_kab_of(wilayah),
        wilayah=(wilayah,),
        periode=periode,
        aplikasi=APLIKASI,
        versi_aplikasi=VERSI_APLIKASI,
        dibuat=now,
        perangkat=platform.node()[:100],
        operator=actor.username,
    )
