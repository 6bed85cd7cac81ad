"""The board of finalisasi: read here, drawn in components."""

from __future__ import annotations

from typing import Any

from flask import current_app

from components import peta_rinci
from components.finalisasi_papan import baris, kalimat, kepala, pilih_keadaan, pilih_tampil
from components.finalisasi_peta import matriks, spek_peta
from data_access.papan import read_matriks, read_papan
from data_access.periode import list_periode
from data_access.samaran import read_topeng
from data_access.session import Connection
from domain.kesiapan import BarisPapan
from geo.aktif import load_manifest
from pages._finalisasi import Permintaan

# Columns of the matrix.
PERIODE_TERBANYAK = 12
JUDUL = "Kab/kota mana yang belum difinalisasi?"


def isi_papan(connection: Connection, ask: Permintaan) -> tuple[Any, ...]:
    """Head, rows of the table, and what map or matrix draw."""
    rows = read_papan(connection, ask.scope, ask.periode)
    shown, topeng = narrowed(ask, rows), read_topeng(connection, ask.samar)
    sentence = kalimat(rows, ask.periode.tutup_pengesahan, ask.moment, ask.zona)
    controls = [pilih_keadaan(rows, ask.keadaan, ask.here), pilih_tampil(ask.tampil, ask.here)]
    drawn: dict[str, Any] = {"tampil": ask.tampil}
    if ask.tampil in ("peta", "kartogram"):
        drawn["peta"] = _map(ask, shown)
    elif ask.tampil == "matriks":
        drawn["matriks"] = _matrix(connection, ask, shown)
    return kepala(JUDUL, sentence, controls), baris(shown, ask.moment, ask.hidden, topeng), drawn


def narrowed(ask: Permintaan, rows: list[BarisPapan]) -> list[BarisPapan]:
    """Rows of the state that the address names."""
    return [row for row in rows if ask.keadaan in (None, row.keadaan)]


def _map(ask: Permintaan, rows: list[BarisPapan]) -> dict[str, Any]:
    manifest = load_manifest(current_app.config["GEO_DIR"])
    geo = peta_rinci.NO_GEOMETRY
    if manifest is not None:
        geo = peta_rinci.geometry(
            folder=manifest.folder.name,
            sheets=manifest.lembar,
            layouts=manifest.kartogram,
            tiles=None,
            making=None,
            label=manifest.label,
            approximate=manifest.sumber == "perkiraan",
            key=f"2-{ask.scope.kode}",
            part=False,
            most_parents=0,
        )
    title = f"Keadaan finalisasi menurut kab/kota, {ask.wilayah.nama}, {ask.periode.label}"
    vendor = current_app.config["VENDOR"]
    libraries = {"js": vendor["maplibre-gl.js"], "css": vendor["maplibre-gl.css"]}
    return spek_peta(rows, geo, kode=ask.scope.kode, judul=title) | {"pustaka": libraries}


def _matrix(connection: Connection, ask: Permintaan, rows: list[BarisPapan]) -> str:
    program = ask.periode.program
    known = sorted(item.kode for item in list_periode(connection) if item.program is program)
    until = [kode for kode in known if kode <= ask.periode.kode][-PERIODE_TERBANYAK:]
    states = {key: str(state) for key, state in read_matriks(connection, ask.scope, int(program), until).items()}
    states |= {(row.kab, ask.periode.kode): row.keadaan for row in rows if row.keadaan is not None}
    return matriks(rows, states, until, ask.periode.kode)
