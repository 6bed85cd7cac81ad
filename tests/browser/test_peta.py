"""The map as its readers use it: down to a desa and up again, by mouse and by keyboard, measures, periode, days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
DRAWN = "#peta[data-digambar]"
GL = "siksPeta.halaman().panels[0].gl"


def arrive(visit: Visit, path: str, username: str = "pusdatin", **options: Any) -> Page:
    page = visit(path, username, **options)
    page.wait_for_selector(DRAWN, timeout=30_000)
    return page


def until(page: Page, expression: str) -> None:
    """Wait for an expression; Playwright's own waiting evaluates text in the page, which our headers forbid."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


def drawn_again(page: Page, part: str) -> None:
    """Wait until what the address asks for is drawn: ``part`` of its key."""
    page.wait_for_selector(f'#peta[data-digambar*="{part}"]', timeout=30_000)


def colours_on_map(page: Page) -> list[int]:
    """The colour (its place in the palette) of each area on the map itself, not in the answer."""
    return page.evaluate(
        f"() => siksPeta.halaman().spec.kolom.kode.map((id) => {GL}.map.getFeatureState({{ source: 'lembar', id }}).k)"
    )


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']]}"
        for item in found.response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


def click_area(page: Page, kode: int) -> None:
    """A click in the middle of an area, through the canvas."""
    until(page, f"{GL}.map.loaded() && {GL}.titik({kode})")
    at = page.evaluate(f"() => {GL}.titik({kode})")
    page.locator(".maplibregl-canvas").click(position={"x": at["x"], "y": at["y"]})


def test_two_clicks_lead_from_indonesia_to_a_desa_and_backspace_back_up(visit: Visit) -> None:
    page = arrive(visit, "/peta")
    expect(page.locator("#peta-kalimat")).to_contain_text("Indonesia: ")
    click_area(page, 3204)
    drawn_again(page, "wilayah=3204")
    expect(page.get_by_role("heading", level=1)).to_have_text("Di desa mana verivali tertinggal?")
    some = "siksPeta.halaman().spec.kolom.kode.find((kode) => siksPeta.halaman().panels[0].gl.titik(kode))"
    until(page, f"{GL}.map.loaded() && {some}")
    desa = page.evaluate(some)
    click_area(page, desa)
    page.wait_for_url(f"**pilih={desa}*")
    expect(page.locator("#peta-utama h2")).to_contain_text(page.evaluate(f"siksPeta.halaman().nama({desa})"))
    page.keyboard.press("Backspace")
    drawn_again(page, "wilayah=32")
    page.go_back()
    page.wait_for_url(f"**pilih={desa}*")


