"""The sections of the page of one desa, from one snapshot: asked here, drawn in components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from dash.development.base_component import Component

from components import desa as bagian
from components import desa_daftar, desa_kata, desa_waktu
from components.format import moment, number
from components.peta_data import Saat, evaluate_areas
from data_access import desa as baca
from data_access.kesiapan import halangan_desa
from data_access.pantauan import read_pantauan_one
from data_access.periode import list_periode
from data_access.progres import read_rekap, read_trend
from data_access.samaran import read_topeng
from data_access.session import Connection
from domain.access import Permission, Scope
from domain.halangan import Halangan, Temuan
from domain.indikator import INDIKATOR, NONAKTIF, total_of
from domain.kalender import Periode
from domain.kode import Level, parent
from domain.kuota import Posisi
from domain.status import StatusUsulan, StatusVerivali
from pages._desa import Tanya
from pages._desa_samar import covered, samar_of, told
from pages._samar import read_ambang


def answer(connection: Connection, ask: Tanya) -> dict[str, Component | list[Component]]:
    """Every section of the page but map and notes, by the names of ``components.desa.BAGIAN``."""
    waktu, zona = ask.waktu, ask.wilayah.zona or 7
    topeng = read_topeng(connection, samar_of(ask, read_ambang(connection, ask.actor)))
    around = Scope(parent(ask.scope.kode)) if ask.actor.sees(parent(ask.scope.kode)) else ask.scope
    beside = read_rekap(connection, around, Level.DESA, *ask.key, waktu.as_of)
    frame = beside[beside["kode"] == ask.scope.kode].reset_index(drop=True)
    row: dict[str, Any] = {str(name): value for name, value in frame.to_dict("records")[0].items()}
    usulan = baca.read_usulan(connection, ask.scope, *ask.key)
    musdes = baca.read_musdes(connection, ask.scope, *ask.key)
    temuan = _obstacles(connection, ask)
    forecast = read_pantauan_one(connection, ask.scope.kode, *ask.key)
    diam = evaluate_areas(INDIKATOR["diam"], frame, Saat.of(ask.periode, waktu.as_of))[0]
    last = None if pd.isna(row["terakhir"]) else moment(row["terakhir"].to_pydatetime(), zona)
    kartu = desa_kata.cards(row, waktu, ask.periode.days_left(ask.moment), forecast, diam, last)
    kontak = [(item.peran, item.nama, item.telepon) for item in baca.read_kontak(connection, ask.scope)]
    sees = ask.actor.may(Permission.VIEW_RUMAH_TANGGA)
    kuota = ask.actor.may(Permission.VIEW_KUOTA)
    labels = {item.kode: _short(item) for item in list_periode(connection) if item.program is ask.periode.program}
    trend = read_trend(connection, ask.scope, *ask.key)
    found: dict[str, Component | list[Component]] = {
        "kepala": bagian.head(
            desa_kata.title(ask.wilayah.jenis, ask.wilayah.nama),
            desa_kata.place(ask.scope.kode, ask.wilayah.nama_lengkap, ask.wilayah.nama),
            desa_kata.sentence(row, waktu, temuan, topeng),
            _links(ask),
        ),
        "ukuran": bagian.figures(told(kartu, topeng, ask.scope.kode), kontak),
        "status": bagian.composition(row, ask.status, topeng),
        "halangan": bagian.obstacles(temuan, _obstacle_links(ask), jumlah=not topeng.ambang),
        "harian": desa_waktu.daily(row, trend, forecast, waktu),
        "lalu": desa_waktu.past(baca.read_periode_lalu(connection, ask.scope, ask.key[0]), labels, ask.periode.kode),
        "impor": desa_waktu.arrivals(
            baca.read_impor(connection, ask.scope, *ask.key), _files(connection, ask, zona), _paper(musdes), waktu
        ),
        "kasus": desa_daftar.cases(
            _cases(connection, ask, row, usulan, sees),
            ask.kab,
            waktu.as_of,
            ask.address("/data-kesos") if sees else None,
        ),
        "usulan": desa_daftar.proposals(
            usulan, _posisi(row, usulan) if kuota else None, ask.address("/kuota") if kuota else None
        ),
        "sekitar": desa_daftar.around(
            beside,
            ask.scope.kode,
            f"?{urlencode({'program': ask.key[0], 'periode': ask.key[1]})}",
            str(row["nama_induk"]),
            topeng,
        ),
        "petugas": desa_daftar.workers(baca.read_petugas(connection, ask.scope, *ask.key)),
    }
    return found | covered(connection, ask, topeng, row, trend, forecast) if topeng.ambang else found


def _files(connection: Connection, ask: Tanya, zona: int) -> list[desa_waktu.Kiriman]:
    opens = ask.actor.may(Permission.IMPORT_SIKS)
    return [
        desa_waktu.Kiriman(
            item.nama,
            moment(item.diproses, zona),
            f"{number(item.verivali)} rumah tangga, {number(item.usulan)} usulan, {number(item.ditolak)} ditolak",
            f"/impor?berkas={item.nomor}" if opens else None,
        )
        for item in baca.read_berkas(connection, ask.scope, *ask.key)
    ]


def _short(periode: Periode) -> str:
    """ "Nov 26"."""
    return f"{periode.label[:3]} {periode.kode // 100 % 100:02d}"


def _posisi(row: Mapping[str, Any], usulan: Mapping[StatusUsulan, int]) -> Posisi:
    return Posisi(
        kuota=int(row["kuota"]),
        awal=int(row["awal"]),
        nonaktif=int(total_of(row, NONAKTIF)),
        disetujui=int(row["disetujui"]),
        menunggu=usulan.get(StatusUsulan.BELUM_DIPERIKSA, 0),
    )


def _paper(musdes: baca.Musdes | None) -> dict[str, Any] | None:
    names = ("tanggal", "nomor", "peserta", "berita_acara", "daftar_hadir", "bnba", "foto")
    return None if musdes is None else {name: getattr(musdes, name) for name in names}


def _obstacles(connection: Connection, ask: Tanya) -> list[Temuan]:
    found = halangan_desa(connection, ask.scope, *ask.key)
    hidden = set() if ask.actor.may(Permission.VIEW_KUOTA) else {Halangan.KUOTA_LEBIH}
    return [item for item in found if item.halangan not in hidden]


def _links(ask: Tanya) -> list[tuple[str, str, str]]:
    links = [
        ("map", "Peta", ask.address("/peta")),
        ("table", "Tabel verivali", ask.address("/verivali")),
    ]
    if ask.actor.may(Permission.VIEW_RUMAH_TANGGA):
        links.append(("search", "Data kesos", ask.address("/data-kesos")))
    return links


def _obstacle_links(ask: Tanya) -> dict[Halangan, str]:
    """Where a click on an obstacle leads: the part of this page that lists it, or the kuota."""
    links = {
        Halangan.DIKEMBALIKAN: "#desa-kasus",
        Halangan.BELUM_DIPERIKSA: "#desa-kasus",
        Halangan.TANPA_BERITA_ACARA: "#desa-impor",
        Halangan.TANPA_BNBA: "#desa-impor",
        Halangan.KUOTA_LEBIH: ask.address("/kuota"),
    }
    if ask.actor.may(Permission.VIEW_RUMAH_TANGGA):
        queue = ask.address("/usulan")
        links |= {
            Halangan.BELUM_DIKUNJUNGI: "#desa-peta",
            Halangan.USULAN_MENUNGGU: queue,
            Halangan.BELUM_DIPERIKSA: ask.address("/usulan", tab="perbaikan"),
        }
    if ask.actor.may(Permission.IMPORT_SIKS):
        links[Halangan.BELUM_DIIMPOR] = "/impor"
    return links


def _cases(
    connection: Connection, ask: Tanya, row: Mapping[str, Any], usulan: Mapping[StatusUsulan, int], sees: bool
) -> list[tuple[str, int, pd.DataFrame | None]]:
    """Open cases; households only where the reader may see them."""

    def rows(status: StatusVerivali) -> pd.DataFrame | None:
        return baca.read_kasus(connection, ask.scope, *ask.key, status) if sees else None

    waiting = usulan.get(StatusUsulan.BELUM_DIPERIKSA, 0)
    return [
        ("Dikembalikan, belum diperbaiki", int(row["s4"]), rows(StatusVerivali.DIKEMBALIKAN)),
        ("Terimpor, belum diperiksa", int(row["s2"]), rows(StatusVerivali.TERIMPOR)),
        (
            "Usulan menunggu keputusan",
            waiting,
            baca.read_usulan_menunggu(connection, ask.scope, *ask.key) if sees else None,
        ),
    ]
