"""What changed in the live data since a snapshot: asked here, drawn in components."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from components.finalisasi_beda import UNDUH_BEDA, DesaBeda, RutaBeda, baris_beda, beda
from components.format import moment
from components.unduh import menu_tabel
from data_access.desa import read_nama
from data_access.session import Connection
from data_access.snapshot import count_beda, list_beda, list_versi
from domain.access import Permission
from domain.errors import InvalidInput
from pages._finalisasi import Permintaan

SELEMBAR = 50


def isi_beda(connection: Connection, ask: Permintaan) -> Component | None:
    """Counts by desa for everybody, households for readers who may see them; nothing before the first finalisasi."""
    known = list_versi(connection, ask.key)
    if not known or ask.ambang:
        return None
    words = [(item.versi, f"{moment(item.waktu, ask.zona)}, {item.nama}") for item in known]
    if ask.versi is None:
        return beda(words, None, [], None, None, ask.here)
    if ask.versi not in {item.versi for item in known}:
        raise InvalidInput("Versi pada alamat tidak ada. Pilih salah satu versi dari halaman ini.")
    counts = count_beda(connection, ask.key, ask.versi)
    names = read_nama(connection, [item.desa for item in counts])
    desa = [DesaBeda(item.desa, names[item.desa], item.jumlah, item.menurut) for item in counts]
    shows = ask.sees_ruta and ask.beda in names
    rows = _rows(connection, ask, ask.versi, names) if shows else None
    return beda(words, ask.versi, desa, ask.beda, rows, ask.here, _unduh(ask))


def _unduh(ask: Permintaan) -> list[Component]:
    address = ask.alamat | {"versi": ask.versi}
    menus = [menu_tabel("desa yang berubah", UNDUH_BEDA, address)]
    if ask.sees_ruta and ask.actor.may(Permission.EXPORT_RUMAH_TANGGA):
        menus.append(menu_tabel("rumah tangga yang berubah", UNDUH_BEDA, address | {"rinci": 1}, "Rumah tangga"))
    return [html.Div(menus, className="fin-unduh")]


def _rows(connection: Connection, ask: Permintaan, versi: int, names: Mapping[int, str]) -> Component:
    after = ask.sesudah or (0, 0)
    found = list_beda(connection, ask.key, versi, desa=ask.beda, sesudah=after, batas=SELEMBAR + 1)
    shown = found[:SELEMBAR]
    more = f"{shown[-1].desa}-{shown[-1].ruta}" if len(found) > SELEMBAR else None
    return baris_beda(
        [
            RutaBeda(
                item.nama_krt,
                ask.address("/data-kesos", ruta=f"{ask.key.kab}-{item.ruta}"),
                names[item.desa],
                item.beda,
                item.sebelum,
                item.sesudah,
            )
            for item in shown
        ],
        lengkap=ask.actor.may(Permission.UNMASK_IDENTITAS),
        awal=ask.here(beda=ask.beda) if ask.sesudah else None,
        berikut=ask.here(beda=ask.beda, sesudah=more) if more else None,
    )
