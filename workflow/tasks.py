"""Background work, queued in the same PostgreSQL by procrastinate, done by ``cli.py worker``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued

from data_access import keterangan, rekap
from data_access.antrean_kerja import BERKAS, PAKET
from data_access.periode import list_berjalan
from data_access.session import unit_of_work
from domain.kalender import JAKARTA
from geo.aktif import load_manifest
from workflow import (
    akar,
    briefing_jadwal,
    briefing_kerja,
    ganda,
    impor_kerja,
    kalender,
    kesos,
    massal_kerja,
    pemadanan,
    pemeriksaan_tutup,
    pendaftaran,
    pengguna,
    penyegar,
    perhatian,
    permohonan,
    ringkasan,
    sk,
    surat_massal,
)

# Knows the tasks; a connection is put in while a queue is open.
_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

TILE_PROGRESS = "ubin"
_REPORT_EVERY_S = 1.0
# Other tasks of the minute must have their turn too.
_CATCH_UP_S = 40.0
# Files wait behind it in the same queue.
_PADANKAN_S = 20.0


@contextmanager
def open_queue(url: str, *, worker: bool = False) -> Iterator[procrastinate.App]:
    """The queue of a database; a worker needs the asynchronous connector, everyone else the plain one."""
    connector: procrastinate.BaseConnector = (
        procrastinate.PsycopgConnector(conninfo=url) if worker else procrastinate.SyncPsycopgConnector(conninfo=url)
    )
    with _app.replace_connector(connector) as app, app.open():
        yield app


def enqueue_tiles(url: str, geo_dir: Path) -> None:
    """Have the desa tiles of the active borders made; a second request while one waits does nothing."""
    with open_queue(url) as app:
        try:
            app.configure_task("build_tiles", queueing_lock="build_tiles").defer(geo_dir=str(geo_dir))
        except AlreadyEnqueued:
            return


@_app.task(name="build_tiles", lock="build_tiles")
def build_tiles(geo_dir: str) -> None:
    """Cut the active borders into vector tiles; safe to repeat, the share done is readable meanwhile."""
    root = Path(geo_dir)
    manifest = load_manifest(root)
    if manifest is None or manifest.ubin is not None:
        return
    reported = 0.0

    def report(step: str, done: int, total: int) -> None:
        nonlocal reported
        if time.monotonic() - reported > _REPORT_EVERY_S:
            reported = time.monotonic()
            with unit_of_work() as work:
                keterangan.store(work, TILE_PROGRESS, {"langkah": step, "selesai": done, "total": total})

    # The geometry libraries take a second to load, which a start would otherwise wait for.
    from geo.ubin import build_tiles as cut_tiles  # noqa: PLC0415

    cut_tiles(manifest.folder, report)
    with unit_of_work() as work:
        keterangan.remove(work, TILE_PROGRESS)


@_app.periodic(cron="* * * * *")
@_app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: procrastinate.JobContext, timestamp: int) -> None:
    """Queue again what a worker that was killed had begun; its lock would keep the task from ever running anew."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@_app.periodic(cron="* * * * *")
@_app.task(name="refresh_rekap", queueing_lock="refresh_rekap")
def refresh_rekap(timestamp: int) -> None:
    """Bring the per-kab sums of open periode up to the desa rows that changed since they were last summed."""
    refreshed = False
    with unit_of_work() as work:
        now = keterangan.read_now(work)
        for item in list_berjalan(work, now):
            for kab in rekap.stale_kab(work, item.kode, item.program):
                rekap.refresh_kab(work, item.kode, item.program, kab)
                refreshed = True
    if refreshed:
        perhatian.evaluate()


@_app.periodic(cron="* * * * *")
@_app.task(name="refresh_pantauan", queueing_lock="refresh_pantauan")
def refresh_pantauan(timestamp: int) -> None:
    """Forecasts that nobody's write has brought up to date: all of them when the day changes."""
    penyegar.catch_up(_CATCH_UP_S)


@_app.periodic(cron="* * * * *")
@_app.task(name="search_hot_spots", queueing_lock="search_hot_spots")
def search_hot_spots(timestamp: int) -> None:
    """Look for clusters of desa where forecasts changed; does nothing most minutes."""
    penyegar.search_hot_spots()


