"""What the page of registrations asks for: the address read and narrowed, and what the browser wants done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component

from components.pendaftaran import daftar, formulir, laporan, rinci
from data_access.keterangan import read_now
from data_access.pemindahan import list_tujuan
from data_access.pendaftaran import count_waiting, list_berkas, list_langkah, list_pendaftaran, read_pendaftaran
from data_access.session import Connection, read_session
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kesos import baca_rujukan
from domain.kode import contains
from domain.pendaftaran import (
    LANGKAH,
    MEJA,
    PENCATAT,
    JenisPendaftaran,
    Pendaftaran,
)
from pages._pemindahan import cursor, cursor_text, ip, kab_of, read_key
from pages._session import narrowed, now
from workflow import kesos
from workflow import pendaftaran as alur
from workflow.batch import read_setelan


def desks_of(actor: Actor) -> list[str]:
    """What waits for the reader: the desk of the role, and for who takes registrations down what came back."""
    desks = [code for code, meja in MEJA.items() if meja.peran is actor.role]
    return [*desks, *([PENCATAT] if actor.may(Permission.RECORD_PENDAFTARAN) else [])]


def read_daftar(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Component:
    """The queue or list that the address asks for."""
    scope, desks = narrowed(query), desks_of(actor)
    mine = bool(desks) and query.get("tampil") != "semua"
    after = cursor(query.get("setelah"))
    found, more = list_pendaftaran(connection, scope, desks if mine else None, after)
    return daftar(
        found,
        tampil="saya" if mine else "semua",
        menunggu=count_waiting(connection, scope, desks) if desks else None,
        buka=str(query.get("buka") or ""),
        lanjut=cursor_text(more),
        mulai=after is not None,
        unduh={"wilayah": scope.kode} if actor.may(Permission.EXPORT_RUMAH_TANGGA) else None,
    )


def _one(connection: Connection, actor: Actor, text: object) -> Pendaftaran:
    item = read_pendaftaran(connection, actor.narrow(None), *read_key(text))
    if item is None:
        raise AccessDenied()
    return item


def boleh(actor: Actor, item: Pendaftaran) -> list[str]:
    """Steps that the reader may take with a registration now."""
    if item.jenis is not JenisPendaftaran.DAFTAR:
        return []
    here = item.langkah in MEJA and MEJA[item.langkah].peran is actor.role
    return [
        step.kode
        for step in LANGKAH
        if item.state in step.dari
        and step.izin is not None
        and actor.may(step.izin)
        and (here if step.izin is Permission.FORWARD_PENDAFTARAN else step.kode == "kirim")
    ]


def read_rinci(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Component:
    """The registration that the address opens."""
    item = _one(connection, actor, query["buka"])
    return rinci(
        item,
        read_setelan(connection).langkah_pendaftaran,
        list_langkah(connection, item.kab, item.nomor),
        list_berkas(connection, item.kab, item.nomor),
        boleh=boleh(actor, item),
        lihat=actor.may(Permission.UNMASK_IDENTITAS),
    )


def read_form(actor: Actor, query: Mapping[str, Any]) -> Component | None:
    """The form that the address opens: of a new citizen, of one that came back, or of a report."""
    if query.get("lapor"):
        actor.require(Permission.RECORD_PENDAFTARAN)
        with read_session() as connection:
            today = read_now(connection).date()
        return laporan(kesos.open_card(actor, baca_rujukan(query["lapor"]), day=today, alamat_ip=ip()))
    if not query.get("catat"):
        return None
    actor.require(Permission.RECORD_PENDAFTARAN)
    with read_session() as connection:
        item = None if query["catat"] == "1" else _one(connection, actor, query["catat"])
        places = [desa for desa in list_tujuan(connection, kab_of(actor)) if contains(actor.wilayah, desa.kode)]
    return formulir(places, item)


def act(actor: Actor, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Do what the browser asks with one registration; what to tell."""
    numbers = wish.get("nomor")
    if not isinstance(numbers, list) or len(numbers) != 1:
        raise InvalidInput("Pendaftaran tidak dapat dibaca. Muat ulang halaman, lalu ulangi.")
    kab, number = read_key(numbers[0])
    note, saat = str(wish.get("catatan") or ""), now()
    if wish.get("aksi") == "teruskan":
        with read_session() as connection:
            day = read_now(connection)
        case = alur.teruskan(actor, kab, number, note, now=day, saat=saat, alamat_ip=ip())
        text = "Pendaftaran diteruskan." if case is None else "Pendaftaran menjadi kasus usulan DTKS baru."
    elif wish.get("aksi") == "kembalikan":
        alur.kembalikan(actor, kab, number, note, saat=saat, alamat_ip=ip())
        text = "Pendaftaran dikembalikan kepada pencatat."
    elif wish.get("aksi") == "tolak":
        alur.tolak(actor, kab, number, note, saat=saat, alamat_ip=ip())
        text = "Pendaftaran ditolak."
    else:
        raise InvalidInput("Tindakan tidak dikenal. Muat ulang halaman, lalu ulangi.")
    return {"pesan": text, "saat": wish.get("saat")}
