"""The content of a briefing pack: chapters of figures and sentences of one wilayah, from one snapshot.

Figures come from the reads of the pages, so that a pack and the screen say the same; before it is handed over its
numbers are counted again by a second path (``briefing_isi_periksa``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from data_access import keterangan
from data_access.session import Connection
from domain.briefing import BabBriefing, Kunci
from domain.figur import Asal, Bab, Figur, Isi
from domain.kalender import PROGRAM_NAME
from workflow import briefing_isi_batch as batch
from workflow import briefing_isi_kemajuan as kemajuan
from workflow import briefing_isi_kerja as kerja
from workflow.briefing_isi_bahan import Bahan, baca
from workflow.briefing_isi_metode import metode
from workflow.briefing_isi_periksa import periksa

_BAB: dict[BabBriefing, Callable[[Bahan], Bab]] = {**kemajuan.BAB, **kerja.BAB, **batch.BAB}


def susun(connection: Connection, kunci: Kunci, *, pembuat: str, now: datetime, dibuat: datetime) -> Isi:
    """The pack of ``kunci`` as of ``now`` (the clock that the calendar goes by), made at ``dibuat`` by ``pembuat``.

    ``connection`` holds one snapshot (``read_session``); the caller has narrowed ``kunci.wilayah`` to what the reader
    may see and ``kunci.bab`` to the chapters they may have. Raises InvalidInput for a wilayah or periode that does
    not exist, RuleViolation where the second path finds another number.
    """
    bahan = baca(connection, kunci, now)
    chapters = [_BAB[kode](bahan) for kode in _BAB if kode in kunci.bab]
    checked = periksa(bahan, chapters)
    if BabBriefing.METODE in kunci.bab:
        chapters.append(metode(bahan, chapters, checked))
    return Isi(_asal(bahan, pembuat, dibuat), tuple(chapters))


def _asal(bahan: Bahan, pembuat: str, dibuat: datetime) -> Asal:
    return Asal(
        judul="Paket briefing",
        wilayah=bahan.wilayah.nama_lengkap,
        periode=f"{PROGRAM_NAME[bahan.periode.program]}, {bahan.periode.label}",
        per=bahan.now,
        dibuat=dibuat,
        pembuat=pembuat,
        zona=bahan.wilayah.zona or 7,
        samar=bahan.kunci.samar,
        kode_wilayah=bahan.scope.kode,
    )


def angka_utama(connection: Connection, kunci: Kunci) -> Figur:
    """The headline figures of the pack as they are now."""
    return kemajuan.utama(baca(connection, kunci, keterangan.read_now(connection)))
