"""The verivali table as columns and rows of a file of any length."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from components.unduhan import kolom_berkas, sel
from components.verivali_tabel import Hari, angka, kolom_tabel
from domain import figur
from domain.figur import JenisKolom
from domain.indikator import INDIKATOR, INDIKATOR_PANTAUAN, STA_COLUMNS, total_of
from domain.kalender import JAKARTA
from domain.kode import Level

Row = Mapping[str, Any]

# What a percentage is of, beside the counts that are columns of the table anyway.
_DENOMINATORS: tuple[tuple[str, str, Callable[[Row], int | None]], ...] = (
    ("dikunjungi", "Dikunjungi (ruta)", lambda row: int(total_of(row, STA_COLUMNS))),
    ("aktif", "Aktif, status 1–2 (ruta)", lambda row: int(row["n1"] + row["n2"])),
    ("kyc_lengkap", "KYC lengkap (ruta)", lambda row: int(row["kyc_lengkap"])),
    ("p1", "Padan (anggota)", lambda row: int(row["p1"])),
    ("art", "Anggota rumah tangga (anggota)", lambda row: int(row["art"])),
    ("galat_inklusi", "Galat inklusi (KPM)", lambda row: row["inklusi"]),
)
_SHARES = (
    INDIKATOR["progres"],
    INDIKATOR["terimpor"],
    INDIKATOR["diperiksa"],
    INDIKATOR["final"],
    INDIKATOR["nonaktif"],
    INDIKATOR["inklusi"],
    INDIKATOR_PANTAUAN["kyc"],
    INDIKATOR_PANTAUAN["padan"],
    INDIKATOR_PANTAUAN["musdes"],
    INDIKATOR_PANTAUAN["desa_selesai"],
)
# How each share is counted: what a reader of the file must know of its columns.
CARA_HITUNG = tuple((f"Cara hitung {item.nama} (%)", item.penjelasan) for item in _SHARES)


@cache
def kolom_verivali(level: Level) -> list[figur.Kolom]:
    """Columns of the file of a level: the code, those of the table, and what its percentages are of."""
    return [
        figur.Kolom("kode", "Kode", JenisKolom.KODE),
        *kolom_berkas(_columns(level)),
        *(figur.Kolom(f"penyebut_{n}", name, JenisKolom.BULAT) for n, (_, name, _) in enumerate(_DENOMINATORS)),
    ]


@cache
def _columns(level: Level) -> list[Any]:
    return [item for item in kolom_tabel(level) if item.kode != "kode_titik"]


def baris(row: Row, hari: Hari, level: Level) -> list[Any]:
    """One row of the file: the code as text, figures unrounded, days as days."""
    figures = {**row, **angka(row, hari, level)}
    last = figures["terakhir"]
    figures["terakhir"] = last.astimezone(JAKARTA).date() if isinstance(last, datetime) else last
    return [
        str(row["kode"]),
        *(sel(item, figures[item.kode]) for item in _columns(level)),
        *(figur.SAMAR if name in row["tutup"] else count(row) for name, _, count in _DENOMINATORS),
    ]
