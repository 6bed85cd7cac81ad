"""Beranda as each reader gets it: own wilayah, own permissions, words for what is empty, old, missing or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from _jalan import CALLBACKS, state_of
from flask.testing import FlaskClient

from data_access.perhatian import list_items
from data_access.session import read_session, unit_of_work
from domain.access import Scope
from domain.perhatian import Keadaan
from workflow.perhatian import evaluate

SignIn = Callable[[str], FlaskClient]

OUTPUT = "..beranda-kepala.children...beranda-atas.children...beranda-perhatian.children...beranda-sisi.children.."


@pytest.fixture
def evaluated(own_database: str) -> None:
    evaluate()


def ask(client: FlaskClient, app: Any, output: str, wilayah: int, changed: str = "", **state: Any) -> Any:
    """Post a callback with an address; keys with a dot are properties of components."""
    known = app.callback_map[output]
    address = state_of(wilayah) | {key: value for key, value in state.items() if "." not in key}

    def value(part: dict[str, str]) -> Any:
        name = f"{part['id']}.{part['property']}"
        return address if name == "pilihan.data" else state.get(name)

    outputs = known["output"] if isinstance(known["output"], list) else [known["output"]]
    ids = [{"id": part.component_id, "property": part.component_property} for part in outputs]
    inputs = [{**part, "value": value(part)} for part in known["inputs"]]
    body = {
        "output": output,
        "outputs": ids if isinstance(known["output"], list) else ids[0],
        "inputs": inputs,
        "state": [{**part, "value": value(part)} for part in known["state"]],
        "changedPropIds": [changed or f"{inputs[0]['id']}.{inputs[0]['property']}"],
    }
    return client.post(CALLBACKS, json=body)


def page(client: FlaskClient, app: Any, wilayah: int, **state: Any) -> str:
    answer = ask(client, app, OUTPUT, wilayah, **state)
    assert answer.status_code == 200
    return json.dumps(answer.json, ensure_ascii=False)


@pytest.mark.usefixtures("evaluated")
def test_the_supervisor_sees_the_queue_and_the_desa_that_weigh_most(app: Any, sign_in: SignIn) -> None:
    text = page(sign_in("supervisor.cimahi"), app, 3277)
    for said in ("Kota Cimahi", "Menunggu pemeriksaan Anda", "/desa/3277", "Diperiksa", "Kuota terpakai", "Tahap "):
        assert said in text, said
    assert "dari kemarin" in text
    assert "dari 21 Okt" in text
    assert "Pangandaran" not in text
    for not_theirs in ("Atur aturan", "Unggah dokumen"):
        assert not_theirs not in text


@pytest.mark.usefixtures("evaluated")
def test_a_reader_without_the_kuota_sees_none_of_it(app: Any, sign_in: SignIn) -> None:
    text = page(sign_in("bps.jabar"), app, 32)
    assert "Kuota" not in text
    assert "/kuota" not in text
    assert "Nonaktif" in text


@pytest.mark.usefixtures("evaluated")
def test_inside_a_kab_the_list_is_of_the_own_desa_and_of_no_other(app: Any, sign_in: SignIn) -> None:
    text = page(sign_in("operator.melong"), app, 3277011001)
    assert "Melong" in text
    for other in ("Leuwigajah", "Cibeber", "beranda-tab", "Tangani"):
        assert other not in text
    wider = page(sign_in("supervisor.cimahi"), app, 327701)
    assert "Kec. Cimahi Selatan" in wider
    assert "Kec. Cimahi Utara" not in wider


@pytest.mark.usefixtures("evaluated")
def test_the_monitor_sees_each_rule_with_its_worst_kab_and_the_way_to_all(app: Any, sign_in: SignIn) -> None:
    reader = sign_in("pusdatin")
    text = page(reader, app, 0)
    for said in ("Atur aturan", "Unggah dokumen", " kab/kota", "Tangani"):
        assert said in text, said
    assert "PBI-JK" in text
    assert page(reader, app, 0, aturan="belum_mulai") != text


@pytest.mark.usefixtures("evaluated")
def test_leadership_looks_at_items_and_is_not_offered_to_act(app: Any, sign_in: SignIn) -> None:
    text = page(sign_in("pimpinan.cimahi"), app, 3277)
    assert "Rincian: " in text
    assert "Tangani" not in text


def test_before_the_first_evaluation_the_list_says_so(own_database: str, app: Any, sign_in: SignIn) -> None:
    with unit_of_work() as work:
        work.exec_driver_sql("DELETE FROM perhatian")
        work.exec_driver_sql("DELETE FROM keterangan WHERE kunci = 'perhatian_dinilai'")
        work.exec_driver_sql("DELETE FROM procrastinate_workers")
        work.exec_driver_sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    text = page(sign_in("supervisor.cimahi"), app, 3277)
    assert "Daftar ini belum dinilai" in text
    assert "belum dinilai" in text


@pytest.mark.usefixtures("evaluated")
def test_where_all_is_well_and_where_a_tab_is_empty_two_different_things_are_said(app: Any, sign_in: SignIn) -> None:
    with unit_of_work() as work:
        work.exec_driver_sql("DELETE FROM perhatian")
        work.exec_driver_sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    reader = sign_in("supervisor.cimahi")
    assert "beranda-kabar-nihil" in page(reader, app, 3277)
    assert "beranda-kabar-kosong" in page(reader, app, 3277, keadaan="diakui")
    assert "Periode ini tidak berjalan" in page(reader, app, 3277, periode="202610")


@pytest.mark.usefixtures("evaluated")
def test_a_silent_worker_is_said_at_once(app: Any, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    with unit_of_work() as work:
        work.exec_driver_sql("DELETE FROM procrastinate_workers")
        work.exec_driver_sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '9 minutes')")
    assert "diam 9 menit" in page(reader, app, 3277)
    with unit_of_work() as work:
        work.exec_driver_sql("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert "Pekerja latar" not in page(reader, app, 3277)


@pytest.mark.parametrize(
    "wrong", [{"keadaan": "x"}, {"aturan": "x"}, {"periode": "209901"}, {"program": "9"}, {"wilayah": "9"}]
)
def test_what_an_address_cannot_mean_is_said_and_no_figure_stays(
    app: Any, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    wilayah = int(wrong.get("wilayah", "3277"))
    rest = {key: value for key, value in wrong.items() if key != "wilayah"}
    answer = ask(sign_in("supervisor.cimahi"), app, OUTPUT, wilayah, **rest)
    text = json.dumps(answer.json)
    assert "beranda-kabar-tolak" in text
    assert "SIKS-400" in text or "SIKS-403" in text
    assert answer.json["response"]["beranda-perhatian"]["children"] is None


def _item(kode: str, kab: int) -> Any:
    with read_session() as connection:
        (found,) = list_items(connection, Scope(kab), 1, 202611, [kode], states=list(Keadaan), limit=9)
    return found


@pytest.mark.usefixtures("evaluated")
def test_the_dialog_tells_only_what_its_reader_may_know(app: Any, sign_in: SignIn) -> None:
    key = str(_item("antrean_periksa", 3277).kunci)

    def dialog(username: str, wilayah: int, **state: str) -> str:
        answer = ask(sign_in(username), app, "beranda-dialog-isi.children", wilayah, **state)
        return json.dumps(answer.json, ensure_ascii=False)

    assert "rumah tangga menunggu diperiksa" in dialog("supervisor.cimahi", 3277, butir=key)
    assert "SIKS-403" in dialog("supervisor.pangandaran", 3218, butir=key)
    assert "SIKS-403" in dialog("dinsos.jabar", 32, butir=key)
    for state in ({"panel": "aturan"}, {"atur": "diam"}, {"panel": "unggah"}):
        assert "SIKS-403" in dialog("supervisor.cimahi", 3277, **state)
        assert "SIKS-403" not in dialog("pusdatin", 0, **state)
    assert "SIKS-400" in dialog("pusdatin", 0, panel="x")
    assert "SIKS-400" in dialog("pusdatin", 0, atur="x")
    assert "SIKS-400" in dialog("pusdatin", 0, butir="diam.3277.202611.x")


@pytest.mark.usefixtures("evaluated")
def test_an_act_of_the_page_is_the_act_of_its_reader(app: Any, sign_in: SignIn) -> None:
    item = _item("antrean_periksa", 3277)
    click = {"beranda-akui.n_clicks": 1, "beranda-catatan.value": "dikerjakan hari ini"}

    def press(username: str, wilayah: int) -> str:
        answer = ask(
            sign_in(username), app, "beranda-tertulis.data", wilayah, "beranda-akui.n_clicks",
            butir=str(item.kunci), **click,
        )  # fmt: skip
        return json.dumps(answer.json, ensure_ascii=False)

    for username, wilayah in (("supervisor.pangandaran", 3218), ("pimpinan.cimahi", 3277), ("dinsos.jabar", 32)):
        assert "SIKS-403" in press(username, wilayah)
    assert _item("antrean_periksa", 3277).state is Keadaan.TERBUKA
    assert "Anda tercatat" in press("supervisor.cimahi", 3277)
    now = _item("antrean_periksa", 3277)
    assert (now.state, now.catatan, now.diakui_oleh) == (Keadaan.DIAKUI, "dikerjakan hari ini", "Asep Hidayat")
    text = page(sign_in("supervisor.cimahi"), app, 3277, keadaan="diakui")
    assert "diakui Asep Hidayat" in text
    # Somebody else's acts are not among one's own.
    assert "Mengakui butir perhatian" in text
    assert "Mengakui butir perhatian" not in page(sign_in("pusdatin"), app, 3277)


@pytest.mark.usefixtures("evaluated")
def test_what_was_left_open_for_days_is_called_so(app: Any, sign_in: SignIn) -> None:
    item = _item("antrean_periksa", 3277)
    with unit_of_work() as work:
        work.exec_driver_sql("UPDATE perhatian SET sejak = now() - interval '9 days'")
    text = page(sign_in("supervisor.cimahi"), app, 3277, keadaan="dibiarkan")
    assert "dibiarkan 9 hari" in text
    assert item.sejak - item.terakhir <= timedelta(0)


@pytest.mark.usefixtures("evaluated")
def test_a_threshold_is_set_on_the_page_by_the_centre_and_checked(app: Any, sign_in: SignIn) -> None:
    def press(username: str, ambang: Any) -> str:
        state = {
            "beranda-simpan-aturan.n_clicks": 1,
            "beranda-aktif.value": ["aktif"],
            "beranda-ambang.value": ambang,
            "beranda-tingkat.value": 3,
        }
        return json.dumps(ask(sign_in(username), app, "beranda-diatur.data", 0, atur="diam", **state).json)

    assert "SIKS-403" in press("pfm", 9)
    for wrong in (None, 1.5, 1, 91):
        assert "SIKS-400" in press("pusdatin", wrong)
    assert "Aturan disimpan" in press("pusdatin", 9)
    assert "pusdatin" in json.dumps(
        ask(sign_in("pusdatin"), app, "beranda-dialog-isi.children", 0, panel="aturan").json
    )


@pytest.mark.usefixtures("own_database")
def test_the_own_digest_is_set_on_the_page(app: Any, sign_in: SignIn) -> None:
    state = {
        "beranda-simpan-surel.n_clicks": 1,
        "beranda-surel.value": "asep@contoh.go.id",
        "beranda-kirim.value": ["kirim"],
    }
    reader = sign_in("supervisor.cimahi")
    ask(reader, app, "beranda-surel-tertulis.data", 3277, **state)
    assert "asep@contoh.go.id" in page(reader, app, 3277)
    assert "asep@contoh.go.id" not in page(sign_in("walikota.cimahi"), app, 3277)
