"""The map's answers, asked the way the browser asks: right figures, and nothing of another wilayah."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from data_access.progres import read_rekap
from domain.access import PERMISSIONS, Permission, Role, Scope
from domain.indikator import INDIKATOR
from domain.kode import Level

SignIn = Callable[[str], FlaskClient]
TODAY = date(2026, 11, 21)
WHEN = {"program": "1", "periode": "202611"}


def ask(client: FlaskClient, store: str, asked: str, query: dict[str, Any]) -> dict[str, Any]:
    """The whole answer of a callback of the map."""
    body = {
        "output": f"{store}.data",
        "outputs": {"id": store, "property": "data"},
        "inputs": [{"id": asked, "property": "data", "value": WHEN | query}],
        "changedPropIds": [f"{asked}.data"],
        "state": [],
    }
    found = client.post("/_dash-update-component", json=body)
    return found.json if found.status_code == 200 else {}


def drawn(client: FlaskClient, **query: Any) -> dict[str, Any]:
    return ask(client, "peta-data", "peta-tanya", query)["response"]["peta-data"]["data"]


def detail(client: FlaskClient, **query: Any) -> Any:
    return ask(client, "peta-rinci", "peta-rinci-tanya", query)["response"]["peta-rinci"]["data"]


def codes_of(found: dict[str, Any]) -> set[int]:
    """Every code of a wilayah that an answer with figures names."""
    kolom = found["kolom"]
    listed = {kode for kode, _ in found["tanpa_poligon"]["daftar"]}
    return {*kolom["kode"], *kolom["induk"], *map(int, found["nama_induk"]), *listed, found["wilayah"]["kode"]}


def test_indonesia_shows_all_kab_with_figures_that_the_register_has(sign_in: SignIn, connection: Connection) -> None:
    found = drawn(sign_in("pusdatin"), wilayah="0")
    rekap = read_rekap(connection, Scope(0), Level.KAB, 1, 202611, TODAY)
    assert found["level"] == 2
    assert found["kolom"]["kode"] == rekap["kode"].tolist()
    assert len(found["kolom"]["kode"]) == 514
    assert found["kolom"]["penyebut"] == rekap["total"].tolist()
    assert sum(found["legenda"]["banyak"]) + found["legenda"]["tidak_ada_data"] == 514
    assert found["kalimat"].startswith("Indonesia: ")


def test_a_kab_opens_on_its_desa_so_that_two_steps_reach_the_one_that_stands_still(sign_in: SignIn) -> None:
    found = drawn(sign_in("pusdatin"), wilayah="3277")
    assert (found["level"], len(found["kolom"]["kode"])) == (4, 15)
    assert found["geo"]["lembar"]
    assert found["geo"]["kartogram"]
    assert found["wilayah"]["induk"] == 32


@pytest.mark.parametrize(("level", "count"), [("3", 3), ("4", 15)])
def test_a_kab_can_be_shown_by_kecamatan_or_desa(sign_in: SignIn, level: str, count: int) -> None:
    assert len(drawn(sign_in("pusdatin"), wilayah="3277", level=level)["kolom"]["kode"]) == count


@pytest.mark.parametrize("metrik", list(INDIKATOR))
@pytest.mark.parametrize("kelas", ["pita", "kuantil", "sama", "alami"])
def test_every_measure_is_drawn_with_every_classification(sign_in: SignIn, metrik: str, kelas: str) -> None:
    found = drawn(sign_in("dinsos.jabar"), wilayah="32", metrik=metrik, kelas=kelas)
    assert len(found["legenda"]["ramp"]) == len(found["legenda"]["batas"]) + 1 == len(found["legenda"]["banyak"])
    assert len(found["kolom"]["nilai"]) == 27


def test_a_reader_of_a_kab_gets_codes_of_that_kab_only(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.pangandaran")
    for query in ({"wilayah": "3218"}, {}, {"level": "3"}, {"banding": "202610", "banding_cara": "selisih"}):
        found = codes_of(drawn(reader, **query))
        assert {kode for kode in found if not str(kode).startswith("3218")} == set()
        assert len(found) > 10
    frames = ask(reader, "peta-bingkai", "peta-bingkai-tanya", {"wilayah": "3218", "kunci": "k"})
    assert {kode // 10**6 for kode in frames["response"]["peta-bingkai"]["data"]["kode"]} == {3218}


def test_a_reader_of_a_kab_has_no_way_up_and_no_line_of_the_provinsi(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.pangandaran")
    assert drawn(reader)["wilayah"]["induk"] is None
    assert detail(reader)["tren"]["induk"] is None
    assert detail(reader, pilih="3218012001") is not None
    assert detail(reader, pilih="3277011001") is None


@pytest.mark.parametrize("wilayah", ["3277", "32", "0", "3277011001", "9171"])
def test_another_wilayah_is_refused_in_words_with_a_way_back(sign_in: SignIn, wilayah: str) -> None:
    found = drawn(sign_in("supervisor.pangandaran"), wilayah=wilayah)
    assert set(found) == {"galat"}
    assert found["galat"]["kembali"]["wilayah"] is None
    assert "Pangandaran" in found["galat"]["tombol"]


def test_tiles_of_another_kab_are_refused(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.pangandaran")
    query = {"wilayah": "3218", "kunci": "k", "lapis": "desa"}
    own = ask(reader, "peta-ubin-nilai", "peta-ubin-tanya", query | {"induk": [3218]})
    assert {kode // 10**6 for kode in own["response"]["peta-ubin-nilai"]["data"]["kode"]} == {3218}
    other = ask(reader, "peta-ubin-nilai", "peta-ubin-tanya", query | {"induk": [3218, 3277]})
    assert "3277" not in str(other.get("response"))
    assert "SIKS-403" in str(other)


def test_an_operator_of_a_desa_sees_that_desa_only(sign_in: SignIn) -> None:
    reader = sign_in("operator.melong")
    assert drawn(reader)["kolom"]["kode"] == [3277011001]
    tiles = {"kunci": "k", "lapis": "desa", "induk": [3277]}
    assert ask(reader, "peta-ubin-nilai", "peta-ubin-tanya", tiles)["response"]["peta-ubin-nilai"]["data"]["kode"] == [
        3277011001
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"wilayah": "abc"},
        {"wilayah": "9999"},
        {"wilayah": "3277'"},
        {"periode": "190001"},
        {"periode": "x"},
        {"program": "99"},
        {"program": "²"},
        {"metrik": "tidak_ada"},
        {"level": "9"},
        {"level": "-1"},
        {"kelas": "acak"},
        {"hari": "kemarin"},
        {"hari": "2031-01-01"},
        {"banding": "190001"},
    ],
)
def test_what_cannot_be_shown_is_said_calmly(sign_in: SignIn, query: dict[str, str]) -> None:
    found = drawn(sign_in("pusdatin"), **query)
    assert set(found) == {"galat"}
    assert found["galat"]["pesan"].endswith(".")
    assert "Traceback" not in found["galat"]["pesan"]


def test_a_level_left_over_from_another_wilayah_falls_back_to_the_usual_one(sign_in: SignIn) -> None:
    assert drawn(sign_in("pusdatin"), wilayah="0", level="4")["level"] == 2


def test_kuota_is_offered_to_those_who_may_see_it(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = sign_in("pfm")
    assert "kuota" in dict(drawn(reader)["kendali"]["metrik"])
    monkeypatch.setitem(PERMISSIONS, Role.PFM, PERMISSIONS[Role.PFM] - {Permission.VIEW_KUOTA})
    assert "kuota" not in dict(drawn(reader)["kendali"]["metrik"])
    assert set(drawn(reader, metrik="kuota")) == {"galat"}


def test_the_history_ends_where_the_register_stands(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    now = drawn(reader, wilayah="3277")["kolom"]
    days = ask(reader, "peta-bingkai", "peta-bingkai-tanya", {"wilayah": "3277", "kunci": "k"})
    frames = days["response"]["peta-bingkai"]["data"]
    assert frames["kumulatif"][-1] == now["pembilang"]
    assert frames["total"] == now["penyebut"]


def test_a_past_day_shows_the_figures_of_that_day(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    then, now = drawn(reader, wilayah="3277", hari="2026-11-08"), drawn(reader, wilayah="3277")
    assert sum(then["kolom"]["pembilang"]) < sum(now["kolom"]["pembilang"])
    assert then["hari"]["kini"] == "2026-11-08"


def test_a_comparison_carries_both_periode(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    side = drawn(reader, wilayah="32", banding="202610")
    less = drawn(reader, wilayah="32", banding="202610", banding_cara="selisih")
    assert side["banding"]["label"] == "Oktober 2026 hari ke-21"
    now, then = side["kolom"]["nilai"], side["banding"]["nilai"]
    index = next(i for i, value in enumerate(now) if value is not None and then[i] is not None)
    assert less["kolom"]["nilai"][index] == pytest.approx(now[index] - then[index], abs=0.11)


def test_details_speak_of_the_picked_area_beside_its_parent(sign_in: SignIn) -> None:
    found = detail(sign_in("pusdatin"), wilayah="32", pilih="3277")
    assert found["nama"] == "Kota Cimahi"
    assert found["tren"]["nama_induk"] == "Jawa Barat"
    assert len(found["tren"]["sendiri"]) == 21
    assert found["tren"]["target"][-1] == 100.0


def test_the_table_downloads_whole_with_what_it_speaks_of(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    address = "/peta/unduh?wilayah=3277&program=1&periode=202611&format="
    answer = reader.get(address + "csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert ["Periode", "BSP/Sembako November 2026"] in rows
    assert len([row for row in rows if row and row[0].startswith("3277")]) == 15
    assert "siks-progres-kota-cimahi-202611.csv" in answer.headers["Content-Disposition"]
    assert reader.get(address + "xlsx").get_data().startswith(b"PK")
    assert reader.get(address + "pdf").status_code == 404


def test_the_table_of_another_kab_does_not_download(
    sign_in: SignIn, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/peta/unduh?wilayah=3277&program=1&periode=202611"
    assert client.get(address).status_code == 302
    assert sign_in("supervisor.pangandaran").get(address).status_code == 403
    reader = sign_in("pfm")
    monkeypatch.setitem(PERMISSIONS, Role.PFM, PERMISSIONS[Role.PFM] - {Permission.EXPORT_PROGRES})
    assert reader.get(address).status_code == 403
