"""The table of the map as a file, for the same address and the same scope as the page."""

from __future__ import annotations

from flask import Flask, Response, request

from components.peta_berkas import baris_peta, kolom_peta
from components.peta_data import NAMA_LEVEL, map_values
from data_access.session import read_session
from domain.access import Permission
from domain.klasifikasi import CARA_NAME
from pages._asal import asal_of, moment_of
from pages._guard import guarded_route
from pages._peta import read_banding, read_permintaan, read_values
from pages._session import current_actor
from pages._tabel_unduh import read_format, send_table


def install_unduh(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule("/peta/unduh", "unduh_peta", download)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """The whole table of an address of the map, as ``format`` csv or xlsx."""
    form = read_format()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        frame, values = read_values(connection, ask, ask.scope, ask.level)
        banding = read_banding(connection, ask)
    chosen = [("Menurut", NAMA_LEVEL[ask.level]), ("Kelas", CARA_NAME[ask.cara])]
    if banding is not None:
        chosen.append(("Dibandingkan dengan", f"{banding.label}{' (selisih)' if banding.selisih else ''}"))
    asal = asal_of(
        f"{ask.indikator.nama} menurut {NAMA_LEVEL[ask.level]}",
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.as_of, ask.moment, ask.wilayah.zona),
        saring=chosen,
        now=ask.moment,
        samar=ask.ambang,
    )
    drawn = map_values(ask.indikator, frame, values, ask.cara, banding)
    return send_table(
        form,
        f"{ask.indikator.kode}-{ask.wilayah.nama}-{ask.periode.kode}",
        asal,
        kolom_peta(drawn),
        baris_peta(drawn),
        catatan=[(f"{ask.indikator.nama} ({ask.indikator.satuan})", ask.indikator.penjelasan)],
        lembar="Peta",
    )
