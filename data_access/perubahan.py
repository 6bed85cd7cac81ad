"""Word that figures of a kab changed, carried by PostgreSQL's own NOTIFY: heard at commit, or never.

Every action of ``workflow`` announces the kab it wrote. Web processes listen, so that open pages learn of it within
seconds; the worker listens, to bring sums and forecasts up to date.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection

CHANNEL = "siks_perubahan"
# "tulis": rows were written; "segar": sums and forecasts followed.
WRITTEN, REFRESHED = "tulis", "segar"

_LISTEN_S = 1.0
_RETRY_S = 2.0


@dataclass(frozen=True, slots=True)
class Word:
    """What was heard: kind, kab, and the moment it was said (ms since 1970, by the database's clock)."""

    kind: str
    kab: int
    at: int


def announce(connection: Connection, kab: int, kind: str = WRITTEN) -> None:
    """Say at commit that something of ``kab`` changed (0: of no single kab, or of all)."""
    at = sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp()) * 1000, sa.BigInteger)
    text = sa.func.concat(f"{kind}:{kab}:", at)
    connection.execute(sa.select(sa.func.pg_notify(CHANNEL, text)))


def listen(
    url: str,
    heard: Callable[[Word], None],
    stop: threading.Event,
    *,
    connected: Callable[[], None] = lambda: None,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Call ``heard`` for each word until ``stop`` is set, and ``tick`` about once a second.

    A lost connection is made again; ``connected`` is called each time, because words spoken meanwhile are lost.
    """
    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True, application_name="siks-ng-dengar") as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                connected()
                while not stop.is_set():
                    for note in connection.notifies(timeout=_LISTEN_S, stop_after=1):
                        kind, kab, at = note.payload.split(":")
                        heard(Word(kind, int(kab), int(at)))
                    tick()
        except psycopg.OperationalError:
            stop.wait(_RETRY_S)
