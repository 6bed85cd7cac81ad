"""The briefing page, its slideshow and its files: who sees what, who is refused, what is kept back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pptx import Presentation

from tests.workflow.briefing_alur import BAB, KAB, PERIODE, PROGRAM, PROVINSI, ask, rows
from tests.workflow.finalisasi_alur import actor, as_owner
from workflow.briefing_kerja import kerjakan
from workflow.impor_gudang import use_gudang

SignIn = Callable[[str], FlaskClient]
CALLBACK = "/_dash-update-component"
PEOPLE = ["operator.melong", "supervisor.cimahi", "dinsos.jabar", "pusdatin", "pimpinan.cimahi", "bps.jabar", "menteri"]


@pytest.fixture
def tempat(own_database: str, geo_dir: Path, tmp_path: Path) -> str:
    """A database of the test's own, with the places of a worker."""
    use_gudang(tmp_path / "impor", geo_dir)
    return own_database


def _state(wilayah: int, **more: str) -> dict[str, str]:
    return {"wilayah": str(wilayah), "program": str(PROGRAM), "periode": str(PERIODE), **more}


def _post(
    client: FlaskClient, outputs: list[str], inputs: list[tuple[str, Any]], state: list[tuple[str, Any]] | None = None
) -> dict[str, Any]:
    """What a callback answers, by output; empty where it refused."""

    def place(name: str) -> dict[str, Any]:
        ident, prop = name.split(".")
        return {"id": ident, "property": prop}

    many = len(outputs) > 1
    body = {
        "output": f"..{'...'.join(outputs)}.." if many else outputs[0],
        "outputs": [place(name) for name in outputs] if many else place(outputs[0]),
        "inputs": [place(name) | {"value": value} for name, value in inputs],
        "state": [place(name) | {"value": value} for name, value in state or []],
        "changedPropIds": [inputs[0][0]],
    }
    answer = client.post(CALLBACK, json=body)
    found = (answer.json or {}).get("response", {}) if answer.status_code == 200 and answer.data else {}
    return {f"{ident}.{prop}": value for ident, props in found.items() for prop, value in props.items()}


def _preview(client: FlaskClient, wilayah: int, **more: str) -> str:
    ask_ = _state(wilayah, kunci="x", **more)
    found = _post(client, ["brief-pratinjau-isi.data"], [("brief-tanya.data", ask_)])
    return str(found.get("brief-pratinjau-isi.data", {}).get("isi", ""))


def _slides(client: FlaskClient, wilayah: int, **more: str) -> list[dict[str, str]]:
    found = _post(client, ["tayang-data.data"], [("tayang-tanya.data", _state(wilayah, **more))])
    return list(found.get("tayang-data.data", {}).get("slide", []))


def _panel(client: FlaskClient, wilayah: int, **more: str) -> str:
    outputs = ["brief-panel-isi.data", "brief-rinci-isi.data", "brief-laju.disabled"]
    inputs = [
        ("pilihan.data", _state(wilayah, **more)),
        ("versi.data", 1),
        ("brief-segar.data", 1),
        ("brief-laju.n_intervals", 0),
    ]
    found = _post(client, outputs, inputs)
    return str(found.get(outputs[0], "")) + str(found.get(outputs[1], ""))


def _act(client: FlaskClient, wilayah: int, wish: dict[str, Any], **more: str) -> dict[str, Any] | None:
    state = [("pilihan.data", _state(wilayah, **more))]
    return _post(client, ["brief-jawab.data"], [("brief-aksi.data", wish | {"saat": 1})], state).get("brief-jawab.data")


def _token(client: FlaskClient) -> dict[str, str]:
    layout = client.get("/_dash-layout").get_data(as_text=True)
    return {"X-CSRFToken": layout.split('"name":"csrf_token"')[0].rsplit('"value":"', 1)[-1].split('"')[0]}


