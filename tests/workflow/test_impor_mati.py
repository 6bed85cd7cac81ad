"""A worker is killed at fifty moments of checking and writing: all is there or nothing, and a retry completes it."""

# ruff: noqa: S311 - moments of a test need no secret

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
import sqlalchemy as sa
from impor_alur import KAB, NOW, actor, baris, isi, kerja, kirim, menyimpang, prelist

from data_access.schema import STAGED, impor_hasil, impor_jejak, lampiran, musdes, riwayat_desa, usulan, verivali
from data_access.session import current_engine, make_engine, unit_of_work, use_engine
from domain.impor import StateImpor
from workflow import impor as alur
from workflow import impor_kerja
from workflow.impor import use_gudang
from workflow.tasks import open_queue

CYCLES = 25
DONE = {StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN}
_fork = multiprocessing.get_context("forkserver")


def _do(url: str, folder: Path, begun: Event, step: Callable[..., None], *args: object) -> None:
    """In a process of its own: what a worker does with one job."""
    engine = make_engine(url, pool_size=2)
    use_engine(engine)
    use_gudang(folder, folder / "geo")
    begun.set()
    step(*args)
    engine.dispose()


def _whole_worker(url: str) -> None:
    with open_queue(url, worker=True) as app:
        app.run_worker(install_signal_handlers=False, queues=["berkas"])


def start(url: str, folder: Path, step: Callable[..., None], *args: object) -> BaseProcess:
    """A process that has begun with its step: how long it takes to be there is no part of the moments to kill it at."""
    begun = _fork.Event()
    process = _fork.Process(target=_do, args=(url, folder, begun, step, *args))
    process.start()
    assert begun.wait(60)
    return process


def kill(process: BaseProcess, after: float) -> None:
    time.sleep(after)
    process.kill()
    process.join()
    process.close()


def run(process: BaseProcess) -> float:
    """Let it end; how long it took."""
    began = time.monotonic()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def settle(nomor: int) -> None:
    """Wait until the database has noticed that the killed worker is gone."""
    deadline = time.monotonic() + 10
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND state <> 'idle'"
    )
    while time.monotonic() < deadline:
        with current_engine().connect() as read:
            if not read.execute(query).scalar_one():
                return
        time.sleep(0.01)
    raise AssertionError(f"import {nomor} is still worked on")


def digest() -> dict[str, str]:
    """Everything of the kab that an import may write."""
    tables = (verivali, usulan, musdes, impor_jejak, riwayat_desa)
    with current_engine().connect() as read:
        found = {
            table.name: read.execute(
                sa.text(
                    "SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) "
                    f"FROM {table.name} AS t WHERE kab = {KAB}"
                )
            ).scalar_one()
            for table in tables
        }
        found["lampiran"] = str(read.execute(sa.select(sa.func.count()).select_from(lampiran)).scalar_one())
    return found


def count(table: sa.Table, nomor: int) -> int:
    with current_engine().connect() as read:
        return read.execute(sa.select(sa.func.count()).where(table.c.kab == KAB, table.c.impor == nomor)).scalar_one()


def beside(nomor: int) -> int:
    return sum(count(table, nomor) for table in STAGED.values()) + count(impor_hasil, nomor)


def wrote(nomor: int) -> int:
    found = baris(nomor)["ringkasan"]["verivali"]
    return int(found["baru"] + found["berubah"])


@pytest.fixture
def folder(own_database: str, tmp_path: Path) -> Path:
    _fork.set_forkserver_preload(["workflow.tasks", "data_access.session", "impor_alur"])
    use_gudang(tmp_path / "impor", tmp_path / "impor" / "geo")
    return tmp_path / "impor"


def test_a_worker_killed_at_any_moment_leaves_all_of_an_import_or_nothing(
    own_database: str, folder: Path, tmp_path: Path
) -> None:
    path, _ = isi(prelist(tmp_path, KAB), porsi=0.1)
    before = digest()
    # The second time everything is warm.
    for _ in range(2):
        nomor = kirim(path)
        checking = run(start(own_database, folder, impor_kerja.periksa, KAB, nomor))
        assert baris(nomor)["state"] == StateImpor.SIAP, baris(nomor)["galat"]
        alur.setujui(actor(), nomor, now=NOW)
        writing = run(start(own_database, folder, impor_kerja.proses, KAB, nomor))
        assert baris(nomor)["state"] in DONE
        alur.tarik(actor(), nomor, now=NOW)
        assert digest() == before

    rng = random.Random(50)
    seen: Counter[tuple[str, str]] = Counter()
    for _ in range(CYCLES):
        nomor = kirim(path)
        kill(start(own_database, folder, impor_kerja.periksa, KAB, nomor), rng.uniform(0, checking))
        settle(nomor)
        after = baris(nomor)
        seen["check", after["state"]] += 1
        assert (beside(nomor) > 0) == (after["state"] == StateImpor.SIAP)
        assert digest() == before
        impor_kerja.periksa(KAB, nomor)
        assert baris(nomor)["state"] == StateImpor.SIAP

        alur.setujui(actor(), nomor, now=NOW)
        kill(start(own_database, folder, impor_kerja.proses, KAB, nomor), rng.uniform(0, writing))
        settle(nomor)
        after = baris(nomor)
        seen["write", after["state"]] += 1
        if after["state"] in DONE:
            assert count(verivali, nomor) == wrote(nomor) > 0
        else:
            assert after["state"] == StateImpor.DIPROSES
            assert digest() == before
        assert menyimpang() == []
        impor_kerja.proses(KAB, nomor)
        assert baris(nomor)["state"] in DONE
        assert count(verivali, nomor) == wrote(nomor) > 0
        assert count(usulan, nomor) > 0
        assert count(lampiran, nomor) > 0
        assert menyimpang() == []
        alur.tarik(actor(), nomor, now=NOW)
        assert digest() == before
    assert menyimpang() == []
    # Otherwise the kills missed what they were meant to hit.
    assert seen["check", StateImpor.DIPERIKSA] >= 5, seen
    assert seen["write", StateImpor.DIPROSES] >= 5, seen


def test_the_next_worker_goes_on_with_what_a_killed_one_had_begun(
    own_database: str, folder: Path, tmp_path: Path
) -> None:
    nomor = kirim(isi(prelist(tmp_path, KAB))[0])
    process = start(own_database, folder, _whole_worker, own_database)
    deadline = time.monotonic() + 60
    while baris(nomor)["state"] == StateImpor.DIUNGGAH and time.monotonic() < deadline:
        time.sleep(0.005)
    kill(process, 0)
    settle(nomor)
    assert baris(nomor)["state"] == StateImpor.DIPERIKSA
    with unit_of_work() as work:
        work.execute(sa.text("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'"))
    with open_queue(own_database) as app:
        app.configure_task("retry_stalled", queue="berkas", queueing_lock="mati").defer(timestamp=0)
    kerja(own_database)
    assert baris(nomor)["state"] == StateImpor.SIAP
