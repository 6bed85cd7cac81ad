"""A file of a whole kab, from accepted to visible, beside a bare COPY and upsert of the same rows."""

from __future__ import annotations

import multiprocessing
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import sqlalchemy as sa

from bench.common import Measurement, measurement
from data_access import migrations, rekap, wilayah_store
from data_access.copy import raw_connection
from data_access.embedded import EmbeddedPostgres
from data_access.pengguna_store import put_account
from data_access.schema import impor, verivali
from data_access.session import make_engine, read_session, use_engine
from demo.isi import isi_siks
from demo.seed import seed
from domain.access import Actor, Role
from domain.impor import Galat, StateImpor
from domain.kalender import JAKARTA, Program
from domain.siks import KOLOM, Bagian
from exchange.siks import open_part
from workflow import impor as alur
from workflow import impor_kerja
from workflow.impor_gudang import use_gudang
from workflow.prelist import export_prelist

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=JAKARTA)
# Some 52,000 households; its DTKS periode has all of them on the prelist.
KAB, PERIODE, PROGRAM = 3401, 202611, Program.DTKS


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, Actor]]:
    """A server of its own with the register of one kab that nobody has visited yet, and its supervisor."""
    server = EmbeddedPostgres(folder / "pg")
    url = server.url
    owner = make_engine(url, owner=True)
    engine = make_engine(url)
    try:
        migrations.upgrade(url)
        with owner.begin() as work:
            wilayah_store.load(work)
        seed(owner, skala="nasional", benih=20261121, tanggal=NOW.date(), hanya_kab=[KAB])
        with owner.begin() as work:
            of = sa.and_(verivali.c.periode == PERIODE, verivali.c.program == int(PROGRAM))
            untouched = dict.fromkeys(("sta_keberadaan", "tgl_diisi", "tgl_terimpor", "tgl_diperiksa", "tgl_final"))
            work.execute(sa.update(verivali).where(of).values(status=0, kyc_lengkap=False, **untouched))
            rekap.recompute_rekap(work, PERIODE, int(PROGRAM))
            rekap.rebuild_riwayat(work, PERIODE, int(PROGRAM))
            username = "supervisor.ukur"
            number = put_account(
                work, username=username, nama="Ukur", peran=Role.SUPERVISOR_KAB, wilayah=KAB, sandi="x"
            )
        with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as work:
            work.exec_driver_sql("VACUUM ANALYZE")
        use_engine(engine)
        yield url, Actor(number, username, "Ukur", Role.SUPERVISOR_KAB, KAB)
    finally:
        use_engine(None)
        engine.dispose()
        owner.dispose()
        server.stop()


# Of each part: the table that it goes into, the key that says which row, and what the file does not say of a new row.
_REGISTER = {
    Bagian.RUMAH_TANGGA: (
        "rumah_tangga",
        ("kab", "idbdt"),
        {"kab": f"{KAB}", "id": "coalesce(r.id, 10^12 + s.n)", "sumber_data": "'ukur'", "diubah": "now()"},
        f"LEFT JOIN rumah_tangga AS r ON r.kab = {KAB} AND r.idbdt = s.idbdt",
    ),
    Bagian.INDIVIDU: (
        "individu",
        ("kab", "idartbdt"),
        {"kab": f"{KAB}", "id": "coalesce(i.id, 10^12 + s.n)", "ruta": "coalesce(r.id, 0)"},
        f"LEFT JOIN individu AS i ON i.kab = {KAB} AND i.idartbdt = s.idartbdt "
        f"LEFT JOIN rumah_tangga AS r ON r.kab = {KAB} AND r.idbdt = s.idbdt",
    ),
    Bagian.VERIVALI: (
        "verivali",
        ("kab", "periode", "program", "ruta"),
        {
            "kab": f"{KAB}", "periode": f"{PERIODE}", "program": f"{PROGRAM:d}", "ruta": "r.id", "desa": "r.desa",
            "status": "2", "tgl_diisi": "CAST(s.tanggal AS date)", "petugas": "1",
        },
        f"JOIN rumah_tangga AS r ON r.kab = {KAB} AND r.idbdt = s.idbdt",
    ),
}  # fmt: skip


