"""The table of the map as a file, for the same address and the same scope as the page."""

from __future__ import annotations

import re

from flask import Flask, Response, abort, request

from components.format import day, moment
from components.peta_berkas import heading, table, write_csv, write_xlsx
from components.peta_data import NAMA_LEVEL, map_values
from data_access.session import read_session
from domain.access import Permission
from pages._guard import guarded_route
from pages._peta import read_banding, read_permintaan, read_values
from pages._session import current_actor

_FORMAT = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def install_unduh(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule("/peta/unduh", "unduh_peta", download)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """The whole table of an address of the map, as ``format`` csv or xlsx."""
    write, mimetype = _FORMAT.get(request.args.get("format", "csv")) or abort(404)
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        frame, values = read_values(connection, ask, ask.scope, ask.level)
        banding = read_banding(connection, ask)
    head = heading(
        wilayah=f"{ask.wilayah.nama_lengkap}, menurut {NAMA_LEVEL[ask.level]}",
        periode=ask.periode.label,
        indikator=ask.indikator.nama,
        penjelasan=ask.indikator.penjelasan,
        per=day(ask.as_of),
        dibuat=moment(ask.moment),
        banding=banding and f"{banding.label}{' (selisih)' if banding.selisih else ''}",
    )
    headers, rows = table(map_values(ask.indikator, frame, values, ask.cara, banding))
    answer = Response(write(head, headers, rows), mimetype=mimetype)
    place = re.sub(r"[^a-z0-9]+", "-", ask.wilayah.nama.lower()).strip("-")
    name = f"siks-{ask.indikator.kode}-{place}-{ask.periode.kode}.{request.args.get('format', 'csv')}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
