"""The list of files from the field, and the households of one, as files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from flask import Flask, Response, request

from components.impor_berkas import KOLOM_BERKAS, KOLOM_HASIL, baris_berkas, baris_hasil, kata_hasil
from components.impor_rinci import UNDUH_HASIL
from components.impor_tata import UNDUH
from data_access import impor_baca
from data_access.desa import read_nama
from data_access.keterangan import read_now
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import Permission
from domain.errors import InvalidInput
from domain.impor_tampil import Baris, SaringanHasil, baca_saringan_hasil
from domain.kalender import PROGRAM_NAME, Program, month_name
from pages._asal import asal_of
from pages._guard import guarded_route
from pages._impor import ip, kab_of, read_permintaan
from pages._session import current_actor
from pages._tabel_unduh import read_format, send_table
from workflow.unduhan import record_tabel

_STREAMED = 1_000


def install_impor_unduh(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_impor", download)
    server.add_url_rule(UNDUH_HASIL, "unduh_hasil_impor", download_hasil)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """Every file of the reader's kab, newest first, as ``format`` csv or xlsx."""
    form, actor = read_format(), current_actor()
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        kab = read_permintaan(connection, actor, {"wilayah": request.args.get("wilayah")}).kab
        place, now = read_wilayah(connection, kab), read_now(connection)
        asal = asal_of("Berkas dari lapangan", place, "semua periode", per=now, saring=[_NEWEST], now=now)
        rows = _files(connection, kab)
        return send_table(form, f"impor-{place.nama}", asal, KOLOM_BERKAS, rows, lembar="Impor", held=stack.pop_all())


_NEWEST = ("Urutan", "yang terbaru lebih dahulu")


def _files(connection: Connection, kab: int) -> Iterator[list[Any]]:
    before: int | None = None
    while page := impor_baca.list_impor(connection, kab, sebelum=before, batas=_STREAMED):
        for item in page:
            yield baris_berkas(item, [name for _, name, _ in impor_baca.read_desa(connection, item)])
        before = page[-1].nomor


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download_hasil() -> Response:
    """What becomes of the households of one file (``berkas``), under the filter of the address; written down first."""
    form, actor = read_format(), current_actor()
    kab = kab_of(actor)
    with read_session() as connection:
        ask = read_permintaan(connection, actor, request.args)
        found, saringan = ask.berkas, baca_saringan_hasil(request.args)
        if found is None:
            raise InvalidInput("Pilih berkas lebih dahulu.")
        place, now = read_wilayah(connection, kab), read_now(connection)
        desa = read_nama(connection, [saringan.desa])[saringan.desa] if saringan.desa else None
    chosen = [("Berkas", found.nama), *kata_hasil(saringan, desa)]
    record_tabel(actor, kab, "impor", form, chosen, alamat_ip=ip())
    known = found.program is not None and found.periode is not None
    periode = f"{PROGRAM_NAME[Program(found.program)]} {month_name(found.periode)}" if known else "tidak diketahui"
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        return send_table(
            form,
            f"impor-{found.nomor}-rumah-tangga",
            asal_of("Yang terjadi pada isi berkas", place, periode, per=now, saring=chosen, now=now),
            KOLOM_HASIL,
            (baris_hasil(item) for item in _homes(connection, kab, found.nomor, saringan)),
            lembar="Rumah tangga",
            held=stack.pop_all(),
        )


def _homes(connection: Connection, kab: int, nomor: int, saringan: SaringanHasil) -> Iterator[Baris]:
    after: list[Any] | None = None
    while page := impor_baca.read_hasil(connection, kab, nomor, saringan, after, _STREAMED):
        yield from page
        after = page[-1].kunci
