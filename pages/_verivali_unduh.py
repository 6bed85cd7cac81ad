"""The rows of the verivali table: the part in view as JSON, and the whole filtered result as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import orjson
from flask import Flask, Response, abort, request, stream_with_context

from components.verivali_berkas import kepala, stream_csv, stream_xlsx
from components.verivali_tabel import baris_tabel
from data_access.pantau_desa import read_keys, read_rows, stream_rows
from data_access.session import read_session
from domain.access import Permission
from domain.saring import parse_rows
from pages._guard import guarded_route
from pages._session import current_actor
from pages._verivali import read_permintaan, read_saringan

ROWS, DOWNLOAD = "/api/verivali/baris", "/verivali/unduh"
_FORMAT = {
    "csv": (stream_csv, "text/csv; charset=utf-8"),
    "xlsx": (stream_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def install_verivali(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(ROWS, "baris_verivali", rows)
    server.add_url_rule(DOWNLOAD, "unduh_verivali", download)


@guarded_route(requires=Permission.VIEW_PROGRES)
def rows() -> Response:
    """The rows ``dari`` up to ``sampai`` of the address, and how many there are in all."""
    first, last = parse_rows(request.args)
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        whole = ask.tinjauan
        page = read_keys(connection, whole, read_saringan(request.args, whole.level), first, last)
        found = read_rows(connection, whole, page.kode)
    body = {
        "baris": [baris_tabel(row, ask.hari, whole.level, ask.nomor) for row in found],
        "jumlah": page.jumlah,
    }
    return Response(orjson.dumps(body), mimetype="application/json")


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """Every row of the address, as ``format`` csv or xlsx, written while it is read."""
    form = request.args.get("format", "csv")
    write, mimetype = _FORMAT.get(form) or abort(404)
    with ExitStack() as stack:
        # Refusals come before the first byte; the snapshot stays open until the last.
        connection = stack.enter_context(read_session())
        ask = read_permintaan(connection, current_actor(), request.args)
        whole = ask.tinjauan
        saringan = read_saringan(request.args, whole.level)
        page = read_keys(connection, whole, saringan)
        held = stack.pop_all()

    def body() -> Iterator[bytes]:
        with held:
            zone = ask.wilayah.zona or 7
            head = kepala(
                ask.wilayah.nama_lengkap, zone, ask.periode, whole.level, ask.hari, ask.moment, saringan, page.jumlah
            )
            yield from write(head, whole.level, ask.hari, stream_rows(connection, whole, page.kode))

    answer = Response(stream_with_context(body()), mimetype=mimetype)
    # A client that goes away before the first byte must not keep the snapshot open.
    answer.call_on_close(held.close)
    place = re.sub(r"[^a-z0-9]+", "-", ask.wilayah.nama.lower()).strip("-")
    name = f"siks-verivali-{place}-{ask.periode.kode}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
