"""Password and authenticator of who is signed in: plain HTML forms, as the login is."""

from __future__ import annotations

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from data_access.pengguna import Akun
from domain.access import Permission
from domain.errors import PortalError
from pages._guard import guarded_route
from pages._masuk import own_path
from pages._session import SignedOut, current_akun, current_sesi, now
from workflow import profil, totp

PROFIL = "/profil"


def install_akun(server: Flask) -> None:
    """Serve /ganti-sandi and /autentikator. They are open to whoever is signed in: every role may see progress."""
    for path, name, view in (("/ganti-sandi", "ganti_sandi", sandi), ("/autentikator", "autentikator", autentikator)):
        guarded = guarded_route(requires=Permission.VIEW_PROGRES)(view)
        server.add_url_rule(path, name, guarded, methods=["GET", "POST"])


def sandi() -> Response | tuple[str, int]:
    """The form of the password, and what it sends."""
    akun, target = signed_in(), _target()

    def page(refusal: str | None = None) -> tuple[str, int]:
        html = render_template(
            "masuk_sandi.html", galat=refusal, next=target, wajib=akun.ganti_sandi, username=akun.actor.username
        )
        return html, 400 if refusal else 200

    if request.method == "GET":
        return page()
    lama, baru, ulang = (request.form.get(name, "") for name in ("lama", "baru", "ulang"))
    try:
        profil.ganti_sandi(akun, lama, baru, ulang, digest=current_sesi(), now=now(), alamat_ip=request.remote_addr)
    except PortalError as refusal:
        return page(refusal.message)
    return redirect(target, 303)


def autentikator() -> Response | tuple[str, int]:
    """Enrol an authenticator, or confirm this session with a code of the one there is."""
    akun, target = signed_in(), _target()
    segel, kode = request.form.get("segel", "")[:1000], request.form.get("kode", "")[:40]

    def page(refusal: str | None = None) -> tuple[str, int]:
        baru = None if akun.totp else totp.begin(akun.actor, now(), segel or None)
        kunci = " ".join(baru.rahasia[at : at + 4] for at in range(0, len(baru.rahasia), 4)) if baru else ""
        html = render_template("masuk_autentikator.html", galat=refusal, next=target, baru=baru, kunci=kunci)
        return html, 400 if refusal else 200

    if akun.actor.totp:
        return redirect(target, 303)
    if request.method == "GET":
        return page()
    known = {"digest": current_sesi(), "now": now(), "alamat_ip": request.remote_addr}
    try:
        if akun.totp:
            profil.konfirmasi_sesi(akun, kode, **known)
            return redirect(target, 303)
        codes = profil.aktifkan_totp(akun, segel, kode, request.form.get("password", ""), **known)
    except PortalError as refusal:
        return page(refusal.message)
    return render_template("masuk_autentikator.html", pemulihan=codes, next=target), 200


def signed_in() -> Akun:
    """The account behind this request. Raises SignedOut when there is none."""
    akun = current_akun()
    if akun is None:
        raise SignedOut
    return akun


def _target() -> str:
    wanted = request.values.get("next")
    return own_path(wanted) if wanted else PROFIL
