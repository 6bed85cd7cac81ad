"""Word that figures of a kab changed, carried by PostgreSQL's own NOTIFY: heard at commit, or never.

Every action of ``workflow`` announces the kab it wrote. Web processes listen, so that open pages learn of it within
seconds; the worker listens, to bring sums and forecasts up to date.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import sqlalchemy as sa
from sqlalchemy import Connection

CHANNEL = "siks_perubahan"
# "tulis": rows were written; "segar": sums and forecasts followed.
WRITTEN, REFRESHED = "tulis", "segar"

_LISTEN_S = 1.0
_RETRY_S = 2.0


def announce(connection: Connection, kab: int, kind: str = WRITTEN) -> None:
    """Say at commit that something of ``kab`` changed (0: of no single kab, or of all)."""
    connection.execute(sa.select(sa.func.pg_notify(CHANNEL, f"{kind}:{kab}")))


def listen(
    url: str,
    heard: Callable[[str, int], None],
    stop: threading.Event,
    *,
    connected: Callable[[], None] = lambda: None,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Call ``heard(kind, kab)`` for each word until ``stop`` is set, ``tick()`` about once a second.

    A lost connection is made again; ``connected()`` is called each time, because words spoken meanwhile are lost.
    """
    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True, application_name="siks-ng-dengar") as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                connected()
                while not stop.is_set():
                    for note in connection.notifies(timeout=_LISTEN_S):
                        kind, _, kab = note.payload.partition(":")
                        heard(kind, int(kab))
                        if stop.is_set():
                            break
                        tick()
                    tick()
        except psycopg.OperationalError:
            deadline = time.monotonic() + _RETRY_S
            while time.monotonic() < deadline and not stop.is_set():
                time.sleep(0.1)
