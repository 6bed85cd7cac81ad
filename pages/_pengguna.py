"""What /pengguna shows: the accounts of one address, one of them, requests that wait, and an explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import dash
from flask import Response, render_template, request

from components.format import moment
from components.riwayat_kata import perangkat_kata
from data_access import keterangan, reset_sandi
from data_access.pengguna import (
    KEADAAN,
    RingkasAkun,
    SaringAkun,
    count_akun,
    find_by_username,
    list_akun,
    read_akun,
)
from data_access.periode import read_periode
from data_access.sesi import list_open
from data_access.session import Connection, read_session
from data_access.wilayah import read_wilayah
from domain.access import ROLE_NAME, Actor, Permission, Role, Scope
from domain.errors import AccessDenied, InvalidInput
from domain.kode import Level, ancestor, dotted, level_of, parse_kode
from domain.pengguna import (
    IDLE,
    LONGEST,
    MENGELOLA,
    PERMISSION_NAME,
    Alasan,
    Keadaan,
    below,
    explain,
    explain_kalender,
    is_above,
    manages,
    needs_totp,
)
from exchange.gambar import render
from pages._guard import guarded_route
from pages._session import current_actor, now

Query = Mapping[str, str]
ROWS = 50
_PAGE_WIDTH = 1200
_REQUESTS = 100


def pengelola() -> Actor:
    """The reader, if accounts are their business; looking asks for no code. Raises AccessDenied."""
    actor = current_actor()
    if not actor.may(Permission.MANAGE_PENGGUNA):
        raise AccessDenied
    return actor


def scope_of(actor: Actor, query: Query) -> Scope:
    """The wilayah of the address. Raises AccessDenied outside the reader's own."""
    return actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)


def daftar(query: Query) -> str:
    """The list of one address as HTML."""
    actor, clock = pengelola(), now()
    scope, saring = scope_of(actor, query), read_saring(query)
    with read_session() as connection:
        rows = list_akun(connection, actor, scope, saring, clock, sesudah=query.get("sesudah", ""), limit=ROWS + 1)
        count = count_akun(connection, actor, scope, saring, clock)
        here = read_wilayah(connection, scope.kode).nama_lengkap
    more = len(rows) > ROWS
    return render_template(
        "pengguna_daftar.html",
        rows=rows[:ROWS],
        count=count,
        lanjut=rows[ROWS - 1].actor.username if more else None,
        sesudah=query.get("sesudah"),
        dipilih=query.get("akun"),
        # Every row lies in it: said once, above the page.
        akar=f", {here}",
        unduh={name: query[name] for name in ("wilayah", "cari", "peran", "status") if query.get(name)},
        **_words(clock),
    )


def saring(actor: Actor) -> str:
    """The fields above the list as HTML."""
    roles = sorted({role for role, _ in below(actor.role)}, key=list(Role).index)
    return render_template("pengguna_saring.html", roles=roles, keadaan=KEADAAN, ROLE_NAME=ROLE_NAME)


def samping(query: Query) -> str:
    """What stands beside the list as HTML: an account, a form, an explanation, or the requests that wait."""
    actor = pengelola()
    scope_of(actor, query)
    with read_session() as connection:
        match query.get("panel"):
            case "buat":
                return render_template("pengguna_buat.html", pilihan=_choices(actor), **_words(now()))
            case "mengapa":
                return _mengapa(connection, actor, query)
        if query.get("akun"):
            return _rinci(connection, actor, query["akun"])
        return _permintaan(connection, actor)


