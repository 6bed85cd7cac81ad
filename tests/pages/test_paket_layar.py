"""A pack and the screen say the same: map, Beranda, kuota, finalisasi, usulan, for a kab, a provinsi and Indonesia."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from _jalan import CALLBACKS, state_of
from flask.testing import FlaskClient

from data_access import keterangan
from data_access.session import read_session
from domain.briefing import BabBriefing, Kunci
from domain.figur import KELAS_SAMAR, SAMAR, Figur, Isi
from domain.kesiapan import KEADAAN_NAME
from domain.tulis import number, percent
from tests.conftest import TODAY
from workflow.briefing_isi import susun

SignIn = Callable[[str], FlaskClient]
WHEN = {"program": "1", "periode": "202611"}
WILAYAH = [3277, 32, 0]
KUOTA = [
    "kuota-galat.children", "kuota-kalimat.children", "kuota-angka.children", "kuota-peringatan.children",
    "kuota-kendali.children", "kuota-tabel.rowData", "kuota-tren.children", "kuota-peringkat.children",
    "kuota-usul.children",
]  # fmt: skip
FINALISASI = [
    "finalisasi-galat.children", "finalisasi-atas.children", "finalisasi-tabel.rowData", "finalisasi-gambar.data",
    "finalisasi-kab.children",
]  # fmt: skip
BERANDA = "..beranda-kepala.children...beranda-atas.children...beranda-perhatian.children...beranda-sisi.children.."


@cache
def paket(wilayah: int, samar: int = 0) -> Isi:
    with read_session() as connection:
        now = keterangan.read_now(connection)
        kunci = Kunci(wilayah, 1, 202611, tuple(BabBriefing), samar)
        return susun(connection, kunci, pembuat="x", now=now, dibuat=now)


def figur(isi: Isi, kode: str) -> Figur:
    return next(item for bab in isi.bab for item in bab.figur if item.kode == kode)


def baris(isi: Isi, kode: str) -> list[dict[str, Any]]:
    table = figur(isi, kode)
    names = [item.kode for item in table.kolom]
    return [dict(zip(names, row, strict=True)) for row in table.isi["baris"]]


def angka(isi: Isi, kode: str) -> dict[str, dict[str, Any]]:
    return {item["kode"]: item for item in figur(isi, kode).isi["angka"]}


def post(client: FlaskClient, outputs: list[str], inputs: dict[str, Any]) -> dict[str, Any]:
    named = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in outputs]
    body = {
        "output": f"..{'...'.join(outputs)}.." if len(outputs) > 1 else outputs[0],
        "outputs": named if len(outputs) > 1 else named[0],
        "inputs": [{"id": name, "property": "data", "value": value} for name, value in inputs.items()],
        "state": [],
        "changedPropIds": [f"{next(iter(inputs))}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json["response"]
    return found


def peta(client: FlaskClient, wilayah: int) -> dict[str, Any]:
    return post(client, ["peta-data.data"], {"peta-tanya": WHEN | {"wilayah": str(wilayah)}})["peta-data"]["data"]


def pilihan(wilayah: int) -> dict[str, str]:
    return WHEN | {"wilayah": str(wilayah)}


@pytest.mark.parametrize("wilayah", WILAYAH)
def test_the_map_has_the_same_areas_figures_classes_and_legend(sign_in: SignIn, wilayah: int) -> None:
    screen, isi = peta(sign_in("pusdatin"), wilayah), paket(wilayah)
    drawn, table = figur(isi, "peta.progres").isi, baris(isi, "peta.tabel")
    for name in ("kode", "nama", "nilai", "kelas"):
        assert drawn[name] == screen["kolom"][name], name
    assert drawn["level"] == screen["level"]
    for name in ("batas", "banyak", "tidak_ada_data", "berhenti", "ramp"):
        assert drawn["legenda"][name] == screen["legenda"][name], name
    assert [row["diisi"] for row in table] == screen["kolom"]["pembilang"]
    assert [row["total"] for row in table] == screen["kolom"]["penyebut"]
    assert [row["progres"] for row in table] == screen["kolom"]["nilai"]
    assert [row["peringkat"] for row in table] == screen["kolom"]["peringkat"]
    assert figur(isi, "peta.progres").definisi == screen["metrik"]["penjelasan"]


@pytest.mark.parametrize(("username", "wilayah"), [("pimpinan.cimahi", 3277), ("menteri", 32), ("menteri", 0)])
def test_what_the_map_does_not_tell_the_pack_does_not_either(sign_in: SignIn, username: str, wilayah: int) -> None:
    screen, isi = peta(sign_in(username), wilayah), paket(wilayah, 5)
    drawn, table = figur(isi, "peta.progres").isi, baris(isi, "peta.tabel")
    assert drawn["kelas"] == screen["kolom"]["kelas"]
    assert drawn["legenda"]["disamarkan"] == screen["kolom"]["kelas"].count(KELAS_SAMAR)
    hidden = [code == KELAS_SAMAR for code in drawn["kelas"]]
    assert [row["diisi"] == SAMAR for row in table] == hidden
    assert [row["progres"] == SAMAR for row in table] == hidden


@pytest.mark.parametrize("wilayah", WILAYAH)
def test_beranda_shows_the_same_headline_figures(app: Any, sign_in: SignIn, wilayah: int) -> None:
    known = app.callback_map[BERANDA]
    ids = [{"id": part.component_id, "property": part.component_property} for part in known["output"]]
    inputs = [{**part, "value": state_of(wilayah) if part["id"] == "pilihan" else None} for part in known["inputs"]]
    body = {"output": BERANDA, "outputs": ids, "inputs": inputs, "state": [{**part, "value": None} for part in
            known["state"]], "changedPropIds": ["pilihan.data"]}  # fmt: skip
    answer = sign_in("pusdatin").post(CALLBACKS, json=body)
    assert answer.status_code == 200
    text = json.dumps(answer.json, ensure_ascii=False)
    items = angka(paket(wilayah), "ringkasan.angka")
    for kode in ("progres", "nonaktif", "kuota"):
        item = items[kode]
        assert percent(item["nilai"]) in text, kode
        assert f"{number(item['pembilang'])} dari {number(item['penyebut'])}" in text, kode
        assert item["definisi"] in text, kode


@pytest.mark.parametrize("wilayah", WILAYAH)
def test_the_kuota_page_has_the_same_rows_and_the_same_sentence(sign_in: SignIn, wilayah: int) -> None:
    inputs = {"pilihan": pilihan(wilayah), "versi": None, "kuota-segar": None}
    screen, isi = post(sign_in("pusdatin"), KUOTA, inputs), paket(wilayah)
    rows, own = screen["kuota-tabel"]["rowData"], angka(isi, "kuota.angka")
    mine = {row["kode"]: row for row in baris(isi, "kuota.tabel")}
    assert [row["kode"] for row in rows] == list(mine)
    for row in rows:
        for name in ("kuota", "terpakai", "sisa", "awal", "nonaktif", "disetujui"):
            assert (mine[row["kode"]][name] or 0) == (row[name] or 0), (row["kode"], name)
    sentence = screen["kuota-kalimat"]["children"]
    for name in ("kuota", "terpakai", "sisa", "menunggu"):
        assert number(own[name]["nilai"]) in sentence, name
    assert percent(own["utilisasi"]["nilai"]) in sentence


@pytest.mark.parametrize("wilayah", [32, 0])
def test_the_board_of_finalisasi_has_the_same_states_and_days_left(sign_in: SignIn, wilayah: int) -> None:
    inputs = {"pilihan": pilihan(wilayah), "versi": None, "finalisasi-segar": None}
    screen = post(sign_in("pusdatin"), FINALISASI, inputs)
    rows, isi = screen["finalisasi-tabel"]["rowData"], paket(wilayah)
    mine = baris(isi, "finalisasi.papan")
    assert [row["kode"] for row in mine] == [row["kode"] for row in rows]
    assert [row["keadaan"] for row in mine] == [
        None if row["keadaan"] is None else KEADAAN_NAME[row["keadaan"]] for row in rows
    ]
    assert [row["sisa"] for row in mine] == [row["sisa_hari"] for row in rows]
    items = angka(isi, "finalisasi.angka")
    known = [row["keadaan"] for row in rows if row["keadaan"] is not None]
    assert items["difinalisasi"]["penyebut"] == len(known)


def test_a_kab_shows_its_own_batch_with_the_obstacles_of_the_page(sign_in: SignIn) -> None:
    inputs = {"pilihan": pilihan(3277), "versi": None, "finalisasi-segar": None}
    text = json.dumps(post(sign_in("pusdatin"), FINALISASI, inputs), ensure_ascii=False)
    rows = baris(paket(3277), "finalisasi.halangan")
    assert rows
    for row in rows:
        assert row["halangan"] in text
        assert re.search(rf"\b{re.escape(number(row['jumlah']))}\b", text), row


@pytest.mark.parametrize("wilayah", WILAYAH)
def test_the_review_in_numbers_says_the_same(sign_in: SignIn, wilayah: int) -> None:
    wish = pilihan(wilayah) | {"tab": "kinerja"}
    found = post(sign_in("pusdatin"), ["usulan-kinerja.data"], {"usulan-kinerja-minta": wish})
    text = found["usulan-kinerja"]["data"]["isi"]
    items, table = angka(paket(wilayah), "usulan.angka"), baris(paket(wilayah), "usulan.tabel")
    assert f"{number(items['menunggu']['nilai'])} kasus menunggu" in text
    assert f"{number(items['pengembalian']['penyebut'])} sudah diputuskan" in text
    assert sum(row["menunggu"] for row in table) == items["menunggu"]["nilai"]
    for row in table:
        assert row["nama"] in text


def test_the_pack_speaks_of_the_day_of_the_screen() -> None:
    assert paket(3277).asal.per.date() == TODAY
