"""Whether an open page is still of today: one number for the reader's scope, that rises when something changed.

Every open page asks each few seconds, so the answer is made before the web framework wakes up: from memory, behind
the signature of the session cookie, without the database. Asking does not count as using the portal, so a page that
lies open still ends its session.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask

from data_access.perubahan import Word, listen
from data_access.session import current_engine
from domain.kode import Level, ancestor, level_of
from pages._session import SignedOut, wilayah_of_cookie

PATH = "/api/versi"

_HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]

StartResponse = Callable[[str, list[tuple[str, str]]], object]


@dataclass(slots=True)
class Versions:
    """The newest change of each kab, as ms since 1970 by the database's clock; the same in every server process."""

    of_kab: dict[int, int] = field(default_factory=dict)
    # Changes that belong to no single kab, and moments after which words may have been missed.
    of_all: int = 0

    def hear(self, word: Word) -> None:
        """Take note of one change."""
        if word.kab:
            self.of_kab[word.kab] = max(word.at, self.of_kab.get(word.kab, 0))
        else:
            self.of_all = max(word.at, self.of_all)

    def of(self, wilayah: int) -> int:
        """The newest change inside a wilayah; 0 when none was heard."""
        level = level_of(wilayah)
        if level >= Level.KAB:
            return max(self.of_all, self.of_kab.get(ancestor(wilayah, Level.KAB), 0))
        inside = (at for kab, at in list(self.of_kab.items()) if level is Level.NASIONAL or kab // 100 == wilayah)
        return max(self.of_all, max(inside, default=0))


class _Ear:
    """Listens from the first question on: a server process that is forked or only imported holds no connection."""

    def __init__(self) -> None:
        self.versions = Versions()
        self._engine: object = None
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def listen(self) -> None:
        """Listen to the database of the process, if not yet done."""
        engine = current_engine()
        if engine is self._engine:
            return
        with self._lock:
            if engine is not self._engine:
                self._stop.set()
                self._engine, self._stop = engine, threading.Event()
                url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
                threading.Thread(target=self._run, args=(url, self._stop), name="versi", daemon=True).start()

    def _run(self, url: str, stop: threading.Event) -> None:
        again = False

        def connected() -> None:
            nonlocal again
            if again:
                # What was said while nobody listened is not known: every page looks once.
                self.versions.of_all = time.time_ns() // 1_000_000
            again = True

        listen(url, self.versions.hear, stop, connected=connected)


def install_versi(server: Flask) -> None:
    """Answer the question before the framework does."""
    ear, inner = _Ear(), server.wsgi_app

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return inner(environ, start_response)  # type: ignore[arg-type]
        wilayah = wilayah_of_cookie(server, environ)
        if wilayah is None:
            return _send(start_response, HTTPStatus.UNAUTHORIZED, json.dumps({"pesan": SignedOut().message}))
        ear.listen()
        return _send(start_response, HTTPStatus.OK, str(ear.versions.of(wilayah)))

    server.wsgi_app = answer  # type: ignore[method-assign,assignment]


def _send(start_response: StartResponse, status: HTTPStatus, body: str) -> list[bytes]:
    content = body.encode()
    length = ("Content-Length", str(len(content)))
    start_response(
        f"{status.value} {status.phrase}", [("Content-Type", "application/json; charset=utf-8"), length, *_HEADERS]
    )
    return [content]
