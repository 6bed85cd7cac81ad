"""Whether this installation works: the database answers, it is migrated, a worker is alive."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from data_access import migrations
from data_access.session import read_session

# The worker reports every ten seconds; one that was silent for a minute is gone.
WORKER_SILENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Health:
    """State of each part, "ok" or what is wrong with it (Indonesian)."""

    database: str
    migrasi: str
    pekerja: str

    @property
    def reasons(self) -> list[str]:
        """What is wrong, for the person who watches; empty while all is well."""
        return [text for text in (self.database, self.migrasi, self.pekerja) if text != "ok"]


def check_health() -> Health:
    """Look at every part; what cannot be asked because the database is away counts as not known."""
    try:
        with read_session() as connection:
            return Health("ok", _migrations(connection), _worker(connection))
    except SQLAlchemyError:
        return Health("basis data tidak menjawab", "belum diketahui", "belum diketahui")


@functools.cache
def _head() -> str:
    return migrations.head()


def _migrations(connection: Connection) -> str:
    current = migrations.current(connection)
    return "ok" if current == _head() else f"basis data di revisi {current}, portal memerlukan {_head()}"


def _worker(connection: Connection) -> str:
    alive = connection.execute(
        sa.text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - :silence"),
        {"silence": WORKER_SILENCE},
    ).scalar_one()
    return "ok" if alive else "pekerja latar tidak berjalan"


def worker_silent_for(connection: Connection) -> timedelta | None:
    """How long no worker has reported; None when none ever did."""
    found: timedelta | None = connection.execute(
        sa.text("SELECT now() - max(last_heartbeat) FROM procrastinate_workers")
    ).scalar()
    return found
