"""What tests of imports share: files as operators make them, sent and worked on as people and the worker do."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data_access import rekap
from data_access.pengguna import find_by_username
from data_access.schema import (
    impor,
    impor_jejak,
    lampiran,
    musdes,
    rekap_desa,
    riwayat_desa,
    usulan,
    verivali,
)
from data_access.session import current_engine, unit_of_work
from demo.isi import IsiReport, isi_siks
from domain.access import Actor
from domain.impor import StateImpor
from domain.kalender import JAKARTA, Program
from domain.siks import Bagian
from exchange.siks import Manifest, check_siks, open_part, read_kunci, read_lampiran, write_siks
from workflow import impor as alur
from workflow.prelist import export_prelist
from workflow.tasks import open_queue

KAB, DESA, PERIODE = 3277, 3277011001, 202611
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)


def actor(username: str = "supervisor.cimahi") -> Actor:
    with unit_of_work() as work:
        found = find_by_username(work, username)
        assert found is not None
        return found.actor


def prelist(folder: Path, wilayah: int = DESA, nama: str = "prelist.siks", program: Program = Program.BSP) -> Path:
    """The prelist of a wilayah, as its supervisor takes it."""
    target = folder / nama
    who = actor("supervisor.cimahi" if wilayah // 10 ** (len(str(wilayah)) - 4) == KAB else "supervisor.pangandaran")
    export_prelist(who, wilayah, program, PERIODE, target, now=NOW)
    return target


def isi(source: Path, nama: str = "hasil.siks", **how: Any) -> tuple[Path, IsiReport]:
    """The file that an operator makes of a prelist."""
    target = source.parent / nama
    how = {"benih": 1, "porsi": 0.3, "galat": 0.0, "now": NOW, "operator": "operator.melong"} | how
    return target, isi_siks(source, target, **how)


def kirim(path: Path, who: Actor | None = None, nama: str | None = None) -> int:
    """Upload a file as the page does; its number."""
    who, content = who or actor(), path.read_bytes()
    at = alur.mulai(who, nama or path.name, len(content), now=NOW)
    while at.state is StateImpor.MENGUNGGAH:
        piece = content[at.diterima : at.diterima + alur.LARGEST_CHUNK]
        at = alur.terima(who, at.nomor, at.diterima, piece, now=NOW)
    return at.nomor


def kerja(url: str) -> None:
    """Let a worker of the files do what is queued until nothing is left."""
    with open_queue(url, worker=True) as app:
        app.run_worker(wait=False, install_signal_handlers=False, queues=["berkas"])


def masukkan(url: str, path: Path, nama: str | None = None) -> int:
    """Upload, check, agree, write; the number of the import."""
    nomor = kirim(path, nama=nama)
    kerja(url)
    if baris(nomor)["state"] == StateImpor.SIAP:
        alur.setujui(actor(), nomor, now=NOW)
        kerja(url)
    return nomor


def baris(nomor: int) -> sa.RowMapping:
    """The row of ``impor``."""
    with current_engine().connect() as read:
        return read.execute(sa.select(impor).where(impor.c.id == nomor)).mappings().one()


def isi_basis_data() -> dict[str, set[tuple[str, ...]]]:
    """Everything an import may write, of every kab, but for when a desa was last written."""
    tables: dict[sa.Table, list[str]] = {
        verivali: [],
        usulan: [],
        musdes: [],
        lampiran: ["isi"],
        rekap_desa: ["terakhir"],
        riwayat_desa: [],
        impor_jejak: [],
    }
    with current_engine().connect() as read:
        return {
            table.name: {
                tuple(map(str, row))
                for row in read.execute(sa.select(*(column for column in table.c if column.name not in left_out)))
            }
            for table, left_out in tables.items()
        }


def menyimpang() -> list[rekap.Drift]:
    """Desa whose counts are not those of their rows."""
    with current_engine().connect() as read:
        return rekap.compare_rekap(read, PERIODE, int(Program.BSP))


def manifes(path: Path, source: Path) -> Manifest:
    """The manifest of a file that was made of the prelist ``source``."""
    return check_siks(path, lambda _kab, _kunci: read_kunci(source).publik)


def salin(path: Path, source: Path, nama: str, **changes: Any) -> Path:
    """A file written anew, signed with the key of its prelist, under a manifest that says something else."""
    manifest = replace(manifes(path, source), **changes)
    rows = {Bagian(part): list(_lines(path, Bagian(part))) for part in manifest.bagian}
    target = path.with_name(nama)
    write_siks(target, manifest, rows, read_lampiran(path, manifest.lampiran), read_kunci(source))
    return target


def _lines(path: Path, part: Bagian) -> Iterator[list[str]]:
    with open_part(path, part) as stream:
        lines = csv.reader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))
        next(lines)
        yield from lines


def ganti(path: Path, nama: str, name: str, data: Callable[[bytes], bytes]) -> Path:
    """The same container with one entry changed, and nothing signed anew."""
    target = path.with_name(nama)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            info = zipfile.ZipInfo(entry.filename)
            info.compress_type = entry.compress_type
            new.writestr(info, data(content) if entry.filename == name else content)
    return target
