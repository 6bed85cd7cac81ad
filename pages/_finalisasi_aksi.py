"""The act of finalising and of opening again: the panel, the dialogs with the server's numbers, and the callbacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from dash import Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import request

from components import finalisasi_aksi as bagian
from components.finalisasi_kab import bagian as kotak
from components.finalisasi_tata import BUKA, DIALOG, JAWAB_BUKA, JAWAB_TUTUP, NIAT_BUKA, NIAT_TUTUP
from components.format import number
from data_access.batch import Batch, read_batch
from data_access.kesiapan import Sumber, kesiapan_of, read_hitungan
from data_access.kesiapan_rinci import read_pratinjau
from data_access.session import Connection, read_session
from domain.access import ROLE_NAME, Permission, Role
from domain.batch import LANGKAH, StateBatch
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from domain.kalender import JAKARTA, Kegiatan, Program
from domain.kesiapan import Kesiapan, Pratinjau
from pages._finalisasi import Permintaan, read_permintaan
from pages._finalisasi_kab import tinggal_of
from pages._guard import guarded_callback
from pages._session import current_actor
from workflow.finalisasi import buka_kembali, record_finalisasi

Wish = Mapping[str, Any]

_REOPENS = next(step for step in LANGKAH if step.kode == bagian.BUKA_KEMBALI)
_UNREADABLE = "Isian tidak dapat dibaca. Muat ulang halaman, lalu ulangi."


def panel(ask: Permintaan, batch: Batch, ready: Kesiapan) -> list[Component]:
    """What can be done about this batch here, and what was closed; nothing for a part of a kab."""
    if not ask.utuh:
        return []
    if batch.state is StateBatch.TERBUKA:
        parts = [_finalise_button(ask, ready)]
        return [kotak("Finalisasi", parts, "fin-panel", "fin-tindakan"), *_closed(ask, batch, "Salinan terakhir")]
    return _closed(ask, batch, "Yang sudah ditutup")


def _finalise_button(ask: Permintaan, ready: Kesiapan) -> Component:
    return bagian.tombol(
        bagian.FINALISASI,
        f"Finalisasi {ask.wilayah.nama}",
        "lock",
        halangan=_why_not(ask, ready),
        kelas="btn-primary",
    )


def _why_not(ask: Permintaan, ready: Kesiapan) -> str | None:
    if not ask.actor.may(Permission.RECORD_FINALISASI):
        return f"Finalisasi dilakukan {ROLE_NAME[Role.SUPERVISOR_KAB]}."
    if not ask.periode.allows(Kegiatan.PENGESAHAN, ask.moment):
        return "Pengesahan periode ini tidak sedang dibuka. Pusdatin dapat memberi pengecualian pada halaman Kalender."
    if ready.menahan:
        return f"{number(len(ready.menahan))} hal masih menahan; selesaikan yang tertulis di atas lebih dahulu."
    return None if ready.disetujui else "Belum ada baris yang disetujui, sehingga tidak ada yang dapat difinalisasi."


def _closed(ask: Permintaan, batch: Batch, title: str) -> list[Component]:
    if not batch.versi or batch.sidik is None:
        return []
    links = [("file-earmark-text", "Surat pengesahan", ask.address("/pengesahan"))]
    if ask.actor.may(Permission.EXPORT_RUMAH_TANGGA) and ask.sees_ruta:
        key = ask.key
        path = f"/finalisasi/data/{key.kab}/{key.periode}/{key.program}/{batch.versi}"
        links.append(("download", "Berkas data", path))
    final = (batch.ringkasan or {}).get("final")
    parts = bagian.tertutup(batch.sidik.hex(), batch.versi, final, links)
    if ask.actor.may(Permission.REOPEN_BATCH) and batch.state in _REOPENS.dari:
        parts.append(
            bagian.tombol(
                bagian.BUKA_KEMBALI, "Buka kembali", "reply", halangan=None, kelas="btn-sm btn-outline-secondary"
            )
        )
    return [kotak(title, parts, "fin-panel", "fin-tertutup")]


def register_actions() -> None:
    """Register the callbacks of the dialogs and of both acts."""
    guarded_callback(
        Output(DIALOG, "data"),
        Input(BUKA, "data"),
        State("pilihan", "data"),
        requires=Permission.VIEW_PROGRES,
        prevent_initial_call=True,
    )(show_dialog)
    for wish, answer, permission, function in (
        (NIAT_TUTUP, JAWAB_TUTUP, Permission.RECORD_FINALISASI, finalise),
        (NIAT_BUKA, JAWAB_BUKA, Permission.REOPEN_BATCH, reopen),
    ):
        guarded_callback(
            Output(answer, "data"),
            Input(wish, "data"),
            State("pilihan", "data"),
            requires=permission,
            prevent_initial_call=True,
        )(function)


def show_dialog(wish: dict[str, Any] | None, pilihan: dict[str, str]) -> dict[str, Any]:
    """What a dialog says, with the numbers of this moment."""
    if not wish:
        raise PreventUpdate
    with read_session() as connection:
        ask = _asked(connection, pilihan)
        closes = wish.get("aksi") == bagian.FINALISASI
        if not ask.actor.may(Permission.RECORD_FINALISASI if closes else Permission.REOPEN_BATCH):
            raise AccessDenied
        if not ask.actor.totp:
            spec = bagian.dialog_totp()
        elif closes:
            unit = "KPM" if ask.periode.program is Program.BSP else "Rumah tangga"
            stays, found = _foreseen(connection, ask)
            spec = bagian.dialog_finalisasi(ask.wilayah.nama, ask.periode.label, found, stays, unit)
        else:
            versi = read_batch(connection, ask.key).versi
            spec = bagian.dialog_buka_kembali(ask.wilayah.nama, ask.periode.label, versi)
    return spec | {"saat": wish.get("saat")}


def _foreseen(connection: Connection, ask: Permintaan) -> tuple[dict[str, int], Pratinjau]:
    """What would stay behind, and what would be closed, at this moment."""
    key = ask.key
    rows = read_hitungan(connection, ask.scope, key.program, key.periode, Sumber.BARIS)
    ready = kesiapan_of(connection, ask.scope, key.program, key.periode, rows)
    return tinggal_of(ready), read_pratinjau(connection, key, rows)


def finalise(wish: dict[str, Any] | None, pilihan: dict[str, str]) -> dict[str, Any]:
    """Close the batch of the kab whose name was typed."""
    if not wish:
        raise PreventUpdate
    with read_session() as connection:
        ask = _asked(connection, pilihan)
        seen = bagian.terlihat(_foreseen(connection, ask)[1])
    if _text(wish, "nama").strip().casefold() != ask.wilayah.nama.casefold():
        raise InvalidInput(f"Nama yang diketik tidak sama. Ketik “{ask.wilayah.nama}” untuk melanjutkan.")
    # A closed batch counts otherwise; who closed it is told by the act itself.
    if read_state(ask) is StateBatch.TERBUKA and wish.get("terlihat") != seen:
        raise RuleViolation("Angka berubah sejak dialog dibuka. Buka lagi dialognya, periksa angkanya, lalu ulangi.")
    done = record_finalisasi(ask.actor, ask.key, now=ask.moment, alamat_ip=request.remote_addr)
    text = (
        f"{ask.wilayah.nama} difinalisasi: {number(done.baris)} rumah tangga final, versi {done.versi}. "
        f"Sidik {done.sidik.hex()[:16]}…"
    )
    return {"pesan": text, "tautan": {"nama": "Buat surat", "href": ask.address("/pengesahan")}, "saat": wish["saat"]}


def reopen(wish: dict[str, Any] | None, pilihan: dict[str, str]) -> dict[str, Any]:
    """Open the batch again, with more time where a day is given."""
    if not wish:
        raise PreventUpdate
    with read_session() as connection:
        ask = _asked(connection, pilihan)
    until, reason = _until(wish.get("sampai")), _text(wish, "alasan")
    buka_kembali(ask.actor, ask.key, reason, until, now=ask.moment, alamat_ip=request.remote_addr)
    return {"pesan": f"{ask.wilayah.nama} dibuka kembali. Salinan sebelumnya tetap tersimpan.", "saat": wish["saat"]}


def _asked(connection: Connection, pilihan: dict[str, str]) -> Permintaan:
    ask = read_permintaan(connection, current_actor(), pilihan or {})
    if not ask.utuh:
        raise InvalidInput("Pilih satu kab/kota lebih dahulu: finalisasi dilakukan kab/kota demi kab/kota.")
    return ask


def read_state(ask: Permintaan) -> StateBatch:
    """Where the batch stands at this moment."""
    with read_session() as connection:
        return read_batch(connection, ask.key).state


def _text(wish: Wish, key: str) -> str:
    value = wish.get(key) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise InvalidInput(_UNREADABLE)
    return value


def _until(value: object) -> datetime | None:
    """The last second of a day in Jakarta; None where none was given."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError as error:
        raise InvalidInput("Tanggal tidak dapat dibaca. Tulis tahun-bulan-hari, misalnya 2026-11-30.") from error
    return None if day is None else datetime.combine(day, time(23, 59, 59), JAKARTA)
