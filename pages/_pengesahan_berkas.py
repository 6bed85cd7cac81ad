"""The letters' own addresses: pages as pictures, files to take away, and the acts of the page.

What was uploaded is never shown as it came: a picture of its pages, made by a process of its own, or the file as an
attachment.
"""

from __future__ import annotations

import tempfile
from datetime import date
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, jsonify, request, send_file

from components.format import number
from data_access.keterangan import read_now
from data_access.session import read_session
from data_access.surat import read_pdf, read_surat, read_ttd
from data_access.verivali_store import BatchKey
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kode import INDONESIA, Level, level_of
from domain.surat import Surat
from exchange.gambar import render
from exchange.surat_docx import docx
from pages._guard import guarded_route
from pages._pengesahan import whole
from pages._session import current_actor, current_akun, now
from workflow import surat as acts
from workflow import surat_massal

_UPLOAD = "unggah_surat"
# The form around the file.
_FORM = 20_000
_WIDTH = 1100
_PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def allow_surat_size(server: Flask) -> None:
    """Let the signed letter be larger than other requests; called before anything reads a form."""

    def raise_limit() -> None:
        akun = current_akun() if request.endpoint == _UPLOAD else None
        if akun is not None and akun.actor.may(Permission.PREPARE_PENGESAHAN):
            request.max_content_length = acts.LARGEST + _FORM

    server.before_request(raise_limit)


def install_pengesahan(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    add = server.add_url_rule
    add("/pengesahan/halaman/<int:kab>/<int:nomor>/<string:apa>/<int:halaman>", "halaman_surat", page)
    add("/pengesahan/berkas/<int:kab>/<int:nomor>/<string:apa>", "berkas_surat", download)
    add("/pengesahan/data/<int:kab>/<int:nomor>", "data_surat", data_file)
    add("/pengesahan/massal/<int:kode>/<int:program>/<int:periode>", "massal_surat", download_all)
    for path, endpoint, view in (
        ("buat", "buat_surat", make),
        ("unggah", _UPLOAD, upload),
        ("tanda-tangan", "tanda_tangan_surat", sign),
        ("sahkan", "sahkan_surat", confirm),
        ("massal", "minta_massal_surat", ask_all),
    ):
        add(f"/pengesahan/{path}", endpoint, view, methods=["POST"])


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def page(kab: int, nomor: int, apa: str, halaman: int) -> Response:
    """One page of the letter (``surat``) or of the signed one (``ttd``) as a picture."""
    surat = _find(kab, nomor)
    data, mime = _content(surat, apa)
    if not 1 <= halaman <= 9999:
        abort(404)
    picture, pages = render(data, mime, halaman=halaman, lebar=_WIDTH)
    answer = Response(picture, mimetype="image/jpeg")
    answer.headers["X-Jumlah-Halaman"] = str(pages)
    return answer


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def download(kab: int, nomor: int, apa: str) -> Response:
    """The letter as ``pdf`` or ``docx``, or what came back signed (``ttd``), always as a file to keep."""
    surat = _find(kab, nomor)
    if apa == "docx":
        with read_session() as connection:
            return _attachment(docx(acts.isi_of(connection, surat)), _DOCX, f"surat-{surat.kode}.docx")
    data, mime = _content(surat, {"pdf": "surat"}.get(apa, apa))
    name = surat.ttd_nama if apa == "ttd" else f"surat-{surat.kode}.pdf"
    return _attachment(data, mime, name or "surat")


@guarded_route(requires=Permission.UNMASK_IDENTITAS)
def data_file(kab: int, nomor: int) -> Response:
    """The data file whose digest the letter carries: whole identities, so each download is written down."""
    surat = _find(kab, nomor)
    with tempfile.TemporaryFile() as out:
        name = acts.unduh_data(current_actor(), surat, out, now=now(), alamat_ip=request.remote_addr)
        out.seek(0)
        return _attachment(out.read(), "text/tab-separated-values", name)


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download_all(kode: int, program: int, periode: int) -> Response:
    """The file of all letters of a wilayah."""
    _check_above(kode)
    file = surat_massal.berkas(kode, program, periode)
    if file is None:
        abort(404)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"surat-{kode}-{periode}.zip")


