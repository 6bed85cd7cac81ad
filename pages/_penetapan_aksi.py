"""Steps after the pengesahan: what the browser sends read and checked, then ``workflow.penetapan`` or ``workflow.sk``.

Each has a store the browser writes the wish into, and one the answer comes back in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dash import Input, Output, State
from flask import request

from components.format import number
from components.penetapan_tata import AKSI, jawab, niat
from data_access.penetapan import list_antrean
from data_access.session import read_session
from domain.access import Permission
from domain.batch import LANGKAH
from domain.errors import InvalidInput
from domain.kode import Level, level_of
from domain.penetapan import baca_temuan
from pages._guard import guarded_callback
from pages._penetapan import Permintaan, read_permintaan
from pages._session import current_actor
from workflow import penetapan as act
from workflow import sk
from workflow.penetapan import BatchKey, HasilLangkah

Wish = Mapping[str, Any]
Answer = dict[str, Any]

_UNREADABLE = "Isian tidak dapat dibaca. Muat ulang halaman, lalu ulangi."
_MOST = 600
_STEPS: dict[str, Callable[..., list[HasilLangkah]]] = {
    "verifikasi": act.verifikasi,
    "kembalikan": act.kembalikan,
    "validasi": act.validasi,
    "kembalikan_bps": act.kembalikan_bps,
    "terima": act.terima,
    "setujui": act.setujui,
}
_IZIN = {step.kode: step.izin for step in LANGKAH} | {"batalkan": Permission.RECORD_SK}
_NAMA = {step.kode: step.nama for step in LANGKAH}
_BERALASAN = {step.kode for step in LANGKAH if step.beralasan}


def register_actions() -> None:
    """Register the callback of every act."""
    for aksi in AKSI:
        _register(aksi)


def _register(aksi: str) -> None:
    @guarded_callback(
        Output(jawab(aksi), "data"),
        Input(niat(aksi), "data"),
        State("pilihan", "data"),
        requires=_IZIN[aksi],
        prevent_initial_call=True,
    )
    def run(wish: dict[str, Any] | None, pilihan: dict[str, str] | None) -> Answer:
        with read_session() as connection:
            ask = read_permintaan(connection, current_actor(), pilihan or {})
        done = _step(ask, aksi, wish or {}) if aksi in _STEPS else _decree(ask, aksi, wish or {})
        return done | {"aksi": aksi, "saat": (wish or {}).get("saat")}


def _step(ask: Permintaan, aksi: str, wish: Wish) -> Answer:
    codes = _kab(ask, wish.get("kab"))
    keys = [BatchKey(kab, ask.periode.kode, int(ask.periode.program)) for kab in codes]
    more: dict[str, Any] = {}
    if aksi in _BERALASAN:
        more = {"alasan": _text(wish.get("alasan")), "temuan": baca_temuan(_items(wish.get("temuan")))}
    done = _STEPS[aksi](ask.actor, keys, now=ask.moment, alamat_ip=request.remote_addr, **more)
    with read_session() as connection:
        rows = list_antrean(connection, ask.actor.narrow(None), int(ask.periode.program), ask.periode.kode)
    names = {row.kab: row.nama for row in rows}
    good = sum(item.berhasil for item in done)
    text = f"“{_NAMA[aksi]}”: {number(good)} dari {number(len(done))} kab/kota berhasil."
    if len(done) == 1:
        text = f"“{_NAMA[aksi]}” dicatat untuk {names.get(done[0].kab, done[0].kab)}."
    return {"pesan": text, "rincian": [[names.get(item.kab, item.kab), item.pesan] for item in done if item.pesan]}


def _decree(ask: Permintaan, aksi: str, wish: Wish) -> Answer:
    nomor = wish.get("sk")
    if type(nomor) is not int or not 0 < nomor < 2**63:
        raise InvalidInput(_UNREADABLE)
    if aksi == "batalkan":
        sk.batalkan(ask.actor, nomor, alamat_ip=request.remote_addr)
        return {"pesan": "SK dibatalkan; daftarnya dihapus."}
    sk.tetapkan(ask.actor, nomor, saat=datetime.now(UTC), alamat_ip=request.remote_addr)
    return {"pesan": "SK sedang ditetapkan, kab/kota demi kab/kota. Kemajuannya tampil di halaman ini."}


def _kab(ask: Permintaan, value: object) -> list[int]:
    """Kab as a store of the browser holds them, each inside the reader's wilayah."""
    if not isinstance(value, list) or not 0 < len(value) <= _MOST:
        raise InvalidInput(_UNREADABLE)
    for kode in value:
        if type(kode) is not int or not 0 < kode < 10**10 or level_of(kode) is not Level.KAB:
            raise InvalidInput(_UNREADABLE)
        ask.actor.narrow(kode)
    return list(dict.fromkeys(value))


def _items(value: object) -> Sequence[Mapping[str, object]]:
    if not isinstance(value, list) or len(value) > 50 or not all(isinstance(item, dict) for item in value):
        raise InvalidInput(_UNREADABLE)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidInput(_UNREADABLE)
    return value
