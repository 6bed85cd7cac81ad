"""Signing in and out: a plain HTML form, so that password managers and scripts work without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from pages._pengguna_lupa import REQUESTS_PER_ADDRESS, lupa
from pages._session import current_akun, demo_mode, end_session, now, start_session
from workflow.masuk import KodeDitolak, LoginRefused, masuk, masuk_kode

HOME = "/"

# Only failures count: an office of a hundred people signs in from one address in the morning.
FAILURES_PER_ADDRESS = "30 per minute"

# Between the password and the code.
_SECOND_STEP = timedelta(minutes=5)
_WAITING = "langkah_dua"
_NO_TARGET = ("/masuk", "/masuk/kode", "/keluar", "/ganti-sandi", "/autentikator")


def install_masuk(server: Flask, sample_accounts: Sequence[tuple[str, str]], sample_password: str) -> None:
    """Serve /masuk, /masuk/kode, /lupa-sandi and /keluar.

    ``sample_accounts`` are (username, what it is) pairs, listed in demo mode only.
    """
    limiter = Limiter(get_remote_address, app=server, storage_uri="memory://", headers_enabled=False)
    failures = limiter.limit(
        FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=lambda answer: answer.status_code == 401
    )
    masuk_pages = Blueprint("masuk", __name__, template_folder="templates")

    def page(refusal: str | None = None, status: int = 200) -> tuple[str, int]:
        html = render_template(
            "masuk.html",
            galat=refusal,
            username=request.form.get("username", "")[:80],
            next=own_path(request.values.get("next")),
            akun_contoh=sample_accounts if demo_mode() else (),
            sandi_contoh=sample_password,
        )
        return html, status

    @failures
    def form() -> Response | tuple[str, int]:
        target = own_path(request.values.get("next"))
        if request.method == "GET":
            return redirect(target) if current_akun() else page()
        try:
            akun = masuk(
                request.form.get("username", ""),
                request.form.get("password", ""),
                now=now(),
                alamat_ip=request.remote_addr,
                demo=demo_mode(),
            )
        except LoginRefused as refusal:
            return page(refusal.message, 401)
        if not akun.totp:
            start_session(akun)
            return redirect(target)
        session.clear()
        session[_WAITING] = [akun.actor.id, akun.versi_sesi, int((now() + _SECOND_STEP).timestamp())]
        return redirect(url_for("masuk.kode", next=None if target == HOME else target))

    def sign_out() -> Response:
        end_session()
        return redirect("/masuk", 303)

    masuk_pages.add_url_rule("/masuk", "form", form, methods=["GET", "POST"])
    masuk_pages.add_url_rule("/masuk/kode", "kode", failures(second_step), methods=["GET", "POST"])
    asked = limiter.limit(REQUESTS_PER_ADDRESS, methods=["POST"])(lupa)
    masuk_pages.add_url_rule("/lupa-sandi", "lupa", asked, methods=["GET", "POST"])
    masuk_pages.add_url_rule("/keluar", "keluar", sign_out, methods=["POST"])
    server.register_blueprint(masuk_pages)


def second_step() -> Response | tuple[str, int]:
    """Ask for the code after a right password, and sign in with it."""
    target = own_path(request.values.get("next"))
    number, version, until = session.get(_WAITING, (0, 0, 0))
    if until < now().timestamp():
        session.pop(_WAITING, None)
        return redirect(url_for("masuk.form", next=None if target == HOME else target))
    if request.method == "GET":
        return render_template("masuk_kode.html", next=target), 200
    try:
        akun = masuk_kode(
            number,
            version,
            request.form.get("kode", "")[:40],
            now=now(),
            alamat_ip=request.remote_addr,
            demo=demo_mode(),
        )
    except KodeDitolak as refusal:
        return render_template("masuk_kode.html", next=target, galat=refusal.message), 401
    start_session(akun, totp=True)
    return redirect(target)


def own_path(target: str | None) -> str:
    """``target`` when it is a path of this portal, else the home page.

    Browsers read ``//host``, ``/\\host`` and control characters as ways out, so all of them are refused.
    """
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return HOME
    if any(ord(char) < 33 for char in target):
        return HOME
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and parts.path not in _NO_TARGET else HOME
