"""The decree of a kab of 250,000 rumah tangga: its list read, compared with the rekap, and applied.

Floors: a bare COPY of the same lines, a bare full join of rekap and list, and the bare update of the usulan.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bench.common import Measurement, measurement
from bench.finalisasi import KEY, NOW, _database
from data_access.copy import raw_connection
from data_access.session import make_engine, read_session
from data_access.sk import count_beda, read_beda, read_sk, read_total
from domain.access import Actor
from domain.sk import SaringanRekon, StateSk
from workflow import sk
from workflow.finalisasi import record_finalisasi
from workflow.impor_gudang import use_gudang

SAAT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
_OF = "kab = :kab AND periode = :periode AND program = :program"
_KEPT = (
    f"SELECT idbdt, desa, nama_krt, greatest(art, 1) FROM snapshot_ruta WHERE {_OF} AND sta_keberadaan IN (1, 2) "
    "AND ruta % 20 > 0 ORDER BY ruta"
)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _write_list(path: Path) -> int:
    with read_session() as connection, path.open("w", encoding="utf-8") as file:
        file.write("idbdt;kode desa;nama;jumlah art\n")
        count = 0
        for row in connection.execute(sa.text(_KEPT), KEY.params()):
            file.write(";".join(map(str, row)) + "\n")
            count += 1
    return count


def _bare_copy(url: str, path: Path) -> float:
    owner = make_engine(url, owner=True)
    with owner.begin() as work:
        work.exec_driver_sql("CREATE TABLE dasar_sk (idbdt text, desa bigint, nama text, art int)")
        began = time.perf_counter()
        with (
            raw_connection(work).cursor() as cursor,
            path.open("rb") as file,
            cursor.copy("COPY dasar_sk FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)") as copy,
        ):
            while piece := file.read(1 << 18):
                copy.write(piece)
    taken = time.perf_counter() - began
    owner.dispose()
    return taken


def _bare_join() -> float:
    with read_session() as connection:
        query = (
            f"SELECT count(*) FROM (SELECT idbdt FROM snapshot_ruta WHERE {_OF}) AS r FULL JOIN sk_baris USING (idbdt)"
        )
        return _timed(lambda: connection.execute(sa.text(query), KEY.params()).scalar_one())


def _enter(pusat: Actor, path: Path) -> int:
    put = sk.tempat_unggah() / "ukur.tmp"
    put.write_bytes(path.read_bytes())
    return sk.catat(
        pusat, KEY.program, KEY.periode, nomor="1/HUK/2026", tanggal="2026-11-20", nama_berkas="sk.csv", berkas=put,
        now=NOW, saat=SAAT,
    )  # fmt: skip


def measure_sk() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as name, _database(Path(name)) as (url, supervisor, pusat):
        folder = Path(name)
        use_gudang(folder / "impor", folder / "geo")
        record_finalisasi(supervisor, KEY, now=NOW)
        owner = make_engine(url, owner=True)
        with owner.begin() as work:
            work.execute(sa.text(f"UPDATE batch SET state = 'disetujui_pfm' WHERE {_OF}"), KEY.params())
        owner.dispose()
        path = folder / "sk.csv"
        count = _write_list(path)
        nomor = _enter(pusat, path)
        read, bare = _timed(lambda: sk.baca(nomor)), _bare_copy(url, path)
        with read_session() as connection:
            found = read_sk(connection, nomor)
            assert found is not None
            assert found.state is StateSk.SIAP, found.laporan
        yield measurement("sk-baca", read, "s", bare, count)
        join = _bare_join()
        with read_session() as connection:
            total = _timed(lambda: read_total(connection, KEY, 1, nomor))
            counts = _timed(lambda: count_beda(connection, KEY, 1, nomor))
            page = _timed(lambda: read_beda(connection, KEY, 1, nomor, SaringanRekon(), batas=51))
        yield measurement("sk-rekonsiliasi-jumlah", total, "s", join, count)
        yield measurement("sk-rekonsiliasi-sebab", counts, "s", join, count)
        yield measurement("sk-rekonsiliasi-halaman", page, "s", join, count)
        sk.tetapkan(pusat, nomor, saat=SAAT)
        yield measurement("sk-tetapkan", _timed(lambda: sk.kerjakan(nomor)), "s", join, count)


MEASURES = {"sk": measure_sk}
