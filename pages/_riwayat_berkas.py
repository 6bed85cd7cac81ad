"""The rows of the audit page as a file, written while they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from flask import Flask, Response, abort, request, stream_with_context

from components.format import moment
from components.riwayat import UNDUH
from components.riwayat_berkas import baris, stream_csv, stream_xlsx
from data_access.riwayat_audit import stream_riwayat
from data_access.session import read_session
from domain.access import Permission
from pages._guard import guarded_route
from pages._riwayat import Permintaan, read_permintaan
from pages._session import current_actor, now
from workflow.riwayat import record_unduh

_FORMAT = {
    "csv": (stream_csv, "text/csv; charset=utf-8"),
    "xlsx": (stream_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def install_riwayat(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_riwayat", download)


@guarded_route(requires=Permission.VIEW_PROGRES)
def download() -> Response:
    """Every row of the address, as ``format`` csv or xlsx; that it left is written down first."""
    form = request.args.get("format", "csv")
    write, mimetype = _FORMAT.get(form) or abort(404)
    actor = current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, request.args)
    record_unduh(actor, ask.tanya, bentuk=form, alamat_ip=request.remote_addr)
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        rows = stream_riwayat(connection, ask.tanya)
        held = stack.pop_all()

    def body() -> Iterator[bytes]:
        with held:
            yield from write(_head(ask), (baris(row, ask.zona, lengkap=ask.lengkap) for row in rows))

    answer = Response(stream_with_context(body()), mimetype=mimetype)
    # A client that goes away before the first byte must not keep the snapshot open.
    answer.call_on_close(held.close)
    answer.headers["Content-Disposition"] = f'attachment; filename="siks-riwayat-{ask.wilayah.kode}.{form}"'
    return answer


def _head(ask: Permintaan) -> list[tuple[str, str]]:
    asked = ask.tanya
    filters = [
        *([f"milik {asked.milik}"] if asked.milik else []),
        *(f"{name} {value}" for name, value in
          (("orang", asked.orang), ("kegiatan", asked.aksi), ("objek", asked.objek)) if value),
        *([f"dari {moment(asked.dari, ask.zona)}"] if asked.dari else []),
        *([f"sebelum {moment(asked.sampai, ask.zona)}"] if asked.sampai else []),
    ]  # fmt: skip
    return [
        ("Wilayah", ask.wilayah.nama_lengkap),
        ("Saringan", "; ".join(filters) or "tanpa saringan"),
        ("Dibuat", moment(now(), ask.zona)),
        ("Urutan", "rantai demi rantai, yang terbaru lebih dahulu"),
    ]
