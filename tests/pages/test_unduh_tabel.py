"""Every table can be taken away by who sees it: the same rows, the same filters, nobody else's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data_access import antrean
from data_access.kerja_periksa import read_kerja
from data_access.session import current_engine
from domain.access import Actor, Role, Scope
from domain.usulan import JENIS_OF_TAB, Tab
from tests.berkas_tabel import Terbaca, baca_csv, baca_xlsx
from tests.conftest import TODAY

SignIn = Callable[[str], FlaskClient]


WHEN = {"program": "1", "periode": "202611"}


def _token(client: FlaskClient) -> str:
    layout = client.get("/_dash-layout").get_data(as_text=True)
    return layout.split('"name":"csrf_token"')[0].rsplit('"value":"', 1)[-1].split('"')[0]


def _antrean(client: FlaskClient, form: str = "csv", **query: str) -> Any:
    return client.post(
        "/usulan/unduh", data={"csrf_token": _token(client), "format": form, "tanya": json.dumps({**WHEN, **query})}
    )


def _both(client: FlaskClient, path: str, **query: str) -> Terbaca:
    """The CSV of an address, which its XLSX says as well."""
    answers = [client.get(path, query_string={**WHEN, **query, "format": form}) for form in ("csv", "xlsx")]
    assert [answer.status_code for answer in answers] == [200, 200], answers[0].get_data(as_text=True)
    text, book = baca_csv(answers[0].get_data()), baca_xlsx(answers[1].get_data())
    assert text.judul == book.judul
    assert len(text.baris) == len(book.baris)
    assert text.tentang["Wilayah"] == book.tentang["Wilayah"]
    assert {"Judul", "Periode", "Saringan", "Keadaan per", "Sumber", "Dibuat"} <= set(text.tentang)
    return text


def test_the_whole_queue_leaves_in_its_order_with_what_it_was_narrowed_by(
    own_database: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Read in many pages, as a long queue is.
    monkeypatch.setattr(antrean, "_STREAMED", 4)
    reader = sign_in("supervisor.cimahi")
    with current_engine().connect() as connection:
        wanted = connection.execute(
            sa.text(
                "SELECT id FROM usulan WHERE kab = 3277 AND jenis = ANY(:jenis) AND status = 1 AND program = 1 "
                "AND periode = 202611 AND coalesce(tunda_sampai, :today) <= :today ORDER BY diajukan, id"
            ),
            {"jenis": [int(item) for item in JENIS_OF_TAB[Tab.USULAN]], "today": TODAY},
        ).scalars()
        keys = [f"3277-{number}" for number in wanted]
    text, book = baca_csv(_antrean(reader).data), baca_xlsx(_antrean(reader, "xlsx").data)
    assert len(keys) > 8
    assert text.kolom("Kasus") == book.kolom("Kasus") == keys
    assert text.tentang["Wilayah"] == "Kota Cimahi, Jawa Barat"
    assert "Terlama dahulu" in text.tentang["Saringan"]
    assert all(isinstance(kode, str) and kode.startswith("3277") for kode in book.kolom("Kode desa"))
    with current_engine().connect() as connection:
        noted = connection.execute(sa.text("SELECT sesudah FROM audit WHERE aksi = 'unduh.tabel'")).scalars().all()
    assert [item["bentuk"] for item in noted] == ["csv", "xlsx"]


def test_the_queue_is_refused_to_the_neighbour_to_leadership_and_for_a_question_that_is_none(sign_in: SignIn) -> None:
    refused = _antrean(sign_in("supervisor.pangandaran"), wilayah="3277")
    assert refused.status_code == 403
    assert "Cimahi" not in refused.get_data(as_text=True)
    assert _antrean(sign_in("pimpinan.cimahi")).status_code == 403
    reader = sign_in("supervisor.cimahi")
    for wrong in ("[]", "{", '{"jenis": "x"}'):
        data = {"csrf_token": _token(reader), "tanya": wrong}
        assert reader.post("/usulan/unduh", data=data).status_code == 400
    assert _antrean(reader, "exe").status_code == 404
    assert reader.post("/usulan/unduh", data={"tanya": "{}"}).status_code == 400


@pytest.mark.parametrize("bagian", list(Tab))
def test_the_review_in_numbers_leaves_as_it_is_counted(sign_in: SignIn, connection: sa.Connection, bagian: Tab) -> None:
    actor = Actor(1, "x", "x", Role.SUPERVISOR_KAB, 3277)
    found = read_kerja(connection, Scope(3277), actor, JENIS_OF_TAB[bagian], 1, 202611, TODAY)
    file = _both(sign_in("supervisor.cimahi"), "/usulan/kinerja/unduh", wilayah="3277", bagian=bagian, tabel="wilayah")
    assert file.kolom("Kode") == [str(row.kode) for row in found.wilayah]
    assert file.kolom("Menunggu (kasus)") == [str(row.menunggu) for row in found.wilayah]
    assert file.tentang["Saringan"] == f"Bagian: {bagian.capitalize()}"
    for table in ("pemeriksa", "alasan"):
        _both(sign_in("supervisor.cimahi"), "/usulan/kinerja/unduh", wilayah="3277", bagian=bagian, tabel=table)


TABLES: tuple[tuple[str, dict[str, str]], ...] = (("/usulan/kinerja/unduh", {}),)


@pytest.mark.parametrize(("path", "query"), TABLES)
def test_nobody_takes_away_what_is_next_door_or_without_the_right(
    sign_in: SignIn, client: FlaskClient, path: str, query: dict[str, str]
) -> None:
    address = {**WHEN, **query, "wilayah": "3277"}
    assert client.get(path, query_string=address).status_code == 302
    refused = sign_in("supervisor.pangandaran").get(path, query_string=address)
    assert refused.status_code == 403
    assert "Cimahi" not in refused.get_data(as_text=True)
    assert sign_in("supervisor.cimahi").get(path, query_string={**address, "format": "exe"}).status_code == 404
