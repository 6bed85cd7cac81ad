"""What leaves the review by its own address: papers and photos, and the word that a case is given back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Flask, Response, abort, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from components.usulan_samping import FOTO_BERNOMOR
from data_access.kasus import read_lampiran_isi
from data_access.session import read_session
from domain.access import Actor, Permission
from domain.errors import AccessDenied
from domain.siks import MIME, JenisLampiran
from exchange.gambar import render
from pages._guard import guarded_route
from pages._session import current_actor
from pages._usulan import read_kunci
from pages._usulan_unduh import install_usulan_unduh
from workflow import pemeriksaan

# Photos opened with a reason are closed again after a while.
_PERMIT_S = 900
_PAGE_WIDTH, _SMALL_WIDTH = 1600, 240
_PDF = "application/pdf"


def install_usulan(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/usulan/lampiran/<int:kab>/<int:nomor>", "lampiran_usulan", paper)
    server.add_url_rule("/usulan/lampiran/<int:kab>/<int:nomor>/<int:halaman>", "halaman_usulan", page)
    server.add_url_rule("/usulan/lepas", "lepas_usulan", release, methods=["POST"])
    install_usulan_unduh(server)


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def paper(kab: int, nomor: int) -> Response:
    """A photo as it came; ``kecil=1`` a small one; of a PDF the file itself, to be kept and never opened here."""
    mime, data = _read(kab, nomor)
    if request.args.get("kecil"):
        return Response(render(data, mime, lebar=_SMALL_WIDTH)[0], mimetype="image/jpeg")
    answer = Response(data, mimetype=mime)
    if mime == _PDF:
        answer.headers["Content-Disposition"] = f'attachment; filename="lampiran-{kab}-{nomor}.{MIME[mime]}"'
    return answer


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def page(kab: int, nomor: int, halaman: int) -> Response:
    """One page of a paper as a picture; the answer says how many there are."""
    mime, data = _read(kab, nomor)
    picture, pages = render(data, mime, halaman=halaman, lebar=_PAGE_WIDTH)
    answer = Response(picture, mimetype="image/jpeg")
    answer.headers["X-Jumlah-Halaman"] = str(pages)
    return answer


@guarded_route(requires=Permission.REVIEW_VERIVALI)
def release() -> Response:
    """Give a claim back, also while the page is being left."""
    actor = current_actor()
    kab, nomor = read_kunci(actor, (request.get_json(silent=True) or {}).get("kunci"))
    pemeriksaan.lepas(actor, kab, nomor)
    return Response(status=204)


def _read(kab: int, nomor: int) -> tuple[str, bytes]:
    """MIME type and bytes of what the reader may see; 404 for all that is not there or not theirs."""
    actor = current_actor()
    with read_session() as connection:
        found = read_lampiran_isi(connection, kab, nomor)
    if found is None or not actor.sees(found[0]):
        abort(404)
    _, jenis, mime, data = found
    if mime not in MIME:
        abort(404)
    if jenis == JenisLampiran.BNBA:
        actor.require(Permission.UNMASK_IDENTITAS)
    if jenis in FOTO_BERNOMOR and not permitted(actor, kab, nomor, request.args.get("izin")):
        raise AccessDenied("Foto ini menunjukkan nomor identitas. Buka identitas pada kasusnya lebih dahulu.")
    return mime, data


def permit(actor: Actor, kab: int, nomor: Sequence[int]) -> str:
    """A token, good for a quarter of an hour, for these photos that show a number, for this reader alone."""
    return _serializer().dumps([actor.id, kab, list(nomor)])


def permitted(actor: Actor, kab: int, nomor: int, token: str | None) -> bool:
    """Whether a token of ``permit`` is still good for this reader and photo."""
    if not token or not actor.may(Permission.UNMASK_IDENTITAS):
        return False
    try:
        who, where, which = _serializer().loads(token, max_age=_PERMIT_S)
    except BadSignature:
        return False
    return (who, where) == (actor.id, kab) and nomor in which


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(cast(str, current_app.secret_key), salt="usulan-lampiran")
