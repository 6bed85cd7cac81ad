"""Manifest and closing entry of a ``.siks`` file: what they hold, how they are written, and how they are read."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from domain.errors import PortalError
from domain.impor import BerkasDitolak, Galat
from domain.kalender import Program
from domain.kode import Level, ancestor, level_of
from domain.siks import BAGIAN, MODUL, VERSI, JenisBerkas

KUNCI_ENTRY = "kunci.json"
MANIFEST_ENTRY = "manifest.json"
PENUTUP_ENTRY = "penutup.json"
FORMAT = "siks"

LARGEST_MANIFEST = 8 << 20
LARGEST_PENUTUP = 4096
# Lines of all parts without their headers.
MOST_ROWS = 2_000_000
_MOST_WILAYAH = 2000
_LONGEST_TEXT = 100

_LAMPIRAN = re.compile(r"lampiran/([0-9a-f]{64})\.(pdf|jpg|png)")
_PART = re.compile(r"([a-z_]{1,40})\.csv")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
_KEY = re.compile(r"[0-9a-z-]{1,64}")


_OF_FINAL = ("keadaan", "kunci_publik")
_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class Isi(NamedTuple):
    """One part as the manifest lists it: SHA-256 in hex, bytes, lines without the header."""

    sha256: str
    ukuran: int
    baris: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says about itself. ``bagian``, ``lampiran`` and ``kunci`` are filled in when it is written."""

    jenis: JenisBerkas
    # BSP | DT
    modul: str
    kab: int
    # Kab, kecamatan or desa that the file covers.
    wilayah: tuple[int, ...]
    periode: int
    aplikasi: str
    versi_aplikasi: str
    dibuat: datetime
    perangkat: str
    operator: str
    kunci: str = ""
    versi: str = VERSI
    bagian: Mapping[str, Isi] = field(default_factory=dict)
    # Name in the container -> bytes.
    lampiran: Mapping[str, int] = field(default_factory=dict)
    # Of a final file: how far the periode has come, and the half of the key that checks, in hex.
    keadaan: str = ""
    kunci_publik: str = ""

    @property
    def program(self) -> Program:
        """The programme of its modul."""
        return MODUL[self.modul]

    def as_json(self) -> dict[str, Any]:
        """All but the list of attachments, of which only the number: what the portal keeps of a file."""
        return {
            "format": FORMAT,
            "versi": self.versi,
            "jenis": self.jenis.value,
            "modul": self.modul,
            "kab": self.kab,
            "wilayah": list(self.wilayah),
            "periode": self.periode,
            "aplikasi": self.aplikasi,
            "versi_aplikasi": self.versi_aplikasi,
            "dibuat": self.dibuat.isoformat(),
            "perangkat": self.perangkat,
            "operator": self.operator,
            "kunci": self.kunci,
            "bagian": {name: item._asdict() for name, item in self.bagian.items()},
            "lampiran": len(self.lampiran),
        } | {name: value for name in _OF_FINAL if (value := getattr(self, name))}


def lampiran_digest(name: str) -> str | None:
    """SHA-256 (hex) that the name of an attachment carries; None when it is no name of an attachment."""
    match = _LAMPIRAN.fullmatch(name)
    return match[1] if match else None


def is_part(name: str) -> bool:
    """Whether an entry is named like a part that holds rows."""
    return _PART.fullmatch(name) is not None


def render_manifest(manifest: Manifest, kunci_digest: tuple[str, int] | None) -> bytes:
    """The bytes of ``manifest.json``; ``kunci_digest`` is SHA-256 and size of ``kunci.json``, in a prelist."""
    content = manifest.as_json() | {"lampiran": manifest.lampiran}
    if kunci_digest is not None:
        content["kunci_berkas"] = {"sha256": kunci_digest[0], "ukuran": kunci_digest[1]}
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def render_penutup(manifest: Manifest, signature: bytes) -> bytes:
    """The bytes of ``penutup.json``."""
    return orjson.dumps(
        {
            "format": FORMAT,
            "versi": manifest.versi,
            "kab": manifest.kab,
            "kunci": manifest.kunci,
            "tanda_tangan": base64.b64encode(signature).decode(),
        }
    )


@dataclass(frozen=True, slots=True)
class Penutup:
    """The closing entry: with which key the manifest is signed."""

    versi: str
    kab: int
    kunci: str
    tanda_tangan: bytes


def parse_penutup(data: bytes) -> Penutup:
    """Read ``penutup.json``. Raises BerkasDitolak: RUSAK, or VERSI when this portal cannot read the file."""
    take = _Reader(PENUTUP_ENTRY, data)
    if take.content.get("format") != FORMAT:
        raise BerkasDitolak(Galat.BUKAN_SIKS)
    versi = take.text("versi")
    _check_version(versi)
    try:
        signature = base64.b64decode(take.text("tanda_tangan"), validate=True)
    except ValueError as problem:
        raise take.broken() from problem
    return Penutup(versi, take.number("kab", 1000, 9999), take.matching("kunci", _KEY), signature)


