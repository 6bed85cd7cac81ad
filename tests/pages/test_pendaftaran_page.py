"""The page of registrations, asked as the browser asks: queue by persona, and nothing of it for the next kab."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from _jalan import CALLBACKS
from flask.testing import FlaskClient
from PIL import Image

SignIn = Callable[[str], FlaskClient]
FORM = {
    "nik": "3277014505900001", "no_kk": "3277010101100009", "nama": "Siti Rohmah", "tgl_lahir": "1990-05-05",
    "alamat": "Jl. Melati 3", "telepon": "", "alasan": "belum_terdata", "anggota": "4", "keterangan": "",
    "sta_bangunan": "2", "lantai": "6", "dinding": "1", "atap": "6", "sumber_airminum": "5", "sumber_penerangan": "1",
    "fasbab": "2", "desa": "3277011001",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_csrf(app: Any) -> Iterator[None]:
    app.server.config["WTF_CSRF_ENABLED"] = False
    yield
    app.server.config["WTF_CSRF_ENABLED"] = True


def record(client: FlaskClient, **other: Any) -> Any:
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(picture, "PNG")
    picture.seek(0)
    form = FORM | {"ktp": (picture, "ktp.png")} | other
    return client.post("/api/pendaftaran", data=form, content_type="multipart/form-data")


def ask(client: FlaskClient, name: str, *, aksi: Any = None, **query: str) -> dict[str, Any]:
    state = {"wilayah": "3277", "program": "1", "periode": "202611", **query}
    page = [("pilihan", state), ("versi", None), ("daftar-segar", None)]
    inputs = {"daftar-form-isi": page[:1], "daftar-jawab": [("daftar-aksi", aksi)]}.get(name, page)
    body = {
        "output": f"{name}.data",
        "outputs": {"id": name, "property": "data"},
        "inputs": [{"id": key, "property": "data", "value": value} for key, value in inputs],
        "state": [],
        "changedPropIds": [f"{inputs[0][0]}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    return answer.json if answer.status_code == 200 else {}


def text(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


@pytest.mark.usefixtures("own_database")
def test_a_registration_waits_for_the_desk_it_has_come_to(sign_in: SignIn) -> None:
    operator = sign_in("operator.melong")
    answer = record(operator)
    assert answer.status_code == 200, answer.json
    key = answer.json["ke"]["buka"]
    own = {"wilayah": "3277011001"}
    assert "Siti Rohmah" in text(ask(operator, "daftar-daftar-isi", **own))
    camat = sign_in("operator.cimahi.selatan")
    assert "Siti Rohmah" not in text(ask(camat, "daftar-daftar-isi", wilayah="327701"))
    done = ask(operator, "daftar-jawab", aksi={"aksi": "teruskan", "nomor": [key], "saat": 1})
    assert "Pendaftaran diteruskan" in text(done)
    assert "Siti Rohmah" in text(ask(camat, "daftar-daftar-isi", wilayah="327701"))
    detail = text(ask(camat, "daftar-rinci-isi", buka=key, wilayah="327701"))
    assert "Kembalikan" in detail
    assert "3277014505900001" not in detail
    assert "Tidak tahu" not in detail
    # The reader of the city sees where it stands, but has nothing to decide yet.
    walikota = text(ask(sign_in("walikota.cimahi"), "daftar-rinci-isi", buka=key))
    assert "Siti Rohmah" in walikota
    assert "Kembalikan</button>" not in walikota
    assert operator.get(f"/pendaftaran/berkas/{key.replace('-', '/')}/1").mimetype == "image/jpeg"
    assert sign_in("walikota.cimahi").get(f"/pendaftaran/berkas/{key.replace('-', '/')}/1").status_code == 403


@pytest.mark.usefixtures("own_database")
def test_the_next_kab_sees_no_registration(sign_in: SignIn) -> None:
    key = record(sign_in("operator.melong")).json["ke"]["buka"]
    other = sign_in("supervisor.pangandaran")
    assert "Siti Rohmah" not in text(ask(other, "daftar-daftar-isi", wilayah="3218", tampil="semua"))
    for answer in (
        ask(other, "daftar-daftar-isi"),
        ask(other, "daftar-rinci-isi", buka=key, wilayah="3218"),
        ask(other, "daftar-form-isi", catat=key, wilayah="3218"),
        ask(other, "daftar-form-isi", lapor="3277-32770000001", wilayah="3218"),
        ask(other, "daftar-jawab", aksi={"aksi": "teruskan", "nomor": [key], "saat": 1}),
    ):
        assert "SIKS-403" in text(answer)
        assert "Siti Rohmah" not in text(answer)
    assert other.get(f"/pendaftaran/berkas/{key.replace('-', '/')}/1").status_code == 404
    assert record(other, nik="3277014505900002").status_code == 403
    report = {"alasan": "mampu", "catatan": "Punya dua mobil dan toko"}
    assert other.post("/api/ketidaklayakan/3277/32770000001", data=report).status_code in (400, 403)


@pytest.mark.usefixtures("own_database")
def test_a_wrong_form_says_which_field(sign_in: SignIn) -> None:
    operator = sign_in("operator.melong")
    for change, why in (({"nik": "1"}, "NIK tidak sah"), ({"desa": ""}, "desa"), ({"lantai": ""}, "Lantai")):
        answer = record(operator, **change)
        assert answer.status_code == 400
        assert why in answer.json["pesan"]
    assert record(sign_in("auditor")).status_code == 403


@pytest.mark.usefixtures("own_database")
def test_a_household_is_reported_from_its_card(sign_in: SignIn) -> None:
    supervisor = sign_in("supervisor.cimahi")
    form = text(ask(supervisor, "daftar-form-isi", lapor="3277-32770000001"))
    assert "Laporkan ketidaklayakan" in form
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(picture, "PNG")
    picture.seek(0)
    sent = {"alasan": "mampu", "catatan": "Punya dua mobil dan toko", "surat": (picture, "surat.png")}
    answer = supervisor.post("/api/ketidaklayakan/3277/32770000001", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.json
    listed = text(ask(supervisor, "daftar-daftar-isi", tampil="semua"))
    assert "Laporan ketidaklayakan" in listed
