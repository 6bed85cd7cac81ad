"""Keeps sums and forecasts up to date while people write: at once for the kab they wrote in, the rest by the minute.

The worker listens for ``perubahan.WRITTEN`` and answers with ``REFRESHED`` once sums and forecasts have followed, so
that pages of everybody above the desa show the change within seconds. However many words come, a kab is refreshed at
most every two seconds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from data_access import keterangan, perubahan, rekap
from data_access.pantauan_store import lock
from data_access.perubahan import REFRESHED, WRITTEN, Word
from data_access.session import unit_of_work
from workflow import pantauan, rawan

_log = logging.getLogger(__name__)

# Words of one burst are gathered for so long, and a kab that is written in without end waits so long in between.
_GATHER_S, _PAUSE_S = 0.3, 2.0
# Kab refreshed before provinsi and Indonesia follow and pages are told.
_AT_ONCE = 8
_AFTER_FAILURE_S = 5.0
_EAR_S = 5.0
# What is read for all kab of a periode is read again after so long.
_KEEP_S = 60.0


class Penyegar:
    """What was written in and not yet refreshed; ``hear`` is called by the listening thread, ``run`` by another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        # Ordered by when they were heard first, so that a busy kab keeps no other waiting.
        self._heard: dict[int, None] = {}
        self._refreshed: dict[int, float] = {}
        self._bekal: list[pantauan.Bekal] = []
        self._read_at = -_KEEP_S

    def hear(self, word: Word) -> None:
        """Take note of a kab that was written in."""
        if word.kind == WRITTEN and word.kab:
            with self._guard:
                self._heard.setdefault(word.kab)

    def due(self) -> list[int]:
        """Kab whose turn it is, and no longer waiting for one."""
        now = self._clock()
        with self._guard:
            rested = [kab for kab in self._heard if now - self._refreshed.get(kab, -_PAUSE_S) >= _PAUSE_S][:_AT_ONCE]
            for kab in rested:
                del self._heard[kab]
                self._refreshed[kab] = now
        return rested

    def run(self, stop: threading.Event) -> None:
        """Refresh what is heard until ``stop`` is set."""
        while not stop.wait(_GATHER_S):
            kab = self.due()
            if not kab:
                continue
            try:
                self.refresh(kab)
            except Exception:  # noqa: BLE001 - whatever it was, it must not end the thread
                # The database may be away for a while; what was heard is tried again then.
                _log.exception("Forecasts of kab %s could not be refreshed", kab)
                with self._guard:
                    self._heard = dict.fromkeys(kab) | self._heard
                stop.wait(_AFTER_FAILURE_S)

    def refresh(self, kab: list[int]) -> None:
        """Bring sums and forecasts of these kab and of all above them up to date, and say so."""
        bekal = self._read()
        for item in sorted(kab):
            with unit_of_work() as work:
                for each in bekal:
                    program, periode = each.kunci
                    lock(work, program, periode, item)
                    rekap.refresh_kab(work, periode, program, item)
                    pantauan.refresh_kab(work, each, item)
        with unit_of_work() as work:
            for each in bekal:
                pantauan.refresh_above(work, each)
            for item in kab:
                perubahan.announce(work, item, REFRESHED)

    def _read(self) -> list[pantauan.Bekal]:
        if self._clock() - self._read_at >= _KEEP_S:
            with unit_of_work() as work:
                now = keterangan.read_now(work)
                self._bekal = [pantauan.prepare(work, item, now) for item in pantauan.open_periode(work, now)]
            self._read_at = self._clock()
        return self._bekal


@contextmanager
def listening(url: str) -> Iterator[Penyegar]:
    """Listen and refresh in threads of this process, for as long as the context lasts."""
    stop, ear, penyegar = threading.Event(), threading.Event(), Penyegar()
    threads = [
        threading.Thread(
            target=perubahan.listen,
            args=(url, penyegar.hear, stop),
            kwargs={"connected": ear.set},
            name="dengar",
            daemon=True,
        ),
        threading.Thread(target=penyegar.run, args=(stop,), name="segarkan", daemon=True),
    ]
    for thread in threads:
        thread.start()
    # Later is no loss: the task of the minute finds what was not heard.
    ear.wait(_EAR_S)
    try:
        yield penyegar
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def catch_up(seconds: float) -> None:
    """Forecasts that are of another day or older than their sums, for about ``seconds``; what is left comes next
    time. At midnight that is every kab of the country.
    """
    until = time.monotonic() + seconds
    with unit_of_work() as work:
        now = keterangan.read_now(work)
        bekal = [pantauan.prepare(work, item, now) for item in pantauan.open_periode(work, now)]
    for each in bekal:
        with unit_of_work() as work:
            stale = pantauan.stale_kab(work, each)
        for kab in stale:
            if time.monotonic() > until:
                return
            with unit_of_work() as work:
                pantauan.refresh_kab(work, each, kab)
        if stale:
            with unit_of_work() as work:
                pantauan.refresh_above(work, each)
                perubahan.announce(work, 0, REFRESHED)


def search_hot_spots() -> None:
    """Look for clusters in every open periode whose forecasts changed since, at most every quarter of an hour."""
    clock = datetime.now(UTC)
    with unit_of_work() as work:
        open_now = pantauan.open_periode(work, keterangan.read_now(work))
        due = [item for item in open_now if rawan.is_due(work, item, clock)]
    for item in due:
        with unit_of_work() as work:
            rawan.search(work, item, clock)
            perubahan.announce(work, 0, REFRESHED)


def count_register() -> None:
    """Count the register of every kab again."""
    with unit_of_work() as work:
        kab = pantauan.list_register(work)
    for item in kab:
        with unit_of_work() as work:
            pantauan.refresh_register(work, item)
