"""All letters of a provinsi, or of Indonesia, in one file: asked for here, set one by one by the worker, resumable.

A kab whose letter stands gives that letter as it was made; one that is finalised without a letter gives a draft, which
carries no code. Each lies in a folder under its version until the file is whole, so that a run that was cut off goes
on where it was.
"""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data_access import antrean_kerja, audit, keterangan
from data_access import surat as letters
from data_access.batch import read_batch
from data_access.periode import read_periode
from data_access.profil import read_profil
from data_access.session import Connection, read_session, unit_of_work
from data_access.verivali_store import BatchKey
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import JAKARTA
from domain.kode import Level
from domain.profil import Profil, jabatan_for
from domain.surat import Kepala, nama_tempat
from exchange import surat as paper
from workflow.surat import compose

_EMPTY = "…………………"


@dataclass(frozen=True, slots=True)
class Kemajuan:
    """How far a run is: letters done of all, whether it is over, when it was asked for and finished (ISO)."""

    selesai: int
    total: int
    tuntas: bool
    mulai: str
    akhir: str | None


_folder: Path | None = None


def use_folder(folder: Path) -> None:
    """Set the folder of this process; the start of the server, a command or a test does it once."""
    global _folder  # noqa: PLW0603 - one folder a process is the point
    _folder = folder


def _kunci(kode: int, program: int, periode: int) -> str:
    return f"surat-massal:{kode}:{program}:{periode}"


def _place(kode: int, program: int, periode: int) -> Path:
    if _folder is None:
        raise RuntimeError("use_folder() has not been called")
    return _folder / f"{kode:d}-{program:d}-{periode:d}"


def minta(actor: Actor, kode: int, program: int, periode: int, *, now: datetime, alamat_ip: str | None = None) -> int:
    """Ask for the letters of a provinsi or of Indonesia; how many there will be.

    Raises AccessDenied, InvalidInput for a kab, or RuleViolation where no kab was finalised or a run is going on.
    """
    actor.require(Permission.EXPORT_RUMAH_TANGGA, kode)
    scope = actor.narrow(kode)
    if scope.level > Level.PROVINSI:
        raise InvalidInput("Pilih provinsi atau Indonesia untuk mencetak banyak surat.")
    kunci = _kunci(kode, program, periode)
    with unit_of_work() as work:
        read_periode(work, program, periode)
        kab = letters.list_kab_final(work, kode, program, periode)
        if not kab:
            raise RuleViolation("Belum ada kab/kota yang difinalisasi pada periode ini.")
        if antrean_kerja.is_queued(work, kunci):
            raise RuleViolation("Surat wilayah ini sedang dicetak. Tunggu sampai selesai.")
        started = now.astimezone(JAKARTA).isoformat(timespec="seconds")
        keterangan.store(
            work, kunci, {"selesai": 0, "total": len(kab), "tuntas": False, "mulai": started, "akhir": None}
        )
        antrean_kerja.defer(work, "cetak_surat", kunci, kode=kode, program=program, periode=periode)
        audit.record(
            work,
            actor_name=actor.username,
            kab=0,
            aksi="surat.massal",
            objek=f"surat {kode}/{periode}/{program}",
            sesudah={"kab": len(kab)},
            alamat_ip=alamat_ip,
        )
    return len(kab)


def read_kemajuan(connection: Connection, kode: int, program: int, periode: int) -> Kemajuan | None:
    """The newest run of a wilayah; None where nobody asked for one."""
    found = keterangan.read(connection, _kunci(kode, program, periode))
    return None if found is None else Kemajuan(**found)  # type: ignore[arg-type]


def berkas(kode: int, program: int, periode: int) -> Path | None:
    """The finished file of a wilayah, or None."""
    file = _place(kode, program, periode).with_suffix(".zip")
    return file if file.is_file() else None


def cetak(kode: int, program: int, periode: int, *, now: datetime) -> int:
    """Set every letter that is not there yet and put all of them into one file; how many it holds.

    Safe to repeat: what an earlier run left is used. One letter is in memory at a time.
    """
    folder = _place(kode, program, periode)
    folder.mkdir(parents=True, exist_ok=True)
    with read_session() as connection:
        kab = letters.list_kab_final(connection, kode, program, periode)
    files = []
    for done, one in enumerate(kab, 1):
        files.append(_letter(BatchKey(one, periode, program), folder, now))
        _tell(kode, program, periode, selesai=done, total=len(kab))
    _pack(files, folder.with_suffix(".zip"))
    for file in folder.iterdir():
        # Of a version or a letter that stands no longer.
        if file not in files:
            file.unlink()
    _tell(kode, program, periode, selesai=len(kab), total=len(kab), akhir=now)
    return len(files)


def _letter(key: BatchKey, folder: Path, now: datetime) -> Path:
    with read_session() as connection:
        batch = read_batch(connection, key)
        stands = letters.read_berlaku(connection, key)
        name = stands.kode if stands else f"{key.kab}-rancangan-v{batch.versi}"
        file = folder / f"{name}.pdf"
        if file.exists():
            return file
        if stands is not None:
            data = letters.read_pdf(connection, key.kab, stands.id) or b""
            isi = None
        else:
            profil = read_profil(connection, key.kab) or Profil(key.kab)
            place = read_wilayah(connection, key.kab).nama
            office = profil.kepala_sebutan or f"{jabatan_for(place)} {nama_tempat(place)}"
            isi = compose(
                connection, batch, profil, Kepala(office, profil.kepala_nama or _EMPTY), nomor=_EMPTY,
                pada=now.astimezone(JAKARTA).date(), kode=None, alamat="", now=now,
            )  # fmt: skip
    # The database is let go while the page is set.
    if isi is not None:
        data = paper.typeset(isi)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(data)
    return part.replace(file)


def _pack(files: list[Path], target: Path) -> None:
    part = target.with_suffix(".bagian")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for file in files:
            out.write(file, f"surat-{file.name}")
    part.replace(target)


def _tell(kode: int, program: int, periode: int, *, selesai: int, total: int, akhir: datetime | None = None) -> None:
    kunci = _kunci(kode, program, periode)
    with unit_of_work() as work:
        before = keterangan.read(work, kunci) or {}
        ended = akhir.astimezone(JAKARTA).isoformat(timespec="seconds") if akhir else None
        started = before.get("mulai") or ended or ""
        facts = {"selesai": selesai, "total": total, "tuntas": akhir is not None, "mulai": started, "akhir": ended}
        keterangan.store(work, kunci, facts)
