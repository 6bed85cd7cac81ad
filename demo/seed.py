"""Writes the sample register: rows kab by kab, then rekap, indexes and statistics.

The rows of some kab are one transaction that also marks those kab, so a seed that was interrupted goes on where it
stopped when it is called again with the same scale, seed and day; called with others it starts from nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine

from data_access import akar_periksa, audit, bulk, contoh, kesos_kata, keterangan, rekap
from data_access.periode import ensure_partition, store_periode
from data_access.periode_store import store_jadwal
from data_access.session import make_engine
from demo.daerah import Daerah, read_daerah
from demo.foto import write_photos
from demo.muatan import DTKS_MONTHS, Rencana, make_muatan, putaran_of
from demo.pengesahan import take_snapshots
from demo.petugas import FIRST_NUMBER, unusable_hash
from domain.errors import InvalidInput, RuleViolation
from domain.kalender import JAKARTA, Jadwal, Program, pbi_of_month
from domain.kalender import rencana as plan_ahead
from domain.kode import Level
from workflow import pantauan

Progress = Callable[[str, int, int], None]

# Raised when the sample holds more or other things than before: a start then writes it anew.
EDISI = 5

# Rumah tangga written in one transaction where kab are small.
_GROUP_RUTA = 12_000
# Kab of which forecasts are made in one transaction, and the hour of the sample's day they speak of: work is over.
_GROUP_KAB = 24
_EVENING = time_of_day(20)


@dataclass(frozen=True, slots=True)
class Skala:
    """How much is written. ``pecahan`` is the share of the register; kab in ``penuh`` come whole."""

    pecahan: float
    penuh: frozenset[int] = frozenset()
    # Kab that are written; None means all.
    hanya: tuple[int, ...] | None = None
    # At most so many rumah tangga a kab, where the sample would be bigger.
    paling_banyak: int | None = None
    paling_sedikit: int = 2
    bulan_lalu: int = 12
    setengah_tahun_lalu: int = 1
    proses: int = 2

    def pecahan_of(self, daerah: Daerah) -> float:
        """Share of this kab's register that is written."""
        if daerah.kab in self.penuh:
            return 1.0
        return min(self.pecahan, self.paling_banyak / daerah.ruta) if self.paling_banyak else self.pecahan


SCALES: dict[str, Skala] = {
    "demo": Skala(1 / 70, penuh=frozenset({3277, 3218})),
    "provinsi": Skala(1.0, paling_sedikit=5),
    # A benchmark looks at the open periode; twelve more of this size would be 30 GB of the same.
    "nasional": Skala(1.0, paling_sedikit=5, bulan_lalu=2, setengah_tahun_lalu=0),
    "uji": Skala(1 / 60, hanya=(3204, 3218, 3277, 8101, 9171), paling_banyak=1200, proses=1),
}


@dataclass(slots=True)
class SeedReport:
    """What a seed did: rows by table, seconds by step, and how many kab an earlier run had written already."""

    skala: str
    benih: int
    tanggal: date
    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    resumed_kab: int = 0


