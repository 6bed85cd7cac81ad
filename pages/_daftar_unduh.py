"""Lists that count nothing as files: batches after the pengesahan, deadlines of a month, data requests, accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from flask import Flask, Response, request

from components.daftar_berkas import (
    KOLOM_AKUN,
    KOLOM_PERMOHONAN,
    KOLOM_TENGGAT,
    baris_akun,
    baris_antrean,
    baris_permohonan,
    baris_tenggat,
    kolom_antrean,
)
from components.penetapan import shown_of
from data_access.keterangan import read_now
from data_access.pengguna import KEADAAN, SaringAkun, list_akun
from data_access.permohonan import list_permohonan
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import ROLE_NAME, Actor, Permission, Scope
from domain.batch import STATE_NAME, StateBatch
from domain.errors import InvalidInput
from domain.kalender import month_name, tenggat_of
from domain.permohonan import STATE_NAME as STATE_PERMOHONAN
from domain.permohonan import StatePermohonan
from pages._asal import asal_of
from pages._guard import guarded_route
from pages._kalender import read_tampilan
from pages._penetapan import SAYA, read_permintaan
from pages._penetapan_isi import antrean_of
from pages._pengguna import pengelola, read_saring, scope_of
from pages._session import current_actor, narrowed, now
from pages._tabel_unduh import read_format, send_table

_STREAMED = 500


def install_daftar_unduh(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/penetapan/unduh", "unduh_penetapan", download_penetapan)
    server.add_url_rule("/kalender/unduh", "unduh_tenggat", download_kalender)
    server.add_url_rule("/permohonan-data/unduh", "unduh_permohonan", download_permohonan)
    server.add_url_rule("/pengguna/unduh", "unduh_pengguna", download_pengguna)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_penetapan() -> Response:
    """The queue of batches of the address."""
    form = read_format()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        if ask.kab is not None:
            raise InvalidInput("Antrean penetapan hanya untuk provinsi dan nasional. Pilih wilayah di atas kab/kota.")
        found = antrean_of(connection, ask)
    said = "Menunggu saya" if ask.keadaan == SAYA else STATE_NAME[StateBatch(ask.keadaan)] if ask.keadaan else ""
    asal = asal_of(
        "Batch sesudah pengesahan",
        ask.wilayah,
        ask.periode.label_program,
        per=ask.moment,
        saring=[("Keadaan", said)] if said else (),
        now=ask.moment,
    )
    rows = (baris_antrean(row, found.giliran) for row in shown_of(found))
    name = f"penetapan-{ask.wilayah.nama}-{ask.periode.kode}"
    return send_table(form, name, asal, kolom_antrean(found.unit), rows, lembar="Penetapan")


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_kalender() -> Response:
    """The deadlines of the month of the address."""
    form = read_format()
    with read_session() as connection:
        ask = read_tampilan(connection, current_actor(), dict(request.args))
    rows = [baris_tenggat(item, one) for item in ask.jadwal for one in tenggat_of(item)]
    month = month_name(ask.kode)
    asal = asal_of("Tenggat menurut kalender", ask.wilayah, month, per=ask.now, now=ask.now)
    return send_table(form, f"tenggat-{ask.wilayah.nama}-{ask.kode}", asal, KOLOM_TENGGAT, rows, lembar="Tenggat")


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_permohonan() -> Response:
    """The data requests of the address, newest first."""
    form, actor = read_format(), current_actor()
    scope = narrowed(request.args)
    actor.require(Permission.VIEW_PERMOHONAN, scope.kode)
    text = request.args.get("keadaan") or None
    if text is not None and text not in set(StatePermohonan):
        raise InvalidInput("Saringan pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    state = StatePermohonan(text) if text else None
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        place, moment = read_wilayah(connection, scope.kode), read_now(connection)
        said = [("Keadaan", STATE_PERMOHONAN[state])] if state else []
        return send_table(
            form,
            f"permohonan-data-{place.nama}",
            asal_of("Permohonan data", place, "semua periode", per=moment, saring=said, now=moment),
            KOLOM_PERMOHONAN,
            _requests(connection, scope, state),
            lembar="Permohonan",
            held=stack.pop_all(),
        )


def _requests(connection: Connection, scope: Scope, state: StatePermohonan | None) -> Iterator[list[Any]]:
    after: int | None = None
    while page := list_permohonan(connection, scope, state, after, _STREAMED):
        yield from map(baris_permohonan, page)
        after = page[-1].nomor


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_pengguna() -> Response:
    """The accounts of the address, as their managers see them."""
    form, actor = read_format(), pengelola()
    scope, chosen = scope_of(actor, request.args), read_saring(request.args)
    said = (
        ("Cari", chosen.cari),
        ("Peran", chosen.peran and ROLE_NAME[chosen.peran]),
        ("Keadaan", chosen.keadaan and KEADAAN[chosen.keadaan]),
    )
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        place = read_wilayah(connection, scope.kode)
        words = [(name, value) for name, value in said if value]
        return send_table(
            form,
            f"pengguna-{place.nama}",
            asal_of("Akun pengguna", place, "semua periode", per=now(), saring=words, now=now()),
            KOLOM_AKUN,
            _accounts(connection, actor, scope, chosen),
            lembar="Akun",
            held=stack.pop_all(),
        )


def _accounts(connection: Connection, actor: Actor, scope: Scope, chosen: SaringAkun) -> Iterator[list[Any]]:
    after, clock = "", now()
    while page := list_akun(connection, actor, scope, chosen, clock, sesudah=after, limit=_STREAMED):
        for item in page:
            yield baris_akun(
                item.actor,
                item.tempat,
                (item.aktif, item.totp, item.ganti_sandi),
                (item.terkunci_sampai, item.terakhir, item.dibuat),
                (item.jabatan, item.nip, item.telepon, item.email),
            )
        after = page[-1].actor.username
