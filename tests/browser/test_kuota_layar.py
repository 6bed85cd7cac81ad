"""The kuota page as a supervisor uses it: divide by a rule, see what it does, apply it, take it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from data_access.session import current_engine

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


def _division() -> dict[int, int]:
    query = "SELECT desa, kuota FROM kuota WHERE kab = 3277 AND periode = 202611 AND desa > 0"
    with current_engine().connect() as connection:
        return dict(connection.execute(sa.text(query)).all())


def test_a_supervisor_divides_by_a_rule_sees_it_applies_it_and_takes_it_back(settled: Visit) -> None:
    before = _division()
    page = settled("/kuota?wilayah=3277", "supervisor.cimahi")
    expect(page.locator("#kuota-kalimat")).to_contain_text("Kota Cimahi, November 2026", timeout=20_000)
    page.get_by_role("button", name="Bagi kuota").click()
    page.get_by_role("button", name="Menurut KPM awal").click()
    summary = page.locator("#kuota-rancang-ringkas")
    expect(summary).to_contain_text("desa berubah")
    expect(summary).to_contain_text("belum dibagi 0")
    assert _division() == before
    page.get_by_role("button", name="Terapkan").click()
    told = page.locator("#kuota-kabar")
    expect(told).to_contain_text("Pembagian diterapkan")
    assert _division() != before
    assert sum(_division().values()) == sum(before.values())
    page.get_by_role("button", name="Urungkan").click()
    expect(told).to_contain_text("seperti semula")
    assert _division() == before


def test_a_number_written_into_the_table_moves_the_sum_and_stays_in_the_address(settled: Visit) -> None:
    page = settled("/kuota?wilayah=3277&simulasi=1", "supervisor.cimahi")
    cell = page.locator("#kuota-rancang .ag-row[row-id='3277011001'] [col-id=rancangan]")
    now = int(cell.inner_text().replace(".", ""))
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(str(now + 5))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"ubah=011001\.{now + 5}"))
    summary = page.locator("#kuota-rancang-ringkas")
    expect(summary).to_contain_text("melebihi 5")
    expect(page.get_by_role("button", name="Terapkan")).to_be_disabled()
    page.reload()
    expect(summary).to_contain_text("melebihi 5")
    page.get_by_role("button", name="Buang rancangan").click()
    expect(summary).to_be_hidden()
    page.go_back()
    expect(summary).to_contain_text("melebihi 5")


def test_a_proposal_is_made_and_withdrawn_through_forms_that_say_what_will_happen(settled: Visit) -> None:
    page = settled("/kuota?wilayah=3277&simulasi=1&cara=awal", "supervisor.cimahi")
    page.get_by_role("button", name="Ajukan sebagai usul").click()
    form = page.get_by_role("dialog")
    expect(form).to_contain_text("berlaku setelah disetujui orang lain")
    form.get_by_label("Catatan").fill("Desa di selatan kekurangan")
    form.get_by_role("button", name="Ajukan usul").click()
    listed = page.locator("#kuota-usul")
    expect(listed).to_contain_text("Desa di selatan kekurangan")
    expect(listed.get_by_role("button", name="Setujui")).to_have_count(0)
    listed.get_by_role("button", name="Batalkan").click()
    page.get_by_role("dialog").get_by_role("button", name="Batalkan usul").click()
    expect(listed).to_contain_text("Dibatalkan")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(visit: Visit, scheme: str) -> None:
    page = visit("/kuota?wilayah=3277&simulasi=1&cara=awal", "supervisor.cimahi", color_scheme=scheme)
    expect(page.locator("#kuota-rancang-ringkas")).to_contain_text("desa berubah")
    expect(page.locator("#kuota-peringkat")).not_to_be_empty()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    serious = [
        f"{item['id']}: {[node['target'] for node in item['nodes']]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_bupati_reads_it_on_a_phone(visit: Visit) -> None:
    page = visit("/kuota", "walikota.cimahi", viewport=PHONE, has_touch=True, is_mobile=True)
    expect(page.locator("#kuota-kalimat")).to_contain_text("tempat terpakai")
    assert page.evaluate("document.getElementById('kuota').scrollWidth") <= PHONE["width"]


def test_a_warning_leads_to_the_areas_it_counts(visit: Visit) -> None:
    page = visit("/kuota?wilayah=3277", "supervisor.cimahi")
    row = page.locator(".kuota-peringatan li").first
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    page.wait_for_url("**saring=**")
    expect(page.locator("#kuota-tabel-saringan .siks-chip").first).to_be_visible()
