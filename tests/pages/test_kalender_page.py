"""The calendar page and its feed, asked as the browser and calendar programs ask: nothing of another wilayah in any."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from _jalan import CALLBACKS
from flask.testing import FlaskClient
from icalendar import Calendar

from data_access.session import unit_of_work
from data_access.verivali_store import BatchKey
from domain.access import Actor, Role
from domain.kalender import JAKARTA
from workflow import kalender

SignIn = Callable[[str], FlaskClient]
PARTS = [f"kalender-{part}.children" for part in ("kepala", "isi", "daftar", "diberi", "ics", "pusat")]
ANSWERS = ["beri", "cabut", "setelan", "buka", "langganan"]
CENTRE = Actor(1, "pusdatin", "Pusdatin", Role.PUSDATIN, totp=True)
NOW = datetime(2026, 11, 21, 9, tzinfo=JAKARTA)
WHY = "Gempa merusak kantor <b>kecamatan</b>."


def page(client: FlaskClient, **query: str) -> Any:
    inputs = [("pilihan", {"program": "1", "periode": "202611", **query}), ("versi", None)]
    inputs += [(f"kalender-{name}-jawab", None) for name in ANSWERS]
    body = {
        "output": f"..{'...'.join(PARTS)}..",
        "outputs": [dict(zip(("id", "property"), name.split("."), strict=True)) for name in PARTS],
        "inputs": [{"id": name, "property": "data", "value": value} for name, value in inputs],
        "state": [],
        "changedPropIds": ["pilihan.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code == 200
    return answer.json


def act(client: FlaskClient, name: str, wish: dict[str, Any], **query: str) -> Any:
    body = {
        "output": f"kalender-{name}-jawab.data",
        "outputs": {"id": f"kalender-{name}-jawab", "property": "data"},
        "inputs": [{"id": f"kalender-{name}", "property": "data", "value": wish | {"saat": 1}}],
        "state": [{"id": "pilihan", "property": "data", "value": {"program": "1", "periode": "202611", **query}}],
        "changedPropIds": [f"kalender-{name}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code in (200, 204)
    return answer.json


def text(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False)


def refused(answer: Any) -> bool:
    """Whether the answer tells of a refusal and of nothing done."""
    return answer is not None and "kalender-" not in text(answer.get("response", {})) and "SIKS-4" in text(answer)


def give(kab: int) -> int:
    key = BatchKey(kab, 202611, 1)
    return kalender.beri_pengecualian(CENTRE, key, "verivali", date(2026, 11, 28), WHY, now=NOW, saat=NOW)


def test_a_reader_sees_the_month_with_its_deadlines_and_holidays(sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    found = text(page(client))
    for words in ("November 2026", "verivali & usulan tutup 23.59", "Kota Cimahi", "PBI-JK", "hari ini"):
        assert words in found
    december = text(page(client, bulan="202612"))
    assert "Kelahiran Yesus Kristus" in december
    assert "SKB Nomor 1497 Tahun 2025" in december
    assert "belum diketahui portal" in text(page(client, bulan="202801"))
    assert "Setelan pusat" not in found
    assert "Setelan pusat" in text(page(sign_in("pusdatin")))


@pytest.mark.parametrize("bulan", ["x", "202613", "999901", "20261", "-20261", "٢٠٢٦١١"])
def test_a_month_that_is_none_is_refused_with_words(sign_in: SignIn, bulan: str) -> None:
    assert "Bulan pada alamat tidak dikenal" in text(page(sign_in("supervisor.cimahi"), bulan=bulan))


def test_moments_are_told_in_the_zone_of_the_wilayah(sign_in: SignIn) -> None:
    found = text(page(sign_in("pusdatin"), wilayah="9171"))
    # The last second of Jakarta's day is two hours past midnight in Jayapura.
    assert "26 Nov 01.59 WIT (25 Nov 23.59 WIB)" in found


def test_an_exception_is_seen_by_its_kab_and_by_no_neighbour(own_database: str, sign_in: SignIn) -> None:
    give(3277)
    own, other = text(page(sign_in("supervisor.cimahi"))), text(page(sign_in("supervisor.pangandaran")))
    assert "Verivali BSP/Sembako November 2026 dibuka sampai 28 Nov 23.59 WIB." in own
    assert "Pengecualian; semula 25 Nov 23.59 WIB" in own
    assert "Gempa" not in other
    assert "28 Nov" not in other
    assert "Gempa" in text(page(sign_in("dinsos.jabar")))
    assert "Gempa" in text(page(sign_in("operator.melong")))


@pytest.mark.parametrize("wilayah", ["3218", "32", "0"])
def test_another_wilayah_is_refused(sign_in: SignIn, wilayah: str) -> None:
    answer = page(sign_in("supervisor.cimahi"), wilayah=wilayah)
    assert "kepala" not in text(answer.get("response", {}))
    assert "Pangandaran" not in text(answer)


def test_pusdatin_gives_time_by_the_form_and_takes_it_back(own_database: str, sign_in: SignIn) -> None:
    client = sign_in("pusdatin")
    wish = {"periode": "1-202611", "kegiatan": "usulan", "hari": "2026-11-27", "alasan": WHY}
    assert "Pengecualian berlaku" in text(act(client, "beri", wish, wilayah="3277"))
    with unit_of_work() as work:
        row = work.execute(sa.text("SELECT kab, id, sampai FROM pengecualian")).one()
    assert (row.kab, row.sampai.astimezone(JAKARTA)) == (3277, datetime(2026, 11, 27, 23, 59, 59, tzinfo=JAKARTA))
    assert "dicabut" in text(act(client, "cabut", {"kab": row.kab, "nomor": row.id}))
    for wrong in ({"hari": "kemarin"}, {"periode": "x"}, {"kegiatan": "libur"}, {"alasan": ""}):
        assert "Pengecualian berlaku" not in text(act(client, "beri", wish | wrong, wilayah="3277"))


@pytest.mark.parametrize("username", ["supervisor.cimahi", "dinsos.jabar", "kepaladinas.cimahi", "auditor", "pfm"])
def test_nobody_else_acts(own_database: str, sign_in: SignIn, username: str) -> None:
    client = sign_in(username)
    number = give(3277)
    wish = {"periode": "1-202611", "kegiatan": "usulan", "hari": "2026-11-27", "alasan": WHY}
    tries = [
        ("beri", wish), ("cabut", {"kab": 3277, "nomor": number}), ("buka", {}), ("setelan", {"bulan_dtks": ["1"]}),
    ]  # fmt: skip
    for name, asked in tries:
        assert "SIKS-403" in text(act(client, name, asked, wilayah="3277" if username != "auditor" else ""))
    with unit_of_work() as work:
        assert work.execute(sa.text("SELECT count(*) FROM pengecualian WHERE dicabut IS NULL")).scalar() == 1


def test_settings_are_changed_by_the_form(own_database: str, sign_in: SignIn) -> None:
    client = sign_in("pusdatin")
    wish = {
        "bulan_dtks": ["1", "4", "7", "10"], "langkah_pendaftaran": ["desa", "kab"], "validasi_bps": "ya",
        "pemeriksa_mou": "pusdatin", "hari_unduhan": "14", "kali_unduhan": "3",
        "sel_terkecil": "10", "hari_paket": "60",
    }  # fmt: skip
    assert "Setelan disimpan" in text(act(client, "setelan", wish))
    assert "Januari" in text(page(client))
    for wrong in ({"bulan_dtks": []}, {"hari_unduhan": "0"}, {"pemeriksa_mou": "menteri"}, {"kali_unduhan": None}):
        assert "SIKS-400" in text(act(client, "setelan", wish | wrong))


# The feed.


def events(body: bytes) -> dict[str, Any]:
    read = Calendar.from_ical(body)
    assert [part.name for part in read.subcomponents].count("VTIMEZONE") == 1
    found = {str(event["uid"]): event for event in read.walk("VEVENT")}
    assert len(found) == len(read.walk("VEVENT"))
    return found


def test_the_feed_reads_back_as_the_calendar_says(own_database: str, sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    answer = client.get("/kalender.ics")
    assert answer.mimetype == "text/calendar"
    before = events(answer.data)
    uid = "tenggat-1-202611-verivali-3277@siks-ng"
    event = before[uid]
    assert event.decoded("dtend") == datetime(2026, 11, 25, 23, 59, 59, tzinfo=JAKARTA)
    assert event.decoded("dtstart") == datetime(2026, 11, 25, 23, tzinfo=JAKARTA)
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [-timedelta(days=3), -timedelta(days=1)]
    assert all(line.endswith(b"\r\n") and len(line) <= 77 for line in answer.data.splitlines(keepends=True))
    give(3277)
    after = events(client.get("/kalender.ics").data)
    assert set(before) == set(after)
    assert after[uid].decoded("dtend") == datetime(2026, 11, 28, 23, 59, 59, tzinfo=JAKARTA)
    assert after[uid]["sequence"] > event["sequence"]
    assert "Gempa" not in client.get("/kalender.ics").get_data(as_text=True)
    neighbour = events(sign_in("supervisor.pangandaran").get("/kalender.ics").data)
    assert {event.decoded("dtend").day for uid, event in neighbour.items() if "-1-202611-verivali" in uid} == {25}
    assert any(
        "Kota Cimahi" in str(event["summary"])
        for event in events(sign_in("dinsos.jabar").get("/kalender.ics").data).values()
    )


def _address(client: FlaskClient) -> str:
    found = text(page(client))
    return "/kalender/langganan/" + found.split("/kalender/langganan/")[1].split(".ics")[0] + ".ics"


def test_a_calendar_program_reads_without_signing_in_until_the_address_is_revoked(
    own_database: str, sign_in: SignIn, client: FlaskClient
) -> None:
    owner = sign_in("supervisor.cimahi")
    act(owner, "langganan", {"lakukan": "buat"})
    address = _address(owner)
    answer = client.get(address)
    assert answer.status_code == 200
    assert any("3277" in uid for uid in events(answer.data))
    for words in ("Asep", "supervisor", "pengguna"):
        assert words not in answer.get_data(as_text=True)
    act(owner, "langganan", {"lakukan": "buat"})
    assert client.get(address).status_code == 404
    newer = _address(owner)
    assert client.get(newer).status_code == 200
    act(owner, "langganan", {"lakukan": "cabut"})
    assert client.get(newer).status_code == 404


@pytest.mark.parametrize("token", ["x", "WzEsMzI3N10.xxxxxxxxxxxxxxxxxxxxxxxxxxx", "a" * 5000, "WzEsMF0", "..", "%00"])
def test_an_address_that_is_not_ours_says_nothing(client: FlaskClient, token: str) -> None:
    assert client.get(f"/kalender/langganan/{token}.ics").status_code == 404


def test_the_feed_of_a_session_wants_a_session(client: FlaskClient) -> None:
    assert client.get("/kalender.ics").status_code == 302
