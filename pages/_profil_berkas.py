"""Forms and pictures of /profil as plain routes."""

from __future__ import annotations

from flask import Flask, Response, abort, jsonify, request

from data_access.pengguna import read_akun, read_foto
from data_access.profil import read_profil
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.pengguna import is_above
from domain.profil import PROFIL_TEKS
from pages._guard import guarded_route
from pages._pengguna_aksi import read_digest
from pages._pengguna_lupa import read_upload
from pages._profil_akun import signed_in
from pages._session import current_actor, now
from workflow import profil

_MINE = ("nama", "nip", "jabatan", "telepon", "email")


def install_profil(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/profil/logo/<int:kab>", "logo_profil", logo)
    server.add_url_rule("/profil/foto/<int:number>", "foto_pengguna", foto)
    server.add_url_rule("/api/profil/kab", "ubah_profil", change_profil, methods=["POST"])
    server.add_url_rule("/api/profil/diri", "ubah_diri", change_diri, methods=["POST"])
    server.add_url_rule("/api/profil/sesi", "akhiri_sesi", end_own, methods=["POST"])


@guarded_route(requires=Permission.VIEW_PROGRES)
def logo(kab: int) -> Response:
    """The logo of a kab inside the reader's scope, or of the kab the reader belongs to."""
    current_actor().narrow(_code(kab))
    with read_session() as connection:
        found = read_profil(connection, kab)
    if found is None or found.logo is None:
        abort(404)
    return _picture(found.logo, "image/png")


@guarded_route(requires=Permission.VIEW_PROGRES)
def foto(number: int) -> Response:
    """One's own photo, or that of somebody below."""
    actor = current_actor()
    with read_session() as connection:
        akun = read_akun(connection, number) if number < 2**31 else None
        if akun is None or not (akun.actor.id == actor.id or is_above(actor, akun.actor)):
            abort(404)
        picture = read_foto(connection, number)
    if picture is None:
        abort(404)
    return _picture(picture, "image/jpeg")


@guarded_route(requires=Permission.EDIT_PROFIL)
def change_profil() -> Response:
    """Store instansi and pengesahan of a kab."""
    fields = {name: request.form.get(name, "")[:4000] for name in PROFIL_TEKS}
    missing = profil.ubah_profil(
        current_actor(), _kab(), fields, _file("logo"), now=now(), alamat_ip=request.remote_addr
    )
    rest = f" Belum lengkap: {', '.join(missing)}." if missing else " Lengkap; surat pengesahan dapat dibuat."
    return jsonify(kata=f"Profil disimpan.{rest}")


@guarded_route(requires=Permission.VIEW_PROGRES)
def change_diri() -> Response:
    """Store what somebody says about themself."""
    fields = {name: request.form.get(name, "")[:400] for name in _MINE}
    profil.ubah_diri(signed_in(), fields, _file("foto"), alamat_ip=request.remote_addr)
    return jsonify(kata="Profil Anda disimpan.")


@guarded_route(requires=Permission.VIEW_PROGRES)
def end_own() -> Response:
    """End another session of one's own."""
    digest = read_digest(request.form.get("sesi", "")[:100])
    profil.akhiri_sesi(signed_in(), digest, now=now(), alamat_ip=request.remote_addr)
    return jsonify(kata="Sesi itu diakhiri.")


def _kab() -> int:
    text = request.form.get("kab", "")
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise InvalidInput("Pilih kab/kota di atas halaman.")
    return int(text)


def _code(kab: int) -> int:
    if not 1000 <= kab <= 9999:
        abort(404)
    return kab


def _file(name: str) -> bytes | None:
    return read_upload(name)[1] or None


def _picture(data: bytes, mime: str) -> Response:
    answer = Response(data, mimetype=mime)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline"
    return answer
