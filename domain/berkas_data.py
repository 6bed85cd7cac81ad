"""Form of the data file of a snapshot, whose SHA-256 is the digest of a batch.

UTF-8, lines end with a line feed, fields are parted by a tab. Backslash, tab, line feed and carriage return inside a
text are written ``\\\\``, ``\\t``, ``\\n`` and ``\\r``; ``\\N`` is a value that is not there; yes and no are 1 and 0.
First a header of ``#name<tab>value`` lines that ends with ``#data``, then a line ``R`` for each rumah tangga by IDBDT,
byte by byte, then a line ``U`` for each usulan by number. The same snapshot always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.rekap_surat import LINE, VERSI_ATURAN

FORMAT = "siks-ng berkas-data 1"
AKHIR_KEPALA = "#data"
SIDIK_PERTAMA = bytes(32)

# Fields of a line after its first letter.
KOLOM_RUTA = (
    "ruta", "idbdt", "desa", "no_kk", "nama_krt", "alamat", "art", "kpm", "desil", "pengurus_nama", "pengurus_nik",
    "status", "sta_keberadaan", "diperbaiki",
)  # fmt: skip
KOLOM_USULAN = (
    "usulan", "jenis", "desa", "ruta", "idbdt", "mengganti", "no_kk", "nama_krt", "alamat", "art", "pengurus_nama",
    "pengurus_nik",
)  # fmt: skip
# Counts of the header: lines in the file, then the lines of the letter summed over the kab.
JUMLAH: tuple[str, ...] = (
    "baris_ruta",
    "baris_usulan",
    *LINE,
    *(f"art_{name}" for name in LINE),
    "final",
    "kuota",
)


@dataclass(frozen=True, slots=True)
class Kepala:
    """Header of a data file. ``jumlah`` has every name of ``JUMLAH``; ``sebelum`` is the digest of the version before
    (32 zeros for the first).
    """

    kab: int
    periode: int
    program: int
    versi: int
    sebelum: bytes
    jumlah: Mapping[str, int]
    aturan: int = VERSI_ATURAN

    def text(self) -> str:
        """As it is written."""
        named: dict[str, object] = {
            "format": FORMAT,
            "kab": self.kab,
            "periode": self.periode,
            "program": self.program,
            "versi": self.versi,
            "aturan": self.aturan,
            "sebelum": self.sebelum.hex(),
        } | {name: self.jumlah[name] for name in JUMLAH}
        return "".join(f"#{name}\t{value}\n" for name, value in named.items()) + f"{AKHIR_KEPALA}\n"
