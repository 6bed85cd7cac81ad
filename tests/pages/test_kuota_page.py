"""The kuota page's answers, asked as the browser asks: by persona, with nothing of another wilayah in any."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from _jalan import CALLBACKS
from flask.testing import FlaskClient

from data_access.kuota import read_kuota, read_satu
from data_access.session import current_engine
from domain.access import Scope
from domain.kode import Level
from tests.berkas_tabel import baca_xlsx, keterangan
from tests.conftest import TODAY

SignIn = Callable[[str], FlaskClient]
WHEN = {"program": "1", "periode": "202611"}
MAIN = [
    "kuota-galat.children", "kuota-kalimat.children", "kuota-angka.children", "kuota-peringatan.children",
    "kuota-kendali.children", "kuota-tabel.rowData", "kuota-tren.children", "kuota-peringkat.children",
    "kuota-usul.children",
]  # fmt: skip
DRAFT = [
    "kuota-rancang-kendali.children", "kuota-rancang-ringkas.children", "kuota-rancang.rowData", "kuota-tampil.data",
]  # fmt: skip


def _post(client: FlaskClient, outputs: list[str], inputs: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    def parts(values: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"id": name, "property": "data", "value": value} for name, value in values.items()]

    named = [dict(zip(("id", "property"), name.split("."), strict=True)) for name in outputs]
    body = {
        "output": f"..{'...'.join(outputs)}.." if len(outputs) > 1 else outputs[0],
        "outputs": named if len(outputs) > 1 else named[0],
        "inputs": parts(inputs),
        "state": parts(state),
        "changedPropIds": [f"{next(iter(inputs))}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code in (200, 204)
    return answer.json if answer.status_code == 200 else {}


def page(client: FlaskClient, **query: str) -> dict[str, Any]:
    return _post(client, MAIN, {"pilihan": WHEN | query, "versi": None, "kuota-segar": None}, {})


def draft(client: FlaskClient, berkas: Any = None, **query: str) -> dict[str, Any]:
    inputs = {"pilihan": WHEN | {"simulasi": "1"} | query, "versi": None, "kuota-segar": None, "kuota-berkas": berkas}
    return _post(client, DRAFT, inputs, {})


def act(client: FlaskClient, aksi: str, wish: dict[str, Any], shown: Any = None, **query: str) -> dict[str, Any]:
    state = {"pilihan": WHEN | query, "kuota-tampil": shown}
    return _post(client, [f"kuota-{aksi}-jawab.data"], {f"kuota-{aksi}": wish | {"saat": 1}}, state)


def part(answer: dict[str, Any], name: str, prop: str = "children") -> Any:
    return answer["response"][name][prop]


def text_of(component: Any) -> str:
    return json.dumps(component, ensure_ascii=False)


def notice(answer: dict[str, Any]) -> str:
    return text_of(answer.get("sideUpdate", {}))


def test_the_page_says_in_one_sentence_what_the_register_holds(sign_in: SignIn, engine: sa.Engine) -> None:
    found = page(sign_in("supervisor.cimahi"), wilayah="3277")
    with engine.connect() as connection:
        own = read_satu(connection, Scope(3277), 1, 202611, TODAY)
        desa = read_kuota(connection, Scope(3277), Level.DESA, 1, 202611, TODAY)
    sentence = part(found, "kuota-kalimat")
    assert sentence.startswith("Kota Cimahi, November 2026: ")
    for count in (own["terpakai"], own["kuota"]):
        assert f"{count:,}".replace(",", ".") in sentence
    rows = part(found, "kuota-tabel", "rowData")
    assert [int(row["kode"]) for row in rows] == desa["kode"].tolist()
    assert [row["sisa"] for row in rows] == desa["sisa"].tolist()
    assert rows[0]["tautan"].startswith("/desa/3277011001")


@pytest.mark.parametrize(
    ("username", "query", "rows"),
    [
        ("pusdatin", {"wilayah": "0"}, 514),
        ("pusdatin", {"wilayah": "0", "level": "1"}, 38),
        ("auditor", {"wilayah": "32", "level": "3"}, 627),
        ("dinsos.jabar", {"wilayah": "32"}, 27),
        ("walikota.cimahi", {"wilayah": "3277", "level": "3"}, 3),
        ("pimpinan.cimahi", {"wilayah": "327701"}, 5),
        ("operator.melong", {"wilayah": "3277011001"}, 1),
    ],
)
def test_every_reader_gets_the_areas_of_their_wilayah(
    sign_in: SignIn, username: str, query: dict[str, str], rows: int
) -> None:
    assert len(part(page(sign_in(username), **query), "kuota-tabel", "rowData")) == rows


@pytest.mark.parametrize("wilayah", ["3277", "32", "0", "3277011001"])
def test_a_neighbour_gets_nothing_from_page_what_if_actions_or_files(sign_in: SignIn, wilayah: str) -> None:
    reader = sign_in("supervisor.pangandaran")
    for answer in (page(reader, wilayah=wilayah), draft(reader, wilayah=wilayah)):
        assert "SIKS-403" in notice(answer)
        assert "Cimahi" not in text_of(answer)
    for aksi in ("bagi", "urungkan", "usulkan", "putuskan", "batalkan"):
        answer = act(reader, aksi, {"nomor": 1, "urut": 1, "setujui": True}, {"wilayah": wilayah}, wilayah=wilayah)
        assert "SIKS-403" in notice(answer), aksi
    assert reader.get(f"/kuota/unduh?wilayah={wilayah}&program=1&periode=202611").status_code == 403
    assert _upload(reader, wilayah, b"").status_code == 403


def test_bps_sees_nothing_of_the_kuota(sign_in: SignIn) -> None:
    reader = sign_in("bps.jabar")
    assert reader.get("/kuota?wilayah=32").status_code == 403
    assert ">Kuota<" not in reader.get("/peta").get_data(as_text=True)
    for answer in (page(reader, wilayah="32"), draft(reader, wilayah="3277")):
        assert "SIKS-403" in notice(answer)
    assert reader.get("/kuota/unduh?wilayah=32&program=1&periode=202611").status_code == 403
    assert _upload(reader, "3277", b"").status_code == 403


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"level": "9"}, "Tingkat wilayah"),
        ({"level": "x"}, "level"),
        ({"batas": "11"}, "Batas desil"),
        ({"cara": "acak"}, "cara"),
        ({"peringkat": "acak"}, "peringkat"),
        ({"periode": "209901"}, "Periode itu tidak ada"),
        ({"ubah": "x.1"}, "tidak dapat dibaca"),
        ({"ubah": "011001.-5"}, "tidak dapat dibaca"),
        ({"ubah": "011001.99999999999"}, "tidak dapat dibaca"),
        ({"ubah": "_".join(["011001.1"] * 201)}, "Impor XLSX"),
    ],
)
def test_an_address_that_makes_no_sense_is_said_in_place_of_the_page(
    sign_in: SignIn, query: dict[str, str], text: str
) -> None:
    answer = page(sign_in("supervisor.cimahi"), **({"wilayah": "3277"} | query))
    assert text in text_of(answer["sideUpdate"]["kuota-galat"])
    assert "SIKS-400" in notice(answer)


def test_a_programme_without_a_kuota_says_so(sign_in: SignIn) -> None:
    found = page(sign_in("supervisor.cimahi"), wilayah="3277", program="2", periode="202611")
    assert "belum ditetapkan" in part(found, "kuota-kalimat")
    assert {row["terpakai"] for row in part(found, "kuota-tabel", "rowData")} == {None}


def test_a_what_if_by_rule_divides_all_and_writes_nothing(sign_in: SignIn, engine: sa.Engine) -> None:
    reader = sign_in("supervisor.cimahi")
    before = _rows(engine)
    found = draft(reader, wilayah="3277", cara="awal")
    shown = part(found, "kuota-tampil", "data")
    assert sum(shown["baru"].values()) == shown["kuota"]
    assert shown["baru"] != shown["lama"]
    assert "Terapkan" in text_of(part(found, "kuota-rancang-ringkas"))
    by_hand = part(draft(reader, wilayah="3277", ubah="011001.7"), "kuota-tampil", "data")
    assert by_hand["baru"] == by_hand["lama"] | {"3277011001": 7}
    assert _rows(engine) == before


def test_a_what_if_names_households_masked_and_only_to_those_who_may_see_them(sign_in: SignIn) -> None:
    squeezed = {"wilayah": "3277", "ubah": "011001.0_011002.0_011003.0"}
    seen = text_of(part(draft(sign_in("supervisor.cimahi"), **squeezed), "kuota-rancang-ringkas"))
    assert "peringkat" in seen
    assert "Usulan yang keluar" in seen
    # What it would change is told usulan by usulan: nothing for those who may not see households.
    answer = draft(sign_in("pimpinan.cimahi"), **squeezed)
    assert part(answer, "kuota-rancang", "rowData") == []
    assert part(answer, "kuota-rancang-ringkas") is None
    with current_engine().connect() as connection:
        names = connection.execute(
            sa.text(
                "SELECT DISTINCT r.nama_krt FROM usulan u JOIN rumah_tangga r ON r.kab = u.kab AND r.id = u.ruta "
                "WHERE u.kab = 3277 AND u.periode = 202611"
            )
        ).scalars()
        assert [name for name in names if name in seen] == []


def test_a_desil_limit_shows_who_becomes_a_candidate(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    wide = draft(reader, wilayah="3277", batas="6")
    narrow = draft(reader, wilayah="3277", batas="1")
    menunggu = [sum(row["menunggu"] for row in part(answer, "kuota-rancang", "rowData")) for answer in (wide, narrow)]
    assert menunggu[0] >= menunggu[1]


def test_a_desa_that_is_not_in_the_kab_is_refused_in_a_what_if(sign_in: SignIn) -> None:
    answer = draft(sign_in("supervisor.cimahi"), wilayah="3277", ubah="999999.5")
    assert "bukan desa di kab/kota ini" in notice(answer)


@pytest.mark.usefixtures("own_database")
def test_a_supervisor_divides_by_rule_and_takes_it_back(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    before = _rows(current_engine())
    shown = part(draft(reader, wilayah="3277", cara="awal"), "kuota-tampil", "data")
    answer = act(reader, "bagi", {"di_bawah": 0}, shown, wilayah="3277")
    said = part(answer, "kuota-bagi-jawab", "data")
    assert said["pesan"].startswith("Pembagian diterapkan: ")
    assert said["detik"] == 30
    after = _rows(current_engine())
    assert {str(desa): places for desa, places in after.items()} == shown["baru"]
    again = act(reader, "bagi", {"di_bawah": 0}, shown, wilayah="3277")
    assert "sudah diubah" in notice(again)
    undone = act(reader, "urungkan", {"urut": said["urut"]}, wilayah="3277")
    assert "seperti semula" in part(undone, "kuota-urungkan-jawab", "data")["pesan"]
    assert _rows(current_engine()) == before


@pytest.mark.usefixtures("own_database")
def test_a_proposal_of_the_province_is_decided_in_the_kab(sign_in: SignIn) -> None:
    province, kab, leader = (sign_in(name) for name in ("dinsos.jabar", "supervisor.cimahi", "pimpinan.cimahi"))
    shown = part(draft(province, wilayah="3277", cara="awal"), "kuota-tampil", "data")
    said = act(province, "usulkan", {"catatan": "Mohon ditinjau"}, shown, wilayah="3277")
    assert "diajukan" in part(said, "kuota-usulkan-jawab", "data")["pesan"]
    own = text_of(part(page(province, wilayah="32"), "kuota-usul"))
    assert "Mohon ditinjau" in own
    assert "Kota Cimahi" in own
    listed = text_of(part(page(kab, wilayah="3277"), "kuota-usul"))
    assert "Setujui" in listed
    assert "Setujui" not in text_of(part(page(leader, wilayah="3277"), "kuota-usul"))
    assert "Mohon ditinjau" not in text_of(page(sign_in("supervisor.pangandaran"), wilayah="3218"))
    number = _newest_proposal()
    refused = act(province, "putuskan", {"nomor": number, "setujui": True}, wilayah="3277")
    assert "SIKS-403" in notice(refused)
    done = act(kab, "putuskan", {"nomor": number, "setujui": True, "di_bawah": 0}, wilayah="3277")
    assert "disetujui" in part(done, "kuota-putuskan-jawab", "data")["pesan"]
    assert {str(desa): places for desa, places in _rows(current_engine()).items()} == shown["baru"]


@pytest.mark.usefixtures("own_database")
def test_the_centre_sets_a_kuota_and_nobody_else_may(sign_in: SignIn) -> None:
    centre = sign_in("pfm")
    held = sum(_rows(current_engine()).values())
    wish = {"lama": held, "kuota": held + 9, "dasar_sk": "7/HUK/2026", "tanggal_sk": "2026-11-02", "tahap": ""}
    assert "Tetapkan kuota" in text_of(part(page(centre, wilayah="3277"), "kuota-kendali"))
    assert "SIKS-403" in notice(act(sign_in("supervisor.cimahi"), "tetapkan", wish, wilayah="3277"))
    assert "Pilih satu kab/kota" in notice(act(centre, "tetapkan", wish, wilayah="32"))
    said = act(centre, "tetapkan", wish, wilayah="3277")
    assert "ditetapkan" in part(said, "kuota-tetapkan-jawab", "data")["pesan"]
    after = page(centre, wilayah="3277")
    assert "9 tempat belum dibagi" in text_of(part(after, "kuota-peringatan"))
    assert "7/HUK/2026" in text_of(part(after, "kuota-angka"))


@pytest.mark.parametrize(
    "wish",
    [{}, {"kuota": "banyak"}, {"kuota": 1.5}, {"nomor": None}, {"tanggal_sk": "kemarin"}, {"dasar_sk": ["x"]}],
)
def test_a_wish_that_cannot_be_read_is_refused_in_words(sign_in: SignIn, wish: dict[str, Any]) -> None:
    readers = {"tetapkan": "pfm", "bagi": "supervisor.cimahi", "putuskan": "pfm", "batalkan": "pfm"}
    for aksi, username in readers.items():
        answer = act(sign_in(username), aksi, wish, {"wilayah": "3277", "lama": 3, "baru": None}, wilayah="3277")
        assert "SIKS-400" in notice(answer), (aksi, wish)


def _rows(engine: sa.Engine) -> dict[int, int]:
    with engine.connect() as connection:
        frame = read_kuota(connection, Scope(3277), Level.DESA, 1, 202611, TODAY)
    return dict(zip(frame["kode"].tolist(), frame["kuota"].tolist(), strict=True))


def _newest_proposal() -> int:
    with current_engine().connect() as connection:
        return int(connection.execute(sa.text("SELECT max(id) FROM usul_kuota")).scalar_one())


def test_the_file_holds_the_filtered_table_in_its_order_with_definitions(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    address = "/kuota/unduh?format=xlsx&wilayah=3277&program=1&periode=202611&saring=sisa>0&urut=-sisa"
    answer = reader.get(address)
    assert answer.status_code == 200
    assert 'filename="siks-kuota-kota-cimahi-202611.xlsx"' in answer.headers["Content-Disposition"]
    file = baca_xlsx(answer.data, "Kuota")
    rows, left = file.baris, file.kolom("Sisa")
    assert left == sorted(left, reverse=True)
    assert min(left) > 0
    assert isinstance(rows[0][0], str)
    assert file.tentang["Keadaan per"].startswith("21 November 2026")
    assert file.tentang["Saringan"] == "Syarat: Sisa > 0; Urutan: Sisa menurun"
    assert "finalisasi tertahan" in keterangan(answer.data)["Sisa"]
    assert reader.get(address.replace("xlsx", "csv")).get_data(as_text=True).count("\r\n") > len(rows)
    for wrong in ("saring=rahasia>1", "urut=rahasia", "wilayah=abc"):
        assert reader.get(f"/kuota/unduh?program=1&periode=202611&{wrong}").status_code == 400
    assert reader.get("/kuota/unduh?format=exe").status_code == 404


def _upload(client: FlaskClient, wilayah: str, content: bytes) -> Any:
    # The form token that the shell holds for signing out.
    layout = client.get("/_dash-layout").get_data(as_text=True)
    token = layout.split('"name":"csrf_token"')[0].rsplit('"value":"', 1)[-1].split('"')[0]
    return client.post(
        f"/kuota/impor?wilayah={wilayah}&program=1&periode=202611",
        data=content,
        content_type="application/octet-stream",
        headers={"X-CSRFToken": token},
    )


def _file(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Kuota")
        for line, row in enumerate([["Kode", "Kuota"], *rows]):
            sheet.write_row(line, 0, row)
    return out.getvalue()


def test_a_file_becomes_a_what_if_and_a_wrong_one_changes_nothing(sign_in: SignIn, engine: sa.Engine) -> None:
    reader = sign_in("supervisor.cimahi")
    before = _rows(engine)
    answer = _upload(reader, "3277", _file([["3277011001", 3], ["3277011002", before[3277011002]]]))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert (answer.json["baris"], answer.json["beda"]) == (2, 1)
    berkas = {"wilayah": "3277", "tempat": answer.json["tempat"]}
    shown = part(draft(reader, berkas, wilayah="3277", cara="impor"), "kuota-tampil", "data")
    assert shown["baru"] == shown["lama"] | {"3277011001": 3}
    gone = draft(reader, None, wilayah="3277", cara="impor")
    assert "Unggah lagi" in text_of(part(gone, "kuota-rancang-ringkas"))
    other = draft(reader, berkas | {"wilayah": "3218"}, wilayah="3277", cara="impor")
    assert part(other, "kuota-tampil", "data")["baru"] == shown["lama"]
    wrong = _upload(reader, "3277", _file([["3277011001", "tiga"], ["3218012001", 5]]))
    assert wrong.status_code == 400
    assert [item["baris"] for item in wrong.json["galat"]] == [2, 3]
    assert "lebih besar dari 2 MB" in _upload(reader, "3277", b"x" * 2_500_000).get_data(as_text=True)
    assert "bukan XLSX" in _upload(reader, "3277", b"x" * 1_900_000).get_data(as_text=True)
    assert _upload(reader, "327701", b"").status_code == 400
    assert _rows(engine) == before


def test_a_file_without_the_form_token_is_refused(sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    answer = reader.post("/kuota/impor?wilayah=3277&program=1&periode=202611", data=b"x")
    assert answer.status_code == 400
    assert "kedaluwarsa" in answer.get_data(as_text=True)