def read_saring(query: Query) -> SaringAkun:
    """Filters of the address. Raises InvalidInput for what no control of the page makes."""
    peran, keadaan = query.get("peran", ""), query.get("status", "")
    if (peran and peran not in set(Role)) or (keadaan and keadaan not in KEADAAN):
        raise InvalidInput("Saringan pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return SaringAkun(query.get("cari", "")[:80], Role(peran) if peran else None, keadaan)


def _rinci(connection: Connection, actor: Actor, number: str) -> str:
    akun = _account(connection, actor, number)
    clock = now()
    sessions = list_open(connection, akun.actor.id, mulai=clock - LONGEST, terakhir=clock - IDLE)
    return render_template(
        "pengguna_rinci.html",
        akun=akun,
        sesi=sessions,
        pilihan=_choices(actor),
        dikelola=manages(actor, akun.actor.role, akun.actor.wilayah),
        **_words(clock),
    )


def _account(connection: Connection, actor: Actor, number: str) -> RingkasAkun:
    akun = read_akun(connection, int(number)) if number.isdecimal() and len(number) < 10 else None
    if akun is None or not is_above(actor, akun.actor):
        raise AccessDenied
    return akun


def _permintaan(connection: Connection, actor: Actor) -> str:
    rows = reset_sandi.list_permintaan(connection, actor, limit=_REQUESTS)
    return render_template("pengguna_permintaan.html", rows=rows, **_words(now()))


def _mengapa(connection: Connection, actor: Actor, query: Query) -> str:
    akun, lines, refusal = None, [], None
    if query.get("nama"):
        found = find_by_username(connection, query["nama"][:80])
        if found is None or not is_above(actor, found.actor):
            refusal = "Tidak ada akun bernama itu di bawah Anda."
        else:
            akun = _account(connection, actor, str(found.actor.id))
            lines = _explain(connection, akun, query) if query.get("izin") else []
    pages = [
        (page["requires"], page["title"] if page["path"] == "/" else page["name"])
        for page in dash.page_registry.values()
        if page.get("requires") is not None and page.get("name")
    ]
    return render_template(
        "pengguna_mengapa.html",
        akun=akun,
        lines=lines,
        boleh=all(line.boleh for line in lines),
        galat=refusal,
        halaman=pages,
        izin=PERMISSION_NAME,
        query=query,
        tempat=dotted(parse_kode(query["di"])) if query.get("di") else "",
        **_words(now()),
    )


def _explain(connection: Connection, akun: RingkasAkun, query: Query) -> Sequence[Alasan]:
    wanted = query.get("izin", "")
    if wanted not in set(Permission):
        raise InvalidInput("Pilih halaman atau tindakan dari daftar.")
    permission = Permission(wanted)
    kode = parse_kode(query["di"]) if query.get("di") else akun.actor.wilayah
    # Refused for a code that no region has.
    read_wilayah(connection, kode)
    kab = ancestor(kode, Level.KAB) if level_of(kode) >= Level.KAB else None
    jadwal = (
        read_periode(connection, int(query["program"]), int(query["periode"]), kab) if query.get("periode") else None
    )
    kalender = explain_kalender(permission, jadwal, keterangan.read_now(connection)) if jadwal else ()
    state = Keadaan(akun.aktif, akun.ganti_sandi, akun.terkunci_sampai, akun.totp)
    return explain(akun.actor, state, permission, kode, now(), kalender)


def _choices(actor: Actor) -> list[tuple[str, str]]:
    given = MENGELOLA.get(actor.role, {})
    return [(str(role), ROLE_NAME[role]) for role in Role if role in given]


def _words(clock: datetime) -> dict[str, Any]:
    return {
        "ROLE_NAME": ROLE_NAME,
        "moment": moment,
        "dotted": dotted,
        "clock": clock,
        "needs_totp": needs_totp,
        "device_name": perangkat_kata,
    }


@guarded_route(requires=Permission.VIEW_PROGRES)
def surat(permintaan: int, halaman: int) -> Response:
    """One page of a surat tugas as a picture, for those above the account; nothing active in it reaches anybody."""
    actor = pengelola()
    with read_session() as connection:
        asked = reset_sandi.read_permintaan(connection, permintaan) if permintaan < 2**63 else None
        paper = reset_sandi.read_surat(connection, permintaan) if asked and is_above(actor, asked.akun) else None
    if asked is None or paper is None:
        raise AccessDenied
    width = 240 if request.args.get("kecil") else _PAGE_WIDTH
    picture, pages = render(paper, asked.mime, halaman=halaman, lebar=width)
    answer = Response(picture, mimetype="image/jpeg")
    answer.headers["X-Jumlah-Halaman"] = str(pages)
    return answer
