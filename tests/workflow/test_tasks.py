"""Background work: it is done, it is done once, and what a killed worker had begun is begun again."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from data_access import keterangan, rekap
from data_access.periode import list_periode
from data_access.session import make_engine, unit_of_work
from geo import aktif
from workflow.tasks import TILE_PROGRESS, enqueue_tiles, open_queue


def _work(url: str) -> None:
    """Run what is queued until nothing is left."""
    with open_queue(url, worker=True) as app:
        app.run_worker(wait=False, install_signal_handlers=False)


def _jobs(url: str) -> list[tuple[str, str]]:
    engine = make_engine(url, owner=True)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")).all()
    engine.dispose()
    return [(row[0], row[1]) for row in rows]


@pytest.fixture
def folder_without_tiles(geo_dir: Path, tmp_path: Path) -> Path:
    """The borders of the tests with the tiles forgotten."""
    manifest = aktif.load_manifest(geo_dir)
    assert manifest is not None
    folder = tmp_path / "geo" / manifest.folder.name
    folder.parent.mkdir()
    folder.mkdir()
    for name in (aktif.MANIFEST, "desa.parquet", "kecamatan.parquet"):
        (folder / name).write_bytes((manifest.folder / name).read_bytes())
    text = (folder / aktif.MANIFEST).read_text()
    begin = text.index('"ubin":') + len('"ubin":')
    (folder / aktif.MANIFEST).write_text(text[:begin] + "null" + text[text.index("}", begin) + 1 :])
    aktif.activate(folder.parent, folder)
    return folder.parent


def test_tiles_that_are_asked_for_twice_are_made_once_and_leave_no_progress_behind(
    own_database: str, folder_without_tiles: Path
) -> None:
    enqueue_tiles(own_database, folder_without_tiles)
    enqueue_tiles(own_database, folder_without_tiles)
    assert _jobs(own_database) == [("build_tiles", "todo")]
    _work(own_database)
    manifest = aktif.load_manifest(folder_without_tiles)
    assert manifest is not None
    assert manifest.ubin is not None
    assert ("build_tiles", "succeeded") in _jobs(own_database)
    with unit_of_work() as work:
        assert keterangan.read(work, TILE_PROGRESS) is None


def test_a_job_whose_worker_was_killed_is_queued_again(own_database: str, folder_without_tiles: Path) -> None:
    enqueue_tiles(own_database, folder_without_tiles)
    engine = make_engine(own_database, owner=True)
    with engine.begin() as connection:
        worker = connection.execute(
            sa.text(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes') RETURNING id"
            )
        ).scalar_one()
        connection.execute(
            sa.text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"), {"worker": worker}
        )
    engine.dispose()
    with open_queue(own_database) as app:
        app.configure_task("retry_stalled").defer(timestamp=0)
    _work(own_database)
    assert ("build_tiles", "succeeded") in _jobs(own_database)


def test_sums_of_a_kab_follow_a_change_of_its_desa(own_database: str) -> None:
    with unit_of_work() as work:
        now = keterangan.read_now(work)
        item = next(item for item in list_periode(work) if item.is_open(now))
        work.execute(
            sa.text(
                "UPDATE rekap_desa SET s0 = s0 - 1, s1 = s1 + 1, n1 = n1 + 1 WHERE periode = :periode AND "
                "program = :program AND desa = (SELECT min(desa) FROM rekap_desa WHERE kab = 3277 AND s0 > 0 "
                "AND periode = :periode AND program = :program)"
            ),
            {"periode": item.kode, "program": int(item.program)},
        )
        assert rekap.stale_kab(work, item.kode, item.program) == [3277]
    with open_queue(own_database) as app:
        app.configure_task("refresh_rekap").defer(timestamp=0)
    _work(own_database)
    with unit_of_work() as work:
        assert rekap.stale_kab(work, item.kode, item.program) == []
