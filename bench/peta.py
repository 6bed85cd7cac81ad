"""The map page: its answer, its change of colours, its first view, its tiles."""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from bench.common import Measurement, measurement, median_ms, portal_database
from data_access.keterangan import read_now
from data_access.periode import list_periode
from data_access.session import current_engine, read_session
from demo.akun import PASSWORD
from geo.aktif import load_manifest
from settings import Settings
from tests.browser.chromium import FLAGS, find_chromium

BUDGET_KB = 1000
METRIK = ("nonaktif", "diperiksa", "terimpor", "final", "diam", "perubahan", "ganda", "progres")
SCREEN = {"width": 1440, "height": 900}

# Change the measure the way a reader does, and wait for the frame that shows it.
RECOLOUR = """(metrik) => new Promise((done) => {
  const root = document.getElementById("peta"), start = performance.now();
  new MutationObserver((_, watch) => {
    if (!(root.dataset.digambar || "").includes(`metrik=${metrik}`)) return;
    watch.disconnect();
    done(performance.now() - start);
  }).observe(root, { attributes: true });
  siksPeta.pergi({ metrik });
})"""
# The same features coloured anew with nothing before or around it.
BARE_RECOLOUR = """(turn) => new Promise((done) => {
  const { gl } = siksPeta.halaman().panels[0], { kode } = siksPeta.halaman().spec.kolom, start = performance.now();
  gl.map.once("render", () => done(performance.now() - start));
  kode.forEach((id, i) => gl.map.setFeatureState({ source: "lembar", id }, { k: ((i + turn) % 5) + 1 }));
})"""
BARE_PAGE = """<!doctype html><link rel="stylesheet" href="%(css)s"><script src="%(js)s"></script>
<div id="m" style="width:1000px;height:560px"></div><script>
const map = new maplibregl.Map({ container: "m", bounds: [95, -11, 141, 6], fadeDuration: 0, style: { version: 8,
  sources: { l: { type: "geojson", data: location.origin + "%(lembar)s" } },
  layers: [{ id: "i", type: "fill", source: "l", paint: { "fill-color": "#41b6c4" } }] } });
map.once("idle", () => document.body.setAttribute("data-siap", ""));
</script>"""


@contextmanager
def _portal() -> Iterator[tuple[Any, Settings, str]]:
    """The application over the installation's own data, the settings, and the code of the current periode."""
    from app import create_app  # noqa: PLC0415 - registers the pages, which needs the engine

    with portal_database() as (settings, _):
        with read_session() as connection:
            moment = read_now(connection)
            periode = next(item for item in list_periode(connection) if item.buka <= moment)
        yield create_app(settings), settings, str(periode.kode)


def _signed_in(app: Any) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    token = client.get("/masuk").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/masuk", data={"username": "pusdatin", "password": PASSWORD, "csrf_token": token})
    return client


def measure_data() -> Iterator[Measurement]:
    """The data callback for all 514 kab/kota beside the statements on the rekap that it runs, bare."""
    with _portal() as (app, _, periode):
        client = _signed_in(app)
        body = {
            "output": "peta-data.data",
            "outputs": {"id": "peta-data", "property": "data"},
            "inputs": [
                {
                    "id": "peta-tanya",
                    "property": "data",
                    "value": {"wilayah": "0", "program": "1", "periode": periode},
                }
            ],
            "changedPropIds": ["peta-tanya.data"],
            "state": [],
        }

        def answer() -> None:
            assert client.post("/_dash-update-component", json=body).status_code == 200

        statements = _statements(answer)
        with current_engine().connect() as connection:

            def bare() -> None:
                for statement, parameters in statements:
                    connection.exec_driver_sql(statement, parameters).fetchall()

            value, floor = median_ms(answer, bare, n=60)
        yield measurement("peta-data", value, "ms", floor, 60)


def _statements(run: Callable[[], None]) -> list[tuple[str, Any]]:
    """The statements on the rekap that a call sends, with their parameters."""
    run()
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "rekap_" in statement:
            seen.append((statement, parameters))

    sa.event.listen(current_engine(), "before_cursor_execute", note)
    run()
    sa.event.remove(current_engine(), "before_cursor_execute", note)
    return seen


