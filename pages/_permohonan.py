"""What the page of data requests asks for: the address read and narrowed, and what the browser wants done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component
from flask import request

from components import permohonan as bagian
from data_access.keterangan import read_now
from data_access.periode import list_periode
from data_access.permohonan import (
    count_by_state,
    count_unduhan,
    list_bagian,
    list_berkas,
    list_kunci,
    list_paket,
    list_permohonan,
    read_permohonan,
)
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import ROLE_NAME, Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kalender import PROGRAM_NAME
from domain.kode import Level, level_of, parse_kode
from domain.permohonan import LANGKAH, WAJIB, Permohonan, StatePermohonan
from pages._session import narrowed, now
from workflow import permohonan as alur
from workflow.batch import read_setelan

_KEY = re.compile(r"([1-9]\d{3})-([1-9]\d{0,17})")
_PERIODE = re.compile(r"([1-9])-([12]\d{5})")
_BATAS = 30


def ip() -> str | None:
    """Address of the reader's machine."""
    return request.remote_addr


def read_key(text: object) -> tuple[int, int]:
    """Kab and number of a request: "3277-12". Raises InvalidInput."""
    found = _KEY.fullmatch(str(text or ""))
    if found is None:
        raise InvalidInput("Permohonan pada alamat tidak dapat dibaca. Pilih lagi dari daftar.")
    return int(found[1]), int(found[2])


def own(actor: Actor, kab: int) -> bool:
    """Whether the reader asks for data of this kab."""
    return actor.may(Permission.REQUEST_DATA) and actor.wilayah == kab


def zona_of(connection: Connection, kode: int) -> int:
    """Zone of a wilayah, in hours east of UTC."""
    return read_wilayah(connection, kode).zona or 7


def read_daftar(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Component:
    """The list that the address asks for."""
    scope = narrowed(query)
    state, after = query.get("keadaan") or None, str(query.get("setelah") or "")
    if (state is not None and state not in set(StatePermohonan)) or not re.fullmatch(r"\d{0,18}", after):
        raise InvalidInput("Saringan pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    known = StatePermohonan(state) if state else None
    found = list_permohonan(connection, scope, known, int(after) if after else None, _BATAS + 1)
    return bagian.daftar(
        found[:_BATAS],
        count_by_state(connection, scope),
        known,
        buka=str(query.get("buka") or ""),
        lanjut=found[_BATAS - 1].nomor if len(found) > _BATAS else None,
        zona=zona_of(connection, scope.kode),
        meminta=actor.may(Permission.REQUEST_DATA),
        alamat={"wilayah": str(scope.kode), "keadaan": state},
    )


def read_one(connection: Connection, actor: Actor, kab: int, nomor: int) -> Permohonan:
    """One request; refused alike when it is another's and when there is none."""
    actor.require(Permission.VIEW_PERMOHONAN, kab)
    found = read_permohonan(connection, actor.narrow(None), kab, nomor)
    if found is None:
        raise AccessDenied()
    return found


def read_rinci(connection: Connection, actor: Actor, query: Mapping[str, Any]) -> Component:
    """The request that the address opens."""
    item = read_one(connection, actor, *read_key(query.get("buka")))
    setelan, mine = read_setelan(connection), own(actor, item.kab)
    return bagian.rinci(
        item,
        list_berkas(connection, item.kab, item.nomor),
        list_paket(connection, item.kab, item.nomor) if mine else [],
        wajib=WAJIB[setelan.pemeriksa_mou],
        pemeriksa=ROLE_NAME[setelan.pemeriksa_mou],
        boleh={step.kode for step in LANGKAH if item.state in step.dari and _may(actor, step.izin, item, setelan)},
        meminta=mine,
        terbuka=item.terbuka(now()),
        sisa=max(0, setelan.kali_unduhan - count_unduhan(connection, item.kab, item.nomor)),
        bagian=list_bagian(connection, item.kab) if mine else [],
        zona=zona_of(connection, item.kab),
    )


def _may(actor: Actor, izin: Permission | None, item: Permohonan, setelan: Any) -> bool:
    if izin is Permission.CHECK_PERMOHONAN:
        return actor.role is setelan.pemeriksa_mou and actor.may(izin)
    return izin is not None and own(actor, item.kab)


def read_form(connection: Connection, actor: Actor) -> Component:
    """The form of a new request, with the periode that have begun."""
    actor.require(Permission.REQUEST_DATA)
    moment = read_now(connection)
    choices = {
        f"{int(item.program)}-{item.kode}": f"{PROGRAM_NAME[item.program]}, {item.label}"
        for item in list_periode(connection)
        if item.buka <= moment <= item.tutup_pengesahan
    }
    return bagian.formulir(choices)


def read_kunci(connection: Connection, actor: Actor) -> Component | None:
    """Keys of the reader's own kab."""
    if not actor.may(Permission.IMPORT_SIKS) or level_of(actor.wilayah) is not Level.KAB:
        return None
    return bagian.kunci(list_kunci(connection, actor.wilayah), zona_of(connection, actor.wilayah), now())


def act(actor: Actor, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Do what a form asked for; the answer is what the page says, and where it goes."""
    aksi, which = wish.get("aksi"), wish.get("nomor")
    target = which[0] if isinstance(which, list) and which else ""
    answer = {"saat": wish.get("saat")}
    if aksi == "buat":
        found = _PERIODE.fullmatch(str(wish.get("periode") or ""))
        if found is None:
            raise InvalidInput("Pilih program dan periodenya.")
        nomor = alur.buat(actor, int(found[1]), int(found[2]), str(wish.get("keperluan") or ""), saat=now(),
                          alamat_ip=ip())  # fmt: skip
        key = f"{actor.wilayah}-{nomor}"
        text = "Draf disimpan. Unggah berkasnya, lalu kirim untuk diperiksa."
        return answer | {"pesan": text, "ke": {"buat": None, "buka": key, "keadaan": None}}
    if aksi == "cabut":
        alur.cabut_kunci(actor, actor.wilayah, str(target), str(wish.get("alasan") or ""), saat=now(), alamat_ip=ip())
        return answer | {"pesan": "Kunci dicabut. Berkas yang memakainya tidak diterima lagi."}
    kab, nomor = read_key(target)
    with read_session() as connection:
        read_one(connection, actor, kab, nomor)
    if aksi == "paket":
        alur.minta_paket(actor, kab, nomor, parse_kode(wish.get("wilayah")), saat=now(), alamat_ip=ip())
        return answer | {"pesan": "Paket sedang dibuat. Halaman ini menunjukkan kemajuannya."}
    if aksi not in {step.kode for step in LANGKAH}:
        raise InvalidInput("Permintaan tidak dapat dibaca. Muat ulang halaman, lalu ulangi.")
    note = str(wish.get("catatan") or "")
    state = alur.langkah(actor, kab, nomor, str(aksi), saat=now(), catatan=note, alamat_ip=ip())
    return answer | {"pesan": f"Permohonan {nomor}: {bagian.STATE_NAME[state].lower()}."}
