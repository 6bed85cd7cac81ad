"""Headers that keep a browser from running, framing, keeping or sending what it should not."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


def _policy(client: FlaskClient, path: str) -> dict[str, list[str]]:
    header = client.get(path).headers["Content-Security-Policy"]
    return {part.split()[0]: part.split()[1:] for part in header.split("; ")}


@pytest.mark.parametrize(
    "path", ["/masuk", "/peta", "/tidak-ada", "/healthz", "/api/wilayah", "/_dash-layout", "/geo/x/y"]
)
def test_every_answer_carries_them(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    for visitor in (client, sign_in("pusdatin")):
        headers = visitor.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


def test_scripts_run_from_the_portal_only_and_are_never_made_from_text(sign_in: SignIn) -> None:
    policy = _policy(sign_in("pusdatin"), "/peta")
    assert policy["default-src"] == ["'none'"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["connect-src"] == policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert not any("http" in source for sources in policy.values() for source in sources)


@pytest.mark.parametrize("path", ["/masuk", "/peta"])
def test_every_inline_script_of_a_page_is_named_in_the_policy(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    visitor = client if path == "/masuk" else sign_in("pusdatin")
    page = visitor.get(path).get_data(as_text=True)
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", page, re.DOTALL)
    allowed = _policy(visitor, path)["script-src"]
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed


def test_no_page_has_handlers_in_its_markup(client: FlaskClient) -> None:
    assert not re.search(r"\son\w+=", client.get("/masuk").get_data(as_text=True))
