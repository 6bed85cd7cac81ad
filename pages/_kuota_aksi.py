"""Actions of the kuota page: what the browser sends read and checked, then ``workflow.kuota``.

Each action has a store the browser writes the wish into, and one the answer comes back in. The wilayah is that of the
address and is narrowed before anything of the wish is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from dash import Input, Output, State
from flask import request

from components.format import number
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from pages._guard import guarded_callback
from pages._kuota import Permintaan, read_permintaan
from pages._session import current_actor
from workflow import kuota as act
from workflow.kuota import Hasil, Ketetapan

Wish = Mapping[str, Any]
Answer = dict[str, Any]

AKSI: dict[str, Permission] = {
    "bagi": Permission.ALLOCATE_KUOTA,
    "urungkan": Permission.ALLOCATE_KUOTA,
    "tetapkan": Permission.SET_KUOTA,
    "usulkan": Permission.PROPOSE_KUOTA,
    "putuskan": Permission.APPROVE_KUOTA,
    "batalkan": Permission.PROPOSE_KUOTA,
}
WISHES = tuple(f"kuota-{name}" for name in AKSI)
ANSWERS = tuple(f"kuota-{name}-jawab" for name in AKSI)
STORES = (*WISHES, *ANSWERS)

_UNREADABLE = "Isian tidak dapat dibaca. Muat ulang halaman, lalu ulangi."


def register_actions(shown: str) -> None:
    """Register the callback of every action. ``shown`` is the store that holds what the what-if showed."""
    for name, function in _FUNCTIONS.items():
        _register(name, function, shown)


def _register(name: str, function: Callable[[Permintaan, Wish, Wish], Answer], shown: str) -> None:
    @guarded_callback(
        Output(f"kuota-{name}-jawab", "data"),
        Input(f"kuota-{name}", "data"),
        State("pilihan", "data"),
        State(shown, "data"),
        requires=AKSI[name],
        prevent_initial_call=True,
    )
    def run(wish: dict[str, Any], pilihan: dict[str, str], tampil: dict[str, Any] | None) -> Answer:
        with read_session() as connection:
            ask = read_permintaan(connection, current_actor(), pilihan)
        answer = function(ask, wish or {}, tampil or {})
        return answer | {"aksi": name, "saat": (wish or {}).get("saat")}


def _context(ask: Permintaan) -> dict[str, Any]:
    return {"now": ask.moment, "alamat_ip": request.remote_addr}


def _divide(ask: Permintaan, wish: Wish, tampil: Wish) -> Answer:
    lama, baru = _division(ask, tampil)
    done = act.record_pembagian(
        ask.actor,
        ask.key,
        lama,
        baru,
        kuota_kab=_int(tampil, "kuota"),
        di_bawah=_int(wish, "di_bawah"),
        **_context(ask),
    )
    return _done("Pembagian diterapkan", done)


def _undo(ask: Permintaan, wish: Wish, _tampil: Wish) -> Answer:
    done = act.undo_pembagian(ask.actor, ask.key, _int(wish, "urut"), **_context(ask))
    return {"pesan": f"Pembagian dikembalikan: {number(done.desa)} desa seperti semula."}


def _set(ask: Permintaan, wish: Wish, _tampil: Wish) -> Answer:
    tahap = wish.get("tahap")
    new = Ketetapan(
        _int(wish, "kuota"),
        _text(wish, "dasar_sk").strip(),
        _day(wish.get("tanggal_sk")),
        None if tahap in (None, "") else _int(wish, "tahap"),
    )
    act.record_kuota(ask.actor, ask.key, lama=_int(wish, "lama"), baru=new, **_context(ask))
    return {"pesan": f"Kuota {ask.wilayah.nama} ditetapkan {number(new.kuota)} tempat."}


def _propose(ask: Permintaan, wish: Wish, tampil: Wish) -> Answer:
    lama, baru = _division(ask, tampil)
    nomor = act.record_usul(
        ask.actor, ask.key, lama, baru, catatan=_text(wish, "catatan"), saat=datetime.now(UTC), **_context(ask)
    )
    return {"pesan": f"Usul {nomor} diajukan. Pembagian berubah setelah disetujui orang lain.", "selesai": True}


def _decide(ask: Permintaan, wish: Wish, _tampil: Wish) -> Answer:
    nomor, setujui = _int(wish, "nomor"), wish.get("setujui") is True
    done = act.decide_usul(
        ask.actor,
        ask.key,
        nomor,
        setujui=setujui,
        alasan="" if setujui else _text(wish, "alasan"),
        di_bawah=_int(wish, "di_bawah") if setujui else 0,
        saat=datetime.now(UTC),
        **_context(ask),
    )
    return {"pesan": f"Usul {nomor} ditolak."} if done is None else _done(f"Usul {nomor} disetujui", done, undo=False)


def _cancel(ask: Permintaan, wish: Wish, _tampil: Wish) -> Answer:
    nomor = _int(wish, "nomor")
    act.cancel_usul(ask.actor, ask.key, nomor, saat=datetime.now(UTC), alamat_ip=request.remote_addr)
    return {"pesan": f"Usul {nomor} dibatalkan."}


def _done(head: str, done: Hasil, *, undo: bool = True) -> Answer:
    text = (
        f"{head}: {number(done.desa)} desa, +{number(done.bertambah)} dan −{number(done.berkurang)} tempat; "
        f"{number(done.belum_dibagi)} tempat belum dibagi."
    )
    seconds = int(act.UNDO_WITHIN.total_seconds())
    return {"pesan": text, "selesai": True} | ({"urut": done.urut, "detik": seconds} if undo else {})


_FUNCTIONS: dict[str, Callable[[Permintaan, Wish, Wish], Answer]] = {
    "bagi": _divide,
    "urungkan": _undo,
    "tetapkan": _set,
    "usulkan": _propose,
    "putuskan": _decide,
    "batalkan": _cancel,
}


def _division(ask: Permintaan, tampil: Wish) -> tuple[dict[int, int], dict[int, int]]:
    """Places by desa as shown and as wanted, of the wilayah of the address."""
    if tampil.get("wilayah") != str(ask.wilayah.kode):
        raise InvalidInput("Rancangan belum termuat. Tunggu sampai tabel rancangan tampil, lalu ulangi.")
    return read_places(tampil.get("lama")), read_places(tampil.get("baru"))


def read_places(value: object) -> dict[int, int]:
    """Places by desa, as a store of the browser holds them. Raises InvalidInput for anything else."""
    if not isinstance(value, dict):
        raise InvalidInput(_UNREADABLE)
    return {_as_int(desa): _as_int(places) for desa, places in value.items()}


def _int(wish: Wish, key: str) -> int:
    return _as_int(wish.get(key))


def _as_int(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12:
        return value
    raise InvalidInput(_UNREADABLE)


def _text(wish: Wish, key: str) -> str:
    value = wish.get(key) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidInput(_UNREADABLE)
    return value


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError as error:
        raise InvalidInput("Tanggal SK tidak dapat dibaca. Tulis tahun-bulan-hari, misalnya 2026-11-21.") from error
