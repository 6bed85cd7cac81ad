"""What stands in the way of a kab's finalisasi, and what changed since one, as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

from flask import Flask, Response, request

from components.finalisasi_beda import UNDUH_BEDA, DesaBeda, RutaBeda
from components.finalisasi_berkas import (
    KOLOM_BARIS,
    KOLOM_BEDA_RUTA,
    KOLOM_HALANGAN,
    baris_beda,
    baris_halangan,
    baris_rumah,
    tabel_beda,
)
from components.finalisasi_kab import UNDUH_BARIS, UNDUH_HALANGAN
from data_access.batch import read_batch
from data_access.desa import read_nama
from data_access.kesiapan import Sumber, kesiapan_of, read_hitungan
from data_access.kesiapan_rinci import PUNYA_BARIS, list_baris
from data_access.session import Connection, read_session
from data_access.snapshot import count_beda, list_beda, list_versi
from domain.access import Permission, Scope
from domain.batch import StateBatch
from domain.errors import InvalidInput
from domain.figur import Asal
from domain.halangan import ATURAN, hitung_halangan
from pages._asal import asal_of
from pages._finalisasi import Permintaan, read_permintaan
from pages._finalisasi_kab import desa_of, told_of
from pages._guard import guarded_route
from pages._session import current_actor
from pages._tabel_unduh import read_format, send_table
from workflow.unduhan import record_tabel

_STREAMED = 1_000
T = TypeVar("T")
_NO_VERSION = "Versi pada alamat tidak ada. Pilih salah satu versi dari halaman ini."


def install_finalisasi_unduh(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(UNDUH_HALANGAN, "unduh_halangan", download_halangan)
    server.add_url_rule(UNDUH_BARIS, "unduh_baris_halangan", download_baris)
    server.add_url_rule(UNDUH_BEDA, "unduh_beda", download_beda)


def _asal(ask: Permintaan, judul: str, *saring: tuple[str, str]) -> Asal:
    return asal_of(judul, ask.wilayah, ask.periode.label_program, per=ask.moment, saring=saring, now=ask.moment)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_halangan() -> Response:
    """Every obstacle of a kab, or of a part of one, with the desa that it counts, as ``format`` csv or xlsx."""
    form = read_format()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        ask.check_ambang()
        source = Sumber.BARIS if ask.utuh else Sumber.REKAP
        rows = read_hitungan(connection, ask.scope, ask.key.program, ask.key.periode, source)
        ready = kesiapan_of(connection, ask.scope, ask.key.program, ask.key.periode, rows)
        counts = hitung_halangan(rows)
        found: list[list[Any]] = []
        is_open = read_batch(connection, ask.key).state is StateBatch.TERBUKA
        for item in told_of(ask, ready, tertutup=not is_open):
            places = desa_of(connection, ask, item.halangan, rows, counts) if item.halangan in counts else []
            found += baris_halangan(item, places)
    name = f"halangan-{ask.wilayah.nama}-{ask.periode.kode}"
    return send_table(form, name, _asal(ask, "Yang menghalangi finalisasi"), KOLOM_HALANGAN, found, lembar="Halangan")


@guarded_route(requires=Permission.EXPORT_RUMAH_TANGGA)
def download_baris() -> Response:
    """The households behind one obstacle (``aturan``), of a desa where the address names one; written down first."""
    form, actor = read_format(), current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, request.args)
    if ask.aturan not in PUNYA_BARIS:
        raise InvalidInput("Halangan pada alamat tidak memiliki daftar rumah tangga. Pilih lagi dari halaman ini.")
    rule, scope = ATURAN[ask.aturan], Scope(ask.desa) if ask.desa else ask.scope
    chosen = [("Halangan", rule.nama)]
    record_tabel(actor, scope.kode, "halangan", form, chosen, alamat_ip=request.remote_addr)
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        names = _Names(connection)
        key, which = ask.key, ask.aturan
        rows = _paged(
            lambda after: list_baris(
                connection, scope, key.program, key.periode, which, sesudah=after, batas=_STREAMED
            ),
            lambda item: (item.desa, item.nomor),
        )
        if ask.desa:
            chosen.append(("Desa", names[ask.desa]))
        return send_table(
            form,
            f"{ask.aturan}-{ask.wilayah.nama}-{ask.periode.kode}",
            _asal(ask, f"Rumah tangga: {rule.nama}", *chosen),
            KOLOM_BARIS,
            (baris_rumah(item, names) for item in rows),
            lembar="Rumah tangga",
            held=stack.pop_all(),
        )


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download_beda() -> Response:
    """What changed since ``versi`` of the snapshot, by desa; ``rinci=1`` household by household, for who may."""
    form, actor = read_format(), current_actor()
    with read_session() as connection:
        ask = read_permintaan(connection, actor, request.args)
        ask.check_ambang()
        if ask.utuh and ask.versi not in {item.versi for item in list_versi(connection, ask.key)}:
            raise InvalidInput(_NO_VERSION)
        if not ask.utuh or ask.versi is None:
            raise InvalidInput(_NO_VERSION)
        counts = count_beda(connection, ask.key, ask.versi)
        names = read_nama(connection, [item.desa for item in counts])
    name = f"beda-v{ask.versi}-{ask.wilayah.nama}-{ask.periode.kode}"
    asal = _asal(ask, "Yang berubah sejak difinalisasi", ("Dibandingkan dengan", f"salinan versi {ask.versi}"))
    if not request.args.get("rinci"):
        desa = [DesaBeda(item.desa, names[item.desa], item.jumlah, item.menurut) for item in counts]
        return send_table(form, name, asal, *tabel_beda(desa), lembar="Berubah")
    record_tabel(actor, ask.key.kab, "beda", form, asal.saring, alamat_ip=request.remote_addr)
    full, key, versi = actor.may(Permission.UNMASK_IDENTITAS), ask.key, ask.versi
    with ExitStack() as stack:
        connection = stack.enter_context(read_session())
        homes = _paged(
            lambda after: list_beda(connection, key, versi, sesudah=after or (0, 0), batas=_STREAMED),
            lambda item: (item.desa, item.ruta),
        )
        known = _Names(connection)
        rows = (
            line
            for item in homes
            for line in baris_beda(
                item.desa,
                item.idbdt,
                RutaBeda(item.nama_krt, "", known[item.desa], item.beda, item.sebelum, item.sesudah),
                lengkap=full,
            )
        )
        return send_table(form, name, asal, KOLOM_BEDA_RUTA, rows, lembar="Rumah tangga", held=stack.pop_all())


class _Names(dict[int, str]):
    """Names of desa, each read when it is first met."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, kode: int) -> str:
        self[kode] = read_nama(self._connection, [kode])[kode]
        return self[kode]


def _paged(read: Callable[[tuple[int, int] | None], list[T]], key: Callable[[T], tuple[int, int]]) -> Iterator[T]:
    """Rows page after page, so that memory stays the same however many there are."""
    after: tuple[int, int] | None = None
    while page := read(after):
        yield from page
        if len(page) < _STREAMED:
            return
        after = key(page[-1])