def seed(
    engine: Engine,
    *,
    skala: str,
    benih: int,
    tanggal: date,
    wilayah_provinsi: int | None = None,
    stats_dir: Path | None = None,
    progress: Progress = lambda _step, _done, _total: None,
    ulang: bool = False,
    hanya_kab: Sequence[int] | None = None,
) -> SeedReport:
    """Fill the register with sample data as it stands at the end of ``tanggal``; ``engine`` is the owner's.

    The same seed, day, scale and ``stats_dir`` give the same data. ``progress`` is told the step, how much of it is
    done, and how much there is. ``hanya_kab`` narrows any scale to some kab. Raises RuleViolation when the register
    holds rows already and ``ulang`` is not set, and always when those rows are not sample data; InvalidInput for a
    scale, seed or provinsi that does not exist.
    """
    plan = _plan_of(skala, benih)
    report = SeedReport(skala, benih, tanggal)
    with engine.begin() as lock:
        if not contoh.try_lock(lock):
            raise RuleViolation("Data contoh sedang dibuat oleh proses lain. Tunggu sampai selesai.")
        daerah, frame = _chosen(engine, plan, skala, stats_dir, wilayah_provinsi, hanya_kab)
        putaran, months = putaran_of(tanggal, plan.bulan_lalu, plan.setengah_tahun_lalu)
        rencana = Rencana(
            benih,
            tanggal,
            putaran,
            months,
            _codes(frame, Level.KECAMATAN),
            _codes(frame, Level.DESA),
            unusable_hash(),
        )
        done = _prepare(engine, report, rencana, [item.kab for item in daerah], ulang=ulang)
        report.resumed_kab = len(done)
        left = [item for item in daerah if item.kab not in done]
        with _timed(report, "baris"):
            _write_all(engine, plan, rencana, left, report, progress)
        with _timed(report, "rekap"):
            _fill_rekap(engine, rencana, progress)
        with _timed(report, "indeks"):
            bulk.restore_indexes(engine, contoh.INDEXED_LATE, lambda done, total: progress("Indeks", done, total))
        with _timed(report, "statistik"):
            _sum_and_analyze(engine, rencana, progress)
        with _timed(report, "perkiraan"):
            _fill_forecasts(engine, plan, tanggal, [item.kab for item in daerah], progress)
        with _timed(report, "snapshot"):
            take_snapshots(engine)
            with engine.begin() as connection:
                contoh.finish(connection, _parameters(report))
    return report


def _plan_of(skala: str, benih: int) -> Skala:
    if skala not in SCALES:
        raise InvalidInput(f"Skala “{skala}” tidak dikenal. Pilihan: {', '.join(SCALES)}.")
    if benih < 0:
        raise InvalidInput("Benih harus bilangan bulat nol atau lebih.")
    return SCALES[skala]


