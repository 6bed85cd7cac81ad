"""Charts as data: what they share with pages and files."""

from __future__ import annotations

from domain.grafik import WARNA, WARNA_STATUS, WARNA_USULAN
from domain.status import StatusUsulan, StatusVerivali


def test_every_status_has_a_colour_so_that_no_page_fails_on_a_seldom_one() -> None:
    assert set(WARNA_STATUS) == set(StatusVerivali)
    assert set(WARNA_USULAN) == set(StatusUsulan)
    assert {*WARNA_STATUS.values(), *WARNA_USULAN.values()} <= WARNA
