"""Files of the penetapan page as plain routes: what is taken away, and the list of a decree on its way in."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from flask import Flask, Response, abort, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from data_access.keterangan import read_now
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kode import Level, level_of
from domain.sk import LARGEST_UNGGAH
from pages._guard import guarded_route
from pages._penetapan import read_saringan, whole
from pages._session import current_actor
from workflow import sk
from workflow.berkas_batch import Berkas, tulis_bank, tulis_beda, tulis_hasil
from workflow.penetapan import BatchKey

_MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "siks": "application/octet-stream",
}
_PIECE = 1 << 18
_TOO_LARGE = (
    f"Daftar SK lebih dari {LARGEST_UNGGAH // 1_000_000} MB. Minta pengelola memuatnya dengan cli.py import-sk."
)


def install_penetapan(server: Flask) -> None:
    """Register the routes; called once for each app that is created, after its CSRF protection."""
    server.add_url_rule("/penetapan/hasil/<int:kab>", "hasil_periode", result)
    server.add_url_rule("/penetapan/bank/<int:kab>", "kpm_bank", bank)
    server.add_url_rule("/penetapan/rekonsiliasi/<int:kab>", "rekonsiliasi_sk", differences)
    # Looking for the token measures the body already, so the route does it, once it has said how much it takes.
    server.extensions["csrf"].exempt(upload)
    server.add_url_rule("/api/sk", "unggah_sk", upload, methods=["PUT"])


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def result(kab: int) -> Response:
    """The result of a kab's periode as ``bentuk`` siks, xlsx or csv."""
    with tempfile.TemporaryDirectory(prefix="siks-hasil-") as folder:
        path = Path(folder) / f"berkas.{_form()}"
        done = tulis_hasil(current_actor(), _key(kab), _form(), path, now=_now(), **_trace())
        return _answer(done, path.open("rb"))


@guarded_route(requires=Permission.APPROVE_KPM)
def bank(kab: int) -> Response:
    """The KPM of a kab for Bank and Bulog as ``bentuk`` xlsx or csv."""
    with tempfile.TemporaryDirectory(prefix="siks-bank-") as folder:
        path = Path(folder) / f"berkas.{_form()}"
        done = tulis_bank(current_actor(), _key(kab), _form(), path, now=_now(), **_trace())
        return _answer(done, path.open("rb"))


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def differences(kab: int) -> Response:
    """The rows that differ between rekap and decree, as filtered, as ``bentuk`` xlsx or csv."""
    with tempfile.TemporaryDirectory(prefix="siks-beda-") as folder:
        path = Path(folder) / f"berkas.{_form()}"
        narrow = read_saringan(request.args, kab)
        done = tulis_beda(current_actor(), _key(kab), _form(), path, narrow, now=_now(), alamat_ip=request.remote_addr)
        return _answer(done, path.open("rb"))


@guarded_route(requires=Permission.RECORD_SK)
def upload() -> Response:
    """Take the list of a decree in: number, day and name in the address, its bytes in the body."""
    path = sk.tempat_unggah() / f"{secrets.token_hex(8)}.tmp"
    try:
        _receive(path)
        number = sk.catat(
            current_actor(),
            whole(request.args, "program", 1),
            whole(request.args, "periode", 0),
            nomor=request.args.get("nomor", ""),
            tanggal=request.args.get("tanggal", ""),
            nama_berkas=request.args.get("nama", ""),
            berkas=path,
            now=_now(),
            **_trace(),
        )
    finally:
        path.unlink(missing_ok=True)
    return jsonify(nomor=number)


def _receive(path: Path) -> None:
    request.max_content_length = LARGEST_UNGGAH
    try:
        current_app.extensions["csrf"].protect()
        with path.open("wb") as file:
            while piece := request.stream.read(_PIECE):
                file.write(piece)
    except RequestEntityTooLarge as error:
        raise InvalidInput(_TOO_LARGE) from error


def _form() -> str:
    bentuk = request.args.get("bentuk", "csv")
    return bentuk if bentuk in _MIME else abort(404)


def _key(kab: int) -> BatchKey:
    if kab >= 10**10 or level_of(kab) is not Level.KAB:
        abort(404)
    return BatchKey(kab, whole(request.args, "periode", 0), whole(request.args, "program", 1))


def _now() -> datetime:
    with read_session() as connection:
        return read_now(connection)


def _trace() -> dict[str, datetime | str | None]:
    return {"saat": datetime.now(UTC), "alamat_ip": request.remote_addr}


def _answer(done: Berkas, file: BinaryIO) -> Response:
    """The file, which outlives its name."""
    answer = Response(_pieces(file), mimetype=_MIME[done.nama.rpartition(".")[2]])
    answer.headers["Content-Disposition"] = f'attachment; filename="{done.nama}"'
    return answer


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
