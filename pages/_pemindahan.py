"""What the page of moves asks for: the address read and narrowed, and what the browser wants done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from dash.development.base_component import Component
from flask import request

from components.format import number
from components.pemindahan import daftar
from data_access.kesos import Tanya
from data_access.keterangan import read_now
from data_access.pemindahan import Urutan, count_by_state, list_pemindahan, read_ikut, read_pemindahan
from data_access.periode import list_periode
from data_access.session import Connection, read_session
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kesos import Saringan, baca, baca_rujukan
from domain.kode import Level, ancestor, level_of, parse_kode
from domain.pemindahan import LANGKAH, PALING_BANYAK_PUTUSAN, Calon, Ikut, Pemindahan, StatePemindahan
from pages._session import narrowed, now
from workflow import pemindahan as alur

_KEY = re.compile(r"([1-9][0-9]{3})-([1-9][0-9]{0,17})")
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+)Z_(\d{4})_(\d{1,18})")


def kab_of(actor: Actor) -> int:
    """The kab that the reader belongs to. Raises AccessDenied for one above it."""
    if level_of(actor.wilayah) < Level.KAB:
        raise AccessDenied()
    return ancestor(actor.wilayah, Level.KAB)


def read_state(query: Mapping[str, Any]) -> StatePemindahan:
    """The state of the address. Raises InvalidInput."""
    try:
        return StatePemindahan(str(query.get("state") or StatePemindahan.DIAJUKAN))
    except ValueError as error:
        raise InvalidInput("Keadaan pada alamat tidak dikenal. Pilih lagi dari halaman ini.") from error


def read_daftar(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Component:
    """The list that the address asks for."""
    scope, state = narrowed(query), read_state(query)
    after = cursor(query.get("setelah"))
    found, more = list_pemindahan(connection, scope, state, after)
    return daftar(
        found,
        count_by_state(connection, scope),
        state,
        buka=str(query.get("buka") or ""),
        lanjut=cursor_text(more),
        mulai=after is not None,
        unduh="/pemindahan/unduh?" + urlencode({"wilayah": scope.kode, "state": str(state)}),
        may_decide=actor.may(Permission.APPROVE_PEMINDAHAN),
    )


def cursor(text: object) -> Urutan | None:
    """Where a page of a list begins, from the address. Raises InvalidInput."""
    if not text:
        return None
    found = _CURSOR.fullmatch(str(text))
    try:
        if found:
            return datetime.fromisoformat(found[1]).replace(tzinfo=UTC), int(found[2]), int(found[3])
    except ValueError:
        pass
    raise InvalidInput("Lanjutan daftar tidak dapat dibaca. Mulai lagi dari awal.")


def cursor_text(at: Urutan | None) -> str | None:
    """The same as the address carries it."""
    return at and f"{at[0].astimezone(UTC).replace(tzinfo=None).isoformat()}Z_{at[1]}_{at[2]}"


def read_key(text: object) -> tuple[int, int]:
    """Kab and number of a move: "3277-12". Raises InvalidInput."""
    found = _KEY.fullmatch(str(text or ""))
    if found is None:
        raise InvalidInput("Pemindahan pada alamat tidak dapat dibaca. Pilih lagi dari daftar.")
    return int(found[1]), int(found[2])


def read_rinci(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> tuple[Pemindahan, Ikut]:
    """The move of the address and what would go along. Raises AccessDenied for one that is not the reader's to see."""
    item = read_pemindahan(connection, actor.narrow(None), *read_key(query["buka"]))
    if item is None:
        raise AccessDenied()
    return item, read_ikut(connection, item.rujukan)


def boleh(actor: Actor, item: Pemindahan) -> list[str]:
    """Steps that the reader may take with a move, as far as the page can know."""
    own = item.pengaju == actor.id
    return [
        step.kode
        for step in LANGKAH
        if item.state in step.dari
        and step.izin is not None
        and actor.may(step.izin)
        and (step.kode == "batalkan" or own == (step.kode == "tarik"))
    ]


def read_keranjang(actor: Actor, query: Mapping[str, Any]) -> list[Calon]:
    """Households chosen in the address, checked against its target."""
    found = [baca_rujukan(part) for part in str(query.get("keranjang") or "").split(",") if part]
    kab = kab_of(actor)
    if any(item.kab != kab for item in found):
        raise AccessDenied()
    target = parse_kode(query["tujuan"]) if query.get("tujuan") else None
    return alur.periksa(actor, kab, [item.ruta for item in found], target, saat=now())


def tanya_of(connection: Connection, actor: Actor, teks: str) -> Tanya:
    """A question to the register about the reader's own wilayah, by what was typed."""
    kueri = baca(teks)
    if not teks.strip():
        raise InvalidInput("Ketik NIK, nomor KK, nama, atau alamat yang dicari.")
    periode = list_periode(connection)[0]
    return Tanya(actor.narrow(None), kueri, Saringan(), int(periode.program), periode.kode)


def ip() -> str | None:
    """Address of the reader's machine."""
    return request.remote_addr


def act(actor: Actor, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Do what the browser asks with the moves it names, all of one kab; what to tell, and where to go."""
    keys = _keys(wish.get("nomor"))
    kab, numbers = keys[0][0], [number for _, number in keys]
    note, saat = str(wish.get("catatan") or ""), now()
    if wish.get("aksi") == "setujui":
        with read_session() as connection:
            day = read_now(connection)
        places = alur.setujui(actor, kab, numbers, now=day, saat=saat, alamat_ip=ip())
        text = f"{number(len(numbers))} rumah tangga dipindahkan; {number(places)} tempat kuota ikut pindah."
    elif wish.get("aksi") == "tolak":
        alur.tolak(actor, kab, numbers, note, saat=saat, alamat_ip=ip())
        text = f"{number(len(numbers))} ajuan ditolak."
    elif wish.get("aksi") == "tarik":
        alur.tarik(actor, kab, numbers, saat=saat, alamat_ip=ip())
        text = "Ajuan ditarik."
    elif wish.get("aksi") == "batalkan":
        alur.batalkan(actor, kab, numbers, note, saat=saat, alamat_ip=ip())
        text = "Pemindahan dibatalkan; rumah tangga, kasus, dan kuota kembali seperti semula."
    else:
        raise InvalidInput("Tindakan tidak dikenal. Muat ulang halaman, lalu ulangi.")
    return {"pesan": text, "saat": wish.get("saat")}


def _keys(value: object) -> Sequence[tuple[int, int]]:
    if not isinstance(value, list) or not 0 < len(value) <= PALING_BANYAK_PUTUSAN:
        raise InvalidInput("Pilih paling sedikit satu rumah tangga.")
    keys = [read_key(part) for part in value]
    if len({kab for kab, _ in keys}) > 1:
        raise AccessDenied()
    return keys
