"""The second step of the login, and what a session confirmed by a code may do."""

from __future__ import annotations

from collections.abc import Callable

from _totp import confirm
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


def test_smoke(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    secret = confirm(reader, "supervisor.cimahi")
    assert reader.get("/autentikator").headers["Location"] == "/profil"
    assert secret
