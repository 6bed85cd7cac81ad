"""The review through the web: who sees which cases, who decides, what is covered, what leaves by its own address."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from _jalan import CALLBACKS
from flask.testing import FlaskClient

from data_access.schema import lampiran, usulan
from data_access.session import current_engine, unit_of_work
from demo.dokumen import make_pdf
from demo.foto import make_picture
from domain.usulan import JenisUsulan
from tests import factories as f

SignIn = Callable[[str], FlaskClient]
MELONG = 3277011001
# (act, what is sent): everything that changes something.
ACTS = ("putuskan", "urungkan", "komentari", "ganda", "rencanakan", "jalankan", "massal-setujui", "massal-urungkan")
ONLOOKERS = ("kepaladinas.cimahi", "walikota.cimahi", "dinsos.jabar", "bps.jabar", "auditor")


@pytest.fixture
def cases(own_database: str) -> list[int]:
    """Three corrections of one desa of Cimahi (not Melong) that can be approved, with papers."""
    with unit_of_work() as work:
        f.clear(work)
        homes = [home for home in f.homes(work, 200) if home.desa != MELONG][:3]
        for home in homes:
            f.imported(work, home, 2)
        found = [
            f.add_case(
                work, n, home, JenisUsulan.PERBAIKAN,
                isi={"ruta": {"luas_lantai": [home.luas_lantai, 77]}, "kunjungan": {"sta": 2, "tanggal": "2026-11-17"}},
                aturan=["V16"] if n == 0 else [], risiko=20 if n == 0 else 0, impor=5,
            )
            for n, home in enumerate(homes)
        ]  # fmt: skip
        for jenis, home, mime, data in (
            ("rumah", homes[0], "image/png", make_picture("rumah", 1)),
            ("ktp", homes[0], "image/png", make_picture("ktp", 1)),
            ("berita_acara", None, "application/pdf", make_pdf("Berita acara", ["Contoh"])),
            ("bnba", None, "application/pdf", make_pdf("BNBA", ["Contoh"])),
        ):
            work.execute(
                sa.insert(lampiran).values(
                    kab=f.KAB, impor=5, jenis=jenis, periode=f.PERIODE, program=f.PROGRAM, desa=homes[0].desa,
                    idbdt=home.idbdt if home else None, mime=mime, sha256=hashlib.sha256(data).digest(),
                    ukuran=len(data), diambil=date(2026, 11, 15), isi=data,
                )
            )  # fmt: skip
    return found


def _post(client: FlaskClient, app: Any, output: str, values: dict[str, Any]) -> dict[str, Any]:
    """Ask one callback; ``values`` by id of its inputs and state. Returns the whole answer."""
    known = app.callback_map[output]
    filled = {kind: [{**item, "value": values.get(item["id"])} for item in known[kind]] for kind in ("inputs", "state")}
    part = known["output"]
    body = {
        "output": output,
        "outputs": {"id": part.component_id, "property": part.component_property},
        "inputs": filled["inputs"],
        "state": filled["state"],
        "changedPropIds": [f"{filled['inputs'][0]['id']}.data"],
    }
    answer = client.post(CALLBACKS, json=body)
    assert answer.status_code in (200, 204), answer.get_data(as_text=True)[:300]
    return json.loads(answer.get_data(as_text=True) or "{}")


def _data(answer: dict[str, Any], store: str) -> Any:
    return answer.get("response", {}).get(store, {}).get("data")


def _refused(answer: dict[str, Any]) -> str:
    return json.dumps(answer.get("sideUpdate", {}))


def _question(wilayah: int = 3277, **more: Any) -> dict[str, Any]:
    return {"wilayah": str(wilayah), "program": "1", "periode": "202611", "tab": "perbaikan", **more}


def _list(client: FlaskClient, app: Any, **more: Any) -> Any:
    """Rows and numbers together; None where neither is given."""
    wish = {"usulan-tanya": _question(**more)}
    rows, counts = (
        _data(_post(client, app, f"usulan-{name}.data", wish), f"usulan-{name}") for name in ("daftar", "hitungan")
    )
    assert (rows is None) == (counts is None)
    return None if rows is None else rows | counts


def _case(client: FlaskClient, app: Any, nomor: int, wilayah: int = 3277) -> str:
    values = {"usulan-buka": {"kunci": f"3277-{nomor}"}, "pilihan": {"wilayah": str(wilayah)}}
    found = _data(_post(client, app, "usulan-muatan.data", values), "usulan-muatan")
    return str(found["isi"]) if found else ""


def _act(client: FlaskClient, app: Any, name: str, wish: dict[str, Any]) -> tuple[Any, str]:
    answer = _post(client, app, f"usulan-{name}-jawab.data", {f"usulan-{name}": wish})
    return _data(answer, f"usulan-{name}-jawab"), _refused(answer)


def _version(nomor: int) -> str:
    with current_engine().connect() as connection:
        row = connection.execute(sa.select(usulan.c.diubah).where(usulan.c.id == nomor)).one()
    return str(row.diubah.isoformat())


def _status(nomor: int) -> int:
    with current_engine().connect() as connection:
        return int(connection.execute(sa.select(usulan.c.status).where(usulan.c.id == nomor)).scalar_one())


def _approve(nomor: int) -> dict[str, Any]:
    return {"kasus": f"3277-{nomor}", "keputusan": "setujui", "versi": _version(nomor), "nama": "Uji"}


def _papers() -> dict[str, int]:
    with current_engine().connect() as connection:
        return {row.jenis: row.id for row in connection.execute(sa.select(lampiran.c.jenis, lampiran.c.id))}


def test_the_queue_is_what_waits_in_the_readers_own_wilayah(app: Any, cases: list[int], sign_in: SignIn) -> None:
    found = _list(sign_in("supervisor.cimahi"), app)
    assert found["jumlah"] == 3
    assert all(f"3277-{nomor}" in found["baris"] for nomor in cases)
    assert "V16" in found["baris"]
    assert ">3<" in found["tab"]
    for name in ONLOOKERS:
        assert _list(sign_in(name), app)["jumlah"] == 3, name
    assert _list(sign_in("operator.melong"), app, wilayah=MELONG)["jumlah"] == 0


def test_who_reads_only_figures_has_no_queue(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("pimpinan.cimahi")
    assert client.get("/usulan").status_code == 403
    assert _list(client, app) is None
    assert _case(client, app, cases[0]) == ""


def test_the_next_kab_gets_nothing_at_all(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("supervisor.pangandaran")
    assert _list(client, app) is None
    own = _list(client, app, wilayah=3218)
    assert own["jumlah"] == 0
    assert "3277-" not in json.dumps(own)
    assert _case(client, app, cases[0], 3218) == ""
    prepared = {"usulan-siap": {"kunci": f"3277-{cases[0]}"}, "pilihan": {"wilayah": "3218"}}
    assert _data(_post(client, app, "usulan-muatan-siap.data", prepared), "usulan-muatan-siap") is None
    opened = {"usulan-dibuka": {"kunci": f"3277-{cases[0]}", "kartu": True}}
    assert _data(_post(client, app, "usulan-pemegang.data", opened), "usulan-pemegang") is None
    for wilayah in (3277, 3218):
        wish = {"keputusan": "setujui", "kunci": [f"3277-{cases[0]}"], "tanya": _question(wilayah)}
        assert _act(client, app, "rencanakan", wish)[0] is None
        assert _act(client, app, "jalankan", {**wish, "jumlah": 1})[0] is None
    assert _act(client, app, "putuskan", _approve(cases[0]))[0] is None
    assert _act(client, app, "komentari", {"kasus": f"3277-{cases[0]}", "isi": "halo"})[0] is None
    assert _act(client, app, "rincian", {"kab": 3277, "tindakan": 1})[0] is None
    strip = _post(client, app, "usulan-pita.data", {"usulan-detak": _question()})
    assert _data(strip, "usulan-pita") is None
    figures = _post(client, app, "usulan-kinerja.data", {"usulan-kinerja-minta": _question()})
    assert _data(figures, "usulan-kinerja") is None
    for jenis, nomor in _papers().items():
        assert client.get(f"/usulan/lampiran/3277/{nomor}").status_code in (403, 404), jenis
        assert client.get(f"/usulan/lampiran/3277/{nomor}/1").status_code in (403, 404), jenis
    assert _status(cases[0]) == 1


def test_a_case_of_another_desa_is_not_there_for_who_works_in_one(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("operator.melong")
    assert "tidak ada di wilayah Anda" in _case(client, app, cases[0], MELONG)
    opened = {"usulan-dibuka": {"kunci": f"3277-{cases[0]}", "kartu": True}}
    assert _data(_post(client, app, "usulan-pemegang.data", opened), "usulan-pemegang") is None
    assert client.get(f"/usulan/lampiran/3277/{_papers()['rumah']}").status_code == 404


def test_who_does_not_review_decides_nothing(app: Any, cases: list[int], sign_in: SignIn) -> None:
    for name in (*ONLOOKERS, "operator.melong", "pimpinan.cimahi"):
        client = sign_in(name)
        for act in ACTS:
            wish = {**_approve(cases[0]), "kab": 3277, "tindakan": 1, "nomor": 1, "isi": "x", "tanya": _question()}
            assert _act(client, app, act, {**wish, "semua": True, "jumlah": 3})[0] is None, (name, act)
        assert client.post("/usulan/lepas", json={"kunci": f"3277-{cases[0]}"}).status_code in (400, 403), name
        if name in ONLOOKERS:
            assert "data-usulan-putus" not in _case(client, app, cases[0])
            opened = {"usulan-dibuka": {"kunci": f"3277-{cases[0]}"}}
            assert _data(_post(client, app, "usulan-pemegang.data", opened), "usulan-pemegang")["milik"] is False
    assert _status(cases[0]) == 1


def test_a_stranger_reaches_no_paper_and_no_act(app: Any, cases: list[int], client: FlaskClient) -> None:
    paper = _papers()["rumah"]
    assert client.get(f"/usulan/lampiran/3277/{paper}").status_code == 302
    assert client.get("/usulan").status_code == 302
    body = {"output": "usulan-daftar.data", "outputs": {}, "inputs": [], "state": [], "changedPropIds": []}
    assert client.post(CALLBACKS, json=body).status_code == 401


def test_the_case_says_what_is_now_and_what_is_proposed(app: Any, cases: list[int], sign_in: SignIn) -> None:
    text = _case(sign_in("supervisor.cimahi"), app, cases[0])
    assert "Luas lantai" in text
    assert "77 m²" in text
    assert "data-usulan-putus" in text
    assert "Tidak ada yang menghalangi persetujuan" in text
    assert "Foto atau koordinat tidak ada atau di luar desa" in text


def test_opening_claims_and_the_second_reviewer_is_told_who_has_it(app: Any, cases: list[int], sign_in: SignIn) -> None:
    first, second = sign_in("supervisor.cimahi"), sign_in("supervisor2.cimahi")
    opened = {"usulan-dibuka": {"kunci": f"3277-{cases[0]}", "kartu": True}}
    mine = _data(_post(first, app, "usulan-pemegang.data", opened), "usulan-pemegang")
    assert mine["milik"] is True
    assert "Kartu rumah tangga" in mine["kartu"]
    theirs = _data(_post(second, app, "usulan-pemegang.data", opened), "usulan-pemegang")
    assert theirs["milik"] is False
    assert "Asep Hidayat" in theirs["pesan"]
    refused = _act(second, app, "putuskan", _approve(cases[0]))
    assert refused[0] is None
    assert "Asep Hidayat" in refused[1]
    assert "dibuka Asep Hidayat" in _list(second, app)["baris"]


def test_making_a_case_ready_neither_claims_it_nor_notes_it(app: Any, cases: list[int], sign_in: SignIn) -> None:
    def traces() -> tuple[int, int]:
        with current_engine().connect() as connection:
            claims = connection.execute(sa.text("SELECT count(*) FROM klaim"))
            opened = connection.execute(sa.text("SELECT count(*) FROM audit WHERE aksi = 'data-kesos.kartu'"))
            return claims.scalar_one(), opened.scalar_one()

    client, before = sign_in("supervisor.cimahi"), traces()
    values = {"usulan-siap": {"kunci": f"3277-{cases[1]}"}, "pilihan": {"wilayah": "3277"}}
    assert _data(_post(client, app, "usulan-muatan-siap.data", values), "usulan-muatan-siap")["isi"]
    assert traces() == before


def test_a_decision_is_made_undone_and_told_to_who_comes_late(app: Any, cases: list[int], sign_in: SignIn) -> None:
    first, second = sign_in("supervisor.cimahi"), sign_in("supervisor2.cimahi")
    stale = _approve(cases[0])
    done, _ = _act(first, app, "putuskan", stale)
    assert done["detik"] == 30
    assert _status(cases[0]) == 2
    late, why = _act(second, app, "putuskan", stale)
    assert late is None
    assert "sudah disetujui oleh Asep Hidayat" in why
    assert _act(second, app, "urungkan", {"kab": 3277, "tindakan": done["tindakan"]})[0] is None
    back, _ = _act(first, app, "urungkan", {"kab": 3277, "tindakan": done["tindakan"], "kunci": done["kunci"]})
    assert back["kunci"] == f"3277-{cases[0]}"
    assert _status(cases[0]) == 1


def test_a_return_says_why_and_what_to_mend(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    wish = {**_approve(cases[0]), "keputusan": "kembalikan"}
    assert "Pilih alasannya" in _act(client, app, "putuskan", wish)[1]
    said = {"alasan": "foto", "kolom": ["luas_lantai"], "keterangan": "Atap tidak tampak"}
    assert _act(client, app, "putuskan", {**wish, **said})[0]["keputusan"] == "kembalikan"
    text = _case(client, app, cases[0])
    assert "Atap tidak tampak" in text
    assert _list(client, app, antre="dikembalikan")["jumlah"] == 1


def test_what_no_control_of_the_page_sends_is_refused(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    for wish in (
        {"keputusan": "hapus"},
        {"versi": "kemarin"},
        {"versi": "2026-11-21T00:00:00"},
        {"kolom": "luas_lantai"},
        {"alasan": 5},
        {"keterangan": "a\x00b"},
        {"tunda_sampai": "besok"},
        {"kasus": "3277-1; DROP TABLE usulan"},
        {"kasus": None},
    ):
        done, why = _act(client, app, "putuskan", {**_approve(cases[0]), **wish})
        assert done is None, wish
        assert "SIKS-4" in why, wish
    assert _status(cases[0]) == 1


def test_an_address_that_cannot_be_read_is_refused_in_words(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    for query in (
        {"jenis": "9"},
        {"aturan": "V99"},
        {"umur": "a-b"},
        {"risiko": "90-10"},
        {"urut": "acak"},
        {"desa": "32770"},
        {"cari": "12"},
        {"petugas": "x"},
        {"tab": "lain"},
    ):
        answer = _post(client, app, "usulan-daftar.data", {"usulan-tanya": _question(**query)})
        assert _data(answer, "usulan-daftar") is None, query
        assert "SIKS-400" in _refused(answer), query


def test_a_desa_chosen_before_another_wilayah_was_is_forgotten(app: Any, cases: list[int], sign_in: SignIn) -> None:
    found = _list(sign_in("dinsos.jabar"), app, wilayah=3218, desa=str(MELONG))
    assert found["jumlah"] == 0


def test_numbers_stay_covered_until_a_reason_is_given(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client, paper = sign_in("supervisor.cimahi"), _papers()["ktp"]
    covered = _case(client, app, cases[0])
    assert re.search(r"[0-9]{16}(?![0-9])", re.sub(r"[0-9]{17,}", "", covered)) is None
    assert f"/usulan/lampiran/3277/{paper}" not in covered
    assert client.get(f"/usulan/lampiran/3277/{paper}").status_code == 403
    output = next(key for key in app.callback_map if key.startswith("usulan-muatan.data@"))
    values = {
        "usulan-identitas": {"kunci": f"3277-{cases[0]}", "alasan": "perbaikan", "keterangan": "Memeriksa kasus"},
        "pilihan": {"wilayah": "3277"},
    }
    opened = _data(_post(client, app, output, values), "usulan-muatan")["isi"]
    assert re.search(r"[0-9]{16}(?![0-9])", re.sub(r"[0-9]{17,}", "", opened))
    link = re.search(rf"/usulan/lampiran/3277/{paper}\?izin=([^&\"]+)", opened)
    assert link is not None
    assert client.get(link[0]).status_code == 200
    other = _papers()["rumah"]
    assert sign_in("supervisor2.cimahi").get(link[0]).status_code == 403
    assert client.get(f"/usulan/lampiran/3277/{other}").status_code == 200
    with current_engine().connect() as connection:
        noted = connection.execute(sa.text("SELECT count(*) FROM audit WHERE aksi = 'usulan.buka-identitas'"))
        assert noted.scalar_one() == 1


def test_who_may_not_open_numbers_is_not_offered_to(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("bps.jabar")
    assert "data-usulan=&#34;identitas" not in _case(client, app, cases[0])
    assert client.get(f"/usulan/lampiran/3277/{_papers()['bnba']}").status_code == 403


def test_papers_leave_as_pictures_and_a_pdf_never_opens_in_the_portal(cases: list[int], sign_in: SignIn) -> None:
    client, papers = sign_in("supervisor.cimahi"), _papers()
    photo = client.get(f"/usulan/lampiran/3277/{papers['rumah']}")
    assert photo.mimetype == "image/png"
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert photo.headers["Cache-Control"] == "no-store"
    assert client.get(f"/usulan/lampiran/3277/{papers['rumah']}?kecil=1").mimetype == "image/jpeg"
    whole = client.get(f"/usulan/lampiran/3277/{papers['berita_acara']}")
    assert whole.headers["Content-Disposition"].startswith("attachment")
    page = client.get(f"/usulan/lampiran/3277/{papers['berita_acara']}/1")
    assert page.mimetype == "image/jpeg"
    assert page.headers["X-Jumlah-Halaman"] == "1"
    assert client.get(f"/usulan/lampiran/3277/{papers['berita_acara']}/7").status_code == 400
    assert client.get("/usulan/lampiran/3277/999999999").status_code == 404


def test_an_act_on_many_says_before_what_it_does_and_is_about_what_was_ticked(
    app: Any, cases: list[int], sign_in: SignIn
) -> None:
    client = sign_in("supervisor.cimahi")
    wish = {"keputusan": "setujui", "kunci": [f"3277-{nomor}" for nomor in cases[:2]], "tanya": _question()}
    planned, _ = _act(client, app, "rencanakan", wish)
    assert "2 dari 2 kasus akan disetujui" in planned["isi"]
    everything, _ = _act(client, app, "rencanakan", {**wish, "kunci": None, "semua": True})
    assert "3 dari 3 kasus akan disetujui" in everything["isi"]
    assert "berubah dari 9 menjadi 2" in _act(client, app, "jalankan", {**wish, "jumlah": 9})[1]
    begun, _ = _act(client, app, "jalankan", {**wish, "jumlah": 2})
    assert "Dijalankan" in begun["pesan"]
    strip = _data(_post(client, app, "usulan-pita.data", {"usulan-detak": _question()}), "usulan-pita")
    assert strip["jalan"] is True
    assert "0 dari 2 selesai" in strip["isi"]
    assert "Pilih kasusnya" in _act(client, app, "rencanakan", {**wish, "kunci": []})[1]


def test_work_in_numbers_is_told_for_the_wilayah_and_its_parts(app: Any, cases: list[int], sign_in: SignIn) -> None:
    client = sign_in("supervisor.cimahi")
    assert _act(client, app, "putuskan", _approve(cases[0]))[0]
    values = {"usulan-kinerja-minta": _question(tab="kinerja", bagian="perbaikan")}
    text = _data(_post(client, app, "usulan-kinerja.data", values), "usulan-kinerja")["isi"]
    assert "2 kasus menunggu" in text
    assert "Per pemeriksa" in text
    assert "Putusan Anda" in text
    above = sign_in("dinsos.jabar")
    values = {"usulan-kinerja-minta": _question(32, tab="kinerja", bagian="perbaikan")}
    text = _data(_post(above, app, "usulan-kinerja.data", values), "usulan-kinerja")["isi"]
    assert "Per kab/kota" in text
    assert "Per pemeriksa" not in text
