"""The engine and the two ways to talk to it: a read-only transaction, and a unit of work that commits or not.

Readers and writers of the portal work as the database role ``siks_app``, which owns nothing and cannot alter or
delete audit rows; only migrations and bulk loads connect as the owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from domain.errors import RuleViolation

__all__ = [
    "APP_ROLE",
    "Connection",
    "Engine",
    "current_engine",
    "make_engine",
    "passes_by",
    "read_session",
    "sqlalchemy_url",
    "unit_of_work",
    "use_engine",
]

APP_ROLE = "siks_app"

# A page that waits longer than this is broken; background work sets its own limit.
_STATEMENT_TIMEOUT_MS = 15_000

# SQLSTATE of the guards of migration 0004.
_REFUSED = "SK409"

_engine: Engine | None = None


def sqlalchemy_url(url: str) -> sa.URL:
    """A libpq URL as SQLAlchemy reads it with psycopg 3; the query part (host=/socket) is kept."""
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def make_engine(url: str, *, owner: bool = False, pool_size: int = 8) -> Engine:
    """Engine for a libpq URL; ``owner`` keeps the login role (migrations, bulk loads) and has no time limit."""
    options = "-c timezone=UTC"
    if not owner:
        options += f" -c role={APP_ROLE} -c statement_timeout={_STATEMENT_TIMEOUT_MS}"
    return sa.create_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={"options": options, "application_name": "siks-ng"},
    )


def use_engine(engine: Engine | None) -> None:
    """Set the engine of this process; the start of the server, a command or a test does it once."""
    global _engine  # noqa: PLW0603 - one engine a process is the point
    _engine = engine


@contextmanager
def engine_in_use(engine: Engine) -> Iterator[None]:
    """Set the engine of this process for a while; what was set before comes back."""
    before = _engine
    use_engine(engine)
    try:
        yield
    finally:
        use_engine(before)


def current_engine() -> Engine:
    """The engine of this process. Raises RuntimeError before ``use_engine``."""
    if _engine is None:
        raise RuntimeError("use_engine() has not been called")
    return _engine


def passes_by(error: BaseException) -> bool:
    """Whether an error is the database's moment and not the work's fault: away, locked, out of time or of room."""
    return isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError, psycopg.OperationalError))


@contextmanager
def read_session() -> Iterator[Connection]:
    """A connection in a read-only transaction with one snapshot, so that figures on one page agree."""
    with (
        current_engine()
        .connect()
        .execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection
    ):
        yield connection


@contextmanager
def unit_of_work() -> Iterator[Connection]:
    """A connection in a transaction: committed at the end, rolled back on any exception.

    What the guards of the database refuse (a closed batch) comes out as RuleViolation in their words.
    """
    try:
        with current_engine().begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        if isinstance(error.orig, psycopg.Error) and error.orig.sqlstate == _REFUSED:
            raise RuleViolation(error.orig.diag.message_primary or "") from error
        raise
