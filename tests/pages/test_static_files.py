"""Files that never change: compressed once, kept for good, and nothing of the disk besides."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask.testing import FlaskClient

from components.ikon import IKON
from pages._static import Store, icon_css

SignIn = Callable[[str], FlaskClient]
FOREVER = "public, max-age=31536000, immutable"
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}

FOLDER, FILE = "perkiraan-0123456789ab", "lembar-1-0.0123456789ab.json"
CONTENT = b'{"type":"FeatureCollection","features":[]}'


@pytest.fixture
def artefact(app: Any, settings: Any) -> Path:
    """One sheet as the builder leaves it: only the compressed forms exist."""
    folder = Path(settings.geo_dir) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{FILE}.br").write_bytes(brotli.compress(CONTENT))
    (folder / f"{FILE}.gz").write_bytes(gzip.compress(CONTENT))
    (folder / "manifest.json").write_text("{}")
    (folder / "rahasia.txt").write_text("rahasia")
    return folder


def _scripts(client: FlaskClient) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"]+)"', client.get("/peta").get_data(as_text=True))


def test_everything_the_page_loads_is_compressed_and_kept_for_good(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    files = [url for url in _scripts(reader) if not url.endswith("lambang.svg")]
    assert len(files) > 10
    for url in files:
        answer = reader.get(url, headers=BROWSER)
        assert answer.status_code == 200, url
        assert answer.headers["Cache-Control"] == FOREVER, url
        if len(answer.data) > 1000:
            assert answer.headers["Content-Encoding"] == "br", url


def test_the_shell_without_the_map_is_under_450_kb(app: Any, sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    page = reader.get("/peta", headers=BROWSER)
    total = len(page.data)
    for url in [*_scripts(reader), "/_dash-layout", "/_dash-dependencies"]:
        if "/assets/peta" not in url:
            total += len(reader.get(url, headers=BROWSER).data)
    assert total < 450_000


def test_a_file_kept_for_good_neither_varies_by_cookie_nor_sets_one(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    for url in _scripts(reader):
        answer = reader.get(url, headers=BROWSER)
        if "immutable" in answer.headers["Cache-Control"]:
            assert "Set-Cookie" not in answer.headers, url
            assert "Cookie" not in answer.headers.get("Vary", ""), url


def test_a_browser_without_brotli_gets_gzip_and_one_without_both_the_plain_file(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    url = next(url for url in _scripts(reader) if "bootstrap" in url)
    plain = reader.get(url, headers={"Accept-Encoding": "identity"})
    packed = reader.get(url, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert brotli.decompress(reader.get(url, headers=BROWSER).data) == plain.data


def test_the_best_form_is_made_once_and_found_again_by_the_next_start(tmp_path: Path) -> None:
    raw = b"".join(b".kelas-%d { color: #%06x; margin: %dpx }\n" % (i, i * 7919, i % 37) for i in range(800))
    store = Store(tmp_path)
    quick = store.put("x", raw, "text/css").packed["br"]
    store.pack_best()
    best = store.get("x")
    assert best is not None
    assert len(best.packed["br"]) <= len(quick)
    assert {path.suffix for path in tmp_path.iterdir() if path.suffix} == {".br", ".gzip"}
    assert Store(tmp_path).put("y", raw, "text/css").packed == best.packed


def test_every_icon_in_use_is_in_the_style_sheet() -> None:
    css = icon_css().decode()
    assert all(f".ikon-{name}{{" in css for name in IKON)
    assert len(css) < 60_000


def test_answers_made_anew_are_compressed_and_never_kept(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    answer = reader.get("/_dash-layout", headers=BROWSER)
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"pemberitahuan" in brotli.decompress(answer.data)


def test_a_sheet_goes_out_in_the_form_it_lies_there(artefact: Path, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    for coding, end in (("br", ".br"), ("gzip", ".gz")):
        answer = reader.get(f"/geo/{FOLDER}/{FILE}", headers={"Accept-Encoding": coding})
        assert answer.data == (artefact / f"{FILE}{end}").read_bytes()
        assert answer.headers["Content-Encoding"] == coding
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == FOREVER
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        f"{FOLDER}/manifest.json",
        f"{FOLDER}/rahasia.txt",
        f"{FOLDER}/../aktif.json",
        f"{FOLDER}/%2e%2e%2f{FOLDER}%2frahasia.txt",
        f"{FOLDER}/..%5crahasia.txt",
        f"{FOLDER}/{FILE}.br",
        f"{FOLDER}/{FILE}%00",
        f"{FOLDER}/{FILE}%0a",
        f"../geo/{FOLDER}/{FILE}",
        f"perkiraan-../{FILE}",
        "aktif.json",
        "/etc/passwd",
        f"{FOLDER}/ubin/5/25/99999999999999999999.pbf",
        f"{FOLDER}/ubin/-1/0/0.pbf",
        f"{FOLDER}/ubin/5/25/..%2f16.pbf",
    ],
)
def test_nothing_else_of_the_artefact_folder_has_an_address(artefact: Path, sign_in: SignIn, path: str) -> None:
    answer = sign_in("pusdatin").get(f"/geo/{path}", headers=BROWSER)
    assert answer.status_code in (308, 404)
    assert b"rahasia" not in answer.data


def test_a_tile_that_is_not_made_yet_is_empty_and_asked_for_again(artefact: Path, sign_in: SignIn) -> None:
    answer = sign_in("pusdatin").get("/geo/resmi-000000000000/ubin/5/25/16.pbf", headers=BROWSER)
    assert answer.status_code == 204
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["x/bootstrap.min.css", "..%2f..%2fapp.py", "000000000000/passwd", "../../app.py"])
def test_vendor_serves_its_files_under_their_own_mark_only(client: FlaskClient, path: str) -> None:
    assert client.get(f"/vendor/{path}").status_code in (302, 401, 404)


@pytest.mark.parametrize("path", ["dash/../../app.py", "dash/dash-renderer/..%2f..%2fdash.py", "os/x.js", "app/app.py"])
def test_bundles_serve_what_dash_registered_only(sign_in: SignIn, path: str) -> None:
    answer = sign_in("pusdatin").get(f"/_dash-component-suites/{path}")
    assert answer.status_code in (404, 500)
    assert b"import" not in answer.data
