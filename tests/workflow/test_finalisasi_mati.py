"""Process, backend and database are killed while a batch is closed: it is closed or it is not, and a retry is safe."""

from __future__ import annotations

import select
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from data_access.session import current_engine, make_engine, passes_by, use_engine
from domain.batch import StateBatch
from domain.errors import RuleViolation
from tests.workflow.finalisasi_alur import KEY, NOW, actor, make_ready, stored
from tests.workflow.mati_alur import Mati, ajang, is_whole, kill_often
from workflow.finalisasi import record_finalisasi

KILLS = 12


@pytest.mark.usefixtures("engine")
def test_killed_at_any_moment_a_batch_is_closed_whole_or_not_at_all(tmp_path: Path) -> None:
    with ajang(tmp_path / "pg", durable=False) as place:
        met = kill_often(place, KILLS, seed=12)
    assert {what for what, _ in met} == set(Mati)
    # Otherwise the kills missed what they were meant to hit.
    assert sum(count for (_, done), count in met.items() if not done) >= KILLS // 3, met


class _Proxy:
    """Stands between the portal and the database, and cuts the line at the COMMIT: before it arrives, or after."""

    def __init__(self, folder: Path, server: Path, *, arrives: bool) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / server.name))
        self._listener.listen()
        self._server, self._arrives = server, arrives
        self.armed = threading.Event()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with client, socket.socket(socket.AF_UNIX) as database:
                    database.connect(str(self._server))
                    self._pass(client, database)

    def _pass(self, client: socket.socket, database: socket.socket) -> None:
        while True:
            for ready in select.select([client, database], [], [])[0]:
                data = ready.recv(1 << 16)
                if not data:
                    return
                commits = ready is client and b"COMMIT" in data and self.armed.is_set()
                if commits and not self._arrives:
                    return
                (database if ready is client else client).sendall(data)
                if commits:
                    # It is done; nobody hears of it.
                    database.recv(1 << 16)
                    return

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


@contextmanager
def cut_at_commit(url: str, *, arrives: bool) -> Iterator[_Proxy]:
    """The portal's engine through the proxy."""
    before = current_engine()
    plain, _, query = url.partition("?host=")
    with tempfile.TemporaryDirectory() as name:
        proxy = _Proxy(Path(name), Path(query) / ".s.PGSQL.5432", arrives=arrives)
        engine = make_engine(f"{plain}?host={name}", pool_size=1)
        use_engine(engine)
        try:
            yield proxy
        finally:
            use_engine(before)
            engine.dispose()
            proxy.close()


@pytest.mark.parametrize("arrives", [True, False])
def test_a_line_cut_at_the_commit_leaves_a_batch_whole_and_the_retry_says_which(
    own_database: str, arrives: bool
) -> None:
    make_ready(own_database)
    who = actor()
    with cut_at_commit(own_database, arrives=arrives) as proxy:
        proxy.armed.set()
        with pytest.raises(sa.exc.DBAPIError) as lost:
            record_finalisasi(who, KEY, now=NOW)
        assert passes_by(lost.value)
    assert is_whole(1) is arrives
    if arrives:
        with pytest.raises(RuleViolation, match=f"sudah difinalisasi oleh {who.name}"):
            record_finalisasi(who, KEY, now=NOW)
    else:
        assert record_finalisasi(who, KEY, now=NOW).versi == 1
    assert stored().state is StateBatch.DIFINALISASI
    assert is_whole(1)
