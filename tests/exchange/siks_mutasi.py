"""Hostile files: a ZIP writer that obeys nobody, and mutations of a good file, drawn by seed."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from siks_contoh import KUNCI, NAMA_PNG, PNG, manifest

from exchange.manifes import Isi, render_manifest, render_penutup
from exchange.tanda_tangan import KunciPrivat, new_key

ASING = new_key(3277)
DEFLATED, STORED = 8, 0


@dataclass(frozen=True)
class Entri:
    """One entry; None where the true value is written."""

    nama: bytes
    isi: bytes
    metode: int = DEFLATED
    bendera: int = 0
    extra: bytes = b""
    komentar: bytes = b""
    mode: int = 0
    ukuran: int | None = None
    crc: int | None = None
    letak: int | None = None
    terkompres: bytes | None = None
    di_pusat: bool = True


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def rakit(entries: list[Entri], *, awal: bytes = b"", komentar: bytes = b"") -> bytes:
    """The bytes of a ZIP with these entries."""
    body, directory = bytearray(awal), bytearray()
    for entri in entries:
        packed = entri.terkompres
        if packed is None:
            packed = deflate(entri.isi) if entri.metode == DEFLATED else entri.isi
        size = len(entri.isi) if entri.ukuran is None else entri.ukuran
        crc = zlib.crc32(entri.isi) if entri.crc is None else entri.crc
        offset = len(body) if entri.letak is None else entri.letak
        head = (20, entri.bendera, entri.metode, 0, 33)
        body += struct.pack(
            "<4sHHHHHIIIHH", b"PK\x03\x04", *head, crc, len(packed), size, len(entri.nama), len(entri.extra)
        )
        body += entri.nama + entri.extra + packed
        if entri.bendera & 8:
            body += struct.pack("<4sIII", b"PK\x07\x08", crc, len(packed), size)
        if entri.di_pusat:
            directory += struct.pack(
                "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, *head, crc, len(packed), size, len(entri.nama),
                len(entri.extra), len(entri.komentar), 0, 0, entri.mode << 16, offset,
            )  # fmt: skip
            directory += entri.nama + entri.extra + entri.komentar
    count = sum(entri.di_pusat for entri in entries)
    start = len(body)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, len(komentar))
    return bytes(body + directory + end + komentar)


def bertanda(
    parts: dict[str, bytes],
    lampiran: dict[str, bytes] | None = None,
    *,
    baris: dict[str, int] | None = None,
    ubah: Callable[[bytes], bytes] = lambda content: content,
    kunci: KunciPrivat = KUNCI,
) -> list[Entri]:
    """Entries of a file whose signature holds, whatever stands in its parts."""
    if lampiran is None:
        lampiran = {NAMA_PNG: PNG} if "lampiran" in parts else {}
    own = replace(
        manifest(),
        kunci=kunci.id,
        bagian={
            name: Isi(
                hashlib.sha256(data).hexdigest(), len(data), (baris or {}).get(name, max(0, data.count(b"\n") - 1))
            )
            for name, data in parts.items()
        },
        lampiran={name: len(data) for name, data in lampiran.items()},
    )
    content = ubah(render_manifest(own, None))
    return [
        *(Entri(f"{name}.csv".encode(), data) for name, data in parts.items()),
        *(Entri(name.encode(), data, STORED) for name, data in lampiran.items()),
        Entri(b"manifest.json", content),
        Entri(b"penutup.json", render_penutup(own, kunci.sign(content))),
    ]


def bongkar(data: bytes) -> dict[str, bytes]:
    """Parts of a good file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name[:-4]: archive.read(name) for name in archive.namelist() if name.endswith(".csv")}


_ZEROS = zlib.compressobj(9, zlib.DEFLATED, -15)
# 16 MB of zeros that may be repeated: about 16 KB.
_BLOCK = _ZEROS.compress(bytes(1 << 24)) + _ZEROS.flush(zlib.Z_FULL_FLUSH)
_LAST = _ZEROS.flush()


def nol(gigabita: float) -> bytes:
    """A deflate stream that inflates to that many GB of zeros."""
    return _BLOCK * int(gigabita * 64) + _LAST


# --- mutations -------------------------------------------------------------------------------------------------------

Mutasi = Callable[[random.Random, bytes], bytes]


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _flip(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 8, 64))):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _flip_at_end(rng: random.Random, data: bytes) -> bytes:
    """In directory and closing mark, where a reader is led."""
    out = bytearray(data)
    out[-rng.randrange(1, min(900, len(out)))] = rng.randrange(256)
    return bytes(out)


def _splice(rng: random.Random, data: bytes) -> bytes:
    a, b = sorted(rng.randrange(len(data)) for _ in range(2))
    match rng.randrange(3):
        case 0:
            return data[:a] + data[b:]
        case 1:
            return data[:a] + data[a:b] * 2 + data[b:]
        case _:
            return data[:a] + rng.randbytes(b - a) + data[b:]


