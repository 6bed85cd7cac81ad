"""The attention items of an address as a file: every place of every rule that its reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, request

from components.beranda_berkas import KOLOM_DESA, KOLOM_KAB, baris_perhatian
from components.beranda_perhatian import UNDUH
from data_access.perhatian import Butir, list_items, read_setelan
from data_access.perhatian_aturan import find_desa
from data_access.session import Connection, read_session
from domain import perhatian_kalimat as kalimat
from domain.access import Permission
from domain.figur import SAMAR
from domain.kode import Level, desa_range
from domain.perhatian import ATURAN, DIBIARKAN, KEADAAN_NAME, Aturan, Fase, Keadaan, Saat, aturan_of, is_ignored
from pages._asal import asal_of
from pages._beranda import Tinjauan, read_tinjauan
from pages._beranda_perhatian import TABS, Settings, read_tab, rules_of
from pages._guard import guarded_route
from pages._session import current_actor, now
from pages._tabel_unduh import read_format, send_table

# More places than there are in the country.
_ALL = 100_000


def install_beranda_unduh(server: Flask) -> None:
    """Register the route; called once for each app that is created."""
    server.add_url_rule(UNDUH, "unduh_perhatian", download)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def download() -> Response:
    """All items of the tab and, where the address names one, of the rule, as ``format`` csv or xlsx."""
    form = read_format()
    with read_session() as connection:
        ask = read_tinjauan(connection, current_actor(), request.args, now())
        tab = read_tab(request.args)
        settings = read_setelan(connection)
        chosen = aturan_of(request.args["aturan"]) if request.args.get("aturan") else None
        rules = [rule for rule in rules_of(ask, settings) if chosen in (None, rule)]
        below = ask.scope.level > Level.KAB
        read = _of_desa(connection, ask, settings, rules) if below else _of_kab(connection, ask, settings, rules, tab)
        rows = list(read)
    said = [("Keadaan", "Terbuka" if below else TABS[tab])]
    if chosen is not None:
        said.append(("Aturan", chosen.nama))
    return send_table(
        form,
        f"perhatian-{ask.wilayah.nama}-{ask.periode.kode}",
        asal_of(
            "Perlu perhatian",
            ask.wilayah,
            ask.periode.label_program,
            per=ask.now,
            saring=said,
            now=ask.now,
            samar=ask.ambang,
        ),
        KOLOM_DESA if below else KOLOM_KAB,
        rows,
        catatan=[
            (rule.nama, f"{rule.penjelasan} Ambang: {settings[rule.kode].ambang} {rule.satuan_ambang}.")
            for rule in rules
        ],
        lembar="Perhatian",
    )


def _of_kab(
    connection: Connection, ask: Tinjauan, settings: Settings, rules: list[Aturan], tab: str
) -> Iterator[list[Any]]:
    items = list_items(
        connection,
        ask.scope,
        ask.program,
        ask.periode.kode,
        [rule.kode for rule in rules],
        states=[Keadaan.TERBUKA if tab == "dibiarkan" else Keadaan(tab)],
        limit=_ALL,
        left_open_since=ask.clock - DIBIARKAN if tab == "dibiarkan" else None,
    )
    place = {rule.kode: at for at, rule in enumerate(rules)}
    for item in sorted(items, key=lambda item: place[item.kunci.aturan]):
        yield _item(ask, settings, item)


def _item(ask: Tinjauan, settings: Settings, item: Butir) -> list[Any]:
    rule = ATURAN[item.kunci.aturan]
    now_ = settings[rule.kode]
    size = (
        kalimat.of_kab(rule, item.nilai, item.dari, now_.ambang, samar=ask.ambang)
        if item.nilai
        else "tidak ditemukan lagi"
    )
    where = (item.kunci.wilayah, item.nama, item.induk)
    counts = (SAMAR, SAMAR) if kalimat.tertutup(rule, ask.ambang) else (item.nilai, item.dari)
    return [
        *baris_perhatian(rule, now_.tingkat, where, *counts, size),
        KEADAAN_NAME[item.state],
        is_ignored(item.state, item.sejak, ask.clock),
        item.sejak,
        item.terakhir,
        item.diakui_oleh,
        item.diakui,
        item.diselesaikan_oleh,
        item.selesai,
        item.catatan,
    ]


def _of_desa(connection: Connection, ask: Tinjauan, settings: Settings, rules: list[Aturan]) -> Iterator[list[Any]]:
    saat = Saat(ask.periode, ask.now)
    for rule in rules:
        if not rule.rinci or not (rule.fase is Fase.SELALU or saat.holds(rule.fase)):
            continue
        now_ = settings[rule.kode]
        _, found = find_desa(connection, rule, now_.ambang, saat, desa_range(ask.scope.kode), _ALL)
        for item in found:
            where = (item.desa, item.nama, f"Kec. {item.kecamatan}")
            words = kalimat.of_desa(rule, item.nilai, item.dari, samar=ask.ambang)
            counts = (SAMAR, SAMAR) if ask.ambang else (item.nilai, item.dari)
            yield baris_perhatian(rule, now_.tingkat, where, *counts, words)
