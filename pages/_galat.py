"""Every error of a plain request, rendered in one place: as a page for people, as JSON for scripts."""

from __future__ import annotations

from flask import Flask, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from domain.errors import AccessDenied, InvalidInput, PortalError
from pages._guard import log_unexpected, wants_page
from pages._session import SignedOut

_STATUS = {SignedOut: 401, AccessDenied: 403, InvalidInput: 400}
_TEXT = {
    400: ("Permintaan tidak dapat dibaca", "Muat ulang halaman, lalu ulangi.", "exclamation-octagon"),
    403: ("Di luar kewenangan Anda", "Akun Anda tidak diberi akses ke bagian ini.", "shield-lock"),
    404: ("Halaman tidak ditemukan", "Periksa tautan, atau mulai lagi dari peta.", "signpost-split"),
    405: ("Permintaan tidak dapat dibaca", "Buka alamat ini lewat menu portal.", "exclamation-octagon"),
    413: ("Kiriman terlalu besar", "Kirim berkas yang lebih kecil.", "exclamation-octagon"),
    429: ("Terlalu banyak percobaan", "Tunggu satu menit, lalu coba lagi.", "clock-history"),
    500: (
        "Halaman gagal dimuat",
        "Muat ulang halaman. Bila tetap gagal, kirim nomor {} ke helpdesk.",
        "exclamation-octagon",
    ),
}


def install_errors(server: Flask) -> None:
    """Register the handlers."""
    server.register_error_handler(PortalError, _refusal)
    server.register_error_handler(CSRFError, _stale_form)
    server.register_error_handler(HTTPException, _http)


def _refusal(error: PortalError) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 409)
    return _answer(status, error.message, error.code)


def _stale_form(_error: CSRFError) -> Response:
    return _answer(400, "Formulir ini sudah kedaluwarsa. Buka lagi halaman masuk atau peta, lalu ulangi.")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status >= 500:
        original = getattr(error, "original_exception", None) or error
        number = log_unexpected(original)
        return _answer(500, _TEXT[500][1].format(number), number)
    return _answer(status, _TEXT.get(status, _TEXT[400])[1])


def _answer(status: int, text: str, code: str | None = None) -> Response:
    response: Response
    if wants_page() or (status in (400, 429) and not request.path.startswith("/api/")):
        title, _, icon = _TEXT.get(status, _TEXT[400])
        page = render_template("galat.html", judul=title, teks=text, ikon=icon, tujuan="/peta", tombol="Buka peta")
        response = Response(page, mimetype="text/html")
    else:
        response = jsonify(pesan=text, kode=code)
    response.status_code = status
    return response
