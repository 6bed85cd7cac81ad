"""Acts of the review: what the browser sends read and checked, then ``workflow``.

Each act has a store that the browser writes its wish into, and one the answer comes back in. The kab of a case is
narrowed before anything of the wish is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output
from flask import request

from components import usulan as bagian
from components.format import day
from data_access.keterangan import read_now
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.tindakan import URUNGKAN_DALAM
from domain.usulan import Keputusan
from pages._guard import guarded_callback
from pages._session import current_actor
from pages._usulan import read_kunci
from workflow import ganda, pemeriksaan

Wish = Mapping[str, Any]
Answer = dict[str, Any]

_UNREADABLE = "Isian tidak dapat dibaca. Muat ulang halaman, lalu ulangi."
_DONE = {
    Keputusan.SETUJUI: "Disetujui",
    Keputusan.KEMBALIKAN: "Dikembalikan",
    Keputusan.TOLAK: "Ditolak",
    Keputusan.TUNDA: "Ditunda",
}


def wish_store(name: str) -> str:
    """Id of the store that holds the wish of an act."""
    return f"usulan-{name}"


def answer_store(name: str) -> str:
    """Id of the store that holds its answer."""
    return f"usulan-{name}-jawab"


def context() -> dict[str, Any]:
    """The moment periode go by, the clock, and the machine of the reader."""
    with read_session() as connection:
        now = read_now(connection)
    return {"now": now, "saat": datetime.now(UTC), "alamat_ip": request.remote_addr}


def register(
    name: str, answered: str, requires: Permission, function: Callable[[Wish], Answer], *, busy: bool = False
) -> None:
    """Register the callback of an act, and what the browser does with its answer (``answered``)."""
    wish, answer = wish_store(name), answer_store(name)

    @guarded_callback(
        Output(answer, "data"),
        Input(wish, "data"),
        requires=requires,
        prevent_initial_call=True,
        **({"running": [(Output(bagian.SIBUK, "data"), True, False)]} if busy else {}),
    )
    def run(data: dict[str, Any] | None) -> Answer:
        said = data or {}
        return function(said) | {"saat": said.get("saat")}

    dash.clientside_callback(ClientsideFunction("usulan", answered), Input(answer, "data"), prevent_initial_call=True)


def decide(wish: Wish) -> Answer:
    """One decision on one case."""
    kab, nomor = read_kunci(current_actor(), wish.get("kasus"))
    keputusan = read_keputusan(wish)
    name = str(wish.get("nama") or "")[:120]
    act = pemeriksaan.putuskan(
        current_actor(), kab, nomor, keputusan, versi=_moment(wish.get("versi")), **said(wish), **context()
    )
    return {
        "kunci": f"{kab}-{nomor}",
        "keputusan": str(keputusan),
        "pesan": f"{_DONE[keputusan]}: {name}.",
        "kab": kab,
        "tindakan": act.nomor,
        "detik": int(URUNGKAN_DALAM.total_seconds()),
    }


def undo(wish: Wish) -> Answer:
    """Take the last decision back."""
    kunci = wish.get("kunci")
    kab = whole(wish.get("kab"))
    current_actor().narrow(kab)
    pemeriksaan.urungkan(current_actor(), kab, whole(wish.get("tindakan")), **context())
    return {"kunci": kunci, "pesan": "Keputusan diurungkan; kasus menunggu lagi."}


def comment(wish: Wish) -> Answer:
    """A comment on a case or on one of its fields."""
    kab, nomor = read_kunci(current_actor(), wish.get("kasus"))
    now = context()
    pemeriksaan.komentari(
        current_actor(),
        kab,
        nomor,
        text(wish, "isi"),
        text(wish, "kolom") or None,
        saat=now["saat"],
        alamat_ip=now["alamat_ip"],
    )
    return {"pesan": "Komentar disimpan."}


def double(wish: Wish) -> Answer:
    """Whether two persons are one."""
    kab, same = whole(wish.get("kab")), wish.get("ganda") is True
    current_actor().narrow(kab)
    now = context()
    ganda.putuskan_ganda(
        current_actor(), kab, whole(wish.get("nomor")), same, now=now["saat"], alamat_ip=now["alamat_ip"]
    )
    return {"pesan": "Dinyatakan orang yang sama." if same else "Dinyatakan bukan orang yang sama."}


def said(wish: Wish) -> dict[str, Any]:
    """Reason, words, fields and day of a decision, as they were sent."""
    kolom = wish.get("kolom") or []
    if not isinstance(kolom, list) or not all(isinstance(item, str) for item in kolom):
        raise InvalidInput(_UNREADABLE)
    return {
        "alasan": text(wish, "alasan") or None,
        "keterangan": text(wish, "keterangan") or None,
        "kolom": kolom,
        "tunda_sampai": _day(wish.get("tunda_sampai")),
    }


def read_keputusan(wish: Wish) -> Keputusan:
    """The decision that is wished. Raises InvalidInput for anything else."""
    try:
        return Keputusan(str(wish.get("keputusan")))
    except ValueError as error:
        raise InvalidInput(_UNREADABLE) from error


def text(wish: Wish, key: str) -> str:
    """A text of a wish. Raises InvalidInput for what cannot be stored."""
    value = wish.get(key) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidInput(_UNREADABLE)
    return value


def whole(value: object) -> int:
    """A whole number of a wish. Raises InvalidInput for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**18:
        return value
    raise InvalidInput(_UNREADABLE)


def _moment(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidInput(_UNREADABLE) from error
    if found.tzinfo is None:
        raise InvalidInput(_UNREADABLE)
    return found


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError as error:
        raise InvalidInput(f"Tanggal tidak dapat dibaca. Tulis misalnya {day(date(2026, 11, 25))}.") from error


REVIEW = Permission.REVIEW_VERIVALI
ACTS = (
    ("putuskan", "jawab", decide, True),
    ("urungkan", "diurungkan", undo, False),
    ("komentari", "tersimpan", comment, False),
    ("ganda", "tersimpan", double, False),
)
STORES = tuple(name for act, *_ in ACTS for name in (wish_store(act), answer_store(act)))


def register_acts() -> None:
    """Register the acts on one case."""
    for name, answered, function, busy in ACTS:
        register(name, answered, REVIEW, function, busy=busy)
    dash.clientside_callback(
        ClientsideFunction("usulan", "bebas"), Input(bagian.SIBUK, "data"), prevent_initial_call=True
    )