def test_the_keyboard_walks_the_areas_and_opens_one(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=32")
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("ArrowDown")
    spoken = page.locator("#peta-siar").inner_text()
    first = page.locator("#peta-tabel tbody tr").first
    assert spoken.startswith(first.locator("a").text_content() or "-")
    expect(page.locator("#peta-tip")).to_contain_text(spoken.split(":")[0])
    kode = first.get_attribute("data-kode")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**wilayah={kode}*")


def test_typing_backspace_in_a_field_does_not_leave_the_wilayah(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=3277")
    page.locator("#cari-wilayah").focus()
    page.keyboard.press("Backspace")
    assert "wilayah=3277" in page.url


def test_a_reader_does_not_get_above_their_own_wilayah(visit: Visit) -> None:
    page = arrive(visit, "/peta", "supervisor.cimahi")
    page.locator("body").press("Backspace")
    expect(page.locator("#peta-kalimat")).to_contain_text("Kota Cimahi")
    grey = page.evaluate(f"() => {GL}.map.getFeatureState({{ source: 'latar-0', id: 3217 }}).k ?? null")
    assert grey is None


def test_another_measure_changes_the_colours_in_place(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=32")
    before = colours_on_map(page)
    page.get_by_label("Ukuran").select_option("nonaktif")
    drawn_again(page, "metrik=nonaktif")
    expect(page.locator("#peta-legenda h2")).to_have_text("Nonaktif (%)")
    after = colours_on_map(page)
    spec = page.evaluate("siksPeta.halaman().spec")
    colours = ["seq-1", "seq-2", "seq-3", "seq-4", "seq-5", *["div"] * 5, *["fin"] * 7, "nodata", "berhenti", "samar"]
    names = [*spec["legenda"]["ramp"], "berhenti", "nodata"]
    assert [colours[k] for k in after] == [
        names[-1] if k == 0 else names[k - 1] if k > 0 else names[-2] for k in spec["kolom"]["kelas"]
    ]
    assert after != before
    assert "metrik=nonaktif" in page.url


def test_the_kartogram_is_walked_by_arrows_and_says_its_figures(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=32&tampil=kartogram")
    cells = page.locator(".peta-sel")
    expect(cells).to_have_count(27)
    page.locator(".peta-sel[tabindex='0']").focus()
    first = page.evaluate("document.activeElement.dataset.kode")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.kode")
    assert second != first
    assert page.locator(".peta-sel[tabindex='0']").count() == 1
    assert page.locator(f".peta-sel[data-kode='{second}']").get_attribute("aria-label").count(":") == 1
    page.keyboard.press("Enter")
    page.wait_for_url(f"**wilayah={second}*")


def test_without_webgl_the_kartogram_stands_in_and_says_so(visit: Visit) -> None:
    page = visit("/masuk?next=/peta")
    page.context.add_init_script(
        "HTMLCanvasElement.prototype.getContext = ((get) => function (kind, ...rest) {"
        " return String(kind).startsWith('webgl') ? null : get.call(this, kind, ...rest) })"
        "(HTMLCanvasElement.prototype.getContext)"
    )
    page.fill("[name=username]", "dinsos.jabar")
    page.fill("[name=password]", "demo-siks-2026")
    page.keyboard.press("Enter")
    page.wait_for_selector(DRAWN)
    expect(page.locator("#peta-catatan")).to_contain_text("tidak menyediakan WebGL")
    expect(page.locator(".peta-sel")).to_have_count(27)


def test_two_periode_stand_side_by_side_or_as_a_difference(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=32")
    page.get_by_label("Bandingkan").select_option("202610")
    drawn_again(page, "banding=202610")
    expect(page.locator(".maplibregl-canvas")).to_have_count(2)
    until(page, "siksPeta.halaman().panels[1].gl?.spec")
    page.evaluate(f"() => {GL}.map.jumpTo({{ zoom: 9 }})")
    assert page.evaluate("siksPeta.halaman().panels[1].gl.map.getZoom()") == pytest.approx(9)
    page.get_by_role("button", name="Selisih").click()
    drawn_again(page, "banding_cara=selisih")
    expect(page.locator("#peta-legenda h2")).to_contain_text("Selisih dengan Oktober 2026")
    expect(page.locator(".maplibregl-canvas")).to_have_count(1)


def test_the_periode_plays_day_by_day_and_stops_on_a_day_of_the_address(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=3277")
    today = colours_on_map(page)
    page.get_by_role("button", name="Putar periode hari demi hari").click()
    until(page, "document.querySelector('#peta-hari').value > 1 && document.querySelector('#peta-hari').value < 20")
    assert colours_on_map(page) != today
    page.get_by_role("button", name="Jeda").click()
    page.wait_for_url("**hari=2026-11-*")
    expect(page.locator("#peta-kalimat")).to_contain_text("target")


def test_close_up_the_desa_have_their_own_colours(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=32")
    page.evaluate(f"() => {GL}.map.jumpTo({{ center: [107.55, -6.88], zoom: 11 }})")
    until(page, "siksPeta.halaman().ubin.nilai.size > 15")
    state = f"() => {GL}.map.getFeatureState({{ source: 'ubin', sourceLayer: 'desa', id: 3277011001 }}).k"
    until(page, f"({state})() !== undefined")
    # Codes of desa do not fit 32 bits; a map that cuts them off would colour other desa.
    seen = page.evaluate(f"() => {GL}.map.queryRenderedFeatures({{ layers: ['ubin-desa'] }}).map((f) => f.id)")
    assert 3277011001 in seen
    expect(page.locator(".peta-rincian")).to_contain_text("Rincian desa")


def test_the_table_sorts_links_with_the_map_and_downloads(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=3277")
    page.get_by_role("tab", name="Tabel (15)").click()
    rows = page.locator("#peta-tabel tbody tr")
    expect(rows).to_have_count(15)
    page.get_by_role("button", name="Wilayah").click()
    expect(page.locator("#peta-tabel thead th").first).to_have_attribute("aria-sort", "ascending")
    names = rows.locator("a").all_inner_texts()
    assert names == sorted(names)
    rows.nth(2).hover()
    kode = int(rows.nth(2).get_attribute("data-kode") or 0)
    assert page.evaluate(f"() => {GL}.marks.sorot") == kode
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "siks-progres-kota-cimahi-202611.xlsx"


def test_a_deep_link_shows_what_it_says(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=3277&metrik=diperiksa&kelas=kuantil&level=3&pilih=327702")
    expect(page.get_by_label("Ukuran")).to_have_value("diperiksa")
    expect(page.get_by_label("Kelas warna")).to_have_value("kuantil")
    expect(page.get_by_role("button", name="Kecamatan")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#peta-utama h2")).to_contain_text("Cimahi Tengah")


def test_an_address_that_cannot_be_shown_offers_the_way_back(visit: Visit) -> None:
    page = visit("/peta?metrik=tidak_ada", "dinsos.jabar")
    expect(page.locator("#peta-galat")).to_contain_text("Ukuran pada alamat tidak dikenal")
    page.get_by_role("link", name="Buka peta Jawa Barat").click()
    page.wait_for_selector(DRAWN)
    expect(page.locator("#peta-kalimat")).to_contain_text("Jawa Barat")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_the_map_page(visit: Visit, scheme: str) -> None:
    page = arrive(visit, "/peta?wilayah=32", color_scheme=scheme)
    page.wait_for_selector("#peta-tren svg")
    assert violations(page) == []
    page.get_by_role("tab", name="Tabel (27)").click()
    page.get_by_role("button", name="Kartogram").click()
    page.wait_for_selector(".peta-sel")
    assert violations(page) == []


def test_on_a_phone_the_map_fits_one_column_and_a_first_touch_only_chooses(visit: Visit) -> None:
    page = arrive(visit, "/peta?wilayah=32", viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    until(page, f"{GL}.map.loaded() && {GL}.titik(3204)")
    page.locator(".maplibregl-canvas").scroll_into_view_if_needed()
    at = page.evaluate(f"() => {GL}.titik(3204)")
    box = page.locator(".maplibregl-canvas").bounding_box() or {}
    page.touchscreen.tap(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_url("**pilih=32*")
    assert "wilayah=32&" in page.url + "&"
