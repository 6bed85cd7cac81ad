"""Acts on many cases: counted, begun, agreed to by a second person, taken back; how far they are and what they did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output
from dash.exceptions import PreventUpdate

from components import usulan as bagian
from components import usulan_massal as lihat
from components.markup import markup
from data_access import massal_store
from data_access.pemeriksaan_store import read_act
from data_access.session import Connection, read_session
from domain.access import Actor, Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kode import Level
from domain.tindakan import HASIL_NAME, SETUJUI_TETAP, Rencana, StateTindakan, Tindakan
from domain.usulan import Tab
from pages._guard import guarded_callback
from pages._session import current_actor
from pages._usulan import Permintaan, may_decide, read_kunci, read_permintaan
from pages._usulan_aksi import Answer, Wish, answer_store, context, read_keputusan, register, said, whole, wish_store
from workflow import massal

_MOST_ITEMS = 500
_MOST_TICKED = 5000
# Finished acts stay in the strip for so long.
_SHOWN = timedelta(minutes=10)
_RUNNING = frozenset({StateTindakan.DIJALANKAN, StateTindakan.MENGURUNGKAN})


def _asked(wish: Wish) -> Permintaan:
    """The question the act is about: the list as the reader saw it, or the cases that were ticked."""
    actor = current_actor()
    query = wish.get("tanya")
    if not isinstance(query, dict):
        raise InvalidInput("Pilihan kasus tidak dapat dibaca. Muat ulang halaman, lalu pilih lagi.")
    with read_session() as connection:
        ask = read_permintaan(connection, actor, query)
    keys = wish.get("kunci")
    if wish.get("semua") is True or wish.get("keputusan") == SETUJUI_TETAP:
        return ask
    if not isinstance(keys, list) or not 0 < len(keys) <= _MOST_TICKED:
        raise InvalidInput("Pilih kasusnya lebih dahulu.")
    found = [read_kunci(actor, key) for key in keys]
    if len({kab for kab, _ in found}) > 1:
        raise InvalidInput("Pilih kasus dari satu kab/kota.")
    return replace(ask, saringan=replace(ask.saringan, nomor=tuple(nomor for _, nomor in found)))


def _when() -> dict[str, datetime]:
    now = context()
    return {"now": now["now"], "saat": now["saat"]}


def make_plan(wish: Wish) -> Answer:
    """What the act would do."""
    ask, own = _asked(wish), dict(wish)
    own.pop("saat", None)
    rencana: Rencana
    if wish.get("keputusan") == SETUJUI_TETAP:
        rencana, name = massal.rencanakan_tetap(ask.actor, ask.scope.kode, *_batch(ask)), SETUJUI_TETAP
    else:
        keputusan = read_keputusan(wish)
        rencana, name = massal.rencanakan(ask.actor, ask.scope.kode, ask.saringan, keputusan, **_when()), str(keputusan)
    return {"isi": markup(lihat.plan(rencana, name, own))}


def begin(wish: Wish) -> Answer:
    """Begin the act as it was planned."""
    ask, now = _asked(wish), context()
    jumlah = whole(wish.get("jumlah"))
    if wish.get("keputusan") == SETUJUI_TETAP:
        act = massal.jalankan_tetap(ask.actor, ask.scope.kode, *_batch(ask), jumlah=jumlah, **now)
    else:
        act = massal.jalankan(
            ask.actor, ask.scope.kode, ask.saringan, read_keputusan(wish), jumlah=jumlah, **said(wish), **now
        )
    waits = act.state is StateTindakan.MENUNGGU
    return {
        "pesan": "Diajukan; menunggu persetujuan orang kedua." if waits else "Dijalankan; kemajuannya tampil di atas."
    }


def _batch(ask: Permintaan) -> tuple[int, int]:
    if ask.saringan.program is None or ask.saringan.periode is None:
        raise InvalidInput("Pilih program dan periode lebih dahulu.")
    return int(ask.saringan.program), ask.saringan.periode


def agree(wish: Wish) -> Answer:
    """Agree as the second person."""
    massal.setujui_massal(current_actor(), *_act(wish), **_trace())
    return {"pesan": "Disetujui; tindakan dijalankan."}


def refuse(wish: Wish) -> Answer:
    """Withdraw, or refuse as the second person."""
    massal.batalkan_massal(current_actor(), *_act(wish), **_trace())
    return {"pesan": "Tindakan dibatalkan; tidak ada yang berubah."}


def undo(wish: Wish) -> Answer:
    """Take the act back."""
    massal.urungkan_massal(current_actor(), *_act(wish), **context())
    return {"pesan": "Tindakan sedang diurungkan."}


def _trace() -> dict[str, Any]:
    now = context()
    return {"saat": now["saat"], "alamat_ip": now["alamat_ip"]}


def _act(wish: Wish) -> tuple[int, int]:
    kab = whole(wish.get("kab"))
    current_actor().narrow(kab)
    return kab, whole(wish.get("tindakan"))


def show_outcome(wish: Wish) -> Answer:
    """What an act did to each case."""
    kab, nomor = _act(wish)
    hasil = wish.get("hasil")
    if hasil is not None and hasil not in HASIL_NAME:
        raise InvalidInput("Saringan hasil tidak dikenal. Buka lagi hasilnya.")
    with read_session() as connection:
        act = read_act(connection, kab, nomor)
        if act is None:
            raise AccessDenied
        if act.keputusan == SETUJUI_TETAP:
            return {"isi": markup(lihat.outcome_visits(act, massal_store.count_hasil_desa(connection, kab, nomor)))}
        counts = massal_store.count_hasil(connection, kab, nomor)
        items = massal_store.read_hasil(connection, kab, nomor, hasil, batas=_MOST_ITEMS)
    return {"isi": markup(lihat.outcome(act, counts, hasil, items, _MOST_ITEMS))}


ACTS = (
    ("rencanakan", "layar", make_plan, Permission.REVIEW_VERIVALI),
    ("rincian", "layar", show_outcome, Permission.VIEW_RUMAH_TANGGA),
    ("jalankan", "dijalankan", begin, Permission.REVIEW_VERIVALI),
    ("massal-setujui", "dijalankan", agree, Permission.APPROVE_KUOTA),
    ("massal-batalkan", "dijalankan", refuse, Permission.VIEW_RUMAH_TANGGA),
    ("massal-urungkan", "dijalankan", undo, Permission.REVIEW_VERIVALI),
)
STORES = (*(name for act, *_ in ACTS for name in (wish_store(act), answer_store(act))), bagian.DETAK, bagian.PITA)


def register_massal() -> None:
    """Register the acts on many, and the strip that tells of them."""
    for name, answered, function, requires in ACTS:
        register(name, answered, requires, function)
    dash.clientside_callback(ClientsideFunction("usulan", "pita"), Input(bagian.PITA, "data"))
    guarded_callback(
        Output(bagian.PITA, "data"),
        Input(bagian.DETAK, "data"),
        requires=Permission.VIEW_RUMAH_TANGGA,
        prevent_initial_call=True,
    )(show_strip)


def show_strip(wish: dict[str, Any] | None) -> dict[str, Any]:
    """Acts under way, those that wait for somebody, those just done; and what could be approved all together."""
    if not wish:
        raise PreventUpdate
    actor = current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, wish)
        concerned = may_decide(actor) or actor.may(Permission.APPROVE_KUOTA)
        if ask.root.level < Level.KAB or not concerned or not actor.sees(ask.root.desa.low // 10**6):
            return {"isi": "", "jalan": False}
        acts = _acts(connection, ask)
    parts = [*_unchanged(ask, actor), *(_strip(act, ask) for act in acts)]
    return {"isi": markup(parts), "jalan": any(act.state in _RUNNING for act in acts)}


def _acts(connection: Connection, ask: Permintaan) -> list[Tindakan]:
    found = [read_act(connection, *key) for key in massal_store.read_massal(connection, ask.root)]
    return [act for act in found if act is not None and _of_interest(act, ask)]


def _of_interest(act: Tindakan, ask: Permintaan) -> bool:
    if act.state is StateTindakan.MENUNGGU or act.state in _RUNNING:
        return True
    recent = act.diselesaikan is not None and act.diselesaikan > ask.saat - _SHOWN
    return recent and act.pembuat == ask.actor.id


def _strip(act: Tindakan, ask: Permintaan) -> Any:
    return lihat.strip(
        act,
        ask.actor.id,
        boleh_putus=may_decide(ask.actor),
        boleh_setuju=ask.actor.may(Permission.APPROVE_KUOTA),
        saat=ask.saat,
        zona=ask.zona,
    )


def _unchanged(ask: Permintaan, actor: Actor) -> list[Any]:
    if ask.saringan.tab is not Tab.PERBAIKAN or not may_decide(actor):
        return []
    count = massal.rencanakan_tetap(actor, ask.scope.kode, *_batch(ask)).jumlah
    wish = {"tanya": {"wilayah": str(ask.scope.kode), "tab": str(Tab.PERBAIKAN)}}
    wish["tanya"] |= {"program": str(_batch(ask)[0]), "periode": str(_batch(ask)[1])}
    return [lihat.unchanged(count, wish)] if count else []
