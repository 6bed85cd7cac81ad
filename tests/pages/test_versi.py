"""Open pages learn that something changed: in their scope only, within seconds, without holding their session."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data_access.perubahan import announce
from data_access.session import current_engine, unit_of_work
from pages._session import IDLE, LONGEST, _Rules
from pages._versi import PATH

SignIn = Callable[[str], FlaskClient]


def version(visitor: FlaskClient) -> int:
    answer = visitor.get(PATH)
    assert answer.status_code == 200
    return int(answer.get_data(as_text=True))


def until_risen(visitor: FlaskClient, before: int) -> int:
    for _ in range(50):
        if (now := version(visitor)) > before:
            return now
        time.sleep(0.1)
    pytest.fail("the version did not rise within five seconds")


@pytest.fixture
def at(app: Any) -> Iterator[Callable[[timedelta], None]]:
    """Moves the portal's clock."""
    rules = app.server.extensions["siks_session"]

    def move(by: timedelta) -> None:
        app.server.extensions["siks_session"] = _Rules(rules.demo, lambda: datetime.now(UTC) + by)

    yield move
    app.server.extensions["siks_session"] = rules


def test_a_stranger_and_a_forged_cookie_are_told_nothing(app: Any, client: FlaskClient) -> None:
    assert client.get(PATH).status_code == 401
    client.set_cookie("siks_sesi", "eyJ3aWxheWFoIjowfQ.x.y")
    assert client.get(PATH).status_code == 401


def test_a_change_is_heard_in_its_kab_and_above_and_not_next_door(
    own_database: str, sign_in: SignIn, engine: sa.Engine
) -> None:
    readers = ("supervisor.cimahi", "operator.melong", "dinsos.jabar", "pusdatin")
    concerned = [sign_in(name) for name in readers]
    neighbour = sign_in("supervisor.pangandaran")
    before = [version(visitor) for visitor in concerned]
    quiet = version(neighbour)
    # The listener may still be connecting: what is said before is not heard.
    time.sleep(0.5)
    with unit_of_work() as work:
        announce(work, 3277)
    risen = [until_risen(visitor, known) for visitor, known in zip(concerned, before, strict=True)]
    assert len(set(risen)) == 1
    assert version(neighbour) == quiet
    with unit_of_work() as work:
        announce(work, 0)
    until_risen(neighbour, quiet)


def test_what_was_rolled_back_is_never_heard(own_database: str, sign_in: SignIn) -> None:
    visitor = sign_in("supervisor.cimahi")
    before = version(visitor)
    time.sleep(0.5)
    with current_engine().connect() as connection:
        announce(connection, 3277)
        connection.rollback()
    with unit_of_work() as work:
        announce(work, 3218)
    time.sleep(0.5)
    assert version(visitor) == before


def test_asking_does_not_keep_a_session_alive(sign_in: SignIn, at: Callable[[timedelta], None]) -> None:
    visitor = sign_in("supervisor.cimahi")
    at(IDLE - timedelta(minutes=1))
    assert "Set-Cookie" not in visitor.get(PATH).headers
    at(IDLE + timedelta(seconds=5))
    assert visitor.get(PATH).status_code == 401
    at(LONGEST + timedelta(seconds=5))
    assert visitor.get(PATH).status_code == 401