@guarded_route(requires=Permission.PREPARE_PENGESAHAN)
def make() -> Response:
    """Make the letter: form fields nomor and tanggal."""
    key = _key()
    try:
        day = date.fromisoformat(request.form.get("tanggal", ""))
    except ValueError as error:
        raise InvalidInput("Isi tanggal surat.") from error
    acts.buat_surat(
        current_actor(), key, nomor=request.form.get("nomor", ""), tanggal_surat=day, alamat=_alamat(), **_when()
    )
    return jsonify(pesan="Surat dibuat. Cetak dan mintakan tanda tangan, atau tanda tangani secara elektronik.")


@guarded_route(requires=Permission.PREPARE_PENGESAHAN)
def upload() -> Response:
    """Take the signed letter in: form field berkas."""
    file = request.files.get("berkas")
    name, data = (file.filename or "", file.read()) if file else ("", b"")
    found = acts.unggah_surat(current_actor(), _key(), nama=name, isi=data, **_when())
    text = "Surat bertanda tangan diterima. Bandingkan keduanya, lalu nyatakan disahkan."
    return jsonify(pesan=f"{text} Tanda tangan elektronik pada berkas diperiksa." if found else text)


@guarded_route(requires=Permission.SIGN_PENGESAHAN)
def sign() -> Response:
    """Sign the letter electronically."""
    acts.tanda_tangan(current_actor(), _key(), **_when())
    return jsonify(pesan="Surat ditandatangani secara elektronik.")


@guarded_route(requires=Permission.CONFIRM_PENGESAHAN)
def confirm() -> Response:
    """Declare the letter disahkan."""
    said = _when()
    moved = acts.sahkan(current_actor(), _key(), now=said["now"], alamat_ip=said["alamat_ip"])
    return jsonify(pesan=f"Batch dinyatakan disahkan. {number(moved)} usulan ikut disahkan.")


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def ask_all() -> Response:
    """Ask for all letters of a provinsi or of Indonesia: form fields kode, program, periode."""
    kode = whole(request.form, "kode", 0)
    _check_above(kode)
    count = surat_massal.minta(
        current_actor(), kode, whole(request.form, "program", 0), whole(request.form, "periode", 0), now=now(),
        alamat_ip=request.remote_addr,
    )  # fmt: skip
    return jsonify(pesan=f"{number(count)} surat sedang disiapkan. Halaman ini boleh ditinggalkan.")


def _check_above(kode: int) -> None:
    if kode != INDONESIA and level_of(kode) is not Level.PROVINSI:
        raise InvalidInput("Pilih provinsi atau Indonesia untuk mencetak banyak surat.")
    current_actor().narrow(kode)


def _key() -> BatchKey:
    kab = whole(request.form, "kab", 0)
    if level_of(kab) is not Level.KAB:
        raise InvalidInput("Pilih satu kab/kota lebih dahulu.")
    current_actor().narrow(kab)
    return BatchKey(kab, whole(request.form, "periode", 0), whole(request.form, "program", 0))


def _when() -> dict[str, Any]:
    with read_session() as connection:
        return {"now": read_now(connection), "saat_ini": now(), "alamat_ip": request.remote_addr}


def _alamat() -> str:
    """Where letters are verified, as it is printed."""
    root = current_app.config.get("PORTAL_URL") or request.url_root
    return f"{root.rstrip('/')}/verifikasi"


def _find(kab: int, nomor: int) -> Surat:
    """A letter that the reader may see; 404 for all that is not there or not theirs."""
    if level_of(kab) is not Level.KAB or nomor >= 2**63 or not current_actor().sees(kab):
        abort(404)
    with read_session() as connection:
        found = read_surat(connection, kab, nomor)
    if found is None:
        abort(404)
    return found


def _content(surat: Surat, apa: str) -> tuple[bytes, str]:
    with read_session() as connection:
        if apa == "surat":
            data, mime = read_pdf(connection, surat.kab, surat.id), _PDF
        elif apa == "ttd":
            data, mime = read_ttd(connection, surat.kab, surat.id), surat.ttd_mime
        else:
            abort(404)
    if data is None or mime is None:
        abort(404)
    return data, mime


def _attachment(data: bytes, mime: str, name: str) -> Response:
    answer = Response(data, mimetype=mime)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
