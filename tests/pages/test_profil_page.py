"""The profil: what a letter needs, pictures made anew, and nothing of the next kab."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from _jalan import ask
from _totp import fields_of
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from data_access.pengguna import find_by_username, read_akun
from data_access.profil import read_profil, store_profil
from data_access.session import read_session, unit_of_work
from domain.profil import PROFIL_TEKS, kekurangan

SignIn = Callable[[str], FlaskClient]
BODY = "profil-isi-html.data"


def text_of(reader: FlaskClient, app: Any, wilayah: int) -> str:
    answer = ask(reader, app, BODY, wilayah)
    assert answer.status_code == 200
    return str(answer.json["response"]["profil-isi-html"]["data"])


def fields(**changed: str) -> dict[str, Any]:
    with read_session() as connection:
        known = read_profil(connection, 3277)
    assert known is not None
    return {"kab": "3277", **{name: getattr(known, name) for name in PROFIL_TEKS}, **changed}


def send(reader: FlaskClient, path: str, data: dict[str, Any]) -> Any:
    # Encoded here: the client of the tests leaves a large file open.
    boundary, body = encode_multipart(data | fields_of(reader, "/ganti-sandi"))
    return reader.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: Any) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 120)[: len(mode)]).save(out, kind, **options)
    out.seek(0)
    return out


def test_the_three_blocks_are_there_and_a_complete_profil_says_so(app: Any, sign_in: SignIn) -> None:
    text = text_of(sign_in("supervisor.cimahi"), app, 3277)
    assert all(part in text for part in ("Profil instansi", "Profil pengesahan", "Profil pengguna"))
    assert "Profil lengkap" in text
    assert "Contoh hasil: 400.9/001/Dinsos/XI/2026" in text
    assert 'action="/api/profil/kab"' in text


def test_the_neighbour_sees_neither_text_nor_logo(app: Any, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.pangandaran")
    assert text_of(reader, app, 3277) == ""
    assert reader.get("/profil/logo/3277").status_code == 403
    assert reader.get("/profil/logo/3218").status_code == 200
    assert send(reader, "/api/profil/kab", fields(instansi="x")).status_code == 403


@pytest.mark.parametrize("username", ["walikota.cimahi", "operator.melong", "bps.jabar", "pusdatin", "auditor"])
def test_everyone_else_reads_what_lies_in_their_wilayah_and_changes_only_themself(
    app: Any, sign_in: SignIn, username: str
) -> None:
    reader = sign_in(username)
    text = text_of(reader, app, 3277011001 if username == "operator.melong" else 3277)
    assert "Dinas Sosial Kota Cimahi" in text
    assert 'action="/api/profil/kab"' not in text or 'name="instansi"' not in text
    assert "Profil pengguna" in text
    assert send(reader, "/api/profil/kab", fields(instansi="x")).status_code == 403


def test_what_is_missing_for_a_letter_is_named(own_database: str, app: Any, sign_in: SignIn) -> None:
    with unit_of_work() as work:
        store_profil(work, 3277, {"pola_nomor": "", "logo": None}, None)
    text = text_of(sign_in("supervisor.cimahi"), app, 3277)
    assert "Surat belum dapat dibuat" in text
    assert "pola nomor surat, logo" in text


def test_a_supervisor_fills_it_in_and_the_audit_has_both_sides(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    answer = send(reader, "/api/profil/kab", fields(instansi="Dinsos  Baru", pola_nomor=""))
    assert "Belum lengkap: pola nomor surat" in answer.json["kata"]
    with read_session() as connection:
        profil = read_profil(connection, 3277)
        row = connection.execute(sa.text("SELECT * FROM audit WHERE aksi = 'profil.ubah'")).one()
    assert profil is not None
    assert (profil.instansi, kekurangan(profil)) == ("Dinsos Baru", ["pola nomor surat"])
    assert row.sesudah == {"instansi": "Dinsos Baru", "pola_nomor": ""}
    assert row.sebelum["instansi"] == "Dinas Sosial Kota Cimahi"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kepala_jabatan": "Kepala Dinas Sosial"}, "hanya ditandatangani Bupati atau Wali Kota"),
        ({"kepala_jabatan": "Bupati"}, "untuk Kota Cimahi: Wali Kota"),
        ({"kepala_sebutan": "Kepala Dinas Sosial"}, "Sebutan"),
        ({"pola_nomor": "123"}, "{urut}"),
        ({"pejabat_nip": "12"}, "18 angka"),
        ({"email": "x"}, "surel"),
        ({"alamat": "x" * 301}, "terlalu panjang"),
        ({"kab": "32"}, "Pilih kab"),
        ({}, "Tidak ada yang berubah"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_refused(
    own_database: str, sign_in: SignIn, changed: dict[str, str], words: str
) -> None:
    reader = sign_in("supervisor.cimahi")
    answer = send(reader, "/api/profil/kab", fields(**changed))
    assert answer.status_code in (400, 409)
    assert words in answer.json["pesan"]


def test_markup_in_a_field_is_shown_as_text(own_database: str, app: Any, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    send(reader, "/api/profil/kab", fields(instansi='"><script>x</script>'))
    assert "<script>x" not in text_of(reader, app, 3277)


def test_a_logo_is_made_anew_and_keeps_its_transparency(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    data = fields() | {"logo": FileStorage(picture(size=(2000, 1000), mode="RGBA"), "logo.png")}
    assert send(reader, "/api/profil/kab", data).status_code == 200
    answer = reader.get("/profil/logo/3277")
    logo = Image.open(io.BytesIO(answer.data))
    assert (logo.format, logo.size, logo.mode) == ("PNG", (800, 400), "RGBA")
    assert logo.getpixel((10, 10))[3] == 120
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "image/png"


def test_a_photo_is_cut_square_upright_and_without_what_the_camera_wrote(
    own_database: str, app: Any, sign_in: SignIn
) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "rumah saya"
    reader = sign_in("operator.melong")
    me = {"nama": "Neng Rahmawati", "jabatan": "Operator", "nip": "", "telepon": "", "email": ""}
    photo = picture("JPEG", (900, 600), exif=exif.tobytes())
    assert send(reader, "/api/profil/diri", me | {"foto": FileStorage(photo, "saya.jpg")}).status_code == 200
    with read_session() as connection:
        akun = find_by_username(connection, "operator.melong")
        assert akun is not None
        seen = read_akun(connection, akun.actor.id)
    assert seen is not None
    assert (seen.jabatan, seen.berfoto) == ("Operator", True)
    path = f"/profil/foto/{akun.actor.id}"
    made = Image.open(io.BytesIO(reader.get(path).data))
    assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (320, 320), {})
    assert sign_in("supervisor.cimahi").get(path).status_code == 200
    assert sign_in("supervisor.pangandaran").get(path).status_code == 404
    assert path in text_of(reader, app, 3277011001)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bukan JPG atau PNG"),
        (b"GIF89a" + bytes(50), "bukan JPG atau PNG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "rusak"),
        (b"\xff\xd8\xff" + b"0" * 5_000_000, "terlalu besar"),
    ],
)
def test_pictures_that_are_none_are_refused(own_database: str, sign_in: SignIn, content: bytes, words: str) -> None:
    reader = sign_in("supervisor.cimahi")
    answer = send(reader, "/api/profil/kab", fields() | {"logo": FileStorage(io.BytesIO(content), "logo.png")})
    assert answer.status_code == 400
    assert words in answer.json["pesan"]


def test_one_ends_ones_own_other_session_and_nobody_elses(own_database: str, app: Any, sign_in: SignIn) -> None:
    here, there, other = sign_in("pusdatin"), sign_in("pusdatin"), sign_in("pfm")
    text = text_of(here, app, 0)
    digest = text.split('name="sesi" value="')[1].split('"')[0]
    assert send(other, "/api/profil/sesi", {"sesi": digest}).status_code == 409
    assert send(other, "/api/profil/sesi", {"sesi": "bukan"}).status_code == 400
    assert send(here, "/api/profil/sesi", {"sesi": digest}).status_code == 200
    assert there.get("/peta").status_code == 302
    assert here.get("/peta").status_code == 200


def test_forms_want_their_token(own_database: str, sign_in: SignIn) -> None:
    reader = sign_in("supervisor.cimahi")
    for path in ("/api/profil/kab", "/api/profil/diri", "/api/profil/sesi", "/api/pengguna/buat"):
        assert reader.post(path, data={"kab": "3277"}).status_code == 400
