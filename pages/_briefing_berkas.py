"""The briefing's own addresses: files of packs, all that are ready of many in one, its maps, slides of an office."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, jsonify, request, stream_with_context

from data_access import briefing as read
from data_access.session import read_session
from domain.access import Actor, Permission
from domain.briefing import Bentuk
from domain.briefing_tampil import Paket
from domain.figur import Jenis
from exchange.lukis import lukis_peta
from geo.lembar import read_bidang
from pages._briefing import LEMBAR, read_isi, read_kunci
from pages._guard import guarded_route
from pages._session import current_actor, current_akun, now
from workflow import briefing as alur

_UPLOAD = "unggah_templat"
# The form around the file, and room for saying how large is too large.
_FORM = 1_000_000
_MOST = 600
_ZIP = "application/zip"


def allow_templat_size(server: Flask) -> None:
    """Let slides of an office be larger than other requests; called before anything reads a form."""

    def raise_limit() -> None:
        akun = current_akun() if request.endpoint == _UPLOAD else None
        if akun is not None and akun.actor.may(Permission.EXPORT_PROGRES):
            request.max_content_length = alur.LARGEST_TEMPLAT + _FORM

    server.before_request(raise_limit)


def install_briefing(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    add = server.add_url_rule
    add("/briefing/<int:nomor>.<string:bentuk>", "berkas_briefing", download)
    add("/briefing/kumpulan/<int:nomor>.zip", "kumpulan_briefing", download_all)
    add("/briefing/peta.svg", "peta_briefing", picture)
    add("/api/briefing/templat", _UPLOAD, upload, methods=["POST"])


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download(nomor: int, bentuk: str) -> Response:
    """One file of a pack."""
    if bentuk not in set(Bentuk) or nomor >= 2**63:
        abort(404)
    file = alur.unduh(current_actor(), nomor, Bentuk(bentuk), alamat_ip=request.remote_addr)
    return _attachment(Response(file.isi, mimetype=file.mimetype), file.nama)


@guarded_route(requires=Permission.SEND_BRIEFING)
def download_all(nomor: int) -> Response:
    """What is ready of packs that were asked for in one go, as it is read."""
    if nomor >= 2**63:
        abort(404)
    actor = current_actor()
    with read_session() as connection:
        read.read_kumpulan(connection, actor, nomor)
        packs = [item for item in read.list_briefing(connection, actor, kumpulan=nomor, limit=_MOST) if item.berkas]
    if not packs:
        abort(404)
    body = stream_with_context(_archive(actor, packs, request.remote_addr))
    return _attachment(Response(body, mimetype=_ZIP), f"briefing-{packs[0].periode}-{nomor}.zip")


@guarded_route(requires=Permission.EXPORT_PROGRES)
def picture() -> Response:
    """A map of the preview or the slideshow, as the files draw it."""
    chapter, _, _ = request.args.get("figur", "").partition(".")
    with read_session() as connection:
        kunci = read_kunci(connection, current_actor(), request.args | {"bab": chapter})
        isi = read_isi(connection, current_actor(), kunci)
    wanted, sheet = request.args.get("figur"), LEMBAR.get(request.args.get("lembar", ""))
    found = next((item for bab in isi.bab for item in bab.figur if item.kode == wanted), None)
    if found is None or found.jenis is not Jenis.PETA or sheet is None:
        abort(404)
    shapes = read_bidang(current_app.config["GEO_DIR"], found.isi["wilayah"], found.isi["level"], found.isi["kode"])
    answer = Response(lukis_peta(found, shapes, "svg", ukuran_mm=sheet), mimetype="image/svg+xml")
    if request.args.get("sidik") == found.sidik[:16]:
        # The digest in its address is that of these figures.
        answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@guarded_route(requires=Permission.EXPORT_PROGRES)
def upload() -> Response:
    """Take slides of an office in: form field berkas."""
    file = request.files.get("berkas")
    name, data = (file.filename or "", file.read()) if file else ("", b"")
    nomor = alur.unggah_templat(current_actor(), nama=name, isi=data, saat=now(), alamat_ip=request.remote_addr)
    return jsonify(pesan="Templat diunggah. Pilih namanya saat menyiapkan paket.", ke={"baru": nomor})


class _Pieces:
    """What a ZIP writes, until it is taken; it cannot seek, so every part goes out once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def _archive(actor: Actor, packs: Sequence[Paket], ip: str | None) -> Iterator[bytes]:
    """One file in memory at a time; files of a pack are compressed already."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for pack in packs:
            for one in pack.berkas:
                file = alur.unduh(actor, pack.nomor, one.bentuk, alamat_ip=ip)
                archive.writestr(file.nama, file.isi)
                yield out.take()
    yield out.take()


def _attachment(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
