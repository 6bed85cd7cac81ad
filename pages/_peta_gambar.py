"""Map, kartogram and trend of an address as pictures: the same reads, classes and colours as on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, request

from components.finalisasi_peta import spek_peta
from components.peta_data import NAMA_LEVEL, map_values
from data_access.papan import read_papan
from data_access.session import read_session
from domain.access import Permission
from domain.errors import InvalidInput
from domain.figur import Asal, Figur, Jenis
from domain.grafik import Seri, Spek, garis
from domain.kesiapan import KEADAAN_NAME
from exchange.lukis import BENTUK, lukis_grafik, lukis_kartogram, lukis_peta
from geo.aktif import load_manifest
from geo.lembar import read_bidang, read_kartogram, read_latar
from pages._asal import asal_of, moment_of
from pages._finalisasi import read_permintaan as read_finalisasi
from pages._finalisasi_papan import narrowed
from pages._grafik_unduh import file_name
from pages._guard import guarded_route
from pages._peta import Permintaan, read_banding, read_permintaan, read_values, selected_scope
from pages._peta_tampilan import trend_of
from pages._session import current_actor

PETA, TREN, FINALISASI = "/peta/gambar", "/peta/tren/gambar", "/finalisasi/gambar"
KARTOGRAM = "kartogram"


def install_gambar(server: Flask) -> None:
    """Register the routes; called once for each app that is created."""
    server.add_url_rule(PETA, "gambar_peta", draw_map)
    server.add_url_rule(TREN, "gambar_tren", draw_trend)
    server.add_url_rule(FINALISASI, "gambar_finalisasi", draw_finalisasi)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def draw_map() -> Response:
    """The map of an address as ``format``; ``bingkai=0`` leaves out what stands around it."""
    form = _form()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        frame, values = read_values(connection, ask, ask.scope, ask.level)
        banding = read_banding(connection, ask)
    drawn = map_values(ask.indikator, frame, values, ask.cara, banding)
    title = f"{ask.indikator.nama} menurut {NAMA_LEVEL[ask.level]}"
    chosen = _compared(drawn)
    asal = asal_of(
        title, ask.wilayah, ask.periode.label_program, per=_per(ask), saring=chosen, now=ask.moment, samar=ask.ambang
    )
    figur = figur_peta(drawn, wilayah=ask.scope.kode, level=int(ask.level), judul=title, label=ask.periode.label)
    return _answer(_picture(figur, form, asal), asal, form)


def figur_peta(drawn: Mapping[str, Any], *, wilayah: int, level: int, judul: str, label: str) -> Figur:
    """What ``peta_data.map_values`` gives the screen, as a figure: the same classes, counts and colours.

    ``label`` names the periode of the first map where a second stands beside it.
    """
    metrik, kolom, banding = drawn["metrik"], drawn["kolom"], drawn["banding"]
    beside = banding is not None and banding["cara"] == "sisi"
    difference = banding is not None and not beside
    isi = {
        "wilayah": wilayah,
        "level": level,
        "nama_indikator": f"Selisih dengan {banding['label']}" if difference else metrik["nama"],
        "satuan": metrik["satuan"],
        "desimal": metrik["desimal"],
        **{name: kolom[name] for name in ("kode", "nama", "nilai", "kelas")},
        "nama_induk": {str(kode): nama for kode, nama in drawn["nama_induk"].items()},
        "legenda": {"disamarkan": 0} | drawn["legenda"],
    }
    if beside:
        isi |= {"label": label, "banding": {"label": banding["label"], "kelas": banding["kelas"]}}
    return Figur("peta", judul, Jenis.PETA, isi)


def _compared(drawn: Mapping[str, Any]) -> list[tuple[str, str]]:
    banding = drawn["banding"]
    how = "selisih" if banding and banding["cara"] == "selisih" else "berdampingan"
    return [("Dibandingkan dengan", f"{banding['label']} ({how})")] if banding else []


def _per(ask: Permintaan) -> datetime:
    return moment_of(ask.as_of, ask.moment, ask.wilayah.zona)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def draw_trend() -> Response:
    """The trend of the area picked, or of the wilayah itself, as ``format``."""
    form = _form()
    with read_session() as connection:
        ask = read_permintaan(connection, current_actor(), request.args)
        scope = selected_scope(ask, request.args)
        found = trend_of(connection, ask, scope)
    if not found["ada"]:
        raise InvalidInput("Belum ada riwayat harian pada periode ini, jadi tidak ada yang digambar.")
    spek = spek_tren(found)
    asal = asal_of(
        spek["judul"], ask.wilayah, ask.periode.label_program, per=_per(ask), now=ask.moment, samar=ask.ambang
    )
    return _answer(lukis_grafik(spek, form, asal=asal if _framed() else None), asal, form)


def spek_tren(tren: Mapping[str, Any]) -> Spek:
    """The trend beside the map as a chart: the area, what holds it, and the target."""
    days = [date.fromisoformat(day) for day in tren["hari"]]

    def filled(values: Sequence[float | None]) -> list[float | None]:
        return [*values, *[None] * (len(days) - len(values))]

    lines = [Seri(tren["nama"], filled(tren["sendiri"]))]
    if tren["induk"]:
        lines.append(Seri(tren["nama_induk"], filled(tren["induk"]), "lain", "control"))
    if tren["target"]:
        lines.append(Seri("Target", filled(tren["target"]), "target", "terlambat"))
    title = f"{tren['judul']} hari demi hari, {tren['nama']}"
    return garis(days, lines, judul=title, satuan="%", desimal=1, ringkasan=tren["keterangan"], tinggi=300)


@guarded_route(requires=Permission.EXPORT_PROGRES)
def draw_finalisasi() -> Response:
    """The board of finalisasi as a map (kartogram where the address shows one), as ``format``."""
    form = _form()
    with read_session() as connection:
        ask = read_finalisasi(connection, current_actor(), request.args)
        if ask.di_kab:
            raise InvalidInput("Peta finalisasi ada untuk Indonesia dan provinsi. Pilih wilayah yang lebih luas.")
        rows = narrowed(ask, read_papan(connection, ask.scope, ask.periode))
    title = "Keadaan finalisasi menurut kab/kota"
    spek = spek_peta(rows, {}, kode=ask.scope.kode, judul=title)
    asal = asal_of(
        title, ask.wilayah, ask.periode.label_program, per=ask.moment, now=ask.moment, saring=_state(ask.keadaan)
    )
    return _answer(_picture(figur_finalisasi(spek), form, asal), asal, form)


def figur_finalisasi(spek: Mapping[str, Any]) -> Figur:
    """What ``finalisasi_peta.spek_peta`` gives the screen, as a figure: states are classes with names."""
    said = spek["legenda"]
    isi = {
        "wilayah": spek["wilayah"]["kode"],
        "level": spek["level"],
        "nama_indikator": "Keadaan batch",
        "satuan": "",
        "desimal": 0,
        **{name: spek["kolom"][name] for name in ("kode", "kelas")},
        "nama": spek["nama"],
        "nilai": spek["teks"],
        "nama_induk": spek["nama_induk"],
        "legenda": {
            "batas": [],
            "nama": [name for name, _ in said["butir"]],
            "banyak": [count for _, count in said["butir"]],
            "nama_tanpa": "Tanpa prelist",
            "tidak_ada_data": said["tanpa"],
            "berhenti": 0,
            "disamarkan": 0,
            "ramp": said["ramp"],
        },
    }
    return Figur("finalisasi.peta", str(spek["judul"]), Jenis.PETA, isi)


def _state(keadaan: str | None) -> list[tuple[str, str]]:
    return [("Keadaan", KEADAAN_NAME[keadaan])] if keadaan else []


# ---- What the three have in common


def _form() -> str:
    form = request.args.get("format", "png")
    return form if form in BENTUK else abort(404)


def _framed() -> bool:
    return request.args.get("bingkai") != "0"


def _picture(figur: Figur, form: str, asal: Asal) -> bytes:
    """Map or kartogram, whichever the address shows."""
    folder: Path = current_app.config["GEO_DIR"]
    isi, around = figur.isi, asal if _framed() else None
    wilayah, level = isi["wilayah"], isi["level"]
    if request.args.get("tampil") == KARTOGRAM:
        layout = read_kartogram(folder, wilayah, level) or {"sel": []}
        return lukis_kartogram(figur, layout, form, asal=around)
    manifest = load_manifest(folder)
    shown = replace(figur, catatan=manifest.label if manifest else "")
    shapes = read_bidang(folder, wilayah, level, isi["kode"])
    return lukis_peta(shown, shapes, form, asal=around, latar=read_latar(folder, wilayah, level, isi["kode"]))


def _answer(content: bytes, asal: Asal, form: str) -> Response:
    answer = Response(content, mimetype=BENTUK[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(asal, form)}"'
    return answer
