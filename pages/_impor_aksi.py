"""Actions of the import page: what the browser sends read and checked, then ``workflow.impor``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dash import Input, Output, State

from components.impor_tata import AKSI, JAWAB
from data_access.keterangan import read_now
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.impor_tampil import baca_nomor
from pages._guard import guarded_callback
from pages._impor import ip, kab_of, read_permintaan
from pages._session import current_actor
from workflow import impor
from workflow.impor import Unggahan

_ACTS: dict[str, tuple[Callable[..., Unggahan], str]] = {
    "setujui": (impor.setujui, "Berkas masuk antrean untuk diproses. Halaman ini boleh ditinggalkan."),
    "batalkan": (impor.batalkan, "Berkas dihapus dari daftar. Tidak ada yang ditulis."),
    "ulangi": (impor.ulangi, "Berkas diperiksa sekali lagi."),
    "tarik": (impor.tarik, "Impor ditarik kembali: semua barisnya seperti sebelum diproses."),
}


def register_actions() -> None:
    """Register the one callback of all actions."""
    guarded_callback(
        Output(JAWAB, "data"),
        Input(AKSI, "data"),
        State("pilihan", "data"),
        requires=Permission.IMPORT_SIKS,
        prevent_initial_call=True,
    )(run)


def run(wish: Mapping[str, Any] | None, pilihan: Mapping[str, str] | None) -> dict[str, Any]:
    """Do what a button asked for; the answer is what the page says about it."""
    actor, wish = current_actor(), wish or {}
    kab_of(actor)
    nomor = baca_nomor(wish.get("nomor"))
    with read_session() as connection:
        read_permintaan(connection, actor, {"wilayah": (pilihan or {}).get("wilayah", "")})
        now = read_now(connection)
    if nomor is None or wish.get("aksi") not in _ACTS:
        raise InvalidInput("Permintaan tidak dapat dibaca. Muat ulang halaman, lalu ulangi.")
    act, text = _ACTS[str(wish["aksi"])]
    act(actor, nomor, now=now, alamat_ip=ip())
    return {"pesan": text, "aksi": wish["aksi"], "nomor": nomor, "saat": wish.get("saat")}
