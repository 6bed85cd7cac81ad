"""The root of the audit of each day: made, kept in a second place, and everything it vouches for checked."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data_access import akar as store
from data_access import akar_periksa, audit, keterangan, segel
from data_access.akar import Akar
from data_access.audit import Head
from data_access.session import Connection, read_session, unit_of_work
from domain.kalender import JAKARTA

log = logging.getLogger("siks.akar")

# Said on the page as long as the second place cannot be written.
GAGAL = "akar_gagal"
_NAMA = "akar-{}.json"

_tempat: Path | None = None


@dataclass(frozen=True, slots=True)
class Temuan:
    """One thing that is not as it was written: in which table, which row, what is wrong."""

    tabel: str
    baris: str
    masalah: str

    def __str__(self) -> str:
        return f"{self.tabel} {self.baris}: {self.masalah}"


def use_tempat(folder: Path | None) -> None:
    """Set the second place of this process; None: there is none."""
    global _tempat  # noqa: PLW0603 - one place a process is the point
    _tempat = folder


def buat(now: datetime) -> Akar | None:
    """Make the root of the day that ended in Jakarta, and write what the second place lacks; safe to repeat.

    Returns None where that day has its root. A second place that fails is logged and said on the page; the root stands.
    """
    hari = now.astimezone(JAKARTA).date() - timedelta(days=1)
    with unit_of_work() as work:
        made = store.store_akar(work, hari, now)
    if _tempat is not None:
        _copy(_tempat)
    return made


def _copy(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with read_session() as connection:
            roots = store.list_akar(connection)
        for item in reversed(roots):
            if not (folder / _NAMA.format(item.hari)).exists():
                _write(folder, item)
        failed = None
    except OSError as error:
        failed = error.strerror or type(error).__name__
        log.exception("the root of the audit could not be written to %s", folder)
    with unit_of_work() as work:
        if failed is not None:
            keterangan.store(work, GAGAL, {"sebab": failed})
        elif keterangan.read(work, GAGAL) is not None:
            keterangan.remove(work, GAGAL)


def _write(folder: Path, akar: Akar) -> None:
    """A file of its own, on the disk before it has its name; one that is there is never written again."""
    text = json.dumps(
        {
            "hari": akar.hari.isoformat(),
            "sidik": akar.sidik.hex(),
            "sidik_sebelum": akar.sidik_sebelum.hex(),
            "dibuat": akar.dibuat.isoformat(),
            "isi": store.as_stored(akar),
        },
        indent=1,
    )
    target, part = folder / _NAMA.format(akar.hari), folder / f".{akar.hari}-{os.getpid()}"
    with part.open("w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, target)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def periksa(
    connection: Connection, tempat: Path | None, lapor: Callable[[str], None] = lambda _text: None
) -> Iterator[Temuan]:
    """Check every chain, seal, root, step, snapshot and letter against each other; nothing found means all is as it was
    written. ``tempat`` holds the roots of the second place; ``lapor`` is told what is being looked at. The connection
    has done nothing yet in its transaction.
    """
    akar_periksa.freeze(connection)
    roots = list(reversed(store.list_akar(connection)))
    kept, unreadable = _kept(tempat)
    yield from unreadable
    lapor("akar harian")
    yield from _roots(roots, kept if tempat is not None else None)
    lapor("rantai audit")
    known = [item.isi for item in (*roots, *kept.values())]
    for found in audit.verify(connection, *known):
        yield Temuan("audit", f"{found.kab}/{found.urut}", found.masalah)
    lapor("rantai segel")
    yield from _seals(connection, [item.segel for item in (*roots, *kept.values())])
    for name in (*segel.TERSEGEL, segel.SNAPSHOT):
        lapor(f"segel {name}")
        table = segel.TERSEGEL[name].tabel if name in segel.TERSEGEL else name
        for row, problem in segel.compare(connection, name):
            yield Temuan(table, row, problem)
    lapor("langkah batch")
    for table, row, problem in akar_periksa.langkah(connection):
        yield Temuan(table, row, problem)
    for key, versi in akar_periksa.versions(connection):
        lapor(f"snapshot {key.kab}/{key.periode}/{key.program} versi {versi}")
        for table, problem in akar_periksa.snapshot(connection, key, versi):
            yield Temuan(table, f"{key.kab}/{key.periode}/{key.program}/{versi}", problem)
    lapor("surat pengesahan")
    for row, problem in akar_periksa.surat_berkas(connection):
        yield Temuan("surat", row, problem)


def _seals(connection: Connection, known: list[Mapping[int, Head]]) -> Iterator[Temuan]:
    for row in segel.walk(connection):
        for problem in row.masalah:
            yield Temuan("segel", f"{row.kab}/{row.urut}", problem)
    for kab, head in sorted(
        {(kab, head) for of in known for kab, head in of.items()}, key=lambda item: (item[0], item[1].urut)
    ):
        sidik = segel.read_sidik(connection, kab, head.urut)
        if sidik is None:
            yield Temuan("segel", f"{kab}/{head.urut}", "segel yang tercatat pada akar tidak ada lagi")
        elif sidik != head.sidik:
            yield Temuan("segel", f"{kab}/{head.urut}", "sidik berbeda dengan yang tercatat pada akar")


def _roots(roots: list[Akar], kept: dict[date, Akar] | None) -> Iterator[Temuan]:
    before = bytes(hashlib.sha256().digest_size)
    for item in roots:
        row = item.hari.isoformat()
        if item.sidik_sebelum != before:
            yield Temuan("akar_audit", row, "tidak tersambung dengan akar sebelumnya")
        if store.sidik_akar(item.hari, item.sidik_sebelum, item.isi, item.segel) != item.sidik:
            yield Temuan("akar_audit", row, "isi akar tidak sesuai sidiknya")
        other = None if kept is None else kept.get(item.hari)
        if kept is not None and other is None:
            yield Temuan("akar_audit", row, "tidak ada di tempat kedua")
        elif other is not None and other.sidik != item.sidik:
            yield Temuan("akar_audit", row, "berbeda dengan yang tercatat di tempat kedua")
        before = item.sidik
    for hari in sorted(set(kept or ()) - {item.hari for item in roots}):
        yield Temuan("akar_audit", hari.isoformat(), "tercatat di tempat kedua, tidak ada di basis data")


def _kept(folder: Path | None) -> tuple[dict[date, Akar], list[Temuan]]:
    """Roots of the second place by day, and files of it that cannot be read as one."""
    found: dict[date, Akar] = {}
    wrong: list[Temuan] = []
    for file in sorted(folder.glob(_NAMA.format("*"))) if folder is not None else ():
        try:
            text = json.loads(file.read_text())
            item = Akar(
                date.fromisoformat(text["hari"]),
                bytes.fromhex(text["sidik"]),
                bytes.fromhex(text["sidik_sebelum"]),
                store.heads_of(text["isi"]["audit"]),
                store.heads_of(text["isi"]["segel"]),
                datetime.fromisoformat(text["dibuat"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            wrong.append(Temuan("tempat kedua", file.name, "berkas tidak dapat dibaca"))
            continue
        if store.sidik_akar(item.hari, item.sidik_sebelum, item.isi, item.segel) != item.sidik:
            wrong.append(Temuan("tempat kedua", file.name, "isi berkas tidak sesuai sidiknya"))
        elif file.name != _NAMA.format(item.hari):
            wrong.append(Temuan("tempat kedua", file.name, "nama berkas tidak sesuai harinya"))
        else:
            found[item.hari] = item
    return found, wrong
