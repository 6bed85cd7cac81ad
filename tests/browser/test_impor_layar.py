"""The import page as a supervisor uses it: drop a file, see what it would change, agree, take it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from data_access.keterangan import read_now
from data_access.pengguna import find_by_username
from data_access.schema import verivali
from data_access.session import current_engine, read_session, unit_of_work
from demo.isi import isi_siks
from domain.kalender import Program
from domain.status import StatusVerivali
from workflow.impor_kerja import periksa, proses
from workflow.prelist import export_prelist

# Files are checked in this process while the browser waits.
expect.set_options(timeout=20_000)

Visit = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
DESA = 3277011001
_DROP = """([names, contents]) => {
  const transfer = new DataTransfer();
  names.forEach((name, i) => transfer.items.add(
    new File([Uint8Array.from(atob(contents[i]), (c) => c.charCodeAt(0))], name)));
  const zone = document.getElementById("impor-taruh");
  zone.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def filled(own_database: str, tmp_path: Path) -> Callable[..., Path]:
    """Writes a file as an operator of one desa hands it in; every household there waits to be visited."""
    with read_session() as connection:
        akun = find_by_username(connection, "supervisor.cimahi")
        now = read_now(connection)
    assert akun is not None
    waiting = {"status": int(StatusVerivali.BELUM_DIKUNJUNGI), "sta_keberadaan": None, "impor": None, "diisi": None}
    with unit_of_work() as work:
        of_desa = (verivali.c.kab == 3277, verivali.c.desa == DESA, verivali.c.periode == 202611)
        work.execute(sa.update(verivali).where(*of_desa).values(waiting))
    prelist = tmp_path / "prelist.siks"
    export_prelist(akun.actor, DESA, Program.BSP, 202611, prelist, now=now)

    def _filled(name: str, *, galat: float = 0.0, hari: int = 0) -> Path:
        target = tmp_path / name
        isi_siks(
            prelist, target, benih=7, porsi=1.0, galat=galat, now=now - timedelta(days=hari), operator="operator.melong"
        )
        return target

    return _filled


def _drop(page: Page, *files: Path) -> None:
    import base64  # noqa: PLC0415

    contents = [base64.b64encode(file.read_bytes()).decode() for file in files]
    page.evaluate(_DROP, [[file.name for file in files], contents])


def _number(page: Page) -> int:
    found = re.search(r"berkas=(\d+)", page.locator(".impor-daftar h2 a").first.get_attribute("href") or "")
    assert found
    return int(found[1])


def _statuses() -> dict[int, int]:
    query = "SELECT status, count(*) FROM verivali WHERE kab = 3277 AND periode = 202611 GROUP BY status"
    with current_engine().connect() as connection:
        return dict(connection.execute(sa.text(query)).all())  # type: ignore[arg-type]


def test_a_file_is_dropped_checked_agreed_to_and_taken_back(settled: Visit, filled: Callable[..., Path]) -> None:
    file = filled("melong minggu 3.siks")
    before = _statuses()
    page = settled("/impor", "supervisor.cimahi")
    expect(page.locator("#impor-kalimat")).to_contain_text("Belum ada berkas")
    _drop(page, file)
    entry = page.locator(".impor-daftar > li").first
    expect(entry).to_contain_text("melong minggu 3.siks")
    expect(entry).to_contain_text("Menunggu giliran diperiksa")
    nomor = _number(page)
    periksa(3277, nomor)
    expect(entry).to_contain_text("Yang akan terjadi")
    assert _statuses() == before

    entry.get_by_role("link", name="melong minggu 3.siks").click()
    expect(page.get_by_role("heading", name="Apa yang akan diubah berkas ini?")).to_be_visible()
    expect(page.locator(".impor-rumah").first).to_be_visible()
    page.locator(".impor-kotak", has_text="Baru").click()
    page.wait_for_url(re.compile("hasil=baru"))
    expect(page.locator(".impor-beda ins").first).to_be_visible()
    assert not re.search(r"(?<!\d)\d{16}(?!\d)", page.locator("#impor-isi").inner_text())
    page.get_by_role("link", name="Desa", exact=False).filter(has_text=re.compile(r"^Desa \d")).click()
    expect(page.locator("#impor-isi .impor-tabel")).to_contain_text("Melong")
    page.go_back()
    expect(page.locator(".impor-rumah").first).to_be_visible()

    page.get_by_role("button", name=re.compile("^Proses ")).click()
    expect(page.locator("#impor-kepala")).to_contain_text("Menunggu giliran diproses")
    proses(3277, nomor)
    expect(page.get_by_role("heading", name="Yang sudah dilakukan")).to_be_visible(timeout=15_000)
    assert _statuses() != before
    expect(page.get_by_role("link", name="Periksa isinya")).to_have_attribute("href", f"/usulan?impor={nomor}")

    page.get_by_role("button", name="Tarik kembali").click()
    form = page.get_by_role("dialog")
    expect(form).to_contain_text("kembali seperti sebelum diproses")
    form.get_by_role("button", name="Tarik kembali").click()
    expect(page.locator("#impor-kepala")).to_contain_text("Ditarik kembali")
    assert _statuses() == before


def test_many_files_at_once_each_say_their_own_end(settled: Visit, filled: Callable[..., Path], tmp_path: Path) -> None:
    good, bad = filled("baik.siks"), filled("galat.siks", galat=0.3, hari=1)
    cut, wrong = tmp_path / "potong.siks", tmp_path / "catatan.txt"
    cut.write_bytes(good.read_bytes()[:-500])
    wrong.write_text("bukan berkas")
    page = settled("/impor", "supervisor.cimahi")
    expect(page.locator("#impor-kalimat")).to_contain_text("Belum ada berkas")
    _drop(page, good, bad, cut, wrong)
    expect(page.locator("#impor-unggah")).to_contain_text("Bukan berkas .siks")
    expect(page.locator(".impor-daftar > li")).to_have_count(3)
    with current_engine().connect() as connection:
        numbers = connection.execute(sa.text("SELECT id FROM impor ORDER BY id")).scalars().all()
    for nomor in numbers:
        periksa(3277, nomor)
    expect(page.locator(".impor-daftar > li", has_text="potong.siks")).to_contain_text("terpotong")
    expect(page.locator(".impor-daftar > li", has_text="baik.siks")).to_contain_text("Yang akan terjadi")
    faulty = page.locator(".impor-daftar > li", has_text="galat.siks")
    expect(faulty).to_contain_text("ditolak karena melanggar aturan")
    again = tmp_path / "baik (1).siks"
    again.write_bytes(good.read_bytes())
    _drop(page, again)
    expect(page.locator(".impor-daftar > li", has_text="baik (1).siks")).to_contain_text("sudah diunggah")
    page.goto(f"/impor?berkas={numbers[1]}&tab=temuan")
    expect(page.locator("#impor-saring table")).to_contain_text("SIKS-V")
    page.locator("#impor-saring tbody a").first.click()
    page.wait_for_url(re.compile("aturan="))


def test_an_upload_that_was_left_says_where_it_stands_and_goes_on_with_the_same_file(
    settled: Visit, tmp_path: Path
) -> None:
    file = tmp_path / "besar.siks"
    file.write_bytes(bytes(900_000))
    page = settled("/impor", "supervisor.cimahi")
    expect(page.locator("#impor-kalimat")).to_contain_text("Belum ada berkas")
    held: list[Route] = []

    def _hold(route: Route) -> None:
        # The first piece arrives, the line stands still before the second.
        if route.request.url.endswith("/0"):
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/impor/*/*", _hold)
    _drop(page, file)
    bar = page.get_by_role("progressbar", name="Kemajuan unggah besar.siks")
    expect(bar).to_have_attribute("aria-valuenow", "29")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#impor-kalimat").click()
    page.goto("/impor")
    assert asked == ["beforeunload"]
    entry = page.locator(".impor-daftar > li")
    expect(entry).to_contain_text("besar.siks")
    with unit_of_work() as work:
        work.execute(sa.text("UPDATE impor SET langkah_sejak = now() - interval '5 minutes'"))
    page.reload()
    expect(entry).to_contain_text("Terputus pada 29 %: pilih berkas yang sama untuk melanjutkan")
    page.unroute("**/api/impor/*/*")
    _drop(page, file)
    expect(entry).to_contain_text("Menunggu giliran diperiksa")
    with current_engine().connect() as connection:
        row = connection.execute(sa.text("SELECT id, state, diterima FROM impor")).one()
    assert tuple(row) == (1, "diunggah", 900_000)


@pytest.mark.parametrize("view", [{}, {"viewport": PHONE, "has_touch": True, "is_mobile": True}])
def test_list_and_detail_have_no_serious_barriers_and_fit_the_screen(
    settled: Visit, filled: Callable[..., Path], view: dict[str, Any]
) -> None:
    file = filled("galat.siks", galat=0.3)
    page = settled("/impor", "supervisor.cimahi", **view)
    expect(page.locator("#impor-kalimat")).to_contain_text("Belum ada berkas")
    _drop(page, file)
    expect(page.locator(".impor-daftar > li")).to_have_count(1)
    nomor = _number(page)
    periksa(3277, nomor)
    for address in ("/impor", f"/impor?berkas={nomor}", f"/impor?berkas={nomor}&tab=temuan"):
        page.goto(address)
        expect(page.get_by_role("button", name=re.compile("^Proses "))).to_be_visible(timeout=20_000)
        if "berkas" in address:
            expect(page.locator("#impor-isi > *").first).to_be_visible()
        found = Axe().run(page)
        serious = [item["id"] for item in found.response["violations"] if item["impact"] in ("serious", "critical")]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
