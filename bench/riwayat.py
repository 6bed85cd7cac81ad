"""A page of the audit among two million rows of 514 kab, beside the bare SQL that reads rows by their key."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms
from data_access import audit, migrations, wilayah_store
from data_access.embedded import EmbeddedPostgres
from data_access.riwayat_audit import Tanya, list_riwayat
from data_access.session import Connection, make_engine
from domain.access import Scope

# A smaller number is for trying the measurement itself.
ROWS = int(os.environ.get("BENCH_RIWAYAT", "2000000"))
PAGE = 51
_FILL = sa.text(
    "INSERT INTO audit (kab, urut, waktu, pengguna, aksi, objek, sesudah, sidik_sebelum, sidik) "
    "SELECT k.kode, n, timestamptz '2026-01-01' + n * interval '1 hour' + k.kode * interval '1 second', "
    "'op.' || k.kode || '.' || n % 17, (ARRAY['verivali.pengisian', 'usulan.setujui', 'masuk', 'kuota.bagi'])"
    "[1 + (n % 40 > 20)::int + (n % 40 > 30)::int + (n % 400 = 0)::int], "
    "CASE WHEN n % 9 = 0 THEN 'catatan/' || k.kode || '011001/' || n ELSE 'usulan/' || k.kode || '/' || n END, "
    "jsonb_build_object('state', 'uji', 'nomor', n), ''::bytea, ''::bytea "
    "FROM wilayah AS k, generate_series(1, :each) AS n WHERE k.level = 2"
)
_QUESTIONS: dict[str, Tanya] = {
    "nasional": Tanya(Scope(0)),
    "provinsi": Tanya(Scope(32)),
    "kab": Tanya(Scope(3277)),
    "kegiatan": Tanya(Scope(0), aksi="kuota.bagi"),
    "objek": Tanya(Scope(3277), objek="usulan/3277/100"),
    "orang": Tanya(Scope(0), orang="op.3277.3"),
    "desa": Tanya(Scope(3277011001), bernama_desa=True),
}


@contextmanager
def _database(folder: Path) -> Iterator[sa.Engine]:
    server = EmbeddedPostgres(folder / "pg")
    owner = make_engine(server.url, owner=True)
    try:
        migrations.upgrade(server.url)
        with owner.begin() as work:
            wilayah_store.load(work)
            work.execute(_FILL, {"each": max(1, ROWS // 514)})
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as work:
            work.execute(sa.text("VACUUM ANALYZE audit"))
        yield owner
    finally:
        owner.dispose()
        server.stop()


def _bare(connection: Connection, keys: list[dict[str, int]]) -> None:
    """The same rows by their primary key, one statement."""
    connection.execute(
        sa.text(
            "SELECT a.* FROM audit AS a "
            "JOIN unnest(CAST(:kab AS smallint[]), CAST(:urut AS bigint[])) AS k (kab, urut) "
            "ON a.kab = k.kab AND a.urut = k.urut ORDER BY a.waktu DESC"
        ),
        {"kab": [key["kab"] for key in keys], "urut": [key["urut"] for key in keys]},
    ).all()


def _refuse_scan(connection: Connection, ask: Callable[[], object], name: str) -> None:
    """Raise when a plan reads the whole audit."""
    plans: list[str] = []

    def explain(_connection: object, cursor: Any, statement: str, params: object, *_more: object) -> None:
        with cursor.connection.cursor() as beside:
            beside.execute("EXPLAIN " + statement, params)
            plans.extend(row[0] for row in beside.fetchall())

    sa.event.listen(connection, "before_cursor_execute", explain)
    try:
        ask()
    finally:
        sa.event.remove(connection, "before_cursor_execute", explain)
    if any("Seq Scan on audit" in line for line in plans):
        raise RuntimeError(f"{name} reads the whole audit:\n" + "\n".join(plans))


def measure_riwayat() -> Iterator[Measurement]:
    """First page of each question, and the heads that a root is made of."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-riwayat-") as folder,
        _database(Path(folder)) as engine,
        engine.connect() as connection,
    ):
        for name, tanya in _QUESTIONS.items():
            ask = partial(list_riwayat, connection, tanya, None, PAGE)
            _refuse_scan(connection, ask, name)
            keys = [{"kab": row.kab, "urut": row.urut} for row in ask()]
            taken, floor = median_ms(ask, partial(_bare, connection, keys), n=15)
            yield measurement(f"riwayat_{name}", taken, "ms", floor, ROWS)
        heads = partial(audit.heads, connection)
        bare = sa.text("SELECT kab, max(urut) FROM audit GROUP BY kab")
        taken, floor = median_ms(heads, lambda: connection.execute(bare).all(), n=5)
        yield measurement("riwayat_akar", taken, "ms", floor, ROWS)


MEASURES = {"riwayat": measure_riwayat}
