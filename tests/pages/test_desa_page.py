"""The page of one desa, asked the way the browser asks: right figures for its readers, nothing for others."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from components.desa import BAGIAN
from components.format import number, percent
from data_access.desa import read_titik
from data_access.progres import read_rekap
from domain.access import Scope
from domain.indikator import DIISI, ratio, total_of
from domain.kode import Level
from tests.conftest import TODAY

SignIn = Callable[[str], FlaskClient]
MELONG = "3277011001"
SECTIONS = ".." + "...".join(f"desa-{name}.children" for name in BAGIAN) + ".."
MAP = "desa-peta.children"
NOTES = "desa-catatan.children"


def ask(client: FlaskClient, output: str, wilayah: str, **more: Any) -> dict[str, Any]:
    parts = output.strip(".").split("...")
    outputs = [{"id": part.split(".")[0], "property": "children"} for part in parts]
    state = {"wilayah": wilayah, "program": "1", "periode": "202611", **more}
    inputs = [{"id": "pilihan", "property": "data", "value": state}, {"id": "versi", "property": "data", "value": None}]
    if output == NOTES:
        inputs.append({"id": "desa-tulisan", "property": "data", "value": None})
    body = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": inputs,
        "changedPropIds": ["pilihan.data"],
        "state": [],
    }
    answer = client.post("/_dash-update-component", json=body)
    return answer.json or {}


def text_of(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False)


def sections(client: FlaskClient, wilayah: str = MELONG, **more: Any) -> dict[str, str]:
    answer = ask(client, SECTIONS, wilayah, **more)["response"]
    return {name: text_of(answer[f"desa-{name}"]) for name in BAGIAN}


def test_the_headline_says_what_the_table_says(sign_in: SignIn, connection: Connection) -> None:
    row = read_rekap(connection, Scope(int(MELONG)), Level.DESA, 1, 202611, TODAY).to_dict("records")[0]
    found = sections(sign_in("supervisor.cimahi"))
    done = total_of(row, DIISI)
    assert percent(ratio(done, row["total"])) in found["ukuran"]
    assert f"{number(done)} dari {number(row['total'])} rumah tangga" in found["kepala"]
    assert "kelurahan Melong" in found["kepala"]
    assert "tel:" in found["ukuran"]


@pytest.mark.parametrize("username", ["operator.melong", "supervisor.cimahi", "dinsos.jabar", "pusdatin", "auditor"])
def test_readers_of_households_see_them_named_and_placed(
    sign_in: SignIn, connection: Connection, username: str
) -> None:
    reader = sign_in(username)
    name = read_titik(connection, Scope(int(MELONG)), 1, 202611).dropna(subset=["lat"])["nama_krt"].iloc[0]
    assert name in text_of(ask(reader, MAP, MELONG))
    found = sections(reader)
    assert "/data-kesos?ruta=3277-" in found["kasus"]


@pytest.mark.parametrize("username", ["pimpinan.cimahi", "kepaladinas.cimahi", "walikota.cimahi", "bps.jabar"])
def test_points_are_shown_only_to_those_who_may_see_households(
    sign_in: SignIn, connection: Connection, username: str
) -> None:
    drawn = text_of(ask(sign_in(username), MAP, MELONG))
    names = set(read_titik(connection, Scope(int(MELONG)), 1, 202611)["nama_krt"])
    seen = any(name in drawn for name in names)
    assert seen is (username != "pimpinan.cimahi")
    assert ("hanya tampil bagi peran" in drawn) is (username == "pimpinan.cimahi")


def test_who_may_not_see_households_gets_counts_and_no_name(sign_in: SignIn, connection: Connection) -> None:
    found = sections(sign_in("pimpinan.cimahi"))
    names = set(read_titik(connection, Scope(int(MELONG)), 1, 202611)["nama_krt"])
    assert not [name for name in names if name in found["kasus"]]
    assert "data-kesos" not in text_of(found)


def test_who_may_not_see_the_kuota_gets_none_of_it(sign_in: SignIn) -> None:
    assert "Terpakai" in sections(sign_in("supervisor.cimahi"))["usulan"]
    found = sections(sign_in("bps.jabar"))
    assert "Terpakai" not in found["usulan"]
    assert "melebihi kuota" not in found["halangan"]


def test_an_operator_is_compared_with_no_desa_outside_the_scope(sign_in: SignIn) -> None:
    assert "Leuwigajah" in sections(sign_in("supervisor.cimahi"))["sekitar"]
    own = sign_in("operator.melong")
    found = text_of(sections(own)) + text_of(ask(own, MAP, MELONG))
    assert "Tidak ada desa lain" in found
    for name in ("Leuwigajah", "Cibeber", "Cibeureum"):
        assert name not in found


@pytest.mark.parametrize("output", [SECTIONS, MAP, NOTES])
@pytest.mark.parametrize("wilayah", [MELONG, "3277", "32", "0"])
def test_a_neighbour_sees_nothing_of_it(sign_in: SignIn, output: str, wilayah: str) -> None:
    answer = ask(sign_in("supervisor.pangandaran"), output, wilayah)
    assert "SIKS-403" in text_of(answer)
    assert "response" not in answer or not any(answer["response"].values())
    assert "Melong" not in text_of(answer)


@pytest.mark.parametrize(
    ("wilayah", "more", "says"),
    [
        ("3277", {}, "satu desa atau kelurahan"),
        ("", {}, "SIKS-403"),
        ("3277019999", {}, "tidak ada"),
        ("abc", {}, "tidak dapat dibaca"),
        (MELONG, {"periode": "209901"}, "Periode itu tidak ada"),
        (MELONG, {"periode": "x"}, "tidak dapat dibaca"),
        (MELONG, {"status": "9"}, "Status pada alamat tidak dikenal"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(sign_in: SignIn, wilayah: str, more: dict[str, str], says: str) -> None:
    answer = ask(sign_in("supervisor.cimahi"), SECTIONS, wilayah, **more)
    assert says in text_of(answer.get("sideUpdate", {}))
    assert not answer.get("response")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/desa/3277011001", 200),
        ("/desa/3218012001", 403),
        ("/desa/abc", 404),
        ("/desa", 404),
        ("/desa/3277011001/x", 404),
    ],
)
def test_an_address_is_answered_with_the_status_of_what_it_shows(sign_in: SignIn, path: str, status: int) -> None:
    assert sign_in("supervisor.cimahi").get(path).status_code == status


def page_of(client: FlaskClient, path: str) -> str:
    body = {
        "output": "halaman.children",
        "outputs": {"id": "halaman", "property": "children"},
        "inputs": [{"id": "url", "property": "pathname", "value": path}],
        "state": [{"id": "url", "property": "search", "value": ""}],
        "changedPropIds": ["url.pathname"],
    }
    return text_of(client.post("/_dash-update-component", json=body).json)


def test_a_code_that_is_no_desa_is_said_in_place_of_the_page(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    for path in ("/desa/3277", "/desa/327701", "/desa/32.77.01.1001"):
        assert "satu desa atau kelurahan" in page_of(reader, path)
    assert "tidak ada" in page_of(reader, "/desa/3277019999")


def test_only_those_who_may_write_notes_find_the_form(sign_in: SignIn) -> None:
    assert "desa-tulis" in page_of(sign_in("supervisor.cimahi"), f"/desa/{MELONG}")
    for username in ("pimpinan.cimahi", "auditor", "operator.melong"):
        assert '"desa-tulis"' not in page_of(sign_in(username), f"/desa/{MELONG}")


def test_one_status_is_shown_on_the_map_when_it_is_in_the_address(sign_in: SignIn) -> None:
    drawn = text_of(ask(sign_in("supervisor.cimahi"), MAP, MELONG, status="4"))
    assert "Hanya status “Dikembalikan”" in drawn


def test_a_desa_without_border_or_prelist_says_so(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    drawn = text_of(ask(reader, MAP, "1101012001"))
    assert "Tidak ada rumah tangga pada prelist" in drawn
    assert "Batas desa ini belum ada" in drawn
    assert "tidak memiliki prelist" in sections(reader, "1101012001")["kepala"]
