"""Shared by the measurements: their form, a fair clock, and the database they run against."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypedDict

from data_access.embedded import EmbeddedPostgres
from data_access.session import make_engine, use_engine
from settings import Settings


class Measurement(TypedDict):
    """One line of output. ``ratio`` is value over floor, both measured in the same run."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    n: int


def measurement(name: str, value: float, unit: str, floor: float, n: int) -> Measurement:
    return {"name": name, "value": value, "unit": unit, "floor": floor, "ratio": value / floor, "n": n}


def median_ms(*functions: Callable[[], object], n: int = 30) -> list[float]:
    """Median milliseconds of each function, run in turn so that a slow moment of the machine hits all alike."""
    for function in functions:
        function()
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(n):
        for taken, function in zip(times, functions, strict=True):
            start = time.perf_counter()
            function()
            taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]


@contextmanager
def portal_database() -> Iterator[tuple[Settings, str]]:
    """Settings and URL of the installation's own database; starts the embedded server when it is not running.

    Ends with one line when it holds no data yet.
    """
    settings = Settings.from_environment()
    server = None
    if settings.database_url is None:
        if not (settings.var / "pg").is_dir():
            raise SystemExit("No data to measure yet: start the portal once with `make run`.")
        server = EmbeddedPostgres(settings.var / "pg")
    url = server.url if server else settings.database_url
    assert url is not None
    engine = make_engine(url)
    use_engine(engine)
    try:
        yield settings, url
    finally:
        use_engine(None)
        engine.dispose()
        if server:
            server.stop()
