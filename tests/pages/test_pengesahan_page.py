"""The letter through the web: who sees it, who acts, what leaves by its own address."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from _jalan import ask
from flask.testing import FlaskClient

from data_access.session import current_engine
from workflow.surat_tte import current_tte, use_tte

sys.path.insert(0, str(Path(__file__).parents[1] / "workflow"))
import finalisasi_alur as alur
import surat_alur as s

SignIn = Callable[[str], FlaskClient]
KEY = {"kab": "3277", "periode": "202611", "program": "1", "kode": "3277"}
OUTPUT = "..sah-isi.children...sah-cap.data...sah-detak.disabled.."


@pytest.fixture
def final(own_database: str, tmp_path: Path) -> Iterator[str]:
    before = current_tte()
    s.demo_tte(tmp_path)
    s.finalise(own_database)
    yield own_database
    use_tte(before)


@pytest.fixture(autouse=True)
def without_form_token(app: Any) -> Any:
    """The form token has tests of its own; here the acts are tried."""
    app.server.config["WTF_CSRF_ENABLED"] = False
    yield
    app.server.config["WTF_CSRF_ENABLED"] = True


def test_a_supervisor_makes_uploads_and_confirms(sign_in: SignIn, final: str) -> None:
    client = sign_in("supervisor.cimahi")
    made = client.post("/pengesahan/buat", data=KEY | {"nomor": "400/1", "tanggal": "2026-11-21"})
    assert made.status_code == 200, made.get_data(as_text=True)
    (surat,) = s.letters()
    assert surat.rekap["alamat"] == "http://localhost/verifikasi"
    taken = client.post("/pengesahan/unggah", data=KEY | {"berkas": (io.BytesIO(s.scan()), "surat.jpg")})
    assert taken.status_code == 200, taken.get_data(as_text=True)
    assert client.post("/pengesahan/sahkan", data=KEY).status_code == 200
    assert alur.stored().state == "disahkan"


@pytest.mark.parametrize(
    ("who", "status"),
    [("supervisor.pangandaran", 403), ("kepaladinas.cimahi", 403), ("operator.melong", 403), ("dinsos.jabar", 403),
     ("pusdatin", 403), ("auditor", 403)],
)  # fmt: skip
@pytest.mark.parametrize("aksi", ["buat", "unggah", "tanda-tangan", "sahkan"])
def test_nobody_else_acts(sign_in: SignIn, final: str, who: str, status: int, aksi: str) -> None:
    s.make()
    answer = sign_in(who).post(f"/pengesahan/{aksi}", data=KEY | {"nomor": "x/1", "tanggal": "2026-11-21"})
    assert answer.status_code == status
    assert alur.stored().state == "surat_dibuat"


def test_the_signer_is_asked_for_a_code_first(sign_in: SignIn, final: str) -> None:
    s.make()
    answer = sign_in("walikota.cimahi").post("/pengesahan/tanda-tangan", data=KEY)
    assert answer.status_code == 403
    assert "autentikator" in answer.get_data(as_text=True)


def test_files_leave_as_attachments_and_pages_as_pictures(sign_in: SignIn, final: str) -> None:
    number = s.make()
    client = sign_in("supervisor.cimahi")
    client.post("/pengesahan/unggah", data=KEY | {"berkas": (io.BytesIO(s.scan()), "surat.jpg")})
    for what, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("ttd", b"\xff\xd8")):
        answer = client.get(f"/pengesahan/berkas/3277/{number}/{what}")
        assert answer.data.startswith(begins)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for what in ("surat", "ttd"):
        picture = client.get(f"/pengesahan/halaman/3277/{number}/{what}/1")
        assert picture.mimetype == "image/jpeg"
    pages = len(pypdfium2.PdfDocument(s.pdf_of(s.letters()[0])))
    shown = client.get(f"/pengesahan/halaman/3277/{number}/surat/1")
    assert shown.headers["X-Jumlah-Halaman"] == str(pages)
    assert client.get(f"/pengesahan/berkas/3277/{number}/exe").status_code == 404


def test_the_data_file_has_the_digest_of_the_letter_and_is_written_down(sign_in: SignIn, final: str) -> None:
    number = s.make()
    answer = sign_in("supervisor.cimahi").get(f"/pengesahan/data/3277/{number}")
    assert hashlib.sha256(answer.data).digest() == s.letters()[0].sidik
    with current_engine().connect() as read:
        kinds = read.execute(sa.text("SELECT jenis FROM unduhan WHERE kab = 3277")).scalars().all()
    assert list(kinds) == ["data_surat"]
    assert sign_in("kepaladinas.cimahi").get(f"/pengesahan/data/3277/{number}").status_code == 403


@pytest.mark.parametrize("who", ["supervisor.pangandaran", "operator.melong"])
def test_a_reader_of_another_place_finds_no_file(sign_in: SignIn, final: str, who: str) -> None:
    number = s.make()
    client = sign_in(who)
    for path in (f"berkas/3277/{number}/pdf", f"berkas/3277/{number}/docx", f"halaman/3277/{number}/surat/1"):
        assert client.get(f"/pengesahan/{path}").status_code == 404
    assert client.get(f"/pengesahan/data/3277/{number}").status_code in (403, 404)


def _shown(client: FlaskClient, app: Any, wilayah: int = 3277) -> str:
    return json.dumps(ask(client, app, OUTPUT, wilayah).json, ensure_ascii=False)


def test_the_page_offers_what_the_reader_may_do(sign_in: SignIn, app: Any, final: str) -> None:
    assert "Buat surat" in _shown(sign_in("supervisor.cimahi"), app)
    assert "Buat surat" not in _shown(sign_in("kepaladinas.cimahi"), app)
    s.make()
    page = _shown(sign_in("supervisor.cimahi"), app)
    assert "Unggah surat bertanda tangan" in page
    assert s.letters()[0].kode in page
    signer = _shown(sign_in("walikota.cimahi"), app)
    assert "Tanda tangan elektronik" in signer
    assert "Unggah surat bertanda tangan" not in signer
    assert "Berkas data" not in signer


def test_all_letters_of_a_provinsi_are_asked_for_by_those_above(sign_in: SignIn, app: Any, final: str) -> None:
    client = sign_in("dinsos.jabar")
    assert "Cetak semua surat" in _shown(client, app, 32)
    answer = client.post("/pengesahan/massal", data=KEY | {"kode": "32"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert client.get("/pengesahan/massal/32/1/202611").status_code == 404
    assert sign_in("supervisor.cimahi").post("/pengesahan/massal", data=KEY | {"kode": "32"}).status_code == 403
