"""The page of moves, asked as the browser asks: by persona, with nothing of another kab in any answer."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from _jalan import CALLBACKS
from flask.testing import FlaskClient
from PIL import Image

from data_access.schema import batch, individu, pemindahan, rumah_tangga
from data_access.session import current_engine, make_engine

SignIn = Callable[[str], FlaskClient]
KAB, DESA, TUJUAN = 3277, 3277011001, 3277011002


@pytest.fixture
def homes(own_database: str) -> list[Any]:
    """Households of Melong that nothing keeps from moving."""
    owner = make_engine(own_database, owner=True)
    with owner.begin() as work:
        # What was finalised before has its SK.
        work.exec_driver_sql("SET LOCAL session_replication_role = replica")
        of = sa.and_(batch.c.kab == KAB, batch.c.state != "terbuka")
        work.execute(sa.update(batch).where(of).values(state="ditetapkan"))
        work.execute(sa.update(individu).where(individu.c.kab == KAB).values(nik=None))
        r = rumah_tangga
        work.execute(sa.update(r).where(r.c.kab == KAB).values(no_kk=None))
        found = list(work.execute(sa.select(r).where(r.c.kab == KAB, r.c.desa == DESA).order_by(r.c.id).limit(3)))
    owner.dispose()
    return found


def paper() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(picture, "PNG")
    picture.seek(0)
    return picture


def propose(client: FlaskClient, homes: list[Any], **other: Any) -> Any:
    form = {
        "keranjang": ",".join(f"{home.kab}-{home.id}" for home in homes), "tujuan": str(TUJUAN), "alasan": "domisili",
        "keterangan": "Surat 470/1", "alamat": "", "dokumen": (paper(), "surat.png"),
    }  # fmt: skip
    return client.post("/api/pemindahan", data=form | other, content_type="multipart/form-data")


def ask(client: FlaskClient, output: str, *, aksi: Any = None, **query: str) -> dict[str, Any]:
    name, prop = output.split(".")
    state = {"wilayah": "3277", "program": "1", "periode": "202611", **query}
    inputs = {
        "pindah-daftar-isi": [("pilihan", state), ("versi", None), ("pindah-segar", None)],
        "pindah-rinci-isi": [("pilihan", state), ("versi", None), ("pindah-segar", None)],
        "pindah-form-isi": [("pilihan", state)],
        "pindah-keranjang-isi": [("pilihan", state), ("versi", None)],
        "pindah-jawab": [("pindah-aksi", aksi)],
    }[name]
    body = {
        "output": output,
        "outputs": {"id": name, "property": prop},
        "inputs": [{"id": key, "property": "data", "value": value} for key, value in inputs],
        "state": [{"id": "pilihan", "property": "data", "value": state}] if name == "pindah-jawab" else [],
        "changedPropIds": [f"{inputs[0][0]}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    return answer.json if answer.status_code == 200 else {}


def html(answer: dict[str, Any]) -> str:
    return str(next(iter(answer.get("response", {"x": {"data": ""}}).values()))["data"])


def notice(answer: dict[str, Any]) -> str:
    return json.dumps(answer.get("sideUpdate", {}), ensure_ascii=False)


@pytest.fixture
def no_csrf(app: Any) -> Any:
    app.server.config["WTF_CSRF_ENABLED"] = False
    yield
    app.server.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.usefixtures("no_csrf")
def test_a_move_is_proposed_in_the_desa_and_approved_in_the_kab(sign_in: SignIn, homes: list[Any]) -> None:
    operator, supervisor = sign_in("operator.melong"), sign_in("supervisor.cimahi")
    answer = propose(operator, homes[:2])
    assert answer.status_code == 200, answer.json
    assert answer.json["pesan"].startswith("2 pemindahan diajukan")
    listed = html(ask(supervisor, "pindah-daftar-isi.data"))
    assert homes[0].nama_krt in listed
    assert "Setujui dan pindahkan" in listed
    assert "Setujui dan pindahkan" not in html(ask(operator, "pindah-daftar-isi.data", wilayah=str(DESA)))
    detail = html(ask(supervisor, "pindah-rinci-isi.data", buka="3277-1"))
    assert "Yang ikut pindah" in detail
    done = ask(supervisor, "pindah-jawab.data", aksi={"aksi": "setujui", "nomor": ["3277-1", "3277-2"], "saat": 1})
    assert "2 rumah tangga dipindahkan" in html(done) or "2 rumah tangga dipindahkan" in json.dumps(done)
    with current_engine().connect() as read:
        query = sa.select(rumah_tangga.c.desa).where(rumah_tangga.c.id.in_([home.id for home in homes[:2]]))
        assert set(read.execute(query).scalars()) == {TUJUAN}
    card = supervisor.get("/pemindahan/dokumen/3277/1")
    assert (card.status_code, card.mimetype) == (200, "image/jpeg")


@pytest.mark.usefixtures("no_csrf")
def test_the_next_kab_sees_no_move_paper_or_file(sign_in: SignIn, homes: list[Any]) -> None:
    propose(sign_in("operator.melong"), homes[:1])
    other = sign_in("supervisor.pangandaran")
    assert homes[0].nama_krt not in html(ask(other, "pindah-daftar-isi.data", wilayah="3218"))
    for answer in (
        ask(other, "pindah-daftar-isi.data"),
        ask(other, "pindah-rinci-isi.data", buka="3277-1", wilayah="3218"),
        ask(other, "pindah-keranjang-isi.data", ajukan="1", keranjang=f"3277-{homes[0].id}", wilayah="3218"),
        ask(other, "pindah-jawab.data", aksi={"aksi": "setujui", "nomor": ["3277-1"], "saat": 1}),
    ):
        assert "SIKS-403" in notice(answer)
        assert homes[0].nama_krt not in json.dumps(answer)
    assert "Melong" not in html(ask(other, "pindah-form-isi.data", ajukan="1", wilayah="3218"))
    assert other.get("/pemindahan/dokumen/3277/1").status_code == 404
    assert other.get("/pemindahan/unduh?wilayah=3277").status_code == 403
    assert propose(other, homes[:1]).status_code == 403
    with current_engine().connect() as read:
        assert read.execute(sa.select(sa.func.count()).select_from(pemindahan)).scalar_one() == 1


@pytest.mark.usefixtures("no_csrf")
def test_only_who_may_propose_gets_the_form_and_only_who_may_decide_decides(sign_in: SignIn, homes: list[Any]) -> None:
    propose(sign_in("operator.melong"), homes[:1])
    for username in ("walikota.cimahi", "dinsos.jabar", "auditor", "pfm"):
        reader = sign_in(username)
        assert "SIKS-403" in notice(ask(reader, "pindah-form-isi.data", ajukan="1"))
        assert "SIKS-403" in notice(ask(reader, "pindah-jawab.data", aksi={"aksi": "setujui", "nomor": ["3277-1"]}))
        assert homes[0].nama_krt in html(ask(reader, "pindah-daftar-isi.data"))
    assert sign_in("pimpinan.cimahi").get("/pemindahan").status_code in (200, 403)


@pytest.mark.usefixtures("no_csrf")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"tujuan": ""}, "desa tujuan"),
        ({"tujuan": "3218012001"}, "kab/kota yang sama"),
        ({"alasan": "iseng"}, "alasan"),
        ({"keranjang": ""}, "paling sedikit satu"),
        ({"keranjang": "<script>"}, "tidak dapat dibaca"),
        ({"dokumen": (io.BytesIO(b"<html>"), "surat.pdf")}, "tidak sesuai"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_stores_nothing(
    sign_in: SignIn, homes: list[Any], change: dict[str, Any], why: str
) -> None:
    answer = propose(sign_in("operator.melong"), homes[:1], **change)
    assert answer.status_code == 400
    assert why in answer.json["pesan"]
    with current_engine().connect() as read:
        assert read.execute(sa.select(sa.func.count()).select_from(pemindahan)).scalar_one() == 0


@pytest.mark.usefixtures("no_csrf")
def test_the_list_is_a_file_in_both_forms(sign_in: SignIn, homes: list[Any]) -> None:
    propose(sign_in("operator.melong"), homes[:1])
    reader = sign_in("supervisor.cimahi")
    text = reader.get("/pemindahan/unduh?wilayah=3277&format=csv").get_data().decode("utf-8-sig")
    assert homes[0].idbdt in text
    assert reader.get("/pemindahan/unduh?wilayah=3277&format=xlsx").get_data().startswith(b"PK")
    assert reader.get("/pemindahan/unduh?format=exe").status_code == 404
