"""Addresses of pages: found, not found, not allowed; the search behind the picker; the state of the installation."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data_access.session import make_engine, use_engine
from domain.kalender import Program, periode_of_month
from pages._shell import first_periode

SignIn = Callable[[str], FlaskClient]


def test_the_root_is_beranda(sign_in: SignIn) -> None:
    page = sign_in("pusdatin").get("/")
    assert page.status_code == 200
    assert "<title>Apa yang perlu saya kerjakan hari ini? · SIKS-NG</title>" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?wilayah=3218", 403),
        ("/?wilayah=abc", 404),
        ("/peta", 200),
        ("/peta/", 200),
        ("/peta?wilayah=3277", 200),
        ("/peta?wilayah=3277011001", 200),
        ("/peta?wilayah=32", 403),
        ("/peta?wilayah=0", 403),
        ("/peta?wilayah=3218", 403),
        ("/peta?wilayah=abc", 404),
        ("/tidak-ada", 404),
        ("/admin", 404),
    ],
)
def test_an_address_is_answered_with_the_status_of_what_it_shows(sign_in: SignIn, path: str, status: int) -> None:
    assert sign_in("supervisor.cimahi").get(path).status_code == status


def test_the_title_is_the_one_of_the_page_and_the_page_is_indonesian(sign_in: SignIn) -> None:
    page = sign_in("pusdatin").get("/peta").get_data(as_text=True)
    assert '<html lang="id">' in page
    assert "· SIKS-NG</title>" in page
    assert "Loading..." not in page


def test_the_picker_finds_a_region_with_its_parents_inside_the_scope_only(sign_in: SignIn) -> None:
    found = sign_in("dinsos.jabar").get("/api/wilayah?cari=kota+cimahi").json
    assert found[0]["nama"] == "Kota Cimahi"
    assert found[0]["kode"] == "3277"
    assert "Jawa Barat" in found[0]["lengkap"]
    neighbour = sign_in("supervisor.pangandaran")
    inside = neighbour.get("/api/wilayah?cari=32").json
    assert inside
    assert all(item["kode"].startswith("3218") for item in inside)
    assert neighbour.get("/api/wilayah?cari=kota+cimahi").json == []


@pytest.mark.parametrize("text", ["", "a", "%", "' OR 1=1 --", "((", ":*", "x" * 5000, "😀", "\x00"])
def test_whatever_is_typed_into_the_picker_is_answered(sign_in: SignIn, text: str) -> None:
    answer = sign_in("pusdatin").get("/api/wilayah", query_string={"cari": text})
    assert answer.status_code == 200
    assert isinstance(answer.json, list)


def test_the_picker_answers_while_one_types(sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    reader.get("/api/wilayah?cari=sidomulyo")
    start = time.perf_counter()
    for _ in range(5):
        reader.get("/api/wilayah?cari=sidomulyo")
    assert (time.perf_counter() - start) / 5 < 0.1


def test_the_periode_to_open_with_is_the_newest_that_has_begun() -> None:
    items = [periode_of_month(Program.BSP, 2026, month) for month in (10, 11, 12)]
    assert first_periode(items, datetime(2026, 11, 21, tzinfo=UTC)) == {1: 202611}
    assert first_periode(items, datetime(2020, 1, 1, tzinfo=UTC)) == {1: 202610}
    assert first_periode([], datetime(2026, 1, 1, tzinfo=UTC)) == {}


def _beat(url: str, age: str) -> None:
    owner = make_engine(url, owner=True)
    with owner.begin() as connection:
        connection.execute(sa.text("DELETE FROM procrastinate_workers"))
        connection.execute(
            sa.text(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '{age}')")
        )
    owner.dispose()


def test_health_is_200_while_everything_works(own_database: str, client: FlaskClient) -> None:
    _beat(own_database, "5 seconds")
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["database"] == answer.json["migrasi"] == answer.json["pekerja"] == "ok"
    assert answer.json["versi"]


def test_health_says_that_the_worker_is_gone(own_database: str, client: FlaskClient) -> None:
    _beat(own_database, "2 minutes")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "pekerja" in answer.json["alasan"]


def test_health_says_that_a_migration_is_missing(own_database: str, client: FlaskClient) -> None:
    owner = make_engine(own_database, owner=True)
    with owner.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'x'"))
    owner.dispose()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "revisi x" in answer.json["migrasi"]


def test_health_says_that_the_database_is_away(engine: sa.Engine, client: FlaskClient) -> None:
    away = make_engine("postgresql://siks@127.0.0.1:1/siks")
    use_engine(away)
    try:
        answer = client.get("/healthz")
    finally:
        use_engine(engine)
        away.dispose()
    assert answer.status_code == 503
    assert answer.json["database"] == "basis data tidak menjawab"
