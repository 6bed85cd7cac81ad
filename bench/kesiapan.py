"""What stands in the way of a large kab, counted again from its rows; and the board of the whole country."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bench.common import Measurement, measurement, median_ms
from data_access import migrations, periode, rekap, wilayah_store
from data_access.embedded import EmbeddedPostgres
from data_access.kesiapan import Sumber, kesiapan_of, read_hitungan
from data_access.kesiapan_rinci import list_baris, read_pratinjau
from data_access.papan import read_papan
from data_access.session import make_engine, read_session, use_engine
from data_access.verivali_store import BatchKey
from domain.access import Scope
from domain.halangan import Halangan
from domain.kalender import JAKARTA, Periode, Program, periode_of_month
from domain.kode import INDONESIA

RUTA = 250_000
KEY = BatchKey(3204, 202611, int(Program.BSP))
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
_PERIODE: Periode = periode_of_month(Program.BSP, 2026, 11)

# Every status and finding occurs; the register rows are as wide as those of the sample.
_FILL = (
    "CREATE TEMP TABLE tempat AS SELECT kode, row_number() OVER (ORDER BY kode) - 1 AS urut FROM wilayah "
    "WHERE level = 4 AND prov = :kab / 100 AND kab = :kab",
    "INSERT INTO rumah_tangga (kab, id, desa, idbdt, alamat, nama_krt, jumlah_art, desil, percentile, kpm_bsp, "
    "pengurus_nama, pengurus_nik, lat, lon, sumber_data, diubah) "
    "SELECT :kab, n, kode, lpad(n::text, 23, '0'), 'Jalan Ukur Nomor ' || n || ' RT 001 RW 002', 'Kepala ' || n, 4, "
    "1 + n % 4, 1 + n % 40, n % 20 <> 0, 'Pengurus ' || n, 3204000000000000 + n, -6.9, 107.5, 'ukur', now() "
    "FROM generate_series(1, CAST(:ruta AS integer)) AS n JOIN tempat ON urut = n % (SELECT count(*) FROM tempat)",
    "INSERT INTO verivali (kab, periode, program, ruta, desa, status, sta_keberadaan, kyc_lengkap, tgl_diisi, diubah) "
    "SELECT kab, :periode, :program, id, desa, s, CASE WHEN s > 0 THEN 1 + id % 5 END, s > 0 AND id % 7 <> 0, "
    "CASE WHEN s > 0 THEN DATE '2026-11-10' END, now() "
    "FROM (SELECT *, CASE WHEN id % 10 < 5 THEN 3 ELSE id % 5 END AS s FROM rumah_tangga WHERE kab = :kab) AS r",
    "INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, status, diajukan, diubah) "
    "SELECT kab, id, 1, :periode, :program, desa, id, 1 + id % 3, DATE '2026-11-18', now() FROM rumah_tangga "
    "WHERE kab = :kab AND id % 100 = 0",
    "INSERT INTO kuota (periode, program, desa, kab, kuota, awal) SELECT :periode, :program, desa, :kab, "
    "count(*), count(*) FROM rumah_tangga WHERE kab = :kab GROUP BY GROUPING SETS ((desa), ()) HAVING desa IS NOT NULL",
    "INSERT INTO kuota (periode, program, desa, kab, kuota, awal) VALUES (:periode, :program, 0, :kab, :ruta, :ruta)",
)
# One prelist for every desa of the country, for the board.
_COUNTRY = (
    "INSERT INTO rekap_desa (periode, program, desa, kab, total, s0, s3, n1) "
    "SELECT :periode, :program, kode, kab, 300, 100, 200, 200 FROM wilayah WHERE level = 4 ON CONFLICT DO NOTHING"
)


@contextmanager
def _database(ruta: int) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "pg")
        owner, engine = make_engine(server.url, owner=True), make_engine(server.url)
        try:
            migrations.upgrade(server.url)
            with owner.begin() as work:
                wilayah_store.load(work)
                periode.store_periode(work, [_PERIODE])
                periode.ensure_partition(work, KEY.periode)
                for statement in _FILL:
                    work.execute(sa.text(statement), KEY.params() | {"ruta": ruta})
                rekap.recompute_rekap(work, KEY.periode, KEY.program)
                work.execute(sa.text(_COUNTRY), KEY.params())
            with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as work:
                work.exec_driver_sql("VACUUM ANALYZE")
            use_engine(engine)
            yield
        finally:
            use_engine(None)
            engine.dispose()
            owner.dispose()
            server.stop()


def _ready(connection: Connection) -> None:
    scope = Scope(KEY.kab)
    rows = read_hitungan(connection, scope, KEY.program, KEY.periode, Sumber.BARIS)
    assert kesiapan_of(connection, scope, KEY.program, KEY.periode, rows).menahan
    assert read_pratinjau(connection, KEY, rows).final


def _rows(connection: Connection) -> None:
    """A page of rows deep in the list."""
    last = (KEY.kab * 10**6 + 999_999, 0)
    for after in (None, (KEY.kab * 10**6 + 300_000, 0), last):
        list_baris(connection, Scope(KEY.kab), KEY.program, KEY.periode, Halangan.DIKEMBALIKAN, sesudah=after, batas=51)


def _bare(connection: Connection, table: str) -> None:
    kab = "kab = :kab AND" if table == "verivali" else ""
    query = f"SELECT count(*) FROM {table} WHERE {kab} periode = :periode AND program = :program"
    params = KEY.params() if kab else {"periode": KEY.periode, "program": KEY.program}
    connection.execute(sa.text(query), params).scalar_one()


def measure_kesiapan(ruta: int = RUTA) -> Iterator[Measurement]:
    """Milliseconds beside a bare count of the same rows."""
    with _database(ruta), read_session() as connection:
        full, page, floor = median_ms(
            lambda: _ready(connection), lambda: _rows(connection), lambda: _bare(connection, "verivali"), n=10
        )
        yield measurement("finalisasi kesiapan 250k", full, "ms", floor, ruta)
        yield measurement("finalisasi kesiapan baris", page, "ms", floor, ruta)
        board, floor = median_ms(
            lambda: read_papan(connection, Scope(INDONESIA), _PERIODE), lambda: _bare(connection, "rekap_desa"), n=10
        )
        yield measurement("finalisasi kesiapan papan", board, "ms", floor, 514)


MEASURES = {"finalisasi kesiapan": measure_kesiapan}
