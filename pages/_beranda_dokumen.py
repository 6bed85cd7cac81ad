"""Documents of Beranda as plain routes: a file to take away, and the upload and removal by the centre."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response, abort, jsonify, request

from data_access.dokumen import read_berkas
from data_access.session import read_session
from domain.access import Permission
from pages._beranda_unduh import install_beranda_unduh
from pages._guard import guarded_route
from pages._session import current_actor, current_akun
from workflow.dokumen import LARGEST, hapus, unggah

_UPLOAD = "unggah_dokumen"
# The form around the file.
_FORM = 20_000


def allow_upload_size(server: Flask) -> None:
    """Let the upload of those who may upload be larger than other requests; called before anything reads a form."""

    def raise_limit() -> None:
        akun = current_akun() if request.endpoint == _UPLOAD else None
        if akun is not None and akun.actor.may(Permission.MANAGE_PORTAL):
            request.max_content_length = LARGEST + _FORM

    server.before_request(raise_limit)


def install_dokumen(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/dokumen/<int:number>", "unduh_dokumen", download)
    server.add_url_rule("/api/dokumen", _UPLOAD, upload, methods=["POST"])
    server.add_url_rule("/api/dokumen/<int:number>/hapus", "hapus_dokumen", remove, methods=["POST"])
    install_beranda_unduh(server)


@guarded_route(requires=Permission.VIEW_PROGRES)
def download(number: int) -> Response:
    """The file of a document, never shown inside the portal."""
    with read_session() as connection:
        berkas = read_berkas(connection, number) if number < 2**63 else None
    if berkas is None:
        abort(404)
    answer = Response(berkas.isi, mimetype=berkas.mime)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(berkas.nama)}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@guarded_route(requires=Permission.MANAGE_PORTAL)
def upload() -> Response:
    """Take a document in: form fields jenis, judul, nomor, tanggal and the file berkas."""
    file = request.files.get("berkas")
    number = unggah(
        current_actor(),
        jenis=request.form.get("jenis", ""),
        judul=request.form.get("judul", ""),
        nomor=request.form.get("nomor", ""),
        tanggal=request.form.get("tanggal", ""),
        nama_berkas=file.filename or "" if file else "",
        isi=file.read() if file else b"",
        alamat_ip=request.remote_addr,
    )
    return jsonify(nomor=number)


@guarded_route(requires=Permission.MANAGE_PORTAL)
def remove(number: int) -> Response:
    """Take a document away."""
    hapus(current_actor(), number, alamat_ip=request.remote_addr)
    return jsonify(nomor=number)
