"""The rows of the audit page as a file, written while they are read."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

from flask import Flask, Response, request

from components.beranda import act_words
from components.format import day
from components.riwayat import UNDUH
from components.riwayat_berkas import KOLOM, baris
from data_access.riwayat_audit import Tanya, stream_riwayat
from data_access.session import read_session
from domain.access import Permission
from domain.kalender import JAKARTA
from pages._asal import asal_of
from pages._guard import guarded_route
from pages._riwayat import read_permintaan
from pages._session import current_actor, now
from pages._tabel_unduh import read_format, send_table
from workflow.riwayat import record_unduh


def install_riwayat(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_riwayat", download)


@guarded_route(requires=Permission.VIEW_PROGRES)
def download() -> Response:
    """Every row of the address, as ``format`` csv or xlsx; that it left is written down first."""
    form, actor = read_format(), current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, request.args)
    record_unduh(actor, ask.tanya, bentuk=form, alamat_ip=request.remote_addr)
    asal = asal_of("Riwayat kegiatan", ask.wilayah, _span(ask.tanya), per=now(), saring=_words(ask.tanya), now=now())
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        return send_table(
            form,
            f"riwayat-{ask.wilayah.kode}",
            asal,
            KOLOM,
            (baris(row, lengkap=ask.lengkap) for row in stream_riwayat(connection, ask.tanya)),
            lembar="Riwayat",
            held=stack.pop_all(),
        )


def _span(asked: Tanya) -> str:
    first = "" if asked.dari is None else f"dari {day(asked.dari.astimezone(JAKARTA).date())}"
    # Half-open: the last day asked for is the one before.
    last = "" if asked.sampai is None else f"sampai {day(asked.sampai.astimezone(JAKARTA).date() - timedelta(days=1))}"
    return " ".join(filter(None, (first, last))) or "semua tanggal"


def _words(asked: Tanya) -> list[tuple[str, str]]:
    chosen = (
        ("Milik", asked.milik),
        ("Orang", asked.orang),
        ("Kegiatan", asked.aksi and act_words(asked.aksi)),
        ("Objek", asked.objek),
        ("Urutan", "rantai demi rantai, yang terbaru lebih dahulu"),
    )
    return [(name, value) for name, value in chosen if value]
