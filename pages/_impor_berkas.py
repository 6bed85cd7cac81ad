"""Files of the import page as plain routes: the bytes of an upload on their way in, the report on its way out."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flask import Flask, Response, abort, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from data_access.keterangan import read_now
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.siks import EKSTENSI
from pages._guard import guarded_route
from pages._impor import ip, kab_of, read_berkas
from pages._impor_unduh import install_impor_unduh
from pages._session import current_actor
from workflow import impor
from workflow.impor import LARGEST_CHUNK, Unggahan
from workflow.impor_laporan import tulis_laporan

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 1 << 18
_UNREADABLE = "Unggahan tidak dapat dibaca. Muat ulang halaman, lalu pilih berkasnya lagi."


def install_impor(server: Flask) -> None:
    """Register the routes; called once for each app that is created, after its CSRF protection."""
    server.add_url_rule("/api/impor", "mulai_impor", begin, methods=["POST"])
    # Looking for the token measures the body already, so the route does it, once it has said how much it takes.
    server.extensions["csrf"].exempt(receive)
    server.add_url_rule("/api/impor/<int:nomor>/<int:offset>", "terima_impor", receive, methods=["PUT"])
    server.add_url_rule("/impor/<int:nomor>/laporan.xlsx", "laporan_impor", report)
    install_impor_unduh(server)


@guarded_route(requires=Permission.IMPORT_SIKS)
def begin() -> Response:
    """Announce a file (JSON ``nama``, ``ukuran`` in bytes): its number, and where its next bytes begin."""
    body = request.get_json(silent=True)
    nama, ukuran = (body.get("nama"), body.get("ukuran")) if isinstance(body, dict) else (None, None)
    if not isinstance(nama, str) or "\x00" in nama or type(ukuran) is not int:
        raise InvalidInput(_UNREADABLE)
    with read_session() as connection:
        now = read_now(connection)
    return _answer(impor.mulai(current_actor(), nama, ukuran, now=now, alamat_ip=ip()))


@guarded_route(requires=Permission.IMPORT_SIKS)
def receive(nomor: int, offset: int) -> Response:
    """The bytes of a file that begin at ``offset``; the answer says where the next ones begin."""
    actor = current_actor()
    if nomor >= 2**63:
        raise InvalidInput(_UNREADABLE)
    with read_session() as connection:
        read_berkas(connection, kab_of(actor), nomor)
        now = read_now(connection)
    return _answer(impor.terima(actor, nomor, offset, _body(), now=now, alamat_ip=ip()))


def _body() -> bytes:
    """The chunk sent, with the form token checked; larger than what other requests may carry."""
    request.max_content_length = LARGEST_CHUNK
    try:
        current_app.extensions["csrf"].protect()
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise InvalidInput(_UNREADABLE) from error


def _answer(done: Unggahan) -> Response:
    return jsonify(nomor=done.nomor, diterima=done.diterima, ukuran=done.ukuran, state=done.state.value)


@guarded_route(requires=Permission.IMPORT_SIKS)
def report(nomor: int) -> Response:
    """The findings of a file for its operator, identities in full; every download is written down."""
    if nomor >= 2**63:
        abort(404)
    # Sent when it is complete, because the format ends with an index; the open file outlives its name.
    with tempfile.TemporaryDirectory(prefix="siks-laporan-") as folder:
        path = Path(folder) / "laporan.xlsx"
        found = tulis_laporan(current_actor(), nomor, path, alamat_ip=ip())
        answer = Response(_pieces(path.open("rb")), mimetype=_XLSX)
    name = re.sub(r"[^a-z0-9]+", "-", found.nama.lower().removesuffix(EKSTENSI)).strip("-") or str(nomor)
    answer.headers["Content-Disposition"] = f'attachment; filename="laporan-impor-{name}.xlsx"'
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
