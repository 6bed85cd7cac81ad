"""Every kind of chart, put into the real page the way a callback does: labels, tooltip, click, keyboard, axe."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from dash import html
from dash._utils import to_json
from playwright.sync_api import Page, expect

from components.grafik import grafik
from domain.grafik import (
    Baris,
    Datum,
    Kelompok,
    Pita,
    Seri,
    Tanda,
    Titik,
    batang,
    corong,
    garis,
    sebaran,
    titik,
    tumpuk,
)

Visit = Callable[..., Page]
PUT = """children => { document.querySelector('#halaman').style.maxWidth = '640px';
         dash_clientside.set_props('halaman', { children }); }"""
SQUARE = [[107.50, -6.95], [107.56, -6.95], [107.56, -6.90], [107.50, -6.90], [107.50, -6.95]]
NEXT = [[107.56, -6.95], [107.60, -6.95], [107.60, -6.90], [107.56, -6.90], [107.56, -6.95]]


def lines(done: int = 620) -> Any:
    days = [date(2026, 11, 1) + timedelta(days=n) for n in range(25)]
    ahead = [None] * 20
    return grafik(
        "uji-garis",
        garis(
            days,
            [
                Seri("Selesai", [done * (n + 1) / 21 if n < 21 else None for n in range(25)]),
                Seri("Target", [1000 * (n + 1) / 25 for n in range(25)], "target", "terlambat"),
                Seri("Perkiraan", [*ahead, done, done + 40, done + 80, done + 110, done + 140], "perkiraan"),
            ],
            judul="Rumah tangga selesai",
            satuan="rumah tangga",
            pita=Pita("80 % kemungkinan", [*ahead, done, 630, 650, 670, 680], [*ahead, done, 700, 760, 800, 850]),
            tanda=[Tanda(20, "hari ini"), Tanda(24, "batas", "batas")],
        ),
    )


def bars(**options: Any) -> Any:
    data = [
        Datum("Melong", 1234.5, ke={"wilayah": "3277011001", "saring": "belum"}),
        Datum("Leuwigajah <b>tebal</b>", 812, "terlambat", catatan="tidak bergerak 9 hari"),
        Datum("Utama", None, "belum", utama=True),
        Datum("Cibeureum", -40),
    ]
    return grafik("uji-batang", batang(data, judul="Sisa menurut desa", satuan="rumah tangga", desimal=1, **options))


def stacked() -> Any:
    parts = [Datum("Belum dikunjungi", 40, "belum", ke={"status": "0"}), Datum("Disetujui", 60, "selesai")]
    more = [Datum("Belum dikunjungi", 10, "belum"), Datum("Disetujui", 390, "selesai")]
    return grafik(
        "uji-tumpuk", tumpuk([Baris("Melong", parts), Baris("Utama", more)], judul="Status", satuan="rumah tangga")
    )


def funnel() -> Any:
    stages = [Datum("Prelist", 1000), Datum("Diisi", 620, ke={"tahap": "diisi"}), Datum("Final", 12)]
    return grafik("uji-corong", corong(stages, judul="Tahap verivali", satuan="rumah tangga"))


def histogram() -> Any:
    return grafik(
        "uji-sebaran",
        sebaran(
            [0, 20, 40, 60, 80, 100],
            [3, 0, 12, 40, 9],
            judul="Desa menurut progres",
            satuan="desa",
            satuan_batas="%",
            ke=[None, None, {"progres": "40-60"}, None, None],
            tanda=[Tanda(62, "desa ini")],
        ),
    )


def points() -> Any:
    groups = [Kelompok("Belum dikunjungi", "belum", "kotak"), Kelompok("Disetujui", "selesai")]
    found = [Titik(107.51 + n / 500, -6.94 + n / 800, n % 2, f"RT {n}", href="327701") for n in range(20)]
    found.append(Titik(107.9, -6.93, 0, "Jauh", "34 km di luar batas desa", luar=True))
    return grafik(
        "uji-titik",
        titik(
            found,
            groups,
            judul="Letak rumah tangga",
            garis_luar=[SQUARE],
            tetangga=[("Cijerah", [NEXT])],
            awalan="/peta?wilayah=",
        ),
    )


KINDS = {
    "garis": lines,
    "batang": bars,
    "tumpuk": stacked,
    "corong": funnel,
    "sebaran": histogram,
    "titik": points,
}


SAID = {
    "garis": "Selesai 620",
    "batang": "Tertinggi Melong: 1.234,5",
    "tumpuk": "Melong: Belum dikunjungi 40",
    "corong": "Prelist 1.000, Diisi 620",
    "sebaran": "Tertinggi 60–80: 40 desa",
    "titik": "21 titik",
}


@pytest.fixture
def put(visit: Visit) -> Callable[..., Page]:
    pages: list[Page] = []

    def _put(component: Any, **options: Any) -> Page:
        if not pages:
            pages.append(visit("/peta?wilayah=3277", "supervisor.cimahi", **options))
            pages[0].wait_for_selector("#peta[data-digambar]")
        pages[0].evaluate(PUT, json.loads(to_json(component)))
        pages[0].wait_for_selector(".grafik-gambar > *")
        return pages[0]

    return _put


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, context={"include": [["#halaman"]]}, options={"resultTypes": ["violations"]})
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


def test_every_kind_is_drawn_named_and_free_of_axe_findings_in_both_themes(put: Callable[..., Page]) -> None:
    page = put(html.Div([make() for make in KINDS.values()]))
    for kind in KINDS:
        expect(page.locator(f"#uji-{kind} svg[role=img]")).to_have_attribute("aria-label", re.compile(SAID[kind]))
    assert _violations(page) == []
    page.get_by_role("button", name="Ganti tampilan").click()
    assert _violations(page) == []


def test_lines_are_named_at_their_ends_and_numbers_are_indonesian(put: Callable[..., Page]) -> None:
    page = put(lines())
    drawing = page.locator("#uji-garis svg")
    for name in ("Selesai", "Target", "Perkiraan", "hari ini", "batas", "1.000", "1 Nov"):
        expect(drawing.get_by_text(name, exact=True)).to_be_visible()
    page.locator("#uji-garis").focus()
    page.keyboard.press("End")
    tip = page.locator("#uji-garis .grafik-tip")
    expect(tip).to_contain_text("Rabu, 25 November 2026")
    expect(tip).to_contain_text("680–850")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_new_figures_redraw_in_place_and_keep_the_focus(put: Callable[..., Page]) -> None:
    page = put(lines())
    page.locator("#uji-garis").focus()
    page.keyboard.press("Home")
    page.evaluate("document.querySelector('#uji-garis').sama = true")
    page = put(lines(done=700))
    expect(page.locator("#uji-garis svg")).to_have_attribute("aria-label", re.compile("Selesai 700"))
    expect(page.locator("#uji-garis")).to_be_focused()
    expect(page.locator("#uji-garis .grafik-tip")).to_contain_text("1 November 2026")


def test_a_click_on_a_bar_changes_the_address_and_hostile_names_are_text(put: Callable[..., Page]) -> None:
    page = put(bars())
    drawing = page.locator("#uji-batang")
    expect(drawing.get_by_text("1.234,5")).to_be_visible()
    expect(drawing.get_by_text("tidak ada data")).to_be_visible()
    expect(drawing.get_by_text("−40")).to_be_visible()
    assert page.locator("#uji-batang b:has-text('tebal')").count() == 0
    drawing.get_by_text("Melong").click()
    page.wait_for_url("**saring=belum*")
    assert "wilayah=3277011001" in page.url


def test_standing_bars_have_a_zero_line(put: Callable[..., Page]) -> None:
    page = put(bars(mendatar=False))
    expect(page.locator("#uji-batang .g-sumbu")).to_have_count(1)
    expect(page.locator("#uji-batang svg").get_by_text("1.500", exact=True)).to_be_visible()


def test_compositions_have_a_key_with_counts_and_filter_by_keyboard(put: Callable[..., Page]) -> None:
    page = put(stacked())
    expect(page.locator("#uji-tumpuk .grafik-kunci")).to_contain_text("Disetujui45090 %")
    page.locator("#uji-tumpuk").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#uji-tumpuk .grafik-tip")).to_contain_text("40 %")
    page.keyboard.press("Enter")
    page.wait_for_url("**status=0*")


def test_a_funnel_says_the_share_that_is_left_and_filters(put: Callable[..., Page]) -> None:
    page = put(funnel())
    expect(page.locator("#uji-corong").get_by_text("620 · 62 %")).to_be_visible()
    page.locator("#uji-corong").get_by_text("Diisi").click()
    page.wait_for_url("**tahap=diisi*")


def test_a_histogram_tells_its_bins_and_filters(put: Callable[..., Page]) -> None:
    page = put(histogram())
    expect(page.locator("#uji-sebaran").get_by_text("desa ini")).to_be_visible()
    page.locator("#uji-sebaran .g-data").nth(2).hover()
    expect(page.locator("#uji-sebaran .grafik-tip")).to_contain_text("40–60 %")
    page.locator("#uji-sebaran .g-data").nth(2).click()
    page.wait_for_url("**progres=40-60*")


def test_points_have_a_key_a_scale_and_open_what_they_stand_for(put: Callable[..., Page]) -> None:
    page = put(points())
    host = page.locator("#uji-titik")
    expect(host.locator(".grafik-kunci")).to_contain_text("di luar batas desa1")
    expect(host.get_by_text("Cijerah")).to_be_visible()
    host.focus()
    page.keyboard.press("End")
    expect(host.locator(".grafik-tip")).to_contain_text("34 km di luar batas desa")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/peta?wilayah=327701")
    # A page that is left while it loads would complain about what it could not fetch.
    page.wait_for_selector("#peta[data-digambar]")
    page.wait_for_load_state("networkidle")


def test_a_chart_fits_a_phone_and_follows_its_width(put: Callable[..., Page]) -> None:
    page = put(lines(), viewport={"width": 390, "height": 844})
    before = page.locator("#uji-garis svg").bounding_box()
    assert before is not None
    assert before["x"] + before["width"] <= 390
    page.set_viewport_size({"width": 340, "height": 844})
    expect(page.locator("#uji-garis svg")).not_to_have_attribute("viewBox", f"0 0 {int(before['width'])} 240")


def test_the_table_beside_a_chart_holds_the_same_figures(put: Callable[..., Page]) -> None:
    page = put(funnel())
    page.get_by_text("Tabel", exact=True).click()
    assert page.locator(".grafik-tabel tbody tr").all_inner_texts() == ["Prelist\t1.000", "Diisi\t620", "Final\t12"]
