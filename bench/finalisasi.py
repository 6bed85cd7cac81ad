"""Closing a kab of 250,000 rumah tangga beside the bare SQL of the same work; and killed a hundred times."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bench.common import Measurement, measurement
from data_access import berkas_data, migrations, snapshot, wilayah_store
from data_access.embedded import EmbeddedPostgres
from data_access.pengguna_store import put_account
from data_access.session import make_engine, read_session, unit_of_work, use_engine
from data_access.verivali_store import BatchKey
from demo.seed import seed
from domain.access import Actor, Role
from domain.kalender import JAKARTA, Program
from exchange.berkas_data import check_berkas
from tests.workflow.finalisasi_alur import make_ready
from tests.workflow.mati_alur import ajang, kill_often
from workflow.finalisasi import buka_kembali, record_finalisasi

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
# Some 250,000 households; its DTKS periode has all of them on the prelist.
KEY = BatchKey(3203, 202611, int(Program.DTKS))
KILLS = 102
_OF = "kab = :kab AND periode = :periode AND program = :program"


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, Actor, Actor]]:
    """A server of its own with the register of one kab that was reviewed to the last row; its supervisor, Pusdatin."""
    server = EmbeddedPostgres(folder / "pg")
    url = server.url
    owner, engine = make_engine(url, owner=True), make_engine(url)
    try:
        migrations.upgrade(url)
        with owner.begin() as work:
            wilayah_store.load(work)
        seed(owner, skala="nasional", benih=20261121, tanggal=NOW.date(), hanya_kab=[KEY.kab])
        with owner.begin() as work:
            work.execute(
                sa.text(
                    f"UPDATE verivali SET status = 3, sta_keberadaan = coalesce(sta_keberadaan, 1 + ruta % 2), "
                    f"tgl_diisi = coalesce(tgl_diisi, '2026-11-10'), tgl_terimpor = '2026-11-12', "
                    f"tgl_diperiksa = '2026-11-14' WHERE {_OF}"
                ),
                KEY.params(),
            )
            people = [
                Actor(put_account(work, username=name, nama=name, peran=role, wilayah=wilayah, sandi="x"), name, name,
                      role, wilayah, totp=True)
                for name, role, wilayah in (("ukur", Role.SUPERVISOR_KAB, KEY.kab), ("pusat", Role.PUSDATIN, 0))
            ]  # fmt: skip
        make_ready(url, KEY)
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as work:
            work.exec_driver_sql("VACUUM ANALYZE")
        use_engine(engine)
        yield url, *people
    finally:
        use_engine(None)
        engine.dispose()
        owner.dispose()
        server.stop()


# What a finalisasi does, written by hand into copies without guards: rows, snapshot, lines of the letter, digest.
_BARE = (
    f"UPDATE dasar_verivali SET status = 5, tgl_final = '2026-11-21', petugas = 1, diubah = now() "
    f"WHERE {_OF} AND status = 3",
    "INSERT INTO dasar_ruta SELECT v.kab, v.periode, v.program, 1, v.ruta, v.desa, r.idbdt, r.no_kk, r.nama_krt, "
    "r.alamat, coalesce(a.art, 0), r.kpm_bsp, r.desil, r.pengurus_nama, r.pengurus_nik, v.status, v.sta_keberadaan, "
    "v.sta_keberadaan = 2 FROM dasar_verivali AS v JOIN rumah_tangga AS r ON r.kab = v.kab AND r.id = v.ruta "
    "LEFT JOIN (SELECT ruta, count(*) AS art FROM individu WHERE kab = :kab AND sta_art = 1 GROUP BY ruta) AS a "
    "ON a.ruta = v.ruta",
    "INSERT INTO dasar_desa (kab, periode, program, versi, desa, prelist, art_prelist, final) "
    "SELECT kab, periode, program, 1, desa, count(*), sum(art), count(*) FILTER (WHERE status = 5) FROM dasar_ruta "
    "GROUP BY 1, 2, 3, 5",
    "SELECT sha256(convert_to(string_agg(concat_ws(chr(9), idbdt, desa, no_kk, nama_krt, alamat, art, kpm, desil, "
    "pengurus_nama, pengurus_nik, status, sta_keberadaan, diperbaiki), chr(10) ORDER BY idbdt), 'UTF8')) "
    "FROM dasar_ruta",
)


def _bare(url: str) -> float:
    """Seconds of the bare SQL, in one transaction."""
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        for name, of in (("verivali", "verivali"), ("ruta", "snapshot_ruta"), ("desa", "snapshot_desa")):
            work.exec_driver_sql(f"DROP TABLE IF EXISTS dasar_{name}")
            work.exec_driver_sql(f"CREATE TABLE dasar_{name} (LIKE {of} INCLUDING ALL)")
        work.execute(
            sa.text(f"INSERT INTO dasar_verivali SELECT * FROM verivali WHERE {_OF} AND status IN (3, 5)"), KEY.params()
        )
        work.execute(sa.text("UPDATE dasar_verivali SET status = 3 WHERE status = 5"))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as work:
        work.exec_driver_sql("VACUUM FULL ANALYZE dasar_verivali")
    with owner.begin() as work:
        work.exec_driver_sql("SET LOCAL work_mem = '256MB'")
        began = time.perf_counter()
        for statement in _BARE:
            work.execute(sa.text(statement), KEY.params())
    taken = time.perf_counter() - began
    owner.dispose()
    return taken


def _vacuum(url: str) -> None:
    owner = make_engine(url, owner=True)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as work:
        work.exec_driver_sql(f"VACUUM FULL ANALYZE verivali_{KEY.periode}")
        work.exec_driver_sql("CHECKPOINT")
    owner.dispose()


def measure_finalisasi() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as name, _database(Path(name)) as (url, supervisor, pusdatin):
        closing, opening, bare = [], [], []
        for _ in range(3):
            _vacuum(url)
            bare.append(_bare(url))
            _vacuum(url)
            began = time.perf_counter()
            done = record_finalisasi(supervisor, KEY, now=NOW)
            closing.append(time.perf_counter() - began)
            last = done
            began = time.perf_counter()
            buka_kembali(pusdatin, KEY, "Ukur", None, now=NOW)
            opening.append(time.perf_counter() - began)
        rows = last.baris
        yield measurement("finalisasi-seluruh", min(closing), "s", min(bare), rows)
        yield measurement("finalisasi-buka-kembali", min(opening), "s", min(bare), rows)
        with (Path(name) / "data.txt").open("w+b") as out:
            began = time.perf_counter()
            with read_session() as read:
                digest = berkas_data.write_berkas(read, KEY, last.versi, out)
            written = time.perf_counter() - began
            assert digest == last.sidik
            out.seek(0)
            began = time.perf_counter()
            hashlib.file_digest(out, "sha256")
            floor = time.perf_counter() - began
            yield measurement("finalisasi-berkas-tulis", written, "s", min(bare), rows)
            out.seek(0)
            began = time.perf_counter()
            assert check_berkas(out).sidik == last.sidik
            yield measurement("finalisasi-berkas-periksa", time.perf_counter() - began, "s", floor, rows)
        yield from _differences(last.versi, rows)
        yield from _guards(url, rows)


def _differences(versi: int, rows: int) -> Iterator[Measurement]:
    """What changed since a snapshot, beside reading it."""
    with read_session() as read:
        began = time.perf_counter()
        read.execute(sa.text(f"SELECT sum(art) FROM snapshot_ruta WHERE {_OF} AND versi = {versi}"), KEY.params())
        floor = time.perf_counter() - began
        began = time.perf_counter()
        found = snapshot.count_beda(read, KEY, versi)
        yield measurement("finalisasi-beda-desa", (time.perf_counter() - began) * 1000, "ms", floor * 1000, rows)
        began = time.perf_counter()
        page = snapshot.list_beda(read, KEY, versi, desa=found[0].desa)
        yield measurement("finalisasi-beda-baris", (time.perf_counter() - began) * 1000, "ms", floor * 1000, len(page))


def _guards(url: str, rows: int) -> Iterator[Measurement]:
    """Every row of the open batch written by the portal's user, beside the owner, whom no guard concerns."""
    statement = sa.text(f"UPDATE verivali SET petugas = 2 WHERE {_OF}")
    owner = make_engine(url, owner=True)
    guarded, free = [], []
    for _ in range(3):
        _vacuum(url)
        with owner.begin() as work:
            began = time.perf_counter()
            work.execute(statement, KEY.params())
            free.append(time.perf_counter() - began)
        _vacuum(url)
        with unit_of_work() as work:
            work.execute(sa.text("SET LOCAL statement_timeout = 0"))
            began = time.perf_counter()
            work.execute(statement, KEY.params())
            guarded.append(time.perf_counter() - began)
    owner.dispose()
    yield measurement("finalisasi-penjaga", min(guarded), "s", min(free), rows)


def measure_mati() -> Iterator[Measurement]:
    """Killed at random moments: process, backend, database in turn. The value is how many left a whole batch."""
    with tempfile.TemporaryDirectory() as name, ajang(Path(name) / "pg", durable=True) as place:
        met = kill_often(place, KILLS, seed=7)
    yield measurement("finalisasi mati", sum(met.values()), "utuh atau tidak ada", KILLS, KILLS)
    for (what, done), count in sorted(met.items()):
        yield measurement(f"finalisasi mati {what} {'selesai' if done else 'batal'}", count, "kali", KILLS / 3, KILLS)


MEASURES = {"finalisasi": measure_finalisasi, "finalisasi mati": measure_mati}
