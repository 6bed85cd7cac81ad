"""Plain routes of data requests: papers in and as pictures, forms to fill in, the package out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Flask, Response, abort, jsonify, request

from data_access.permohonan import read_isi
from data_access.profil import read_profil
from data_access.session import read_session
from domain.access import ROLE_NAME, Permission
from domain.kalender import NAMA_PROGRAM, month_name
from domain.permohonan import BERKAS_NAME, JenisBerkas
from domain.profil import PROFIL_TEKS
from exchange import format_permohonan
from exchange.format_permohonan import IsiFormat
from exchange.gambar import render
from pages._guard import guarded_route
from pages._permohonan import ip, read_one
from pages._session import current_actor, current_akun, now
from workflow import permohonan as alur
from workflow.batch import read_setelan

_UPLOAD = "unggah_permohonan"
_FORM = 20_000
_WIDTH = 1200
_PIECE = 1 << 18
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FORMAT = {
    JenisBerkas.SURAT: format_permohonan.surat,
    JenisBerkas.MOU: format_permohonan.mou,
    JenisBerkas.BAST: format_permohonan.bast,
}


def allow_permohonan_size(server: Flask) -> None:
    """Let an upload carry its paper; called before anything reads a form."""

    def raise_limit() -> None:
        akun = current_akun() if request.endpoint == _UPLOAD else None
        if akun is not None and akun.actor.may(Permission.REQUEST_DATA):
            request.max_content_length = alur.LARGEST + _FORM

    server.before_request(raise_limit)


def install_permohonan(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    of = "<int:kab>/<int:nomor>"
    server.add_url_rule(f"/api/permohonan/{of}/<jenis>", _UPLOAD, upload, methods=["POST"])
    server.add_url_rule(f"/permohonan-data/berkas/{of}/<jenis>/<int:halaman>", "berkas_permohonan", paper)
    server.add_url_rule(f"/permohonan-data/format/{of}/<jenis>.docx", "format_permohonan", form)
    server.add_url_rule(f"/permohonan-data/paket/{of}", "paket_permohonan", package)


def _kind(kab: int, nomor: int, jenis: str) -> JenisBerkas:
    if jenis not in set(JenisBerkas) or not 1000 <= kab <= 9999 or nomor >= 2**63:
        abort(404)
    return JenisBerkas(jenis)


@guarded_route(requires=Permission.REQUEST_DATA)
def upload(kab: int, nomor: int, jenis: str) -> Response:
    """Take a paper in: the file ``berkas``."""
    kind, file = _kind(kab, nomor, jenis), request.files.get("berkas")
    alur.unggah_berkas(
        current_actor(),
        kab,
        nomor,
        kind,
        nama=file.filename or "" if file else "",
        isi=file.read() if file else b"",
        saat=now(),
        alamat_ip=ip(),
    )
    return jsonify(pesan=f"{BERKAS_NAME[kind]} diunggah.")


@guarded_route(requires=Permission.VIEW_PERMOHONAN)
def paper(kab: int, nomor: int, jenis: str, halaman: int) -> Response:
    """One page of a paper as a picture, never the file itself."""
    kind = _kind(kab, nomor, jenis)
    with read_session() as connection:
        read_one(connection, current_actor(), kab, nomor)
        found = read_isi(connection, kab, nomor, kind)
    if found is None or not 1 <= halaman <= found[2]:
        abort(404)
    picture, _ = render(found[0], found[1], halaman=halaman, lebar=_WIDTH)
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "private, no-cache"})


@guarded_route(requires=Permission.REQUEST_DATA)
def form(kab: int, nomor: int, jenis: str) -> Response:
    """A form with the names of the kab filled in."""
    kind = _kind(kab, nomor, jenis)
    with read_session() as connection:
        item = read_one(connection, current_actor(), kab, nomor)
        profil, checker = read_profil(connection, kab), read_setelan(connection).pemeriksa_mou
    isi = IsiFormat(
        nama_kab=item.nama_kab,
        program=NAMA_PROGRAM[item.program],
        periode=month_name(item.periode),
        keperluan=item.keperluan,
        kepada=ROLE_NAME[checker],
        profil={name: getattr(profil, name) for name in PROFIL_TEKS} if profil else {},
        logo=profil.logo if profil else None,
    )
    answer = Response(_FORMAT[kind](isi), mimetype=_DOCX)
    name = f"{BERKAS_NAME[kind]} {item.nama_kab}.docx"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@guarded_route(requires=Permission.REQUEST_DATA)
def package(kab: int, nomor: int) -> Response:
    """A data package that is ready; counted and written down before its first byte."""
    if not 1000 <= kab <= 9999 or nomor >= 2**63:
        abort(404)
    taken = alur.unduh_paket(current_actor(), kab, nomor, saat=now(), alamat_ip=ip())
    name = quote(taken.nama)
    # Opened now: the worker may delete it while it is on its way.
    answer = Response(_pieces(taken.path.open("rb")), mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
