"""What ``make run`` does: prepare everything that is missing, start the portal, and end what it started."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from data_access.session import make_engine
from domain.kalender import JAKARTA
from domain.kode import Level
from settings import ROOT, VERSION, Settings
from workflow.impor_gudang import use_gudang

_STATS = ROOT.parent / "shared" / "stats"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The write path reads old and new rows of one UPDATE (RETURNING OLD, NEW).
_OLDEST_POSTGRESQL = 18
_SECONDS_TO_START = 60
_SECONDS_TO_END = 6
_SEED = 20261121
# Jawa Barat, where SKALA=provinsi names no other.
_PROVINSI = 32

Progress = Callable[[str, int, int], None]


def launch(settings: Settings) -> int:
    """Run until a signal or until one of the processes ends; the exit status is 0 only after a signal."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_only_one(settings))
        _check_port(settings)
        url = settings.database_url
        # From here on a signal raises, so that the stack below is always unwound.
        for number in _SIGNALS:
            signal.signal(number, _raise_interrupt)
        try:
            if url is None:
                url = _embedded(settings, stack)
            prepare_database(url)
            _prepare_batas(settings, url)
            if settings.demo:
                use_gudang(settings.impor_dir, settings.geo_dir)
                write_sample(url, skala=settings.skala, benih=_SEED, alamat=address(settings))
            status = _serve(settings, url, stack)
        except KeyboardInterrupt:
            status = 0
        # A second Ctrl-C must not cut the orderly end short and leave processes behind.
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        print("\nMenghentikan portal.", flush=True)
        return status


def _raise_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Hold a lock on ``var`` so that two portals never share one embedded database and one set of files."""
    settings.var.mkdir(parents=True, exist_ok=True)
    with (settings.var / "run.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise SystemExit(
                f"Portal sudah berjalan dari folder ini ({file.read().strip() or 'sedang disiapkan'}). "
                "Gunakan yang itu, atau hentikan dahulu dengan Ctrl-C di jendelanya."
            ) from None
        _write_over(file, f"{address(settings)}, proses {os.getpid()}")
        yield
        _write_over(file, "")


def _write_over(file: TextIO, text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


def address(settings: Settings) -> str:
    """Where this portal is reached on its own machine."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - compared, not bound
    return f"http://{host}:{settings.port}"


def _check_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                text = f"Port {settings.port} dipakai program lain. Pilih yang lain, misalnya: PORT=8051 make run"
            else:
                text = f"Setelan HOST salah: {settings.host}:{settings.port} tidak dapat dipakai ({problem.strerror})."
            raise SystemExit(text) from problem


def _embedded(settings: Settings, stack: contextlib.ExitStack) -> str:
    from data_access.embedded import EmbeddedPostgres

    server = EmbeddedPostgres(settings.var / "pg")
    stack.callback(server.stop)
    return server.url


def prepare_database(url: str) -> None:
    """Migrate and load the regions where that is still to be done. Ends with one line when nobody answers."""
    import sqlalchemy as sa

    from data_access import migrations, wilayah_store
    from data_access.schema import wilayah

    try:
        current = migrations.is_current(url)
    except sa.exc.OperationalError as problem:
        reason = str(problem.orig).strip().splitlines()[0]
        raise SystemExit(f"Basis data tidak dapat dihubungi. Periksa DATABASE_URL: {reason}") from problem
    engine = make_engine(url, owner=True, pool_size=1)
    with engine.connect() as connection:
        version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < _OLDEST_POSTGRESQL * 10_000:
        raise SystemExit(f"PostgreSQL {_OLDEST_POSTGRESQL} atau lebih baru diperlukan; server ini {version // 10_000}.")
    if not current:
        try:
            migrations.upgrade(url)
        except sa.exc.ProgrammingError as problem:
            reason = str(problem.orig).strip().splitlines()[0]
            raise SystemExit(f"Skema tidak dapat dipasang ({reason}). Lihat docs/operations.md.") from problem
    with engine.begin() as connection:
        if not connection.execute(sa.select(sa.func.count()).select_from(wilayah)).scalar_one():
            print("Memuat 91.599 wilayah ...", flush=True)
            wilayah_store.load(connection, _STATS / "bridge_bps_kemendagri_kab.csv")
    engine.dispose()


