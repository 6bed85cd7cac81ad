"""Finding one of 91,599 regions by name."""

from __future__ import annotations

from collections.abc import Iterator

from bench.common import Measurement, measurement, median_ms, portal_database
from data_access.session import read_session
from data_access.wilayah import search
from domain.access import Scope

TYPED = ("sidomulyo", "kota bandung", "kab. bandung", "32.77", "de", "ma'rang")
REPEATS = 30


def measure() -> Iterator[Measurement]:
    with portal_database(), read_session() as connection:

        def bare() -> None:
            for _ in TYPED:
                connection.exec_driver_sql("SELECT count(*) FROM wilayah WHERE nama ILIKE '%%zzz%%'").scalar()

        found, floor = median_ms(lambda: [search(connection, text, Scope(0)) for text in TYPED], bare, n=REPEATS)
    yield measurement("peta-cari", found / len(TYPED), "ms", floor / len(TYPED), REPEATS * len(TYPED))


MEASURES = {"peta-cari": measure}
