"""The rows and files of the verivali page by address: the right reader, the wrong wilayah, what makes no sense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from components.verivali_samping import kalimat
from components.verivali_tabel import Hari
from tests.berkas_tabel import baca_csv, baca_xlsx, keterangan
from tests.conftest import TODAY

SignIn = Callable[[str], FlaskClient]
ROWS, FILE = "/api/verivali/baris", "/verivali/unduh"
ADDRESS = {"program": "1", "periode": "202611"}
FIRST = {"dari": "0", "sampai": "100"}


def _rows(client: FlaskClient, **query: str) -> dict[str, object]:
    answer = client.get(ROWS, query_string={**ADDRESS, **FIRST, **query})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.json is not None
    return answer.json


def test_a_supervisor_sees_the_desa_of_the_own_kab_worst_first(sign_in: SignIn) -> None:
    body = _rows(sign_in("supervisor.cimahi"))
    rows = body["baris"]
    assert isinstance(rows, list)
    assert body["jumlah"] == len(rows) == 15
    assert [row["progres"] for row in rows] == sorted(row["progres"] for row in rows)
    assert all(row["kode"].startswith("3277") for row in rows)
    assert all(row["petugas"] and row["telepon"] for row in rows)
    assert rows[0]["tautan"].startswith(f"/desa/{rows[0]['kode']}?")


def test_a_switch_of_level_leads_one_level_down(sign_in: SignIn) -> None:
    rows = _rows(sign_in("pusdatin"), level="2", urut="-total")["baris"]
    assert isinstance(rows, list)
    assert rows[0]["tautan"].startswith(f"?wilayah={rows[0]['kode']}&level=3")
    assert rows[0]["desa"] >= rows[0]["desa_selesai"]


@pytest.mark.parametrize("path", [ROWS, FILE])
@pytest.mark.parametrize("wilayah", ["0", "32", "3277", "3277011001"])
def test_another_kab_is_refused(sign_in: SignIn, path: str, wilayah: str) -> None:
    answer = sign_in("supervisor.pangandaran").get(path, query_string={**ADDRESS, **FIRST, "wilayah": wilayah})
    assert answer.status_code == 403
    assert "Cimahi" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", [{"cari": "cimahi"}, {"saring": "nama~melong"}, {"saring": "kab~cimahi"}])
def test_nothing_of_another_kab_is_found_counted_or_written(sign_in: SignIn, query: dict[str, str]) -> None:
    neighbour = sign_in("supervisor.pangandaran")
    assert _rows(neighbour, **query) == {"baris": [], "jumlah": 0}
    text = neighbour.get(FILE, query_string={**ADDRESS, **query}).get_data(as_text=True)
    assert "3277" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"saring": "sandi=1"},
        {"saring": "progres<'; DROP TABLE verivali; --"},
        {"saring": "tanda=sandi"},
        {"urut": "(select 1)"},
        {"level": "2"},
        {"level": "9"},
        {"level": "x"},
        {"wilayah": "abc"},
        {"periode": "209912"},
        {"program": "7"},
        {"dari": "0", "sampai": "100000"},
        {"cari": "x" * 100},
    ],
)
def test_an_address_that_makes_no_sense_is_said_in_words(sign_in: SignIn, query: dict[str, str]) -> None:
    answer = sign_in("supervisor.cimahi").get(ROWS, query_string={**ADDRESS, **FIRST, **query})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["pesan"].endswith(".")


def test_a_stranger_gets_neither_rows_nor_file(client: FlaskClient) -> None:
    assert client.get(ROWS, query_string={**ADDRESS, **FIRST}).status_code == 401
    assert client.get(FILE, query_string=ADDRESS).status_code == 302


def test_the_csv_holds_the_whole_filtered_result_with_what_it_is(sign_in: SignIn) -> None:
    query = {**ADDRESS, "wilayah": "3277", "saring": "progres<60", "urut": "nama"}
    reader = sign_in("dinsos.jabar")
    answer = reader.get(FILE, query_string=query)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="siks-verivali-kota-cimahi-202611.csv"'
    file = baca_csv(answer.get_data())
    about, body = file.tentang, file.baris
    assert (about["Judul"], about["Wilayah"]) == ("Verivali menurut desa", "Kota Cimahi, Jawa Barat")
    assert about["Saringan"].startswith("Syarat: Progres < 60 %; Urutan: Desa/kelurahan menaik; ")
    assert about["Periode"] == "BSP/Sembako November 2026, batas verivali 25 November 2026"
    assert about["Sumber"].startswith("SIKS-NG")
    assert "Dinas Sosial Provinsi" in about["Dibuat"]
    assert "prelist" in about["Cara hitung Progres verivali (%)"]
    shown = _rows(reader, wilayah="3277", saring="progres<60", urut="nama")["baris"]
    assert isinstance(shown, list)
    assert [line[0] for line in body] == [row["kode"] for row in shown]
    assert about["Saringan"].endswith(f"Jumlah baris: {len(body)} desa")


def test_the_xlsx_has_numbers_as_numbers_and_codes_as_text(sign_in: SignIn) -> None:
    answer = sign_in("supervisor.cimahi").get(FILE, query_string={**ADDRESS, "format": "xlsx", "urut": "-total"})
    table = baca_xlsx(answer.get_data(), "Verivali")
    assert len(table.baris) == 15
    assert all(isinstance(kode, str) and kode.startswith("3277") for kode in table.kolom("Kode"))
    total = table.kolom("Prelist (ruta)")
    assert all(isinstance(value, (int, float)) for value in total)
    assert total == sorted(total, reverse=True)
    assert "prelist" in keterangan(answer.get_data())["Cara hitung Progres verivali (%)"]


def test_an_unknown_format_is_no_address(sign_in: SignIn) -> None:
    assert sign_in("pusdatin").get(FILE, query_string={**ADDRESS, "format": "exe"}).status_code == 404


@pytest.mark.parametrize("level", ["", "1", "2", "3"])
def test_the_page_of_every_level_has_its_own_table(app: object, sign_in: SignIn, level: str) -> None:
    assert sign_in("pusdatin").get("/verivali", query_string={"level": level}).status_code == 200


def test_the_sentence_says_when_nothing_is_left_and_when_time_is_up() -> None:
    hari = Hari(TODAY, TODAY.replace(day=1), TODAY.replace(day=25), 5)
    counts = dict.fromkeys(("s1", "s2", "s3", "s4"), 0)
    done = {**counts, "total": 10, "s0": 0, "s5": 10, "desa": 1, "desa_selesai": 1, "diisi_7": 0}
    assert kalimat("Melong", done, hari, terbuka=True).endswith("Semua desa selesai.")
    left = {**done, "s0": 4, "s5": 6, "desa_selesai": 0}
    assert "perlu 1 per hari" in kalimat("Melong", left, hari, terbuka=True)
    assert "ditutup 25 November 2026 dengan 4 rumah tangga" in kalimat("Melong", left, hari, terbuka=False)
    assert "belum ada prelist" in kalimat("Melong", {**done, "total": 0}, hari, terbuka=True)
