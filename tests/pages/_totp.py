"""Enrol an authenticator for a signed-in test client, through the routes a person uses.

Enrolling writes: use it with ``own_database``. Afterwards the login of that account asks for a code (``sign_in_kode``).
"""

from __future__ import annotations

import re

import pyotp
from flask.testing import FlaskClient

from demo.akun import PASSWORD

_FIELD = re.compile(r'name="(csrf_token|segel)" value="([^"]+)"')


def fields_of(client: FlaskClient, path: str) -> dict[str, str]:
    """The hidden fields of a plain form."""
    return dict(_FIELD.findall(client.get(path).get_data(as_text=True)))


def confirm(client: FlaskClient, username: str) -> str:
    """Enrol and confirm the session of ``client``, signed in as ``username``; the secret."""
    page = client.get("/autentikator").get_data(as_text=True)
    secret = page.split('class="siks-kunci">')[1].split("<")[0].replace(" ", "")
    data = {**dict(_FIELD.findall(page)), "kode": pyotp.TOTP(secret).now(), "password": PASSWORD}
    answer = client.post("/autentikator", data=data)
    assert answer.status_code == 200, (username, answer.get_data(as_text=True)[:2000])
    assert "Autentikator aktif" in answer.get_data(as_text=True)
    return secret