@contextmanager
def _timed(report: SeedReport, step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    report.seconds[step] = round(time.perf_counter() - begun, 2)


def _parameters(report: SeedReport) -> dict[str, object]:
    return {
        "benih": report.benih,
        "skala": report.skala,
        "tanggal": report.tanggal.isoformat(),
        "edisi": EDISI,
    }


def _chosen(
    engine: Engine,
    plan: Skala,
    skala: str,
    stats_dir: Path | None,
    provinsi: int | None,
    hanya_kab: Sequence[int] | None,
) -> tuple[list[Daerah], pd.DataFrame]:
    """The kab to write, biggest first so that both processes end together, and every region of the country."""
    with engine.connect() as connection:
        frame = contoh.read_wilayah(connection)
    if frame.empty:
        raise RuleViolation("Daftar wilayah masih kosong. Jalankan migrasi dan pemuatan wilayah lebih dahulu.")
    found = read_daerah(frame, stats_dir)
    only = set(hanya_kab if hanya_kab is not None else plan.hanya or (item.kab for item in found))
    if skala == "provinsi":
        only = {kab for kab in only if kab // 100 == provinsi}
    found = [item for item in found if item.kab in only]
    if not found:
        raise InvalidInput("Tidak ada kab/kota di wilayah itu. Isi kode provinsi, misalnya 32.")
    return sorted(found, key=lambda item: (-item.ruta * plan.pecahan_of(item), item.kab)), frame


def _codes(frame: pd.DataFrame, level: Level) -> npt.NDArray[np.int64]:
    return frame.loc[frame["level"] == level, "kode"].to_numpy(np.int64)


def _prepare(engine: Engine, report: SeedReport, rencana: Rencana, kab: list[int], *, ulang: bool) -> set[int]:
    """Empty the tables, or find out what an interrupted seed has written: returns the kab that are in."""
    parameters = _parameters(report) | {"kab": sorted(kab)}
    with bulk.bulk_connection(engine) as connection:
        finished, running = keterangan.read(connection, keterangan.SAMPLE), contoh.running(connection)
        if finished is not None and not ulang:
            raise RuleViolation(
                f"Basis data sudah berisi data contoh (skala {finished['skala']}, benih {finished['benih']}, tanggal "
                f"{finished['tanggal']}). Tambahkan --ulang untuk menghapus dan membuatnya lagi."
            )
        if finished is None and running is None and contoh.holds_rows(connection):
            raise RuleViolation("Basis data berisi data yang bukan contoh. Data contoh tidak ditulis di atasnya.")
        if finished is None and running == parameters and not ulang:
            return contoh.kab_done(connection)
        bulk.truncate(connection, (*contoh.TABLES, *contoh.ABOUT_ROWS))
        if ulang:
            audit.record(connection, actor_name="cli", kab=0, aksi=akar_periksa.CONTOH_DIHAPUS, objek="data contoh")
        contoh.remove_accounts(connection, FIRST_NUMBER)
        contoh.begin(connection, parameters)
        contoh.clear_periode(connection)
        store_periode(connection, [item.periode for item in rencana.putaran])
        store_jadwal(connection, _ahead(rencana))
        for item in rencana.putaran:
            ensure_partition(connection, item.periode.kode)
        bulk.drop_indexes(connection, contoh.INDEXED_LATE)
    return set()


def _ahead(rencana: Rencana) -> list[Jadwal]:
    """PBI-JK of the sample's months, and what the calendar makes ahead of its day."""
    periode = [item.periode for item in rencana.putaran]
    decreed = max(item.kode for item in periode if item.program is Program.DTKS)
    past = [pbi_of_month(item.kode // 100, item.kode % 100) for item in periode if item.program is Program.BSP]
    return past + plan_ahead(datetime.combine(rencana.tanggal, _EVENING, JAKARTA), DTKS_MONTHS, decreed)


def _groups(plan: Skala, daerah: Iterable[Daerah]) -> list[list[tuple[Daerah, float]]]:
    groups: list[list[tuple[Daerah, float]]] = []
    size = float(_GROUP_RUTA)
    for item in daerah:
        pecahan = plan.pecahan_of(item)
        if size + item.ruta * pecahan > _GROUP_RUTA:
            groups.append([])
            size = 0.0
        groups[-1].append((item, pecahan))
        size += item.ruta * pecahan
    return groups


def _write_all(
    engine: Engine, plan: Skala, rencana: Rencana, daerah: list[Daerah], report: SeedReport, progress: Progress
) -> None:
    groups = _groups(plan, daerah)
    total, done = len(daerah), 0

    def add(rows: dict[str, int], kab: int) -> None:
        nonlocal done
        for table, count in rows.items():
            report.rows[table] = report.rows.get(table, 0) + count
        done += kab
        progress("Baris", done, total)

    if plan.proses == 1 or len(groups) < 2:
        for group in groups:
            add(_write_group(engine, rencana, group, plan.paling_sedikit), len(group))
        return
    with _processes(engine, plan) as pool:
        waiting = {
            pool.submit(_write_group_in_worker, rencana, group, plan.paling_sedikit): len(group) for group in groups
        }
        for finished in as_completed(waiting):
            add(finished.result(), waiting[finished])


@contextmanager
def _processes(engine: Engine, plan: Skala) -> Iterator[ProcessPoolExecutor]:
    url = engine.url.render_as_string(hide_password=False)
    pool = ProcessPoolExecutor(
        plan.proses, multiprocessing.get_context("spawn"), initializer=_start_worker, initargs=(url,)
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_worker_engine: Engine | None = None


def _start_worker(url: str) -> None:
    """Ctrl-C is the parent's to handle; a parent that was killed takes its workers with it."""
    global _worker_engine  # noqa: PLW0603 - one engine a process is the point
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with(parent: multiprocessing.process.BaseProcess) -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    _worker_engine = make_engine(url, owner=True, pool_size=1)


def _write_group_in_worker(rencana: Rencana, group: list[tuple[Daerah, float]], paling_sedikit: int) -> dict[str, int]:
    assert _worker_engine is not None
    return _write_group(_worker_engine, rencana, group, paling_sedikit)


def _write_group(
    engine: Engine, rencana: Rencana, group: list[tuple[Daerah, float]], paling_sedikit: int
) -> dict[str, int]:
    """Write some kab in one transaction; returns the rows by table."""
    muatan = [make_muatan(rencana, daerah, pecahan, paling_sedikit) for daerah, pecahan in group]
    with bulk.bulk_connection(engine) as connection:
        counts = {
            table: bulk.copy_binary(connection, table, (rows for item in muatan for rows in item.tables[table]))
            for table in muatan[0].tables
        }
        contoh.mark_kab(connection, [item.kab for item in muatan])
    return counts


def _fill_rekap(engine: Engine, rencana: Rencana, progress: Progress) -> None:
    """Rekap and history of every periode, two at a time; begun anew when an earlier run was interrupted here."""
    with bulk.bulk_connection(engine) as connection:
        bulk.truncate(connection, ("rekap_desa", "riwayat_desa", "rekap_kab", "riwayat_kab"))

    def fill(periode: int, program: int) -> None:
        with bulk.bulk_connection(engine, work_mem="256MB") as connection:
            rekap.fill_empty(connection, periode, program)

    _two_at_a_time(
        [partial(fill, item.periode.kode, int(item.periode.program)) for item in rencana.putaran], "Rekap", progress
    )


def _sum_and_analyze(engine: Engine, rencana: Rencana, progress: Progress) -> None:
    """Sums per kab, which need the indexes, and the planner's statistics."""

    def sum_kab(periode: int, program: int) -> None:
        with bulk.bulk_connection(engine) as connection:
            rekap.refresh_kab(connection, periode, program)

    def analyze(table: str) -> None:
        with bulk.bulk_connection(engine) as connection:
            bulk.analyze(connection, [table])

    sums = [partial(sum_kab, item.periode.kode, int(item.periode.program)) for item in rencana.putaran]
    _two_at_a_time([*sums, *(partial(analyze, table) for table in contoh.TABLES)], "Statistik", progress)
    with bulk.bulk_connection(engine) as connection:
        kesos_kata.count_words(connection)
        write_photos(connection, rencana.tanggal, rencana.benih)


def _fill_forecasts(engine: Engine, plan: Skala, tanggal: date, kab: Sequence[int], progress: Progress) -> None:
    """Counts of the register and forecasts of the open periode, so that the sample opens with them."""
    moment = datetime.combine(tanggal, _EVENING, JAKARTA)
    groups = [kab[start :: len(kab) // _GROUP_KAB + 1] for start in range(len(kab) // _GROUP_KAB + 1)]
    if plan.proses == 1:
        for group in groups:
            _forecast_group(engine, moment, group)
    else:
        with _processes(engine, plan) as pool:
            waiting = [pool.submit(_forecast_group_in_worker, moment, group) for group in groups]
            for done, finished in enumerate(as_completed(waiting), 1):
                finished.result()
                progress("Perkiraan", done, len(groups))
    with bulk.bulk_connection(engine) as connection:
        for item in pantauan.open_periode(connection, moment):
            pantauan.refresh_above(connection, pantauan.prepare(connection, item, moment))
        bulk.analyze(connection, ["pantauan", "rekap_register"])


def _forecast_group_in_worker(moment: datetime, kab: Sequence[int]) -> None:
    assert _worker_engine is not None
    _forecast_group(_worker_engine, moment, kab)


def _forecast_group(engine: Engine, moment: datetime, kab: Sequence[int]) -> None:
    with bulk.bulk_connection(engine) as connection:
        bekal = [pantauan.prepare(connection, item, moment) for item in pantauan.open_periode(connection, moment)]
        for kode in kab:
            pantauan.refresh_register(connection, kode)
            for each in bekal:
                pantauan.refresh_kab(connection, each, kode)


def _two_at_a_time(work: Sequence[Callable[[], None]], step: str, progress: Progress) -> None:
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(item) for item in work]
        try:
            for done, finished in enumerate(as_completed(waiting), 1):
                finished.result()
                progress(step, done, len(waiting))
        finally:
            pool.shutdown(cancel_futures=True)
