"""Acts of the calendar page: what the browser sends read and checked, then ``workflow.kalender``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from dash import Input, Output, State
from flask import request

from components.format import number
from data_access.keterangan import read_now
from data_access.session import read_session
from data_access.verivali_store import BatchKey
from domain.access import Actor, Permission
from domain.errors import InvalidInput
from domain.kode import parse_kode
from domain.setelan import setelan_of
from pages._guard import guarded_callback
from pages._kalender import read_hari
from pages._session import current_actor, narrowed
from workflow import kalender as act

Wish = Mapping[str, Any]

AKSI: dict[str, Permission] = {
    "beri": Permission.GRANT_EXCEPTION,
    "cabut": Permission.GRANT_EXCEPTION,
    "setelan": Permission.MANAGE_PORTAL,
    "buka": Permission.MANAGE_PORTAL,
    "langganan": Permission.VIEW_PROGRES,
}
ANSWERS = tuple(f"kalender-{name}-jawab" for name in AKSI)
STORES = (*(f"kalender-{name}" for name in AKSI), *ANSWERS)


def register_actions() -> None:
    """Register the callback of every act."""
    for name, function in _FUNCTIONS.items():
        _register(name, function)


def _register(name: str, function: Callable[[Actor, Wish, Wish, dict[str, Any]], str]) -> None:
    @guarded_callback(
        Output(f"kalender-{name}-jawab", "data"),
        Input(f"kalender-{name}", "data"),
        State("pilihan", "data"),
        requires=AKSI[name],
        prevent_initial_call=True,
    )
    def run(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> dict[str, Any] | None:
        if not wish:
            return None
        with read_session() as connection:
            now = read_now(connection)
        said = function(current_actor(), wish, pilihan or {}, {"now": now, "alamat_ip": request.remote_addr})
        return {"kata": said, "saat": datetime.now(UTC).isoformat()}


def _grant(actor: Actor, wish: Wish, pilihan: Wish, context: dict[str, Any]) -> str:
    scope = actor.narrow(parse_kode(str(pilihan["wilayah"])) if pilihan.get("wilayah") else None)
    program, _, periode = str(wish.get("periode") or "").partition("-")
    key = BatchKey(scope.kode, _whole(periode), _whole(program))
    act.beri_pengecualian(
        actor,
        key,
        str(wish.get("kegiatan") or ""),
        read_hari(wish.get("hari")),
        str(wish.get("alasan") or ""),
        saat=datetime.now(UTC),
        **context,
    )
    return "Pengecualian berlaku mulai sekarang, dan tampil di kalender kab/kota itu."


def _revoke(actor: Actor, wish: Wish, _pilihan: Wish, context: dict[str, Any]) -> str:
    act.cabut_pengecualian(
        actor,
        _whole(wish.get("kab")),
        _whole(wish.get("nomor")),
        saat=datetime.now(UTC),
        alamat_ip=context["alamat_ip"],
    )
    return "Pengecualian dicabut. Tenggat semula berlaku lagi."


def _decide(actor: Actor, wish: Wish, _pilihan: Wish, context: dict[str, Any]) -> str:
    try:
        new = setelan_of(
            {
                "validasi_bps": wish.get("validasi_bps") == "ya",
                "pemeriksa_mou": wish.get("pemeriksa_mou"),
                "bulan_dtks": sorted(_whole(item) for item in wish.get("bulan_dtks") or []),
                "langkah_pendaftaran": [str(item) for item in wish.get("langkah_pendaftaran") or []],
                "hari_unduhan": _whole(wish.get("hari_unduhan")),
                "kali_unduhan": _whole(wish.get("kali_unduhan")),
                "sel_terkecil": _whole(wish.get("sel_terkecil")),
                "hari_paket": _whole(wish.get("hari_paket")),
            }
        )
    except (ValueError, TypeError) as error:
        raise InvalidInput("Isian setelan tidak dapat dibaca. Muat ulang halaman, lalu ulangi.") from error
    act.ubah_setelan(actor, new, **context)
    return "Setelan disimpan dan langsung berlaku."


def _open(actor: Actor, wish: Wish, _pilihan: Wish, context: dict[str, Any]) -> str:
    if wish.get("periode"):
        done = act.buka_periode_dini(actor, _whole(wish.get("program")), _whole(wish.get("periode")), **context)
    else:
        done = act.buka_sekarang(actor, **context)
    failed = f" {number(done.gagal)} kab/kota gagal dan dicoba lagi oleh portal." if done.gagal else ""
    return (
        f"{number(done.periode)} periode baru; prelist {number(done.kab)} kab/kota disiapkan, "
        f"{number(done.ruta)} rumah tangga.{failed}"
    )


def _subscribe(actor: Actor, wish: Wish, pilihan: Wish, context: dict[str, Any]) -> str:
    narrowed(pilihan)
    common = {"saat": datetime.now(UTC), "alamat_ip": context["alamat_ip"]}
    if wish.get("lakukan") == "cabut":
        act.cabut_langganan(actor, **common)
        return "Alamat langganan dicabut. Aplikasi yang memakainya tidak lagi diperbarui."
    act.langganan_of(actor, **common)
    return "Alamat langganan baru dibuat. Alamat sebelumnya tidak berlaku lagi."


_FUNCTIONS: dict[str, Callable[[Actor, Wish, Wish, dict[str, Any]], str]] = {
    "beri": _grant,
    "cabut": _revoke,
    "setelan": _decide,
    "buka": _open,
    "langganan": _subscribe,
}


def _whole(value: object) -> int:
    text = str(value if value is not None else "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InvalidInput("Isian tidak dapat dibaca. Muat ulang halaman, lalu ulangi.")
    return int(text)
