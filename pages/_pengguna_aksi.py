"""Acts on accounts as plain routes: forms of /pengguna send here and are answered with words, or a password to show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from flask import Flask, Response, jsonify, render_template, request

from data_access.pengguna import read_akun
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kode import parse_kode
from pages._guard import guarded_route
from pages._pengguna import surat
from pages._session import current_actor, now
from workflow import pengguna


class _Moment(TypedDict):
    now: datetime
    alamat_ip: str | None


def install_pengguna(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/pengguna/surat/<int:permintaan>/<int:halaman>", "surat_reset", surat)
    for name, act in _ACTS.items():
        view = guarded_route(requires=Permission.MANAGE_PENGGUNA)(act)
        server.add_url_rule(f"/api/pengguna/{name}", f"pengguna_{name}", view, methods=["POST"])


def _buat() -> Response:
    number, sandi = pengguna.buat(
        current_actor(),
        username=_text("username"),
        nama=_text("nama"),
        peran=_text("peran"),
        wilayah=_wilayah(),
        telepon=_text("telepon"),
        email=_text("email"),
        **_moment(),
    )
    return _password(number, sandi, "Akun dibuat")


def _ubah() -> Response:
    pengguna.ubah(current_actor(), _number(), peran=_text("peran"), wilayah=_wilayah(), **_moment())
    return jsonify(kata="Peran dan wilayah diubah. Sesi akun itu berakhir.")


def _tutup() -> Response:
    pengguna.tutup(current_actor(), _number(), _text("alasan"), **_moment())
    return jsonify(kata="Akun ditutup. Sesinya berakhir sekarang juga.")


def _buka() -> Response:
    pengguna.buka(current_actor(), _number(), alamat_ip=request.remote_addr)
    return jsonify(kata="Akun dibuka lagi.")


def _reset() -> Response:
    number = _number()
    sandi = pengguna.reset(current_actor(), number, totp="totp" in request.form, **_moment())
    return _password(number, sandi, "Kata sandi direset")


def _sesi() -> Response:
    text = _text("sesi")
    ended = pengguna.akhiri_sesi(current_actor(), _number(), read_digest(text) if text else None, **_moment())
    return jsonify(kata=f"{ended} sesi diakhiri.")


def _setujui() -> Response:
    number = _number("permintaan")
    sandi = pengguna.setujui_reset(current_actor(), number, totp="totp" in request.form, **_moment())
    return _password(_number(), sandi, "Permintaan disetujui")


def _tolak() -> Response:
    pengguna.tolak_reset(current_actor(), _number("permintaan"), _text("catatan"), **_moment())
    return jsonify(kata="Permintaan ditolak.")


_ACTS: dict[str, Callable[[], Response]] = {
    "buat": _buat,
    "ubah": _ubah,
    "tutup": _tutup,
    "buka": _buka,
    "reset": _reset,
    "sesi": _sesi,
    "setujui": _setujui,
    "tolak": _tolak,
}


def read_digest(text: str) -> bytes:
    """A session as the page names it. Raises InvalidInput."""
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise InvalidInput("Sesi itu tidak dikenal. Muat ulang halaman.") from error


def _password(number: int, sandi: str, judul: str) -> Response:
    """The page part that shows a password once: it is nowhere else, neither in the database nor in the log."""
    with read_session() as connection:
        akun = read_akun(connection, number)
    assert akun is not None
    return jsonify(html=render_template("pengguna_sandi.html", judul=judul, akun=akun, sandi=sandi))


def _moment() -> _Moment:
    return {"now": now(), "alamat_ip": request.remote_addr}


def _text(name: str) -> str:
    return request.form.get(name, "")[:1000]


def _number(name: str = "akun") -> int:
    text = _text(name)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InvalidInput("Akun itu tidak dikenal. Muat ulang halaman.")
    return int(text)


def _wilayah() -> int:
    """A code, alone or before a name, as the field completes it."""
    text = _text("wilayah").split("·")[0].strip()
    if not text:
        raise InvalidInput("Isi wilayah: ketik nama atau kode, lalu pilih dari daftar.")
    return parse_kode("0" if text.lower() == "indonesia" else text)
