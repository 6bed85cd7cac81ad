"""Live updates: what it costs the server that many pages lie open and ask whether anything changed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import psutil
from flask.testing import FlaskClient

from bench.common import Measurement, measurement, portal_database
from demo.akun import PASSWORD
from pages._versi import PATH
from settings import ROOT

PAGES = 200
# As assets/siks.js asks.
EVERY_S = 4.5
SECONDS = 30
ALLOWED_PERCENT = 5.0


@contextlib.contextmanager
def _gunicorn(url: str, secret: str, var: str) -> Iterator[tuple[psutil.Process, int]]:
    """The portal as it is run, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": secret, "VAR_DIR": var, "SKALA": "demo"}
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread",
        "--threads", "4", "--keep-alive", "10", "--no-control-socket", "--log-level", "error", "app:create_server()",
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/masuk", timeout=2).close()
                    break
                time.sleep(0.1)
            yield psutil.Process(server.pid), port
        finally:
            server.terminate()


def _cpu(process: psutil.Process) -> float:
    """CPU seconds of a process and its children so far."""
    return sum(sum(item.cpu_times()[:2]) for item in (process, *process.children(recursive=True)))


async def _page(port: int, cookie: str, start: float, end: float) -> int:
    """One open page: asks on a kept connection until the end; returns how often it was answered."""
    await asyncio.sleep(start)
    request = f"GET {PATH} HTTP/1.1\r\nHost: portal\r\nCookie: {cookie}\r\n\r\n".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.monotonic() < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        answered += 1
        await asyncio.sleep(EVERY_S)
    writer.close()
    return answered


async def _all_pages(port: int, cookie: str) -> int:
    end = time.monotonic() + SECONDS
    return sum(await asyncio.gather(*(_page(port, cookie, i * EVERY_S / PAGES, end) for i in range(PAGES))))


def measure_idle() -> Iterator[Measurement]:
    """Share of one core that 200 idle pages cost; the floor column is what is allowed."""
    from app import create_app  # noqa: PLC0415 - registers the pages, which needs the engine

    with portal_database() as (settings, url):
        client: FlaskClient = create_app(settings).server.test_client()
        page = client.get("/masuk").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        client.post("/masuk", data={"username": "pusdatin", "password": PASSWORD, "csrf_token": token})
        found = client.get_cookie("siks_sesi")
        assert found is not None
        with _gunicorn(url, settings.secret_key, str(settings.var)) as (server, port):
            # The first seconds pack files and make the first answers.
            asyncio.run(_all_pages(port, f"siks_sesi={found.value}"))
            before = _cpu(server)
            answered = asyncio.run(_all_pages(port, f"siks_sesi={found.value}"))
            percent = (_cpu(server) - before) / SECONDS * 100
        yield measurement("langsung-200-halaman", percent, "% of a core", ALLOWED_PERCENT, answered)


MEASURES = {"langsung": measure_idle}
