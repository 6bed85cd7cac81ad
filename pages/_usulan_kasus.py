"""One case of the review: read for a reader who may see its desa, with its place on the map; opened, claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from dash.development.base_component import Component
from flask import request

from components.desa_kata import metres
from components.markup import markup
from components.usulan_kartu import register_card
from components.usulan_kasus import Bingkai, case, gone
from components.usulan_samping import place
from data_access.antrean import read_baris
from data_access.ganda import read_calon
from data_access.kasus import read_kasus
from data_access.keterangan import read_now
from data_access.session import Connection, read_session
from domain.access import Actor, Permission
from domain.errors import AccessDenied, RuleViolation
from domain.kasus import BarisAntrean, Kasus
from domain.kesos import Alasan, Rujukan
from domain.kode import Level, level_of
from domain.status import StatusUsulan
from geo.titik import load_kab
from pages._data_kesos import permit
from pages._desa_letak import read_shapes
from pages._usulan import Permintaan, may_decide, read_kunci
from pages._usulan_berkas import permit as permit_papers
from workflow import kesos, pemeriksaan


def read_case(connection: Connection, ask: Permintaan, kunci: str) -> Component:
    """The case as it is drawn, or what stands for one that the reader may not see."""
    kab, nomor = read_kunci(ask.actor, kunci)
    found = read_kasus(connection, kab, nomor, now=ask.now, saat=ask.saat, hari_ini=ask.hari_ini)
    if found is None or not ask.actor.sees(found.baris.desa):
        return gone()
    return case(found, _frame(connection, ask, found))


def open_identity(ask: Permintaan, kunci: str, alasan: Alasan) -> Component:
    """The same case with its numbers in full, after the reason was written down."""
    kab, nomor = read_kunci(ask.actor, kunci)
    found = pemeriksaan.buka_identitas(
        ask.actor, kab, nomor, alasan, now=ask.now, saat=ask.saat, alamat_ip=request.remote_addr
    )
    item = found.baris
    own = permit_papers(ask.actor, kab, [one.nomor for one in found.berkas if one.nomor])
    stored = permit(ask.actor, Rujukan(kab, item.ruta)) if item.ruta else ""
    with read_session() as connection:
        return case(found, replace(_frame(connection, ask, found), izin=(own, stored)))


def _frame(connection: Connection, ask: Permintaan, found: Kasus) -> Bingkai:
    actor, item = ask.actor, found.baris
    # Names of other desa are no business of somebody who works for one.
    whole = level_of(actor.wilayah) <= Level.KAB
    return Bingkai(
        boleh=may_decide(actor),
        buka_identitas=actor.may(Permission.UNMASK_IDENTITAS),
        zona=ask.zona,
        hari_ini=ask.hari_ini,
        peta=_map(found),
        mirip=read_calon(connection, item.kab, item.idbdt) if whole and found.mirip and item.idbdt else (),
        lain=found.lain if whole else (),
        register=f"/data-kesos?wilayah={item.desa}&ruta={item.kab}-{item.ruta}" if item.ruta else None,
        berkas=f"/impor?impor={item.impor}" if item.impor and actor.may(Permission.IMPORT_SIKS) else None,
    )


def _map(found: Kasus) -> Component:
    item = found.baris
    manifest, shapes = read_shapes(item.kab)
    beyond = []
    for name, point in (("Koordinat usulan", found.titik_usulan), ("Koordinat terdaftar", found.titik_terdaftar)):
        if point is None or manifest is None:
            continue
        kode, lat, lon = np.array([item.desa], dtype=np.int64), np.array([point[0]]), np.array([point[1]])
        metre = float(np.nan_to_num(load_kab(manifest.folder, item.kab).outside(kode, lon, lat))[0])
        if metre > 0:
            beyond.append(f"{name} {metres(metre)} di luar batas {item.nama_desa}.")
    approximate = manifest is not None and manifest.sumber == "perkiraan"
    return place(
        found.titik_terdaftar,
        found.titik_usulan,
        beyond,
        shapes.get(item.desa, []),
        "Batas perkiraan, bukan batas resmi." if approximate else "",
    )


def open_case(actor: Actor, wish: dict[str, Any]) -> dict[str, Any]:
    """What the browser is told of a case that it shows: whose it is, whether it is still the same, and its card.

    Raises AccessDenied for a case that the reader may not see.
    """
    kab, nomor = read_kunci(actor, wish["kunci"])
    with read_session() as connection:
        now = read_now(connection)
        found = read_baris(connection, [(kab, nomor)], now.date(), datetime.now(UTC))
    if not found or not actor.sees(found[0].desa):
        raise AccessDenied
    item = found[0]
    card = None
    if wish.get("kartu") and item.ruta:
        kartu = kesos.open_card(actor, Rujukan(kab, item.ruta), day=now.date(), alamat_ip=request.remote_addr)
        card = markup(register_card(kartu, buka=not item.perubahan))
    return {
        "kunci": wish["kunci"],
        "kartu": card,
        "versi": item.versi.isoformat(),
        **_claim(actor, item),
    }


def _claim(actor: Actor, item: BarisAntrean) -> dict[str, Any]:
    """Claim a waiting case for a reader who decides; told in words when somebody else has it."""
    if item.status is not StatusUsulan.BELUM_DIPERIKSA:
        return {"milik": False}
    if not may_decide(actor):
        other = item.pemegang
        return {"milik": False, "pesan": f"Sedang diperiksa {other.nama}." if other else None}
    try:
        pemeriksaan.klaim(actor, item.kab, item.nomor, saat=datetime.now(UTC))
    except RuleViolation as held:
        return {"milik": False, "pesan": held.message}
    return {"milik": True}
