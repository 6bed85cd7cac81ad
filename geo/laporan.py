"""What an import of official borders found, for the person who ran it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVEL_NAME = {1: "provinsi", 2: "kab/kota", 3: "kecamatan", 4: "desa"}


@dataclass(frozen=True)
class BerkasDibaca:
    """One file: its name, the column its codes were in, how many features it had, and how codes were written."""

    berkas: str
    kolom: str
    fitur: int
    bps: bool


@dataclass(frozen=True)
class Laporan:
    """Counts are the lengths of the lists. Codes are plain integers; areas km2; distances km."""

    berkas: Sequence[BerkasDibaca]
    dilewati: Sequence[tuple[str, str]]
    """Files of a folder that are no borders, with the reason."""
    cocok: Mapping[int, int]
    """Regions with an official polygon, per level."""
    tanpa_wilayah: Sequence[tuple[str, str]]
    """Polygons whose code is unknown: file and code as written."""
    tanpa_geometri: int
    """Features without a polygon."""
    digabung: Sequence[int]
    """Regions that came in several features, which were united."""
    tidak_sah: Sequence[int]
    """Regions whose polygon was invalid and was mended."""
    tumpang_tindih: Sequence[tuple[int, int, float]]
    """Pairs that overlapped, with the area; the overlap went to one of them."""
    salah_letak: Sequence[tuple[int, float]]
    """Regions far from the others of their parent, with the distance; kept where they are."""
    belum_resmi: Mapping[int, Sequence[int]]
    """Regions without an official polygon, per level."""
    perkiraan: Sequence[int]
    """Desa among them that keep an approximate cell."""
    tanpa_poligon: Sequence[int]
    """Desa among them that have no polygon at all."""

    def baris(self) -> list[str]:
        """The report as short Indonesian lines."""
        lines = [
            f"{LEVEL_NAME[level].capitalize()}: {_id(count)} cocok, {_id(len(self.belum_resmi[level]))} belum ada."
            for level, count in sorted(self.cocok.items())
        ]
        lines += [
            f"Poligon tanpa wilayah (kode tidak dikenal): {_id(len(self.tanpa_wilayah))}.",
            f"Fitur tanpa poligon: {_id(self.tanpa_geometri)}.",
            f"Poligon tidak sah yang diperbaiki: {_id(len(self.tidak_sah))}.",
            f"Pasangan yang tumpang tindih: {_id(len(self.tumpang_tindih))}.",
            f"Jauh dari induknya: {_id(len(self.salah_letak))}.",
            f"Desa dengan batas perkiraan: {_id(len(self.perkiraan))}.",
            f"Desa tanpa poligon: {_id(len(self.tanpa_poligon))}.",
        ]
        return lines + [f"Dilewati: {name} ({reason})" for name, reason in self.dilewati]


def _id(number: int) -> str:
    return f"{number:,}".replace(",", ".")