def _around(rng: random.Random, data: bytes) -> bytes:
    noise = rng.randbytes(rng.choice((1, 4, 22, 5000)))
    return rng.choice((noise + data, data + noise, data + data, data[1:], b"\0" * 100 + data, noise))


def _rezip(rng: random.Random, data: bytes) -> bytes:
    """Unpacked and packed again, as somebody does who looks inside; perhaps with something changed on the way."""
    out = io.BytesIO()
    # Names that come twice are wanted here.
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", rng.choice((0, 8, 12, 14))) as new,
    ):
        names = old.namelist()
        change = rng.randrange(7)
        if change == 0:
            rng.shuffle(names)
        for name in names:
            content, written = old.read(name), name
            if change == 1 and rng.random() < 0.3:
                written = rng.choice(NAMA_JAHAT)
            if change == 2 and rng.random() < 0.3 and content:
                content = _flip(rng, content)
            if change == 3 and rng.random() < 0.3:
                continue
            new.writestr(written, content)
        if change == 4:
            new.writestr(rng.choice(NAMA_JAHAT), rng.randbytes(20))
        if change == 5:
            new.comment = rng.randbytes(30)
        if change == 6:
            new.mkdir("lampiran")
    return out.getvalue()


NAMA_JAHAT = (
    "../../etc/passwd", "/etc/passwd", "..\\..\\windows\\win.ini", "C:\\windows\\win.ini", "lampiran/../../x.png",
    "rumah_tangga.csv/", "lampiran/", "RUMAH_TANGGA.CSV", "rumah_tangga.csv ", "rumah_tangga.csv\0.png", "a\nb.csv",
    "lampiran/" + "a" * 64 + ".exe", "lampiran/" + "g" * 64 + ".png", "con.csv", "ρumah.csv", "x" * 60_000 + ".csv",
    "manifest.json", "penutup.json", "kunci.json", "calon.csv", "tidak_dikenal.csv", ".csv", "file:///etc/passwd",
)  # fmt: skip


def hostile_part(rng: random.Random, data: bytes) -> bytes:
    """A part that a valid key signed, with contents that no application writes."""
    parts = bongkar(data)
    name = rng.choice(sorted(parts))
    content = parts[name]
    head, *lines = content.splitlines(keepends=True)
    line = rng.choice(lines) if lines else b"\n"
    tricks: list[Callable[[], bytes]] = [
        lambda: content.decode().encode("utf-16"),
        lambda: b"\xef\xbb\xbf" + content,
        lambda: content + "Rüdiger".encode("latin-1") + b"," * head.count(b",") + b"\n",
        lambda: content.replace(b"\n", b"\r\n"),
        lambda: content[:-1],
        lambda: content + b"\0" * 50 + b"\n",
        lambda: content + b"x\n",
        lambda: content + b"," * 5000 + b"\n",
        lambda: content + b'"' + b"," * head.count(b",") + b"\n",
        lambda: content + b'a"b' + b"," * head.count(b",") + b"\n",
        lambda: content + b"A" * rng.choice((40_000, 400_000)) + b"," * head.count(b",") + b"\n",
        lambda: b",".join(b"k%d" % number for number in range(100_000)) + b"\n" + b"".join(lines),
        lambda: head.replace(b",", b",,", 1) + b"".join(lines),
        lambda: head.strip() + b"," + head.split(b",")[0] + b"\n" + b"".join(lines),
        lambda: b"".join(lines),
        lambda: b"",
        head.strip,
        lambda: head + line * rng.choice((2, 300)),
        lambda: head + b"\n" * 500,
        lambda: head + b"\\.\n" + b"".join(lines),
        lambda: _swap_values(rng, head, lines),
        lambda: _swap_values(rng, head, lines),
        lambda: _swap_values(rng, head, lines),
        lambda: _swap_values(rng, head, lines),
    ]
    parts[name] = rng.choice(tricks)()
    count = {name: rng.choice((0, 10**6, 3))} if rng.random() < 0.1 else None
    if rng.random() < 0.1:
        del parts[rng.choice(sorted(parts))]
    return rakit(bertanda(parts, baris=count))


NILAI_JAHAT = (
    "99999999999999999999", "-1", "1e309", "NaN", "9" * 3000, "2026-02-31", "0001-01-01", "9999-12-31", "٣", "'; --",
    "=1+1", "\u202e", "\u200b", "𝔘", "\\.", "\\N", "NULL", "''", "null", "1,5", " ", "0x10", "true", "-0", "1e5",
    "3277011001", "+62", "\ufeff", "2026-11-21T10:00:00", "24:00", "{}", "[]", "e\u0301" * 60,
)  # fmt: skip


def _swap_values(rng: random.Random, head: bytes, lines: list[bytes]) -> bytes:
    """Well-formed CSV of values that mean nothing."""
    width = head.count(b",") + 1
    out = [head]
    for _ in range(len(lines) + 1):
        values = [rng.choice(NILAI_JAHAT) if rng.random() < 0.4 else "" for _ in range(width)]
        out.append(",".join(f'"{value}"' for value in values).encode() + b"\n")
    return b"".join(out)