def _prepare_batas(settings: Settings, url: str) -> None:
    """Make or load borders when none are active; official ones that appear later are taken over at a start."""
    from geo.aktif import load_manifest

    manifest = load_manifest(settings.geo_dir)
    official = settings.batas_dir.is_dir() and any(settings.batas_dir.iterdir())
    if manifest is None or (official and manifest.sumber == "perkiraan"):
        install_batas(url, settings.geo_dir, [settings.batas_dir] if official else [])


def install_batas(url: str, geo_dir: Path, sources: Sequence[Path]) -> None:
    """Make sheets, kartogram and manifest, switch the portal over, and have the tiles made in the background."""
    from data_access.wilayah import read_bps, read_frame
    from geo.aktif import activate
    from geo.perkiraan import build_perkiraan
    from geo.resmi import BatasTidakTerbaca, import_batas
    from workflow.tasks import enqueue_tiles

    engine = make_engine(url, owner=True, pool_size=1)
    with engine.connect() as connection:
        regions, bridge = read_frame(connection), read_bps(connection)
    engine.dispose()
    with _progress_bar("Batas wilayah") as progress:
        if sources:
            try:
                found = import_batas(sources, regions, geo_dir, progress, None if bridge.empty else bridge).baris()
            except BatasTidakTerbaca as problem:
                raise SystemExit(str(problem)) from problem
        else:
            found = []
            activate(geo_dir, build_perkiraan(regions[regions["level"] == Level.DESA], regions, geo_dir, progress))
    for line in found:
        print(line)
    enqueue_tiles(url, geo_dir)


def write_sample(
    url: str,
    *,
    skala: str,
    benih: int,
    alamat: str,
    provinsi: int | None = None,
    day: date | None = None,
    again: bool = False,
) -> bool:
    """Seed sample data and the demo accounts; False when the database holds those of this release already.

    ``alamat`` is the address of the portal, which the letters of the sample name.
    """
    from data_access import keterangan
    from data_access.session import engine_in_use
    from demo.akun import create_demo_accounts
    from demo.berkas import hand_in
    from demo.briefing import ask_briefing
    from demo.dokumen import create_demo_documents
    from demo.pengesahan import play
    from demo.seed import EDISI, seed
    from workflow.perhatian import evaluate

    engine = make_engine(url, owner=True)
    with engine.connect() as connection:
        there = keterangan.read(connection, keterangan.SAMPLE)
    outdated = there is not None and there.get("edisi") != EDISI
    wanted = there is None or again or outdated
    if wanted:
        with engine.begin() as connection:
            create_demo_accounts(connection)
        with _progress_bar("Data contoh") as progress:
            seed(
                engine,
                skala=skala,
                benih=benih,
                tanggal=day or datetime.now(JAKARTA).date(),
                wilayah_provinsi=provinsi or (_PROVINSI if skala == "provinsi" else None),
                stats_dir=_STATS if _STATS.is_dir() else None,
                progress=progress,
                ulang=again or outdated,
            )
        with engine.begin() as connection:
            create_demo_documents(connection)
        # The first page must not say that all is well because nobody has looked yet.
        with engine_in_use(engine):
            print("Berkas contoh dari desa ...", flush=True)
            hand_in(benih)
            print("Surat pengesahan contoh ...", flush=True)
            play(alamat)
            evaluate()
            ask_briefing()
    engine.dispose()
    return wanted


@contextlib.contextmanager
def _progress_bar(title: str) -> Iterator[Progress]:
    """A bar on a terminal, a line a step elsewhere."""
    from tqdm import tqdm

    with tqdm(total=0, desc=title, bar_format="{desc}: {percentage:3.0f}% |{bar:30}| {elapsed}") as bar:

        def progress(step: str, done: int, total: int) -> None:
            bar.total = total
            bar.n = done
            bar.set_description_str(f"{title}, {step}")

        yield progress


