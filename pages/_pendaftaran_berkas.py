"""Plain routes of the registrations: forms with their papers, and a paper as a picture."""

from __future__ import annotations

from flask import Flask, Response, abort, jsonify, request

from data_access.keterangan import read_now
from data_access.pendaftaran import read_berkas
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kode import parse_kode
from domain.pendaftaran import BERKAS, baca_isian
from exchange.gambar import render
from pages._guard import guarded_route
from pages._pemindahan import ip
from pages._session import current_actor, current_akun, now
from workflow import pendaftaran as alur
from workflow.pemindahan import LARGEST, Dokumen, periksa_dokumen

_UPLOADS = ("catat_pendaftaran", "kirim_pendaftaran", "lapor_ketidaklayakan")
_FORM = 20_000
_WIDTH = 1200


def allow_pendaftaran_size(server: Flask) -> None:
    """Let a form carry its papers; called before anything reads a form."""

    def raise_limit() -> None:
        akun = current_akun() if request.endpoint in _UPLOADS else None
        if akun is not None and akun.actor.may(Permission.RECORD_PENDAFTARAN):
            request.max_content_length = LARGEST * len(BERKAS) + _FORM

    server.before_request(raise_limit)


def install_pendaftaran(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/api/pendaftaran", _UPLOADS[0], record, methods=["POST"])
    server.add_url_rule("/api/pendaftaran/<int:kab>/<int:nomor>", _UPLOADS[1], resend, methods=["POST"])
    server.add_url_rule("/api/ketidaklayakan/<int:kab>/<int:ruta>", _UPLOADS[2], report, methods=["POST"])
    server.add_url_rule("/pendaftaran/berkas/<int:kab>/<int:nomor>/<int:urut>", "berkas_pendaftaran", paper)


def _papers() -> dict[str, Dokumen]:
    sent = {kind: request.files[kind] for kind in BERKAS if kind in request.files and request.files[kind].filename}
    return {kind: periksa_dokumen(file.filename or "", file.read()) for kind, file in sent.items()}


@guarded_route(requires=Permission.RECORD_PENDAFTARAN)
def record() -> Response:
    """Take a citizen's registration down."""
    form = request.form.to_dict()
    if not form.get("desa"):
        raise InvalidInput("Pilih desa atau kelurahan tempat tinggal warga.")
    with read_session() as connection:
        today = read_now(connection).date()
    desa, isian = parse_kode(form["desa"]), baca_isian(form, today)
    number = alur.catat(current_actor(), desa, isian, _papers(), saat=now(), alamat_ip=ip())
    key = f"{desa // 10**6}-{number}"
    return jsonify(pesan=f"Pendaftaran nomor {number} dicatat.", ke={"catat": None, "buka": key, "setelah": None})


@guarded_route(requires=Permission.RECORD_PENDAFTARAN)
def resend(kab: int, nomor: int) -> Response:
    """Send a registration that came back on again, mended."""
    if kab >= 10**4 or nomor >= 2**63:
        abort(404)
    with read_session() as connection:
        today = read_now(connection).date()
    isian = baca_isian(request.form.to_dict(), today)
    alur.kirim(current_actor(), kab, nomor, isian, _papers(), saat=now(), alamat_ip=ip())
    return jsonify(pesan="Pendaftaran dikirim ulang.", ke={"catat": None})


@guarded_route(requires=Permission.RECORD_PENDAFTARAN)
def report(kab: int, ruta: int) -> Response:
    """Report that a household is not eligible."""
    if kab >= 10**4 or ruta >= 2**63:
        abort(404)
    with read_session() as connection:
        moment = read_now(connection)
    form = request.form
    number, case = alur.lapor(
        current_actor(),
        kab,
        ruta,
        form.get("alasan", ""),
        form.get("catatan", ""),
        _papers(),
        now=moment,
        saat=now(),
        alamat_ip=ip(),
    )
    later = "menunggu periode yang dapat memuatnya" if case is None else "menjadi kasus untuk diperiksa supervisor"
    text = f"Laporan nomor {number} dicatat dan {later}."
    return jsonify(pesan=text, ke={"lapor": None, "tampil": "semua", "buka": f"{kab}-{number}"})


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def paper(kab: int, nomor: int, urut: int) -> Response:
    """A paper as a picture, never the file itself; one that shows a number wants the right to see numbers."""
    actor = current_actor()
    actor.require(Permission.UNMASK_IDENTITAS)
    known = kab < 10**4 and nomor < 2**63 and urut < 2**15
    with read_session() as connection:
        found = read_berkas(connection, actor.narrow(None), kab, nomor, urut) if known else None
    if found is None:
        abort(404)
    picture, _ = render(found[1], found[0], lebar=_WIDTH)
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=300"})
