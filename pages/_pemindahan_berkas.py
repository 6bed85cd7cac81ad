"""Plain routes of the moves: a proposal with its paper, the paper as a picture, the list as a file."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, Response, abort, jsonify, request

from components.pemindahan_berkas import KOLOM, baris
from data_access.pemindahan import read_dokumen, stream_pemindahan
from data_access.session import read_session
from data_access.wilayah import read_wilayah
from domain.access import Permission
from domain.errors import AccessDenied, InvalidInput
from domain.kesos import baca_rujukan
from domain.kode import parse_kode
from domain.pemindahan import STATE_NAME, baca_isian
from exchange.gambar import render
from pages._asal import asal_of
from pages._guard import guarded_route
from pages._pemindahan import ip, kab_of, read_state
from pages._session import current_actor, current_akun, narrowed, now
from pages._tabel_unduh import read_format, send_table
from workflow import pemindahan as alur

_UPLOAD = "ajukan_pemindahan"
_FORM = 20_000
_WIDTH = 1200


def allow_pemindahan_size(server: Flask) -> None:
    """Let a proposal carry its paper; called before anything reads a form."""

    def raise_limit() -> None:
        akun = current_akun() if request.endpoint == _UPLOAD else None
        if akun is not None and akun.actor.may(Permission.REQUEST_PEMINDAHAN):
            request.max_content_length = alur.LARGEST + _FORM

    server.before_request(raise_limit)


def install_pemindahan(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/api/pemindahan", _UPLOAD, propose, methods=["POST"])
    server.add_url_rule("/pemindahan/dokumen/<int:kab>/<int:nomor>", "dokumen_pemindahan", paper)
    server.add_url_rule("/pemindahan/dokumen/<int:kab>/<int:nomor>/<int:halaman>", "halaman_pemindahan", paper)
    server.add_url_rule("/pemindahan/unduh", "unduh_pemindahan", download)


@guarded_route(requires=Permission.REQUEST_PEMINDAHAN)
def propose() -> Response:
    """Take proposals in: the households of ``keranjang``, one target, reason and paper."""
    actor, form = current_actor(), request.form
    chosen = [baca_rujukan(part) for part in form.get("keranjang", "").split(",") if part]
    if any(item.kab != kab_of(actor) for item in chosen):
        raise AccessDenied()
    if not form.get("tujuan"):
        raise InvalidInput("Pilih desa tujuan.")
    file = request.files.get("dokumen")
    numbers = alur.ajukan(
        actor,
        kab_of(actor),
        [item.ruta for item in chosen],
        parse_kode(form["tujuan"]),
        baca_isian(form.get("alasan"), form.get("keterangan"), form.get("alamat")),
        alur.periksa_dokumen(file.filename or "" if file else "", file.read() if file else b""),
        saat=now(),
        alamat_ip=ip(),
    )
    text = f"{len(numbers)} pemindahan diajukan. Persetujuan diberikan orang lain: Supervisor atau Kepala Dinas."
    return jsonify(pesan=text, ke={"ajukan": None, "keranjang": None, "tujuan": None, "state": None, "setelah": None})


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def paper(kab: int, nomor: int, halaman: int = 1) -> Response:
    """One page of the paper behind a move as a picture, never the file itself."""
    scope = current_actor().narrow(None)
    with read_session() as connection:
        found = read_dokumen(connection, scope, kab, nomor) if kab < 10**4 and nomor < 2**63 else None
    if found is None or not 1 <= halaman <= 500:
        abort(404)
    picture, _ = render(found[2], found[1], halaman=halaman, lebar=_WIDTH)
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=300"})


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download() -> Response:
    """The whole list of the address as ``format`` csv or xlsx."""
    form, actor = read_format(), current_actor()
    scope, state = narrowed(request.args), read_state(request.args)
    alur.catat_unduhan(actor, scope, state, form, alamat_ip=ip())
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        place = read_wilayah(connection, scope.kode)
        chosen = [("Keadaan", STATE_NAME[state]), ("Urutan", "yang terbaru lebih dahulu")]
        return send_table(
            form,
            f"pemindahan-{scope.kode}-{state}",
            asal_of("Pemindahan rumah tangga", place, "semua periode", per=now(), saring=chosen, now=now()),
            KOLOM,
            (baris(item) for part in stream_pemindahan(connection, scope, state) for item in part),
            lembar="Pemindahan",
            held=stack.pop_all(),
        )