def _serve(settings: Settings, url: str, stack: contextlib.ExitStack) -> int:
    """Start worker and web server, say where they are, and wait."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.secret_key,
        "SKALA": settings.skala,
        "VAR_DIR": str(settings.var),
        "HOST": settings.host,
        "PORT": str(settings.port),
        "BATAS_DIR": str(settings.batas_dir) if settings.batas_dir.is_dir() else "",
    }
    log = stack.enter_context((settings.var / "portal.log").open("a"))
    worker, clerk, packer = (
        _start([sys.executable, "cli.py", "worker", "--antrean", queue], environment, log, stack)
        for queue in ("umum", "berkas", "paket")
    )
    # Open pages ask every 4.5 seconds: their connection must outlive the pause.
    web = _start(
        [
            sys.executable, "-m", "gunicorn", "--bind", f"{settings.host}:{settings.port}", "--workers", "2",
            "--worker-class", "gthread", "--threads", "4", "--keep-alive", "10", "--worker-tmp-dir", str(settings.var),
            "--graceful-timeout", "5", "--no-control-socket", "app:create_server()",
        ],
        environment,
        log,
        stack,
    )  # fmt: skip
    _wait_until_healthy(settings, {"Pekerja": worker, "Pekerja berkas": clerk, "Pekerja paket": packer, "Server": web})
    _enqueue_missing_tiles(settings, url)
    # An exception out of a signal handler is lost when it strikes in a finalizer, which is bearable while there is
    # work to interrupt and not while waiting for days: from here on a signal only says that it came.
    stopping = threading.Event()
    for number in _SIGNALS:
        signal.signal(number, lambda _number, _frame: stopping.set())
    print(_welcome(settings), flush=True)
    while not stopping.wait(0.5):
        for name, process in (
            ("Pekerja latar", worker), ("Pekerja berkas", clerk), ("Pekerja paket", packer), ("Server web", web),
        ):  # fmt: skip
            if process.poll() is not None:
                print(f"{name} berhenti sendiri. Lihat {settings.var / 'portal.log'}.", flush=True)
                return 1
    return 0


def _enqueue_missing_tiles(settings: Settings, url: str) -> None:
    """Ask again for tiles that an earlier run was stopped before finishing."""
    from geo.aktif import load_manifest
    from workflow.tasks import enqueue_tiles

    manifest = load_manifest(settings.geo_dir)
    if manifest is not None and manifest.ubin is None:
        enqueue_tiles(url, settings.geo_dir)


def _die_with_parent() -> None:
    """Linux: have the kernel end a child whose launcher was killed and could not."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _start(
    command: list[str], environment: dict[str, str], log: TextIO, stack: contextlib.ExitStack
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command,
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        # Ctrl-C on the terminal must reach the launcher alone, which then ends everything in order.
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads run yet
    )
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_SECONDS_TO_END)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait_until_healthy(settings: Settings, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    reason = "belum menjawab"
    for _ in range(_SECONDS_TO_START * 10):
        for name, process in processes.items():
            if process.poll() is not None:
                raise SystemExit(f"{name} tidak dapat dimulai. Lihat {settings.var / 'portal.log'}.")
        try:
            with urllib.request.urlopen(f"{address(settings)}/healthz", timeout=2):  # noqa: S310 - own address
                return
        except urllib.error.HTTPError as answer:
            reason = json.loads(answer.read()).get("alasan", reason)
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"Portal belum siap setelah {_SECONDS_TO_START} detik: {reason}.")


def _welcome(settings: Settings) -> str:
    lines = [f"\nPortal SIKS-NG {VERSION} siap di {address(settings)}"]
    if settings.demo:
        from demo.akun import DEMO_ACCOUNTS, PASSWORD

        lines.append(f"Akun contoh, semuanya dengan kata sandi {PASSWORD}:")
        lines += [f"  {account.username:<24}{account.name}" for account in DEMO_ACCOUNTS]
    return "\n".join([*lines, "Ctrl-C menghentikan portal."])
