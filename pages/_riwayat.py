"""What an address of the audit page asks for, checked against what its reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from data_access.riwayat_audit import Tanya
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput
from domain.kalender import JAKARTA
from domain.kode import Level, parse_kode
from domain.riwayat import Kursor
from pages._shell import page_status

SAYA = "saya"


@dataclass(frozen=True, slots=True)
class Permintaan:
    """``semua``: the reader may see what others did; ``lengkap``: identities in full; ``disaring``: a filter is set."""

    tanya: Tanya
    wilayah: Wilayah
    semua: bool
    lengkap: bool
    disaring: bool

    @property
    def zona(self) -> int:
        """Hours east of UTC."""
        return self.wilayah.zona or 7


def read_permintaan(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Permintaan:
    """Check an address. Raises AccessDenied for a wilayah outside, InvalidInput for what cannot be read.

    Who may not read the audit sees their own rows only, whatever the address asks for.
    """
    actor.require(Permission.VIEW_PROGRES)
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    semua = actor.may(Permission.VIEW_AUDIT)
    own = not semua or query.get("milik") == SAYA
    orang, aksi, objek = (_text(query, name) for name in ("orang", "aksi", "objek"))
    first, last = _day(query, "dari"), _day(query, "sampai")
    if first is not None and last is not None and last < first:
        raise InvalidInput("Tanggal “sampai” lebih awal daripada “dari”. Perbaiki salah satunya.")
    below = scope.level > Level.KAB
    tanya = Tanya(
        scope,
        milik=actor.username if own else None,
        orang=None if own else orang,
        aksi=aksi,
        objek=objek,
        dari=first,
        sampai=None if last is None else last + timedelta(days=1),
        desa_saja=below and own,
        bernama_desa=below and not own,
    )
    return Permintaan(
        tanya,
        read_wilayah(connection, scope.kode),
        semua,
        actor.may(Permission.UNMASK_IDENTITAS),
        any(value is not None for value in (tanya.orang, aksi, objek, first, last)),
    )


def read_kursor(value: object) -> Kursor | None:
    """Where the next page begins, as the page itself was told. Raises InvalidInput for anything else."""
    if value is None:
        return None
    wrong = InvalidInput("Lanjutan daftar tidak dapat dibaca. Muat ulang halaman.")
    if not isinstance(value, list) or [type(part) for part in value] != [str, int, int]:
        raise wrong
    try:
        moment = datetime.fromisoformat(value[0])
    except ValueError as error:
        raise wrong from error
    if moment.tzinfo is None or not (0 <= value[1] < 2**15 and 0 <= value[2] < 2**63):
        raise wrong
    return Kursor(moment, value[1], value[2])


def opens(path: str, actor: Actor) -> bool:
    """Whether a page of the portal answers this reader there."""
    parts = urlsplit(path)
    return page_status(parts.path, dict(parse_qsl(parts.query)), actor) == 200


def _text(query: Mapping[str, Any], name: str) -> str | None:
    value = str(query.get(name) or "").strip()
    if len(value) > 200 or not value.isprintable():
        raise InvalidInput("Saringan pada alamat terlalu panjang atau memuat huruf yang tidak dikenal. Hapus saringan.")
    return value or None


def _day(query: Mapping[str, Any], name: str) -> datetime | None:
    """Midnight in Jakarta at which the day begins."""
    value = str(query.get(name) or "")
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError as error:
        raise InvalidInput("Tanggal pada alamat tidak dapat dibaca. Pilih lagi dari halaman ini.") from error
    if not 2000 <= found.year <= 2100:
        raise InvalidInput("Tanggal harus antara tahun 2000 dan 2100.")
    return datetime.combine(found, time(), JAKARTA)
