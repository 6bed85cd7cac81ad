"""The what-if: the division that an address (or a file) describes, and what it would do; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from components.kuota_rancang import IMPOR, Boleh, Orang, Ringkas
from data_access.kuota import (
    Rumah,
    read_batch_state,
    read_calon,
    read_desa,
    read_di_antara,
    read_kuota,
    read_rumah,
    read_satu,
)
from data_access.session import Connection
from domain.access import Permission
from domain.batch import terkunci
from domain.errors import InvalidInput, PortalError
from domain.indikator import BATAS_DESIL
from domain.kalender import Kegiatan
from domain.kesos import samar_nama
from domain.kode import Level
from domain.kuota import Aturan, Calon, bagi, berubah, turun_di_bawah, yang_muat
from pages._kuota import Permintaan

_NAMED = 10


@dataclass(frozen=True, slots=True)
class Rancangan:
    """Places by desa now and as wanted, with what follows from it."""

    lama: Mapping[int, int]
    baru: Mapping[int, int]
    ringkas: Ringkas
    baris: list[dict[str, Any]]


def susun(connection: Connection, ask: Permintaan, impor: Mapping[int, int] | None) -> Rancangan:
    """The what-if of one kab. ``impor`` holds places by desa out of a file, where one was read."""
    frame = read_kuota(connection, ask.scope, Level.DESA, ask.program, ask.periode.kode, ask.as_of, ask.batas_pakai)
    own = read_satu(connection, ask.scope, ask.program, ask.periode.kode, ask.as_of, ask.batas_pakai)
    usual = (
        own
        if ask.batas_pakai == BATAS_DESIL
        else read_satu(connection, ask.scope, ask.program, ask.periode.kode, ask.as_of)
    )
    calon = read_calon(connection, ask.wilayah.kode, ask.program, ask.periode.kode)
    now = {desa: [claim for claim, _ in rows] for desa, rows in calon.items()}
    then = {
        desa: [claim for claim, desil in rows if claim.disetujui or _within(desil, ask.batas)]
        for desa, rows in calon.items()
    }
    waiting = {desa: sum(not claim.disetujui for claim in rows) for desa, rows in then.items()}
    frame["menunggu"] = [waiting.get(desa, 0) for desa in frame["kode"].tolist()]
    lama = dict(zip(frame["kode"].tolist(), frame["kuota"].tolist(), strict=True))
    baru, note = _division(ask, own["kuota"], frame, lama, impor)
    masuk, keluar, unplaced = _moves(frame, lama, baru, now, then)
    used = dict(zip(frame["kode"].tolist(), frame["terpakai"].tolist(), strict=True))
    below = turun_di_bawah(lama, baru, used)
    changed = berubah(lama, baru)
    ringkas = Ringkas(
        kuota=own["kuota"],
        dibagi=sum(baru.values()),
        desa_berubah=len(changed),
        bertambah=sum(max(new - old, 0) for old, new in changed.values()),
        berkurang=sum(max(old - new, 0) for old, new in changed.values()),
        masuk=sum(map(len, masuk.values())),
        keluar=sum(map(len, keluar.values())),
        desa_di_bawah=len(below),
        kpm_di_bawah=sum(below.values()),
        menunggu=sum(waiting.values()),
        tanpa_tempat=unplaced,
        batas=ask.batas,
        kandidat=own["kandidat"],
        kandidat_biasa=usual["kandidat"],
        kpm_atas=own["kpm_atas"],
        kpm_atas_biasa=usual["kpm_atas"],
        terhitung=own["terhitung"],
        catatan=note,
    )
    ringkas = _with_people(connection, ask, ringkas, masuk, keluar)
    return Rancangan(lama, baru, ringkas, _rows(ask, frame, baru, masuk, keluar))


def _within(desil: int, batas: int | None) -> bool:
    # Desil 0 is unknown: nobody can say that such a household lies above the limit.
    return batas is None or desil <= batas


def _division(
    ask: Permintaan, kuota: int, frame: pd.DataFrame, lama: Mapping[int, int], impor: Mapping[int, int] | None
) -> tuple[dict[int, int], str]:
    if ask.cara == IMPOR:
        if impor is None:
            note = "Berkas XLSX tidak ikut tersimpan pada alamat. Unggah lagi untuk memakai angkanya."
            return {**lama, **_known(ask.ubah, lama)}, note
        return {**lama, **_known(impor, lama), **_known(ask.ubah, lama)}, ""
    try:
        found = bagi(Aturan(ask.cara), kuota, read_desa(frame))
    except PortalError as refused:
        return {**lama, **_known(ask.ubah, lama)}, refused.message
    return {**found.tempat, **_known(ask.ubah, lama)}, found.catatan


def _known(places: Mapping[int, int], lama: Mapping[int, int]) -> Mapping[int, int]:
    strange = [desa for desa in places if desa not in lama]
    if strange:
        raise InvalidInput("Rancangan memuat desa yang bukan desa di kab/kota ini. Buang rancangan, lalu susun lagi.")
    return places


def _moves(
    frame: pd.DataFrame,
    lama: Mapping[int, int],
    baru: Mapping[int, int],
    now: Mapping[int, list[Calon]],
    then: Mapping[int, list[Calon]],
) -> tuple[dict[int, list[Calon]], dict[int, list[Calon]], int]:
    """Claims that get a place by the what-if, claims that lose one (both by desa), and waiting ones without any."""
    masuk, keluar, unplaced = {}, {}, 0
    for desa, awal, nonaktif in zip(*(frame[name].tolist() for name in ("kode", "awal", "nonaktif")), strict=True):
        held = awal - nonaktif
        had, _ = yang_muat(lama[desa] - held, now.get(desa, ()))
        gets, left = yang_muat(baru[desa] - held, then.get(desa, ()))
        before, after = {claim.id for claim in had}, {claim.id for claim in gets}
        masuk[desa] = [claim for claim in gets if claim.id not in before]
        keluar[desa] = [claim for claim in had if claim.id not in after]
        unplaced += sum(not claim.disetujui for claim in left)
    return masuk, keluar, unplaced


def _with_people(
    connection: Connection,
    ask: Permintaan,
    ringkas: Ringkas,
    masuk: Mapping[int, list[Calon]],
    keluar: Mapping[int, list[Calon]],
) -> Ringkas:
    if not ask.actor.may(Permission.VIEW_RUMAH_TANGGA):
        return ringkas
    kab = ask.wilayah.kode
    low, high = sorted((ask.batas_pakai, BATAS_DESIL))
    return replace(
        ringkas,
        masuk_rumah=_first(connection, kab, masuk),
        keluar_rumah=_first(connection, kab, keluar),
        kandidat_rumah=_masked(read_di_antara(connection, kab, low, high, _NAMED)) if low < high else None,
    )


def _first(connection: Connection, kab: int, moved: Mapping[int, list[Calon]]) -> list[Orang]:
    claims = sorted((claim for rows in moved.values() for claim in rows), key=lambda claim: claim.urutan[1:])
    return _masked(read_rumah(connection, kab, [claim.id for claim in claims[:_NAMED]])) if claims else []


def _masked(houses: list[Rumah]) -> list[Orang]:
    return [Orang(samar_nama(item.nama_krt) or "–", item.nama_desa, item.percentile, item.desil) for item in houses]


def _rows(
    ask: Permintaan,
    frame: pd.DataFrame,
    baru: Mapping[int, int],
    masuk: Mapping[int, list[Calon]],
    keluar: Mapping[int, list[Calon]],
) -> list[dict[str, Any]]:
    writes = ask.actor.may(Permission.ALLOCATE_KUOTA) or ask.actor.may(Permission.PROPOSE_KUOTA)
    columns = ("kode", "nama", "kuota", "terpakai", "menunggu", "ruta", "kandidat")
    rows = []
    for kode, nama, kuota, terpakai, menunggu, ruta, kandidat in zip(
        *(frame[name].tolist() for name in columns), strict=True
    ):
        rows.append(
            {
                "kode": str(kode),
                "nama": nama,
                "kuota": kuota,
                "rancangan": baru[kode],
                "selisih": baru[kode] - kuota,
                "terpakai": terpakai,
                "sisa_baru": baru[kode] - terpakai,
                "menunggu": menunggu,
                "masuk": len(masuk[kode]),
                "keluar": len(keluar[kode]),
                "ruta": ruta,
                "kandidat": kandidat,
                "isian": writes,
            }
        )
    return rows


def boleh(connection: Connection, ask: Permintaan) -> Boleh:
    """What the reader may do with a what-if of this kab."""
    closed = ""
    if terkunci(read_batch_state(connection, ask.wilayah.kode, ask.program, ask.periode.kode)):
        closed = "Periode ini sudah difinalisasi; kuotanya tidak dapat diubah."
    elif ask.moment > ask.periode.rentang(Kegiatan.PENGESAHAN)[1]:
        closed = "Periode ini sudah ditutup; kuotanya tidak dapat diubah."
    elif not any(map(ask.actor.may, (Permission.ALLOCATE_KUOTA, Permission.PROPOSE_KUOTA))):
        closed = "Simulasi ini hanya untuk dilihat; akun Anda tidak mengubah kuota."
    query = {
        "wilayah": ask.wilayah.kode,
        "program": ask.program,
        "periode": ask.periode.kode,
        "level": int(Level.DESA),
        "format": "xlsx",
    }
    return Boleh(
        bagi=ask.actor.may(Permission.ALLOCATE_KUOTA),
        usul=ask.actor.may(Permission.PROPOSE_KUOTA),
        tertutup=closed,
        unduh=f"/kuota/unduh?{urlencode(query)}",
    )
