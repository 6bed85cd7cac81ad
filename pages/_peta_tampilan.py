"""What a checked view of the map says besides its figures: where and when, sentences, geometry, controls, details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from flask import current_app

from components import peta_rinci
from components.peta_data import NAMA_LEVEL, records, without_polygon
from components.peta_kalimat import Kumpulan, cluster_words, count_still, question, summary
from components.peta_rinci import Garis
from data_access import keterangan
from data_access.pantauan import Rawan, read_gugus
from data_access.periode import list_periode
from data_access.progres import read_total, read_trend
from data_access.samaran import read_hari_tertutup, read_topeng
from data_access.session import Connection
from data_access.wilayah import read_wilayah
from domain.access import Scope
from domain.indikator import DIISI, TOTAL, Nilai
from domain.kode import INDONESIA, Level, ancestor, parent
from geo.aktif import load_manifest
from pages._peta import MOST_PARENTS, Permintaan, allowed_indikator, read_one, tanya_samar
from workflow.tasks import TILE_PROGRESS

_RAWAN = {"rawan": Rawan.PROGRES, "rawan_inklusi": Rawan.INKLUSI}


def view(ask: Permintaan, query: Mapping[str, str]) -> dict[str, Any]:
    """Where and when; keys by which the browser tells old answers from new; what other callbacks are asked with."""
    level, label = NAMA_LEVEL[ask.level], ask.periode.label
    asked = sorted(query.items())
    return {
        "kunci": "|".join(f"{key}={value}" for key, value in asked),
        "kunci_bingkai": "|".join(f"{key}={value}" for key, value in asked if key not in ("hari", "kelas")),
        "tanya": dict(query),
        "wilayah": {
            "kode": ask.wilayah.kode,
            "nama": ask.wilayah.nama,
            "akar": ask.actor.wilayah,
            "induk": None if ask.wilayah.kode == ask.actor.wilayah else ask.wilayah.induk,
        },
        "level": int(ask.level),
        "nama_level": level,
        "samar": ask.ambang,
        "judul": f"{ask.indikator.nama} menurut {level}, {ask.wilayah.nama}, {label}",
        "label_periode": label,
        "hari": {
            "awal": ask.periode.first_day.isoformat(),
            "akhir": ask.periode.as_of(ask.moment).isoformat(),
            "kini": ask.as_of.isoformat(),
        },
        "pustaka": {"js": _vendor("maplibre-gl.js"), "css": _vendor("maplibre-gl.css")},
    }


def _vendor(name: str) -> str:
    address: str = current_app.config["VENDOR"][name]
    return address


def words(connection: Connection, ask: Permintaan, frame: pd.DataFrame, own: Nilai) -> dict[str, str]:
    """Title and sentence, for hot spots which the biggest is. Areas that stand still are counted for today only:
    history keeps no pace.
    """
    level = NAMA_LEVEL[ask.level]
    still = None
    if ask.waktu.hari_ini and ask.wilayah.level is not Level.DESA:
        stopped, having = count_still(records(frame, (*DIISI, *TOTAL, "diisi_7")))
        still = (stopped, having, level) if having else None
    said = summary(ask.wilayah.nama, ask.indikator, own, ask.waktu, still=still)
    rawan = _RAWAN.get(ask.indikator.kode)
    if rawan is not None:
        found = read_gugus(connection, ask.scope, rawan, int(ask.periode.program), ask.periode.kode)
        clusters = [Kumpulan(len(item.desa), item.kecamatan, item.kab, item.nilai, item.sekitar) for item in found]
        said = f"{said} {cluster_words(ask.indikator, clusters)}".strip()
    return {"pertanyaan": question(ask.indikator, level), "kalimat": said}


def places(connection: Connection, ask: Permintaan, frame: pd.DataFrame) -> dict[str, Any]:
    """Addresses of the geometry, and the desa that have none."""
    manifest = load_manifest(current_app.config["GEO_DIR"])
    if manifest is None:
        return {"geo": peta_rinci.NO_GEOMETRY, "tanpa_poligon": {"jumlah": 0, "daftar": []}}
    key, part = _sheet(ask)
    geo = peta_rinci.geometry(
        folder=manifest.folder.name,
        sheets=manifest.lembar,
        layouts=manifest.kartogram,
        tiles=manifest.ubin,
        making=keterangan.read(connection, TILE_PROGRESS) if manifest.ubin is None else None,
        label=manifest.label,
        approximate=manifest.sumber == "perkiraan",
        key=key,
        part=part,
        most_parents=MOST_PARENTS,
    )
    missing = without_polygon(manifest.tanpa_poligon, frame["kode"].tolist(), ask.level)
    return {"geo": geo, "tanpa_poligon": missing}


def _sheet(ask: Permintaan) -> tuple[str, bool]:
    """Which sheet holds the areas shown, and whether it holds others too: a kecamatan lies in its kab's."""
    own = ask.wilayah.level
    inside_kab = own > Level.KAB
    holder = ancestor(ask.wilayah.kode, Level.KAB) if inside_kab else ask.wilayah.kode
    return f"{int(ask.level)}-{holder}", inside_kab


def offers(connection: Connection, ask: Permintaan) -> dict[str, Any]:
    """Choices of the controls, for this reader, wilayah and programme."""
    others = [
        item
        for item in list_periode(connection)
        if item.program is ask.periode.program and item.kode != ask.periode.kode
    ]
    return {"kendali": peta_rinci.controls(allowed_indikator(ask.actor), ask.levels, ask.cara, others)}


def headline(connection: Connection, ask: Permintaan, scope: Scope) -> dict[str, Any]:
    """The headline for one area."""
    frame, values = read_one(connection, ask, scope)
    topeng = read_topeng(connection, tanya_samar(ask, scope, scope.level, ask.periode))
    return peta_rinci.detail(
        indikator=ask.indikator,
        frame=frame,
        nilai=values[0],
        waktu=ask.waktu,
        days_left=ask.periode.days_left(ask.moment),
        picked=scope != ask.scope,
        nama_wilayah=ask.wilayah.nama,
        samar=topeng.satu(scope.kode, DIISI, TOTAL, ("diisi_7",)),
    )


def trend_of(connection: Connection, ask: Permintaan, scope: Scope) -> dict[str, Any]:
    """Trend of one area beside its parent, where the reader may see that."""
    above = parent(scope.kode)
    seen = scope.kode != INDONESIA and ask.actor.sees(above)
    own = _line(connection, ask, scope)
    return peta_rinci.trend(
        own, _line(connection, ask, Scope(above)) if seen else None, ask.indikator.riwayat or "diisi", ask.waktu
    )


def _line(connection: Connection, ask: Permintaan, scope: Scope) -> Garis:
    program, periode = int(ask.periode.program), ask.periode.kode
    about = tanya_samar(ask, scope, scope.level, ask.periode)
    stage = ask.indikator.riwayat or "diisi"
    hidden = read_hari_tertutup(connection, about, ask.periode.first_day, stage, [scope.kode])
    return Garis(
        read_wilayah(connection, scope.kode).nama,
        read_trend(connection, scope, program, periode),
        read_total(connection, scope, program, periode),
        [day for (day,) in hidden],
    )


def hidden_days(connection: Connection, ask: Permintaan, kode: list[int]) -> list[list[bool]]:
    """Of every day whether the history of each area shown is not told to this reader."""
    about = tanya_samar(ask, ask.scope, ask.level, ask.periode)
    return read_hari_tertutup(connection, about, ask.periode.first_day, str(ask.indikator.riwayat), kode)
