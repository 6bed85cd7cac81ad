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
from pages import _finalisasi_unduh
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


def test_the_attention_items_leave_all_of_them_and_not_the_first_three(sign_in: SignIn, engine: sa.Engine) -> None:
    file = _both(sign_in("pusdatin"), "/perhatian/unduh", wilayah="0")
    with engine.connect() as connection:
        wanted = connection.execute(
            sa.text(
                "SELECT count(*) FROM perhatian WHERE state = 'terbuka' AND (periode = 0 OR periode = 202611 "
                "AND program = 1) AND aturan = 'belum_final'"
            )
        ).scalar_one()
    assert file.kolom("Aturan").count("Belum difinalisasi menjelang pengesahan") == wanted
    assert file.tentang["Saringan"] == "Keadaan: Terbuka"
    one = _both(sign_in("pusdatin"), "/perhatian/unduh", wilayah="0", aturan="belum_final", keadaan="terbuka")
    assert len(one.baris) == wanted
    wrong = {**WHEN, "keadaan": "x"}
    assert sign_in("pusdatin").get("/perhatian/unduh", query_string=wrong).status_code == 400


def test_a_reader_of_a_desa_takes_away_what_the_rules_find_there(sign_in: SignIn) -> None:
    file = _both(sign_in("operator.melong"), "/perhatian/unduh")
    assert set(file.kolom("Kode")) <= {"3277011001"}


def test_what_stands_in_the_way_leaves_desa_by_desa(sign_in: SignIn) -> None:
    file = _both(sign_in("supervisor.cimahi"), "/finalisasi/halangan/unduh", wilayah="3277")
    assert {row["Menahan"] for row in file.isi} <= {"ya", "tidak"}
    assert all(row["Kode desa"].startswith("3277") for row in file.isi if row["Kode desa"])
    leader = sign_in("pimpinan.cimahi").get("/finalisasi/halangan/unduh", query_string={**WHEN, "wilayah": "3277"})
    assert leader.status_code == 403
    hidden = _both(sign_in("bps.jabar"), "/finalisasi/halangan/unduh", wilayah="3277")
    assert not any("kuota" in name.lower() for name in hidden.kolom("Halangan"))


def test_households_behind_an_obstacle_leave_whole_and_are_written_down(
    own_database: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_finalisasi_unduh, "_STREAMED", 50)
    path = "/finalisasi/halangan/rumah-tangga"
    file = _both(sign_in("supervisor.cimahi"), path, wilayah="3277", aturan="belum_dikunjungi")
    with current_engine().connect() as connection:
        wanted = connection.execute(
            sa.text(
                "SELECT count(*) FROM verivali WHERE kab = 3277 AND program = 1 AND periode = 202611 AND status = 0"
            )
        ).scalar_one()
        noted = connection.execute(sa.text("SELECT count(*) FROM audit WHERE aksi = 'unduh.tabel'")).scalar_one()
    assert len(file.baris) == wanted > 50
    assert len(set(file.kolom("Nomor"))) == wanted
    assert noted == 2
    leader = sign_in("pimpinan.cimahi")
    assert leader.get(path, query_string={**WHEN, "wilayah": "3277", "aturan": "belum_dikunjungi"}).status_code == 403
    wrong = {**WHEN, "wilayah": "3277", "aturan": "tanpa_bnba"}
    assert sign_in("supervisor.cimahi").get(path, query_string=wrong).status_code == 400


def test_the_files_of_a_kab_leave_as_a_list(sign_in: SignIn, engine: sa.Engine) -> None:
    file = _both(sign_in("supervisor.cimahi"), "/impor/unduh")
    with engine.connect() as connection:
        wanted = connection.execute(
            sa.text("SELECT id FROM impor WHERE kab = 3277 AND state <> 'dibatalkan' ORDER BY id DESC")
        ).scalars()
        assert file.kolom("Nomor") == [str(number) for number in wanted]
    assert sign_in("pusdatin").get("/impor/unduh").status_code == 403


