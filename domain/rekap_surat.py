"""What a letter of pengesahan counts, defined once: for the letter, the reconciliation with the SK and the readiness.

Lines are those of section 6.3 of the domain document. Each is counted in rumah tangga and, with ``art_`` before its
name, in the members of the same rumah tangga. For BSP the last line is what the kuota counts as used
(``domain.indikator.terpakai``): a test holds them together.
"""

from __future__ import annotations

from typing import Any

from domain.kalender import Program
from domain.status import NONAKTIF, StaKeberadaan
from domain.usulan import JenisUsulan

# Number of these definitions, as it stands in the header of every data file: raised when one of them changes.
VERSI_ATURAN = 1

NONAKTIF_LINE: dict[StaKeberadaan, str] = {sta: f"nonaktif_{sta:d}" for sta in sorted(NONAKTIF)}

LINE: dict[str, str] = {
    "prelist": "Rumah tangga pada prelist periode ini.",
    "awal": "BSP: rumah tangga prelist yang menjadi KPM. DTKS: seluruh prelist.",
    "perbaikan": "Dari awal, yang ditemukan dengan perubahan data dan perubahannya disetujui.",
    "nonaktif_3": "Dari awal, yang tidak ditemukan.",
    "nonaktif_4": "Dari awal, yang ditemukan sudah mampu.",
    "nonaktif_5": "Dari awal, yang ditemukan ganda.",
    "usulan": "Usulan yang disetujui dan masuk batch. BSP: usulan BSP. DTKS: usulan rumah tangga baru.",
    "akhir": "Awal dikurangi nonaktif, ditambah usulan.",
}

# The kind of usulan that adds to ``akhir``; others that were approved stand in the snapshot and add nothing.
JENIS_DIHITUNG: dict[Program, JenisUsulan] = {Program.BSP: JenisUsulan.BSP, Program.DTKS: JenisUsulan.DTKS_BARU}


def awal(program: Program, prelist: Any, kpm: Any) -> Any:
    """What a programme begins with, out of numbers or columns of numbers: KPM of the prelist, or all of it."""
    return kpm if program is Program.BSP else prelist
