"""What an address of /kalender asks for, read and put into the forms its components draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dash.development.base_component import Component
from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from components import kalender as frame
from components import kalender_bagian as parts
from data_access import keterangan
from data_access import pengecualian_store as store
from data_access import periode_store as opening
from data_access.periode import count_selesai, list_jadwal
from data_access.session import Connection
from data_access.wilayah import Wilayah, read_wilayah
from domain.access import Actor, Permission, Scope
from domain.errors import InvalidInput
from domain.kalender import JAKARTA, NAMA_PROGRAM, Jadwal, Kegiatan, Program, month_name
from domain.kode import Level, ancestor, parse_kode
from domain.libur import libur_of
from workflow.batch import read_setelan
from workflow.kalender import DINI

Query = Mapping[str, str]

_FIRST_MONTH, _LAST_MONTH = 201901, 209912
# Exceptions stay in the list so long after they ended.
_SHOWN_AFTER = timedelta(days=120)
_LONGEST_EXCEPTION = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Tampilan:
    """One month of one wilayah, checked. ``kab`` None: the wilayah holds more than one."""

    actor: Actor
    scope: Scope
    wilayah: Wilayah
    kab: int | None
    kode: int
    now: datetime
    jadwal: tuple[Jadwal, ...]

    @property
    def zona(self) -> int:
        """Hours east of UTC where the wilayah lies; Jakarta's above the kab."""
        return self.wilayah.zona or 7

    @property
    def kini(self) -> int:
        """The month of now in Jakarta."""
        today = self.now.astimezone(JAKARTA)
        return today.year * 100 + today.month


