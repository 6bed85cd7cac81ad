"""The penetapan page asked as the browser asks: by persona, with nothing of another wilayah in any answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _jalan import CALLBACKS
from _totp import confirm
from flask.testing import FlaskClient

sys.path.append(str(Path(__file__).parents[1] / "workflow"))
from finalisasi_alur import make_ready, rows, stored
from penetapan_alur import bring_to, enter, rekap_rows, write_list

from domain.batch import StateBatch
from workflow import sk

SignIn = Callable[[str], FlaskClient]
WHEN = {"program": "1", "periode": "202611"}
MAIN = ["penetapan-galat.children", "penetapan-kalimat.children", "penetapan-tampil.data"]


def _post(client: FlaskClient, outputs: list[str], inputs: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    def parts(values: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"id": name, "property": "data", "value": value} for name, value in values.items()]

    named = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in outputs]
    body = {
        "output": f"..{'...'.join(outputs)}.." if len(outputs) > 1 else outputs[0],
        "outputs": named if len(outputs) > 1 else named[0],
        "inputs": parts(inputs),
        "state": parts(state),
        "changedPropIds": [f"{next(iter(inputs))}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code in (200, 204)
    return answer.json if answer.status_code == 200 else {}


def page(client: FlaskClient, **query: str) -> dict[str, Any]:
    inputs = {"pilihan": WHEN | query, "versi": None, "penetapan-segar": None}
    return _post(client, MAIN, inputs, {}).get("response", {})


def boxes(client: FlaskClient, **query: str) -> str:
    shown = page(client, **query)
    return json.dumps(shown.get("penetapan-tampil", {}).get("data", {}), ensure_ascii=False)


def compared(client: FlaskClient, **query: str) -> dict[str, str]:
    inputs = {"pilihan": WHEN | query, "versi": None, "penetapan-segar": None}
    answer = _post(client, ["penetapan-rekon-tampil.data"], inputs, {})
    return answer.get("response", {}).get("penetapan-rekon-tampil", {}).get("data", {})


def act(client: FlaskClient, aksi: str, wish: dict[str, Any], **query: str) -> dict[str, Any]:
    return _post(
        client, [f"penetapan-{aksi}-jawab.data"], {f"penetapan-{aksi}": wish | {"saat": 1}}, {"pilihan": WHEN | query}
    )


def said(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def download(client: FlaskClient, path: str, **query: str) -> Any:
    return client.get(path, query_string=WHEN | query)


def test_the_provinsi_sees_what_waits_for_it_and_accepts_several_at_once(own_database: str, sign_in: SignIn) -> None:
    bring_to(own_database, "disahkan")
    client = sign_in("dinsos.jabar")
    found = page(client, wilayah="32")
    assert "1 batch menunggu Anda" in found["penetapan-kalimat"]["children"]
    assert "Terima hasil verifikasi" in boxes(client, wilayah="32")
    done = act(client, "verifikasi", {"kab": [3277, 3218]}, wilayah="32")["response"]["penetapan-verifikasi-jawab"][
        "data"
    ]
    assert "1 dari 2 kab/kota berhasil" in done["pesan"]
    assert [name for name, _ in done["rincian"]] == ["Kabupaten Pangandaran"]
    assert stored().state is StateBatch.DIVERIFIKASI_PROVINSI


def test_a_return_comes_with_its_findings_from_the_form(own_database: str, sign_in: SignIn) -> None:
    bring_to(own_database, "disahkan")
    client = sign_in("dinsos.jabar")
    wish = {"kab": [3277], "alasan": "Perlu diperiksa", "temuan": [{"jenis": "inklusi", "kode": "mampu", "jumlah": 4}]}
    assert "satu temuan" in said(act(client, "kembalikan", wish | {"temuan": []}, wilayah="32"))
    act(client, "kembalikan", wish, wilayah="32")
    assert stored().state is StateBatch.DIKEMBALIKAN
    shown = boxes(sign_in("supervisor.cimahi"), wilayah="3277")
    assert "Wajib diperbaiki bersama" in shown
    assert "4 rumah tangga" in shown


@pytest.mark.parametrize(
    "wish",
    [{}, {"kab": "3277"}, {"kab": []}, {"kab": [True]}, {"kab": [32]}, {"kab": ["3277"]}, {"kab": [3277.5]},
     {"kab": [-1]}, {"kab": [10**30]}],
)  # fmt: skip
def test_a_wish_that_cannot_be_read_changes_nothing(own_database: str, sign_in: SignIn, wish: dict[str, Any]) -> None:
    bring_to(own_database, "disahkan")
    act(sign_in("dinsos.jabar"), "verifikasi", wish, wilayah="32")
    assert stored().state is StateBatch.DISAHKAN


def test_a_kab_outside_the_wilayah_is_refused_whole(own_database: str, sign_in: SignIn) -> None:
    bring_to(own_database, "disahkan")
    answer = act(sign_in("dinsos.jabar"), "verifikasi", {"kab": [3277, 3171]}, wilayah="32")
    assert "tidak berwenang" in said(answer)
    assert stored().state is StateBatch.DISAHKAN


def test_the_next_kab_sees_nothing_of_this_one(own_database: str, sign_in: SignIn, tmp_path: Path) -> None:
    bring_to(own_database, "disetujui_pfm")
    sk.baca(enter(tmp_path, [tuple(row) for row in rekap_rows()][3:]))
    other = sign_in("supervisor.pangandaran")
    assert "Cimahi" not in boxes(other)
    assert "Cimahi" not in boxes(other, wilayah="3277")
    assert not compared(other, wilayah="3277").get("rekon")
    for path in ("/penetapan/hasil/3277", "/penetapan/rekonsiliasi/3277", "/penetapan/bank/3277"):
        assert download(other, path, bentuk="csv").status_code == 403
    assert not rows("SELECT FROM unduhan")


def test_an_operator_of_a_desa_sees_the_state_and_no_household(
    own_database: str, sign_in: SignIn, tmp_path: Path
) -> None:
    bring_to(own_database, "disetujui_pfm")
    sk.baca(enter(tmp_path, [tuple(row) for row in rekap_rows()][3:]))
    client = sign_in("operator.melong")
    shown = boxes(client)
    assert "Disetujui PFM" in shown
    assert "Rekap" not in shown
    assert compared(client) == {"rekon": "", "beda": ""}


def test_rekap_and_decree_are_compared_and_filtered_by_the_address(
    own_database: str, sign_in: SignIn, tmp_path: Path
) -> None:
    bring_to(own_database, "disetujui_pfm")
    lines = [tuple(row) for row in rekap_rows()]
    sk.baca(enter(tmp_path, lines[3:]))
    client = sign_in("supervisor.cimahi")
    found = compared(client, wilayah="3277")
    assert all(line[0] in found["beda"] for line in lines[:3])
    assert f"rekap {len(lines)}" in found["rekon"]
    assert lines[0][0] not in compared(client, wilayah="3277", beda="tambahan")["beda"]
    only = compared(client, wilayah="3277", cari=lines[1][0])["beda"]
    assert lines[1][0] in only
    assert lines[2][0] not in only
    # What differs is counted household by household: nothing for those who may not see them.
    leader = compared(sign_in("pimpinan.cimahi"), wilayah="3277")
    assert leader["rekon"] == ""
    assert leader["beda"] == ""
    answer = download(client, "/penetapan/rekonsiliasi/3277", bentuk="csv", beda="tidak_ditetapkan")
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("\n3277") == 3
    assert rows("SELECT FROM audit WHERE aksi = 'penetapan.unduh-rekonsiliasi'")


@pytest.mark.parametrize(
    "query", [{"beda": "x"}, {"sebab": "x"}, {"keadaan": "x"}, {"sesudah": "x'"}, {"cari": "x" * 101}]
)
def test_an_address_that_cannot_be_read_is_said(own_database: str, sign_in: SignIn, query: dict[str, str]) -> None:
    answer = _post(
        sign_in("supervisor.cimahi"), MAIN, {"pilihan": WHEN | query, "versi": None, "penetapan-segar": None}, {}
    )
    assert "Pilih lagi" in said(answer) or "tidak dapat dibaca" in said(answer) or "terlalu panjang" in said(answer)


def test_files_leave_after_the_finalisasi_only_and_are_counted(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    client = sign_in("supervisor.cimahi")
    assert download(client, "/penetapan/hasil/3277", bentuk="csv").status_code == 409
    bring_to(own_database, "disahkan")
    answer = download(client, "/penetapan/hasil/3277", bentuk="siks")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hasil-3277-202611-bsp.siks"'
    assert answer.data.startswith(b"PK")
    assert "hasil 1 kali" in boxes(client, wilayah="3277")
    for path in ("/penetapan/hasil/32", "/penetapan/hasil/99999999999999999999"):
        assert download(client, path, bentuk="csv").status_code == 404
    assert download(client, "/penetapan/hasil/3277", bentuk="exe").status_code == 404


def test_pusdatin_enters_a_decree_and_applies_it_with_a_confirmed_session(
    own_database: str, sign_in: SignIn, tmp_path: Path
) -> None:
    bring_to(own_database, "disetujui_pfm")
    content = write_list(tmp_path / "sk.csv", [tuple(row) for row in rekap_rows()]).read_bytes()
    client = sign_in("pusdatin")
    assert "autentikator" in boxes(client, wilayah="0")
    confirm(client, "pusdatin")
    answer = client.put("/api/sk", query_string=WHEN, data=content, content_type="application/octet-stream")
    assert answer.status_code == 400
    assert not rows("SELECT FROM sk")
    assert "Catat SK" in boxes(client, wilayah="0")


def test_a_decree_is_not_uploaded_by_others(own_database: str, sign_in: SignIn) -> None:
    for who in ("pfm", "supervisor.cimahi", "dinsos.jabar"):
        assert sign_in(who).put("/api/sk", query_string=WHEN, data=b"x").status_code == 403
    assert not rows("SELECT FROM sk")


def test_a_decree_is_applied_from_the_page_by_a_confirmed_session_only(
    own_database: str, sign_in: SignIn, tmp_path: Path
) -> None:
    bring_to(own_database, "disetujui_pfm")
    nomor = enter(tmp_path, [tuple(row) for row in rekap_rows()])
    sk.baca(nomor)
    client = sign_in("pusdatin")
    assert "autentikator" in said(act(client, "tetapkan", {"sk": nomor}, wilayah="0"))
    assert rows("SELECT state FROM sk")[0].state == "siap"
    confirm(client, "pusdatin")
    assert "sedang ditetapkan" in said(act(client, "tetapkan", {"sk": nomor}, wilayah="0"))
    sk.kerjakan(nomor)
    assert stored().state is StateBatch.DITETAPKAN
    assert "Ditetapkan" in boxes(client, wilayah="0")