@contextmanager
def _browser() -> Iterator[tuple[Browser, str, Settings]]:
    with _portal() as (app, settings, _):
        server = make_server("127.0.0.1", 0, app.server, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        # The best compression is done after the start; a first view long after it is the usual one.
        _wait_until_packed(app)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            yield browser, address, settings
            browser.close()
        server.shutdown()


def _wait_until_packed(app: Any) -> None:
    client = app.server.test_client()
    vendor = app.server.config["VENDOR"]["maplibre-gl.js"]
    sizes = [0, -1]
    while sizes[-1] != sizes[-2]:
        time.sleep(4)
        sizes.append(len(client.get(vendor, headers={"Accept-Encoding": "br"}).get_data()))


def _cold(browser: Browser, address: str) -> Page:
    """A page of a fresh profile, signed in, with an empty cache: the login page shares nothing but the style."""
    context = browser.new_context(base_url=address, viewport=SCREEN, locale="id-ID", timezone_id="Asia/Jakarta")
    page = context.new_page()
    page.goto("/masuk")
    token = page.get_attribute("[name=csrf_token]", "value") or ""
    context.request.post("/masuk", form={"username": "pusdatin", "password": PASSWORD, "csrf_token": token})
    page.goto("about:blank")
    context.new_cdp_session(page).send("Network.clearBrowserCache")
    return page


def measure_colours() -> Iterator[Measurement]:
    """From a change of measure to the frame that shows it: address, answer, colours; beside the bare recolouring."""
    with _browser() as (browser, address, _):
        page = _cold(browser, address)
        page.goto("/peta")
        page.wait_for_selector("#peta[data-digambar]")
        page.wait_for_timeout(3000)
        times, floors = [], []
        for turn, metrik in enumerate(METRIK * 2):
            times.append(page.evaluate(RECOLOUR, metrik))
            page.wait_for_timeout(700)
            floors.append(page.evaluate(BARE_RECOLOUR, turn))
            page.wait_for_timeout(400)
    yield measurement("peta-warna", statistics.median(times), "ms", statistics.median(floors), len(times))


def measure_first_view() -> Iterator[Measurement]:
    """The first view with an empty cache: bytes beside one megabyte, time beside a bare page with the same map."""
    sizes, times, floors = [], [], []
    with _browser() as (browser, address, settings):
        manifest = load_manifest(settings.geo_dir)
        assert manifest is not None
        for _ in range(5):
            page = _cold(browser, address)
            wire = _count_bytes(page)
            start = time.perf_counter()
            page.goto("/peta")
            page.wait_for_selector("#peta[data-digambar]")
            times.append((time.perf_counter() - start) * 1000)
            page.wait_for_timeout(2500)
            sizes.append(sum(wire) / 1000)
            links = page.evaluate("siksPeta.halaman().spec.pustaka")
            links["lembar"] = page.evaluate("siksPeta.halaman().spec.geo.lembar")
            page.context.close()
            floors.append(_bare_view(browser, address, links))
    yield measurement("peta-awal-byte", statistics.median(sizes), "kB", BUDGET_KB, len(sizes))
    yield measurement("peta-awal-waktu", statistics.median(times), "ms", statistics.median(floors), len(times))


def _count_bytes(page: Page) -> list[int]:
    """Bytes on the wire of every answer from now on, headers included."""
    wire: list[int] = []
    session = page.context.new_cdp_session(page)
    session.on("Network.loadingFinished", lambda event: wire.append(int(event["encodedDataLength"])))
    session.send("Network.enable")
    return wire


def _bare_view(browser: Browser, address: str, links: dict[str, str]) -> float:
    page = _cold(browser, address)
    page.route("**/polos", lambda route: route.fulfill(body=BARE_PAGE % links, content_type="text/html"))
    start = time.perf_counter()
    page.goto("/polos")
    page.wait_for_selector("body[data-siap]")
    taken = (time.perf_counter() - start) * 1000
    page.context.close()
    return taken


def measure_tile() -> Iterator[Measurement]:
    """A tile through the application beside reading its bytes from the file."""
    with _portal() as (app, settings, _):
        manifest = load_manifest(settings.geo_dir)
        if manifest is None or manifest.ubin is None:
            raise SystemExit("No tiles to measure yet: they are made in the background after the first start.")
        client = _signed_in(app)
        file = manifest.folder / str(manifest.ubin["file"])
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as tiles:
            key = "zoom_level, tile_column, tile_row"
            keys = tiles.execute(
                f"SELECT {key} FROM tiles WHERE zoom_level >= 8 ORDER BY length(tile_data) DESC LIMIT 40"
            ).fetchall()

            def bare() -> None:
                for place in keys:
                    tiles.execute(f"SELECT tile_data FROM tiles WHERE ({key}) = (?, ?, ?)", place).fetchone()

            def answer() -> None:
                for z, x, row in keys:
                    path = f"/geo/{manifest.folder.name}/ubin/{z}/{x}/{2**z - 1 - row}.pbf"
                    assert client.get(path, headers={"Accept-Encoding": "gzip"}).status_code == 200

            value, floor = median_ms(answer, bare, n=5)
        yield measurement("peta-ubin", value / len(keys), "ms", floor / len(keys), 5 * len(keys))


MEASURES = {
    "peta-data": measure_data,
    "peta-warna": measure_colours,
    "peta-awal": measure_first_view,
    "peta-ubin": measure_tile,
}
