"""The table of the map as columns and rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.figur import KELAS_SAMAR, SAMAR, JenisKolom, Kolom
from domain.klasifikasi import BERHENTI

_NOTE = {True: "tidak bergerak", False: "tidak ada data"}

Cell = str | float | int | None


def kolom_peta(drawn: Mapping[str, Any]) -> list[Kolom]:
    """Columns of what ``peta_data.map_values`` returns, each with its unit."""
    metrik, banding = drawn["metrik"], drawn["banding"]
    selisih = banding is not None and banding["cara"] == "selisih"
    columns = [
        Kolom("kode", "Kode", JenisKolom.KODE),
        Kolom("nama", "Wilayah", lebar=30),
        Kolom("induk", "Di dalam", lebar=30),
        Kolom("nilai", f"{'Selisih' if selisih else metrik['nama']} ({metrik['satuan']})", JenisKolom.DESIMAL),
        Kolom("pembilang", metrik["judul_pembilang"], JenisKolom.BULAT),
        Kolom("penyebut", metrik["judul_penyebut"], JenisKolom.BULAT),
        Kolom("peringkat", "Peringkat", JenisKolom.BULAT),
        Kolom("dari", "Dari", JenisKolom.BULAT),
        Kolom("keterangan", "Keterangan", lebar=18),
    ]
    if banding is not None:
        columns.insert(4, Kolom("banding", f"{banding['label']} ({banding['satuan']})", JenisKolom.DESIMAL))
    return columns


def baris_peta(drawn: Mapping[str, Any]) -> Iterator[list[Cell]]:
    """Rows of what ``peta_data.map_values`` returns, in its order; what is not told to the reader is a word."""
    kolom, banding = drawn["kolom"], drawn["banding"]
    for i, kode in enumerate(kolom["kode"]):
        hidden = kolom["kelas"][i] == KELAS_SAMAR
        figures: list[Cell] = [SAMAR] * 3 if hidden else [kolom[name][i] for name in ("nilai", "pembilang", "penyebut")]
        if banding is not None:
            unknown = bool(banding["kelas"]) and banding["kelas"][i] == KELAS_SAMAR
            figures.insert(1, SAMAR if unknown else banding["nilai"][i])
        note = "" if hidden or kolom["nilai"][i] is not None else _NOTE[kolom["kelas"][i] == BERHENTI]
        yield [
            str(kode),
            kolom["nama"][i],
            drawn["nama_induk"][kolom["induk"][i]],
            *figures,
            kolom["peringkat"][i],
            kolom["dari"][i],
            note,
        ]
