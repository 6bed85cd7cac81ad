"""The page of accounts: who may open it, what it shows to whom, and a request with a surat tugas from end to end."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from _jalan import CALLBACKS, token_of
from _totp import confirm, fields_of
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import create_app
from data_access import reset_sandi
from data_access.pengguna import find_by_username
from data_access.session import read_session
from demo.akun import DEMO_ACCOUNTS, PASSWORD
from domain.access import Actor, Permission, Role
from settings import Settings

SignIn = Callable[[str], FlaskClient]
MANAGERS = {"pusdatin", "dinsos.jabar", "supervisor.cimahi", "supervisor2.cimahi", "supervisor.pangandaran"}


def number_of(username: str) -> int:
    with read_session() as connection:
        akun = find_by_username(connection, username)
    assert akun is not None
    return akun.actor.id


def shown(reader: FlaskClient, part: str, **query: str) -> str:
    """What one part of the page shows for an address."""
    inputs = [{"id": "pilihan", "property": "data", "value": {"program": "1", "periode": "202611", **query}}]
    if part == "daftar":
        inputs.append({"id": "versi", "property": "data", "value": None})
    inputs.append({"id": "pengguna-ulang", "property": "data", "value": None})
    output = f"pengguna-{part}-html"
    body = {
        "output": f"{output}.data",
        "outputs": {"id": output, "property": "data"},
        "inputs": inputs,
        "state": [],
        "changedPropIds": ["pilihan.data"],
    }
    answer = reader.post(CALLBACKS, json=body)
    assert answer.status_code == 200
    return str(answer.json["response"][output]["data"])


def send(reader: FlaskClient, act: str, **data: str) -> Any:
    return reader.post(f"/api/pengguna/{act}", data=data | fields_of(reader, "/ganti-sandi"))


@pytest.mark.parametrize("username", [account.username for account in DEMO_ACCOUNTS])
def test_the_page_opens_for_who_manages_accounts_only(sign_in: SignIn, username: str) -> None:
    reader = sign_in(username)
    assert reader.get("/pengguna").status_code == (200 if username in MANAGERS else 403)
    text = shown(reader, "daftar")
    assert bool(text) is (username in MANAGERS)
    assert username not in [part.split("<")[0] for part in text.split("<code>")[1:]]


def test_an_account_of_the_next_kab_is_neither_listed_nor_opened(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.pangandaran")
    assert "operator.melong" not in shown(reader, "daftar")
    assert shown(reader, "daftar", wilayah="3277") == ""
    assert shown(reader, "samping", akun=str(number_of("operator.melong"))) == ""
    refused = shown(reader, "samping", panel="mengapa", nama="operator.melong", izin="view_progres")
    assert "Tidak ada akun bernama itu" in refused
    assert "Rahmawati" not in refused


def test_who_looks_needs_no_code_and_who_acts_does(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    number = str(number_of("operator.melong"))
    assert "Neng Rahmawati" in shown(reader, "samping", akun=number)
    answer = send(reader, "reset", akun=number)
    assert (answer.status_code, answer.json["kode"]) == (403, "SIKS-403-TOTP")
    confirm(reader, "supervisor.cimahi")
    answer = send(reader, "reset", akun=number)
    sandi = answer.json["html"].split('class="pengguna-sekali">')[1].split("<")[0]
    assert len(sandi) == 19
    assert sandi not in shown(reader, "samping", akun=number)


@pytest.mark.parametrize("act", ["buat", "ubah", "tutup", "buka", "reset", "sesi", "setujui", "tolak"])
def test_acts_are_refused_to_other_roles_and_to_the_next_kab(own_database: str, sign_in: SignIn, act: str) -> None:
    data = {
        "akun": str(number_of("operator.melong")), "permintaan": "1", "alasan": "pindah tugas", "catatan": "salah",
        "peran": "operator_desa", "wilayah": "3277011001", "username": "op.coba", "nama": "Coba Saja",
    }  # fmt: skip
    other = sign_in("walikota.cimahi")
    assert send(other, act, **data).status_code == 403
    neighbour = sign_in("supervisor.pangandaran")
    confirm(neighbour, "supervisor.pangandaran")
    assert send(neighbour, act, **data).status_code == 403


def test_an_account_given_on_the_page_changes_its_password_first(own_database: str, app: Any, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    confirm(reader, "supervisor.cimahi")
    data = {"username": "op.cibeber", "nama": "Rudi Anwar", "peran": "operator_desa"}
    answer = send(reader, "buat", **data, wilayah="32.77.01.1005 · Cibeber, Kec. Cimahi Selatan")
    sandi = answer.json["html"].split('class="pengguna-sekali">')[1].split("<")[0]
    assert "Rudi Anwar" in shown(reader, "daftar", cari="cibeber")
    visitor = app.server.test_client()
    form = {"username": "op.cibeber", "password": sandi, "csrf_token": token_of(visitor)}
    assert visitor.post("/masuk", data=form).status_code == 302
    assert visitor.get("/").headers["Location"].startswith("/ganti-sandi")


def test_a_page_and_an_act_are_explained_with_their_rules(sign_in: SignIn) -> None:
    reader = sign_in("dinsos.jabar")
    text = shown(reader, "samping", panel="mengapa", nama="supervisor.cimahi", izin="record_finalisasi", di="3218")
    assert "Tidak, Asep Hidayat tidak dapat memfinalisasi" in text
    assert "di luar wilayah akun" in text
    assert "Autentikator belum aktif" in text
    assert "Pengesahan November 2026 sedang dibuka" in text
    assert '<option value="record_finalisasi" selected' in text
    assert "Ya, Asep Hidayat dapat melihat progres" in shown(
        reader, "samping", panel="mengapa", nama="supervisor.cimahi", izin="view_progres"
    )


def _paper() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(out, "PDF")
    out.seek(0)
    return out


def ask_reset(visitor: FlaskClient, username: str, content: io.BytesIO) -> Any:
    data = {"username": username, "telepon": "0812 1111 2222", "surat": FileStorage(content, "surat.pdf")}
    # Encoded here: the client of the tests leaves a large file open.
    boundary, body = encode_multipart(data | fields_of(visitor, "/lupa-sandi"))
    return visitor.post("/lupa-sandi", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_lost_password_is_asked_for_seen_by_the_level_above_and_given_anew(
    own_database: str, settings: Settings, sign_in: SignIn
) -> None:
    visitor = create_app(settings).server.test_client()
    answers = [ask_reset(visitor, name, _paper()) for name in ("operator.melong", "tidak.ada")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].data == answers[1].data
    reader, neighbour = sign_in("supervisor.cimahi"), sign_in("supervisor.pangandaran")
    assert "0812 1111 2222" in shown(reader, "samping")
    assert "0812 1111 2222" not in shown(neighbour, "samping")
    with read_session() as connection:
        above = Actor(0, "", "", Role.SUPERVISOR_KAB, 3277)
        (asked,) = reset_sandi.list_permintaan(connection, above, limit=5)
    page = reader.get(f"/pengguna/surat/{asked.id}/1")
    assert (page.mimetype, page.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    for other in (neighbour, sign_in("walikota.cimahi")):
        assert other.get(f"/pengguna/surat/{asked.id}/1").status_code == 403
    assert reader.get(f"/pengguna/surat/{asked.id}/2").status_code == 400
    confirm(reader, "supervisor.cimahi")
    answer = send(reader, "setujui", permintaan=str(asked.id), akun=str(asked.akun.id))
    sandi = answer.json["html"].split('class="pengguna-sekali">')[1].split("<")[0]
    form = {"username": "operator.melong", "csrf_token": token_of(visitor)}
    assert visitor.post("/masuk", data=form | {"password": PASSWORD}).status_code == 401
    assert visitor.post("/masuk", data=form | {"password": sandi}).status_code == 302


def test_asking_is_slowed_down_and_too_large_a_paper_is_refused(own_database: str, settings: Settings) -> None:
    visitor = create_app(settings).server.test_client()
    assert ask_reset(visitor, "operator.melong", io.BytesIO(b"%PDF-" + bytes(6_000_000))).status_code == 413
    codes = [ask_reset(visitor, "operator.melong", io.BytesIO(b"x")).status_code for _ in range(11)]
    assert codes[-1] == 429
    assert set(codes) == {400, 429}


def test_only_permissions_that_exist_can_be_asked_about(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    assert shown(reader, "samping", panel="mengapa", nama="operator.melong", izin="raja") == ""
    for permission in Permission:
        assert shown(reader, "samping", panel="mengapa", nama="operator.melong", izin=permission)
