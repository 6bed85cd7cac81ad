"""A file of a whole kab against everybody: the same NIK twice, and people who look alike."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from bench.common import Measurement, measurement, median_ms, portal_database
from data_access.ganda import duplicate_nik
from data_access.ganda_store import read_lain
from data_access.session import Connection, current_engine
from workflow.mirip import cari_mirip

IMPOR = 2_000_000_000
CAME = 1_000

_BIGGEST = sa.text("SELECT kab, count(*) AS n FROM individu GROUP BY kab ORDER BY n DESC LIMIT 1")
# The register as if it came back from the field, one line in a hundred with the NIK of another kab.
_STAGE = sa.text(
    "WITH asing AS (SELECT nik FROM individu WHERE kab <> :kab AND nik IS NOT NULL LIMIT 1) "
    "INSERT INTO impor_individu (kab, impor, baris, idbdt, idartbdt, nama, nik, sta_art) "
    "SELECT i.kab, :impor, row_number() OVER (ORDER BY i.id), r.idbdt, i.idartbdt, i.nama, "
    "CAST(CASE WHEN i.id % 100 = 0 THEN asing.nik ELSE i.nik END AS text), 1 "
    "FROM asing, individu AS i JOIN rumah_tangga AS r ON r.kab = i.kab AND r.id = i.ruta WHERE i.kab = :kab"
)
_BARE = sa.text("SELECT count(*) FROM nik_berkas AS b JOIN individu AS i ON i.nik = b.nik")


def _biggest(connection: Connection) -> tuple[int, int]:
    row = connection.execute(_BIGGEST).one()
    return row.kab, row.n


def measure_nik() -> Iterator[Measurement]:
    with portal_database(), current_engine().connect() as connection:
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        kab, count = _biggest(connection)
        connection.execute(_STAGE, {"kab": kab, "impor": IMPOR})
        found, floor = median_ms(
            lambda: duplicate_nik(connection, kab, IMPOR), lambda: connection.execute(_BARE).scalar(), n=5
        )
        connection.rollback()
    yield measurement("duplikat-nik", found, "ms", floor, count)


def measure_mirip() -> Iterator[Measurement]:
    with portal_database(), current_engine().connect() as connection:
        kab, count = _biggest(connection)
        everybody = list(read_lain(connection, kab, IMPOR, set()))
        connection.rollback()
    came = everybody[:: max(1, count // CAME)][:CAME]
    ids = {item.idartbdt for item in came}
    rest = [item for item in everybody if item.idartbdt not in ids]
    one, whole = median_ms(lambda: cari_mirip(came[:1], rest), lambda: cari_mirip(came, rest), n=2)
    yield measurement("duplikat-mirip", whole, "ms", one, len(came))


MEASURES = {"duplikat-nik": measure_nik, "duplikat-mirip": measure_mirip}
