"""The review with a million open cases in the country: a page of the queue, its counts, the next case, a decision.

In a database of its own: a kab with 100,000 open cases, the other 900,000 spread over all others; one household with
one member behind each.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms
from bench.kuota import _bare
from data_access import migrations, wilayah_store
from data_access import periode as periode_store
from data_access.antrean import count_antrean, read_antrean
from data_access.embedded import EmbeddedPostgres
from data_access.kasus import read_kasus
from data_access.schema import individu, program, rumah_tangga, usulan
from data_access.session import engine_in_use, make_engine, read_session, unit_of_work
from domain.access import Actor, Role, Scope
from domain.antrean import SaringanAntrean, Urut, baca_cari
from domain.kalender import JAKARTA, Program, periode_of_month
from domain.usulan import Keputusan, Tab
from workflow.pemeriksaan import putuskan

REPEATS = 20
CASES, BIG, BIG_CASES = 1_000_000, 3201, 100_000
HARI = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=JAKARTA)
SUPERVISOR = Actor(1, "supervisor", "Supervisor", Role.SUPERVISOR_KAB, BIG)

# Numbers 1..n of every desa, as many as its kab's share asks for.
_PLACES = f"""
    CREATE TEMPORARY TABLE tempat AS
    SELECT w.kab, w.kode AS desa, row_number() OVER (PARTITION BY w.kab ORDER BY n, w.kode) AS ke
    FROM wilayah AS w
    JOIN (SELECT kab, count(*) AS desa FROM wilayah WHERE level = 4 GROUP BY kab) AS k USING (kab)
    CROSS JOIN LATERAL generate_series(1, CASE w.kab WHEN {BIG} THEN {BIG_CASES} / k.desa + 1
        ELSE {(CASES - BIG_CASES) // 513} / k.desa + 1 END) AS n
    WHERE w.level = 4
"""
_HOMES = """
    INSERT INTO rumah_tangga (kab, id, desa, idbdt, alamat, nama_krt, jumlah_art, lantai, percentile, desil,
        pengurus_nik, sumber_data, diubah)
    SELECT kab, ke, desa, lpad(desa::text || ke, 23, '0'), 'Jl. Melati RT 001/RW 002', 'SITI AMINAH ' || mod(ke, 997),
        1, 1 + mod(ke, 10), 1 + mod(ke, 40), 1 + mod(ke, 4), kab * 1000000000000 + ke, 'uji', now() FROM tempat
"""
_PEOPLE = """
    INSERT INTO individu (kab, id, ruta, idartbdt, nama, nik, no_urut, hub_krt, padan)
    SELECT kab, ke, ke, lpad(desa::text || ke, 23, '0') || '01', 'SITI AMINAH ' || mod(ke, 997),
        kab * 1000000000000 + ke, 1, 1, 1 FROM tempat
"""
_CASES = """
    INSERT INTO usulan (kab, id, jenis, periode, program, desa, ruta, idbdt, status, diajukan, isi, aturan, risiko,
        diubah)
    SELECT kab, ke, CASE WHEN mod(ke, 10) < 6 THEN 1 WHEN mod(ke, 10) < 9 THEN 3 ELSE 4 END, 202611, 1, desa, ke,
        lpad(desa::text || ke, 23, '0'), 1, DATE '2026-11-20' - CAST(mod(ke * 7, 20) AS integer),
        '{"ruta": {"lantai": [6, 2], "luas_lantai": [30, 36]}, "kunjungan": {"sta": 2, "tanggal": "2026-11-10"}}',
        CASE WHEN mod(ke, 101) = 0 THEN ARRAY['V07'] WHEN mod(ke, 3) = 0 THEN ARRAY['V16'] ELSE '{}' END,
        CASE WHEN mod(ke, 3) = 0 THEN 20 ELSE 0 END, now() FROM tempat
"""
_REST = """
    INSERT INTO kuota (periode, program, desa, kab, kuota)
    SELECT 202611, 1, desa, kab, 100000 FROM (SELECT DISTINCT kab, desa FROM tempat
        UNION SELECT DISTINCT kab, 0 FROM tempat) AS t;
    INSERT INTO musdes (periode, program, desa, kab, tanggal, nomor, berita_acara, bnba)
    SELECT DISTINCT 202611, 1, desa, kab, DATE '2026-11-10', 'BA', true, true FROM tempat;
    INSERT INTO pengguna (id, username, nama, peran, wilayah, sandi) VALUES
        (1, 'supervisor', 'Supervisor', 'supervisor_kab', 3201, '')
"""


@contextmanager
def _million() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="antrean") as folder:
        server = EmbeddedPostgres(Path(folder) / "pg", durable=False)
        try:
            url = server.create_database("antrean")
            migrations.upgrade(url)
            owner = make_engine(url, owner=True)
            with owner.begin() as work:
                wilayah_store.load(work)
                work.execute(sa.insert(program).values(kode=1, nama="BSP", modul="BSP"))
                periode_store.store_periode(work, [periode_of_month(Program.BSP, 2026, 11)])
                periode_store.ensure_partition(work, 202611)
                # Indexes of words are built a hundred times faster at once than row by row.
                for table in (rumah_tangga, individu, usulan):
                    work.exec_driver_sql(f"DROP INDEX ix_{table.name}_kata")
                for statement in (_PLACES, _HOMES, _PEOPLE, _CASES, _REST):
                    work.execute(sa.text(statement.replace(":", r"\:")))
                for table in (rumah_tangga, individu, usulan):
                    next(index for index in table.indexes if index.name == f"ix_{table.name}_kata").create(work)
            with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
                raw.exec_driver_sql("VACUUM ANALYZE")
            owner.dispose()
            engine = make_engine(url)
            with engine_in_use(engine):
                yield
            engine.dispose()
        finally:
            server.stop()


def _reading(read: Callable[[Any], object]) -> Callable[[], None]:
    def run() -> None:
        with read_session() as connection:
            read(connection)

    return run


def _page(kode: int, saringan: SaringanAntrean, sesudah: str | None = None) -> Callable[[], None]:
    return _reading(
        lambda connection: read_antrean(
            connection, Scope(kode), saringan, sesudah, hari_ini=HARI, saat=datetime.now(UTC)
        )
    )


def _beside(name: str, run: Callable[[], None], n: int = REPEATS) -> Measurement:
    value, floor = median_ms(run, _bare(run), n=n)
    return measurement(name, value, "ms", floor, n)


def _decide(numbers: Iterator[int]) -> Callable[[], None]:
    def run() -> None:
        number = next(numbers)
        with read_session() as connection:
            versi = connection.execute(
                sa.text(f"SELECT diubah FROM usulan WHERE kab = {BIG} AND id = {number}")
            ).scalar_one()
        putuskan(SUPERVISOR, BIG, number, Keputusan.SETUJUI, versi=versi, now=NOW, saat=datetime.now(UTC))

    return run


def _bare_decision(numbers: Iterator[int]) -> Callable[[], None]:
    """What cannot be left out: the case, two rows of the kuota, a line of the audit."""
    audit = (
        "INSERT INTO audit (kab, urut, waktu, pengguna, aksi, objek, sidik_sebelum, sidik) "
        "SELECT kab, max(urut) + 1000000, now(), 'x', 'x', 'x', '', '' FROM audit WHERE kab = 9971 GROUP BY kab"
    )

    def run() -> None:
        number = next(numbers)
        with unit_of_work() as work:
            case = f"kab = {BIG} AND id = {number}"
            desa = work.execute(sa.text(f"SELECT desa FROM usulan WHERE {case} FOR UPDATE")).scalar_one()
            work.execute(
                sa.text(f"UPDATE kuota SET disetujui = disetujui + 1 WHERE kab = {BIG} AND desa IN (0, {desa})")
            )
            work.execute(sa.text(f"UPDATE usulan SET status = 2, diputuskan = '{HARI}', petugas = 1 WHERE {case}"))
            work.execute(sa.text(audit))

    return run


def measure() -> Iterator[Measurement]:
    """Everything, on one database."""
    with _million():
        for name, kode in (("kab", BIG), ("provinsi", 32), ("nasional", 0)):
            yield _beside(f"antrean-{name}", _page(kode, SaringanAntrean()))
            yield _beside(f"antrean-{name}-risiko", _page(kode, SaringanAntrean(urut=Urut.RISIKO)))
            middle = f"2026-11-10.{BIG}.50000"
            yield _beside(f"antrean-{name}-tengah", _page(kode, SaringanAntrean(), middle))
            yield _beside(f"antrean-{name}-saring", _page(kode, SaringanAntrean(tab=Tab.PERBAIKAN, aturan="V07")))
        nik = SaringanAntrean(cari=baca_cari("3201000000000011"))
        yield _beside("antrean-cari-nik", _page(0, nik))
        yield _beside("antrean-cari-nama", _page(BIG, SaringanAntrean(cari=baca_cari("aminah 500"))))
        for name, kode in (("kab", BIG), ("nasional", 0)):
            count = _reading(
                lambda connection, kode=kode: count_antrean(connection, Scope(kode), SaringanAntrean(), hari_ini=HARI)
            )
            yield _beside(f"antrean-hitung-{name}", count, 10)
        ids = iter(range(10, BIG_CASES, 10))
        case = _reading(
            lambda connection: read_kasus(connection, BIG, next(ids), now=NOW, saat=datetime.now(UTC), hari_ini=HARI)
        )
        yield _beside("antrean-kasus", case)
        value, floor = median_ms(
            _decide(iter(range(11, BIG_CASES, 10))), _bare_decision(iter(range(12, BIG_CASES, 10))), n=REPEATS
        )
        yield measurement("antrean-putusan", value, "ms", floor, REPEATS)


MEASURES = {"antrean": measure}
