"""What the browser wants done on the briefing page: packs, schedules, templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask import request

from components.briefing_jadwal import kapan
from data_access import briefing as read
from data_access.keterangan import read_now
from data_access.session import read_session
from domain.access import Actor
from domain.briefing import BabBriefing
from domain.errors import InvalidInput
from pages._briefing import Query, bab_of, whole, wilayah_of
from pages._briefing_paket import own_jadwal
from pages._session import now
from workflow import briefing as alur
from workflow.briefing_jadwal import hapus_jadwal, simpan_jadwal

Wish = Mapping[str, Any]
Answer = dict[str, Any]
_UNREADABLE = "Permintaan tidak dapat dibaca. Muat ulang halaman, lalu ulangi."
_DIGITS = 18


def act(actor: Actor, wish: Wish, query: Query) -> Answer:
    """Do what a form asked for; the answer is what the page says, and where it goes."""
    done = _ACTS.get(str(wish.get("aksi") or ""))
    if done is None:
        raise InvalidInput(_UNREADABLE)
    return done(actor, wish, query) | {"saat": wish.get("saat")}


def _minta(actor: Actor, _wish: Wish, query: Query) -> Answer:
    nomor = alur.minta(actor, *_asked(actor, query), **_choice(query), **_times(), alamat_ip=request.remote_addr)
    return {
        "pesan": "Paket sedang dibuat. Halaman ini boleh ditinggalkan.",
        "ke": {"panel": "paket", "paket": nomor, "setelah": None},
    }


def _semua(actor: Actor, _wish: Wish, query: Query) -> Answer:
    nomor = alur.minta_semua(actor, *_asked(actor, query), **_choice(query), **_times(), alamat_ip=request.remote_addr)
    return {"pesan": "Semua paket masuk antrean. Halaman ini boleh ditinggalkan.", "ke": {"kumpulan": nomor}}


def _batal(actor: Actor, wish: Wish, _query: Query) -> Answer:
    alur.batalkan(actor, _nomor(wish), saat=now(), alamat_ip=request.remote_addr)
    return {"pesan": "Paket dibatalkan."}


def _batal_semua(actor: Actor, wish: Wish, _query: Query) -> Answer:
    stopped = alur.batalkan_semua(actor, _nomor(wish), saat=now(), alamat_ip=request.remote_addr)
    return {"pesan": f"{stopped} paket dibatalkan. Yang sudah siap tetap dapat diunduh."}


def _coba(actor: Actor, wish: Wish, _query: Query) -> Answer:
    alur.ulangi(actor, _nomor(wish), alamat_ip=request.remote_addr)
    return {"pesan": "Paket masuk antrean lagi."}


def _coba_semua(actor: Actor, wish: Wish, _query: Query) -> Answer:
    again = alur.ulangi_gagal(actor, _nomor(wish), alamat_ip=request.remote_addr)
    return {"pesan": f"{again} paket masuk antrean lagi."}


def _baru(actor: Actor, wish: Wish, _query: Query) -> Answer:
    """A new pack with the choices of one that is there, and the figures of now."""
    with read_session() as connection:
        item = read.read_briefing(connection, actor, _nomor(wish))
    nomor = alur.minta(
        actor, item.wilayah, item.program, item.periode, list(item.bab), templat=item.templat,
        peta_bentuk=item.peta_bentuk, **_times(), alamat_ip=request.remote_addr,
    )  # fmt: skip
    return {"pesan": "Paket baru sedang dibuat; yang lama tetap ada.", "ke": {"paket": nomor, "setelah": None}}


def _jadwal(actor: Actor, wish: Wish, query: Query) -> Answer:
    nomor = _nomor(wish) if wish.get("nomor") else None
    wilayah, program, aktif = wilayah_of(actor, query), whole(query, "program"), True
    if nomor is not None:
        with read_session() as connection:
            item = own_jadwal(connection, actor, nomor)
        wilayah, program, aktif = item.wilayah, item.program, item.aktif
    hari, jam = _hari(wish), _jam(wish)
    simpan_jadwal(
        actor, wilayah, program, [str(bab) for bab in BabBriefing if wish.get(f"bab_{bab}") == "1"],
        hari=hari, jam=jam, penerima=_penerima(wish), templat=whole(wish, "templat", _DIGITS) or None,
        peta_bentuk=wish.get("bentuk_peta") == "1", aktif=aktif, nomor=nomor, saat=now(),
        alamat_ip=request.remote_addr,
    )  # fmt: skip
    return {"pesan": f"Jadwal disimpan. {kapan(hari, jam)}.", "ke": {"jadwal": None}}


def _jeda(actor: Actor, wish: Wish, _query: Query) -> Answer:
    _switch(actor, wish, aktif=False)
    return {"pesan": "Jadwal dijeda; tidak ada paket baru sampai dilanjutkan."}


def _lanjut(actor: Actor, wish: Wish, _query: Query) -> Answer:
    _switch(actor, wish, aktif=True)
    return {"pesan": "Jadwal dilanjutkan."}


def _switch(actor: Actor, wish: Wish, *, aktif: bool) -> None:
    with read_session() as connection:
        item = own_jadwal(connection, actor, _nomor(wish))
    simpan_jadwal(
        actor, item.wilayah, item.program, list(item.bab), hari=item.hari, jam=item.jam,
        penerima=[one.id for one in item.penerima], templat=item.templat, peta_bentuk=item.peta_bentuk, aktif=aktif,
        nomor=item.nomor, saat=now(), alamat_ip=request.remote_addr,
    )  # fmt: skip


def _hapus(actor: Actor, wish: Wish, _query: Query) -> Answer:
    hapus_jadwal(actor, _nomor(wish), saat=now(), alamat_ip=request.remote_addr)
    return {"pesan": "Jadwal dihapus.", "ke": {"jadwal": None}}


def _cabut(actor: Actor, wish: Wish, _query: Query) -> Answer:
    alur.cabut_templat(actor, _nomor(wish), saat=now(), alamat_ip=request.remote_addr)
    return {"pesan": "Templat dicabut. Paket yang sudah dibuat tidak berubah."}


_ACTS = {
    "minta": _minta,
    "semua": _semua,
    "batal": _batal,
    "batal_semua": _batal_semua,
    "coba": _coba,
    "coba_semua": _coba_semua,
    "baru": _baru,
    "jadwal": _jadwal,
    "jeda": _jeda,
    "lanjut": _lanjut,
    "hapus": _hapus,
    "cabut": _cabut,
}


def _asked(actor: Actor, query: Query) -> tuple[int, int, int, list[str]]:
    return wilayah_of(actor, query), whole(query, "program"), whole(query, "periode"), bab_of(actor, query)


def _choice(query: Query) -> dict[str, Any]:
    return {
        "templat": whole(query, "templat", _DIGITS) or None,
        "peta_bentuk": query.get("bentuk_peta") == "1",
    }


def _times() -> dict[str, Any]:
    with read_session() as connection:
        return {"now": read_now(connection), "saat": now()}


def _nomor(wish: Wish) -> int:
    given = wish.get("nomor")
    number = whole({"nomor": given[0] if isinstance(given, list) and given else ""}, "nomor", _DIGITS)
    if not number:
        raise InvalidInput(_UNREADABLE)
    return number


def _hari(wish: Wish) -> int:
    found = whole(wish, "hari")
    if not 1 <= found <= 7:
        raise InvalidInput("Pilih hari pengiriman.")
    return found


def _jam(wish: Wish) -> time:
    try:
        return time.fromisoformat(str(wish.get("jam") or "")).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise InvalidInput("Isi jam pengiriman, misalnya 07:00.") from error


def _penerima(wish: Wish) -> list[int]:
    parts = [part for part in str(wish.get("penerima") or "").split(",") if part]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in parts):
        raise InvalidInput("Pilih sedikitnya satu penerima dari hasil pencarian.")
    return [int(part) for part in dict.fromkeys(parts)]
