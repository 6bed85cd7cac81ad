"""The verivali page as its readers use it: order, filter, columns, a saved view, the way down, the phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from conftest import PHONE
from playwright.sync_api import Page, expect

from data_access.keterangan import read_now
from data_access.schema import verivali
from data_access.session import read_session
from domain.access import Actor, Role
from domain.status import StaKeberadaan
from workflow.verivali import BatchKey, Pengisian, record_pengisian

Visit = Callable[..., Page]

NAMES = ".ag-pinned-left-cols-container .ag-row a"


def _open(visit: Visit, path: str, username: str, **options: object) -> Page:
    page = visit(path, username, **options)
    expect(page.locator("#verivali-jumlah")).to_contain_text(re.compile(r"^[\d.]+ "), timeout=15_000)
    expect(page.locator(NAMES).first).to_be_visible()
    return page


def _fill_in_one() -> int:
    """An operator visits one household; returns the desa it lies in."""
    key = BatchKey(kab=3277, periode=202611, program=1)
    open_rows = sa.select(verivali.c.desa, verivali.c.ruta).where(
        verivali.c.kab == key.kab,
        verivali.c.periode == key.periode,
        verivali.c.program == key.program,
        verivali.c.status == 0,
    )
    with read_session() as connection:
        now = read_now(connection)
        desa, ruta = connection.execute(open_rows.order_by(verivali.c.desa).limit(1)).one()
    operator = Actor(1, "uji", "Uji", Role.OPERATOR_DESA, desa)
    record_pengisian(operator, key, [Pengisian(ruta, StaKeberadaan.DITEMUKAN_TETAP, True)], now=now)
    return int(desa)


def _count(page: Page, text: str) -> None:
    expect(page.locator("#verivali-jumlah")).to_have_text(text)


def _column(page: Page, name: str) -> list[str]:
    """Cells of a column from the top; the grid leaves rows in the document in no order."""
    cells: list[str] = page.evaluate(
        """(name) => [...document.querySelectorAll(`.ag-row [col-id="${name}"]`)]
          .map((cell) => [Number(cell.closest(".ag-row").getAttribute("row-index")), cell.innerText])
          .sort((a, b) => a[0] - b[0]).map((item) => item[1])""",
        name,
    )
    return cells


def test_a_view_is_ordered_filtered_saved_as_an_address_and_found_again(visit: Visit) -> None:
    page = _open(visit, "/verivali", "supervisor.cimahi")
    _count(page, "15 desa")
    page.click('.ag-header-cell[col-id="belum"] .ag-header-cell-label')
    expect(page).to_have_url(re.compile("urut=-belum"))
    page.wait_for_timeout(500)
    left = [int(text.replace(".", "")) for text in _column(page, "belum")]
    assert left == sorted(left, reverse=True)

    page.hover('.ag-header-cell[col-id="progres"]')
    page.click('.ag-header-cell[col-id="progres"] .ag-header-cell-filter-button')
    page.fill(".ag-popup input[type=text] >> nth=0", "62,5")
    page.click(".ag-popup button:has-text('Terapkan')")
    expect(page).to_have_url(re.compile("saring=progres%3C62.5"))
    expect(page.locator("#verivali-saringan")).to_contain_text("Progres kurang dari 62,5 %")

    page.click(".siks-tabel-kolom summary")
    page.uncheck(".siks-tabel-kolom-isi label:has-text('Petugas') input")
    expect(page).to_have_url(re.compile("kolom="))
    page.keyboard.press("Escape")
    counted = page.inner_text("#verivali-jumlah")
    assert counted.endswith(" desa sesuai")
    names = _column(page, "nama")

    page.reload()
    _count(page, counted)
    assert _column(page, "nama") == names
    assert page.locator('.ag-header-cell[col-id="petugas"]').count() == 0
    page.click("#verivali-saringan button")
    _count(page, "15 desa")
    page.go_back()
    _count(page, counted)


def test_search_finds_none_and_says_so_with_a_way_back(visit: Visit) -> None:
    page = _open(visit, "/verivali", "supervisor.cimahi")
    page.fill("#verivali-cari input", "xyzxyz")
    expect(page.locator("#verivali-kabar")).to_contain_text("Tidak ada desa yang sesuai")
    _count(page, "0 desa sesuai")
    page.click("#verivali-kabar button")
    _count(page, "15 desa")
    page.fill("#verivali-cari input", "melong")
    _count(page, "1 desa sesuai")


def test_from_the_country_to_a_desa_by_flag_level_and_enter(visit: Visit) -> None:
    page = _open(visit, "/verivali", "pusdatin")
    _count(page, "83.762 desa")
    page.click("#verivali-level button:has-text('Kab/kota')")
    _count(page, "514 kab/kota")
    expect(page.locator("h1")).to_contain_text("Kab/kota mana")
    page.fill("#verivali-cari input", "kota cimahi")
    _count(page, "1 kab/kota sesuai")
    page.click('.ag-row [col-id="progres"]')
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("wilayah=3277"))
    _count(page, "3 kecamatan")
    page.click(f"{NAMES} >> nth=0")
    expect(page).to_have_url(re.compile(r"wilayah=3277\d\d"))
    expect(page.locator("h1")).to_contain_text("Desa mana")
    page.click(f"{NAMES} >> nth=0")
    page.wait_for_url(re.compile(r"/desa/3277\d{6}\?"))


def test_charts_and_flags_filter_the_table(visit: Visit) -> None:
    page = _open(visit, "/verivali", "supervisor.cimahi")
    flag = page.locator("#verivali-tanda button").first
    number = flag.locator("b").inner_text()
    flag.click()
    _count(page, f"{number} desa sesuai")
    expect(flag).to_have_attribute("aria-pressed", "true")
    flag.click()
    _count(page, "15 desa")
    assert page.locator(".verivali-samping svg").count() >= 4


def test_another_persons_work_changes_the_row_and_leaves_the_reader_where_they_were(
    own_database: str, visit: Visit
) -> None:
    page = _open(visit, "/verivali?urut=kode", "supervisor.cimahi")
    _count(page, "15 desa")
    before = [int(text.replace(".", "")) for text in _column(page, "belum")]
    page.click('.ag-row[row-index="3"] [col-id="belum"]')
    # The page's first question makes the server listen.
    page.wait_for_timeout(2500)
    sentence = page.inner_text("#verivali-kalimat")
    _fill_in_one()
    expect(page.locator("#verivali-kalimat")).not_to_have_text(sentence, timeout=6000)
    # Sentence and rows are two answers.
    for _ in range(30):
        after = [int(text.replace(".", "")) for text in _column(page, "belum")]
        if sum(after) < sum(before):
            break
        page.wait_for_timeout(100)
    assert sum(after) == sum(before) - 1
    assert page.locator('.ag-row[row-index="3"] .ag-cell-focus[col-id="belum"]').count() == 1


def test_on_a_phone_the_table_scrolls_in_its_own_box(visit: Visit) -> None:
    page = _open(visit, "/verivali", "walikota.cimahi", viewport=PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shown = page.locator(".ag-header-cell").evaluate_all("cells => cells.map((cell) => cell.getAttribute('col-id'))")
    assert "nama" in shown
    assert "kecamatan" not in shown


def test_nothing_serious_stands_in_the_way_of_assistive_technology(visit: Visit) -> None:
    page = _open(visit, "/verivali", "supervisor.cimahi")
    page.wait_for_selector(".verivali-samping svg")
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
        page.wait_for_timeout(400)
        found = [
            f"{item['id']}: {item['nodes'][0]['html'][:160]}"
            for item in Axe().run(page).response["violations"]
            if item["impact"] in ("serious", "critical")
        ]
        assert found == [], theme
