"""Deadlines as iCalendar: for the reader who is signed in, and for calendar programs by a signed address."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, abort, request

from components.format import moment
from data_access import keterangan
from data_access import pengecualian_store as store
from data_access.periode import list_jadwal
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import Permission, Scope
from domain.errors import AccessDenied
from domain.kalender import KEGIATAN_NAME, NAMA_PROGRAM, kegiatan_of, month_name, tenggat_of
from domain.kode import Level, ancestor
from exchange.kalender_ics import Acara, render_ics
from pages._guard import guarded_route
from pages._kalender import read_token
from pages._session import current_actor, demo_mode
from workflow.kalender import wilayah_langganan

_BEFORE, _AHEAD = timedelta(days=62), timedelta(days=200)
# Calendar programs ask every few hours; nothing on the way may keep it.
_CACHE = "private, max-age=3600"


def install_kalender(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule("/kalender.ics", "unduh_kalender", download)
    server.add_url_rule("/kalender/langganan/<token>.ics", "kalender_langganan", subscription)


@guarded_route(requires=Permission.VIEW_PROGRES)
def download() -> Response:
    """The deadlines of the reader's wilayah, once."""
    with read_session() as connection:
        return _answer(connection, current_actor().wilayah, attachment=True)


def subscription(token: str) -> Response:
    """The same for a calendar program; open, because such programs cannot sign in: the address is the key."""
    named = read_token(token) if len(token) <= 200 else None
    if named is None:
        abort(404)
    with read_session() as connection:
        try:
            wilayah = wilayah_langganan(connection, *named, demo=demo_mode())
        except AccessDenied:
            abort(404)
        return _answer(connection, wilayah, attachment=False)


def _answer(connection: Connection, wilayah: int, *, attachment: bool) -> Response:
    place = read_wilayah(connection, wilayah)
    body = render_ics(
        f"Tenggat SIKS-NG {place.nama}",
        _acara(connection, wilayah, place.zona or 7),
        saat=datetime.now(UTC),
        alamat=f"{request.url_root}kalender",
    )
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f"{'attachment' if attachment else 'inline'}; filename=tenggat-siks.ics"
    answer.headers["Cache-Control"] = _CACHE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _acara(connection: Connection, wilayah: int, zona: int) -> list[Acara]:
    now = keterangan.read_now(connection)
    scope = Scope(wilayah)
    kab = ancestor(wilayah, Level.KAB) if scope.level >= Level.KAB else None
    given = store.list_pengecualian(connection, scope, sejak=now - _BEFORE)
    # Giving and taking back both move a deadline.
    moved: Counter[tuple[int, int, str]] = Counter()
    for item in given:
        moved[item.program, item.periode, item.kegiatan] += 1 if item.dicabut is None else 2
    made = []
    for jadwal in list_jadwal(connection, now - _BEFORE, now + _AHEAD, kab):
        name = f"{NAMA_PROGRAM[jadwal.program]} {month_name(jadwal.kode)}"
        for kegiatan, tenggat in zip(kegiatan_of(jadwal.program), tenggat_of(jadwal), strict=True):
            words = [f"{KEGIATAN_NAME[kegiatan]} {name} dibuka {moment(tenggat.buka, zona)} sampai "
                     f"{moment(tenggat.tutup, zona)}."]  # fmt: skip
            if tenggat.semula is not None:
                words.append(f"Dengan pengecualian waktu; semula {moment(tenggat.semula, zona)}.")
            made.append(
                Acara(
                    f"tenggat-{jadwal.program}-{jadwal.kode}-{kegiatan}-{wilayah}",
                    f"{KEGIATAN_NAME[kegiatan]} {name} ditutup",
                    " ".join(words),
                    tenggat.tutup,
                    moved[jadwal.program, jadwal.kode, kegiatan] if kab is not None else 0,
                )
            )
    if kab is None:
        made += [
            Acara(
                f"pengecualian-{item.kab}-{item.nomor}-{wilayah}",
                f"{item.nama_kab}: {KEGIATAN_NAME[item.kegiatan]} {NAMA_PROGRAM[item.program]} "
                f"{month_name(item.periode)} ditutup",
                "Dengan pengecualian waktu dari Pusdatin.",
                item.sampai,
            )
            for item in given
            if item.dicabut is None
        ]
    return made
