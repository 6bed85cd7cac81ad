"""Documents: only what it says it is, under a safe name; uploaded and removed by the centre alone."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask_wtf.csrf import generate_csrf

from data_access.dokumen import list_dokumen
from data_access.session import read_session, unit_of_work
from demo.dokumen import create_demo_documents
from domain.access import Actor, Role
from domain.errors import AccessDenied, InvalidInput, RuleViolation
from workflow.dokumen import LARGEST, check_berkas, hapus, safe_name, unggah

PDF = b"%PDF-1.4\n"
PUSDATIN = Actor(1, "pusdatin", "Ratna", Role.PUSDATIN)


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def _upload(actor: Actor = PUSDATIN, **changes: str | bytes) -> int:
    values = {"jenis": "edaran", "judul": "Surat", "nomor": "", "tanggal": "2026-11-21", "nama_berkas": "a.pdf"}
    return unggah(actor, **({**values, "isi": PDF} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Surat Édaran (1).PDF", "Surat Edaran -1.PDF"),
        (".htaccess", "dokumen.htacc"),
        ('a"\r\nX: y.pdf', "a-X- y.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        ("", "dokumen"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90"),
        ("a.png", PDF),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.xlsx", _zip("[Content_Types].xml", "word/document.xml")),
        ("a.docx", _zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.html", b"<script>"),
        ("a.svg", b"<svg>"),
        ("a", PDF),
        ("a.pdf", b""),
        ("a.pdf", PDF + bytes(LARGEST)),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        check_berkas(name, content)


def test_each_kind_that_is_taken_gets_its_own_type() -> None:
    taken = {
        "a.PDF": PDF,
        "a.png": b"\x89PNG\r\n\x1a\n",
        "a.jpg": b"\xff\xd8\xff\xe0",
        "a.xlsx": _zip("[Content_Types].xml", "xl/workbook.xml"),
        "a.docx": _zip("[Content_Types].xml", "word/document.xml"),
    }
    kinds = [check_berkas(name, content).mime for name, content in taken.items()]
    assert kinds[:3] == ["application/pdf", "image/png", "image/jpeg"]
    assert kinds[3].endswith("spreadsheetml.sheet")
    assert kinds[4].endswith("wordprocessingml.document")


@pytest.mark.usefixtures("own_database")
def test_only_the_centre_uploads_and_removes() -> None:
    for role, wilayah in ((Role.PFM, 0), (Role.SUPERVISOR_KAB, 3277), (Role.AUDITOR, 0)):
        with pytest.raises(AccessDenied):
            _upload(Actor(2, "x", "X", role, wilayah))
    number = _upload()
    with pytest.raises(AccessDenied):
        hapus(Actor(2, "x", "X", Role.PFM), number)
    hapus(PUSDATIN, number)
    with pytest.raises(RuleViolation):
        hapus(PUSDATIN, number)


@pytest.mark.parametrize(
    "wrong", [{"jenis": "x"}, {"judul": "ab"}, {"tanggal": "21-11-2026"}, {"judul": "x" * 151}, {"nomor": "1" * 81}]
)
def test_a_form_that_is_not_filled_in_is_refused_with_words(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        _upload(**wrong)


@pytest.mark.usefixtures("own_database")
def test_every_reader_downloads_what_the_centre_uploaded_and_nothing_opens_inside_the_portal(sign_in) -> None:
    content = PDF + bytes(2_000_000)
    number = _upload(isi=content, nama_berkas="Surat Édaran.pdf")
    answer = sign_in("bps.jabar").get(f"/dokumen/{number}")
    assert answer.get_data() == content
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Surat%20Edaran.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for unknown in (number + 1, 10**30):
        assert sign_in("bps.jabar").get(f"/dokumen/{unknown}").status_code == 404


@pytest.mark.usefixtures("own_database")
def test_the_upload_takes_more_than_other_requests_but_only_from_the_centre(sign_in) -> None:
    def post(username: str, size: int) -> int:
        client = sign_in(username)
        with client:
            client.get("/peta")
            token = generate_csrf()
        form = {"jenis": "unduhan", "judul": "Berkas", "nomor": "", "tanggal": "2026-11-21"}
        mark, parts = "batas", []
        for name, value in form.items():
            parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        head = f'--{mark}\r\nContent-Disposition: form-data; name="berkas"; filename="a.pdf"\r\n\r\n'
        body = b"".join(parts) + head.encode() + PDF + bytes(size) + f"\r\n--{mark}--\r\n".encode()
        answer = client.post(
            "/api/dokumen",
            data=body,
            content_type=f"multipart/form-data; boundary={mark}",
            headers={"X-CSRFToken": token, "Accept": "application/json"},
        )
        return int(answer.status_code)

    assert post("pusdatin", 5_000_000) == 200
    assert post("pusdatin", LARGEST + 100_000) == 413
    assert post("supervisor.cimahi", 5_000_000) == 413
    assert post("supervisor.cimahi", 10) == 403
    with read_session() as connection:
        assert [item.judul for item in list_dokumen(connection)].count("Berkas") == 1


@pytest.mark.usefixtures("own_database")
def test_the_sample_documents_are_real_files_and_come_once() -> None:
    with unit_of_work() as work:
        first = create_demo_documents(work)
        assert first == 5 or len(list_dokumen(work)) == 5
        assert create_demo_documents(work) == 0
        assert {item.jenis for item in list_dokumen(work)} == {"edaran", "unduhan"}
        assert all("ontoh" in item.judul for item in list_dokumen(work) if item.jenis == "edaran")