def read_tampilan(connection: Connection, actor: Actor, query: Query) -> Tampilan:
    """Check an address. Raises InvalidInput or AccessDenied with a text for the reader."""
    scope = actor.narrow(parse_kode(query["wilayah"]) if query.get("wilayah") else None)
    now = keterangan.read_now(connection)
    today = now.astimezone(JAKARTA)
    kode = _month(query.get("bulan")) or today.year * 100 + today.month
    first = datetime(kode // 100, kode % 100, 1, tzinfo=JAKARTA)
    after = step(kode, 1)
    last = datetime(after // 100, after % 100, 1, tzinfo=JAKARTA) - timedelta(seconds=1)
    kab = ancestor(scope.kode, Level.KAB) if scope.level >= Level.KAB else None
    jadwal = tuple(list_jadwal(connection, first, last, kab))
    return Tampilan(actor, scope, read_wilayah(connection, scope.kode), kab, kode, now, jadwal)


def _month(value: str | None) -> int | None:
    if not value:
        return None
    known = value.isascii() and value.isdigit() and len(value) == 6 and 1 <= int(value[4:]) <= 12
    if not known or not _FIRST_MONTH <= int(value) <= _LAST_MONTH:
        raise InvalidInput("Bulan pada alamat tidak dikenal. Tulis tahun dan bulan, misalnya 202611.")
    return int(value)


def step(kode: int, months: int) -> int:
    """The month so many months away."""
    index = kode // 100 * 12 + kode % 100 - 1 + months
    return index // 12 * 100 + index % 12 + 1


def kepala(ask: Tampilan) -> list[Component]:
    """The question, the month and its neighbours."""
    before, after = step(ask.kode, -1), step(ask.kode, 1)
    return parts.kepala(
        ask.wilayah.nama_lengkap,
        str(ask.scope.kode),
        ask.kode,
        before if before >= _FIRST_MONTH else None,
        after if after <= _LAST_MONTH else None,
        ask.kini,
    )


def bulan(ask: Tampilan) -> list[Component]:
    """The month as a table, and its holidays."""
    libur = libur_of(ask.kode // 100)
    today = ask.now.astimezone(JAKARTA).date()
    return [frame.bulan(ask.kode, ask.jadwal, libur, today), frame.keterangan_libur(ask.kode, libur)]


def daftar(connection: Connection, ask: Tampilan) -> list[Component]:
    """The periode of the month."""
    found = count_selesai(connection, ask.scope, [(item.program, item.kode) for item in ask.jadwal])
    done = {key: frame.Selesai(*counts) for key, counts in found.items()}
    return frame.daftar(ask.jadwal, done, ask.now, ask.zona, kab=ask.kab is not None)


def pengecualian(connection: Connection, ask: Tampilan) -> list[Component]:
    """What the kab was given as a notice, and the list."""
    items = store.list_pengecualian(connection, ask.scope, sejak=ask.now - _SHOWN_AFTER)
    valid = [item for item in items if item.dicabut is None and item.sampai >= ask.now]
    notices = parts.kabar(valid, ask.zona) if ask.kab is not None else []
    grants = ask.actor.may(Permission.GRANT_EXCEPTION)
    return [*notices, parts.pengecualian(items, ask.now, ask.zona, cabut=grants)]


def pusat(connection: Connection, ask: Tampilan) -> list[Component]:
    """What only the centre does here."""
    made: list[Component] = []
    if ask.actor.may(Permission.GRANT_EXCEPTION):
        made.append(_form_beri(connection, ask))
    if ask.actor.may(Permission.MANAGE_PORTAL):
        made += [parts.pembukaan(_pembukaan(connection, ask.now)), parts.form_setelan(read_setelan(connection))]
    return made


def _form_beri(connection: Connection, ask: Tampilan) -> Component:
    name = ask.wilayah.nama_lengkap if ask.wilayah.level is Level.KAB else None
    recent = list_jadwal(connection, ask.now - _LONGEST_EXCEPTION, ask.now, ask.kab)
    choices = [
        (f"{item.program}-{item.kode}", f"{NAMA_PROGRAM[item.program]} {month_name(item.kode)}")
        for item in sorted(recent, key=lambda item: (item.program, -item.kode))
        if item.program in list(Program) and item.disiapkan is not None
    ]
    today = ask.now.astimezone(JAKARTA).date()
    last = max((item.rentang(Kegiatan.PENGESAHAN)[1] for item in recent), default=ask.now) + _LONGEST_EXCEPTION
    return parts.form_beri(name, choices, (today.isoformat(), last.astimezone(JAKARTA).date().isoformat()))


def _pembukaan(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    rows = []
    for item in list_jadwal(connection, now, now + DINI):
        if item.program not in list(Program):
            continue
        row: dict[str, Any] = {"nama": f"{NAMA_PROGRAM[item.program]} {month_name(item.kode)}"}
        if item.disiapkan is not None:
            row["kata"] = "prelist siap"
        else:
            done = opening.count_prepared(connection, item.program, item.kode)
            left = len(opening.kab_left(connection, item.program, item.kode))
            row["kata"] = f"prelist {done} dari {done + left} kab/kota siap"
            row["dini"] = {"program": item.program, "periode": item.kode}
        rows.append(row)
    return rows


# The address of calendar programs.


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="kalender-langganan")


def token_of(nomor: int, wilayah: int) -> str:
    """The signed part of an address: its number and the wilayah, nothing else."""
    return str(_signer().dumps([nomor, wilayah]))


def read_token(token: str) -> tuple[int, int] | None:
    """Number and wilayah of a signed part; None where it is not ours."""
    try:
        nomor, wilayah = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(nomor), int(wilayah)


def langganan(connection: Connection, ask: Tampilan) -> Component:
    """The reader's own address, if there is one."""
    held = store.find_langganan(connection, ask.actor.id)
    if held is None:
        return parts.langganan(None, None, ask.zona)
    address = f"{request.url_root}kalender/langganan/{token_of(held.nomor, held.wilayah)}.ics"
    return parts.langganan(address, held.dibuat, ask.zona)


def read_hari(value: object) -> date:
    """A day as the browser writes it."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError as error:
        raise InvalidInput("Isi hari dengan tanggal yang benar.") from error
