"""A pack's numbers held against a second path before anybody gets it.

Of a provinsi and below every count of every area is counted again from the verivali rows; of the country from the
desa. The history must end where the counts are, the kuota must hold as many usulan as there are, and what is added
up in the tables of the pack must be its headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data_access.briefing_rujuk import hitung_baris, hitung_disetujui, hitung_riwayat, hitung_tempat
from data_access.kuota import read_kuota
from data_access.samaran import TAHAP
from data_access.schema import REKAP_COUNTS, RIWAYAT_COUNTS
from domain.briefing_kalimat import angka_of, kolom_of
from domain.errors import RuleViolation
from domain.figur import SAMAR, Bab, Figur
from domain.indikator import total_of
from domain.kode import Level
from domain.status import STATUS_NAME
from domain.tulis import number
from workflow.briefing_isi_bahan import Bahan

_HITUNG_ULANG = "Jalankan `python cli.py recompute --perbaiki`, lalu buat paket ini lagi."
_KUOTA = "Minta Ditjen PFM memeriksa kuota wilayah itu, lalu buat paket ini lagi."
_NAMA = {
    "total": "prelist",
    **{f"s{int(status)}": f"status “{name.lower()}”" for status, name in STATUS_NAME.items()},
    "n1": "ditemukan tanpa perubahan", "n2": "ditemukan dengan perubahan", "n3": "tidak ditemukan",
    "n4": "sudah mampu", "n5": "ganda", "kyc_lengkap": "KYC lengkap",
}  # fmt: skip
# Differences that a message names; it counts the others.
_DISEBUT = 2


@dataclass(slots=True)
class Pencocokan:
    """Comparisons so far: how many numbers were equal, and a sentence and a remedy for each that was not."""

    sama: int = 0
    beda: list[tuple[str, str]] = field(default_factory=list)

    def cocok(self, nama: str, angka: str, paket: int, kedua: int, jalur: str, langkah: str) -> None:
        """Compare one number of the pack with the same by another path."""
        if paket == kedua:
            self.sama += 1
        else:
            self.beda.append((f"{nama}: {angka} {number(paket)}, tetapi {number(kedua)} menurut {jalur}", langkah))

    def selesai(self) -> int:
        """How many numbers were compared. Raises RuleViolation where one differs."""
        if self.beda:
            more = len(self.beda) - _DISEBUT
            named = "; ".join(text for text, _ in self.beda[:_DISEBUT])
            rest = f"; dan {number(more)} perbedaan lain" if more > 0 else ""
            raise RuleViolation(f"Paket dihentikan karena angkanya tidak cocok. {named}{rest}. {self.beda[0][1]}")
        return self.sama


def periksa(bahan: Bahan, bab: Sequence[Bab]) -> int:
    """Compare; how many numbers were equal. Raises RuleViolation that names wilayah, number, both values, remedy."""
    found = Pencocokan()
    _wilayah(bahan, found)
    _riwayat(bahan, found)
    if bahan.kuota:
        _kuota(bahan, found)
    _jumlah(bahan, bab, found)
    return found.selesai()


def _rows(bahan: Bahan, columns: Iterable[str]) -> list[dict[str, Any]]:
    return bahan.frame[["kode", "nama", *columns]].to_dict("records")  # type: ignore[return-value]


def _wilayah(bahan: Bahan, found: Pencocokan) -> None:
    for kab, name, stored, counted in bahan.menyimpang:
        nama = next((row["nama"] for row in _rows(bahan, ()) if row["kode"] == kab), bahan.wilayah.nama)
        found.cocok(nama, _NAMA[name], stored, counted, "jumlah desanya", _HITUNG_ULANG)
    if bahan.scope.level is Level.NASIONAL:
        # Sums of kab against sums of desa: done when the pack was read, kab by kab.
        found.sama += len(REKAP_COUNTS) * (len(bahan.frame) - len(bahan.menyimpang))
        return
    again = hitung_baris(bahan.connection, bahan.scope, bahan.level, bahan.kab, bahan.program, bahan.periode.kode)
    for row in _rows(bahan, REKAP_COUNTS):
        second = again.get(row["kode"], {})
        for name in REKAP_COUNTS:
            found.cocok(row["nama"], _NAMA[name], int(row[name]), second.get(name, 0), "baris verivali", _HITUNG_ULANG)


def _riwayat(bahan: Bahan, found: Pencocokan) -> None:
    history = hitung_riwayat(bahan.connection, bahan.scope, bahan.level, bahan.program, bahan.periode.kode)
    for row in _rows(bahan, REKAP_COUNTS):
        second = history.get(row["kode"], {})
        for name in RIWAYAT_COUNTS:
            count = int(total_of(row, TAHAP[name]))
            found.cocok(row["nama"], name, count, second.get(name, 0), "riwayat harian", _HITUNG_ULANG)
    last = bahan.tren.iloc[-1] if len(bahan.tren) else None
    for name in RIWAYAT_COUNTS:
        ended = 0 if last is None else int(last[name])
        count = int(total_of(bahan.own, TAHAP[name]))
        found.cocok(bahan.wilayah.nama, name, count, ended, "kurva harian", _HITUNG_ULANG)


def _kuota(bahan: Bahan, found: Pencocokan) -> None:
    where = (bahan.connection, bahan.scope, bahan.level, bahan.program, bahan.periode.kode)
    cases, places = hitung_disetujui(*where), hitung_tempat(*where)
    for row in _rows(bahan, ("kuota", "awal", "disetujui")):
        known = any(row[name] for name in ("kuota", "awal", "disetujui"))
        if known:
            second = cases.get(row["kode"], {}).get("disetujui", 0)
            found.cocok(row["nama"], "usulan disetujui", int(row["disetujui"]), second, "usulan satu per satu", _KUOTA)
        divided = places.get(row["kode"], {})
        # Only a kab holds places of its own; where it gave them to its desa they hold what it holds.
        if bahan.level is Level.KAB and divided.get("kuota"):
            for name in ("awal", "disetujui"):
                found.cocok(row["nama"], f"KPM {name}", int(row[name]), divided[name], "kuota desanya", _KUOTA)
    if bahan.scope.level is Level.KAB:
        _kuota_kab(bahan, places, found)


def _kuota_kab(bahan: Bahan, places: Mapping[int, Mapping[str, int]], found: Pencocokan) -> None:
    own = read_kuota(bahan.connection, bahan.scope, Level.KAB, bahan.program, bahan.periode.kode, bahan.as_of).iloc[0]
    if any(row["kuota"] for row in places.values()):
        for name in ("awal", "disetujui"):
            total = sum(row[name] for row in places.values())
            found.cocok(bahan.wilayah.nama, f"KPM {name}", int(own[name]), total, "kuota desanya", _KUOTA)


def _jumlah(bahan: Bahan, bab: Sequence[Bab], found: Pencocokan) -> None:
    """Sums of the tables are the headline, where both are told."""
    figures: dict[str, Figur] = {item.kode: item for one in bab for item in one.figur}
    headline = figures.get("ringkasan.angka")
    areas = figures.get("peta.tabel")
    if headline is not None and areas is not None:
        item = angka_of(headline)["progres"]
        for column, part in (("diisi", "pembilang"), ("total", "penyebut")):
            _sama(bahan, found, f"{column} pada tabel peta", kolom_of(areas, column), item[part])
    places, table = figures.get("kuota.angka"), figures.get("kuota.tabel")
    # A kab holds its own kuota, of which the desa may have been given less.
    if places is not None and table is not None and bahan.scope.level < Level.KAB:
        items = angka_of(places)
        for name in ("kuota", "terpakai", "sisa", "menunggu"):
            _sama(bahan, found, f"{name} pada tabel kuota", kolom_of(table, name), items[name]["nilai"])
    cases, by_area = figures.get("usulan.angka"), figures.get("usulan.tabel")
    if cases is not None and by_area is not None:
        waiting = angka_of(cases)["menunggu"]["nilai"]
        _sama(bahan, found, "menunggu pada tabel usulan", kolom_of(by_area, "menunggu"), waiting)


def _sama(bahan: Bahan, found: Pencocokan, angka: str, cells: Sequence[Any], whole: Any) -> None:
    if whole is None or SAMAR in (whole, *cells):
        return
    total = sum(int(cell or 0) for cell in cells)
    found.cocok(bahan.wilayah.nama, angka, total, int(whole), "angka utama", _HITUNG_ULANG)