def _check_version(versi: str) -> None:
    known = VERSI.split(".")
    match = _VERSION.fullmatch(versi)
    if match is None or match[1] != known[0] or int(match[2]) > int(known[1]):
        raise BerkasDitolak(Galat.VERSI, versi=versi[:20], dikenal=VERSI)


def parse_manifest(data: bytes) -> tuple[Manifest, Isi | None]:
    """Read ``manifest.json``: the manifest, and what it says of ``kunci.json``. Raises BerkasDitolak (RUSAK)."""
    take = _Reader(MANIFEST_ENTRY, data)
    jenis, modul = take.text("jenis"), take.text("modul")
    if take.content.get("format") != FORMAT or jenis not in set(JenisBerkas) or modul not in MODUL:
        raise take.broken()
    kab = take.number("kab", 1000, 9999)
    periode = take.number("periode", 2000_01, 2999_12)
    if not 1 <= periode % 100 <= 12:
        raise take.broken()
    own = JenisBerkas(jenis)
    kunci = take.content.get("kunci_berkas")
    if (kunci is None) == (own is JenisBerkas.PRELIST):
        raise take.broken()
    manifest = Manifest(
        jenis=own,
        modul=modul,
        kab=kab,
        wilayah=take.wilayah(kab),
        periode=periode,
        aplikasi=take.text("aplikasi"),
        versi_aplikasi=take.text("versi_aplikasi"),
        dibuat=take.moment("dibuat"),
        perangkat=take.text("perangkat"),
        operator=take.text("operator"),
        kunci=take.matching("kunci", _KEY),
        versi=take.text("versi"),
        bagian={name: take.isi(item) for name, item in take.table("bagian").items()},
        lampiran=take.lampiran(),
        keadaan=take.text("keadaan") if own is JenisBerkas.FINAL else "",
        kunci_publik=take.matching("kunci_publik", _PUBLIC_KEY) if own is JenisBerkas.FINAL else "",
    )
    if not set(manifest.bagian) <= {part.value for part in BAGIAN[own]}:
        raise take.broken()
    if sum(isi.baris for isi in manifest.bagian.values()) > MOST_ROWS:
        raise BerkasDitolak(Galat.BOM)
    return manifest, None if kunci is None else take.isi(kunci | {"baris": 0} if isinstance(kunci, dict) else kunci)


class _Reader:
    """Takes fields of one JSON object, each checked; anything unexpected is RUSAK with the entry's name."""

    def __init__(self, entry: str, data: bytes) -> None:
        self._entry = entry
        try:
            content = orjson.loads(data)
        except orjson.JSONDecodeError as problem:
            raise self.broken() from problem
        if not isinstance(content, dict):
            raise self.broken()
        self.content: dict[str, Any] = content

    def broken(self) -> BerkasDitolak:
        return BerkasDitolak(Galat.RUSAK, bagian=self._entry)

    def text(self, name: str) -> str:
        value = self.content.get(name)
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not value.isprintable():
            raise self.broken()
        return value

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.text(name)
        if pattern.fullmatch(value) is None:
            raise self.broken()
        return value

    def number(self, name: str, low: int, high: int) -> int:
        return self._within(self.content.get(name), low, high)

    def moment(self, name: str) -> datetime:
        try:
            value = datetime.fromisoformat(self.text(name))
        except ValueError as problem:
            raise self.broken() from problem
        if value.tzinfo is None:
            raise self.broken()
        return value

    def wilayah(self, kab: int) -> tuple[int, ...]:
        codes = self.content.get("wilayah")
        if not isinstance(codes, list) or not 1 <= len(codes) <= _MOST_WILAYAH:
            raise self.broken()
        for kode in codes:
            try:
                inside = type(kode) is int and level_of(kode) >= Level.KAB and ancestor(kode, Level.KAB) == kab
            except PortalError:
                inside = False
            if not inside:
                raise self.broken()
        return tuple(codes)

    def table(self, name: str) -> dict[str, Any]:
        value = self.content.get(name)
        if not isinstance(value, dict):
            raise self.broken()
        return value

    def isi(self, item: object) -> Isi:
        if not isinstance(item, dict):
            raise self.broken()
        digest = item.get("sha256")
        if not isinstance(digest, str) or _SHA256.fullmatch(digest) is None:
            raise self.broken()
        return Isi(digest, self._within(item.get("ukuran"), 0, 1 << 40), self._within(item.get("baris"), 0, 1 << 40))

    def lampiran(self) -> dict[str, int]:
        found = self.table("lampiran")
        for name, size in found.items():
            if lampiran_digest(name) is None:
                raise self.broken()
            self._within(size, 1, 1 << 40)
        return found

    def _within(self, value: object, low: int, high: int) -> int:
        if type(value) is not int or not low <= value <= high:
            raise self.broken()
        return value
