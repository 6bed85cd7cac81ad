"""The finalisasi page's answers, asked as the browser asks: the board, one kab, the act, and nobody else's kab."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from _jalan import CALLBACKS
from _totp import confirm
from flask.testing import FlaskClient

from data_access.kesiapan import read_kesiapan
from data_access.session import current_engine
from domain.batch import StateBatch
from tests.workflow.finalisasi_alur import KEY, as_owner, make_ready, rows, set_state, stored

SignIn = Callable[[str], FlaskClient]
WHEN = {"program": "1", "periode": "202611"}
MAIN = [
    "finalisasi-galat.children", "finalisasi-atas.children", "finalisasi-tabel.rowData", "finalisasi-gambar.data",
    "finalisasi-kab.children",
]  # fmt: skip
DIALOG, CLOSE, REOPEN = (
    "finalisasi-dialog.data",
    "finalisasi-jawab-finalisasi.data",
    "finalisasi-jawab-buka_kembali.data",
)


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
    return _post(client, MAIN, {"pilihan": WHEN | query, "versi": None, "finalisasi-segar": None}, {})


def changes(client: FlaskClient, **query: str) -> str:
    inputs = {"pilihan": WHEN | query, "versi": None, "finalisasi-segar": None}
    return text_of(_post(client, ["finalisasi-beda.children"], inputs, {}))


def dialog(client: FlaskClient, aksi: str = "finalisasi", **query: str) -> dict[str, Any]:
    state = {"pilihan": WHEN | {"wilayah": "3277"} | query}
    answer = _post(client, [DIALOG], {"finalisasi-buka": {"aksi": aksi, "saat": 1}}, state)
    return answer.get("response", {}).get("finalisasi-dialog", {}).get("data") or answer


def act(client: FlaskClient, output: str, wish: dict[str, Any], **query: str) -> dict[str, Any]:
    store = output.split(".", maxsplit=1)[0].replace("jawab", "niat")
    return _post(client, [output], {store: wish | {"saat": 2}}, {"pilihan": WHEN | {"wilayah": "3277"} | query})


def part(answer: dict[str, Any], name: str, prop: str = "children") -> Any:
    return answer["response"][name][prop]


def text_of(component: Any) -> str:
    return json.dumps(component, ensure_ascii=False)


def notice(answer: dict[str, Any]) -> str:
    return text_of(answer.get("sideUpdate", {}))


# The board.


def test_the_board_tells_every_kab_in_scope_with_its_state_and_obstacles(sign_in: SignIn, engine: sa.Engine) -> None:
    found = page(sign_in("dinsos.jabar"), wilayah="32")
    table = {row["kode"]: row for row in part(found, "finalisasi-tabel", "rowData")}
    assert all(kode.startswith("32") for kode in table)
    with engine.connect() as connection:
        own = read_kesiapan(connection, KEY)
    assert table["3277"]["keadaan"] == "terbuka"
    assert table["3277"]["menahan"] == len(own.menahan)
    assert {str(item.halangan): item.jumlah for item in own.temuan}.items() <= table["3277"].items()
    assert table["3277"]["sisa_hari"] == 9
    assert "0 dari " in text_of(part(found, "finalisasi-atas"))


def test_the_board_filters_by_state_and_is_exported_as_filtered(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    visitor = sign_in("dinsos.jabar")
    found = page(visitor, wilayah="32", keadaan="siap")
    assert [row["kode"] for row in part(found, "finalisasi-tabel", "rowData")] == ["3277"]
    assert "1 siap" in text_of(part(found, "finalisasi-atas"))
    query = WHEN | {"wilayah": "32", "keadaan": "siap"}
    text = visitor.get("/finalisasi/unduh", query_string=query).get_data(as_text=True)
    assert "Kota Cimahi;Jawa Barat;Siap difinalisasi" in text
    assert "Pangandaran" not in text
    sheet = visitor.get("/finalisasi/unduh", query_string=query | {"format": "xlsx"})
    assert sheet.status_code == 200
    assert sheet.data.startswith(b"PK")


def test_the_map_counts_what_the_legend_says_and_the_matrix_names_every_state(sign_in: SignIn) -> None:
    visitor = sign_in("pusdatin")
    spec = part(page(visitor, wilayah="0", tampil="peta"), "finalisasi-gambar", "data")["peta"]
    counted = [spec["kolom"]["kelas"].count(place) for place in range(len(spec["legenda"]["butir"]) + 1)]
    assert counted == [spec["legenda"]["tanpa"], *(count for _, count in spec["legenda"]["butir"])]
    assert len(spec["kolom"]["kode"]) == 514
    html = part(page(visitor, wilayah="0", tampil="matriks"), "finalisasi-gambar", "data")["matriks"]
    assert 'title="Kota Cimahi, November 2026: Terbuka"' in html
    assert "Kabupaten Aceh Selatan" not in html


def test_a_reader_without_kuota_is_told_no_kuota(sign_in: SignIn) -> None:
    visitor = sign_in("bps.jabar")
    found = page(visitor, wilayah="32")
    assert "kuota" not in text_of(part(found, "finalisasi-tabel", "rowData"))
    assert "Sisa kuota" not in text_of(part(page(visitor, wilayah="3277"), "finalisasi-kab"))
    assert "SIKS-403" in notice(page(visitor, wilayah="3204", aturan="kuota_lebih"))


@pytest.mark.parametrize("wilayah", ["0", "32", "3277", "3277011001"])
def test_the_next_kab_sees_nothing(sign_in: SignIn, wilayah: str) -> None:
    neighbour = sign_in("supervisor.pangandaran")
    for answer in (page(neighbour, wilayah=wilayah), {"x": changes(neighbour, wilayah=wilayah)}):
        assert "SIKS-403" in text_of(answer)
        assert "Cimahi" not in text_of(answer)
    for path in ("/finalisasi/unduh", "/finalisasi/data/3277/202610/1/1"):
        assert neighbour.get(path, query_string=WHEN | {"wilayah": wilayah}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [{"tampil": "x"}, {"keadaan": "x"}, {"aturan": "x"}, {"sesudah": "1"}, {"periode": "1"}, {"versi": "a"}],
)
def test_an_address_that_makes_no_sense_is_said(sign_in: SignIn, query: dict[str, str]) -> None:
    answer = page(sign_in("supervisor.cimahi"), wilayah="3277", **query)
    assert "SIKS-400" in notice(answer)


# One kab.


def test_an_opened_rule_lists_its_desa_and_its_very_rows(sign_in: SignIn, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        of = "kab = 3277 AND periode = 202611 AND program = 1 AND status = 4"
        numbers = connection.execute(sa.text(f"SELECT ruta FROM verivali WHERE {of}")).scalars().all()
        desa = connection.execute(sa.text(f"SELECT count(DISTINCT desa) FROM verivali WHERE {of}")).scalar_one()
    text = text_of(part(page(sign_in("supervisor.cimahi"), wilayah="3277", aturan="dikembalikan"), "finalisasi-kab"))
    for number in numbers[:40]:
        assert f"ruta=3277-{number}" in text
    assert text.count("/desa/3277") == desa


def test_who_may_not_see_households_is_told_what_holds_and_not_how_many(sign_in: SignIn) -> None:
    text = text_of(part(page(sign_in("pimpinan.cimahi"), wilayah="3277", aturan="dikembalikan"), "finalisasi-kab"))
    assert "Dikembalikan" in text
    assert "/desa/3277" not in text
    assert "ruta=" not in text


def test_the_list_goes_on_where_the_page_ended(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages._finalisasi_kab.SELEMBAR", 5)
    visitor, seen, after = sign_in("supervisor.cimahi"), [], ""
    for _ in range(20):
        text = text_of(part(page(visitor, wilayah="3277", aturan="dikembalikan", sesudah=after), "finalisasi-kab"))
        seen += [piece.split("&")[0].split('"')[0] for piece in text.split("ruta=3277-")[1:]]
        more = re.search(r"sesudah=(3277\d{6}-\d+)", text)
        if more is None:
            break
        after = more[1]
    assert len(seen) == len(set(seen)) == len(rows("SELECT 1 FROM verivali WHERE {of} AND status = 4"))


def test_an_operator_sees_the_state_and_the_own_desa_only(sign_in: SignIn) -> None:
    found = page(sign_in("operator.melong"), wilayah="3277011001", aturan="belum_dikunjungi")
    text = text_of(part(found, "finalisasi-kab"))
    assert "batch kab/kota ini masih terbuka" in text.lower()
    assert "Bila difinalisasi sekarang" not in text
    for name in ("Leuwigajah", "Cibeber", "Finalisasi Kota"):
        assert name not in text


# The act.


def test_a_session_without_a_code_is_shown_where_to_give_one(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    visitor = sign_in("supervisor.cimahi")
    spec = dialog(visitor)
    assert spec["aksi"] is None
    assert spec["tautan"]["href"] == "/profil"
    assert "SIKS-403-TOTP" in notice(act(visitor, CLOSE, {"nama": "Kota Cimahi"}))
    assert stored().state is StateBatch.TERBUKA


def test_the_kab_is_finalised_as_the_dialog_said(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    visitor = sign_in("supervisor.cimahi")
    confirm(visitor, "supervisor.cimahi")
    spec = dialog(visitor)
    assert spec["isian"][0]["sama"] == "Kota Cimahi"
    wish = spec["tetap"] | {"nama": " kota cimahi "}
    assert "tidak sama" in notice(act(visitor, CLOSE, wish | {"nama": "Cimahi"}))
    assert "Angka berubah" in notice(act(visitor, CLOSE, wish | {"terlihat": [1, 2, 3, 4]}))
    answer = part(act(visitor, CLOSE, wish), "finalisasi-jawab-finalisasi", "data")
    batch = stored()
    assert batch.state is StateBatch.DIFINALISASI
    assert batch.sidik is not None
    assert batch.sidik.hex()[:16] in answer["pesan"]
    # What was shown before is what the snapshot counts.
    told = batch.ringkasan or {}
    gone = sum(told[f"nonaktif_{sta}"] for sta in (3, 4, 5))
    assert spec["tetap"]["terlihat"] == [told["final"], told["awal"], gone, told["usulan"]]
    shown = text_of(part(page(visitor, wilayah="3277"), "finalisasi-kab"))
    assert batch.sidik.hex() in shown
    assert "/finalisasi/data/3277/202611/1/1" in shown
    # Who comes second is told who was first.
    assert "sudah difinalisasi oleh" in notice(act(visitor, CLOSE, wish))


def test_the_data_file_has_the_digest_of_the_batch_and_its_download_is_written_down(
    own_database: str, sign_in: SignIn
) -> None:
    make_ready(own_database)
    visitor = sign_in("supervisor.cimahi")
    confirm(visitor, "supervisor.cimahi")
    act(visitor, CLOSE, dialog(visitor)["tetap"] | {"nama": "Kota Cimahi"})
    data = visitor.get("/finalisasi/data/3277/202611/1/1", buffered=True).data
    digest = stored().sidik
    assert hashlib.sha256(data).digest() == digest
    with current_engine().connect() as connection:
        noted = connection.execute(sa.text("SELECT jenis, ukuran, sidik, pengguna FROM unduhan WHERE kab = 3277")).all()
    assert [(row.jenis, row.ukuran, bytes(row.sidik)) for row in noted] == [("data_surat", len(data), digest)]
    assert sign_in("kepaladinas.cimahi").get("/finalisasi/data/3277/202611/1/1", buffered=True).status_code == 200
    for other in ("walikota.cimahi", "pimpinan.cimahi", "supervisor.pangandaran"):
        assert sign_in(other).get("/finalisasi/data/3277/202611/1/1").status_code == 403
    assert visitor.get("/finalisasi/data/3277/202611/1/9").status_code == 400


def test_only_pusdatin_opens_a_batch_again_and_says_why(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    closer = sign_in("supervisor.cimahi")
    confirm(closer, "supervisor.cimahi")
    act(closer, CLOSE, dialog(closer)["tetap"] | {"nama": "Kota Cimahi"})
    assert "SIKS-403" in text_of(dialog(closer, "buka_kembali"))
    assert "SIKS-403" in notice(act(closer, REOPEN, {"alasan": "Salah."}))
    opener = sign_in("pusdatin")
    confirm(opener, "pusdatin")
    assert "versi 1" in dialog(opener, "buka_kembali")["kalimat"]
    assert "alasan" in notice(act(opener, REOPEN, {"alasan": " "}))
    assert "Tanggal" in notice(act(opener, REOPEN, {"alasan": "Salah.", "sampai": "besok"}))
    act(opener, REOPEN, {"alasan": "Salah desa.", "sampai": "2026-12-05"})
    assert stored().state is StateBatch.TERBUKA
    text = text_of(part(page(opener, wilayah="3277"), "finalisasi-kab"))
    assert "Salah desa." in text
    assert "5 Desember 2026" in text


def test_a_returned_batch_says_where_it_stands(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    set_state(own_database, StateBatch.DIKEMBALIKAN)
    text = text_of(part(page(sign_in("walikota.cimahi"), wilayah="3277"), "finalisasi-kab"))
    assert "Di mana batch ini sekarang?" in text
    assert "Buka kembali" in text


def test_what_changed_since_the_snapshot_is_told_by_desa_and_row_by_row(own_database: str, sign_in: SignIn) -> None:
    make_ready(own_database)
    visitor = sign_in("supervisor.cimahi")
    assert "Versi 1" not in changes(visitor, wilayah="3277")
    confirm(visitor, "supervisor.cimahi")
    act(visitor, CLOSE, dialog(visitor)["tetap"] | {"nama": "Kota Cimahi"})
    assert "Data sekarang sama dengan salinan versi 1." in changes(visitor, wilayah="3277", versi="1")
    home = rows("SELECT ruta, desa FROM verivali WHERE {of} ORDER BY ruta LIMIT 1")[0]
    as_owner(
        own_database,
        "UPDATE rumah_tangga SET alamat = 'Jalan Baru 9' WHERE kab = 3277 AND id = :ruta",
        params={"ruta": home.ruta},
    )
    text = changes(visitor, wilayah="3277", versi="1", beda=str(home.desa))
    assert "1 rumah tangga di 1 desa berbeda" in text
    assert "Jalan Baru 9" in text
    assert f"ruta=3277-{home.ruta}" in text
    counts = changes(sign_in("pimpinan.cimahi"), wilayah="3277", versi="1", beda=str(home.desa))
    assert "rumah tangga" not in counts
    assert "Jalan Baru" not in counts
    assert "SIKS-400" in changes(visitor, wilayah="3277", versi="7")
