"""Data Kesos through the web: who sees what, what is covered, what is written down, what leaves as a file."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import geopandas
import pytest
import sqlalchemy as sa
from _jalan import CALLBACKS
from flask.testing import FlaskClient

from data_access.session import current_engine
from tests.berkas_tabel import baca_csv, baca_xlsx

SignIn = Callable[[str], FlaskClient]
LIST = "..kesos-kepala.children...kesos-baris.children...kesos-berikut.data.."
REASON = {"alasan": "pengaduan", "keterangan": "Pengaduan nomor 12/2026"}


def _rows(query: str, **values: Any) -> list[Any]:
    with current_engine().connect() as connection:
        return list(connection.execute(sa.text(query), values).all())


@pytest.fixture
def home(own_database: str) -> Any:
    """A household of Cimahi with an account holder whose numbers are of sixteen digits."""
    return _rows(
        "SELECT r.id, r.desa, r.idbdt, r.no_kk, r.pengurus_nik, r.pengurus_ibu_kandung, r.nama_krt FROM rumah_tangga r "
        "WHERE kab = 3277 AND pengurus_nik > 10^15 AND no_kk IS NOT NULL AND pengurus_ibu_kandung LIKE '% %' "
        "AND desa <> 3277011001 ORDER BY id LIMIT 1"
    )[0]


def _question(wilayah: int, teks: str = "", **more: Any) -> dict[str, Any]:
    return {"wilayah": str(wilayah), "program": "1", "periode": "202611", "teks": teks, **more}


def _list(client: FlaskClient, query: dict[str, Any]) -> str:
    parts = LIST.strip(".").split("...")
    body = {
        "output": LIST,
        "outputs": [dict(zip(("id", "property"), part.split("."), strict=True)) for part in parts],
        "inputs": [{"id": "kesos-tanya", "property": "data", "value": query}],
        "state": [],
        "changedPropIds": ["kesos-tanya.data"],
    }
    return client.post(CALLBACKS, json=body).get_data(as_text=True)


def _card(client: FlaskClient, ruta: str) -> str:
    body = {
        "output": "kesos-kartu.children",
        "outputs": {"id": "kesos-kartu", "property": "children"},
        "inputs": [{"id": "kesos-buka", "property": "data", "value": {"wilayah": "0", "ruta": ruta}}],
        "state": [],
        "changedPropIds": ["kesos-buka.data"],
    }
    return client.post(CALLBACKS, json=body).get_data(as_text=True)


def _unmask(app: Any, client: FlaskClient, ruta: str, alasan: Any, keterangan: Any) -> str:
    output = next(key for key in app.callback_map if key.startswith("kesos-kartu.children@"))
    part = app.callback_map[output]["output"]
    body = {
        "output": output,
        "outputs": {"id": part.component_id, "property": part.component_property},
        "inputs": [{"id": "kesos-tombol-buka", "property": "n_clicks", "value": 1}],
        "state": [
            {"id": "kesos-alasan", "property": "value", "value": alasan},
            {"id": "kesos-keterangan", "property": "value", "value": keterangan},
            {"id": "kesos-buka", "property": "data", "value": {"ruta": ruta}},
        ],
        "changedPropIds": ["kesos-tombol-buka.n_clicks"],
    }
    return client.post(CALLBACKS, json=body).get_data(as_text=True)


def _token(client: FlaskClient) -> str:
    layout = client.get("/_dash-layout").get_data(as_text=True)
    return layout.split('"name": "csrf_token"')[0].rsplit("csrf", 1)[0] and _find_token(json.loads(layout))


def _find_token(node: Any) -> str:
    if isinstance(node, dict):
        props = node.get("props", {})
        if props.get("name") == "csrf_token":
            return str(props["value"])
        return next((found for value in node.values() if (found := _find_token(value))), "")
    if isinstance(node, list):
        return next((found for value in node if (found := _find_token(value))), "")
    return ""


def _download(client: FlaskClient, bentuk: str, query: dict[str, Any], **form: str) -> Any:
    return client.post(
        "/data-kesos/unduh",
        data={
            "csrf_token": _find_token(client.get("/_dash-layout").json),
            "bentuk": bentuk,
            "tanya": json.dumps(query),
            **form,
        },
    )


def _secrets(home: Any) -> list[str]:
    people = _rows("SELECT nik FROM individu WHERE kab = 3277 AND ruta = :ruta AND nik > 10^14", ruta=home.id)
    return [str(home.no_kk), str(home.pengurus_nik), home.pengurus_ibu_kandung, *(str(row.nik) for row in people)]


def _audit(aksi: str) -> list[Any]:
    return _rows("SELECT * FROM audit WHERE aksi = :aksi ORDER BY kab, urut", aksi=aksi)


@pytest.mark.parametrize("username", ["pimpinan.cimahi"])
def test_leadership_reaches_neither_page_nor_file_nor_letter_nor_photo(
    home: Any, sign_in: SignIn, username: str
) -> None:
    reader = sign_in(username)
    assert reader.get("/data-kesos").status_code == 403
    assert reader.get(f"/data-kesos/surat/3277-{home.id}").status_code == 403
    assert reader.get(f"/data-kesos/foto/3277-{home.id}/rumah").status_code == 403
    assert _download(reader, "csv", _question(3277)).status_code == 403
    assert "SIKS-403" in _list(reader, _question(3277, "siti"))
    assert "SIKS-403" in _card(reader, f"3277-{home.id}")


def test_no_answer_holds_a_number_in_full_without_a_reason(home: Any, sign_in: SignIn) -> None:
    ruta = f"3277-{home.id}"
    for username in ("supervisor.cimahi", "pusdatin", "auditor", "bps.jabar", "dinsos.jabar"):
        reader = sign_in(username)
        answers = [
            _list(reader, _question(3277, str(home.pengurus_nik))),
            _list(reader, _question(3277, home.nama_krt)),
            _card(reader, ruta),
            reader.get(f"/data-kesos/surat/{ruta}").get_data(as_text=True),
            reader.get(f"/data-kesos?ruta={ruta}").get_data(as_text=True),
        ]
        assert ruta in answers[0]
        assert home.nama_krt in answers[2]
        for answer in answers:
            for secret in _secrets(home):
                assert secret not in answer, (username, secret)


def test_a_reason_opens_the_numbers_of_one_household_and_is_written_down(app: Any, home: Any, sign_in: SignIn) -> None:
    ruta, supervisor = f"3277-{home.id}", sign_in("supervisor.cimahi")
    for alasan, text in (
        (None, "Pengaduan nomor 12"),
        ("pengaduan", ""),
        ("pengaduan", "aaaaaaaaaaaa"),
        ("x", "Pengaduan nomor 12"),
        ("pengaduan", f"NIK {home.pengurus_nik}"),
    ):
        refused = _unmask(app, supervisor, ruta, alasan, text)
        assert "SIKS-400" in refused
        assert str(home.no_kk) not in refused
    assert _audit("data-kesos.buka-identitas") == []
    opened = _unmask(app, supervisor, ruta, *REASON.values())
    for secret in _secrets(home):
        assert secret in opened
    (row,) = _audit("data-kesos.buka-identitas")
    assert (row.kab, row.pengguna, row.objek) == (3277, "supervisor.cimahi", f"rumah_tangga/{ruta}")
    assert row.sesudah == REASON
    for username in ("bps.jabar", "dinsos.jabar", "pfm", "supervisor.pangandaran", "operator.melong"):
        refused = _unmask(app, sign_in(username), ruta, *REASON.values())
        assert "SIKS-403" in refused, username
        assert str(home.no_kk) not in refused
    assert len(_audit("data-kesos.buka-identitas")) == 1


def test_the_next_kab_gets_nothing_of_a_household(home: Any, sign_in: SignIn) -> None:
    ruta = f"3277-{home.id}"
    for username in ("supervisor.pangandaran", "operator.melong"):
        reader = sign_in(username)
        assert "SIKS-403" in _card(reader, ruta)
        assert reader.get(f"/data-kesos/surat/{ruta}").status_code == 403
        assert reader.get(f"/data-kesos/foto/{ruta}/rumah").status_code in (403, 404)
        assert "SIKS-403" in _list(reader, _question(3277, str(home.no_kk)))
        own = 3218 if "pangandaran" in username else 3277011001
        for text in (str(home.no_kk), str(home.pengurus_nik), home.idbdt):
            assert ruta not in _list(reader, _question(own, text))
    assert _download(sign_in("supervisor.pangandaran"), "csv", _question(3277)).status_code == 403


def test_every_search_and_card_is_written_down_without_the_number(home: Any, sign_in: SignIn) -> None:
    supervisor, ruta = sign_in("supervisor.cimahi"), f"3277-{home.id}"
    searched, opened = _audit("data-kesos.cari"), _audit("data-kesos.kartu")
    _list(supervisor, _question(3277, str(home.pengurus_nik)))
    _list(supervisor, _question(3277, "siti aminah", desil="1,2"))
    _list(sign_in("pusdatin"), _question(0, str(home.pengurus_nik)))
    _card(supervisor, ruta)
    searches = [row for row in _audit("data-kesos.cari") if row not in searched]
    assert [row.kab for row in searches] == [0, 3277, 3277]
    national, number, name = searches
    assert number.sesudah["cari"] == "nomor"
    assert number.sesudah["rumah_tangga"] == [ruta]
    # The same number searched for by two people is seen to be the same.
    assert number.sesudah["sidik"] == national.sesudah["sidik"]
    assert (name.sesudah["nama"], name.sesudah["saringan"]) == ("siti aminah", ["desil 1, 2"])
    assert [row.objek for row in _audit("data-kesos.kartu") if row not in opened] == [f"rumah_tangga/{ruta}"]
    everything = json.dumps([[str(part) for part in row] for row in _rows("SELECT * FROM audit")])
    assert str(home.pengurus_nik) not in everything


def test_nobody_is_listed_before_somebody_asks(home: Any, sign_in: SignIn) -> None:
    before = _audit("data-kesos.cari")
    answer = _list(sign_in("supervisor.cimahi"), _question(3277))
    assert "Tampilkan semua rumah tangga" in answer
    assert "data-ruta" not in answer
    assert _audit("data-kesos.cari") == before
    assert "data-ruta" in _list(sign_in("supervisor.cimahi"), _question(3277, semua="1"))


def test_the_three_files_hold_what_the_database_holds(home: Any, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    query = _question(3277, bantuan="tanpa")
    wanted = _rows(
        "SELECT idbdt, desil, lat FROM rumah_tangga WHERE kab = 3277 AND ada_kks IS NOT TRUE AND ada_pkh IS NOT TRUE "
        "ORDER BY desa, id"
    )
    csv, xlsx = baca_csv(_download(reader, "csv", query).data), baca_xlsx(_download(reader, "xlsx", query).data)
    geo = geopandas.read_parquet(io.BytesIO(_download(reader, "parquet", query).data))
    ids = [row.idbdt for row in wanted]
    assert csv.kolom("IDBDT") == xlsx.kolom("IDBDT") == list(geo["idbdt"]) == ids
    assert csv.tentang["Wilayah"] == xlsx.tentang["Wilayah"] == "Kota Cimahi, Jawa Barat"
    assert geo.crs.to_epsg() == 4326
    assert [point is None for point in geo.geometry] == [row.lat is None for row in wanted]
    known = geo[geo.geometry.notna()]
    assert (known.geometry.y == known["lat"]).all()
    assert (known.geometry.x == known["lon"]).all()
    assert all("*" in number for file in (csv, xlsx) for number in file.kolom("Nomor KK") if number)
    assert geo["no_kk"].dropna().str.contains("*", regex=False).all()
    begun, ended = _audit("data-kesos.unduh"), _audit("data-kesos.unduh-selesai")
    assert [row.sesudah["bentuk"] for row in begun] == ["csv", "xlsx", "parquet"]
    assert all(row.sesudah["identitas"] == "samar" for row in begun)
    assert [row.sesudah["baris"] for row in ended] == [len(ids)] * 3
    assert ended[0].objek == f"audit/{begun[0].kab}/{begun[0].urut}"


def test_numbers_leave_in_full_only_with_right_and_reason(home: Any, sign_in: SignIn) -> None:
    query = _question(3277, home.idbdt)
    refused = _download(sign_in("supervisor.cimahi"), "csv", query, lengkap="1")
    assert refused.status_code == 400
    assert _download(sign_in("dinsos.jabar"), "csv", query, lengkap="1", **REASON).status_code == 403
    full = _download(sign_in("supervisor.cimahi"), "csv", query, lengkap="1", **REASON).get_data(as_text=True)
    assert str(home.pengurus_nik) in full
    (row,) = _audit("data-kesos.unduh")
    assert row.sesudah["identitas"] == "lengkap"
    assert row.sesudah["alasan"] == "pengaduan"


def test_a_text_that_would_run_in_a_spreadsheet_does_not(home: Any, own_database: str, sign_in: SignIn) -> None:
    with current_engine().begin() as work:
        work.execute(
            sa.text("UPDATE rumah_tangga SET nama_krt = '=1+1', alamat = '@SUM(A1)' WHERE kab = 3277 AND id = :id"),
            {"id": home.id},
        )
    reader = sign_in("supervisor.cimahi")
    csv = _download(reader, "csv", _question(3277, home.idbdt)).get_data(as_text=True)
    assert ";'=1+1;" in csv
    assert ";'@SUM(A1);" in csv
    sheet = baca_xlsx(_download(reader, "xlsx", _question(3277, home.idbdt)).data)
    assert sheet.kolom("Kepala rumah tangga") == ["=1+1"]


def test_the_letter_names_everybody_and_its_trace(home: Any, sign_in: SignIn) -> None:
    supervisor, ruta = sign_in("supervisor.cimahi"), f"3277-{home.id}"
    page = supervisor.get(f"/data-kesos/surat/{ruta}").get_data(as_text=True)
    for row in _rows("SELECT nama FROM individu WHERE kab = 3277 AND ruta = :ruta", ruta=home.id):
        assert row.nama.replace("'", "&#39;") in page
    assert "Pemerintah Kota Cimahi" in page
    assert "Iwan Gunawan" in page
    assert "dua puluh satu November dua ribu dua puluh enam" in page
    (row,) = _audit("data-kesos.surat")
    assert f"Catatan audit 3277/{row.urut}" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    full = supervisor.post(f"/data-kesos/surat/{ruta}", data={"csrf_token": token, **REASON}).get_data(as_text=True)
    assert str(home.no_kk) in full
    assert _audit("data-kesos.surat")[-1].sesudah == REASON
    assert sign_in("bps.jabar").post(f"/data-kesos/surat/{ruta}", data={"csrf_token": "x", **REASON}).status_code in (
        400,
        403,
    )


def test_photos_of_numbers_want_a_permit_of_this_reader(app: Any, home: Any, sign_in: SignIn) -> None:
    ruta = _rows("SELECT ruta FROM foto WHERE kab = 3277 AND jenis = 'ktp' ORDER BY ruta LIMIT 1")[0].ruta
    supervisor = sign_in("supervisor.cimahi")
    plain = supervisor.get(f"/data-kesos/foto/3277-{ruta}/rumah")
    assert (plain.status_code, plain.mimetype) == (200, "image/png")
    assert plain.headers["Cache-Control"] == "no-store"
    assert supervisor.get(f"/data-kesos/foto/3277-{ruta}/ktp").status_code == 403
    assert supervisor.get(f"/data-kesos/foto/3277-{ruta}/ktp?izin=x").status_code == 403
    opened = _unmask(app, supervisor, f"3277-{ruta}", *REASON.values())
    token = opened.split("ktp?izin=")[1].split('"')[0]
    assert supervisor.get(f"/data-kesos/foto/3277-{ruta}/ktp?izin={token}").status_code == 200
    assert sign_in("pusdatin").get(f"/data-kesos/foto/3277-{ruta}/ktp?izin={token}").status_code == 403
    assert supervisor.get(f"/data-kesos/foto/3277-{ruta}/tidak-ada").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"desil": "11"}, {"desil": "1;2"}, {"bantuan": "x"}, {"status": "9"}, {"keberadaan": "' OR 1=1"},
        {"koordinat": "0"}, {"periode": "abc"}, {"teks": "12345"}, {"teks": "x" * 500}, {"program": "9"},
    ],
)  # fmt: skip
def test_a_bad_question_is_refused_in_words(home: Any, sign_in: SignIn, query: dict[str, str]) -> None:
    assert "SIKS-400" in _list(sign_in("supervisor.cimahi"), {**_question(3277), **query})


@pytest.mark.parametrize("ruta", ["x", "3277", "3277-", "3277-1%27", "0-1", "3277-99999999999999999999"])
def test_a_bad_reference_is_refused_in_words(home: Any, sign_in: SignIn, ruta: str) -> None:
    reader = sign_in("supervisor.cimahi")
    assert reader.get(f"/data-kesos/surat/{ruta}").status_code == 400
    assert "SIKS-400" in _card(reader, ruta)
