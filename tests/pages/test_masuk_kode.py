"""The second step of the login, given passwords, and sessions that somebody ends: as a browser sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from _jalan import ask, token_of
from _totp import confirm, fields_of
from flask.testing import FlaskClient

from app import create_app
from data_access import sesi
from data_access.pengguna import find_by_username
from data_access.schema import pengguna
from data_access.schema import sesi as sesi_tabel
from data_access.session import read_session, unit_of_work
from demo.akun import PASSWORD
from settings import Settings
from workflow.totp import use_kunci

SignIn = Callable[[str], FlaskClient]
WHO = "supervisor.cimahi"
NEW = "senja merah di dermaga"


@pytest.fixture(autouse=True)
def nobody_in(own_database: str) -> None:
    """Visitors of other tests left their sessions in the database that this one is a copy of."""
    with unit_of_work() as work:
        work.execute(sa.delete(sesi_tabel))


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def enrolled(settings: Settings, clock: Clock) -> tuple[Any, str, list[str]]:
    """(server, secret, recovery codes) of a portal with a slow clock in which WHO has an authenticator."""
    server = create_app(settings, clock).server
    visitor = server.test_client()
    _password(visitor)
    page = visitor.get("/autentikator").get_data(as_text=True)
    secret = page.split('class="siks-kunci">')[1].split("<")[0].replace(" ", "")
    data = {**fields_of_page(page), "kode": pyotp.TOTP(secret).at(clock.now), "password": PASSWORD}
    shown = visitor.post("/autentikator", data=data).get_data(as_text=True)
    codes = [part.split("<")[0] for part in shown.split("<code>")[1:]]
    clock.now += timedelta(minutes=1)
    return server, secret, codes


def fields_of_page(page: str) -> dict[str, str]:
    return {
        name: page.split(f'name="{name}" value="')[1].split('"', maxsplit=1)[0]
        for name in ("csrf_token", "segel")
        if f'name="{name}" value="' in page
    }


def _password(client: FlaskClient, who: str = WHO, password: str = PASSWORD) -> Any:
    return client.post("/masuk", data={"username": who, "password": password, "csrf_token": token_of(client)})


def _code(client: FlaskClient, code: str) -> Any:
    return client.post("/masuk/kode", data={**fields_of(client, "/masuk/kode"), "kode": code})


def test_with_an_authenticator_the_password_alone_opens_nothing(enrolled: Any) -> None:
    server, _, _ = enrolled
    visitor = server.test_client()
    assert _password(visitor).headers["Location"] == "/masuk/kode"
    assert visitor.get("/peta").headers["Location"].startswith("/masuk")
    assert visitor.get("/api/versi").status_code == 401


def test_the_code_of_the_moment_signs_in_and_confirms_the_session(enrolled: Any, clock: Clock) -> None:
    server, secret, _ = enrolled
    visitor = server.test_client()
    visitor.post(
        "/masuk", data={"username": WHO, "password": PASSWORD, "csrf_token": token_of(visitor), "next": "/peta?x=1"}
    )
    data = {**fields_of(visitor, "/masuk/kode"), "kode": pyotp.TOTP(secret).at(clock.now), "next": "/peta?x=1"}
    assert visitor.post("/masuk/kode", data=data).headers["Location"] == "/peta?x=1"
    assert visitor.get("/peta").status_code == 200
    assert visitor.get("/autentikator").headers["Location"] == "/profil"


@pytest.mark.parametrize(("seconds", "right"), [(-61, False), (-30, True), (30, True), (90, False)])
def test_clocks_may_differ_by_one_step(enrolled: Any, clock: Clock, seconds: int, right: bool) -> None:
    server, secret, _ = enrolled
    visitor = server.test_client()
    _password(visitor)
    # Well after the step that enrolled, so that only the window decides.
    clock.now = datetime(2026, 11, 21, 3, 2, tzinfo=UTC)
    assert (_code(visitor, pyotp.TOTP(secret).at(clock.now + timedelta(seconds=seconds))).status_code == 302) is right


def test_a_code_counts_once(enrolled: Any, clock: Clock) -> None:
    server, secret, _ = enrolled
    code = pyotp.TOTP(secret).at(clock.now)
    first, second = server.test_client(), server.test_client()
    _password(first)
    _password(second)
    assert _code(first, code).status_code == 302
    assert _code(second, code).status_code == 401


def test_a_recovery_code_counts_once_and_in_any_writing(enrolled: Any) -> None:
    server, _, codes = enrolled
    assert len(set(codes)) == 10
    first, second = server.test_client(), server.test_client()
    _password(first)
    _password(second)
    assert _code(first, codes[0].lower().replace("-", " ")).status_code == 302
    assert _code(second, codes[0]).status_code == 401
    assert _code(second, codes[1]).status_code == 302


def test_wrong_codes_lock_the_account_and_the_password_gives_no_new_tries(enrolled: Any, clock: Clock) -> None:
    server, secret, _ = enrolled
    visitor = server.test_client()
    for _ in range(5):
        # Signing in again between the tries must not begin the count anew.
        assert _password(visitor).status_code == 302
        assert _code(visitor, "000000").status_code == 401
    assert _code(visitor, pyotp.TOTP(secret).at(clock.now)).status_code == 401
    assert _password(server.test_client()).status_code == 401
    clock.now += timedelta(minutes=15)
    _password(visitor)
    assert _code(visitor, pyotp.TOTP(secret).at(clock.now)).status_code == 302


def test_the_step_between_ends_after_five_minutes(enrolled: Any, clock: Clock) -> None:
    server, _, _ = enrolled
    visitor = server.test_client()
    _password(visitor)
    clock.now += timedelta(minutes=5, seconds=1)
    answer = visitor.get("/masuk/kode")
    assert answer.headers["Location"] == "/masuk"


def test_the_second_step_without_the_first_leads_back(client: FlaskClient) -> None:
    assert client.get("/masuk/kode").headers["Location"] == "/masuk"


def test_enrolling_asks_for_the_password_and_a_right_code(sign_in: SignIn) -> None:
    reader = sign_in(WHO)
    page = reader.get("/autentikator").get_data(as_text=True)
    secret = page.split('class="siks-kunci">')[1].split("<")[0].replace(" ", "")
    fields = fields_of_page(page)
    for wrong in ({"kode": pyotp.TOTP(secret).now(), "password": "salah"}, {"kode": "12", "password": PASSWORD}):
        assert reader.post("/autentikator", data={**fields, **wrong}).status_code == 400
    with read_session() as connection:
        akun = find_by_username(connection, WHO)
    assert akun is not None
    assert not akun.totp


def test_the_secret_of_somebody_elses_form_is_refused(sign_in: SignIn) -> None:
    other = fields_of(sign_in("supervisor.pangandaran"), "/autentikator")["segel"]
    reader = sign_in(WHO)
    fields = {**fields_of(reader, "/autentikator"), "segel": other, "password": PASSWORD, "kode": "123456"}
    assert "kedaluwarsa" in reader.post("/autentikator", data=fields).get_data(as_text=True)


def test_a_session_that_was_open_before_is_confirmed_by_a_code_on_the_profil(app: Any, sign_in: SignIn) -> None:
    first, second = sign_in(WHO), sign_in(WHO)
    secret = confirm(first, WHO)
    data = {
        **fields_of(second, "/autentikator"),
        "kode": pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30)),
    }
    assert second.post("/autentikator", data=data).headers["Location"] == "/profil"
    assert "sudah dikonfirmasi" in ask(second, app, "profil-isi-html.data", 3277).get_data(as_text=True)


def test_a_secret_sealed_under_another_key_opens_nothing(enrolled: Any, settings: Settings, clock: Clock) -> None:
    server, secret, _ = enrolled
    visitor = server.test_client()
    _password(visitor)
    use_kunci("y" * 48)
    try:
        assert _code(visitor, pyotp.TOTP(secret).at(clock.now)).status_code == 401
    finally:
        use_kunci(settings.secret_key)


def test_a_given_password_is_changed_before_anything_else(app: Any, sign_in: SignIn) -> None:
    with unit_of_work() as work:
        work.execute(sa.update(pengguna).where(pengguna.c.username == WHO).values(ganti_sandi=True))
    reader = sign_in(WHO)
    assert reader.get("/peta?a=1").headers["Location"] == "/ganti-sandi?next=/peta?a%3D1"
    assert reader.get("/_dash-layout").status_code == 403
    assert ask(reader, app, "profil-isi-html.data", 3277).status_code == 403
    fields = {**fields_of(reader, "/ganti-sandi?next=/peta"), "lama": PASSWORD, "ulang": NEW}
    for weak in ("pendek", "cimahi-cimahi-1", "aaaaaaaaaaaaaaa", "supervisor.cimahi1"):
        answer = reader.post("/ganti-sandi?next=/peta", data={**fields, "baru": weak, "ulang": weak})
        assert answer.status_code == 400, weak
    answer = reader.post("/ganti-sandi?next=/peta", data={**fields, "baru": NEW})
    assert answer.headers["Location"] == "/peta"
    assert reader.get("/peta").status_code == 200
    assert _password(app.server.test_client()).status_code == 401
    assert _password(app.server.test_client(), password=NEW).status_code == 302


def test_a_new_password_wants_the_old_one_and_ends_the_other_sessions(sign_in: SignIn) -> None:
    here, there = sign_in(WHO), sign_in(WHO)
    fields = {**fields_of(here, "/ganti-sandi"), "baru": NEW, "ulang": NEW}
    assert here.post("/ganti-sandi", data={**fields, "lama": "salah"}).status_code == 400
    assert here.post("/ganti-sandi", data={**fields, "lama": PASSWORD, "ulang": NEW + "x"}).status_code == 400
    assert here.post("/ganti-sandi", data={**fields, "lama": PASSWORD}).status_code == 303
    assert here.get("/peta").status_code == 200
    assert there.get("/peta").status_code == 302


def test_a_session_that_was_ended_is_refused_at_once(sign_in: SignIn) -> None:
    here, there = sign_in(WHO), sign_in(WHO)
    with unit_of_work() as work:
        akun = find_by_username(work, WHO)
        assert akun is not None
        open_ = sesi.list_open(
            work, akun.actor.id, mulai=datetime(2020, 1, 1, tzinfo=UTC), terakhir=datetime(2020, 1, 1, tzinfo=UTC)
        )
        assert len(open_) == 2
        sesi.end_sesi(work, open_[0].id, akun.actor.id, datetime.now(UTC), akun.actor.id)
    assert sorted(visitor.get("/peta").status_code for visitor in (here, there)) == [200, 302]


def test_the_row_of_a_session_is_written_at_most_once_a_minute(settings: Settings, clock: Clock) -> None:
    visitor = create_app(settings, clock).server.test_client()
    _password(visitor)

    def used() -> datetime:
        with read_session() as connection:
            return connection.execute(sa.text("SELECT max(terakhir) FROM sesi")).scalar_one()

    begun = clock.now
    clock.now += timedelta(seconds=59)
    visitor.get("/peta")
    assert used() == begun
    clock.now += timedelta(seconds=1)
    visitor.get("/peta")
    assert used() == clock.now


def test_a_cookie_from_before_signing_out_is_worth_nothing(sign_in: SignIn, client: FlaskClient) -> None:
    reader = sign_in("pusdatin")
    cookie = reader.get_cookie("siks_sesi")
    assert cookie is not None
    assert reader.post("/keluar", data=fields_of(reader, "/ganti-sandi")).status_code == 303
    client.set_cookie("siks_sesi", cookie.value)
    assert client.get("/peta").status_code == 302
