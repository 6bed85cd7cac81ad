"""A thousand households moved in one approval, beside the bare statements that write the same rows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bench.common import Measurement, measurement
from data_access import migrations, wilayah_store
from data_access.embedded import EmbeddedPostgres
from data_access.schema import batch, individu, rumah_tangga
from data_access.session import make_engine, use_engine
from demo.seed import seed
from domain.access import Actor, Role
from domain.kalender import JAKARTA
from domain.pemindahan import PALING_BANYAK, Isian
from workflow import pemindahan as alur

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
# Some 52,000 households.
KAB, MOVES = 3401, 1_000
_PAPER = alur.Dokumen("surat.png", "image/png", b"\x89PNG\r\n\x1a\n")
# What any move writes, without a check: register, verivali rows, cases.
_BARE = (
    "UPDATE rumah_tangga SET desa = :tujuan, desa_lama = desa, tgl_pindah = '2026-11-21', diubah = now() "
    "WHERE kab = :kab AND id = ANY(:ruta)",
    "UPDATE verivali AS v SET desa = :tujuan FROM batch AS b WHERE v.kab = :kab AND v.ruta = ANY(:ruta) "
    "AND b.kab = v.kab AND b.periode = v.periode AND b.program = v.program AND b.state = 'terbuka'",
    "UPDATE usulan AS u SET desa = :tujuan FROM batch AS b WHERE u.kab = :kab AND u.ruta = ANY(:ruta) "
    "AND b.kab = u.kab AND b.periode = u.periode AND b.program = u.program AND b.state = 'terbuka'",
)


def measure_pemindahan() -> Iterator[Measurement]:
    """Seconds of one approval of all moves."""
    with tempfile.TemporaryDirectory() as name:
        server = EmbeddedPostgres(Path(name) / "pg")
        owner, engine = make_engine(server.url, owner=True), make_engine(server.url)
        try:
            migrations.upgrade(server.url)
            with owner.begin() as work:
                wilayah_store.load(work)
            seed(owner, skala="nasional", benih=20261121, tanggal=NOW.date(), hanya_kab=[KAB])
            with owner.begin() as work:
                work.exec_driver_sql("SET LOCAL session_replication_role = replica")
                work.execute(sa.update(batch).where(batch.c.state != "terbuka").values(state="ditetapkan"))
                # Nobody is registered twice, so that all of them may go.
                work.execute(sa.update(individu).values(nik=None))
                work.execute(sa.update(rumah_tangga).values(no_kk=None))
            use_engine(engine)
            yield _measure(engine, owner)
        finally:
            use_engine(None)
            engine.dispose()
            owner.dispose()
            server.stop()


def _measure(engine: sa.Engine, owner: sa.Engine) -> Measurement:
    r = rumah_tangga
    with owner.connect() as read:
        target = read.execute(sa.select(sa.func.max(r.c.desa)).where(r.c.kab == KAB)).scalar_one()
        query = sa.select(r.c.id).where(r.c.kab == KAB, r.c.desa != target).order_by(r.c.desa, r.c.id).limit(MOVES)
        homes = list(read.execute(query).scalars())
    with owner.connect() as work:
        began = time.perf_counter()
        for text in _BARE:
            work.execute(sa.text(text), {"kab": KAB, "ruta": homes, "tujuan": target})
        bare = time.perf_counter() - began
        work.rollback()
    asks = Actor(1, "operator", "Operator", Role.OPERATOR_KAB, KAB)
    decides = Actor(2, "supervisor", "Supervisor", Role.SUPERVISOR_KAB, KAB)
    saat, numbers = datetime.now(UTC), []
    for first in range(0, len(homes), PALING_BANYAK):
        some = homes[first : first + PALING_BANYAK]
        numbers += alur.ajukan(asks, KAB, some, target, Isian("batas", "", None), _PAPER, saat=saat)
    began = time.perf_counter()
    alur.setujui(decides, KAB, numbers, now=NOW, saat=saat)
    return measurement("pemindahan-seribu", time.perf_counter() - began, "s", bare, len(homes))


MEASURES = {"pemindahan": measure_pemindahan}
