"""The audit page and its file by address: what each reader sees of it, and what an address cannot ask for."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from data_access import audit
from data_access.schema import audit as rows_of
from data_access.session import current_engine, unit_of_work
from domain.riwayat import beda
from tests.berkas_tabel import baca_csv

SignIn = Callable[[str], FlaskClient]
PAGE, FILE = "/riwayat", "/riwayat/unduh"
PARTS = [("galat", "children"), ("kalimat", "children"), ("bukti", "children"), ("tampil", "data"), ("berikut", "data")]
LIST = ".." + "...".join(f"riwayat-{name}.{kind}" for name, kind in PARTS) + ".."
NIK = 3277012203900001


def _record(kab: int, objek: str, name: str, **values: Any) -> None:
    with unit_of_work() as work:
        audit.record(work, actor_name=name, kab=kab, aksi="usulan.setujui", objek=objek, **values)


@pytest.fixture
def written(own_database: str) -> None:
    """Acts of two kab and of the centre; one holds a NIK and a formula."""
    _record(3277, "usulan/3277/71", "supervisor.cimahi", sebelum={"pengurus_nik": NIK, "nama": "Siti"},
            sesudah={"pengurus_nik": NIK + 1, "nama": "=CMD()", "catatan": f"NIK {NIK} keliru"})  # fmt: skip
    _record(3218, "usulan/3218/72", "supervisor.pangandaran")
    _record(0, "rujukan dukcapil.csv", "pusdatin")
    _record(3277, "usulan/3277/73", "operator.melong")


def _show(client: FlaskClient, **query: str) -> str:
    """The rows of an address, as the page gets them."""
    state = {"program": "1", "periode": "202611", **query}
    body = {
        "output": LIST,
        "outputs": [{"id": f"riwayat-{name}", "property": kind} for name, kind in PARTS],
        "inputs": [{"id": "pilihan", "property": "data", "value": state}],
        "changedPropIds": ["pilihan.data"],
    }
    answer = client.post("/_dash-update-component", json=body)
    return json.dumps(answer.json, ensure_ascii=False) if answer.status_code == 200 else ""


def _file(client: FlaskClient, **query: str) -> list[dict[str, str]]:
    answer = client.get(FILE, query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    file = baca_csv(answer.get_data())
    assert file.tentang["Judul"] == "Riwayat kegiatan"
    return file.isi


@pytest.mark.usefixtures("written")
def test_a_supervisor_sees_the_acts_of_the_own_kab_with_before_and_after(sign_in: SignIn) -> None:
    shown = _show(sign_in("supervisor.cimahi"), wilayah="3277")
    assert "Kasus 71" in shown
    assert "Kasus 73" in shown
    assert "Siti" in shown
    assert "Kasus 72" not in shown
    assert "rujukan" not in shown


@pytest.mark.usefixtures("written")
def test_the_next_kab_sees_nothing_of_it(sign_in: SignIn) -> None:
    neighbour = sign_in("supervisor.pangandaran")
    assert "Kasus 71" not in _show(neighbour, wilayah="3218")
    assert "Kasus 71" not in _show(neighbour, wilayah="3277")
    assert neighbour.get(FILE, query_string={"wilayah": "3277"}).status_code == 403
    assert neighbour.get(FILE, query_string={"wilayah": "0"}).status_code == 403
    assert all("3277" not in row["Kode objek"] for row in _file(neighbour, objek="usulan/3277/71"))


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "reader", ["operator.melong", "kepaladinas.cimahi", "walikota.cimahi", "pimpinan.cimahi", "pfm"]
)
def test_who_may_not_read_the_audit_sees_the_own_rows_only_whatever_is_asked(sign_in: SignIn, reader: str) -> None:
    client = sign_in(reader)
    shown = _show(client, orang="supervisor.cimahi", milik="")
    assert "Kasus 71" not in shown
    assert "supervisor.cimahi" not in shown
    assert {row["Nama pengguna"] for row in _file(client, orang="supervisor.cimahi")} <= {reader}
    assert ("Kasus 73" in _show(client)) == (reader == "operator.melong")


@pytest.mark.usefixtures("written")
def test_the_centre_sees_every_kab_and_what_belongs_to_none(sign_in: SignIn) -> None:
    shown = _show(sign_in("pusdatin"), wilayah="0")
    assert all(text in shown for text in ("Kasus 71", "Kasus 72", "dukcapil.csv"))


@pytest.mark.usefixtures("written")
def test_identities_are_masked_for_who_may_not_see_them(sign_in: SignIn) -> None:
    plain = beda({"pengurus_nik": NIK}, {"catatan": [f"NIK {NIK}"], "ibu_kandung": "Siti Aminah"}, lengkap=False)
    assert str(NIK) not in repr(plain)
    assert "Aminah" not in repr(plain)
    # A supervisor may see them in full, and so does the supervisor's file.
    assert str(NIK) in _file(sign_in("supervisor.cimahi"), objek="usulan/3277/71")[0]["Perubahan"]


@pytest.mark.usefixtures("written")
def test_the_file_says_what_it_is_of_runs_nothing_and_is_written_down(sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    rows = _file(client, objek="usulan/3277/71")
    assert [row["Kegiatan"] for row in rows] == ["Menyetujui kasus"]
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    with current_engine().connect() as connection:
        newest = sa.select(rows_of).where(rows_of.c.aksi == "riwayat.unduh", rows_of.c.kab == 3277)
        found = connection.execute(newest).one()
    assert found.sesudah == {"bentuk": "csv", "saringan": {"objek": "usulan/3277/71"}}
    book = client.get(FILE, query_string={"format": "xlsx"})
    assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(book.get_data())).namelist()


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "query", [{"dari": "kemarin"}, {"sampai": "1066-01-01"}, {"dari": "2026-11-02", "sampai": "2026-11-01"},
              {"objek": "x" * 300}, {"orang": "a\x00b"}, {"wilayah": "abc"}],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused_in_words(sign_in: SignIn, query: dict[str, str]) -> None:
    answer = sign_in("supervisor.cimahi").get(FILE, query_string=query)
    assert answer.status_code in (400, 404, 422)


def test_a_format_that_is_not_there_is_not_found(sign_in: SignIn) -> None:
    assert sign_in("supervisor.cimahi").get(FILE, query_string={"format": "exe"}).status_code == 404


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize(
    ("cookie", "kept"),
    [
        ("1795228445678", datetime.fromtimestamp(1795228445.678, UTC)),
        ("-1", None),
        ("9" * 13, None),
        ("1e9", None),
        ("<script>", None),
    ],
)
def test_the_clock_of_the_device_is_kept_where_it_makes_sense(sign_in: SignIn, cookie: str, kept: Any) -> None:
    client = sign_in("supervisor.cimahi")
    client.set_cookie("siks_jam", cookie)
    headers = {"User-Agent": "Mozilla/5.0 \x7f" + "x" * 500}
    assert client.get(FILE, headers=headers).status_code == 200
    with current_engine().connect() as connection:
        found = connection.execute(sa.select(rows_of).where(rows_of.c.aksi == "riwayat.unduh")).one()
    assert found.waktu_perangkat == kept
    assert found.perangkat.startswith("Mozilla/5.0 xxx")
    assert len(found.perangkat) == 200