@_app.periodic(cron="*/10 * * * *")
@_app.task(name="lanjutkan_pendaftaran", queueing_lock="lanjutkan_pendaftaran")
def lanjutkan_pendaftaran(timestamp: int) -> None:
    """Make cases of registrations and reports that waited for a periode to open."""
    with unit_of_work() as work:
        now = keterangan.read_now(work)
    pendaftaran.lanjutkan(now=now, saat=datetime.now(UTC))


# 01.30 in Jakarta, when nobody waits for it.
@_app.periodic(cron="30 18 * * *")
@_app.task(name="count_register", queueing_lock="count_register")
def count_register(timestamp: int) -> None:
    """Count the households of every kab again, whatever the periode."""
    penyegar.count_register()


# 02.00 in Jakarta.
@_app.periodic(cron="0 19 * * *")
@_app.task(name="count_words", queueing_lock="count_words")
def count_words(timestamp: int) -> None:
    """Count the words of names again, by which a mistyped one is corrected."""
    kesos.count_words()


@_app.periodic(cron="*/5 * * * *")
@_app.task(name="nilai_perhatian", queueing_lock="nilai_perhatian")
def nilai_perhatian(timestamp: int) -> None:
    """Evaluate the attention rules: every five minutes, and after sums were brought up to date."""
    perhatian.evaluate()


@_app.periodic(cron="* * * * *")
@_app.task(name="padankan", queue=BERKAS, lock="padankan", queueing_lock="padankan")
def padankan(timestamp: int) -> None:
    """Ask about the NIK whose time has come."""
    pemadanan.padankan(_PADANKAN_S)


@_app.task(name="cari_ganda", queue=BERKAS, retry=procrastinate.RetryStrategy(max_attempts=3, wait=60))
def cari_ganda(kab: int, nomor: int) -> None:
    """Look for likely duplicates among the persons whom an import brought."""
    ganda.cari(kab, nomor)


# 07.00 in Jakarta: cron speaks UTC. Each failure is tried again; who has the letter of the day gets no second one.
@_app.periodic(cron="0 0 * * *")
@_app.task(
    name="kirim_ringkasan",
    queueing_lock="kirim_ringkasan",
    retry=procrastinate.RetryStrategy(max_attempts=6, wait=600),
)
def kirim_ringkasan(timestamp: int) -> None:
    """Send the digest of the day by e-mail to those who want it."""
    ringkasan.kirim_semua(datetime.fromtimestamp(timestamp, JAKARTA).date())


@_app.task(name="periksa_impor", queue=BERKAS)
def periksa_impor(kab: int, nomor: int) -> None:
    """Check a file from the field that has arrived."""
    impor_kerja.periksa(kab, nomor)


@_app.task(name="proses_impor", queue=BERKAS)
def proses_impor(kab: int, nomor: int) -> None:
    """Write what the supervisor agreed to."""
    impor_kerja.proses(kab, nomor)


@_app.task(name="baca_sk", queue=BERKAS, retry=procrastinate.RetryStrategy(max_attempts=5, wait=60))
def baca_sk(nomor: int) -> None:
    """Read the list of a decree."""
    sk.baca(nomor)


@_app.task(name="tetapkan_sk", queue=BERKAS, retry=procrastinate.RetryStrategy(max_attempts=5, wait=60))
def tetapkan_sk(nomor: int) -> None:
    """Apply a decree to the kab that wait."""
    sk.kerjakan(nomor)


@_app.task(name="cetak_surat", queue=BERKAS)
def cetak_surat(kode: int, program: int, periode: int) -> None:
    """Set the letters of a provinsi or of Indonesia and put them into one file."""
    surat_massal.cetak(kode, program, periode, now=datetime.now(JAKARTA))


@_app.task(name="kerjakan_massal", queue=BERKAS)
def kerjakan_massal(kab: int, nomor: int) -> None:
    """Decide on the cases of an act on many, or take it back."""
    massal_kerja.kerjakan(kab, nomor)


