"""What the panels of the briefing page ask for: packs, packs of all areas, schedules, templates."""

from __future__ import annotations

from collections.abc import Mapping

from dash.development.base_component import Component

from components import briefing as tata
from components import briefing_jadwal as jadwal
from components import briefing_paket as paket
from data_access import briefing as read
from data_access.session import Connection
from data_access.wilayah import read_wilayah
from domain.access import Actor, Permission, Scope
from domain.briefing import allowed_bab
from domain.briefing_tampil import JadwalBriefing, Kumpulan, Paket
from domain.errors import AccessDenied, InvalidInput
from domain.kode import Level
from pages._briefing import Query, whole
from pages._session import narrowed, now
from workflow.briefing import bandingkan

_BATAS = 20
# Kab/kota of Indonesia; more than were asked for in one go.
_SEMUA = 600
_DIGITS = 18
_PANEL = frozenset({"", "paket", "semua", "jadwal", "templat"})


def panel_of(query: Query) -> str:
    """The open part of the page; a pack alone, as letters name it, opens the packs. Raises InvalidInput for none."""
    found = str(query.get("panel") or ("paket" if query.get("paket") else ""))
    if found not in _PANEL:
        raise InvalidInput("Bagian “panel” pada alamat tidak dikenal. Pilih lagi dari halaman ini.")
    return found


def nama_semua(actor: Actor, scope: Scope) -> str:
    """What packs of all areas below are called; empty where the reader cannot ask for them."""
    if not actor.may(Permission.SEND_BRIEFING) or scope.level > Level.PROVINSI:
        return ""
    return "Semua provinsi" if scope.level is Level.NASIONAL else "Semua kab/kota"


def read_tab(actor: Actor, query: Query) -> Component:
    """Parts of the page that the reader has."""
    return tata.tab_panel(panel_of(query), nama_semua(actor, narrowed(query)))


def templat_of(connection: Connection, actor: Actor) -> dict[str, str]:
    """Templates offered to the reader, by number."""
    return {str(item.nomor): f"{item.nama} ({item.tempat})" for item in read.list_templat(connection, actor)}


def read_form(connection: Connection, actor: Actor) -> Component:
    """What the reader can choose for a pack."""
    return tata.formulir(allowed_bab(actor), templat_of(connection, actor))


def read_panel(connection: Connection, actor: Actor, query: Query) -> tuple[Component | None, bool]:
    """The open list, and whether something in it is being made."""
    scope = narrowed(query)
    zona = read_wilayah(connection, scope.kode).zona or 7
    match panel_of(query):
        case "paket":
            return _packs(connection, actor, query, zona)
        case "semua":
            return _all(connection, actor, query, scope, zona)
        case "jadwal":
            found = read.list_jadwal(connection, actor)
            sent = {item.nomor: read.list_kirim(connection, actor, item.nomor, limit=_BATAS) for item in found}
            may = actor.may(Permission.SEND_BRIEFING)
            return jadwal.daftar(found, sent, actor.id, boleh=may, zona=zona), False
        case "templat":
            items = read.list_templat(connection, actor)
            mine = {
                item.nomor
                for item in items
                if item.wilayah == actor.wilayah and (actor.may(Permission.SEND_BRIEFING) or item.pembuat == actor.id)
            }
            return jadwal.templat(items, mine, whole(query, "baru", _DIGITS), zona), False
    return None, False


def _packs(connection: Connection, actor: Actor, query: Query, zona: int) -> tuple[Component, bool]:
    before = whole(query, "setelah", _DIGITS) or None
    found = read.list_briefing(connection, actor, sebelum=before, limit=_BATAS + 1)
    shown, more = found[:_BATAS], len(found) > _BATAS
    drawn = paket.daftar(shown, whole(query, "paket", _DIGITS), shown[-1].nomor if more else None, zona)
    return drawn, any(item.berjalan for item in shown)


def _all(connection: Connection, actor: Actor, query: Query, scope: Scope, zona: int) -> tuple[Component, bool]:
    title = nama_semua(actor, scope)
    if not title:
        raise AccessDenied()
    runs = read.list_kumpulan(connection, actor)
    number = whole(query, "kumpulan", _DIGITS)
    opened: Kumpulan | None = read.read_kumpulan(connection, actor, number) if number else next(iter(runs), None)
    items: list[Paket] = []
    if opened is not None:
        items = read.list_briefing(connection, actor, kumpulan=opened.nomor, limit=_SEMUA)
    drawn = paket.semua(title, runs, opened, items, saat=now(), zona=zona)
    return drawn, opened is not None and opened.berjalan


def read_rinci(connection: Connection, actor: Actor, query: Query) -> tuple[Component | None, bool]:
    """The pack or the form of a schedule that the address opens, and whether that pack is being made."""
    scope = narrowed(query)
    panel = panel_of(query)
    if panel == "paket" and query.get("paket"):
        return _pack(connection, actor, whole(query, "paket", _DIGITS))
    if panel == "jadwal" and query.get("jadwal"):
        return _schedule(connection, actor, query, scope), False
    return None, False


def _pack(connection: Connection, actor: Actor, nomor: int) -> tuple[Component, bool]:
    item = read.read_briefing(connection, actor, nomor)
    beda = bandingkan(connection, actor, nomor) if item.sidik else None
    names: Mapping[str, str] = templat_of(connection, actor)
    name = names.get(str(item.templat), "Templat kantor") if item.templat else "Templat Kementerian Sosial"
    zona = read_wilayah(connection, item.wilayah).zona or 7
    drawn = paket.rinci(item, beda, milik=item.pembuat == actor.id, templat=name, saat=now(), zona=zona)
    return drawn, item.berjalan


def own_jadwal(connection: Connection, actor: Actor, nomor: int) -> JadwalBriefing:
    """One of the reader's own schedules. Raises AccessDenied for any other number."""
    found = next((item for item in read.list_jadwal(connection, actor) if item.nomor == nomor), None)
    if found is None or found.pembuat != actor.id:
        raise AccessDenied()
    return found


def _schedule(connection: Connection, actor: Actor, query: Query, scope: Scope) -> Component:
    actor.require(Permission.SEND_BRIEFING, scope.kode)
    offered, names = allowed_bab(actor), templat_of(connection, actor)
    if query["jadwal"] == "baru":
        place = read_wilayah(connection, scope.kode).nama
        return jadwal.formulir(None, place, offered, offered, names, whole(query, "program"))
    item = own_jadwal(connection, actor, whole(query, "jadwal", _DIGITS))
    return jadwal.formulir(item, item.nama, offered, item.bab, names, item.program)
