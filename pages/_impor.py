"""What a request about imports asks for: the kab of its reader, the file, filters and cursor, all checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from components.impor_rinci import PERUBAHAN, TAB
from data_access import impor_baca
from data_access.session import Connection
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.impor_tampil import UNTUK, Impor, baca_nomor
from domain.kode import Level, level_of, parse_kode

BATAS = 50


@dataclass(frozen=True, slots=True)
class Permintaan:
    """One address of the page. ``berkas`` None: the list, ``sebelum`` the number it begins below."""

    actor: Actor
    kab: int
    zona: int
    berkas: Impor | None
    sebelum: int | None
    tab: str


def read_permintaan(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Permintaan:
    """Check an address. Raises AccessDenied (also for a file that this kab does not have) or InvalidInput."""
    kab = kab_of(actor)
    if query.get("wilayah"):
        actor.narrow(parse_kode(query["wilayah"]))
    nomor = baca_nomor(query.get("berkas"))
    berkas = None if nomor is None else read_berkas(connection, kab, nomor)
    tab = str(query.get("tab") or PERUBAHAN)
    if tab not in TAB:
        raise InvalidInput("Bagian pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    zona = read_wilayah(connection, kab).zona or 7
    return Permintaan(actor, kab, zona, berkas, baca_nomor(query.get("sebelum")), tab)


def kab_of(actor: Actor) -> int:
    """The one kab whose files the reader handles."""
    actor.require(Permission.IMPORT_SIKS)
    if level_of(actor.wilayah) is not Level.KAB:
        raise AccessDenied()
    return actor.wilayah


def read_berkas(connection: Connection, kab: int, nomor: int) -> Impor:
    """One file of the kab; refused alike when it is another's and when there is none."""
    found = impor_baca.read_impor(connection, kab, nomor)
    if found is None:
        raise AccessDenied()
    return found


def read_kursor(value: object, width: int) -> list[Any] | None:
    """Where the next page begins, as the page itself was told. Raises InvalidInput for anything else."""
    if value is None:
        return None
    kinds: Sequence[type] = (int,) if width == 1 else (int, str, str)
    if not isinstance(value, list) or [type(part) for part in value] != list(kinds):
        raise InvalidInput("Lanjutan daftar tidak dapat dibaca. Muat ulang halaman.")
    if width > 1 and value[2] not in UNTUK:
        raise InvalidInput("Lanjutan daftar tidak dapat dibaca. Muat ulang halaman.")
    return value


def ip() -> str | None:
    """Address of the reader's machine."""
    return request.remote_addr
