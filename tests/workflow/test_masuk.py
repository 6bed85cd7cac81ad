"""Signing in: what is counted, when an account locks, and what the audit keeps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from data_access import pengguna_store
from data_access.pengguna import Akun, find_by_username
from data_access.schema import audit, pengguna
from data_access.session import current_engine, read_session, unit_of_work
from demo.akun import DEMO_ACCOUNTS, PASSWORD, create_demo_accounts
from workflow.masuk import LoginRefused, masuk

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
WHO = "supervisor.cimahi"

pytestmark = pytest.mark.usefixtures("own_database")


def _try(password: str = PASSWORD, *, who: str = WHO, now: datetime = NOW, demo: bool = True) -> Akun:
    return masuk(who, password, now=now, alamat_ip="127.0.0.1", demo=demo)


def _fail(times: int, *, who: str = WHO, now: datetime = NOW) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused):
            _try("salah", who=who, now=now)


def _acts() -> list[tuple[int, str, str]]:
    with current_engine().connect() as connection:
        rows = connection.execute(
            sa.select(audit.c.kab, audit.c.pengguna, audit.c.aksi).order_by(audit.c.waktu.desc()).limit(10)
        )
        return [(row.kab, row.pengguna, row.aksi) for row in rows]


def test_the_right_password_gives_the_account_and_an_audit_row_in_its_kab() -> None:
    assert _try().actor.wilayah == 3277
    assert _acts()[0] == (3277, WHO, "masuk")


def test_names_are_found_in_any_case_and_with_spaces_around() -> None:
    assert _try(who=" Supervisor.Cimahi ").actor.username == WHO


def test_four_failures_do_not_lock_and_success_forgets_them() -> None:
    for _ in range(3):
        _fail(4)
        _try()


def test_the_fifth_failure_locks_for_fifteen_minutes_even_for_the_right_password() -> None:
    _fail(5)
    with pytest.raises(LoginRefused):
        _try(now=NOW + timedelta(minutes=14, seconds=59))
    assert _try(now=NOW + timedelta(minutes=15)).actor.username == WHO


def test_trying_while_locked_does_not_prolong_the_lock() -> None:
    _fail(5)
    _fail(3, now=NOW + timedelta(minutes=10))
    _try(now=NOW + timedelta(minutes=15))


def test_a_lock_of_one_account_leaves_the_others_alone() -> None:
    _fail(5)
    _try(who="supervisor.pangandaran")


def test_attempts_sent_side_by_side_cannot_try_more_passwords_than_allowed() -> None:
    with read_session() as connection:
        akun = find_by_username(connection, WHO)
    assert akun is not None
    allowed: list[bool] = []
    gate = threading.Barrier(8)

    def attempt() -> None:
        gate.wait()
        with unit_of_work() as work:
            allowed.append(pengguna_store.claim_attempt(work, akun.actor.id, NOW))

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 3 + [True] * 5


def test_every_refusal_says_the_same() -> None:
    texts = set()
    tries: list[Callable[[], Akun]] = [
        lambda: _try("salah"),
        lambda: _try(who="tidak.ada"),
        lambda: _try("", who=""),
        lambda: _try(demo=False),
    ]
    for attempt in tries:
        with pytest.raises(LoginRefused) as refusal:
            attempt()
        texts.add(refusal.value.message)
    assert len(texts) == 1


def test_sample_accounts_are_refused_where_no_samples_are_shown() -> None:
    with pytest.raises(LoginRefused):
        _try(demo=False)


def test_a_closed_account_is_refused() -> None:
    with unit_of_work() as work:
        work.execute(sa.update(pengguna).where(pengguna.c.username == WHO).values(aktif=False))
    with pytest.raises(LoginRefused):
        _try()


def test_failures_and_locks_are_audited_and_a_name_as_typed_is_not() -> None:
    _fail(6)
    _fail(1, who="Rahasia-saya-123")
    acts = _acts()
    assert acts[0] == (0, "tidak dikenal", "masuk_ditolak")
    assert acts[1] == (3277, WHO, "masuk_terkunci")
    assert acts[2] == (3277, WHO, "masuk_gagal")


def test_a_second_start_leaves_the_sample_accounts_and_their_sessions_alone() -> None:
    with read_session() as connection:
        before = find_by_username(connection, WHO)
    with unit_of_work() as work:
        create_demo_accounts(work)
    with read_session() as connection:
        assert find_by_username(connection, WHO) == before


def test_passwords_are_kept_as_argon2id() -> None:
    with current_engine().connect() as connection:
        rows = connection.execute(sa.select(pengguna.c.username, pengguna.c.sandi))
        stored = {row.username: row.sandi for row in rows}
    assert all(text.startswith("$argon2id$") for text in stored.values())
    people = [stored[account.username] for account in DEMO_ACCOUNTS]
    assert len(set(people)) == len(people)


def test_nobody_signs_in_as_an_operator_of_the_sample() -> None:
    for password in ("", "!", PASSWORD):
        with pytest.raises(LoginRefused):
            masuk("op.3277011001", password, now=NOW, alamat_ip=None, demo=True)
