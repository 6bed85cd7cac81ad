"""/verifikasi: what a stranger learns of a letter, and what nobody learns."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data_access.batch import revoke_surat
from data_access.session import unit_of_work
from domain.surat import kode_baru

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
import finalisasi_alur as alur
import surat_alur as s


@pytest.fixture
def kode(own_database: str) -> str:
    s.finalise(own_database)
    s.make()
    return s.letters()[0].kode


def test_a_stranger_sees_what_was_finalised_and_that_it_stands(client: FlaskClient, kode: str) -> None:
    answer = client.get(f"/verifikasi/{kode}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    surat = s.letters()[0]
    for said in ("Berlaku", "Kota Cimahi", "November 2026", surat.nomor, surat.sidik.hex(), "belum disahkan"):
        assert said in page
    assert f"<td>{surat.rekap['jumlah']['akhir']}</td>" in page
    # Nobody is named: neither who made it, nor who signs it, nor a household.
    for name in ("Dadang", "Asep", "3277********"):
        assert name not in page


def test_a_code_is_found_however_it_is_typed(client: FlaskClient, kode: str) -> None:
    answer = client.get("/verifikasi", query_string={"kode": f" {kode.replace('-', ' ').lower()} "})
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_letter_that_was_replaced_or_revoked_says_so(client: FlaskClient, kode: str) -> None:
    s.make(nomor="400.9/002/Dinsos/XI/2026")
    page = client.get(f"/verifikasi/{kode}").get_data(as_text=True)
    assert "Digantikan" in page
    newest = s.letters()[0].kode
    assert newest not in page
    with unit_of_work() as work:
        revoke_surat(work, alur.KEY)
    assert "Dicabut" in client.get(f"/verifikasi/{newest}").get_data(as_text=True)


def test_every_code_that_is_not_there_gets_the_same_answer(client: FlaskClient, kode: str) -> None:
    answers = set()
    for wrong in (kode_baru(3277), kode_baru(9999), kode_baru(1101), "rubbish", "3277", "<script>alert(1)"):
        answer = client.get(f"/verifikasi/{wrong}")
        assert answer.status_code == 404
        page = answer.get_data(as_text=True)
        assert "<script>alert" not in page
        answers.add(re.sub(r'value="[^"]*"', "", page))
    assert len(answers) == 1


def test_who_tries_codes_is_slowed_down(client: FlaskClient, kode: str) -> None:
    found = [
        client.get(f"/verifikasi/{kode_baru(3277)}", environ_base={"REMOTE_ADDR": "192.0.2.77"}).status_code
        for _ in range(20)
    ]
    assert found[0] == 404
    assert found[-1] == 429


def test_the_page_works_without_a_script_and_sends_no_file(client: FlaskClient, kode: str, app: Any) -> None:
    page = client.get(f"/verifikasi/{kode}").get_data(as_text=True)
    assert "sha256sum" in page
    assert 'method="get"' in page
    assert "multipart" not in page
    src = re.search(r'src="(/assets/verifikasi.js[^"]*)"', page)
    assert src
    assert client.get(src[1]).status_code == 200
    assert client.get("/verifikasi").status_code == 200
