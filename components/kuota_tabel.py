"""Columns and rows of the tables of the kuota page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from components.tabel import Kolom
from domain.figur import SAMAR
from domain.indikator import NONAKTIF, ratio
from domain.kode import Level
from domain.samaran import TERBUKA, Topeng

KOLOM = (
    Kolom("nama", "Wilayah", "nama", lebar=220),
    Kolom("kuota", "Kuota", "angka", lebar=120, penjelasan="Tempat yang ditetapkan atau dibagikan."),
    Kolom("terpakai", "Terpakai", "angka", "KPM", "Awal − nonaktif + usulan disetujui.", lebar=128),
    Kolom("utilisasi", "Utilisasi", "batang", "%", "Terpakai dibagi kuota.", lebar=148),
    Kolom("sisa", "Sisa", "angka", penjelasan="Kuota − terpakai; negatif berarti lebih.", lebar=112),
    Kolom("menunggu", "Menunggu", "angka", "usulan", "Usulan yang belum diperiksa.", lebar=132),
    Kolom("harus_menunggu", "Kurang", "angka", "usulan", "Usulan menunggu yang melebihi sisa tempat.", lebar=110),
    Kolom("lebih", "Lebih", "angka", "KPM", "KPM di atas kuota.", lebar=112),
    Kolom("kandidat", "Kandidat", "angka", "ruta", "Rumah tangga sampai batas desil yang bukan KPM.", lebar=128),
    Kolom("awal", "Awal", "angka", "KPM", "KPM pada prelist.", lebar=120),
    Kolom("nonaktif", "Nonaktif", "angka", "KPM", "Status keberadaan 3, 4, 5.", lebar=126),
    Kolom("disetujui", "Disetujui", "angka", "usulan", "Usulan yang memegang tempat.", lebar=132),
    Kolom("belum_dibagi", "Belum dibagi", "angka", "", "Kuota dikurangi yang dibagi kepada desa.", lebar=128),
    Kolom("induk", "Di dalam", "teks", lebar=170, tampil=False),
    Kolom("dasar_sk", "Dasar SK", "teks", lebar=210, tampil=False),
    Kolom("tanggal_sk", "Tanggal SK", "tanggal", lebar=148, tampil=False),
    Kolom("tahap", "Tahap perluasan", "angka", lebar=128, tampil=False),
    Kolom("kode", "Kode", "teks", lebar=148, tampil=False),
)  # fmt: skip

KOLOM_RANCANG = (
    Kolom("nama", "Desa", "nama", lebar=180),
    Kolom("rancangan", "Rancangan", "angka", lebar=136, penjelasan="Kuota desa pada rancangan ini.", isian=True),
    Kolom("kuota", "Sekarang", "angka", lebar=120, penjelasan="Kuota desa pada pembagian sekarang."),
    Kolom("selisih", "Selisih", "angka", lebar=112, penjelasan="Rancangan − sekarang."),
    Kolom("terpakai", "Terpakai", "angka", "KPM", "Awal − nonaktif + usulan disetujui.", lebar=126),
    Kolom("sisa_baru", "Sisa nanti", "angka", penjelasan="Rancangan − terpakai; negatif berarti lebih.", lebar=120),
    Kolom("menunggu", "Menunggu", "angka", "usulan", "Usulan menunggu yang memenuhi batas desil.", lebar=132),
    Kolom("masuk", "Masuk", "angka", "usulan", "Usulan yang mendapat tempat karena rancangan ini.", lebar=124),
    Kolom("keluar", "Keluar", "angka", "usulan", "Usulan yang kehilangan tempat karena rancangan ini.", lebar=124),
    Kolom("ruta", "Ruta miskin", "angka", "", "Rumah tangga sampai batas desil.", lebar=124),
    Kolom("kandidat", "Kandidat", "angka", "ruta", "Rumah tangga sampai batas desil yang bukan KPM.", lebar=126),
)  # fmt: skip


# Sums of columns from which a column of the table follows: it is not told where one of them is hidden. Places are no
# households.
JUMLAH: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("terpakai", "utilisasi", "sisa", "lebih"), (("terpakai",),)),
    "menunggu": (("menunggu",),),
    "harus_menunggu": (("menunggu",), ("terpakai",)),
    "kandidat": (("bukan_kpm_miskin",),),
    "awal": (("awal",),),
    "nonaktif": (NONAKTIF,),
    "disetujui": (("disetujui",),),
}


def baris(
    frame: pd.DataFrame, level: Level, query: Mapping[str, str], topeng: Topeng = TERBUKA
) -> list[dict[str, Any]]:
    """Rows of the main table, SAMAR in cells that ``topeng`` hides. Areas above the desa open here, a desa on its own
    page.
    """
    kept = "&".join(f"{key}={query[key]}" for key in ("program", "periode") if query.get(key))
    names = ("kode", "nama", "nama_induk", "ada", "terhitung", "kuota", "dibagi", "terpakai", "menunggu", "kandidat")
    others = ("sisa", "harus_menunggu", "lebih", "awal", "nonaktif", "disetujui", "dasar_sk", "tanggal_sk", "tahap")
    rows: list[dict[str, Any]] = []
    for values in zip(*(frame[name].tolist() for name in (*names, *others)), strict=True):
        row = dict(zip((*names, *others), values, strict=True))
        known = row.pop("ada")
        if not known:
            row |= dict.fromkeys(("terpakai", "sisa", "harus_menunggu", "lebih", "awal", "nonaktif", "disetujui"))
        kode, kuota, dibagi, counted = str(row["kode"]), row["kuota"], row.pop("dibagi"), row.pop("terhitung")
        rows.append(
            row
            | {
                "kode": kode,
                "induk": row.pop("nama_induk"),
                "utilisasi": ratio(row["terpakai"], kuota) if known else None,
                "kandidat": row["kandidat"] if counted else None,
                "belum_dibagi": kuota - dibagi if level <= Level.KAB else None,
                "tanggal_sk": row["tanggal_sk"].isoformat() if row["tanggal_sk"] else None,
                "tautan": f"/desa/{kode}?{kept}"
                if level is Level.DESA
                else f"?wilayah={kode}&level=&saring=&cari=&urut=&simulasi=",
            }
        )
    if topeng.bit:
        codes = frame["kode"].tolist()
        for name, sums in JUMLAH.items():
            for row, covered in zip(rows, topeng.tutup(codes, *sums), strict=True):
                if covered and row[name] is not None:
                    row[name] = SAMAR
    return rows


def terbuka(frame: pd.DataFrame, topeng: Topeng) -> pd.DataFrame:
    """A frame of ``data_access.kuota`` with no value in the cells that ``topeng`` hides."""
    codes = frame["kode"].tolist()
    known = {name: topeng.tutup(codes, *sums) for name, sums in JUMLAH.items() if name in frame}
    hidden = {name: np.array(covered) for name, covered in known.items() if any(covered)}
    return frame.assign(**{name: frame[name].mask(covered) for name, covered in hidden.items()})