def test_batches_and_deadlines_and_accounts_leave_as_their_lists(sign_in: SignIn, engine: sa.Engine) -> None:
    batches = _both(sign_in("dinsos.jabar"), "/penetapan/unduh", wilayah="32")
    assert "3277" in batches.kolom("Kode")
    assert set(batches.kolom("Provinsi")) == {"Jawa Barat"}
    assert sign_in("dinsos.jabar").get("/penetapan/unduh", query_string={**WHEN, "wilayah": "3277"}).status_code == 400
    deadlines = _both(sign_in("supervisor.cimahi"), "/kalender/unduh", wilayah="3277", bulan="202611")
    assert "2026-11-25 23:59:59" in deadlines.kolom("Ditutup (WIB)")
    accounts = _both(sign_in("pusdatin"), "/pengguna/unduh", wilayah="3277")
    with engine.connect() as connection:
        known = set(connection.execute(sa.text("SELECT username FROM pengguna")).scalars())
    assert "supervisor.cimahi" in accounts.kolom("Nama pengguna")
    assert set(accounts.kolom("Nama pengguna")) <= known
    assert sign_in("pimpinan.cimahi").get("/pengguna/unduh").status_code == 403
    _both(sign_in("pusdatin"), "/permohonan-data/unduh", wilayah="32")


TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("/usulan/kinerja/unduh", {}),
    ("/perhatian/unduh", {}),
    ("/finalisasi/halangan/unduh", {}),
    ("/finalisasi/halangan/rumah-tangga", {"aturan": "belum_dikunjungi"}),
    ("/finalisasi/beda/unduh", {"versi": "1"}),
    ("/impor/unduh", {}),
    ("/impor/rumah-tangga/unduh", {"berkas": "1"}),
    ("/penetapan/unduh", {}),
    ("/kalender/unduh", {"bulan": "202611"}),
    ("/permohonan-data/unduh", {}),
    ("/pengguna/unduh", {}),
)


@pytest.mark.parametrize(("path", "query"), TABLES)
def test_nobody_takes_away_what_is_next_door_or_without_the_right(
    sign_in: SignIn, client: FlaskClient, path: str, query: dict[str, str]
) -> None:
    address = {**WHEN, **query, "wilayah": "3277"}
    assert client.get(path, query_string=address).status_code == 302
    refused = sign_in("supervisor.pangandaran").get(path, query_string=address)
    assert refused.status_code == 403
    assert "Cimahi" not in refused.get_data(as_text=True)
    unknown = sign_in("pusdatin" if path == "/pengguna/unduh" else "supervisor.cimahi")
    assert unknown.get(path, query_string={**address, "format": "exe"}).status_code == 404


def test_registrations_leave_as_the_page_lists_them_and_it_is_written_down(own_database: str, sign_in: SignIn) -> None:
    # More than a page of the screen.
    wanted = [f"Warga {n:03}" for n in range(120)]
    with current_engine().begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO pendaftaran (kab, jenis, state, langkah, desa, nik, nama, isi, pencatat, dibuat, diubah) "
                "SELECT 3277, 'daftar', 'berjalan', 'kecamatan', 3277011001, 3277010101000000 + n, nama, '{}', 1, "
                "now() + n * interval '1 second', now() "
                "FROM unnest(CAST(:nama AS text[])) WITH ORDINALITY AS t (nama, n)"
            ),
            {"nama": wanted},
        )
    found = _both(sign_in("supervisor.cimahi"), "/pendaftaran/unduh", wilayah="3277", tampil="semua")
    assert [row[1] for row in found.baris] == wanted[::-1]
    with current_engine().connect() as connection:
        query = sa.text("SELECT sesudah->>'tabel' FROM audit WHERE kab = 3277 AND aksi = 'unduh.tabel'")
        assert set(connection.execute(query).scalars()) == {"pendaftaran"}
    assert sign_in("supervisor.pangandaran").get("/pendaftaran/unduh?wilayah=3277").status_code == 403
    assert sign_in("pimpinan.cimahi").get("/pendaftaran/unduh?wilayah=3277").status_code == 403
