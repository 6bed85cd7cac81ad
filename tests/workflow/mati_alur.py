"""A finalisasi that is killed: the process that asks, the backend that works, the whole database, at any moment.

Used by the test (some kills) and by ``make bench`` (a hundred).
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import psutil
import sqlalchemy as sa

from data_access import berkas_data, migrations, rekap, wilayah_store
from data_access.batch import list_langkah
from data_access.embedded import EmbeddedPostgres
from data_access.session import current_engine, make_engine, use_engine
from demo.akun import create_demo_accounts
from demo.seed import seed
from domain.batch import StateBatch
from domain.errors import RuleViolation
from tests.workflow.finalisasi_alur import KAB, KEY, NOW, actor, make_ready, rows, stored
from workflow.finalisasi import buka_kembali, record_finalisasi

_fork = multiprocessing.get_context("forkserver")
_PARTS = ("verivali", "usulan", "kuota", "batch", "batch_langkah", "snapshot_ruta", "snapshot_usulan", "snapshot_desa",
          "rekap_desa", "riwayat_desa", "audit")  # fmt: skip


class Mati(StrEnum):
    """What is killed."""

    PEMINTA = "peminta"
    BACKEND = "backend"
    BASIS_DATA = "basis data"


def _ask(url: str, pipe: Pipe) -> None:
    """In a process of its own: close the batch when told to."""
    engine = make_engine(url, pool_size=1)
    use_engine(engine)
    who = actor()
    with engine.connect() as connection:
        pipe.send(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())
    pipe.recv()
    # Whatever comes back is of no interest: what counts is what the database holds.
    with suppress(sa.exc.DBAPIError, RuleViolation):
        record_finalisasi(who, KEY, now=NOW)
    engine.dispose()


class Ajang:
    """A server of its own with the register of one kab whose batch nothing holds."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self._folder = folder
        self._server = EmbeddedPostgres(folder, durable=durable)
        self.url = self._server.url
        migrations.upgrade(self.url)
        owner = make_engine(self.url, owner=True)
        with owner.begin() as work:
            wilayah_store.load(work)
        seed(owner, skala="uji", benih=20261121, tanggal=NOW.date(), hanya_kab=[KAB])
        with owner.begin() as work:
            create_demo_accounts(work)
        owner.dispose()
        make_ready(self.url)
        self.engine = make_engine(self.url)

    def close(self) -> None:
        self.engine.dispose()
        self._server.stop()

    def wait(self) -> None:
        """Until the database answers again and nobody works in it."""
        busy = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend' AND state <> 'idle'"
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(sa.exc.DBAPIError), self.engine.connect() as read:
                if not read.execute(busy).scalar_one():
                    return
            time.sleep(0.02)
        raise AssertionError("the database does not come back")

    def kill(self, what: Mati, process: multiprocessing.process.BaseProcess, backend: int) -> None:
        """End it without a word."""
        if what is Mati.PEMINTA:
            process.kill()
        elif what is Mati.BACKEND:
            with suppress(ProcessLookupError):
                os.kill(backend, signal.SIGKILL)
        else:
            postmaster = psutil.Process(int((self._folder / "postmaster.pid").read_text().split()[0]))
            family = [postmaster, *postmaster.children(recursive=True)]
            for member in family:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
            psutil.wait_procs(family)
            process.join()
            (self._folder / "postmaster.pid").unlink(missing_ok=True)
            self._server._server.start()

    def fingerprint(self) -> dict[str, object]:
        """Everything that a finalisasi may write."""
        return {
            name: rows(
                f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} AS t WHERE kab = {KAB}"
            )
            for name in _PARTS
        }


@contextmanager
def ajang(folder: Path, *, durable: bool) -> Iterator[Ajang]:
    """The place of the killing; its engine is that of this process meanwhile."""
    _fork.set_forkserver_preload(["tests.workflow.mati_alur"])
    place = Ajang(folder, durable=durable)
    before = _current()
    use_engine(place.engine)
    try:
        yield place
    finally:
        use_engine(before)
        place.close()


def _current() -> sa.Engine | None:
    try:
        return current_engine()
    except RuntimeError:
        return None


def is_whole(versi: int) -> bool:
    """Whether the batch is closed, and every part of it says so; raises AssertionError for a half."""
    batch = stored()
    counts = "SELECT count(*), count(*) FILTER (WHERE status = 3), count(*) FILTER (WHERE status = 5) FROM verivali"
    prelist = rows(counts + " WHERE {of}")[0]
    kept = rows("SELECT count(*) FROM snapshot_ruta WHERE {of} AND versi = :versi", versi=versi)[0][0]
    with current_engine().connect() as read:
        assert rekap.compare_rekap(read, KEY.periode, KEY.program) == []
        closed = [step for step in list_langkah(read, KEY) if step.langkah == "finalisasi" and step.versi == versi]
        if batch.state is StateBatch.TERBUKA:
            assert (batch.versi, kept, closed) == (versi - 1, 0, [])
            assert prelist[1] > 0 == prelist[2]
            return False
        assert (batch.state, batch.versi, kept) == (StateBatch.DIFINALISASI, versi, prelist[0])
        assert len(closed) == 1
        assert prelist[2] > 0 == prelist[1]
        assert berkas_data.write_berkas(read, KEY, versi, io.BytesIO()) == batch.sidik
    return True


def run_once(place: Ajang, pause: float | None, what: Mati = Mati.PEMINTA) -> float:
    """A finalisasi in a process of its own, killed after ``pause`` seconds (None: let alone); how long it ran."""
    here, there = _fork.Pipe()
    process = _fork.Process(target=_ask, args=(place.url, there))
    process.start()
    backend = here.recv()
    began = time.monotonic()
    here.send(None)
    if pause is not None:
        time.sleep(pause)
        place.kill(what, process, backend)
    process.join(60)
    taken = time.monotonic() - began
    process.close()
    here.close()
    there.close()
    return taken


def refusal() -> str:
    """What whoever tries to close a closed batch is told."""
    try:
        record_finalisasi(actor(), KEY, now=NOW)
    except RuleViolation as told:
        return told.message
    raise AssertionError("closed twice")


def reopen() -> None:
    buka_kembali(actor("pusdatin"), KEY, "Uji", None, now=NOW)


def kill_often(place: Ajang, times: int, seed: int) -> Counter[tuple[Mati, bool]]:
    """Kill so many finalisasi at random moments; each is whole or not there, and a retry is safe. What was met."""
    met: Counter[tuple[Mati, bool]] = Counter()
    rng = random.Random(seed)  # noqa: S311 - moments need no secret
    run_once(place, None)
    reopen()
    lasts = run_once(place, None)
    reopen()
    for turn in range(times):
        what = list(Mati)[turn % len(Mati)]
        versi = stored().versi + 1
        before = place.fingerprint()
        run_once(place, rng.uniform(0, lasts), what)
        place.wait()
        done = is_whole(versi)
        met[what, done] += 1
        if not done:
            assert place.fingerprint() == before
            assert record_finalisasi(actor(), KEY, now=NOW).versi == versi
            assert is_whole(versi)
        assert "sudah difinalisasi oleh" in refusal()
        reopen()
    return met
