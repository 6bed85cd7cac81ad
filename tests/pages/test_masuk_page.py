"""The login page as a browser, a password manager and an attacker use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from _jalan import token_of
from flask.testing import FlaskClient

from app import create_app
from demo.akun import DEMO_ACCOUNTS, PASSWORD
from pages._masuk import own_path
from settings import Settings

SignIn = Callable[[str], FlaskClient]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def slow_client(settings: Settings, engine: Any, clock: Clock) -> FlaskClient:
    """A visitor of a portal whose clock the test moves."""
    return create_app(settings, clock).server.test_client()


def _sign_in(client: FlaskClient, **fields: str) -> Any:
    data = {"username": "supervisor.cimahi", "password": PASSWORD, "csrf_token": token_of(client), **fields}
    return client.post("/masuk", data=data)


def test_a_page_asked_for_without_a_session_is_reached_after_signing_in(client: FlaskClient) -> None:
    answer = client.get("/peta?wilayah=3277&metrik=final")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/masuk?next=/peta?wilayah%3D3277%26metrik%3Dfinal"
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'name="next" value="/peta?wilayah=3277&amp;metrik=final"' in page
    answer = _sign_in(client, next="/peta?wilayah=3277&metrik=final")
    assert answer.headers["Location"] == "/peta?wilayah=3277&metrik=final"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/peta", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "javascript:alert(1)", " /peta", "/peta\nX: y", "", "/masuk", "/keluar", "http:/peta", "///evil.example",
    ],
)  # fmt: skip
def test_signing_in_never_leads_out_of_the_portal(client: FlaskClient, target: str) -> None:
    assert own_path(target) == "/"
    assert _sign_in(client, next=target).headers["Location"] == "/"


def test_a_wrong_password_is_answered_calmly_and_keeps_the_name(own_database: str, client: FlaskClient) -> None:
    answer = _sign_in(client, password="salah")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "Nama pengguna atau kata sandi salah" in text
    assert 'value="supervisor.cimahi"' in text
    assert 'salah"' not in text


def test_what_was_typed_is_shown_as_text_and_not_as_markup(own_database: str, client: FlaskClient) -> None:
    text = _sign_in(client, username='"><script>x</script>', password="x").get_data(as_text=True)
    assert "<script>x" not in text


def test_the_account_locks_over_the_form_too(own_database: str, client: FlaskClient) -> None:
    for _ in range(5):
        _sign_in(client, password="salah")
    assert _sign_in(client).status_code == 401


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    assert client.post("/masuk", data={"username": "pusdatin", "password": PASSWORD}).status_code == 400
    assert _sign_in(client, csrf_token="x").status_code == 400


def test_a_token_of_another_visitor_is_refused(app: Any, client: FlaskClient) -> None:
    other = token_of(app.server.test_client())
    assert _sign_in(client, csrf_token=other).status_code == 400


def test_many_attempts_from_one_address_are_slowed_down(settings: Settings, engine: Any) -> None:
    client = create_app(settings).server.test_client()
    codes = [client.post("/masuk", data={"csrf_token": token_of(client)}).status_code for _ in range(32)]
    assert codes[:30] == [401] * 30
    assert codes[30:] == [429, 429]
    assert client.get("/masuk").status_code == 200


def test_signing_out_wants_a_post_with_a_token_and_ends_the_session(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    assert reader.get("/keluar").status_code in (404, 405)
    assert reader.post("/keluar").status_code == 400
    layout = reader.get("/_dash-layout").get_data(as_text=True)
    token = layout.split('"name":"csrf_token"')[0].rsplit('"value":"', 1)[-1].split('"')[0]
    if "csrf_token" in token or len(token) < 20:
        token = layout.split('"name":"csrf_token"')[1].split('"value":"')[1].split('"')[0]
    assert reader.post("/keluar", data={"csrf_token": token}).status_code == 303
    assert reader.get("/peta").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = _sign_in(client).headers["Set-Cookie"]
    assert cookie.startswith("siks_sesi=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_tls_the_cookie_and_the_browser_keep_to_tls(settings: Settings, engine: Any) -> None:
    client = create_app(replace(settings, https=True)).server.test_client()
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "siks.example"}
    answer = client.get("/masuk", headers=forwarded)
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_session_ends_after_half_an_hour_without_use(slow_client: FlaskClient, clock: Clock) -> None:
    _sign_in(slow_client)
    clock.now += timedelta(minutes=29)
    assert slow_client.get("/peta").status_code == 200
    clock.now += timedelta(minutes=29)
    assert slow_client.get("/peta").status_code == 200
    clock.now += timedelta(minutes=30)
    assert slow_client.get("/peta").status_code == 302


def test_a_session_ends_after_twelve_hours_even_in_use(slow_client: FlaskClient, clock: Clock) -> None:
    _sign_in(slow_client)
    for _ in range(35):
        clock.now += timedelta(minutes=20)
        assert slow_client.get("/peta").status_code == 200
    clock.now += timedelta(minutes=20)
    assert slow_client.get("/peta").status_code == 302


def test_a_forged_or_altered_cookie_is_no_session(client: FlaskClient, sign_in: SignIn) -> None:
    cookie = sign_in("pusdatin").get_cookie("siks_sesi")
    assert cookie is not None
    client.set_cookie("siks_sesi", cookie.value[:-3] + "abc")
    assert client.get("/peta").status_code == 302


def test_sample_accounts_are_listed_in_demo_mode_only(settings: Settings, engine: Any, client: FlaskClient) -> None:
    page = client.get("/masuk").get_data(as_text=True)
    assert PASSWORD in page
    assert all(account.username in page for account in DEMO_ACCOUNTS)
    strict = create_app(replace(settings, skala="tanpa")).server.test_client()
    page = strict.get("/masuk").get_data(as_text=True)
    assert PASSWORD not in page
    assert "pusdatin" not in page
    assert _sign_in(strict).status_code == 401


def test_a_session_of_a_sample_account_ends_when_demo_mode_does(
    settings: Settings, engine: Any, sign_in: SignIn
) -> None:
    cookie = sign_in("pusdatin").get_cookie("siks_sesi")
    assert cookie is not None
    strict = create_app(replace(settings, skala="tanpa")).server.test_client()
    strict.set_cookie("siks_sesi", cookie.value)
    assert strict.get("/peta").status_code == 302


def test_who_is_signed_in_is_not_asked_again(sign_in: SignIn) -> None:
    assert sign_in("pusdatin").get("/masuk?next=/peta?wilayah=32").headers["Location"] == "/peta?wilayah=32"
