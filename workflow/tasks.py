"""Background work, queued in the same PostgreSQL by procrastinate, done by ``cli.py worker``."""

from __future__ import annotations

import time
from pathlib import Path

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued

from data_access import keterangan, rekap
from data_access.periode import list_periode
from data_access.session import unit_of_work
from geo.aktif import load_manifest

blueprint = procrastinate.Blueprint()

TILE_PROGRESS = "ubin"
_REPORT_EVERY_S = 1.0


def make_app(url: str, *, worker: bool = False) -> procrastinate.App:
    """The queue of a database; a worker needs the asynchronous connector, everyone else the plain one."""
    connector: procrastinate.BaseConnector = (
        procrastinate.PsycopgConnector(conninfo=url) if worker else procrastinate.SyncPsycopgConnector(conninfo=url)
    )
    app = procrastinate.App(connector=connector)
    app.add_tasks_from(blueprint, namespace="siks")
    return app


def enqueue_tiles(url: str, geo_dir: Path) -> None:
    """Have the desa tiles of the active borders made; a second request while one waits does nothing."""
    app = make_app(url)
    with app.open():
        try:
            app.configure_task("siks:build_tiles", queueing_lock="build_tiles").defer(geo_dir=str(geo_dir))
        except AlreadyEnqueued:
            return


@blueprint.task(name="build_tiles", lock="build_tiles")
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


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="refresh_rekap", queueing_lock="refresh_rekap")
def refresh_rekap(timestamp: int) -> None:
    """Bring the per-kab sums of open periode up to the desa rows that changed since they were last summed."""
    with unit_of_work() as work:
        now = keterangan.read_now(work)
        for item in list_periode(work):
            if item.buka <= now <= item.tutup_pengesahan:
                for kab in rekap.stale_kab(work, item.kode, item.program):
                    rekap.refresh_kab(work, item.kode, item.program, kab)
