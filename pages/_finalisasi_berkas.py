"""The board as a file; and the data file of a snapshot, whose digest the letter carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import Flask, Response, abort, request, send_file

from components.finalisasi_papan import TANDA_KEADAAN, baris, kolom
from components.finalisasi_tata import DEFAULT_ORDER, UNDUH
from components.format import moment
from components.peta_berkas import write_csv, write_xlsx
from data_access.berkas_data import write_berkas
from data_access.papan import read_papan
from data_access.session import read_session, unit_of_work
from data_access.unduhan_store import record_unduhan
from data_access.verivali_store import BatchKey
from domain.access import Permission
from domain.errors import InvalidInput
from domain.saring import Jenis, parse_saringan
from pages._finalisasi import Permintaan, read_permintaan
from pages._finalisasi_papan import narrowed
from pages._guard import guarded_route
from pages._kuota_berkas import narrowed as filtered
from pages._session import current_actor, now

_FORMAT = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def install_finalisasi(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_finalisasi", download)
    server.add_url_rule(
        "/finalisasi/data/<int:kab>/<int:periode>/<int:program>/<int:versi>", "data_finalisasi", data_file
    )


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """Every kab of the address as ``format`` csv or xlsx, filtered and ordered as there."""
    form = request.args.get("format", "csv")
    write, mimetype = _FORMAT.get(form) or abort(404)
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        if ask.di_kab and not ask.utuh:
            raise InvalidInput("Papan finalisasi hanya untuk kab/kota dan wilayah di atasnya.")
        rows = narrowed(ask, read_papan(connection, ask.scope, ask.periode))
    columns = kolom(ask.hidden)
    kinds = {item.kode: Jenis.ANGKA if item.jenis == "angka" else Jenis.TEKS for item in columns}
    found = filtered(
        baris(rows, ask.moment, ask.hidden), parse_saringan({"urut": DEFAULT_ORDER, **request.args}, kinds)
    )
    answer = Response(write(_about(ask), [item.kepala for item in columns], _cells(found, columns)), mimetype=mimetype)
    place = re.sub(r"[^a-z0-9]+", "-", ask.wilayah.nama.lower()).strip("-")
    name = f"siks-finalisasi-{place}-{ask.periode.kode}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _about(ask: Permintaan) -> list[tuple[str, str]]:
    return [
        ("Wilayah", ask.wilayah.nama_lengkap),
        ("Periode", ask.periode.label),
        ("Pengesahan ditutup", moment(ask.periode.tutup_pengesahan, ask.zona)),
        ("Diunduh", moment(ask.moment, ask.zona)),
    ]


def _cells(rows: list[dict[str, Any]], columns: list[Any]) -> Iterator[list[Any]]:
    for row in rows:
        words = TANDA_KEADAAN[row["keadaan"]].kata if row["keadaan"] else ""
        yield [words if item.kode == "keadaan" else row[item.kode] for item in columns]


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