@_app.periodic(cron="* * * * *")
@_app.task(name="tetapkan_tindakan", queueing_lock="tetapkan_tindakan")
def tetapkan_tindakan(timestamp: int) -> None:
    """Acts of the review that can no longer be undone."""
    pemeriksaan_tutup.tetapkan()


# 00.15 in Jakarta, when a pengesahan has just closed.
@_app.periodic(cron="15 17 * * *")
@_app.task(name="tutup_periode", queueing_lock="tutup_periode")
def tutup_periode(timestamp: int) -> None:
    """Carry over or end the cases that nobody reviewed."""
    pemeriksaan_tutup.tutup_periode()


# A periode begins at midnight of Jakarta, and a worker that was away then finds it later.
@_app.periodic(cron="*/10 * * * *")
@_app.task(name="buka_periode", lock="buka_periode", queueing_lock="buka_periode")
def buka_periode(timestamp: int) -> None:
    """Periode of the coming months, and the prelists of those that have begun."""
    kalender.buka_periode()


@_app.task(name="buat_paket", queue=BERKAS)
def buat_paket(kab: int, nomor: int) -> None:
    """Make a data package that was asked for."""
    permohonan.buat_paket(kab, nomor, saat=datetime.now(JAKARTA))


@_app.periodic(cron="*/10 * * * *")
@_app.task(name="sapu_permohonan", queueing_lock="sapu_permohonan")
def sapu_permohonan(timestamp: int) -> None:
    """Requests whose time is over, packages that lay long enough."""
    permohonan.sapu(datetime.fromtimestamp(timestamp, JAKARTA))


# The day ends at 17.00 UTC; every ten minutes, so that a night without a worker is made up for.
@_app.periodic(cron="*/10 * * * *")
@_app.task(name="buat_akar", queueing_lock="buat_akar")
def buat_akar(timestamp: int) -> None:
    """The root of the audit of the day that ended."""
    akar.buat(datetime.fromtimestamp(timestamp, JAKARTA))


@_app.task(name="buat_briefing", queue=PAKET, retry=procrastinate.RetryStrategy(max_attempts=5, wait=30))
def buat_briefing(nomor: int) -> None:
    """Make a briefing pack that was asked for."""
    briefing_kerja.kerjakan(nomor)


@_app.periodic(cron="* * * * *")
@_app.task(name="jalankan_jadwal", queueing_lock="jalankan_jadwal")
def jalankan_jadwal(timestamp: int) -> None:
    """Ask for the briefing packs that are due."""
    briefing_jadwal.jalankan_jadwal(datetime.now(UTC))


# Before the next pack: a letter takes a second, and somebody waits for it.
@_app.periodic(cron="* * * * *")
@_app.task(name="kirim_briefing", queue=PAKET, queueing_lock="kirim_briefing", priority=20)
def kirim_briefing(timestamp: int) -> None:
    """Send the briefing packs that are made to those who wait for them."""
    briefing_jadwal.kirim_semua(datetime.now(UTC))


@_app.periodic(cron="*/10 * * * *")
@_app.task(name="sapu_briefing", queueing_lock="sapu_briefing")
def sapu_briefing(timestamp: int) -> None:
    """Packs without a job, files that lay long enough."""
    briefing_kerja.sapu(datetime.now(UTC))


@_app.periodic(cron="* * * * *")
@_app.task(name="sapu_impor", queueing_lock="sapu_impor")
def sapu_impor(timestamp: int) -> None:
    """Files whose work was interrupted, uploads that were abandoned."""
    impor_kerja.sapu()


# 02.15 in Jakarta.
@_app.periodic(cron="15 19 * * *")
@_app.task(name="bersihkan_akun", queueing_lock="bersihkan_akun")
def bersihkan_akun(timestamp: int) -> None:
    """Sessions long over, surat tugas long decided."""
    pengguna.bersihkan(datetime.fromtimestamp(timestamp, JAKARTA))


# 02.30 in Jakarta.
@_app.periodic(cron="30 19 * * *")
@_app.task(name="buang_berkas_impor", queueing_lock="buang_berkas_impor")
def buang_berkas_impor(timestamp: int) -> None:
    """Files that have been kept long enough."""
    impor_kerja.buang_berkas()
