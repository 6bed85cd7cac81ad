"""The table of the kuota page as a file, and the route that reads a division out of one; nothing is written there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from components.kuota_berkas import LEMBAR, MOST_BYTES, baca_xlsx, baris_kuota, catatan_kuota, kolom_kuota
from components.kuota_tabel import KOLOM, baris
from components.peta_data import NAMA_LEVEL
from components.unduhan import kata_saringan
from data_access.kuota import read_kuota
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.figur import SAMAR
from domain.kode import Level
from domain.saring import Jenis, Saringan, Syarat, parse_saringan
from pages._asal import asal_of, moment_of
from pages._guard import guarded_route
from pages._kuota import read_permintaan
from pages._session import current_actor
from pages._tabel_unduh import read_format, send_table

_JENIS = {item.kode: Jenis.ANGKA if item.jenis in ("angka", "batang") else Jenis.TEKS for item in KOLOM}
_MOST_ERRORS = 20
# What stands in a cell without a value for this reader.
UNKNOWN = (None, SAMAR)


def install_kuota(server: Flask) -> None:
    """Register the routes; called once for each app that is created, after its CSRF protection."""
    server.add_url_rule("/kuota/unduh", "unduh_kuota", download)
    # Looking for the token measures the body already, so the route does it, once it has said how much it takes.
    server.extensions["csrf"].exempt(upload)
    server.add_url_rule("/kuota/impor", "impor_kuota", upload, methods=["POST"])


@guarded_route(requires=Permission.VIEW_KUOTA)
def download() -> Response:
    """The whole table of an address, as it is filtered and ordered there, as ``format`` csv or xlsx."""
    form = read_format()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        frame = read_kuota(connection, ask.scope, ask.level, ask.program, ask.periode.kode, ask.as_of)
    saringan = parse_saringan(request.args, _JENIS)
    asal = asal_of(
        f"Kuota menurut {NAMA_LEVEL[ask.level]}",
        ask.wilayah,
        ask.periode.label_program,
        per=moment_of(ask.as_of, ask.moment, ask.wilayah.zona),
        saring=kata_saringan(saringan, KOLOM),
        now=ask.moment,
        samar=ask.topeng.ambang,
    )
    return send_table(
        form,
        f"kuota-{ask.wilayah.nama}-{ask.periode.kode}",
        asal,
        kolom_kuota(),
        baris_kuota(narrowed(baris(frame, ask.level, request.args, ask.topeng), saringan)),
        catatan=catatan_kuota(ask.periode.kode),
        lembar=LEMBAR,
    )


def narrowed(rows: list[dict[str, Any]], saringan: Saringan) -> list[dict[str, Any]]:
    """Rows that the address leaves, in its order; what has no value comes last."""
    words = saringan.cari.lower().split()
    kept = [
        row
        for row in rows
        if all(_meets(row, syarat) for syarat in saringan.syarat)
        and all(any(word in str(value).lower() for value in row.values()) for word in words)
    ]
    for item in reversed(saringan.urut):
        known = [row for row in kept if row[item.kolom] not in UNKNOWN]
        known.sort(key=lambda row, name=item.kolom: row[name], reverse=item.turun)  # type: ignore[misc]
        kept = [*known, *(row for row in kept if row[item.kolom] in UNKNOWN)]
    return kept


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    "=": lambda value, limit: value == limit,
    "!=": lambda value, limit: value != limit,
    ">=": lambda value, limit: value >= limit,
    ">": lambda value, limit: value > limit,
}


def _meets(row: Mapping[str, Any], syarat: Syarat) -> bool:
    value, limit = row[syarat.kolom], syarat.nilai
    if isinstance(limit, bool):
        return (value in UNKNOWN) is limit
    if value in UNKNOWN:
        return False
    if isinstance(limit, str):
        value, limit = str(value).lower(), limit.lower()
        if syarat.tanda == "~":
            return limit in value
    return _COMPARE[syarat.tanda](value, limit)


@guarded_route(requires=Permission.PROPOSE_KUOTA)
def upload() -> tuple[Response, int] | Response:
    """Read a division out of an XLSX file: places by desa, how many differ, or every mistake with its row."""
    content = _body()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        kab = ask.key.kab
        frame = read_kuota(connection, ask.scope, Level.DESA, ask.program, ask.periode.kode, ask.as_of)
    now = dict(zip(frame["kode"].tolist(), frame["kuota"].tolist(), strict=True))
    names = dict(zip(frame["kode"].tolist(), frame["nama"].tolist(), strict=True))
    read = baca_xlsx(content, kab, names, ask.periode.kode)
    if read.galat:
        first = [{"baris": item.baris, "pesan": item.pesan} for item in read.galat[:_MOST_ERRORS]]
        text = f"{len(read.galat)} baris perlu diperbaiki. Tidak ada yang diubah."
        return jsonify(pesan=text, galat=first, lainnya=max(len(read.galat) - _MOST_ERRORS, 0)), 400
    differ = sum(now[desa] != places for desa, places in read.tempat.items())
    return jsonify(
        baris=len(read.tempat), beda=differ, tempat={str(desa): places for desa, places in read.tempat.items()}
    )


def _body() -> bytes:
    """The file sent, with the form token checked; larger than what other requests may carry."""
    request.max_content_length = MOST_BYTES
    try:
        current_app.extensions["csrf"].protect()
        return request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise InvalidInput(
            f"Berkas lebih besar dari {MOST_BYTES // 1_000_000} MB. Hapus lembar dan gambar lain, lalu unggah lagi."
        ) from error