def _upload(client: FlaskClient, content: bytes) -> Any:
    data = {"berkas": (io.BytesIO(content), "kantor.pptx")}
    path = "/api/briefing/templat"
    answer = client.post(path, data=data, headers=_token(client), content_type="multipart/form-data")
    # The client lays a large body into a file and leaves it open.
    answer.request.environ["wsgi.input"].close()
    return answer


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_sees_the_pack_of_their_own_wilayah_before_it_is_made(sign_in: SignIn, person: str) -> None:
    client, own = sign_in(person), actor(person).wilayah
    assert client.get("/briefing").status_code == 200
    shown = _preview(client, own)
    assert "Angka per" in shown
    assert "Angka utama" in shown
    assert ("Angka kecil" in shown or "disamarkan" in shown) == (person in ("pimpinan.cimahi", "menteri"))
    assert ("<h2>Kuota</h2>" in shown) == (person != "bps.jabar")
    assert len(_slides(client, own, bab="ringkasan")) > 1


@pytest.mark.usefixtures("engine")
def test_the_address_of_a_neighbour_is_refused_everywhere(sign_in: SignIn) -> None:
    client = sign_in("supervisor.pangandaran")
    assert _preview(client, KAB) == ""
    assert _slides(client, KAB) == []
    for panel in ("", "paket", "semua", "jadwal", "templat"):
        assert _panel(client, KAB, panel=panel) == ""
    assert _act(client, KAB, {"aksi": "minta"}) is None
    assert client.get(f"/briefing/tayang?wilayah={KAB}").status_code == 403
    query = f"wilayah={KAB}&program={PROGRAM}&periode={PERIODE}&figur=peta.progres&lembar=halaman"
    assert client.get(f"/briefing/peta.svg?{query}").status_code == 403


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    "forged",
    [{"bab": "rahasia"}, {"bab": "kuota,'"}, {"periode": "202613"}, {"periode": "x"}, {"program": "9"}, {"panel": "x"}],
)
def test_an_address_that_says_nothing_sensible_shows_nothing_but_why(sign_in: SignIn, forged: dict[str, str]) -> None:
    client = sign_in("supervisor.cimahi")
    if "panel" in forged:
        assert _panel(client, KAB, **forged) == ""
        return
    assert "Paket belum dapat dibuat" in _preview(client, KAB, **forged)
    assert [slide["judul"] for slide in _slides(client, KAB, **forged)] == ["Belum dapat dibuat"]


@pytest.mark.usefixtures("engine")
def test_a_validator_without_kuota_cannot_ask_for_its_chapter(sign_in: SignIn) -> None:
    client = sign_in("bps.jabar")
    assert "Pilih sedikitnya satu bab" in _preview(client, PROVINSI, bab="kuota")
    assert len(_slides(client, PROVINSI, bab="kuota")) == 1
    assert _act(client, PROVINSI, {"aksi": "minta"}, bab="kuota") is None


@pytest.mark.usefixtures("engine")
def test_the_map_of_preview_and_slideshow_is_the_one_of_the_files(sign_in: SignIn) -> None:
    client = sign_in("dinsos.jabar")
    shown = _preview(client, PROVINSI, bab="peta")
    address = unescape(shown.split("/briefing/peta.svg")[1].split('"')[0])
    address = f"/briefing/peta.svg{address}"
    answer = client.get(address)
    assert answer.mimetype == "image/svg+xml"
    assert b"<svg" in answer.data
    # Its address holds the digest of its figures, so it may be kept.
    assert "private" in answer.headers["Cache-Control"]
    assert "no-store" in client.get(address.replace("sidik=", "sidik=0")).headers["Cache-Control"]
    assert client.get(address.replace("peta.progres", "peta.tidak")).status_code == 404
    assert client.get(address.replace("lembar=", "lembar=x")).status_code == 404


