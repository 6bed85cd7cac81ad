"""The import page's answers, asked as the browser asks: by persona, with nothing of another kab in any."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from _jalan import CALLBACKS
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from data_access.schema import audit, impor, impor_galat, impor_hasil
from data_access.session import unit_of_work
from domain.impor import StateImpor

SignIn = Callable[[str], FlaskClient]
WHEN = {"wilayah": "3277", "program": "1", "periode": "202611"}
LIST = [
    "impor-galat.children", "impor-kalimat.children", "impor-tampil.data", "impor-detak.disabled",
    "impor-keadaan.data",
]  # fmt: skip
ROWS = ["impor-rakit.data", "impor-berikut.data"]
NIK = "3277011203800004"
IDBDT = "32770110010000000000001"


def _post(client: FlaskClient, output: str, inputs: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    def parts(values: dict[str, Any]) -> list[dict[str, Any]]:
        names = [name.split(".") for name in values]
        return [
            {"id": ident, "property": prop, "value": value}
            for (ident, prop), value in zip(names, values.values(), strict=True)
        ]

    outputs = [
        dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in output.strip(".").split("...")
    ]
    body = {
        "output": output,
        "outputs": outputs if output.startswith("..") else outputs[0],
        "inputs": parts(inputs),
        "state": parts(state),
        "changedPropIds": [next(iter(inputs))],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code in (200, 204)
    return answer.json if answer.status_code == 200 else {}


def page(client: FlaskClient, sedang: list[int] | None = None, **query: str) -> dict[str, Any]:
    inputs = {
        "pilihan.data": WHEN | query,
        "versi.data": None,
        "impor-segar.data": None,
        "impor-detak.n_intervals": None,
        "impor-sedang.data": sedang or [],
    }
    return _post(client, f"..{'...'.join(LIST)}..", inputs, {"impor-keadaan.data": None})


def rows(client: FlaskClient, cari: str | None = None, **query: str) -> dict[str, Any]:
    inputs = {"pilihan.data": WHEN | query, "impor-keadaan.data": "x", "impor-cari.value": cari}
    return _post(client, f"..{'...'.join(ROWS)}..", inputs, {})


def more(client: FlaskClient, app: Any, after: Any, **query: str) -> dict[str, Any]:
    output = next(name for name in app.callback_map if name.startswith("..impor-rakit.data@"))
    state = {"pilihan.data": WHEN | query, "impor-cari.value": None, "impor-berikut.data": after}
    return _post(client, output, {"impor-lagi.n_clicks": 1}, state)


def act(client: FlaskClient, aksi: str, nomor: int) -> dict[str, Any]:
    wish = {"aksi": aksi, "nomor": nomor, "saat": 1}
    return _post(client, "impor-jawab.data", {"impor-aksi.data": wish}, {"pilihan.data": WHEN})


def text_of(answer: dict[str, Any], *names: str) -> str:
    found = answer.get("response", {})
    return json.dumps([found.get(name) for name in names] if names else found, ensure_ascii=False)


def notice(answer: dict[str, Any]) -> str:
    return json.dumps(answer.get("sideUpdate", {}), ensure_ascii=False)


def _token(client: FlaskClient) -> str:
    def fields(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, list):
            for one in part:
                yield from fields(one)
        elif isinstance(part, dict):
            yield part.get("props", {})
            yield from fields(part.get("props", {}).get("children"))

    shell = client.get("/_dash-layout").json
    return str(next(props["value"] for props in fields(shell) if props.get("name") == "csrf_token"))


def begin(client: FlaskClient, nama: str, ukuran: Any) -> Any:
    return client.post("/api/impor", json={"nama": nama, "ukuran": ukuran}, headers={"X-CSRFToken": _token(client)})


def send(client: FlaskClient, nomor: int, offset: int, data: bytes, token: str | None = None) -> Any:
    headers = {"X-CSRFToken": _token(client) if token is None else token}
    return client.put(
        f"/api/impor/{nomor}/{offset}", data=data, headers=headers, content_type="application/octet-stream"
    )


RINGKASAN = {
    "verivali": {"baru": 60, "berubah": 1, "tetap": 0, "ditahan": 1, "ditolak": 1},
    "usulan": {"baru": 1, "berubah": 0, "tetap": 0, "ditahan": 0, "ditolak": 0},
    "perubahan": {"perbaikan": 40, "nonaktif": 2, "tanpa_perubahan": 19},
    "galat": {"E": 1, "W": 2, "I": 0},
    "aturan": {"V06": {"E": 1}, "V16": {"W": 2}},
    "desa": {"3277011001": {"verivali": 62, "usulan": 1, "ditolak": 1}},
    "anggota": 180,
    "lampiran": 4,
}


def _import(state: StateImpor, kab: int = 3277, **values: Any) -> int:
    row = {
        "kab": kab,
        "state": state.value,
        "nama": "melong.siks",
        "ukuran": 1000,
        "diterima": 1000,
        "pengunggah": 1,
        "diunggah": datetime.now(UTC),
        "langkah_sejak": datetime.now(UTC),
        "program": 1,
        "periode": 202611,
        "wilayah": [3277011001],
    }
    with unit_of_work() as work:
        return int(work.execute(sa.insert(impor).values(row | values).returning(impor.c.id)).scalar_one())


@pytest.fixture
def ready(own_database: str) -> int:
    """A checked file with 63 households of verivali and one usulan."""
    nomor = _import(StateImpor.SIAP, ringkasan=RINGKASAN)
    isi = {
        "ruta": {"lantai": [9, 6]},
        "anggota": {IDBDT + "01": {"nama": "Iyah", "ubah": {"nik": [int(NIK), "3277021203800004"]}}},
        "kunjungan": {"sta": 2, "tanggal": "2026-11-14", "petugas": "operator.melong"},
    }
    with unit_of_work() as work:
        for number in range(63):
            hasil = {60: "berubah", 61: "ditahan", 62: "ditolak"}.get(number, "baru")
            work.execute(
                sa.insert(impor_hasil).values(
                    kab=3277, impor=nomor, untuk="verivali", idbdt=f"{3277011001:d}{number:013d}", baris=number + 2,
                    desa=3277011001, nama_krt=f"Kepala {number:02d}", hasil=hasil,
                    sebab="Sudah ada yang lebih baru." if hasil == "ditahan" else None, sta_keberadaan=2, isi=isi,
                    aturan=["V06"] if hasil == "ditolak" else [],
                )
            )  # fmt: skip
        work.execute(
            sa.insert(impor_hasil).values(
                kab=3277, impor=nomor, untuk="BSP", idbdt=IDBDT, baris=2, desa=3277011001, nama_krt="Usul", hasil="baru"
            )
        )
        finding = {"kab": 3277, "impor": nomor, "bagian": "individu", "baris": 7, "kolom": "nik"}
        work.execute(
            sa.insert(impor_galat).values(
                finding | {"idbdt": f"{3277011001:d}{62:013d}", "aturan": "V06", "tingkat": "E", "nilai": NIK}
            )
        )
        for line in (3, 4):
            work.execute(
                sa.insert(impor_galat).values(
                    finding | {"baris": line, "kolom": "lat", "aturan": "V16", "tingkat": "W", "idbdt": IDBDT}
                )
            )
    return nomor


def test_what_a_file_would_do_is_said_in_numbers_before_anybody_agrees(ready: int, sign_in: SignIn) -> None:
    found = text_of(page(sign_in("supervisor.cimahi")), "impor-tampil", "impor-kalimat")
    assert "1 berkas menunggu keputusan Anda" in found
    assert "61 rumah tangga menjadi Terimpor: 60 baru, 1 berubah" in found
    assert "40 perbaikan, 2 nonaktif masuk antrean" in found
    assert "Proses 61 rumah tangga dan 1 usulan" in found
    assert "1 baris ditolak" in found


def test_the_difference_is_browsed_in_pages_with_identities_covered(ready: int, sign_in: SignIn, app: Any) -> None:
    reader = sign_in("supervisor.cimahi")
    first = rows(reader, berkas=str(ready))
    assert first["response"]["impor-rakit"]["data"]["isi"].count('class="impor-rumah"') == 50
    text = text_of(first)
    assert ">Tanah<" in text
    assert ">Semen/bata merah<" in text
    assert "3277********0004" in text
    assert "angka yang disamarkan berbeda" in text
    assert NIK not in text
    next_ = more(reader, app, first["response"]["impor-berikut"]["data"], berkas=str(ready))
    added = json.dumps(next_, ensure_ascii=False)
    assert "Kepala 62" in added
    assert "Kepala 00" not in added
    assert NIK not in added


def test_the_difference_is_narrowed_by_outcome_kind_desa_and_words(ready: int, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")

    def count(cari: str | None = None, **query: str) -> int:
        shown = rows(reader, cari, berkas=str(ready), **query)["response"]["impor-rakit"]["data"]["isi"]
        return str(shown).count('class="impor-rumah"')

    assert count(hasil="ditahan") == 1
    assert count(untuk="BSP") == 1
    assert count(desa="3277011001", hasil="berubah") == 1
    assert count(desa="3277011002") == 0
    assert count(aturan="V06") == 1
    assert count("kepala 07") == 1
    assert count("%") == 0
    assert count("3277011001" + "0" * 12 + "9") == 1
    assert "Sudah ada yang lebih baru." in text_of(rows(reader, berkas=str(ready), hasil="ditahan"))


def test_findings_are_counted_by_rule_and_narrowed_to_one(ready: int, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    every = text_of(rows(reader, berkas=str(ready), tab="temuan"))
    assert "SIKS-V06" in every
    assert "SIKS-V16" in every
    assert NIK not in every
    one = rows(reader, berkas=str(ready), tab="temuan", aturan="V16", tingkat="W")["response"]["impor-rakit"]["data"][
        "isi"
    ]
    assert one.count("<tr") == 3
    assert "Melong" in text_of(rows(reader, berkas=str(ready), tab="desa"))


@pytest.mark.parametrize(
    "query",
    [{"berkas": "abc"}, {"berkas": "9" * 30}, {"tab": "x"}, {"berkas": "-1"}, {"sebelum": "1;2"}],
)
def test_an_address_that_cannot_be_read_is_said(sign_in: SignIn, query: dict[str, str]) -> None:
    assert "SIKS-400" in notice(page(sign_in("supervisor.cimahi"), **query))


@pytest.mark.parametrize("query", [{"hasil": "semua"}, {"untuk": "x"}, {"desa": "3277"}, {"aturan": "V99"}])
def test_a_filter_that_no_control_makes_is_said(ready: int, sign_in: SignIn, query: dict[str, str]) -> None:
    assert "SIKS-400" in notice(rows(sign_in("supervisor.cimahi"), berkas=str(ready), **query))


@pytest.mark.parametrize("after", ["x", [1], [1, 2, 3], [0, "a", "lain"], {"a": 1}])
def test_a_cursor_that_the_page_did_not_make_is_said(ready: int, sign_in: SignIn, app: Any, after: Any) -> None:
    assert "SIKS-400" in notice(more(sign_in("supervisor.cimahi"), app, after, berkas=str(ready)))


def test_a_file_of_another_kab_is_refused_like_one_that_does_not_exist(ready: int, sign_in: SignIn) -> None:
    neighbour = sign_in("supervisor.pangandaran")
    for nomor in (ready, 10**9):
        answer = page(neighbour, wilayah="3218", berkas=str(nomor))
        assert "SIKS-403" in notice(answer)
        assert "melong" not in json.dumps(answer)
    assert "melong" not in text_of(page(neighbour, wilayah="3218"))
    for aksi in ("setujui", "batalkan", "ulangi", "tarik"):
        answer = _post(
            neighbour,
            "impor-jawab.data",
            {"impor-aksi.data": {"aksi": aksi, "nomor": ready, "saat": 1}},
            {"pilihan.data": WHEN | {"wilayah": "3218"}},
        )
        assert "SIKS-403" in notice(answer)
    assert send(neighbour, ready, 0, b"x").status_code == 403
    assert send(neighbour, 10**9, 0, b"x").status_code == 403
    assert neighbour.get(f"/impor/{ready}/laporan.xlsx").status_code == 403


@pytest.mark.parametrize("username", ["operator.melong", "kepaladinas.cimahi", "dinsos.jabar", "pusdatin", "auditor"])
def test_only_a_supervisor_of_a_kab_gets_anything(ready: int, sign_in: SignIn, username: str) -> None:
    visitor = sign_in(username)
    assert visitor.get("/impor").status_code == 403
    assert "SIKS-403" in notice(page(visitor, wilayah=""))
    assert begin(visitor, "a.siks", 10).status_code == 403
    assert send(visitor, ready, 0, b"x").status_code == 403
    assert visitor.get(f"/impor/{ready}/laporan.xlsx").status_code == 403


def test_a_stranger_is_turned_away_from_every_route(client: FlaskClient) -> None:
    assert client.put("/api/impor/1/0", data=b"x").status_code == 401
    assert client.post("/api/impor", json={}).status_code in (400, 401)
    assert client.get("/impor/1/laporan.xlsx").status_code == 302


def test_a_file_arrives_in_pieces_and_goes_on_where_it_stopped(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    told = begin(reader, "melong.siks", 6).json
    assert (told["diterima"], told["ukuran"], told["state"]) == (0, 6, "mengunggah")
    nomor = told["nomor"]
    assert send(reader, nomor, 0, b"abc").json["diterima"] == 3
    # The answer was lost, the browser sends again or asks anew: nothing is written twice.
    assert send(reader, nomor, 0, b"abc").json["diterima"] == 3
    again = begin(reader, "melong.siks", 6).json
    assert (again["nomor"], again["diterima"]) == (nomor, 3)
    assert send(reader, nomor, 3, b"def").json["state"] == "diunggah"
    assert "melong.siks" in text_of(page(reader), "impor-tampil")


def test_the_same_bytes_again_are_refused_with_the_way_to_the_first(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    first = begin(reader, "a.siks", 3).json["nomor"]
    send(reader, first, 0, b"xyz")
    second = begin(reader, "b.siks", 3).json["nomor"]
    assert send(reader, second, 0, b"xyz").json["state"] == "gagal"
    found = text_of(page(reader), "impor-tampil")
    assert "Berkas yang sama sudah diunggah" in found
    assert f"berkas={first}" in found
    assert "pesan" in act(reader, "batalkan", second)["response"]["impor-jawab"]["data"]
    assert "b.siks" not in text_of(page(reader), "impor-tampil")


@pytest.mark.parametrize(
    ("nama", "ukuran", "told"),
    [
        ("a.zip", 10, "bukan berkas .siks"),
        ("siks", 10, "bukan berkas .siks"),
        ("a.siks", 0, "kosong"),
        ("a.siks", 500_000_001, "500 MB"),
        ("a.siks", "10", "tidak dapat dibaca"),
        ("a.siks", True, "tidak dapat dibaca"),
        ("a\x00.siks", 10, "tidak dapat dibaca"),
        (None, 10, "tidak dapat dibaca"),
    ],
)
def test_what_cannot_be_a_file_of_the_field_is_refused_at_once(
    own_database: str, sign_in: SignIn, nama: Any, ukuran: Any, told: str
) -> None:
    answer = begin(sign_in("supervisor.cimahi"), nama, ukuran)
    assert answer.status_code == 400
    assert told in answer.json["pesan"]


def test_a_piece_of_up_to_four_megabytes_is_taken_and_no_larger_one(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    nomor = begin(reader, "besar.siks", 9_000_000).json["nomor"]
    assert send(reader, nomor, 0, b"x" * 4_000_000).json["diterima"] == 4_000_000
    answer = send(reader, nomor, 4_000_000, b"x" * 4_000_001)
    assert answer.status_code == 400
    assert send(reader, nomor, 4_000_000, b"").status_code == 400
    assert begin(reader, "besar.siks", 9_000_000).json["diterima"] == 4_000_000


def test_an_upload_without_the_form_token_is_refused(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    nomor = begin(reader, "a.siks", 3).json["nomor"]
    assert send(reader, nomor, 0, b"xyz", token="").status_code == 400
    assert send(reader, nomor, 0, b"xyz", token="salah").status_code == 400
    assert reader.post("/api/impor", json={"nama": "b.siks", "ukuran": 3}).status_code == 400
    assert begin(reader, "a.siks", 3).json["diterima"] == 0


def test_a_colleague_does_not_send_into_the_upload_of_another(own_database: str, sign_in: SignIn) -> None:
    nomor = begin(sign_in("supervisor.cimahi"), "a.siks", 3).json["nomor"]
    colleague = sign_in("supervisor2.cimahi")
    assert send(colleague, nomor, 0, b"xyz").status_code == 403
    assert "a.siks" in text_of(page(colleague), "impor-tampil")


def test_an_upload_that_this_browser_is_sending_is_not_shown_twice(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    nomor = begin(reader, "a.siks", 3).json["nomor"]
    assert "a.siks" in text_of(page(reader), "impor-tampil")
    assert "a.siks" not in text_of(page(reader, sedang=[nomor]), "impor-tampil")


def test_a_page_looks_again_each_second_only_while_something_moves(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    _import(StateImpor.SIAP, ringkasan=RINGKASAN)
    assert page(reader)["response"]["impor-detak"]["disabled"] is True
    _import(StateImpor.DIPROSES, nama="b.siks", langkah="tulis", selesai=10, total=40, ringkasan=RINGKASAN)
    found = page(reader)
    assert found["response"]["impor-detak"]["disabled"] is False
    assert "10 dari 40 rumah tangga (25 %)" in text_of(found, "impor-tampil")


def test_a_refused_file_says_why_and_what_to_do(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    nomor = _import(StateImpor.GAGAL, galat="kunci", galat_isi={})
    for found in (text_of(page(reader), "impor-tampil"), text_of(page(reader, berkas=str(nomor)), "impor-tampil")):
        assert "kunci yang tidak dikeluarkan untuk kab/kota ini" in found
        assert "prelist) terbaru" in found
        assert "Coba lagi" in found


def test_a_file_whose_bytes_are_wrong_is_not_offered_to_be_tried_again(own_database: str, sign_in: SignIn) -> None:
    _import(StateImpor.GAGAL, galat="terpotong", galat_isi={})
    found = text_of(page(sign_in("supervisor.cimahi")), "impor-tampil")
    assert "tanda penutupnya tidak ada" in found
    assert "Minta operator mengekspor ulang" in found
    assert "Coba lagi" not in found
    assert "Hapus dari daftar" in found


def test_older_files_are_on_the_next_page(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    numbers = [_import(StateImpor.DITARIK, nama=f"berkas-{number:02d}.siks") for number in range(21)]
    first = text_of(page(reader), "impor-tampil")
    assert "berkas-20.siks" in first
    assert "berkas-00.siks" not in first
    assert f"sebelum={numbers[1]}" in first
    assert "berkas-00.siks" in text_of(page(reader, sebelum=str(numbers[1])), "impor-tampil")


def test_agreeing_queues_the_work_once_and_a_second_click_is_told_so(ready: int, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    assert "diproses" in text_of(act(reader, "setujui", ready))
    assert "tidak dapat disetujui" in notice(act(reader, "setujui", ready))
    assert "SIKS-400" in notice(act(reader, "hapus_semua", ready))


def test_the_report_for_the_operator_names_what_was_found_in_full_and_is_written_down(
    ready: int, sign_in: SignIn
) -> None:
    answer = sign_in("supervisor.cimahi").get(f"/impor/{ready}/laporan.xlsx")
    assert answer.status_code == 200
    assert 'filename="laporan-impor-melong.xlsx"' in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    found = book.get_sheet_by_name("Temuan").to_python()
    assert len(found) == 4
    assert any("SIKS-V06" in row and NIK in row and "NIK" in row for row in found)
    with unit_of_work() as work:
        acts = work.execute(sa.select(audit.c.aksi, audit.c.pengguna).where(audit.c.aksi == "impor.laporan")).all()
    assert [tuple(act) for act in acts] == [("impor.laporan", "supervisor.cimahi")]


def test_there_is_no_report_of_a_file_that_was_not_checked(own_database: str, sign_in: SignIn) -> None:
    nomor = _import(StateImpor.DIUNGGAH)
    assert sign_in("supervisor.cimahi").get(f"/impor/{nomor}/laporan.xlsx").status_code == 409
