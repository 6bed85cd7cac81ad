"""What leaves the register as a file: the list, a photo, the letter of one household."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template, request
from flask_wtf.csrf import generate_csrf

from components.format import day, moment
from components.kesos_berkas import KOLOM_BERKAS, baris_berkas, write_parquet
from components.kesos_surat import surat_words
from data_access import kesos_unduh
from data_access.kesos import Tanya
from data_access.keterangan import read_now
from data_access.session import Connection, read_session
from data_access.wilayah import Wilayah, read_lineage, read_wilayah
from domain.access import Actor, Permission
from domain.errors import InvalidInput
from domain.figur import Asal
from domain.kalender import PROGRAM_NAME, Program, month_name
from domain.kesos import ALASAN, LEAST_REASON, baca_alasan, baca_rujukan, samar_nomor
from exchange.tabel_berkas import XLSX, csv_parts, xlsx_parts
from pages._asal import asal_of
from pages._data_kesos import ip, permitted, read_tanya
from pages._guard import guarded_route
from pages._session import current_actor
from pages._tabel_unduh import plain
from workflow import kesos

_FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "parquet": "application/vnd.apache.parquet",
}
_TABEL = {"csv": csv_parts, "xlsx": xlsx_parts}
_PIECE = 1 << 18


def install_data_kesos(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/data-kesos/unduh", "unduh_kesos", download, methods=["POST"])
    server.add_url_rule("/data-kesos/foto/<string:ruta>/<string:jenis>", "foto_kesos", photo)
    server.add_url_rule("/data-kesos/surat/<string:ruta>", "surat_kesos", letter, methods=["GET", "POST"])


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download() -> Response:
    """The whole list of a question as ``bentuk`` csv, xlsx or parquet; the question comes in the body."""
    bentuk = request.form.get("bentuk", "")
    if bentuk not in _FILES:
        abort(404)
    actor = current_actor()
    try:
        query = json.loads(request.form.get("tanya") or "{}")
    except ValueError as error:
        raise InvalidInput("Daftar yang diunduh tidak dapat dibaca. Cari lagi, lalu unduh.") from error
    if not isinstance(query, dict):
        raise InvalidInput("Daftar yang diunduh tidak dapat dibaca. Cari lagi, lalu unduh.")
    with read_session() as connection:
        tanya = read_tanya(connection, actor, query)
        place = read_wilayah(connection, tanya.scope.kode)
        asal = _asal(connection, tanya, place)
    alasan = (
        baca_alasan(request.form.get("alasan"), request.form.get("keterangan")) if request.form.get("lengkap") else None
    )
    catatan = kesos.begin_export(actor, tanya, bentuk, alasan, alamat_ip=ip())
    pieces = _pieces(actor, tanya, asal, bentuk, catatan, lengkap=alasan is not None, alamat_ip=ip())
    answer = Response(pieces, mimetype=_FILES[bentuk])
    answer.headers["Content-Disposition"] = f'attachment; filename="data-kesos-{plain(place.nama)}.{bentuk}"'
    return answer


def _asal(connection: Connection, tanya: Tanya, place: Wilayah) -> Asal:
    """What the list says of itself; a number that was searched for stays masked."""
    moment, kueri = read_now(connection), tanya.kueri
    asked = samar_nomor(kueri.nomor) if kueri.nomor else f"{kueri.nama} {kueri.alamat}".strip()
    chosen = [("Cari", asked)] if asked else []
    if tanya.saringan:
        chosen.append(("Syarat", ", ".join(tanya.saringan.words())))
    periode = f"{PROGRAM_NAME[Program(tanya.program)]} {month_name(tanya.periode)}"
    return asal_of("Data kesejahteraan sosial", place, periode, per=moment, saring=chosen, now=moment)


def _pieces(
    actor: Actor, tanya: Tanya, asal: Asal, bentuk: str, catatan: str, *, lengkap: bool, alamat_ip: str | None
) -> Iterator[bytes]:
    """The file piece by piece. However it ends, the rows that were read for it are written down."""
    count, done = 0, False

    def counted() -> Iterator[Sequence[dict[str, Any]]]:
        nonlocal count
        with read_session() as connection:
            for batch in kesos_unduh.stream(connection, tanya, lengkap=lengkap):
                count += len(batch)
                yield batch

    try:
        if bentuk in _TABEL:
            yield from _TABEL[bentuk](asal, KOLOM_BERKAS, baris_berkas(counted()), lembar="Rumah tangga")
        else:
            # It ends with an index of what it holds, so that it is sent when it is complete.
            with tempfile.TemporaryDirectory(prefix="siks-unduh-") as folder:
                path = Path(folder) / "daftar.parquet"
                write_parquet(path, counted())
                with path.open("rb") as file:
                    while piece := file.read(_PIECE):
                        yield piece
        done = True
    finally:
        kesos.end_export(actor, tanya.scope, catatan, count, selesai=done, alamat_ip=alamat_ip)


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def photo(ruta: str, jenis: str) -> Response:
    """One photo of a household; one that shows a number wants the permit that came with the reason."""
    actor, rujukan = current_actor(), baca_rujukan(ruta)
    kesos.check_reach(actor, rujukan)
    found = kesos.read_photo(actor, rujukan, jenis, dibuka=permitted(actor, rujukan, request.args.get("izin")))
    if found is None:
        abort(404)
    return Response(found[1], mimetype=found[0])


@guarded_route(requires=Permission.VIEW_RUMAH_TANGGA)
def letter(ruta: str) -> str:
    """Surat Keterangan Terdaftar as a page to print; posted with a reason, its numbers are in full."""
    actor, rujukan = current_actor(), baca_rujukan(ruta)
    kesos.check_reach(actor, rujukan)
    alasan = (
        baca_alasan(request.form.get("alasan"), request.form.get("keterangan")) if request.method == "POST" else None
    )
    with read_session() as connection:
        now = read_now(connection)
    surat = kesos.write_letter(actor, rujukan, alasan=alasan, now=now, alamat_ip=ip())
    with read_session() as connection:
        line = read_lineage(connection, surat.kartu.desa)
    return render_template(
        "surat.html",
        surat=surat,
        kata=surat_words(surat.kartu, surat.identitas, line[2].nama, surat.tanggal),
        desa=line[4],
        kecamatan=line[3],
        kab=line[2],
        provinsi=line[1],
        tanggal=day(surat.tanggal),
        dicetak=moment(now, line[2].zona or 7),
        oleh=actor.name,
        boleh=actor.may(Permission.UNMASK_IDENTITAS),
        alasan=ALASAN,
        paling_sedikit=LEAST_REASON,
        csrf=generate_csrf(),
    )
