"""What the review shows as tables, as files: the whole queue under its filter, and the review in numbers."""

from __future__ import annotations

from contextlib import ExitStack

import orjson
from flask import Flask, Response, abort, request

from components.usulan import UNDUH
from components.usulan_berkas import KOLOM_ANTREAN, TABEL_KERJA, baris_antrean, kata_antrean, tabel_kerja
from components.usulan_kinerja import UNDUH as UNDUH_KINERJA
from data_access.antrean import stream_antrean
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.kalender import PROGRAM_NAME, month_name
from pages._asal import asal_of, moment_of
from pages._guard import guarded_route
from pages._session import current_actor
from pages._tabel_unduh import read_format, send_table
from pages._usulan import Permintaan, narrowed_by, read_permintaan
from pages._usulan_kinerja import area_of, read_kinerja
from workflow.unduhan import record_tabel


def install_usulan_unduh(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_usulan", download, methods=["POST"])
    server.add_url_rule(UNDUH_KINERJA, "unduh_kinerja", download_kinerja)


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download() -> Response:
    """Every case of a question, which comes in the body, as ``format`` csv or xlsx; written down first."""
    form, actor = read_format(), current_actor()
    actor.require(Permission.VIEW_RUMAH_TANGGA)
    query = _question(request.form.get("tanya"))
    with read_session() as connection:
        ask = read_permintaan(connection, actor, query)
        chosen = kata_antrean(ask.saringan, narrowed_by(connection, ask))
    record_tabel(actor, ask.scope.kode, "usulan", form, chosen, alamat_ip=request.remote_addr)
    asal = asal_of(f"Antrean {ask.saringan.tab}", ask.wilayah, _periode(ask), per=ask.now, saring=chosen, now=ask.now)
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        cases = stream_antrean(connection, ask.scope, ask.saringan, hari_ini=ask.hari_ini, saat=ask.saat)
        return send_table(
            form,
            f"{ask.saringan.tab}-{ask.wilayah.nama}-{ask.saringan.antre}",
            asal,
            KOLOM_ANTREAN,
            map(baris_antrean, cases),
            lembar="Antrean",
            held=stack.pop_all(),
        )


def _question(text: str | None) -> dict[str, object]:
    try:
        query = orjson.loads(text or "{}")
    except orjson.JSONDecodeError:
        query = None
    if not isinstance(query, dict):
        raise InvalidInput("Daftar yang diunduh tidak dapat dibaca. Muat ulang halaman, lalu unduh lagi.")
    return query


def _periode(ask: Permintaan) -> str:
    own = ask.saringan
    program = PROGRAM_NAME[own.program] if own.program else "semua program"
    return f"{program} {month_name(own.periode) if own.periode else 'semua periode'}"


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_kinerja() -> Response:
    """One table (``tabel``: wilayah, pemeriksa, alasan) of the review in numbers as ``format`` csv or xlsx."""
    form, actor = read_format(), current_actor()
    actor.require(Permission.VIEW_RUMAH_TANGGA)
    which = request.args.get("tabel", "wilayah")
    if which not in TABEL_KERJA:
        abort(404)
    with read_session() as connection:
        ask, tab, found, periode = read_kinerja(connection, request.args)
    title, columns, rows = tabel_kerja(found, which, area_of(ask))
    asal = asal_of(
        title,
        ask.wilayah,
        periode.label_program,
        per=moment_of(ask.hari_ini, ask.now, ask.wilayah.zona),
        saring=[("Bagian", tab.capitalize())],
        now=ask.now,
    )
    return send_table(form, f"pemeriksaan-{which}-{ask.wilayah.nama}-{periode.kode}", asal, columns, rows)
