"""The board as a file; and the data file of a snapshot, whose digest the letter carries."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from flask import Flask, Response, request, send_file

from components.finalisasi_papan import baris, kolom
from components.finalisasi_tata import DEFAULT_ORDER, UNDUH
from components.format import moment
from components.unduhan import baris_berkas, kata_saringan, kolom_berkas
from data_access.berkas_data import write_berkas
from data_access.papan import read_papan
from data_access.samaran import read_topeng
from data_access.session import read_session, unit_of_work
from data_access.unduhan_store import record_unduhan
from data_access.verivali_store import BatchKey
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kesiapan import KEADAAN_NAME
from domain.saring import Jenis, parse_saringan
from pages._asal import asal_of
from pages._finalisasi import read_permintaan
from pages._finalisasi_papan import narrowed
from pages._finalisasi_unduh import install_finalisasi_unduh
from pages._guard import guarded_route
from pages._kuota_berkas import narrowed as filtered
from pages._session import current_actor, now
from pages._tabel_unduh import read_format, send_table


def install_finalisasi(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_finalisasi", download)
    server.add_url_rule(
        "/finalisasi/data/<int:kab>/<int:periode>/<int:program>/<int:versi>", "data_finalisasi", data_file
    )
    install_finalisasi_unduh(server)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """Every kab of the address as ``format`` csv or xlsx, filtered and ordered as there."""
    form = read_format()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        if ask.di_kab and not ask.utuh:
            raise InvalidInput("Papan finalisasi hanya untuk kab/kota dan wilayah di atasnya.")
        rows = narrowed(ask, read_papan(connection, ask.scope, ask.periode))
        topeng = read_topeng(connection, ask.samar)
    columns = kolom(ask.hidden)
    kinds = {item.kode: Jenis.ANGKA if item.jenis == "angka" else Jenis.TEKS for item in columns}
    saringan = parse_saringan({"urut": DEFAULT_ORDER, **request.args}, kinds)
    found = filtered(baris(rows, ask.moment, ask.hidden, topeng), saringan)
    return send_table(
        form,
        f"finalisasi-{ask.wilayah.nama}-{ask.periode.kode}",
        asal_of(
            "Finalisasi dan surat pengesahan per kab/kota",
            ask.wilayah,
            f"{ask.periode.label_program}, pengesahan ditutup {moment(ask.periode.tutup_pengesahan, ask.zona)}",
            per=ask.moment,
            saring=[
                *([("Keadaan", KEADAAN_NAME[ask.keadaan])] if ask.keadaan else []),
                *kata_saringan(saringan, columns),
            ],
            now=ask.moment,
        ),
        kolom_berkas(columns),
        baris_berkas(columns, found),
        lembar="Finalisasi",
    )


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def data_file(kab: int, periode: int, program: int, versi: int) -> Response:
    """The data file of one version: the bytes whose SHA-256 stands on the letter. Every download is written down."""
    actor, key = current_actor(), BatchKey(kab, periode, program)
    actor.require(Permission.VIEW_RUMAH_TANGGA, kab)
    check_key(key, versi)
    name = f"siks-data-{kab}-{periode}-{program}-v{versi}.txt"
    with ExitStack() as stack:
        # On disk beyond a megabyte; the temporary file goes with the answer.
        out = cast(BinaryIO, stack.enter_context(SpooledTemporaryFile(max_size=1 << 20)))
        with read_session() as connection:
            digest = write_berkas(connection, key, versi, out)
        with unit_of_work() as work:
            record_unduhan(
                work,
                kab=kab,
                jenis="data_surat",
                periode=periode,
                program=program,
                nama=name,
                ukuran=out.tell(),
                sidik=digest,
                pengguna=actor.id,
                waktu=now(),
                alamat_ip=request.remote_addr,
            )
        held = stack.pop_all()
    out.seek(0)
    answer = send_file(out, mimetype="text/plain; charset=utf-8", as_attachment=True, download_name=name)
    answer.call_on_close(held.close)
    return answer


def check_key(key: BatchKey, versi: int) -> None:
    """Raise InvalidInput for numbers that no batch has."""
    if not (1000 <= key.kab <= 9999 and 190000 <= key.periode <= 999912 and 0 < key.program < 100 and 0 < versi < 1000):
        raise InvalidInput("Alamat berkas data ini tidak dapat dibaca. Unduh lagi dari halaman Finalisasi.")
