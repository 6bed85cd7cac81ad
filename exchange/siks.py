"""The ``.siks`` file: written, checked and read, in constant memory. The format is ``docs/siks-format.md``.

``check_siks`` is the only door: what it lets through was written with a key issued for its kab, is whole, and every
line of it has the columns it should. The other functions read a file that was let through.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from domain.impor import BerkasDitolak, Galat
from domain.siks import BAGIAN, KOLOM, LARGEST_LAMPIRAN, Bagian, JenisBerkas
from exchange.bagian import check_part
from exchange.manifes import (
    KUNCI_ENTRY,
    LARGEST_MANIFEST,
    LARGEST_PENUTUP,
    MANIFEST_ENTRY,
    PENUTUP_ENTRY,
    Isi,
    Manifest,
    lampiran_digest,
    parse_manifest,
    parse_penutup,
    render_manifest,
    render_penutup,
)
from exchange.tanda_tangan import KunciPrivat, verify
from exchange.wadah import Wadah, open_container

__all__ = [
    "Isi",
    "KunciPrivat",
    "Manifest",
    "check_siks",
    "open_part",
    "read_kunci",
    "read_lampiran",
    "write_siks",
]

# kab, id of the key -> the half that checks (32 bytes); None when it is unknown, of another kab, or withdrawn.
FindKey = Callable[[int, str], bytes | None]
Report = Callable[[int, int], None]

_LARGEST_KUNCI = 4096
_ROWS_AT_ONCE = 2000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAGIC = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


def write_siks(
    path: Path,
    manifest: Manifest,
    rows: Mapping[Bagian, Iterable[Sequence[object]]],
    lampiran: Iterable[tuple[str, bytes]],
    kunci: KunciPrivat,
) -> Manifest:
    """Write a file and return its manifest as it stands there.

    ``rows`` are values in the order of ``KOLOM``; control characters in texts become blanks. ``lampiran`` are
    attachments by their name in the container; the same one may come twice. The file appears under its name only
    when it is whole.
    """
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            done = _write_entries(archive, manifest, rows, lampiran, kunci)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return done


def _write_entries(
    archive: zipfile.ZipFile,
    manifest: Manifest,
    rows: Mapping[Bagian, Iterable[Sequence[object]]],
    lampiran: Iterable[tuple[str, bytes]],
    kunci: KunciPrivat,
) -> Manifest:
    parts = {part.value: _write_part(archive, part, rows[part]) for part in BAGIAN[manifest.jenis] if part in rows}
    attached: dict[str, int] = {}
    for name, data in lampiran:
        if lampiran_digest(name) != hashlib.sha256(data).hexdigest():
            raise ValueError(f"{name} is not named by its content")
        if name not in attached:
            _put(archive, name, data, compress=name.endswith(".pdf"))
            attached[name] = len(data)
    key: tuple[str, int] | None = None
    if manifest.jenis is JenisBerkas.PRELIST:
        data = orjson.dumps({"id": kunci.id, "kab": kunci.kab, "benih": kunci.benih.hex()})
        _put(archive, KUNCI_ENTRY, data)
        key = hashlib.sha256(data).hexdigest(), len(data)
    done = replace(manifest, kunci=kunci.id, bagian=parts, lampiran=attached)
    content = render_manifest(done, key)
    _put(archive, MANIFEST_ENTRY, content)
    _put(archive, PENUTUP_ENTRY, render_penutup(done, kunci.sign(content)))
    return done


def _entry(name: str, *, compress: bool = True) -> zipfile.ZipInfo:
    # No day of its own: the same content makes the same bytes.
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    return info


def _put(archive: zipfile.ZipFile, name: str, data: bytes, *, compress: bool = True) -> None:
    archive.writestr(_entry(name, compress=compress), data)


def _write_part(archive: zipfile.ZipFile, part: Bagian, rows: Iterable[Sequence[object]]) -> Isi:
    digest, size, count = hashlib.sha256(), 0, 0
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.nama for column in KOLOM[part])
    with archive.open(_entry(f"{part}.csv"), "w") as stream:

        def flush() -> None:
            nonlocal size
            data = text.getvalue().encode()
            stream.write(data)
            digest.update(data)
            size += len(data)
            text.seek(0)
            text.truncate()

        for row in rows:
            writer.writerow([_cell(value) for value in row])
            count += 1
            if count % _ROWS_AT_ONCE == 0:
                flush()
        flush()
    return Isi(digest.hexdigest(), size, count)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime() | date():
            return value.isoformat()
        case str():
            return value if value.isprintable() else _CONTROL.sub(" ", value)
        case _:
            return str(value)


def check_siks(path: Path, kunci_publik: FindKey, report: Report | None = None) -> Manifest:
    """Check a file wholly and return its manifest; nothing in it is used before its signature holds.

    ``report`` is told the bytes that were looked at and those there are in all. Raises BerkasDitolak for every file
    that is not exactly what ``docs/siks-format.md`` says; OSError only when the disk fails.
    """
    with open_container(path) as wadah:
        manifest, kunci = _signed_manifest(wadah, kunci_publik)
        listed = {MANIFEST_ENTRY, PENUTUP_ENTRY, *manifest.lampiran, *(f"{part}.csv" for part in manifest.bagian)}
        if kunci is not None:
            listed.add(KUNCI_ENTRY)
        if listed != set(wadah.entries):
            raise BerkasDitolak(Galat.RUSAK, bagian=MANIFEST_ENTRY)
        tell = _counted(manifest, report)
        attached: set[str] = set()
        for part in BAGIAN[manifest.jenis]:
            if (isi := manifest.bagian.get(part)) is not None:
                _check_size(wadah, f"{part}.csv", isi.ukuran)
                with wadah.open(f"{part}.csv") as stream:
                    attached |= check_part(stream, part, isi, manifest.lampiran, tell)
        if attached != set(manifest.lampiran):
            raise BerkasDitolak(Galat.RUSAK, bagian=Bagian.LAMPIRAN)
        for name, size in manifest.lampiran.items():
            _check_lampiran(wadah, name, size)
            tell(size)
        if kunci is not None:
            _check_kunci(wadah, manifest, kunci)
        return manifest


def _signed_manifest(wadah: Wadah, kunci_publik: FindKey) -> tuple[Manifest, Isi | None]:
    penutup = parse_penutup(wadah.read(PENUTUP_ENTRY, LARGEST_PENUTUP))
    publik = kunci_publik(penutup.kab, penutup.kunci)
    if publik is None:
        raise BerkasDitolak(Galat.KUNCI)
    content = wadah.read(MANIFEST_ENTRY, LARGEST_MANIFEST)
    if not verify(publik, penutup.tanda_tangan, content):
        raise BerkasDitolak(Galat.TANDA_TANGAN)
    manifest, kunci = parse_manifest(content)
    if (manifest.versi, manifest.kab, manifest.kunci) != (penutup.versi, penutup.kab, penutup.kunci):
        raise BerkasDitolak(Galat.TANDA_TANGAN)
    return manifest, kunci


def _counted(manifest: Manifest, report: Report | None) -> Callable[[int], None]:
    total = sum(isi.ukuran for isi in manifest.bagian.values()) + sum(manifest.lampiran.values())
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if report is not None:
            report(done, total)

    return tell


def _check_size(wadah: Wadah, name: str, size: int) -> None:
    if wadah.entries[name].file_size != size:
        raise BerkasDitolak(Galat.RUSAK, bagian=name)


def _check_lampiran(wadah: Wadah, name: str, size: int) -> None:
    _check_size(wadah, name, size)
    data = wadah.read(name, LARGEST_LAMPIRAN)
    kind = _MAGIC[name.rpartition(".")[2]]
    if not data.startswith(kind) or hashlib.sha256(data).hexdigest() != lampiran_digest(name):
        raise BerkasDitolak(Galat.RUSAK, bagian=name)


def _check_kunci(wadah: Wadah, manifest: Manifest, isi: Isi) -> None:
    _check_size(wadah, KUNCI_ENTRY, isi.ukuran)
    data = wadah.read(KUNCI_ENTRY, _LARGEST_KUNCI)
    if hashlib.sha256(data).hexdigest() != isi.sha256:
        raise BerkasDitolak(Galat.RUSAK, bagian=KUNCI_ENTRY)
    if (kunci := _parse_kunci(data)).id != manifest.kunci or kunci.kab != manifest.kab:
        raise BerkasDitolak(Galat.RUSAK, bagian=KUNCI_ENTRY)


def _parse_kunci(data: bytes) -> KunciPrivat:
    try:
        content = orjson.loads(data)
        kunci = KunciPrivat(str(content["id"]), int(content["kab"]), bytes.fromhex(content["benih"]))
    except (ValueError, TypeError, KeyError) as problem:
        raise BerkasDitolak(Galat.RUSAK, bagian=KUNCI_ENTRY) from problem
    if len(kunci.benih) != 32:
        raise BerkasDitolak(Galat.RUSAK, bagian=KUNCI_ENTRY)
    return kunci


@contextmanager
def open_part(path: Path, bagian: Bagian) -> Iterator[BinaryIO]:
    """The lines of a part, header first; of a part that was left out, the header alone."""
    name = f"{bagian}.csv"
    with open_container(path) as wadah:
        if name not in wadah.entries:
            yield io.BytesIO((",".join(column.nama for column in KOLOM[bagian]) + "\n").encode())
            return
        with wadah.open(name) as stream:
            yield stream


def read_lampiran(path: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Attachments by their name in the container, one at a time."""
    with open_container(path) as wadah:
        for name in names:
            yield name, wadah.read(name, LARGEST_LAMPIRAN)


def read_kunci(path: Path) -> KunciPrivat:
    """The key that a prelist hands to the operator. Raises BerkasDitolak (RUSAK) when there is none."""
    with open_container(path) as wadah:
        return _parse_kunci(wadah.read(KUNCI_ENTRY, _LARGEST_KUNCI))
