"""Who is behind the request: the signed session, when it ends, and the actor that callbacks ask for.

The cookie holds the number and ``versi_sesi`` of the account, two moments and the random name of a row of ``sesi``.
Account and row are read again on every request, so that a role taken away, an account closed, a raised ``versi_sesi``
or a session ended by somebody counts at once; the row also says whether a TOTP code was given.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask, Response, current_app, has_request_context, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature
from werkzeug.http import parse_cookie

from data_access.pengguna import Akun, find_by_sesi
from data_access.session import read_session
from domain.access import Actor, Scope
from domain.errors import AccessDenied
from domain.kode import parse_kode
from domain.pengguna import IDLE, LONGEST
from workflow import masuk

# The moment of last use is not written anew for each of the requests that one page view makes.
_TOUCH = timedelta(minutes=1)

_EXTENSION = "siks_session"


class SignedOut(AccessDenied):
    """Nobody is signed in, or the session has ended."""

    code = "SIKS-401"

    def __init__(self) -> None:
        super().__init__("Sesi berakhir. Masuk lagi untuk melanjutkan.")


@dataclass(frozen=True, slots=True)
class _Rules:
    demo: bool
    clock: Callable[[], datetime]


class SignedIn(UserMixin):
    """The account as Flask-Login wants it; a raised ``versi_sesi`` makes every older id unknown."""

    def __init__(self, akun: Akun) -> None:
        self.akun = akun

    def get_id(self) -> str:
        """Number and session version, as the cookie keeps them."""
        return f"{self.akun.actor.id}:{self.akun.versi_sesi}"


class _Sessions(SecureCookieSessionInterface):
    """Keeps the session away from files that any cache on the way may store and hand to somebody else."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if "immutable" not in response.headers.get("Cache-Control", ""):
            super().save_session(app, session, response)


def install_sessions(server: Flask, *, demo: bool, clock: Callable[[], datetime]) -> None:
    """Attach Flask-Login to the server. ``clock`` tells the present moment, with zone."""
    server.extensions[_EXTENSION] = _Rules(demo, clock)
    server.session_interface = _Sessions()
    manager = LoginManager(server)
    # Tying a session to an address would sign people out whose office line or phone changes it.
    manager.session_protection = None
    manager.user_loader(_load)


def now() -> datetime:
    """The present moment by the clock of the server."""
    return _rules().clock()


def demo_mode() -> bool:
    """Whether sample accounts may sign in."""
    return _rules().demo


def start_session(akun: Akun, *, totp: bool = False) -> None:
    """Sign the account in; whatever the session held before is dropped. ``totp``: a code was given."""
    session.clear()
    login_user(SignedIn(akun))
    moment = now()
    session["sesi"] = secrets.token_urlsafe(24)
    masuk.buka_sesi(
        akun,
        session["sesi"],
        now=moment,
        alamat_ip=request.remote_addr,
        perangkat=request.user_agent.string,
        totp_diberi=totp,
    )
    session["mulai"] = session["terakhir"] = int(moment.timestamp())
    session["wilayah"] = akun.actor.wilayah
    # Into the cookie now: made later, it could be lost to another answer that writes the cookie at the same time.
    generate_csrf()


def end_session() -> None:
    """Sign out."""
    akun = current_akun()
    if akun is not None:
        masuk.keluar(akun, session["sesi"], now=now(), alamat_ip=request.remote_addr)
    logout_user()
    session.clear()


def current_sesi() -> bytes:
    """Digest of this session: its key in ``sesi``. Raises SignedOut when there is none."""
    if current_akun() is None:
        raise SignedOut
    return masuk.digest_of(session["sesi"])


def current_akun() -> Akun | None:
    """The account behind this request, or None."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    return cast(SignedIn, current_user).akun


def current_actor() -> Actor:
    """The person behind this request. Raises SignedOut when there is none."""
    akun = current_akun()
    if akun is None:
        raise SignedOut
    return akun.actor


def narrowed(query: Mapping[str, Any] | None) -> Scope:
    """The wilayah of an address, narrowed to the reader. Raises AccessDenied outside of it, InvalidInput for no code.

    Every callback of a page asks it first, also where nothing is shown: the address of a neighbour is refused whole.
    """
    kode = (query or {}).get("wilayah")
    return current_actor().narrow(parse_kode(kode) if kode else None)


def _rules() -> _Rules:
    return cast(_Rules, current_app.extensions[_EXTENSION])


def _load(identity: str) -> SignedIn | None:
    number, _, version = identity.partition(":")
    if not (number.isdecimal() and version.isdecimal()) or not _alive(session, now()):
        return None
    with read_session() as connection:
        akun = find_by_sesi(connection, int(number), masuk.digest_of(session["sesi"]))
    if akun is None or akun.versi_sesi != int(version) or not akun.usable(demo=demo_mode()):
        return None
    _touch()
    return SignedIn(akun)


def _alive(content: Mapping[str, Any], moment: datetime) -> bool:
    try:
        started = datetime.fromtimestamp(content["mulai"], UTC)
        used = datetime.fromtimestamp(content["terakhir"], UTC)
    except (KeyError, TypeError):
        return False
    # A cookie of an earlier release names no wilayah or no row: it counts as ended.
    return "wilayah" in content and "sesi" in content and moment - used < IDLE and moment - started < LONGEST


def wilayah_of_cookie(server: Flask, environ: Mapping[str, Any]) -> int | None:
    """Root of the scope that the signed cookie of a bare request names; None without a living session.

    For an answer that holds no data: it reads no account and does not count as use of the session.
    """
    signer = cast(_Sessions, server.session_interface).get_signing_serializer(server)
    cookie = parse_cookie(environ).get(server.config["SESSION_COOKIE_NAME"])
    if signer is None or cookie is None:
        return None
    try:
        content = signer.loads(cookie)
    except BadSignature:
        return None
    rules = cast(_Rules, server.extensions[_EXTENSION])
    if "_user_id" not in content or not _alive(content, rules.clock()):
        return None
    return cast(int, content["wilayah"])


def _touch() -> None:
    moment = int(now().timestamp())
    if moment - session["terakhir"] >= _TOUCH.total_seconds():
        session["terakhir"] = moment
        masuk.sentuh_sesi(session["sesi"], now(), _TOUCH)