def _bare(url: str, path: Path) -> float:
    """Seconds to copy the parts beside the register as text and to upsert them into copies of its tables."""
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        for part, (table, *_) in _REGISTER.items():
            columns = ", ".join(f"{kolom.nama} text" for kolom in KOLOM[part])
            work.exec_driver_sql(f"DROP TABLE IF EXISTS ukur_{part}, dasar_{part}")
            work.exec_driver_sql(f"CREATE UNLOGGED TABLE ukur_{part} ({columns})")
            work.exec_driver_sql(f"CREATE TABLE dasar_{part} (LIKE {table} INCLUDING ALL)")
            of = f" AND periode = {PERIODE} AND program = {PROGRAM:d}" if part is Bagian.VERIVALI else ""
            work.exec_driver_sql(f"INSERT INTO dasar_{part} SELECT * FROM {table} WHERE kab = {KAB}{of}")
    began = time.perf_counter()
    with owner.begin() as work:
        for part in _REGISTER:
            statement = f"COPY ukur_{part} FROM STDIN (FORMAT csv, HEADER match)"
            with (
                open_part(path, part) as stream,
                raw_connection(work).cursor() as cursor,
                cursor.copy(statement.encode()) as copy,
            ):
                while data := stream.read(1 << 20):
                    copy.write(data)
        for part, (_, key, others, joined) in _REGISTER.items():
            columns = {column["name"]: column["type"] for column in sa.inspect(work).get_columns(f"dasar_{part}")}
            names = [kolom.nama for kolom in KOLOM[part] if kolom.nama in columns and kolom.nama not in others]
            values = [f"CAST(s.{name} AS {columns[name].compile(work.dialect)})" for name in names]
            sets = ", ".join(f"{name} = excluded.{name}" for name in (*names, *others) if name not in (*key, "id"))
            work.exec_driver_sql(
                f"INSERT INTO dasar_{part} ({', '.join((*names, *others))}) "
                f"SELECT {', '.join((*values, *others.values()))} "
                f"FROM (SELECT *, row_number() OVER () AS n FROM ukur_{part}) AS s {joined} "
                f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"
            )
    taken = time.perf_counter() - began
    owner.dispose()
    return taken


def _peak() -> float:
    """Most memory this process has held, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1024


def _worker(url: str, folder: Path, pipe: Pipe, step: str | None, nomor: int) -> None:
    """In a process of its own: one step, its seconds and the memory it took."""
    engine = make_engine(url, pool_size=2)
    use_engine(engine)
    use_gudang(folder, folder / "geo")
    began = time.perf_counter()
    if step is not None:
        getattr(impor_kerja, step)(KAB, nomor)
    pipe.send((time.perf_counter() - began, _peak()))
    engine.dispose()


def _work(url: str, folder: Path, step: str | None, nomor: int = 0) -> tuple[float, float]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_worker, args=(url, folder, there, step, nomor))
    process.start()
    seconds, megabytes = here.recv()
    process.join()
    return seconds, megabytes


def _send(actor: Actor, path: Path) -> int:
    at = alur.mulai(actor, path.name, path.stat().st_size, now=NOW)
    with path.open("rb") as file:
        while at.state is StateImpor.MENGUNGGAH:
            at = alur.terima(actor, at.nomor, at.diterima, file.read(alur.LARGEST_CHUNK), now=NOW)
    return at.nomor


def _row(nomor: int) -> sa.Row:
    with read_session() as connection:
        return connection.execute(sa.select(impor.c.state, impor.c.galat).where(impor.c.id == nomor)).one()


def measure_impor() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _database(folder) as (url, actor):
            use_gudang(folder / "impor", folder / "geo")
            prelist, path, again = (folder / f"{part}.siks" for part in ("prelist", "hasil", "lagi"))
            export_prelist(actor, KAB, PROGRAM, PERIODE, prelist, now=NOW)
            how = {"porsi": 1.0, "galat": 0.0, "now": NOW, "operator": "op.ukur", "usulan": 200}
            report = isi_siks(prelist, path, benih=1, **how)
            rows = report.ruta + report.anggota
            bare = min(_bare(url, path) for _ in range(2))
            nomor = _send(actor, path)
            check, memory = _work(url, folder / "impor", "periksa", nomor)
            assert _row(nomor).state == StateImpor.SIAP
            alur.setujui(actor, nomor, now=NOW)
            write, memory_write = _work(url, folder / "impor", "proses", nomor)
            assert _row(nomor).state in (StateImpor.SELESAI, StateImpor.SELESAI_SEBAGIAN)
            yield measurement("impor-seluruh", check + write, "s", bare, rows)
            yield measurement("impor-periksa", check, "s", bare, rows)
            yield measurement("impor-tulis", write, "s", bare, rows)
            _, idle = _work(url, folder / "impor", None)
            yield measurement("impor-memori", max(memory, memory_write), "MB", idle, rows)
            # One household that is to enter the register less: other bytes, the same rows.
            isi_siks(prelist, again, benih=1, **how, dtks=1)
            nomor = _send(actor, again)
            same, _ = _work(url, folder / "impor", "periksa", nomor)
            assert _row(nomor).state in (StateImpor.SIAP, StateImpor.SELESAI)
            yield measurement("impor-isi-sama", same, "s", bare, rows)
            began = time.perf_counter()
            refused = _send(actor, path)
            yield measurement("impor-berkas-sama", time.perf_counter() - began, "s", bare, rows)
            assert _row(refused).galat == Galat.SUDAH_DIIMPOR


MEASURES = {"impor": measure_impor}