@pytest.mark.usefixtures("tempat")
def test_a_pack_goes_from_the_form_to_the_files_and_is_nobody_elses(sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    answer = _act(client, KAB, {"aksi": "minta"}, bab="ringkasan,peta")
    assert answer is not None
    nomor = answer["ke"]["paket"]
    # As a letter names it.
    assert "Batalkan" in _panel(client, KAB, paket=str(nomor))
    kerjakan(nomor)
    shown = _panel(client, KAB, panel="paket", paket=str(nomor))
    assert "siap diunduh" in shown
    assert "Data belum berubah" in shown
    begins = {"pptx": b"PK", "pdf": b"%PDF", "xlsx": b"PK"}
    for ending, head in begins.items():
        file = client.get(f"/briefing/{nomor}.{ending}")
        assert file.data.startswith(head)
        assert f"briefing-kota-cimahi-bsp-202611-{nomor}.{ending}" in file.headers["Content-Disposition"]
    assert client.get(f"/briefing/{nomor}.exe").status_code == 404
    assert client.get(f"/briefing/{2**63}.pdf").status_code == 404
    assert client.get(f"/briefing/{nomor + 1}.pdf").status_code == 403
    # The next kab, and a reader of the same kab from whom small numbers are kept.
    for person in ("supervisor.pangandaran", "pimpinan.cimahi"):
        other = sign_in(person)
        own = actor(person).wilayah
        assert other.get(f"/briefing/{nomor}.pdf").status_code == 403
        assert "Cimahi" not in _panel(other, own, panel="paket")
        assert _panel(other, own, panel="paket", paket=str(nomor)) == ""
        for aksi in ("batal", "coba", "baru"):
            assert _act(other, own, {"aksi": aksi, "nomor": [str(nomor)]}) is None


@pytest.mark.usefixtures("tempat")
def test_a_pack_with_kuota_is_not_handed_to_who_may_not_see_kuota(sign_in: SignIn) -> None:
    nomor = ask("dinsos.jabar", PROVINSI, BAB)
    kerjakan(nomor)
    assert sign_in("bps.jabar").get(f"/briefing/{nomor}.pdf").status_code == 403
    assert sign_in("dinsos.jabar").get(f"/briefing/{nomor}.pdf").status_code == 200


def test_a_pack_says_when_the_data_has_moved_on(tempat: str, sign_in: SignIn) -> None:
    client, nomor = sign_in("supervisor.cimahi"), ask()
    kerjakan(nomor)
    as_owner(tempat, "UPDATE kuota SET kuota = kuota + 100 WHERE kab = 3277 AND desa = 0 AND periode = 202611")
    shown = _panel(client, KAB, panel="paket", paket=str(nomor))
    assert "Data telah berubah sejak paket ini" in shown
    assert "Kuota terpakai kini" in shown


@pytest.mark.usefixtures("tempat")
def test_packs_of_all_areas_are_asked_for_shown_and_taken_in_one_file(sign_in: SignIn) -> None:
    client = sign_in("dinsos.jabar")
    answer = _act(client, PROVINSI, {"aksi": "semua"}, bab="ringkasan", panel="semua")
    assert answer is not None
    kumpulan = answer["ke"]["kumpulan"]
    first = [row[0] for row in rows("SELECT id FROM briefing WHERE kumpulan = :k ORDER BY id LIMIT 2", k=kumpulan)]
    for nomor in first:
        kerjakan(int(str(nomor)))
    shown = _panel(client, PROVINSI, panel="semua")
    assert "2 dari 27 paket siap" in shown
    file = client.get(f"/briefing/kumpulan/{kumpulan}.zip")
    names = zipfile.ZipFile(io.BytesIO(file.data)).namelist()
    assert len(names) == 6
    assert zipfile.ZipFile(io.BytesIO(file.data)).testzip() is None
    stopped = _act(client, PROVINSI, {"aksi": "batal_semua", "nomor": [str(kumpulan)]})
    assert stopped is not None
    assert "25 paket" in stopped["pesan"]
    for person in ("pusdatin", "supervisor.cimahi"):
        assert sign_in(person).get(f"/briefing/kumpulan/{kumpulan}.zip").status_code == 403
    assert _panel(sign_in("pusdatin"), 0, panel="semua", kumpulan=str(kumpulan)) == ""


@pytest.mark.usefixtures("tempat")
def test_only_who_sends_packs_makes_those_of_all_areas_and_schedules(sign_in: SignIn) -> None:
    menteri = sign_in("menteri")
    assert _act(menteri, 0, {"aksi": "semua"}) is None
    assert _panel(menteri, 0, panel="semua") == ""
    assert _panel(menteri, 0, panel="jadwal", jadwal="baru") == ""
    assert _post(menteri, ["brief-hasil-isi.data"], [("brief-cari.data", {"cari": "cimahi"})],
                 [("pilihan.data", _state(0))]) == {}  # fmt: skip


@pytest.mark.usefixtures("tempat")
def test_a_schedule_is_made_changed_paused_and_deleted(sign_in: SignIn) -> None:
    client = sign_in("dinsos.jabar")
    found = _post(client, ["brief-hasil-isi.data"], [("brief-cari.data", {"cari": "cimahi"})],
                  [("pilihan.data", _state(PROVINSI))])  # fmt: skip
    assert f'data-brief-tambah="{actor("supervisor.cimahi").id}"' in str(found)
    receiver = str(actor("supervisor.cimahi").id)
    wish = {"aksi": "jadwal", "hari": "1", "jam": "07:00", "penerima": receiver, "bab_ringkasan": "1"}
    for broken in ({"penerima": ""}, {"penerima": "1;2"}, {"hari": "9"}, {"jam": "pagi"}, {"bab_ringkasan": ""}):
        assert _act(client, PROVINSI, wish | broken) is None
    assert _act(client, PROVINSI, wish, panel="jadwal", jadwal="baru") is not None
    shown = _panel(client, PROVINSI, panel="jadwal")
    assert "Setiap Senin 07.00 WIB" in shown
    nomor = str(rows("SELECT id FROM briefing_jadwal")[0][0])
    assert _act(client, PROVINSI, wish | {"nomor": [nomor], "hari": "5", "jam": "13:30"}) is not None
    assert "Setiap Jumat 13.30 WIB" in _panel(client, PROVINSI, panel="jadwal", jadwal=nomor)
    for aksi in ("jeda", "lanjut", "hapus"):
        assert _act(sign_in("supervisor.cimahi"), KAB, {"aksi": aksi, "nomor": [nomor]}) is None
    assert _act(client, PROVINSI, {"aksi": "jeda", "nomor": [nomor]}) is not None
    assert "dijeda" in _panel(client, PROVINSI, panel="jadwal")
    assert "dijeda" in _panel(sign_in("supervisor.cimahi"), KAB, panel="jadwal")
    assert _act(client, PROVINSI, {"aksi": "hapus", "nomor": [nomor]}) is not None
    assert "Belum ada jadwal" in _panel(client, PROVINSI, panel="jadwal")


@pytest.mark.usefixtures("tempat")
def test_slides_of_an_office_are_taken_in_offered_and_withdrawn(sign_in: SignIn) -> None:
    client, out = sign_in("dinsos.jabar"), io.BytesIO()
    refused = _upload(client, b"bukan templat")
    assert refused.status_code == 400
    assert "PowerPoint" in refused.json["pesan"]
    assert _upload(client, b"PK" + b"0" * 10_500_000).status_code in (400, 413)
    Presentation().save(out)
    assert _upload(client, out.getvalue()).status_code == 200
    assert "kantor.pptx" in _panel(client, PROVINSI, panel="templat")
    below, beside = sign_in("supervisor.cimahi"), sign_in("pusdatin")
    assert "kantor.pptx" in _panel(below, KAB, panel="templat")
    assert "kantor.pptx" not in _panel(beside, 0, panel="templat")
    nomor = str(rows("SELECT id FROM briefing_templat")[0][0])
    assert _act(below, KAB, {"aksi": "cabut", "nomor": [nomor]}) is None
    assert _act(beside, 0, {"aksi": "minta"}, templat=nomor) is None
    assert _act(client, PROVINSI, {"aksi": "cabut", "nomor": [nomor]}) is not None
    assert "kantor.pptx" not in _panel(client, PROVINSI, panel="templat")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("wish", [{}, {"aksi": "x"}, {"aksi": "batal"}, {"aksi": "batal", "nomor": ["1 or 1"]},
                                  {"aksi": "coba", "nomor": "5"}, {"aksi": "hapus", "nomor": [None]}])  # fmt: skip
def test_a_forged_wish_changes_nothing(sign_in: SignIn, wish: dict[str, Any]) -> None:
    assert _act(sign_in("supervisor.cimahi"), KAB, wish) is None


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("path", ["/briefing", "/briefing/tayang", "/briefing/1.pdf", "/briefing/kumpulan/1.zip"])
def test_a_stranger_is_sent_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/masuk")
