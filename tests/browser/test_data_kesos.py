"""Finding a household by name, reading its card, and giving a reason, as a supervisor does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import PHONE
from playwright.sync_api import Page, expect
from test_shell import _violations

Visit = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_household_is_found_read_and_left_and_the_name_is_never_in_the_address(visit: Visit, scheme: str) -> None:
    page = visit("/data-kesos", "supervisor.pangandaran", color_scheme=scheme)
    expect(page.get_by_role("button", name="Tampilkan semua rumah tangga")).to_be_visible()
    page.fill("#kesos-teks", "euis komaria")
    page.keyboard.press("Enter")
    first = page.locator(".kesos-nama").first
    expect(first).to_be_visible()
    assert "euis" not in page.url
    assert _violations(page) == []
    first.click()
    expect(page.locator("#kesos-kartu-judul")).to_be_focused(timeout=15_000)
    assert "ruta=3218-" in page.url
    assert _violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".kesos-kartu")).to_have_count(0)
    page.go_back()
    expect(page.locator(".kesos-kartu")).to_be_visible()


def test_on_a_phone_rows_are_cards_and_the_card_fits(visit: Visit) -> None:
    page = visit("/data-kesos?bantuan=tanpa", "supervisor.pangandaran", viewport=PHONE, has_touch=True, is_mobile=True)
    page.locator(".kesos-nama").first.click()
    expect(page.locator("#kesos-kartu-judul")).to_be_focused(timeout=15_000)
    expect(page.get_by_role("button", name="Tutup kartu")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.querySelector('.kesos-kartu').scrollWidth") <= PHONE["width"]
