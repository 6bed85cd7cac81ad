"""The rows of the verivali table: the part in view as JSON, and the whole filtered result as a file."""

from __future__ import annotations

from contextlib import ExitStack

import orjson
from flask import Flask, Response, request

from components.format import day, number
from components.unduhan import kata_saringan
from components.verivali_berkas import CARA_HITUNG, baris, kolom_verivali
from components.verivali_samping import NAMA_LEVEL
from components.verivali_tabel import baris_tabel, kolom_tabel
from data_access.pantau_desa import read_keys, read_rows, stream_rows
from data_access.session import read_session
from domain.access import Permission
from domain.figur import Asal
from domain.saring import Saringan, parse_rows
from pages._asal import asal_of, moment_of
from pages._guard import guarded_route
from pages._session import current_actor
from pages._tabel_unduh import read_format, send_table
from pages._verivali import Permintaan, read_permintaan, read_saringan

ROWS, DOWNLOAD = "/api/verivali/baris", "/verivali/unduh"


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
    form = read_format()
    with ExitStack() as stack:
        # Refusals come before the first byte; the snapshot stays open until the last.
        connection = stack.enter_context(read_session())
        ask = read_permintaan(connection, current_actor(), request.args)
        whole = ask.tinjauan
        saringan = read_saringan(request.args, whole.level)
        page = read_keys(connection, whole, saringan)
        rows = stream_rows(connection, whole, page.kode)
        return send_table(
            form,
            f"verivali-{ask.wilayah.nama}-{ask.periode.kode}",
            _asal(ask, saringan, page.jumlah),
            kolom_verivali(whole.level),
            (baris(row, ask.hari, whole.level) for row in rows),
            catatan=CARA_HITUNG,
            lembar="Verivali",
            held=stack.pop_all(),
        )


def _asal(ask: Permintaan, saringan: Saringan, jumlah: int) -> Asal:
    level = ask.tinjauan.level
    return asal_of(
        f"Verivali menurut {NAMA_LEVEL[level]}",
        ask.wilayah,
        f"{ask.periode.label_program}, batas verivali {day(ask.hari.deadline)}",
        per=moment_of(ask.hari.as_of, ask.moment, ask.wilayah.zona),
        saring=[
            *kata_saringan(saringan, kolom_tabel(level)),
            ("Jumlah baris", f"{number(jumlah)} {NAMA_LEVEL[level]}"),
        ],
        now=ask.moment,
    )
