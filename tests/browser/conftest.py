"""A real browser in front of the real portal; a page that complains or asks another host fails its test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import FLAGS, find_chromium
from playwright.sync_api import Browser, Page, expect, sync_playwright

from data_access.session import current_engine
from demo.akun import PASSWORD

Visit = Callable[..., Page]

# How fast an answer is has its own measurements; a busy machine must not decide whether it is right.
expect.set_options(timeout=20_000)


# Ends with its module: while Playwright runs, its event loop keeps Dash from answering a test client in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, portal_url: str) -> Iterator[Visit]:
    """Opens a path in a fresh browser profile, signed in as ``username`` when one is given."""
    complaints: list[str] = []
    contexts = []

    def _visit(path: str, username: str | None = None, **options: Any) -> Page:
        context = browser.new_context(
            base_url=portal_url, locale="id-ID", timezone_id="Asia/Jakarta", **{"viewport": WIDE, **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: _stay(request.url, portal_url, complaints))
        page.goto(path)
        if username:
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_selector("#halaman > *")
        return page

    yield _visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def settled(own_database: str, visit: Visit) -> Iterator[Visit]:
    """Visits over a copy of the database; ends when no answer is under way any more, so that the copy can go."""
    pages: list[Page] = []

    def _visit(*place: str, **options: Any) -> Page:
        pages.append(visit(*place, **options))
        return pages[-1]

    yield _visit
    for page in pages:
        page.goto("about:blank")
    quiet, end = 0, time.monotonic() + 10
    while quiet < 5 and time.monotonic() < end:
        quiet = quiet + 1 if current_engine().pool.checkedout() == 0 else 0
        time.sleep(0.1)


WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


def _stay(url: str, portal_url: str, complaints: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(portal_url).netloc:
        complaints.append(f"asked another host: {url}")
