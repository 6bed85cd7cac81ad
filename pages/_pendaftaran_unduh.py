"""The registrations of an address as a file; it names citizens, so that it left is written down first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from flask import Flask, Response, request

from components.pendaftaran import KOLOM, UNDUH, baris
from data_access.keterangan import read_now
from data_access.pendaftaran import list_pendaftaran
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import Permission, Scope
from pages._asal import asal_of
from pages._guard import guarded_route
from pages._pemindahan import ip
from pages._pendaftaran import desks_of
from pages._session import current_actor, narrowed
from pages._tabel_unduh import read_format, send_table
from workflow.unduhan import record_tabel


def install_pendaftaran_unduh(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_pendaftaran", download)


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download() -> Response:
    """Every registration and report of the address, as ``format`` csv or xlsx."""
    form, actor = read_format(), current_actor()
    scope, desks = narrowed(request.args), desks_of(actor)
    mine = bool(desks) and request.args.get("tampil") != "semua"
    chosen = [("Keadaan", "Menunggu saya")] if mine else []
    record_tabel(actor, scope.kode, "pendaftaran", form, chosen, alamat_ip=ip())
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        place, moment = read_wilayah(connection, scope.kode), read_now(connection)
        return send_table(
            form,
            f"pendaftaran-{place.nama}",
            asal_of("Pendaftaran dan laporan", place, "semua periode", per=moment, saring=chosen, now=moment),
            KOLOM,
            _rows(connection, scope, desks if mine else None),
            lembar="Pendaftaran",
            held=stack.pop_all(),
        )


def _rows(connection: Connection, scope: Scope, desks: list[str] | None) -> Iterator[list[Any]]:
    after = None
    while True:
        found, after = list_pendaftaran(connection, scope, desks, after)
        yield from map(baris, found)
        if after is None:
            return
