"""``make run`` as a newcomer meets it: it starts, says where it is, and ends everything it started."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from data_access import keterangan
from data_access.session import read_session, unit_of_work
from demo.seed import EDISI
from launch import write_sample
from settings import Settings
from workflow.impor_gudang import use_gudang

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Portal:
    """One launcher with its own port, on a database and borders that are ready."""

    def __init__(self, settings: Settings, **environ: str) -> None:
        self.port = _free_port()
        self.environ = os.environ | {
            "DATABASE_URL": settings.database_url or "",
            "SECRET_KEY": settings.secret_key,
            "SKALA": "demo",
            "VAR_DIR": str(settings.var),
            "PORT": str(self.port),
            "BATAS_DIR": str(settings.batas_dir),
            **environ,
        }
        self.process = subprocess.Popen(
            [sys.executable, "cli.py", "run"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_until_ready(self) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(said)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def portal(settings: Settings) -> Iterator[Portal]:
    running = Portal(settings)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
    running.process.communicate(timeout=SECONDS)


def _second(portal: Portal, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "cli.py", "run"],
        cwd=ROOT,
        env=portal.environ | environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_it_says_where_it_is_and_answers_and_a_second_one_is_told_so(portal: Portal) -> None:
    said = portal.wait_until_ready()
    assert f"http://127.0.0.1:{portal.port}" in said
    assert "pusdatin" in said
    assert "demo-siks-2026" in said
    with urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/healthz") as answer:
        assert answer.status == 200
        assert set(json.load(answer)) >= {"database", "migrasi", "pekerja", "versi"}
    second = _second(portal)
    assert second.returncode == 1
    assert "sudah berjalan" in second.stderr
    assert second.stderr.count("\n") == 1
    assert portal.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_it_started_and_nothing_else(portal: Portal, number: signal.Signals) -> None:
    portal.wait_until_ready()
    started = portal.children()
    assert len(started) >= 3
    portal.process.send_signal(number)
    assert portal.process.wait(SECONDS) == 0
    _, alive = psutil.wait_procs(started, timeout=5)
    assert alive == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/healthz", timeout=2)


def test_what_a_killed_launcher_leaves_behind_ends_by_itself(portal: Portal) -> None:
    portal.wait_until_ready()
    started = portal.children()
    portal.process.kill()
    _, alive = psutil.wait_procs(started, timeout=20)
    assert alive == []


def test_a_port_in_use_is_said_before_anything_starts(settings: Settings, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        environ = os.environ | {"PORT": str(other.getsockname()[1]), "VAR_DIR": str(tmp_path)}
        environ.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "cli.py", "run"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "dipakai program lain" in done.stderr
    assert not (tmp_path / "pg").exists()


def test_a_database_that_does_not_answer_is_said_in_one_line(settings: Settings, tmp_path: Path) -> None:
    environ = os.environ | {
        "DATABASE_URL": f"postgresql://x@127.0.0.1:{_free_port()}/siks",
        "SECRET_KEY": settings.secret_key,
        "VAR_DIR": str(tmp_path),
        "PORT": str(_free_port()),
    }
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "cli.py", "run"], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Basis data tidak dapat dihubungi")
    assert done.stderr.count("\n") == 1
    assert time.monotonic() - start < SECONDS


def test_sample_data_of_an_earlier_release_is_written_anew_and_that_of_this_one_is_kept(
    own_database: str, tmp_path: Path
) -> None:
    with unit_of_work() as work:
        earlier = keterangan.read(work, keterangan.SAMPLE)
        assert earlier is not None
        keterangan.store(work, keterangan.SAMPLE, {key: earlier[key] for key in ("benih", "skala", "tanggal")})
    use_gudang(tmp_path / "impor", tmp_path / "geo")
    assert write_sample(own_database, skala="uji", benih=2, alamat="http://127.0.0.1:8050")
    assert not write_sample(own_database, skala="uji", benih=3, alamat="http://127.0.0.1:8050")
    with read_session() as connection:
        now = keterangan.read(connection, keterangan.SAMPLE)
    assert now is not None
    assert (now["benih"], now["edisi"]) == (2, EDISI)
