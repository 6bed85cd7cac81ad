"""The page of data requests and its plain routes: the right reader, the wrong kab, what may be taken in and out."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from data_access.permohonan import list_paket
from data_access.session import read_session
from domain.permohonan import StatePaket
from pages._session import now
from workflow.impor_gudang import use_gudang
from workflow.permohonan import buat_paket

SignIn = Callable[[str], FlaskClient]
KAB, DESA = 3277, 3277011001
CALLBACK = "/_dash-update-component"


def _scan() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (310, 438), "white").save(out, "JPEG")
    return out.getvalue()


def _ask(client: FlaskClient, output: str, inputs: list[tuple[str, Any]]) -> tuple[int, Any]:
    given = [{"id": ident, "property": "data", "value": value} for ident, value in inputs]
    ident, prop = output.split(".")
    body = {
        "output": output,
        "outputs": {"id": ident, "property": prop},
        "inputs": given,
        "changedPropIds": [f"{given[0]['id']}.data"],
    }
    answer = client.post(CALLBACK, json=body)
    found = (answer.json or {}) if answer.data else {}
    return answer.status_code, found.get("response", {}).get(ident, {}).get("data")


def _act(client: FlaskClient, **wish: Any) -> dict[str, Any] | None:
    return _ask(client, "mohon-jawab.data", [("mohon-aksi", {**wish, "saat": 1})])[1]


def _detail(client: FlaskClient, key: str, wilayah: str = "3277") -> str:
    state = {"wilayah": wilayah, "program": "1", "periode": "202611", "buka": key}
    found = _ask(client, "mohon-rinci-isi.data", [("pilihan", state), ("versi", 1), ("mohon-segar", 1)])[1]
    return json.dumps(found or "", ensure_ascii=False)


def _list(client: FlaskClient, wilayah: str) -> str:
    state = {"wilayah": wilayah, "program": "1", "periode": "202611"}
    found = _ask(client, "mohon-daftar-isi.data", [("pilihan", state), ("versi", 1), ("mohon-segar", 1)])[1]
    return json.dumps(found or "", ensure_ascii=False)


def _token(client: FlaskClient) -> dict[str, str]:
    """The form token of the page, as the browser sends it."""
    layout = client.get("/_dash-layout").get_data(as_text=True)
    return {"X-CSRFToken": layout.split('"name":"csrf_token"')[0].rsplit('"value":"', 1)[-1].split('"')[0]}


def _upload(client: FlaskClient, key: str, jenis: str, isi: bytes, nama: str = "surat.jpg") -> Any:
    path = f"/api/permohonan/{key.replace('-', '/')}/{jenis}"
    data = {"berkas": (io.BytesIO(isi), nama)}
    return client.post(path, data=data, headers=_token(client), content_type="multipart/form-data")


def _begin(client: FlaskClient) -> str:
    answer = _act(client, aksi="buat", periode="1-202611", keperluan="Verifikasi dan validasi BSP")
    assert answer is not None
    return str(answer["ke"]["buka"])


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    use_gudang(tmp_path / "impor", tmp_path / "geo")


@pytest.mark.usefixtures("own_database")
def test_a_request_goes_from_draft_to_the_package_in_hand(sign_in: SignIn, app: Any) -> None:
    supervisor, pfm = sign_in("supervisor.cimahi"), sign_in("pfm")
    key = _begin(supervisor)
    assert "Unggah berkas yang sudah ditandatangani" in _detail(supervisor, key)
    for jenis in ("surat", "mou"):
        form = supervisor.get(f"/permohonan-data/format/{key.replace('-', '/')}/{jenis}.docx")
        text = zipfile.ZipFile(io.BytesIO(form.data)).read("word/document.xml").decode()
        assert "Verifikasi dan validasi BSP" in text
        assert _upload(supervisor, key, jenis, _scan()).status_code == 200
    assert _act(supervisor, aksi="kirim", nomor=[key]) is not None
    assert "diperiksa Ditjen PFM" in _detail(supervisor, key)
    assert _act(pfm, aksi="kembalikan", nomor=[key], catatan="Stempel tidak terbaca") is not None
    assert "Stempel tidak terbaca" in _detail(supervisor, key)
    assert _act(supervisor, aksi="kirim", nomor=[key]) is not None
    assert _act(pfm, aksi="setujui", nomor=[key]) is not None
    assert "Buat paket data" in _detail(supervisor, key)
    assert "Buat paket data" not in _detail(pfm, key, "0")
    assert _act(supervisor, aksi="paket", nomor=[key], wilayah=str(DESA)) is not None
    with read_session() as connection:
        paket = list_paket(connection, KAB, int(key[5:]))[0]
    assert paket.state is StatePaket.ANTRE
    with app.server.test_request_context():
        saat = now()
    buat_paket(KAB, paket.nomor, saat=saat)
    assert sign_in("supervisor.pangandaran").get(f"/permohonan-data/paket/{KAB}/{paket.nomor}").status_code == 403
    assert pfm.get(f"/permohonan-data/paket/{KAB}/{paket.nomor}").status_code == 403
    taken = supervisor.get(f"/permohonan-data/paket/{KAB}/{paket.nomor}")
    assert taken.status_code == 200
    assert f"siks-{DESA}-202611.siks" in taken.headers["Content-Disposition"]
    assert "kunci.json" in zipfile.ZipFile(io.BytesIO(taken.data)).namelist()
    assert "Sisa 9 unduhan" in _detail(supervisor, key)


@pytest.mark.usefixtures("own_database")
def test_papers_are_shown_as_pictures_to_who_may_see_them(sign_in: SignIn) -> None:
    supervisor = sign_in("supervisor.cimahi")
    key = _begin(supervisor)
    _upload(supervisor, key, "surat", _scan())
    path = f"/permohonan-data/berkas/{key.replace('-', '/')}/surat/1"
    for reader, status in (
        ("supervisor.cimahi", 200), ("pfm", 200), ("kepaladinas.cimahi", 200), ("supervisor.pangandaran", 403),
        ("operator.melong", 403), ("dinsos.jabar", 403),
    ):  # fmt: skip
        answer = sign_in(reader).get(path)
        assert answer.status_code == status, reader
    shown = supervisor.get(path)
    assert shown.mimetype == "image/jpeg"
    assert supervisor.get(path[:-1] + "2").status_code == 404
    assert supervisor.get(path.replace("/surat/", "/mou/")).status_code == 404


@pytest.mark.usefixtures("own_database")
def test_the_next_kab_sees_and_touches_nothing(sign_in: SignIn) -> None:
    key = _begin(sign_in("supervisor.cimahi"))
    neighbour = sign_in("supervisor.pangandaran")
    assert "Verifikasi" not in _list(neighbour, "3218")
    assert "Verifikasi" not in _list(neighbour, "3277")
    assert "Verifikasi" not in _detail(neighbour, key, "3218")
    assert _act(neighbour, aksi="batalkan", nomor=[key]) is None
    assert _upload(neighbour, key, "surat", _scan()).status_code == 403
    assert neighbour.get(f"/permohonan-data/format/{key.replace('-', '/')}/mou.docx").status_code == 403
    assert "Verifikasi" in _list(sign_in("supervisor.cimahi"), "3277")


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize(("isi", "nama"), [(b"", "a.pdf"), (b"<svg/>", "a.svg"), (b"MZ", "a.pdf")])
def test_a_file_that_is_no_paper_is_refused_in_words(sign_in: SignIn, isi: bytes, nama: str) -> None:
    client = sign_in("supervisor.cimahi")
    answer = _upload(client, _begin(client), "surat", isi, nama)
    assert answer.status_code in (400, 422)
    assert answer.json["pesan"]


@pytest.mark.parametrize("reader", ["operator.melong", "walikota.cimahi", "dinsos.jabar", "bps.jabar"])
def test_others_have_no_such_page(sign_in: SignIn, reader: str) -> None:
    assert sign_in(reader).get("/permohonan-data").status_code == 403
