"""Briefing packs: of a kab, a provinsi and the country, with all chapters and all three files; peak memory.

Allowed are 5, 10 and 20 seconds, and 700 MB; what a page asks for meanwhile may take 1.5 times as long. The floor of a
whole pack is drawing its charts and maps alone, that of its content the reads and figures without the second path.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

import psutil

from bench.common import Measurement, measurement, median_ms, portal_database
from data_access import keterangan
from data_access.briefing import be_patient
from data_access.periode import list_periode
from data_access.progres import read_rekap
from data_access.session import make_engine, read_session, use_engine
from domain.access import Scope
from domain.briefing import BabBriefing, Bentuk, Kunci
from domain.figur import Isi, Jenis
from domain.kalender import Program
from domain.kode import Level
from exchange.lukis import lukis_grafik, lukis_peta
from geo.lembar import read_bidang
from workflow import briefing_isi
from workflow.briefing_berkas import Berhenti, buat_berkas, buat_semua

# The kab with the most households in every scale of the sample, its provinsi, the provinsi with most kab, Indonesia.
WILAYAH = {"kab": 3277, "provinsi": 33, "nasional": 0}
PALING_LAMA_S = {"kab": 5.0, "provinsi": 10.0, "nasional": 20.0}
PALING_BANYAK_MB = 700.0
# Files to make; fewer for a look at one of them: PAKET_BENTUK=xlsx.
BENTUK = [Bentuk(item) for item in os.environ.get("PAKET_BENTUK", "pptx,pdf,xlsx").split(",")]


def _kunci(wilayah: int, *, samar: int = 0) -> Kunci:
    with read_session() as connection:
        now = keterangan.read_now(connection)
        running = [p for p in list_periode(connection) if p.program is Program.BSP and p.buka <= now]
    return Kunci(wilayah, int(Program.BSP), max(p.kode for p in running), tuple(BabBriefing), samar)


def _susun(kunci: Kunci) -> Isi:
    with read_session() as connection:
        now = keterangan.read_now(connection)
        return briefing_isi.susun(connection, kunci, pembuat="bench", now=now, dibuat=datetime.now(UTC))


def _berkas(isi: Isi, geo: Path) -> None:
    for bentuk in BENTUK:
        assert buat_berkas(isi, bentuk, geo_dir=geo)


def _lukis(isi: Isi, geo: Path) -> None:
    """Every chart and map of a pack, once."""
    for bab in isi.bab:
        for figur in bab.figur:
            if figur.jenis is Jenis.GRAFIK:
                lukis_grafik(figur.isi, "svg")
            elif figur.jenis is Jenis.PETA:
                shapes = read_bidang(geo, figur.isi["wilayah"], figur.isi["level"], figur.isi["kode"])
                lukis_peta(figur, shapes, "svg")


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _paket(name: str) -> Iterator[Measurement]:
    with portal_database() as (settings, _):
        geo, kunci = settings.var / "geo", _kunci(WILAYAH[name])
        # What is loaded once in a worker is loaded here.
        isi = _susun(kunci)
        _lukis(isi, geo)
        content = _seconds(lambda: _susun(kunci))
        checking = _periksa(kunci)
        whole = content + _seconds(lambda: _berkas(isi, geo))
        drawing = _seconds(lambda: _lukis(isi, geo))
    yield measurement(f"paket-{name}-isi", content, "s", content - checking, 1)
    yield measurement(f"paket-{name}", whole, "s", drawing, 1)
    # The floor is what it may take at most.
    yield measurement(f"paket-{name}-batas", whole, "s", PALING_LAMA_S[name], 1)


def _periksa(kunci: Kunci) -> float:
    """Seconds of the second path alone."""
    with read_session() as connection:
        bahan = briefing_isi.baca(connection, kunci, keterangan.read_now(connection))
        return _seconds(lambda: briefing_isi.periksa(bahan, ()))


def _whole(url: str, geo: Path, kunci: Kunci) -> None:
    """A whole pack, in a process of its own."""
    engine = make_engine(url)
    use_engine(engine)
    _berkas(_susun(kunci), geo)
    engine.dispose()


def memori() -> Iterator[Measurement]:
    """Peak memory of the national pack: of its process and those that it starts, shared pages shared out."""
    spawn = multiprocessing.get_context("spawn")
    with portal_database() as (settings, url):
        child = spawn.Process(target=_whole, args=(url, settings.var / "geo", _kunci(0)))
        child.start()
        peak = 0
        while child.exitcode is None:
            peak = max(peak, _held(child.pid))
            child.join(_LOOK_S)
        assert child.exitcode == 0
    yield measurement("paket-memori", peak / 2**20, "MB", PALING_BANYAK_MB, 1)


_LOOK_S = 0.05


def _held(pid: int | None) -> int:
    """Bytes that a process and its children hold now."""
    total = 0
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_full_info().pss
    return total


def samping() -> Iterator[Measurement]:
    """What a page asks for while packs are made behind it, against the same alone; 1.5 times is allowed."""
    spawn = multiprocessing.get_context("spawn")
    with portal_database() as (settings, url):
        kunci = _kunci(WILAYAH["provinsi"])

        def ask() -> None:
            with read_session() as connection:
                day = keterangan.read_now(connection).date()
                for level in (Level.PROVINSI, Level.KAB):
                    read_rekap(connection, Scope(0), level, kunci.program, kunci.periode, day)

        alone = median_ms(ask)[0]
        begun, ended = spawn.Event(), spawn.Event()
        worker = spawn.Process(target=_make, args=(url, settings.var / "geo", kunci, begun, ended))
        worker.start()
        begun.wait()
        beside = median_ms(ask, n=200)[0]
        ended.set()
        worker.join()
        assert worker.exitcode == 0
    yield measurement("paket-samping", beside, "ms", alone, 200)


def _make(url: str, geo: Path, kunci: Kunci, begun: Event, ended: Event) -> None:
    """Packs one after the other, as the worker makes them."""
    os.nice(5)
    engine = make_engine(url)
    use_engine(engine)
    while not ended.is_set():
        with read_session() as connection:
            be_patient(connection)
            now = keterangan.read_now(connection)
            isi = briefing_isi.susun(connection, kunci, pembuat="bench", now=now, dibuat=datetime.now(UTC))
        begun.set()
        with suppress(Berhenti):
            wanted = buat_semua(
                isi, BENTUK, geo_dir=geo, templat=None, peta_bentuk=False, masih=lambda: not ended.is_set()
            )
            deque(wanted, 0)
    engine.dispose()


MEASURES = {
    "paket-kab": lambda: _paket("kab"),
    "paket-provinsi": lambda: _paket("provinsi"),
    "paket-nasional": lambda: _paket("nasional"),
    "paket-memori": memori,
    "paket-samping": samping,
}
