"""What is taken away from the screen as a picture: the same as on the screen, by the right reader, never forged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from components.grafik import grafik, use_penanda
from data_access.schema import pengguna
from data_access.session import make_engine
from domain.grafik import Datum, Kelompok, Titik, batang, titik
from domain.warna import WARNA
from pages import _grafik_unduh
from pages._session import LONGEST
from tests.berkas_tabel import baca_csv
from tests.exchange.test_lukis import fills, texts, words_of_pdf
from tests.pages._jalan import ask as ask_callback
from tests.pages.test_peta_page import WHEN, drawn

SignIn = Callable[[str], FlaskClient]
PETA, TREN, FINALISASI = "/peta/gambar", "/peta/tren/gambar", "/finalisasi/gambar"


def picture(client: FlaskClient, path: str, **query: str) -> bytes:
    answer = client.get(path, query_string={**WHEN, **query})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="siks-')
    return answer.data


def screen_colours(found: dict[str, Any], kelas: str = "kolom") -> dict[int, str]:
    """Colour of each area as the browser paints it for an answer of the map."""
    special = {0: WARNA["nodata"], -1: WARNA["berhenti"], -2: WARNA["samar"]}
    ramp = found["legenda"]["ramp"]
    return {
        kode: WARNA[ramp[number - 1]] if number > 0 else special[number]
        for kode, number in zip(found["kolom"]["kode"], found[kelas]["kelas"], strict=True)
    }


# ---- Maps


@pytest.mark.parametrize(
    "query",
    [
        {"wilayah": "32"},
        {"wilayah": "32", "metrik": "terlambat", "kelas": "kuantil"},
        {"wilayah": "3277"},
        {"wilayah": "3277", "level": "3"},
        {"wilayah": "3277", "hari": "2026-11-06"},
        {"wilayah": "3277", "banding": "202610", "banding_cara": "selisih"},
        {"wilayah": "3277", "metrik": "diam", "tampil": "kartogram"},
    ],
    ids=urlencode,
)
def test_areas_have_the_colours_and_counts_of_the_screen(sign_in: SignIn, query: dict[str, str]) -> None:
    client = sign_in("dinsos.jabar")
    shown, svg = drawn(client, **query), picture(client, PETA, format="svg", **query)
    wanted = screen_colours(shown)
    found = fills(svg)
    assert found == {kode: wanted[kode] for kode in found}
    assert len(found) >= len(wanted) - 1
    said = texts(svg)
    at = said.index("tidak ada data")
    counts = [int(words) for words in said[at + 1 - 2 * len(shown["legenda"]["banyak"]) : at : 2]]
    assert counts == shown["legenda"]["banyak"]
    assert int(said[at + 1]) == shown["legenda"]["tidak_ada_data"]


def test_a_comparison_shows_both_periode(sign_in: SignIn) -> None:
    client = sign_in("dinsos.jabar")
    query = {"wilayah": "3277", "banding": "202610"}
    svg = picture(client, PETA, format="svg", **query)
    shown = drawn(client, **query)
    assert {"November 2026", shown["banding"]["label"]} <= set(texts(svg))
    # The later of two areas of one name is that of the panel on the right.
    assert fills(svg) == screen_colours(shown, "banding")


def test_a_map_says_what_it_shows_and_who_made_it(sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    said = words_of_pdf(picture(client, PETA, format="pdf"))
    for words in (
        "Progres verivali menurut desa",
        "Kota Cimahi",
        "BSP/Sembako November 2026",
        "Sumber: SIKS-NG",
        "oleh ",
    ):
        assert words in said
    assert "Batas perkiraan" in said
    bare = " ".join(texts(picture(client, PETA, format="svg", bingkai="0")))
    assert "Progres verivali (%)" in bare
    assert "Sumber" not in bare


@pytest.mark.parametrize("path", [PETA, TREN, FINALISASI])
@pytest.mark.parametrize("wilayah", ["0", "32", "3277", "3277011001"])
def test_the_neighbour_is_refused(sign_in: SignIn, client: FlaskClient, path: str, wilayah: str) -> None:
    answer = sign_in("supervisor.pangandaran").get(path, query_string={**WHEN, "wilayah": wilayah})
    assert answer.status_code == 403
    assert "Cimahi" not in answer.get_data(as_text=True)
    assert client.get(path, query_string={**WHEN, "wilayah": wilayah}).status_code == 302


def test_an_area_picked_next_door_has_no_trend(sign_in: SignIn) -> None:
    answer = sign_in("supervisor.pangandaran").get(TREN, query_string={**WHEN, "pilih": "3277011001"})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", [{"format": "gif"}, {"format": "html"}])
def test_another_form_does_not_exist(sign_in: SignIn, query: dict[str, str]) -> None:
    assert sign_in("supervisor.cimahi").get(PETA, query_string={**WHEN, **query}).status_code == 404


def test_the_trend_has_the_lines_of_the_screen(sign_in: SignIn) -> None:
    said = texts(picture(sign_in("supervisor.cimahi"), TREN, format="svg"))
    assert said[0] == "Progres verivali hari demi hari, Kota Cimahi"
    assert {"Kota Cimahi", "Target", "25 Nov"} <= set(said)


@pytest.mark.parametrize("tampil", ["peta", "kartogram"])
def test_the_board_of_finalisasi_is_a_map_with_its_states(sign_in: SignIn, tampil: str) -> None:
    svg = picture(sign_in("dinsos.jabar"), FINALISASI, format="svg", tampil=tampil)
    said = texts(svg)
    assert said[0] == "Keadaan finalisasi menurut kab/kota"
    found = fills(svg)
    assert len(found) == 27
    assert int(said[said.index("Terbuka") + 1]) == list(found.values()).count(WARNA["fin-terbuka"])
    assert int(said[said.index("Tanpa prelist") + 1]) == list(found.values()).count(WARNA["nodata"])


def test_one_kab_has_no_map_of_finalisasi(sign_in: SignIn) -> None:
    answer = sign_in("supervisor.cimahi").get(FINALISASI, query_string=WHEN)
    assert answer.status_code == 400
    assert "wilayah yang lebih luas" in answer.get_data(as_text=True)


# ---- Charts


def charts(node: Any) -> Iterator[dict[str, str]]:
    """Signed charts in an answer of a callback, as the script sends them back."""
    if isinstance(node, dict):
        if "data-tanda" in node:
            yield {"spek": node["data-grafik"], "asal": node["data-asal"], "tanda": node["data-tanda"]}
        for child in node.values():
            yield from charts(child)
    elif isinstance(node, list):
        for child in node:
            yield from charts(child)


def chart_of(client: FlaskClient, app: Any, wilayah: int = 3277, jenis: str = "corong") -> dict[str, str]:
    """A chart of the verivali page."""
    output = next(name for name in app.callback_map if "verivali-samping.children" in name)
    answer = ask_callback(client, app, output, wilayah)
    assert answer.status_code == 200
    return next(found for found in charts(answer.json) if json.loads(found["spek"])["jenis"] == jenis)


def token(client: FlaskClient) -> dict[str, str]:
    layout = client.get("/_dash-layout").get_data(as_text=True)
    return {"X-CSRFToken": layout.split('"name":"csrf_token"')[0].rsplit('"value":"', 1)[-1].split('"')[0]}


def send(client: FlaskClient, body: Any, form: str = "svg") -> Any:
    headers = token(client) | {"Accept": "application/json"}
    return client.post(f"{_grafik_unduh.PATH}?format={form}", json=body, headers=headers)


def test_a_chart_of_the_page_comes_back_as_a_picture_with_its_head(sign_in: SignIn, app: Any) -> None:
    client = sign_in("supervisor.cimahi")
    chart = chart_of(client, app)
    spek = json.loads(chart["spek"])
    answer = send(client, chart)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    said = texts(answer.data)
    assert said[0] == spek["judul"]
    assert any("Kota Cimahi" in words and "BSP/Sembako November 2026" in words for words in said)
    assert {item["nama"] for item in spek["data"]} <= set(said)
    assert send(client, chart, "png").data.startswith(b"\x89PNG")
    assert spek["judul"] in words_of_pdf(send(client, chart, "pdf").data)


def test_the_numbers_of_a_chart_are_those_drawn(sign_in: SignIn, app: Any) -> None:
    client = sign_in("supervisor.cimahi")
    chart = chart_of(client, app)
    spek = json.loads(chart["spek"])
    found = baca_csv(send(client, chart, "csv").data)
    assert found.tentang["Periode"] == "BSP/Sembako November 2026"
    assert [[row[0], row[1].replace(".", "")] for row in found.baris] == [
        [item["nama"], str(item["nilai"])] for item in spek["data"]
    ]
    assert send(client, chart, "xlsx").data.startswith(b"PK")


@pytest.mark.parametrize(
    "change",
    [
        lambda chart: chart | {"spek": re.sub(r'"nilai":\d+', '"nilai":999', chart["spek"], count=1)},
        lambda chart: chart | {"asal": chart["asal"].replace("Cimahi", "Bandung")},
        lambda chart: chart | {"asal": chart["asal"].replace("3277", "3218")},
        lambda chart: chart | {"tanda": "0" * 64},
        lambda chart: chart | {"tanda": "é"},
        lambda chart: chart | {"tanda": 7},
        # A boundary moved from one text to the other.
        lambda chart: chart | {"spek": chart["spek"] + chart["asal"][0], "asal": chart["asal"][1:]},
        lambda chart: {"spek": chart["spek"]},
        lambda _chart: [],
        lambda _chart: "kosong",
    ],
)
def test_what_the_portal_did_not_write_is_refused(sign_in: SignIn, app: Any, change: Callable[[Any], Any]) -> None:
    client = sign_in("supervisor.cimahi")
    answer = send(client, change(chart_of(client, app)))
    assert answer.status_code == 400
    assert "Muat ulang halaman" in answer.get_data(as_text=True)


def test_the_chart_of_another_reader_is_refused(sign_in: SignIn, app: Any) -> None:
    chart = chart_of(sign_in("supervisor.cimahi"), app)
    assert send(sign_in("supervisor2.cimahi"), chart).status_code == 400
    assert send(sign_in("supervisor.pangandaran"), chart).status_code == 400


def test_a_chart_of_a_wilayah_that_was_taken_away_is_refused(own_database: str, sign_in: SignIn, app: Any) -> None:
    client = sign_in("supervisor.cimahi")
    chart = chart_of(client, app)
    engine = make_engine(own_database, owner=True)
    with engine.begin() as connection:
        moved = sa.update(pengguna).where(pengguna.c.username == "supervisor.cimahi").values(wilayah=3218)
        connection.execute(moved)
    engine.dispose()
    answer = send(client, chart)
    assert answer.status_code == 403
    assert "Cimahi" not in answer.get_data(as_text=True)


def test_a_request_of_another_site_or_too_large_is_refused(sign_in: SignIn, app: Any) -> None:
    client = sign_in("supervisor.cimahi")
    chart = chart_of(client, app)
    assert client.post(f"{_grafik_unduh.PATH}?format=png", json=chart).status_code == 400
    assert send(client, chart | {"lain": "x" * _grafik_unduh.LARGEST}).status_code == 413
    assert send(client, chart, "exe").status_code == 404


def test_an_old_page_asks_to_be_loaded_again(sign_in: SignIn, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in("supervisor.cimahi")
    chart = chart_of(client, app)
    late = _grafik_unduh.now
    monkeypatch.setattr(_grafik_unduh, "now", lambda: late() + LONGEST + timedelta(minutes=1))
    answer = send(client, chart)
    assert answer.status_code == 400
    assert "Muat ulang halaman" in answer.get_data(as_text=True)


def test_households_on_a_map_are_for_those_who_may_take_them_away() -> None:
    asked: list[str] = []

    def sign(jenis: str, _spek: str) -> tuple[str, str] | None:
        asked.append(jenis)
        return None if jenis == "titik" else ("asal", "tanda")

    before = _grafik_unduh._sign
    use_penanda(sign)
    try:
        points = titik([Titik(107.5, -6.9, 0, "Ruta")], [Kelompok("Selesai", "selesai")], judul="Letak")
        bars = batang([Datum("A", 1)], judul="Batang", satuan="ruta")
        assert "unduh" not in str(grafik("a", points))
        assert "unduh" in str(grafik("b", bars))
    finally:
        use_penanda(before)
    assert asked == ["titik", "batang"]
