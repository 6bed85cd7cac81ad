"""Deny by default: who may reach which route, and a permission on every callback.

Two things stand behind each other. Before any view runs, a request without a session is turned away unless its
endpoint is listed as public. Then every callback asks for its own permission, because a reader who is signed in
may still not be the right one.
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import dash
from flask import Flask, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from components.pemberitahuan import NOTICE, notice
from domain.access import Permission
from domain.errors import PortalError
from pages._session import SignedOut, current_actor, current_akun

log = logging.getLogger("siks.guard")

Function = TypeVar("Function", bound=Callable[..., Any])

# What the login page and the machines that watch the portal need; everything else wants a session.
PUBLIC_ENDPOINTS = frozenset(
    {
        "masuk.form",
        "masuk.kode",
        "masuk.lupa",
        "verifikasi.form",
        "verifikasi.surat",
        "kesehatan",
        "vendor",
        "favicon",
        "kalender_langganan",
    }
)
_PUBLIC_ASSETS = frozenset({"siks.css", "lambang.svg", "verifikasi.js"})

_PUBLIC = "siks_public"


def guarded_callback(*args: Any, requires: Permission | None, **kwargs: Any) -> Callable[[Function], Function]:
    """``dash.callback`` that first asks whether the reader has ``requires``.

    None stands for "any reader who is signed in" and is only for the shell. Refusals and mistakes reach the reader
    as a notice (``render_error``); the callback then changes nothing.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def checked(*inner: Any, **named: Any) -> Any:
            actor = current_actor()
            if requires is not None:
                actor.require(requires)
            return function(*inner, **named)

        checked.guard = "signed in" if requires is None else requires  # type: ignore[attr-defined]
        dash.callback(*args, on_error=render_error, **kwargs)(checked)
        return function

    return decorate


def guarded_route(*, requires: Permission) -> Callable[[Function], Function]:
    """The same for a plain route; a refusal becomes an answer of status 403 in the error handlers."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def checked(*inner: Any, **named: Any) -> Any:
            current_actor().require(requires)
            return function(*inner, **named)

        checked.guard = requires  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate


def render_error(error: BaseException) -> None:
    """Show what went wrong in the shell's notice; the outputs of the callback stay as they are.

    Without it Dash would answer a failed callback with an empty success and the page would look finished.
    """
    if isinstance(error, PortalError):
        kind = "sesi" if isinstance(error, SignedOut) else "tolak"
        dash.set_props(NOTICE, {"children": notice(error.message, code=error.code, kind=kind)})
        return
    number = log_unexpected(error)
    dash.set_props(
        NOTICE,
        {
            "children": notice(
                "Bagian halaman ini gagal dimuat. Muat ulang halaman; bila tetap gagal, kirim nomor ini ke helpdesk.",
                code=number,
                kind="gagal",
            )
        },
    )


def log_unexpected(error: BaseException) -> str:
    """Log an unexpected error and return the number under which it is found in the log."""
    number = f"G-{secrets.token_hex(4)}"
    log.error("unexpected error %s at %s", number, request.path, exc_info=error)
    return number


def install_guard(server: Flask) -> None:
    """Refuse strangers, and callbacks asked for by another site."""
    server.before_request(_refuse_strangers)
    server.before_request(_refuse_other_sites)


def _is_public() -> bool:
    endpoint = request.endpoint or ""
    if endpoint in PUBLIC_ENDPOINTS:
        return True
    return endpoint.endswith("dash_assets.static") and (request.view_args or {}).get("filename") in _PUBLIC_ASSETS


def wants_page() -> bool:
    """Whether the answer is shown as a page, not read by a script."""
    return request.method == "GET" and not request.path.startswith(("/_", "/api/", "/geo/", "/vendor/", "/assets/"))


def _refuse_strangers() -> BaseResponse | None:
    if _is_public():
        return None
    akun = current_akun()
    if akun is not None:
        return _refuse_borrowed_password() if akun.ganti_sandi else None
    if wants_page():
        target = request.full_path.rstrip("?")
        return redirect(url_for("masuk.form", next=None if target == "/" else target))
    answer: Response = jsonify(pesan=SignedOut().message, masuk=url_for("masuk.form"))
    answer.status_code = 401
    return answer


def _refuse_borrowed_password() -> BaseResponse | None:
    """A password that somebody else gave opens nothing but the form that changes it."""
    if request.endpoint in ("ganti_sandi", "masuk.keluar"):
        return None
    if wants_page():
        return redirect(url_for("ganti_sandi", next=request.full_path.rstrip("?")))
    answer: Response = jsonify(pesan="Ganti dulu kata sandi yang diberikan kepada Anda.", masuk=url_for("ganti_sandi"))
    answer.status_code = 403
    return answer


def _refuse_other_sites() -> BaseResponse | None:
    """Callbacks carry no form token; instead the browser's own word on where the request began is checked.

    A page of another site cannot leave out or forge ``Origin`` and ``Sec-Fetch-Site``; a client that sends neither
    is no browser and carries no cookie that was not given to it. The session cookie is SameSite=Lax besides, and
    the body must be JSON, which another site cannot post without asking first.
    """
    if request.path != "/_dash-update-component":
        return None
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    same = site in (None, "same-origin") and (origin is None or urlsplit(origin).netloc == request.host)
    if same and request.is_json:
        return None
    answer: Response = jsonify(pesan="Permintaan ini tidak berasal dari portal.")
    answer.status_code = 403
    return answer
