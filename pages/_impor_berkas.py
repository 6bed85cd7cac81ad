"""Files of the import page as plain routes: the bytes of an upload on their way in, the report on its way out."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from data_access.keterangan import read_now
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from pages._guard import guarded_route
from pages._impor import ip, kab_of, read_berkas
from pages._session import current_actor
from workflow import impor
from workflow.impor import LARGEST_CHUNK, Unggahan

_UNREADABLE = "Unggahan tidak dapat dibaca. Muat ulang halaman, lalu pilih berkasnya lagi."


def install_impor(server: Flask) -> None:
    """Register the routes; called once for each app that is created, after its CSRF protection."""
    server.add_url_rule("/api/impor", "mulai_impor", begin, methods=["POST"])
    # Looking for the token measures the body already, so the route does it, once it has said how much it takes.
    server.extensions["csrf"].exempt(receive)
    server.add_url_rule("/api/impor/<int:nomor>/<int:offset>", "terima_impor", receive, methods=["PUT"])


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