def _hostile_container(rng: random.Random, data: bytes) -> bytes:
    """A signed file in a container with tricks of its own."""
    entries = bertanda(bongkar(data))
    place = rng.randrange(len(entries))
    own = entries[place]
    first = entries[0]

    def other(**changed: Any) -> bytes:
        return rakit([*entries[:place], replace(own, **changed), *entries[place + 1 :]])

    tricks: list[Callable[[], bytes]] = [
        lambda: rakit(entries, awal=b"#!/bin/sh\n"),
        lambda: rakit(entries, komentar=b"penutup.json"),
        lambda: other(nama=rng.choice(NAMA_JAHAT).encode()[:60000]),
        lambda: other(bendera=1),
        lambda: other(bendera=rng.randrange(1 << 16)),
        lambda: other(bendera=8),
        lambda: other(metode=rng.choice((1, 9, 12, 14, 93, 99))),
        lambda: other(mode=0o120777),
        lambda: other(mode=0o040755),
        lambda: other(extra=struct.pack("<HHQQ", 1, 16, 10**10, 10)),
        lambda: other(komentar=b"x" * 900),
        lambda: other(ukuran=rng.choice((0, 1, 2**32 - 1, 10**9, 9999))),
        lambda: other(crc=rng.randrange(2**32)),
        lambda: other(letak=rng.choice((0, 1, 2**32 - 1, 50))),
        lambda: rakit([*entries[:place], own, *entries[place:]]),
        lambda: rakit([replace(first, di_pusat=False), *entries]),
        lambda: rakit([*entries[:-1], replace(entries[-1], nama=b"penutup.jsox")]),
        lambda: rakit([entries[-1], *entries[:-1]]),
        lambda: rakit(entries[:-1]),
        lambda: rakit(entries + [Entri(b"x_%d.csv" % number, b"") for number in range(3000)]),
        lambda: _zip64(rakit(entries)),
        lambda: rakit(bertanda(bongkar(data), kunci=ASING)),
        lambda: rakit(bertanda(bongkar(data), {NAMA_PNG: PNG, f"lampiran/{'0' * 64}.png": PNG})),
        lambda: rakit(bertanda(bongkar(data), {NAMA_PNG.replace(".png", ".pdf"): PNG})),
        lambda: rakit(bertanda(bongkar(data), {})),
    ]
    return rng.choice(tricks)()


def _zip64(data: bytes) -> bytes:
    """The same with a ZIP64 end record before the end, which claims a directory of 10 GB."""
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, 10**10, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1)
    return data[:-22] + record + locator + data[-22:]


def _hostile_manifest(rng: random.Random, data: bytes) -> bytes:
    """A manifest that was signed as it stands, and should not have been."""
    values: list[object] = [
        None, True, -1, 2**63, 10**30, 1.5, "", "x" * 200, "\u0000", [], {}, [1], {"a": 1}, "2.0", "0.9", "1.99", "1",
        "prelist", "DT", 0, [0], [3277, "x"], [32_77_01] * 3000, "2026-11-20", "yesterday", {"rumah_tangga": 3},
        {"../x": {"sha256": "0" * 64, "ukuran": 1, "baris": 1}}, {"rumah_tangga": {"sha256": "z", "ukuran": 1}},
    ]  # fmt: skip

    def change(content: bytes) -> bytes:
        match rng.randrange(8):
            case 0:
                return rng.choice((b"[" * 100_000, b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b"", b"{}"))
            case 1:
                return b'{"a":' * 5000 + b"1" + b"}" * 5000
            case _:
                loaded = json.loads(content)
                for _ in range(rng.choice((1, 1, 3))):
                    loaded[rng.choice(sorted(loaded))] = rng.choice(values)
                if rng.random() < 0.1:
                    del loaded[rng.choice(sorted(loaded))]
                return json.dumps(loaded).encode()

    return rakit(bertanda(bongkar(data), ubah=change))


def _bomb(rng: random.Random, data: bytes) -> bytes:
    entries = bertanda(bongkar(data))
    place = rng.randrange(len(entries))
    own, size = entries[place], rng.choice((0.02, 0.5, 2.0))
    claimed = rng.choice((len(own.isi), int(size * 2**30), 2**32 - 1, 1 << 20, 390_000_000))
    bomb = replace(own, terkompres=nol(size), ukuran=claimed)
    return rakit([*entries[:place], bomb, *entries[place + 1 :]])


# Each with its share.
MUTASI: tuple[tuple[Mutasi, int], ...] = (
    (_cut, 12),
    (_flip, 16),
    (_flip_at_end, 14),
    (_splice, 10),
    (_around, 4),
    (_rezip, 10),
    (hostile_part, 14),
    (_hostile_container, 12),
    (_hostile_manifest, 8),
    (_bomb, 1),
)


def mutasi(rng: random.Random, data: bytes) -> tuple[str, bytes]:
    """One mutation of a good file, and its name."""
    own = rng.choices([item for item, _ in MUTASI], [share for _, share in MUTASI])[0]
    return own.__name__.strip("_"), own(rng, data)
